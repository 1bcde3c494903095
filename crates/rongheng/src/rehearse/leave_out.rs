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

/// Plays the story once for each step that is needed, without that step.
pub(crate) async fn play(
    story: &Story,
    district: &District,
    policy: &Path,
    place: &Place,
    tally: &mut Tally,
) -> Result<()> {
    for (at, step) in story.steps.iter().enumerate() {
        let Some(code) = &step.needed_by else { continue };
        if opens(step) {
            // Without an application there is no case, and nothing that could refuse.
            continue;
        }
        let first = first_otherwise(story, at, district, policy, place).await?;
        let (as_expected, says) = match &first {
            Some((later, played)) => {
                let right = played.codes.contains(code);
                (right, format!("{} {}：{}", later.on, later.action, played.says))
            }
            None => (false, "去掉以后仍然办到了最后".to_owned()),
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
    Ok(())
}

fn opens(step: &Step) -> bool {
    let action = step.action.split_once('.').and_then(|(kind, name)| cases::named(kind)?.action(name));
    action.is_some_and(|action| action.opens)
}

/// The first step that does not come as the whole story has it.
async fn first_otherwise<'a>(
    story: &'a Story,
    without: usize,
    district: &District,
    policy: &Path,
    place: &Place,
) -> Result<Option<(&'a Step, Played)>> {
    let fresh = Fresh::new(place).await?;
    let mut stage = Stage::set(fresh.config(), district.clone(), policy, &story.starts, false).await?;
    let mut found = None;
    for (at, step) in story.steps.iter().enumerate() {
        if at == without || step.expect != Expect::Done {
            continue;
        }
        let played = stage.play(&story.file, step).await?;
        if !played.as_expected {
            found = Some((step, played));
            break;
        }
    }
    drop(stage);
    fresh.clear().await?;
    Ok(found)
}
