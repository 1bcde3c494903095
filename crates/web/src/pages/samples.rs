//! Every page with sample values: it renders, is light, and holds nothing that the content policy forbids.

mod away;
mod handling;
mod library;
mod lists;
mod messages;
mod registers;
mod work;

use askama::Template;
use rongheng_app::page::Names;
use rongheng_domain::{
    calendar::Calendar,
    cases,
    day::Day,
    ids::PersonId,
    people::Role,
    sheet::{Block, Doer, Next, Running, Say, Section, Sheet, SheetFile, Step, StepState, Tone},
};

use super::{
    act::{self, ActView, Making},
    case::{self, Light},
    cases::RowView,
    find, guarantees, help, in_place, mine, receipt, sign_in,
};
use crate::{
    error_page::{Problem, ProblemView},
    frame::{self, Crumb, Frame},
    handbook,
    render::{
        days,
        form::{Sent, Sources},
        light, sheet,
    },
};

const CASE: &str = "/cases/tolerance/0198";

pub(crate) use lists::list_of;

fn today() -> Day {
    Day::parse("2026-11-23").unwrap()
}

pub(super) fn frame() -> Frame {
    Frame {
        unit: "青澜区纪委监委".into(),
        demo: true,
        name: "司徒𬭎".into(),
        role: Role::CaseOfficer.title(),
        menu: frame::menu(Role::CaseOfficer, "/work"),
        may_search: true,
        mark: "司徒𬭎 2026-11-23 09:42".into(),
        today: "2026-11-23（星期一）".into(),
        height: Some(118_402),
        ..Frame::default()
    }
    .page("茶滘街道 <补偿> 😀", vec![Crumb::to("工作台", "/work"), Crumb::here("容〔2026〕17号")])
}

fn names() -> Names {
    Names { people: [("lin".into(), "林岱岳".to_owned())].into(), ..Names::default() }
}

fn sample_sheet() -> Sheet {
    let due = days::tests::sample_due();
    Sheet {
        title: "集体决策确定的补偿面积".into(),
        number: Some("容〔2026〕17号".into()),
        status: ("会商".into(), Tone::Blue),
        tags: vec![("敏感".into(), Tone::Amber)],
        facts: vec![("承办".into(), Say::from(&PersonId::from("lin")))],
        steps: vec![
            Step { title: "申请".into(), state: StepState::Done, note: "09-15".into() },
            Step { title: "会商".into(), state: StepState::Now, note: String::new() },
            Step { title: "认定".into(), state: StepState::Later, note: String::new() },
        ],
        sections: vec![Section {
            id: "consultation".into(),
            title: "会商".into(),
            count: Some(1),
            blocks: vec![
                Block::Heading("第一次会商".into()),
                Block::Facts(vec![("主持".into(), Say::from(&PersonId::from("lin")))]),
                Block::Table { head: vec!["成员".into()], rows: vec![vec![Say::from("唐静宜")]] },
                Block::Words(Say::from("第一段\n第二段")),
                Block::Note { tone: Tone::Amber, says: Say::from("到会不足") },
                Block::Opinion {
                    by: Say::from("高沛霖"),
                    word: "不同意".into(),
                    dissent: true,
                    text: "<script>alert(1)</script>".into(),
                    on: today(),
                },
                Block::Files(vec![SheetFile {
                    id: "f1".into(), name: "底图.pdf".into(), hash: "ab".into()
                }]),
            ],
        }],
        next: vec![Next {
            action: Some("hold_consultation".into()),
            says: "登记会商召开".into(),
            rule: ("认定必会商".into(), "P6".into()),
            who: vec![Doer::Role(Role::CaseManagement)],
            due: Some(due.clone()),
        }],
        running: vec![Running { title: "认定期限".into(), due, done_on: None, stopped: None }],
    }
}

fn act_of(kind: &str, name: &str, sent: &Sent) -> ActView {
    let action = cases::named(kind).unwrap().action(name).unwrap();
    act::view(Making {
        action,
        subject: "容〔2026〕17号 · 补偿面积".into(),
        case: CASE.into(),
        href: format!("{CASE}/do/{name}"),
        version: 3,
        key: "k".into(),
        document: action.document.map(|_| "受理通知书".into()),
        paper: true,
        place: in_place::FIELD,
        sent,
        faults: &[],
        missing: vec!["会商尚未召开。（认定必会商 P6）".into()],
        kept: Some("草稿存于 09:40。".into()),
        beside: vec![case::Part { id: "basic".into(), title: "基本情况".into(), blocks: Vec::new() }],
        scan: Some(act::ScanView { href: "/uploads/0190".into(), name: "扫描.pdf".into(), image: false }),
        principles: vec![rongheng_domain::registers::policy::Principle {
            code: "distinction.purpose".into(),
            title: "无意过失与谋取私利，要区分开来".into(),
            rule: "D1".into(),
            text: "看利益流向了哪里。".into(),
            covers: vec!["款项全部用于工作".into()],
            spares: vec!["指定亲属的企业承接".into()],
            origin: rongheng_domain::registers::policy::Origin::Sample,
            from: today(),
        }],
        sources: Sources {
            people: (0..200).map(|n| (format!("p{n}"), format!("某人{n} · 某单位{n}"))).collect(),
            units: (0..400).map(|n| (format!("u{n}"), format!("某街道某社区居民委员会{n}"))).collect(),
            offers: [(
                "evidence".into(),
                (0..20).map(|n| (n.to_string(), format!("证 {n} 会议记录"))).collect(),
            )]
            .into(),
            ..Sources::default()
        },
    })
}

fn problem() -> ProblemView {
    *Problem::conflict(vec![("09:38".into(), "受理".into(), String::new())], CASE, CASE).0
}

fn row() -> RowView {
    RowView {
        href: CASE.into(),
        number: "容〔2026〕17号".into(),
        opened: "09-15 提出".into(),
        title: "补偿面积".into(),
        unit: "区土地房屋征收事务中心".into(),
        officials: "周砚清 等 2 人".into(),
        team: "卫知行 等 3 人".into(),
        organ: "青澜区纪委监委".into(),
        closed: String::new(),
        marks: vec!["敏感".into()],
        secret: true,
        todo: ["受理", "移送", "撤回"].map(|title| (title.to_owned(), format!("{CASE}/do/x"))).to_vec(),
        of_unit: Some("/cases/tolerance?unit=x".into()),
        stage: "会商".into(),
        tone: "blue",
        light: Some(light::running(&Calendar::default(), today(), today())),
        due: "认定 11-26".into(),
        provisional: true,
    }
}

/// Every page by the name of its template.
fn pages() -> Vec<(&'static str, String)> {
    let names = names();
    let calendar = Calendar::default();
    let with = Light { names: &names, calendar: &calendar, today: today() };
    let sheet = sample_sheet();
    let (_, section) = sheet::open(&sheet, "");
    let part = case::part(section.unwrap(), CASE, with);
    let kind = cases::named("tolerance").unwrap();
    let asked = [(&kind.actions()[0], &[][..])];
    let (ready, _) = super::acts::links(asked, CASE);
    let mut found = Sent::new();
    find::lay_out(&mut found);
    let result = || receipt::ResultView {
        number: Some("容〔2026〕17号".into()),
        says: "已提交。".into(),
        repeated: true,
        nexts: case::nexts(&sheet.next, with),
        receipt: "案卷第 3 条".into(),
        back: CASE.into(),
        next_paper: Some(format!("{CASE}/do/defend?layout=paper")),
        meeting: None,
    };
    let blank = Sent::new();
    let mut pages = vec![
        (
            "my_case.html",
            mine::MyCasePage {
                frame: frame(),
                heading: "结果已经送达".into(),
                number: sheet.number.clone(),
                receipt: Some(mine::Receipt {
                    title: "结果已经送达".into(),
                    href: CASE.into(),
                    version: 3,
                    key: "k".into(),
                }),
                received: Some("您在 2026-11-23 09:50 确认收到。".into()),
                wanted: mine::wanted(&sheet, ready.clone(), with).0,
                besides: ready,
                steps: sheet::steps(&sheet),
                dues: case::dues(&sheet, with),
                parts: vec![part],
                facts: sheet::facts(&sheet, &names),
            }
            .render()
            .unwrap(),
        ),
        (
            "form.html",
            act::FormPage { frame: frame(), act: act_of("tolerance", "apply", &blank) }.render().unwrap(),
        ),
        (
            "plain_form.html",
            act::PlainFormPage { frame: frame(), act: act_of("tolerance", "defend", &blank) }
                .render()
                .unwrap(),
        ),
        (
            "check.html",
            act::CheckPage { frame: frame(), act: act_of("tolerance", "determine", &blank) }
                .render()
                .unwrap(),
        ),
        (
            "plain_check.html",
            act::PlainCheckPage { frame: frame(), act: act_of("tolerance", "defend", &blank) }
                .render()
                .unwrap(),
        ),
        (
            "actions/tolerance/find.html",
            find::page(frame(), act_of("tolerance", "find", &found)).render().unwrap(),
        ),
        ("result.html", receipt::ResultPage { frame: frame(), result: result() }.render().unwrap()),
        (
            "plain_result.html",
            receipt::PlainResultPage { frame: frame(), result: result() }.render().unwrap(),
        ),
        ("problem.html", crate::visit::ProblemPage { frame: frame(), problem: problem() }.render().unwrap()),
        (
            "plain_problem.html",
            crate::visit::PlainProblemPage { frame: frame(), problem: problem() }.render().unwrap(),
        ),
        (
            "sign_in.html",
            sign_in::SignInPage {
                unit: "青澜区纪委监委".into(),
                says: "账号或者口令不对。".into(),
                login: "lin".into(),
                totp: true,
                first: true,
                demo: true,
                people: vec![sign_in::DemoPerson {
                    value: "case_officer@lin".into(),
                    role: Role::CaseOfficer.title(),
                    who: "林岱岳".into(),
                }],
                back: "/mine".into(),
            }
            .render()
            .unwrap(),
        ),
        (
            "first_administrator.html",
            sign_in::FirstAdministratorPage {
                frame: frame(),
                done: false,
                wrongs: Vec::new(),
                fields: crate::render::form::fields(sign_in::FIRST, &blank, &[], &Sources::default()),
            }
            .render()
            .unwrap(),
        ),
        (
            "guarantees.html",
            guarantees::GuaranteesPage { frame: frame(), guarantees: Vec::new(), attacks: Vec::new() }
                .render()
                .unwrap(),
        ),
        ("access.html", guarantees::AccessPage { frame: frame(), matrix: "✔ ✘".into() }.render().unwrap()),
        (
            "help.html",
            help::HelpPage {
                frame: frame(),
                topics: handbook::topics_of(Role::CaseManagement),
                parts: help::parts(Role::CaseManagement),
            }
            .render()
            .unwrap(),
        ),
        (
            "plain_help.html",
            help::PlainHelpPage {
                frame: frame(),
                topics: handbook::topics_of(Role::Official),
                parts: help::parts(Role::Official),
            }
            .render()
            .unwrap(),
        ),
        (
            "help_topic.html",
            help::TopicPage {
                frame: frame(),
                topic: handbook::topic_named("case_officer").unwrap(),
                topics: handbook::topics_of(Role::CaseOfficer),
            }
            .render()
            .unwrap(),
        ),
        (
            "plain_help_topic.html",
            help::PlainTopicPage {
                frame: frame(),
                topic: handbook::topic_named("official").unwrap(),
                topics: handbook::topics_of(Role::Official),
            }
            .render()
            .unwrap(),
        ),
    ];
    pages.extend(handling::pages());
    pages.extend(handling::made());
    pages.extend(messages::pages());
    pages.extend(registers::pages());
    pages.extend(lists::pages());
    pages.extend(library::pages());
    pages.extend(work::pages());
    pages.extend(away::pages());
    pages
}

#[test]
fn every_template_renders_with_sample_values() {
    let rendered: Vec<_> = pages().into_iter().map(|(name, _)| name).collect();
    for (path, _) in crate::templates_on_disk() {
        let name = path.split("/templates/").nth(1).unwrap();
        if !name.starts_with("parts/") && !matches!(name, "officer.html" | "plain.html") {
            assert!(rendered.contains(&name), "{name} is not rendered by this test");
        }
    }
}

#[test]
fn no_page_weighs_a_hundred_kilobytes_or_holds_what_the_policy_forbids() {
    for (name, html) in pages() {
        assert!(html.len() < 100_000, "{name} weighs {}", html.len());
        for forbidden in
            [" style=", "<style", " onclick=", " onsubmit=", "javascript:", "http://", "https://"]
        {
            assert!(!html.contains(forbidden), "{name} holds {forbidden}");
        }
        assert_eq!(
            html.matches("<script").count(),
            html.matches("<script type=\"module\" src=\"/assets/").count(),
            "{name}"
        );
        // The drawer is a piece that the module puts into a page.
        let whole = html.contains("<html lang=\"zh-CN\">") && html.contains("id=\"main\"");
        assert!(whole || name == "drawer.html", "{name}");
    }
}

#[test]
fn what_people_write_is_never_read_as_markup() {
    for (name, html) in pages() {
        assert!(!html.contains("<补偿>"), "{name}");
        assert!(!html.contains("alert(1)</script>"), "{name}");
    }
}

#[test]
fn every_page_has_one_main_button_at_most() {
    for (name, html) in pages() {
        if name != "problem.html" {
            let main = html.matches("btn main").count() + html.matches("btn grave").count();
            assert!(main <= 2, "{name} has {main} main buttons");
        }
    }
}

#[test]
fn an_action_that_is_not_possible_yet_stays_visible_with_how_much_is_missing() {
    let cases: Vec<_> = pages().into_iter().filter(|(name, _)| *name == "case.html").collect();
    for (_, html) in &cases {
        assert!(html.contains("还不能办的 34 项") && html.contains("缺材料。"), "in the rail");
    }
    assert!(cases.iter().any(|(_, html)| html.contains("（还缺 1 项）")), "in the tab of acts");
}

#[test]
fn the_form_of_every_action_renders_and_names_each_field() {
    for kind in cases::all() {
        for action in kind.actions() {
            let html = act::FormPage { frame: frame(), act: act_of(kind.name(), action.name, &Sent::new()) }
                .render()
                .unwrap();
            for field in action.fields {
                assert!(
                    html.contains(&format!("name=\"{}", field.name)) || html.contains("没有可选的内容"),
                    "{}.{} does not ask {}",
                    kind.name(),
                    action.name,
                    field.name
                );
            }
            assert!(html.len() < 100_000, "{}.{} weighs {}", kind.name(), action.name, html.len());
        }
    }
}

#[test]
fn every_page_of_its_own_belongs_to_an_action_that_exists() {
    for (path, _) in crate::templates_on_disk() {
        if let Some(name) = path.split("/templates/actions/").nth(1) {
            let (kind, action) = name.trim_end_matches(".html").split_once('/').unwrap();
            assert!(cases::named(kind).unwrap().action(action).is_some(), "{name}");
        }
    }
}

#[test]
fn the_judgement_lays_out_three_distinctions_two_bars_and_five_dimensions() {
    let mut sent = Sent::new();
    find::lay_out(&mut sent);
    let page = find::page(frame(), act_of("tolerance", "find", &sent));
    assert_eq!((page.bars.len(), page.distinctions.len(), page.dimensions.len()), (2, 3, 5));
    assert!(page.dimensions[0].fields.iter().any(|field| field.name == "dimensions.0.evidence"));
}

#[test]
fn the_principle_stands_beside_the_form_with_its_examples_and_says_that_it_is_a_sample() {
    let html =
        act::FormPage { frame: frame(), act: act_of("tolerance", "apply", &Sent::new()) }.render().unwrap();
    let find = find::page(frame(), act_of("tolerance", "find", &Sent::new())).render().unwrap();
    for html in [html, find] {
        assert!(html.contains("看利益流向了哪里。") && html.contains("款项全部用于工作"));
        assert!(html.contains("<span class=\"tag\">示范</span>"));
    }
}
