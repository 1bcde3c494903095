//! What comes after the determination: 异议复查 and 撤销认定, for officers, and what the official sees of them.

use super::sections::{facts, heading, note, outcomes, section, table};
use crate::{
    cases::tolerance::{feedback, reexamination, revocation, state::Case},
    day::Day,
    facts::Policy,
    ids::PersonId,
    sheet::{Block, Say, Section, Tone},
};

/// Objections, with who examines them again and what was decided.
pub(super) fn reexaminations(case: &Case) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (official, one) in &case.reexaminations {
        blocks.push(facts([
            ("当事人", Say::from(official)),
            ("提出日期", Say::from(one.objected.on)),
            ("复查人员", one.assigned.as_ref().map_or_else(Say::empty, |to| Say::list(&to.reexaminers))),
        ]));
        let rows = one.objected.points.iter().zip(1_u32..);
        let rows = rows.map(|(point, number)| vec![number.to_string().into(), Say::from(point)]);
        blocks.push(table(&["序号", "异议"], rows.collect()));
        if let Some(reported) = &one.reported {
            blocks.push(heading("复查报告"));
            blocks.push(Block::Words(Say::from(&reported.report)));
            blocks.push(note(Tone::Plain, format!("建议：{}。", reported.result.title())));
            if !reported.outcomes.is_empty() {
                blocks.push(outcomes(reported.outcomes.iter()));
            }
        }
        if let Some(decided) = &one.decided {
            blocks.push(facts([
                ("会议", Say::from(&decided.meeting)),
                ("日期", Say::from(decided.met_on)),
                ("决定", decided.result.title().into()),
            ]));
            blocks.push(Block::Words(Say::from(&decided.opinions)));
        }
        if let Some(served) = &one.served {
            let says =
                Say::from(served.handed.served_on()).and(format!("{}。", served.handed.delivery().title()));
            blocks.push(note(Tone::Green, says));
        }
    }
    blocks
}

/// Revocations, from the evidence that came to light to the decision.
pub(super) fn revocations(case: &Case) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !case.revocation_evidence.is_empty() {
        let rows = case
            .revocation_evidence
            .iter()
            .map(|one| vec![one.number.to_string().into(), Say::from(&one.title), Say::from(&one.describes)]);
        blocks.push(table(&["编号", "认定后发现的证据", "证明的事实"], rows.collect()));
    }
    for (official, one) in &case.revocations {
        let proposed = &one.proposed;
        blocks.push(facts([
            ("当事人", Say::from(official)),
            ("事由", proposed.ground.title().into()),
            ("证据", proposed.evidence.join("、").into()),
            ("核实人员", one.assigned.as_ref().map_or_else(Say::empty, |to| Say::list(&to.members))),
        ]));
        blocks.push(Block::Words(Say::from(&proposed.facts)));
        blocks.push(note(Tone::Plain, Say::from("如何发现：").and(&proposed.how_found)));
        if let Some(defended) = &one.defended {
            let rows = defended.points.iter().map(|point| vec![Say::from(point)]);
            blocks.push(table(&["对拟撤销的申辩"], rows.collect()));
        }
        if let Some(reported) = &one.reported {
            blocks.push(heading("撤销核实报告"));
            blocks.push(Block::Words(Say::from(&reported.says)));
            blocks.extend(reported.answers.as_ref().map(|answers| Block::Words(Say::from(answers))));
            blocks.push(note(Tone::Plain, reported.conclusion.title()));
        }
        if let Some(above) = &one.approved {
            let says = format!("上一级批复：{}（{}）。{}", above.decision.title(), above.number, above.words);
            blocks.push(note(Tone::Plain, says));
        }
        if let Some(revoked) = &one.revoked {
            blocks.push(facts([
                ("会议", Say::from(&revoked.meeting)),
                ("日期", Say::from(revoked.met_on)),
                (
                    "送达",
                    one.served.as_ref().map_or_else(|| "未送达".into(), |s| Say::from(s.handed.served_on())),
                ),
            ]));
            for appraisal in &revoked.restores {
                blocks.push(note(
                    Tone::Amber,
                    format!("“{appraisal}”的主管单位应当恢复评价（已登记，后续办理）。"),
                ));
            }
            if case.determined.iter().flat_map(|made| &made.determinations).any(|d| d.in_four_forms) {
                blocks.push(note(Tone::Amber, "四种形态登记应当以更正条目更正（已登记，后续办理）。"));
            }
        }
    }
    blocks
}

/// What the official sees of both: own words, what was notified, decisions once received. No report, no
/// name, no opinion.
#[derive(Debug)]
pub(super) struct OwnLater<'a> {
    /// The last day of the objection, while it can be made.
    may_object: Option<Day>,
    objection: Option<(&'a [String], Option<String>, bool)>,
    revocation: Option<OwnRevocation<'a>>,
}

#[derive(Debug)]
struct OwnRevocation<'a> {
    notified: &'a str,
    defence_until: Day,
    defended: Option<&'a [String]>,
    /// Whether a report ends the defence.
    reported: bool,
    dropped: bool,
    decision: Option<String>,
    waits: bool,
}

impl<'a> OwnLater<'a> {
    pub(super) fn of(case: &'a Case, person: &PersonId, today: Day, policy: &Policy) -> Self {
        let objected = case.reexaminations.get(person);
        let may_object = reexamination::runs_until(case, person, policy, today);
        let again = reexamination::key(person);
        let objection = objected.map(|one| {
            let decision = feedback::received_on(case, &again);
            let text = decision.and_then(|_| reexamination::decision_text(case, person));
            (one.objected.points.as_slice(), text, feedback::waits(case, &again))
        });
        let paper = revocation::key(person);
        let revocation = case.revocations.get(person).and_then(|one| {
            let notified = one.notified.as_ref()?;
            let received = feedback::received_on(case, &paper);
            Some(OwnRevocation {
                notified: &notified.facts,
                defence_until: notified.defence_until,
                defended: one.defended.as_ref().map(|defended| defended.points.as_slice()),
                reported: one.reported.is_some(),
                dropped: one.dropped(),
                decision: received.and_then(|_| revocation::decision_text(case, person)),
                waits: feedback::waits(case, &paper),
            })
        });
        Self { may_object: may_object.filter(|_| objected.is_none()), objection, revocation }
    }

    /// What may be done, with its words and its rule.
    pub(super) fn next(&self) -> Vec<(&'static str, String, (&'static str, &'static str))> {
        let mut all = Vec::new();
        let again = (reexamination::RULE.phrase, reexamination::RULE.code);
        if let Some(until) = self.may_object {
            let says = format!("对结果有异议的，可以在{}以前申请异议复查。", until.words());
            all.push(("object", says, again));
        }
        let waits = self.objection.as_ref().is_some_and(|(.., waits)| *waits)
            || self.revocation.as_ref().is_some_and(|one| one.waits);
        if waits {
            all.push(("acknowledge", "新的决定已经送达，请确认收到后阅读。".to_owned(), again));
        }
        if let Some(one) = self.revocation.as_ref().filter(|one| one.defended.is_none() && !one.reported) {
            let says = format!("您可以在{}以前对拟撤销认定的事实陈述和申辩。", one.defence_until.words());
            all.push(("defend_revocation", says, (revocation::RULE.phrase, revocation::RULE.code)));
        }
        all
    }

    pub(super) fn sections(&self) -> Vec<Section> {
        let mut all = Vec::new();
        let points = |title: &str, points: &[String]| {
            table(&[title], points.iter().map(|point| vec![Say::from(point)]).collect())
        };
        if let Some((own, decision, _)) = &self.objection {
            let mut blocks = vec![points("我的异议", own)];
            blocks.push(match decision {
                Some(text) => Block::Words(Say::from(text)),
                None => note(Tone::Plain, "异议已经收到，正在由没有参加过本案的人员复查；复查不会加重处理。"),
            });
            all.push(section("reexamination", "异议复查", blocks));
        }
        if let Some(one) = &self.revocation {
            let mut blocks = vec![Block::Words(Say::from(one.notified))];
            blocks.extend(one.defended.map(|own| points("我的申辩", own)));
            if one.dropped {
                blocks.push(note(Tone::Green, "经核实或者报批，不撤销对您的认定。"));
            }
            blocks.extend(one.decision.as_ref().map(|text| Block::Words(Say::from(text))));
            all.push(section("revocation", "拟撤销认定的事实", blocks));
        }
        all
    }
}
