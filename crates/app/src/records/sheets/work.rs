//! A file's way in as long work: checked first, written when a person has seen what it changes.

use rongheng_documents::{Cell, Table};
use rongheng_domain::ledger::sm3;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Plan, Reading, RowChange, RowFault, keeps};
use crate::{
    Actor, App, LongWork, Result, WorkState,
    error::Error,
    long_work::{CHECK_SHEET, Ended, WRITE_SHEET},
    progress::Progress,
    records::Book,
};

/// Bad cells and changes that a page shows.
const SHOWN: usize = 500;
/// Bytes of a file.
const LARGEST: usize = 8_000_000;

/// What a check came to, as it is kept with the piece of work.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Kept {
    rows: usize,
    changes: usize,
    faults: usize,
    /// Of all changes: what was confirmed is what is written.
    seal: String,
    first_changes: Vec<RowChange>,
    first_faults: Vec<RowFault>,
}

/// A checked file, for its page.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The book.
    pub book: Book,
    /// The name of the file.
    pub file: String,
    /// Where the check stands.
    pub state: WorkState,
    /// Rows of the file.
    pub rows: usize,
    /// How many rows change something.
    pub changes: usize,
    /// How many faults there are.
    pub faults: usize,
    /// The first of the changes.
    pub first_changes: Vec<RowChange>,
    /// The first of the faults.
    pub first_faults: Vec<RowFault>,
    /// What is said where the check itself could not be done.
    pub words: Vec<String>,
}

fn seal(plan: &Plan) -> String {
    sm3(&[&serde_json::to_vec(&plan.changes).unwrap_or_default()]).to_string()
}

fn asked<'a>(work: &'a LongWork, name: &str) -> &'a str {
    work.asked.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn book_of(work: &LongWork) -> Result<Book> {
    Book::from_id(asked(work, "book")).ok_or(Error::NotFound)
}

impl App {
    /// Has a file checked; gives the piece of work whose page says what it would change.
    pub async fn ask_check_sheet(
        &self,
        actor: &Actor,
        book: Book,
        file: &str,
        bytes: &[u8],
    ) -> Result<String> {
        keeps(actor, book)?;
        if bytes.is_empty() {
            return Err(Error::FileRefused("请选择一个文件；选择的文件不能是空的。".to_owned()));
        }
        if bytes.len() > LARGEST {
            let says = format!(
                "文件超过 {} 兆字节，请删去图片和空白的行列，或者分成几个文件。",
                LARGEST / 1_000_000
            );
            return Err(Error::FileRefused(says));
        }
        let asked = json!({
            "title": format!("核对表格：{}“{file}”", book.title()), "book": book.id(), "file": file,
            "hash": sm3(&[bytes]).to_string(), "acting": actor.acting,
        });
        self.ask_sheet_work(actor, CHECK_SHEET, asked, bytes).await
    }

    /// A check of one's own, for its page.
    pub async fn sheet_checked(&self, actor: &Actor, id: &str) -> Result<Checked> {
        let work = self.own_check(actor, id).await?;
        let book = book_of(&work)?;
        keeps(actor, book)?;
        let kept: Kept =
            serde_json::from_value(work.said.get("kept").cloned().unwrap_or(Value::Null)).unwrap_or_default();
        let words = work.said.get("words").and_then(Value::as_array).into_iter().flatten();
        Ok(Checked {
            book,
            file: asked(&work, "file").to_owned(),
            state: work.state,
            rows: kept.rows,
            changes: kept.changes,
            faults: kept.faults,
            first_changes: kept.first_changes,
            first_faults: kept.first_faults,
            words: words.filter_map(|word| word.as_str().map(str::to_owned)).collect(),
        })
    }

    /// Has a checked file written, as its page showed it.
    pub async fn ask_write_sheet(&self, actor: &Actor, id: &str) -> Result<String> {
        let work = self.own_check(actor, id).await?;
        let book = book_of(&work)?;
        keeps(actor, book)?;
        let title = format!("写入表格：{}“{}”", book.title(), asked(&work, "file"));
        let asked = json!({ "title": title, "book": book.id(), "check": id, "acting": actor.acting });
        self.ask_sheet_work(actor, WRITE_SHEET, asked, &[]).await
    }

    async fn own_check(&self, actor: &Actor, id: &str) -> Result<LongWork> {
        let work = self.0.store.work(id, self.now()).await?;
        let own = |work: &LongWork| work.person == actor.person && work.kind == CHECK_SHEET;
        work.filter(own).ok_or(Error::NotFound)
    }

    /// The plan of a file, as it is now. `check` is the piece of work it was checked in.
    async fn plan_of(&self, actor: &Actor, check: &LongWork) -> Result<Plan> {
        let book = book_of(check)?;
        let role = keeps(actor, book)?;
        let reading = Reading {
            app: self,
            actor,
            role,
            today: self.today(),
            work: &check.id,
            file: asked(check, "file"),
        };
        let Some(bytes) = self.0.store.file_of_work(&check.id, self.now()).await? else {
            // As an earlier version of this program kept it, or past its end.
            let mut plan = Plan::default();
            plan.fault(0, "", "这个文件已经不在了，请重新导入。");
            return Ok(plan);
        };
        self.plan(&reading, book, bytes).await
    }

    /// Checks a file; `None` where it was stopped.
    pub(crate) async fn carry_check(
        &self,
        work: &LongWork,
        progress: &Progress<'_>,
    ) -> Result<Option<Ended>> {
        let actor = self.acting_of(work).await?;
        let Some(plan) = progress.beating("核对每一行", Box::pin(self.plan_of(&actor, work))).await?
        else {
            return Ok(None);
        };
        let state = if plan.faults.is_empty() { WorkState::Done } else { WorkState::Failed };
        let words = if !plan.faults.is_empty() {
            vec![format!(
                "有 {} 处不能用，一行也没有写入。请打开核对结果，按提示改好，再整份导入。",
                plan.faults.len()
            )]
        } else if plan.changes.is_empty() {
            vec!["与已经登记的相同，没有需要写入的。".to_owned()]
        } else {
            vec![format!(
                "共 {} 行，有 {} 处改动。请打开核对结果，确认后写入。",
                plan.rows,
                plan.changes.len()
            )]
        };
        let kept = Kept {
            rows: plan.rows,
            changes: plan.changes.len(),
            faults: plan.faults.len(),
            seal: seal(&plan),
            first_changes: plan.changes.into_iter().take(SHOWN).collect(),
            first_faults: plan.faults.into_iter().take(SHOWN).collect(),
        };
        let page = format!("/registers/{}/sheet/{}", asked(work, "book"), work.id);
        let said = json!({ "words": words, "kept": kept, "page": page });
        Ok(Some(Ended { state, said, made: Vec::new() }))
    }

    /// Writes a checked file, all of it in one transaction; nothing where something moved since it was confirmed.
    /// What was begun is written to its end: nobody stops it by halves.
    pub(crate) async fn carry_write(
        &self,
        work: &LongWork,
        progress: &Progress<'_>,
    ) -> Result<Option<Ended>> {
        progress.whole("写入表格", Box::pin(self.write_checked(work))).await
    }

    async fn write_checked(&self, work: &LongWork) -> Result<Ended> {
        let actor = self.acting_of(work).await?;
        let failed = |says: &str| Ok(Ended::said(WorkState::Failed, vec![says.to_owned()]));
        let check = self.0.store.work(asked(work, "check"), self.now()).await?;
        let Some(check) = check.filter(|check| check.person == work.person && check.kind == CHECK_SHEET)
        else {
            return failed("核对的结果已经移出列表，一行也没有写入。请重新导入这个文件。");
        };
        let kept: Kept = serde_json::from_value(check.said.get("kept").cloned().unwrap_or(Value::Null))
            .unwrap_or_default();
        let mut plan = Box::pin(self.plan_of(&actor, &check)).await?;
        if plan.changes.is_empty() && plan.faults.is_empty() {
            return Ok(Ended::said(
                WorkState::Done,
                vec!["这个文件的改动都已经写入，没有需要再写的。".to_owned()],
            ));
        }
        if !plan.faults.is_empty() || seal(&plan) != kept.seal {
            return failed(
                "核对以后登记的内容有了变化，一行也没有写入。请重新导入这个文件，看过新的核对结果再写入。",
            );
        }
        self.give_passwords(&mut plan).await?;
        let (changes, streams) = (plan.changes.len(), plan.writes.len());
        let writes = std::mem::take(&mut plan.writes);
        self.append_whole(&actor, writes).await?;
        let words = vec![format!("已经写入：{changes} 处改动，涉及 {streams} 条记录。")];
        if plan.passwords.is_empty() {
            return Ok(Ended::said(WorkState::Done, words));
        }
        let made = self.password_sheet(&plan)?;
        let standing = self.standing(&actor).await?;
        let more = "新账号的一次性口令在文件里，请取走后当面交给本人，再把这一项移出列表。".to_owned();
        let said =
            json!({ "words": [words.concat(), more], "name": "一次性口令.xlsx", "standing": standing });
        Ok(Ended { state: WorkState::Done, said, made })
    }

    fn password_sheet(&self, plan: &Plan) -> Result<Vec<u8>> {
        let unwritable = |error: rongheng_documents::Unwritable| Error::Unavailable(error.to_string());
        let columns = [("账号", 18), ("人员", 14), ("一次性口令", 26)];
        let mut table = Table::begin("一次性口令", &columns, &self.now().to_string()).map_err(unwritable)?;
        for (login, person, password) in &plan.passwords {
            table.row(&[login, person, password].map(|text| Cell::Text(text.clone()))).map_err(unwritable)?;
        }
        let about =
            [("怎么用".to_owned(), "当面交给本人；本人第一次登录必须改掉。交完即销毁本文件。".to_owned())];
        table.finish(&about).map_err(unwritable)
    }
}
