//! Policy documents, the explanation of each principle, and the goals a case may serve (S1, S4, D2).

mod keeping;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Register;
use crate::{day::Day, people::words};

words! {
    /// Whether a text was issued, or written here as an example.
    Origin {
        /// Issued by the one who may.
        Issued = "issued" "正式印发",
        /// Ours, never shown as a rule.
        Sample = "sample" "示范",
    }
}

/// A policy document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Stable id.
    pub id: String,
    /// The exact title, without brackets.
    pub title: String,
    /// 文号, where known.
    #[serde(default)]
    pub number: Option<String>,
    /// Date of issue, where known.
    #[serde(default)]
    pub issued_on: Option<Day>,
    /// 印发机关, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ: Option<String>,
    /// 试行.
    #[serde(default)]
    pub trial: bool,
    /// Where its title was taken from.
    pub source: String,
    /// What of it is not known here.
    #[serde(default)]
    pub note: String,
}

/// The authored explanation of one principle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Principle {
    /// Stable code, such as `bar.political`.
    pub code: String,
    /// The principle: `对违反政治纪律的坚决不容`.
    pub title: String,
    /// The rule of the mechanism it belongs to: `S2`.
    pub rule: String,
    /// What it means, in whole sentences.
    pub text: String,
    /// What falls under it, by example.
    #[serde(default)]
    pub covers: Vec<String>,
    /// What does not, by example.
    #[serde(default)]
    pub spares: Vec<String>,
    /// Issued or 示范.
    pub origin: Origin,
    /// In force from.
    pub from: Day,
}

/// A goal that a case may have served (D2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// Stable code.
    pub code: String,
    /// `“百千万工程”`.
    pub title: String,
    /// Where it stands.
    pub source: String,
}

/// What can have happened to the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyEvent {
    /// A document was entered, or entered anew with what has become known of it.
    DocumentEntered {
        /// The document.
        document: Document,
    },
    /// A principle was explained, or explained anew.
    PrincipleExplained {
        /// The explanation.
        principle: Principle,
    },
    /// A goal may be named from now on.
    GoalSet {
        /// The goal.
        goal: Goal,
    },
    /// A goal may no longer be named; cases that named it keep it.
    GoalEnded {
        /// Its code.
        code: String,
        /// First day without it.
        from: Day,
    },
}

/// The policy of a district.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRecord {
    /// Documents by id.
    pub documents: BTreeMap<String, Document>,
    /// Explanations by code, in the order in which they were written.
    pub principles: BTreeMap<String, Vec<Principle>>,
    /// Goals by code, with the first day on which they may no longer be named.
    pub goals: BTreeMap<String, (Goal, Option<Day>)>,
}

impl Register for PolicyRecord {
    type Event = PolicyEvent;
    const NAME: &'static str = "policy";
    const TITLE: &'static str = "政策文件与原则阐释";

    fn evolve(mut self, event: &PolicyEvent, _on: Day) -> Self {
        match event.clone() {
            PolicyEvent::DocumentEntered { document } => {
                self.documents.insert(document.id.clone(), document);
            }
            PolicyEvent::PrincipleExplained { principle } => {
                self.principles.entry(principle.code.clone()).or_default().push(principle);
            }
            PolicyEvent::GoalSet { goal } => {
                self.goals.insert(goal.code.clone(), (goal, None));
            }
            PolicyEvent::GoalEnded { code, from } => {
                if let Some((_, ended)) = self.goals.get_mut(&code) {
                    *ended = Some(from);
                }
            }
        }
        self
    }
}

impl PolicyRecord {
    /// The explanation of `code` in force on `day`.
    pub fn principle(&self, code: &str, day: Day) -> Option<&Principle> {
        self.principles.get(code)?.iter().filter(|text| text.from <= day).max_by_key(|text| text.from)
    }

    /// The goals that may be named on `day`.
    pub fn goals_on(&self, day: Day) -> impl Iterator<Item = &Goal> {
        self.goals
            .values()
            .filter(move |(_, ended)| ended.is_none_or(|from| day < from))
            .map(|(goal, _)| goal)
    }
}

/// `documents.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentsFile {
    /// The documents.
    pub document: Vec<Document>,
}

/// `principles.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrinciplesFile {
    /// The explanations.
    pub principle: Vec<Principle>,
}

/// `goals.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoalsFile {
    /// The goals.
    pub goal: Vec<Goal>,
}

#[cfg(test)]
mod tests {
    use super::{super::told, *};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn explained(text: &str, from: &str) -> PolicyEvent {
        let principle = Principle {
            code: "bar.political".to_owned(),
            title: "对违反政治纪律的坚决不容".to_owned(),
            rule: "S2".to_owned(),
            text: text.to_owned(),
            covers: Vec::new(),
            spares: Vec::new(),
            origin: Origin::Sample,
            from: day(from),
        };
        PolicyEvent::PrincipleExplained { principle }
    }

    #[test]
    fn an_explanation_holds_until_the_next_and_both_are_kept() {
        let policy = told::<PolicyRecord>(&[explained("旧", "2025-01-01"), explained("新", "2026-01-01")]);
        let text = |on| policy.principle("bar.political", day(on)).map(|p| p.text.as_str());
        assert_eq!(text("2024-12-31"), None);
        assert_eq!(text("2025-12-31"), Some("旧"));
        assert_eq!(text("2026-01-01"), Some("新"));
        assert_eq!(policy.principles["bar.political"].len(), 2);
    }

    #[test]
    fn an_ended_goal_is_no_longer_offered_and_a_document_is_completed_later() {
        let goal =
            Goal {
                code: "bqw".to_owned(), title: "“百千万工程”".to_owned(), source: "示范".to_owned()
            };
        let document = |number: Option<&str>| Document {
            id: "opinion".to_owned(),
            title: "实施意见".to_owned(),
            number: number.map(str::to_owned),
            issued_on: None,
            organ: None,
            trial: false,
            source: "示范".to_owned(),
            note: String::new(),
        };
        let policy = told::<PolicyRecord>(&[
            PolicyEvent::GoalSet { goal: goal.clone() },
            PolicyEvent::GoalEnded { code: "bqw".to_owned(), from: day("2026-01-01") },
            PolicyEvent::DocumentEntered { document: document(None) },
            PolicyEvent::DocumentEntered { document: document(Some("示范〔2026〕1号")) },
        ]);
        assert_eq!(policy.goals_on(day("2025-12-31")).collect::<Vec<_>>(), [&goal]);
        assert_eq!(policy.goals_on(day("2026-01-01")).count(), 0);
        assert_eq!(policy.documents["opinion"].number.as_deref(), Some("示范〔2026〕1号"));
    }
}
