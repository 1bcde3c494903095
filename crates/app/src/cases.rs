//! What people can see.

use rongheng_domain::ids::{FileId, StreamId};

use crate::{
    Actor, App, Result,
    error::Error,
    page::{CaseList, CasePage, Choice, Filter, FormPage, Paper, Work},
};

impl App {
    /// A case as this actor sees it.
    pub async fn find_case(&self, actor: &Actor, case: &StreamId) -> Result<CasePage> {
        let _ = (actor, case);
        Err(Error::NotFound)
    }

    /// The form of an action; `case` is `None` where it opens one.
    pub async fn form(
        &self,
        actor: &Actor,
        kind: &str,
        case: Option<&StreamId>,
        action: &str,
    ) -> Result<FormPage> {
        let _ = (actor, kind, case, action);
        Err(Error::NotFound)
    }

    /// The cases this actor may know of.
    pub async fn list_cases(&self, actor: &Actor, filter: &Filter, after: Option<&str>) -> Result<CaseList> {
        let _ = (actor, filter, after);
        Ok(CaseList::default())
    }

    /// 待办.
    pub async fn work(&self, actor: &Actor, after: Option<&str>) -> Result<Work> {
        let _ = (actor, after);
        Err(Error::NotFound)
    }

    /// People whose name begins with or contains `text`, for the look-ahead; at most 20.
    pub async fn find_people(&self, actor: &Actor, text: &str) -> Result<Vec<Choice>> {
        let _ = (actor, text);
        Ok(Vec::new())
    }

    /// Units, the same.
    pub async fn find_units(&self, actor: &Actor, text: &str) -> Result<Vec<Choice>> {
        let _ = (actor, text);
        Ok(Vec::new())
    }

    /// A paper made from the event at `version` of the case (受理通知书 …), the same bytes each time.
    pub async fn paper(&self, actor: &Actor, case: &StreamId, version: u64) -> Result<Paper> {
        let _ = (actor, case, version);
        Err(Error::NotFound)
    }

    /// A file of the case, read under the case's own view.
    pub async fn read_file(&self, actor: &Actor, case: &StreamId, file: &FileId) -> Result<crate::Reading> {
        let _ = (actor, case, file);
        Err(Error::NotFound)
    }
}
