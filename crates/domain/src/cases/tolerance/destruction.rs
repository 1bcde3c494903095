//! 销毁 — a file whose term has passed is destroyed on approval, before two witnesses; its content goes for good
//! with its key, and the chain stays whole (mechanism §8).
//!
//! Source: mechanism §8 (Personal data can be erased with its key at archive destruction, with approval and a witness).
//! **Absence:** [`Destroyed`] is made of a [`Due`] file, an [`Approval`] and two [`Witnesses`] and of nothing else;
//! there is no act that shortens the term. What is left stands in the register of destructions
//! ([`crate::registers::destruction`]). The paper file is destroyed by people and is not this program's matter.

use serde::{Deserialize, Serialize};

use super::{Case, Event, borrowing, closing::Archived, effects, volume::Term};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{PersonId, StreamId},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    registers::destruction::Destruction,
    rule::{Force, Rule},
};

/// Destroyed only after the term, on approval, before two witnesses.
pub static RULE: Rule = Rule {
    code: "D5.destroy",
    phrase: "到期销毁",
    asks: "案卷保管期满、经批准，由两名监销人到场，方可销毁；立卷人、批准人不能监销。内容随密钥永久清除，账本仍然完整。",
    source: "本单位设定（示范）",
    force: Force::Setting,
};

/// The file was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destroyed {
    /// 案卷号.
    pub volume: String,
    /// The last day of its term.
    pub retained_until: Day,
    /// 批准文号.
    pub approval: String,
    /// Who approved.
    pub approved_by: PersonId,
    /// When.
    pub approved_on: Day,
    /// 鉴定意见.
    pub appraisal: String,
    /// 监销人, two.
    pub witnesses: Vec<PersonId>,
    /// What else rests with the file and goes with it: its corrections.
    pub with: Vec<StreamId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Destroy the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destroy {
    /// 鉴定意见.
    pub appraisal: String,
    /// 批准文号.
    pub approval: String,
    /// 批准人.
    pub approved_by: PersonId,
    /// 批准日期.
    pub approved_on: Day,
    /// 监销人.
    pub witness: PersonId,
    /// 监销人二.
    pub second_witness: PersonId,
}

/// 销毁案卷.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("appraisal", "鉴定意见", Input::Text).hint("为什么没有继续保存的价值。"),
        Field::new("approval", "批准文号", Input::Line),
        Field::new("approved_by", "批准人", Input::Person),
        Field::new("approved_on", "批准日期", Input::Day),
        Field::new("witness", "监销人", Input::Person).hint("不能是立卷人、批准人和经办人。"),
        Field::new("second_witness", "另一名监销人", Input::Person),
    ],
    grave: true,
    help: "提交以后，本案的全部内容和附件随密钥永久清除，任何人都不能恢复。",
    ..Action::new("destroy", "销毁案卷", &RULE, || {
        answers_of(&Destroy {
            appraisal: "示例".to_owned(),
            approval: "示例".to_owned(),
            approved_by: "ye".into(),
            approved_on: Day::constant(2026, 3, 4),
            witness: "lin".into(),
            second_witness: "su".into(),
        })
    })
};

/// A file whose term has passed.
#[derive(Debug, Clone, Copy)]
struct Due<'a> {
    archived: &'a Archived,
}

impl<'a> Due<'a> {
    fn of(case: &'a Case, today: Day) -> Result<Self, Vec<Reason>> {
        let Some(archived) = &case.archived else {
            let says = "本案还没有归档，不能销毁。";
            return Err(vec![Reason::new(&RULE, says).remedy("archive")]);
        };
        if case.destroyed.is_some() {
            return Err(vec![Reason::new(&RULE, "本案的案卷已经销毁。")]);
        }
        if let Some(reason) = borrowing::out(case) {
            return Err(vec![reason]);
        }
        if archived.term == Some(Term::Permanent) {
            return Err(vec![Reason::new(&RULE, "本案的案卷永久保存，不能销毁。")]);
        }
        if today <= archived.retain_until {
            let until = archived.retain_until.words();
            return Err(vec![Reason::new(&RULE, format!("案卷要保管到{until}，期满以后才能销毁。"))]);
        }
        Ok(Self { archived })
    }
}

/// An approval that was given after the term.
#[derive(Debug)]
struct Approval {
    number: String,
    by: PersonId,
    on: Day,
}

impl Approval {
    fn of(case: &Case, command: &Destroy, facts: &Facts) -> Result<Self, Vec<Reason>> {
        let mut missing = Missing::new();
        missing.unless(command.approved_on <= facts.today, || {
            Reason::new(&RULE, "批准日期还没有到，请核对。").at("approved_on")
        });
        if let Some(archived) = &case.archived {
            missing.unless(command.approved_on > archived.retain_until, || {
                let says = format!("批准日期应当在保管期满（{}）以后。", archived.retain_until.words());
                Reason::new(&RULE, says).at("approved_on")
            });
        }
        missing.unless(command.approved_by != *facts.acting(), || {
            Reason::new(&RULE, "经办人不能批准自己经办的销毁，请填写批准的领导。").at("approved_by")
        });
        missing.unless(!case.concerns(&command.approved_by), || {
            Reason::new(&RULE, "当事人不能批准销毁自己的案卷。").at("approved_by")
        });
        let reasons = missing.into_reasons();
        if reasons.is_empty() {
            Ok(Self {
                number: command.approval.clone(),
                by: command.approved_by.clone(),
                on: command.approved_on,
            })
        } else {
            Err(reasons)
        }
    }
}

/// Two people who were there, none of whom filed, approved or carries it out.
#[derive(Debug)]
struct Witnesses(PersonId, PersonId);

impl Witnesses {
    fn of(case: &Case, command: &Destroy, facts: &Facts) -> Result<Self, Vec<Reason>> {
        let mut missing = Missing::new();
        let (one, two) = (&command.witness, &command.second_witness);
        missing.unless(one != two, || {
            Reason::new(&RULE, "监销人应当是两个人，请另填一名。").at("second_witness")
        });
        for (person, field) in [(one, "witness"), (two, "second_witness")] {
            let says = if case.archived.as_ref().is_some_and(|archived| archived.by == *person) {
                Some("立卷人不能监销自己立的案卷，请另请一人。")
            } else if person == facts.acting() {
                Some("经办人不能同时监销，请另请一人。")
            } else if *person == command.approved_by {
                Some("批准人不能同时监销，请另请一人。")
            } else if case.concerns(person) {
                Some("当事人不能监销自己的案卷，请另请一人。")
            } else {
                None
            };
            missing.unless(says.is_none(), || Reason::new(&RULE, says.unwrap_or_default()).at(field));
        }
        let reasons = missing.into_reasons();
        if reasons.is_empty() { Ok(Self(one.clone(), two.clone())) } else { Err(reasons) }
    }
}

impl Destroyed {
    fn with(
        due: Due<'_>,
        approval: Approval,
        witnesses: Witnesses,
        appraisal: String,
        with: Vec<StreamId>,
        facts: &Facts,
    ) -> Self {
        Self {
            volume: due.archived.volume.clone(),
            retained_until: due.archived.retain_until,
            approval: approval.number,
            approved_by: approval.by,
            approved_on: approval.on,
            appraisal,
            witnesses: vec![witnesses.0, witnesses.1],
            with,
            by: facts.acting().clone(),
            on: facts.acted_on(),
        }
    }
}

/// What is left of it in the register.
pub(super) fn entry(destroyed: &Destroyed, case: &Case) -> Destruction {
    let applied = case.applied.as_ref().map(|applied| applied.number.clone());
    let signal = case.signal.as_ref().map(|signal| signal.number.clone());
    Destruction {
        number: applied.or(signal).unwrap_or_default(),
        volume: destroyed.volume.clone(),
        organ: None,
        retained_until: destroyed.retained_until,
        approval: destroyed.approval.clone(),
        approved_by: destroyed.approved_by.clone(),
        approved_on: destroyed.approved_on,
        witnesses: destroyed.witnesses.clone(),
        with: destroyed.with.clone(),
        by: destroyed.by.clone(),
        on: destroyed.on,
    }
}

/// How an archived file stands before its destruction (到期鉴定).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// 案卷号.
    pub volume: String,
    /// Archived on.
    pub archived_on: Day,
    /// 保管期限 in words.
    pub term: String,
    /// The last day of the term; `None` where it is kept for good.
    pub until: Option<Day>,
    /// Why it is not due; empty where it can be appraised and destroyed.
    pub against: Vec<Reason>,
}

/// How the file of a case stands on `today`; `None` where it is not archived, or is destroyed.
pub fn standing(case: &Case, today: Day) -> Option<Standing> {
    let archived = case.archived.as_ref().filter(|_| case.destroyed.is_none())?;
    Some(Standing {
        volume: archived.volume.clone(),
        archived_on: archived.on,
        term: archived.term.map_or_else(|| "按归档时登记的日期".to_owned(), Term::title),
        until: Some(archived.retain_until).filter(|_| archived.term != Some(Term::Permanent)),
        against: Due::of(case, today).err().unwrap_or_default(),
    })
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    Due::of(case, facts.today).err().unwrap_or_default()
}

pub(super) fn decide(case: &Case, command: Destroy, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    let due = missing.take(Due::of(case, facts.today));
    let approval = missing.take(Approval::of(case, &command, facts));
    let witnesses = missing.take(Witnesses::of(case, &command, facts));
    missing.settle()?;
    match (due, approval, witnesses) {
        (Some(due), Some(approval), Some(witnesses)) => {
            let with = effects::cites(case);
            let destroyed = Destroyed::with(due, approval, witnesses, command.appraisal, with, facts);
            Ok(vec![Event::Destroyed(destroyed)])
        }
        _ => Err(Refusal::one(&RULE, "案卷还不能销毁。")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::cases::tolerance::{
        closing::Archived,
        testing::{Scene, before, command},
        volume::Term,
    };

    fn kept(term: Term) -> Scene {
        before("archive").altered(|case| {
            case.archived = Some(Archived {
                by: "fang".into(),
                on: crate::day::Day::parse("2026-05-20").unwrap(),
                volume: "卷〔2026〕1号".to_owned(),
                retain_until: crate::day::Day::parse("2056-05-20").unwrap(),
                term: Some(term),
                checked_by: None,
                note: None,
                pages: None,
            });
        })
    }

    fn destroy(changed: &Value) -> crate::cases::tolerance::Command {
        let mut answers = json!({
            "appraisal": "没有继续保存的价值", "approval": "青纪销〔2056〕1号", "approved_by": "ye",
            "approved_on": "2056-06-01", "witness": "lin", "second_witness": "su",
        });
        for (name, value) in changed.as_object().unwrap() {
            answers[name] = value.clone();
        }
        command("destroy", answers)
    }

    #[test]
    fn a_file_is_destroyed_after_its_term_on_approval_before_two_witnesses() {
        let scene = kept(Term::Years(30)).on("2056-06-02").by("wen");
        let done = scene.after(destroy(&json!({})));
        let destroyed = done.case.destroyed.clone().unwrap();
        assert_eq!(destroyed.witnesses, ["lin".into(), "su".into()]);
        assert!(!destroyed.with.is_empty(), "the correction goes with it");
        done.when(destroy(&json!({}))).refused_with(["D5.destroy"]);
    }

    #[test]
    fn not_on_the_last_day_of_its_term_and_never_where_it_is_kept_for_good() {
        let scene = kept(Term::Years(30)).by("wen");
        scene
            .clone()
            .on("2056-05-20")
            .when(destroy(&json!({"approved_on": "2056-05-20"})))
            .refused_by("D5.destroy");
        scene
            .on("2056-06-02")
            .when(destroy(&json!({"approved_on": "2056-05-20"})))
            .refused_with(["D5.destroy"]);
        kept(Term::Permanent).on("2099-06-02").by("wen").when(destroy(&json!({}))).refused_by("D5.destroy");
    }

    #[test]
    fn the_list_of_what_is_due_says_why_a_file_is_not() {
        let on = |day: &str, term| {
            let case = kept(term).case;
            super::standing(&case, crate::day::Day::parse(day).unwrap()).unwrap()
        };
        let early = on("2056-05-20", Term::Years(30));
        assert!(early.against[0].says.contains("2056年5月20日"), "{early:?}");
        assert_eq!(on("2056-05-21", Term::Years(30)).against, []);
        let permanent = on("2099-01-01", Term::Permanent);
        assert!(permanent.until.is_none() && permanent.against[0].says.contains("永久"));
        assert!(
            super::standing(&before("archive").case, crate::day::Day::parse("2099-01-01").unwrap()).is_none()
        );
    }

    #[test]
    fn who_filed_who_approved_and_who_carries_it_out_are_no_witnesses() {
        let scene = kept(Term::Years(30)).on("2056-06-02").by("wen");
        for wrong in [
            json!({"witness": "fang"}),
            json!({"second_witness": "ye"}),
            json!({"witness": "wen"}),
            json!({"witness": "su"}),
            json!({"witness": "zhou"}),
            json!({"approved_by": "wen"}),
            json!({"approved_by": "zhou"}),
            json!({"approved_on": "2056-06-03"}),
        ] {
            scene.when(destroy(&wrong)).refused_with(["D5.destroy"]);
        }
    }
}
