//! One recorded command as a script for `pgbench -M prepared`: our very statements with our very binds. Only what
//! must differ each time counts up: the version of the stream and the key of the request.

use std::fmt::Write as _;

use super::{Statement, Transcript};
use crate::engine::Bind;

/// A script and the variables that it is started with (`-D name=value`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// The text.
    pub text: String,
    /// Constant binds, and where the counters begin.
    pub variables: Vec<(String, String)>,
}

impl Transcript {
    /// The script of the one command that was taken down: it moved a stream from `version` under the request `key`.
    pub fn pgbench(&self, version: i64, key: &str) -> Script {
        let mut script = Script::default();
        script.variables.push(("v".to_owned(), version.to_string()));
        script.variables.push(("k".to_owned(), "1".to_owned()));
        script.text.push_str("\\set w :v + 1\n\\set k :k + 1\nBEGIN;\n");
        for (place, statement) in self.transactions().enumerate() {
            let text = script.statement(statement, place, version, key);
            let _ = writeln!(script.text, "{text};");
        }
        script.text.push_str("COMMIT;\n\\set v :w\n");
        script
    }
}

impl Script {
    fn statement(&mut self, statement: &Statement, place: usize, version: i64, key: &str) -> String {
        let mut text = statement.text.as_str().to_owned();
        // From the last to the first, so that `$1` is not found in `$12`.
        for (at, bind) in statement.binds.iter().enumerate().rev() {
            let instead = moving(bind, version, key).unwrap_or_else(|| {
                let name = format!("b{place}_{at}");
                self.variables.push((name.clone(), literal(bind)));
                format!(":{name}")
            });
            text = text.replace(&format!("${}", at + 1), &instead);
        }
        text
    }
}

/// What stands for a bind that is different each time.
fn moving(bind: &Bind, version: i64, key: &str) -> Option<String> {
    let number = |n: &i64| match n - version {
        0 => Some(":v"),
        1 => Some(":w"),
        _ => None,
    };
    match bind {
        Bind::Int(n) => number(n).map(str::to_owned),
        Bind::Text(text) => (text == key).then(|| ":k".to_owned()),
        Bind::Ints(all) if all.iter().any(|n| number(n).is_some()) => {
            let each = all.iter().map(|n| number(n).map_or_else(|| n.to_string(), str::to_owned));
            Some(format!("ARRAY[{}]", each.collect::<Vec<_>>().join(",")))
        }
        Bind::Texts(all) if all.iter().any(|t| t == key) => Some("ARRAY[:k]".to_owned()),
        _ => None,
    }
}

/// A bind as PostgreSQL reads it from text.
fn literal(bind: &Bind) -> String {
    match bind {
        Bind::Int(n) => n.to_string(),
        Bind::Text(text) => text.clone(),
        Bind::Bytes(bytes) => hex(bytes),
        Bind::Ints(all) => array(all.iter().map(i64::to_string)),
        Bind::Texts(all) => array(all.iter().cloned()),
        Bind::Blobs(all) => array(all.iter().map(|b| hex(b))),
    }
}

fn array(items: impl Iterator<Item = String>) -> String {
    let quoted = items.map(|i| format!("\"{}\"", i.replace('\\', "\\\\").replace('"', "\\\"")));
    format!("{{{}}}", quoted.collect::<Vec<_>>().join(","))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold("\\x".to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use sqlx::{AssertSqlSafe, SqlSafeStr as _};

    use super::*;

    fn statement(text: &str, binds: Vec<Bind>) -> Statement {
        Statement { text: AssertSqlSafe(text).into_sql_str(), binds, writing: true }
    }

    #[test]
    fn versions_and_keys_count_up_and_all_else_is_bound_as_it_was() {
        let transcript = Transcript(vec![
            statement(
                "SELECT f($1, $2)",
                vec![Bind::Text("request".into()), Bind::Texts(vec!["a\"b".into()])],
            ),
            statement(
                "UPDATE s SET v = u.n FROM unnest($1::bigint[], $2::bytea[]) u WHERE v = $3",
                vec![Bind::Ints(vec![8, 99]), Bind::Blobs(vec![vec![1, 255]]), Bind::Int(7)],
            ),
        ]);
        let script = transcript.pgbench(7, "request");
        assert!(script.text.contains("SELECT f(:k, :b0_1);"), "{}", script.text);
        let update = "unnest(ARRAY[:w,99]::bigint[], :b1_1::bytea[]) u WHERE v = :v;";
        assert!(script.text.contains(update), "{}", script.text);
        let value = |name: &str| script.variables.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
        assert_eq!(value("b0_1"), Some("{\"a\\\"b\"}"));
        assert_eq!(value("b1_1"), Some("{\"\\\\x01ff\"}"));
        assert_eq!(value("v"), Some("7"));
    }
}
