//! What the sheet itself says as a paper: 发文稿纸, made from the signing (mechanism §6).

use super::{Event, state::Issuing};
use crate::{paper_values::PaperValues, sheet::Say};

/// The placeholders of each event.
pub(super) const NAMES: &[(&str, &[&str])] = &[(
    "issue.signed",
    &[
        "发文字号",
        "发文文书",
        "案件编号",
        "密级和定密依据",
        "主送单位",
        "抄送单位",
        "报送单位",
        "拟稿人",
        "拟稿说明",
        "核稿意见",
        "会签意见",
        "联合行文",
        "签发意见",
        "不同意见的处理",
        "签发日期",
    ],
)];

fn or(words: Option<&String>, none: &str) -> Say {
    words.map_or_else(|| Say::from(none), Say::from)
}

/// Words that were said, or that there are none.
fn said_or(said: Say, none: &str) -> Say {
    if said.0.is_empty() { Say::from(none) } else { said }
}

/// What the papers of `event` say, with the sheet as it stood after it.
pub(super) fn values(event: &Event, state: &Issuing) -> Vec<PaperValues> {
    let (Event::Signed(signed), Some(drafted)) = (event, &state.drafted) else { return Vec::new() };
    let written = &state.written;
    let checked = state.checked.as_ref().map_or_else(Say::empty, |checked| {
        Say::from(&checked.by).and(format!("（{}）：{}", checked.on.words(), checked.words))
    });
    let mut said = Say::empty();
    for one in &state.countersigned {
        let word = if one.agrees { "同意" } else { "不同意" };
        let line = Say::from(&one.by).and(format!("（{}，{word}）：{}", one.on.words(), one.words));
        said = if said.0.is_empty() { line } else { said.and("\n").and(line) };
    }
    let mut joint = Say::empty();
    for one in &state.joint_signed {
        let line = Say::from(&one.organ).and(format!(
            "（{}，{}）：{}",
            one.signer,
            one.signed_on.words(),
            one.words
        ));
        joint = if joint.0.is_empty() { line } else { joint.and("\n").and(line) };
    }
    vec![PaperValues::of([
        ("发文字号", Say::from(&signed.number)),
        ("发文文书", Say::from(&drafted.title)),
        ("案件编号", Say::from(&drafted.case_number)),
        ("密级和定密依据", super::view::secrecy(written)),
        ("主送单位", or(written.to.as_ref(), "见所发文书")),
        ("抄送单位", or(written.copies.as_ref(), "无")),
        ("报送单位", or(written.reports.as_ref(), "无")),
        ("拟稿人", Say::list(&state.drafters)),
        ("拟稿说明", Say::from(&written.words)),
        ("核稿意见", checked),
        ("会签意见", said_or(said, "不需要会签")),
        ("联合行文", said_or(joint, "无")),
        ("签发意见", Say::from(&signed.by).and(format!("（{}）：{}", signed.on.words(), signed.words))),
        ("不同意见的处理", or(signed.on_objections.as_ref(), "无")),
        ("签发日期", signed.on.into()),
    ])]
}
