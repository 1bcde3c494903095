//! `rongheng doctor`: how this machine and this installation are.

use std::{
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};

use crate::{App, Result};

/// Syncs measured.
const SYNCS: usize = 32;
/// A disk that takes longer than this for one sync makes everybody wait.
const SLOW: Duration = Duration::from_millis(20);
/// Microseconds after which a checkpoint is old.
const OLD_US: i64 = 3_600 * 1_000_000;

/// The report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checkup {
    /// One line each.
    pub lines: Vec<CheckupLine>,
}

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckupLine {
    /// `磁盘落盘一次`.
    pub title: String,
    /// `0.8 毫秒（中位数，32 次）`.
    pub value: String,
    /// What to do about it, where something is wrong.
    pub advice: Option<String>,
}

impl Checkup {
    fn say(&mut self, title: &str, value: impl Into<String>, advice: Option<&str>) {
        self.lines.push(CheckupLine {
            title: title.to_owned(),
            value: value.into(),
            advice: advice.map(str::to_owned),
        });
    }
}

impl App {
    /// Looks at disk, keys, calendar, checkpoint and versions.
    pub async fn doctor(&self) -> Result<Checkup> {
        let mut checkup = Checkup::default();
        let config = self.config();
        checkup.say("程序版本", env!("CARGO_PKG_VERSION"), None);
        let engine = if config.database.starts_with("sqlite:") { "SQLite" } else { "PostgreSQL" };
        checkup.say("数据库", engine, None);
        for (name, value) in self.0.store.settings().await? {
            checkup.say(&format!("数据库设置 {name}"), value, None);
        }
        checkup.say("加密套件", format!("{:?}", self.0.store.suite()), None);
        let folder = config.checkpoints.parent().unwrap_or(Path::new(".")).to_owned();
        let synced = tokio::task::spawn_blocking(move || median_sync(&folder)).await;
        match synced.ok().and_then(Result::ok) {
            Some(time) => {
                let slow =
                    (time > SLOW).then_some("磁盘落盘慢，每次提交都要等它；请换用带掉电保护的固态硬盘。");
                let value = format!("{:.2} 毫秒（中位数，{SYNCS} 次）", time.as_secs_f64() * 1000.0);
                checkup.say("磁盘落盘一次", value, slow);
            }
            None => checkup.say(
                "磁盘落盘一次",
                "测不了",
                Some("检查点文件所在目录不能写，请检查权限和剩余空间。"),
            ),
        }
        let keys = std::fs::read_dir(&config.keys).map(Iterator::count).unwrap_or_default();
        let missing =
            (keys == 0).then_some("密钥目录是空的或者打不开；没有密钥，内容永远读不出来，请立即从备份恢复。");
        checkup.say("密钥目录", format!("{keys} 个文件"), missing);
        self.calendar_known(&mut checkup).await?;
        self.checkpoint_age(&mut checkup).await?;
        let dead = self.0.store.dead_letters().await?.len();
        let stuck = (dead > 0).then_some("有办不下去的自动事项，请系统管理员查看原因后重新办理。");
        checkup.say(
            "自动办理",
            format!("待办 {} 项，停下 {dead} 项", self.0.store.outbox_length().await?),
            stuck,
        );
        if let Some(waiting) = self.waits().await? {
            let value = format!("上次记录在 {}，现在时钟说是 {}", waiting.last, waiting.today);
            checkup.say("时钟", value, Some("时钟倒退或者跳得太远，到期处理已经暂停；请核对日期后确认。"));
        }
        Ok(checkup)
    }

    async fn calendar_known(&self, checkup: &mut Checkup) -> Result<()> {
        let policy = self.policy().await?;
        let (year, _, _) = self.today().parts();
        match policy.calendar.known_until {
            Some(until) => {
                let next = (until.parts().0 <= year && self.today().parts().1 >= 11)
                    .then_some("下一年放假安排公布后请及时导入；在那以前，跨年的期限标为“预计”。");
                let gone = (until < self.today())
                    .then_some("工作日历已经用完，所有期限都只是“预计”；请导入新的放假安排。");
                checkup.say("工作日历", format!("已知到 {until}"), gone.or(next));
            }
            None => checkup.say("工作日历", "没有导入", Some("请导入政策目录，否则期限都只是“预计”。")),
        }
        Ok(())
    }

    async fn checkpoint_age(&self, checkup: &mut Checkup) -> Result<()> {
        match self.0.store.last_checkpoint().await? {
            Some(signed) => {
                let at = signed.checkpoint.at;
                let old = (self.now().0 - at.0 > OLD_US && self.0.store.outbox_length().await? > 0)
                    .then_some("检查点很久没有更新，请确认程序在运行。");
                checkup.say("最近检查点", format!("{at}，共 {} 片叶", signed.checkpoint.size), old);
            }
            None => checkup.say("最近检查点", "还没有", Some("程序运行后一秒内会签发第一个检查点。")),
        }
        Ok(())
    }
}

/// The median time of writing a block and syncing it.
fn median_sync(folder: &Path) -> std::io::Result<Duration> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(format!(".doctor-{}", std::process::id()));
    let measured = measure(&path);
    let removed = std::fs::remove_file(&path);
    let time = measured?;
    removed?;
    Ok(time)
}

fn measure(path: &Path) -> std::io::Result<Duration> {
    let mut file = std::fs::File::create(path)?;
    let mut times = Vec::with_capacity(SYNCS);
    for _ in 0..SYNCS {
        let begun = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times.push(begun.elapsed());
    }
    times.sort();
    Ok(times.get(SYNCS / 2).copied().unwrap_or_default())
}
