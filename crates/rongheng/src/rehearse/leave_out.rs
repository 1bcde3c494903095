//! What a story ends in when a step is left out: the rule that the step is `needed_by` refuses the rest.

use std::path::Path;

use anyhow::Result;
use rongheng_app::domain::cases;

use super::{
    Tally,
    district::District,
    fresh::Fresh,
    play::{Played, Stage},
    story::{Expect, Step, Story},
};
use crate::place::Place;

/// Plays the story once, and from each step that is needed on once more without that step.
pub(crate) async fn play(
    story: &Story,
    district: &District,
    policy: &Path,
    place: &Place,
    tally: &mut Tally,
) -> Result<()> {
    let fresh = Fresh::new(place).await?;
    let mut stage = Stage::set(fresh.config(), district.clone(), policy, &story.starts, false).await?;
    for (at, step) in story.steps.iter().enumerate() {
        if step.expect != Expect::Done {
            continue;
        }
        // Without an application there is no case, and nothing that could refuse.
        if let Some(code) = step.needed_by.as_ref().filter(|_| !opens(step)) {
            let copy = fresh.copy()?;
            let mut without = stage.again(copy.config()).await?;
            let refused = refused_later(story, at, code, &mut without).await?;
            drop(without);
            tell(step, code, refused.as_ref(), district, tally);
        }
        stage.play(&story.file, step).await?;
    }
    drop(stage);
    fresh.clear().await
}

/// One line: the step that was left out, and what came of it.
fn tell(step: &Step, code: &String, came: Option<&(&Step, Played)>, district: &District, tally: &mut Tally) {
    let as_expected = came.is_some_and(|(_, played)| played.codes.contains(code));
    let says = match came {
        Some((later, played)) => format!("{} {}：{}", later.on, later.action, played.says),
        None => "去掉以后仍然办到了最后".to_owned(),
    };
    tally.steps += 1;
    tally.count(as_expected);
    let mark = if as_expected { "" } else { "【与预期不符】" };
    println!(
        "去掉　{}　{}　{}　应由 {code} 拒绝　→　{says}{mark}",
        step.on,
        district.name(&step.actor),
        step.action
    );
}

fn opens(step: &Step) -> bool {
    let action = step.action.split_once('.').and_then(|(kind, name)| cases::named(kind)?.action(name));
    action.is_some_and(|action| action.opens)
}

/// The later step that the rule with this code refuses; where there is none, the first that comes otherwise than the
/// whole story has it. A step may at first be hidden from whoever has no part in the case yet; the rule then refuses
/// further on, so the rest is played until it does.
async fn refused_later<'a>(
    story: &'a Story,
    without: usize,
    code: &String,
    stage: &mut Stage,
) -> Result<Option<(&'a Step, Played)>> {
    let mut otherwise = None;
    for step in story.steps.iter().skip(without + 1).filter(|step| step.expect == Expect::Done) {
        let played = stage.play(&story.file, step).await?;
        if played.codes.contains(code) {
            return Ok(Some((step, played)));
        }
        if !played.as_expected {
            otherwise.get_or_insert((step, played));
        }
    }
    Ok(otherwise)
}
