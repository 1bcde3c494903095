//! 发文: a paper of a case goes out (G11, P7). One stream is one 发文稿纸: one paper, and at most one number.
//!
//! | step | file | who |
//! |---|---|---|
//! | 拟稿 · 修改 · 撤稿 | [`drafting`], [`secrecy`] | 案管、承办人 |
//! | 核稿 | [`checking`] | 室主任、案管, never who wrote it; sends it back with words |
//! | 会签 · 联合行文 | [`countersigning`] | those named, in parallel; each other organ signs |
//! | 签发 · 退回 | [`signing`] | a leader who neither wrote nor checked it; the number is drawn here |
//! | 用印 | [`sealing`] | 案管, never who signed |
//! | 分发 | [`dispatching`] | 案管、承办人 |
//! | 作废 | [`voiding`] | a leader, with the reason; the number stays accounted for |
//! | 代录的校核、更正 | [`papers`] | 录入人以外的人 (G5) |
//!
//! The words of the paper are the case's and the unit's own (docs/decisions/0041): what is checked and signed is their
//! hash. Whoever must stand aside in the case does so here (access). docs/decisions/0048.

pub mod checking;
mod command;
pub mod countersigning;
pub mod dispatching;
pub mod drafting;
mod event;
mod paper_values;
pub mod papers;
mod row;
pub mod sealing;
pub mod secrecy;
pub mod signing;
pub mod state;
#[cfg(test)]
mod testing;
mod told;
mod view;
pub mod voiding;

pub use self::{command::Command, event::Event};

use self::state::{Issuing, Stage};
use crate::{
    day::Day,
    facts::{Facts, Policy},
    ids::FileId,
    kind::{Action, Audience, Kind, Offer, Phase, Row, Told, Who},
    message::Message,
    paper,
    paper_values::PaperValues,
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
    sheet::Sheet,
};

/// G11 文书.
pub static RULE: Rule = Rule {
    code: "G11",
    phrase: "文书",
    asks: "发文经拟稿、核稿、会签、签发；拟稿人、核稿人不签发，签发以后文字不再改。",
    source: "本单位设定",
    force: Force::Setting,
};

/// G11: numbers.
pub static NUMBER: Rule = Rule {
    code: "G11.number",
    phrase: "文书",
    asks: "发文字号在签发时按机关代字和年度连续编定，不重号、不空号；作废的文号注明理由，留在登记簿里。",
    source: "本单位设定",
    force: Force::Setting,
};

/// G11: the register of seals.
pub static SEAL: Rule = Rule {
    code: "G11.seal",
    phrase: "文书",
    asks: "签发以后用印，签发人不自己用印；哪枚印章、用印几份、谁用印，记入用印登记簿。",
    source: "本单位设定",
    force: Force::Setting,
};

/// The kind.
#[derive(Debug, Clone, Copy)]
pub struct Issue;

impl Kind for Issue {
    type State = Issuing;
    type Command = Command;
    type Event = Event;
    const NAME: &'static str = "issue";
    const TITLE: &'static str = "发文";
    const PHASES: &'static [Phase] = &[
        Phase::new(
            "拟稿",
            "sheet",
            &["draft", "redraft", "withdraw"],
            &["drafted", "redrafted", "withdrawn"],
        ),
        Phase::new("核稿", "sheet", &["check"], &["checked", "sent_back"]),
        Phase::new("会签", "sheet", &["countersign", "enter_joint"], &["countersigned", "joint_signed"]),
        Phase::new("签发", "sheet", &["return_draft", "sign"], &["signed"]),
        Phase::new("用印", "out", &["seal"], &["sealed"]),
        Phase::new("分发", "out", &["dispatch", "void"], &["dispatched", "voided"]),
        Phase::new(
            "代录",
            "papers",
            &["check_paper", "amend_paper"],
            &["paper_entered", "paper_checked", "paper_amended"],
        ),
    ];
    const ACTIONS: &'static [Action] = command::ACTIONS;
    const PAPER_VALUES: &'static [(&'static str, &'static [&'static str])] = paper_values::NAMES;

    fn decide(state: &Issuing, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        let action = command.action();
        Refusal::unless_empty(barred(state, action, facts))?;
        let mut events = command::step(state, command, facts)?;
        events.extend(paper::entered(&state.papers, action, facts).map(Event::PaperEntered));
        Ok(events)
    }

    fn evolve(state: Issuing, event: &Event, _on: Day) -> Issuing {
        state.after(event)
    }

    fn lapsed(_state: &Issuing, _facts: &Facts) -> Vec<Event> {
        // Nothing goes out by silence.
        Vec::new()
    }

    fn blocked(state: &Issuing, action: &str, facts: &Facts) -> Vec<Reason> {
        let Some(found) = command::ACTIONS.iter().find(|known| known.name == action) else {
            return Vec::new();
        };
        let barred = barred(state, found, facts);
        if barred.is_empty() { command::gated(state, action, facts) } else { barred }
    }

    fn offers(state: &Issuing, source: &str, policy: &Policy) -> Vec<Offer> {
        match source {
            "joint" => countersigning::offers(state),
            "seals" => sealing::offers(policy),
            "paper_words" => drafting::offers(policy),
            "papers" => state.papers.offers(),
            _ => Vec::new(),
        }
    }

    fn view(state: &Issuing, audience: &Audience, _today: Day, policy: &Policy) -> Option<Sheet> {
        view::view(state, audience, policy)
    }

    fn row(state: &Issuing, policy: &Policy) -> Row {
        row::row(state, policy)
    }

    fn told(event: &Event) -> Told {
        told::told(event)
    }

    fn messages(event: &Event, state: &Issuing) -> Vec<Message> {
        told::messages(event, state)
    }

    fn knows(state: &Issuing) -> Vec<Who> {
        let all = state.drafters.iter().chain(&state.written.countersigners);
        all.cloned().map(Who::Person).collect()
    }

    fn paper_values(event: &Event, state: &Issuing, _policy: &Policy) -> Vec<PaperValues> {
        paper_values::values(event, state)
    }

    fn files(state: &Issuing, audience: &Audience, _policy: &Policy) -> Vec<FileId> {
        view::files(state, audience)
    }
}

/// What stands against any act of this sort on this sheet.
fn barred(state: &Issuing, action: &Action, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(gate(papers::barred(state, action, facts)));
    missing.unless(state.drafted.is_some() || action.opens, || {
        Reason::new(&RULE, "还没有拟稿，请先拟稿。").remedy("draft")
    });
    // A number can be spoiled after the paper went out, and what was entered from paper is checked whenever.
    let late = paper::in_person(action) || (action.name == "void" && state.stage() == Stage::Done);
    missing.unless(!state.stage().over() || late, || {
        let says = match state.stage() {
            Stage::Void => "这份发文稿纸的文号已经作废，不能再办理；需要的，请重新拟稿。",
            Stage::Withdrawn => "这份发文稿纸已经撤稿，不能再办理；需要的，请重新拟稿。",
            _ => "已经分发，发文办结。",
        };
        Reason::new(&RULE, says)
    });
    missing.into_reasons()
}

/// What [`Kind::blocked`] says of the step, as something that [`Missing`] can take.
fn gate(reasons: Vec<Reason>) -> Result<(), Vec<Reason>> {
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}
