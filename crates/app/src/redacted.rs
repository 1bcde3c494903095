//! The draft of what is to be published beside what is left of it: for those who check that nothing identifies anybody,
//! and, without the draft, for the official whom it is about (E3).

use rongheng_domain::{
    cases::tolerance::{Tolerance, publicity},
    ids::StreamId,
    kind::Audience,
};

use crate::{Actor, App, Result, error::Error};

/// What somebody may compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// `容〔2026〕17号 · 补偿面积`.
    pub subject: String,
    /// The name of its kind.
    pub kind_title: &'static str,
    /// The draft with the names in it; `None` for whoever may not see it.
    pub draft: Option<String>,
    /// What is left; `None` before every place is decided.
    pub left: Option<String>,
}

impl App {
    /// The draft and what is left of it, as this actor may see them.
    ///
    /// # Errors
    /// Whoever sees neither is told that there is none.
    pub async fn redacted(&self, actor: &Actor, case: &StreamId) -> Result<Compared> {
        let seen = self.seen(actor, case).await?;
        let state = seen.folded.state.of::<Tolerance>().ok_or(Error::NotFound)?;
        let (draft, left) = match &seen.audience {
            Audience::Officer(_) => {
                let (draft, left) = publicity::both(state).ok_or(Error::NotFound)?;
                (Some(draft.to_owned()), left.map(str::to_owned))
            }
            Audience::Official(person) => {
                let left = publicity::left(state, person).ok_or(Error::NotFound)?;
                (None, Some(left.to_owned()))
            }
            _ => return Err(Error::NotFound),
        };
        self.looked(actor, case, "redacted").await?;
        let number = seen.sheet.number.clone().unwrap_or_default();
        let subject = [number, seen.sheet.title.clone()].join(" · ").trim_start_matches(" · ").to_owned();
        Ok(Compared { subject, kind_title: seen.folded.kind.title(), draft, left })
    }
}
