//! The row of a case as its reader may see it: one place for every list, count, export and search.
//!
//! A row says no more than the page that opens from it. What a view does not show is not in the row, and is not found
//! by either: [`narrowed`] gives the cases in which a condition may be asked at all.

use std::collections::BTreeMap;

use rongheng_domain::{
    cases::{correction::stages_told, issue::state::Stage},
    day::Day,
    ids::{PersonId, StreamId, UnitId},
    kind::{Action, Audience, Part, Who},
    people::Role,
};
use rongheng_store::{CaseRow, PartRow, Scope, TaskRow};

use crate::{
    Actor, App, Result,
    access::{self, Known, Seen},
    kinds,
    page::{DueOn, Listed},
    snapshot::InForce,
};

/// The stages a tolerance case goes through, in the order of the mechanism. While the gate is closed, those outside
/// are told of none of them but that it was received or accepted.
pub(crate) const STAGES: [&str; 16] = [
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
    "已移送",
    "已并案",
    "已撤回",
    "已办结",
    "已归档",
];
/// What those outside are told instead.
const APPLIED: &str = "已申请";
const ACCEPTED: &str = "已受理";
/// Stages before acceptance.
const BEFORE: [&str; 3] = ["反映待核查", "反映已答复", "申请"];

/// A stage as it is asked for by somebody who is not inside: which stored stages it stands for, and whether the gate is
/// open. `told` is for those who are told in their turn (G4).
pub(crate) fn stored_stages(shown: &str, told: bool) -> (Vec<String>, Option<bool>) {
    let owned = |stages: &[&str]| stages.iter().map(|stage| (*stage).to_owned()).collect();
    let of_owner: Vec<&str> =
        stages_told().filter(|(_, words)| *words == shown).map(|(stage, _)| stage).collect();
    if !of_owner.is_empty() {
        return (owned(&of_owner), None);
    }
    if stages_told().any(|(stage, _)| stage == shown) {
        // A word from inside: nothing that this reader sees has it.
        return (owned(&["—"]), None);
    }
    if !told {
        return (owned(&[shown]), None);
    }
    match shown {
        APPLIED => (owned(&BEFORE), Some(false)),
        ACCEPTED => (owned(&after_acceptance()), Some(false)),
        // What has ended is told as it is, whether or not it was ever disclosed.
        stage if ENDED.contains(&stage) => (owned(&[stage]), None),
        stage if STAGES.contains(&stage) => (owned(&[stage]), Some(true)),
        stage => (owned(&[stage]), None),
    }
}

const ENDED: [&str; 5] = ["已移送", "已并案", "已撤回", "已办结", "已归档"];

/// What the filter of a list offers to whoever is inside, or is told in turn: the stages of this kind, in its order.
/// Kinds whose stages are few are not narrowed by them.
pub(crate) fn stages_asked(actor: &Actor, kind: &str) -> Vec<&'static str> {
    let owner = !inside(actor);
    match kind {
        "correction" => {
            let mut words: Vec<_> =
                stages_told().map(|(stage, told)| if owner { told } else { stage }).collect();
            words.dedup();
            words
        }
        "issue" => Stage::ALL.iter().map(|stage| stage.words()).collect(),
        _ if outside(actor) => vec![APPLIED, ACCEPTED, "反馈", "已办结"],
        "tolerance" => STAGES.to_vec(),
        "" => STAGES.into_iter().chain(stages_told().map(|(stage, _)| stage)).collect(),
        _ => Vec::new(),
    }
}

fn after_acceptance() -> Vec<&'static str> {
    STAGES.into_iter().filter(|stage| !BEFORE.contains(stage) && !ENDED.contains(stage)).collect()
}

/// What is shown of a case in its view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    /// Title.
    Title,
    /// 所在单位.
    Unit,
    /// Stage.
    Stage,
    /// The limit that matters now, marks, 承办人: what only those inside know.
    Inside,
    /// 当事人.
    Officials,
}

/// Whether a view shows this of its cases.
pub(crate) const fn shows(seen: Seen, field: Field) -> bool {
    matches!(
        (seen, field),
        (Seen::Officer, _)
            | (Seen::Committee, Field::Title | Field::Unit | Field::Stage | Field::Officials)
            | (
                Seen::Consulted | Seen::Unit | Seen::Official | Seen::Organisation,
                Field::Title | Field::Stage
            )
            | (Seen::Appraisal, Field::Unit)
            | (Seen::Custodian, Field::Stage)
    )
}

/// The cases in which `actor` may be told of a field; `None` where that is all of them.
pub(crate) fn narrowed(actor: &Actor, field: Field) -> Option<Scope> {
    let all = access::views(actor).into_iter().all(|seen| shows(seen, field));
    (!all).then(|| access::scope_where(actor, |seen| shows(seen, field)))
}

/// Whether `actor` has the view of those inside of any case, beside others perhaps: then stages are asked for in their
/// words, and found where they are shown.
pub(crate) fn inside(actor: &Actor) -> bool {
    access::views(actor).into_iter().any(|seen| shows(seen, Field::Inside))
}

/// Whether `actor` is here only as official or for a unit.
pub(crate) fn outside(actor: &Actor) -> bool {
    actor.in_use().all(|held| matches!(held.role, Role::Official | Role::UnitContact))
}

fn seen_of(audience: &Audience) -> Seen {
    match audience {
        Audience::Officer(_) => Seen::Officer,
        Audience::Committee(_) => Seen::Committee,
        Audience::Unit(_) => Seen::Unit,
        Audience::Official(_) => Seen::Official,
        Audience::Consulted(_) => Seen::Consulted,
        Audience::Appraisal(_) => Seen::Appraisal,
        Audience::Organisation => Seen::Organisation,
        Audience::Custodian => Seen::Custodian,
        Audience::FormerOrgan(_) => Seen::FormerOrgan,
    }
}

/// What stands in the place of a title that is not shown; the words of the views themselves.
const fn instead_of_title(seen: Seen) -> &'static str {
    match seen {
        Seen::Custodian => "实名举报反馈",
        Seen::Appraisal => "消除考核影响",
        _ => "已由上级决定由其他机关办理的案件",
    }
}

/// The stage as somebody outside may know it.
fn stage_outside(row: &CaseRow) -> &str {
    let stage = row.stage.as_str();
    if row.disclosed || ENDED.contains(&stage) || !STAGES.contains(&stage) {
        stage
    } else if BEFORE.contains(&stage) {
        APPLIED
    } else {
        ACCEPTED
    }
}

/// The limit of a row, with its title.
pub(crate) fn due(rule: &str, on: &str, provisional: bool, in_force: &InForce) -> Option<DueOn> {
    let title = in_force.policy.limits.0.get(rule).map_or(rule, |limit| limit.title.as_str());
    Some(DueOn { rule: rule.to_owned(), title: title.to_owned(), on: Day::parse(on)?, provisional })
}

/// Whether a task is this actor's. A role's task is shown only to those who may do it in this case.
pub(crate) fn is_mine(
    actor: &Actor,
    whos: &[String],
    who: &str,
    action: Option<&Action>,
    case: &CaseRow,
) -> bool {
    if !who.starts_with("role:") {
        return whos.iter().any(|one| one == who);
    }
    let may_at_all = action.is_none_or(|action| action.who.iter().any(|role| actor.is(*role)));
    let organ = actor.in_use().any(|held| held.unit.as_ref().is_some_and(|unit| unit.0 == case.organ));
    let role = actor.in_use().any(|held| who.strip_prefix("role:") == Some(held.role.id()));
    // The upper organ's tasks lie in other organs' cases.
    role && may_at_all && (organ || who == "role:upper_organ")
}

fn todo(actor: &Actor, whos: &[String], case: &CaseRow, tasks: &[TaskRow]) -> Vec<(String, String)> {
    let mut todo: Vec<(String, String)> = Vec::new();
    for task in tasks {
        let action = kinds::kind(&case.kind).and_then(|kind| kind.action(&task.action));
        let Some(known) = action.filter(|_| is_mine(actor, whos, &task.who, action, case)) else { continue };
        if !todo.iter().any(|(name, _)| *name == task.action) {
            todo.push((task.action.clone(), known.title.to_owned()));
        }
    }
    todo
}

/// The row as this audience may know it: `parts` and `tasks` are those of the case.
fn row(
    actor: &Actor,
    audience: &Audience,
    whos: &[String],
    row: &CaseRow,
    parts: &[PartRow],
    tasks: &[TaskRow],
    in_force: &InForce,
) -> Listed {
    let seen = seen_of(audience);
    let people = |part: Part| {
        let of = parts.iter().filter(|one| one.part == part.id());
        of.filter_map(|one| one.who.strip_prefix("person:")).map(PersonId::from).collect::<Vec<_>>()
    };
    let inside = shows(seen, Field::Inside);
    let said_to_owner = stages_told()
        .find(|(stage, _)| row.kind == "correction" && !inside && *stage == row.stage)
        .map(|(_, words)| words);
    let stage = match seen {
        _ if said_to_owner.is_some() => said_to_owner.unwrap_or_default(),
        Seen::Unit | Seen::Official => stage_outside(row),
        _ if shows(seen, Field::Stage) => &row.stage,
        Seen::FormerOrgan => "已由其他机关办理",
        // An appraisal owner has one thing to do in a case.
        _ if tasks.iter().any(|task| whos.contains(&task.who)) => "待确认",
        _ => "已确认",
    };
    // Whoever is not inside knows the limits of what they have to do themselves, and no others.
    let own = tasks.iter().filter(|task| whos.contains(&task.who) && !task.due_on.is_empty());
    let limit = if inside {
        due(&row.due_rule, &row.due_on, row.due_provisional, in_force)
    } else {
        own.min_by_key(|task| &task.due_on)
            .and_then(|task| due(&task.due_rule, &task.due_on, task.due_provisional, in_force))
    };
    // A unit is shown its own name; a source of the lead is not told whose case it is.
    let its_unit =
        shows(seen, Field::Unit) || seen == Seen::Unit && whos.contains(&format!("unit:{}", row.unit));
    let dated = shows(seen, Field::Title);
    Listed {
        stream: StreamId(row.stream.clone()),
        kind: row.kind.clone(),
        number: row.number.clone(),
        title: if shows(seen, Field::Title) { row.title.clone() } else { instead_of_title(seen).to_owned() },
        stage: stage.to_owned(),
        unit: Some(UnitId(row.unit.clone())).filter(|unit| !unit.0.is_empty() && its_unit),
        organ: Some(UnitId(row.organ.clone())).filter(|unit| !unit.0.is_empty() && inside),
        officials: if shows(seen, Field::Officials) { people(Part::Concerned) } else { Vec::new() },
        team: if inside { people(Part::Team) } else { Vec::new() },
        marks: row.marks.split(' ').filter(|mark| inside && !mark.is_empty()).map(str::to_owned).collect(),
        disclosed: inside.then_some(row.disclosed),
        todo: todo(actor, whos, row, tasks),
        opened_on: Day::parse(&row.opened_on).filter(|_| dated),
        due: limit,
        closed_on: Day::parse(&row.closed_on).filter(|_| dated),
        archived_on: Day::parse(&row.archived_on).filter(|_| dated),
    }
}

/// A row of the parts as access looks at it.
pub(crate) fn part_of(row: &PartRow) -> Option<(Who, Part)> {
    let who = match row.who.split_once(':')? {
        ("person", id) => Who::Person(id.into()),
        (_, id) => Who::Unit(id.into()),
    };
    Some((who, Part::from_id(&row.part)?))
}

fn known(row: &CaseRow, parts: &[PartRow]) -> Option<Known> {
    Some(Known {
        kind: kinds::kind(&row.kind)?.name(),
        organ: Some(UnitId(row.organ.clone())).filter(|organ| !organ.0.is_empty()),
        parts: parts.iter().filter_map(part_of).collect(),
        disclosed: row.disclosed,
        closed: !row.closed_on.is_empty(),
    })
}

impl App {
    /// The same by case, each case once.
    pub(crate) async fn shown_by_case<'a>(
        &self,
        actor: &Actor,
        rows: impl Iterator<Item = &'a CaseRow>,
        in_force: &InForce,
    ) -> Result<BTreeMap<String, Listed>> {
        let once: BTreeMap<&str, &CaseRow> = rows.map(|row| (row.stream.as_str(), row)).collect();
        let rows: Vec<CaseRow> = once.into_values().cloned().collect();
        let shown = self.shown(actor, &rows, in_force).await?;
        Ok(shown.into_iter().map(|row| (row.stream.0.clone(), row)).collect())
    }

    /// One row; `None` where `actor` may not know of the case.
    pub(crate) async fn shown_one(
        &self,
        actor: &Actor,
        row: CaseRow,
        in_force: &InForce,
    ) -> Result<Option<Listed>> {
        Ok(self.shown(actor, &[row], in_force).await?.pop())
    }

    /// These rows as `actor` may know them, in their order. A row that came without the scope is left out here too.
    pub(crate) async fn shown(
        &self,
        actor: &Actor,
        rows: &[CaseRow],
        in_force: &InForce,
    ) -> Result<Vec<Listed>> {
        let streams: Vec<String> = rows.iter().map(|row| row.stream.clone()).collect();
        let mut parts: BTreeMap<String, Vec<PartRow>> = BTreeMap::new();
        for part in self.0.store.parts_among(streams.clone()).await? {
            parts.entry(part.stream.clone()).or_default().push(part);
        }
        let mut tasks: BTreeMap<String, Vec<TaskRow>> = BTreeMap::new();
        for task in self.0.store.tasks_among(streams).await? {
            tasks.entry(task.stream.clone()).or_default().push(task);
        }
        let whos = access::whos(actor);
        let seen = rows.iter().filter_map(|case| {
            let parts = parts.get(&case.stream).map_or(&[][..], Vec::as_slice);
            let tasks = tasks.get(&case.stream).map_or(&[][..], Vec::as_slice);
            let audience = access::audience(actor, &known(case, parts)?).ok()?;
            Some(row(actor, &audience, &whos, case, parts, tasks, in_force))
        });
        Ok(seen.collect())
    }
}
