//! 典型案例 — a precedent under one of the four themes, with the scope within which it may be told, and the register of
//! what was submitted upward and what was chosen (M1).
//!
//! The themes and the list of chosen cases are the province's; what stands here is what this organ wrote, submitted and
//! was told. **Absence:** a [`Listing`] is made of a text that was looked through for what identifies people, with
//! nothing left undecided ([`Redacted`]), and of a [`Cleared`] scope, and of nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Precedent, PrecedentEvent, Source, Text};
use crate::{
    cases::tolerance::publicity::Scope,
    day::Day,
    form::{Field, Input},
    ids::PersonId,
    kind::Failure,
    people::{Role, words},
    redaction::{self, Choice, Kept, Known, Redacted},
    refusal::{Missing, Reason, Refusal},
    registers::keeping::{Act, Keeping, typed},
    rule::{ARTICLE, Force, Rule},
    sheet::{Block, Say},
};

/// A library under the four themes, and a register of what was submitted and chosen.
pub static RULE: Rule = Rule {
    code: "M1",
    phrase: "典型案例",
    asks: "典型案例归入四个主题之一，逐处核对没有能认出人的内容，写明公开范围，经没有参与编写的领导批准后使用、报送；报送给谁、何时、由谁，是否入选、在哪个名单，有登记。",
    source: ARTICLE,
    force: Force::Liwan,
};

words! {
    /// 主题, as the province has set them.
    Theme {
        /// 农村土地综合改革.
        RuralLand = "rural_land" "农村土地综合改革",
        /// 发展壮大农村集体经济.
        CollectiveEconomy = "collective_economy" "发展壮大农村集体经济",
        /// 民生领域改革.
        Livelihood = "livelihood" "民生领域改革",
        /// 激励干部群众投身“百千万工程”.
        Motivation = "motivation" "激励干部群众投身“百千万工程”",
    }
}

/// What makes a precedent a model case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    theme: Theme,
    scope: Scope,
    kept: Vec<Kept>,
}

/// A scope within which the text may be told. That of an own case is not wider than what its officials have seen
/// published, which is not before the review has ended (E3).
#[derive(Debug, Clone, Copy)]
struct Cleared(Scope);

impl Cleared {
    fn of(text: &Text, wanted: Scope, published: Option<Scope>) -> Result<Self, Vec<Reason>> {
        if text.source != Source::Archived {
            return Ok(Self(wanted));
        }
        let Some(widest) = published else {
            let says = "这个案例取自本机关案件，案件还没有公开：请先在案件里拟稿、逐处去标识、送当事人阅看并公开（异议复查期满以后），再列入典型案例。";
            return Err(vec![Reason::new(&RULE, says).at("scope")]);
        };
        if wanted > widest {
            let says = format!(
                "案件只在“{}”范围内公开，典型案例的公开范围不能更宽；要扩大的，先在案件里按新的范围公开。",
                widest.title()
            );
            return Err(vec![Reason::new(&RULE, says).at("scope")]);
        }
        Ok(Self(wanted))
    }
}

impl Listing {
    fn with(theme: Theme, cleared: Cleared, redacted: &Redacted) -> Self {
        Self { theme, scope: cleared.0, kept: redacted.kept().to_vec() }
    }

    /// Its theme.
    pub const fn theme(&self) -> Theme {
        self.theme
    }

    /// 公开范围.
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// What could identify somebody and was kept, with the reason.
    pub fn kept(&self) -> &[Kept] {
        &self.kept
    }
}

/// What became of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Whether it was chosen.
    pub chosen: bool,
    /// In which list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// The day of the answer.
    pub on: Day,
}

/// A submission upward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// From 1 in this record.
    pub number: u32,
    /// To which organ.
    pub to: String,
    /// The day.
    pub on: Day,
    /// Who submitted it.
    pub by: PersonId,
    /// 文号 of the letter that went with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

/// Who lists, submits and enters the answers.
const KEEPS: &[Role] = &[Role::PolicyOfficer, Role::CaseManagement, Role::ReviewOfficer];

const KEPT_ROW: &[Field] = &[
    Field::new("words", "文字", Input::Line),
    Field::new("reason", "为什么可以保留", Input::Line)
        .hint("如“泛称，认不出是谁”；认得出的，请先修改案例。"),
];

/// 列入典型案例.
pub(super) const LIST: Act = Act::new(
    "list",
    "列入典型案例",
    KEEPS,
    &[
        Field::new("theme", "主题", Input::Choice(Theme::CHOICES)).hint("四个主题由省里确定。"),
        Field::new("scope", "公开范围", Input::Choice(Scope::CHOICES))
            .hint("取自本机关案件的，不能宽于案件已经公开的范围。"),
        Field::new("kept", "可能认出人的内容", Input::List(KEPT_ROW))
            .hint("程序找出的每一处都列在这里：写明为什么可以保留，或者先去“修改案例”改写。")
            .optional(),
    ],
    "列入以后原来的批准作废，由没有参与编写的领导连同主题和公开范围重新批准，批准后才能使用和报送。",
);

/// 登记报送.
pub(super) const SUBMIT: Act = Act::new(
    "submit",
    "登记报送",
    KEEPS,
    &[
        Field::new("to", "报送给哪个机关", Input::Line).hint("如“市纪委监委”。"),
        Field::new("on", "报送日期", Input::Day),
        Field::new("by", "由谁报送", Input::Person),
        Field::new("letter", "报送文号", Input::Line).optional(),
    ],
    "报送一次登记一次；结果出来以后办“登记结果”。",
);

/// 登记结果.
pub(super) const ANSWER: Act = Act::new(
    "answer",
    "登记结果",
    KEEPS,
    &[
        Field::new("number", "哪一次报送", Input::Pick("submissions")),
        Field::new("chosen", "是否入选", Input::YesNo),
        Field::new("list", "入选的名单", Input::Line)
            .hint("入选的填写，写名单的全称；名单由上级确定。")
            .optional(),
        Field::new("on", "得知日期", Input::Day),
    ],
    "没有入选的也要登记，案例仍然可以按公开范围使用。",
);

#[derive(Deserialize)]
struct KeptRow {
    words: String,
    reason: String,
}

#[derive(Deserialize)]
struct List {
    theme: Theme,
    scope: Scope,
    #[serde(default)]
    kept: Vec<KeptRow>,
}

#[derive(Deserialize)]
struct Submit {
    to: String,
    on: Day,
    by: PersonId,
    #[serde(default)]
    letter: Option<String>,
}

#[derive(Deserialize)]
struct Answered {
    number: String,
    chosen: bool,
    #[serde(default)]
    list: Option<String>,
    on: Day,
}

/// The whole text, as it is looked through.
fn whole(text: &Text) -> String {
    [&text.title, &text.facts, &text.weighed, &text.done, &text.lesson].map(String::as_str).join("\n")
}

/// Every place is either kept with a reason, or named.
fn settled(text: &Text, kept: &[KeptRow], keeping: &Keeping) -> Result<Redacted, Vec<Reason>> {
    let known = Known { listed: keeping.names.iter().cloned().collect(), ..Known::default() };
    let text = whole(text);
    let examined = redaction::examine(&text, &known);
    let mut reasons = Vec::new();
    let mut choices = BTreeMap::new();
    for (number, suggestion) in examined.suggestions().iter().enumerate() {
        let words = examined.words(suggestion);
        if let Some(row) = kept.iter().find(|row| row.words.trim() == words) {
            choices.insert(number, Choice::Keep(row.reason.trim().to_owned()));
        } else {
            let says = format!(
                "案例里写了“{words}”（{}）：{}请修改案例，或者在这里写上这几个字和保留的理由。",
                suggestion.sort.title(),
                suggestion.reason
            );
            reasons.push(Reason::new(&redaction::RULE, says).at("kept"));
        }
    }
    for row in kept {
        let there = examined.suggestions().iter().any(|one| examined.words(one) == row.words.trim());
        if !there {
            let says = format!("案例里没有需要决定的“{}”，请删去这一行，或者照原文写。", row.words);
            reasons.push(Reason::new(&redaction::RULE, says).at("kept"));
        }
    }
    reasons.dedup_by(|a, b| a.says == b.says);
    if !reasons.is_empty() {
        return Err(reasons);
    }
    examined.settle(&choices).map_err(|_| {
        let says = "有的内容还没有决定，或者没有写保留的理由，请逐处写明。";
        vec![Reason::new(&redaction::RULE, says).at("kept")]
    })
}

/// What the form of listing begins with: every place that a person has to decide, each once.
pub(super) fn begun(one: &Precedent) -> Value {
    let Some(text) = &one.text else { return Value::Null };
    let text = whole(text);
    let examined = redaction::examine(&text, &Known::default());
    let mut words: Vec<&str> = Vec::new();
    for suggestion in examined.suggestions() {
        let found = examined.words(suggestion);
        if !words.contains(&found) {
            words.push(found);
        }
    }
    let rows: Vec<_> = words.into_iter().map(|words| json!({ "words": words })).collect();
    let (theme, scope) = one.listing.as_ref().map(|one| (one.theme, one.scope)).unzip();
    json!({ "theme": theme, "scope": scope, "kept": rows })
}

/// Whether an act of this file makes sense now.
pub(super) fn fits(one: &Precedent, act: &str) -> bool {
    one.withdrawn.is_none()
        && match act {
            "submit" => one.in_use() && one.listing.is_some(),
            "answer" => one.submissions.iter().any(|one| one.answer.is_none()),
            _ => true,
        }
}

/// The submissions that wait for an answer.
pub(super) fn offers(one: &Precedent) -> Vec<(String, Say)> {
    let open = one.submissions.iter().filter(|one| one.answer.is_none());
    open.map(|one| (one.number.to_string(), Say::from(one.on).and("报送").and(&one.to))).collect()
}

/// What follows from an act of this file; `None` for an act of another.
pub(super) fn keep(
    one: &Precedent,
    act: &str,
    answers: &Value,
    keeping: &Keeping,
) -> Option<Result<PrecedentEvent, Failure>> {
    let answers = answers.clone();
    match act {
        "list" => Some(listed(one, answers, keeping)),
        "submit" => Some(submitted(one, answers, keeping)),
        "answer" => Some(answered(one, answers, keeping)),
        _ => None,
    }
}

fn listed(one: &Precedent, answers: Value, keeping: &Keeping) -> Result<PrecedentEvent, Failure> {
    let List { theme, scope, kept } = typed(answers)?;
    let Some(text) = &one.text else {
        return Err(Refusal::one(&RULE, "案例还没有写，请先编写。").into());
    };
    let mut missing = Missing::new();
    let cleared = missing.take(Cleared::of(text, scope, keeping.published));
    let redacted = missing.take(settled(text, &kept, keeping));
    missing.settle()?;
    match (cleared, redacted) {
        (Some(cleared), Some(redacted)) => {
            let listing = Listing::with(theme, cleared, &redacted);
            Ok(PrecedentEvent::Listed { listing, by: keeping.by.clone() })
        }
        _ => Err(Refusal::one(&RULE, "现在还不能列入典型案例。").into()),
    }
}

fn submitted(one: &Precedent, answers: Value, keeping: &Keeping) -> Result<PrecedentEvent, Failure> {
    let Submit { to, on, by, letter } = typed(answers)?;
    let mut missing = Missing::new();
    missing.unless(on <= keeping.today, || {
        Reason::new(&RULE, "报送日期在今天以后，请在报送以后登记。").at("on")
    });
    if let Some((_, approved_on, _)) = &one.approved {
        missing.unless(on >= *approved_on, || {
            let says = format!("案例{}才批准使用，报送不能早于批准，请核对日期。", approved_on.words());
            Reason::new(&RULE, says).at("on")
        });
    }
    let twice = one.submissions.iter().any(|one| one.answer.is_none() && one.to == to);
    missing.unless(!twice, || {
        let says = format!("已经报送给“{to}”，结果还没有登记，不用再报。");
        Reason::new(&RULE, says).at("to")
    });
    missing.settle()?;
    let number = one.submissions.iter().map(|one| one.number).max().unwrap_or(0) + 1;
    Ok(PrecedentEvent::Submitted { submission: Submission { number, to, on, by, letter, answer: None } })
}

fn answered(one: &Precedent, answers: Value, keeping: &Keeping) -> Result<PrecedentEvent, Failure> {
    let Answered { number, chosen, list, on } = typed(answers)?;
    let open = one.submissions.iter().find(|one| one.answer.is_none() && one.number.to_string() == number);
    let mut missing = Missing::new();
    missing.unless(open.is_some(), || {
        Reason::new(&RULE, "没有这一次报送，或者结果已经登记，请重新选择。").at("number")
    });
    missing
        .unless(!chosen || list.is_some(), || Reason::new(&RULE, "入选的，请写明在哪个名单里。").at("list"));
    missing.unless(chosen || list.is_none(), || Reason::new(&RULE, "没有入选的，不填名单。").at("list"));
    missing.unless(on <= keeping.today, || Reason::new(&RULE, "得知日期在今天以后，请核对。").at("on"));
    if let Some(open) = open {
        missing.unless(on >= open.on, || {
            let says = format!("{}才报送，结果不能更早，请核对日期。", open.on.words());
            Reason::new(&RULE, says).at("on")
        });
    }
    missing.settle()?;
    let number = open.map_or(0, |one| one.number);
    Ok(PrecedentEvent::Answered { number, answer: Answer { chosen, list, on } })
}

/// The part of the page about theme, scope and submissions; nothing for other precedents.
pub(super) fn shown(one: &Precedent) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(listing) = &one.listing {
        blocks.push(Block::Heading("典型案例".to_owned()));
        let kept = listing.kept.iter().map(|kept| format!("{}：{}", kept.sort.title(), kept.reason));
        let kept = kept.collect::<Vec<_>>().join("；");
        let kept = if kept.is_empty() { "没有".to_owned() } else { kept };
        blocks.push(Block::Facts(vec![
            ("主题".to_owned(), Say::from(listing.theme.title())),
            ("公开范围".to_owned(), Say::from(listing.scope.title())),
            ("核对后保留的内容".to_owned(), Say::from(kept)),
        ]));
    }
    if one.listing.is_some() || !one.submissions.is_empty() {
        blocks.push(Block::Heading(format!("报送和入选（{} 次）", one.submissions.len())));
        let row = |one: &Submission| {
            let answer = match &one.answer {
                None => "结果未登记".to_owned(),
                Some(Answer { chosen: true, list, on }) => {
                    format!("{}入选：{}", on.words(), list.as_deref().unwrap_or_default())
                }
                Some(Answer { on, .. }) => format!("{}得知没有入选", on.words()),
            };
            vec![
                Say::from(one.on),
                Say::from(&one.to),
                Say::from(&one.by),
                Say::from(one.letter.as_deref().unwrap_or("没有")),
                Say::from(answer),
            ]
        };
        blocks.push(Block::Table {
            head: ["报送日期", "报送给", "由谁报送", "文号", "结果"].map(str::to_owned).to_vec(),
            rows: one.submissions.iter().map(row).collect(),
        });
    }
    blocks
}

/// A line of the history; `None` for an event of another file.
pub(super) fn told(event: &PrecedentEvent) -> Option<(&'static str, Say)> {
    Some(match event {
        PrecedentEvent::Listed { listing, .. } => {
            let says = format!("{}，公开范围：{}", listing.theme.title(), listing.scope.title());
            ("列入典型案例", Say::from(says))
        }
        PrecedentEvent::Submitted { submission } => {
            ("登记报送", Say::from(submission.on).and("报送").and(&submission.to))
        }
        PrecedentEvent::Answered { answer, .. } => {
            let list = answer.list.as_deref().unwrap_or_default();
            let says = if answer.chosen { format!("入选：{list}") } else { "没有入选".to_owned() };
            ("登记结果", Say::from(says))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
