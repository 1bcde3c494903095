//! What the read tables keep of a tolerance case.

use super::state::Case;
use crate::{
    facts::Policy,
    kind::{Part, Row, Who},
};

/// Days and inputs; never lights, lateness or "today".
pub(super) fn row(case: &Case, policy: &Policy) -> Row {
    let Some(applied) = &case.applied else { return Row::default() };
    let mut parts: Vec<_> =
        case.officials().map(|official| (Who::Person(official.clone()), Part::Official)).collect();
    parts.push((Who::Unit(applied.unit.clone()), Part::Unit));
    parts.push((Who::Unit(applied.committee.clone()), Part::Committee));
    parts.push((Who::Unit(policy.settings.organ.clone()), Part::Organ));
    Row {
        title: applied.title.clone(),
        number: Some(applied.number.clone()),
        stage: stage(case),
        unit: Some(applied.unit.clone()),
        organ: Some(policy.settings.organ.clone()),
        opened_on: Some(applied.on),
        due: None,
        disclosed: case.disclosed.is_some(),
        closed_on: case.closed.as_ref().map(|closed| closed.on),
        archived_on: case.archived.as_ref().map(|archived| archived.on),
        cause: None,
        parts,
        tasks: Vec::new(),
    }
}

/// Where the case stands.
pub(super) fn stage(case: &Case) -> &'static str {
    if case.archived.is_some() {
        "已归档"
    } else if case.closed.is_some() {
        "已办结"
    } else if case.determined.is_some() {
        "反馈"
    } else if case.resolved.is_some() {
        "认定"
    } else if case.reviewed.is_some() {
        "审批"
    } else if case.sent_to_review.is_some() {
        "审理"
    } else if case.reported.is_some() {
        "会商"
    } else if case.accepted.is_some() {
        "核实"
    } else {
        "申请"
    }
}
