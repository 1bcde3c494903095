//! What an issue needs, and the events that follow from it in the checklist and the policy.

use super::{Amendment, CHECKED, CHECKERS, Change, Issue};
use crate::{
    day::Day,
    refusal::{Missing, Reason, Refusal},
    registers::{
        checklist::{ChecklistEvent, ChecklistRecord},
        keeping::{FITS, at},
        policy::{Document, PolicyEvent, PolicyRecord},
    },
};

/// What a number of a document looks like.
pub const NUMBER_HINT: &str = "如“青纪〔2026〕12号”，年份用六角括号。";

/// What becomes of the registers when an amendment is issued.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// For the checklist.
    pub checklist: Vec<ChecklistEvent>,
    /// For documents and explanations.
    pub policy: Vec<PolicyEvent>,
}

/// The events of an issue: texts beside the older ones, ends, the document, explanations.
pub fn counts(amendment: &Amendment, issue: &Issue) -> Counts {
    let mut made = Counts::default();
    for change in amendment.changes.values() {
        match change {
            Change::Circumstance(drafted) => {
                let circumstance = drafted.issued(&issue.title, issue.from);
                made.checklist.push(ChecklistEvent::Issued { circumstance });
            }
            Change::Ending { code, until, .. } => {
                made.checklist.push(ChecklistEvent::Expired { code: code.clone(), until: *until });
            }
            Change::Principle(drafted) => {
                made.policy.push(PolicyEvent::PrincipleExplained { principle: drafted.issued(issue.from) });
            }
        }
    }
    let document = Document {
        id: issue.number.clone(),
        title: issue.title.clone(),
        number: Some(issue.number.clone()),
        issued_on: Some(issue.issued_on),
        organ: Some(issue.organ.clone()),
        trial: issue.trial,
        source: "清单修订印发".to_owned(),
        note: String::new(),
    };
    made.policy.push(PolicyEvent::DocumentEntered { document });
    made
}

/// `青纪〔2026〕12号`.
fn is_number(number: &str) -> bool {
    let Some((word, rest)) = number.split_once('〔') else { return false };
    let Some((year, order)) = rest.split_once('〕') else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let order = order.strip_suffix('号').unwrap_or_default();
    !word.trim().is_empty() && year.len() == 4 && digits(year) && digits(order)
}

/// The first day on which a new text of `code` may begin: after the text that began last, and after its last day
/// where it has one.
fn earliest(known: &ChecklistRecord, code: &str) -> Option<(Day, String)> {
    let last = known.texts.get(code)?.iter().max_by_key(|text| text.from)?;
    Some(match last.until {
        Some(until) => (until.plus(1), format!("现行文本施行到{}为止", until.words())),
        None => (last.from.plus(1), format!("现行文本自{}起施行", last.from.words())),
    })
}

/// # Errors
/// Everything that keeps the amendment from being issued in this way.
pub(super) fn check(
    amendment: &Amendment,
    issue: &Issue,
    known: &ChecklistRecord,
    policy: &PolicyRecord,
    today: Day,
) -> Result<(), Refusal> {
    let mut missing = Missing::new();
    missing.unless(!amendment.changes.is_empty(), || {
        Reason::new(&FITS, "修订里还没有内容，请先写入情形或者阐释。")
    });
    let checked = amendment.checks.len();
    missing.unless(checked >= CHECKERS, || {
        let says = format!("要由拟稿人以外的{CHECKERS}人校核，现在有{checked}人，请先请其校核。");
        Reason::new(&CHECKED, says).remedy("check")
    });
    missing.unless(is_number(&issue.number), || {
        at("number", format!("文号“{}”写得不完整，{NUMBER_HINT}", issue.number))
    });
    let taken = policy.documents.values().find(|one| one.number.as_deref() == Some(issue.number.as_str()));
    if let Some(taken) = taken {
        missing.add(at("number", format!("文号已经用于《{}》，请核对。", taken.title)));
    }
    missing.unless(!issue.title.contains(['《', '》']), || at("title", "标题不带书名号，请去掉。"));
    missing.unless(issue.issued_on <= today, || {
        at("issued_on", "印发日期在今天以后，请在印发当天或者以后登记。")
    });
    missing.unless(issue.from >= issue.issued_on, || {
        at("from", "施行日期不能早于印发日期：清单不溯及既往，较宽的新文本由办案人员写明理由后选用。")
    });
    for change in amendment.changes.values() {
        match change {
            Change::Circumstance(drafted) => {
                if let Some((day, why)) = earliest(known, &drafted.code).filter(|(day, _)| issue.from < *day)
                {
                    let says = format!(
                        "情形“{}”的{why}，与施行日期重叠，请把施行日期定在{}或者以后。",
                        drafted.code,
                        day.words()
                    );
                    missing.add(at("from", says));
                }
            }
            Change::Ending { code, until, .. } => missing.unless(*until >= issue.issued_on, || {
                let says = format!("情形“{code}”的最后一天（{}）早于印发日期，请更改这一条。", until.words());
                at("issued_on", says)
            }),
            Change::Principle(_) => {}
        }
    }
    missing.settle()
}
