//! The evidence with its hash, where it lies, and who rests what on it: beside the judgement it is all there.

use super::sections::table;
use crate::{
    cases::tolerance::{evidence::EvidenceAdded, state::Case},
    ids::PersonId,
    sheet::{Block, Say, SheetFile},
};

/// What of an SM3 is shown in a table; the whole of it stands at the file.
const SHORT: usize = 8;

/// Every piece, then the files.
pub(super) fn shown(case: &Case) -> Vec<Block> {
    if case.evidence.is_empty() {
        return Vec::new();
    }
    let rows = case.evidence.iter().map(|one| {
        vec![
            one.number.to_string().into(),
            Say::from(&one.title),
            one.kind.title().into(),
            Say::from(&one.describes),
            kept(one),
            cited(case, one.number),
        ]
    });
    let mut blocks = vec![table(&["序号", "名称", "种类", "证明内容", "保存", "被谁引用"], rows.collect())];
    let files: Vec<_> = case.evidence.iter().filter_map(|one| one.file.as_ref()).collect();
    if !files.is_empty() {
        let file = |f: &&crate::cases::tolerance::evidence::KeptFile| SheetFile {
            id: f.id.clone(),
            name: f.name.clone(),
            hash: f.hash.clone(),
        };
        blocks.push(Block::Files(files.iter().map(file).collect()));
    }
    blocks
}

/// Kept here with its hash, or described and kept at its place.
fn kept(one: &EvidenceAdded) -> Say {
    let file = one.file.as_ref().map(|file| {
        let short: String = file.hash.chars().take(SHORT).collect();
        format!("电子件在案（SM3 {short}…）")
    });
    let place = one.place.as_ref().map(|place| format!("原件在{place}"));
    let mut says = file.into_iter().chain(place).collect::<Vec<_>>().join("；");
    if says.is_empty() {
        "已描述".clone_into(&mut says);
    }
    Say::from(says)
}

/// The findings that rest on it, by official.
fn cited(case: &Case, number: u32) -> Say {
    let key = number.to_string();
    let rests = |evidence: &[String]| evidence.contains(&key);
    let mut all: Vec<(&PersonId, Vec<&str>)> = Vec::new();
    for found in case.found.values() {
        let distinctions = found.distinctions.iter().filter(|one| rests(&one.finding.evidence));
        let bars = found.bars.iter().filter(|one| rests(&one.finding.evidence));
        let dimensions = found.dimensions.iter().filter(|one| rests(&one.finding.evidence));
        let titles = distinctions.map(|one| one.distinction.title());
        let titles = titles.chain(bars.map(|one| one.bar.title()));
        let titles: Vec<_> = titles.chain(dimensions.map(|one| one.dimension.title())).collect();
        if !titles.is_empty() {
            all.push((&found.official, titles));
        }
    }
    for part in case.decision_parts.values().filter(|part| rests(&part.evidence)) {
        all.push((&part.official, vec!["在集体决策中的作用"]));
    }
    let background = case.background.iter().flat_map(|recorded| &recorded.facts);
    let background = background.filter(|fact| rests(&fact.evidence)).count();
    let mut said = Say::empty();
    for (official, titles) in all {
        if !said.0.is_empty() {
            said = said.and("；");
        }
        said = said.and(official).and("：").and(titles.join("、"));
    }
    if background > 0 {
        let before = if said.0.is_empty() { "" } else { "；" };
        said = said.and(format!("{before}背景事实"));
    }
    if said.0.is_empty() { "还没有引用".into() } else { said }
}
