//! Pages of the registers by key, in the order of an index: people and units by name, accounts by what is typed at
//! sign-in; and of the registers that run over cases, by their days.

use crate::{
    COUNTED, Store,
    engine::binds,
    error::Error,
    lists::LAST,
    narrowing::{Query, Scope},
    project::Table,
    read_tables::{AccountRow, CaseRow, PartRow, PersonRow, UnitRow},
};

/// Where a page of a register begins and which way it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisterTurn {
    /// From the last to the first.
    pub descending: bool,
    /// The value of the order and the key of the row next to the page; `None` for the first page.
    pub from: Option<(String, String)>,
}

impl Store {
    /// People by name.
    pub async fn turn_persons(&self, turn: &RegisterTurn, limit: u32) -> Result<Vec<PersonRow>, Error> {
        self.turned("r_person", "name", turn, limit).await
    }

    /// Units by name.
    pub async fn turn_units(&self, turn: &RegisterTurn, limit: u32) -> Result<Vec<UnitRow>, Error> {
        self.turned("r_unit", "name", turn, limit).await
    }

    /// Accounts by login.
    pub async fn turn_accounts(&self, turn: &RegisterTurn, limit: u32) -> Result<Vec<AccountRow>, Error> {
        self.turned("r_account", "login", turn, limit).await
    }

    /// Lines of a register that runs over cases, each with its case, in the order of their days; the first of a page is
    /// next to `turn`.
    pub async fn turn_entries(
        &self,
        register: &str,
        scope: &Scope,
        turn: &RegisterTurn,
        limit: u32,
    ) -> Result<Vec<(PartRow, CaseRow)>, Error> {
        let (sign, word, begin) = if turn.descending { ("<", "DESC", LAST) } else { (">", "ASC", "") };
        let (value, id) = turn.from.as_ref().map_or((begin, begin), |(value, id)| (value, id));
        let mut query = Query::default();
        query.and("c.stream = a.stream", &[]);
        query.and("a.who = ?", &[&format!("{}{register}", PartRow::REGISTER)]);
        query.and(&format!("(a.part, a.stream) {sign} (?, ?)"), &[value, id]);
        query.scope(scope);
        self.with_cases("r_part", query, &format!("a.part {word}, a.stream {word}"), limit).await
    }

    /// How many people, units or accounts there are, counted up to [`COUNTED`] and no further.
    pub async fn count_register(&self, of: Registered) -> Result<u64, Error> {
        let (table, most) = (of.table(), COUNTED + 1);
        self.count(format!("SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT {most}) AS counted"), vec![])
            .await
    }

    async fn turned<T: serde::de::DeserializeOwned>(
        &self,
        table: &str,
        order: &str,
        turn: &RegisterTurn,
        limit: u32,
    ) -> Result<Vec<T>, Error> {
        let spec = Table::named(table).ok_or(Error::NotFound)?;
        let (columns, key) = (spec.list(""), spec.owner);
        let (sign, word, begin) = if turn.descending { ("<", "DESC", LAST) } else { (">", "ASC", "") };
        let (value, id) = turn.from.as_ref().map_or((begin, begin), |(value, id)| (value, id));
        let text = format!(
            "SELECT {columns} FROM {table} WHERE ({order}, {key}) {sign} ($1, $2) \
             ORDER BY {order} {word}, {key} {word} LIMIT {limit}"
        );
        self.read_rows(table, text, binds![value, id]).await
    }
}

/// A register that is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
    /// People.
    People,
    /// Units.
    Units,
    /// Accounts.
    Accounts,
}

impl Registered {
    const fn table(self) -> &'static str {
        match self {
            Self::People => "r_person",
            Self::Units => "r_unit",
            Self::Accounts => "r_account",
        }
    }
}
