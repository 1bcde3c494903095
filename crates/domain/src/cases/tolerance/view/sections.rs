//! The tabs of the officers' case page.

use super::{
    basic::basic, evidence, intake, later, meeting, options, outside::Late, registered, unit_hearing,
    verified,
};
use crate::{
    cases::tolerance::{
        collective_decision, determination::Determination, effects, feedback, findings::Found,
        proposed_outcome::OutcomeProposed, reporter, state::Case,
    },
    day::Day,
    facts::Policy,
    ids::PersonId,
    judgement::{five_dimensions::Finding, outcome::Measure},
    kind::Who,
    sheet::{Block, Say, Section, SheetFile, Tone},
};

/// Every tab that has something in it.
pub(super) fn all(case: &Case, policy: &Policy) -> Vec<Section> {
    let tabs = [
        ("basic", "基本情况", None, basic(case)),
        ("evidence", "证据", Some(case.evidence.len()), evidence::shown(case)),
        ("statements", "申辩与单位意见", None, statements(case)),
        ("verification", "核实", None, [verified::texts(case, policy), verification(case)].concat()),
        ("options", "可选结果", None, options::shown(case, policy)),
        (
            "consultation",
            "会商",
            None,
            [super::weighing::marks(case, policy), meeting::shown(case, policy)].concat(),
        ),
        (
            "approval",
            "审批与集体研究",
            None,
            [approval(case, policy), registered::submissions(case)].concat(),
        ),
        ("determination", "认定", None, determination(case)),
        ("feedback", "反馈", None, delivered(case)),
        ("effects", "结果运用", None, used(case, policy)),
        ("reexamination", "异议复查", None, later::reexaminations(case)),
        ("revocation", "撤销认定", None, later::revocations(case)),
        ("discoveries", "新情况", Some(case.discoveries.len()), verified::discoveries(case)),
        ("publicity", "公开", None, super::publicity::shown(case)),
        ("volume", "案卷", None, [super::volume::shown(case), registered::borrowings(case)].concat()),
        ("papers", "代录材料", Some(case.papers.iter().count()), case.papers.blocks()),
    ];
    let full = tabs.into_iter().filter(|(_, _, _, blocks)| !blocks.is_empty());
    full.map(|(id, title, count, blocks)| Section { count, ..section(id, title, blocks) }).collect()
}

/// A tab.
pub(super) fn section(id: &str, title: &str, blocks: Vec<Block>) -> Section {
    Section { id: id.to_owned(), title: title.to_owned(), count: None, blocks }
}

/// A heading inside a tab.
pub(super) fn heading(text: &str) -> Block {
    Block::Heading(text.to_owned())
}

/// Questions and answers.
pub(super) fn facts<const N: usize>(rows: [(&str, Say); N]) -> Block {
    Block::Facts(rows.into_iter().map(|(question, answer)| (question.to_owned(), answer)).collect())
}

/// A box.
pub(super) fn note(tone: Tone, says: impl Into<Say>) -> Block {
    Block::Note { tone, says: says.into() }
}

/// An opinion by name.
pub(super) fn opinion(by: &PersonId, word: &str, text: &str, on: Day, dissent: bool) -> Block {
    Block::Opinion { by: by.into(), word: word.to_owned(), dissent, text: text.to_owned(), on }
}

/// A table.
pub(super) fn table(head: &[&str], rows: Vec<Vec<Say>>) -> Block {
    Block::Table { head: head.iter().map(|h| (*h).to_owned()).collect(), rows }
}

/// What was applied for.
pub(super) fn application(case: &Case) -> Vec<Block> {
    let Some(applied) = &case.applied else { return Vec::new() };
    let mut rows = vec![
        ("申请人".to_owned(), Say::from(applied.applicant.title()).and("　").and(&applied.by)),
        ("申请日期".to_owned(), Say::from(applied.on)),
        ("所处环节".to_owned(), Say::from(applied.stage.title())),
        ("行为时间".to_owned(), Say::from(applied.first_day).and("至").and(applied.last_day)),
    ];
    if let Some(code) = &applied.circumstance {
        let span = crate::sheet::Span::Circumstance(code.clone());
        rows.push(("拟适用情形".to_owned(), Say(vec![span])));
    }
    rows.extend(applied.loss.map(|fen| ("损失".to_owned(), yuan(fen).into())));
    rows.extend(applied.goal.as_ref().map(|goal| ("服务的改革目标".to_owned(), Say::from(goal))));
    rows.extend(intake::made(applied).map(|made| ("申请方式".to_owned(), made)));
    let mut blocks = vec![Block::Facts(rows), heading("事实与理由"), Block::Words(Say::from(&applied.facts))];
    if let Some(id) = &applied.file {
        let file = SheetFile { id: id.clone(), name: "申请材料".to_owned(), hash: String::new() };
        blocks.push(Block::Files(vec![file]));
    }
    blocks
}

/// Words as a sentence, whether or not they end like one.
pub(super) fn sentence(words: &str) -> String {
    format!("{}。", words.trim_end().trim_end_matches('。'))
}

/// Late verification: since when, why, and until when it will be done. For whoever may know of it.
pub(super) fn late(all: Late<'_>) -> Vec<Block> {
    let each = all.iter().map(|(overdue, explained)| {
        let says = Say::from("核实自").and(overdue.on).and("起逾期。");
        match explained {
            Some(explained) => {
                let says = says.and("原因：").and(sentence(&explained.why));
                let says = says.and("新的期限：").and(explained.new_date);
                note(Tone::Amber, says.and("。"))
            }
            None => note(Tone::Red, says.and("将说明原因和新的期限。")),
        }
    });
    each.collect()
}

fn statements(case: &Case) -> Vec<Block> {
    let mut blocks = unit_hearing::for_officers(case);
    if let Some(asked) = &case.unit_asked {
        blocks.push(heading("单位意见"));
        blocks.push(facts([("征求对象", Say::from(&asked.of)), ("征求日期", Say::from(asked.on))]));
        match &case.unit_answered {
            None => blocks.push(note(Tone::Amber, "还没有收到回复。")),
            Some(a) => blocks.push(opinion(&a.signed_by, a.view.title(), &a.says, a.on, false)),
        }
    }
    for official in case.officials() {
        let Some(notified) = case.notified.get(official) else { continue };
        blocks.push(heading("告知与申辩"));
        let proof = Say::from(notified.delivery.title()).and("，").and(&notified.proof);
        blocks.push(facts([
            ("当事人", Say::from(official)),
            ("告知日期", Say::from(notified.on)),
            ("送达", proof),
            ("申辩期至", Say::from(notified.defence_until)),
        ]));
        blocks.push(Block::Words(Say::from(&notified.facts)));
        if let Some(waived) = case.waived.get(official) {
            blocks.push(opinion(official, "放弃申辩", &waived.says, waived.on, false));
        }
        let answers = case.defence_answered.get(official);
        if let Some(defended) = case.defended.get(official) {
            let rows = defended.points.iter().zip(1_u32..).map(|(point, number)| {
                let answer = answers.and_then(|a| a.points.iter().find(|p| p.point == number));
                let adoption = answer.map_or("待核查", |a| a.adoption.title());
                let why = answer.map(|a| format!("{}；{}", a.checked, a.why)).unwrap_or_default();
                vec![number.to_string().into(), Say::from(point), adoption.into(), why.into()]
            });
            blocks.push(table(&["序号", "申辩", "采纳与否", "核查情况和理由"], rows.collect()));
        }
    }
    blocks
}

/// The findings about one official.
pub(super) fn findings(found: &Found) -> Vec<Block> {
    let row = |question: &str, answer: &str, finding: &Finding| {
        let evidence = match &finding.tried {
            Some(tried) if finding.evidence.is_empty() => format!("查无证据：{tried}"),
            _ => finding.evidence.join("、"),
        };
        vec![question.into(), answer.into(), Say::from(&finding.why), evidence.into()]
    };
    let mut rows = Vec::new();
    rows.extend(found.distinctions.iter().map(|d| row(d.distinction.title(), d.side.title(), &d.finding)));
    rows.extend(found.bars.iter().map(|b| row(b.bar.title(), b.standing.title(), &b.finding)));
    rows.extend(found.dimensions.iter().map(|d| row(d.dimension.title(), d.rating.title(), &d.finding)));
    let mut blocks = vec![facts([("当事人", Say::from(&found.official))])];
    if let Some(lenience) = found.lenience {
        blocks.push(facts([("宽容情形", lenience.title().into())]));
    }
    blocks.push(table(&["判定事项", "认定", "理由", "证据"], rows));
    blocks
}

pub(super) fn outcomes<'a>(all: impl Iterator<Item = &'a OutcomeProposed>) -> Block {
    let rows = all.map(|o| {
        let mut outcome = o.outcome.words_on(o.track).to_owned();
        if let Some(grade) = o.mitigated_to {
            outcome = format!("{outcome}至{}", grade.title());
        }
        if o.measure != Measure::None {
            outcome = format!("{outcome}，{}", o.measure.title());
        }
        vec![
            Say::from(&o.official),
            o.track.title().into(),
            outcome.into(),
            Say::from(&o.clause),
            Say::from(&o.why),
        ]
    });
    table(&["当事人", "轨道", "结果", "依据", "理由"], rows.collect())
}

fn verification(case: &Case) -> Vec<Block> {
    let mut blocks = [options::officials(case), verified::background(case), verified::chosen(case)].concat();
    blocks.extend(case.found.values().flat_map(findings));
    blocks.extend(verified::offered(case));
    if !case.proposed.is_empty() {
        blocks.push(heading("拟认定意见"));
        blocks.push(outcomes(case.proposed.values()));
    }
    for baseline in case.baselines.values() {
        let says = Say::from("本应给予：").and(&baseline.official).and("　").and(baseline.track.title());
        blocks
            .push(note(Tone::Plain, says.and("　").and(baseline.grade.title()).and("。").and(&baseline.why)));
    }
    blocks.extend(report(case));
    blocks
}

/// The verification report.
pub(super) fn report(case: &Case) -> Vec<Block> {
    let Some(report) = &case.reported else { return Vec::new() };
    vec![
        heading("核实报告"),
        Block::Words(Say::from(&report.says)),
        facts([("签名", Say::list(&report.signed_by)), ("定稿日期", Say::from(report.on))]),
    ]
}

fn approval(case: &Case, policy: &Policy) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(sent) = &case.sent_to_review {
        let state = case.reviewed.as_ref().map_or("等待审理意见", |reviewed| reviewed.view.title());
        let on = case.reviewed.as_ref().map_or_else(Say::empty, |reviewed| reviewed.on.into());
        let act = Say::act("review", "提出审理意见", &[]);
        let act = if case.reviewed.is_none() { act } else { Say::empty() };
        let row = vec![Say::from(&sent.reviewer), sent.on.into(), state.into(), on, act];
        blocks.push(heading("审理"));
        blocks.push(table(&["审理人", "移送日期", "审理意见", "日期", "办理"], vec![row]));
    }
    if let Some(reviewed) = &case.reviewed {
        blocks.push(opinion(&reviewed.by, reviewed.view.title(), &reviewed.why, reviewed.on, false));
        let next = collective_decision::next_place(case, policy);
        let rows =
            collective_decision::chain(case, policy).into_iter().zip(1_u32..).map(|((role, agreed), at)| {
                let state = agreed.map_or("还没有批示", |a| a.approval.title());
                let (by, on, words) = agreed.map_or_else(
                    || (Say::empty(), Say::empty(), Say::empty()),
                    |a| (Say::from(&a.by), a.on.into(), Say::from(&a.words)),
                );
                let mine = agreed.is_none() && next == Some(role);
                let act = if mine { Say::act("approve", "批示", &[]) } else { Say::empty() };
                vec![at.to_string().into(), role.title().into(), state.into(), by, on, words, act]
            });
        blocks.push(heading("审批链"));
        blocks.push(table(&["次序", "审批人", "意见", "姓名", "日期", "批示", "办理"], rows.collect()));
    }
    for opened in &case.dissent_opened {
        let says = Say::from(&opened.by).and("于").and(opened.on).and("开阅不同意见。");
        blocks.push(note(Tone::Plain, says));
    }
    if let Some(resolved) = &case.resolved {
        blocks.push(heading("集体研究"));
        blocks.push(facts([
            ("会议", Say::from(&resolved.meeting)),
            ("日期", Say::from(resolved.met_on)),
            ("应到、实到", format!("应到 {} 人，实到 {} 人", resolved.due, resolved.present).into()),
            ("决定", resolved.resolution.title().into()),
        ]));
        let named = [
            ("主持", resolved.presided.iter().collect::<Vec<_>>()),
            ("到会人员", resolved.attended.iter().collect()),
            ("回避人员", resolved.recused.iter().collect()),
        ];
        for (title, people) in named.into_iter().filter(|(_, people)| !people.is_empty()) {
            blocks.push(facts([(title, Say::list(people))]));
        }
        blocks.push(Block::Words(Say::from(&resolved.opinions)));
    }
    blocks
}

/// The outcome of each official.
pub(super) fn determined(all: &[Determination]) -> Vec<Block> {
    let groups = all.iter().map(|d| {
        let counts = if d.counts_in_clearance { "诫勉计入廉政意见" } else { "不计入廉政意见" };
        let forms = if d.in_four_forms { "计入四种形态" } else { "" };
        vec![Say::from(&d.official), d.group.title().into(), forms.into(), counts.into()]
    });
    vec![
        table(&["当事人", "分类", "四种形态", "廉政意见"], groups.collect()),
        outcomes(all.iter().flat_map(|d| &d.outcomes)),
    ]
}

fn determination(case: &Case) -> Vec<Block> {
    let Some(made) = &case.determined else { return Vec::new() };
    let mut blocks = determined(&made.determinations);
    if !case.changes.is_empty() {
        blocks.push(heading("现行结果（经异议复查变更或者撤销）"));
        blocks.extend(determined(&case.outcomes_now()));
    }
    blocks.extend(made.unit.iter().map(unit_hearing::determined));
    blocks.push(heading("书面结论"));
    blocks.push(Block::Words(Say::from(&made.conclusion)));
    let notice = &made.review_notice;
    let says =
        format!("不服认定的，可以自收到之日起 {} 个工作日内向{}申请异议复查。", notice.days, notice.body);
    blocks.push(note(Tone::Plain, says));
    blocks
}

/// When it was acknowledged, and the fingerprint of what was read.
fn acknowledged(read: &feedback::Acknowledged) -> String {
    let when = read.at.map_or_else(|| read.on.to_string(), |at| at.to_string());
    format!("{when} 确认收到，文书指纹（SM3）{}", read.paper_hash)
}

fn delivered(case: &Case) -> Vec<Block> {
    if case.determined.is_none() {
        return Vec::new();
    }
    let rows = feedback::recipients(case).into_iter().map(|who| {
        let key = feedback::key(&who);
        let name = match &who {
            Who::Person(id) => Say::from(id),
            Who::Unit(id) => Say::from(id),
        };
        let served = case.served.get(&key);
        let how = served.map_or("未送达", |s| s.handed.delivery().title());
        let proof = served.map_or_else(Say::empty, |s| s.handed.words());
        let on = served.map(|s| s.handed.served_on().to_string()).unwrap_or_default();
        let seen = case.acknowledged.get(&key).map(acknowledged).unwrap_or_default();
        let act = if served.is_none() {
            Say::act("serve", "送达", &[("recipient", &key)])
        } else if seen.is_empty() && feedback::waits(case, &key) {
            Say::act("acknowledge", "代录确认收到", &[])
        } else {
            Say::empty()
        };
        vec![name, how.into(), on.into(), proof, seen.into(), act]
    });
    let mut blocks = vec![table(&["对象", "方式", "送达日期", "凭证", "确认", "办理"], rows.collect())];
    blocks.extend(registered::attempts(case));
    if !case.reporters.is_empty() {
        let done = reporter::unanswered(case).is_none();
        let says = if done { "已经反馈" } else { "尚未反馈" };
        let says = format!("实名举报人：由举报人信息保管员另行反馈，{says}。");
        blocks.push(note(if done { Tone::Green } else { Tone::Amber }, says));
    }
    if !case.filed_upward.is_empty() {
        let rows = case.filed_upward.iter().map(|f| {
            vec![Say::from(&f.number), Say::from(&f.to), Say::from(&f.copied_to), Say::from(f.filed_on)]
        });
        blocks.push(heading("备案"));
        blocks.push(table(&["文号", "备案机关", "抄送", "日期"], rows.collect()));
    }
    blocks
}

fn used(case: &Case, policy: &Policy) -> Vec<Block> {
    let Some(made) = &case.determined else { return Vec::new() };
    let mut blocks = Vec::new();
    let appraisals = effects::appraisals_due(case, policy).into_iter().map(|(name, owner)| {
        let told = case.appraisals_notified.get(name).map_or("未通知".to_owned(), |n| n.on.to_string());
        let confirmed = case.effects_confirmed.get(name);
        let removed = confirmed.map_or_else(|| "待确认".to_owned(), |c| format!("{}：{}", c.on, c.removed));
        let act = if !case.appraisals_notified.contains_key(name) {
            Say::act("notify_appraisal", "发出通知", &[("appraisal", name)])
        } else if confirmed.is_none() {
            Say::act("confirm_effect", "代录确认", &[("appraisal", name)])
        } else {
            Say::empty()
        };
        vec![Say::from(name), Say::from(owner), told.into(), removed.into(), act]
    });
    let appraisals: Vec<_> = appraisals.collect();
    if !appraisals.is_empty() {
        blocks.push(heading("消除考核影响"));
        blocks.push(table(&["考核", "主管单位", "通知日期", "确认", "办理"], appraisals));
    }
    let owed = made.owes.iter().map(|owed| {
        let done = match (owed.stream.kind(), case.discharged.get(&owed.stream)) {
            ("correction", Some(discharged)) => format!("{}已销号", discharged.on.words()),
            ("correction", None) => "未销号".to_owned(),
            _ => "已登记，后续办理".to_owned(),
        };
        vec![Say::from(&owed.title), owed.official.as_ref().map_or_else(Say::empty, Say::from), done.into()]
    });
    blocks.push(heading("纠错、回访与登记"));
    blocks.push(table(&["事项", "当事人", "状态"], owed.collect()));
    if !case.sanction_decisions.is_empty() {
        let rows = case.sanction_decisions.iter().map(|s| {
            vec![
                Say::from(&s.official),
                s.track.title().into(),
                (&s.body).into(),
                (&s.number).into(),
                (&s.result).into(),
            ]
        });
        blocks.push(heading("处分（处理）决定"));
        blocks.push(table(&["当事人", "轨道", "机关", "文号", "结果"], rows.collect()));
    }
    blocks
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02} 元", fen / 100, (fen % 100).abs())
}
