//! 式样修订 as a book: drafts of papers with the difference to what is in use, the placeholders beside the form, and how
//! a draft will look.

use rongheng_domain::{
    kind::{Failure, Recorded},
    paper_values::{ALWAYS, meaning},
    registers::{
        self, Register as _,
        paper_draft::{self, PaperDraft},
        papers::{PaperText, PapersEvent, PapersRecord},
    },
};
use serde_json::Value;

use super::{Book, Foreseen, RecordForm, RecordRow, policy::compared, reads};
use crate::{
    Actor, App, ONLY, RegisterWrite, Result,
    error::Error,
    page::{Choice, Paper},
};

/// A placeholder with what it means.
type Meant = (&'static str, &'static str);

/// What a paper of these events may use.
fn placeholders(text: &PaperText) -> Vec<Meant> {
    let mut names: Option<Vec<&'static str>> = None;
    for event in &text.events {
        let own = paper_draft::known(event).unwrap_or_default();
        names = Some(match names {
            Some(names) => names.into_iter().filter(|name| own.contains(name)).collect(),
            None => own.to_vec(),
        });
    }
    let all = names.unwrap_or_default();
    all.into_iter().chain(ALWAYS.iter().copied()).map(|name| (name, meaning(name))).collect()
}

impl App {
    /// The rows of the drafts, those that wait first by their names.
    pub(super) async fn paper_draft_rows(&self) -> Result<Vec<RecordRow>> {
        let mut rows = Vec::new();
        for stream in self.0.store.streams_of_kind(PaperDraft::NAME).await? {
            let record = self.folded::<PaperDraft>(stream.key()).await?.record;
            let standing = record.standing().to_owned();
            let mut wanted = crate::people::Wanted::default();
            wanted.people.extend(record.writers.iter().cloned());
            let names = self.names(wanted).await?;
            let by: Vec<_> = record.writers.iter().map(|id| names.person(id)).collect();
            let Some(paper) = record.paper else { continue };
            rows.push(RecordRow::new(stream.key().to_owned(), [paper.title, standing, by.join("、")]));
        }
        Ok(rows)
    }

    /// The form of a new draft: which papers there are, and the text in use of the one that it begins with.
    pub(super) async fn paper_form(&self, mut form: RecordForm, fill: Option<&str>) -> Result<RecordForm> {
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let today = self.today();
        let texts = registers.papers.texts.keys().filter_map(|code| registers.papers.text(code, today));
        let choice = |text: &PaperText| Choice { value: text.code.clone(), label: text.title.clone() };
        form.offers.insert("papers", texts.map(choice).collect());
        if let Some(text) = fill.and_then(|code| registers.papers.text(code, today)) {
            form.sent = rongheng_domain::form::write(form.act.fields, &paper_draft::begun(text));
            form.beside = placeholders(text);
        }
        Ok(form)
    }

    /// The placeholders beside the form that changes a draft.
    pub(super) async fn placeholders_of_draft(&self, key: &str, act: &str) -> Result<Vec<Meant>> {
        let paper = self.folded::<PaperDraft>(key).await?.record.paper.filter(|_| act == "revise");
        Ok(paper.as_ref().map(placeholders).unwrap_or_default())
    }

    /// The draft beside the text in use, while it is open.
    pub(super) async fn paper_foreseen(&self, key: &str) -> Result<Foreseen> {
        let record = self.folded::<PaperDraft>(key).await?.record;
        let open = record.is_open();
        let Some(paper) = record.paper.filter(|_| open) else { return Ok(Foreseen::default()) };
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let old = registers.papers.text(&paper.code, self.today()).map(paper_draft::parts);
        let compared = compared(paper.title.clone(), old, paper_draft::parts(&paper));
        Ok(Foreseen { compared: vec![compared], ..Foreseen::default() })
    }

    /// What follows in the register of texts from the events of a draft: the text, once it is issued.
    pub(super) async fn follow_paper(&self, key: &str, events: &[Recorded]) -> Result<Vec<RegisterWrite>> {
        let record = self.folded::<PaperDraft>(key).await?.record;
        let read = |event: &Recorded| registers::read::<PaperDraft>(event).ok();
        let paper = events.iter().filter_map(read).find_map(|event| record.follows(&event));
        let Some(paper) = paper else { return Ok(Vec::new()) };
        let stream = rongheng_domain::ids::StreamId::new(PapersRecord::NAME, ONLY);
        let head = self.0.store.head(&stream).await?.map_or(0, |head| head.version);
        let event = PapersEvent::TextSet { paper };
        Ok(vec![RegisterWrite::new::<PapersRecord>(ONLY, &[event]).expecting(Some(head))])
    }

    /// How what was typed will look, marked as a preview; what keeps it from being used stands at its fields.
    ///
    /// # Errors
    /// Whoever may not draft; every fault with its field, line and word.
    pub async fn preview_paper(&self, actor: &Actor, key: Option<&str>, answers: Value) -> Result<Paper> {
        reads(actor, Book::PaperDrafts)?;
        let code = match key {
            Some(key) => self.folded::<PaperDraft>(key).await?.record.paper.map(|paper| paper.code),
            None => None,
        };
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let text = paper_draft::form(answers, code.as_deref(), &registers.papers, self.today());
        let text = text.map_err(|failure| match failure {
            Failure::Refused(refusal) => Error::Refused(refusal),
            other => other.into(),
        })?;
        self.preview(&text, true).await
    }

    /// How a draft will look.
    ///
    /// # Errors
    /// Whoever may not read it, or there is none.
    pub async fn paper_draft_example(&self, actor: &Actor, key: &str, pdf: bool) -> Result<Paper> {
        reads(actor, Book::PaperDrafts)?;
        let record = self.folded::<PaperDraft>(key).await?.record;
        self.preview(&record.paper.ok_or(Error::NotFound)?, pdf).await
    }
}
