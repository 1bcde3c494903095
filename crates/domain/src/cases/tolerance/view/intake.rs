//! What the officers see of how the case came in: the signal, what was joined, what was taken back.

use super::sections::{facts, heading, note};
use crate::{
    cases::tolerance::{application::Applied, joinder::Carried, state::Case},
    sheet::{Block, Say, SheetFile, Tone},
};

/// How the application was made, where the event says so.
pub(super) fn made(applied: &Applied) -> Option<Say> {
    let made = applied.made?;
    let mut say = Say::from(made.title());
    if let Some(officer) = &applied.taken_down_by {
        say = say.and("，记录人").and(officer);
    }
    Some(match applied.read_back {
        Some(true) => say.and("，申请人已经阅读笔录并确认"),
        Some(false) => say.and("，申请人没有阅读确认"),
        None => say,
    })
}

/// 反映, 并案, 撤回.
pub(super) fn blocks(case: &Case) -> Vec<Block> {
    let mut blocks = signal(case);
    if let Some(joined) = &case.joined_into {
        blocks.push(heading("并案"));
        blocks.push(note(
            Tone::Blue,
            Say::from(joined.on)
                .and(format!("并入{}（{}）。", joined.into_number, joined.sort.title()))
                .and(&joined.why),
        ));
        blocks.extend(joined.new_facts.as_ref().map(|new| Block::Words(Say::from(new))));
    }
    if !case.joined.is_empty() {
        blocks.push(heading("并入的申请"));
    }
    for joined in &case.joined {
        blocks.push(carried(&joined.carried, joined.sort.title()));
        blocks.push(Block::Words(Say::from(&joined.carried.facts)));
        if let Some(new) = &joined.new_facts {
            blocks.push(note(Tone::Amber, Say::from("新的事实：").and(new)));
        }
    }
    for set in &case.committees_set {
        let says = Say::from(set.on).and("改由").and(&set.committee).and("负责，原为").and(&set.instead_of);
        blocks.push(note(Tone::Plain, says.and("。").and(&set.why)));
    }
    blocks.extend(withdrawals(case));
    blocks
}

fn signal(case: &Case) -> Vec<Block> {
    let Some(signal) = &case.signal else { return Vec::new() };
    let mut blocks = vec![
        heading("反映"),
        facts([
            ("编号", Say::from(&signal.number)),
            ("反映人", Say::from(&signal.writer).and(format!("（{}）", signal.relation.title()))),
            ("收到日期", signal.on.into()),
            ("涉及的人员", Say::list(signal.officials.iter().map(|one| &one.person))),
            ("登记人", Say::from(&signal.by)),
        ]),
        Block::Words(Say::from(&signal.says)),
    ];
    if let Some(id) = &signal.file {
        let file = SheetFile { id: id.clone(), name: "来信".to_owned(), hash: String::new() };
        blocks.push(Block::Files(vec![file]));
    }
    if let Some(concluded) = &case.signal_concluded {
        let mut reply = Say::from(concluded.reply.title());
        if let Some(on) = concluded.replied_on {
            reply = reply.and("，").and(on);
        }
        blocks.push(heading("核查后不启动"));
        blocks.push(facts([
            ("核查情况", Say::from(&concluded.checked)),
            ("理由", Say::from(&concluded.why)),
            ("答复反映人", reply),
            ("决定人", Say::from(&concluded.by)),
        ]));
    }
    blocks
}

fn carried(carried: &Carried, sort: &str) -> Block {
    facts([
        ("案号", Say::from(&carried.number).and(format!("（{sort}）"))),
        ("事由", Say::from(&carried.title)),
        ("申请人", Say::from(carried.applicant.title()).and("　").and(&carried.by)),
        ("申请日期", carried.on.into()),
        ("当事人", Say::list(carried.officials.iter().map(|one| &one.person))),
    ])
}

fn withdrawals(case: &Case) -> Vec<Block> {
    let mut blocks = Vec::new();
    for withdrawn in case.withdrawals.values() {
        let says = Say::from(withdrawn.on).and(withdrawn.applicant.title()).and("（").and(&withdrawn.by);
        let why = withdrawn.why.clone().unwrap_or_default();
        blocks.push(note(Tone::Amber, says.and(format!("）撤回{}。{why}", withdrawn.number))));
    }
    for asked in &case.continue_asked {
        for official in &asked.officials {
            let answer = match case.continue_answers.get(official) {
                None => "还没有答复",
                Some(true) => "要求继续办理（含期满没有答复）",
                Some(false) => "不再继续",
            };
            let says = Say::from(asked.on).and("征询").and(official).and("是否继续：").and(answer);
            blocks.push(note(Tone::Plain, says.and("。")));
        }
    }
    if let Some(withdrawn) = &case.withdrawn {
        let says = Say::from(withdrawn.on).and("没有申请人和当事人要求继续办理，本案终止。");
        blocks.push(note(Tone::Plain, says));
    }
    blocks
}
