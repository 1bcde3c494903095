//! Lines of the officers' timeline.

use super::Event;
use crate::{day::Day, kind::Told, message::Message, people::Role, sheet::Say};

/// What the timeline says of an event.
pub(super) fn told(event: &Event) -> Told {
    let told =
        |title: &str, says: Say, on: Day| Told { title: title.to_owned(), says, effective_on: Some(on) };
    match event {
        Event::Asked(e) => told("请示", Say::from(&e.question), e.on),
        Event::Approved(e) => told(
            if e.approved { "同意请示" } else { "不同意请示" },
            Say::from(&e.by).and("：").and(&e.words),
            e.on,
        ),
        Event::SentUp(e) => told("上报", Say::from(format!("{}，主送{}", e.paper_number, e.to)), e.sent_on),
        Event::Answered(e) => told("答复", Say::from(format!("{}：{}", e.number, e.says)), e.answered_on),
        Event::PaperEntered(e) => e.told(),
        Event::PaperChecked(e) => e.told(),
        Event::PaperAmended(e) => e.told(),
        Event::KeptAsPolicy(e) => {
            told("存为政策", Say::from(&e.document.title).and("，自").and(e.applies_from).and("起适用"), e.on)
        }
        Event::Closed(e) => told("办结", Say::from(&e.why), e.on),
    }
}

/// Who is told what.
pub(super) fn messages(event: &Event) -> Vec<Message> {
    match event {
        Event::Approved(e) if !e.approved => vec![Message::role(Role::CaseManagement, "请示没有同意。")],
        Event::SentUp(_) => vec![Message::role(Role::Leader, "请示已经上报。")],
        Event::Answered(_) => [Role::Leader, Role::CaseManagement, Role::CaseOfficer]
            .map(|role| Message::role(role, "请示已有答复。"))
            .to_vec(),
        _ => Vec::new(),
    }
}
