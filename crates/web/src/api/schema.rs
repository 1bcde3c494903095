//! A form as JSON Schema (2020-12), made from its fields: what the schema takes, the form takes, and the other way
//! round. A test compares the two over answers made at random.

use std::collections::BTreeMap;

use rongheng_app::page::Choice;
use rongheng_domain::{
    form::{self, Field, Input, LINE_CHARS, LIST_ROWS, TEXT_CHARS},
    kind::Action,
};
use serde_json::{Value, json};

use super::answer::Object;

/// The dialect.
pub(crate) const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
/// Something that is not white space, as Unicode and the form have it.
const WORDS: &str =
    "[^\\t\\n\\u000B\\f\\r \\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]";
/// What a text may not have: signs that nobody sees, and what did not arrive whole.
const UNSEEN: &str =
    "[\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\u202A-\\u202E\\u2066-\\u2069\\uFFFD]";
/// What a line may not have either.
const BREAK: &str =
    "[\\u0000-\\u0008\\n-\\u000C\\u000E-\\u001F\\u007F-\\u009F\\u202A-\\u202E\\u2066-\\u2069\\uFFFD]";
/// Fen that a sum may have at most.
const FEN: i64 = i64::MAX;

/// What one case offers, by source.
pub(crate) type Offers<'a> = BTreeMap<&'static str, &'a [Choice]>;

/// The schema of an action's answers; with what a case offers, its picks are enumerated.
pub(crate) fn of_action(kind: &str, action: &Action, offers: &Offers<'_>) -> Object {
    object(action.fields, offers)
        .with("title", action.title)
        .words("description", action.help)
        .list("examples", [sample(action)])
        .with("x-rongheng-action", format!("{kind}.{}", action.name))
}

/// The answers of the sample, as the form reads them.
pub(crate) fn sample(action: &Action) -> Value {
    let sent = form::write(action.fields, &(action.sample)());
    // INVARIANT: a test of the domain sends every sample through its form.
    form::read(action.fields, &sent).unwrap_or_default()
}

/// The schema of these questions.
pub(crate) fn object(fields: &'static [Field], offers: &Offers<'_>) -> Object {
    let mut properties = Object::new();
    for field in fields {
        properties = properties.with(field.name, one(field, offers));
    }
    let required = fields.iter().filter(|field| field.required).map(|field| field.name);
    Object::new()
        .with("type", "object")
        .with("properties", properties)
        .list("required", required)
        .with("additionalProperties", false)
}

fn one(field: &Field, offers: &Offers<'_>) -> Value {
    let schema = match field.input {
        Input::Day => Object::new()
            .with("type", "string")
            .with("format", "date")
            .with("pattern", "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"),
        Input::Line | Input::Case(_) => text(BREAK).with("maxLength", LINE_CHARS),
        Input::Text => text(UNSEEN).with("maxLength", TEXT_CHARS),
        Input::Choice(choices) => Object::new()
            .with("type", "string")
            .list("oneOf", choices.iter().map(|(id, title)| json!({"const": id, "title": title}))),
        Input::Person => text(UNSEEN).with("x-rongheng-register", "people"),
        Input::Unit => text(UNSEEN).with("x-rongheng-register", "units"),
        Input::Circumstance => text(UNSEEN).with("x-rongheng-register", "checklist"),
        Input::File => text(UNSEEN).with("x-rongheng-register", "files"),
        Input::Pick(source) => pick(text(UNSEEN), source, offers),
        Input::Picks(source) => Object::new()
            .with("type", "array")
            .with("items", pick(text(BREAK), source, offers))
            .maybe("minItems", field.required.then_some(1)),
        Input::Money => whole(FEN).with("x-rongheng-unit", "fen"),
        Input::Count => whole(i64::from(u32::MAX)),
        Input::YesNo => Object::new().with("type", "boolean"),
        Input::List(inner) => {
            let row = object(inner, offers);
            let optional = inner.iter().all(|field| !field.required);
            Object::new()
                .with("type", "array")
                .with("items", row.maybe("minProperties", optional.then_some(1)))
                .maybe("minItems", field.required.then_some(1))
                .with("maxItems", LIST_ROWS)
        }
    };
    schema.with("title", field.label).words("description", field.hint).into()
}

fn text(without: &str) -> Object {
    Object::new().with("type", "string").with("pattern", WORDS).with("not", json!({"pattern": without}))
}

fn whole(most: i64) -> Object {
    Object::new().with("type", "integer").with("minimum", 0).with("maximum", most)
}

/// One of what a case offers; which these are is known only with the case.
fn pick(schema: Object, source: &'static str, offers: &Offers<'_>) -> Object {
    let schema = schema.with("x-rongheng-offers", source);
    match offers.get(source) {
        Some(choices) if !choices.is_empty() => {
            let one = |choice: &Choice| json!({"const": choice.value, "title": choice.label});
            schema.list("oneOf", choices.iter().map(one))
        }
        _ => schema,
    }
}

#[cfg(test)]
mod tests {
    use rongheng_domain::cases;

    use super::*;

    #[test]
    fn the_schema_of_every_form_has_its_questions_and_an_example() {
        for kind in cases::all() {
            for action in kind.actions() {
                let schema: Value = of_action(kind.name(), action, &Offers::new()).into();
                let properties = schema["properties"].as_object().unwrap();
                assert_eq!(properties.len(), action.fields.len(), "{}.{}", kind.name(), action.name);
                assert!(properties.values().all(|one| one["title"].is_string()));
                assert_eq!(schema["examples"].as_array().unwrap().len(), 1);
                assert!(!schema.to_string().contains("null"), "{}.{}", kind.name(), action.name);
            }
        }
    }

    #[test]
    fn what_a_case_offers_is_enumerated() {
        const FIELD: Field = Field::new("paper", "材料", Input::Pick("papers"));
        let choices = [Choice { value: "1".into(), label: "第一份".into() }];
        let offers: Offers<'_> = [("papers", &choices[..])].into();
        assert_eq!(one(&FIELD, &offers)["oneOf"][0], json!({"const": "1", "title": "第一份"}));
        assert!(one(&FIELD, &Offers::new()).get("oneOf").is_none());
    }
}
