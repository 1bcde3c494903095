//! A form as it stands when it is opened: kept draft, what is known already, and what of the case an officer
//! wants to see beside it.

use std::collections::BTreeMap;

use rongheng_app::page;
use rongheng_domain::{
    calendar::Calendar,
    form::{Fault, Input},
    ids::StreamId,
    sheet::Section,
};

use super::{
    act::{ActView, Making, PAPER, ScanView, view},
    acts,
    case::{Light, Part, part},
    find, in_place,
    look_up::{file_names, look_up},
    submit::{Target, asked},
};
use crate::{
    error_page::Problem,
    render::{
        form::{Sent, Sources},
        sheet::BlockView,
    },
    visit::{Signed, Web},
};

/// The field that says how the form is laid out; `paper` is one screen for a paper beside its scan.
pub(crate) const LAYOUT: &str = "layout";
/// The act whose form begins with the papers of the case.
const CATALOGUE: &str = "catalogue";
/// How many of them at the most: the page stays light.
const LISTED: usize = 40;
/// Characters beside a form; what is longer is read in its own tab.
const BESIDE: usize = 12_000;

/// Whether the form is laid out for a paper.
pub(crate) fn on_paper(sent: &Sent) -> bool {
    sent.get(LAYOUT).is_some_and(|layout| layout == "paper")
}

/// The day and the place of a paper go on to the receipt, so that the next one of its kind begins with them.
pub(crate) fn next_paper(sent: &Sent) -> String {
    if !on_paper(sent) {
        return String::new();
    }
    let value = |name: &str| super::cases::encode(sent.get(name).map_or("", String::as_str));
    format!("&paper_on={}&paper_place={}", value("paper_on"), value("paper_place"))
}

/// The form as it is opened: the draft that was kept, else what the address and the case know already.
pub(crate) async fn fresh(
    web: &Web,
    signed: &Signed,
    page: &page::FormPage,
    target: &Target,
    query: BTreeMap<String, String>,
) -> Result<ActView, Problem> {
    let fields = || page.action.fields.iter().chain(PAPER).chain(in_place::FIELD);
    let known = |name: &str| fields().any(|field| field.name == name);
    let mut filled: Sent = query.into_iter().filter(|(name, _)| known(name) || name == LAYOUT).collect();
    filled.retain(|_, value| !value.trim().is_empty() && !value.contains('\0'));
    // A draft about somebody else does not take the place of what was asked for.
    let fits = |draft: &page::Draft| {
        filled.iter().all(|(name, value)| {
            name == LAYOUT || draft.sent.get(name).is_none_or(|kept| kept.is_empty() || kept == value)
        })
    };
    let (mut sent, kept) = match &page.draft {
        Some(draft) if fits(draft) => {
            (draft.sent.clone(), Some(format!("草稿存于 {}，可以接着填写。", draft.kept_at)))
        }
        Some(draft) => (
            Sent::new(),
            Some(format!("另有一份草稿存于 {}，内容不同，没有带入；在这里存草稿会替换它。", draft.kept_at)),
        ),
        None => (Sent::new(), None),
    };
    for (name, value) in filled {
        sent.entry(name).or_insert(value);
    }
    only_choice(page, &mut sent);
    if page.action.name == CATALOGUE && !sent.keys().any(|name| name.starts_with("items.")) {
        list_papers(web, signed, page, &mut sent).await?;
    }
    in_place::choose(page, &mut sent);
    if find::judges(page) {
        find::lay_out(&mut sent);
    }
    let mut sources = sources(page);
    look_up(web, signed, page.action.fields, &sent, &mut sources).await?;
    // A file that is not there any more is asked for when the form is sent.
    let _ = file_names(web, page.action.fields, &sent, &mut sources).await?;
    let scan = scan(web, signed, &sent).await;
    Ok(view(Making { kept, sources, scan, ..making(page, target, &sent, &[]) }))
}

/// 卷内目录 begins with the papers that the program knows of; whoever files counts their pages, and writes down what else
/// lies in the file.
async fn list_papers(
    web: &Web,
    signed: &Signed,
    page: &page::FormPage,
    sent: &mut Sent,
) -> Result<(), Problem> {
    let Some(case) = &page.case else { return Ok(()) };
    let papers = web.app.volume_papers(&signed.actor, case).await?;
    for (row, paper) in papers.into_iter().take(LISTED).enumerate() {
        sent.insert(format!("items.{row}.title"), paper.title);
        sent.insert(format!("items.{row}.dated"), paper.on.to_string());
    }
    Ok(())
}

/// What there is no choice about is chosen: the only official, the only recipient. A judgement never is.
fn only_choice(page: &page::FormPage, sent: &mut Sent) {
    for field in page.action.fields.iter().filter(|field| field.required) {
        let Input::Pick(source) = field.input else { continue };
        if let Some([only]) = page.offers.get(source).map(Vec::as_slice) {
            sent.entry(field.name.to_owned()).or_insert_with(|| only.value.clone());
        }
    }
}

/// The form of an act for a page that has it beside other things; `None` where it cannot be done now.
pub(crate) async fn at_once(
    web: &Web,
    signed: &Signed,
    case: &StreamId,
    action: &str,
) -> Result<Option<ActView>, Problem> {
    let target = Target { kind: case.kind().to_owned(), case: Some(case.clone()), action: action.to_owned() };
    let page = asked(web, signed, &target).await?;
    if !page.blocked.is_empty() {
        return Ok(None);
    }
    let act = fresh(web, signed, &page, &target, BTreeMap::new()).await?;
    Ok(Some(ActView { beside: Vec::new(), ..act }))
}

/// What a page of this form is made from.
pub(crate) fn making<'a>(
    page: &'a page::FormPage,
    target: &Target,
    sent: &'a Sent,
    faults: &'a [Fault],
) -> Making<'a> {
    Making {
        action: page.action,
        subject: page.subject.clone(),
        case: target.back(),
        href: target.href(),
        version: sent.get("version").and_then(|v| v.parse().ok()).unwrap_or(page.version),
        key: sent.get("key").cloned().unwrap_or_else(|| page.key.clone()),
        document: page.document.clone(),
        paper: page.paper,
        place: in_place::asks(&in_place::offers(page)),
        sent,
        faults,
        missing: page
            .blocked
            .iter()
            .map(|reason| format!("{}（{} {}）", reason.says, reason.rule.phrase, reason.rule.code))
            .collect(),
        kept: None,
        sources: sources(page),
        principles: page.principles.clone(),
        beside: beside(page, &target.back()),
        scan: None,
    }
}

/// What the register and the case offer for this form.
pub(crate) fn sources(page: &page::FormPage) -> Sources {
    let pairs = |choices: &[page::Choice]| {
        choices.iter().map(|choice| (choice.value.clone(), choice.label.clone())).collect::<Vec<_>>()
    };
    Sources {
        people: pairs(&page.people),
        units: pairs(&page.units),
        circumstances: pairs(&page.circumstances),
        offers: (page.offers.iter().map(|(name, choices)| ((*name).to_owned(), pairs(choices))))
            .chain([(in_place::NAME.to_owned(), in_place::offers(page))])
            .collect(),
        files: BTreeMap::new(),
    }
}

/// What an officer compares while he fills it in, the nearest first; the tab of the act's own part otherwise.
const WANTED: &[(&str, &[&str])] = &[
    ("find", &["evidence", "statements", "basic"]),
    ("set_baseline", &["verification", "evidence"]),
    ("propose_outcome", &["options", "verification", "evidence"]),
    ("choose_text", &["verification", "basic"]),
    ("approve_disclosure", &["verification", "basic"]),
    ("notify", &["verification", "evidence"]),
    ("answer_defence", &["statements", "evidence", "verification"]),
    ("answer_unit_defence", &["statements", "evidence"]),
    ("report", &["verification", "statements", "evidence"]),
    ("mark_weight", &["verification", "basic"]),
    ("compose_consultation", &["verification", "consultation", "basic"]),
    ("give_opinion", &["consultation", "report", "findings", "verification"]),
    ("answer_minutes", &["consultation", "report"]),
    ("review", &["verification", "consultation", "evidence", "statements"]),
    ("approve", &["approval", "consultation", "verification"]),
    ("open_dissent", &["consultation", "approval"]),
    ("resolve", &["approval", "consultation", "verification"]),
    ("determine", &["approval", "verification", "consultation"]),
    ("serve", &["feedback", "determination"]),
    ("file_upward", &["feedback", "determination"]),
    ("enter_sanction_decision", &["effects", "determination"]),
    ("reexamine", &["reexamination", "determination", "verification", "evidence"]),
    ("decide_reexamination", &["reexamination", "determination"]),
    ("check_paper", &["papers"]),
    ("amend_paper", &["papers"]),
];

/// What stands beside the form; the first part is open.
fn beside(page: &page::FormPage, case: &str) -> Vec<Part> {
    let Some(sheet) = &page.sheet else { return Vec::new() };
    let wanted = WANTED.iter().find(|(name, _)| *name == page.action.name).map(|(_, tabs)| *tabs);
    let own = acts::phases(page.kind).iter().find(|phase| phase.acts.contains(&page.action.name));
    let own = own.map_or("", |phase| phase.tab);
    let fallback = [own, "basic"];
    let tabs = wanted.filter(|_| page.kind == "tolerance" || own == "papers").unwrap_or(&fallback);
    let named = |id: &&str| sheet.sections.iter().find(|section| section.id == **id);
    let mut sections: Vec<_> = tabs.iter().filter_map(named).collect();
    sections.dedup_by_key(|section| &section.id);
    // What an act is about is seldom beside the point: where its own part has no tab yet, the first one stands there.
    if sections.is_empty() {
        sections.extend(sheet.sections.first());
    }
    let calendar = Calendar::default();
    let with = Light { names: &page.names, calendar: &calendar, today: page.today };
    let mut room = BESIDE;
    let beside = |section: &Section| {
        let mut shown = part(section, case, with);
        let size = shown.blocks.iter().map(size).sum();
        if size > room {
            shown.blocks.clear();
        }
        room = room.saturating_sub(size);
        shown
    };
    sections.into_iter().map(beside).collect()
}

/// How many characters a block has.
fn size(block: &BlockView) -> usize {
    let all = |lines: &[String]| lines.iter().map(|line| line.chars().count()).sum::<usize>();
    match block {
        BlockView::Facts(facts) => facts.iter().map(|(_, lines)| all(lines)).sum(),
        BlockView::Table(_, rows) => rows.iter().flatten().map(|cell| cell.says.chars().count() + 10).sum(),
        BlockView::Words(lines) => all(lines),
        BlockView::Opinion(opinion) => all(&opinion.text),
        _ => 40,
    }
}

/// The scan that came with what was sent, where this person may look at it.
pub(crate) async fn scan(web: &Web, signed: &Signed, sent: &Sent) -> Option<ScanView> {
    let id = sent.get("paper_scan").map(|id| id.trim()).filter(|id| !id.is_empty())?;
    let file = web.app.own_upload(&signed.actor, &id.into()).await.ok()??;
    Some(ScanView {
        href: format!("/uploads/{}", file.id),
        image: file.media.starts_with("image/") && file.media != "image/tiff",
        name: file.name,
    })
}

#[cfg(test)]
mod tests {
    use rongheng_domain::cases;

    use super::*;

    #[test]
    fn what_stands_beside_a_form_belongs_to_an_act_that_exists() {
        let kinds = cases::all();
        for (name, _) in WANTED {
            let found = kinds.iter().find_map(|kind| kind.action(name));
            assert!(found.is_some(), "{name}");
        }
    }

    #[test]
    fn a_paper_is_laid_out_only_where_it_is_asked_for() {
        let mut sent = Sent::new();
        assert!(!on_paper(&sent));
        sent.insert(LAYOUT.to_owned(), "paper".to_owned());
        assert!(on_paper(&sent));
    }
}
