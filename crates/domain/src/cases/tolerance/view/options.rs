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
        let tracks = proposed_outcome::tracks(case, who).into_iter();
        let rows = tracks.flat_map(|track| rows(case, who, track, policy)).collect();
        let head = ["轨道", "结果", "可否", "不能提出的原因", "依据", "办理"];
        blocks.push(table(&head, rows));
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

/// The outcomes of a track: each that can be proposed or was, in a row of its own; after them those that cannot, one
/// row for each reason.
fn rows(case: &Case, who: &PersonId, track: Track, policy: &Policy) -> Vec<Vec<Say>> {
    let mut offered = Vec::new();
    let mut closed: Vec<(Say, Vec<&str>, Vec<&str>)> = Vec::new();
    for one in proposed_outcome::options(case, who, track, policy) {
        let proposed = case.proposed.get(&(who.clone(), track));
        let chosen = proposed.is_some_and(|proposed| proposed.outcome == one.outcome);
        let why = one.against.iter().fold(Say::empty(), |why, reason| why.and(reason.say()));
        if !chosen && !one.against.is_empty() {
            let at = closed.iter().position(|(known, ..)| *known == why).unwrap_or_else(|| {
                closed.push((why, Vec::new(), Vec::new()));
                closed.len() - 1
            });
            if let Some((_, outcomes, clauses)) = closed.get_mut(at) {
                outcomes.push(one.words);
                if !clauses.contains(&one.clause) {
                    clauses.push(one.clause);
                }
            }
            continue;
        }
        let act = if one.against.is_empty() {
            let mitigated_to = one.mitigated_to.map_or("", crate::judgement::baseline::Grade::id);
            let fill = [
                ("official", who.as_str()),
                ("track", track.id()),
                ("outcome", one.outcome.id()),
                ("mitigated_to", mitigated_to),
            ];
            Say::act("propose_outcome", "提出", &fill)
        } else {
            Say::empty()
        };
        let state = if chosen { "已提出" } else { "可以提出" };
        offered.push(vec![track.title().into(), one.words.into(), state.into(), why, one.clause.into(), act]);
    }
    let closed = closed.into_iter().map(|(why, outcomes, clauses)| {
        let (outcomes, clauses) = (outcomes.join("、"), clauses.join("；"));
        vec![track.title().into(), outcomes.into(), "不能提出".into(), why, clauses.into(), Say::empty()]
    });
    offered.into_iter().chain(closed).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        cases::tolerance::testing::{before, policy},
        judgement::outcome::Outcome,
        sheet::Span,
    };

    /// Every outcome of the table of a track, by its words.
    fn all(case: &Case, who: &PersonId, track: Track) -> BTreeSet<String> {
        let offered = proposed_outcome::options(case, who, track, &policy());
        assert!(offered.len() > 3 && offered.len() <= Outcome::ALL.len());
        offered.into_iter().map(|one| one.words.to_owned()).collect()
    }

    fn words(say: &Say) -> String {
        let parts = say.0.iter();
        parts
            .filter_map(|part| if let Span::Text(text) = part { Some(text.as_str()) } else { None })
            .collect()
    }

    #[test]
    fn every_outcome_is_in_one_row_and_a_reason_is_said_once() {
        for action in ["find", "propose_outcome"] {
            let case = before(action).case;
            let who = PersonId::from("zhou");
            let track = proposed_outcome::tracks(&case, &who)[0];
            let rows = rows(&case, &who, track, &policy());
            let text = |row: &[Say], at: usize| serde_json::to_string(&row[at]).unwrap();
            let words: Vec<String> = rows
                .iter()
                .flat_map(|row| words(&row[1]).split('、').map(str::to_owned).collect::<Vec<_>>())
                .collect();
            assert_eq!(words.len(), all(&case, &who, track).len(), "none twice");
            assert_eq!(words.into_iter().collect::<BTreeSet<_>>(), all(&case, &who, track));
            let closed: Vec<String> =
                rows.iter().filter(|row| row[2] == Say::from("不能提出")).map(|row| text(row, 3)).collect();
            assert_eq!(closed.iter().collect::<BTreeSet<_>>().len(), closed.len(), "{closed:?}");
            assert_eq!(rows.len() == 1, action == "find", "before it is found there is one reason for all");
        }
    }
}
