//! The tolerance case (容错案件): the whole life on one screen.
//!
//! | step | file | rule |
//! |---|---|---|
//! | 申请 | [`application`] | P1 |
//! | 反映、依职权启动 | [`signal`] | P1 |
//! | 并案、改定党组织 | [`joinder`] | G8 P1 D3 |
//! | 撤回 | [`withdrawal`] | P2 |
//! | 补正 | [`supplement`] | P2 |
//! | 受理 / 视为受理 | [`acceptance`] | P2 |
//! | 管辖 | [`competence`] | G2 |
//! | 移送（转送、报送、转办） | [`transfer`] | P2 G2 |
//! | 提级办理、指定管辖 | [`designation`] | P8 G2 |
//! | 停止计时 | [`clock_stop`] | P2 |
//! | 代录的校核、更正 | [`papers`] | G5 |
//! | 交接 | [`hand_over`] | G12 |
//! | 回避 | [`recusal`] | P8 |
//! | 组成核实组 | [`assignment`] | P5 |
//! | 证据 | [`evidence`] | P5 J2 |
//! | 背景、集体决策中的作用 | [`background`] | D2 |
//! | 发现新情况 | [`discovery`] | P5 G8 |
//! | 批准告知 | [`disclosure`] | G4 |
//! | 单位意见 | [`unit_opinion`] | P4 |
//! | 立案、处分决定登记 | [`investigation_entry`] | G1 |
//! | 请示答复 | [`ruling_entry`] | G10 |
//! | 逐人认定 | [`findings`] | D1 S2 S3 J1 |
//! | 适用文本 | [`governing_text`] | S1 |
//! | 单位问责 | [`unit_accountability`] | J3 P3 |
//! | 基准档次、拟认定 | [`proposed_outcome`] | G1 G7 |
//! | 事实材料和拟认定意见告知 | [`notice`] | P3 |
//! | 陈述申辩 | [`defence`] | P3 |
//! | 核实报告 | [`verification`] | P5 J2 |
//! | 事项分量 | [`weight`] | P6 S2 S3 |
//! | 延长核实、核实逾期 | [`overdue`] | P2 |
//! | 会商 | [`consultation`] | P6 |
//! | 再次会商 | [`reconvening`] | P6 |
//! | 审理 | [`review`] | P5 |
//! | 审批链 · 集体研究 | [`collective_decision`] | G3 |
//! | 呈批件登记 | [`submission`] | G5 |
//! | 认定 | [`determination`] | P6 J3 J4 |
//! | 反馈 | [`feedback`], [`delivery`] | P7 |
//! | 试送未成 | [`attempt`] | P7 |
//! | 实名举报人 | [`reporter`] | P7 C4 |
//! | 结果运用 | [`effects`] | E1 D5 |
//! | 备案 | [`filing`] | G9 |
//! | 异议复查 | [`reexamination`] | P7 P8 |
//! | 撤销认定 | [`revocation`] | J3 P8 |
//! | 办结 · 归档 | [`closing`] | P7 D5 |
//! | 公开 | [`publicity`] | E3 |
//! | 案卷、保管期限 | [`volume`] | D5 |
//! | 借阅 | [`borrowing`] | D5 P8 |
//! | 到期销毁 | [`destruction`] | D5 |
//!
//! **Absences.** No event turns an application away (提出必受理). A determination can only be built from a
//! finished consultation (认定必会商). Closing takes the proofs of delivery as its argument (结果必反馈). No
//! revocation is recorded without hidden facts and the approval one level up. Nothing is published but a redacted text
//! that every official has seen. No
//! constructor makes a tolerant outcome from an official with a hard bar (两不容).

pub mod acceptance;
mod admission;
pub mod application;
pub mod assignment;
pub mod attempt;
pub mod background;
pub mod borrowing;
pub mod clock_stop;
pub mod closing;
pub mod collective_decision;
mod command;
pub mod competence;
pub mod consultation;
mod counted;
pub mod defence;
pub mod delivery;
pub mod designation;
pub mod destruction;
pub mod determination;
pub mod disclosure;
pub mod discovery;
mod drafts;
pub mod effects;
mod entries;
mod event;
pub mod evidence;
mod evolve;
pub mod feedback;
pub mod filing;
pub mod findings;
pub mod governing_text;
pub mod hand_over;
pub mod investigation_entry;
pub mod joinder;
pub mod likeness;
pub mod limits;
mod messages;
pub mod notice;
mod offers;
pub mod overdue;
mod paper_values;
pub mod papers;
mod phases;
pub mod proposed_outcome;
pub mod publicity;
pub mod reconvening;
pub mod recusal;
pub mod reexamination;
pub mod reporter;
pub mod review;
pub mod revocation;
mod row;
pub mod ruling_entry;
pub mod signal;
pub mod state;
pub mod submission;
pub mod supervising;
pub mod supplement;
mod tasks;
#[cfg(test)]
pub(crate) mod testing;
mod told;
mod traces;
pub mod transfer;
pub mod unit_accountability;
pub mod unit_opinion;
pub mod verification;
mod view;
pub mod volume;
pub mod weight;
pub mod withdrawal;

pub use self::{command::Command, event::Event};

use self::{
    command::{ACTIONS, gated, step},
    state::Case,
};
use crate::{
    day::Day,
    facts::{Facts, Policy},
    ids::{FileId, PersonId, StreamId},
    kind::{
        Action, Audience, Count, Draft, Entry, Kind, Offer, Owed, Phase, Row, Telling, TextUse, Told, Who,
    },
    message::Message,
    paper,
    paper_values::PaperValues,
    refusal::{Reason, Refusal},
    registers::destruction::Destruction,
    sheet::Sheet,
    supervision::Supervision,
};

/// The kind itself.
#[derive(Debug)]
pub struct Tolerance;

impl Kind for Tolerance {
    type State = Case;
    type Command = Command;
    type Event = Event;
    const NAME: &'static str = "tolerance";
    const TITLE: &'static str = "容错案件";
    const ACTIONS: &'static [Action] = ACTIONS;
    const PHASES: &'static [Phase] = phases::PHASES;

    fn decide(case: &Case, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        let action = command.action();
        Refusal::unless_empty(admission::barred(case, action, facts))?;
        let mut events = step(case, command, facts)?;
        events.extend(paper::entered(&case.papers, action, facts).map(Event::PaperEntered));
        Ok(events)
    }

    fn evolve(case: Case, event: &Event, _on: Day) -> Case {
        evolve::evolve(case, event)
    }

    fn lapsed(case: &Case, facts: &Facts) -> Vec<Event> {
        if case.ended() || case.archived.is_some() {
            return Vec::new();
        }
        let mut lapsed = acceptance::lapsed(case, facts);
        lapsed.extend(overdue::lapsed(case, facts));
        lapsed.extend(withdrawal::lapsed(case, facts));
        lapsed
    }

    fn blocked(case: &Case, action: &str, facts: &Facts) -> Vec<Reason> {
        let Some(found) = ACTIONS.iter().find(|known| known.name == action) else {
            return Vec::new();
        };
        let barred = admission::barred(case, found, facts);
        if barred.is_empty() { gated(case, action, facts) } else { barred }
    }

    fn offers(case: &Case, source: &str, policy: &Policy) -> Vec<Offer> {
        let own = case.supervision.offers(source, || supervising::urgeable(case, policy));
        own.unwrap_or_else(|| offers::offers(case, source, policy))
    }

    fn view(case: &Case, audience: &Audience, today: Day, policy: &Policy) -> Option<Sheet> {
        let mut sheet = view::view(case, audience, today, policy)?;
        if matches!(audience, Audience::Officer(_)) {
            sheet.sections.extend(case.supervision.section());
        }
        Some(sheet)
    }

    fn row(case: &Case, policy: &Policy) -> Row {
        let mut row = row::row(case, policy);
        case.supervision.add_to(&mut row, &policy.calendar);
        row
    }

    fn told(event: &Event) -> Told {
        told::told(event)
    }

    fn messages(event: &Event, case: &Case) -> Vec<Message> {
        messages::messages(event, case)
    }

    fn supervision(case: &Case) -> Option<&Supervision> {
        Some(&case.supervision)
    }

    fn cites(case: &Case) -> Vec<StreamId> {
        effects::cites(case)
    }

    fn knows(case: &Case) -> Vec<Who> {
        offers::knows(case)
    }

    fn excluded(case: &Case, person: &PersonId, facts: &Facts) -> bool {
        recusal::excluded(case, facts, person).is_some() && !case.concerns(person)
    }

    fn owes(event: &Event) -> Vec<Owed> {
        match event {
            Event::Determined(determined) => determined.owes.clone(),
            Event::DiscoveryDecided(decided) => decided.owes.clone(),
            _ => Vec::new(),
        }
    }

    fn tells(event: &Event) -> Vec<Telling> {
        match event {
            Event::JoinedInto(joined) => vec![joinder::tells(joined)],
            Event::ApplicationWithdrawn(withdrawn) => withdrawal::tells(withdrawn).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    const PAPER_VALUES: &'static [(&'static str, &'static [&'static str])] = paper_values::NAMES;
    fn paper_values(event: &Event, case: &Case, policy: &Policy) -> Vec<PaperValues> {
        paper_values::values(event, case, policy)
    }

    fn draft(event: &Event) -> Option<Draft> {
        drafts::draft(event)
    }

    fn entries(case: &Case) -> Vec<Entry> {
        entries::entries(case)
    }

    fn destroys(event: &Event, case: &Case) -> Option<Destruction> {
        match event {
            Event::Destroyed(destroyed) => Some(destruction::entry(destroyed, case)),
            _ => None,
        }
    }

    const COUNTED: &'static [(&'static str, &'static str)] = counted::COUNTED;

    fn counts(case: &Case, from: Day, until: Day) -> Vec<Count> {
        counted::counts(case, from, until)
    }

    fn texts(case: &Case, policy: &Policy) -> Vec<TextUse> {
        governing_text::uses(case, policy)
    }

    fn files(case: &Case, audience: &Audience, policy: &Policy) -> Vec<FileId> {
        view::files(case, audience, policy)
    }
}

/// The number after `count` of the same sort.
fn numbered(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1)
}

/// What [`Kind::blocked`] says of the step, as something that [`crate::refusal::Missing`] can take.
fn gate(reasons: Vec<Reason>) -> Result<(), Vec<Reason>> {
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}
