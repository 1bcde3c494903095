//! The course of a case in the words of the people outside: where it stands, what each step is for, by when, and
//! how the result came about. Nothing of who said what inside, and no reason of a stop.

use super::{frame, sections::facts};
use crate::{
    cases::tolerance::{feedback, reexamination, row, state::Case, tasks::tasks},
    day::Day,
    facts::Policy,
    ids::PersonId,
    sheet::{Block, Doer, Running, Say, Step, StepState, Tone},
    time_limit::{Due, Mark},
};

/// What a step is for, and the sentence that says that it is under way.
const STEPS: [(&str, std::ops::Range<usize>, &str, &str); 7] = [
    ("申请", 0..1, "提出申请。", "申请已经收到。"),
    (
        "受理",
        1..2,
        "申请必须受理；材料不够的，一次告知要补什么。",
        "办理机关正在办理受理；申请必须受理，材料不够的一次告知要补什么。",
    ),
    (
        "核实",
        2..4,
        "查清事实，听取当事人申辩，征求所在单位意见。",
        "核实组正在查清事实、听取当事人申辩、征求所在单位意见。",
    ),
    (
        "会商和审理",
        4..7,
        "有关部门一起研究，没有参加核实的人员再审一遍，最后集体研究，不由一个人决定。",
        "有关部门正在一起研究；没有参加核实的人员还要再审一遍，最后集体研究，不由一个人决定。",
    ),
    ("认定", 7..8, "作出书面认定。", "已经集体研究，正在作出书面认定。"),
    (
        "反馈",
        8..9,
        "书面结果逐一送达，写明不服怎么办。",
        "正在把书面结果逐一送达；每份结果都写明不服怎么办。",
    ),
    (
        "办结",
        9..11,
        "通知考核主管单位消除影响，开始整改，然后办结。",
        "正在通知考核主管单位消除影响、开始整改，做完就办结。",
    ),
];

/// Where it stands: days of what is done, and in a sentence what the others are for.
pub(super) fn steps(case: &Case) -> Vec<Step> {
    let inside = frame::steps(case);
    let step = |(title, range, later, now): (&str, std::ops::Range<usize>, &str, &str)| {
        let part = inside.get(range).unwrap_or_default();
        let (state, note) = if part.iter().all(|s| s.state == StepState::Done) {
            (StepState::Done, part.last().map(|s| said_day(&s.note)).unwrap_or_default())
        } else if part.iter().any(|s| s.state == StepState::Now) {
            (StepState::Now, now.to_owned())
        } else {
            (StepState::Later, later.to_owned())
        };
        Step { title: title.to_owned(), state, note }
    };
    STEPS.into_iter().map(step).collect()
}

fn said_day(text: &str) -> String {
    Day::parse(text).map_or_else(|| text.to_owned(), Day::words)
}

/// The heading: where the case stands, as one says it.
pub(super) fn headline(case: &Case) -> (&'static str, Tone) {
    match row::stage(case) {
        "申请" => ("正在办理受理", Tone::Blue),
        "受理" => ("已经受理，正在组成核实组", Tone::Blue),
        "核实" => ("正在核实", Tone::Blue),
        "会商" => ("正在会商", Tone::Blue),
        "审理" => ("正在审理", Tone::Blue),
        "审批" => ("正在审批和集体研究", Tone::Blue),
        "认定" => ("正在作出书面认定", Tone::Blue),
        "反馈" => ("认定已经作出，正在逐一送达", Tone::Blue),
        "结果运用" => ("结果已经送达，正在落实", Tone::Blue),
        "已办结" => ("已经办结", Tone::Green),
        "已归档" => ("已经办结并归档", Tone::Plain),
        other => (other, Tone::Plain),
    }
}

/// Limits that people outside are told of, once the gate is open: those of the steps they see.
const TOLD: [&str; 4] = ["tol.verify", "tol.unit_opinion", "tol.decide", "tol.feedback"];
/// And before that, those of the answer owed to an application.
const OWED: [&str; 2] = ["tol.file_no", "tol.supplement"];

/// The limits that run; why a clock stands still is the organ's own matter, unless it waits for material.
pub(super) fn running(case: &Case, today: Day, policy: &Policy, reader: Reader<'_>) -> Vec<Running> {
    let known = |one: &Running| {
        let id = one.due.limit.id.as_str();
        let own = reader.applied && OWED.contains(&id);
        own || (reader.open && TOLD.contains(&id) && (id != "tol.unit_opinion" || reader.asked))
    };
    let mut all: Vec<_> =
        frame::running(case, today, policy).into_iter().filter(|one| one.done_on.is_none()).collect();
    all.retain(known);
    if let Some(person) = reader.official.filter(|_| reader.open) {
        if let Some(one) = case.reexaminations.get(person).filter(|one| one.decided.is_none()) {
            let due = case.due_from(reexamination::LIMIT, one.objected.on, policy);
            let title = "作出异议复查决定".to_owned();
            all.extend(due.map(|due| Running { title, due, done_on: None, stopped: None }));
        } else if let Some(due) = reexamination::open_until(case, person, policy)
            && reexamination::runs_until(case, person, policy, today).is_some()
            && !case.reexaminations.contains_key(person)
        {
            let title = "可以申请异议复查的最后一天".to_owned();
            all.push(Running { title, due, done_on: None, stopped: None });
        }
    }
    for one in &mut all {
        one.due = told(one.due.clone());
        if let Some((_, why, _)) = &mut one.stopped {
            *why = stop_words(why);
        }
    }
    all
}

/// Who looks, as far as limits go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    /// The gate is open for this reader.
    pub(super) open: bool,
    /// The reader applied.
    pub(super) applied: bool,
    /// The reader was asked for the unit's opinion.
    pub(super) asked: bool,
    /// The official concerned.
    pub(super) official: Option<&'a PersonId>,
}

/// The same limit; the reasons of its stops in words that tell nothing of the inquiry.
pub(super) fn told(mut due: Due) -> Due {
    for stop in &mut due.stops {
        stop.why = stop_words(&stop.why);
    }
    for day in &mut due.trace {
        if let Mark::Stopped(why) = &mut day.mark {
            *why = stop_words(why);
        }
    }
    due
}

fn stop_words(why: &str) -> String {
    if why == "等待补正" { why.to_owned() } else { "经批准停止计时".to_owned() }
}

/// By when a task of somebody outside is due.
pub(super) fn due_of(case: &Case, policy: &Policy, action: &str, who: &Doer) -> Option<Due> {
    let all = tasks(case, policy).into_iter();
    all.filter(|task| task.action == action && task.who == *who).find_map(|task| task.due).map(told)
}

/// How the result came about: the days and the forms, never who said what.
pub(super) fn how(case: &Case, official: Option<&PersonId>) -> Vec<Block> {
    let Some(made) = &case.determined else { return Vec::new() };
    let mut rows: Vec<(String, Say)> = Vec::new();
    let mut row = |title: &str, says: Say| rows.push((title.to_owned(), says));
    if let (Some(applied), Some(accepted)) = (&case.applied, &case.accepted) {
        row("申请和受理", Say::from(applied.on).and("提出申请，").and(accepted.on).and("受理。"));
    }
    if let Some(reported) = &case.reported {
        row("核实", Say::from("核实组两人以上，").and(reported.on).and("核实完毕。"));
    }
    if let Some(answered) = official.and_then(|person| case.defence_answered.get(person)) {
        let said: Vec<_> = answered
            .points
            .iter()
            .map(|point| format!("第{}条{}", point.point, point.adoption.title()))
            .collect();
        row("听取申辩", format!("您的申辩逐条作了答复：{}。", said.join("，")).into());
    }
    if let Some(answered) = &case.unit_answered {
        row("征求所在单位意见", Say::from(answered.on).and("收到意见。"));
    }
    if let Some(consultation) = case.consultation.as_ref().filter(|c| c.closed.is_some()) {
        let count = consultation.held.as_ref().map_or(consultation.opinions.len(), |held| held.present.len());
        let on = consultation.held.as_ref().map_or(consultation.composed.meets_on, |held| held.on);
        let says = format!("{}，{count} 人参加，每人都写明意见和理由。", consultation.composed.form.title());
        row("会商", Say::from(on).and(says));
    }
    if let Some(reviewed) = &case.reviewed {
        row("审理", Say::from(reviewed.on).and("由没有参加核实的人员审理完毕。"));
    }
    if let Some(resolved) = &case.resolved {
        row("集体研究", Say::from(resolved.on).and("集体研究，不由一个人决定。"));
    }
    row("认定", Say::from(made.on).and("作出书面认定。"));
    vec![Block::Facts(rows)]
}

/// 异议复查 in three steps, and what “no stay” means.
pub(super) fn review(case: &Case, person: &PersonId, today: Day, policy: &Policy) -> Vec<Block> {
    let Some(made) = &case.determined else { return Vec::new() };
    let notice = &made.review_notice;
    let received = feedback::received_on(case, &format!("person:{person}"));
    let ended = match reexamination::open_until(case, person, policy) {
        _ if case.reexaminations.contains_key(person) => Say::from("您已经在期限内提出。"),
        Some(due) if reexamination::runs_until(case, person, policy, today).is_some() => {
            Say::from("最后一天是").and(due.last).and("，当天提出也算。")
        }
        Some(due) => Say::from("期限已经在").and(due.last).and("届满。"),
        None if received.is_none() => Say::from("您确认收到以后才开始算。"),
        None => Say::empty(),
    };
    let days = format!("从收到结果的第二天起，有 {} 个工作日。", notice.days);
    let limit = policy.limits.0.get(reexamination::LIMIT);
    let decide = limit.map_or_else(String::new, |l| format!("{}个{}内", l.count, l.unit.title()));
    let mut blocks = vec![facts([
        ("第一步　看期限", Say::from(days).and(ended)),
        (
            "第二步　写明理由",
            format!(
                "向{}申请：在本页点“申请异议复查”，或者交书面申请。逐条写明哪里不同意、为什么。",
                notice.body
            )
            .into(),
        ),
        (
            "第三步　等书面决定",
            format!("另派没有参加过本案的人员复查，{decide}作出书面决定，送达您本人。").into(),
        ),
    ])];
    blocks.push(super::sections::note(Tone::Plain, "申请异议复查，处理不会因此加重。"));
    if notice.no_stay {
        let says = "复查期间，认定照常执行。意思是：在复查决定改变它以前，现在的结果先算数；复查决定改变了的，按复查决定办。";
        blocks.push(super::sections::note(Tone::Plain, says));
    }
    blocks
}
