//! Lines of the officers' timeline.

use super::{Event, signing::Substance, state::Issuing};
use crate::{day::Day, kind::Told, message::Message, people::Role, sheet::Say};

/// What the timeline says of an event.
pub(super) fn told(event: &Event) -> Told {
    let told =
        |title: &str, says: Say, on: Day| Told { title: title.to_owned(), says, effective_on: Some(on) };
    let words = |by: &crate::ids::PersonId, words: &str| Say::from(by).and("：").and(words);
    match event {
        Event::Drafted(e) => {
            let paper = format!("{}，{}（{}）。", e.number, e.title, e.case_number);
            told("拟稿", Say::from(paper).and(&e.written.words), e.on)
        }
        Event::Redrafted(e) => told("修改稿件", Say::from(&e.written.words), e.on),
        Event::Withdrawn(e) => told("撤稿", Say::from(&e.why), e.on),
        Event::Checked(e) => told("核稿", words(&e.by, &e.words), e.on),
        Event::SentBack(e) => told("退回修改", words(&e.by, &e.words), e.on),
        Event::Countersigned(e) => {
            told(if e.agrees { "会签同意" } else { "会签不同意" }, words(&e.by, &e.words), e.on)
        }
        Event::JointSigned(e) => {
            let says = Say::from(&e.organ).and(format!("，{}：{}", e.signer, e.words));
            told("联合机关签署", says, e.signed_on)
        }
        Event::Signed(e) => {
            let mut says = Say::from(format!("{}，", e.number)).and(words(&e.by, &e.words));
            if let Substance::Result(way) = &e.substance {
                says = says.and(format!("复查：{}。", way.words()));
            }
            if let Some(answer) = &e.on_objections {
                says = says.and("对不同意见的处理：").and(answer);
            }
            told("签发", says, e.on)
        }
        Event::Sealed(e) => {
            told("用印", Say::from(format!("{}，{}，{} 份", e.seal, e.way.title(), e.copies)), e.on)
        }
        Event::Dispatched(e) => {
            let row = |one: &super::dispatching::Recipient| {
                Say::from(format!("{} {} 份（{}）", one.name, one.copies, one.by.title()))
            };
            told("分发", Say::list(e.recipients.iter().map(row)), e.on)
        }
        Event::Voided(e) => {
            let mut says = Say::from(format!("{}：{}", e.number, e.why));
            if let Some(recalled) = &e.recalled {
                says = says.and("收回情况：").and(recalled);
            }
            told("作废文号", says, e.on)
        }
        Event::PaperEntered(e) => e.told(),
        Event::PaperChecked(e) => e.told(),
        Event::PaperAmended(e) => e.told(),
    }
}

/// Who is told what.
pub(super) fn messages(event: &Event, state: &Issuing) -> Vec<Message> {
    let drafters = |says| state.drafters.iter().map(|one| Message::handler(one, says)).collect();
    match event {
        Event::SentBack(_) => drafters("您拟的稿件退回修改。"),
        Event::Signed(_) => drafters("您拟的稿件已经签发。"),
        Event::Voided(_) => {
            let mut all: Vec<Message> = drafters("您拟的稿件文号已经作废。");
            all.push(Message::role(Role::CaseManagement, "一个发文字号已经作废。"));
            all
        }
        _ => Vec::new(),
    }
}
