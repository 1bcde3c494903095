//! Several statements sent as one. SQLite runs on a thread of its own, and every message to it and back is a switch of
//! threads: a command's dozen statements sent one by one cost more than the statements do.

use sqlx::AssertSqlSafe;

use crate::{
    engine::{Bind, Conn},
    error::Error,
};

/// Statements to be run one after the other, for SQLite, whose `$n` count through all of them.
#[derive(Debug, Default)]
pub(crate) struct Several {
    text: String,
    binds: Vec<Bind>,
}

impl Several {
    /// Adds a statement with its binds.
    pub(crate) fn add(&mut self, sql: &str, binds: Vec<Bind>) {
        let before = self.binds.len();
        let mut parts = sql.split('$');
        self.text += parts.next().unwrap_or_default();
        for part in parts {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = part.split_at(digits);
            let place = number.parse::<usize>().unwrap_or_default() + before;
            self.text.extend(["$", &place.to_string(), rest]);
        }
        self.text += ";\n";
        self.binds.extend(binds);
    }

    /// Runs them; stops at the first that fails.
    pub(crate) async fn run(self, conn: &mut Conn) -> Result<(), Error> {
        if !self.text.is_empty() {
            conn.run(AssertSqlSafe(self.text), self.binds).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_through_all_statements() {
        let mut several = Several::default();
        several.add("INSERT INTO a VALUES ($1, $2)", vec![1.into(), 2.into()]);
        several.add("UPDATE a SET b = $12 WHERE c = $1", vec![3.into()]);
        assert_eq!(several.text, "INSERT INTO a VALUES ($1, $2);\nUPDATE a SET b = $14 WHERE c = $3;\n");
        assert_eq!(several.binds.len(), 3);
    }
}
