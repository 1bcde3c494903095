//! 代理: in whose place a form is sent, where there is a choice or no own name to use; and what is asked of `app`.

use rongheng_app::{Ask, page};
use rongheng_domain::{
    day::Day,
    facts::Original,
    form::{Field, Input},
    ids::{FileId, PersonId},
};

use super::{act::PAPER, standing::LAYOUT, submit::Target};
use crate::{render::form::Sent, visit::Signed};

/// What is sent where the own name is used.
const OWN: &str = "own";
/// The name of the question.
pub(crate) const NAME: &str = "in_place_of";

/// In whose name it is done.
pub(crate) const FIELD: &[Field] = &[Field::new(NAME, "以谁的名义办理", Input::Pick(NAME))
    .hint("代理的，记为“您（代某某）”；回避、审查与审理分离等按两个人计算。")];

/// The question, where anybody's place can be taken.
pub(crate) fn asks(places: &[(String, String)]) -> &'static [Field] {
    if places.is_empty() { &[] } else { FIELD }
}

/// What the form offers.
pub(crate) fn offers(page: &page::FormPage) -> Vec<(String, String)> {
    let value = |value: &str| if value.is_empty() { OWN.to_owned() } else { value.to_owned() };
    page.places.iter().map(|one| (value(&one.value), one.label.clone())).collect()
}

/// Chooses what is meant most likely, where nothing is chosen yet.
pub(crate) fn choose(page: &page::FormPage, sent: &mut Sent) {
    if page.places.is_empty() {
        return;
    }
    let chosen = page.in_place_of.as_ref().map_or(OWN, PersonId::as_str);
    sent.entry(NAME.to_owned()).or_insert_with(|| chosen.to_owned());
}

pub(crate) fn typed(sent: &Sent, name: &str) -> Option<String> {
    sent.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// What is asked of `app`, without its answers.
pub(crate) fn ask(signed: &Signed, target: &Target, sent: &Sent) -> Ask {
    let (kind, case, action) = (&target.kind, target.case.clone(), &target.action);
    let place = typed(sent, NAME).filter(|place| place != OWN);
    Ask {
        by_delegation: place.is_some(),
        acted_for: place.or_else(|| typed(sent, "acted_for")).map(PersonId),
        paper_on: typed(sent, "paper_on").as_deref().and_then(Day::parse),
        original: Original { place: typed(sent, "paper_place"), scan: typed(sent, "paper_scan").map(FileId) },
        ..Ask::new(signed.actor.clone(), kind, case, action, serde_json::Value::Null)
    }
}

/// The answers alone.
pub(crate) fn answers(sent: &Sent) -> Sent {
    let mut answers = sent.clone();
    answers.retain(|name, _| {
        let beside = ["version", "key", LAYOUT, NAME];
        !PAPER.iter().map(|field| field.name).chain(beside).any(|gone| gone == name)
    });
    answers
}
