//! What is seen of a correction.
//!
//! The owner and its party organisation see it from the order on; the official concerned has no view of
//! it: the way to the own case leads through the tolerance case. Appraisals and consulted members have
//! nothing to do with it.

mod course;

use super::{
    command::ACTIONS,
    row::{row, told_owner},
    standing::{Standing, limits},
    state::Correction,
};
use crate::{
    day::Day,
    facts::Policy,
    ids::{FileId, UnitId},
    kind::{self, Audience},
    sheet::{Block, Running, Say, Section, Sheet, SheetFile, Step, Tone},
};

fn answers(state: &Correction, unit: &UnitId) -> bool {
    told_owner(state) && state.opened.as_ref().is_some_and(|o| o.owner == *unit || o.reporter() == unit)
}

/// What `audience` sees.
pub(super) fn view(state: &Correction, audience: &Audience, policy: &Policy) -> Option<Sheet> {
    state.opened.as_ref()?;
    match audience {
        Audience::Officer(_) => Some(OfficerView(state).sheet(policy)),
        Audience::Unit(unit) => answers(state, unit).then(|| OwnerView::of(state).sheet(state, policy)),
        // Which party organisation answers for it, the access table knows (D3).
        Audience::Committee(_) => told_owner(state).then(|| OwnerView::of(state).sheet(state, policy)),
        Audience::Official(_)
        | Audience::Consulted(_)
        | Audience::Appraisal(_)
        | Audience::Organisation
        | Audience::Custodian
        | Audience::FormerOrgan(_) => None,
    }
}

/// The files that `audience` may open.
pub(super) fn files(state: &Correction, audience: &Audience, policy: &Policy) -> Vec<FileId> {
    if view(state, audience, policy).is_none() {
        return Vec::new();
    }
    let reports = state.reported.iter().filter_map(|r| r.file.clone());
    let progress = state.progress.iter().filter_map(|p| p.file.clone());
    let remedy = state.remedy.iter().filter_map(|r| r.reported.file.clone());
    let papers = match audience {
        Audience::Officer(_) => state.papers.files(),
        _ => state.papers.scans_of(|paper| OF_OWNER.contains(&paper.entered.action.as_str())),
    };
    reports.chain(progress).chain(remedy).chain(papers).collect()
}

/// What the owner itself put on paper.
const OF_OWNER: &[&str] = &["report_progress", "ask_extension", "report", "report_cannot_be_put_right"];

/// Everything, for the officers.
#[derive(Debug)]
struct OfficerView<'a>(&'a Correction);

/// What the owner knows: the order, its own report, and what became of it.
#[derive(Debug)]
struct OwnerView<'a> {
    requires: Option<&'a str>,
    course: &'a Correction,
    reported: Option<&'a super::report::Reported>,
    returned: Option<&'a str>,
    signed_off_on: Option<Day>,
}

impl<'a> OwnerView<'a> {
    fn of(state: &'a Correction) -> Self {
        Self {
            requires: state.ordered.as_ref().map(|o| o.requires.as_str()),
            course: state,
            reported: state.reported.as_ref(),
            returned: state.checked.as_ref().filter(|c| !c.passed).map(|c| c.words.as_str()),
            signed_off_on: state.signed_off.as_ref().map(|(_, s)| s.on),
        }
    }

    fn sheet(&self, state: &Correction, policy: &Policy) -> Sheet {
        let mut blocks = Vec::new();
        if let Some(requires) = self.requires {
            blocks.push(Block::Heading("整改要求".to_owned()));
            blocks.push(Block::Words(requires.into()));
        }
        course::said_by_owner(self.course, &mut blocks);
        course::answered_to_owner(self.course, &mut blocks);
        report_blocks(self.reported, &mut blocks);
        if let Some(words) = self.returned {
            let says = Say::from("整改报告没有通过审核，请继续整改后重新提交。").and(words);
            blocks.push(Block::Note { tone: Tone::Amber, says });
        }
        if let Some(on) = self.signed_off_on {
            let says = Say::from(on).and("已经销号，无须再办。");
            blocks.push(Block::Note { tone: Tone::Green, says });
        }
        let mut sheet = frame(state, policy, vec![section("correction", "整改的要求和经过", blocks)]);
        Standing::of(state).words_for_owner().clone_into(&mut sheet.status.0);
        sheet
    }
}

impl OfficerView<'_> {
    fn sheet(&self, policy: &Policy) -> Sheet {
        let state = self.0;
        let mut blocks = Vec::new();
        if let Some(opened) = &state.opened {
            let mut facts = vec![
                ("需要纠正的问题".to_owned(), Say::from(&opened.what)),
                ("责任单位".to_owned(), Say::from(&opened.owner)),
                ("认定前已经纠正".to_owned(), Say::from(if opened.already { "是" } else { "否" })),
            ];
            facts.extend(opened.answers_for_owner.as_ref().map(|u| ("由其代表报告".to_owned(), u.into())));
            facts.extend(opened.official.as_ref().map(|p| ("涉及的当事人".to_owned(), p.into())));
            if state.recovered > 0 {
                facts.push(("挽回损失".to_owned(), yuan(state.recovered).into()));
            }
            blocks.push(Block::Facts(facts));
        }
        if let Some(ordered) = &state.ordered {
            blocks.push(Block::Heading("纠错通知".to_owned()));
            blocks.push(Block::Words(Say::from(&ordered.requires)));
        }
        course::said_by_owner(state, &mut blocks);
        course::decided_by_organ(state, &mut blocks);
        report_blocks(state.reported.as_ref(), &mut blocks);
        if let Some(checked) = &state.checked {
            let word = if checked.passed { "整改到位" } else { "继续整改" };
            blocks.push(opinion(&checked.by, word, &checked.words, checked.on, !checked.passed));
        }
        if let Some(confirmed) = &state.confirmed {
            blocks.push(opinion(&confirmed.by, "核查确认", &confirmed.words, confirmed.on, false));
        }
        course::remedy_judged(state, &mut blocks);
        if let Some((_, signed)) = &state.signed_off {
            let words = signed.words.as_deref().unwrap_or("同意销号。");
            blocks.push(opinion(&signed.by, "销号", words, signed.on, false));
        }
        for reopened in &state.reopened {
            blocks.push(opinion(&reopened.by, "重新打开", &reopened.why, reopened.on, true));
        }
        let mut sections = vec![section("correction", "纠错", blocks)];
        let papers = state.papers.blocks();
        if !papers.is_empty() {
            sections.push(section("papers", "代录材料", papers));
        }
        let mut sheet = frame(state, policy, sections);
        sheet.tags.extend(state.papers.tag());
        sheet
    }
}

fn report_blocks(reported: Option<&super::report::Reported>, blocks: &mut Vec<Block>) {
    let Some(report) = reported else { return };
    blocks.push(Block::Heading("整改报告".to_owned()));
    blocks.push(Block::Words(Say::from(&report.says)));
    if let Some(fen) = report.recovered {
        blocks.push(Block::Facts(vec![("挽回损失".to_owned(), yuan(fen).into())]));
    }
    if let Some(id) = &report.file {
        let file = SheetFile { id: id.clone(), name: "整改报告".to_owned(), hash: String::new() };
        blocks.push(Block::Files(vec![file]));
    }
}

fn opinion(by: &crate::ids::PersonId, word: &str, text: &str, on: Day, dissent: bool) -> Block {
    Block::Opinion { by: by.into(), word: word.to_owned(), dissent, text: text.to_owned(), on }
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02} 元", fen / 100, fen % 100)
}

fn section(id: &str, title: &str, blocks: Vec<Block>) -> Section {
    Section { id: id.to_owned(), title: title.to_owned(), count: None, blocks }
}

fn frame(state: &Correction, policy: &Policy, sections: Vec<Section>) -> Sheet {
    let standing = Standing::of(state);
    let row = row(state, policy);
    let next = kind::next(row.tasks, ACTIONS);
    let running = limits(state, policy)
        .into_iter()
        .map(|(title, due, done_on)| Running { title: title.to_owned(), due, done_on, stopped: None })
        .collect();
    Sheet {
        title: row.title,
        number: row.number,
        status: (standing.words().to_owned(), standing.tone()),
        tags: Vec::new(),
        facts: state.opened.iter().map(|o| ("责任单位".to_owned(), Say::from(&o.owner))).collect(),
        steps: steps(state),
        sections,
        next,
        running,
    }
}

fn steps(state: &Correction) -> Vec<Step> {
    let confirming = state.already() && state.ordered.is_none();
    let found_on = state.checked.as_ref().filter(|c| c.passed).map(|c| c.on);
    let mut days: Vec<(&str, Option<Day>)> = vec![("转入", state.opened.as_ref().map(|o| o.on))];
    if confirming {
        days.push(("核查确认", state.confirmed.as_ref().map(|c| c.on)));
    } else {
        days.push(("纠错通知", state.ordered.as_ref().map(|o| o.on)));
        if let Some(remedy) = state.remedy.as_ref().filter(|r| !r.failed()) {
            days.push(("报告无法纠正", Some(remedy.reported.on)));
            days.push(("核查补救", remedy.checked.as_ref().map(|c| c.on)));
            days.push(("批准", remedy.approved.as_ref().map(|a| a.on)));
        } else {
            days.push(("整改报告", state.reported.as_ref().map(|r| r.on)));
            days.push(("审核", found_on));
        }
    }
    days.push(("销号", state.signed_off.as_ref().map(|(_, s)| s.on)));
    kind::steps(days, true)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn the_owner_hears_of_it_with_the_order_and_the_official_never() {
        let policy = Policy::default();
        let center = Audience::Unit("center".into());
        assert_eq!(view(&given([open()]), &center, &policy), None);
        assert!(view(&given([open(), ordered()]), &center, &policy).is_some());
        assert_eq!(view(&given([open(), ordered()]), &Audience::Unit("other".into()), &policy), None);
        assert_eq!(view(&given([open(), ordered()]), &Audience::Official("zhou".into()), &policy), None);
    }

    #[test]
    fn the_owner_does_not_see_who_checked() {
        let policy = Policy::default();
        let state = given([open(), ordered(), reported(), checked(true), signed()]);
        let owner = view(&state, &Audience::Unit("center".into()), &policy).unwrap();
        let shown = serde_json::to_string(&owner).unwrap();
        assert!(!shown.contains("lin") && !shown.contains("现场核对"), "{shown}");
        assert!(shown.contains("已经销号"), "{shown}");
    }
}
