//! What was read of the read tables, kept until the next commit. Between two commits the same question has the same
//! answer, and most pages ask for the same counts and lists.
//!
//! Exact, not timed: an answer is found only while as many commits stand as before it was read, and whoever wrote is
//! told after the commit was counted. Every write of this program goes through the one writer that counts; what another
//! program writes into the same file is seen with the sealer's next turn, within a second. PostgreSQL has other nodes
//! that write: there nothing is kept.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::engine::{Bind, Row, Value};

/// Bytes of all answers, and of one: what is larger is read anew.
const MOST: usize = 8 << 20;
const LARGEST: usize = 256 << 10;

/// A statement with its binds.
pub(crate) type Question = (String, Vec<Bind>);

#[derive(Debug, Default)]
struct Answers {
    commits: u64,
    size: usize,
    rows: HashMap<Question, Vec<Row>>,
}

/// The answers since the last commit.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<Answers>);

fn size(rows: &[Row]) -> usize {
    let of = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::Null | Value::Int(_) => 0,
    };
    rows.iter().flat_map(|row| &row.0).map(|value| size_of::<Value>() + of(value)).sum()
}

impl Kept {
    fn answers(&self, commits: u64) -> std::sync::MutexGuard<'_, Answers> {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.commits < commits {
            *answers = Answers { commits, ..Answers::default() };
        }
        answers
    }

    /// The answer as of so many commits.
    pub(crate) fn find(&self, commits: u64, question: &Question) -> Option<Vec<Row>> {
        let answers = self.answers(commits);
        answers.rows.get(question).filter(|_| answers.commits == commits).cloned()
    }

    /// Keeps an answer for which the commits were counted before it was read.
    pub(crate) fn keep(&self, commits: u64, question: Question, rows: &[Row]) {
        let size = size(rows) + question.0.len();
        let mut answers = self.answers(commits);
        if size > LARGEST || answers.commits != commits {
            return;
        }
        if answers.size + size > MOST {
            *answers = Answers { commits, ..Answers::default() };
        }
        answers.size += size;
        answers.rows.insert(question, rows.to_vec());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Vec<Row> {
        vec![Row(vec![Value::Text(text.to_owned())])]
    }

    fn asks(who: &str) -> Question {
        ("SELECT".to_owned(), vec![who.into()])
    }

    #[test]
    fn an_answer_is_found_until_the_next_commit_and_by_nobody_else() {
        let kept = Kept::default();
        kept.keep(7, asks("lin"), &row("a"));
        assert!(kept.find(7, &asks("lin")).is_some());
        assert!(kept.find(7, &asks("su")).is_none());
        assert!(kept.find(8, &asks("lin")).is_none());
        // Whoever counted before the commit and read after it keeps nothing for those that come later.
        kept.keep(7, asks("lin"), &row("b"));
        assert!(kept.find(8, &asks("lin")).is_none());
        assert!(kept.find(7, &asks("lin")).is_none());
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let kept = Kept::default();
        kept.keep(1, asks("large"), &row(&"x".repeat(LARGEST)));
        assert!(kept.find(1, &asks("large")).is_none());
        for n in 0..200 {
            kept.keep(1, asks(&n.to_string()), &row(&"x".repeat(LARGEST / 2)));
        }
        assert!(kept.answers(1).size <= MOST);
        assert!(kept.find(1, &asks("199")).is_some());
    }
}
