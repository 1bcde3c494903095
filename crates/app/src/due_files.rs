//! 到期鉴定清单: the archived files that this actor keeps, with the last day of each and why it is not due yet (0043).

use rongheng_domain::{
    cases::tolerance::{
        Tolerance,
        destruction::{self, Standing},
    },
    ids::StreamId,
    people::Role,
    refusal::Refusal,
};
use rongheng_store::CaseFilter;

use crate::{Actor, App, Result, access, error::Error};

/// Who keeps archives, and who approves that a file is destroyed.
pub const KEEPERS: &[Role] = &[Role::CaseManagement, Role::Leader, Role::PrincipalLeader];
/// Files that are looked at; more than an organ has within the terms that run out.
const MOST: u32 = 5_000;

/// A file in the list.
#[derive(Debug, Clone)]
pub struct File {
    /// The case.
    pub case: StreamId,
    /// 案号.
    pub number: String,
    /// How it stands.
    pub standing: Standing,
}

/// The archive of an organ before its destruction.
#[derive(Debug, Clone, Default)]
pub struct DueFiles {
    /// Those whose term has passed, the earliest first.
    pub due: Vec<File>,
    /// Those whose term runs, the earliest end first.
    pub running: Vec<File>,
    /// Those kept for good.
    pub permanent: Vec<File>,
}

impl App {
    /// The archived files of the actor's organ, by when they are due.
    ///
    /// # Errors
    /// Whoever keeps no archive.
    pub async fn due_files(&self, actor: &Actor) -> Result<DueFiles> {
        if !actor.role().is_some_and(|role| KEEPERS.contains(&role)) {
            let says = "到期鉴定清单由案管和负责人查看，请转请案管办理。";
            return Err(Error::Forbidden(Refusal::one(&access::KEEPS, says)));
        }
        let today = self.today();
        let in_force = self.0.snapshot.on(&self.0.store, today).await?;
        let filter =
            CaseFilter { open: Some(false), kind: Some("tolerance".to_owned()), ..CaseFilter::default() };
        let mut rows = self.0.store.list_cases(&filter, &access::officer_scope(actor), None, MOST).await?;
        rows.retain(|row| !row.archived_on.is_empty());
        let mut found = DueFiles::default();
        for row in self.shown(actor, &rows, &in_force).await? {
            let case = match self.0.cases.load(&self.0.store, &row.stream).await {
                Ok(case) => case,
                // What was destroyed stands in its register and is not due any more.
                Err(Error::Erased) => continue,
                Err(other) => return Err(other),
            };
            let standing = case.state.of::<Tolerance>().and_then(|case| destruction::standing(case, today));
            let Some(standing) = standing else { continue };
            let list = match (standing.against.is_empty(), standing.until) {
                (true, _) => &mut found.due,
                (false, Some(_)) => &mut found.running,
                (false, None) => &mut found.permanent,
            };
            list.push(File { case: row.stream, number: row.number, standing });
        }
        for list in [&mut found.due, &mut found.running, &mut found.permanent] {
            list.sort_by(|a, b| (a.standing.until, &a.number).cmp(&(b.standing.until, &b.number)));
        }
        Ok(found)
    }
}
