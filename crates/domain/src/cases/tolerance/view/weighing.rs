//! The officers' view of what makes the matter weighty: each mark with its ground, and who took one away.

use super::sections::{heading, table};
use crate::{
    cases::tolerance::{state::Case, weight},
    facts::Policy,
    sheet::{Block, Say, Tone},
};

/// Every mark with its ground.
pub(super) fn marks(case: &Case, policy: &Policy) -> Vec<Block> {
    let all = weight::every(case, policy);
    if all.is_empty() {
        return Vec::new();
    }
    let rows = all.iter().map(|mark| {
        let state = weight::unmarked(case, mark).map_or_else(
            || Say::from("须多部门会商研判"),
            |gone| Say::from(&gone.by).and("于").and(gone.on).and("撤销：").and(&gone.why),
        );
        vec![mark.weight.title().into(), Say::from(&mark.says), mark.rule.phrase.into(), state]
    });
    vec![heading("事项分量"), table(&["分量", "依据", "规则", "状态"], rows.collect())]
}

/// A tag for each sort of weight that stands.
pub(super) fn tags(case: &Case, policy: &Policy) -> Vec<(String, Tone)> {
    let mut tags = Vec::new();
    for mark in weight::standing(case, policy) {
        let tag = (mark.weight.title().to_owned(), Tone::Amber);
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}
