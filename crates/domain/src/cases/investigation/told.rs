//! Lines of the officers' timeline.

use super::Event;
use crate::{day::Day, kind::Told, sheet::Say};

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
