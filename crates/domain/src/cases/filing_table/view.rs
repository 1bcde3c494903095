//! What officers see of a filing table, and what the lists keep of it. Nobody outside the organs sees one.

use super::{FilingTable, RULE, Table, papers::CHECKERS, slip};
use crate::{
    facts::Policy,
    kind::{Kind, Offer, Part, Row, Task, Who},
    people::Role,
    sheet::{Block, Doer, Next, Say, Section, Sheet, Step, StepState, Tone},
};

fn stage(table: &Table) -> &'static str {
    if table.sent.is_some() {
        "已报出"
    } else if table.signed.is_some() {
        "已签发"
    } else {
        "待签发"
    }
}

fn tasks(table: &Table) -> Vec<Task> {
    let task = |action, about: String, says: &str, role| Task {
        action,
        about,
        says: says.to_owned(),
        who: Doer::Role(role),
        due: None,
        not: Vec::new(),
    };
    let mut tasks = Vec::new();
    if table.signed.is_none() {
        tasks.push(task("sign", String::new(), "签发备案报表", Role::PrincipalLeader));
    } else if table.sent.is_none() {
        tasks.push(task("send_up", String::new(), "报出备案报表", Role::CaseManagement));
    }
    for slip in slip::waiting(table) {
        tasks.push(task("approve_slip", slip.number.to_string(), "批准更正单", Role::PrincipalLeader));
    }
    tasks.extend(table.papers.tasks(CHECKERS));
    tasks
}

pub(super) fn row(table: &Table, policy: &Policy) -> Row {
    let Some(drafted) = &table.drafted else { return Row::default() };
    let organ = &policy.settings.organ;
    Row {
        title: drafted.title.clone(),
        number: Some(drafted.number.clone()),
        stage: stage(table),
        organ: Some(organ.clone()),
        opened_on: table.counted.as_ref().map(|counted| counted.on),
        closed_on: table.sent.as_ref().map(|sent| sent.on),
        parts: vec![(Who::Unit(organ.clone()), Part::Organ)],
        tasks: tasks(table),
        ..Row::default()
    }
}

pub(super) fn offers(table: &Table, source: &str) -> Vec<Offer> {
    match source {
        "figures" => {
            let figures = table.counted.iter().flat_map(|counted| &counted.figures);
            figures.map(|one| Offer { value: one.key.clone(), label: Say::from(&one.title) }).collect()
        }
        "slips" => slip::waiting(table)
            .map(|one| Offer {
                value: one.number.to_string(),
                label: Say::from(format!("更正单{}：{}应为{}", one.number, one.title, one.right)),
            })
            .collect(),
        "papers" => table.papers.offers(),
        _ => Vec::new(),
    }
}

pub(super) fn sheet(table: &Table) -> Option<Sheet> {
    let drafted = table.drafted.as_ref()?;
    let counted = table.counted.as_ref()?;
    let mut rows = Vec::new();
    for figure in &counted.figures {
        let stands = slip::standing(table, &figure.key).unwrap_or(figure.value);
        let corrected = if stands == figure.value { Say::empty() } else { Say::from(stands.to_string()) };
        rows.push(vec![
            Say::from(&figure.title),
            Say::from(figure.value.to_string()),
            corrected,
            Say::from(figure.rows.join("、")),
        ]);
    }
    let as_of =
        format!("统计于{}，账本高度{}为止；所列案件可以逐件核对。", counted.on.words(), counted.height);
    // Before it is signed nothing is corrected: it is counted anew.
    let (value, corrected) =
        if table.signed.is_some() { ("签发时的数", true) } else { ("统计数", false) };
    let mut head = vec!["项目", value, "更正后", "案件"];
    if !corrected {
        head.remove(2);
        for row in &mut rows {
            row.remove(2);
        }
    }
    let head = head.into_iter().map(str::to_owned).collect();
    let figures =
        vec![Block::Table { head, rows }, Block::Note { tone: Tone::Plain, says: Say::from(as_of) }];
    let slips = table.slips.iter().map(|(slip, approved)| {
        let state = if approved.is_some() { "已批准" } else { "待批准" };
        let says = format!(
            "更正单{}（{state}）：{}由{}更正为{}。",
            slip.number, slip.title, slip.signed, slip.right
        );
        let tone = if approved.is_some() { Tone::Green } else { Tone::Amber };
        Block::Note { tone, says: Say::from(says).and(&slip.why).and("　").and(&slip.by) }
    });
    let slips: Vec<Block> = slips.collect();
    let section = |id: &str, title: &str, blocks: Vec<Block>| Section {
        id: id.to_owned(),
        title: title.to_owned(),
        count: None,
        blocks,
    };
    let mut sections = vec![section("figures", "统计", figures)];
    if !slips.is_empty() {
        sections.push(section("slips", "更正单", slips));
    }
    let papers = table.papers.blocks();
    if !papers.is_empty() {
        sections.push(section("papers", "代录材料", papers));
    }
    let signed = table.signed.as_ref().map(|signed| signed.on);
    let sent = table.sent.as_ref().map(|sent| sent.on);
    let days = [("编制", Some(counted.on)), ("签发锁定", signed), ("报出", sent)];
    let steps = days.iter().enumerate().map(|(at, (title, day))| Step {
        title: (*title).to_owned(),
        state: match day {
            Some(_) => StepState::Done,
            None if days.iter().take(at).all(|(_, before)| before.is_some()) => StepState::Now,
            None => StepState::Later,
        },
        note: day.map(|day| day.to_string()).unwrap_or_default(),
    });
    let next = tasks(table).into_iter().map(|task| {
        let known = FilingTable::ACTIONS.iter().find(|action| action.name == task.action);
        let rule = known.map_or(&RULE, |action| action.rule);
        Next {
            action: Some(task.action.to_owned()),
            says: task.says,
            rule: (rule.phrase.to_owned(), rule.code.to_owned()),
            who: vec![task.who],
            due: None,
        }
    });
    let tone = if table.sent.is_some() { Tone::Green } else { Tone::Blue };
    Some(Sheet {
        title: drafted.title.clone(),
        number: Some(drafted.number.clone()),
        status: (stage(table).to_owned(), tone),
        tags: table.papers.tag().into_iter().collect(),
        facts: vec![("期间".to_owned(), Say::from(drafted.from).and("至").and(drafted.until))],
        steps: steps.collect(),
        sections,
        next: next.collect(),
        running: Vec::new(),
    })
}
