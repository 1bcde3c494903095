//! 请示答复: asking the upper organ for a ruling, with the answer kept as policy (G10).
//!
//! | step | file | who |
//! |---|---|---|
//! | 请示 | [`asking`] | 案管、承办人、政策清单管理员 |
//! | 审批 · 上报 | [`approval`] | 分管领导、主要负责人 with words; then 案管、承办人 send it up |
//! | 答复 | [`answer`] | 上级纪委监委, or 案管 from its paper |
//! | 代录的校核、更正 | [`papers`] | 录入人以外的人 (G5) |
//! | 存为政策 · 办结 | [`keeping`] | 政策清单管理员 keeps it; or it is closed with the reason why it binds this case alone |
//!
//! A tolerance case that it was asked for is told when it is sent up and when the answer comes ([`Kind::tells`]).
//! The clock of that case does not stop by it: a leader stops it, with reason and maximum.

pub mod answer;
pub mod approval;
pub mod asking;
mod command;
mod event;
pub mod keeping;
pub mod papers;
mod row;
pub mod state;
#[cfg(test)]
mod testing;
mod told;
mod view;

pub use self::{command::Command, event::Event};

use serde_json::json;

use self::state::Ruling;
use crate::{
    day::Day,
    facts::{Facts, Policy},
    ids::FileId,
    kind::{Action, Audience, Kind, Offer, Phase, Row, Telling, Told},
    message::Message,
    paper,
    refusal::{Missing, Reason, Refusal},
    registers::policy::Document,
    rule::{Force, Rule},
    sheet::Sheet,
};

/// G10 请示答复.
pub static RULE: Rule = Rule {
    code: "G10",
    phrase: "请示答复",
    asks: "政策界限不明的，写明事实、问题和本级意见，经领导批准后请示上级；答复登记文号、日期和原文，可以存为政策。",
    source: "本单位设定",
    force: Force::Setting,
};

/// The kind.
#[derive(Debug, Clone, Copy)]
pub struct Asking;

impl Kind for Asking {
    type State = Ruling;
    type Command = Command;
    type Event = Event;
    const NAME: &'static str = "ruling";
    const TITLE: &'static str = "请示答复";
    const PHASES: &'static [Phase] = &[
        Phase::new("请示", "ruling", &["ask"], &["asked"]),
        Phase::new("审批", "ruling", &["approve"], &["approved"]),
        Phase::new("上报", "ruling", &["send_up"], &["sent_up"]),
        Phase::new("答复", "ruling", &["enter_answer"], &["answered"]),
        Phase::new("存为政策", "ruling", &["keep_as_policy", "close"], &["kept_as_policy", "closed"]),
        Phase::new(
            "代录",
            "papers",
            &["check_paper", "amend_paper"],
            &["paper_entered", "paper_checked", "paper_amended"],
        ),
    ];
    const ACTIONS: &'static [Action] = command::ACTIONS;

    fn decide(state: &Ruling, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        let action = command.action();
        Refusal::unless_empty(barred(state, action, facts))?;
        let mut events = command::step(state, command, facts)?;
        events.extend(paper::entered(&state.papers, action, facts).map(Event::PaperEntered));
        Ok(events)
    }

    fn evolve(state: Ruling, event: &Event, _on: Day) -> Ruling {
        state.after(event)
    }

    fn lapsed(_state: &Ruling, _facts: &Facts) -> Vec<Event> {
        // The upper organ answers when it answers; nothing is taken for an answer by silence.
        Vec::new()
    }

    fn blocked(state: &Ruling, action: &str, facts: &Facts) -> Vec<Reason> {
        let Some(found) = command::ACTIONS.iter().find(|known| known.name == action) else {
            return Vec::new();
        };
        let barred = barred(state, found, facts);
        if barred.is_empty() { command::gated(state, action, facts) } else { barred }
    }

    fn offers(state: &Ruling, source: &str, _policy: &Policy) -> Vec<Offer> {
        if source == "papers" { state.papers.offers() } else { Vec::new() }
    }

    fn view(state: &Ruling, audience: &Audience, _today: Day, policy: &Policy) -> Option<Sheet> {
        view::view(state, audience, policy)
    }

    fn row(state: &Ruling, policy: &Policy) -> Row {
        row::row(state, policy)
    }

    fn told(event: &Event) -> Told {
        told::told(event)
    }

    fn messages(event: &Event, _state: &Ruling) -> Vec<Message> {
        told::messages(event)
    }

    fn tells(event: &Event) -> Vec<Telling> {
        let telling = match event {
            Event::SentUp(e) => e.tolerance.as_ref().map(|of| Telling {
                stream: of.clone(),
                action: "note_ruling_asked",
                answers: json!({
                    "ruling": e.ruling, "number": e.number, "title": e.title, "sent_on": e.sent_on,
                }),
                at_once: false,
            }),
            Event::Answered(e) => e.tolerance.as_ref().map(|of| Telling {
                stream: of.clone(),
                action: "note_ruling_answered",
                answers: json!({
                    "ruling": e.ruling, "number": e.number, "answered_on": e.answered_on, "says": e.says,
                }),
                at_once: false,
            }),
            _ => None,
        };
        telling.into_iter().collect()
    }

    fn keeps(event: &Event) -> Option<Document> {
        match event {
            Event::KeptAsPolicy(e) => Some(e.document.clone()),
            _ => None,
        }
    }

    fn files(state: &Ruling, audience: &Audience, _policy: &Policy) -> Vec<FileId> {
        view::files(state, audience)
    }
}

/// What stands against any act of this sort in this case.
fn barred(state: &Ruling, action: &Action, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(gate(papers::barred(state, action, facts)));
    missing.unless(state.asked.is_some() || action.opens, || {
        Reason::new(&RULE, "还没有提出请示，请先提出请示。").remedy("ask")
    });
    // A paper of the last act can only be checked after it.
    missing.unless(state.asked.is_none() || !state.over() || paper::in_person(action), || {
        Reason::new(&RULE, "这件请示已经办结，不能再办理。")
    });
    missing.into_reasons()
}

/// What [`Kind::blocked`] says of the step, as something that [`Missing`] can take.
fn gate(reasons: Vec<Reason>) -> Result<(), Vec<Reason>> {
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}
