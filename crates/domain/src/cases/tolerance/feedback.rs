//! 反馈 — every recipient, with proof (P7 结果必反馈).
//!
//! Source: the article, 结果必反馈; mechanism P7. The recipients are computed, never chosen; each way of
//! delivery has its proof; what is put here counts only once it was acknowledged. Who applies for the
//! review of the determination (异议复查) is not decided here.

use super::{
    Case, Event,
    application::Applicant,
    delivery::{self, Handed, Handing, Paper},
    notice::Delivery,
    reexamination, reporter, revocation, unit_accountability,
};
use crate::judgement::outcome::Measure;
use crate::kind::Who;
use crate::ledger::link::sm3;
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, Batch, answers_of},
    people::Role,
    refusal::{self, Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use std::{collections::BTreeMap, fmt::Write as _};

use serde::{Deserialize, Serialize};

use crate::{
    day::{Day, Moment},
    ids::PersonId,
};

/// The result was delivered to a recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// `person:zhou`, `unit:shiqiao`.
    pub recipient: String,
    /// How, when, and with what proof.
    #[serde(flatten)]
    pub handed: Handed,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The recipient signed in, acknowledged and read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// Who.
    pub recipient: String,
    /// SM3 of the text that was read.
    pub paper_hash: String,
    /// When it was acknowledged; what was entered from paper says its day alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Every recipient, with proof.
pub static RULE: Rule = Rule {
    code: "P7",
    phrase: "结果必反馈",
    asks: "结果逐一送达申请人、当事人、所在单位和线索来源，并留存凭证。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Deliver the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Serve {
    /// 送达对象.
    pub recipient: String,
    /// 送达方式、日期和凭证.
    #[serde(flatten)]
    pub handed: Handing,
}

/// 送达结果.
pub const SERVE: Action = Action {
    who: &[Role::CaseOfficer, Role::CaseManagement],
    fields: &delivery::asks(Field::new("recipient", "送达对象", Input::Pick("recipients"))),
    document: Some("feedback"),
    batch: Batch::Tasks { by: "recipient", asks: delivery::FOR_MANY },
    ..Action::new("serve", "送达结果", &RULE, || {
        answers_of(&Serve { recipient: "person:zhou".to_owned(), handed: Handing::sample() })
    })
};

/// Acknowledge that it was received and read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledge {}

/// 确认收到.
pub const ACKNOWLEDGE: Action = Action {
    who: &[Role::Official, Role::UnitContact, Role::Committee],
    fields: &[],
    ..Action::new("acknowledge", "确认收到", &RULE, || answers_of(&Acknowledge {}))
};

/// Whoever must be told the result: each official, an applicant who is a person, the unit, the source.
pub(super) fn recipients(case: &Case) -> Vec<Who> {
    let Some(applied) = &case.applied else { return Vec::new() };
    let mut all: Vec<_> = case.officials().cloned().map(Who::Person).collect();
    if applied.applicant == Applicant::Official && !case.concerns(&applied.by) {
        all.push(Who::Person(applied.by.clone()));
    }
    all.push(Who::Unit(applied.unit.clone()));
    all.extend(applied.source.clone().filter(|source| *source != applied.unit).map(Who::Unit));
    // Everyone whose application came in by joinder, and their sources, once each.
    for carried in case.joined.iter().map(|joined| &joined.carried) {
        let person = Some(&carried.by).filter(|_| carried.applicant == Applicant::Official);
        let more = person.cloned().map(Who::Person).into_iter();
        for who in more.chain([Who::Unit(carried.unit.clone())]).chain(carried.source.clone().map(Who::Unit))
        {
            if !all.contains(&who) {
                all.push(who);
            }
        }
    }
    all
}

/// The stored word of a recipient: `person:zhou`, `unit:shiqiao`.
pub(super) fn key(who: &Who) -> String {
    match who {
        Who::Person(id) => format!("person:{id}"),
        Who::Unit(id) => format!("unit:{id}"),
    }
}

/// How and when a paper of this case was handed over: the result, or a later decision about one official.
fn handed<'a>(case: &'a Case, paper: &str) -> Option<&'a Handed> {
    let result = case.served.get(paper).map(|served| &served.handed);
    let again =
        paper.strip_prefix("reexamination:").and_then(|id| case.reexaminations.get(&PersonId::from(id)));
    let again = again.and_then(|one| one.served.as_ref()).map(|served| &served.handed);
    let revoked = paper.strip_prefix("revocation:").and_then(|id| case.revocations.get(&PersonId::from(id)));
    let revoked = revoked.and_then(|one| one.served.as_ref()).map(|served| &served.handed);
    result.or(again).or(revoked)
}

/// The day on which a paper was received: acknowledged, where it was put here.
pub(super) fn received_on(case: &Case, paper: &str) -> Option<Day> {
    let handed = handed(case, paper)?;
    if handed.delivery() == Delivery::Here {
        case.acknowledged.get(paper).map(|read| read.on)
    } else {
        Some(handed.served_on())
    }
}

/// Whether the recipient has it, with proof: where it was put here, only once it was acknowledged.
pub(super) fn has_it(case: &Case, recipient: &str) -> bool {
    case.served.get(recipient).is_some_and(|served| {
        served.handed.delivery() != Delivery::Here || case.acknowledged.contains_key(recipient)
    })
}

/// The recipients as whom `person` may acknowledge: the person itself, or the unit it works for. The
/// official concerned never stands for the unit.
fn stands_for(case: &Case, person: &PersonId, facts: &Facts) -> Vec<String> {
    let unit = facts.person(person).map(|p| &p.unit).filter(|_| !case.concerns(person));
    let mine = recipients(case).into_iter().filter(|who| match who {
        Who::Person(id) => id == person,
        Who::Unit(id) => Some(id) == unit,
    });
    let later = [reexamination::key(person), revocation::key(person)];
    let later = later.into_iter().filter(|paper| handed(case, paper).is_some());
    mine.map(|who| key(&who)).chain(later).collect()
}

/// All that keeps the result from being served now.
pub(super) fn blocked_serve(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.determined.is_some(), || {
        Reason::new(&RULE, "还没有作出认定，作出后再送达。").remedy("determine")
    });
    let all = recipients(case);
    missing.unless(all.is_empty() || all.iter().any(|who| !has_it(case, &key(who))), || {
        Reason::new(&RULE, "结果已经逐一送达，无须重复送达。").remedy("close")
    });
    missing.into_reasons()
}

/// The result is delivered to one recipient.
pub(super) fn decide_serve(case: &Case, command: Serve, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut wrong = Missing::new();
    for reason in blocked_serve(case, facts) {
        wrong.add(reason);
    }
    let known = recipients(case).iter().any(|who| key(who) == command.recipient);
    wrong.unless(known, || {
        Reason::new(&RULE, "这不是本案应当反馈的对象，请从列出的对象中选择。").at("recipient")
    });
    wrong.unless(!has_it(case, &command.recipient), || {
        Reason::new(&RULE, "已经送达这一对象，无须重复送达。").at("recipient")
    });
    let again = waits(case, &command.recipient) && command.handed.delivery == Delivery::Here;
    wrong.unless(!again, || {
        let says = "已经送到本系统，对方还没有确认收到；请改用直接送达、代收等其他方式。";
        Reason::new(&RULE, says).at("delivery")
    });
    let paper =
        Paper { key: &command.recipient, rule: &RULE, made_on: case.determined.as_ref().map(|made| made.on) };
    let handed = command.handed.proven(paper, case, facts, &mut wrong);
    wrong.settle()?;
    let served = handed.map(|handed| {
        let (by, on) = (facts.acting().clone(), facts.acted_on());
        Event::Served(Served { recipient: command.recipient.clone(), handed, by, on })
    });
    Ok(served.into_iter().collect())
}

/// All that keeps this person from acknowledging now.
pub(super) fn blocked_acknowledge(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.determined.is_some(), || Reason::new(&RULE, "还没有作出认定，请等待结果。"));
    let mine = stands_for(case, facts.acting(), facts);
    if case.determined.is_some() && mine.is_empty() {
        missing.add(Reason::new(&RULE, "只有收到结果的人本人（单位由其工作人员）可以确认收到。"));
    } else if case.determined.is_some() && !mine.iter().any(|to| waits(case, to)) {
        let says = if mine.iter().any(|to| case.acknowledged.contains_key(to)) {
            "您已经确认收到，无须重复。"
        } else {
            "结果还没有通过本系统送达您，送达后再确认收到。"
        };
        missing.add(Reason::new(&RULE, says).remedy("serve"));
    }
    missing.into_reasons()
}

/// Put here and not acknowledged yet.
pub(super) fn waits(case: &Case, recipient: &str) -> bool {
    handed(case, recipient).is_some_and(|handed| handed.delivery() == Delivery::Here)
        && !case.acknowledged.contains_key(recipient)
}

/// The text of a paper that is acknowledged.
fn paper_text(case: &Case, paper: &str) -> Option<String> {
    if let Some(id) = paper.strip_prefix("reexamination:") {
        reexamination::decision_text(case, &id.into())
    } else if let Some(id) = paper.strip_prefix("revocation:") {
        revocation::decision_text(case, &id.into())
    } else {
        result_text(case, paper)
    }
}

/// The recipient has read it; what was read is kept as SM3 of the very text.
pub(super) fn decide_acknowledge(
    case: &Case,
    Acknowledge {}: Acknowledge,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_acknowledge(case, facts))?;
    let mine = stands_for(case, facts.acting(), facts).into_iter().filter(|to| waits(case, to));
    let events = mine.map(|recipient| {
        let text = paper_text(case, &recipient).unwrap_or_default();
        Event::Acknowledged(Acknowledged {
            recipient,
            paper_hash: sm3(&[text.as_bytes()]).to_string(),
            at: facts.paper_on.is_none().then_some(facts.now),
            by: facts.acting().clone(),
            on: facts.acted_on(),
        })
    });
    Ok(events.collect())
}

/// The text of the result for one recipient, exactly as page and paper show it. It names nobody: the
/// official is addressed as 你, others by their post at the time, so that the text needs no register to be
/// the same for ever. An official's text holds nothing of the other officials.
pub fn result_text(case: &Case, recipient: &str) -> Option<String> {
    let who = recipients(case).into_iter().find(|who| key(who) == recipient)?;
    match &who {
        Who::Person(id) if case.concerns(id) => text_for(case, Some(id)),
        Who::Unit(id) => {
            let made = case.determined.as_ref().and_then(|made| made.unit.as_ref());
            let text = text_for(case, None);
            match made.filter(|made| made.unit == *id) {
                Some(made) => text.map(|text| unit_accountability::addressed(&text, made)),
                None => text,
            }
        }
        Who::Person(_) => text_for(case, None),
    }
}

/// The text for an official, or for those who are no official: units, the source, a reporter.
pub(super) fn text_for(case: &Case, official: Option<&PersonId>) -> Option<String> {
    let determined = case.determined.as_ref()?;
    let applied = case.applied.as_ref()?;
    let mut text = format!("容错认定结果反馈书\n案号：{}\n事由：{}\n\n", applied.number, applied.title);
    let mut own_alone = true;
    for (at, one) in determined.determinations.iter().enumerate() {
        if official.is_some_and(|id| *id != one.official) {
            own_alone = false;
            continue;
        }
        let post =
            applied.officials.iter().find(|c| c.person == one.official).and_then(|c| c.post.as_deref());
        let post = post.unwrap_or("职务未载明");
        let name = if official.is_some() {
            format!("你（时任{post}）")
        } else {
            format!("当事人{}（时任{post}）", at + 1)
        };
        let _ = writeln!(text, "对{name}的认定：{}。", one.group.title());
        for outcome in &one.outcomes {
            let _ =
                write!(text, "　　{}：{}", outcome.track.title(), outcome.outcome.words_on(outcome.track));
            if let Some(grade) = outcome.mitigated_to {
                let _ = write!(text, "至{}", grade.title());
            }
            if outcome.measure != Measure::None {
                let _ = write!(text, "，给予{}", outcome.measure.title());
            }
            let _ = writeln!(text, "。依据：{}。", outcome.clause);
            if official.is_some() {
                let _ = writeln!(text, "　　理由：{}", outcome.why);
            }
        }
    }
    if let (None, Some(unit)) = (official, &determined.unit) {
        text.push_str(&unit_accountability::result_words(unit, false));
    }
    // Where several officials are concerned, the conclusion may speak of the others.
    if official.is_none() || own_alone {
        let _ = writeln!(text, "\n结论：{}", determined.conclusion);
    }
    let corrections: Vec<_> = determined
        .owes
        .iter()
        .filter(|o| o.stream.kind() == "correction")
        .filter(|o| official.is_none() || o.official.as_ref() == official)
        .collect();
    if !corrections.is_empty() {
        text.push_str("\n需要纠正的事项：\n");
        for (at, owed) in corrections.iter().enumerate() {
            let _ = writeln!(text, "{}. {}", at + 1, owed.title);
        }
    }
    let notice = &determined.review_notice;
    let stay = if notice.no_stay { "，复查期间不停止本认定的执行" } else { "" };
    let _ = writeln!(
        text,
        "\n对本认定有异议的，可以自收到之日起{}个工作日内向{}申请异议复查{stay}。申请异议复查不会加重对当事人的处理。",
        notice.days, notice.body
    );
    let _ = write!(text, "\n{}", determined.on.words());
    Some(text)
}

/// Proof that everyone who must be told has the result, with proof of delivery. Nothing outside this file
/// can make one.
///
/// ```compile_fail
/// use rongheng_domain::cases::tolerance::{feedback::AllServed, state::Case};
/// let case = Case::default();
/// let served = AllServed { served: &case.served };
/// ```
#[derive(Debug, Clone, Copy)]
pub struct AllServed<'a> {
    served: &'a BTreeMap<String, Served>,
}

impl<'a> AllServed<'a> {
    /// The proof, or everyone who has not received it.
    ///
    /// # Errors
    /// No determination, or a recipient without proof of delivery.
    pub fn of(case: &'a Case) -> Result<Self, Vec<Reason>> {
        let mut missing = Missing::new();
        missing.unless(case.determined.is_some(), || {
            Reason::new(&RULE, "还没有作出认定，没有结果可以反馈。").remedy("determine")
        });
        for who in recipients(case) {
            let recipient = key(&who);
            if case.determined.is_none() || has_it(case, &recipient) {
                continue;
            }
            let name = match &who {
                Who::Person(id) => refusal::person(id),
                Who::Unit(id) => refusal::unit(id),
            };
            missing.add(if case.served.contains_key(&recipient) {
                let says =
                    format!("结果已经通过本系统送达 {name}，但是还没有确认收到；可以改用其他方式送达。");
                Reason::new(&RULE, says).remedy("acknowledge")
            } else {
                Reason::new(&RULE, format!("结果还没有送达 {name}。")).remedy("serve")
            });
        }
        if let Some(reason) = reporter::unanswered(case) {
            missing.add(reason);
        }
        let reasons = missing.into_reasons();
        if reasons.is_empty() { Ok(Self { served: &case.served }) } else { Err(reasons) }
    }

    /// The deliveries.
    pub const fn served(&self) -> &'a BTreeMap<String, Served> {
        self.served
    }
}

#[cfg(test)]
mod tests;
