//! 我的任务: exports, rebuilding, imports. Begun by a person, goes on when the page is closed, found again, stopped.
//!
//! One node works on a piece at a time. A restart marks what was under way as 中断: nothing begins again by itself,
//! because whoever asked may no longer want it or no longer see it.

use std::sync::atomic::Ordering;

use rongheng_domain::{day::Moment, ids::StreamId, people::Role, refusal::Refusal};
pub use rongheng_store::{LongWork, WorkState};
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::{
    Actor, App, Reading, Result, access,
    error::Error,
    export::{Exported, Standing, Wish},
    page::Paper,
    progress::Progress,
};

const EXPORT: &str = "export";
const REBUILD: &str = "rebuild";
const ORGANISATIONS: &str = "organisations";
const ARCHIVE: &str = "archive";
pub(crate) const CHECK_SHEET: &str = "check_sheet";
pub(crate) const WRITE_SHEET: &str = "write_sheet";
/// A file is kept for a day; what is written down of a piece of work for a week.
const FILE_US: i64 = 86_400_000_000;
const KEPT_US: i64 = 7 * FILE_US;
/// What nobody came back to in half a year: a draft, and the files it names, end long before.
const SWEPT_US: i64 = 183 * FILE_US;
/// A node that said nothing for so long has stopped.
const SILENT_US: i64 = 60_000_000;
/// Pieces of work of one person that may wait or run at once.
const AT_ONCE: usize = 5;
/// Bad rows that are shown.
const MOST_FAULTS: usize = 200;
/// Times the read tables are made before a quiet moment is asked for.
const ROUNDS: usize = 20;

/// What became of a piece of work.
pub(crate) struct Ended {
    pub(crate) state: WorkState,
    pub(crate) said: Value,
    pub(crate) made: Vec<u8>,
}

impl Ended {
    pub(crate) fn said(state: WorkState, words: Vec<String>) -> Self {
        Self { state, said: json!({ "words": words }), made: Vec::new() }
    }
}

impl App {
    /// Begins an export that is too large to wait for.
    pub async fn ask_export(&self, actor: &Actor, wish: &Wish) -> Result<String> {
        let asked = json!({ "title": format!("导出：{}", wish.title), "wish": wish, "acting": actor.acting });
        self.ask_work(actor, EXPORT, asked, &[], FILE_US).await
    }

    /// Begins to take an archived case out as a whole.
    ///
    /// # Errors
    /// Whoever may not, and a case that is not archived.
    pub async fn ask_archive(&self, actor: &Actor, case: &StreamId) -> Result<String> {
        let seen = self.taken(actor, case).await?;
        self.ask_work(actor, ARCHIVE, Self::archive_asked(&seen, actor), &[], FILE_US).await
    }

    /// The package that it made, piece by piece; `None` where this is other work, whose file is fetched as a whole.
    ///
    /// # Errors
    /// Whoever did not ask for it, or may not take the case out any more: then it is gone.
    pub async fn fetch_package(&self, actor: &Actor, id: &str) -> Result<Option<Reading>> {
        let work = self.0.store.work(id, self.now()).await?;
        let work = work.filter(|work| work.person == actor.person).ok_or(Error::NotFound)?;
        if work.kind != ARCHIVE {
            return Ok(None);
        }
        let case = case_of(&work)?;
        match self.package_of(&self.acting_of(&work).await?, &case).await {
            Ok(Some(reading)) => Ok(Some(reading)),
            Ok(None) => {
                let says = "这个案卷包已经被同一案件后来的导出代替，或者已经到期销毁。需要的，请重新导出。";
                Err(Error::Refused(Refusal::one(&access::TAKES, says)))
            }
            Err(Error::Forbidden(refusal)) => {
                self.0.store.drop_package(&case).await?;
                self.0.store.drop_work(id, &actor.person).await?;
                Err(Error::Forbidden(refusal))
            }
            Err(other) => Err(other),
        }
    }

    async fn carry_archive(&self, work: &LongWork, progress: &Progress<'_>) -> Result<Option<Ended>> {
        let actor = self.acting_of(work).await?;
        let packed = self.package(&actor, &case_of(work)?, progress).await?;
        Ok(packed.map(|packed| Ended {
            state: WorkState::Done,
            said: json!({ "words": [
                format!("共 {} 条记录、{} 个附件。文件保留一天，只有您本人能取。", packed.events, packed.files),
                "包里有 archive.md 和 verify_archive.py：不用本系统也能打开和核对。没有加密，请按内部材料保管。".to_owned(),
            ]}),
            // The bytes lie on the shelf; this only says that there is something to be fetched.
            made: packed.name.into_bytes(),
        }))
    }

    /// Has the lists made anew from the ledger; for the system administrator.
    pub async fn ask_rebuild(&self, actor: &Actor) -> Result<String> {
        keeps(actor)?;
        self.ask_work(actor, REBUILD, json!({ "title": "重做列表" }), &[], KEPT_US).await
    }

    /// Has two lists of organisations imported; for the system administrator.
    pub async fn ask_organisations(&self, actor: &Actor, streets: &str, communities: &str) -> Result<String> {
        keeps(actor)?;
        if streets.trim().is_empty() && communities.trim().is_empty() {
            return Err(Error::FileRefused("请至少选一个文件。".to_owned()));
        }
        let asked = json!({ "title": "导入街道、社区", "streets": streets, "communities": communities });
        self.ask_work(actor, ORGANISATIONS, asked, &[], KEPT_US).await
    }

    async fn ask_work(
        &self,
        actor: &Actor,
        kind: &str,
        asked: Value,
        file: &[u8],
        for_us: i64,
    ) -> Result<String> {
        let now = self.now();
        let known = self.0.store.works_of(&actor.person, now).await?;
        if let Some(same) = known.iter().find(|work| work.state.goes_on() && work.asked == asked) {
            // Asked twice, as by a second click: it is the same piece of work.
            return Ok(same.id.clone());
        }
        if known.iter().filter(|work| work.state.goes_on()).count() >= AT_ONCE {
            let says = format!("您已经有 {AT_ONCE} 项任务在办，请等其中一项办完，或者到“我的任务”停止一项。");
            return Err(Error::Refused(Refusal::one(&access::KEEPS, says)));
        }
        let id = crate::accounts::token()?;
        self.0.store.put_work(&id, &actor.person, kind, &asked, file, now, Moment(now.0 + for_us)).await?;
        self.0.long_work.notify_one();
        Ok(id)
    }

    /// Has a sheet checked or written; kept as long as a file, which its rows are.
    pub(crate) async fn ask_sheet_work(
        &self,
        actor: &Actor,
        kind: &str,
        asked: Value,
        file: &[u8],
    ) -> Result<String> {
        self.ask_work(actor, kind, asked, file, FILE_US).await
    }

    /// Everything this person asked for that has not ended.
    pub async fn my_work(&self, actor: &Actor) -> Result<Vec<LongWork>> {
        let mut all = self.0.store.works_of(&actor.person, self.now()).await?;
        // The file of a check is what was brought in, nothing to be fetched.
        all.iter_mut().filter(|work| work.kind == CHECK_SHEET).for_each(|work| work.made = false);
        Ok(all)
    }

    /// Stops it; nothing happens where it is over.
    pub async fn stop_work(&self, actor: &Actor, id: &str) -> Result<()> {
        self.0.store.cancel_work(id, &actor.person).await?;
        Ok(())
    }

    /// Lets it begin again.
    pub async fn restart_work(&self, actor: &Actor, id: &str) -> Result<()> {
        if !self.0.store.restart_work(id, &actor.person).await? {
            return Err(Error::NotFound);
        }
        self.0.long_work.notify_one();
        Ok(())
    }

    /// Takes it off the list, with the file.
    pub async fn drop_work(&self, actor: &Actor, id: &str) -> Result<()> {
        if let Some(work) = self.0.store.work(id, self.now()).await?
            && work.person == actor.person
            && work.kind == ARCHIVE
            && !work.state.goes_on()
        {
            self.0.store.drop_package(&case_of(&work)?).await?;
        }
        self.0.store.drop_work(id, &actor.person).await?;
        Ok(())
    }

    /// The file it made, for whoever asked for it and sees the same as then.
    pub async fn fetch_work(&self, actor: &Actor, id: &str) -> Result<Paper> {
        let now = self.now();
        let work = self.0.store.work(id, now).await?;
        let fetched = |work: &LongWork| {
            work.person == actor.person
                && work.made
                && work.state == WorkState::Done
                && work.kind != CHECK_SHEET
        };
        let work = work.filter(fetched).ok_or(Error::NotFound)?;
        let then: Standing = serde_json::from_value(work.said.get("standing").cloned().unwrap_or_default())
            .map_err(corrupt)?;
        let acting = self.acting_of(&work).await?;
        let now_seen = self.standing(&acting).await?;
        let recused = now_seen.away.iter().any(|case| !then.away.contains(case));
        if recused || now_seen.scope != then.scope {
            self.0.store.drop_work(id, &actor.person).await?;
            let says = "导出以后您能看到的案件变了（回避、告知或者职责调整），这个文件已经销毁。需要的，请重新导出。";
            return Err(Error::Forbidden(Refusal::one(&access::RECUSED, says)));
        }
        let bytes = self.0.store.file_of_work(id, now).await?.ok_or(Error::NotFound)?;
        self.looked(actor, &StreamId::new("export", id), "export").await?;
        let name = work.said.get("name").and_then(Value::as_str).unwrap_or("导出.xlsx").to_owned();
        let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        Ok(Paper { name, media, bytes, told: Vec::new() })
    }

    /// The person who asked, in the role of then, with the rights of now.
    pub(crate) async fn acting_of(&self, work: &LongWork) -> Result<Actor> {
        let mut actor = self.actor_of(&work.person).await?;
        let acting = work.asked.get("acting").cloned().unwrap_or_default();
        actor.acting = serde_json::from_value(acting).map_err(corrupt)?;
        Ok(actor)
    }

    /// This node begins: what it was at when it stopped is marked.
    pub(crate) async fn mark_interrupted(&self) -> Result<()> {
        let marked = self.0.store.interrupt_works(&self.config().node).await?;
        if marked > 0 {
            tracing::warn!(marked, "long work was cut short");
        }
        Ok(())
    }

    /// Once a day: sessions and drafts that ended, and answers to requests and uploads that nobody came back to in half
    /// a year. Where it fails it is tried the next day: nobody's work waits for it.
    async fn sweep_of_the_day(&self) {
        let now = self.now();
        let day = now.0.div_euclid(FILE_US);
        if self.0.swept_on.swap(day, Ordering::Relaxed) == day {
            return;
        }
        match self.0.store.sweep(now, SWEPT_US).await {
            Ok(swept) => tracing::info!(swept, "what had ended was removed"),
            Err(error) => tracing::error!(%error, "what had ended was not removed"),
        }
    }

    /// Does what waits, one piece after the other; how many were done.
    pub async fn do_long_work(&self) -> Result<u64> {
        self.sweep_of_the_day().await;
        let mut done = 0;
        loop {
            let now = self.now();
            self.0.store.sweep_works(now).await?;
            self.0.store.sweep_packages(Moment(now.0 - FILE_US)).await?;
            let silent = Moment(now.0 - SILENT_US);
            let Some(work) = self.0.store.claim_work(&self.config().node, now, silent).await? else {
                return Ok(done);
            };
            let ended = match self.carry_aside(&work).await {
                Ok(Some(ended)) => ended,
                // It was stopped, or is another node's now.
                Ok(None) => continue,
                Err(Error::Refused(refusal) | Error::Forbidden(refusal)) => {
                    let says = refusal.reasons.into_iter().map(|reason| reason.says).collect();
                    Ended::said(WorkState::Failed, says)
                }
                Err(error) => {
                    tracing::error!(work = %work.id, kind = %work.kind, %error, "long work failed");
                    let says = "没有办成，请稍后点“重新开始”；还不行的，请告诉系统管理员。";
                    Ended::said(WorkState::Failed, vec![says.to_owned()])
                }
            };
            let node = &self.config().node;
            self.0.store.end_work(&work.id, node, ended.state, &ended.said, &ended.made).await?;
            done += 1;
        }
    }

    /// Carries a piece of work to its end on a thread of its own: its long stretches of reckoning keep no page waiting
    /// that is served by the same thread.
    async fn carry_aside(&self, work: &LongWork) -> Result<Option<Ended>> {
        let (app, work, runtime) = (self.clone(), work.clone(), Handle::current());
        tokio::task::spawn_blocking(move || runtime.block_on(Box::pin(app.carry_through(&work))))
            .await
            .map_err(|error| Error::Unavailable(error.to_string()))?
    }

    async fn carry_through(&self, work: &LongWork) -> Result<Option<Ended>> {
        let progress = Progress::of(self, work);
        match work.kind.as_str() {
            EXPORT => Box::pin(self.carry_export(work, &progress)).await,
            ARCHIVE => Box::pin(self.carry_archive(work, &progress)).await,
            REBUILD => Box::pin(self.rebuild_while_served(&progress)).await,
            CHECK_SHEET => Box::pin(self.carry_check(work, &progress)).await,
            WRITE_SHEET => Box::pin(self.carry_write(work, &progress)).await,
            ORGANISATIONS => Box::pin(self.carry_organisations(work, &progress)).await,
            other => Err(Error::Corrupt(format!("nobody does {other}"))),
        }
    }

    async fn carry_export(&self, work: &LongWork, progress: &Progress<'_>) -> Result<Option<Ended>> {
        let actor = self.acting_of(work).await?;
        let asked = work.asked.get("wish").cloned().unwrap_or_default();
        let Ok(wish) = serde_json::from_value::<Wish>(asked) else {
            // Asked for under an earlier version of this program.
            let says = "这项导出是旧版本提出的，请回到列表重新导出。";
            return Ok(Some(Ended::said(WorkState::Failed, vec![says.to_owned()])));
        };
        Ok(match Box::pin(self.export(&actor, &wish, &work.id, progress)).await? {
            Exported::Stopped => None,
            Exported::Made { paper, rows, standing } => Some(Ended {
                state: WorkState::Done,
                said: json!({
                    "words": [format!("共 {rows} 行。文件保留一天，只有您本人能取。")],
                    "name": paper.name, "standing": standing,
                }),
                made: paper.bytes,
            }),
        })
    }

    /// Makes the read tables anew while others go on working: again, as long as somebody wrote meanwhile.
    async fn rebuild_while_served(&self, progress: &Progress<'_>) -> Result<Option<Ended>> {
        for _ in 0..ROUNDS {
            let before = self.0.store.all_streams().await?;
            let Some(cases) = self.rebuild_telling(progress).await? else { return Ok(None) };
            let moved = |stream: &rongheng_domain::ids::StreamId| {
                crate::kinds::kind(stream.kind()).is_some()
                    || ["person", "organisation", "account"].contains(&stream.kind())
            };
            let after = self.0.store.all_streams().await?;
            let still = |all: Vec<(rongheng_domain::ids::StreamId, rongheng_store::Head)>| {
                let of_lists = all.into_iter().filter(|(stream, _)| moved(stream));
                of_lists.map(|(stream, head)| (stream, head.version)).collect::<Vec<_>>()
            };
            if still(before) == still(after) {
                let words = vec![format!("列表已经从账本重做，共 {cases} 件案件。")];
                return Ok(Some(Ended::said(WorkState::Done, words)));
            }
        }
        let says = "重做时一直有人在办理，列表可能还不齐；请在没有人办理的时候点“重新开始”。";
        Ok(Some(Ended::said(WorkState::Failed, vec![says.to_owned()])))
    }

    async fn carry_organisations(&self, work: &LongWork, progress: &Progress<'_>) -> Result<Option<Ended>> {
        let text = |name: &str| {
            let text = work.asked.get(name).and_then(Value::as_str).unwrap_or_default();
            Some(text.to_owned()).filter(|text| !text.trim().is_empty())
        };
        let files = (text("streets"), text("communities"));
        let Some(imported) = self.import_organisations(files, progress).await? else { return Ok(None) };
        if imported.faults.is_empty() {
            let mut words = vec![if imported.streams == 0 {
                "与已经登记的相同，没有需要写入的。".to_owned()
            } else {
                format!("已经写入 {} 个单位。", imported.streams)
            }];
            words.extend(imported.repaired.iter().map(|repair| format!("改正错字：{repair}。")));
            return Ok(Some(Ended::said(WorkState::Done, words)));
        }
        let count = imported.faults.len();
        let mut words =
            vec![format!("有 {count} 行不能用，一行也没有写入。请按下面的提示改好，再整份导入。")];
        words.extend(imported.faults.iter().take(MOST_FAULTS).map(|fault| match fault.row {
            0 => format!("{}：{}", fault.file, fault.says),
            row => format!("{} 第 {row} 行：{}", fault.file, fault.says),
        }));
        if count > MOST_FAULTS {
            words.push(format!("其余 {} 行没有列出。", count - MOST_FAULTS));
        }
        Ok(Some(Ended::said(WorkState::Failed, words)))
    }
}

fn case_of(work: &LongWork) -> Result<StreamId> {
    let case = work.asked.get("case").and_then(Value::as_str);
    case.map(StreamId::from).ok_or_else(|| Error::Corrupt(format!("long work {} names no case", work.id)))
}

fn keeps(actor: &Actor) -> Result<()> {
    if actor.is(Role::SystemAdmin) {
        return Ok(());
    }
    Err(Error::Forbidden(Refusal::one(&access::KEEPS, "这件事由系统管理员办理，请转请其办理。")))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err asks for")]
fn corrupt(error: serde_json::Error) -> Error {
    Error::Corrupt(error.to_string())
}
