//! 纵错信号 (D4): what was seen over many cases, for those who watch; each signal opens the cases behind it.
//!
//! A signal is made from the cases that its reader may see as an officer and from no others: whoever stands aside from
//! one of two cases is not told that there are two. What is counted stands in the read tables (`store/traces.rs` has the
//! plan): subjects first, by an index, then the few cases behind them.

use std::{collections::BTreeMap, sync::Arc};

use rongheng_domain::{
    connivance::{
        self, Left, Sign, Signal, Trace,
        looking::{SignalEvent, SignalRecord},
    },
    day::Day,
    ids::StreamId,
    registers::{self, Register as _},
    sheet::{Block, Say},
};
use rongheng_store::{CaseFilter, Repeated, Stored, TraceRow};

use crate::{Actor, App, Result, access, error::Error, page::Listed, people::Wanted, records::RecordRow};

/// Subjects of one sign that are looked at: more are shown once these were looked into.
const SUBJECTS: u32 = 200;
/// Traces of one sign that are read.
const TRACES: u32 = 2_000;

/// A signal with the cases behind it, as its reader sees them.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) signal: Signal,
    pub(crate) cases: BTreeMap<StreamId, Listed>,
}

fn left(row: TraceRow) -> Option<Left> {
    let trace = Trace {
        sign: Sign::from_id(&row.sign)?,
        subject: row.subject,
        on: Day::parse(&row.on_day)?,
        then: Day::parse(&row.then_day),
    };
    Some(Left { trace, case: StreamId(row.stream) })
}

impl App {
    /// Everything that asks for a look today, for this reader.
    pub(crate) async fn signals(&self, actor: &Actor) -> Result<Vec<Seen>> {
        let mut all = Vec::new();
        for sign in Sign::ALL {
            let thresholds = self.policy().await?.settings.watch;
            let (from, until) = sign.window(thresholds, self.today());
            let asked = Repeated {
                sign: sign.id().to_owned(),
                from: from.to_string(),
                until: until.to_string(),
                least: sign.least(thresholds),
            };
            let subjects = self.0.store.repeated(&asked, SUBJECTS).await?;
            all.extend(self.seen_of(actor, *sign, subjects).await?);
        }
        Ok(all)
    }

    /// One of them; `None` where this reader sees nothing of it.
    pub(crate) async fn signal(&self, actor: &Actor, key: &str) -> Result<Option<Seen>> {
        let (sign, subject) = connivance::read_key(key).ok_or(Error::NotFound)?;
        Ok(self.seen_of(actor, sign, vec![subject.to_owned()]).await?.pop())
    }

    async fn seen_of(&self, actor: &Actor, sign: Sign, subjects: Vec<String>) -> Result<Vec<Seen>> {
        if subjects.is_empty() {
            return Ok(Vec::new());
        }
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let rows = self.0.store.traces(sign.id(), subjects, TRACES).await?;
        let among: Vec<String> = rows.iter().map(|row| row.stream.clone()).collect();
        let filter = CaseFilter { among: Some(among), ..CaseFilter::default() };
        let cases = self.0.store.list_cases(&filter, &access::officer_scope(actor), None, TRACES).await?;
        let shown = self.shown(actor, &cases, &in_force).await?;
        // Only the view from inside: whoever is told of a case as a unit or a committee counts nothing by it.
        let inside = shown.into_iter().filter(|row| row.disclosed.is_some());
        let cases: BTreeMap<_, _> = inside.map(|row| (row.stream.clone(), row)).collect();
        let all: Vec<_> =
            rows.into_iter().filter_map(left).filter(|one| cases.contains_key(&one.case)).collect();
        let signals = sign.seen(&all, in_force.policy.settings.watch, self.today());
        let own = |signal: &Signal| {
            let behind = signal.left.iter().filter_map(|one| cases.get(&one.case));
            behind.map(|row| (row.stream.clone(), row.clone())).collect()
        };
        Ok(signals.into_iter().map(|signal| Seen { cases: own(&signal), signal }).collect())
    }

    /// The looks at a signal.
    pub(crate) async fn looks_at(&self, key: &str) -> Result<SignalRecord> {
        let events = self.0.store.load(&StreamId::new(SignalRecord::NAME, key), 0).await?;
        Ok(registers::fold::<SignalRecord>(
            events.iter().map(|event| (&event.recorded, event.recorded_at.day())),
        )?)
    }

    /// The rows of the list.
    pub(crate) async fn signal_rows(&self, actor: &Actor) -> Result<Vec<RecordRow>> {
        let mut rows = Vec::new();
        for Seen { signal, .. } in self.signals(actor).await? {
            let said = self.subject_name(&signal.subject).await?;
            let standing = self.looks_at(&signal.key()).await?.standing(&signal).to_owned();
            let latest = signal.latest().map(|day| day.to_string()).unwrap_or_default();
            let many = format!("{} 件", signal.left.len());
            let sign = signal.sign;
            let cells = [sign.title().to_owned(), said, many, latest, standing.clone()];
            rows.push(RecordRow::new(signal.key(), cells).is("sign", sign.id()).is("standing", &standing));
        }
        Ok(rows)
    }

    async fn subject_name(&self, subject: &str) -> Result<String> {
        let said = connivance::subject_said(subject);
        let mut wanted = Wanted::default();
        wanted.say(&said);
        Ok(self.names(wanted).await?.say(&said))
    }

    /// What the page of a signal shows: what was seen, with the figure, and the cases behind it.
    pub(crate) async fn signal_blocks(&self, seen: &Seen) -> Result<Vec<Block>> {
        let Signal { sign, subject, left } = &seen.signal;
        let thresholds = self.policy().await?.settings.watch;
        let facts = [
            ("看到的", Say::from(sign.title())),
            ("对象", connivance::subject_said(subject)),
            ("件数", Say::from(format!("{} 件", left.len()))),
            ("依据", Say::from(sign.says(thresholds))),
        ];
        let (on, then) = sign.days_said();
        let mut head: Vec<String> = ["案号", "事项", "阶段", on].map(str::to_owned).to_vec();
        head.extend(Some(then).filter(|then| !then.is_empty()).map(str::to_owned));
        let rows = left.iter().filter_map(|one| {
            let case = seen.cases.get(&one.case)?;
            let mut row = vec![
                Say::from(&case.number),
                Say::from(&case.title),
                Say::from(&case.stage),
                Say::from(one.trace.on),
            ];
            row.extend(one.trace.then.filter(|_| !then.is_empty()).map(Say::from));
            Some(row)
        });
        Ok(vec![
            Block::Facts(facts.map(|(term, say)| (term.to_owned(), say)).to_vec()),
            Block::Table { head, rows: rows.collect() },
            Block::Note {
                tone: rongheng_domain::sheet::Tone::Plain,
                says: Say::from("只列出您能查看的案件。信号只摆事实，是否有问题由人看过以后判断。"),
            },
        ])
    }

    /// The signal of a key, for the rules.
    pub(crate) async fn signal_for(&self, actor: &Actor, key: &str) -> Result<Option<Arc<Signal>>> {
        Ok(self.signal(actor, key).await?.map(|seen| Arc::new(seen.signal)))
    }

    /// The looks of which this reader may know every case: words about another are not for them.
    pub(crate) async fn looks_known(&self, actor: &Actor, events: Vec<Stored>) -> Result<Vec<Stored>> {
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let mut known = Vec::new();
        for event in events {
            let SignalEvent::Looked(look) = registers::read::<SignalRecord>(&event.recorded)?;
            let mut all = true;
            for case in &look.cases {
                all = all && self.sees_as_officer(actor, case, &in_force).await?;
            }
            known.extend(all.then_some(event));
        }
        Ok(known)
    }

    /// The title of its page.
    pub(crate) async fn signal_title(&self, key: &str) -> Result<String> {
        let (sign, subject) = connivance::read_key(key).ok_or(Error::NotFound)?;
        let names = self.subject_name(subject).await?;
        Ok(format!("{}：{names}", sign.title()))
    }
}
