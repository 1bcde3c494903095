//! What a person does to a register: a form, who may send it, and what follows. The same shape as an action of a
//! case, without stages and limits.

use std::{collections::BTreeMap, sync::Arc};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Register,
    account::AccountRecord,
    checklist::ChecklistRecord,
    papers::PapersRecord,
    policy::PolicyRecord,
    quality::{Fitness, Lots},
};
use crate::{
    cases::tolerance::publicity::Scope,
    connivance::Signal,
    day::Day,
    form::Field,
    ids::{PersonId, StreamId},
    kind::Failure,
    people::Role,
    refusal::{Reason, Refusal},
    rule::{Force, Rule},
    sheet::{Block, Say},
};

/// Who keeps registers and accounts.
pub static KEEPS: Rule = Rule {
    code: "G12.duties",
    phrase: "职责分工",
    asks: "人员、单位和本单位设定由系统管理员维护，账号和授权由安全管理员办理，政策由政策清单管理员维护；三类管理员互相排斥，都看不到案件内容。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Nobody gives themselves anything.
pub static NOT_ONESELF: Rule = Rule {
    code: "G12.self",
    phrase: "不得自授",
    asks: "任何人不得给自己开立账号、授予或者收回角色、重置口令。",
    source: "本单位设定",
    force: Force::Setting,
};

/// What was typed must fit what the register holds.
pub static FITS: Rule = Rule {
    code: "G12.fits",
    phrase: "登记准确",
    asks: "登记的内容要与已经登记的相符，日期要前后衔接；有错只能另行更正，不能删改。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Something that can be done to a register.
#[derive(Debug, Clone, Copy)]
pub struct Act {
    /// Its name in addresses: `grant`.
    pub name: &'static str,
    /// What the button says.
    pub title: &'static str,
    /// What to know before doing it.
    pub asks: &'static str,
    /// The roles that do it.
    pub who: &'static [Role],
    /// The questions.
    pub fields: &'static [Field],
    /// Whether it makes a new record.
    pub opens: bool,
}

impl Act {
    /// An act upon a record that is there.
    pub(crate) const fn new(
        name: &'static str,
        title: &'static str,
        who: &'static [Role],
        fields: &'static [Field],
        asks: &'static str,
    ) -> Self {
        Self { name, title, asks, who, fields, opens: false }
    }

    /// The same, making a new record.
    #[must_use]
    pub(super) const fn opening(mut self) -> Self {
        self.opens = true;
        self
    }
}

/// Who keeps, when, and what they must know beside the record.
#[derive(Debug, Clone)]
pub struct Keeping {
    /// Who is signed in.
    pub by: PersonId,
    /// In which role.
    pub role: Role,
    /// Today.
    pub today: Day,
    /// The key of the record: a login, a person's or a unit's id.
    pub key: String,
    /// The other accounts of the person whose account it is.
    pub others: Vec<AccountRecord>,
    /// Whether somebody else can sign in as security administrator today.
    pub guarded: bool,
    /// The hash of a password that the program made; the domain has no randomness.
    pub hash: String,
    /// The checklist as it stands, for the texts that are to follow it.
    pub texts: Arc<ChecklistRecord>,
    /// Documents and explanations as they stand.
    pub policy: Arc<PolicyRecord>,
    /// The names of people and units that stand in the register, where a text must not hold them.
    pub names: Arc<[String]>,
    /// The archived case that the answers name, where there is one that the actor may know of.
    pub archived: Option<StreamId>,
    /// The scope within which the case that a precedent was taken from is published today.
    pub published: Option<Scope>,
    /// Whom the register of people knows, where names are typed line by line.
    pub listed: Arc<[Listed]>,
    /// What may be taught: id and title.
    pub materials: Arc<[(String, String)]>,
    /// The texts of papers as they stand.
    pub papers: Arc<PapersRecord>,
    /// The signal that is looked at, with the cases that the actor sees behind it.
    pub signal: Option<Arc<Signal>>,
    /// What a draw for 案件质量评查 is made from.
    pub lots: Option<Arc<Lots>>,
    /// What stands for and against the reviewer who is named.
    pub fitness: Option<Fitness>,
}

/// A person of the register by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Who.
    pub id: PersonId,
    /// The name known last.
    pub name: String,
    /// The name of the unit.
    pub unit: String,
}

/// A register that people keep by forms.
pub trait Keep: Register + PartialEq {
    /// Everything that can be done to it.
    const ACTS: &'static [Act];

    /// Whether there is such a record.
    fn exists(&self) -> bool;

    /// Whether the act makes sense as the record stands; the page offers no other.
    fn fits(&self, _act: &str, _today: Day) -> bool {
        true
    }

    /// What follows from the act with these answers.
    ///
    /// # Errors
    /// A refusal with every reason; answers that do not fit the form.
    fn keep(&self, act: &str, answers: Value, keeping: &Keeping) -> Result<Vec<Self::Event>, Failure>;

    /// What the record offers to pick from.
    fn offers(&self, _today: Day) -> BTreeMap<&'static str, Vec<(String, Say)>> {
        BTreeMap::new()
    }

    /// The answers that a form begins with.
    fn current(&self, _act: &str) -> Value {
        Value::Null
    }

    /// The record as its page shows it.
    fn shown(&self, today: Day) -> Vec<Block>;

    /// A line of its history.
    fn told(event: &Self::Event) -> (&'static str, Say);
}

/// The events of an act.
///
/// # Errors
/// [`Failure::UnknownAction`]; a refusal where the role may not, the record is not there or already is, the rules
/// of the register stand against it, or nothing would change.
pub fn decide<R: Keep>(
    record: &R,
    act: &str,
    answers: Value,
    keeping: &Keeping,
) -> Result<Vec<R::Event>, Failure> {
    let known = R::ACTS.iter().find(|one| one.name == act);
    let Some(known) = known else { return Err(Failure::UnknownAction(act.to_owned())) };
    if !known.who.contains(&keeping.role) {
        let who: Vec<_> = known.who.iter().map(|role| role.title()).collect();
        let says = format!("“{}”由{}办理，请转请其办理。", known.title, who.join("、"));
        return Err(Refusal::one(&KEEPS, says).into());
    }
    if known.opens && record.exists() {
        return Err(Refusal::one(&FITS, format!("这条{}记录已经登记过，不用再登记。", R::TITLE)).into());
    }
    if !known.opens && (!record.exists() || !record.fits(act, keeping.today)) {
        let says = format!("现在不能办“{}”，请重新打开这条{}记录，按最新情况办理。", known.title, R::TITLE);
        return Err(Refusal::one(&FITS, says).into());
    }
    let events = record.keep(act, answers, keeping)?;
    let after = events.iter().fold(record.clone(), |record, event| record.evolve(event, keeping.today));
    if after == *record {
        return Err(Refusal::one(&FITS, "填写的内容与登记的一样，没有变化，不用再登记。").into());
    }
    Ok(events)
}

/// The answers as their type.
pub(crate) fn typed<T: DeserializeOwned>(answers: Value) -> Result<T, Failure> {
    serde_json::from_value(answers).map_err(|e| Failure::UnreadableAnswers(e.to_string()))
}

/// A reason at a field.
pub(crate) fn at(field: &'static str, says: impl Into<String>) -> Reason {
    Reason::new(&FITS, says).at(field)
}

/// `2026年3月4日`, or what is said where there is no day.
pub(super) fn day_or(day: Option<Day>, none: &str) -> Say {
    day.map_or_else(|| Say::from(none), Say::from)
}

/// `是` or `否`.
pub(super) const fn yes_no(yes: bool) -> &'static str {
    if yes { "是" } else { "否" }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Somebody in this role, on a day of the tests.
    pub(crate) fn keeping(by: &str, role: Role, key: &str) -> Keeping {
        Keeping {
            by: by.into(),
            role,
            today: Day::parse("2026-03-02").unwrap(),
            key: key.to_owned(),
            others: Vec::new(),
            guarded: true,
            hash: "$argon2id$made".to_owned(),
            texts: Arc::default(),
            policy: Arc::default(),
            names: Arc::default(),
            archived: None,
            published: None,
            listed: Arc::default(),
            materials: Arc::default(),
            papers: Arc::default(),
            signal: None,
            lots: None,
            fitness: None,
        }
    }

    /// The words of a refusal, with the fields they stand at.
    pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
        let Failure::Refused(refusal) = result.unwrap_err() else { panic!("a refusal") };
        let says = refusal.reasons.iter().map(|r| format!("{}:{}", r.field.unwrap_or_default(), r.says));
        says.collect::<Vec<_>>().join("|")
    }

    /// The codes of a refusal.
    pub(crate) fn codes<T: std::fmt::Debug>(result: Result<T, Failure>) -> Vec<&'static str> {
        let Failure::Refused(refusal) = result.unwrap_err() else { panic!("a refusal") };
        refusal.codes()
    }

    fn acts<R: Keep>() {
        for act in R::ACTS {
            assert!(act.asks.ends_with('。'), "{} {}", R::NAME, act.name);
            assert!(!act.who.is_empty() && !act.title.is_empty());
            let mut names: Vec<_> = act.fields.iter().map(|field| field.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), act.fields.len(), "{} {}", R::NAME, act.name);
            assert_eq!(R::ACTS.iter().filter(|one| one.name == act.name).count(), 1, "{}", act.name);
            // Whoever is none of the keepers is refused before anything is looked at.
            let other = Role::ALL.iter().find(|role| !act.who.contains(role)).unwrap();
            let officer = keeping("lin", *other, "x");
            let says = refused(decide(&R::default(), act.name, Value::Null, &officer));
            assert!(says.contains("由"), "{says}");
        }
    }

    #[test]
    fn every_act_has_words_questions_and_keepers_and_nobody_else_does_it() {
        acts::<AccountRecord>();
        acts::<crate::registers::amendment::Amendment>();
        acts::<crate::calendar::Calendar>();
        acts::<crate::registers::person::PersonRecord>();
        acts::<crate::registers::policy::PolicyRecord>();
        acts::<crate::registers::precedent::Precedent>();
        acts::<crate::registers::training::Training>();
        acts::<crate::registers::paper_draft::PaperDraft>();
        acts::<crate::registers::organisation::OrganisationRecord>();
        acts::<crate::registers::quality::QualityRound>();
        acts::<crate::registers::settings::Settings>();
        acts::<crate::connivance::looking::SignalRecord>();
    }
}
