//! Starts the program: one file per command, nothing of the mechanism.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program answers on its standard output")]

mod bench;
mod cli;
mod commands;
mod demo;
#[cfg(test)]
mod journey;
mod place;
mod rehearse;
mod serve;
#[cfg(test)]
#[path = "../tests/it/skipped.rs"]
mod skipped;
mod verify;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

/// Everything is as asked.
const DONE: u8 = 0;
/// What was looked at is not as it should be.
const OTHERWISE: u8 = 1;
/// It could not be looked at.
const UNREADABLE: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("RONGHENG_LOG").unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("无法启动：{error}");
            return ExitCode::from(UNREADABLE);
        }
    };
    let answer = runtime.block_on(run(cli));
    ExitCode::from(answer.unwrap_or_else(|error| {
        eprintln!("没有办成：{error:#}");
        UNREADABLE
    }))
}

async fn run(cli: Cli) -> anyhow::Result<u8> {
    let place = cli.place;
    match cli.command {
        Command::Init { sm4, policy } => commands::init(&place, sm4, policy).await,
        Command::Serve { listen, tls_in_front } => serve::serve(&place, &listen, tls_in_front).await,
        Command::Demo { folder, port } => demo::demo(folder, port).await,
        Command::Rehearse(asked) => rehearse::rehearse(&asked, &place).await,
        Command::Verify => verify::verify(&place).await,
        Command::Doctor => commands::doctor(&place).await,
        Command::Import { folder } => commands::import(&place, &folder).await,
        Command::Rebuild => commands::rebuild(&place).await,
        Command::Bench(asked) => Box::pin(bench::run(asked)).await,
        Command::ExportCase(asked) => commands::export_case(&place, asked).await,
        Command::Matrix => commands::matrix(&place).await,
    }
}
