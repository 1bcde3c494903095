//! The rows of people and units that pages name, kept for a second: every page names the same few, and asks for nothing
//! but their names. What is decided goes by the registers themselves, never by these.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use rongheng_domain::ids::{PersonId, UnitId};
use rongheng_store::{PersonRow, Store, UnitRow};

use crate::{Result, snapshot::FRESH};

#[derive(Debug, Default)]
struct Kept {
    since: Option<Instant>,
    /// How often everything was forgotten: rows asked for before that are not kept after it.
    round: u64,
    people: BTreeMap<PersonId, Option<PersonRow>>,
    units: BTreeMap<UnitId, Option<UnitRow>>,
}

impl Kept {
    fn forget(&mut self) {
        *self = Self { round: self.round + 1, ..Self::default() };
    }

    /// The round, with nothing in it that another node may have changed more than a second ago.
    fn fresh(&mut self) -> u64 {
        if self.since.is_some_and(|since| since.elapsed() >= FRESH) {
            self.forget();
        }
        self.since.get_or_insert_with(Instant::now);
        self.round
    }
}

/// The rows that were asked for within the last second.
#[derive(Debug, Default)]
pub(crate) struct KnownNames(Mutex<Kept>);

/// Splits what is asked for into what is known and what has yet to be read.
fn known<K: Ord + Clone, V: Clone>(kept: &BTreeMap<K, Option<V>>, ids: &[K]) -> (Vec<V>, Vec<K>) {
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for id in ids {
        match kept.get(id) {
            Some(row) => found.extend(row.clone()),
            None => missing.push(id.clone()),
        }
    }
    (found, missing)
}

impl KnownNames {
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets all: something here wrote a register.
    pub(crate) fn forget(&self) {
        self.kept().forget();
    }

    /// These people, as far as they are listed.
    pub(crate) async fn people(&self, store: &Store, ids: &[PersonId]) -> Result<Vec<PersonRow>> {
        let (round, (mut found, missing)) = {
            let mut kept = self.kept();
            (kept.fresh(), known(&kept.people, ids))
        };
        if missing.is_empty() {
            return Ok(found);
        }
        let rows = store.persons(&missing).await?;
        found.extend(rows.iter().cloned());
        let mut kept = self.kept();
        if kept.round == round {
            kept.people.extend(missing.into_iter().map(|id| (id, None)));
            kept.people.extend(rows.into_iter().map(|row| (PersonId(row.id.clone()), Some(row))));
        }
        Ok(found)
    }

    /// These units, as far as they are listed.
    pub(crate) async fn units(&self, store: &Store, ids: &[UnitId]) -> Result<Vec<UnitRow>> {
        let (round, (mut found, missing)) = {
            let mut kept = self.kept();
            (kept.fresh(), known(&kept.units, ids))
        };
        if missing.is_empty() {
            return Ok(found);
        }
        let rows = store.units(&missing).await?;
        found.extend(rows.iter().cloned());
        let mut kept = self.kept();
        if kept.round == round {
            kept.units.extend(missing.into_iter().map(|id| (id, None)));
            kept.units.extend(rows.into_iter().map(|row| (UnitId(row.id.clone()), Some(row))));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_before_all_was_forgotten_is_not_kept_after_it() {
        let mut kept = Kept::default();
        let round = kept.fresh();
        kept.units.insert("centre".into(), None);
        assert_eq!(known(&kept.units, &["centre".into(), "bureau".into()]).1, ["bureau".into()]);
        kept.forget();
        assert!(kept.units.is_empty() && kept.fresh() != round);
    }
}
