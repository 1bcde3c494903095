//! A batch of very many streams on SQLite. A text of many statements is copied from where it stands to its end for each of
//! them, so that twice the rows take four times as long; here the rows of a table go together, many to a statement, and
//! all statements but the last of a table have one text, which is prepared once.

use sqlx::AssertSqlSafe;

use super::Sealed;
use crate::{
    batch::Write,
    engine::{Bind, Conn, binds, signed},
    error::Error,
    several::Several,
    sql,
};

/// Events from which on a batch is written so: below, one message with everything in it costs less.
pub(super) const MANY: usize = 500;
/// Streams that are sealed before others have a turn.
pub(super) const TURN: usize = 16;
/// Rows of a statement.
const ROWS: usize = 200;

/// Seals the writes, those of a large batch in two parts at once: streams know nothing of one another, and a machine has
/// two processors. The order stays.
pub(super) fn in_parts(
    writes: &[Write],
    seal: impl Fn(&[Write]) -> Result<Sealed, Error> + Sync,
) -> Result<Sealed, Error> {
    if writes.len() < MANY {
        return seal(writes);
    }
    let (first, second) = writes.split_at(writes.len() / 2);
    std::thread::scope(|scope| {
        let beside = scope.spawn(|| seal(second));
        let first = seal(first)?;
        let second = beside.join().map_err(|_| Error::corrupt("sealing a large batch panicked"))??;
        Ok(first.and(second))
    })
}

/// Heads, keys and events of the batch.
pub(super) async fn write(conn: &mut Conn, sealed: &Sealed) -> Result<(), Error> {
    let at = sealed.recorded_at;
    let (fresh, moved): (Vec<_>, Vec<_>) = sealed.heads.iter().partition(|(_, before, ..)| *before == 0);
    insert(conn, sql::NEW_HEAD, &fresh, |(stream, _, version, link)| {
        Ok(binds![stream.as_str(), signed(*version)?, *link, at])
    })
    .await?;
    for some in moved.chunks(ROWS) {
        let mut several = Several::default();
        for (stream, before, version, link) in some {
            let binds = binds![stream.as_str(), signed(*version)?, *link, at, signed(*before)?];
            several.add(sql::MOVE_HEAD, binds);
        }
        several.run(conn).await?;
    }
    insert(conn, sql::PUT_KEY, &sealed.keys, |(stream, wrapped)| {
        Ok(binds![stream.as_str(), wrapped.clone()])
    })
    .await?;
    insert(conn, sql::PUT_EVENT, &sealed.events, |(stream, version, bytes, link)| {
        Ok(binds![stream.as_str(), signed(*version)?, bytes.clone(), *link])
    })
    .await?;
    insert(conn, sql::PUT_UNSEALED, &sealed.events, |(stream, version, ..)| {
        Ok(binds![stream.as_str(), signed(*version)?, at])
    })
    .await
}

async fn insert<T>(
    conn: &mut Conn,
    sql: &str,
    rows: &[T],
    binds: impl Fn(&T) -> Result<Vec<Bind>, Error>,
) -> Result<(), Error> {
    for some in rows.chunks(ROWS) {
        let all = some.iter().map(&binds).collect::<Result<Vec<_>, _>>()?;
        conn.run(AssertSqlSafe(of_rows(sql, some.len())), all.into_iter().flatten().collect()).await?;
    }
    Ok(())
}

/// The insertion of one row as that of several. Places without a name: those with one are looked for in a list.
fn of_rows(sql: &str, count: usize) -> String {
    let (before, rest) = sql.split_once("VALUES (").unwrap_or((sql, ""));
    let (row, after) = rest.split_once(')').unwrap_or((rest, ""));
    let row = vec!["?"; row.split(',').count()].join(", ");
    let rows = vec![format!("({row})"); count].join(", ");
    format!("{before}VALUES {rows}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_becomes_several_and_what_stands_after_it_stays() {
        assert_eq!(
            of_rows("INSERT INTO a (b, c) VALUES ($1, $2) ON CONFLICT (b) DO NOTHING", 2),
            "INSERT INTO a (b, c) VALUES (?, ?), (?, ?) ON CONFLICT (b) DO NOTHING"
        );
        for sql in [sql::NEW_HEAD, sql::PUT_KEY, sql::PUT_EVENT, sql::PUT_UNSEALED] {
            assert_eq!(of_rows(sql, 1).matches('?').count(), sql.matches('$').count(), "{sql}");
        }
    }
}
