//! Lines of the officers' timeline, and who is told of an event. The official is told by its own body (G4).

use super::{Event, state::Investigation};
use crate::{day::Day, kind::Told, message::Message, people::Role, sheet::Say};

/// What the timeline says of an event.
pub(super) fn told(event: &Event) -> Told {
    let told =
        |title: &str, says: Say, on: Day| Told { title: title.to_owned(), says, effective_on: Some(on) };
    match event {
        Event::Filed(e) => told(
            "立案",
            Say::from(&e.official).and(format!("（{}）：{} {}", e.track.title(), e.body, e.decision)),
            e.filed_on,
        ),
        Event::Examined(e) => {
            told("审查调查终结", Say::from("审查调查人员").and(Say::list(&e.investigators)), e.finished_on)
        }
        Event::SentToReview(e) => told("移送审理", Say::from("审理人").and(&e.reviewer), e.on),
        Event::Reviewed(e) => told("审理意见", Say::from(e.view.title()), e.on),
        Event::Supervised(e) => e.told(),
        Event::PaperEntered(e) => e.told(),
        Event::PaperChecked(e) => e.told(),
        Event::PaperAmended(e) => e.told(),
        Event::Decided(e) => told(
            "处分（处理）决定",
            Say::from(format!("{} {}，{}", e.body, e.number, e.conclusion.words_on(e.track))),
            e.decided_on,
        ),
        Event::Closed(e) => told("结案", e.words.as_ref().map_or_else(Say::empty, Say::from), e.on),
        Event::Archived(e) => told("归档", Say::from(format!("案卷号{}", e.volume)), e.on),
    }
}

/// Who is told what.
pub(super) fn messages(event: &Event, state: &Investigation) -> Vec<Message> {
    let management = |says| vec![Message::role(Role::CaseManagement, says)];
    match event {
        Event::Filed(_) => vec![Message::role(Role::Leader, "登记了立案。")],
        Event::Examined(_) => management("审查调查已经终结。"),
        Event::SentToReview(e) => vec![Message::handler(&e.reviewer, "本案已经移送您审理。")],
        Event::Reviewed(_) => management("审理意见已经提出。"),
        Event::Decided(_) => vec![Message::role(Role::Leader, "处分（处理）决定已经登记。")],
        Event::Supervised(e) => state.supervision.messages(e),
        _ => Vec::new(),
    }
}
