//! What is seen of a ruling: officers and the keeper of the policy; the upper organ from the day it was sent up.

use super::{
    command::ACTIONS,
    row::{row, stage, tasks},
    state::Ruling,
};
use crate::{
    day::Day,
    facts::Policy,
    ids::FileId,
    kind::{self, Audience},
    people::Role,
    sheet::{Block, Say, Section, Sheet, SheetFile, Step, Tone},
};

fn sees(state: &Ruling, audience: &Audience) -> bool {
    match audience {
        Audience::Officer(Role::UpperOrgan) => state.sent_up.is_some(),
        Audience::Officer(_) => state.asked.is_some(),
        _ => false,
    }
}

/// What `audience` sees.
pub(super) fn view(state: &Ruling, audience: &Audience, policy: &Policy) -> Option<Sheet> {
    sees(state, audience).then(|| sheet(state, policy))
}

/// The files that `audience` may open.
pub(super) fn files(state: &Ruling, audience: &Audience) -> Vec<FileId> {
    let answer = state.answered.iter().filter_map(|answered| answered.file.clone());
    if sees(state, audience) { answer.chain(state.papers.files()).collect() } else { Vec::new() }
}

fn sheet(state: &Ruling, policy: &Policy) -> Sheet {
    let row = row(state, policy);
    let tone = if state.answered.is_some() { Tone::Green } else { Tone::Blue };
    let of = state.asked.as_ref().and_then(|asked| asked.tolerance.as_ref());
    let blocks = blocks(state);
    let section = |id: &str, title: &str, blocks| Section {
        id: id.to_owned(),
        title: title.to_owned(),
        count: None,
        blocks,
    };
    let mut sections = vec![section("ruling", "请示答复", blocks)];
    let papers = state.papers.blocks();
    if !papers.is_empty() {
        sections.push(section("papers", "代录材料", papers));
    }
    Sheet {
        title: row.title,
        number: row.number,
        status: (stage(state).to_owned(), tone),
        tags: state.papers.tag().into_iter().collect(),
        facts: of.map(|of| ("容错案件".to_owned(), Say::from(&of.number))).into_iter().collect(),
        steps: steps(state),
        sections,
        next: kind::next(tasks(state), ACTIONS),
        running: Vec::new(),
    }
}

fn blocks(state: &Ruling) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut part = |title: &str, words: &str| {
        blocks.push(Block::Heading(title.to_owned()));
        blocks.push(Block::Words(Say::from(words)));
    };
    if let Some(asked) = &state.asked {
        part("请示的问题", &asked.question);
        part("基本事实", &asked.circumstances);
        part("本级意见", &asked.opinion);
        part("涉及的规定", &asked.basis);
    }
    for approved in state.approved.iter().chain(&state.declined) {
        blocks.push(Block::Opinion {
            by: (&approved.by).into(),
            word: if approved.approved { "同意请示" } else { "不同意请示" }.to_owned(),
            dissent: !approved.approved,
            text: approved.words.clone(),
            on: approved.on,
        });
    }
    if let Some(sent) = &state.sent_up {
        let facts = [
            ("请示文号", Say::from(&sent.paper_number)),
            ("主送机关", Say::from(&sent.to)),
            ("请示日期", sent.sent_on.into()),
        ];
        blocks.push(Block::Facts(facts.into_iter().map(|(q, a)| (q.to_owned(), a)).collect()));
    }
    if let Some(answered) = &state.answered {
        blocks.push(Block::Heading(format!("答复（{}，{}）", answered.number, answered.answered_on.words())));
        blocks.push(Block::Words(Say::from(&answered.says)));
        blocks.extend(answered.file.as_ref().map(|id| {
            let file = SheetFile { id: id.clone(), name: "答复原件".to_owned(), hash: String::new() };
            Block::Files(vec![file])
        }));
    }
    if let Some(kept) = &state.kept {
        let says = Say::from("已存为政策“")
            .and(&kept.document.title)
            .and("”，自")
            .and(kept.applies_from)
            .and("起适用：")
            .and(&kept.says);
        blocks.push(Block::Note { tone: Tone::Green, says });
    }
    if let Some(closed) = &state.closed {
        blocks
            .push(Block::Note { tone: Tone::Plain, says: Say::from("不存为政策：").and(&closed.why) });
    }
    blocks
}

fn steps(state: &Ruling) -> Vec<Step> {
    let days: [(&str, Option<Day>); 5] = [
        ("请示", state.asked.as_ref().map(|e| e.on)),
        ("审批", state.approved.as_ref().map(|e| e.on)),
        ("上报", state.sent_up.as_ref().map(|e| e.sent_on)),
        ("答复", state.answered.as_ref().map(|e| e.answered_on)),
        ("存为政策", state.kept.as_ref().map(|e| e.on)),
    ];
    kind::steps(days, !state.over())
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn the_upper_organ_sees_what_was_sent_to_it_and_officials_and_units_nothing() {
        let policy = Policy::default();
        let draft = given([asked(), approved()]);
        let sent = given([asked(), approved(), sent_up(), answered()]);
        let upper = Audience::Officer(Role::UpperOrgan);
        assert_eq!(view(&draft, &upper, &policy), None);
        assert!(view(&sent, &upper, &policy).is_some());
        assert!(view(&draft, &Audience::Officer(Role::PolicyOfficer), &policy).is_some());
        for other in
            [Audience::Official("zhou".into()), Audience::Unit("center".into()), Audience::Organisation]
        {
            assert_eq!(view(&sent, &other, &policy), None);
            assert_eq!(files(&sent, &other), []);
        }
    }
}
