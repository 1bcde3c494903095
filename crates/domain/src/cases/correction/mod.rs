//! The correction of a mistake (纠错), in the order in which it happens.
//!
//! | step | file | who |
//! |---|---|---|
//! | 转入 | [`opening`] | a job, from the determination |
//! | 纠错通知 | [`order`] | 承办人 |
//! | 整改进展 | [`progress`] | 责任单位, while it works |
//! | 延长期限 | [`extension`] | 责任单位 asks, once and before the end; 部门主任、分管领导 decide |
//! | 整改报告 | [`report`] | 责任单位, never the official concerned alone |
//! | 逾期督办 | [`escalation`] | by itself, to the party organisation that answers; it says what it did |
//! | 审核 · 核查确认 | [`check`] | 承办人 |
//! | 代录的校核、更正 | [`papers`] | 录入人以外的人 (G5) |
//! | 无法纠正的说明和补救 | [`remedy`] | 责任单位 reports, 承办人 checks, 分管领导 approves |
//! | 销号 · 重新打开 | [`sign_off`] | 部门主任、分管领导, never the checker |
//!
//! Every mistake is corrected, tolerated or not (D5). An open correction forbids archiving the tolerance
//! case, not closing it; the two kinds never import each other.

pub mod check;
mod command;
pub mod escalation;
mod event;
pub mod extension;
pub mod opening;
pub mod order;
mod owner;
mod paper_values;
pub mod papers;
pub mod progress;
pub mod remedy;
pub mod report;
mod row;
pub mod sign_off;
mod standing;
pub mod state;
pub mod supervising;
#[cfg(test)]
mod testing;
mod told;
mod view;

pub use self::{command::Command, event::Event, standing::told as stages_told};

use self::state::Correction;
use crate::{
    day::Day,
    facts::{Facts, Policy},
    ids::{FileId, PersonId, StreamId},
    kind::{Action, Audience, Count, Draft, Kind, Offer, Phase, Row, Told, Who},
    message::Message,
    paper,
    paper_values::PaperValues,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
    sheet::Sheet,
    supervision::{self, Supervision},
};

/// D5 及时纠正和补救.
pub static MUST_BE_CORRECTED: Rule = Rule {
    code: "D5",
    phrase: "及时纠正和补救",
    asks: "每一处失误都要纠正，不论是否容错：下达通知、明确责任单位和期限、报告、审核、销号；责任单位不得只是当事人本人。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// P8 回避, as it holds for a correction.
pub static STANDS_ASIDE: Rule = Rule {
    code: "P8",
    phrase: "回避",
    asks: "当事人及其近亲属、责任单位的人员不得审核自己一方的整改。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// The kind.
#[derive(Debug, Clone, Copy)]
pub struct Correcting;

impl Kind for Correcting {
    type State = Correction;
    type Command = Command;
    type Event = Event;
    const NAME: &'static str = "correction";
    const TITLE: &'static str = "纠错事项";
    const PHASES: &'static [Phase] = &[
        Phase::new("转入", "correction", &["open"], &["opened"]),
        Phase::new("核查确认", "correction", &["confirm_already"], &["confirmed_already"]),
        Phase::new("纠错通知", "correction", &["order"], &["ordered"]),
        Phase::new(
            "整改报告",
            "correction",
            &["report_progress", "ask_extension", "decide_extension", "answer_escalation", "report"],
            &[
                "progress_reported",
                "extension_asked",
                "extension_decided",
                "escalated",
                "escalation_answered",
                "reported",
            ],
        ),
        Phase::new("报告无法纠正", "correction", &["report_cannot_be_put_right"], &["cannot_be_put_right"]),
        Phase::new("核查补救", "correction", &["check_remedy"], &["remedy_checked"]),
        Phase::new("批准", "correction", &["approve_remedy"], &["remedy_approved"]),
        Phase::new("审核", "correction", &["check"], &["checked"]),
        Phase::new("销号", "correction", &["sign_off", "reopen"], &["signed_off", "reopened"]),
        Phase::new(
            "代录",
            "papers",
            &["check_paper", "amend_paper"],
            &["paper_entered", "paper_checked", "paper_amended"],
        ),
        supervision::PHASE,
    ];
    const ACTIONS: &'static [Action] = command::ACTIONS;

    fn decide(state: &Correction, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        let action = command.action();
        Refusal::unless_empty(papers::barred(state, action, facts))?;
        let mut events = command::step(state, command, facts)?;
        events.extend(paper::entered(&state.papers, action, facts).map(Event::PaperEntered));
        Ok(events)
    }

    fn evolve(state: Correction, event: &Event, _on: Day) -> Correction {
        state.after(event)
    }

    fn lapsed(state: &Correction, facts: &Facts) -> Vec<Event> {
        // Nothing is taken for done by silence; what is overdue goes to those who answer for it.
        escalation::lapsed(state, facts)
    }

    fn blocked(state: &Correction, action: &str, facts: &Facts) -> Vec<Reason> {
        command::gated(state, action, facts)
    }

    fn offers(state: &Correction, source: &str, policy: &Policy) -> Vec<Offer> {
        if source == "papers" {
            return state.papers.offers();
        }
        state.supervision.offers(source, || supervising::urgeable(state, policy)).unwrap_or_default()
    }

    fn view(state: &Correction, audience: &Audience, _today: Day, policy: &Policy) -> Option<Sheet> {
        let mut sheet = view::view(state, audience, policy)?;
        if matches!(audience, Audience::Officer(_)) {
            sheet.sections.extend(state.supervision.section());
        }
        Some(sheet)
    }

    fn row(state: &Correction, policy: &Policy) -> Row {
        let mut row = row::row(state, policy);
        state.supervision.add_to(&mut row, &policy.calendar);
        row
    }

    fn told(event: &Event) -> Told {
        told::told(event)
    }

    const PAPER_VALUES: &'static [(&'static str, &'static [&'static str])] = paper_values::NAMES;
    fn paper_values(event: &Event, state: &Correction, policy: &Policy) -> Vec<PaperValues> {
        paper_values::values(event, state, policy)
    }

    fn draft(event: &Event) -> Option<Draft> {
        let of = |key: &str, title: &str, text: &str| Draft {
            key: key.to_owned(),
            title: title.into(),
            text: text.into(),
        };
        match event {
            Event::Ordered(ordered) => Some(of("order", "整改要求", &ordered.requires)),
            Event::Reported(reported) => Some(of("report", "整改报告", &reported.says)),
            _ => None,
        }
    }

    fn messages(event: &Event, state: &Correction) -> Vec<Message> {
        told::messages(event, state)
    }

    fn supervision(state: &Correction) -> Option<&Supervision> {
        Some(&state.supervision)
    }

    fn knows(state: &Correction) -> Vec<Who> {
        let Some(opened) = &state.opened else { return Vec::new() };
        let mut known = vec![Who::Unit(opened.owner.clone())];
        known.extend(opened.answers_for_owner.clone().map(Who::Unit));
        known.extend(opened.official.clone().map(Who::Person));
        known
    }

    fn cites(state: &Correction) -> Vec<StreamId> {
        // Only reopening, which follows a sign-off, asks whether the case rests.
        let opened = state.opened.as_ref().filter(|_| state.signed_off.is_some());
        opened.map(|opened| opened.case.clone()).into_iter().collect()
    }

    fn signed_off(state: &Correction) -> Option<u64> {
        state.signed_off.as_ref().map(|(version, _)| *version)
    }

    const COUNTED: &'static [(&'static str, &'static str)] = &[
        ("corrections", "转入纠错（项）"),
        ("signed_off", "纠错销号（项）"),
        ("recovered", "销号事项挽回损失（元）"),
    ];

    fn counts(state: &Correction, from: Day, until: Day) -> Vec<Count> {
        let Some(opened) = &state.opened else { return Vec::new() };
        let within = |on: Day| from <= on && on <= until;
        let mut counts = Vec::new();
        if within(opened.on) {
            counts.push(Count::one("corrections", &opened.number));
        }
        if state.signed_off.as_ref().is_some_and(|(_, signed)| within(signed.on)) {
            counts.push(Count::one("signed_off", &opened.number));
            if state.recovered > 0 {
                let fen = Some(state.recovered);
                counts.push(Count { fen, ..Count::one("recovered", &opened.number) });
            }
        }
        counts
    }

    fn files(state: &Correction, audience: &Audience, policy: &Policy) -> Vec<FileId> {
        view::files(state, audience, policy)
    }
}

/// The opening, or the reason that there is none.
fn opened(state: &Correction) -> Result<&opening::Opened, Vec<Reason>> {
    state.opened.as_ref().ok_or_else(|| {
        vec![Reason::new(&MUST_BE_CORRECTED, "这项纠错还没有转入，请等待系统在认定后自动转入。")]
    })
}

/// Whoever judges the correction belongs neither to the owner nor to the official (P8).
fn stood_aside(state: &Correction, facts: &Facts, missing: &mut Missing) {
    missing.unless(!of_the_owner(state, facts, facts.acting()), || {
        Reason::new(&STANDS_ASIDE, "您是纠错责任单位的人员，应当回避，请由其他承办人办理。")
    });
    missing.unless(!near_the_official(state, facts, facts.acting()), || {
        Reason::new(&STANDS_ASIDE, "您是当事人或者其近亲属，应当回避，请由其他承办人办理。")
    });
}

/// Whether `person` must stand aside from this correction (P8).
fn stands_aside(state: &Correction, facts: &Facts, person: &PersonId) -> bool {
    of_the_owner(state, facts, person) || near_the_official(state, facts, person)
}

fn of_the_owner(state: &Correction, facts: &Facts, person: &PersonId) -> bool {
    let Some(opened) = &state.opened else { return false };
    facts.person(person).is_some_and(|p| p.unit == opened.owner || p.unit == *opened.reporter())
}

fn near_the_official(state: &Correction, facts: &Facts, person: &PersonId) -> bool {
    let Some(official) = state.opened.as_ref().and_then(|opened| opened.official.as_ref()) else {
        return false;
    };
    let is_kin = |of: &PersonId, who| facts.person(of).is_some_and(|p| p.kin.contains(who));
    person == official || is_kin(person, official) || is_kin(official, person)
}

/// What [`Kind::blocked`] says of the step, as something that [`Missing`] can take.
fn gate(reasons: Vec<Reason>) -> Result<(), Vec<Reason>> {
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}
