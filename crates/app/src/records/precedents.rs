//! 案例 as a book: what there is, what must not stand in a text, and whether a case was archived.

use rongheng_domain::{
    ids::StreamId,
    registers::{Register as _, precedent::Precedent},
};
use rongheng_store::CaseFilter;
use serde_json::Value;

use super::RecordRow;
use crate::{Actor, App, Result, access};

impl App {
    /// The rows of the precedents.
    pub(super) async fn precedent_rows(&self) -> Result<Vec<RecordRow>> {
        let mut rows = Vec::new();
        for stream in self.0.store.streams_of_kind(Precedent::NAME).await? {
            let record = self.folded::<Precedent>(stream.key()).await?.record;
            let standing = record.standing().to_owned();
            let Some(text) = record.text else { continue };
            let ending = text.ending.title().to_owned();
            rows.push(RecordRow::new(stream.key().to_owned(), [text.title, text.area, ending, standing]));
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
}
