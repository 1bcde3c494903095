//! A unit over time: what it goes on with, and who is registered there now.

use rongheng_domain::{
    ids::{PersonId, StreamId, UnitId},
    sheet::{Block, Say, Tone},
};

use crate::{App, Result, people::PersonContent};

/// People that the page of a unit names.
const NAMED: u32 = 100;

impl App {
    /// What the page of a unit says beside its own record.
    pub(super) async fn unit_over_time(&self, unit: &UnitId) -> Result<Vec<Block>> {
        let today = self.today();
        let succession = self.succession().await?;
        let mut blocks = Vec::new();
        let mut before = Vec::new();
        for (gone, ending) in &succession.0 {
            let Some(day) = ending.day().filter(|_| ending.successor.as_ref() == Some(unit)) else {
                continue;
            };
            before.push(vec![Say::from(gone), Say::from(day)]);
        }
        if !before.is_empty() {
            blocks.push(Block::Heading("由本单位承接的单位".to_owned()));
            let head = ["原单位", "从何日起"].map(str::to_owned).to_vec();
            blocks.push(Block::Table { head, rows: before });
        }
        let people = self.0.store.persons_at(unit, NAMED).await?;
        let (_, record) = self.0.units.get(&self.0.store, &StreamId::unit(unit)).await?;
        if people.is_empty() {
            return Ok(blocks);
        }
        blocks.push(Block::Heading("现在登记在本单位的人员".to_owned()));
        if !record.stands_on(today) {
            let says = "本单位已经不存在，下列人员的职务还登记在这里，请到“人员”里逐人改任新职，或者用表格成批改任。";
            blocks.push(Block::Note { tone: Tone::Amber, says: Say::from(says) });
        }
        let post = |content: &str| serde_json::from_str::<PersonContent>(content).unwrap_or_default().post;
        let row = |row: rongheng_store::PersonRow| {
            vec![Say::from(&PersonId(row.id)), Say::from(post(&row.content))]
        };
        let head = ["姓名", "职务"].map(str::to_owned).to_vec();
        blocks.push(Block::Table { head, rows: people.into_iter().map(row).collect() });
        Ok(blocks)
    }
}
