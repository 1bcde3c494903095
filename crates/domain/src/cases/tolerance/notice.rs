//! 告知 — the facts and the proposed outcome are notified before the defence (P3).
//!
//! Source: the article, 申请+核实 (充分听取当事人申辩意见); mechanism §2 P3. A later notice opens a new defence.
//! Not decided here: what is proposed (`proposed_outcome`), and what a later, harder proposal needs.

use std::collections::BTreeSet;

use super::{
    Case, Event,
    acceptance::InHand,
    admission::unreported,
    assignment::by_the_team,
    disclosure::Open,
    findings::Found,
    gate,
    investigation_entry::concerned,
    proposed_outcome::{proposed, standing},
    supplement::in_force,
};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::PersonId,
    judgement::{
        distinctions::Side,
        five_dimensions::Finding,
        hard_bars::{self, HardBar, Standing},
    },
    people::words,
};

words! {
    /// How something was handed over.
    Delivery {
        /// 本系统阅知.
        Here = "here" "本系统登录阅知",
        /// 直接送达，签收.
        Signed = "signed" "直接送达并签收",
        /// 代收.
        Substitute = "substitute" "代收",
        /// 拒收，见证人在场.
        Refused = "refused" "拒绝签收，见证人在场记明",
        /// 留置送达.
        Left = "left" "留置送达",
        /// 在一定范围内宣布.
        Announced = "announced" "在一定范围内宣布",
    }
}

/// How a notice before the defence is given: to the official in person, never to somebody who receives for another.
pub const NOTICES: &[(&str, &str)] = &[
    (Delivery::Here.id(), Delivery::Here.title()),
    (Delivery::Signed.id(), Delivery::Signed.title()),
    (Delivery::Refused.id(), Delivery::Refused.title()),
    (Delivery::Left.id(), Delivery::Left.title()),
    (Delivery::Announced.id(), Delivery::Announced.title()),
];

/// Facts and proposed outcome were notified to an official.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notified {
    /// To whom.
    pub official: PersonId,
    /// 事实材料.
    pub facts: String,
    /// 拟认定意见, as proposed on that day.
    pub outcomes: Vec<super::proposed_outcome::OutcomeProposed>,
    /// How.
    pub delivery: Delivery,
    /// 送达回证 number, witness, place.
    pub proof: String,
    /// The last day of the defence period, as notified: never shortened.
    pub defence_until: Day,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Notice, defence, answer, report.
pub static RULE: Rule = Rule {
    code: "P3",
    phrase: "充分听取申辩",
    asks: "先告知事实材料和拟认定意见，再听取陈述申辩，逐条核查答复后才能定稿核实报告。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Notify facts and proposed outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notify {
    /// 当事人.
    pub official: PersonId,
    /// 告知的事实材料.
    pub facts: String,
    /// 告知方式.
    pub delivery: Delivery,
    /// 凭证.
    pub proof: String,
}

/// 告知事实材料和拟认定意见.
pub const ACTION: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("facts", "告知的事实材料", Input::Text),
        Field::new("delivery", "告知方式", Input::Choice(NOTICES)),
        Field::new("proof", "凭证", Input::Line).hint("送达回证编号、见证人、地点"),
    ],
    document: Some("notice"),
    ..Action::new("notify", "告知事实材料和拟认定意见", &RULE, || {
        answers_of(&Notify {
            official: "zhou".into(),
            facts: "示例".to_owned(),
            delivery: Delivery::Signed,
            proof: "示例".to_owned(),
        })
    })
};

/// Proof that an official was notified of the facts and of what is proposed.
///
/// ```compile_fail
/// // Only `Given::of` gives one.
/// use rongheng_domain::cases::tolerance::notice::{Given, Notified};
/// fn forge(notified: &Notified) -> Given<'_> {
///     Given(notified)
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Given<'a>(&'a Notified);

impl<'a> Given<'a> {
    /// The notice that stands.
    ///
    /// # Errors
    /// Where the official was not notified.
    pub fn of(case: &'a Case, official: &PersonId) -> Result<Self, Vec<Reason>> {
        case.notified.get(official).map(Self).ok_or_else(|| {
            let says = "尚未告知事实材料和拟认定意见；请先告知，告知之后再听取陈述申辩。";
            vec![Reason::new(&RULE, says).remedy("notify")]
        })
    }

    /// What was notified.
    pub const fn told(self) -> &'a Notified {
        self.0
    }
}

/// What stands against tolerance in the findings: bars that stand, and distinctions on the right-hand side.
pub(super) fn against(found: Option<&Found>) -> BTreeSet<&'static str> {
    let Some(found) = found else { return BTreeSet::new() };
    let bars = found.bars.iter().filter(|bar| bar.standing == Standing::Present).map(|bar| bar.bar.title());
    let right = found.distinctions.iter().filter(|one| one.side == Side::Right);
    bars.chain(right.map(|one| one.distinction.title())).collect()
}

/// Notes what stands against tolerance otherwise than the official was told: setting a bar and lifting one both
/// need notice and defence, also where the proposed outcome stays the same.
pub(super) fn told_of_bars(case: &Case, official: &PersonId, missing: &mut Missing) {
    let now = against(case.found.get(official));
    let told = case.against_at_notice.get(official).cloned().unwrap_or_default();
    for title in now.symmetric_difference(&told) {
        let bar = HardBar::ALL.iter().any(|bar| bar.title() == *title);
        let says = if now.contains(title) {
            format!("“{title}”的认定是告知之后作出的，须重新告知并再次听取申辩。")
        } else {
            format!("告知时认定的“{title}”后来解除，须重新告知并再次听取申辩。")
        };
        let rule = if bar { &hard_bars::RULE } else { &RULE };
        missing.add(Reason::new(rule, says).remedy("notify"));
    }
}

/// P3: what newly stands against an official after the notice cites evidence entered after it.
pub(super) fn newly_against(case: &Case, found: &Found, missing: &mut Missing) {
    let Some(told) = case.against_at_notice.get(&found.official) else { return };
    let known = case.evidence_at_notice.get(&found.official).copied().unwrap_or_default();
    let new = |finding: &Finding| {
        finding.evidence.iter().any(|number| number.parse::<usize>().is_ok_and(|number| number > known))
    };
    let bars = found.bars.iter().filter(|bar| bar.standing == Standing::Present);
    let bars = bars.map(|bar| ("bars", bar.bar.title(), &bar.finding));
    let right = found.distinctions.iter().filter(|one| one.side == Side::Right);
    let right = right.map(|one| ("distinctions", one.distinction.title(), &one.finding));
    for (field, title, finding) in bars.chain(right).filter(|(_, title, _)| !told.contains(title)) {
        missing.unless(new(finding), || {
            let says = format!("“{title}”不利于当事人而没有告知过，须引用告知之后新取得的证据，再重新告知。");
            Reason::new(&RULE, says).at(field).remedy("add_evidence")
        });
    }
}

pub(super) fn decide(case: &Case, command: Notify, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    concerned(case, &command.official, &mut missing);
    missing.take(standing(case, &command.official, facts));
    let outcomes: Vec<_> = proposed(case, &command.official).cloned().collect();
    if let Some(earlier) = case.notified.get(&command.official) {
        let told = case.against_at_notice.get(&command.official);
        let changed = told != Some(&against(case.found.get(&command.official)));
        missing.unless(earlier.outcomes != outcomes || changed, || {
            let says = format!("已于{}告知，拟认定意见没有变化，不必重新告知。", earlier.on.words());
            Reason::new(&RULE, says).at("official")
        });
        let unanswered = case.defended.contains_key(&command.official)
            && !case.defence_answered.contains_key(&command.official);
        missing.unless(!unanswered, || {
            let says = "当事人已经提出的申辩尚未答复，请先逐条答复，再重新告知。";
            Reason::new(&RULE, says).at("official").remedy("answer_defence")
        });
    }
    missing.settle()?;
    let due = case.due_from("tol.defence", facts.acted_on(), &facts.policy);
    Ok(vec![Event::Notified(Notified {
        official: command.official,
        facts: command.facts,
        outcomes,
        delivery: command.delivery,
        proof: command.proof,
        defence_until: due.map_or(facts.acted_on(), |due| due.last),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(InHand::of(case));
    by_the_team(case, facts, &mut missing);
    missing.take(Open::of(case));
    unreported(case, &RULE, &mut missing);
    in_force("tol.defence", facts, &mut missing);
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::testing::{before, day, straightly, without};

    #[test]
    fn the_notice_says_what_is_proposed_and_until_when_the_official_may_be_heard() {
        let told = before("defend").case.notified.remove(&"zhou".into()).unwrap();
        assert_eq!(told.outcomes.len(), 1);
        // Ten working days after 2026-03-16.
        assert_eq!(told.defence_until, day("2026-03-30"));
    }

    #[test]
    fn nothing_is_notified_before_every_track_needed_has_a_proposal() {
        without(&["propose_outcome"], "notify").when(straightly("notify")).refused_with(["G1"]);
        without(&["approve_disclosure", "ask_unit", "answer_unit", "propose_outcome"], "notify")
            .when(straightly("notify"))
            .refused_with(["G4", "G1"]);
    }

    #[test]
    fn an_unchanged_proposal_is_not_notified_twice_and_an_open_defence_is_answered_first() {
        before("defend").when(straightly("notify")).refused_with(["P3"]);
        before("answer_defence").when(straightly("notify")).refused_with(["P3"]);
    }
}
