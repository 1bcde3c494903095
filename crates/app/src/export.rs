//! A list as a workbook: the rows of the filter, under the same scope and with the same fields as on the page, and who
//! took which cases out is on record.

mod columns;
mod round;
mod sheets;

use rongheng_documents::Table;
use rongheng_domain::{ids::StreamId, ledger};
use serde::{Deserialize, Serialize};

pub use self::sheets::Export;
use crate::{
    Actor, App, Result, access, error::Error, page::Paper, progress::Progress, reading::Export as Noted,
};

/// Rows that are exported while the page waits; more become long work.
pub(crate) const AT_ONCE: u64 = 2_000;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What is exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Title of the list.
    pub title: String,
    /// The rows.
    pub list: Export,
    /// The filter in words.
    pub said: Vec<String>,
}

/// How an export came to its end.
#[derive(Debug)]
pub(crate) enum Exported {
    /// The workbook, its rows, and what its reader was kept away from.
    Made { paper: Paper, rows: u64, standing: Standing },
    /// More rows than asked for, or stopped.
    Stopped,
}

/// What a reader might see when an export was made. Where it is another when the file is fetched, the file is not
/// handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Standing {
    /// SM3 of the scope.
    pub(crate) scope: String,
    /// The cases from which this reader is kept away (P8, G4).
    pub(crate) away: Vec<String>,
}

impl App {
    /// What `actor` may see of lists now.
    pub(crate) async fn standing(&self, actor: &Actor) -> Result<Standing> {
        let scope = access::scope(actor);
        // What is no case is seen by role: whoever lost it fetches nothing more.
        let roles: Vec<_> = actor.in_use().map(|held| held.role.id()).collect();
        let text = [scope.sql.as_str(), &scope.binds.join("\n"), &roles.join(" ")].join("\n");
        let mut away = Vec::new();
        for who in access::whos(actor) {
            away.extend(self.0.store.streams_of(&who, &["excluded", "concerned"]).await?);
        }
        away.sort();
        away.dedup();
        Ok(Standing { scope: ledger::sm3(&[text.as_bytes()]).to_string(), away })
    }

    /// The workbook, where it has few rows; `None` where it should be made as long work.
    pub async fn export_now(&self, actor: &Actor, wish: &Wish) -> Result<Option<Paper>> {
        let id = crate::accounts::token()?;
        match Box::pin(self.export(actor, wish, &id, &Progress::nobody(self))).await? {
            Exported::Made { paper, .. } => Ok(Some(paper)),
            Exported::Stopped => Ok(None),
        }
    }

    /// Makes the workbook batch by batch: as long work, whose row is told how far it is and says whether to go on; else
    /// only where the rows are few.
    pub(crate) async fn export(
        &self,
        actor: &Actor,
        wish: &Wish,
        id: &str,
        progress: &Progress<'_>,
    ) -> Result<Exported> {
        let unwritable = |error: rongheng_documents::Unwritable| Error::Unavailable(error.to_string());
        let now = self.now();
        let height = self.height();
        let name = self.person_name(&actor.person).await?;
        let mark = format!("{name} {now}");
        let standing = self.standing(actor).await?;
        let total = if progress.is_long() { self.count_rows(actor, &wish.list).await? } else { 0 };
        let mut table = Table::begin(wish.list.sheet(), wish.list.columns(), &mark).map_err(unwritable)?;
        let mut taken: Vec<Vec<StreamId>> = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let batch = self.rows_of(actor, &wish.list, after.as_deref()).await?;
            for cells in &batch.lines {
                table.row(cells).map_err(unwritable)?;
            }
            taken.push(batch.cases);
            let done = u64::from(table.count());
            let goes_on =
                progress.at("写入工作簿", done, total).await? && (progress.is_long() || done <= AT_ONCE);
            if !goes_on {
                return Ok(Exported::Stopped);
            }
            after = batch.next;
            if after.is_none() {
                break;
            }
        }
        let rows = u64::from(table.count());
        let role = actor.role().map_or("", rongheng_domain::people::Role::title);
        let said = if wish.said.is_empty() {
            "没有条件，全部可见的".to_owned()
        } else {
            wish.said.join("；")
        };
        let about = [
            ("内容", wish.title.clone()),
            ("条件", said.clone()),
            ("行数", rows.to_string()),
            ("导出人", format!("{name}（{role}）")),
            ("导出时间", now.to_string()),
            ("数据截至", format!("账本第 {height} 页")),
            (
                "说明",
                "只列导出人有权看到的内容，与页面一致；导出已经记入查看记录。请按内部材料保管，用后销毁。"
                    .to_owned(),
            ),
        ]
        .map(|(question, answer)| (question.to_owned(), answer));
        let bytes = tokio::task::spawn_blocking(move || table.finish(&about))
            .await
            .map_err(|error| Error::Unavailable(error.to_string()))?
            .map_err(unwritable)?;
        // What is no case is on record by its number of rows.
        if taken.iter().all(Vec::is_empty) {
            taken.truncate(1);
        }
        let rows_of_no_case = if taken.iter().all(Vec::is_empty) { rows } else { 0 };
        let noted = Noted { id, said: &said, list: &wish.title, rows: rows_of_no_case };
        self.note_export(actor, noted, &taken).await?;
        let name = format!("{} {}.xlsx", wish.title, now.day());
        Ok(Exported::Made { paper: Paper { name, media: XLSX, bytes, told: Vec::new() }, rows, standing })
    }

    pub(crate) async fn person_name(&self, id: &rongheng_domain::ids::PersonId) -> Result<String> {
        Ok(self.0.store.person(id).await?.map_or_else(|| id.0.clone(), |row| row.name))
    }
}
