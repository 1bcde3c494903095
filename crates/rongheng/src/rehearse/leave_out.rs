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
        let refused = refused_later(story, at, district, policy, place).await?;
        let by_code = refused.iter().find(|(_, played)| played.codes.contains(code));
        let as_expected = by_code.is_some();
        let says = match by_code.or(refused.first()) {
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
    Ok(())
}

fn opens(step: &Step) -> bool {
    let action = step.action.split_once('.').and_then(|(kind, name)| cases::named(kind)?.action(name));
    action.is_some_and(|action| action.opens)
}

/// The later steps that do not come as the whole story has them. A step may first be hidden from whoever has no
/// part in the case yet; the rule then refuses further on, so all of the rest is played.
async fn refused_later<'a>(
    story: &'a Story,
    without: usize,
    district: &District,
    policy: &Path,
    place: &Place,
) -> Result<Vec<(&'a Step, Played)>> {
    let fresh = Fresh::new(place).await?;
    let mut stage = Stage::set(fresh.config(), district.clone(), policy, &story.starts, false).await?;
    let mut found = Vec::new();
    for (at, step) in story.steps.iter().enumerate() {
        if at == without || step.expect != Expect::Done {
            continue;
        }
        let played = stage.play(&story.file, step).await?;
        if !played.as_expected {
            found.push((step, played));
        }
    }
    drop(stage);
    fresh.clear().await?;
    Ok(found)
}
