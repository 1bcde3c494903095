//! Texts that were written and changed before they counted: every version, with who wrote it when.

use rongheng_domain::{
    away::both,
    day::Moment,
    ids::{PersonId, StreamId},
    kind::Audience,
};

use crate::{Actor, App, Result, admitting, error::Error, page::Names, people::Wanted};

/// A version of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Version of the case after it: its place in the file.
    pub version: u64,
    /// When.
    pub at: Moment,
    /// Who was signed in.
    pub by: PersonId,
    /// For whom it was entered from paper.
    pub acted_for: Option<PersonId>,
    /// Whether in that person's place, not from paper.
    pub by_delegation: bool,
    /// The whole text.
    pub text: String,
}

/// A text with its versions, earliest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Which: `minutes`.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Its versions.
    pub versions: Vec<Written>,
}

/// The texts of a case.
#[derive(Debug, Clone)]
pub struct Texts {
    /// `容〔2026〕17号 · 补偿面积`.
    pub subject: String,
    /// The name of its kind.
    pub kind_title: &'static str,
    /// Each of them, in the order in which they were first written.
    pub texts: Vec<Text>,
    /// Names of people.
    pub names: Names,
}

impl App {
    /// Every text of a case that was drafted, with its versions; for the organ's officers.
    ///
    /// # Errors
    /// Whoever does not see the case as an officer is told that there is none.
    pub async fn texts(&self, actor: &Actor, case: &StreamId) -> Result<Texts> {
        let seen = self.seen(actor, case).await?;
        if !matches!(seen.audience, Audience::Officer(_)) {
            return Err(Error::NotFound);
        }
        self.looked(actor, case, "versions").await?;
        let mut found = Vec::new();
        let mut wanted = Wanted::default();
        let events = self.0.store.load(case, 0).await?;
        let delegated = both::delegated(&admitting::past(&events));
        for (event, by_delegation) in events.into_iter().zip(delegated) {
            let Some(draft) = seen.folded.kind.draft(&event.recorded)? else { continue };
            wanted.say(&draft.title);
            wanted.say(&draft.text);
            wanted.people.insert(event.actor.clone());
            wanted.people.extend(event.acted_for.clone());
            found.push((draft, event, by_delegation));
        }
        let names = self.names(wanted).await?;
        let mut texts: Vec<Text> = Vec::new();
        for (draft, event, by_delegation) in found {
            let written = Written {
                version: event.version,
                at: event.recorded_at,
                by: event.actor,
                acted_for: event.acted_for,
                by_delegation,
                text: names.say(&draft.text),
            };
            match texts.iter_mut().find(|text| text.key == draft.key) {
                Some(text) => text.versions.push(written),
                None => texts.push(Text {
                    title: names.say(&draft.title),
                    key: draft.key,
                    versions: vec![written],
                }),
            }
        }
        let number = seen.sheet.number.clone().unwrap_or_default();
        let subject = [number, seen.sheet.title.clone()].join(" · ").trim_start_matches(" · ").to_owned();
        Ok(Texts { subject, kind_title: seen.folded.kind.title(), texts, names })
    }
}
