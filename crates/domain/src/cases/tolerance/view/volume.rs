//! 案卷: 卷内目录 with page numbers, and 备考表.

use super::sections::{heading, note, table};
use crate::{
    cases::tolerance::{
        state::Case,
        volume::{Item, Term},
    },
    sheet::{Block, Say, Tone},
};

fn paged(number: usize, item: &Item, first: u32, last: u32) -> Vec<Say> {
    let pages = if first == last { first.to_string() } else { format!("{first}—{last}") };
    vec![
        number.to_string().into(),
        item.author.clone().unwrap_or_default().into(),
        item.number.clone().unwrap_or_default().into(),
        Say::from(&item.title),
        item.dated.map_or_else(Say::empty, Say::from),
        pages.into(),
    ]
}

/// The tab; nothing before there is a list or a file.
pub(super) fn shown(case: &Case) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(listed) = &case.catalogued {
        let rows =
            (1..).zip(listed.paged()).map(|(number, (item, first, last))| paged(number, item, first, last));
        blocks.push(heading("卷内目录"));
        blocks.push(table(&["序号", "责任者", "文号", "题名", "日期", "页号"], rows.collect()));
    }
    let Some(archived) = &case.archived else { return blocks };
    blocks.push(heading("卷内备考表"));
    let mut facts: Vec<(String, Say)> = vec![("案卷号".to_owned(), Say::from(&archived.volume))];
    let mut fact = |title: &str, says: Say| facts.push((title.to_owned(), says));
    if let (Some(listed), Some(pages)) = (&case.catalogued, archived.pages) {
        fact("卷内文件", format!("共 {} 份，{pages} 页", listed.items.len()).into());
    }
    fact(
        "说明",
        archived.note.as_ref().map_or_else(|| Say::from("没有缺损、修改、补充、移出的情况。"), Say::from),
    );
    fact("立卷人", Say::from(&archived.by));
    if let Some(checker) = &archived.checked_by {
        fact("检查人", Say::from(checker));
    }
    fact("立卷日期", Say::from(archived.on));
    if let Some(term) = archived.term {
        fact("保管期限", term.title().into());
    }
    if archived.term != Some(Term::Permanent) {
        fact("保管到", Say::from(archived.retain_until));
    }
    blocks.push(Block::Facts(facts));
    if let Some(destroyed) = &case.destroyed {
        let says = Say::from("案卷已经批准销毁（")
            .and(&destroyed.approval)
            .and("），监销人")
            .and(Say::list(&destroyed.witnesses))
            .and("；内容正在清除。");
        blocks.push(note(Tone::Red, says));
    }
    blocks
}
