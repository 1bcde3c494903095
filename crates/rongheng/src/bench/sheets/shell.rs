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
/// The settings with which the program writes.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;\n";

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

/// Everything of new people that is in `after` and not in `before`, table by table: a file of insertions, and its bytes.
pub(super) fn same_rows(before: &Path, after: &Path, people: usize) -> anyhow::Result<(PathBuf, u64)> {
    let fresh = |key: &str| format!("{key} LIKE 'person/%' AND {key} NOT IN (SELECT id FROM old.stream)");
    let all = |table: &str, which: String| format!("SELECT * FROM main.{table} WHERE {which}");
    let person = "id NOT IN (SELECT id FROM old.r_person)".to_owned();
    // Whatever was sealed since has its mark again: the import wrote it.
    let marks = format!("SELECT id AS stream, version, recorded_at FROM main.stream WHERE {}", fresh("id"));
    let tables = [
        ("stream", all("stream", fresh("id"))),
        ("stream_key", all("stream_key", fresh("stream"))),
        ("ledger", all("ledger", fresh("stream"))),
        ("unsealed", marks),
        ("r_person", all("r_person", person)),
    ];
    let file = after.with_file_name("rows.sql");
    let mut lines = format!("ATTACH '{}' AS old;\n.output {}\n", before.display(), file.display());
    for (table, rows) in tables {
        let columns =
            script(after, &format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid;\n"))?;
        lines += &insertions(table, &columns.lines().collect::<Vec<_>>(), &rows);
    }
    script(after, &lines)?;
    let text = fs::read_to_string(&file)?;
    let rows = text.matches("'person/").count();
    ensure!(rows >= 4 * people, "only {rows} rows of {people} people are to be inserted");
    Ok((file, u64::try_from(text.len())?))
}

/// The names alone in one table of four columns, as they stand in the sheet: nothing sealed, nothing kept of who and when.
pub(super) fn bare_rows(after: &Path) -> anyhow::Result<PathBuf> {
    let file = after.with_file_name("bare.sql");
    let rows = insertions("bare", &["id", "name", "unit", "content"], "SELECT * FROM main.r_person");
    script(after, &format!(".output {}\n{rows}", file.display()))?;
    let made = "CREATE TABLE bare (id TEXT, name TEXT, unit TEXT, content TEXT);\n";
    fs::write(&file, format!("{made}{}", fs::read_to_string(&file)?))?;
    Ok(file)
}

/// A query whose rows are insertions of many rows each.
fn insertions(table: &str, columns: &[&str], from: &str) -> String {
    let quoted: Vec<_> = columns.iter().map(|column| format!("quote({column})")).collect();
    let (quoted, columns) = (quoted.join(" || ',' || "), columns.join(", "));
    format!(
        "SELECT 'INSERT INTO {table} ({columns}) VALUES ' || group_concat('(' || {quoted} || ')') || ';' FROM \
         (SELECT *, (row_number() OVER () - 1) / {TOGETHER} AS many FROM ({from})) GROUP BY many;\n"
    )
}

/// Seconds in which the shell runs the file in one transaction.
pub(super) fn took(database: &Path, statements: &Path) -> anyhow::Result<f64> {
    let lines = format!("{SETTINGS}BEGIN IMMEDIATE;\n.read {}\nCOMMIT;\n", statements.display());
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
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let (before, after) = (folder.path().join("before.db"), folder.path().join("after.db"));
        let made = "CREATE TABLE stream (id TEXT, version INTEGER, recorded_at INTEGER);
            CREATE TABLE stream_key (stream TEXT, wrapped BLOB); CREATE TABLE ledger (stream TEXT, envelope BLOB);
            CREATE TABLE unsealed (stream TEXT, version INTEGER, recorded_at INTEGER);
            CREATE TABLE r_person (id TEXT, name TEXT, unit TEXT, content TEXT);\n";
        script(&before, made).unwrap();
        let rows = "INSERT INTO stream VALUES ('person/a', 1, 7); INSERT INTO stream_key VALUES ('person/a', x'00ff');
            INSERT INTO ledger VALUES ('person/a', x'27'); INSERT INTO r_person VALUES ('a', '罗''某', 'u', '{}');\n";
        script(&after, &format!("{made}{rows}")).unwrap();
        let (file, _) = same_rows(&before, &after, 1).unwrap();
        took(&before, &file).unwrap();
        let seen = "SELECT version, quote(wrapped), quote(envelope), recorded_at, name FROM unsealed \
                    JOIN stream_key USING (stream) JOIN ledger USING (stream) JOIN r_person;\n";
        assert_eq!(script(&before, seen).unwrap(), "1|X'00FF'|X'27'|7|罗'某\n");
        took(&before, &bare_rows(&after).unwrap()).unwrap();
        assert_eq!(script(&before, "SELECT name FROM bare;\n").unwrap(), "罗'某\n");
    }
}
