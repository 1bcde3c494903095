//! Where an installation keeps its things.

use std::path::PathBuf;

use clap::Args;
use rongheng_app::{App, Config};

/// Database, keys, attachments, checkpoints.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// 数据目录：数据库、附件、检查点、密钥默认都在其中
    #[arg(long, global = true, env = "RONGHENG_DATA", default_value = "data", value_name = "目录")]
    pub(crate) data: PathBuf,
    /// 数据库：SQLite 文件（sqlite:路径）或者 `PostgreSQL` 地址；默认在数据目录中
    #[arg(long, global = true, env = "RONGHENG_DATABASE", value_name = "地址")]
    pub(crate) database: Option<String>,
    /// 密钥目录；应当与数据库分开备份
    #[arg(long, global = true, env = "RONGHENG_KEYS", value_name = "目录")]
    pub(crate) keys: Option<PathBuf>,
    /// 检查点文件，写在数据库之外
    #[arg(long, global = true, env = "RONGHENG_CHECKPOINTS", value_name = "文件")]
    pub(crate) checkpoints: Option<PathBuf>,
    /// 本节点名称
    #[arg(long, global = true, env = "RONGHENG_NODE", default_value = "node1", value_name = "名称")]
    pub(crate) node: String,
}

impl Place {
    /// The configuration of the program for this place.
    pub(crate) fn config(&self) -> Config {
        let mut config = Config::in_folder(&self.data);
        if let Some(database) = &self.database {
            config.database.clone_from(database);
        }
        if let Some(keys) = &self.keys {
            config.keys.clone_from(keys);
        }
        if let Some(checkpoints) = &self.checkpoints {
            config.checkpoints.clone_from(checkpoints);
        }
        config.node.clone_from(&self.node);
        config
    }

    /// Opens what is there.
    ///
    /// # Errors
    /// There is nothing, or it cannot be read.
    pub(crate) async fn open(&self) -> anyhow::Result<App> {
        Ok(App::open(self.config()).await?)
    }
}
