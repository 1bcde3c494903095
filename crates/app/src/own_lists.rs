//! How a person likes the lists: rows on a page, columns, saved views. A setting of the person's own, outside the
//! ledger; a saved view is a filter and never a right: it is asked anew under the scope each time.

use std::collections::BTreeMap;

use rongheng_domain::refusal::Refusal;
use serde::{Deserialize, Serialize};

use crate::{Actor, App, Result, access, error::Error};

/// The name on the desk.
const NAME: &str = "lists";
/// Saved views of a person.
const MOST_VIEWS: usize = 30;
/// Characters of a view's name, and of its conditions.
const LONGEST_NAME: usize = 30;
const LONGEST_QUERY: usize = 4_000;

/// A filter with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Its id.
    pub id: String,
    /// The kind of the list.
    pub kind: String,
    /// What the person calls it.
    pub name: String,
    /// The end of the address.
    pub query: String,
    /// The list opens with it.
    pub first: bool,
}

/// What a person chose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnLists {
    /// Rows on a page; 0 for what is usual.
    pub size: u32,
    /// The columns of each kind's list, where other than the usual ones were chosen.
    pub columns: BTreeMap<String, Vec<String>>,
    /// Saved views, in the order in which they were saved.
    pub views: Vec<SavedView>,
}

impl OwnLists {
    /// The views of a list.
    pub fn views_of(&self, kind: &str) -> impl Iterator<Item = &SavedView> {
        self.views.iter().filter(move |view| view.kind == kind)
    }
}

fn refused(says: &str) -> Error {
    Error::Refused(Refusal::one(&access::KEEPS, says))
}

impl App {
    /// What this person chose.
    pub async fn own_lists(&self, actor: &Actor) -> Result<OwnLists> {
        let kept = self.0.store.desk_get(&actor.person, NAME).await?;
        // What an older or newer program kept and this one cannot read is as if nothing had been chosen.
        Ok(kept.and_then(|kept| serde_json::from_value(kept).ok()).unwrap_or_default())
    }

    async fn keep_lists(&self, actor: &Actor, own: &OwnLists) -> Result<()> {
        let content = serde_json::to_value(own).map_err(|error| Error::Corrupt(error.to_string()))?;
        Ok(self.0.store.desk_put(&actor.person, NAME, &content, self.now()).await?)
    }

    /// Rows on a page, from now on.
    pub async fn keep_page_size(&self, actor: &Actor, size: u32) -> Result<()> {
        let mut own = self.own_lists(actor).await?;
        if own.size == size {
            return Ok(());
        }
        own.size = size;
        self.keep_lists(actor, &own).await
    }

    /// The columns of a list, from now on; none for the usual ones.
    pub async fn keep_columns(&self, actor: &Actor, kind: &str, columns: Vec<String>) -> Result<()> {
        let mut own = self.own_lists(actor).await?;
        if columns.is_empty() {
            own.columns.remove(kind);
        } else {
            own.columns.insert(kind.to_owned(), columns);
        }
        self.keep_lists(actor, &own).await
    }

    /// Saves a view under a name; one of the same name is replaced.
    pub async fn keep_view(
        &self,
        actor: &Actor,
        kind: &str,
        name: &str,
        query: &str,
        first: bool,
    ) -> Result<String> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(refused("请给视图写一个名称，不超过 30 个字。"));
        }
        if query.len() > LONGEST_QUERY {
            return Err(refused("查询条件太长，不能存为视图；请去掉一些条件。"));
        }
        let mut own = self.own_lists(actor).await?;
        own.views.retain(|view| view.kind != kind || view.name != name);
        if own.views.len() >= MOST_VIEWS {
            return Err(refused("已经存了 30 个视图，请先删去不用的。"));
        }
        if first {
            own.views.iter_mut().filter(|view| view.kind == kind).for_each(|view| view.first = false);
        }
        let id = crate::accounts::token()?.chars().take(12).collect::<String>();
        let (kind, name, query) = (kind.to_owned(), name.to_owned(), query.to_owned());
        own.views.push(SavedView { id: id.clone(), kind, name, query, first });
        self.keep_lists(actor, &own).await?;
        Ok(id)
    }

    /// Forgets a view.
    pub async fn drop_view(&self, actor: &Actor, id: &str) -> Result<()> {
        let mut own = self.own_lists(actor).await?;
        own.views.retain(|view| view.id != id);
        self.keep_lists(actor, &own).await
    }
}
