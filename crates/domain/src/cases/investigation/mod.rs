//! The investigation (立案审查) of one official on one track, kept as a register: what was decided by whom, under
//! which number, on which day. The files of the investigation itself lie elsewhere.
//!
//! | step | file | who |
//! |---|---|---|
//! | 立案 | [`filing`] | 案管、承办人 enter the decision of the body with the power |
//! | 审查调查终结 | [`examination`] | 承办人、核实组组长; two investigators or more |
//! | 移送审理 | [`sent_to_review`] | 案管、部门主任; never to one who investigated |
//! | 审理意见 | [`review`] | the reviewer; what is sent back is investigated anew |
//! | 代录的校核、更正 | [`papers`] | 录入人以外的人 (G5) |
//! | 处分（处理）决定 | [`decision`] | 案管 enters the decision of the body with the power |
//! | 结案 · 归档 | [`closing`] | 案管 |
//!
//! Where it belongs to a tolerance case, that case is told of 立案 and of the decision and enters them by its own
//! rules ([`Kind::tells`]). Officers alone see it: to the official the decision is served by its own body (G4).

pub mod closing;
mod command;
pub mod decision;
mod event;
pub mod examination;
pub mod filing;
pub mod papers;
pub mod review;
mod row;
pub mod sent_to_review;
pub mod state;
pub mod supervising;
#[cfg(test)]
mod testing;
mod told;
mod view;

pub use self::{command::Command, event::Event};

use serde_json::json;

use self::state::Investigation;
use crate::{
    day::Day,
    facts::{Facts, Policy},
    ids::{FileId, PersonId},
    kind::{Action, Audience, Kind, Offer, Phase, Row, Telling, Told, Who},
    message::Message,
    paper,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
    sheet::Sheet,
    supervision::{self, Supervision},
};

/// 立案 comes first, and each step is the act of the body that has the power.
pub static RULE: Rule = Rule {
    code: "G1.filed",
    phrase: "立案审查",
    asks: "免予、不予和给予处分只存在于立案审查调查之后；立案、审理、决定逐项写明机关、文号、日期。",
    source: "中国共产党纪律处分条例、公职人员政务处分法",
    force: Force::National,
};

/// P8 回避, as it holds for an investigation.
pub static STANDS_ASIDE: Rule = Rule {
    code: "P8",
    phrase: "回避",
    asks: "被审查调查人及其近亲属、同一单位的人员不得办理、查看本案。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// The kind.
#[derive(Debug, Clone, Copy)]
pub struct Investigating;

impl Kind for Investigating {
    type State = Investigation;
    type Command = Command;
    type Event = Event;
    const NAME: &'static str = "investigation";
    const TITLE: &'static str = "立案审查";
    const PHASES: &'static [Phase] = &[
        Phase::new("立案", "register", &["file"], &["filed"]),
        Phase::new("审查调查", "register", &["finish_examination"], &["examined"]),
        Phase::new("审理", "register", &["send_to_review", "review"], &["sent_to_review", "reviewed"]),
        Phase::new("决定", "register", &["enter_decision"], &["decided"]),
        Phase::new("结案", "register", &["close"], &["closed"]),
        Phase::new("归档", "register", &["archive"], &["archived"]),
        Phase::new(
            "代录",
            "papers",
            &["check_paper", "amend_paper"],
            &["paper_entered", "paper_checked", "paper_amended"],
        ),
        supervision::INSIDE,
    ];
    const ACTIONS: &'static [Action] = command::ACTIONS;

    fn decide(state: &Investigation, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        let action = command.action();
        Refusal::unless_empty(barred(state, action, facts))?;
        let mut events = command::step(state, command, facts)?;
        events.extend(paper::entered(&state.papers, action, facts).map(Event::PaperEntered));
        Ok(events)
    }

    fn evolve(state: Investigation, event: &Event, _on: Day) -> Investigation {
        state.after(event)
    }

    fn lapsed(_state: &Investigation, _facts: &Facts) -> Vec<Event> {
        // The limits of an investigation bind the body that carries it out; nothing follows from silence here.
        Vec::new()
    }

    fn blocked(state: &Investigation, action: &str, facts: &Facts) -> Vec<Reason> {
        let Some(found) = command::ACTIONS.iter().find(|known| known.name == action) else {
            return Vec::new();
        };
        let barred = barred(state, found, facts);
        if barred.is_empty() { command::gated(state, action, facts) } else { barred }
    }

    fn offers(state: &Investigation, source: &str, policy: &Policy) -> Vec<Offer> {
        if source == "papers" {
            return state.papers.offers();
        }
        state.supervision.offers(source, || supervising::urgeable(state, policy)).unwrap_or_default()
    }

    fn view(state: &Investigation, audience: &Audience, _today: Day, policy: &Policy) -> Option<Sheet> {
        let mut sheet = view::view(state, audience, policy)?;
        if matches!(audience, Audience::Officer(_)) {
            sheet.sections.extend(state.supervision.section());
        }
        Some(sheet)
    }

    fn row(state: &Investigation, policy: &Policy) -> Row {
        let mut row = row::row(state, policy);
        state.supervision.add_to(&mut row, &policy.calendar);
        row
    }

    fn told(event: &Event) -> Told {
        told::told(event)
    }

    fn messages(event: &Event, state: &Investigation) -> Vec<Message> {
        told::messages(event, state)
    }

    fn supervision(state: &Investigation) -> Option<&Supervision> {
        Some(&state.supervision)
    }

    fn knows(state: &Investigation) -> Vec<Who> {
        let Some(filed) = &state.filed else { return Vec::new() };
        let investigators = state.examined.iter().flat_map(|examined| &examined.investigators);
        let people = std::iter::once(&filed.official).chain(investigators);
        people.cloned().map(Who::Person).collect()
    }

    fn excluded(state: &Investigation, person: &PersonId, facts: &Facts) -> bool {
        state.filed.as_ref().is_some_and(|filed| aside(&filed.official, person, facts))
    }

    fn tells(event: &Event) -> Vec<Telling> {
        let telling = match event {
            Event::Filed(e) => e.tolerance.as_ref().map(|of| Telling {
                stream: of.stream.clone(),
                action: "note_filing",
                answers: json!({
                    "official": e.official, "track": e.track, "body": e.body, "number": e.decision,
                    "filed_on": e.filed_on, "investigation": e.investigation,
                }),
                at_once: false,
            }),
            Event::Decided(e) => e.tolerance.as_ref().map(|of| Telling {
                stream: of.clone(),
                action: "note_sanction_decision",
                answers: json!({
                    "official": e.official, "track": e.track, "body": e.body, "number": e.number,
                    "decided_on": e.decided_on, "result": e.conclusion.words_on(e.track),
                    "investigation": e.investigation,
                }),
                at_once: false,
            }),
            _ => None,
        };
        telling.into_iter().collect()
    }

    fn files(state: &Investigation, audience: &Audience, _policy: &Policy) -> Vec<FileId> {
        view::files(state, audience)
    }
}

/// Whether `person` is the official, kin, or of the same unit.
fn aside(official: &PersonId, person: &PersonId, facts: &Facts) -> bool {
    let known = (facts.person(official), facts.person(person));
    let kin =
        known.0.is_some_and(|o| o.kin.contains(person)) || known.1.is_some_and(|p| p.kin.contains(official));
    let same_unit = matches!(known, (Some(o), Some(p)) if o.unit == p.unit);
    person == official || kin || same_unit
}

/// What stands against any act of this sort in this case.
fn barred(state: &Investigation, action: &Action, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(gate(papers::barred(state, action, facts)));
    let Some(filed) = &state.filed else {
        missing
            .unless(action.opens, || Reason::new(&RULE, "还没有登记立案，请先登记立案决定。").remedy("file"));
        return missing.into_reasons();
    };
    if aside(&filed.official, facts.acting(), facts) || aside(&filed.official, &facts.actor, facts) {
        let says = "您是被审查调查人、其近亲属或者同一单位的人员，应当回避，请由其他人员办理。";
        return vec![Reason::new(&STANDS_ASIDE, says)];
    }
    // A paper of the last act can only be checked after it.
    missing.unless(state.archived.is_none() || paper::in_person(action), || {
        Reason::new(&RULE, "本案已经归档，不能再办理。")
    });
    missing.into_reasons()
}

/// What [`Kind::blocked`] says of the step, as something that [`Missing`] can take.
fn gate(reasons: Vec<Reason>) -> Result<(), Vec<Reason>> {
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Notes that a day lies before what it follows, or ahead.
fn between(day: Day, after: Day, facts: &Facts, field: &'static str, what: &str, missing: &mut Missing) {
    missing.unless(day >= after && day <= facts.acted_on(), || {
        let says = format!("{what}应当不早于{}、不晚于登记之日，请更正。", after.words());
        Reason::new(&RULE, says).at(field)
    });
}
