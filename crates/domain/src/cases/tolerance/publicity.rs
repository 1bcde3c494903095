//! 公开、宣传 — a determined case told to others: drafted, every suggestion of redaction decided by a person, shown to
//! the officials, and only then published within a scope, until a day (E3).
//!
//! Source: the article, 宣传; mechanism E3. **Absences:** [`Published`] is made of [`ReviewEnded`], [`Settled`] and
//! [`SeenByAll`] and of nothing else, and holds no text but the redacted one; [`RedactionDecided`] is made of a
//! [`Redacted`], which leaves nothing undecided. Where it is printed or posted is done by people.

mod drafting;
mod publishing;
mod showing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::{
    drafting::{DECIDE, DRAFT, DecideRedaction, DraftPublicity, Keep},
    publishing::{PUBLISH, Publish, TAKE_DOWN, TakeDown},
    showing::{ANSWER, AnswerPublicity, SEND, SendPublicity},
};
pub(super) use self::{
    drafting::{SUGGESTIONS, blocked_decide, blocked_draft, decide_decide, decide_draft, offers, said},
    publishing::{blocked_publish, blocked_take_down, decide_publish, decide_take_down},
    showing::{blocked_answer, blocked_send, decide_answer, decide_send},
};
use super::{Case, Event, reexamination, revocation};
use crate::{
    day::Day,
    facts::Facts,
    ids::PersonId,
    people::words,
    redaction::{self, Examined, Kept, Known, Redacted, Sort},
    refusal::{self, Missing, Reason},
    rule::{ARTICLE, Force, Rule},
};

words! {
    /// 公开范围.
    Scope {
        /// 本机关内部.
        Organ = "organ" "本机关内部",
        /// 党员干部培训.
        Training = "training" "党员干部培训",
        /// 辖区单位.
        District = "district" "辖区各单位",
        /// 社会公开.
        Public = "public" "社会公开",
    }
}

/// Published only when the review is over, everything is decided and the officials have seen it.
pub static RULE: Rule = Rule {
    code: "E3.publish",
    phrase: "宣传",
    asks: "异议复查期满、去标识逐处决定、当事人看过并答复以后，才能在写明的范围和期限内公开；可以撤下。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// A text was drafted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicityDrafted {
    /// From 1 in this case: a new draft takes the place of the one before.
    pub number: u32,
    /// 拟公开文本, with all that is to be removed.
    pub text: String,
    /// 公开范围.
    pub scope: Scope,
    /// The last day.
    pub until: Day,
    /// What else is to be removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
    /// Names of people and units that the case knew then.
    pub known: Known,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

impl PublicityDrafted {
    /// The text with its suggestions.
    pub fn examined(&self) -> Examined<'_> {
        redaction::examine(&self.text, &self.known).marked(&self.marks)
    }
}

/// Every suggestion was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactionDecided {
    /// The draft.
    pub number: u32,
    /// The text that is left.
    pub text: String,
    /// How many places were removed, by sort.
    pub removed: BTreeMap<Sort, u32>,
    /// What was kept, and why.
    pub kept: Vec<Kept>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

impl RedactionDecided {
    fn with(number: u32, redacted: Redacted, facts: &Facts) -> Self {
        Self {
            number,
            text: redacted.text().to_owned(),
            removed: redacted.removed().clone(),
            kept: redacted.kept().to_vec(),
            by: facts.acting().clone(),
            on: facts.acted_on(),
        }
    }
}

/// The officials were asked to read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicitySent {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// An official has seen it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicityAnswered {
    /// Who.
    pub official: PersonId,
    /// Whether the official objects.
    pub objects: bool,
    /// What the official says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// The day it counts from.
    pub on: Day,
}

/// It was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// What was published.
    pub text: String,
    /// 公开范围.
    pub scope: Scope,
    /// The last day.
    pub until: Day,
    /// What was answered to those who objected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// It was taken down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenDown {
    /// Why.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// What is known of it: the last draft and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publicity {
    /// The draft.
    pub drafted: PublicityDrafted,
    /// Its redaction.
    pub decided: Option<RedactionDecided>,
    /// Sent to the officials.
    pub sent: Option<PublicitySent>,
    /// What they said.
    pub answers: BTreeMap<PersonId, PublicityAnswered>,
    /// Published.
    pub published: Option<Published>,
    /// Taken down.
    pub taken_down: Option<TakenDown>,
}

impl Publicity {
    pub(super) const fn new(drafted: PublicityDrafted) -> Self {
        Self {
            drafted,
            decided: None,
            sent: None,
            answers: BTreeMap::new(),
            published: None,
            taken_down: None,
        }
    }

    /// Whether it is to be seen on `day`.
    pub fn stands(&self, day: Day) -> bool {
        self.taken_down.is_none() && self.published.as_ref().is_some_and(|one| day <= one.until)
    }
}

/// What may still be done with it in an archived case: all of it.
pub(super) const AFTER_ARCHIVE: &[&str] =
    &["draft_publicity", "decide_redaction", "send_publicity", "answer_publicity", "publish", "take_down"];

/// The review is over for every official.
#[derive(Debug, Clone, Copy)]
struct ReviewEnded<'a> {
    case: &'a Case,
}

impl<'a> ReviewEnded<'a> {
    fn of(case: &'a Case, facts: &Facts) -> Result<Self, Vec<Reason>> {
        let mut missing = Missing::new();
        missing.unless(case.determined.is_some(), || {
            Reason::new(&RULE, "本案还没有作出认定，不能公开。").remedy("determine")
        });
        for official in case.officials().filter(|_| case.determined.is_some()) {
            let received = super::feedback::received_on(case, &format!("person:{official}"));
            missing.unless(received.is_some(), || {
                let says =
                    format!("结果还没有送达当事人 {}，异议复查的期限还没有开始。", refusal::person(official));
                Reason::new(&RULE, says).remedy("serve")
            });
        }
        for reason in reexamination::open(case, facts).into_iter().chain(revocation::open(case)) {
            let says = reason.says.replace("不能归档", "不能公开");
            missing.add(Reason { rule: &RULE, says, ..reason });
        }
        let reasons = missing.into_reasons();
        if reasons.is_empty() { Ok(Self { case }) } else { Err(reasons) }
    }
}

/// A draft of which every suggestion is decided.
#[derive(Debug, Clone, Copy)]
struct Settled<'a> {
    drafted: &'a PublicityDrafted,
    decided: &'a RedactionDecided,
}

impl<'a> Settled<'a> {
    fn of(case: &'a Case) -> Result<Self, Vec<Reason>> {
        let Some(one) = &case.publicity else {
            return Err(vec![Reason::new(&RULE, "还没有拟公开文本，请先拟稿。").remedy("draft_publicity")]);
        };
        let Some(decided) = &one.decided else {
            let says = "拟公开文本还没有逐处决定去标识，请先决定。";
            return Err(vec![Reason::new(&RULE, says).remedy("decide_redaction")]);
        };
        Ok(Self { drafted: &one.drafted, decided })
    }
}

/// Every official has seen it and answered.
#[derive(Debug, Clone, Copy)]
struct SeenByAll<'a> {
    answers: &'a BTreeMap<PersonId, PublicityAnswered>,
}

impl<'a> SeenByAll<'a> {
    fn of(case: &'a Case) -> Result<Self, Vec<Reason>> {
        let Some(one) = case.publicity.as_ref().filter(|one| one.sent.is_some()) else {
            let says = "拟公开文本还没有送当事人阅看。";
            return Err(vec![Reason::new(&RULE, says).remedy("send_publicity")]);
        };
        let unseen = case.officials().filter(|official| !one.answers.contains_key(*official));
        let reasons: Vec<_> = unseen
            .map(|official| {
                let says = format!("当事人 {} 还没有看过拟公开文本并答复。", refusal::person(official));
                Reason::new(&RULE, says).remedy("answer_publicity")
            })
            .collect();
        if reasons.is_empty() { Ok(Self { answers: &one.answers }) } else { Err(reasons) }
    }
}

impl Published {
    fn with(
        ended: ReviewEnded<'_>,
        settled: Settled<'_>,
        seen: SeenByAll<'_>,
        answer: Option<String>,
        facts: &Facts,
    ) -> Self {
        let _ = (ended.case, seen.answers);
        Self {
            text: settled.decided.text.clone(),
            scope: settled.drafted.scope,
            until: settled.drafted.until,
            answer,
            by: facts.acting().clone(),
            on: facts.acted_on(),
        }
    }
}

/// The scope within which the case is to be seen on `day`: nothing of it is told wider elsewhere (M1).
pub fn published(case: &Case, day: Day) -> Option<Scope> {
    case.publicity.as_ref().filter(|one| one.stands(day))?.published.as_ref().map(|one| one.scope)
}

/// What is compared when the redaction is checked: the draft with the names in it, and what is left of it where that is
/// decided. Only for those who may see the draft.
pub fn both(case: &Case) -> Option<(&str, Option<&str>)> {
    let one = case.publicity.as_ref()?;
    Some((&one.drafted.text, one.decided.as_ref().map(|decided| decided.text.as_str())))
}

/// The text that is left, for an official who was asked to read it.
pub fn left<'a>(case: &'a Case, official: &PersonId) -> Option<&'a str> {
    let one = case.publicity.as_ref().filter(|one| one.sent.is_some())?;
    let concerned = case.officials().any(|own| own == official);
    one.decided.as_ref().filter(|_| concerned).map(|decided| decided.text.as_str())
}

fn standing(case: &Case) -> Option<&Publicity> {
    case.publicity.as_ref().filter(|one| one.published.is_some() && one.taken_down.is_none())
}

/// The state after an event of this step.
pub(super) fn evolve(case: &mut Case, event: &Event) {
    if let Event::PublicityDrafted(drafted) = event {
        case.publicity = Some(Publicity::new(drafted.clone()));
    }
    let Some(one) = &mut case.publicity else { return };
    match event {
        Event::RedactionDecided(decided) => one.decided = Some(decided.clone()),
        Event::PublicitySent(sent) => one.sent = Some(sent.clone()),
        Event::PublicityAnswered(answer) => drop(one.answers.insert(answer.official.clone(), answer.clone())),
        Event::Published(published) => one.published = Some(published.clone()),
        Event::TakenDown(taken) => one.taken_down = Some(taken.clone()),
        _ => {}
    }
}
