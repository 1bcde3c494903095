//! Lines of the officers' timeline.

use super::Event;
use super::{attempt, collective_decision::Resolution, volume::Term};
use crate::{
    ids::{PersonId, UnitId},
    kind::Told,
    sheet::Say,
};

/// What the timeline says of an event.
pub(super) fn told(event: &Event) -> Told {
    let (title, says, effective_on) = match event {
        Event::HandedOver(e) => return e.told(),
        Event::Supervised(e) => return e.told(),
        Event::PaperEntered(e) => return e.told(),
        Event::PaperChecked(e) => return e.told(),
        Event::PaperAmended(e) => return e.told(),
        Event::Applied(e) => ("申请", Say::from(&e.title), Some(e.on)),
        Event::SignalRecorded(e) => (
            "登记反映",
            Say::from(format!("{}反映：{}（{}）", e.relation.title(), e.title, e.number)),
            Some(e.on),
        ),
        Event::SignalConcluded(e) => {
            ("核查反映后不启动", Say::from(&e.why).and("；").and(e.reply.title()), Some(e.on))
        }
        Event::JoinedInto(e) => {
            ("并案", Say::from(format!("并入{}（{}）：{}", e.into_number, e.sort.title(), e.why)), Some(e.on))
        }
        Event::Joined(e) => (
            "并入申请",
            Say::from(format!("{}（{}），申请人", e.carried.number, e.sort.title()))
                .and(e.carried.applicant.title())
                .and(" ")
                .and(&e.carried.by),
            Some(e.on),
        ),
        Event::CommitteeSet(e) => {
            ("改定负责的党组织", Say::from("由").and(&e.committee).and("负责；").and(&e.why), Some(e.on))
        }
        Event::ApplicationWithdrawn(e) => (
            "撤回申请",
            Say::from(e.applicant.title()).and(format!("撤回{}，", e.number)).and(&e.by),
            Some(e.on),
        ),
        Event::ContinueAsked(e) => {
            ("征询是否继续", Say::from("征询").and(Say::list(&e.officials)), Some(e.on))
        }
        Event::ContinueAnswered(e) => (
            "答复是否继续",
            Say::from(&e.official).and(if e.goes_on { "要求继续办理" } else { "不再继续" }),
            Some(e.on),
        ),
        Event::DeemedContinued(e) => {
            ("视为要求继续", Say::from(&e.official).and("期满没有答复，视为要求继续办理"), Some(e.on))
        }
        Event::Withdrawn(e) => ("撤回后终止", Say::from("没有申请人和当事人要求继续办理"), Some(e.on)),
        Event::SupplementAsked(e) => {
            ("一次性告知补正", Say::from(&e.what).and("；停止计时至").and(e.until), Some(e.on))
        }
        Event::Supplemented(e) => ("补正", Say::from(&e.says), Some(e.on)),
        Event::Accepted(e) => ("受理", e.note.as_ref().map_or_else(Say::empty, Say::from), Some(e.on)),
        Event::DeemedAccepted(e) => ("视为受理", Say::from("受理期限届满未受理，视为受理"), Some(e.on)),
        Event::Transferred(e) => (
            e.direction.title(),
            Say::from("送").and(&e.to).and("；").and(&e.official).and(format!(
                "属于{}；理由：{}",
                e.tier.title(),
                e.why
            )),
            Some(e.on),
        ),
        Event::TransferReceipted(e) => {
            ("移送回执", Say::from(format!("{}，", e.number)).and(e.received_on).and("收到"), Some(e.on))
        }
        Event::TransferReturned(e) => {
            ("被退回", Say::from(e.returned_on).and("退回；理由：").and(&e.why), Some(e.on))
        }
        Event::ClockStopped(e) => (
            "停止计时",
            Say::from(e.from).and("起停止计时，最迟至").and(e.until).and("；理由：").and(&e.why),
            Some(e.from),
        ),
        Event::ClockResumed(e) => {
            ("恢复计时", Say::from("停止的末日为").and(e.last_stopped), Some(e.last_stopped))
        }
        Event::RecusalAsked(e) => {
            ("申请回避", Say::from(&e.person).and("：").and(e.ground.title()), Some(e.on))
        }
        Event::RecusalDecided(e) => (
            "决定回避",
            Say::from(if e.upheld { "决定回避；" } else { "决定不回避；" }).and(&e.why),
            Some(e.on),
        ),
        Event::CompetenceAsked(e) => {
            let says = Say::from(e.ground.title()).and("：").and(&e.why);
            let says = match e.stopped_until {
                Some(until) => says.and("；停止计时，最迟至").and(until),
                None => says,
            };
            ("报请提级办理或者指定管辖", says, Some(e.on))
        }
        Event::CompetenceDecided(e) => {
            let says = Say::from(e.paper.as_str()).and("，").and(e.decided_on);
            let says = e.organ.iter().fold(says, |says, organ| says.and("，由").and(organ).and("办理"));
            let says = e.why.iter().fold(says, |says, why| says.and("；").and(why));
            (e.placement.title(), says, Some(e.on))
        }
        Event::Assigned(e) => (
            "组成核实组",
            Say::from("组长").and(&e.leader).and("，成员").and(Say::list(&e.members)),
            Some(e.on),
        ),
        Event::EvidenceAdded(e) => {
            ("登记证据", Say::from(format!("证据{} {}", e.number, e.title)), Some(e.on))
        }
        Event::BackgroundRecorded(e) => ("背景事实", Say::from(format!("共{}项", e.facts.len())), Some(e.on)),
        Event::PartRecorded(e) => {
            ("集体决策中的作用", Say::from(&e.official).and("：").and(e.part.title()), Some(e.on))
        }
        Event::DiscoveryRecorded(e) => (
            "发现新情况",
            Say::from(format!("第{}项，", e.number)).and(e.sort.title()).and("：").and(&e.says),
            Some(e.on),
        ),
        Event::DiscoveryDecided(e) => (
            "决定新情况如何处置",
            Say::from(format!("第{}项，", e.number)).and(e.decision.title()).and("；").and(&e.why),
            Some(e.on),
        ),
        Event::CrimeReceiptEntered(e) => {
            ("移送回执", Say::from(format!("第{}项，{}", e.number, e.receipt)), Some(e.received_on))
        }
        Event::DisclosureApproved(e) => ("批准告知", Say::from(&e.words), Some(e.on)),
        Event::UnitAsked(e) => (
            "征求单位意见",
            Say::from("征求").and(&e.of).and(if e.for_unit {
                "的意见（由其代表所在单位）"
            } else {
                "的意见"
            }),
            Some(e.on),
        ),
        Event::UnitAnswered(e) => {
            ("单位意见", Say::from(e.view.title()).and("，签署人").and(&e.signed_by), Some(e.on))
        }
        Event::FilingEntered(e) => (
            "登记立案",
            Say::from(&e.official).and(format!("（{}）：{} {}", e.track.title(), e.body, e.number)),
            Some(e.on),
        ),
        Event::TextChosen(e) => (
            "适用文本",
            Say::from(&e.official).and(format!("（{}）：{}；{}", e.chosen.code, e.text.title(), e.why)),
            Some(e.on),
        ),
        Event::RulingAsked(e) => {
            ("请示上级", Say::from(format!("{} {}", e.number, e.title)), Some(e.sent_on))
        }
        Event::RulingAnswered(e) => {
            ("上级答复", Say::from(format!("{}：{}", e.number, e.says)), Some(e.answered_on))
        }
        Event::Found(e) => ("逐人认定事实", Say::from(&e.official), Some(e.on)),
        Event::BaselineSet(e) => (
            "基准档次",
            Say::from(&e.official).and(format!("（{}）：{}", e.track.title(), e.grade.title())),
            Some(e.on),
        ),
        Event::OutcomeProposed(e) => (
            "拟认定",
            Say::from(&e.official).and(format!("（{}）：{}", e.track.title(), e.outcome.words_on(e.track))),
            Some(e.on),
        ),
        Event::Notified(e) => {
            ("告知", Say::from(&e.official).and("，申辩期至").and(e.defence_until), Some(e.on))
        }
        Event::Defended(e) => {
            ("陈述申辩", Say::from(&e.official).and(format!("，共{}条", e.points.len())), Some(e.on))
        }
        Event::DefenceWaived(e) => ("放弃申辩", Say::from(&e.official), Some(e.on)),
        Event::WaiverRevoked(e) => ("撤回放弃", Say::from(&e.official), Some(e.on)),
        Event::DefenceAnswered(e) => (
            "申辩核查与采纳",
            Say::from(&e.official).and(format!("，逐条答复{}条", e.points.len())),
            Some(e.on),
        ),
        Event::VerificationExtended(e) => {
            ("延长核实期限", Say::from(format!("延长{}；理由：{}", e.extended_by, e.why)), Some(e.on))
        }
        Event::VerificationOverdue(e) => {
            ("核实逾期", Say::from("期限届满没有核实报告，须说明原因和新的期限"), Some(e.on))
        }
        Event::DelayExplained(e) => {
            ("说明逾期原因", Say::from("新的期限").and(e.new_date).and("；原因：").and(&e.why), Some(e.on))
        }
        Event::UnitHeld(e) => ("对所在单位一并问责", Say::from(&e.body).and("；").and(&e.why), Some(e.on)),
        Event::UnitFound(e) => ("对单位认定事实", Say::empty(), Some(e.on)),
        Event::UnitOutcomeProposed(e) => (
            "对单位的拟认定",
            Say::from(e.outcome.words_on(crate::judgement::outcome::Track::Accountability)),
            Some(e.on),
        ),
        Event::UnitNotified(e) => {
            ("告知单位", Say::from(&e.to).and("，申辩期至").and(e.defence_until), Some(e.on))
        }
        Event::UnitDefended(e) => {
            ("单位申辩", Say::from(format!("共{}条，签署人", e.points.len())).and(&e.signed_by), Some(e.on))
        }
        Event::UnitDefenceAnswered(e) => {
            ("单位申辩核查与采纳", Say::from(format!("逐条答复{}条", e.points.len())), Some(e.on))
        }
        Event::Reported(e) => ("核实报告", Say::from("签名：").and(Say::list(&e.signed_by)), Some(e.on)),
        Event::WeightMarked(e) => {
            ("标明事项分量", Say::from(e.weight.title()).and("；理由：").and(&e.why), Some(e.on))
        }
        Event::WeightUnmarked(e) => ("撤销分量标明", Say::from("理由：").and(&e.why), Some(e.on)),
        Event::Composed(e) => (
            "组成会商",
            Say::from(e.form.title()).and("，").and(e.meets_on).and("召开，主持人").and(&e.chair),
            Some(e.on),
        ),
        Event::OpinionGiven(e) => {
            ("会商意见", Say::from(&e.member).and("：").and(e.opinion.title()), Some(e.on))
        }
        Event::Held(e) => ("会商召开", Say::from("到会：").and(Say::list(&e.present)), Some(e.on)),
        Event::MinutesSent(e) => ("会商纪要", Say::empty(), Some(e.on)),
        Event::MinutesAnswered(e) => (
            "核改纪要",
            Say::from(&e.member).and(if e.correction.is_some() { "提出更正" } else { "无异议" }),
            Some(e.on),
        ),
        Event::ConsultationClosed(e) => ("会商结束", Say::from(&e.conclusion), Some(e.on)),
        Event::Reconvened(e) => ("再次会商", Say::from(e.ground.title()).and("；").and(&e.why), Some(e.on)),
        Event::SentToReview(e) => ("移送审理", Say::from("审理人").and(&e.reviewer), Some(e.on)),
        Event::Reviewed(e) => ("审理意见", Say::from(e.view.title()), Some(e.on)),
        Event::Approved(e) => (
            "批示",
            Say::from(e.role.title()).and("：").and(e.approval.title()).and("；").and(&e.words),
            Some(e.on),
        ),
        Event::DissentOpened(e) => ("开阅不同意见", Say::from(&e.by), Some(e.on)),
        Event::Resolved(e) => {
            ("集体研究", Say::from(&e.meeting).and("：").and(e.resolution.title()), Some(e.on))
        }
        Event::Determined(e) => ("认定", Say::from(&e.conclusion), Some(e.on)),
        Event::Served(e) => (
            "送达",
            recipient(&e.recipient).and("，").and(e.handed.delivery().title()),
            Some(e.handed.served_on()),
        ),
        Event::Attempted(e) => {
            ("试送未成", attempt::named(&e.paper).and("：").and(attempt::line(e)), Some(e.attempted_on))
        }
        Event::Submitted(e) => {
            ("印制呈批件", Say::from(format!("第{}件 {}，呈", e.number, e.subject)).and(&e.to), Some(e.on))
        }
        Event::WordsEntered(e) => {
            let says = format!("第{}件，批示原文：{}（只是记录）", e.number, e.words);
            ("登记呈批件批示", Say::from(says), Some(e.written_on))
        }
        Event::WordsChecked(e) => {
            let word = if e.matches { "与原件一致" } else { "与原件不一致" };
            ("核对呈批件批示", Say::from(format!("第{}件，{word}", e.number)), Some(e.on))
        }
        Event::BorrowingAsked(e) => (
            "借阅申请",
            Say::from(&e.borrower)
                .and(format!("，{}，{}，", e.extent.title(), e.purpose))
                .and(e.until)
                .and("前归还"),
            Some(e.on),
        ),
        Event::BorrowingDecided(e) => {
            let word = if e.agreed { "同意" } else { "不同意" };
            ("审批借阅", Say::from(format!("第{}次借阅，{word}", e.number)), Some(e.on))
        }
        Event::BorrowingReturned(e) => {
            let word = if e.complete { "完整" } else { "不完整" };
            ("归还案卷", Say::from(format!("第{}次借阅，{word}", e.number)), Some(e.returned_on))
        }
        Event::Acknowledged(e) => ("确认收到", recipient(&e.recipient), Some(e.on)),
        Event::Objected(e) => {
            ("异议", Say::from(&e.official).and(format!("，共{}条", e.points.len())), Some(e.on))
        }
        Event::ReexaminersAssigned(e) => (
            "指定复查人员",
            Say::from(&e.official).and("的异议由").and(Say::list(&e.reexaminers)).and("复查"),
            Some(e.on),
        ),
        Event::Reexamined(e) => {
            ("异议复查报告", Say::from(&e.official).and("：建议").and(e.result.title()), Some(e.on))
        }
        Event::ReexaminationDecided(e) => {
            let word = match e.resolution {
                Resolution::AsProposed => e.result.title(),
                Resolution::Return => "退回重新复查",
            };
            ("异议复查决定", Say::from(&e.official).and("：").and(word), Some(e.on))
        }
        Event::ReexaminationServed(e) => (
            "送达异议复查决定",
            Say::from(&e.official).and("，").and(e.handed.delivery().title()),
            Some(e.handed.served_on()),
        ),
        Event::RevocationEvidenceAdded(e) => {
            ("认定后发现的证据", Say::from(format!("证据{} {}", e.number, e.title)), Some(e.on))
        }
        Event::RevocationProposed(e) => {
            ("提出撤销认定", Say::from(&e.official).and("：").and(e.ground.title()), Some(e.on))
        }
        Event::RevocationAssigned(e) => {
            ("另行组成核实人员", Say::from(&e.official).and("，").and(Say::list(&e.members)), Some(e.on))
        }
        Event::RevocationNotified(e) => {
            ("告知拟撤销的事实", Say::from(&e.official).and("，申辩期至").and(e.defence_until), Some(e.on))
        }
        Event::RevocationDefended(e) => {
            ("对拟撤销申辩", Say::from(&e.official).and(format!("，共{}条", e.points.len())), Some(e.on))
        }
        Event::RevocationReported(e) => {
            ("撤销核实报告", Say::from(&e.official).and("：").and(e.conclusion.title()), Some(e.on))
        }
        Event::RevocationApproved(e) => (
            "上一级批复",
            Say::from(&e.official).and(format!("：{}，{}", e.decision.title(), e.number)),
            Some(e.decided_on),
        ),
        Event::Revoked(e) => ("撤销认定", Say::from(&e.official).and("，").and(&e.meeting), Some(e.on)),
        Event::RevocationServed(e) => (
            "送达撤销决定",
            Say::from(&e.official).and("，").and(e.handed.delivery().title()),
            Some(e.handed.served_on()),
        ),
        // Neither the seal nor what was answered: officers read the timeline.
        Event::ReporterNoted(e) => ("实名举报人", Say::from("由举报人信息保管员另行反馈"), Some(e.on)),
        Event::ReporterAnswered(e) => ("实名举报人", Say::from("举报人信息保管员已经另行反馈"), Some(e.on)),
        Event::AppraisalAdded(e) => {
            ("增列其他考核", Say::from(&e.appraisal).and("，主管单位").and(&e.owner), Some(e.on))
        }
        Event::FiledUpward(e) => (
            "备案",
            Say::from(&e.number).and("，报").and(&e.to).and("备案，抄送").and(&e.copied_to),
            Some(e.filed_on),
        ),
        Event::AppraisalNotified(e) => {
            ("消除考核影响通知", Say::from(&e.appraisal).and("，").and(&e.owner), Some(e.on))
        }
        Event::EffectConfirmed(e) => {
            ("确认消除影响", Say::from(&e.appraisal).and("：").and(&e.removed), Some(e.on))
        }
        Event::Discharged(e) => ("义务解除", Say::from("纠错已经销号，义务解除"), Some(e.on)),
        Event::DischargeTakenBack(e) => ("义务恢复", Say::from("纠错重新打开，义务恢复"), Some(e.on)),
        Event::SanctionDecisionEntered(e) => (
            "登记处分决定",
            Say::from(&e.official).and(format!(
                "（{}）：{} {}，{}",
                e.track.title(),
                e.body,
                e.number,
                e.result
            )),
            Some(e.on),
        ),
        Event::Closed(e) => ("办结", e.words.as_ref().map_or_else(Say::empty, Say::from), Some(e.on)),
        Event::Catalogued(e) => {
            ("编制卷内目录", format!("{} 份，{} 页", e.items.len(), e.pages()).into(), Some(e.on))
        }
        Event::Archived(e) => {
            let kept =
                Say::from(format!("案卷号{}，", e.volume)).and(e.term.map_or_else(String::new, Term::title));
            let until = match e.term {
                Some(Term::Permanent) => Say::empty(),
                _ => Say::from("保管至").and(e.retain_until),
            };
            ("归档", kept.and(until), Some(e.on))
        }
        Event::PublicityDrafted(e) => {
            ("拟公开文本", Say::from(format!("{}，公开到", e.scope.title())).and(e.until), Some(e.on))
        }
        Event::RedactionDecided(e) => {
            let removed: u32 = e.removed.values().sum();
            let says = format!("去除 {removed} 处，保留 {} 处", e.kept.len());
            ("逐处决定去标识", says.into(), Some(e.on))
        }
        Event::PublicitySent(e) => ("送当事人阅看拟公开文本", Say::empty(), Some(e.on)),
        Event::PublicityAnswered(e) => {
            let says = if e.objects { "对公开有异议" } else { "对公开没有异议" };
            ("答复拟公开文本", Say::from(&e.official).and(says), Some(e.on))
        }
        Event::Published(e) => {
            ("公开", Say::from(format!("{}，公开到", e.scope.title())).and(e.until), Some(e.on))
        }
        Event::TakenDown(e) => ("撤下公开文本", Say::from(&e.why), Some(e.on)),
        Event::Destroyed(e) => (
            "销毁案卷",
            Say::from(format!("案卷号{}，{}批准，监销人", e.volume, e.approval)).and(Say::list(&e.witnesses)),
            Some(e.on),
        ),
    };
    Told { title: title.to_owned(), says, effective_on }
}

fn recipient(text: &str) -> Say {
    match text.split_once(':') {
        Some(("person" | "reexamination" | "revocation", id)) => Say::from(&PersonId::from(id)),
        Some(("unit", id)) => Say::from(&UnitId::from(id)),
        _ => Say::from(text),
    }
}
