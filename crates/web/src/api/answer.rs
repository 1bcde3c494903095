//! An answer in JSON with its `ETag`. The tag is made from what is shown and from nothing else: whatever happens in
//! a case without being shown to somebody does not move that person's tag (G4).

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rongheng_domain::ledger::sm3;
use serde_json::{Map, Value};

/// Characters of the tag's hash.
const TAG: usize = 32;

/// The tag of what is shown; the version stands before it for those who see the timeline.
pub(crate) fn tag(body: &str, version: Option<u64>) -> String {
    let hash: String = sm3(&[body.as_bytes()]).to_string().chars().take(TAG).collect();
    match version {
        Some(version) => format!("\"{version}-{hash}\""),
        None => format!("\"{hash}\""),
    }
}

/// Whether a header that lists tags names this one.
pub(crate) fn names(list: &str, tag: &str) -> bool {
    list.trim() == "*" || list.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)
}

/// JSON with its tag; 304 where whoever asks has it already.
pub(crate) fn read(asked: &HeaderMap, value: &Value, version: Option<u64>) -> Response {
    let body = value.to_string();
    let tag = tag(&body, version);
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|list| names(list, &tag));
    let mut answer =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { json(StatusCode::OK, body) };
    if let Ok(value) = HeaderValue::from_str(&tag) {
        answer.headers_mut().insert(header::ETAG, value);
    }
    answer
}

/// JSON with a status.
pub(crate) fn json(status: StatusCode, body: impl Into<Body>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.into()).into_response()
}

/// An object whose absent values are left out, so that nothing is ever `null`.
#[derive(Debug, Default)]
pub(crate) struct Object(Map<String, Value>);

impl Object {
    /// Without members.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// With one more member.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// With one more member where there is a value.
    #[must_use]
    pub(crate) fn maybe(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With one more member where there is a text.
    #[must_use]
    pub(crate) fn words(self, name: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.with(name, value) }
    }

    /// With one more member, a list.
    #[must_use]
    pub(crate) fn list(self, name: &str, values: impl IntoIterator<Item = impl Into<Value>>) -> Self {
        self.with(name, values.into_iter().map(Into::into).collect::<Vec<Value>>())
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_follows_what_is_shown_and_is_recognised_in_a_list() {
        let one = tag("{}", None);
        assert_eq!(one, tag("{}", None));
        assert_ne!(one, tag("{ }", None));
        assert!(tag("{}", Some(12)).starts_with("\"12-"));
        assert!(names(&format!("\"x\", W/{one}"), &one) && names("*", &one) && !names("\"x\"", &one));
    }

    #[test]
    fn what_is_absent_is_left_out() {
        let value: Value = Object::new().maybe("a", None::<u64>).words("b", "").with("c", 1).into();
        assert_eq!(value.to_string(), r#"{"c":1}"#);
    }
}
