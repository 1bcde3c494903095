//! 站内消息 of a tolerance case: who is told what of an event (待阅). What somebody has to do stands in the work list;
//! here stands what one should know.
//!
//! G4: officials, applicants and units are told of what is addressed to them and of nothing else; an official is only
//! told once disclosure was approved, or as an applicant of the own application.

use super::{Event, application::Applicant, assignment::team, collective_decision::Approval, state::Case};
use crate::{
    ids::{PersonId, UnitId},
    kind::Who,
    message::Message,
    people::Role,
};

/// Who is told what of `event`; `case` stands after it.
pub(super) fn messages(event: &Event, case: &Case) -> Vec<Message> {
    match event {
        Event::Applied(_) => applicants(case, "您的申请已经收到，将在受理期限内答复。"),
        Event::SignalRecorded(_) => vec![Message::role(Role::Leader, "登记了一件反映，等待核查。")],
        Event::JoinedInto(_) => applicants(case, "您的申请已经并入另一案件，一并办理。"),
        Event::Joined(_) => with_leader(case, "另一件申请已经并入本案。"),
        Event::ApplicationWithdrawn(_) => with_management(case, "有申请人撤回申请。"),
        Event::ContinueAsked(e) => people(&e.officials, "有申请撤回，请答复是否继续办理。"),
        Event::ContinueAnswered(_) | Event::DeemedContinued(_) => {
            with_management(case, "当事人是否继续办理已有答复。")
        }
        Event::Withdrawn(_) => outside(case, "申请撤回，案件已经终止。"),
        Event::SupplementAsked(_) => applicants(case, "您的申请材料需要补正，请在期限内补正。"),
        Event::Supplemented(_) => vec![Message::role(Role::CaseManagement, "申请人已经补正材料。")],
        Event::Accepted(_) | Event::DeemedAccepted(_) => applicants(case, "您的申请已经受理。"),
        Event::Transferred(_) => applicants(case, "您的申请已经送有权办理的机关。"),
        Event::TransferReturned(_) => {
            vec![Message::role(Role::Leader, "移送的案件被退回，需要决定怎样办理。")]
        }
        Event::ClockStopped(_) => with_management(case, "本案停止计时。"),
        Event::ClockResumed(_) => with_management(case, "本案恢复计时。"),
        Event::RecusalDecided(_) => vec![Message::role(Role::CaseManagement, "回避申请已经决定。")],
        Event::CompetenceDecided(_) => with_management(case, "上级对管辖已经批复。"),
        Event::Assigned(_) => officers(case, "您已编入核实组。"),
        Event::DiscoveryDecided(_) => officers(case, "新情况怎样处置已经决定。"),
        Event::DisclosureApproved(_) => officers(case, "已经批准告知，可以告知当事人和所在单位。"),
        Event::UnitAsked(e) => vec![Message::to_unit(&e.of, "请对有关事项提出单位意见。")],
        Event::UnitAnswered(_) => officers(case, "单位意见已经提交。"),
        Event::PublicitySent(_) => {
            let all: Vec<_> = case.officials().cloned().collect();
            people(&all, "拟公开的文本已经去除身份信息，请阅看并答复；有异议可以提出。")
        }
        Event::PublicityAnswered(_) => with_management(case, "当事人对拟公开文本已经答复。"),
        Event::TakenDown(_) => with_management(case, "公开的文本已经撤下。"),
        Event::Notified(e) => {
            one(&e.official, "事实材料和拟认定意见已经告知，请阅读；可以在期限内陈述申辩。")
        }
        Event::Defended(_) => officers(case, "当事人已经陈述申辩。"),
        Event::DefenceWaived(_) => officers(case, "当事人放弃申辩。"),
        Event::WaiverRevoked(_) => officers(case, "当事人撤回放弃申辩，可以继续申辩。"),
        Event::DefenceAnswered(e) => one(&e.official, "您的申辩已经核查并逐条答复。"),
        Event::VerificationExtended(_) => officers(case, "核实期限已经延长。"),
        Event::VerificationOverdue(_) => with_leader(case, "核实期限届满，须说明原因和新的期限。"),
        Event::DelayExplained(_) => outside(case, "本案没有按期办完，原因和新的期限已经说明，请阅读。"),
        Event::UnitNotified(e) => {
            vec![Message::to_unit(&e.to, "对单位的事实材料和拟认定意见已经告知，可以在期限内陈述申辩。")]
        }
        Event::UnitDefended(_) => officers(case, "单位已经陈述申辩。"),
        Event::UnitDefenceAnswered(_) => unit_answered(case),
        Event::Reported(_) => with_leader(case, "核实报告已经提交。"),
        Event::WeightUnmarked(_) => with_management(case, "事项分量的标明已经撤销。"),
        Event::Composed(_) => members(case, "您是本次会商的成员，请阅读会商材料。"),
        Event::ConsultationClosed(_) => with_leader(case, "会商已经结束。"),
        Event::Reconvened(_) => members(case, "本案再次会商。"),
        Event::SentToReview(e) => vec![Message::handler(&e.reviewer, "本案已经移送您审理。")],
        Event::Reviewed(_) => with_management(case, "审理意见已经提出。"),
        Event::Approved(e) if e.approval == Approval::Return => with_management(case, "审批退回。"),
        Event::Resolved(_) => with_leader(case, "集体研究决定已经登记。"),
        Event::Determined(_) => with_management(case, "已经作出认定，请办理送达、备案和纠错。"),
        Event::Served(e) => recipient(&e.recipient, "结果已经送达，请阅读并确认收到。"),
        Event::Submitted(e) => vec![Message::handler(&e.to, "有呈批件呈送给您，请在纸面上批示。")],
        Event::BorrowingDecided(e) => borrower(case, e.number),
        Event::Acknowledged(_) => with_management(case, "受送达人已经确认收到。"),
        Event::Objected(_) => with_leader(case, "当事人提出异议。"),
        Event::ReexaminersAssigned(e) => handlers(&e.reexaminers, "异议交您复查。"),
        Event::ReexaminationServed(e) => one(&e.official, "异议复查决定已经送达，请阅读并确认收到。"),
        Event::RevocationProposed(_) => vec![Message::role(Role::Leader, "有人提出撤销认定。")],
        Event::RevocationAssigned(e) => handlers(&e.members, "撤销认定的核实交您办理。"),
        Event::RevocationNotified(e) => one(&e.official, "拟撤销认定的事实已经告知，可以在期限内陈述申辩。"),
        Event::RevocationDefended(e) => {
            let assigned = case.revocations.get(&e.official).and_then(|one| one.assigned.as_ref());
            assigned.map_or_else(Vec::new, |to| handlers(&to.members, "当事人对拟撤销认定已经申辩。"))
        }
        Event::RevocationApproved(_) => with_management(case, "上一级对撤销认定已经批复。"),
        Event::RevocationServed(e) => one(&e.official, "撤销认定的决定已经送达，请阅读并确认收到。"),
        Event::AppraisalNotified(e) => vec![Message::to_unit(&e.owner, "请消除有关考核影响并确认。")],
        Event::EffectConfirmed(_) => with_management(case, "考核主管单位已经确认消除影响。"),
        Event::Discharged(_) => with_management(case, "纠错已经销号，义务解除。"),
        Event::DischargeTakenBack(_) => with_management(case, "纠错重新打开，义务恢复。"),
        Event::SanctionDecisionEntered(_) => officers(case, "处分（处理）决定已经登记。"),
        Event::Closed(_) => outside(case, "本案已经办结。"),
        Event::Supervised(e) => case.supervision.messages(e),
        Event::HandedOver(e) => vec![Message::handler(&e.to, "本案的在办事项已经交给您，请阅读交接清单。")],
        _ => Vec::new(),
    }
}

fn one(official: &PersonId, says: &'static str) -> Vec<Message> {
    vec![Message::to_person(official, says)]
}

fn people(all: &[PersonId], says: &'static str) -> Vec<Message> {
    all.iter().map(|person| Message::to_person(person, says)).collect()
}

fn handlers(all: &[PersonId], says: &'static str) -> Vec<Message> {
    all.iter().map(|person| Message::handler(person, says)).collect()
}

/// The team; before there is one, 案管.
fn officers(case: &Case, says: &'static str) -> Vec<Message> {
    let team: Vec<_> = team(case).map(|person| Message::handler(person, says)).collect();
    if team.is_empty() { vec![Message::role(Role::CaseManagement, says)] } else { team }
}

fn with_management(case: &Case, says: &'static str) -> Vec<Message> {
    let mut all = officers(case, says);
    let management = Message::role(Role::CaseManagement, says);
    if !all.contains(&management) {
        all.push(management);
    }
    all
}

fn with_leader(case: &Case, says: &'static str) -> Vec<Message> {
    let mut all = officers(case, says);
    all.push(Message::role(Role::Leader, says));
    all
}

/// Everybody who applied, also by an application that was joined; a unit where it applied as a unit.
fn applicants(case: &Case, says: &'static str) -> Vec<Message> {
    let own = case.applied.iter().map(|a| (a.applicant, &a.by, &a.unit));
    let joined = case.joined.iter().map(|j| (j.carried.applicant, &j.carried.by, &j.carried.unit));
    let mut all = Vec::new();
    for (applicant, by, unit) in own.chain(joined) {
        all.push(Message::to_person(by, says));
        if applicant == Applicant::Unit {
            all.push(Message::to_unit(unit, says));
        }
    }
    all
}

/// Those who applied and, once disclosure was approved, the officials and the unit.
fn outside(case: &Case, says: &'static str) -> Vec<Message> {
    let mut all = applicants(case, says);
    if case.disclosed.is_some() {
        all.extend(case.officials().map(|official| Message::to_person(official, says)));
        all.extend(case.applied.iter().map(|applied| Message::to_unit(&applied.unit, says)));
    }
    all
}

/// Whoever borrows is told what was decided: the file lies ready, or it does not.
fn borrower(case: &Case, number: u32) -> Vec<Message> {
    let one = case.borrowings.iter().find(|one| one.asked.number == number);
    one.map(|one| Message::handler(&one.asked.borrower, "您的借阅申请已经审批，请向案管查询。"))
        .into_iter()
        .collect()
}

fn members(case: &Case, says: &'static str) -> Vec<Message> {
    let all = case.consultation.iter().flat_map(|c| &c.composed.members);
    all.map(|member| Message::handler(&member.person, says)).collect()
}

fn unit_answered(case: &Case) -> Vec<Message> {
    let told = case.unit_held.as_ref().and_then(|unit| unit.notified.as_ref());
    told.iter().map(|told| Message::to_unit(&told.to, "单位的申辩已经核查并逐条答复。")).collect()
}

fn recipient(text: &str, says: &'static str) -> Vec<Message> {
    match text.split_once(':') {
        Some(("person", id)) => vec![Message::addressed(&Who::Person(id.into()), says)],
        Some(("unit", id)) => vec![Message::addressed(&Who::Unit(UnitId::from(id)), says)],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::tolerance::testing::{before, policy, straight};
    use crate::sheet::Doer;

    /// Everything the straight path tells before `step`, with the case as it stood.
    fn told(step: &str) -> Vec<(Message, bool)> {
        let scene = before(step);
        let row = super::super::row::row(&scene.case, &policy());
        let all = scene.events.iter().flat_map(|event| messages(event, &scene.case));
        all.map(|message| {
            let reaches = message.reaches(&row);
            (message, reaches)
        })
        .collect()
    }

    #[test]
    fn until_disclosure_nothing_reaches_the_official_or_the_unit() {
        let hidden = [Doer::Person("zhou".into()), Doer::Unit("shiqiao".into())];
        for (message, reaches) in told("approve_disclosure") {
            assert!(!reaches || !hidden.contains(message.to()), "{message:?}");
        }
        let after = told("answer_unit");
        assert!(after.iter().any(|(m, reaches)| *reaches && hidden.contains(m.to())), "{after:?}");
    }

    #[test]
    fn whatever_is_served_tells_its_recipient() {
        let all = told("close");
        let zhou = |says: &str| {
            all.iter().any(|(m, reaches)| {
                *reaches && *m.to() == Doer::Person("zhou".into()) && m.says().contains(says)
            })
        };
        assert!(zhou("结果已经送达") && zhou("可以在期限内陈述申辩"), "{all:?}");
        assert!(straight().len() > 20);
    }
}
