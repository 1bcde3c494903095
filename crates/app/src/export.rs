//! A list as a workbook: the rows of the filter, under the same scope and with the same fields as on the page, and who
//! took which cases out is on record.

use rongheng_documents::{Cell, Table};
use rongheng_domain::{day::Day, ids::StreamId, kind::Recorded, ledger};
use rongheng_store::{CaseFilter, LongWork};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Actor, App, Result, access,
    error::Error,
    filter::{Filter, Place, place_of},
    kinds,
    page::{Listed, Names, Paper},
};

/// Cases read at once.
const BATCH: u32 = 500;
/// Cases that are exported while the page waits; more become long work.
pub(crate) const AT_ONCE: u64 = 2_000;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The columns with their widths.
const COLUMNS: [(&str, u16); 16] = [
    ("编号", 16),
    ("类别", 10),
    ("事项", 46),
    ("所在单位", 26),
    ("承办机关", 20),
    ("当事人", 18),
    ("承办人", 18),
    ("阶段", 10),
    ("事项分量", 10),
    ("批准告知", 10),
    ("提出", 12),
    ("期限", 20),
    ("到期", 12),
    ("预计", 6),
    ("办结", 12),
    ("归档", 12),
];

/// What is exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Title of the list.
    pub title: String,
    /// The rows.
    pub filter: Filter,
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

fn text(value: impl Into<String>) -> Cell {
    Cell::Text(value.into())
}

fn day(day: Option<Day>) -> Cell {
    let Some(day) = day else { return Cell::Empty };
    let (year, month, date) = day.parts();
    match (u16::try_from(year), u8::try_from(month), u8::try_from(date)) {
        (Ok(year), Ok(month), Ok(date)) => Cell::Day(year, month, date),
        _ => text(day.to_string()),
    }
}

fn cells(row: &Listed, names: &Names) -> [Cell; 16] {
    let people = |ids: &[rongheng_domain::ids::PersonId]| {
        text(ids.iter().map(|id| names.person(id)).collect::<Vec<_>>().join("、"))
    };
    let unit = |id: Option<&rongheng_domain::ids::UnitId>| id.map_or(Cell::Empty, |id| text(names.unit(id)));
    [
        text(&row.number),
        text(kinds::kind(&row.kind).map_or("", |kind| kind.title())),
        text(&row.title),
        unit(row.unit.as_ref()),
        unit(row.organ.as_ref()),
        people(&row.officials),
        people(&row.team),
        text(&row.stage),
        text(row.marks.join("、")),
        text(row.disclosed.map_or("", |open| if open { "已批准" } else { "未批准" })),
        day(row.opened_on),
        text(row.due.as_ref().map_or("", |due| due.title.as_str())),
        day(row.due.as_ref().map(|due| due.on)),
        text(if row.due.as_ref().is_some_and(|due| due.provisional) { "预计" } else { "" }),
        day(row.closed_on),
        day(row.archived_on),
    ]
}

impl App {
    /// What `actor` may see of lists now.
    pub(crate) async fn standing(&self, actor: &Actor) -> Result<Standing> {
        let scope = access::scope(actor);
        let text = [scope.sql.as_str(), &scope.binds.join("\n")].join("\n");
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
        match self.export(actor, wish, &id, None).await? {
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
        work: Option<&LongWork>,
    ) -> Result<Exported> {
        let unwritable = |error: rongheng_documents::Unwritable| Error::Unavailable(error.to_string());
        let now = self.now();
        let height = self.height();
        let name = self.person_name(&actor.person).await?;
        let mark = format!("{name} {now}");
        let standing = self.standing(actor).await?;
        let scope = access::scope(actor);
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let wanted: CaseFilter = self.wanted(actor, &wish.filter, &in_force).await?;
        let sort = crate::listing::order_for(actor, &wish.filter);
        let mut table = Table::begin("案件", &COLUMNS, &mark).map_err(unwritable)?;
        let mut taken: Vec<Vec<String>> = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let place = Place { after: after.as_deref(), before: None, size: BATCH };
            let (turn, _) = place.turn(sort);
            let rows = self.0.store.turn_cases(&wanted, &scope, &turn, BATCH).await?;
            after = rows.last().map(|row| place_of(row, sort.by));
            let last = rows.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
            let shown = self.shown(actor, &rows, &in_force).await?;
            let names = self.names_of(&shown).await?;
            for row in &shown {
                table.row(&cells(row, &names)).map_err(unwritable)?;
            }
            taken.push(shown.into_iter().map(|row| row.stream.0).collect());
            let done = u64::from(table.count());
            let goes_on = match work {
                Some(work) => self.beat(work, done, 0).await?,
                None => done <= AT_ONCE,
            };
            if !goes_on {
                return Ok(Exported::Stopped);
            }
            if last {
                break;
            }
        }
        let rows = u64::from(table.count());
        let role = actor.role().map_or("", rongheng_domain::people::Role::title);
        let said = if wish.said.is_empty() {
            "没有条件，全部可见的案件".to_owned()
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
            ("说明", "只列导出人有权看到的案件和内容，与页面一致；导出已经记入查看记录。请按内部材料保管，用后销毁。".to_owned()),
        ]
        .map(|(question, answer)| (question.to_owned(), answer));
        let bytes = tokio::task::spawn_blocking(move || table.finish(&about))
            .await
            .map_err(|error| Error::Unavailable(error.to_string()))?
            .map_err(unwritable)?;
        self.note_export(actor, id, &said, &taken).await?;
        let name = format!("{} {}.xlsx", wish.title, now.day());
        Ok(Exported::Made { paper: Paper { name, media: XLSX, bytes }, rows, standing })
    }

    /// On record before the file is handed out: who took which cases, under which filter.
    async fn note_export(&self, actor: &Actor, id: &str, said: &str, taken: &[Vec<String>]) -> Result<()> {
        let now = self.now();
        let stream = StreamId::new("reading", &format!("{}/{}", self.config().node, now.day()));
        for cases in taken {
            let payload = json!({
                "person": actor.person, "export": id, "filter": said, "cases": cases, "at": now,
            });
            let event = Recorded { kind: "reading.exported".to_owned(), schema: 1, payload };
            self.0.store.log(&stream, vec![event], &Actor::jobs().person, now).await?;
            self.recorded(now);
        }
        Ok(())
    }

    pub(crate) async fn person_name(&self, id: &rongheng_domain::ids::PersonId) -> Result<String> {
        Ok(self.0.store.person(id).await?.map_or_else(|| id.0.clone(), |row| row.name))
    }
}
