//! What can stand in the placeholders of a paper: what the case knows, told by the event the paper follows from.
//!
//! A kind names the placeholders of each event ([`crate::kind::Kind::PAPER_VALUES`]) and fills them
//! ([`crate::kind::Kind::paper_values`]); the words around them are the unit's own
//! ([`crate::registers::papers`]).

mod meaning;

use serde::{Deserialize, Serialize};

pub use self::meaning::meaning;
use crate::{
    day::Day,
    facts::Policy,
    kind::Who,
    rule::{ARTICLE, Force, Rule},
    sheet::Say,
};

/// The way to have a decision reviewed: the placeholder without which no paper of a decision is made.
pub const REVIEW: &str = "复查告知";

/// The events that decide something about somebody, and so must say how it can be reviewed (P7).
pub const DECISIONS: &[&str] =
    &["tolerance.determined", "tolerance.reexamination_decided", "tolerance.revoked"];

/// Whether the papers of an event tell somebody a result: a decision, or the letter by which it is served.
pub fn notifies(event: &str) -> bool {
    DECISIONS.contains(&event) || event == "tolerance.served"
}

/// By when a review is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// So many working days from receipt.
    WorkingDays(u32),
    /// At any time.
    AnyTime,
}

/// The way to have a result reviewed (P7): body, days, and that nothing is stayed. There is none that lacks one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewWay {
    body: String,
    within: Within,
}

impl ReviewWay {
    /// The way, where body, days and "no stay" are all there.
    pub fn of(body: &str, within: Within, no_stay: bool) -> Option<Self> {
        let body = body.trim().to_owned();
        let whole = !body.is_empty() && within != Within::WorkingDays(0) && no_stay;
        whole.then_some(Self { body, within })
    }

    /// `向青澜区纪委监委提出，自收到之日起15个工作日内，期间不停止执行`.
    pub fn words(&self) -> String {
        let within = match self.within {
            Within::WorkingDays(days) => format!("自收到之日起{days}个工作日内"),
            Within::AnyTime => "不限期限".to_owned(),
        };
        format!("向{}提出，{within}，期间不停止执行", self.body)
    }
}

/// The placeholders of every paper, whatever it follows from.
pub const ALWAYS: &[&str] =
    &["编号", "事项", "承办机关", "当事人", "所在单位", "申请人", "负责的党组织", "日期", "文书名称"];

/// P7: every decision paper says how to have it reviewed.
pub static REVIEW_RULE: Rule = Rule {
    code: "P7.review",
    phrase: "结果必反馈",
    asks: "每份决定类文书都写明向谁、在几日内提出异议复查，复查期间不停止执行；没有写明的不能出具。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// A paper is made only where it can say to whom.
pub static PAPER_RULE: Rule = Rule {
    code: "G11.paper",
    phrase: "文书",
    asks: "文书由案件里登记的内容生成；写不出主送的不能出具，先补登记。",
    source: "本单位设定",
    force: Force::Setting,
};

/// What one paper says of the event it follows from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaperValues {
    /// Which of several papers of the event: `not_tolerated`; empty where there is one sort.
    pub sort: &'static str,
    /// Whom it is about, where there is one for each.
    pub about: Option<Who>,
    /// Placeholder and what stands in it.
    pub values: Vec<(&'static str, Say)>,
    /// How the result it tells is reviewed, where it tells one.
    pub review: Option<ReviewWay>,
}

impl PaperValues {
    /// The values of the one paper of an event.
    pub fn of(values: impl IntoIterator<Item = (&'static str, Say)>) -> Self {
        Self { values: values.into_iter().collect(), ..Self::default() }
    }

    /// The same about somebody.
    #[must_use]
    pub fn about(mut self, who: Who) -> Self {
        self.about = Some(who);
        self
    }

    /// The same as a paper of another sort.
    #[must_use]
    pub const fn sort(mut self, sort: &'static str) -> Self {
        self.sort = sort;
        self
    }

    /// The same, with the way to have its result reviewed.
    #[must_use]
    pub fn reviewed(mut self, way: Option<ReviewWay>) -> Self {
        self.review = way;
        self
    }

    /// What stands in a placeholder.
    pub fn value(&self, name: &str) -> Option<&Say> {
        self.values.iter().find(|(own, _)| *own == name).map(|(_, say)| say)
    }
}

/// The last day of a limit as a paper says it: 预计 where no notice of holidays covers it yet.
pub fn last_day(day: Day, policy: &Policy) -> Say {
    let provisional = policy.calendar.is_provisional(day);
    let more = "（预计：当年放假安排尚未公布，公布后如需顺延另行告知，不会提前）";
    Say::from(day).and(if provisional { more } else { "" })
}

/// Points, each on a line of its own with its number.
pub fn numbered(points: &[String]) -> Say {
    let lines: Vec<String> = (1..).zip(points).map(|(at, text)| format!("{at}.{text}")).collect();
    lines.join("\n").into()
}

/// A sum in fen as it is written in a paper.
pub fn money(fen: i64) -> String {
    format!("{}.{:02}元", fen / 100, (fen % 100).abs())
}
