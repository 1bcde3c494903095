//! Lists: cases, people and units. Rows come from SQL under the scope of the access table, never without.

use std::collections::BTreeMap;

use rongheng_domain::{
    day::Day,
    ids::{StreamId, UnitId},
    people::Role,
};
use rongheng_store::{CaseFilter, CaseKey, CaseRow, PersonRow};

use crate::{
    Actor, App, Result, access,
    page::{CaseList, Choice, DueOn, Filter, Listed},
    people::{PersonContent, Wanted},
    snapshot::InForce,
};

/// Cases on a page.
pub(crate) const PAGE: u32 = 30;
/// Names a look-ahead gives.
const LOOK_AHEAD: usize = 20;
/// What stands between the parts of a page's beginning.
pub(crate) const MARK: char = '\u{1f}';

impl App {
    /// The cases this actor may know of.
    pub async fn list_cases(&self, actor: &Actor, filter: &Filter, after: Option<&str>) -> Result<CaseList> {
        let scope = access::scope(actor);
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        // Those who are told in their turn are shown no stage from inside, nor found a case by one (G4).
        let stage = some(&filter.stage);
        let masked = stage.clone().filter(|_| outside(actor) || appraises(actor));
        let mut wanted = CaseFilter {
            kind: some(&filter.kind),
            stage: stage.filter(|_| masked.is_none()),
            unit: filter.unit.as_ref().map(|unit| unit.0.clone()),
            open: filter.open,
            ..CaseFilter::default()
        };
        if let Some(text) = some(&filter.text) {
            if looks_like_number(&text) {
                wanted.number = Some(as_number(&text));
            } else if let Some(unit) = self.unit_named(&text).await? {
                wanted.unit = Some(unit);
            } else {
                wanted.text = Some(half_width(&text));
            }
        }
        // Nor is a case found by words that its list does not show.
        let sought = wanted.text.take_if(|_| appraises(actor));
        let key = after.and_then(|after| {
            let (opened_on, stream) = after.split_once(MARK)?;
            Some(CaseKey { opened_on: opened_on.to_owned(), stream: stream.to_owned() })
        });
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let mut rows = self.0.store.list_cases(&wanted, &scope, key.as_ref(), PAGE + 1).await?;
        let more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
        rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let next = rows.last().filter(|_| more).map(|row| format!("{}{MARK}{}", row.opened_on, row.stream));
        let count = self.0.store.count_cases(&wanted, &scope).await?;
        // The custodian reaches every case and sees only those with a sealed reporter: SQL cannot tell which.
        if actor.roles() == [Role::ReporterCustodian] {
            let mut seen = Vec::new();
            for row in rows {
                if self.seen(actor, &StreamId(row.stream.clone())).await.is_ok() {
                    seen.push(row);
                }
            }
            rows = seen;
        }
        let mut names = Wanted::default();
        for row in &rows {
            names.unit(&row.unit);
        }
        let due_by = filter.due_by.map(|day| day.to_string());
        let rows: Vec<_> = rows
            .into_iter()
            .map(|row| gated(actor, row))
            .filter(|row| masked.as_ref().is_none_or(|stage| row.stage == *stage))
            .filter(|row| sought.as_ref().is_none_or(|text| row.title.contains(text)))
            .filter(|row| due_by.as_ref().is_none_or(|by| !row.due_on.is_empty() && row.due_on <= *by))
            .map(|row| listed(row, &in_force))
            .collect();
        let count = if masked.is_some() || sought.is_some() {
            u64::try_from(rows.len()).unwrap_or(count)
        } else {
            count
        };
        Ok(CaseList { rows, next, count, stages: STAGES.to_vec(), names: self.names(names).await? })
    }

    async fn unit_named(&self, text: &str) -> Result<Option<String>> {
        let wanted = rongheng_search::normal(text);
        let units = self.0.store.all_units().await?;
        Ok(units.into_iter().find(|row| rongheng_search::normal(&row.name) == wanted).map(|row| row.id))
    }

    /// People whose name begins with or contains `text`, for the look-ahead; at most 20.
    pub async fn find_people(&self, actor: &Actor, text: &str) -> Result<Vec<Choice>> {
        if !may_look_up(actor) {
            return Ok(Vec::new());
        }
        let wanted = rongheng_search::normal(text);
        let rows: Vec<PersonRow> = self
            .0
            .store
            .all_persons()
            .await?
            .into_iter()
            .filter(|row| !wanted.is_empty() && rongheng_search::normal(&row.name).contains(&wanted))
            .take(LOOK_AHEAD)
            .collect();
        let units = self.unit_names(rows.iter().map(|row| row.unit.as_str())).await?;
        Ok(rows.into_iter().map(|row| person_choice(row, &units)).collect())
    }

    /// Units, the same.
    pub async fn find_units(&self, actor: &Actor, text: &str) -> Result<Vec<Choice>> {
        if !may_look_up(actor) {
            return Ok(Vec::new());
        }
        let wanted = rongheng_search::normal(text);
        Ok(self
            .0
            .store
            .all_units()
            .await?
            .into_iter()
            .filter(|row| !wanted.is_empty() && rongheng_search::normal(&row.name).contains(&wanted))
            .take(LOOK_AHEAD)
            .map(|row| Choice { value: row.id, label: row.name })
            .collect())
    }
}

/// The register is looked up by those who fill in forms; the administrators have theirs elsewhere.
fn may_look_up(actor: &Actor) -> bool {
    !access::opening(actor).is_empty()
        || access::enters(actor)
        || actor.in_use().any(|held| held.unit.is_some())
}

/// Stages in the order of the mechanism, for the filter.
const STAGES: [&str; 16] = [
    "反映待核查",
    "反映已答复",
    "申请",
    "受理",
    "核实",
    "会商",
    "审理",
    "审批",
    "认定",
    "反馈",
    "结果运用",
    "已并案",
    "已撤回",
    "已办结",
    "已归档",
    "整改中",
];

pub(crate) fn person_choice(row: PersonRow, units: &BTreeMap<String, String>) -> Choice {
    let content: PersonContent = serde_json::from_str(&row.content).unwrap_or_default();
    let unit = units.get(&row.unit).map(String::as_str).unwrap_or_default();
    let label = [row.name.as_str(), unit, content.post.as_str()];
    let label: Vec<_> = label.into_iter().filter(|part| !part.is_empty()).collect();
    Choice { value: row.id, label: label.join(" · ") }
}

/// Whether `actor` is here only as official or for a unit.
fn outside(actor: &Actor) -> bool {
    actor.in_use().all(|held| matches!(held.role, Role::Official | Role::UnitContact))
}

/// Whether somebody acts for an appraisal and for nothing else.
fn appraises(actor: &Actor) -> bool {
    actor.in_use().all(|held| held.role == Role::AppraisalOwner)
}

/// The row of a case whose gate is closed, as an applicant may know it: received or accepted, and no limit that
/// runs inside. What happened is not an appraisal owner's business, nor how far the case has come: its list says
/// no more than its page does.
pub(crate) fn gated(actor: &Actor, mut row: CaseRow) -> CaseRow {
    if row.kind == "tolerance" && appraises(actor) {
        "消除考核影响".clone_into(&mut row.title);
        "考核事项".clone_into(&mut row.stage);
        row.due_rule.clear();
        row.due_on.clear();
        return row;
    }
    let of_the_mechanism =
        STAGES.iter().take_while(|stage| **stage != "整改中").any(|stage| row.stage == *stage);
    if !row.disclosed && outside(actor) && of_the_mechanism {
        let stage = if row.stage == STAGES[0] { "已申请" } else { "已受理" };
        stage.clone_into(&mut row.stage);
        row.due_rule.clear();
        row.due_on.clear();
    }
    row
}

pub(crate) fn due(rule: &str, on: &str, provisional: bool, in_force: &InForce) -> Option<DueOn> {
    let title = in_force.policy.limits.0.get(rule).map_or(rule, |limit| limit.title.as_str());
    Some(DueOn { rule: rule.to_owned(), title: title.to_owned(), on: Day::parse(on)?, provisional })
}

pub(crate) fn listed(row: CaseRow, in_force: &InForce) -> Listed {
    Listed {
        due: due(&row.due_rule, &row.due_on, row.due_provisional, in_force),
        stream: StreamId(row.stream),
        kind: row.kind,
        number: row.number,
        title: row.title,
        stage: row.stage,
        unit: Some(UnitId(row.unit)).filter(|unit| !unit.0.is_empty()),
        opened_on: Day::parse(&row.opened_on),
        closed_on: Day::parse(&row.closed_on),
        archived_on: Day::parse(&row.archived_on),
    }
}

fn half_width(text: &str) -> String {
    let half = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    text.chars().map(half).collect()
}

/// `容[2026]17`: one word, a year, a number.
fn looks_like_number(text: &str) -> bool {
    parts_of_number(text).is_some()
}

fn parts_of_number(text: &str) -> Option<(String, String, String)> {
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let word: String = text.chars().take_while(|c| !c.is_ascii_digit() && !"[(〔【".contains(*c)).collect();
    let mut digits =
        text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).map(str::to_owned);
    let (year, number) = (digits.next()?, digits.next()?);
    let short = (1..=2).contains(&word.chars().count());
    (short && year.len() == 4 && digits.next().is_none()).then_some((word, year, number))
}

/// The stored form of a number, however it was typed: `容〔2026〕17号`.
pub(crate) fn as_number(typed: &str) -> String {
    match parts_of_number(typed) {
        Some((word, year, number)) => {
            let number = number.trim_start_matches('0');
            format!("{word}〔{year}〕{number}号")
        }
        None => typed.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_brought_to_its_stored_form_however_it_is_typed() {
        for typed in
            ["容〔2026〕17号", "容[2026]17号", "容（２０２６）１７号", " 容 2026-17 ", "容【2026】017"]
        {
            assert_eq!(as_number(typed), "容〔2026〕17号", "{typed}");
        }
        for title in ["2026年征地补偿", "茶滘街道占道", "第17号文件", "补偿面积2026超标17平方米"]
        {
            assert!(!looks_like_number(title), "{title}");
        }
    }
}
