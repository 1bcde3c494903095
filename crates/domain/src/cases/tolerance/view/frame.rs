//! Steps, what comes next and the limits that run: the frame around every view of a tolerance case.

use crate::{
    cases::tolerance::{ACTIONS, filing, reexamination, state::Case, tasks::tasks, withdrawal},
    day::Day,
    facts::Policy,
    kind,
    sheet::{Next, Running, Section, Sheet, Step, Tone},
};

/// The steps of the mechanism (§4), each with the day it was done; none where the case takes none of them.
pub(super) fn steps(case: &Case) -> Vec<Step> {
    if case.ended() || case.applied.is_none() {
        return Vec::new();
    }
    let consultation = case.consultation.as_ref();
    let served = case.served.values().map(|s| s.handed.served_on()).max();
    let all_served = crate::cases::tolerance::feedback::AllServed::of(case).is_ok();
    let told = case.appraisals_notified.values().map(|n| n.on).max();
    let effects = case.closed.as_ref().map(|closed| told.unwrap_or(closed.on));
    let days: [(&str, Option<Day>); 12] = [
        ("申请", case.applied.as_ref().map(|e| e.on)),
        ("受理", case.accepted.as_ref().map(|e| e.on)),
        ("组成核实组", case.assigned.as_ref().map(|e| e.on)),
        ("核实", case.reported.as_ref().map(|e| e.on)),
        ("会商", consultation.and_then(|c| c.closed.as_ref()).map(|e| e.on)),
        ("审理", case.reviewed.as_ref().map(|e| e.on)),
        ("审批·集体研究", case.resolved.as_ref().map(|e| e.on)),
        ("认定", case.determined.as_ref().map(|e| e.on)),
        ("反馈", served.filter(|_| all_served)),
        ("结果运用", effects),
        ("办结", case.closed.as_ref().map(|e| e.on)),
        ("归档", case.archived.as_ref().map(|e| e.on)),
    ];
    kind::steps(days, true)
}

/// What the law asks next, one entry for each act, with everyone who must do it.
pub(super) fn next(case: &Case, policy: &Policy) -> Vec<Next> {
    kind::next(tasks(case, policy), ACTIONS)
}

/// The limits that run or ran.
pub(super) fn running(case: &Case, today: Day, policy: &Policy) -> Vec<Running> {
    let consultation = case.consultation.as_ref();
    let held = consultation.and_then(|c| c.held.as_ref()).map(|e| e.on);
    let minutes = consultation.and_then(|c| c.closed.as_ref()).map(|e| e.on);
    let served = case.served.values().map(|s| s.handed.served_on()).max();
    let served = served.filter(|_| crate::cases::tolerance::feedback::AllServed::of(case).is_ok());
    let told = case.appraisals_notified.values().map(|n| n.on).max();
    let filed = case.filed_upward.last().map(|filed| filed.filed_on);
    // Answered in full, or silent past the limit, which counts as an answer.
    let asked = case.continue_asked.last().map(|asked| asked.on);
    let continued = asked.filter(|_| withdrawal::unanswered(case).next().is_none());
    let all: [(&str, &str, Option<Day>); 13] = [
        ("受理", "tol.file_no", case.accepted.as_ref().map(|e| e.on)),
        ("调查核实", "tol.verify", case.reported.as_ref().map(|e| e.on)),
        ("所在单位回复意见", "tol.unit_opinion", case.unit_answered.as_ref().map(|e| e.on)),
        ("会商召开", "tol.consult", held),
        ("书面会商回复", "tol.consult.written", held),
        ("会商纪要核改", "tol.minutes", minutes),
        ("审理", "tol.review", case.reviewed.as_ref().map(|e| e.on)),
        ("作出认定", "tol.decide", case.determined.as_ref().map(|e| e.on)),
        ("结果反馈", "tol.feedback", served),
        ("发出消除考核影响通知", "tol.effects.limit", told),
        ("备案", filing::LIMIT, filed),
        ("征询当事人是否继续", "tol.withdraw.ask", continued),
        ("补正", "tol.supplement", case.supplemented.as_ref().map(|e| e.on)),
    ];
    let objections = case.reexaminations.values().filter_map(|one| {
        let due = case.due_from(reexamination::LIMIT, one.objected.on, policy)?;
        let done_on = one.decided.as_ref().map(|decided| decided.on);
        Some(Running { title: "异议复查决定".to_owned(), due, done_on, stopped: None })
    });
    let stopped = case.stops().into_iter().find(|s| s.from <= today && today <= s.to);
    all.into_iter()
        .filter_map(|(title, rule, done_on)| {
            let due = case.due_of(rule, policy)?;
            // The members' days to correct the minutes end by themselves: closing later is nobody's delay.
            let done_on = done_on.map(|on| if rule == "tol.minutes" { on.min(due.last) } else { on });
            let stands = done_on.is_none() && due.stopped_on(today);
            let stopped = stopped.clone().filter(|_| stands).map(|s| (s.from, s.why, s.to));
            Some(Running { title: title.to_owned(), due, done_on, stopped })
        })
        .chain(objections)
        .collect()
}

/// A sheet of this case with nothing in it but what everyone with a view may know.
pub(super) fn sheet(case: &Case, status: (&str, Tone), sections: Vec<Section>) -> Sheet {
    let (applied, signal) = (case.applied.as_ref(), case.signal.as_ref());
    let title = applied.map(|a| &a.title).or(signal.map(|s| &s.title));
    let number = applied.map(|a| &a.number).or(signal.map(|s| &s.number));
    Sheet {
        title: title.cloned().unwrap_or_default(),
        number: number.cloned(),
        status: (status.0.to_owned(), status.1),
        tags: Vec::new(),
        facts: Vec::new(),
        steps: Vec::new(),
        sections,
        next: Vec::new(),
        running: Vec::new(),
    }
}
