//! The rows that an import left, as insertions of many rows each, and the sqlite3 shell that runs them.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context as _, bail, ensure};

/// Rows of one insertion.
pub(super) const TOGETHER: usize = 500;
/// What the shell is told; SQL of its own, with its own commands among it.
const SAME_ROWS: &str = include_str!("rows.sql");
const BARE_ROWS: &str = include_str!("bare.sql");
const RUN: &str = include_str!("run.sql");

/// Whether it is installed.
pub(super) fn is_installed() -> bool {
    Command::new("sqlite3").arg("--version").output().is_ok_and(|said| said.status.success())
}

/// Runs lines of the shell's own language over a database; what it prints.
fn script(database: &Path, lines: &str) -> anyhow::Result<String> {
    let mut command = Command::new("sqlite3");
    command.args(["-batch", "-bail"]).arg(database);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut shell = command.spawn().context("sqlite3")?;
    shell.stdin.take().context("no way in")?.write_all(lines.as_bytes())?;
    let said = shell.wait_with_output()?;
    if !said.status.success() {
        bail!("sqlite3: {}", String::from_utf8_lossy(&said.stderr));
    }
    Ok(String::from_utf8(said.stdout)?)
}

/// A script with the names of its files.
fn named(script: &str, before: &Path, file: &Path) -> String {
    let (before, file) = (before.display().to_string(), file.display().to_string());
    let script = script.replace("{before}", &before).replace("{file}", &file);
    script.replace("{together}", &TOGETHER.to_string())
}

/// Everything of new people that is in `after` and not in `before`, table by table: a file of insertions, and its bytes.
pub(super) fn same_rows(before: &Path, after: &Path, people: usize) -> anyhow::Result<(PathBuf, u64)> {
    let file = after.with_file_name("rows.sql");
    script(after, &named(SAME_ROWS, before, &file))?;
    let text = fs::read_to_string(&file)?;
    let rows = text.matches("'person/").count();
    ensure!(rows >= 4 * people, "only {rows} rows of {people} people are to be inserted");
    Ok((file, u64::try_from(text.len())?))
}

/// The list alone, bare of everything else.
pub(super) fn bare_rows(after: &Path) -> anyhow::Result<PathBuf> {
    let file = after.with_file_name("bare.sql");
    script(after, &named(BARE_ROWS, after, &file))?;
    Ok(file)
}

/// Seconds in which the shell runs the file in one transaction.
pub(super) fn took(database: &Path, statements: &Path) -> anyhow::Result<f64> {
    let lines = named(RUN, database, statements);
    let started = Instant::now();
    script(database, &lines)?;
    Ok(started.elapsed().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shell_puts_in_what_was_taken_out() {
        if !is_installed() {
            return crate::skipped::skipped("insertions by the sqlite3 shell: sqlite3 is not installed");
        }
        let folder = tempfile::tempdir().unwrap();
        let (before, after) = (folder.path().join("before.db"), folder.path().join("after.db"));
        let made = "CREATE TABLE stream (id TEXT, version INTEGER, link BLOB, recorded_at INTEGER);
            CREATE TABLE stream_key (stream TEXT, wrapped BLOB); CREATE TABLE ledger (stream TEXT, version INTEGER, envelope BLOB, link BLOB);
            CREATE TABLE unsealed (stream TEXT, version INTEGER, recorded_at INTEGER);
            CREATE TABLE r_person (id TEXT, name TEXT, unit TEXT, content TEXT);\n";
        script(&before, made).unwrap();
        let rows = "INSERT INTO stream VALUES ('person/a', 1, x'01', 7); INSERT INTO stream_key VALUES ('person/a', x'00ff');
            INSERT INTO ledger VALUES ('person/a', 1, x'27', x'01'); INSERT INTO r_person VALUES ('a', '罗''某', 'u', '{}');\n";
        script(&after, &format!("{made}{rows}")).unwrap();
        let (file, _) = same_rows(&before, &after, 1).unwrap();
        took(&before, &file).unwrap();
        let seen = "SELECT unsealed.version, quote(wrapped), quote(envelope), recorded_at, name FROM unsealed \
                    JOIN stream_key USING (stream) JOIN ledger USING (stream) JOIN r_person;\n";
        assert_eq!(script(&before, seen).unwrap(), "1|X'00FF'|X'27'|7|罗'某\n");
        took(&before, &bare_rows(&after).unwrap()).unwrap();
        assert_eq!(script(&before, "SELECT name FROM bare;\n").unwrap(), "罗'某\n");
    }
}
