//! What can be done in a case and what cannot yet: by part of the process, with all that is missing and who can
//! supply it.

use std::collections::BTreeMap;

use rongheng_app::page::{self, Available};
use rongheng_domain::{
    cases,
    kind::{Action, Phase},
    refusal::Reason,
    sheet::Next,
};

use crate::error_page::{MissingRow, address, missing_rows};

/// A button.
#[derive(Debug, Clone)]
pub(crate) struct ActLink {
    /// The action.
    pub name: &'static str,
    /// What it says.
    pub title: &'static str,
    /// Where it leads.
    pub href: String,
    /// Cannot be undone.
    pub grave: bool,
    /// How many things are missing.
    pub missing: usize,
    /// In whose place it is done; else empty.
    pub place: String,
}

/// Acts that lack the same things.
#[derive(Debug, Clone)]
pub(crate) struct ActSet {
    /// The acts.
    pub acts: Vec<ActLink>,
    /// What they lack; empty where they can be done.
    pub missing: Vec<MissingRow>,
}

/// The acts of a part of the process.
#[derive(Debug, Clone)]
pub(crate) struct ActGroup {
    /// `会商`.
    pub title: &'static str,
    /// How many of them cannot be done yet.
    pub blocked: usize,
    /// The part where the case stands now.
    pub now: bool,
    /// Its acts, those that lack the same things together.
    pub sets: Vec<ActSet>,
}

/// What the end of an address says where an act is entered from a paper.
pub(crate) const ON_PAPER: &str = "layout=paper";

fn link(action: &'static Action, missing: usize, case: &str) -> ActLink {
    let way = if missing == 0 { "do" } else { "missing" };
    ActLink {
        name: action.name,
        title: action.title,
        href: format!("{case}/{way}/{}", action.name),
        grave: action.grave,
        missing,
        place: String::new(),
    }
}

/// The buttons: those that work now, and those that lack something.
pub(crate) fn links<'a>(
    actions: impl IntoIterator<Item = (&'static Action, &'a [Reason])>,
    case: &str,
) -> (Vec<ActLink>, Vec<ActLink>) {
    let all = actions.into_iter().map(|(action, reasons)| link(action, reasons.len(), case));
    all.partition(|link| link.missing == 0)
}

/// Buttons in the order in which the law asks for them: what comes next first.
pub(crate) fn next_first(mut ready: Vec<ActLink>, nexts: &[Next]) -> Vec<ActLink> {
    ready.sort_by_key(|link| place(link.name, nexts).unwrap_or(usize::MAX));
    ready
}

fn place(name: &str, nexts: &[Next]) -> Option<usize> {
    nexts.iter().position(|next| next.action.as_deref() == Some(name))
}

/// What the law asks now, and what else can be done.
pub(crate) fn asked_and_other(ready: Vec<ActLink>, nexts: &[Next]) -> (Vec<ActLink>, Vec<ActLink>) {
    next_first(ready, nexts).into_iter().partition(|link| place(link.name, nexts).is_some())
}

/// The buttons of this person.
pub(crate) fn buttons(found: &page::CasePage) -> (Vec<ActLink>, Vec<ActLink>) {
    let own = || found.actions.iter().filter(|one| !one.on_paper);
    let (mut ready, locked) =
        links(own().map(|one| (one.action, one.blocked.as_slice())), &address(&found.stream));
    for link in &mut ready {
        let of = own().find(|one| one.action.name == link.name).and_then(|one| one.in_place_of.as_ref());
        link.place = of.map(|of| found.names.person(of)).unwrap_or_default();
    }
    (ready, locked)
}

/// What others do and this person may enter from paper now.
pub(crate) fn from_paper(found: &page::CasePage) -> Vec<ActLink> {
    let case = address(&found.stream);
    let others = found.actions.iter().filter(|one| one.on_paper && one.blocked.is_empty());
    others
        .map(|one| {
            let link = link(one.action, 0, &case);
            ActLink { href: format!("{}?{ON_PAPER}", link.href), ..link }
        })
        .collect()
}

/// The acts that can be done from a row of a table, each with what its address ends in.
pub(crate) fn from_rows(found: &page::CasePage) -> BTreeMap<&'static str, &'static str> {
    let ready = found.actions.iter().filter(|one| one.blocked.is_empty());
    ready.map(|one| (one.action.name, if one.on_paper { ON_PAPER } else { "" })).collect()
}

/// The parts of the process of a kind.
pub(crate) fn phases(kind: &str) -> &'static [Phase] {
    cases::named(kind).map_or(&[], |kind| kind.phases())
}

/// Everything by part of the process; `now` is the title of the step where the case stands.
pub(crate) fn groups(found: &page::CasePage, now: &str) -> Vec<ActGroup> {
    let actions = cases::named(found.kind).map_or(&[] as &[Action], |kind| kind.actions());
    let case = address(&found.stream);
    let group = |phase: &Phase| {
        let own: Vec<_> = found
            .actions
            .iter()
            .filter(|one| !one.on_paper && phase.acts.contains(&one.action.name))
            .collect();
        ActGroup {
            title: phase.title,
            blocked: own.iter().filter(|one| !one.blocked.is_empty()).count(),
            now: phase.title == now,
            sets: sets(&own, &case, actions),
        }
    };
    phases(found.kind).iter().map(group).filter(|group| !group.sets.is_empty()).collect()
}

fn sets(own: &[&Available], case: &str, actions: &[Action]) -> Vec<ActSet> {
    let mut sets: Vec<(&[Reason], Vec<ActLink>)> = Vec::new();
    for one in own {
        let link = link(one.action, one.blocked.len(), case);
        match sets.iter_mut().find(|(reasons, _)| *reasons == one.blocked.as_slice()) {
            Some((_, links)) => links.push(link),
            None => sets.push((&one.blocked, vec![link])),
        }
    }
    sets.into_iter()
        .map(|(reasons, acts)| ActSet { acts, missing: missing_rows(reasons, case, actions) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_of_every_kind_stands_in_one_part_and_steps_have_their_titles() {
        for kind in cases::all() {
            for action in kind.actions() {
                let parts = kind.phases().iter().filter(|phase| phase.acts.contains(&action.name)).count();
                assert_eq!(parts, 1, "{}.{}", kind.name(), action.name);
            }
            for act in kind.phases().iter().flat_map(|phase| phase.acts) {
                assert!(kind.action(act).is_some(), "{}.{act} is no action", kind.name());
            }
        }
    }

    #[test]
    fn acts_that_lack_the_same_things_are_listed_together() {
        let kind = cases::named("tolerance").unwrap();
        let lacks = |name: &str, says: &str| Available {
            action: kind.action(name).unwrap(),
            blocked: vec![Reason::new(kind.action(name).unwrap().rule, says)],
            draft: false,
            on_paper: false,
            comes_on_paper: false,
            in_place_of: None,
        };
        let same = Reason::new(kind.action("find").unwrap().rule, "还没有受理。");
        let one = Available { blocked: vec![same.clone()], ..lacks("find", "") };
        let two = Available { blocked: vec![same], ..lacks("set_baseline", "") };
        let other = lacks("report", "还没有证据。");
        let sets = sets(&[&one, &other, &two], "/cases/x/y", kind.actions());
        let names: Vec<Vec<_>> =
            sets.iter().map(|set| set.acts.iter().map(|act| act.name).collect()).collect();
        assert_eq!(names, [vec!["find", "set_baseline"], vec!["report"]]);
    }
}
