//! 办结 · 归档 — served and effects issued; an open correction forbids archiving, not closing (P7, D5).
//!
//! Source: the article, 结果必反馈; mechanism P7, D5, G1. 办结 takes the proofs of delivery and of the notices
//! issued; 归档 takes the proof that nothing is owed any more. What lies in the file and how long it is kept is
//! [`super::volume`], its destruction [`super::destruction`].

use super::{
    Case, Event, discovery,
    effects::{Issued, Settled},
    feedback::AllServed,
    filing, gate, reexamination, revocation, submission, transfer,
    volume::{self, Catalogued, Term},
};
use crate::{
    facts::Facts,
    form::{Field, Input},
    judgement::outcome::{self, Outcome, Track},
    kind::{Action, answers_of},
    paper::AllChecked,
    people::Role,
    refusal::{self, Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId};

/// 办结.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// 归档.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
    /// 案卷号: what stands on the paper file, else the next of the series.
    pub volume: String,
    /// Retained until.
    pub retain_until: Day,
    /// 保管期限; files archived before there was a table have none on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Term>,
    /// 检查人; 立卷人 is [`Archived::by`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_by: Option<PersonId>,
    /// 备考表: what is damaged, missing, added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Pages by 卷内目录, where one was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
}

/// Closing takes the proofs of delivery.
pub static RULE: Rule = Rule {
    code: "P7",
    phrase: "结果必反馈",
    asks: "全部送达并发出消除影响通知后方可办结。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// An open correction forbids archiving.
pub static ARCHIVE_RULE: Rule = Rule {
    code: "D5",
    phrase: "及时纠正和补救",
    asks: "纠错未销号的，不得归档。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Close the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Close {
    /// 备注.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// 办结.
pub const CLOSE: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("words", "备注", Input::Line).optional()],
    ..Action::new("close", "办结", &RULE, || answers_of(&Close { words: Some("示例".to_owned()) }))
};

/// Archive the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// 沿用的纸质案卷号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<String>,
    /// 检查人.
    pub checker: PersonId,
    /// 备考表说明.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// 归档.
pub const ARCHIVE: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("volume", "沿用的纸质案卷号", Input::Line)
            .hint("不填的，从案卷号序列取下一号。")
            .optional(),
        Field::new("checker", "检查人", Input::Person).hint("立卷人是提交本表的人；检查人应当是另一人。"),
        Field::new("note", "备考表说明", Input::Text)
            .hint("缺损、修改、补充、移出的情况；没有的可以不填。")
            .optional(),
    ],
    series: Some("卷"),
    grave: true,
    ..Action::new("archive", "归档", &ARCHIVE_RULE, || {
        answers_of(&Archive {
            volume: Some("示例".to_owned()),
            checker: "wen".into(),
            note: Some("示例".to_owned()),
        })
    })
};

/// What closing is made of.
#[derive(Debug, Clone, Copy)]
struct Done<'a> {
    served: AllServed<'a>,
    issued: Issued<'a>,
    papers: AllChecked<'a>,
}

impl<'a> Done<'a> {
    fn of(case: &'a Case, facts: &Facts, missing: &mut Missing) -> Option<Self> {
        let served = missing.take(AllServed::of(case));
        let issued = missing.take(Issued::of(case, &facts.policy));
        let papers = missing.take(AllChecked::of(&case.papers));
        Some(Self { served: served?, issued: issued?, papers: papers? })
    }
}

impl Closed {
    /// Closing takes the proofs of delivery as its argument (结果必反馈).
    fn with(done: Done<'_>, words: Option<String>, facts: &Facts) -> Self {
        let Done { served, issued, papers } = done;
        let _ = (served, issued, papers);
        Self { by: facts.acting().clone(), on: facts.acted_on(), words }
    }
}

/// All that keeps the case from being closed now.
pub(super) fn blocked_close(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.closed.is_none(), || Reason::new(&RULE, "本案已经办结。").remedy("archive"));
    Done::of(case, facts, &mut missing);
    missing.into_reasons()
}

/// 办结.
pub(super) fn decide_close(case: &Case, command: Close, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.unless(case.closed.is_none(), || Reason::new(&RULE, "本案已经办结。").remedy("archive"));
    let done = Done::of(case, facts, &mut missing);
    missing.settle()?;
    match done {
        Some(done) => Ok(vec![Event::Closed(Closed::with(done, command.words, facts))]),
        None => Err(Refusal::one(&RULE, "结果还没有逐一送达，不能办结。")),
    }
}

/// Decisions on sanction that must be entered where an official remains accountable (G1).
pub(super) fn undecided_sanctions(case: &Case) -> Vec<(PersonId, Track)> {
    let accountable = case
        .outcomes_now()
        .into_iter()
        .flat_map(|d| d.outcomes)
        .filter(|outcome| matches!(outcome.outcome, Outcome::Lighter | Outcome::Mitigated));
    let entered = |official: &PersonId, track: Track| {
        case.sanction_decisions.iter().any(|s| s.official == *official && s.track == track)
    };
    accountable.map(|o| (o.official, o.track)).filter(|(o, t)| !entered(o, *t)).collect()
}

/// All that keeps the case from being archived now.
pub(super) fn blocked_archive(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    // Nothing was determined: the case went into another, was taken back, or never was more than a signal.
    if case.ended() || (case.applied.is_none() && case.signal_concluded.is_some()) {
        missing.take(AllChecked::of(&case.papers));
        return missing.into_reasons();
    }
    if case.transferred.is_some() {
        // It ends here without an outcome: the receipt proves that somebody else has it.
        transfer::arrived(case, &mut missing);
        return missing.into_reasons();
    }
    missing.unless(case.closed.is_some(), || {
        Reason::new(&ARCHIVE_RULE, "本案还没有办结，请先办结。").remedy("close")
    });
    missing.take(Settled::of(case, facts));
    missing.take(discovery::decided(case));
    missing.take(discovery::received(case));
    missing.take(AllChecked::of(&case.papers));
    for (official, track) in undecided_sanctions(case) {
        let says = format!(
            "对当事人 {} 的{}处理决定还没有登记，不能归档。",
            refusal::person(&official),
            track.title()
        );
        missing.add(Reason::new(&outcome::RULE, says).remedy("enter_sanction_decision"));
    }
    for reason in reexamination::open(case, facts).into_iter().chain(revocation::open(case)) {
        missing.add(reason);
    }
    for reason in filing::unfiled(case).into_iter().chain(submission::unchecked(case)) {
        missing.add(reason);
    }
    missing.into_reasons()
}

/// 归档.
pub(super) fn decide_archive(case: &Case, command: Archive, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_archive(case, facts)));
    volume::checked(case, &command.checker, facts, &mut missing);
    let number = command.volume.or_else(|| volume::number(facts));
    missing.unless(number.is_some(), || {
        Reason::new(&volume::RULE, "没有取得案卷号，请重新提交，或者填写沿用的纸质案卷号。").at("volume")
    });
    missing.settle()?;
    let term = volume::term(case, facts.acted_on(), &facts.policy.settings);
    Ok(vec![Event::Archived(Archived {
        volume: number.unwrap_or_default(),
        retain_until: term.until(facts.acted_on()),
        term: Some(term),
        checked_by: Some(command.checker),
        note: command.note,
        pages: case.catalogued.as_ref().map(Catalogued::pages),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::{
        effects,
        testing::{Scene, before, command, straightly},
    };
    use crate::facts::Cited;
    use crate::judgement::outcome::{Group, Outcome};
    use serde_json::json;

    fn archive() -> crate::cases::tolerance::Command {
        command("archive", json!({ "volume": "2026-17", "checker": "wen" }))
    }

    /// Closed, effects confirmed, the correction signed off and discharged.
    fn settled() -> Scene {
        let mut scene = before("archive");
        let stream = effects::cites(&scene.case).remove(0);
        let cited = Cited { version: 5, link: "link".to_owned(), signed_off: Some(5), archived: false };
        let at = stream.clone();
        scene = scene.knowing(|facts| drop(facts.cited.insert(at, cited)));
        scene = scene.after(command("discharge", json!({ "stream": stream })));
        for (owner, name) in [("kao", "党风廉政考核"), ("ji2", "绩效考核")] {
            scene = scene.knowing(|facts| {
                let mut person = facts.people.get(&"kao".into()).unwrap().clone();
                if owner == "ji2" {
                    person.unit = "performance_office".into();
                }
                facts.people.insert(owner.into(), person);
            });
            let confirm = json!({ "appraisal": name, "removed": "已消除。" });
            scene = scene.by(owner).after(command("confirm_effect", confirm));
        }
        scene
    }

    #[test]
    fn closing_needs_every_delivery_and_every_notice() {
        let scene = before("close");
        for recipient in ["person:zhou", "unit:shiqiao", "unit:inspection"] {
            let unserved = scene.clone().altered(|case| drop(case.served.remove(recipient)));
            unserved.when(straightly("close")).refused_with(["P7"]);
        }
        let untold = scene.clone().altered(|case| drop(case.appraisals_notified.remove("绩效考核")));
        untold.when(straightly("close")).refused_with(["E1"]);
        scene.after(straightly("close")).when(straightly("close")).refused_with(["P7"]);
    }

    #[test]
    fn an_open_correction_forbids_archiving_and_not_closing() {
        before("close").when(straightly("close")).done();
        before("archive").when(archive()).refused_by("D5");
        let reopened = settled().knowing(|facts| {
            for cited in facts.cited.values_mut() {
                (cited.version, cited.signed_off) = (6, None);
            }
        });
        reopened.when(archive()).refused_with(["D5"]);
        let resigned = settled().knowing(|facts| {
            for cited in facts.cited.values_mut() {
                (cited.version, cited.signed_off) = (9, Some(9));
            }
        });
        resigned.when(archive()).refused_with(["D5"]);
    }

    #[test]
    fn archiving_waits_for_the_effects_to_be_confirmed() {
        let unconfirmed = settled().altered(|case| drop(case.effects_confirmed.remove("绩效考核")));
        unconfirmed.when(archive()).refused_with(["E1"]);
    }

    #[test]
    fn what_is_settled_is_archived_and_kept_for_the_years_set() {
        let done = settled().after(archive());
        assert_eq!(done.case.archived.clone().unwrap().retain_until.to_string(), "2056-05-20");
        done.when(archive()).refused_with(["D5"]);
    }

    #[test]
    fn who_remains_accountable_needs_the_decision_entered() {
        let accountable = settled().altered(|case| {
            let one = &mut case.determined.as_mut().unwrap().determinations[0];
            one.group = Group::StillAccountable;
            one.outcomes[0].outcome = Outcome::Lighter;
        });
        accountable.when(archive()).refused_with(["G1"]);
    }
}
