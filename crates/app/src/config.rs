//! What the program is told when it starts.

use std::{path::PathBuf, sync::Arc};

use crate::clock::{Clock, SystemClock};

/// Where things are kept and how the program behaves.
#[derive(Debug, Clone)]
pub struct Config {
    /// `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// Folder of the keys; backed up apart from the database.
    pub keys: PathBuf,
    /// Folder of the attachments.
    pub attachments: PathBuf,
    /// File to which each checkpoint is also appended, outside the database.
    pub checkpoints: PathBuf,
    /// Folder of the text index, which is made anew where it is missing; `None` keeps it in memory.
    pub search: Option<PathBuf>,
    /// Folder of the fonts that papers name (`仿宋_GB2312`, 方正小标宋 …); Debian's are used besides.
    pub fonts: Option<PathBuf>,
    /// Name of this node.
    pub node: String,
    /// Demo mode: sign-in with one click per role, no second factor.
    pub demo: bool,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Minutes without a request after which a session ends.
    pub idle_minutes: i64,
    /// Largest attachment, in bytes.
    pub largest_file: u64,
    /// Folded cases kept in memory.
    pub cached_cases: usize,
    /// `host:port` pairs to which webhooks may be sent; nothing is sent to any other.
    pub webhook_hosts: Vec<String>,
    /// Suite of the national algorithms (SM4-GCM) instead of AES-256-GCM; only `init` looks at it.
    pub sm4: bool,
}

impl Config {
    /// Everything under one folder, on SQLite, with the machine's clock.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Self {
            database: format!("sqlite:{}", folder.join("rongheng.sqlite").display()),
            keys: folder.join("keys"),
            attachments: folder.join("attachments"),
            checkpoints: folder.join("checkpoints.txt"),
            search: Some(folder.join("search")),
            fonts: std::env::var_os("RONGHENG_FONTS").map(PathBuf::from),
            node: "node1".to_owned(),
            demo: false,
            clock: Arc::new(SystemClock),
            idle_minutes: 30,
            largest_file: 200 * 1024 * 1024,
            cached_cases: 512,
            webhook_hosts: webhook_hosts(
                std::env::var("RONGHENG_WEBHOOK_HOSTS").unwrap_or_default().as_str(),
            ),
            sm4: false,
        }
    }
}

/// The pairs of a list with commas.
fn webhook_hosts(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|host| !host.is_empty()).map(str::to_owned).collect()
}
