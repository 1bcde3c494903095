//! Who must do what by when: the work list lives from it, so that every state before archiving has a task.

use super::{
    background, borrowing, closing, collective_decision, consultation::Form, designation, effects, feedback,
    filing, governing_text, overdue, reconvening, reporter, state::Case, transfer::Transferred, weight,
    withdrawal,
};
use super::{reexamination, revocation};
use crate::{
    day::Day,
    facts::Policy,
    ids::PersonId,
    kind::{Task, Who},
    people::Role,
    sheet::Doer,
    time_limit::Due,
};

/// Collects tasks.
struct Tasks<'a> {
    case: &'a Case,
    policy: &'a Policy,
    all: Vec<Task>,
}

impl Tasks<'_> {
    fn add(&mut self, action: &'static str, about: &str, says: &str, who: Doer, due: Option<Due>) {
        self.all.push(Task {
            action,
            about: about.to_owned(),
            says: says.to_owned(),
            who,
            due,
            not: Vec::new(),
        });
    }

    fn role(&mut self, action: &'static str, says: &str, role: Role, rule: &str) {
        let due = self.due(rule);
        self.add(action, "", says, Doer::Role(role), due);
    }

    /// The leader of the team, who has the case in hand: for what a leader of a team may do.
    fn in_charge(&self) -> Doer {
        let leader = self.case.assigned.as_ref().map(|team| team.leader.clone());
        leader.map_or(Doer::Role(Role::CaseOfficer), Doer::Person)
    }

    /// What is handed over, sent and entered after the determination stands with 承办人, the members of the team: its
    /// leader may do none of it.
    fn handled(&mut self, action: &'static str, about: &str, says: &str, due: Option<Due>) {
        let members = self.case.assigned.iter().flat_map(|team| &team.members);
        let mut doers: Vec<_> = members.cloned().map(Doer::Person).collect();
        if doers.is_empty() {
            doers.push(Doer::Role(Role::CaseOfficer));
        }
        for who in doers {
            self.add(action, about, says, who, due.clone());
        }
    }

    fn due(&self, rule: &str) -> Option<Due> {
        self.case.due_of(rule, self.policy)
    }

    fn due_from(&self, rule: &str, start: Day) -> Option<Due> {
        self.case.due_from(rule, start, self.policy)
    }
}

/// Who must do what by when.
pub(super) fn tasks(case: &Case, policy: &Policy) -> Vec<Task> {
    let mut tasks = Tasks { case, policy, all: Vec::new() };
    if case.applied.is_none() && case.archived.is_none() {
        tasks.all.extend(case.papers.tasks(&[Role::CaseManagement, Role::CaseOfficer]));
        signalled(&mut tasks);
        return tasks.all;
    }
    later(&mut tasks);
    if case.archived.is_none() {
        tasks.all.extend(case.papers.tasks(&[Role::CaseManagement, Role::CaseOfficer]));
    }
    if let (Some(joined), None) = (&case.joined_into, &case.archived) {
        let says = format!("并入{}，随主案归档", joined.into_number);
        tasks.role("archive", &says, Role::CaseManagement, "");
        return tasks.all;
    }
    if case.withdrawn.is_some() && case.archived.is_none() {
        tasks.role("archive", "撤回的案件归档", Role::CaseManagement, "");
        return tasks.all;
    }
    tasks.all.extend(borrowing::tasks(case, &policy.calendar));
    if case.archived.is_some() {
        return tasks.all;
    }
    tasks.all.extend(case.submissions.tasks());
    if let Some(sent) = &case.transferred {
        transferred(&mut tasks, sent);
        return tasks.all;
    }
    if let Some(asked) = designation::waiting(case) {
        let (about, who) = (asked.number.to_string(), Doer::Role(Role::UpperOrgan));
        tasks.add("decide_competence", &about, "决定提级办理或者指定管辖", who, None);
    }
    if overdue::unexplained(case).is_some() && case.reported.is_none() {
        tasks.role("explain_delay", "说明核实逾期的原因和新的期限", Role::Leader, "");
    }
    asking_to_continue(&mut tasks);
    for (asked, _) in case.recusals.iter().filter(|(_, decided)| decided.is_none()) {
        let due = tasks.due_from("tol.recusal", asked.on);
        let about = asked.number.to_string();
        tasks.add("decide_recusal", &about, "决定回避申请", Doer::Role(Role::Leader), due);
    }
    if case.determined.is_none() && reconvening::defective(case) {
        let says = "会商程序有缺陷，提出再次会商";
        tasks.role("reconvene", says, Role::CaseManagement, "tol.consult");
    }
    for discovery in &case.discoveries {
        let about = discovery.recorded.number.to_string();
        if discovery.decided.is_none() {
            tasks.add("decide_discovery", &about, "决定新情况如何处置", Doer::Role(Role::Leader), None);
        } else if discovery.waits_for_receipt() {
            tasks.handled("enter_crime_receipt", &about, "登记移送回执", None);
        }
    }
    if case.accepted.is_none() {
        accepting(&mut tasks);
    } else if case.assigned.is_none() {
        tasks.role("assign", "组成核实组", Role::CaseManagement, "tol.verify");
    } else if case.reported.is_none() {
        verifying(&mut tasks);
    } else if case.consultation.as_ref().is_none_or(|c| c.closed.is_none()) {
        consulting(&mut tasks);
    } else if case.determined.is_none() {
        deciding(&mut tasks);
    } else {
        following(&mut tasks);
    }
    tasks.all
}

/// The receipt is asked for until it is there; then the case is archived.
fn transferred(tasks: &mut Tasks<'_>, sent: &Transferred) {
    if tasks.case.receipted.is_none() {
        let says = format!("登记{}回执", sent.direction.title());
        tasks.role("enter_receipt", &says, Role::CaseManagement, "");
    } else {
        tasks.role("archive", "归档", Role::CaseManagement, "");
    }
}

/// 反映: the organ starts by itself, or a leader concludes.
fn signalled(tasks: &mut Tasks<'_>) {
    if tasks.case.signal.is_none() {
        return;
    }
    if tasks.case.signal_concluded.is_some() {
        tasks.role("archive", "已答复的反映归档", Role::CaseManagement, "");
        return;
    }
    tasks.role("take_up", "核查反映，需要的依职权启动", Role::CaseManagement, "tol.file_no");
    tasks.role("conclude_signal", "核查反映，不启动的写明理由并答复", Role::Leader, "tol.file_no");
}

/// An application was taken back: the officials are asked, once they may know of the case (G4).
fn asking_to_continue(tasks: &mut Tasks<'_>) {
    let case = tasks.case;
    if case.determined.is_some() {
        return;
    }
    if !withdrawal::to_be_asked(case).is_empty() {
        let says = if case.disclosed.is_some() {
            "有申请撤回，征询当事人是否继续"
        } else {
            "有申请撤回，案件继续办理；批准告知后征询当事人是否继续"
        };
        tasks.role("ask_to_continue", says, Role::CaseManagement, "");
    }
    for (official, asked) in withdrawal::unanswered(case) {
        let due = tasks.due_from("tol.withdraw.ask", asked);
        let who = Doer::Person(official.clone());
        tasks.add("answer_continue", official.as_str(), "答复是否继续办理", who, due);
    }
}

fn accepting(tasks: &mut Tasks<'_>) {
    let case = tasks.case;
    tasks.role("accept", "受理申请", Role::CaseManagement, "tol.file_no");
    if let (Some(_), None, Some(applied)) = (&case.supplement_asked, &case.supplemented, &case.applied) {
        let (who, due) = (Doer::Person(applied.by.clone()), tasks.due("tol.supplement"));
        tasks.add("supplement", "", "补正材料", who, due);
    }
}

fn verifying(tasks: &mut Tasks<'_>) {
    let (case, tasks_policy) = (tasks.case, tasks.policy);
    let (in_charge, verify) = (tasks.in_charge(), tasks.due("tol.verify"));
    let mut ask = |action, about: &str, says: &str| {
        tasks.all.push(Task {
            action,
            about: about.to_owned(),
            says: says.to_owned(),
            who: in_charge.clone(),
            due: verify.clone(),
            not: Vec::new(),
        });
    };
    if case.evidence.is_empty() {
        ask("add_evidence", "", "登记证据");
    }
    for official in governing_text::unchosen(case, tasks_policy) {
        ask("choose_text", official.as_str(), "选定适用文本");
    }
    for official in background::without_part(case) {
        ask("record_part", official.as_str(), "记录在集体决策中的作用");
    }
    for official in case.officials() {
        let about = official.as_str();
        let proposed = case.proposed.keys().any(|(person, _)| person == official);
        if !case.found.contains_key(official) {
            ask("find", about, "逐人记录核实认定");
        } else if !proposed {
            ask("propose_outcome", about, "提出拟认定意见");
        } else if case.disclosed.is_some() && !case.notified.contains_key(official) {
            ask("notify", about, "告知事实材料和拟认定意见");
        } else if case.defended.contains_key(official) && !case.defence_answered.contains_key(official) {
            ask("answer_defence", about, "核查申辩并逐条答复");
        }
    }
    if let Some(unit) = &case.unit_held {
        if unit.found.is_none() {
            ask("find_unit", "", "记录对单位的核实认定");
        } else if unit.proposed.is_none() {
            ask("propose_unit_outcome", "", "提出对单位的拟认定意见");
        } else if case.disclosed.is_some() && unit.notified.is_none() {
            ask("notify_unit", "", "告知单位事实材料和拟认定意见");
        } else if unit.defended.is_some() && unit.answered.is_none() {
            ask("answer_unit_defence", "", "核查单位申辩并逐条答复");
        }
    }
    if case.disclosed.is_some() && case.unit_asked.is_none() {
        ask("ask_unit", "", "征求所在单位意见");
    }
    let notified = case.officials().all(|o| case.notified.contains_key(o));
    let unit_done = case
        .unit_held
        .as_ref()
        .is_none_or(|unit| unit.notified.is_some() && (unit.defended.is_none() || unit.answered.is_some()));
    let answered = case.defended.keys().all(|o| case.defence_answered.contains_key(o));
    if notified && answered && unit_done && case.unit_asked.is_some() {
        ask("report", "", "提交核实报告");
    }
    if case.disclosed.is_none() {
        tasks.role("approve_disclosure", "批准告知", Role::Leader, "tol.verify");
    }
    if let (Some(asked), None) = (&case.unit_asked, &case.unit_answered) {
        let (who, due) = (Doer::Unit(asked.of.clone()), tasks.due("tol.unit_opinion"));
        tasks.add("answer_unit", "", "提交单位意见", who, due);
    }
    if let Some((notified, None)) =
        case.unit_held.as_ref().and_then(|u| Some((u.notified.as_ref()?, u.defended.as_ref())))
    {
        let due = tasks.due_from("tol.defence", notified.on);
        tasks.add("defend_unit", "", "单位陈述申辩", Doer::Unit(notified.to.clone()), due);
    }
    for (official, notified) in &case.notified {
        if !case.defended.contains_key(official) && !case.waived.contains_key(official) {
            let due = tasks.due_from("tol.defence", notified.on);
            tasks.add("defend", official.as_str(), "陈述申辩", Doer::Person(official.clone()), due);
        }
    }
}

fn consulting(tasks: &mut Tasks<'_>) {
    let case = tasks.case;
    let Some(consultation) = &case.consultation else {
        tasks.role("compose_consultation", "组成会商", Role::CaseManagement, "tol.consult");
        return;
    };
    let opine = |tasks: &mut Tasks<'_>, person: &PersonId, due| {
        tasks.add("give_opinion", person.as_str(), "提交会商意见", Doer::Person(person.clone()), due);
    };
    if consultation.held.is_none() {
        let written = consultation.composed.form == Form::Written;
        let due = tasks.due(if written { "tol.consult.written" } else { "tol.consult" });
        for member in &consultation.composed.members {
            if consultation.opinion_of(&member.person).is_none() {
                opine(tasks, &member.person, due.clone());
            }
        }
        let composed = &consultation.composed;
        if weight::too_light(case, composed.form, composed.weight, tasks.policy).is_empty() {
            tasks.role("hold_consultation", "召开会商并登记", Role::CaseManagement, "tol.consult");
        } else {
            let says = "按多部门会商研判重新组成会商";
            tasks.role("compose_consultation", says, Role::CaseManagement, "tol.consult");
        }
    } else if consultation.minutes.is_none() {
        let silent = consultation.silent();
        if silent.is_empty() {
            tasks.role("send_minutes", "送会商纪要核改", Role::CaseManagement, "tol.consult");
        }
        for person in silent {
            opine(tasks, person, None);
        }
    } else {
        let due = tasks.due("tol.minutes");
        for person in consultation.unanswered() {
            let who = Doer::Person(person.clone());
            tasks.add("answer_minutes", person.as_str(), "核改会商纪要", who, due.clone());
        }
        tasks.role("close_consultation", "结束会商", Role::CaseManagement, "tol.minutes");
    }
}

fn deciding(tasks: &mut Tasks<'_>) {
    let case = tasks.case;
    match (&case.sent_to_review, &case.reviewed) {
        (None, _) => tasks.role("send_to_review", "移送审理", Role::CaseManagement, ""),
        (Some(sent), None) => {
            let (who, due) = (Doer::Person(sent.reviewer.clone()), tasks.due("tol.review"));
            tasks.add("review", "", "提出审理意见", who, due);
        }
        (Some(_), Some(_)) => {
            if let Some(role) = collective_decision::next_place(case, tasks.policy) {
                tasks.role("approve", "审批（批示）", role, "tol.decide");
            } else if collective_decision::dissent_unopened(case) {
                tasks.role("open_dissent", "开阅不同意见", Role::CommitteeClerk, "tol.decide");
            } else if case.resolved.is_none() {
                tasks.role("resolve", "登记集体研究决定", Role::CommitteeClerk, "tol.decide");
            } else {
                tasks.role("determine", "作出容错认定", Role::PrincipalLeader, "tol.decide");
            }
        }
    }
}

/// Objections, revocations and filings: they come after the determination, whatever else goes on.
fn later(tasks: &mut Tasks<'_>) {
    let case = tasks.case;
    for (official, one) in &case.reexaminations {
        let about = official.as_str();
        let due = tasks.due_from(reexamination::LIMIT, one.objected.on);
        match reexamination::waits_for(one) {
            Some((action @ "reexamine", _)) => {
                for person in one.assigned.iter().flat_map(|to| &to.reexaminers) {
                    let who = Doer::Person(person.clone());
                    tasks.add(action, about, "异议复查：提交复查报告", who, due.clone());
                }
            }
            Some((action @ "decide_reexamination", word)) => {
                let who = Doer::Role(Role::CommitteeClerk);
                tasks.add(action, about, &format!("异议复查：{word}"), who, due);
            }
            Some((action, word)) => {
                let who = Doer::Role(Role::CaseManagement);
                tasks.add(action, about, &format!("异议复查：{word}"), who, due);
            }
            None => acknowledging(tasks, &reexamination::key(official), official),
        }
    }
    for (official, one) in &case.revocations {
        let about = official.as_str();
        let says = |word: &str| format!("撤销认定：{word}");
        match one.waits_for() {
            Some((action @ ("notify_revocation" | "report_revocation"), word)) => {
                for person in one.assigned.iter().flat_map(|to| &to.members) {
                    tasks.add(action, about, &says(word), Doer::Person(person.clone()), None);
                }
                if let (Some(notified), None) = (&one.notified, &one.defended) {
                    let due = tasks.due_from("tol.defence", notified.on);
                    let who = Doer::Person(official.clone());
                    tasks.add("defend_revocation", about, "对拟撤销认定陈述申辩", who, due);
                }
            }
            Some((action, word)) => {
                let role = match action {
                    "assign_revocation" => Role::Leader,
                    "approve_revocation" => Role::UpperOrgan,
                    "revoke" => Role::CommitteeClerk,
                    _ => Role::CaseManagement,
                };
                tasks.add(action, about, &says(word), Doer::Role(role), None);
            }
            None => acknowledging(tasks, &revocation::key(official), official),
        }
    }
    if let Some(since) = case.filing_owed_since {
        let due = tasks.due_from(filing::LIMIT, since);
        tasks.add("file_upward", "", "备案并抄送组织（人事）部门", Doer::Role(Role::CaseManagement), due);
    }
}

/// A later decision put here waits to be read.
fn acknowledging(tasks: &mut Tasks<'_>, paper: &str, official: &PersonId) {
    if feedback::waits(tasks.case, paper) {
        tasks.add("acknowledge", paper, "阅读决定并确认收到", Doer::Person(official.clone()), None);
    }
}

fn following(tasks: &mut Tasks<'_>) {
    let (case, policy) = (tasks.case, tasks.policy);
    let feedback_due = tasks.due("tol.feedback");
    for who in feedback::recipients(case) {
        let recipient = feedback::key(&who);
        if feedback::waits(case, &recipient) {
            let doer = match who {
                Who::Person(id) => Doer::Person(id),
                Who::Unit(id) => Doer::Unit(id),
            };
            tasks.add("acknowledge", &recipient, "阅读结果并确认收到", doer, feedback_due.clone());
            let served_on = case.served.get(&recipient).map(|served| served.handed.served_on());
            let due = served_on.and_then(|on| tasks.due_from("tol.acknowledge", on));
            tasks.handled("serve", &recipient, "到期没有确认收到的，改用其他方式送达", due);
        } else if !feedback::has_it(case, &recipient) {
            tasks.handled("serve", &recipient, "送达结果", feedback_due.clone());
        }
    }
    for (name, owner) in effects::appraisals_due(case, policy) {
        match case.appraisals_notified.get(name).filter(|_| effects::told(case, name)) {
            None => {
                let due = tasks.due("tol.effects.limit");
                tasks.handled("notify_appraisal", name, "发出消除考核影响通知", due);
            }
            Some(notified) if !case.effects_confirmed.contains_key(name) => {
                let due = tasks.due_from("tol.effects.confirm", notified.on);
                tasks.add("confirm_effect", name, "确认已消除影响", Doer::Unit(owner.clone()), due);
            }
            Some(_) => {}
        }
    }
    if let Some(noted) = reporter::waiting(case).next() {
        let (says, about) = ("实名举报人：由举报人信息保管员另行反馈", noted.number.to_string());
        let due = tasks.due(reporter::LIMIT);
        tasks.add("answer_reporter", &about, says, Doer::Role(Role::ReporterCustodian), due);
    }
    for (official, _) in closing::undecided_sanctions(case) {
        tasks.handled("enter_sanction_decision", official.as_str(), "登记处分（处理）决定", None);
    }
    let served = feedback::AllServed::of(case).is_ok();
    let issued = effects::Issued::of(case, policy).is_ok();
    if case.closed.is_none() && served && issued {
        tasks.role("close", "办结", Role::CaseManagement, "");
    }
    if case.closed.is_some() && tasks.all.is_empty() {
        let says = if effects::corrections(case).all(|owed| case.discharged.contains_key(&owed.stream)) {
            "归档"
        } else {
            "纠错销号后归档"
        };
        tasks.role("archive", says, Role::CaseManagement, "");
    }
}

#[cfg(test)]
mod tests {
    use super::tasks;
    use crate::{
        cases::tolerance::{
            Tolerance,
            testing::{before, policy, straight},
        },
        kind::Kind,
        people::Role,
        sheet::Doer,
    };

    /// 送达结果 once stood with the leader of the team, who may not do it.
    #[test]
    fn what_waits_stands_with_somebody_who_may_do_it() {
        for (_, _, step, _) in straight().iter().skip(1) {
            let scene = before(step);
            let leader = scene.case.assigned.as_ref().map(|team| Doer::Person(team.leader.clone()));
            for task in tasks(&scene.case, &policy()) {
                let action = Tolerance::ACTIONS.iter().find(|action| action.name == task.action).unwrap();
                if let Doer::Role(role) = task.who {
                    assert!(action.who.contains(&role), "{} before {step}", task.action);
                }
                if leader.as_ref() == Some(&task.who) {
                    assert!(action.who.contains(&Role::TeamLeader), "{} before {step}", task.action);
                }
            }
        }
        let serving = tasks(&before("serve").case, &policy());
        let who: Vec<_> =
            serving.iter().filter(|task| task.action == "serve").map(|task| &task.who).collect();
        assert!(!who.is_empty() && who.iter().all(|who| **who == Doer::Person("su".into())), "{who:?}");
    }
}
