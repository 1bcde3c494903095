//! The handbook: the pages of `docs/handbook`, kept in the program and shown in 帮助 as they are read in the folder.

use std::{fmt::Write as _, sync::LazyLock};

use pulldown_cmark::{Event, Parser, Tag, TagEnd, html};
use rongheng_domain::people::Role;
use rust_embed::RustEmbed;

/// The folder, as it was when the program was built.
#[derive(Debug, RustEmbed)]
#[folder = "../../docs/handbook/"]
struct Folder;

/// A page of the handbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Topic {
    /// Its name in addresses: `case_officer`.
    pub id: String,
    /// Its first heading.
    pub title: String,
    /// For whom; empty is for all.
    pub roles: Vec<Role>,
    /// The rest, as HTML.
    pub html: String,
}

static TOPICS: LazyLock<Vec<Topic>> = LazyLock::new(|| {
    let pages =
        Folder::iter().filter_map(|name| Some((name.strip_suffix(".md")?.to_owned(), Folder::get(&name)?)));
    let mut topics: Vec<_> =
        pages.filter_map(|(id, page)| topic(&id, std::str::from_utf8(&page.data).ok()?)).collect();
    topics.sort_by_key(|topic| (GENERAL.iter().position(|id| *id == topic.id), topic.id.clone()));
    topics
});

/// What is for everybody, in the order in which it is read.
const GENERAL: [&str; 4] = ["start", "limits", "issuing", "paper"];

/// The pages that a role reads: its own first.
pub(crate) fn topics_of(role: Role) -> Vec<&'static Topic> {
    let (own, all): (Vec<_>, Vec<_>) = TOPICS
        .iter()
        .filter(|topic| topic.roles.is_empty() || topic.roles.contains(&role))
        .partition(|topic| !topic.roles.is_empty());
    own.into_iter().chain(all).collect()
}

/// A page by its name.
pub(crate) fn topic_named(id: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.id == id)
}

/// A picture of the handbook.
pub(crate) fn picture(name: &str) -> Option<Vec<u8>> {
    let picture = name.strip_suffix(".webp").is_some_and(|stem| !stem.contains('/'));
    if picture { Folder::get(&format!("pictures/{name}")).map(|file| file.data.into_owned()) } else { None }
}

/// `<!-- roles: … -->`, `# title`, and what follows.
fn topic(id: &str, text: &str) -> Option<Topic> {
    let (first, rest) = text.split_once('\n')?;
    let roles = first.strip_prefix("<!-- roles: ")?.strip_suffix(" -->")?;
    let roles = match roles {
        "all" => Vec::new(),
        some => some.split(", ").map(Role::from_id).collect::<Option<_>>()?,
    };
    let (title, body) = rest.strip_prefix("# ")?.split_once('\n')?;
    Some(Topic { id: id.to_owned(), title: title.to_owned(), roles, html: html_of(body) })
}

/// A picture stands for itself, with its words beneath it.
fn html_of(text: &str) -> String {
    let mut events = Vec::new();
    let mut parsed = Parser::new(text).peekable();
    let mut alone = false;
    while let Some(event) = parsed.next() {
        match event {
            Event::Start(Tag::Paragraph)
                if matches!(parsed.peek(), Some(Event::Start(Tag::Image { .. }))) =>
            {
                alone = true;
            }
            Event::End(TagEnd::Paragraph) if alone => alone = false,
            Event::Start(Tag::Image { dest_url, .. }) => {
                let mut words = String::new();
                for inner in parsed.by_ref() {
                    match inner {
                        Event::Text(text) => words.push_str(&text),
                        Event::End(TagEnd::Image) => break,
                        _ => {}
                    }
                }
                let words = words.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
                let mut figure = String::new();
                // Writing into a String cannot fail.
                let _infallible = writeln!(
                    figure,
                    "<figure><img src=\"/help/{dest_url}\" alt=\"截图：{words}\" \
                     loading=\"lazy\"><figcaption>{words}</figcaption></figure>"
                );
                events.push(Event::Html(figure.into()));
            }
            other => events.push(other),
        }
    }
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rongheng_app::Book;

    use super::*;
    use crate::frame::menu;

    fn quoted(text: &str) -> impl Iterator<Item = &str> {
        text.split('「').skip(1).filter_map(|piece| piece.split('」').next())
    }

    fn source(id: &str) -> String {
        String::from_utf8(Folder::get(&format!("{id}.md")).unwrap().data.into_owned()).unwrap()
    }

    #[test]
    fn every_page_is_read_and_every_role_has_one_of_its_own() {
        let files = Folder::iter().filter(|name| name.ends_with(".md")).count();
        assert_eq!(TOPICS.len(), files, "a page without roles or title is not shown");
        for role in Role::ALL.iter().filter(|role| **role != Role::SystemJobs) {
            assert!(!topics_of(*role)[0].roles.is_empty(), "{} has no page of its own", role.id());
        }
    }

    #[test]
    fn every_button_that_is_named_exists() {
        let templates: String = crate::templates_on_disk().into_iter().map(|(_, text)| text).collect();
        let mut known = BTreeSet::new();
        for kind in rongheng_domain::cases::all() {
            known.extend(kind.actions().iter().map(|action| action.title));
        }
        for role in Role::ALL {
            known.extend(menu(*role, "/").iter().map(|entry| entry.title));
        }
        known.extend(Book::ALL.iter().map(|book| book.title()));
        known.extend(Book::ALL.iter().flat_map(|book| book.acts()).map(|act| act.title));
        known.extend(rongheng_domain::away::entering::ACTS.iter().map(|act| act.title));
        known.extend(crate::pages::in_place::FIELD.iter().map(|field| field.label));
        let there = |name: &str| {
            known.contains(name)
                || [">", "}"].iter().any(|before| templates.contains(&format!("{before}{name}<")))
        };
        let mut missing = Vec::new();
        for topic in TOPICS.iter() {
            let source = source(&topic.id);
            let names = quoted(&source).filter(|name| !there(name));
            missing.extend(names.map(|name| format!("{}: nothing is called 「{name}」", topic.id)));
        }
        assert!(missing.is_empty(), "{}", missing.join("\n"));
    }

    #[test]
    fn every_picture_that_is_named_exists_and_no_other() {
        let mut named = BTreeSet::new();
        for topic in TOPICS.iter() {
            let text = source(&topic.id);
            named.extend(
                text.split("(pictures/").skip(1).filter_map(|p| Some(p.split_once(')')?.0.to_owned())),
            );
        }
        let there: BTreeSet<String> =
            Folder::iter().filter_map(|name| Some(name.strip_prefix("pictures/")?.to_owned())).collect();
        assert_eq!(named, there, "`make handbook` takes the pictures anew");
        for name in &named {
            let bytes = picture(name).unwrap();
            assert!(bytes.starts_with(b"RIFF") && bytes.len() < 100_000, "{name}: {} bytes", bytes.len());
        }
        assert_eq!(picture("../start.md"), None);
    }

    #[test]
    fn no_sign_of_the_markup_is_left_on_a_page() {
        for topic in TOPICS.iter() {
            assert!(!topic.html.contains("**"), "{}: a space is missing beside **", topic.id);
        }
    }

    #[test]
    fn a_picture_has_words_and_text_is_never_markup() {
        let html = html_of("甲 < 乙\n\n![核对 & 提交](pictures/a.webp)\n");
        assert!(html.contains("<p>甲 &lt; 乙</p>"), "{html}");
        assert!(html.contains("<figcaption>核对 &amp; 提交</figcaption></figure>"), "{html}");
        assert!(!html.contains("<p><figure"), "{html}");
    }
}
