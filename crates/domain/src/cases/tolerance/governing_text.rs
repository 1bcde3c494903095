//! 适用文本 — which text of a circumstance governs: that of the act, or the newer where it is more lenient (S1).
//!
//! Source: the article, 清单+案例; mechanism §2 S1. Texts are never overwritten, so that both can be shown; a person
//! chooses with reasons, and the choice pins what each of them says. Not decided here: whether the circumstance
//! fits (`findings`), and whether a condition is met (S3).

use super::{
    Case, Event, acceptance::InHand, admission::unreported, assignment::by_the_team, findings::Found, gate,
    investigation_entry::concerned,
};
use crate::{
    facts::{Facts, Policy},
    form::{Field, Input},
    kind::{Action, TextStanding, TextUse, answers_of},
    people::Role,
    refusal::{self, Missing, Reason, Refusal},
    registers::checklist::Circumstance,
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId, people::words};

words! {
    /// Which of two texts.
    GoverningText {
        /// 行为时的文本.
        AtTheTime = "at_the_time" "行为时的文本",
        /// 现行文本.
        Now = "now" "现行文本",
    }
}

/// A text as it stood: what it asks stays what it asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedText {
    /// Code of the circumstance.
    pub code: String,
    /// In force from.
    pub from: Day,
    /// The last day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// The version of the checklist it was read in.
    pub version: u64,
    /// Title.
    pub title: String,
    /// The conditions.
    pub conditions: Vec<String>,
    /// The document it stands in.
    pub document: String,
}

impl PinnedText {
    fn of(text: &Circumstance, policy: &Policy) -> Self {
        Self {
            code: text.code.clone(),
            from: text.from,
            until: text.until,
            version: policy.texts.version,
            title: text.title.clone(),
            conditions: text.conditions.clone(),
            document: text.document.clone(),
        }
    }
}

/// A text was chosen for an official; a later choice replaces it until the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextChosen {
    /// For whom.
    pub official: PersonId,
    /// Which of the two.
    pub text: GoverningText,
    /// What it says.
    pub chosen: PinnedText,
    /// What the other says, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<PinnedText>,
    /// Reasons.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The text of the act governs; the newer only where a person finds it more lenient, with reasons.
pub static RULE: Rule = Rule {
    code: "S1",
    phrase: "清单+案例",
    asks: "适用行为时有效的情形文本；现行文本更宽的，由办案人员写明理由后选用，两个文本一并入卷。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Choose the text that governs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChooseText {
    /// 当事人.
    pub official: PersonId,
    /// 适用情形.
    pub circumstance: String,
    /// 选用哪个文本.
    pub text: GoverningText,
    /// 现行文本是否更宽.
    pub more_lenient: bool,
    /// 理由.
    pub why: String,
}

/// 选定适用文本.
pub const ACTION: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("circumstance", "适用情形", Input::Pick("texts")).hint("行为时和现在文本不同的情形"),
        Field::new("text", "选用哪个文本", Input::Choice(GoverningText::CHOICES)),
        Field::new("more_lenient", "现行文本是否更宽", Input::YesNo),
        Field::new("why", "理由", Input::Text).hint("对照两个文本的条件写明"),
    ],
    help: "两个文本见“核实”。适用行为时的文本；只有现行文本更宽时才选用现行文本。",
    ..Action::new("choose_text", "选定适用文本", &RULE, || {
        answers_of(&ChooseText {
            official: "zhou".into(),
            circumstance: "land.01".to_owned(),
            text: GoverningText::Now,
            more_lenient: true,
            why: "示例".to_owned(),
        })
    })
};

/// The text under `code` on the last day of the act, and the one of today.
pub(super) fn both<'a>(
    case: &Case,
    code: &str,
    policy: &'a Policy,
) -> (Option<&'a Circumstance>, Option<&'a Circumstance>) {
    let then = case.applied.as_ref().and_then(|applied| {
        let texts = policy.texts.texts.get(code)?;
        texts.iter().filter(|text| text.in_force(applied.last_day)).max_by_key(|text| text.from)
    });
    (then, policy.checklist.0.get(code))
}

/// Whether the two say something else: who renews a text in the same words leaves nothing to choose.
fn differ(then: &Circumstance, now: &Circumstance) -> bool {
    (&then.title, &then.facts, &then.conditions, &then.boundary)
        != (&now.title, &now.facts, &now.conditions, &now.boundary)
}

/// Whether somebody has to choose: the texts differ, or there was none at the time of the act.
pub(super) fn to_be_chosen(case: &Case, code: &str, policy: &Policy) -> bool {
    match both(case, code, policy) {
        (Some(then), Some(now)) => differ(then, now),
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

fn choice<'a>(case: &'a Case, official: &PersonId, code: &str) -> Option<&'a TextChosen> {
    case.texts_chosen.get(&(official.clone(), code.to_owned()))
}

/// S1: the text with which a circumstance is found: the chosen one, else that of the act. Notes that the
/// checklist has none, or none that governs.
pub(super) fn pinned(
    case: &Case,
    official: &PersonId,
    code: &str,
    policy: &Policy,
    missing: &mut Missing,
) -> Option<PinnedText> {
    if let Some(chosen) = choice(case, official, code) {
        return Some(chosen.chosen.clone());
    }
    let (then, now) = both(case, code, policy);
    if then.is_none() && now.is_some() {
        let says = format!(
            "编号为“{code}”的情形在行为时还没有施行；现行文本更宽、确需适用的，请先选定适用文本并写明理由。"
        );
        missing.add(Reason::new(&RULE, says).at("circumstance").remedy("choose_text"));
    }
    then.map(|text| PinnedText::of(text, policy))
}

/// The conditions that govern for an official whose circumstance was found (S3): of the chosen text, else of the
/// text it was found with.
pub(super) fn conditions<'a>(case: &'a Case, found: &'a Found, policy: &'a Policy) -> &'a [String] {
    let Some(code) = &found.circumstance else { return &[] };
    if let Some(chosen) = choice(case, &found.official, code) {
        return &chosen.chosen.conditions;
    }
    match (&found.text, both(case, code, policy)) {
        (Some(text), _) => &text.conditions,
        (None, (Some(text), _) | (None, Some(text))) => &text.conditions,
        (None, (None, None)) => &[],
    }
}

/// The officials for whom a text has still to be chosen.
pub(super) fn unchosen<'a>(case: &'a Case, policy: &'a Policy) -> impl Iterator<Item = &'a PersonId> {
    case.officials().filter(move |official| {
        let found = case.found.get(*official).and_then(|found| found.circumstance.as_ref());
        found.is_some_and(|code| choice(case, official, code).is_none() && to_be_chosen(case, code, policy))
    })
}

/// The circumstances the case goes by, and how firmly.
pub(super) fn uses(case: &Case, policy: &Policy) -> Vec<TextUse> {
    let found = case.found.values().filter_map(|found| Some((&found.official, found.circumstance.as_ref()?)));
    found
        .map(|(official, code)| {
            let standing = if case.reported.is_some() || choice(case, official, code).is_some() {
                TextStanding::Pinned
            } else if to_be_chosen(case, code, policy) {
                TextStanding::ToChoose
            } else {
                TextStanding::OfTheAct
            };
            TextUse { code: code.clone(), standing }
        })
        .collect()
}

/// S1: where the texts differ, a person has chosen. Asked before the report; what comes into force later does not
/// change a finished one.
///
/// # Errors
/// Every official without a choice.
pub(super) fn settled(case: &Case, policy: &Policy) -> Result<(), Vec<Reason>> {
    let open = unchosen(case, policy).map(|official| {
        let says = format!(
            "当事人 {} 适用的情形，行为时的文本和现行文本不同，请先选定适用文本并写明理由。",
            refusal::person(official)
        );
        Reason::new(&RULE, says).remedy("choose_text")
    });
    gate(open.collect())
}

pub(super) fn decide(case: &Case, command: ChooseText, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    concerned(case, &command.official, &mut missing);
    let (then, now) = both(case, &command.circumstance, &facts.policy);
    missing.unless(to_be_chosen(case, &command.circumstance, &facts.policy), || {
        let says = "这一情形行为时和现在没有不同的文本，不必选择，请核对所选的情形。";
        Reason::new(&RULE, says).at("circumstance")
    });
    let (chosen, other) = match command.text {
        GoverningText::AtTheTime => (then, now),
        GoverningText::Now => (now, then),
    };
    missing.unless(chosen.is_some(), || {
        Reason::new(&RULE, "这一情形没有所选的文本，请改选另一个文本。").at("text")
    });
    missing.unless(command.text == GoverningText::AtTheTime || command.more_lenient, || {
        Reason::new(&RULE, "现行文本不比行为时的文本更宽的，适用行为时的文本，请改选。").at("text")
    });
    missing.unless(!command.why.trim().is_empty(), || {
        Reason::new(&RULE, "请对照两个文本的条件写明理由。").at("why")
    });
    missing.settle()?;
    let Some(chosen) = chosen else { return Ok(Vec::new()) };
    Ok(vec![Event::TextChosen(TextChosen {
        official: command.official,
        text: command.text,
        chosen: PinnedText::of(chosen, &facts.policy),
        other: other.map(|text| PinnedText::of(text, &facts.policy)),
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(InHand::of(case));
    by_the_team(case, facts, &mut missing);
    unreported(case, &RULE, &mut missing);
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::tolerance::{
        Command,
        testing::{Scene, before, command, day, straightly, without},
    };
    use serde_json::{Value, json};
    use std::sync::Arc;

    /// The straight act ended on 2025-06-10; from 2026 on the text asks for one condition less.
    fn renewed(scene: Scene) -> Scene {
        scene.knowing(|facts| {
            let mut record = (*facts.policy.texts).clone();
            let texts = record.texts.get_mut("land.01").unwrap();
            texts[0].until = Some(day("2025-12-31"));
            let mut newer = texts[0].clone();
            (newer.from, newer.until) = (day("2026-01-01"), None);
            newer.conditions.truncate(1);
            texts.push(newer);
            record.version = 2;
            facts.policy.checklist = Arc::new(record.in_force(facts.today));
            facts.policy.texts = Arc::new(record);
        })
    }

    fn choose(change: Value) -> Command {
        let mut answers = json!({ "official": "zhou", "circumstance": "land.01", "text": "now",
            "more_lenient": true, "why": "现行文本少一项条件。" });
        for (key, value) in change.as_object().unwrap() {
            answers[key] = value.clone();
        }
        command("choose_text", answers)
    }

    #[test]
    fn the_text_of_the_act_is_pinned_with_the_finding() {
        let found = renewed(before("find")).after(straightly("find"));
        let text = found.case.found[&PersonId::from("zhou")].text.clone().unwrap();
        assert_eq!((text.from, text.conditions.len(), text.version), (day("2021-01-01"), 2, 2));
    }

    #[test]
    fn where_the_texts_differ_a_person_chooses_before_the_report() {
        let scene = renewed(before("report"));
        scene.when(straightly("report")).refused_with(["S1"]);
        scene.after(choose(json!({}))).when(straightly("report")).done();
        let older = choose(json!({ "text": "at_the_time", "more_lenient": false }));
        scene.after(older).when(straightly("report")).done();
        before("report").when(choose(json!({}))).refused_with(["S1"]);
    }

    #[test]
    fn what_a_new_text_changes_for_a_case_is_known_before_it_is_issued() {
        let standing = |scene: &Scene| uses(&scene.case, &scene.facts.policy)[0].standing;
        let found = before("report");
        assert_eq!(standing(&found), TextStanding::OfTheAct);
        assert_eq!(standing(&renewed(found.clone())), TextStanding::ToChoose);
        assert_eq!(standing(&renewed(found).after(choose(json!({})))), TextStanding::Pinned);
        assert_eq!(
            standing(&renewed(without(&[], "report").after(straightly("report")))),
            TextStanding::Pinned
        );
    }

    #[test]
    fn the_newer_text_only_where_a_person_finds_it_more_lenient_with_reasons() {
        let scene = renewed(before("report"));
        scene.when(choose(json!({ "more_lenient": false }))).refused_with(["S1"]);
        scene.when(choose(json!({ "why": " " }))).refused_with(["S1"]);
        scene.when(choose(json!({ "circumstance": "land.99" }))).refused_by("S1");
        let chosen = scene.after(choose(json!({}))).case.texts_chosen.into_values().next().unwrap();
        assert_eq!((chosen.chosen.conditions.len(), chosen.chosen.from), (1, day("2026-01-01")));
        assert_eq!(chosen.other.unwrap().conditions.len(), 2);
    }

    #[test]
    fn a_circumstance_that_did_not_exist_at_the_time_needs_a_choice() {
        let younger = |scene: Scene| {
            scene.knowing(|facts| {
                let mut record = (*facts.policy.texts).clone();
                record.texts.get_mut("land.01").unwrap()[0].from = day("2026-01-01");
                facts.policy.checklist = Arc::new(record.in_force(facts.today));
                facts.policy.texts = Arc::new(record);
            })
        };
        younger(before("find")).when(straightly("find")).refused_with(["S1"]);
        let nothing_then = choose(json!({ "text": "at_the_time" }));
        younger(before("find")).when(nothing_then).refused_with(["S1"]);
        younger(before("find")).after(choose(json!({}))).when(straightly("find")).done();
    }

    #[test]
    fn the_reasons_against_tolerance_follow_the_chosen_text() {
        let refused = |why: &str| {
            let answers = json!({ "official": "zhou", "track": "party", "outcome": "not_tolerated",
                "clause": "本单位设定", "measure": "none", "why": why, "follows": "filing" });
            command("propose_outcome", answers)
        };
        let scene = renewed(before("propose_outcome"));
        scene.when(refused("1. 没有穷尽办法。")).refused_with(["S3"]);
        scene.after(choose(json!({}))).when(refused("1. 没有穷尽办法。")).done();
    }

    #[test]
    fn a_text_that_has_ended_since_still_governs_the_act() {
        let ended = |scene: Scene| {
            scene.knowing(|facts| {
                let mut record = (*facts.policy.texts).clone();
                record.texts.get_mut("land.01").unwrap()[0].until = Some(day("2025-12-31"));
                facts.policy.checklist = Arc::new(record.in_force(facts.today));
                facts.policy.texts = Arc::new(record);
            })
        };
        ended(before("find")).when(straightly("find")).done();
        ended(without(&[], "report")).when(straightly("report")).done();
    }
}
