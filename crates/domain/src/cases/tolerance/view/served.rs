//! Papers as their recipient has them: how and when they came, the text once it was received, and its fingerprint.

use super::sections::{facts, note, section};
use crate::{
    cases::tolerance::{
        feedback,
        notice::{Delivery, Notified},
        state::Case,
    },
    day::Day,
    ledger::link::sm3,
    sheet::{Block, Say, Section, Tone},
};

/// The result, once it was served.
#[derive(Debug)]
pub(super) struct ServedResult {
    text: Option<String>,
    pub(super) waits: bool,
    how: Block,
    /// For whom no part of the page says how to object.
    notice: Option<String>,
}

impl ServedResult {
    /// What was served on `recipient`; the text only once it was acknowledged, where it was put here.
    pub(super) fn of(case: &Case, recipient: &str) -> Option<Self> {
        let served = case.served.get(recipient)?;
        let made = case.determined.as_ref()?;
        let waits = feedback::waits(case, recipient);
        let text = if waits { None } else { feedback::result_text(case, recipient) };
        let how = how(
            case,
            recipient,
            Some((served.handed.delivery(), served.handed.served_on())),
            text.as_deref(),
        );
        let notice = (!recipient.starts_with("person:")).then(|| {
            let notice = &made.review_notice;
            format!(
                "当事人对结果有异议的，可以自收到之日起 {} 个工作日内向{}申请异议复查，复查不会加重处理。",
                notice.days, notice.body
            )
        });
        Some(Self { text, waits, how, notice })
    }

    /// Whether it was received.
    pub(super) const fn is_received(&self) -> bool {
        !self.waits
    }

    pub(super) fn section(&self) -> Section {
        let mut blocks = Vec::new();
        if self.waits {
            let says =
                "认定结果已经送到本页。请点“我已收到”，再阅读全文。确认收到只表示您看到了，不等于同意结论。";
            blocks.push(note(Tone::Amber, says));
        }
        blocks.push(self.how.clone());
        blocks.extend(self.text.as_ref().map(|text| Block::Words(Say::from(text))));
        blocks.extend(self.notice.as_ref().map(|says| note(Tone::Plain, says)));
        section("result", "认定结果", blocks)
    }
}

/// When and how a paper came, when it was received, and the fingerprint of its text.
pub(super) fn how(case: &Case, paper: &str, handed: Option<(Delivery, Day)>, text: Option<&str>) -> Block {
    let mut rows: Vec<(String, Say)> = Vec::new();
    if let Some((delivery, on)) = handed {
        rows.push(("送达".to_owned(), Say::from(on).and(format!("，{}", delivery.title()))));
    }
    rows.push((
        "收到".to_owned(),
        match (case.acknowledged.get(paper), feedback::received_on(case, paper)) {
            (Some(read), _) => Say::from(read.on).and("，在本页确认收到"),
            (None, Some(on)) => Say::from(on),
            (None, None) => "还没有确认收到".into(),
        },
    ));
    let kept = case.acknowledged.get(paper).map(|read| read.paper_hash.clone());
    if let Some(print) = text.map(|text| kept.unwrap_or_else(|| sm3(&[text.as_bytes()]).to_string())) {
        rows.push((
            "文书指纹（SM3）".to_owned(),
            format!("{print}。文书改动一个字，指纹就会不同，可以用来核对您手里的文书。").into(),
        ));
    }
    Block::Facts(rows)
}

/// When and how the notice came, until when there may be a defence, and the fingerprint of the facts notified.
pub(super) fn notice(told: &Notified) -> Block {
    let print = sm3(&[told.facts.as_bytes()]).to_string();
    facts([
        ("告知", Say::from(told.on).and(format!("，{}", told.delivery.title()))),
        ("申辩最后一天", told.defence_until.into()),
        ("告知的事实的指纹（SM3）", print.into()),
    ])
}
