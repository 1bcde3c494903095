//! The books as lists: conditions in the address, 20, 50 or 100 a page in both directions, and the same rows as a
//! workbook.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use rongheng_app::{
    Book, Export, ONLY, Wish,
    page::Place,
    records::{Facet, Narrow, RecordRow},
};

use super::{
    asked::{SIZES, encode},
    cases::Option_,
    jobs,
    registers::{book, list_href, record_href},
    work::counted,
};
use crate::{
    error_page::Problem,
    frame::Frame,
    visit::{Visit, Web, go, show},
};

/// Letters of a condition that are read.
const LONGEST: usize = 200;

/// A row of a list, with the address of its record.
#[derive(Debug, Clone)]
pub(crate) struct RowView {
    pub href: String,
    pub first: String,
    pub cells: Vec<String>,
}

/// A condition of the form.
#[derive(Debug, Clone)]
pub(crate) struct FacetView {
    pub name: &'static str,
    pub title: &'static str,
    pub value: String,
    /// Empty where one types.
    pub choices: Vec<Option_>,
}

/// How a list is turned over.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pager {
    /// `本页 20 条`.
    pub here: String,
    pub sizes: Vec<(u32, String, bool)>,
    pub next: Option<String>,
    pub previous: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "registers.html")]
pub(crate) struct ListPage {
    pub frame: Frame,
    pub here: String,
    pub q: String,
    pub facets: Vec<FacetView>,
    /// Whether any condition is set.
    pub narrowed: bool,
    pub count: String,
    pub head: &'static [&'static str],
    pub rows: Vec<RowView>,
    pub pager: Pager,
    /// Where the whole list is exported.
    pub export: String,
    pub opening: Option<(&'static str, String)>,
    pub notes: Vec<String>,
    /// Whether the book has a sheet.
    pub sheet: bool,
}

/// What an address of a list asks for; what cannot be understood is said and left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Turned {
    pub(crate) narrow: Narrow,
    pub(crate) after: String,
    pub(crate) before: String,
    pub(crate) size: Option<u32>,
    pub(crate) notes: Vec<String>,
    /// The same for programs: which condition, and what is wrong with it.
    pub(crate) faults: Vec<(&'static str, String)>,
}

impl Turned {
    pub(crate) fn read(facets: &[Facet], pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut turned = Self::default();
        for (name, value) in pairs {
            let value = value.trim().replace('\0', "");
            if value.chars().count() > LONGEST && name != "after" && name != "before" {
                turned.notes.push(format!("查询条件太长，没有使用；请写不超过 {LONGEST} 个字。"));
                let named = facets.iter().map(|facet| facet.name).find(|known| *known == name);
                turned.faults.push((named.unwrap_or("q"), format!("太长，请写不超过 {LONGEST} 个字。")));
                continue;
            }
            match name.as_str() {
                "q" => turned.narrow.text = value,
                "after" => turned.after = value,
                "before" => turned.before = value,
                "size" => match value.parse().ok().filter(|size| SIZES.contains(size)) {
                    Some(size) => turned.size = Some(size),
                    None => turned.note("size", &value, "不是每页的条数，可以选 20、50 或者 100。"),
                },
                _ => {
                    let Some(facet) = facets.iter().find(|facet| facet.name == name) else { continue };
                    let known = facet.choices.is_empty() || facet.choices.iter().any(|(id, _)| *id == value);
                    if value.is_empty() {
                        turned.narrow.facets.remove(facet.name);
                    } else if known {
                        turned.narrow.facets.insert(facet.name.to_owned(), value);
                    } else {
                        turned.note(facet.name, &value, "不在可选的条件里；");
                    }
                }
            }
        }
        turned
    }

    fn note(&mut self, name: &'static str, value: &str, says: &str) {
        let value: String = value.chars().take(40).collect();
        self.faults.push((name, format!("的值“{value}”{says}请改正。")));
        self.notes.push(format!("“{value}”{says}这个条件没有使用。"));
    }

    /// Where the page begins.
    pub(crate) fn place(&self, size: u32) -> Place<'_> {
        let some = |text: &'_ String| !text.is_empty();
        Place {
            after: Some(&self.after).filter(|text| some(text)).map(String::as_str),
            before: Some(&self.before).filter(|text| some(text)).map(String::as_str),
            size,
        }
    }

    /// An address with these conditions and with more.
    pub(crate) fn address(&self, here: &str, more: &[(&str, &str)]) -> String {
        let text = Some(("q", self.narrow.text.as_str())).filter(|(_, text)| !text.is_empty());
        let facets = self.narrow.facets.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs = text.into_iter().chain(facets).chain(more.iter().copied());
        let query: Vec<_> = pairs.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if query.is_empty() { here.to_owned() } else { format!("{here}?{}", query.join("&")) }
    }

    /// Each condition in words.
    pub(crate) fn said(&self, facets: &[Facet]) -> Vec<String> {
        let text = Some(&self.narrow.text).filter(|text| !text.is_empty());
        let mut said: Vec<_> = text.map(|text| format!("文字：{text}")).into_iter().collect();
        for facet in facets {
            let Some(value) = self.narrow.facets.get(facet.name) else { continue };
            let chosen = facet.choices.iter().find(|(id, _)| id == value);
            let words = chosen.map_or(value.as_str(), |(_, title)| title);
            said.push(format!("{}：{words}", facet.title));
        }
        said
    }
}

/// The sizes of a page, each with its address.
pub(crate) fn sizes(now: u32, address: impl Fn(&str) -> String) -> Vec<(u32, String, bool)> {
    SIZES.iter().map(|one| (*one, address(&one.to_string()), *one == now)).collect()
}

fn row(book: Book, row: RecordRow) -> RowView {
    let mut cells = row.cells.into_iter();
    RowView {
        href: record_href(book, &row.key),
        first: cells.next().unwrap_or_default(),
        cells: cells.collect(),
    }
}

pub(crate) fn facet_view(facet: &Facet, value: String) -> FacetView {
    let all = Option_ { value: String::new(), title: "全部".to_owned(), on: value.is_empty() };
    let choices = facet.choices.iter().map(|(id, title)| Option_ {
        value: (*id).to_owned(),
        title: (*title).to_owned(),
        on: *id == value,
    });
    let choices =
        if facet.choices.is_empty() { Vec::new() } else { std::iter::once(all).chain(choices).collect() };
    FacetView { name: facet.name, title: facet.title, value, choices }
}

/// `GET /registers/{book}`.
pub(crate) async fn list(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let book = book(&id)?;
    if book.is_single() {
        // There is one record; whoever may not read it is told so there.
        return Ok(go(&record_href(book, ONLY)));
    }
    let facets = book.facets();
    let turned = Turned::read(&facets, pairs);
    if let Some(size) = turned.size {
        web.app.keep_page_size(&signed.actor, size).await?;
    }
    let kept = web.app.own_lists(&signed.actor).await?.size;
    let size = turned.size.or(Some(kept).filter(|size| SIZES.contains(size))).unwrap_or(SIZES[0]);
    let list = web.app.list_records(&signed.actor, book, &turned.narrow, turned.place(size)).await?;
    let here = list_href(book);
    let values: BTreeMap<_, _> = turned.narrow.facets.clone();
    let value = |name: &str| values.get(name).cloned().unwrap_or_default();
    let at = |name: &str, place: &Option<String>| {
        place.as_ref().map(|place| turned.address(&here, &[(name, place)]))
    };
    Ok(show(&ListPage {
        pager: Pager {
            here: format!("本页 {} 条", list.rows.len()),
            sizes: sizes(size, |size| turned.address(&here, &[("size", size)])),
            next: at("after", &list.next),
            previous: at("before", &list.previous),
        },
        export: turned.address(&format!("{here}/export"), &[]),
        opening: list.opening.map(|act| (act.title, format!("{here}/new"))),
        head: list.head,
        rows: list.rows.into_iter().map(|one| row(book, one)).collect(),
        count: counted(list.count),
        notes: list.notes.into_iter().chain(turned.notes.clone()).collect(),
        narrowed: !turned.said(&facets).is_empty(),
        facets: facets.iter().map(|facet| facet_view(facet, value(facet.name))).collect(),
        sheet: !book.columns().is_empty(),
        q: turned.narrow.text.clone(),
        here,
        frame: web.frame(&visit).page(book.title(), Vec::new()),
    }))
}

/// `POST /registers/{book}/export?…`.
pub(crate) async fn export(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let book = book(&id)?;
    let facets = book.facets();
    let turned = Turned::read(&facets, pairs);
    let said = turned.said(&facets);
    let list = Export::Book { book, narrow: turned.narrow };
    jobs::made(&web, &visit, Wish { title: book.title().to_owned(), list, said }).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(book: Book, pairs: &[(&str, &str)]) -> Turned {
        Turned::read(
            &book.facets(),
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        )
    }

    #[test]
    fn the_conditions_live_in_the_address_and_are_said_in_words() {
        let turned =
            read(Book::Accounts, &[("q", "司徒"), ("state", "disabled"), ("size", "50"), ("after", "x")]);
        assert_eq!(
            turned.address("/registers/accounts", &[("after", "a b")]),
            "/registers/accounts?q=%E5%8F%B8%E5%BE%92&state=disabled&after=a%20b"
        );
        assert_eq!(turned.said(&Book::Accounts.facets()), ["文字：司徒", "现在：已停用"]);
        assert_eq!((turned.size, turned.after.as_str()), (Some(50), "x"));
    }

    #[test]
    fn what_cannot_be_understood_is_said_and_left_out() {
        let long = "长".repeat(10_000);
        let turned = read(Book::Units, &[("kind", "planet"), ("size", "7"), ("q", &long), ("utm", "1")]);
        assert_eq!(turned.narrow, Narrow::default());
        assert_eq!(turned.notes.len(), 3, "{:?}", turned.notes);
        assert!(turned.notes.iter().all(|note| note.ends_with('。')));
    }
}
