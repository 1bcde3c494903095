//! What the API showed each person, beside what the kind's own view gives that person's audience: nothing more.

use std::{collections::BTreeSet, path::Path};

use rongheng_app::{App, Config};
use rongheng_domain::{
    cases,
    ids::{PersonId, StreamId, UnitId},
    kind::{Audience, Part, Who},
    people::Role,
};
use serde_json::Value;

use super::Shown;

/// The audiences that somebody in this role may be; a view of one of them is the most that may be shown.
fn audiences(role: Role, person: &PersonId, units: &[UnitId]) -> Vec<Audience> {
    let of_units = |make: fn(UnitId) -> Audience| units.iter().cloned().map(make).collect::<Vec<_>>();
    match role {
        Role::Official => vec![Audience::Official(person.clone())],
        Role::UnitContact => of_units(Audience::Unit),
        Role::Committee => of_units(Audience::Committee),
        Role::ConsultedMember => vec![Audience::Consulted(person.clone())],
        Role::AppraisalOwner => of_units(Audience::Appraisal),
        Role::OrganisationOfficer => vec![Audience::Organisation],
        Role::ReporterCustodian => vec![Audience::Custodian],
        officer => [vec![Audience::Officer(officer)], of_units(Audience::FormerOrgan)].concat(),
    }
}

/// Every text that stands in a value, with every id.
fn leaves(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => drop(found.insert(text.clone())),
        Value::Array(values) => values.iter().for_each(|one| leaves(one, found)),
        Value::Object(members) => members.values().for_each(|one| leaves(one, found)),
        _ => {}
    }
}

/// The people and units that a value of the API mentions.
fn mentioned(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|one| mentioned(one, found)),
        Value::Object(members) => {
            for (name, one) in members {
                let id = one.get("id").and_then(Value::as_str);
                match (name.as_str(), id) {
                    ("person" | "unit", Some(id)) => drop(found.insert(id.to_owned())),
                    _ => mentioned(one, found),
                }
            }
        }
        _ => {}
    }
}

/// The members that are words of the view and nothing else.
const OF_THE_VIEW: [&str; 7] = ["title", "number", "status", "tags", "facts", "steps", "sections"];
/// The members that only officers have.
const OF_OFFICERS: [&str; 1] = ["version"];

/// Compares every case that anybody was shown.
pub(crate) fn compare(demo: &Path, seen: &[Shown]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let app = App::open(Config::in_folder(demo)).await.unwrap();
        let policy = app.policy().await.unwrap();
        let (mut compared, mut plain) = (0, 0);
        for Shown { who, person, cases: shown } in seen {
            let (role, _) = who.split_once('@').unwrap();
            let role = Role::from_id(role).unwrap();
            let person = PersonId::from(person.as_str());
            let held = app.actor_of(&person).await.unwrap().held;
            let units: Vec<UnitId> =
                held.into_iter().filter(|held| held.role == role).filter_map(|held| held.unit).collect();
            for case in shown {
                let stream = StreamId(case["id"].as_str().unwrap().to_owned());
                let kind = cases::named(stream.kind()).unwrap();
                let mut state = kind.blank();
                for event in app.store().load(&stream, 0).await.unwrap() {
                    state = kind.evolve(state, &event.recorded, event.recorded_at.day()).unwrap();
                }
                let today = app.today();
                let views: Vec<_> = audiences(role, &person, &units)
                    .iter()
                    .filter_map(|audience| kind.view(&state, audience, today, &policy))
                    .collect();
                assert!(!views.is_empty(), "{who} was shown {stream}, which no view shows");
                let within = views.iter().any(|view| within(case, &serde_json::to_value(view).unwrap()));
                assert!(within, "{who} was shown more of {stream} than the view has:\n{case:#}");
                let row = kind.row(&state, &policy);
                let applied = |(who, part): &(Who, Part)| {
                    *part == Part::Applicant
                        && match who {
                            Who::Person(id) => *id == person,
                            Who::Unit(id) => units.contains(id),
                        }
                };
                if matches!(role, Role::Official | Role::UnitContact) && kind.name() == "tolerance" {
                    let told = row.disclosed || row.parts.iter().any(applied);
                    assert!(told, "{who} was shown {stream} before disclosure was approved (G4)");
                }
                if matches!(role, Role::Official | Role::UnitContact | Role::Committee | Role::AppraisalOwner)
                {
                    plain += 1;
                    assert!(OF_OFFICERS.iter().all(|name| case.get(name).is_none()), "{who} {stream}");
                    assert_eq!(case["timeline"], Value::Array(Vec::new()), "{who} {stream}");
                    assert!(case["actions"].get("not_yet").is_none(), "{who} {stream}");
                }
                compared += 1;
            }
        }
        println!("{compared} cases as they were shown, {plain} of them to those outside");
        assert!(compared > 200 && plain > 20, "{compared} {plain}");
    });
}

/// Whether the case shows no part, no word and nobody that the view has not.
fn within(case: &Value, view: &Value) -> bool {
    let (mut people, mut known) = (BTreeSet::new(), BTreeSet::new());
    for name in OF_THE_VIEW {
        mentioned(&case[name], &mut people);
    }
    leaves(view, &mut known);
    let sections = |value: &Value| {
        let ids = value["sections"].as_array().into_iter().flatten();
        ids.filter_map(|one| one["id"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let blocks = |value: &Value| {
        let all = value["sections"].as_array().into_iter().flatten();
        all.map(|one| one["blocks"].as_array().map_or(0, Vec::len)).collect::<Vec<_>>()
    };
    let rows = |value: &Value, name: &str| value[name].as_array().map_or(0, Vec::len);
    people.is_subset(&known)
        && sections(case) == sections(view)
        && blocks(case) == blocks(view)
        && rows(case, "facts") == rows(view, "facts")
        && rows(case, "tags") == rows(view, "tags")
        && rows(case, "steps") == rows(view, "steps")
        && rows(case, "limits") == rows(view, "running")
        && rows(case, "next") == rows(view, "next")
        && case["title"] == view["title"]
        && case["status"]["word"] == view["status"][0]
}
