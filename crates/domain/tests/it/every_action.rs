//! Every action of every kind: its sample answers fit its form and its command, and it says in Chinese
//! what it is, by which rule and for whom.

use std::collections::BTreeSet;

use rongheng_domain::{
    cases,
    form::{self, Field, Input},
    kind::{Action, Failure},
};
use serde_json::Value;

use crate::exploration::world;

fn every() -> Vec<(&'static str, &'static Action)> {
    let kinds = cases::all();
    kinds.iter().flat_map(|kind| kind.actions().iter().map(|action| (kind.name(), action))).collect()
}

fn chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

fn fits(fields: &[Field], answers: &Value, at: &str) {
    let answers = answers.as_object().unwrap_or_else(|| panic!("{at}: the sample is no object"));
    let asked: BTreeSet<_> = fields.iter().map(|field| field.name).collect();
    let given: BTreeSet<_> = answers.keys().map(String::as_str).collect();
    assert_eq!(given, asked, "{at}: a sample answers every question and nothing else");
    for field in fields {
        assert!(chinese(field.label), "{at}.{}: {}", field.name, field.label);
        if let Input::List(inner) = field.input {
            let rows = answers[field.name].as_array().unwrap();
            assert!(!rows.is_empty(), "{at}.{}: a sample shows a row", field.name);
            for row in rows {
                fits(inner, row, &format!("{at}.{}", field.name));
            }
        }
    }
}

#[test]
fn a_sample_answers_exactly_what_the_form_asks() {
    for (kind, action) in every() {
        fits(action.fields, &(action.sample)(), &format!("{kind}.{}", action.name));
    }
}

#[test]
fn a_sample_goes_through_its_form_and_back() {
    for (kind, action) in every() {
        let sample = (action.sample)();
        let read = form::read(action.fields, &form::write(action.fields, &sample));
        assert_eq!(read, Ok(sample), "{kind}.{}", action.name);
    }
}

#[test]
fn a_sample_is_a_readable_command() {
    for kind in cases::all() {
        for action in kind.actions() {
            let result = kind.decide(&kind.blank(), action.name, &(action.sample)(), &world::facts());
            let readable = matches!(result, Ok(_) | Err(Failure::Refused(_)));
            assert!(readable, "{}.{}: {result:?}", kind.name(), action.name);
        }
    }
}

#[test]
fn an_action_says_what_it_is_by_which_rule_and_for_whom() {
    let mut names = BTreeSet::new();
    for (kind, action) in every() {
        let name = format!("{kind}.{}", action.name);
        assert!(names.insert(name.clone()), "{name} stands twice");
        assert!(chinese(action.title) && action.title != "确定", "{name}: {}", action.title);
        assert!(!action.who.is_empty(), "{name} is for nobody");
        assert!(chinese(action.rule.phrase) && chinese(action.rule.asks), "{name}");
        assert!(action.rule.code.starts_with(|c: char| c.is_ascii_uppercase()), "{name}");
    }
}

/// A case that began as a signal (反) draws its number as a case when the organ takes it up; 案卷号 is drawn at 归档,
/// 发文字号 at 签发.
const DRAWS_LATER: &[&str] = &["tolerance.take_up", "tolerance.archive", "issue.sign"];

#[test]
fn only_an_opening_action_draws_a_number() {
    for (kind, action) in every() {
        assert!(!action.opens || action.series.is_some(), "{kind}.{} opens without a number", action.name);
        let later = DRAWS_LATER.contains(&format!("{kind}.{}", action.name).as_str());
        assert!(action.opens || later || action.series.is_none(), "{kind}.{} draws a number", action.name);
    }
}

#[test]
fn what_is_refused_says_a_whole_sentence() {
    for kind in cases::all() {
        for action in kind.actions() {
            for reason in kind.blocked(&kind.blank(), action.name, &world::facts()) {
                assert!(chinese(&reason.says), "{}.{}: {}", kind.name(), action.name, reason.says);
                assert!(reason.says.ends_with('。'), "{}.{}: {}", kind.name(), action.name, reason.says);
                let known = reason.remedy.is_none_or(|remedy| kind.action(remedy).is_some());
                assert!(known, "{}.{}: no action {:?}", kind.name(), action.name, reason.remedy);
            }
        }
    }
}
