use serde_json::json;

use super::*;
use crate::registers::{
    Register as _,
    keeping::{
        decide,
        tests::{keeping, refused},
    },
    told,
};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn of(person: &str, roles: &[(Role, &str)]) -> AccountRecord {
    let mut events = vec![AccountEvent::Opened { person: person.into() }];
    events.extend(roles.iter().map(|(role, unit)| AccountEvent::RoleGranted {
        grant: Grant {
            role: *role,
            unit: Some(UnitId::from(*unit)),
            from: day("2026-01-01"),
            until: None,
            why: "岗位需要".to_owned(),
            approved_by: None,
        },
    }));
    told::<AccountRecord>(&events)
}

fn security() -> Keeping {
    keeping("kang", Role::SecurityAdmin, "su")
}

fn opening(login: &str, person: &str, role: &str) -> Value {
    json!({"login": login, "person": person, "role": role, "unit": "discipline", "why": "岗位需要"})
}

fn granting(role: &str) -> Value {
    json!({"role": role, "unit": "discipline", "why": "岗位需要"})
}

#[test]
fn the_program_s_own_role_is_the_one_that_is_never_given() {
    assert_eq!(Role::CHOICES.last().unwrap().0, Role::SystemJobs.id());
    assert_eq!(GIVEN.len() + 1, Role::ALL.len());
    let says = refused(decide(&of("su", &[]), "grant", granting("system_jobs"), &security()));
    assert!(says.contains("只属于系统本身"), "{says}");
}

#[test]
fn an_account_is_opened_with_its_first_role_and_a_password_that_must_be_changed() {
    let events =
        decide(&AccountRecord::default(), "open", opening("su.ruohe", "su", "case_officer"), &security());
    let account = told::<AccountRecord>(&events.unwrap());
    assert_eq!(account.roles_on(day("2026-03-02")), [Role::CaseOfficer]);
    assert!(account.must_change && account.password_hash.is_some());
    assert_eq!(account.grants[0].approved_by, Some("kang".into()));
}

/// The codes of a refusal.
fn codes(result: Result<Vec<AccountEvent>, Failure>) -> Vec<&'static str> {
    let Err(Failure::Refused(refusal)) = result else { panic!("a refusal") };
    refusal.codes()
}

#[test]
fn a_refusal_names_its_rule() {
    let blank = AccountRecord::default();
    let officer = keeping("lin", Role::CaseOfficer, "su");
    assert_eq!(codes(decide(&blank, "open", Value::Null, &officer)), ["G12.duties"]);
    let own = opening("kang2", "kang", "leader");
    assert_eq!(codes(decide(&blank, "open", own, &security())), ["G12.self"]);
    let odd = opening("苏", "su", "case_officer");
    assert_eq!(codes(decide(&blank, "open", odd, &security())), ["G12.fits"]);
}

#[test]
fn a_login_that_could_be_mistaken_for_another_is_refused() {
    for login in ["Su", "苏", "su ruohe", ".su", "su_r", &"s".repeat(41)] {
        let answers = opening(login, "su", "case_officer");
        let says = refused(decide(&AccountRecord::default(), "open", answers, &security()));
        assert!(says.starts_with("login:"), "{login}: {says}");
    }
}

#[test]
fn nobody_gives_themselves_a_role_by_any_way() {
    let blank = AccountRecord::default();
    let says = refused(decide(&blank, "open", opening("kang2", "kang", "leader"), &security()));
    assert!(says.contains("不能给自己"), "{says}");
    let own = of("kang", &[(Role::SecurityAdmin, "discipline")]);
    let why = json!({"why": "试一试", "held": "security_admin@discipline", "role": "leader", "unit": "x"});
    for act in AccountRecord::ACTS.iter().filter(|act| !act.opens && own.fits(act.name, day("2026-03-02"))) {
        let says = refused(decide(&own, act.name, why.clone(), &security()));
        assert!(says.contains("您自己的账号"), "{}: {says}", act.name);
    }
}

#[test]
fn the_three_administrators_exclude_one_another_and_all_other_roles_over_all_accounts_of_a_person() {
    let auditor = of("su", &[(Role::Auditor, "discipline")]);
    for role in ["security_admin", "system_admin", "case_officer"] {
        let says = refused(decide(&auditor, "grant", granting(role), &security()));
        assert!(says.contains("此人在这段时间里是审计管理员"), "{role}: {says}");
    }
    let officer = of("su", &[(Role::CaseOfficer, "discipline")]);
    assert!(refused(decide(&officer, "grant", granting("auditor"), &security())).contains("承办人"));
    let mut elsewhere = security();
    elsewhere.others = vec![auditor];
    let blank = AccountRecord::default();
    let says = refused(decide(&blank, "open", opening("su2", "su", "case_officer"), &elsewhere));
    assert!(says.contains("审计管理员"), "{says}");
}

#[test]
fn a_role_is_given_neither_back_in_time_nor_twice_nor_for_no_day() {
    let officer = of("su", &[(Role::CaseOfficer, "discipline")]);
    let with = |from: &str, last: &str| {
        let mut answers = granting("team_leader");
        answers["from"] = json!(from);
        answers["last"] = json!(last);
        answers
    };
    assert!(
        refused(decide(&officer, "grant", with("2026-03-01", "2026-03-09"), &security())).contains("倒签")
    );
    let says = refused(decide(&officer, "grant", with("2026-03-09", "2026-03-08"), &security()));
    assert!(says.starts_with("last:"), "{says}");
    assert!(refused(decide(&officer, "grant", granting("case_officer"), &security())).contains("已经有"));
    let events = decide(&officer, "grant", with("2026-03-09", "2026-03-09"), &security()).unwrap();
    let AccountEvent::RoleGranted { grant } = &events[0] else { panic!("a grant") };
    assert!(grant.held_on(day("2026-03-09")) && !grant.held_on(day("2026-03-10")), "the last day counts");
}

#[test]
fn a_role_is_withdrawn_from_today_and_only_where_it_is_held() {
    let officer = of("su", &[(Role::CaseOfficer, "discipline")]);
    let take = |held: &str| json!({"held": held, "why": "调离"});
    assert!(refused(decide(&officer, "withdraw", take("leader@discipline"), &security())).contains("没有"));
    let events = decide(&officer, "withdraw", take("case_officer@discipline"), &security()).unwrap();
    let after = events.iter().fold(officer, |record, event| record.evolve(event, day("2026-03-02")));
    assert_eq!(after.roles_on(day("2026-03-02")), []);
    assert!(!after.fits("withdraw", day("2026-03-02")));
}

#[test]
fn until_there_is_a_security_administrator_the_system_administrator_opens_that_account_and_no_other() {
    let blank = AccountRecord::default();
    let mut first = keeping("ou", Role::SystemAdmin, "kang");
    first.guarded = false;
    assert!(decide(&blank, "open", opening("kang", "kang", "security_admin"), &first).is_ok());
    let says = refused(decide(&blank, "open", opening("su", "su", "case_officer"), &first));
    assert!(says.contains("由安全管理员开立"), "{says}");
    let says = refused(decide(&blank, "open", opening("ou2", "ou", "security_admin"), &first));
    assert!(says.contains("不能给自己"), "{says}");
    first.guarded = true;
    let says = refused(decide(&blank, "open", opening("kang", "kang", "security_admin"), &first));
    assert!(says.contains("由安全管理员开立"), "{says}");
    let says = refused(decide(&of("su", &[]), "grant", granting("case_officer"), &first));
    assert!(says.contains("由安全管理员办理"), "{says}");
}

#[test]
fn a_disabled_account_is_enabled_and_not_disabled_again() {
    let account = of("su", &[(Role::CaseOfficer, "discipline")]);
    let why = json!({"why": "离职"});
    assert!(refused(decide(&account, "enable", why.clone(), &security())).contains("现在不能办"));
    let events = decide(&account, "disable", why.clone(), &security()).unwrap();
    let disabled = events.iter().fold(account, |record, event| record.evolve(event, day("2026-03-02")));
    assert!(!disabled.is_open());
    assert!(refused(decide(&disabled, "disable", why.clone(), &security())).contains("现在不能办"));
    assert!(decide(&disabled, "enable", why, &security()).is_ok());
}
