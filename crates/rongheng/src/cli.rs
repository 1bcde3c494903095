//! What the program can be asked for.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::place::Place;

/// 容衡：容错纠错工作系统。
#[derive(Debug, Parser)]
#[command(name = "rongheng", version, about, long_about = None)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 新建数据库和密钥，导入政策，打印首个管理员的一次性启用码
    Init {
        /// 使用国密算法 SM4-GCM（默认 AES-256-GCM），建库后不能修改
        #[arg(long)]
        sm4: bool,
        /// 建库后导入的政策目录
        #[arg(long, value_name = "目录")]
        policy: Option<PathBuf>,
    },
    /// 提供网页
    Serve {
        /// 监听地址
        #[arg(long, env = "RONGHENG_LISTEN", default_value = "127.0.0.1:8080", value_name = "地址:端口")]
        listen: String,
        /// 前面有本单位的 TLS 代理：登录凭证只走 TLS，并采信它写的来源地址
        #[arg(long, env = "RONGHENG_TLS_IN_FRONT")]
        tls_in_front: bool,
    },
    /// 新建虚构的演示区，用故事填充，提供网页
    Demo {
        /// 演示数据放在哪个目录；每次都重新建立
        #[arg(long, default_value = "demo-data", value_name = "目录")]
        folder: PathBuf,
        /// 从哪个端口开始找空闲端口
        #[arg(long, default_value_t = 8080, value_name = "端口")]
        port: u16,
    },
    /// 在全新的库上按故事的日期演练故事文件
    Rehearse(Rehearse),
    /// 从头复算账本：完整（0）、不完整（1）、读不了（2）
    Verify,
    /// 检查磁盘、版本、密钥、日历和最近检查点
    Doctor,
    /// 导入政策目录，如 policy/liwan
    Import {
        /// 政策目录
        #[arg(value_name = "目录")]
        folder: PathBuf,
    },
    /// 由账本重建各读表
    Rebuild,
    /// 测量性能：与裸语句、与同类软件、与百倍数据相比
    Bench(crate::bench::Arguments),
    /// 打印权限表，供审计
    Matrix,
}

/// What `rehearse` is asked for.
#[derive(Debug, Args)]
pub(crate) struct Rehearse {
    /// 故事文件
    #[arg(required = true, value_name = "文件")]
    pub(crate) files: Vec<PathBuf>,
    /// 演示区文件；默认用故事旁边的 district.toml，没有则用程序自带的
    #[arg(long, value_name = "文件")]
    pub(crate) district: Option<PathBuf>,
    /// 政策目录；默认找当前目录和故事文件上级目录中的 policy/liwan
    #[arg(long, env = "RONGHENG_POLICY", value_name = "目录")]
    pub(crate) policy: Option<PathBuf>,
    /// 逐一去掉写有 `needed_by` 的步骤再演练，看是否被该规则拒绝
    #[arg(long)]
    pub(crate) leave_out: bool,
    /// 把当事人和承办人对调：各自的步骤先由对方试办，看是否被拒绝
    #[arg(long, conflicts_with = "leave_out")]
    pub(crate) swap: bool,
}
