//! What the table lets through and what it keeps out, beside the guarantees that beat it.

use std::collections::BTreeSet;

use rongheng_domain::cases;

use super::*;

fn actor(person: &str, role: Role, unit: &str) -> Actor {
    Actor {
        person: person.into(),
        held: vec![Held { role, unit: Some(unit.into()) }],
        acting: None,
        narrowed: None,
        stands_in: Vec::new(),
    }
}

fn case(disclosed: bool) -> Known {
    let mut parts = vec![
        (Who::Unit("discipline".into()), Part::Organ),
        (Who::Person("zhou".into()), Part::Official),
        (Who::Person("peng".into()), Part::Applicant),
        (Who::Person("lin".into()), Part::Team),
    ];
    parts.sort();
    Known { kind: "tolerance", organ: Some("discipline".into()), parts, disclosed, closed: false }
}

fn action(name: &str) -> &'static Action {
    crate::kinds::kind("tolerance").unwrap().action(name).unwrap()
}

fn told(result: Result<(), Denied>) -> &'static str {
    match result.unwrap_err() {
        Denied::Told(refusal) => refusal.rule.code,
        Denied::Hidden => "hidden",
    }
}

#[test]
fn for_each_action_the_roles_of_the_table_are_those_the_mechanism_gives_it_to() {
    for kind in cases::all() {
        for action in kind.actions() {
            let table: BTreeSet<_> = TABLE
                .iter()
                .filter(|r| r.kind == kind.name())
                .filter(|r| matches!(r.may, May::Do(acts) if acts.contains(&action.name)))
                .map(|r| r.role)
                .collect();
            let who: BTreeSet<_> = action.who.iter().copied().collect();
            assert_eq!(table, who, "{}.{}", kind.name(), action.name);
        }
    }
}

#[test]
fn every_act_of_the_table_is_an_action_and_openings_open() {
    for row in TABLE {
        let May::Do(acts) = row.may else { continue };
        for act in acts {
            let action = crate::kinds::kind(row.kind).unwrap().action(act);
            let action = action.unwrap_or_else(|| panic!("{}.{act} is no action", row.kind));
            assert_eq!(action.opens, row.reach == Reach::Opens, "{}.{act}", row.kind);
        }
    }
}

#[test]
fn the_three_administrators_have_no_row() {
    for role in [Role::SystemAdmin, Role::SecurityAdmin, Role::Auditor] {
        assert!(TABLE.iter().all(|row| row.role != role));
        assert_eq!(audience(&actor("nie", role, "discipline"), &case(true)), Err(Denied::Hidden));
    }
}

#[test]
fn until_disclosure_the_official_may_not_even_know_and_afterwards_may_defend() {
    let zhou = actor("zhou", Role::Official, "center");
    assert_eq!(told(may(&zhou, "tolerance", action("defend"), Some(&case(false)))), "hidden");
    assert_eq!(may(&zhou, "tolerance", action("defend"), Some(&case(true))), Ok(()));
}

#[test]
fn an_official_who_applied_is_told_of_the_gate() {
    let mut known = case(false);
    known.parts.push((Who::Person("zhou".into()), Part::Applicant));
    let zhou = actor("zhou", Role::Official, "center");
    assert_eq!(told(may(&zhou, "tolerance", action("defend"), Some(&known))), "G4");
    assert_eq!(may(&zhou, "tolerance", action("supplement"), Some(&known)), Ok(()));
}

#[test]
fn recusal_beats_every_permission_and_hides_the_case_from_those_who_would_not_know() {
    let mut known = case(true);
    for who in ["lin", "gu", "zhou2"] {
        known.parts.push((Who::Person(who.into()), Part::Excluded));
    }
    let lin = actor("lin", Role::CaseOfficer, "discipline");
    assert_eq!(told(may(&lin, "tolerance", action("add_evidence"), Some(&known))), "P8");
    assert!(matches!(audience(&lin, &known), Err(Denied::Told(r)) if r.rule.code == "P8"));
    let outsider = actor("zhou2", Role::Official, "center");
    assert_eq!(audience(&outsider, &known), Err(Denied::Hidden));
}

#[test]
fn whoever_is_concerned_comes_to_the_own_case_in_no_other_role() {
    let mut known = case(false);
    known.parts.push((Who::Person("lin".into()), Part::Concerned));
    known.parts.push((Who::Unit("center".into()), Part::Committee));
    let roles = [Role::CaseOfficer, Role::Leader, Role::PrincipalLeader, Role::CaseManagement];
    for role in roles {
        let lin = actor("lin", role, "discipline");
        assert_eq!(audience(&lin, &known), Err(Denied::Hidden), "{role:?}");
        assert_eq!(told(may(&lin, "tolerance", action("declare_recusal"), Some(&known))), "hidden");
    }
    for role in [Role::Committee, Role::UnitContact] {
        assert_eq!(audience(&actor("lin", role, "center"), &known), Err(Denied::Hidden), "{role:?}");
    }
    known.disclosed = true;
    known.parts.push((Who::Person("lin".into()), Part::Official));
    assert!(matches!(
        audience(&actor("lin", Role::Official, "discipline"), &known),
        Ok(Audience::Official(_))
    ));
    assert_eq!(audience(&actor("lin", Role::CaseOfficer, "discipline"), &known), Err(Denied::Hidden));
    assert!(audience(&actor("su", Role::CaseOfficer, "discipline"), &known).is_ok());
}

#[test]
fn an_officer_outside_the_team_and_one_of_another_organ_are_told_apart() {
    let su = actor("su", Role::CaseOfficer, "discipline");
    assert_eq!(told(may(&su, "tolerance", action("find"), Some(&case(true)))), action("find").rule.code);
    let other = actor("su", Role::CaseOfficer, "elsewhere");
    assert_eq!(told(may(&other, "tolerance", action("find"), Some(&case(true)))), "hidden");
}

#[test]
fn a_token_never_gives_more_than_its_role_and_no_more_than_it_names() {
    let all =
        || cases::all().into_iter().flat_map(|kind| kind.actions().iter().map(move |a| (kind.name(), a)));
    let mut allowed = 0;
    for role in Role::ALL {
        let whole = actor("lin", *role, "discipline");
        for named in [Vec::new(), vec!["tolerance.apply".to_owned(), "tolerance.add_evidence".to_owned()]] {
            for kinds in [Vec::new(), vec!["correction".to_owned()]] {
                let mut bearer = whole.clone();
                bearer.narrowed = Some(crate::Narrowed {
                    name: "取数".to_owned(),
                    last: rongheng_domain::day::Day::constant(2026, 12, 31),
                    kinds: kinds.clone(),
                    acts: named.clone(),
                });
                for disclosed in [false, true] {
                    let known = case(disclosed);
                    for (kind, action) in all() {
                        let known = Some(&known).filter(|known| known.kind == kind && !action.opens);
                        if known.is_none() && !action.opens {
                            continue;
                        }
                        if may(&bearer, kind, action, known).is_ok() {
                            allowed += 1;
                            assert_eq!(may(&whole, kind, action, known), Ok(()), "{role:?} {}", action.name);
                            assert!(named.contains(&format!("{kind}.{}", action.name)));
                            assert!(kinds.is_empty());
                        }
                    }
                    if let Ok(seen) = audience(&bearer, &known) {
                        assert_eq!(audience(&whole, &known), Ok(seen));
                        assert!(kinds.is_empty());
                    }
                }
                assert!(opening(&bearer).iter().all(|open| opening(&whole).contains(open)));
                assert!(!enters(&bearer));
            }
        }
    }
    assert!(allowed > 0, "some token does something");
}
