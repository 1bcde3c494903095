//! 拟稿、逐处决定: the text, and every suggestion of redaction decided by a person.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{PublicityDrafted, RULE, RedactionDecided, ReviewEnded, Scope, standing};
use crate::{
    cases::tolerance::{Case, Event, gate, numbered},
    day::Day,
    facts::Facts,
    form::{Field, Input},
    kind::{Action, Offer, answers_of},
    people::Role,
    redaction::{Choice, Examined, Suggestion},
    refusal::{Missing, Reason, Refusal},
    sheet::Say,
};

/// Draft a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftPublicity {
    /// 拟公开文本.
    pub text: String,
    /// 公开范围.
    pub scope: Scope,
    /// 公开到.
    pub until: Day,
    /// 另外要去除的内容.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marks: Option<String>,
}

/// 拟公开文本.
pub const DRAFT: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("text", "拟公开文本", Input::Text),
        Field::new("scope", "公开范围", Input::Choice(Scope::CHOICES)),
        Field::new("until", "公开到", Input::Day),
        Field::new("marks", "另外要去除的内容", Input::Text)
            .hint("每行一项；系统没有找出的写在这里。")
            .optional(),
    ],
    help: "提交后系统逐处找出可能认出是谁的内容，下一步由人逐处决定去除还是保留。",
    ..Action::new("draft_publicity", "拟公开文本", &RULE, || {
        answers_of(&DraftPublicity {
            text: "示例".to_owned(),
            scope: Scope::Training,
            until: Day::constant(2027, 3, 4),
            marks: Some("示例".to_owned()),
        })
    })
};

pub(in super::super) fn blocked_draft(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(ReviewEnded::of(case, facts));
    missing.unless(standing(case).is_none(), || {
        Reason::new(&RULE, "已经公开了一份文本；要换一份的，请先撤下。").remedy("take_down")
    });
    missing.into_reasons()
}

pub(in super::super) fn decide_draft(
    case: &Case,
    command: DraftPublicity,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_draft(case, facts)));
    missing.unless(command.until > facts.today, || {
        Reason::new(&RULE, "公开的最后一天应当在今天以后，请核对。").at("until")
    });
    missing.unless(!command.text.trim().is_empty(), || Reason::new(&RULE, "请写明拟公开的文本。").at("text"));
    missing.settle()?;
    let marks = command.marks.unwrap_or_default();
    let marks = marks.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    Ok(vec![Event::PublicityDrafted(PublicityDrafted {
        number: numbered(
            case.publicity
                .as_ref()
                .map_or(0, |one| usize::try_from(one.drafted.number).unwrap_or(usize::MAX)),
        ),
        text: command.text,
        scope: command.scope,
        until: command.until,
        marks,
        known: facts.names.clone(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// Something that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keep {
    /// Number of the suggestion.
    pub suggestion: String,
    /// Why.
    pub why: String,
}

/// Decide every suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideRedaction {
    /// 去除.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
    /// 保留.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<Keep>,
}

/// What a form offers of the suggestions.
pub(in super::super) const SUGGESTIONS: &str = "suggestions";

/// 逐处决定去标识.
pub const DECIDE: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("remove", "去除（逐处勾选）", Input::Picks(SUGGESTIONS)).optional(),
        Field::new(
            "keep",
            "保留（逐处写明理由）",
            Input::List(&[
                Field::new("suggestion", "哪一处", Input::Pick(SUGGESTIONS)),
                Field::new("why", "为什么可以保留", Input::Line),
            ]),
        )
        .optional(),
    ],
    help: "每一处都要决定：去除，或者写明理由保留。去除是永久的，公开的文本里不再有原来的内容。",
    ..Action::new("decide_redaction", "逐处决定去标识", &RULE, || {
        answers_of(&DecideRedaction {
            remove: vec!["1".to_owned()],
            keep: vec![Keep { suggestion: "2".to_owned(), why: "示例".to_owned() }],
        })
    })
};

pub(in super::super) fn blocked_decide(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.publicity.is_some(), || {
        Reason::new(&RULE, "还没有拟公开文本，请先拟稿。").remedy("draft_publicity")
    });
    let sent = case.publicity.as_ref().is_some_and(|one| one.sent.is_some());
    missing.unless(!sent, || {
        let says = "这份文本已经送当事人阅看，不能再改；要改的，请重新拟稿。";
        Reason::new(&RULE, says).remedy("draft_publicity")
    });
    missing.into_reasons()
}

pub(in super::super) fn decide_decide(
    case: &Case,
    command: DecideRedaction,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_decide(case, facts))?;
    let Some(one) = &case.publicity else {
        return Err(Refusal::one(&RULE, "还没有拟公开文本，请先拟稿。"));
    };
    let examined = one.drafted.examined();
    let mut missing = Missing::new();
    let mut choices: BTreeMap<usize, Choice> = BTreeMap::new();
    let removed = command.remove.into_iter().map(|number| (number, Choice::Remove, "remove"));
    let kept = command.keep.into_iter().map(|keep| (keep.suggestion, Choice::Keep(keep.why), "keep"));
    for (number, choice, field) in removed.chain(kept) {
        let place = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let Some(place) = place.filter(|place| *place < examined.suggestions().len()) else {
            missing.add(Reason::new(&RULE, format!("没有第 {number} 处，请重新选择。")).at(field));
            continue;
        };
        if choices.insert(place, choice).is_some() {
            let says = format!("第 {number} 处既选了去除又选了保留，请只选一种。");
            missing.add(Reason::new(&RULE, says).at("keep"));
        }
    }
    missing.settle()?;
    match examined.settle(&choices) {
        Ok(redacted) => {
            Ok(vec![Event::RedactionDecided(RedactionDecided::with(one.drafted.number, redacted, facts))])
        }
        Err(stands) => {
            Refusal::unless_empty(examined.explain(&stands))?;
            Err(Refusal::one(&RULE, "还有没有决定的内容。"))
        }
    }
}

/// What each suggestion is called in a form and in the table beside the text.
pub(in super::super) fn said(examined: &Examined<'_>, number: usize, one: &Suggestion) -> String {
    let text = examined.text();
    let before: Vec<char> = text.get(..one.at.from).unwrap_or_default().chars().rev().take(8).collect();
    let before: String = before.into_iter().rev().collect();
    let after: String = text.get(one.at.to..).unwrap_or_default().chars().take(8).collect();
    let words = examined.words(one);
    format!("{}．{}：…{before}【{words}】{after}…", number + 1, one.sort.title()).replace('\n', " ")
}

pub(in super::super) fn offers(case: &Case) -> Vec<Offer> {
    let Some(one) = &case.publicity else { return Vec::new() };
    let examined = one.drafted.examined();
    let all = examined.suggestions().iter().enumerate();
    all.map(|(number, suggestion)| Offer {
        value: (number + 1).to_string(),
        label: Say::from(said(&examined, number, suggestion)),
    })
    .collect()
}
