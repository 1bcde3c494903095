//! Figures counted over all cases of the organ, as a filing table asks for them (G9).

use std::collections::{BTreeMap, BTreeSet};

use rongheng_domain::{day::Day, facts::Figure, ids::StreamId};
use rongheng_store::{CaseFilter, CaseKey, Scope};

use crate::{App, Result, error::Error, kinds, snapshot::InForce};

/// Rows read at once.
const PAGE: u32 = 500;

impl App {
    /// Every figure of every kind over the days from `from` to `until`, those that are zero included.
    pub(crate) async fn figures(&self, in_force: &InForce, from: Day, until: Day) -> Result<Vec<Figure>> {
        let mut counted: BTreeMap<&str, (BTreeSet<String>, BTreeSet<String>, i64)> = BTreeMap::new();
        for stream in self.streams(None).await? {
            let folded = match self.0.cases.load(&self.0.store, &stream).await {
                Ok(folded) => folded,
                // What was erased with its key counts where it was counted before.
                Err(Error::Erased) => continue,
                Err(other) => return Err(other),
            };
            let row = folded.kind.row(&folded.state, &in_force.policy);
            if row.organ.as_ref() != Some(&in_force.policy.settings.organ) {
                continue;
            }
            let number = row.number.unwrap_or_default();
            for count in folded.kind.counts(&folded.state, from, until) {
                let (each, rows, fen) = counted.entry(count.key).or_default();
                *fen += count.fen.unwrap_or_default();
                each.insert(count.of);
                rows.insert(number.clone());
            }
        }
        let kinds = kinds::all().iter().flat_map(|kind| kind.counted());
        Ok(kinds
            .map(|(key, title)| {
                let (each, rows, fen) = counted.remove(key).unwrap_or_default();
                let many = i64::try_from(each.len()).unwrap_or(i64::MAX);
                let value = if fen > 0 { fen / 100 } else { many };
                Figure {
                    key: (*key).to_owned(),
                    title: (*title).to_owned(),
                    value,
                    rows: rows.into_iter().collect(),
                }
            })
            .collect())
    }

    /// The titles of the cases of a kind.
    pub(crate) async fn titles(&self, kind: &str) -> Result<Vec<String>> {
        let mut titles = Vec::new();
        for stream in self.streams(Some(kind)).await? {
            let folded = self.0.cases.load(&self.0.store, &stream).await?;
            let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
            titles.push(folded.kind.row(&folded.state, &in_force.policy).title);
        }
        Ok(titles)
    }

    /// Every case there is, or every one of a kind.
    pub(crate) async fn streams(&self, kind: Option<&str>) -> Result<Vec<StreamId>> {
        let filter = CaseFilter::default();
        let mut after: Option<CaseKey> = None;
        let mut streams = Vec::new();
        loop {
            let rows = self.0.store.list_cases(&filter, &Scope::all(), after.as_ref(), PAGE).await?;
            let full = rows.len() == PAGE as usize;
            after = rows
                .last()
                .map(|last| CaseKey { opened_on: last.opened_on.clone(), stream: last.stream.clone() });
            streams.extend(rows.into_iter().map(|row| StreamId(row.stream)));
            if !full {
                break;
            }
        }
        streams.retain(|stream| kind.is_none_or(|kind| stream.kind() == kind));
        Ok(streams)
    }
}
