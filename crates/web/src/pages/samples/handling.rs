//! The pages of handling a case, with sample values.

use askama::Template;
use rongheng_domain::{calendar::Calendar, cases};

use super::{CASE, act_of, frame, names, sample_sheet, today};
use crate::{
    pages::{
        act, acts,
        case::{self, Light, Open},
        consultation, made_papers, papers, reading, timeline, versions,
    },
    render::{form::Sent, light, sheet},
};

fn choice() -> timeline::Choice {
    timeline::Choice { value: "lin".into(), label: "林岱岳".into(), chosen: true }
}

/// A paper before it is taken, and the texts of papers with one that was typed wrong.
pub(super) fn made() -> Vec<(&'static str, String)> {
    let paper = |pdf: Option<String>, barred: Vec<String>| made_papers::MadePaperPage {
        frame: frame(),
        title: "受理通知书（司徒𬭎）".into(),
        subject: "容〔2026〕17号 · 补偿面积".into(),
        sample: true,
        docx: pdf.clone(),
        pdf,
        back: CASE.into(),
        told: vec!["本机没有装下列字体，PDF 用别的字体代替：仿宋_GB2312（用Noto Serif CJK SC代替）。".into()],
        barred,
        sheet: Some(("青纪〔2026〕5号，待用印".into(), "/cases/issue/x".into())),
        drafts: Some("/new/issue/draft?case=x".into()),
        signed: true,
    };
    let texts = made_papers::PaperTextsPage {
        frame: frame(),
        texts: vec![made_papers::TextLine {
            title: "受理通知书".into(),
            pdf: "/paper-texts/acceptance?as=pdf&show=1".into(),
            docx: "/paper-texts/acceptance?as=docx".into(),
            write: Some("/registers/paper-drafts/new?fill=acceptance".into()),
            uses: "编号、事项".into(),
            from: "2021年1月1日".into(),
            sample: true,
        }],
        typed: "[[paper]] <b>".into(),
        faults: vec![(12, "文书“受理通知书”没有占位符“{姓明}”。".into())],
    };
    vec![
        ("made_paper.html", paper(Some(format!("{CASE}/papers/2?as=pdf")), Vec::new()).render().unwrap()),
        ("made_paper.html", paper(None, vec!["写不出主送。".into()]).render().unwrap()),
        ("paper_texts.html", texts.render().unwrap()),
    ]
}

fn on_paper(links: Vec<acts::ActLink>) -> Vec<(&'static str, String)> {
    let line = papers::PaperLine {
        title: "校核代录".into(),
        says: "第1份".into(),
        case: "容〔2026〕17号".into(),
        href: CASE.into(),
        button: "校核",
        light: Some(light::stopped(today())),
    };
    let entry = papers::PapersPage {
        frame: frame(),
        asked: "容〔2026〕17号".into(),
        found: Some(("容〔2026〕17号".into(), CASE.into(), links)),
        missed: true,
        checks: vec![line.clone()],
        amends: Vec::new(),
        awaited: vec![line],
    };
    let check = |scan: Option<act::ScanView>, barred: Vec<String>| papers::PaperCheckPage {
        frame: frame(),
        subject: "容〔2026〕17号".into(),
        title: "陈述申辩".into(),
        href: format!("{CASE}/paper/1"),
        back: CASE.into(),
        version: 3,
        key: "k".into(),
        scan,
        place: "二楼档案柜".into(),
        facts: vec![("录入".into(), "林岱岳".into())],
        compared: vec![papers::Compared {
            at: 0,
            label: "行为人".into(),
            lines: vec!["周砚清 <b>".into()],
            mark: "differs".into(),
            words: String::new(),
            fault: Some("“行为人”与原件不同的，请写明原件上怎么写。".into()),
        }],
        history: vec![("校核不一致".into(), "日期不同".into())],
        note: String::new(),
        owner: ("lin".into(), "case_officer"),
        kept: Some("草稿存于 2026-11-23 09:12。".into()),
        amended: 1,
        barred,
        wrongs: vec![crate::render::form::Wrong { id: "c-0".into(), says: "请更正。".into() }],
    };
    let image = act::ScanView { href: CASE.into(), name: "扫描.png".into(), image: true };
    vec![
        ("papers.html", entry.render().unwrap()),
        ("paper_check.html", check(Some(image), Vec::new()).render().unwrap()),
        ("paper_check.html", check(None, vec!["请由其他人校核。".into()]).render().unwrap()),
    ]
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let names = names();
    let calendar = Calendar::default();
    let with = Light { names: &names, calendar: &calendar, today: today() };
    let sheet = sample_sheet();
    let (tabs, section) = sheet::open(&sheet, "");
    let blocks = sheet::blocks(section.unwrap(), &names, CASE, today());
    let (parts, opinions) = consultation::split_opinions(vec![case::part(section.unwrap(), CASE, with)]);
    let kind = cases::named("tolerance").unwrap();
    let reasons = [rongheng_domain::refusal::Reason::new(kind.actions()[0].rule, "缺材料。")];
    let asked = [(&kind.actions()[0], &[][..]), (&kind.actions()[1], &reasons[..])];
    let (ready, blocked) = acts::links(asked, CASE);
    let group = acts::ActGroup {
        title: "会商",
        blocked: 1,
        now: true,
        sets: vec![
            acts::ActSet { acts: ready.clone(), missing: Vec::new() },
            acts::ActSet {
                acts: blocked.clone(),
                missing: crate::error_page::missing_rows(&reasons, CASE, kind.actions()),
            },
        ],
    };
    let line = timeline::Timeline {
        lines: vec![timeline::Line {
            at: "2026-11-23 09:12".into(),
            title: "受理".into(),
            who: "林岱岳".into(),
            says: "自次日起算".into(),
            class: "now",
        }],
        all: 2,
        steps: vec![choice()],
        people: vec![choice()],
        reading: Some(format!("{CASE}/reading")),
        versions: Some(format!("{CASE}/versions")),
    };
    let paper = case::Paper {
        href: CASE.into(),
        pdf: format!("{CASE}/papers/2?as=pdf"),
        docx: format!("{CASE}/papers/2"),
        name: "受理通知书".into(),
        sample: true,
        at: "2026-11-23".into(),
    };
    let opens = [
        Open::Section(blocks, Some(("进入会商", format!("{CASE}/consultation")))),
        Open::Papers(vec![paper]),
        Open::Acts(vec![group.clone()]),
        Open::Timeline(line),
    ];
    let mut steps = sheet::steps(&sheet);
    steps[0].href = Some(format!("{CASE}?tab=basic"));
    steps[1].light = Some(light::stopped(today()));
    let mut pages: Vec<_> = opens
        .into_iter()
        .map(|open| {
            let page = case::CasePage {
                parts: None,
                frame: frame(),
                case: CASE.into(),
                tags: sheet::tags(&sheet),
                light: Some(light::stopped(today())),
                facts: sheet::facts(&sheet, &names),
                steps: steps.clone(),
                tabs: tabs.clone(),
                open,
                nexts: case::nexts(&sheet.next, with),
                asked: ready.clone(),
                other: ready.clone(),
                from_paper: ready.clone(),
                here: Some(group.clone()),
                blocked: 34,
                takes: true,
                related: vec![case::RelatedView {
                    href: None, title: "纠错".into(), says: "待转入".into()
                }],
                done_dues: 0,
                dues: case::dues(&sheet, with),
            };
            ("case.html", page.render().unwrap())
        })
        .collect();
    let links = ready.clone();
    let sent = Sent::new();
    let consulting = consultation::ConsultationPage {
        frame: frame(),
        case: CASE.into(),
        subject: "容〔2026〕17号".into(),
        tags: sheet::tags(&sheet),
        parts,
        opinions,
        nexts: case::nexts(&sheet.next, with),
        ready,
        blocked,
        act: Some(act_of("tolerance", "give_opinion", &sent)),
        at: "2026-11-23 09:12".into(),
    };
    pages.push(("consultation.html", consulting.render().unwrap()));
    let mut paper = act_of("tolerance", "defend", &sent);
    pages.push(("paper.html", act::PaperPage { frame: frame(), act: paper.clone() }.render().unwrap()));
    paper.scan = None;
    pages.push(("paper.html", act::PaperPage { frame: frame(), act: paper }.render().unwrap()));
    pages.extend(on_paper(links));
    let read = reading::ReadingPage {
        frame: frame(),
        case: CASE.into(),
        subject: "容〔2026〕17号".into(),
        looks: vec![reading::LookView {
            who: "林岱岳".into(),
            at: "2026-11-23 09:12".into(),
            what: "证据".into(),
            times: 3,
        }],
        people: vec![choice()],
        more: true,
    };
    pages.push(("reading.html", read.render().unwrap()));
    let piece = |tag, text: &str| versions::PieceView { tag, text: text.into() };
    let compared = versions::VersionsPage {
        frame: frame(),
        case: CASE.into(),
        subject: "容〔2026〕17号".into(),
        texts: vec![versions::TextView {
            key: "minutes".into(),
            title: "会商纪要".into(),
            count: 2,
            chosen: true,
        }],
        versions: vec![versions::VersionView {
            version: 3, label: "第 1 稿".into(), old: true, new: false
        }],
        old: Some(("第 1 稿".into(), vec![piece("", "会议"), piece("del", "认为")])),
        new: Some(("第 2 稿".into(), vec![piece("", "会议"), piece("ins", "指出 <b>")])),
        changes: 1,
    };
    pages.push(("versions.html", compared.render().unwrap()));
    pages
}
