//! What the papers of a tolerance case say, told by the event each follows from (mechanism §6).
//!
//! A paper about one official holds nothing of the others. What is decided carries the way to have it reviewed.

use super::{
    Event,
    application::{Applicant, Applied},
    collective_decision::Resolution,
    consultation::{Consultation, Opinion},
    determination::{Determination, Determined, ReviewNotice},
    feedback::{self, Served},
    proposed_outcome::OutcomeProposed,
    reexamination, revocation,
    state::Case,
};
use crate::{
    facts::Policy,
    ids::{PersonId, UnitId},
    judgement::outcome::{Group, Measure, Track},
    kind::Who,
    paper_values::{PaperValues, REVIEW, ReviewWay, Within, last_day, money, numbered},
    sheet::Say,
};

/// Nothing but what was left after redaction stands on its paper.
pub(super) const PUBLISHED: &str = "tolerance.published";

/// The placeholders of each event.
pub(super) const NAMES: &[(&str, &[&str])] = &[
    (
        "tolerance.applied",
        &[
            "申请方式",
            "申请人身份",
            "提出人",
            "职务",
            "行为时间",
            "所处环节",
            "线索来源",
            "适用情形",
            "造成损失",
            "服务目标",
            "事实和理由",
        ],
    ),
    ("tolerance.accepted", &["受理方式"]),
    ("tolerance.deemed_accepted", &["受理方式"]),
    ("tolerance.supplement_asked", &["补正材料", "补正期限"]),
    ("tolerance.transferred", &["移送方式", "接收机关", "移送对象", "管理层级", "移送理由", "回执期限"]),
    ("tolerance.unit_asked", &["征求对象", "征求事项"]),
    ("tolerance.notified", &["被告知人", "事实材料", "拟认定意见", "申辩期限", "告知方式"]),
    ("tolerance.unit_notified", &["被告知人", "事实材料", "拟认定意见", "申辩期限", "告知方式"]),
    ("tolerance.defended", &["申辩人", "申辩内容", "记录人"]),
    ("tolerance.defence_waived", &["申辩人", "声明内容"]),
    ("tolerance.reported", &["核实情况", "核实组", "拟认定意见"]),
    (
        "tolerance.consultation_closed",
        &[
            "会商方式",
            "会商日期",
            "主持人",
            "参加人员",
            "回避人员",
            "会商议题",
            "会商意见",
            "纪要正文",
            "会商结论",
        ],
    ),
    ("tolerance.reviewed", &["审理人", "审理结论", "审理意见", "拟认定意见", "核实情况"]),
    ("tolerance.approved", &["批示", "拟认定意见", "核实情况"]),
    (
        "tolerance.resolved",
        &[
            "会议名称",
            "会议日期",
            "主持人",
            "应到人数",
            "实到人数",
            "回避人员",
            "研究意见",
            "研究结果",
            "拟认定意见",
        ],
    ),
    (
        "tolerance.determined",
        &["被认定人", "职务", "认定结果", "认定内容", "认定结论", "需要纠正的事项", REVIEW],
    ),
    (
        "tolerance.served",
        &[
            "受送达人",
            "送达方式",
            "送达日期",
            "凭证",
            "见证人",
            "代收人和理由",
            "送达人",
            "反馈全文",
            "认定日期",
        ],
    ),
    ("tolerance.submitted", &["呈送领导", "呈批事由", "拟办意见", "呈批人", "呈批日期"]),
    ("tolerance.appraisal_notified", &["考核名称", "主管单位", "涉及人员"]),
    ("tolerance.filed_upward", &["备案机关", "抄送单位", "备案文号", "备案内容"]),
    (PUBLISHED, &["公开文本", "公开范围", "公开到"]),
    ("tolerance.reexamination_decided", &["异议人", "复查结果", "认定内容", "会议名称", REVIEW]),
    ("tolerance.revoked", &["被认定人", "撤销事由", "批准文号", "认定内容", "会议名称", REVIEW]),
];

fn text(words: impl Into<String>) -> Say {
    Say::from(words.into())
}

fn optional(words: Option<&String>) -> Say {
    words.map_or_else(Say::empty, Say::from)
}

/// The outcomes of an official, track by track.
fn outcomes<'a>(all: impl IntoIterator<Item = &'a OutcomeProposed>) -> String {
    let line = |one: &OutcomeProposed| {
        let mut line = format!("{}：{}", one.track.title(), one.outcome.words_on(one.track));
        if let Some(grade) = one.mitigated_to {
            line = format!("{line}至{}", grade.title());
        }
        if one.measure != Measure::None {
            line = format!("{line}，给予{}", one.measure.title());
        }
        format!("{line}。依据：{}。理由：{}", one.clause, one.why)
    };
    all.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What is proposed for every official, for those who decide.
fn proposed(case: &Case) -> Say {
    case.officials().fold(Say::empty(), |say, official| {
        let own = outcomes(case.proposed.values().filter(|one| one.official == *official));
        let say = if say.0.is_empty() { say } else { say.and("\n") };
        say.and(official).and("：").and(if own.is_empty() {
            "尚未提出拟认定意见".to_owned()
        } else {
            own
        })
    })
}

fn report(case: &Case) -> Say {
    case.reported.as_ref().map_or_else(Say::empty, |report| Say::from(&report.says))
}

fn post(case: &Case, official: &PersonId) -> Say {
    let of = |applied: &Applied| applied.officials.iter().find(|one| one.person == *official)?.post.clone();
    case.applied.as_ref().and_then(of).map_or_else(Say::empty, Say::from)
}

/// What a decision paper must say of its review; the constructor of [`ReviewNotice`] asks for body and days.
fn review(notice: &ReviewNotice) -> Say {
    let stay = if notice.no_stay { "复查期间不停止本认定的执行。" } else { "" };
    text(format!(
        "对本认定有异议的，可以自收到本文书之日起{}个工作日内向{}申请异议复查；{stay}申请异议复查不会加重对当事人的处理。",
        notice.days, notice.body
    ))
}

/// What the papers of `event` say, with the case as it stood after it.
pub(super) fn values(event: &Event, case: &Case, policy: &Policy) -> Vec<PaperValues> {
    let mut all = of_event(event, case, policy);
    if matches!(event, Event::Published(_)) {
        return all;
    }
    for one in &mut all {
        one.values.extend(case.applied.as_ref().map(|applied| ("申请人", applicant(applied))));
    }
    all
}

/// To whom an answer to the application goes: the official who applied, else the unit.
fn applicant(applied: &Applied) -> Say {
    if applied.applicant == Applicant::Official { Say::from(&applied.by) } else { Say::from(&applied.unit) }
}

fn of_event(event: &Event, case: &Case, policy: &Policy) -> Vec<PaperValues> {
    let one = |values: Vec<(&'static str, Say)>| vec![PaperValues::of(values)];
    match event {
        Event::Applied(e) => one(applied(e)),
        Event::Accepted(_) => one(vec![("受理方式", "经研究，予以受理。".into())]),
        Event::DeemedAccepted(_) => one(vec![("受理方式", "受理期限届满，依规视为受理。".into())]),
        Event::SupplementAsked(e) => {
            one(vec![("补正材料", Say::from(&e.what)), ("补正期限", last_day(e.until, policy))])
        }
        Event::Transferred(e) => one(vec![
            ("移送方式", e.direction.title().into()),
            ("接收机关", Say::from(&e.to)),
            ("移送对象", Say::from(&e.official)),
            ("管理层级", e.tier.title().into()),
            ("移送理由", Say::from(&e.why)),
            ("回执期限", last_day(e.receipt_by, policy)),
        ]),
        Event::UnitAsked(e) => one(vec![("征求对象", Say::from(&e.of)), ("征求事项", Say::from(&e.asks))]),
        Event::Notified(e) => {
            let values = told(Say::from(&e.official), &e.facts, outcomes(&e.outcomes), e.delivery.title());
            let values =
                PaperValues::of(values.into_iter().chain([("申辩期限", last_day(e.defence_until, policy))]));
            vec![values.about(Who::Person(e.official.clone()))]
        }
        Event::UnitNotified(e) => {
            let words = e.outcome.outcome.words_on(Track::Accountability);
            let words = format!("{words}。依据：{}。理由：{}", e.outcome.clause, e.outcome.why);
            let values = told(Say::from(&e.to), &e.facts, words, e.delivery.title());
            let values =
                PaperValues::of(values.into_iter().chain([("申辩期限", last_day(e.defence_until, policy))]));
            vec![values.sort("unit").about(Who::Unit(e.to.clone()))]
        }
        Event::Defended(e) => {
            let values = PaperValues::of([
                ("申辩人", Say::from(&e.official)),
                ("申辩内容", numbered(&e.points)),
                ("记录人", Say::from(&e.by)),
            ]);
            vec![values.about(Who::Person(e.official.clone()))]
        }
        Event::DefenceWaived(e) => {
            let values =
                PaperValues::of([("申辩人", Say::from(&e.official)), ("声明内容", Say::from(&e.says))]);
            vec![values.about(Who::Person(e.official.clone()))]
        }
        Event::Reported(e) => one(vec![
            ("核实情况", Say::from(&e.says)),
            ("核实组", Say::list(&e.signed_by)),
            ("拟认定意见", proposed(case)),
        ]),
        Event::ConsultationClosed(e) => {
            let said = case.consultation.as_ref().map(|held| consulted(held, &e.conclusion));
            one(said.unwrap_or_default())
        }
        Event::Reviewed(e) => one(vec![
            ("审理人", Say::from(&e.by)),
            ("审理结论", e.view.title().into()),
            ("审理意见", Say::from(&e.why)),
            ("拟认定意见", proposed(case)),
            ("核实情况", report(case)),
        ]),
        Event::Approved(_) => {
            one(vec![("批示", words(case)), ("拟认定意见", proposed(case)), ("核实情况", report(case))])
        }
        Event::Resolved(e) => one(vec![
            ("会议名称", Say::from(&e.meeting)),
            ("会议日期", e.met_on.into()),
            ("主持人", e.presided.as_ref().map_or_else(Say::empty, Say::from)),
            ("应到人数", text(e.due.to_string())),
            ("实到人数", text(e.present.to_string())),
            ("回避人员", Say::list(&e.recused)),
            ("研究意见", Say::from(&e.opinions)),
            ("研究结果", e.resolution.title().into()),
            ("拟认定意见", proposed(case)),
        ]),
        Event::Determined(e) => e.determinations.iter().map(|one| determined(case, e, one)).collect(),
        Event::Served(e) => served(case, e).into_iter().collect(),
        Event::Submitted(e) => vec![PaperValues::of([
            ("呈送领导", Say::from(&e.to)),
            ("呈批事由", (&e.subject).into()),
            ("拟办意见", (&e.proposal).into()),
            ("呈批人", Say::from(&e.by)),
            ("呈批日期", e.on.into()),
        ])],
        Event::AppraisalNotified(e) => one(vec![
            ("考核名称", Say::from(&e.appraisal)),
            ("主管单位", Say::from(&e.owner)),
            ("涉及人员", Say::list(&e.officials)),
        ]),
        Event::FiledUpward(e) => one(vec![
            ("备案机关", Say::from(&e.to)),
            ("抄送单位", Say::from(&e.copied_to)),
            ("备案文号", Say::from(&e.number)),
            ("备案内容", standing(case)),
        ]),
        Event::Published(e) => one(vec![
            ("公开文本", Say::from(&e.text)),
            ("公开范围", e.scope.title().into()),
            ("公开到", e.until.into()),
        ]),
        Event::ReexaminationDecided(e) if e.resolution == Resolution::AsProposed => {
            let now = e.determination.as_ref().or_else(|| standing_of(case, &e.official));
            let mut values = vec![
                ("异议人", Say::from(&e.official)),
                ("复查结果", e.result.title().into()),
                ("认定内容", text(now.map(|now| outcomes(&now.outcomes)).unwrap_or_default())),
                ("会议名称", Say::from(&e.meeting)),
            ];
            values.push((REVIEW, text(reexamination::AFTER_DECISION)));
            let way = ReviewWay::of("上级纪检监察机关", Within::AnyTime, true);
            vec![PaperValues::of(values).about(Who::Person(e.official.clone())).reviewed(way)]
        }
        Event::Revoked(e) => {
            let one = case.revocations.get(&e.official);
            let why = one.map(|one| format!("{}：{}", one.proposed.ground.title(), one.proposed.facts));
            let above = one.and_then(|one| one.approved.as_ref()).map(|approved| &approved.number);
            let mut values = vec![
                ("被认定人", Say::from(&e.official)),
                ("撤销事由", text(why.unwrap_or_default())),
                ("批准文号", optional(above)),
                ("认定内容", text(outcomes(&e.determination.outcomes))),
                ("会议名称", Say::from(&e.meeting)),
            ];
            values.extend(revocation::after_decision(case).map(|says| (REVIEW, text(says))));
            let days = case.determined.as_ref().map_or(0, |made| made.review_notice.days);
            let way = ReviewWay::of("批准撤销的上级纪检监察机关", Within::WorkingDays(days), true);
            vec![PaperValues::of(values).about(Who::Person(e.official.clone())).reviewed(way)]
        }
        _ => Vec::new(),
    }
}

fn applied(e: &Applied) -> Vec<(&'static str, Say)> {
    let posts = e.officials.iter().map(|one| {
        let post = one.post.clone().unwrap_or_else(|| "职务未载明".to_owned());
        Say::from(&one.person).and(format!("（{post}）"))
    });
    let circumstance =
        e.circumstance.as_ref().map(|code| Say(vec![crate::sheet::Span::Circumstance(code.clone())]));
    vec![
        ("申请方式", e.made.map_or_else(Say::empty, |made| made.title().into())),
        ("申请人身份", e.applicant.title().into()),
        ("提出人", Say::from(&e.by)),
        ("职务", Say::list(posts)),
        ("行为时间", Say::from(e.first_day).and("至").and(e.last_day)),
        ("所处环节", e.stage.title().into()),
        ("线索来源", e.source.as_ref().map_or_else(Say::empty, Say::from)),
        ("适用情形", circumstance.unwrap_or_default()),
        ("造成损失", e.loss.map_or_else(Say::empty, |fen| money(fen).into())),
        ("服务目标", optional(e.goal.as_ref())),
        ("事实和理由", Say::from(&e.facts)),
    ]
}

fn told(who: Say, facts: &str, outcomes: String, how: &str) -> Vec<(&'static str, Say)> {
    vec![
        ("被告知人", who),
        ("事实材料", facts.into()),
        ("拟认定意见", outcomes.into()),
        ("告知方式", how.into()),
    ]
}

/// The consultation with every opinion by name; dissent verbatim (P6).
fn consulted(held: &Consultation, conclusion: &str) -> Vec<(&'static str, Say)> {
    let opinions = held.opinions.iter().fold(Say::empty(), |say, one| {
        let mark = if one.opinion == Opinion::Agree { "" } else { "（不同意见，原文）" };
        let say = if say.0.is_empty() { say } else { say.and("\n") };
        say.and(&one.member).and(format!("：{}{mark}。{}", one.opinion.title(), one.why))
    });
    let sat = held.held.as_ref();
    vec![
        ("会商方式", held.composed.form.title().into()),
        ("会商日期", held.composed.meets_on.into()),
        ("主持人", Say::from(&held.composed.chair)),
        ("参加人员", sat.map_or_else(Say::empty, |sat| Say::list(&sat.present))),
        ("回避人员", sat.map_or_else(Say::empty, |sat| Say::list(&sat.recused))),
        ("会商议题", Say::from(&held.composed.agenda)),
        ("会商意见", opinions),
        ("纪要正文", held.minutes.as_ref().map_or_else(Say::empty, |sent| Say::from(&sent.text))),
        ("会商结论", conclusion.into()),
    ]
}

/// The words of the leaders so far, in their order.
fn words(case: &Case) -> Say {
    case.approvals.iter().fold(Say::empty(), |say, one| {
        let say = if say.0.is_empty() { say } else { say.and("\n") };
        say.and(&one.by).and(format!("（{}，{}）：{}", one.on.words(), one.approval.title(), one.words))
    })
}

fn determined(case: &Case, made: &Determined, one: &Determination) -> PaperValues {
    let corrections: Vec<String> = made
        .owes
        .iter()
        .filter(|owed| owed.stream.kind() == "correction" && owed.official.as_ref() == Some(&one.official))
        .map(|owed| owed.title.clone())
        .collect();
    // Where several are concerned the conclusion may speak of the others: each paper then says its own outcome alone.
    let alone = made.determinations.len() == 1;
    let corrections = if corrections.is_empty() {
        "没有需要另行纠正的事项。".into()
    } else {
        numbered(&corrections)
    };
    let conclusion =
        if alone { made.conclusion.clone() } else { format!("对其认定为{}。", one.group.title()) };
    let tolerated = one.group != Group::NotTolerated;
    PaperValues::of([
        ("被认定人", Say::from(&one.official)),
        ("职务", post(case, &one.official)),
        ("认定结果", one.group.title().into()),
        ("认定内容", text(outcomes(&one.outcomes))),
        ("认定结论", text(conclusion)),
        ("需要纠正的事项", corrections),
        (REVIEW, review(&made.review_notice)),
    ])
    .sort(if tolerated { "tolerated" } else { "not_tolerated" })
    .about(Who::Person(one.official.clone()))
    .reviewed(way(&made.review_notice))
}

fn way(notice: &ReviewNotice) -> Option<ReviewWay> {
    ReviewWay::of(&notice.body, Within::WorkingDays(notice.days), notice.no_stay)
}

fn served(case: &Case, e: &Served) -> Option<PaperValues> {
    let (sort, id) = e.recipient.split_once(':')?;
    let who = match sort {
        "unit" => Who::Unit(UnitId::from(id)),
        "person" => Who::Person(PersonId::from(id)),
        _ => return None,
    };
    let name = match &who {
        Who::Unit(unit) => Say::from(unit),
        Who::Person(person) => Say::from(person),
    };
    // The head line of the text is the paper's own title, the last one its date.
    let full = feedback::result_text(case, &e.recipient)?;
    let full = full.split_once('\n').map_or(full.as_str(), |(_, rest)| rest);
    let full = full.rsplit_once('\n').map_or(full, |(rest, _)| rest).trim_end().to_owned();
    let values = PaperValues::of([
        ("受送达人", name),
        ("送达方式", e.handed.delivery().title().into()),
        ("送达日期", e.handed.served_on().into()),
        ("凭证", optional(e.handed.proof())),
        ("见证人", optional(e.handed.witness())),
        ("代收人和理由", e.handed.received_by()),
        ("送达人", Say::from(&e.by)),
        ("反馈全文", text(full)),
        ("认定日期", case.determined.as_ref().map_or_else(Say::empty, |made| made.on.into())),
    ]);
    let way = case.determined.as_ref().and_then(|made| way(&made.review_notice));
    Some(values.about(who).reviewed(way))
}

fn standing_of<'a>(case: &'a Case, official: &PersonId) -> Option<&'a Determination> {
    let made = case.determined.as_ref()?.determinations.iter().find(|one| one.official == *official);
    case.changes.get(official).or(made)
}

/// What stands for every official, for the organ above.
fn standing(case: &Case) -> Say {
    case.officials().filter_map(|official| standing_of(case, official)).fold(Say::empty(), |say, one| {
        let say = if say.0.is_empty() { say } else { say.and("\n") };
        say.and(&one.official).and(format!("：{}。{}", one.group.title(), outcomes(&one.outcomes)))
    })
}
