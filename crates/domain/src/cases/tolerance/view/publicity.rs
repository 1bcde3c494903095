//! 公开: the draft with its suggestions side by side, the redacted text, and what the officials said.

use super::sections::{facts, heading, note, section, table};
use crate::{
    cases::tolerance::{
        publicity::{Publicity, said},
        state::Case,
    },
    ids::PersonId,
    sheet::{Block, Say, Section, Tone},
};

/// The tab of the officers.
pub(super) fn shown(case: &Case) -> Vec<Block> {
    let Some(one) = &case.publicity else { return Vec::new() };
    let drafted = &one.drafted;
    let mut blocks = vec![facts([
        ("公开范围", drafted.scope.title().into()),
        ("公开到", Say::from(drafted.until)),
        ("拟稿", Say::from(&drafted.by).and("，").and(drafted.on)),
    ])];
    if let Some(taken) = &one.taken_down {
        blocks.push(note(Tone::Red, Say::from(taken.on).and("已经撤下：").and(&taken.why)));
    } else if let Some(published) = &one.published {
        blocks.push(note(Tone::Green, Say::from(published.on).and("已经公开，公开到").and(published.until)));
        blocks.extend(
            published
                .answer
                .as_ref()
                .map(|answer| note(Tone::Plain, Say::from("对异议的答复：").and(answer))),
        );
    }
    match &one.decided {
        None => {
            let examined = drafted.examined();
            blocks.push(heading("拟公开文本（尚未去标识，不得外传）"));
            blocks.push(Block::Words(Say::from(&drafted.text)));
            let rows = examined.suggestions().iter().enumerate();
            let rows = rows.map(|(number, suggestion)| {
                vec![said(&examined, number, suggestion).into(), Say::from(&suggestion.reason)]
            });
            blocks.push(heading("逐处建议"));
            blocks.push(table(&["哪一处", "为什么建议去除"], rows.collect()));
        }
        Some(decided) => {
            blocks.push(heading("去标识后的文本"));
            blocks.push(Block::Words(Say::from(&decided.text)));
            let removed = decided.removed.iter().map(|(sort, count)| format!("{} {count} 处", sort.title()));
            let removed = removed.collect::<Vec<_>>().join("，");
            blocks.push(facts([
                ("去除", if removed.is_empty() { "没有".into() } else { removed.into() }),
                ("决定", Say::from(&decided.by).and("，").and(decided.on)),
            ]));
            if !decided.kept.is_empty() {
                let rows =
                    decided.kept.iter().map(|kept| vec![kept.sort.title().into(), Say::from(&kept.reason)]);
                blocks.push(table(&["保留的内容", "理由"], rows.collect()));
            }
        }
    }
    if let Some(sent) = &one.sent {
        blocks.push(heading("当事人阅看"));
        let rows = case.officials().map(|official| {
            let answer = one.answers.get(official);
            let says = match answer {
                None => Say::from("送阅，尚未答复。"),
                Some(answer) => Say::from(answer.on)
                    .and(if answer.objects { "有异议：" } else { "没有异议。" })
                    .and(answer.words.as_deref().unwrap_or_default()),
            };
            vec![Say::from(official), Say::from(sent.on), says]
        });
        blocks.push(table(&["当事人", "送阅", "答复"], rows.collect()));
    }
    blocks
}

/// What the official reads: the redacted text and the own answer. Nothing of what was removed.
pub(super) fn own(one: &Publicity, person: &PersonId) -> Section {
    let mut blocks = vec![facts([
        ("公开范围", one.drafted.scope.title().into()),
        ("公开到", Say::from(one.drafted.until)),
    ])];
    blocks.extend(one.decided.as_ref().map(|decided| Block::Words(Say::from(&decided.text))));
    if let Some(answer) = one.answers.get(person) {
        let says = if answer.objects { "您提出了异议：" } else { "您答复没有异议。" };
        blocks.push(note(Tone::Plain, Say::from(says).and(answer.words.as_deref().unwrap_or_default())));
    }
    if let Some(taken) = &one.taken_down {
        blocks.push(note(Tone::Plain, Say::from(taken.on).and("已经撤下。")));
    } else if let Some(published) = &one.published {
        blocks.push(note(Tone::Plain, Say::from(published.on).and("已经公开。")));
        blocks.extend(
            published
                .answer
                .as_ref()
                .map(|answer| note(Tone::Plain, Say::from("对异议的答复：").and(answer))),
        );
    }
    section("publicity", "拟公开的文本", blocks)
}
