//! 典型案例库: the model cases that may be read, under their themes, each within its scope (M1).

use rongheng_domain::{
    cases::tolerance::publicity::Scope,
    people::Role,
    refusal::Refusal,
    registers::{
        Register as _,
        keeping::KEEPS,
        precedent::{Listing, Precedent, Source, Submission, Text},
    },
    sheet::Say,
};

pub use rongheng_domain::registers::precedent::Theme;

use super::book::PRECEDENT_READERS;
use crate::{Actor, App, Result, error::Error, page::Names, people::Wanted};

/// A model case as it is read.
#[derive(Debug, Clone)]
pub struct ModelCase {
    /// Its key.
    pub key: String,
    /// Its text.
    pub text: Text,
    /// Theme, scope, what was kept.
    pub listing: Listing,
    /// What was submitted upward.
    pub submissions: Vec<Submission>,
    /// Ours, and no real case.
    pub sample: bool,
}

impl ModelCase {
    fn of(key: &str, one: &Precedent) -> Option<Self> {
        let (text, listing) = (one.text.clone()?, one.listing.clone()?);
        let sample = text.source == Source::Sample;
        one.in_use().then(|| Self {
            key: key.to_owned(),
            text,
            listing,
            submissions: one.submissions.clone(),
            sample,
        })
    }

    /// The lists in which it was chosen.
    pub fn chosen(&self) -> Vec<&str> {
        let answers = self.submissions.iter().filter_map(|one| one.answer.as_ref());
        answers.filter(|one| one.chosen).map(|one| one.list.as_deref().unwrap_or("入选")).collect()
    }
}

/// Whether a role reads a text that is told within `scope`: the organ's own officers read all, those of other units what
/// is told to units.
pub(crate) const fn reads_within(role: Role, scope: Scope) -> bool {
    match role {
        Role::Official
        | Role::AppraisalOwner
        | Role::SystemAdmin
        | Role::SecurityAdmin
        | Role::SystemJobs => false,
        Role::UnitContact
        | Role::Committee
        | Role::ConsultedMember
        | Role::OrganisationOfficer
        | Role::UpperOrgan => matches!(scope, Scope::District | Scope::Public),
        _ => true,
    }
}

/// Whether a role reads a precedent: those who work with precedents all that are in use, others what is told to them.
pub(crate) fn reads_precedent(role: Role, one: &Precedent) -> bool {
    one.in_use()
        && (PRECEDENT_READERS.contains(&role)
            || one.listing.as_ref().is_some_and(|listing| reads_within(role, listing.scope())))
}

/// Whether a role has the library.
pub const fn has_library(role: Role) -> bool {
    reads_within(role, Scope::Public)
}

impl App {
    /// Every precedent with its key.
    pub(crate) async fn all_precedents(&self) -> Result<Vec<(String, Precedent)>> {
        let mut all = Vec::new();
        for stream in self.0.store.streams_of_kind(Precedent::NAME).await? {
            let record = self.folded::<Precedent>(stream.key()).await?.record;
            all.push((stream.key().to_owned(), record));
        }
        Ok(all)
    }

    /// The model cases that this actor reads, by theme.
    ///
    /// # Errors
    /// Whoever has no library.
    pub async fn model_cases(&self, actor: &Actor) -> Result<Vec<ModelCase>> {
        let Some(role) = actor.role().filter(|role| has_library(*role)) else {
            let says = "典型案例库由纪检监察机关和会商、组织等部门的工作人员阅读，请联系承办人。";
            return Err(Error::Forbidden(Refusal::one(&KEEPS, says)));
        };
        let all = self.all_precedents().await?;
        let all = all.iter().filter_map(|(key, one)| ModelCase::of(key, one));
        let mut all: Vec<_> = all.filter(|one| reads_within(role, one.listing.scope())).collect();
        all.sort_by(|a, b| (a.listing.theme(), &a.text.title).cmp(&(b.listing.theme(), &b.text.title)));
        Ok(all)
    }

    /// A model case, with the names of those who submitted it.
    ///
    /// # Errors
    /// There is none that this actor reads.
    pub async fn model_case(&self, actor: &Actor, key: &str) -> Result<(ModelCase, Names)> {
        let one = self.model_cases(actor).await?.into_iter().find(|one| one.key == key);
        let one = one.ok_or(Error::NotFound)?;
        let mut wanted = Wanted::default();
        one.submissions.iter().for_each(|submission| wanted.say(&Say::from(&submission.by)));
        Ok((one, self.names(wanted).await?))
    }
}
