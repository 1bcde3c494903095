//! What the report says that goes upward with a filing table (mechanism §6, 备案报告).

use super::{Event, Table};
use crate::{paper_values::PaperValues, sheet::Say};

/// The placeholders of each event.
pub(super) const NAMES: &[(&str, &[&str])] =
    &[("filing_table.sent_up", &["备案机关", "备案文号", "报表名称", "统计期间", "备案内容"])];

/// What the papers of `event` say, with the table as it stood after it.
pub(super) fn values(event: &Event, table: &Table) -> Vec<PaperValues> {
    let (Event::SentUp(sent), Some(drafted)) = (event, &table.drafted) else { return Vec::new() };
    let figures = table.counted.iter().flat_map(|counted| &counted.figures);
    let figures: Vec<String> = figures.map(|figure| format!("{}：{}", figure.title, figure.value)).collect();
    vec![PaperValues::of([
        ("备案机关", Say::from(&sent.to)),
        ("备案文号", Say::from(&sent.number)),
        ("报表名称", Say::from(&drafted.title)),
        ("统计期间", Say::from(drafted.from).and("至").and(drafted.until)),
        ("备案内容", figures.join("\n").into()),
    ])]
}
