//! 案例 as a book: what there is, what must not stand in a text, and whether a case was archived.

use rongheng_domain::{
    cases::tolerance::{
        Tolerance,
        publicity::{self, Scope},
    },
    ids::StreamId,
    registers::{
        Register as _,
        precedent::{Listing, Precedent, Theme},
    },
};
use rongheng_store::CaseFilter;
use serde_json::Value;

use super::RecordRow;
use crate::{Actor, App, Result, access, error::Error};

impl App {
    /// The rows of the precedents.
    pub(super) async fn precedent_rows(&self) -> Result<Vec<RecordRow>> {
        let mut rows = Vec::new();
        for stream in self.0.store.streams_of_kind(Precedent::NAME).await? {
            let record = self.folded::<Precedent>(stream.key()).await?.record;
            let standing = record.standing().to_owned();
            let Some(text) = record.text else { continue };
            let ending = text.ending.title().to_owned();
            let theme = record.listing.as_ref().map(Listing::theme);
            let title = theme.map_or("", Theme::title).to_owned();
            let row = [text.title, text.area, ending, title, standing];
            let row = RecordRow::new(stream.key().to_owned(), row);
            rows.push(match theme {
                Some(theme) => row.is("theme", theme.id()),
                None => row,
            });
        }
        Ok(rows)
    }

    /// The names of people and units in the register: a precedent holds none of them.
    pub(super) async fn registered_names(&self) -> Result<Vec<String>> {
        let people = self.0.store.all_persons().await?.into_iter().map(|row| row.name);
        let units = self.0.store.all_units().await?.into_iter().map(|row| row.name);
        Ok(people.chain(units).collect())
    }

    /// The archived case that the answers name by its number, where this actor may know of it.
    pub(super) async fn archived(&self, actor: &Actor, answers: &Value) -> Result<Option<StreamId>> {
        let Some(number) = answers.get("case").and_then(Value::as_str) else { return Ok(None) };
        let filter = CaseFilter { number: Some(crate::numbers::as_number(number)), ..CaseFilter::default() };
        let rows = self.0.store.list_cases(&filter, &access::scope(actor), None, 2).await?;
        let archived = rows.into_iter().find(|row| !row.archived_on.is_empty());
        Ok(archived.map(|row| StreamId(row.stream)))
    }

    /// The scope within which the case that a precedent was taken from is published today; `None` also where its file
    /// was destroyed.
    pub(super) async fn published_scope(&self, key: &str) -> Result<Option<Scope>> {
        let Some(from) = self.folded::<Precedent>(key).await?.record.from else { return Ok(None) };
        match self.0.cases.load(&self.0.store, &from).await {
            Ok(case) => {
                let case = case.state.of::<Tolerance>();
                Ok(case.and_then(|case| publicity::published(case, self.today())))
            }
            Err(Error::Erased) => Ok(None),
            Err(other) => Err(other),
        }
    }
}
