//! Pages in Chinese: a session, a form, a page. Never SQL, never a rule.

mod api;
mod assets;
mod draining;
mod error_page;
mod frame;
mod handbook;
mod pages;
mod render;
mod router;
mod sent;
mod visit;

pub use router::{router, serve};

/// How the pages behave.
#[derive(Debug, Clone)]
pub struct WebConfig {
    /// What the frame says before the organ that runs this is registered.
    pub unit: String,
    /// Demo mode: one click per role, and the tag 演示数据 on every page.
    pub demo: bool,
    /// Whether cookies go over TLS only; off where the program is asked on 127.0.0.1 without TLS.
    pub secure_cookie: bool,
    /// Whether a proxy of ours sets `X-Forwarded-For`.
    pub behind_proxy: bool,
}

impl Default for WebConfig {
    fn default() -> Self {
        Self { unit: "纪检监察机关".to_owned(), demo: false, secure_cookie: true, behind_proxy: false }
    }
}

/// How many pieces two versions of a text fall into where they are shown beside one another; for the bench, which
/// measures how long that takes.
pub fn compared(old: &str, new: &str) -> usize {
    render::difference::difference(old, new).len()
}

#[cfg(test)]
fn templates_on_disk() -> Vec<(String, String)> {
    fn walk(folder: &std::path::Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut found);
    found
}
