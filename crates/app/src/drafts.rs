//! What was typed and not submitted yet. Nothing typed is lost.

use std::collections::BTreeMap;

use rongheng_domain::{
    day::Moment,
    ids::{PersonId, StreamId},
};

use crate::{Actor, App, Result, error::Error, page::Draft};

/// How long a draft is kept: thirty days.
const KEPT_US: i64 = 30 * 86_400 * 1_000_000;

/// The name of a draft.
pub(crate) fn name(kind: &str, case: Option<&StreamId>, action: &str) -> String {
    format!("{}/{action}", case.map_or(kind, |case| case.as_str()))
}

impl App {
    /// Keeps what was typed; `case` is `None` where the action opens one.
    pub async fn keep_draft(
        &self,
        actor: &Actor,
        kind: &str,
        case: Option<&StreamId>,
        action: &str,
        sent: BTreeMap<String, String>,
    ) -> Result<()> {
        self.keep_draft_of(&actor.person, kind, case, action, sent).await
    }

    /// The same for a person who is not signed in any more: nobody else reads it, and only the person's own
    /// access opens the form again.
    pub async fn keep_draft_of(
        &self,
        person: &PersonId,
        kind: &str,
        case: Option<&StreamId>,
        action: &str,
        sent: BTreeMap<String, String>,
    ) -> Result<()> {
        let now = self.now();
        let draft = Draft { sent, kept_at: now };
        let content = serde_json::to_value(draft).map_err(|e| Error::Corrupt(e.to_string()))?;
        let until = Moment(now.0 + KEPT_US);
        Ok(self.0.store.put_draft(person, &name(kind, case, action), &content, until).await?)
    }

    /// What was kept.
    pub async fn draft(
        &self,
        actor: &Actor,
        kind: &str,
        case: Option<&StreamId>,
        action: &str,
    ) -> Result<Option<Draft>> {
        let kept = self.0.store.draft(&actor.person, &name(kind, case, action), self.now()).await?;
        Ok(kept.and_then(|content| serde_json::from_value(content).ok()))
    }

    /// Throws it away; [`App::execute`] does so by itself.
    pub async fn drop_draft(
        &self,
        actor: &Actor,
        kind: &str,
        case: Option<&StreamId>,
        action: &str,
    ) -> Result<()> {
        Ok(self.0.store.drop_draft(&actor.person, &name(kind, case, action)).await?)
    }
}
