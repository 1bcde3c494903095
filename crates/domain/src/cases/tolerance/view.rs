//! What each audience sees of a tolerance case.

use super::state::Case;
use crate::{
    day::Day,
    facts::Policy,
    ids::FileId,
    kind::Audience,
    sheet::{Say, Sheet, Tone},
};

/// What `audience` sees; only officers see anything yet.
pub(super) fn view(case: &Case, audience: &Audience, _today: Day, policy: &Policy) -> Option<Sheet> {
    let applied = case.applied.as_ref()?;
    let Audience::Officer(_) = audience else { return None };
    Some(Sheet {
        title: applied.title.clone(),
        number: Some(applied.number.clone()),
        status: (super::row::row(case, policy).stage.to_owned(), Tone::Blue),
        tags: Vec::new(),
        facts: vec![
            ("当事人".to_owned(), Say::list(case.officials())),
            ("所在单位".to_owned(), Say::from(&applied.unit)),
        ],
        steps: Vec::new(),
        sections: Vec::new(),
        next: Vec::new(),
        running: Vec::new(),
    })
}

/// The files that `audience` may open.
pub(super) fn files(case: &Case, audience: &Audience, _policy: &Policy) -> Vec<FileId> {
    let Audience::Officer(_) = audience else { return Vec::new() };
    let kept = case.evidence.iter().filter_map(|one| one.file.as_ref().map(|file| file.id.clone()));
    case.applied.iter().filter_map(|applied| applied.file.clone()).chain(kept).collect()
}
