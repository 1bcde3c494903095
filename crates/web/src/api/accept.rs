//! Which answer a request asks for, and which address of the API says what a page says.

use axum::http::{HeaderMap, Method, Request, Uri, header};

/// Whether JSON is asked for rather than a page: `application/json` stands in `Accept`, and HTML does not stand
/// before it.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    let Some(accept) = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let weight = |wanted: &[&str]| {
        accept
            .split(',')
            .filter_map(|part| {
                let mut pieces = part.split(';').map(str::trim);
                let media = pieces.next()?.to_ascii_lowercase();
                let weight = pieces.find_map(|piece| piece.strip_prefix("q=")?.parse::<f32>().ok());
                wanted.contains(&media.as_str()).then_some(weight.unwrap_or(1.0))
            })
            .fold(0.0, f32::max)
    };
    let json = weight(&["application/json", "application/problem+json"]);
    json > 0.0 && json >= weight(&["text/html", "application/xhtml+xml"])
}

/// Leads a page's address to the one of the API that says the same, where JSON is asked for.
pub(crate) async fn elsewhere<B>(mut request: Request<B>) -> Request<B> {
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    if reads
        && wants_json(request.headers())
        && let Some(path) = same_as(request.uri().path())
    {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        if let Ok(uri) = format!("{path}{query}").parse::<Uri>() {
            *request.uri_mut() = uri;
        }
    }
    request
}

/// The address of the API that says what this page says.
fn same_as(path: &str) -> Option<String> {
    let pieces: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match pieces.as_slice() {
        ["cases" | "work" | "messages" | "supervised" | "issue-registers"]
        | ["registers" | "case-registers" | "cases", _]
        | ["cases", _, _]
        | ["cases", _, _, "files" | "papers", _] => Some(format!("{}{path}", super::ROOT)),
        ["mine"] => Some(format!("{}/cases", super::ROOT)),
        ["account"] => Some(format!("{}/me", super::ROOT)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(accept: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        wants_json(&headers)
    }

    #[test]
    fn a_browser_gets_a_page_and_a_program_gets_json() {
        assert!(asks("application/json"));
        assert!(asks("application/problem+json, application/json;q=0.9"));
        assert!(!asks("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
        assert!(!asks("text/html, application/json;q=0.5"));
        assert!(!asks("*/*"));
        assert!(!wants_json(&HeaderMap::new()));
    }

    #[test]
    fn a_page_leads_to_what_says_the_same() {
        assert_eq!(same_as("/cases/tolerance/x").as_deref(), Some("/api/v1/cases/tolerance/x"));
        assert_eq!(same_as("/work").as_deref(), Some("/api/v1/work"));
        assert_eq!(same_as("/cases/tolerance/x/do/accept"), None);
        assert_eq!(same_as("/registers/people").as_deref(), Some("/api/v1/registers/people"));
        assert_eq!(same_as("/messages").as_deref(), Some("/api/v1/messages"));
        assert_eq!(same_as("/registers/people/at/lin"), None);
        assert_eq!(same_as("/help"), None);
    }
}
