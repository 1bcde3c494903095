//! Streets and communities: read row by row, known typing mistakes repaired and reported.

use std::{collections::BTreeMap, path::Path};

use rongheng_domain::{
    day::Day,
    ids::{StreamId, UnitId},
    registers::organisation::{OrganisationEvent, OrganisationKind, OrganisationRecord, repair_name},
};

use super::{Imported, Staged};
use crate::{Actor, App, Result, progress::Progress, register::AT_ONCE};

/// Since when the imported units stand; names of earlier days are the same.
const FROM: Day = Day::constant(2021, 1, 1);
const STREETS: &str = "organisations/streets.csv";
const COMMUNITIES: &str = "organisations/streets_communities.csv";

struct Unit {
    code: String,
    name: String,
    repaired_from: Option<String>,
    kind: OrganisationKind,
    parent: Option<UnitId>,
}

impl App {
    /// Stages both lists.
    pub(super) async fn organisations(&self, staged: &mut Staged, folder: &Path) -> Result<()> {
        let streets = staged.text(folder, STREETS);
        let communities = staged.text(folder, COMMUNITIES);
        self.stage_organisations(staged, streets, communities, &Progress::nobody(self)).await.map(drop)
    }

    /// Imports both lists (streets, communities), or one: nothing is written unless every row is good. `None` where it
    /// was stopped: what was written until then stays, and the next import goes on from there.
    pub(crate) async fn import_organisations(
        &self,
        (streets, communities): (Option<String>, Option<String>),
        progress: &Progress<'_>,
    ) -> Result<Option<Imported>> {
        let mut staged = Staged::default();
        if !self.stage_organisations(&mut staged, streets, communities, progress).await? {
            return Ok(None);
        }
        // Whoever sent them knows them as lists, not as files of a folder.
        let called = |says: &str| says.replace(COMMUNITIES, "社区名单").replace(STREETS, "街道名单");
        for fault in &mut staged.imported.faults {
            fault.file = called(&fault.file);
        }
        for repair in &mut staged.imported.repaired {
            *repair = called(repair);
        }
        if !staged.imported.faults.is_empty() {
            staged.imported.streams = 0;
            staged.imported.events = 0;
            return Ok(Some(staged.imported));
        }
        let total = many(staged.writes.len());
        let mut done = 0;
        for some in staged.writes.chunks(AT_ONCE) {
            if !progress.at("写入单位", done, total).await? {
                return Ok(None);
            }
            self.write_registers(&Actor::jobs(), some.to_vec()).await?;
            done += many(some.len());
        }
        Ok(progress.at("写入单位", done, total).await?.then_some(staged.imported))
    }

    async fn stage_organisations(
        &self,
        staged: &mut Staged,
        streets: Option<String>,
        communities: Option<String>,
        progress: &Progress<'_>,
    ) -> Result<bool> {
        let mut units = BTreeMap::new();
        // Streets that are registered may be the parents of communities that come alone.
        for (id, _) in
            self.0.store.all_streams().await?.into_iter().filter(|(id, _)| id.kind() == "organisation")
        {
            let (_, known) = self.0.units.get(&self.0.store, &id).await?;
            if known.kind == Some(OrganisationKind::Street) && streets.is_none() {
                staged.streets.insert(id.key().to_owned());
            }
        }
        if let Some(text) = streets {
            read(staged, STREETS, &text, 9, OrganisationKind::Street, &mut units);
        }
        if let Some(text) = communities {
            read(staged, COMMUNITIES, &text, 12, OrganisationKind::Community, &mut units);
        }
        let (total, mut done) = (many(units.len()), 0);
        for unit in units.into_values() {
            if !progress.at("核对名单", done, total).await? {
                return Ok(false);
            }
            self.stage_unit(staged, unit).await?;
            done += 1;
        }
        Ok(true)
    }

    async fn stage_unit(&self, staged: &mut Staged, unit: Unit) -> Result<()> {
        let id = UnitId(unit.code.clone());
        let (_, known) = self.0.units.get(&self.0.store, &StreamId::unit(&id)).await?;
        let today = self.today();
        let mut events = Vec::new();
        if known.kind.is_none() {
            events.push(OrganisationEvent::Registered {
                name: unit.name,
                kind: unit.kind,
                parent: unit.parent,
                committee: None,
                code: Some(unit.code.clone()),
                repaired_from: unit.repaired_from,
                from: FROM,
            });
        } else {
            if known.name(today) != Some(unit.name.as_str()) {
                events.push(OrganisationEvent::Renamed { name: unit.name, from: today, document: None });
            }
            if known.parent_on(today) != unit.parent.as_ref() {
                events.push(OrganisationEvent::Moved { parent: unit.parent, from: today });
            }
        }
        staged.write::<OrganisationRecord>(&unit.code, &events);
        Ok(())
    }
}

fn read(
    staged: &mut Staged,
    file: &str,
    text: &str,
    digits: usize,
    kind: OrganisationKind,
    units: &mut BTreeMap<String, Unit>,
) {
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let columns = match rows.headers() {
        Ok(head) => head.clone(),
        Err(_) => return staged.fault(file, 1, "表头读不懂，请对照样例更正。"),
    };
    let column = |name: &str| columns.iter().position(|one| one.trim_start_matches('\u{feff}') == name);
    let (Some(code_at), Some(name_at)) = (column("code"), column("name")) else {
        return staged.fault(file, 1, "表头应有 code、name 两列，请补齐。");
    };
    let street_at = column("streetCode");
    for (at, row) in rows.records().enumerate() {
        let number = at + 2;
        let Ok(row) = row else {
            staged.fault(file, number, "这一行读不懂，请检查引号和逗号。");
            continue;
        };
        let cell = |at: usize| row.get(at).unwrap_or_default().trim().to_owned();
        let (code, name) = (cell(code_at), cell(name_at));
        if row.len() != columns.len() {
            staged.fault(file, number, format!("应有 {} 列，现有 {} 列，请补齐。", columns.len(), row.len()));
            continue;
        }
        if code.len() != digits || !code.bytes().all(|b| b.is_ascii_digit()) {
            staged.fault(file, number, format!("代码“{code}”应为 {digits} 位数字，请更正。"));
            continue;
        }
        if name.is_empty() {
            staged.fault(file, number, "名称是空的，请补填。");
            continue;
        }
        let parent = street_at.map(|at| UnitId(cell(at)));
        if let Some(parent) = &parent
            && !staged.streets.contains(&parent.0)
            && units.get(&parent.0).is_none_or(|unit| unit.kind != OrganisationKind::Street)
        {
            staged.fault(file, number, format!("所属街道代码“{parent}”不在街道名单里，请更正。"));
            continue;
        }
        let repaired = repair_name(&name);
        if let Some(right) = &repaired {
            staged.imported.repaired.push(format!("{file} 第 {number} 行：“{name}”改为“{right}”"));
        }
        let repaired_from = repaired.as_ref().map(|_| name.clone());
        let unit = Unit { code: code.clone(), name: repaired.unwrap_or(name), repaired_from, kind, parent };
        if units.insert(code.clone(), unit).is_some() {
            staged.fault(file, number, format!("代码“{code}”重复，请删去一行。"));
        }
    }
}

fn many(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
