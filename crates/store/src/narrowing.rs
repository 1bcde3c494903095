//! What a list is narrowed to: whose eyes look (the scope of the access table), and what was asked for.

use crate::engine::Bind;

/// Which rows somebody may see: a condition on the case `c`, with `?` for each text in `binds`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Such as `EXISTS (SELECT 1 FROM r_part p WHERE p.stream = c.stream AND p.who = ?)`. Written by the
    /// access table, never by what a person typed.
    pub sql: String,
    /// The texts.
    pub binds: Vec<String>,
    /// Where it is not empty: every case of the scope has one of these among its parts, `person:lin` or `unit:jw`.
    /// It narrows nothing; it tells where to look.
    pub within: Vec<String>,
}

impl Scope {
    /// Everything.
    pub fn all() -> Self {
        Self { sql: String::new(), binds: Vec::new(), within: Vec::new() }
    }

    /// Nothing.
    pub fn nothing() -> Self {
        Self { sql: "1 = 0".to_owned(), binds: Vec::new(), within: Vec::new() }
    }
}

/// What a list is narrowed to; empty fields narrow nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Kind of case.
    pub kind: Option<String>,
    /// Stage.
    pub stage: Option<String>,
    /// One of these stages, where any is named.
    pub stages: Vec<String>,
    /// Whether the gate of G4 is open.
    pub disclosed: Option<bool>,
    /// 所在单位.
    pub unit: Option<String>,
    /// 承办机关.
    pub organ: Option<String>,
    /// The whole number.
    pub number: Option<String>,
    /// The case that opened it.
    pub cause: Option<String>,
    /// A piece of title or number.
    pub text: Option<String>,
    /// Not closed yet, or closed.
    pub open: Option<bool>,
    /// Closed within these days, both included. In no index: for what is asked once, never for a page.
    pub closed_within: Option<(String, String)>,
    /// Opened on this day or later.
    pub opened_from: Option<String>,
    /// Opened on this day or earlier.
    pub opened_to: Option<String>,
    /// Due on this day or later.
    pub due_from: Option<String>,
    /// Due on this day or earlier.
    pub due_to: Option<String>,
    /// 预计, or not.
    pub provisional: Option<bool>,
    /// One of the marks in [`crate::CaseRow::marks`].
    pub mark: Option<String>,
    /// `person:lin` or `unit:jw` belongs to the case in one of these ways.
    pub part: Option<(String, Vec<&'static str>)>,
    /// Only these cases, as the text index found them.
    pub among: Option<Vec<String>>,
    /// `person:lin` is in its team.
    pub team: Option<String>,
    /// Only cases of these scopes too: what was asked for is shown to the reader in these alone.
    pub shown: Vec<Scope>,
}

impl CaseFilter {
    /// Whether a day of the limit was asked for.
    pub fn by_due(&self) -> bool {
        self.due_from.is_some() || self.due_to.is_some()
    }

    /// People and units, one set after the other, among whose cases all lies that is asked for in this scope.
    pub(crate) fn within(&self, scope: &Scope) -> Vec<Vec<String>> {
        let own = self.part.iter().map(|(who, _)| who).chain(&self.team).map(|who| vec![who.clone()]);
        let scopes = std::iter::once(scope).chain(&self.shown).map(|scope| scope.within.clone());
        own.chain(scopes).filter(|whos| !whos.is_empty()).collect()
    }
}

/// In which order cases come. Each has an index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CaseOrder {
    /// By the day they began.
    #[default]
    Opened,
    /// By the last day of the limit that matters now; those without one come after all others.
    Due,
    /// By number: word, year, number.
    Number,
}

impl CaseOrder {
    /// What is compared, as the index has it.
    pub(crate) const fn column(self) -> &'static str {
        match self {
            Self::Opened => "c.opened_on",
            Self::Due => "CASE c.due_on WHEN '' THEN '~' ELSE c.due_on END",
            Self::Number => "c.numbered",
        }
    }
}

/// A query in the making.
#[derive(Debug, Default)]
pub(crate) struct Query {
    /// From where cases are read.
    pub(crate) from: String,
    pub(crate) conditions: Vec<String>,
    pub(crate) binds: Vec<Bind>,
}

impl Query {
    /// Of cases: of all, in the order of an index, or of those of a few people and units, one by one.
    pub(crate) fn of_cases(few: Option<&[String]>) -> Self {
        let mut query = Self { from: "r_case c".to_owned(), ..Self::default() };
        let Some(whos) = few else { return query };
        query.among("s.who", whos);
        // A CROSS JOIN is read from left to right by SQLite; PostgreSQL goes by what it counted itself.
        let own = format!("SELECT DISTINCT s.stream FROM r_part s {}", query.wheres());
        query.from = format!("({own}) AS own CROSS JOIN r_case c");
        query.conditions.clear();
        query.and("c.stream = own.stream", &[]);
        query
    }

    /// One of these values.
    pub(crate) fn among(&mut self, column: &str, values: &[String]) {
        let marks = vec!["?"; values.len()].join(", ");
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        self.and(&format!("{column} IN ({marks})"), &values);
    }

    /// Adds a condition; each `?` in it takes the next of `values`.
    pub(crate) fn and(&mut self, condition: &str, values: &[&str]) {
        if condition.is_empty() {
            return;
        }
        let mut place = self.binds.len();
        let mut parts = condition.split('?');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            place += 1;
            text.extend(["$", &place.to_string(), part]);
        }
        self.conditions.push(format!("({text})"));
        self.binds.extend(values.iter().map(|value| Bind::from(*value)));
    }

    pub(crate) fn scope(&mut self, scope: &Scope) {
        let values: Vec<&str> = scope.binds.iter().map(String::as_str).collect();
        self.and(&scope.sql, &values);
    }

    /// `by` is the order the rows are wanted in. A condition that many rows fulfil must not draw the engine away
    /// from the index of that order, or it would have to sort them: it is asked of each row then (`|| ''`).
    pub(crate) fn filter(&mut self, filter: &CaseFilter, by: CaseOrder) {
        let broad: [_; 3] = match by {
            CaseOrder::Opened => ["c.kind = ?", "c.stage = ?", "c.organ = ?"],
            CaseOrder::Due | CaseOrder::Number => {
                ["c.kind || '' = ?", "c.stage || '' = ?", "c.organ || '' = ?"]
            }
        };
        let [kind, stage, organ] = broad;
        let due = CaseOrder::Due.column();
        let (due_from, due_to) = (format!("{due} >= ?"), format!("{due} <= ?"));
        let equal = [
            (kind, &filter.kind),
            (stage, &filter.stage),
            ("c.unit = ?", &filter.unit),
            (organ, &filter.organ),
            ("c.number = ?", &filter.number),
            ("c.cause = ?", &filter.cause),
            ("c.opened_on >= ?", &filter.opened_from),
            ("c.opened_on <= ?", &filter.opened_to),
            (&due_from, &filter.due_from),
            (&due_to, &filter.due_to),
        ];
        for (condition, value) in equal {
            if let Some(value) = value {
                self.and(condition, &[value]);
            }
        }
        if let Some(text) = &filter.text {
            // What is typed is a piece of text; its signs mean themselves.
            let text = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let pattern = format!("%{text}%");
            let both = "c.title LIKE ? ESCAPE '\\' OR c.number LIKE ? ESCAPE '\\'";
            self.and(both, &[&pattern, &pattern]);
        }
        if filter.due_from.is_some() && filter.due_to.is_none() {
            self.and("c.due_on <> ''", &[]);
        }
        if let Some(mark) = &filter.mark {
            self.and("c.marks LIKE ?", &[&format!("%{mark}%")]);
        }
        let marks = |count: usize| vec!["?"; count].join(", ");
        for (column, values) in [
            ("c.stage", Some(&filter.stages).filter(|some| !some.is_empty())),
            ("c.stream", filter.among.as_ref()),
        ] {
            let Some(values) = values else { continue };
            if values.is_empty() {
                self.and("1 = 0", &[]);
                continue;
            }
            self.among(column, values);
        }
        for (column, wanted) in [("c.disclosed", filter.disclosed), ("c.due_provisional", filter.provisional)]
        {
            match wanted {
                Some(true) => self.and(&format!("{column} = 1"), &[]),
                Some(false) => self.and(&format!("{column} = 0"), &[]),
                None => {}
            }
        }
        if let Some((who, parts)) = &filter.part {
            let mut values = vec![who.as_str()];
            values.extend(parts.iter().copied());
            let belongs =
                "EXISTS (SELECT 1 FROM r_part y WHERE y.stream = c.stream AND y.who = ? AND y.part IN";
            self.and(&format!("{belongs} ({}))", marks(parts.len())), &values);
        }
        if let Some(who) = &filter.team {
            let belongs =
                "EXISTS (SELECT 1 FROM r_part z WHERE z.stream = c.stream AND z.who = ? AND z.part = 'team')";
            self.and(belongs, &[who]);
        }
        for shown in &filter.shown {
            self.scope(shown);
        }
        if let Some((from, until)) = &filter.closed_within {
            self.and("c.closed_on >= ? AND c.closed_on <= ?", &[from, until]);
        }
        match filter.open {
            // What was transferred or withdrawn is archived without ever having been closed.
            Some(true) => self.and("c.closed_on = '' AND c.archived_on = ''", &[]),
            Some(false) => self.and("(c.closed_on <> '' OR c.archived_on <> '')", &[]),
            None => {}
        }
    }

    pub(crate) fn wheres(&self) -> String {
        if self.conditions.is_empty() {
            String::new()
        } else {
            format!("WHERE {}", self.conditions.join(" AND "))
        }
    }
}
