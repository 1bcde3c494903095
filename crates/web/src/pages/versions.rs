//! Two versions of a text side by side, word by word, with who wrote each when.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use rongheng_app::{page::Names, records::Compared, versions::Written};
use rongheng_domain::ids::StreamId;
use serde::Deserialize;

use super::case::beside_frame;
use crate::{
    error_page::{Problem, address},
    frame::Frame,
    render::{
        difference::{self, Piece},
        names,
    },
    visit::{Visit, Web, show},
};

/// A text to choose.
#[derive(Debug, Clone)]
pub(crate) struct TextView {
    /// What is sent.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// How many versions it has.
    pub count: usize,
    /// Whether it is the one that is shown.
    pub chosen: bool,
}

/// A version to choose.
#[derive(Debug, Clone)]
pub(crate) struct VersionView {
    /// Its place in the file.
    pub version: u64,
    /// `第 2 稿 · 2026-11-23 09:12 · 林岱岳`.
    pub label: String,
    /// Chosen as the old one.
    pub old: bool,
    /// Chosen as the new one.
    pub new: bool,
}

/// A piece of a text on the page.
#[derive(Debug, Clone)]
pub(crate) struct PieceView {
    /// `del`, `ins` or nothing.
    pub tag: &'static str,
    /// Its words.
    pub text: String,
}

#[derive(Debug, Template)]
#[template(path = "versions.html")]
pub(crate) struct VersionsPage {
    pub frame: Frame,
    pub case: String,
    pub subject: String,
    pub texts: Vec<TextView>,
    pub versions: Vec<VersionView>,
    pub old: Option<(String, Vec<PieceView>)>,
    pub new: Option<(String, Vec<PieceView>)>,
    pub changes: usize,
}

/// What is compared.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    text: String,
    old: u64,
    new: u64,
}

/// `GET /cases/{kind}/{key}/versions`.
pub(crate) async fn show_versions(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let stream = StreamId::new(&kind, &key);
    let found = web.app.texts(&signed.actor, &stream).await?;
    let case = address(&stream);
    // The text asked for, else the first that was changed, else the first.
    let several = |text: &&rongheng_app::versions::Text| text.versions.len() > 1;
    let chosen = found
        .texts
        .iter()
        .find(|text| text.key == asked.text)
        .or_else(|| found.texts.iter().find(several))
        .or(found.texts.first());
    let versions = chosen.map_or(&[] as &[Written], |text| &text.versions);
    let (old, new) = pair(versions, &asked);
    let pieces = match (old, new) {
        (Some(old), Some(new)) => difference::difference(&old.text, &new.text),
        _ => Vec::new(),
    };
    Ok(show(&VersionsPage {
        texts: found
            .texts
            .iter()
            .map(|text| TextView {
                key: text.key.clone(),
                title: text.title.clone(),
                count: text.versions.len(),
                chosen: chosen.is_some_and(|chosen| chosen.key == text.key),
            })
            .collect(),
        versions: versions
            .iter()
            .zip(1..)
            .map(|(one, at)| VersionView {
                version: one.version,
                label: label(one, at, &found.names),
                old: old.is_some_and(|old| old.version == one.version),
                new: new.is_some_and(|new| new.version == one.version),
            })
            .collect(),
        old: old.map(|one| (place(versions, one, &found.names), side(&pieces, "del"))),
        new: new.map(|one| (place(versions, one, &found.names), side(&pieces, "ins"))),
        changes: changes(&pieces),
        frame: beside_frame(&web, &visit, &stream, (found.kind_title, &found.subject), "版本对照"),
        subject: found.subject,
        case,
    }))
}

/// The two that are asked for; else the last two.
fn pair<'a>(versions: &'a [Written], asked: &Asked) -> (Option<&'a Written>, Option<&'a Written>) {
    let of = |version: u64| versions.iter().find(|one| one.version == version);
    let new = of(asked.new).or(versions.last());
    let before = versions.iter().rev().find(|one| new.is_some_and(|new| one.version < new.version));
    (of(asked.old).or(before).or(new), new)
}

fn label(one: &Written, at: usize, names: &Names) -> String {
    let by = names::acted(names, &one.by, one.acted_for.as_ref(), one.by_delegation);
    format!("第 {at} 稿 · {} · {by}", one.at)
}

fn place(versions: &[Written], one: &Written, names: &Names) -> String {
    let at = versions.iter().position(|other| other.version == one.version).unwrap_or_default();
    label(one, at + 1, names)
}

/// What one side shows: what both have, and its own.
pub(super) fn side(pieces: &[Piece], tag: &'static str) -> Vec<PieceView> {
    pieces
        .iter()
        .filter_map(|piece| match (piece, tag) {
            (Piece::Same(text), _) => Some(PieceView { tag: "", text: text.clone() }),
            (Piece::Gone(text), "del") | (Piece::Come(text), "ins") => {
                Some(PieceView { tag, text: text.clone() })
            }
            _ => None,
        })
        .collect()
}

/// A new text beside the one in force, part by part.
#[derive(Debug, Clone)]
pub(crate) struct ComparedView {
    pub title: String,
    pub fresh: bool,
    /// What each part is called, and the words of both in one.
    pub parts: Vec<(String, Vec<PieceView>)>,
}

impl From<Compared> for ComparedView {
    fn from(compared: Compared) -> Self {
        let part = |(label, old, new): (String, String, String)| {
            (label, pieces_of(&difference::difference(&old, &new)))
        };
        Self {
            title: compared.title,
            fresh: compared.fresh,
            parts: compared.parts.into_iter().map(part).collect(),
        }
    }
}

/// Both texts in one: what went beside what came.
fn pieces_of(pieces: &[Piece]) -> Vec<PieceView> {
    let view = |piece: &Piece| match piece {
        Piece::Same(text) => PieceView { tag: "", text: text.clone() },
        Piece::Gone(text) => PieceView { tag: "del", text: text.clone() },
        Piece::Come(text) => PieceView { tag: "ins", text: text.clone() },
    };
    pieces.iter().map(view).collect()
}

/// How many places differ: what went and what came in its stead are one.
pub(super) fn changes(pieces: &[Piece]) -> usize {
    let mut count = 0;
    let mut open = false;
    for piece in pieces {
        let same = matches!(piece, Piece::Same(_));
        if !same && !open {
            count += 1;
        }
        open = !same;
    }
    count
}

#[cfg(test)]
mod tests {
    use rongheng_domain::day::Moment;

    use super::*;

    fn written(version: u64) -> Written {
        Written {
            version,
            at: Moment(0),
            by: "lin".into(),
            acted_for: None,
            by_delegation: false,
            text: String::new(),
        }
    }

    #[test]
    fn without_a_choice_the_last_is_compared_with_the_one_before() {
        let versions = [written(3), written(7), written(9)];
        let versions_of = |asked: &Asked| {
            let (old, new) = pair(&versions, asked);
            (old.unwrap().version, new.unwrap().version)
        };
        assert_eq!(versions_of(&Asked::default()), (7, 9));
        assert_eq!(versions_of(&Asked { new: 7, ..Asked::default() }), (3, 7));
        assert_eq!(versions_of(&Asked { old: 3, new: 9, ..Asked::default() }), (3, 9));
    }

    #[test]
    fn a_replacement_counts_as_one_change() {
        let pieces = difference::difference("甲乙丙丁戊己庚", "甲子丙丁戊己辛壬");
        assert_eq!(changes(&pieces), 2);
        assert_eq!(side(&pieces, "del").iter().filter(|piece| piece.tag == "del").count(), 2);
    }
}
