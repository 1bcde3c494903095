//! What the team found besides the findings: background, parts in the unit's decision, what it came upon.

use super::sections::{heading, table};
use crate::{
    cases::tolerance::{
        governing_text::{both, to_be_chosen},
        state::Case,
    },
    facts::Policy,
    registers::checklist::Circumstance,
    sheet::{Block, Say, Span},
};

/// What was found of the background, and of the part of each official in the unit's decision (D2).
pub(super) fn background(case: &Case) -> Vec<Block> {
    let rests = |evidence: &[String], tried: Option<&String>| match tried {
        Some(tried) if evidence.is_empty() => format!("查无证据：{tried}"),
        _ => evidence.join("、"),
    };
    let mut blocks = Vec::new();
    if let Some(recorded) = &case.background {
        let rows = recorded.facts.iter().map(|f| {
            vec![f.sort.title().into(), Say::from(&f.says), rests(&f.evidence, f.tried.as_ref()).into()]
        });
        blocks.push(heading("背景事实"));
        blocks.push(table(&["方面", "事实", "证据"], rows.collect()));
    }
    if !case.decision_parts.is_empty() {
        let rows = case.decision_parts.values().map(|p| {
            vec![
                Say::from(&p.official),
                p.part.title().into(),
                p.meeting.clone().unwrap_or_default().into(),
                Say::from(&p.says),
                p.own_act.clone().unwrap_or_else(|| "无".to_owned()).into(),
                rests(&p.evidence, p.tried.as_ref()).into(),
            ]
        });
        blocks.push(heading("在集体决策中的作用"));
        blocks.push(table(&["当事人", "作用", "会议", "具体情况", "另有的行为", "证据"], rows.collect()));
    }
    blocks
}

/// What the team came upon besides, for officers alone.
pub(super) fn discoveries(case: &Case) -> Vec<Block> {
    if case.discoveries.is_empty() {
        return Vec::new();
    }
    let rows = case.discoveries.iter().map(|d| {
        let (decision, more) = match &d.decided {
            None => ("待分管领导决定", Say::empty()),
            Some(decided) => {
                let mut more = Say::from(&decided.why);
                if let Some(t) = &decided.transfer {
                    more = more.and("；移送");
                    more = match &t.unit {
                        Some(unit) => more.and(unit),
                        None => more.and(t.body.as_deref().unwrap_or_default()),
                    };
                    more = more.and(format!("，{}，", t.number)).and(t.sent_on);
                }
                if let Some(receipt) = &d.receipt {
                    more = more.and(format!("；回执：{}，", receipt.receipt)).and(receipt.received_on);
                }
                if decided.owes.is_empty() {
                    (decided.decision.title(), more)
                } else {
                    (decided.decision.title(), more.and("；已登记为问题线索，后续办理"))
                }
            }
        };
        let official = d.recorded.official.as_ref().map_or_else(Say::empty, Say::from);
        vec![
            d.recorded.number.to_string().into(),
            d.recorded.sort.title().into(),
            official,
            Say::from(&d.recorded.says),
            decision.into(),
            more,
        ]
    });
    let head = ["序号", "情况", "当事人", "说明", "处置", "依据和去向"];
    vec![table(&head, rows.collect())]
}

/// Both texts of every circumstance of the case that has two, side by side (S1).
pub(super) fn texts(case: &Case, policy: &Policy) -> Vec<Block> {
    let applied = case.applied.iter().filter_map(|applied| applied.circumstance.as_ref());
    let found = case.found.values().filter_map(|found| found.circumstance.as_ref());
    let mut codes: Vec<_> = applied.chain(found).filter(|code| to_be_chosen(case, code, policy)).collect();
    codes.sort();
    codes.dedup();
    if codes.is_empty() {
        return Vec::new();
    }
    let row = |code: &String, which: &str, text: Option<&Circumstance>| match text {
        None => vec![code.into(), which.into(), "当时还没有施行".into(), Say::empty(), Say::empty()],
        Some(text) => {
            let until = text.until.map_or_else(|| "至今".to_owned(), |until| format!("至{}", until.words()));
            let in_force = Say::from(text.from).and(until);
            let conditions = text.conditions.iter().zip(1..).map(|(one, nth)| format!("{nth}. {one}"));
            let conditions: Vec<_> = conditions.collect();
            vec![code.into(), which.into(), in_force, Say::from(&text.title), conditions.join("；").into()]
        }
    };
    let rows = codes.into_iter().flat_map(|code| {
        let (then, now) = both(case, code, policy);
        [row(code, "行为时的文本", then), row(code, "现行文本", now)]
    });
    let head = ["编号", "文本", "施行", "情形", "条件"];
    vec![heading("适用情形的两个文本"), table(&head, rows.collect())]
}

/// Which text was chosen for whom, and why.
pub(super) fn chosen(case: &Case) -> Vec<Block> {
    if case.texts_chosen.is_empty() {
        return Vec::new();
    }
    let rows = case.texts_chosen.values().map(|c| {
        let conditions = c.chosen.conditions.join("；");
        vec![
            Say::from(&c.official),
            Say::from(&c.chosen.code),
            Say::from(c.text.title()).and("（").and(c.chosen.from).and("起施行）"),
            conditions.into(),
            Say::from(&c.why),
        ]
    });
    vec![heading("选定的适用文本"), table(&["当事人", "编号", "文本", "条件", "理由"], rows.collect())]
}

/// What the search offered before a finding, and what was taken (decision 0045).
pub(super) fn offered(case: &Case) -> Vec<Block> {
    let rows: Vec<_> = case
        .found
        .values()
        .filter(|found| !found.offered.is_empty())
        .map(|found| {
            let all = found.offered.iter().zip(1..).fold(Say::empty(), |says, (code, nth)| {
                let before = if nth == 1 { String::new() } else { "；".to_owned() };
                says.and(format!("{before}{nth}. ")).and(circumstance(code))
            });
            let taken = match &found.circumstance {
                None => "没有选用".into(),
                Some(code) => {
                    let place = found.offered.iter().position(|one| one == code).map(|at| at + 1);
                    let place = place.map_or_else(|| "不在其中".to_owned(), |nth| format!("第 {nth} 条"));
                    circumstance(code).and(format!("（{place}）"))
                }
            };
            vec![Say::from(&found.official), all, taken]
        })
        .collect();
    let head = ["当事人", "查找时列出的情形，最相符的在前", "选用的情形"];
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks = vec![heading("适用情形的查找和选用"), table(&head, rows)];
    }
    blocks.extend(precedents(case));
    blocks
}

/// The precedents that were offered with them, and the one that was taken (decision 0050).
fn precedents(case: &Case) -> Vec<Block> {
    let found = case.found.values().filter(|found| !found.offered_precedents.is_empty());
    let rows: Vec<_> = found
        .map(|found| {
            let all =
                found.offered_precedents.iter().zip(1..).map(|(one, nth)| format!("{nth}. {}", one.title));
            let taken = found.precedent.as_ref().and_then(|key| {
                let nth = found.offered_precedents.iter().position(|one| one.key == *key)?;
                let one = found.offered_precedents.get(nth)?;
                Some(format!("{}（第 {} 件）", one.title, nth + 1))
            });
            vec![
                Say::from(&found.official),
                all.collect::<Vec<_>>().join("；").into(),
                taken.unwrap_or_else(|| "没有比照".to_owned()).into(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let head = ["当事人", "查找时列出的案例，最相符的在前", "比照的案例"];
    vec![heading("案例的查找和比照"), table(&head, rows)]
}

fn circumstance(code: &str) -> Say {
    Say(vec![Span::Circumstance(code.to_owned())])
}

/// The post of each official at the time of the act, and what the official was for the law when the team was
/// formed (G6).
pub(super) fn officials(case: &Case) -> Vec<Block> {
    let today = case.assigned.iter().flat_map(|assigned| &assigned.officials);
    let rows: Vec<_> = today
        .map(|now| {
            let then = case.applied.iter().flat_map(|applied| &applied.officials);
            let post = then.filter(|one| one.person == now.person).find_map(|one| one.post.clone());
            let retired = now.retired_on.map_or_else(|| "在职".into(), |on| Say::from(on).and("退休"));
            vec![
                Say::from(&now.person),
                post.unwrap_or_else(|| "职务未载明".to_owned()).into(),
                Say::from(&now.unit),
                now.identity.title().into(),
                if now.party_member { "是" } else { "否" }.into(),
                retired,
            ]
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let head = ["当事人", "行为时职务", "现在单位", "身份", "中共党员", "在职情况"];
    vec![heading("身份和职务"), table(&head, rows)]
}
