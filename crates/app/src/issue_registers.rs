//! 发文登记簿 and 用印登记簿: every number of a year, used or spoiled, none left out; and every use of a seal.
//!
//! The numbers are the entries of the series' stream (docs/decisions/0014, 0048). What stands beside a number comes
//! from its sheet under the reader's own scope: whoever must stand aside sees that the number is taken, and nothing else.

use std::collections::BTreeMap;

use rongheng_domain::{
    cases::issue::{Issue, signing::SERIES, state::Issuing},
    day::Day,
    ids::{PersonId, StreamId},
    kind::Kind,
    registers::{self, Register, series::Series, settings::Settings},
};
use rongheng_store::{CaseFilter, CaseKey};

use crate::{Actor, App, Result, access, error::Error, page::Names, papers::sheet_of, people::Wanted};

/// Rows read at once.
const BATCH: u32 = 500;

/// What stands beside a number for whoever is kept from its sheet.
pub const KEPT_AWAY: &str = "（按回避规定不显示）";

/// A number of the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberLine {
    /// 机关代字 of its series: `青纪`.
    pub word: String,
    /// `青纪〔2026〕5号`.
    pub number: String,
    /// What it was given to; `None` for whoever is kept from it.
    pub given: Option<Given>,
}

/// What a number was given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its sheet.
    pub sheet: StreamId,
    /// What the paper is called.
    pub title: String,
    /// Number of its case.
    pub case_number: String,
    /// The day of the paper.
    pub signed_on: Day,
    /// Who signed it.
    pub signed_by: PersonId,
    /// Who wrote it.
    pub drafters: Vec<PersonId>,
    /// `已分发`, `已作废`.
    pub stage: &'static str,
    /// Why it is spoiled, where it is.
    pub spoiled: Option<String>,
}

/// A use of a seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealLine {
    /// The day.
    pub on: Day,
    /// Which seal.
    pub seal: String,
    /// How: `加盖实物印章`.
    pub way: &'static str,
    /// On how many copies.
    pub copies: u32,
    /// Number of the paper.
    pub number: String,
    /// Its sheet.
    pub sheet: StreamId,
    /// What the paper is called.
    pub title: String,
    /// Who applied it.
    pub by: PersonId,
    /// Who signed the paper.
    pub signed_by: PersonId,
    /// Whether the number is spoiled.
    pub spoiled: bool,
}

/// The two registers of a year.
#[derive(Debug, Clone, Default)]
pub struct IssueRegisters {
    /// The year.
    pub year: i16,
    /// Every number, series after series, each from 1 on; the usual word first.
    pub numbers: Vec<NumberLine>,
    /// Every use of a seal that the reader may see, by day.
    pub seals: Vec<SealLine>,
    /// Names of people.
    pub names: Names,
}

impl App {
    /// The registers of a year; of this one where none is named.
    ///
    /// # Errors
    /// [`Error::NotFound`] for whoever does not see the sheets of the organ.
    pub async fn issue_registers(&self, actor: &Actor, year: Option<i16>) -> Result<IssueRegisters> {
        if !access::sees_organ(actor, Issue::NAME) {
            return Err(Error::NotFound);
        }
        let today = self.today();
        let year = year.unwrap_or(today.parts().0);
        let in_force = self.0.snapshot.on(&self.0.store, today).await?;
        let settings = &in_force.policy.settings;
        let sheets = self.sheets_seen(actor).await?;
        let mut numbers = Vec::new();
        for (word, series) in self.series_of_papers(settings, year).await? {
            numbers.extend((1_u64..).zip(&series.drawn).map(|(number, drawn)| {
                let given = sheets.get(drawn).and_then(|sheet| given(drawn, sheet));
                let own = sheets.get(drawn).and_then(Issuing::number).map(str::to_owned);
                let number = own.unwrap_or_else(|| Series::words(&word, year, number));
                NumberLine { word: word.clone(), number, given }
            }));
        }
        let mut seals: Vec<SealLine> = sheets
            .iter()
            .filter_map(|(stream, sheet)| seal(stream, sheet))
            .filter(|line| line.on.parts().0 == year)
            .collect();
        seals.sort_by(|a, b| (a.on, &a.number).cmp(&(b.on, &b.number)));
        let mut found = IssueRegisters { year, numbers, seals, names: Names::default() };
        found.names = self.names(wanted(&found)).await?;
        Ok(found)
    }

    /// Every series of papers of the organ in a year with its word, the usual word first: also of a word that is not
    /// used any more.
    async fn series_of_papers(&self, settings: &Settings, year: i16) -> Result<Vec<(String, Series)>> {
        let end = format!(".{}.{year}", settings.organ);
        let mut found = Vec::new();
        for stream in self.0.store.streams_of_kind(Series::NAME).await? {
            let word = stream.key().strip_suffix(&end).and_then(|rest| rest.strip_prefix(SERIES));
            let Some(word) = word else { continue };
            // A series from before words had one each bears the usual word.
            let word = word.strip_prefix('.').unwrap_or(&settings.paper_word).to_owned();
            let events = self.0.store.load(&stream, 0).await?;
            let series: Series =
                registers::fold(events.iter().map(|event| (&event.recorded, event.recorded_at.day())))?;
            found.push((word, series));
        }
        found.sort_by_cached_key(|(word, _)| (*word != settings.paper_word, word.clone()));
        Ok(found)
    }

    /// Every sheet that `actor` may see.
    async fn sheets_seen(&self, actor: &Actor) -> Result<BTreeMap<StreamId, Issuing>> {
        let filter = CaseFilter { kind: Some(Issue::NAME.to_owned()), ..CaseFilter::default() };
        let scope = access::scope_of(actor, Issue::NAME);
        let mut after: Option<CaseKey> = None;
        let mut sheets = BTreeMap::new();
        loop {
            let rows = self.0.store.list_cases(&filter, &scope, after.as_ref(), BATCH).await?;
            for row in &rows {
                let folded = match self.0.cases.load(&self.0.store, &StreamId(row.stream.clone())).await {
                    Err(Error::Erased) => continue,
                    other => other?,
                };
                if let Some(sheet) = sheet_of(&folded) {
                    sheets.insert(folded.stream.clone(), sheet.clone());
                }
            }
            match rows.last() {
                Some(last) if rows.len() == usize::try_from(BATCH).unwrap_or(usize::MAX) => {
                    after = Some(CaseKey { opened_on: last.opened_on.clone(), stream: last.stream.clone() });
                }
                _ => return Ok(sheets),
            }
        }
    }
}

fn given(stream: &StreamId, sheet: &Issuing) -> Option<Given> {
    let (drafted, signed) = (sheet.drafted.as_ref()?, sheet.signed.as_ref()?);
    Some(Given {
        sheet: stream.clone(),
        title: drafted.title.clone(),
        case_number: drafted.case_number.clone(),
        signed_on: signed.on,
        signed_by: signed.by.clone(),
        drafters: sheet.drafters.clone(),
        stage: sheet.stage().words(),
        spoiled: sheet.voided.as_ref().map(|voided| voided.why.clone()),
    })
}

fn seal(stream: &StreamId, sheet: &Issuing) -> Option<SealLine> {
    let (drafted, signed) = (sheet.drafted.as_ref()?, sheet.signed.as_ref()?);
    let sealed = sheet.sealed.as_ref()?;
    Some(SealLine {
        on: sealed.on,
        seal: sealed.seal.clone(),
        way: sealed.way.title(),
        copies: sealed.copies,
        number: signed.number.clone(),
        sheet: stream.clone(),
        title: drafted.title.clone(),
        by: sealed.by.clone(),
        signed_by: signed.by.clone(),
        spoiled: sheet.voided.is_some(),
    })
}

fn wanted(found: &IssueRegisters) -> Wanted {
    let mut wanted = Wanted::default();
    for given in found.numbers.iter().filter_map(|line| line.given.as_ref()) {
        wanted.people.extend(given.drafters.iter().cloned());
        wanted.people.insert(given.signed_by.clone());
    }
    for line in &found.seals {
        wanted.people.extend([line.by.clone(), line.signed_by.clone()]);
    }
    wanted
}
