//! 培训登记 as a book, and what may be taught.

use rongheng_domain::{
    ids::PersonId,
    registers::{Register as _, keeping::Listed, training::Training},
    sheet::{Block, Say},
};

use super::{RecordForm, RecordRow};
use crate::{App, Result, page::Choice};

impl App {
    /// Every session that was registered, with its key.
    pub(crate) async fn all_trainings(&self) -> Result<Vec<(String, Training)>> {
        let mut all = Vec::new();
        for stream in self.0.store.streams_of_kind(Training::NAME).await? {
            all.push((stream.key().to_owned(), self.folded::<Training>(stream.key()).await?.record));
        }
        Ok(all)
    }

    /// The rows of the sessions.
    pub(super) async fn training_rows(&self) -> Result<Vec<RecordRow>> {
        let row = |(key, one): (String, Training)| {
            let standing = if one.struck.is_some() { "已作废" } else { "有效" }.to_owned();
            let session = one.session?;
            let titles: Vec<_> = session.materials().iter().map(|one| one.title.as_str()).collect();
            let cells = [
                session.on().to_string(),
                session.audience().to_owned(),
                session.held_by().to_owned(),
                titles.join("；"),
                session.count().to_string(),
                standing,
            ];
            Some(RecordRow::new(key, cells))
        };
        Ok(self.all_trainings().await?.into_iter().filter_map(row).collect())
    }

    /// The people of the register by name, with their units.
    pub(super) async fn listed_people(&self) -> Result<Vec<Listed>> {
        let rows = self.0.store.all_persons().await?;
        let units = self.unit_names(rows.iter().map(|row| row.unit.as_str())).await?;
        let listed = rows.into_iter().map(|row| Listed {
            unit: units.get(&row.unit).cloned().unwrap_or_default(),
            id: PersonId(row.id),
            name: row.name,
        });
        Ok(listed.collect())
    }

    /// The form of a new session, with what may be taught.
    pub(super) async fn training_form(&self, mut form: RecordForm) -> Result<RecordForm> {
        let choice = |(value, label): (String, String)| Choice { value, label };
        let all = self.materials().await?.into_iter().map(choice).collect();
        form.offers.insert("materials", all);
        Ok(form)
    }

    /// The sessions in which a precedent was taught, as a part of its page.
    pub(super) async fn taught(&self, key: &str) -> Result<Vec<Block>> {
        let id = format!("precedent:{key}");
        let all = self.all_trainings().await?;
        let sessions: Vec<_> = all
            .iter()
            .filter_map(|(_, one)| one.counts())
            .filter(|session| session.materials().iter().any(|material| material.id == id))
            .collect();
        let total: u32 = sessions.iter().map(|session| session.count()).sum();
        let rows = sessions.iter().map(|session| {
            vec![
                Say::from(session.on()),
                Say::from(session.audience()),
                Say::from(session.held_by()),
                Say::from(format!("{} 人", session.count())),
            ]
        });
        Ok(vec![
            Block::Heading(format!("培训（{} 次，{total} 人次）", sessions.len())),
            Block::Table {
                head: ["日期", "对象", "讲授", "人数"].map(str::to_owned).to_vec(),
                rows: rows.collect(),
            },
        ])
    }
}
