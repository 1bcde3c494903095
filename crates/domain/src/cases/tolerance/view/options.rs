//! What an officer needs beside the judgement: how far each official is, and which outcomes exist at this stage
//! on each track, with the reason for each that is not offered (G1, G7, S2).

use super::sections::{heading, note, table};
use crate::{
    cases::tolerance::{proposed_outcome, state::Case},
    facts::Policy,
    ids::PersonId,
    judgement::outcome::Track,
    sheet::{Block, Say, Tone},
};

/// A column of the table of officials: its head, its act, and whether it is done.
type Place = (&'static str, &'static str, fn(&Case, &PersonId) -> Option<&'static str>);

const PLACES: [Place; 6] = [
    ("核实认定", "find", |case, who| case.found.contains_key(who).then_some("已记录")),
    ("本应给予", "set_baseline", |case, who| {
        case.baselines.keys().any(|(person, _)| person == who).then_some("已记录")
    }),
    ("拟认定意见", "propose_outcome", |case, who| {
        case.proposed.keys().any(|(person, _)| person == who).then_some("已提出")
    }),
    ("告知", "notify", |case, who| case.notified.contains_key(who).then_some("已告知")),
    ("申辩", "defend", |case, who| {
        if case.defended.contains_key(who) {
            Some("已申辩")
        } else {
            case.waived.contains_key(who).then_some("已放弃")
        }
    }),
    ("答复申辩", "answer_defence", |case, who| {
        if case.defended.contains_key(who) {
            case.defence_answered.contains_key(who).then_some("已答复")
        } else {
            Some("—")
        }
    }),
];

/// How far each official is, with the way to what can be done now.
pub(super) fn officials(case: &Case) -> Vec<Block> {
    if case.assigned.is_none() {
        return Vec::new();
    }
    let rows = case.officials().map(|who| {
        let mut row = vec![Say::from(who)];
        for (_, action, done) in PLACES {
            let filled = [("official", who.as_str())];
            let fill: &[(&str, &str)] = if action == "defend" { &[] } else { &filled };
            row.push(match done(case, who) {
                Some(word) => word.into(),
                None => Say::from("没有").and(Say::act(action, "办理", fill)),
            });
        }
        row
    });
    let mut head = vec!["当事人"];
    head.extend(PLACES.iter().map(|(title, _, _)| *title));
    vec![heading("逐人办到哪一步"), table(&head, rows.collect())]
}

/// The table of G1 for each official and track, as it stands here; until the report is final.
pub(super) fn shown(case: &Case, policy: &Policy) -> Vec<Block> {
    if case.assigned.is_none() || case.reported.is_some() || case.determined.is_some() {
        return Vec::new();
    }
    let says =
        "某一结果在本环节、本轨道是否存在，由认定结果表决定；能提出不等于应当提出，由核实组判断并写明理由。";
    let mut blocks = vec![note(Tone::Plain, says)];
    for who in case.officials() {
        blocks.push(Block::Facts(vec![("当事人".to_owned(), Say::from(who))]));
        let rows = proposed_outcome::tracks(case, who).into_iter().flat_map(|track| {
            proposed_outcome::options(case, who, track, policy).into_iter().map(move |one| {
                let proposed = case.proposed.get(&(who.clone(), track));
                let chosen = proposed.is_some_and(|proposed| proposed.outcome == one.outcome);
                let state = match (chosen, one.against.is_empty()) {
                    (true, _) => "已提出",
                    (false, true) => "可以提出",
                    (false, false) => "不能提出",
                };
                let mut why = Say::empty();
                for reason in &one.against {
                    why = why.and(reason.say());
                }
                let fill = [
                    ("official", who.as_str()),
                    ("track", track.id()),
                    ("outcome", one.outcome.id()),
                    ("mitigated_to", one.mitigated_to.map_or("", crate::judgement::baseline::Grade::id)),
                ];
                let act = if one.against.is_empty() {
                    Say::act("propose_outcome", "提出", &fill)
                } else {
                    Say::empty()
                };
                vec![track.title().into(), one.words.into(), state.into(), why, one.clause.into(), act]
            })
        });
        let head = ["轨道", "结果", "可否", "不能提出的原因", "依据", "办理"];
        blocks.push(table(&head, rows.collect()));
        let absent: Vec<_> = Track::ALL
            .iter()
            .filter(|track| !proposed_outcome::tracks(case, who).contains(track))
            .map(|track| track.title())
            .collect();
        if !absent.is_empty() {
            let says = format!("{}轨道没有登记立案，或者与所处环节无关，没有列出。", absent.join("、"));
            blocks.push(note(Tone::Plain, says));
        }
    }
    blocks
}
