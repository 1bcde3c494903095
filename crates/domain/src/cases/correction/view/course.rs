//! The course of a correction on its page: what the owner said, and what the organ and the party organisation
//! answered.

use super::{SheetFile, opinion, yuan};
use crate::{
    cases::correction::state::Correction,
    ids::FileId,
    sheet::{Block, Say, Tone},
};

fn file(id: &FileId) -> Block {
    Block::Files(vec![SheetFile { id: id.clone(), name: "佐证材料".to_owned(), hash: String::new() }])
}

/// Progress, the asking for more time, the explanation and the remedy.
pub(super) fn said_by_owner(state: &Correction, blocks: &mut Vec<Block>) {
    for progress in &state.progress {
        blocks.push(Block::Heading(format!("整改进展（{}）", progress.on.words())));
        blocks.push(Block::Words(Say::from(&progress.says)));
        blocks.extend(progress.file.as_ref().map(file));
    }
    if let Some((asked, _)) = &state.extension {
        blocks.push(Block::Heading("申请延长整改期限".to_owned()));
        blocks.push(Block::Words(Say::from("申请延长至").and(asked.until).and("。").and(&asked.why)));
    }
    if let Some(remedy) = &state.remedy {
        let said = &remedy.reported;
        blocks.push(Block::Heading("无法纠正的说明和补救".to_owned()));
        let mut facts = vec![
            ("无法纠正的原因".to_owned(), Say::from(&said.why)),
            ("说明情况".to_owned(), Say::from(&said.explanation)),
            ("补救措施".to_owned(), Say::from(&said.remedy)),
        ];
        facts.extend(said.recovered.map(|fen| ("挽回损失".to_owned(), yuan(fen).into())));
        blocks.push(Block::Facts(facts));
        blocks.extend(said.file.as_ref().map(file));
    }
}

/// What became of it, without who decided in the organ.
pub(super) fn answered_to_owner(state: &Correction, blocks: &mut Vec<Block>) {
    let mut note = |tone, says| blocks.push(Block::Note { tone, says });
    if let Some((asked, Some(decided))) = &state.extension {
        if decided.granted {
            note(Tone::Green, Say::from("同意延长至").and(asked.until).and("。").and(&decided.words));
        } else {
            note(Tone::Amber, Say::from("不同意延长，按原期限整改。").and(&decided.words));
        }
    }
    for (asked, answered) in &state.escalations {
        note(Tone::Red, overdue(asked));
        if let Some(answered) = answered {
            note(Tone::Amber, answer(asked, answered));
        }
    }
    let Some(remedy) = &state.remedy else { return };
    match (&remedy.checked, &remedy.approved) {
        (Some(checked), _) if !checked.passed => {
            note(Tone::Amber, Say::from("说明和补救没有通过核查，请继续整改。").and(&checked.words));
        }
        (_, Some(approved)) if approved.approved => {
            note(Tone::Green, Say::from("已经同意以补救代替纠正。"));
        }
        (_, Some(approved)) => {
            note(Tone::Amber, Say::from("不同意以补救代替纠正，请继续整改。").and(&approved.words));
        }
        _ => {}
    }
}

/// Extension and escalations, as the officers see them.
pub(super) fn decided_by_organ(state: &Correction, blocks: &mut Vec<Block>) {
    if let Some((_, Some(decided))) = &state.extension {
        let word = if decided.granted { "同意延长" } else { "不同意延长" };
        blocks.push(opinion(&decided.by, word, &decided.words, decided.on, !decided.granted));
    }
    for (asked, answered) in &state.escalations {
        blocks.push(Block::Note { tone: Tone::Red, says: overdue(asked) });
        if let Some(answered) = answered {
            blocks.push(Block::Note { tone: Tone::Amber, says: answer(asked, answered) });
        }
    }
}

/// What officer and leader found of the remedy.
pub(super) fn remedy_judged(state: &Correction, blocks: &mut Vec<Block>) {
    let Some(remedy) = &state.remedy else { return };
    if let Some(checked) = &remedy.checked {
        let word = if checked.passed { "补救属实" } else { "继续整改" };
        blocks.push(opinion(&checked.by, word, &checked.words, checked.on, !checked.passed));
    }
    if let Some(approved) = &remedy.approved {
        let word = if approved.approved { "同意以补救代替纠正" } else { "不同意" };
        blocks.push(opinion(&approved.by, word, &approved.words, approved.on, !approved.approved));
    }
}

fn overdue(asked: &crate::cases::correction::escalation::Escalated) -> Say {
    let nth = if asked.number > 1 { format!("第{}次督办：", asked.number) } else { String::new() };
    Say::from(nth)
        .and(asked.limit)
        .and("届满没有提交整改报告，")
        .and(asked.on)
        .and("转")
        .and(&asked.to)
        .and("督办。")
}

fn answer(
    asked: &crate::cases::correction::escalation::Escalated,
    answered: &crate::cases::correction::escalation::EscalationAnswered,
) -> Say {
    Say::from(&asked.to).and("答复：").and(&answered.says).and("新的完成日期：").and(answered.until).and("。")
}
