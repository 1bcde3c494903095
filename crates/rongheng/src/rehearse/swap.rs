//! What a story ends in when 当事人 and 承办人 change places: each of their acts is first tried by the other, and
//! must be refused with its rule, by recusal (P8), or not even be known to the other.

use std::{collections::BTreeMap, path::Path};

use anyhow::Result;
use rongheng_app::domain::cases;
use serde_json::Value;

use super::{
    Tally,
    district::District,
    fresh::Fresh,
    play::Stage,
    story::{Expect, Step, Story},
};
use crate::place::Place;

/// What both sides may do: ask for a recusal, and hand in what is missing.
const OPEN_TO_BOTH: &[&str] = &["tolerance.declare_recusal", "tolerance.supplement"];

/// Who is who in one case of a story.
#[derive(Debug, Default)]
struct Cast {
    officials: Vec<String>,
    team: Vec<String>,
}

impl Cast {
    /// What a step tells of who is who.
    fn learn(&mut self, step: &Step) {
        let of = |answers: &Value, field: &str| -> Vec<String> {
            let rows = answers.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
            rows.iter().filter_map(|row| row.get("person")?.as_str().map(str::to_owned)).collect()
        };
        match step.action.as_str() {
            "tolerance.apply" | "tolerance.take_up" => self.officials = of(&step.answers, "officials"),
            "tolerance.assign" => {
                self.team = of(&step.answers, "members");
                self.team.extend(step.answers.get("leader").and_then(Value::as_str).map(str::to_owned));
            }
            _ => {}
        }
    }

    /// Who stands on the other side of `actor`, of those who can sign in at all.
    fn other(&self, actor: &str, district: &District) -> Option<&str> {
        let has = |people: &[String]| people.iter().any(|person| person == actor);
        let signs_in = |person: &&String| district.accounts.iter().any(|account| account.person == **person);
        let officer = self.team.iter().find(signs_in)?;
        let official = self.officials.iter().find(signs_in)?;
        match (has(&self.officials), has(&self.team)) {
            (true, false) => Some(officer),
            (false, true) => Some(official),
            _ => None,
        }
    }
}

/// Plays the story; every act of an official or of the team is tried by the other side first.
pub(crate) async fn play(
    story: &Story,
    district: &District,
    policy: &Path,
    place: &Place,
    tally: &mut Tally,
) -> Result<()> {
    let fresh = Fresh::new(place).await?;
    let mut stage = Stage::set(fresh.config(), district.clone(), policy, &story.starts, false).await?;
    let mut casts: BTreeMap<&str, Cast> = BTreeMap::new();
    for step in &story.steps {
        let cast = casts.entry(&step.case).or_default();
        let swapped = step.expect == Expect::Done
            && step.acted_for.is_none()
            && step.in_place_of.is_none()
            && !OPEN_TO_BOTH.contains(&step.action.as_str());
        let other = cast.other(&step.actor, district).filter(|_| swapped);
        if let Some(other) = other.map(str::to_owned) {
            let tried = Step { actor: other, key: None, ..step.clone() };
            let played = stage.play(&story.file, &tried).await?;
            let rule = rule_of(step);
            let refused = played.codes.iter().any(|code| code == "P8" || Some(code.as_str()) == rule);
            let as_expected = refused || played.hidden;
            tally.steps += 1;
            tally.count(as_expected);
            let mark = if as_expected { "" } else { "【与预期不符】" };
            println!("对调　{}　→　{}{mark}", tried_words(&tried, district), played.says);
        }
        stage.play(&story.file, step).await?;
        casts.entry(&step.case).or_default().learn(step);
    }
    stage.close().await?;
    fresh.clear().await
}

/// The code of the rule that the act serves.
fn rule_of(step: &Step) -> Option<&'static str> {
    let (kind, action) = step.action.split_once('.')?;
    Some(cases::named(kind)?.action(action)?.rule.code)
}

fn tried_words(step: &Step, district: &District) -> String {
    format!("{}　{}　{}", step.on, district.name(&step.actor), step.action)
}
