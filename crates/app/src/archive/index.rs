//! What stands in a package, for programs (`index.json`), for people (`卷内目录.xlsx`, `timeline.txt`) and for whoever
//! checks it (`checksums.txt`).

use std::fmt::Write as _;

use rongheng_documents::{Cell, Table};
use rongheng_domain::{day::Moment, sheet::Sheet};
use rongheng_store::{Provable, hex};
use serde::Serialize;

use super::sink::Weighed;
use crate::{
    Result,
    error::Error,
    page::{Line, Names},
};

/// The format of a package, also the first line of its seal.
pub(super) const FORMAT: &str = "rongheng/archive/1";

/// An event of the package.
#[derive(Debug, Serialize)]
pub(super) struct EventOf {
    pub(super) version: u64,
    pub(super) kind: String,
    pub(super) schema: u16,
    pub(super) title: String,
    pub(super) says: String,
    pub(super) recorded_at: String,
    pub(super) effective_on: Option<String>,
    pub(super) actor: String,
    pub(super) acted_for: Option<String>,
    pub(super) envelope: String,
    pub(super) content: String,
    pub(super) link: String,
    pub(super) key: String,
    pub(super) leaf: u64,
    pub(super) proof: Vec<String>,
}

impl EventOf {
    pub(super) fn new(
        event: &Provable,
        line: Option<&Line>,
        names: &Names,
        leaf: u64,
        proof: &[rongheng_domain::ledger::Hash],
    ) -> Self {
        let stem = format!("events/{:04}", event.version);
        Self {
            version: event.version,
            kind: event.kind.clone(),
            schema: event.schema,
            title: line.map(|line| line.title.clone()).unwrap_or_default(),
            says: line.map(|line| names.say(&line.says)).unwrap_or_default(),
            recorded_at: event.recorded_at.to_string(),
            effective_on: line.and_then(|line| line.effective_on).map(|day| day.to_string()),
            actor: line.map(|line| names.person(&line.actor)).unwrap_or_default(),
            acted_for: line.and_then(|line| line.acted_for.as_ref()).map(|who| names.person(who)),
            envelope: format!("{stem}.bin"),
            content: format!("{stem}.json"),
            link: event.link.to_string(),
            key: hex(&event.key),
            leaf,
            proof: proof.iter().map(ToString::to_string).collect(),
        }
    }
}

/// An attachment of the package.
#[derive(Debug, Serialize)]
pub(super) struct FileOf {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) media: String,
    pub(super) size: u64,
    pub(super) sm3: String,
    /// Where it lies; absent where whoever exports may not open it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<String>,
}

/// A paper of the package.
#[derive(Debug, Serialize)]
pub(super) struct PaperOf {
    pub(super) title: String,
    /// The event it follows from; of the sheet where there is one.
    pub(super) version: u64,
    pub(super) path: String,
    /// The sheet by which a paper of the case went out, where it is 发文稿纸 or what was sealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sheet: Option<String>,
}

/// The case.
#[derive(Debug, Serialize)]
pub(super) struct CaseOf {
    pub(super) stream: String,
    pub(super) kind: &'static str,
    pub(super) kind_title: &'static str,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) facts: Vec<(String, String)>,
}

impl CaseOf {
    pub(super) fn new(
        stream: &str,
        kind: &'static str,
        kind_title: &'static str,
        sheet: &Sheet,
        names: &Names,
    ) -> Self {
        Self {
            stream: stream.to_owned(),
            kind,
            kind_title,
            number: sheet.number.clone().unwrap_or_default(),
            title: sheet.title.clone(),
            facts: sheet.facts.iter().map(|(term, says)| (term.clone(), names.say(says))).collect(),
        }
    }
}

/// A case that belongs to it and is exported by itself.
#[derive(Debug, Serialize)]
pub(super) struct RelatedOf {
    pub(super) stream: String,
    pub(super) number: String,
    pub(super) title: String,
}

/// `index.json`.
#[derive(Debug, Serialize)]
pub(super) struct Index {
    pub(super) format: &'static str,
    pub(super) case: CaseOf,
    pub(super) exported_at: String,
    pub(super) exported_by: String,
    pub(super) events: Vec<EventOf>,
    pub(super) attachments: Vec<FileOf>,
    pub(super) papers: Vec<PaperOf>,
    pub(super) related: Vec<RelatedOf>,
    pub(super) names: Names,
}

/// The columns of 卷内目录 with their widths.
const COLUMNS: [(&str, u16); 7] =
    [("序号", 6), ("类别", 8), ("题名", 50), ("责任者", 18), ("日期", 18), ("文件", 40), ("SM3", 68)];

fn text(value: impl Into<String>) -> Cell {
    Cell::Text(value.into())
}

impl Index {
    pub(super) fn json(&self) -> Result<Vec<u8>> {
        serde_json::to_vec_pretty(self).map_err(|error| Error::Corrupt(error.to_string()))
    }

    /// Everything that happened, one paragraph each.
    pub(super) fn timeline(&self) -> String {
        let mut out = format!("{}　{}\n\n", self.case.number, self.case.title);
        for event in &self.events {
            // Writing into a String cannot fail.
            let _infallible =
                writeln!(out, "{}．{}　{}　{}", event.version, event.recorded_at, event.title, event.actor);
            if let Some(who) = &event.acted_for {
                let _infallible = writeln!(out, "　　代录，作出人：{who}");
            }
            if let Some(on) = &event.effective_on {
                let _infallible = writeln!(out, "　　自 {on} 起算");
            }
            if !event.says.is_empty() {
                let _infallible = writeln!(out, "　　{}", event.says.replace('\n', "\n　　"));
            }
            out.push('\n');
        }
        out
    }

    /// The list for people.
    pub(super) fn workbook(&self, weighed: &[Weighed]) -> Result<Vec<u8>> {
        let unwritable = |error: rongheng_documents::Unwritable| Error::Unavailable(error.to_string());
        let sm3_of =
            |path: &str| weighed.iter().find(|one| one.path == path).map_or("", |one| one.sm3.as_str());
        let mark = format!("{} {}", self.exported_by, self.exported_at);
        let mut table = Table::begin("卷内目录", &COLUMNS, &mark).map_err(unwritable)?;
        let mut number = 0;
        let mut row = |sort: &str, title: &str, who: &str, on: &str, path: &str, sm3: &str| {
            number += 1;
            let cells =
                [Cell::Number(number), text(sort), text(title), text(who), text(on), text(path), text(sm3)];
            table.row(&cells).map_err(unwritable)
        };
        for paper in &self.papers {
            let own = |event: &&EventOf| paper.sheet.is_none() && event.version == paper.version;
            let event = self.events.iter().find(own);
            let on = event.map_or("", |event| event.recorded_at.as_str());
            row("文书", &paper.title, "", on, &paper.path, sm3_of(&paper.path))?;
        }
        for file in &self.attachments {
            row("附件", &file.name, "", "", file.path.as_deref().unwrap_or("未导出（无权打开）"), &file.sm3)?;
        }
        for event in &self.events {
            row(
                "记录",
                &event.title,
                &event.actor,
                &event.recorded_at,
                &event.content,
                sm3_of(&event.content),
            )?;
        }
        let about = [
            ("案件", format!("{} {}", self.case.number, self.case.title)),
            ("导出人", self.exported_by.clone()),
            ("导出时间", self.exported_at.clone()),
            (
                "说明",
                "怎样核对见 archive.md；本目录连同全部文件由 checksums.txt 和封签保护。请按内部材料保管。"
                    .to_owned(),
            ),
        ]
        .map(|(question, answer)| (question.to_owned(), answer));
        table.finish(&about).map_err(unwritable)
    }
}

/// `checksums.txt`: SHA-256, SM3 and path, by path.
pub(super) fn checksums(weighed: &[Weighed]) -> String {
    let mut lines: Vec<_> =
        weighed.iter().map(|one| format!("{}  {}  {}\n", one.sha256, one.sm3, one.path)).collect();
    lines.sort_by(|a, b| a.get(132..).cmp(&b.get(132..)));
    lines.concat()
}

/// `2026-11-27 15:04`, for the name of the package.
pub(super) fn file_name(number: &str, at: Moment) -> String {
    format!("案卷 {} {}.zip", number, at.day())
}

/// A name without what a file system does not take: it stays inside its folder.
pub(super) fn plain(name: &str) -> String {
    let plain = |c: char| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '_' } else { c };
    name.chars().map(plain).take(80).collect()
}

/// The name of an attachment in the package: numbered, so that two of one name are two.
pub(super) fn attachment_path(number: usize, name: &str) -> String {
    format!("attachments/{number:03} {}", plain(name).trim().trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_attachments_stay_inside_the_folder_and_apart() {
        assert_eq!(attachment_path(7, "../../a:b\u{0}.pdf"), "attachments/007 .._.._a_b_.pdf");
        assert_eq!(attachment_path(8, " 司徒𬭎. "), "attachments/008 司徒𬭎");
    }
}
