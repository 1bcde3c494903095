//! A schema for one rehearsal on PostgreSQL. Its name is made here, so that nothing that was there can be meant.

use std::str::FromStr as _;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, postgres::PgConnectOptions};

use crate::{Error, Trouble};

/// How every scratch schema begins; nothing else is ever dropped.
const PREFIX: &str = "rongheng_scratch_";

/// Makes a schema; gives its name and the address of a store in it.
///
/// # Errors
/// The database does not answer, or the role may not make schemas.
pub async fn make(url: &str) -> Result<(String, String), Error> {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).map_err(|e| Error::Unavailable(Trouble::Database(e.to_string())))?;
    let name = bytes.iter().fold(PREFIX.to_owned(), |name, byte| format!("{name}{byte:02x}"));
    run(url, format!("CREATE SCHEMA {name}")).await?;
    let mark = if url.contains('?') { '&' } else { '?' };
    Ok((name.clone(), format!("{url}{mark}options[search_path]={name}")))
}

/// Drops a schema that [`make`] made.
///
/// # Errors
/// The database does not answer, or the name is none of ours.
pub async fn clear(url: &str, name: &str) -> Result<(), Error> {
    let ours = name.strip_prefix(PREFIX).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_hexdigit()));
    if !ours {
        return Err(Error::NotFound);
    }
    run(url, format!("DROP SCHEMA {name} CASCADE")).await
}

async fn run(url: &str, sql: String) -> Result<(), Error> {
    let options = PgConnectOptions::from_str(url)?;
    let mut connection = PgConnection::connect_with(&options).await?;
    sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await?;
    Ok(connection.close().await?)
}
