//! What is typed into a form whose session has ended, or that somebody else opened, is not lost: it is kept as the
//! draft of whom the form belongs to, and shown to nobody else (docs/decisions/0035).

use rongheng_domain::{
    form::Field,
    ids::{PersonId, StreamId},
    people::Role,
};

use crate::{
    error_page::Problem,
    render::form::Sent,
    visit::{Signed, Visit, Web},
};

/// Hidden fields of every form that say whose page it is.
pub(crate) const OWNER: [&str; 2] = ["page_by", "page_role"];

/// A form by its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// Kind of case, or the register.
    pub kind: &'a str,
    /// The case or the record; `None` where one is opened.
    pub case: Option<&'a StreamId>,
    /// What is done.
    pub action: &'a str,
    /// Where the form is.
    pub href: &'a str,
}

/// Whether a form that came belongs to who is signed in, in the role in use; what to say where it does not.
/// `by` and `role` are taken out of what was sent.
pub(crate) async fn owned(
    web: &Web,
    visit: &Visit,
    place: Place<'_>,
    sent: &mut Sent,
    labels: &[Field],
) -> Result<(), Problem> {
    let [by, role] = OWNER.map(|name| sent.remove(name).filter(|text| !text.is_empty()));
    let by = by.map(PersonId);
    let Some(signed) = &visit.signed else {
        return Err(ended(web, visit, place, sent, by.as_ref(), labels).await);
    };
    if let Some(by) = by.filter(|by| *by != signed.actor.person) {
        return Err(of_another(web, visit, place, sent, &by).await);
    }
    match role.as_deref().and_then(Role::from_id) {
        Some(role) if role != signed.role && holds(signed, role) => {
            keep(web, &signed.actor.person, place, sent).await?;
            Err(Problem::other_role(role.title(), role.id(), place.href))
        }
        _ => Ok(()),
    }
}

fn holds(signed: &Signed, role: Role) -> bool {
    signed.actor.held.iter().any(|held| held.role == role)
}

/// Who is signed in, for a form that has no draft: where nobody is, what came is shown to who sent it, to be copied.
pub(crate) fn signed_or_lost<'a>(
    visit: &'a Visit,
    href: &str,
    sent: &Sent,
    labels: &[Field],
) -> Result<&'a Signed, Problem> {
    let asked = |name: &String| labels.iter().any(|field| field.name == *name);
    visit.signed.as_ref().ok_or_else(|| {
        let sent = sent.iter().filter(|(name, _)| asked(name)).map(|(n, v)| (n.clone(), v.clone())).collect();
        Problem::signed_out_lost(href, typed(&sent, labels))
    })
}

/// Nobody is signed in: the draft is kept for the person whose session ended in this browser; where that cannot be
/// told, what was sent is shown to who sent it, to be copied.
async fn ended(
    web: &Web,
    visit: &Visit,
    place: Place<'_>,
    sent: &Sent,
    by: Option<&PersonId>,
    labels: &[Field],
) -> Problem {
    for person in whose(web, visit).await {
        if by.is_none_or(|by| *by == person) && keep(web, &person, place, sent).await.is_ok() {
            return Problem::signed_out_kept(place.href);
        }
    }
    Problem::signed_out_lost(place.href, typed(sent, labels))
}

/// Somebody else is signed in by now: nothing is done in that name, and nothing of the form is shown.
async fn of_another(web: &Web, visit: &Visit, place: Place<'_>, sent: &Sent, by: &PersonId) -> Problem {
    let mut kept = false;
    for person in whose(web, visit).await {
        kept |= person == *by && keep(web, &person, place, sent).await.is_ok();
    }
    Problem::of_another(kept)
}

/// Whose sessions ended in this browser, as its cookies prove.
async fn whose(web: &Web, visit: &Visit) -> Vec<PersonId> {
    let mut people = Vec::new();
    for token in &visit.tokens {
        if let Ok(Some(person)) = web.app.ended_session(token).await {
            people.push(person);
        }
    }
    people
}

/// Keeps what was typed as the draft of a person.
pub(crate) async fn keep(web: &Web, person: &PersonId, place: Place<'_>, sent: &Sent) -> Result<(), Problem> {
    let draft = draft(sent);
    if draft.is_empty() {
        return Ok(());
    }
    Ok(web.app.keep_draft_of(person, place.kind, place.case, place.action, draft).await?)
}

/// What of a form is kept: no password, nothing that belongs to the page, nothing where nothing was typed.
pub(crate) fn draft(sent: &Sent) -> Sent {
    let page =
        |name: &str| matches!(name, "step" | "version" | "key" | "form" | "layout" | "page_by" | "page_role");
    let mut draft = sent.clone();
    draft.retain(|name, _| !page(name) && !name.ends_with("password"));
    // A control character cannot be kept by every database; the form that is shown again still has it.
    for value in draft.values_mut() {
        if value.contains('\0') {
            *value = value.replace('\0', "");
        }
    }
    if draft.values().all(|value| value.trim().is_empty()) { Sent::new() } else { draft }
}

/// The answers by their questions.
fn typed(sent: &Sent, labels: &[Field]) -> Vec<(String, String)> {
    let label = |name: &str| {
        let first = name.split('.').next().unwrap_or_default();
        labels.iter().find(|field| field.name == first).map_or(first, |field| field.label).to_owned()
    };
    draft(sent)
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (label(&name), value))
        .collect()
}
