//! Lines of the officers' timeline.

use super::Event;
use super::state::Correction;
use crate::{day::Day, kind::Told, message::Message, people::Role, sheet::Say};

/// What the timeline says of an event.
pub(super) fn told(event: &Event) -> Told {
    let told =
        |title: &str, says: Say, on: Day| Told { title: title.to_owned(), says, effective_on: Some(on) };
    match event {
        Event::Opened(e) => {
            told("转入纠错", Say::from(&e.what).and("，由").and(&e.owner).and("负责纠正。"), e.on)
        }
        Event::Ordered(e) => told("下达纠错通知", Say::from(&e.requires), e.on),
        Event::ProgressReported(e) => told("报告整改进展", Say::from(&e.by).and("：").and(&e.says), e.on),
        Event::ExtensionAsked(e) => {
            told("申请延长整改期限", Say::from("申请延长至").and(e.until).and("；").and(&e.why), e.on)
        }
        Event::ExtensionDecided(e) => {
            told(if e.granted { "同意延长" } else { "不同意延长" }, Say::from(&e.words), e.on)
        }
        Event::Escalated(e) => told(
            "逾期督办",
            Say::from(e.limit).and("届满没有提交整改报告，转").and(&e.to).and("督办。"),
            e.on,
        ),
        Event::EscalationAnswered(e) => {
            told("答复督办", Say::from(&e.says).and("；新的完成日期：").and(e.until), e.on)
        }
        Event::Reported(e) => told("提交整改报告", Say::from(&e.by).and("：").and(&e.says), e.on),
        Event::Checked(e) if e.passed => told("审核通过", Say::from(&e.words), e.on),
        Event::Checked(e) => told("审核未通过，继续整改", Say::from(&e.words), e.on),
        Event::ConfirmedAlready(e) => told("核查确认已经纠正", Say::from(&e.words), e.on),
        Event::CannotBePutRight(e) => {
            told("报告无法纠正", Say::from(&e.why).and("；补救措施：").and(&e.remedy), e.on)
        }
        Event::RemedyChecked(e) => {
            told(if e.passed { "核查补救属实" } else { "核查补救未通过" }, Say::from(&e.words), e.on)
        }
        Event::RemedyApproved(e) => told(
            if e.approved { "批准以补救代替纠正" } else { "不同意以补救代替纠正" },
            Say::from(&e.by).and("：").and(&e.words),
            e.on,
        ),
        Event::Supervised(e) => e.told(),
        Event::PaperEntered(e) => e.told(),
        Event::PaperChecked(e) => e.told(),
        Event::PaperAmended(e) => e.told(),
        Event::SignedOff(e) => {
            let words = e.words.clone().unwrap_or_else(|| "同意销号。".to_owned());
            told("销号", Say::from(&e.by).and("：").and(words), e.on)
        }
        Event::Reopened(e) => told("重新打开", Say::from(&e.why), e.on),
    }
}

/// Who is told what; the owner is told once the order is served.
pub(super) fn messages(event: &Event, state: &Correction) -> Vec<Message> {
    let management = |says| vec![Message::role(Role::CaseManagement, says)];
    let owner = |says| {
        let owner = state.opened.as_ref().map(super::opening::Opened::reporter);
        owner.into_iter().map(|unit| Message::to_unit(unit, says)).collect::<Vec<_>>()
    };
    match event {
        Event::Opened(_) => management("一项问题转入纠错。"),
        Event::Ordered(_) => owner("纠错通知书已经下达，请按期整改并报告。"),
        Event::ProgressReported(_) => management("责任单位报告了整改进展。"),
        Event::ExtensionDecided(_) => owner("延长整改期限的申请已经答复。"),
        Event::Escalated(e) => vec![
            Message::to_unit(&e.to, "所属单位整改逾期，请督办并答复。"),
            Message::role(Role::Leader, "整改逾期，已经转请党委（党组）督办。"),
        ],
        Event::EscalationAnswered(_) => management("整改逾期的督办已有答复。"),
        Event::Reported(_) => management("整改报告已经提交。"),
        Event::Checked(e) if !e.passed => owner("整改报告没有通过审核，请继续整改。"),
        Event::CannotBePutRight(_) => management("责任单位报告无法纠正。"),
        Event::RemedyApproved(_) => owner("以补救代替纠正的报告已经答复。"),
        Event::SignedOff(_) => owner("整改已经销号。"),
        Event::Reopened(_) => owner("整改重新打开。"),
        Event::Supervised(e) => state.supervision.messages(e),
        _ => Vec::new(),
    }
}
