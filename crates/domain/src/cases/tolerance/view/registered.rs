//! What was registered beside the acts of the case: attempts of a delivery, borrowings, 呈批件.

use super::sections::{heading, table};
use crate::{
    cases::tolerance::{
        attempt,
        borrowing::{Borrowing, BorrowingDecided, BorrowingReturned},
        state::Case,
        submission::Submission,
    },
    sheet::{Block, Say, SheetFile},
};

/// What was tried in vain, on the tab of deliveries.
pub(super) fn attempts(case: &Case) -> Vec<Block> {
    if case.attempts.is_empty() {
        return Vec::new();
    }
    let row = |one: &attempt::Attempted| {
        vec![attempt::named(&one.paper), one.attempted_on.into(), attempt::line(one)]
    };
    let head = heading("试送未成（不算送达，不起算期限）");
    vec![head, table(&["文书和对象", "日期", "经过"], case.attempts.iter().map(row).collect())]
}

/// What was agreed to, by whom and in what words.
pub(in super::super) fn approved(decided: &BorrowingDecided) -> Say {
    let words = decided.words.as_ref().map(|words| format!("：{words}")).unwrap_or_default();
    let word = if decided.agreed { "同意" } else { "不同意" };
    Say::from(&decided.by).and(format!(" {} {word}{words}", decided.on))
}

/// How it came back.
pub(in super::super) fn came_back(back: &BorrowingReturned) -> Say {
    let note = back.note.as_ref().map(|note| format!("，{note}")).unwrap_or_default();
    let whole = if back.complete { "完整" } else { "不完整" };
    Say::from(format!("{} {whole}{note}", back.returned_on))
}

/// Who borrowed, on the tab of the file.
pub(super) fn borrowings(case: &Case) -> Vec<Block> {
    if case.borrowings.is_empty() {
        return Vec::new();
    }
    let row = |one: &Borrowing| {
        vec![
            one.asked.number.to_string().into(),
            Say::from(&one.asked.borrower),
            one.what().into(),
            (&one.asked.purpose).into(),
            one.decided.as_ref().map_or_else(Say::empty, approved),
            one.asked.until.into(),
            one.returned.as_ref().map_or_else(Say::empty, came_back),
        ]
    };
    let head = &["序号", "借阅人", "借阅内容", "用途", "批准", "应还", "归还"];
    vec![heading("借阅"), table(head, case.borrowings.iter().map(row).collect())]
}

/// What went up to a leader by hand, and the words that came back.
pub(super) fn submissions(case: &Case) -> Vec<Block> {
    let row = |one: &Submission| {
        let words = one.entered.last();
        vec![
            one.submitted.number.to_string().into(),
            (&one.submitted.subject).into(),
            Say::from(&one.submitted.to),
            one.submitted.on.into(),
            words.map_or_else(Say::empty, |words| Say::from(&words.words)),
            words.map_or_else(Say::empty, |words| words.written_on.into()),
            words.map_or_else(Say::empty, |words| Say::from(&words.place)),
            match one.checked.as_ref().and_then(|checked| checked.note.as_ref()) {
                Some(note) => Say::from(format!("{}：{note}", one.standing().title())),
                None => one.standing().title().into(),
            },
        ]
    };
    let rows: Vec<_> = case.submissions.iter().map(row).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let head = &["序号", "事由", "呈送", "呈送日期", "批示原文", "批示日期", "原件存放处", "核对"];
    // Whoever checks the words looks at the scan, also at that of an entry that was not the same.
    let scans = case.submissions.iter().flat_map(|one| &one.entered).map(|words| SheetFile {
        id: words.scan.id.clone(),
        name: format!("第{}件批示：{}", words.number, words.scan.name),
        hash: words.scan.hash.clone(),
    });
    let scans: Vec<_> = scans.collect();
    let files = (!scans.is_empty()).then_some(Block::Files(scans));
    [heading("呈批件（只是记录，不代替审批）"), table(head, rows)].into_iter().chain(files).collect()
}
