//! The table as SQL: which cases a list may show. The only SQL text outside the store.

use std::collections::BTreeMap;

use rongheng_domain::kind::Part;
use rongheng_store::Scope;

use super::{
    GATED,
    table::{May, Reach, TABLE},
};
use crate::{Actor, kinds};

/// `person:lin`, and `unit:discipline` for each unit where a role in use is held.
pub(crate) fn whos(actor: &Actor) -> Vec<String> {
    let mut whos = vec![format!("person:{}", actor.person)];
    for held in actor.in_use() {
        let who = held.unit.as_ref().map(|unit| format!("unit:{unit}"));
        whos.extend(who.filter(|who| !whos.contains(who)));
    }
    whos
}

/// Alternatives under construction: condition with its binds, and the kinds it holds for.
type Alternatives = BTreeMap<(String, Vec<String>), Vec<&'static str>>;

/// The cases this actor may see, over `r_case c`.
pub(crate) fn scope(actor: &Actor) -> Scope {
    let mut alternatives = Alternatives::new();
    for held in actor.in_use() {
        for row in TABLE.iter().filter(|row| row.role == held.role && matches!(row.may, May::See(_))) {
            let unit = held.unit.as_ref().map(|unit| unit.0.clone());
            let condition = match (row.reach, unit) {
                (Reach::All, _) => ("1 = 1".to_owned(), Vec::new()),
                (Reach::Closed, _) => ("c.closed_on <> ''".to_owned(), Vec::new()),
                (Reach::Organ, Some(unit)) => ("c.organ = ?".to_owned(), vec![unit]),
                (Reach::Own(parts), _) => belongs(format!("person:{}", actor.person), parts),
                (Reach::OfUnit(parts), Some(unit)) => belongs(format!("unit:{unit}"), parts),
                (Reach::Opens, _) | (Reach::Organ | Reach::OfUnit(_), None) => continue,
            };
            let kinds = alternatives.entry(condition).or_default();
            if !kinds.contains(&row.kind) {
                kinds.push(row.kind);
            }
        }
    }
    render(actor, alternatives)
}

fn belongs(who: String, parts: &[Part]) -> (String, Vec<String>) {
    let list = |gated: bool| {
        let words: Vec<_> = parts
            .iter()
            .filter(|part| GATED.contains(part) == gated)
            .map(|part| format!("'{}'", part.id()))
            .collect();
        (!words.is_empty()).then(|| words.join(", "))
    };
    let part = match (list(false), list(true)) {
        (Some(free), Some(gated)) => {
            format!("(p.part IN ({free}) OR (c.disclosed = 1 AND p.part IN ({gated})))")
        }
        (Some(free), None) => format!("p.part IN ({free})"),
        (None, Some(gated)) => format!("c.disclosed = 1 AND p.part IN ({gated})"),
        (None, None) => "1 = 0".to_owned(),
    };
    (format!("EXISTS (SELECT 1 FROM r_part p WHERE p.stream = c.stream AND p.who = ? AND {part})"), vec![who])
}

fn render(actor: &Actor, alternatives: Alternatives) -> Scope {
    if alternatives.is_empty() {
        return Scope { sql: "1 = 0".to_owned(), binds: Vec::new() };
    }
    let mut binds = Vec::new();
    let mut conditions = Vec::new();
    for ((condition, values), mut of_kinds) in alternatives {
        of_kinds.sort_unstable();
        if of_kinds.len() == kinds::all().len() {
            conditions.push(condition);
        } else {
            let kinds: Vec<_> = of_kinds.iter().map(|kind| format!("'{kind}'")).collect();
            conditions.push(format!("(c.kind IN ({}) AND {condition})", kinds.join(", ")));
        }
        binds.extend(values);
    }
    let whos = whos(actor);
    let marks = vec!["?"; whos.len()].join(", ");
    let excluded = format!(
        "NOT EXISTS (SELECT 1 FROM r_part x WHERE x.stream = c.stream AND x.part = 'excluded' AND x.who IN ({marks}))"
    );
    binds.extend(whos);
    Scope { sql: format!("({}) AND {excluded}", conditions.join(" OR ")), binds }
}

#[cfg(test)]
mod tests {
    use rongheng_domain::people::Role;

    use super::*;
    use crate::Held;

    fn actor(role: Role) -> Actor {
        Actor {
            person: "lin".into(),
            held: vec![Held { role, unit: Some("discipline".into()) }],
            acting: None,
        }
    }

    #[test]
    fn as_many_marks_as_binds_for_every_role() {
        for role in Role::ALL {
            let scope = scope(&actor(*role));
            assert_eq!(scope.sql.matches('?').count(), scope.binds.len(), "{}", scope.sql);
        }
    }

    #[test]
    fn an_officer_lists_the_organ_by_its_index_and_an_administrator_nothing() {
        let officer = scope(&actor(Role::CaseOfficer));
        assert!(officer.sql.starts_with("(c.organ = ?) AND NOT EXISTS"), "{}", officer.sql);
        assert_eq!(officer.binds, ["discipline", "person:lin", "unit:discipline"]);
        assert_eq!(scope(&actor(Role::SystemAdmin)).sql, "1 = 0");
    }
}
