//! Where a correction stands, which limits run, and who has to do what.

use super::state::Correction;
use crate::{
    day::Day,
    facts::Policy,
    kind::Task,
    people::Role,
    sheet::{Doer, Tone},
    time_limit::Due,
};

/// Where a correction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    ToOrder,
    ToConfirm,
    ToReport,
    ToCheck,
    ToCheckRemedy,
    ToApproveRemedy,
    ToSignOff,
    SignedOff,
}

/// Every state, in the order of the mechanism.
const ALL: [Standing; 8] = [
    Standing::ToOrder,
    Standing::ToConfirm,
    Standing::ToReport,
    Standing::ToCheck,
    Standing::ToCheckRemedy,
    Standing::ToApproveRemedy,
    Standing::ToSignOff,
    Standing::SignedOff,
];

/// Each stage of the lists, and how it is said to whoever must put it right.
pub fn told() -> impl Iterator<Item = (&'static str, &'static str)> {
    ALL.into_iter().map(|standing| (standing.words(), standing.words_for_owner()))
}

impl Standing {
    pub(super) fn of(state: &Correction) -> Self {
        if state.signed_off.is_some() {
            return Self::SignedOff;
        }
        if state.checker().is_some() {
            return Self::ToSignOff;
        }
        if state.ordered.is_none() {
            return if state.already() { Self::ToConfirm } else { Self::ToOrder };
        }
        if state.report_waits() {
            return Self::ToCheck;
        }
        match &state.remedy {
            Some(remedy) if remedy.failed() => Self::ToReport,
            Some(remedy) if remedy.checked.is_none() => Self::ToCheckRemedy,
            Some(_) => Self::ToApproveRemedy,
            None => Self::ToReport,
        }
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::ToOrder => "待下达通知",
            Self::ToConfirm => "待核查确认",
            Self::ToReport => "整改中",
            Self::ToCheck => "待审核",
            Self::ToCheckRemedy => "待核查补救",
            Self::ToApproveRemedy => "待批准补救",
            Self::ToSignOff => "待销号",
            Self::SignedOff => "已销号",
        }
    }

    /// The same for whoever must put it right: what it means for them.
    pub(super) const fn words_for_owner(self) -> &'static str {
        match self {
            Self::ToOrder | Self::ToConfirm => "正在准备整改通知",
            Self::ToReport => "请整改并提交整改报告",
            Self::ToCheck => "整改报告已经收到，正在审核",
            Self::ToCheckRemedy | Self::ToApproveRemedy => "补救情况已经收到，正在核查",
            Self::ToSignOff => "整改已经核实，正在销号",
            Self::SignedOff => "整改已经销号，不用再办",
        }
    }

    pub(super) const fn tone(self) -> Tone {
        match self {
            Self::SignedOff => Tone::Green,
            Self::ToOrder | Self::ToConfirm => Tone::Amber,
            _ => Tone::Blue,
        }
    }
}

/// The limits that run or ran: what must be done, by when, when it was done.
pub(super) fn limits(state: &Correction, policy: &Policy) -> Vec<(&'static str, Due, Option<Day>)> {
    let remedy = state.remedy.as_ref();
    let reported = remedy.map(|r| r.reported.on).or(state.reported.as_ref().map(|r| r.on));
    let checked = match remedy {
        Some(remedy) => remedy.checked.as_ref().map(|c| c.on),
        None => state.checked.as_ref().map(|c| c.on),
    };
    let done = reported.filter(|_| state.checker().is_some());
    let mut running = Vec::new();
    running.extend(state.correct_due(policy).map(|due| ("纠错整改", due, done)));
    if state.escalations.iter().any(|(_, answered)| answered.is_some()) {
        running.extend(state.running_due(policy).map(|due| ("党组织答复的完成日期", due, done)));
    }
    running.extend(state.check_due(policy).map(|due| ("审核整改报告", due, checked)));
    running
}

/// Who has to do what.
pub(super) fn tasks(state: &Correction, policy: &Policy) -> Vec<Task> {
    let Some(opened) = &state.opened else { return Vec::new() };
    let task = |action, says: &str, who, due| Task {
        action,
        about: String::new(),
        says: says.to_owned(),
        who,
        due,
        not: Vec::new(),
    };
    let officer = Doer::Role(Role::CaseOfficer);
    match Standing::of(state) {
        Standing::ToOrder => vec![task("order", "下达纠错通知", officer, None)],
        Standing::ToConfirm => vec![task("confirm_already", "核查确认是否已经纠正", officer, None)],
        Standing::ToReport => {
            let who = Doer::Unit(opened.reporter().clone());
            let mut tasks = vec![task("report", "整改并提交整改报告", who, state.running_due(policy))];
            if state.extension_waits().is_some() {
                for role in [Role::DivisionHead, Role::Leader] {
                    tasks.push(task("decide_extension", "决定是否延长整改期限", Doer::Role(role), None));
                }
            }
            tasks.extend(state.escalation_waits().map(|asked| {
                task("answer_escalation", "整改逾期，答复督办", Doer::Unit(asked.to.clone()), None)
            }));
            tasks
        }
        Standing::ToCheck => vec![task("check", "审核整改报告", officer, state.check_due(policy))],
        Standing::ToCheckRemedy => {
            vec![task("check_remedy", "核查说明和补救", officer, state.check_due(policy))]
        }
        Standing::ToApproveRemedy => {
            vec![task("approve_remedy", "批准以补救代替纠正", Doer::Role(Role::Leader), None)]
        }
        Standing::ToSignOff => vec![
            task("sign_off", "审批销号", Doer::Role(Role::DivisionHead), None),
            task("sign_off", "审批销号", Doer::Role(Role::Leader), None),
        ],
        Standing::SignedOff => Vec::new(),
    }
}
