//! 单位意见 — the unit is asked; never is it spoken for by the official concerned or a subordinate alone (P4).
//!
//! Source: the article, 申请+核实 (征求所在单位意见); mechanism §2 P4. Asked, answered, or asked with the time
//! passed. Not decided here: what the opinion weighs; nobody is bound by it.

use super::{
    Case, Event,
    acceptance::InHand,
    admission::{undetermined, unreported},
    application::Applied,
    assignment::by_the_team,
    disclosure::Open,
    evidence::uploaded,
    gate,
    recusal::{self, related},
    supplement::in_force,
};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
    time_limit::lapse,
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{FileId, PersonId, UnitId},
    people::words,
};

words! {
    /// The unit's opinion.
    UnitView {
        /// 同意容错.
        Supports = "supports" "建议容错",
        /// 不同意容错.
        Opposes = "opposes" "不建议容错",
        /// 无倾向.
        Neutral = "neutral" "如实说明情况，不作倾向性建议",
    }
}

/// The opinion was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitAsked {
    /// Who is asked: the unit, or the party organisation that speaks for it.
    pub of: UnitId,
    /// Whether somebody else speaks for the unit.
    pub for_unit: bool,
    /// What is asked.
    pub asks: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The opinion was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitAnswered {
    /// In a word.
    pub view: UnitView,
    /// In full.
    pub says: String,
    /// Who signed for the unit.
    pub signed_by: PersonId,
    /// The letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The unit is asked.
pub static RULE: Rule = Rule {
    code: "P4",
    phrase: "征求所在单位意见",
    asks: "征求所在单位意见；不得由当事人本人或者其下属单独代表单位。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Ask the unit for its opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskUnit {
    /// 征求意见的内容.
    pub asks: String,
}

/// 征求所在单位意见.
pub const ASK: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[Field::new("asks", "征求意见的内容", Input::Text)],
    document: Some("unit_opinion"),
    ..Action::new("ask_unit", "征求所在单位意见", &RULE, || {
        answers_of(&AskUnit { asks: "示例".to_owned() })
    })
};

/// Give the opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerUnit {
    /// 意见.
    pub view: UnitView,
    /// 具体意见和理由.
    pub says: String,
    /// 签署人.
    pub signed_by: PersonId,
    /// 盖章的复函.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 提交单位意见.
pub const ANSWER: Action = Action {
    who: &[Role::UnitContact, Role::Committee],
    fields: &[
        Field::new("view", "意见", Input::Choice(UnitView::CHOICES)),
        Field::new("says", "具体意见和理由", Input::Text),
        Field::new("signed_by", "签署人", Input::Person).hint("不得由当事人本人签署"),
        Field::new("file", "盖章的复函", Input::File).optional(),
    ],
    ..Action::new("answer_unit", "提交单位意见", &RULE, || {
        answers_of(&AnswerUnit {
            view: UnitView::Supports,
            says: "示例".to_owned(),
            signed_by: "lin".into(),
            file: Some("file".into()),
        })
    })
};

/// Proof that the unit was heard: it answered, or was asked and the time passed.
///
/// ```compile_fail
/// // Only `Consulted::of` gives one.
/// use rongheng_domain::cases::tolerance::unit_opinion::{Consulted, UnitAsked};
/// fn forge(asked: &UnitAsked) -> Consulted<'_> {
///     Consulted { asked, answer: None }
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Consulted<'a> {
    asked: &'a UnitAsked,
    answer: Option<&'a UnitAnswered>,
}

impl<'a> Consulted<'a> {
    /// The unit was heard.
    ///
    /// # Errors
    /// Where it was not asked, or neither answered nor let the time pass.
    pub fn of(case: &'a Case, facts: &Facts) -> Result<Self, Vec<Reason>> {
        let Some(asked) = &case.unit_asked else {
            let says = "尚未征求所在单位意见，请先征求意见。";
            return Err(vec![Reason::new(&RULE, says).remedy("ask_unit")]);
        };
        let answer = case.unit_answered.as_ref();
        let due = case.due_of("tol.unit_opinion", &facts.policy);
        if answer.is_some() || due.as_ref().and_then(|due| lapse(due, facts.today)).is_some() {
            return Ok(Self { asked, answer });
        }
        let until = due.map_or_else(String::new, |due| format!("，答复期限至{}", due.last.words()));
        let says = format!("已于{}征求所在单位意见，尚未答复{until}；请等待答复或者期满。", asked.on.words());
        Err(vec![Reason::new(&RULE, says).remedy("answer_unit")])
    }

    /// Who was asked.
    pub const fn asked(self) -> &'a UnitAsked {
        self.asked
    }

    /// What it answered, where it did.
    pub const fn answer(self) -> Option<&'a UnitAnswered> {
        self.answer
    }
}

/// Who speaks for the unit: the unit; or, where its head is concerned, the party organisation above it.
pub(super) fn speaker(applied: &Applied, case: &Case, facts: &Facts) -> (UnitId, bool) {
    let unit = facts.units.get(&applied.unit);
    let headed = unit.and_then(|unit| unit.head.as_ref()).is_some_and(|head| case.concerns(head))
        || case
            .officials()
            .filter_map(|official| facts.person(official))
            .any(|official| official.heads_unit && official.unit == applied.unit);
    if !headed {
        return (applied.unit.clone(), false);
    }
    let above = unit.and_then(|unit| unit.committee.as_ref()).filter(|committee| {
        let secretary = facts.units.get(*committee).and_then(|committee| committee.secretary.as_ref());
        !secretary.is_some_and(|secretary| case.concerns(secretary))
    });
    (above.unwrap_or(&applied.committee).clone(), true)
}

pub(super) fn decide_ask(case: &Case, command: AskUnit, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_ask(case, facts))?;
    let Some(applied) = &case.applied else { return Ok(Vec::new()) };
    let (of, for_unit) = speaker(applied, case, facts);
    Ok(vec![Event::UnitAsked(UnitAsked {
        of,
        for_unit,
        asks: command.asks,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_ask(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(InHand::of(case));
    by_the_team(case, facts, &mut missing);
    missing.take(Open::of(case));
    unreported(case, &RULE, &mut missing);
    if let Some(asked) = &case.unit_asked {
        let says = format!("已于{}征求所在单位意见，不必再次征求。", asked.on.words());
        missing.add(Reason::new(&RULE, says));
    }
    in_force("tol.unit_opinion", facts, &mut missing);
    missing.into_reasons()
}

pub(super) fn decide_answer(case: &Case, command: AnswerUnit, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_answer(case, facts)));
    if let (Some(asked), Some(applied)) = (&case.unit_asked, &case.applied) {
        may_sign(&command.signed_by, (&asked.of, asked.for_unit), applied, case, facts, &mut missing);
    }
    uploaded(command.file.as_ref(), &RULE, facts, &mut missing);
    missing.settle()?;
    Ok(vec![Event::UnitAnswered(UnitAnswered {
        view: command.view,
        says: command.says,
        signed_by: command.signed_by,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// P4: never the official concerned, and nobody of the unit where its head is concerned.
pub(super) fn may_sign(
    signer: &PersonId,
    (of, for_unit): (&UnitId, bool),
    applied: &Applied,
    case: &Case,
    facts: &Facts,
    missing: &mut Missing,
) {
    let Some(person) = facts.person(signer) else {
        missing.add(Reason::new(&RULE, "人员库中没有所选的签署人，请从人员库中重新选择。").at("signed_by"));
        return;
    };
    if case.concerns(signer) {
        let says = "当事人本人不得代表单位签署意见，请由单位其他负责人签署。";
        missing.add(Reason::new(&RULE, says).at("signed_by"));
        return;
    }
    if let Some(ground) = related(case, facts, signer) {
        let says = format!("所选的签署人{}，应当回避，请另选他人签署。", ground.title());
        missing.add(Reason::new(&recusal::RULE, says).at("signed_by"));
    }
    if for_unit && person.unit == applied.unit {
        let says = "单位负责人是当事人，其下属不得单独代表单位，请由被征求意见的党组织签署。";
        missing.add(Reason::new(&RULE, says).at("signed_by"));
    } else {
        missing.unless(speaks_for(signer, of, facts), || {
            Reason::new(&RULE, "签署人不是被征求意见的单位的人员，请重新选择。").at("signed_by")
        });
    }
}

/// Whether somebody may sign for a unit: whoever works there, heads it, is its secretary, or belongs to the
/// party organisation that answers for it.
pub(super) fn speaks_for(person: &PersonId, unit: &crate::ids::UnitId, facts: &Facts) -> bool {
    let home = facts.person(person).map(|known| &known.unit);
    let asked = facts.units.get(unit);
    home == Some(unit)
        || asked.is_some_and(|asked| {
            asked.head.as_ref() == Some(person)
                || asked.secretary.as_ref() == Some(person)
                || (asked.committee.is_some() && asked.committee.as_ref() == home)
        })
}

pub(super) fn blocked_answer(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    undetermined(case, &RULE, &mut missing);
    missing.take(Open::of(case));
    missing.unless(case.unit_asked.is_some(), || {
        Reason::new(&RULE, "尚未征求所在单位意见，请等待征求意见函。").remedy("ask_unit")
    });
    missing.unless(case.unit_answered.is_none(), || Reason::new(&RULE, "单位意见已经提交，不能再次提交。"));
    missing.unless(!case.concerns(facts.acting()), || {
        Reason::new(&RULE, "当事人本人不得代表单位提交意见，请由单位其他人员提交。")
    });
    if let Some(asked) = &case.unit_asked {
        let of_them = facts.person(facts.acting()).is_none() || speaks_for(facts.acting(), &asked.of, facts);
        missing.unless(of_them, || Reason::new(&RULE, "您不是被征求意见的单位的人员，不能代其提交意见。"));
    }
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::tolerance::testing::{Scene, before, command, straightly, without};
    use serde_json::json;

    fn answer(signer: &str) -> crate::cases::tolerance::Command {
        command("answer_unit", json!({ "view": "supports", "says": "建议容错", "signed_by": signer }))
    }

    /// 周 heads the unit, so that the party organisation above is asked.
    fn headed_by_zhou(action: &str) -> Scene {
        without(&["ask_unit", "answer_unit"], action).knowing(|facts| {
            facts.units.get_mut(&"shiqiao".into()).unwrap().head = Some("zhou".into());
        })
    }

    #[test]
    fn the_unit_itself_is_asked_where_its_head_is_not_concerned() {
        let asked = before("answer_unit").case.unit_asked.unwrap();
        assert_eq!((asked.of.as_str(), asked.for_unit), ("shiqiao", false));
    }

    #[test]
    fn the_official_never_signs_for_the_unit() {
        before("answer_unit").when(answer("zhou")).refused_with(["P4"]);
        before("answer_unit").by("zhou").when(answer("qi")).refused_with(["P4"]);
        before("answer_unit").when(answer("shen")).refused_with(["P4"]);
    }

    #[test]
    fn where_the_head_is_concerned_the_party_organisation_speaks_and_no_subordinate_signs() {
        let asked = headed_by_zhou("find").after(straightly("ask_unit"));
        let event = asked.case.unit_asked.clone().unwrap();
        assert_eq!((event.of.as_str(), event.for_unit), ("shiqiao_committee", true));
        asked.clone().by("ji").when(answer("qi")).refused_with(["P4"]);
        asked.clone().by("lian").when(answer("ji")).refused_with(["P4"]);
        asked.by("ji").when(answer("ji")).done();
    }

    #[test]
    fn where_its_secretary_is_concerned_too_the_committee_of_the_case_speaks() {
        let scene = headed_by_zhou("find").knowing(|facts| {
            facts.units.get_mut(&"shiqiao_committee".into()).unwrap().secretary = Some("zhou".into());
        });
        let asked = scene.after(straightly("ask_unit")).case.unit_asked.unwrap();
        assert_eq!(asked.of.as_str(), "district_committee");
    }

    #[test]
    fn kin_of_the_official_do_not_sign() {
        let scene = before("answer_unit").knowing(|facts| {
            facts.people.get_mut(&PersonId::from("qi")).unwrap().kin = vec!["zhou".into()];
        });
        scene.when(answer("qi")).refused_with(["P8"]);
    }

    #[test]
    fn the_report_waits_for_the_answer_or_for_the_last_day_to_pass() {
        let silent = without(&["answer_unit"], "report");
        // Asked on 03-10: the ten working days end on 03-24.
        silent.clone().on("2026-03-24").when(straightly("report")).refused_with(["P4"]);
        silent.on("2026-03-25").when(straightly("report")).done();
        without(&["ask_unit", "answer_unit"], "report").when(straightly("report")).refused_with(["P4"]);
    }
}
