//! What others did in the cases of one person, newest first: by case where these are few, by time where they are many.

use rongheng_domain::day::Moment;

use crate::{
    Store,
    acts::{Acted, NEWEST_FIRST, OF_CASE},
    error::Error,
    narrowing::{Query, Scope},
    read_tables::ActRow,
};

/// Up to so many cases have their acts looked up case by case.
const FEW: u64 = 100;
/// Of so many newest acts it is asked whether they are of one of the many.
const NEWEST: u32 = 500;

/// Whose cases, and since when.
#[derive(Debug, Clone)]
pub struct Others<'a> {
    /// `person:lin`, who belongs to the case by one of `parts`.
    pub who: &'a str,
    /// The ways of belonging to a case that count.
    pub parts: &'a [&'a str],
    /// What the reader may see.
    pub scope: &'a Scope,
    /// Only what was done later.
    pub since: Moment,
    /// Whoever did something in a case after this belongs to it too.
    pub busy_since: Moment,
    /// So many at most.
    pub limit: u32,
}

impl Others<'_> {
    /// The streams that belong to the person, as a query of one column, a stream once for each way.
    fn own(&self, query: &mut Query, before: &str, after: &str) {
        let marks = vec!["?"; self.parts.len()].join(", ");
        let own = format!(
            "{before}SELECT p.stream FROM r_part p WHERE p.who = ? AND p.part IN ({marks}) \
             UNION ALL SELECT d.stream FROM r_act d WHERE d.who = ? AND d.what = ? AND d.done_at > ?{after}"
        );
        let busy = ActRow::moment(self.busy_since);
        let mut values = vec![self.who];
        values.extend(self.parts);
        values.extend([self.who, ActRow::DID, busy.as_str()]);
        query.and(&own, &values);
    }

    fn done_after(&self, query: &mut Query, since: &str) {
        query.and("a.what = ? AND a.done_at > ? AND a.who <> ?", &[ActRow::DID, since, self.who]);
        query.scope(self.scope);
    }

    fn by_case(&self) -> Query {
        let mut query = Query::default();
        query.and(OF_CASE, &[]);
        self.own(&mut query, "a.stream IN (", ")");
        self.done_after(&mut query, &ActRow::moment(self.since));
        query
    }

    /// One act after the other, each asked whether its case is one of the person's.
    fn by_time(&self, since: &str) -> Query {
        let mut query = Query::default();
        query.and(OF_CASE, &[]);
        let marks = vec!["?"; self.parts.len()].join(", ");
        let own = format!(
            "(EXISTS (SELECT 1 FROM r_part p WHERE p.stream = a.stream AND p.who = ? AND p.part IN ({marks})) \
             OR EXISTS (SELECT 1 FROM r_act d WHERE d.stream = a.stream AND d.done_at > ? AND d.who = ? \
             AND d.what = ?))"
        );
        let busy = ActRow::moment(self.busy_since);
        let mut values = vec![self.who];
        values.extend(self.parts);
        values.extend([busy.as_str(), self.who, ActRow::DID]);
        query.and(&own, &values);
        self.done_after(&mut query, since);
        query
    }
}

impl Store {
    /// What others did after `since` in the cases of a person: newest first.
    ///
    /// Whoever has few cases has the acts of each looked up. Whoever has many has the newest acts of all asked
    /// whether they are of such a case; only where these do not fill the page are the many looked up after all.
    pub async fn acts_of_others(&self, others: &Others<'_>) -> Result<Vec<Acted>, Error> {
        if let Some(oldest) = self.newest_of_many(others).await? {
            let since = ActRow::moment(others.since);
            let from = since.as_str().max(oldest.as_str());
            let rows = self.acts(others.by_time(from), NEWEST_FIRST, others.limit).await?;
            let full = rows.len() == usize::try_from(others.limit).unwrap_or(usize::MAX);
            if full || from == since {
                return Ok(rows);
            }
        }
        self.acts(others.by_case(), NEWEST_FIRST, others.limit).await
    }

    /// Where there are more than [`FEW`] cases: when the act was done that [`NEWEST`] came after, or nothing where there
    /// are not so many.
    async fn newest_of_many(&self, others: &Others<'_>) -> Result<Option<String>, Error> {
        let mut query = Query::default();
        let most = FEW + 1;
        others.own(&mut query, "(SELECT count(*) FROM (", &format!(" LIMIT {most}) AS n) = {most}"));
        query.and("a.what = ?", &[ActRow::DID]);
        let [many, done] = query.conditions.as_slice() else { return Ok(None) };
        let text = format!(
            "SELECT CASE WHEN {many} THEN coalesce((SELECT a.done_at FROM r_act a WHERE {done} \
             ORDER BY a.done_at DESC LIMIT 1 OFFSET {NEWEST}), '') ELSE '-' END"
        );
        let rows = self.engine().at_once(text, 1, query.binds).await?;
        let found = rows.first().ok_or(Error::NotFound)?.text(0)?;
        Ok(Some(found).filter(|found| found != "-"))
    }
}
