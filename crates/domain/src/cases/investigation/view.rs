//! What is seen of an investigation: officers alone. The official, the unit and everybody else have no view of
//! it; what is decided is served by the body that decided (G4).

use super::{
    command::ACTIONS,
    row::{row, stage, tasks},
    state::Investigation,
};
use crate::{
    day::Day,
    facts::Policy,
    ids::FileId,
    kind::{self, Audience},
    sheet::{Block, Say, Section, Sheet, SheetFile, Step, Tone},
};

/// What `audience` sees.
pub(super) fn view(state: &Investigation, audience: &Audience, policy: &Policy) -> Option<Sheet> {
    state.filed.as_ref()?;
    matches!(audience, Audience::Officer(_)).then(|| sheet(state, policy))
}

/// The files that `audience` may open.
pub(super) fn files(state: &Investigation, audience: &Audience) -> Vec<FileId> {
    if !matches!(audience, Audience::Officer(_)) {
        return Vec::new();
    }
    let returned = state.returned.iter().map(|(examined, _)| examined);
    let reports = state.examined.iter().chain(returned).filter_map(|examined| examined.file.clone());
    let decision = state.decided.iter().filter_map(|decided| decided.file.clone());
    reports.chain(decision).chain(state.papers.files()).collect()
}

fn sheet(state: &Investigation, policy: &Policy) -> Sheet {
    let row = row(state, policy);
    let tone = if state.decided.is_some() { Tone::Green } else { Tone::Blue };
    let blocks = blocks(state);
    let section = |id: &str, title: &str, blocks| Section {
        id: id.to_owned(),
        title: title.to_owned(),
        count: None,
        blocks,
    };
    let mut sections = vec![section("register", "登记", blocks)];
    let papers = state.papers.blocks();
    if !papers.is_empty() {
        sections.push(section("papers", "代录材料", papers));
    }
    let track = state.filed.iter().map(|filed| (filed.track.title().to_owned(), Tone::Plain));
    Sheet {
        title: row.title,
        number: row.number,
        status: (stage(state).to_owned(), tone),
        tags: track.chain(state.papers.tag()).collect(),
        facts: state.filed.iter().map(|f| ("被审查调查人".to_owned(), Say::from(&f.official))).collect(),
        steps: steps(state),
        sections,
        next: kind::next(tasks(state), ACTIONS),
        running: Vec::new(),
    }
}

fn facts<const N: usize>(rows: [(&str, Say); N]) -> Vec<(String, Say)> {
    rows.into_iter().map(|(question, answer)| (question.to_owned(), answer)).collect()
}

fn file(id: &FileId, name: &str) -> Block {
    Block::Files(vec![SheetFile { id: id.clone(), name: name.to_owned(), hash: String::new() }])
}

fn report(examined: &super::examination::Examined, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading("审查调查".to_owned()));
    blocks.push(Block::Facts(facts([
        ("报告日期", examined.finished_on.into()),
        ("审查调查人员", Say::list(&examined.investigators)),
    ])));
    blocks.push(Block::Words(Say::from(&examined.summary)));
    blocks.extend(examined.file.as_ref().map(|id| file(id, "审查调查报告")));
}

fn opinion(reviewed: &super::review::Reviewed, dissent: bool) -> Block {
    Block::Opinion {
        by: (&reviewed.by).into(),
        word: reviewed.view.title().to_owned(),
        dissent,
        text: reviewed.opinion.clone(),
        on: reviewed.on,
    }
}

fn blocks(state: &Investigation) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(filed) = &state.filed {
        let mut rows = facts([
            ("立案机关", Say::from(&filed.body)),
            ("立案决定文号", Say::from(&filed.decision)),
            ("立案日期", filed.filed_on.into()),
            ("轨道", filed.track.title().into()),
            ("涉嫌问题", Say::from(&filed.about)),
        ]);
        rows.extend(filed.tolerance.as_ref().map(|of| ("容错案件".to_owned(), Say::from(&of.number))));
        blocks.push(Block::Heading("立案".to_owned()));
        blocks.push(Block::Facts(rows));
    }
    for (before, returned) in &state.returned {
        report(before, &mut blocks);
        blocks.push(opinion(returned, true));
    }
    if let Some(examined) = &state.examined {
        report(examined, &mut blocks);
    }
    blocks.extend(state.reviewed.as_ref().map(|agreed| opinion(agreed, false)));
    if let Some(decided) = &state.decided {
        blocks.push(Block::Heading("处分（处理）决定".to_owned()));
        blocks.push(Block::Facts(facts([
            ("决定", decided.conclusion.words_on(decided.track).into()),
            ("批准权限", decided.power.title().into()),
            ("作出决定的机关", Say::from(&decided.body)),
            ("决定文号", Say::from(&decided.number)),
            ("决定日期", decided.decided_on.into()),
        ])));
        blocks.extend(decided.file.as_ref().map(|id| file(id, "决定书")));
    }
    blocks
}

fn steps(state: &Investigation) -> Vec<Step> {
    let days: [(&str, Option<Day>); 6] = [
        ("立案", state.filed.as_ref().map(|e| e.filed_on)),
        ("审查调查", state.examined.as_ref().map(|e| e.finished_on)),
        ("审理", state.reviewed.as_ref().map(|e| e.on)),
        ("决定", state.decided.as_ref().map(|e| e.decided_on)),
        ("结案", state.closed.as_ref().map(|e| e.on)),
        ("归档", state.archived.as_ref().map(|e| e.on)),
    ];
    kind::steps(days, true)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::people::Role;

    #[test]
    fn officers_see_it_and_nobody_else_neither_page_nor_file() {
        let policy = Policy::default();
        let state = given([filed(), examined(), sent(), reviewed(true), decided()]);
        let officer = Audience::Officer(Role::CaseOfficer);
        assert!(view(&state, &officer, &policy).is_some());
        assert_eq!(files(&state, &officer).len(), 2);
        for other in [
            Audience::Official("zhou".into()),
            Audience::Unit("center".into()),
            Audience::Committee("bureau".into()),
            Audience::Consulted("zheng".into()),
            Audience::Appraisal("office".into()),
            Audience::Organisation,
        ] {
            assert_eq!(view(&state, &other, &policy), None, "{other:?}");
            assert_eq!(files(&state, &other), []);
        }
    }
}
