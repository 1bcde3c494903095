//! Signing in, failing to, and the first administrator.

use rongheng_app::{Actor, Error, Held, NewAccount, SignIn, SignInRefused};
use rongheng_domain::{day::Moment, people::Role};

use crate::support::House;

const PASSWORD: &str = "correct horse battery";

async fn house(demo: bool) -> House {
    let house = House::empty("2026-03-02", demo).await;
    let account = |login: &str| NewAccount {
        login: login.to_owned(),
        person: login.into(),
        held: vec![
            Held { role: Role::CaseOfficer, unit: Some("discipline".into()) },
            Held { role: Role::ConsultedMember, unit: Some("discipline".into()) },
        ],
        password: Some(PASSWORD.to_owned()),
    };
    house.app.open_accounts(&Actor::jobs(), vec![account("lin"), account("su")]).await.unwrap();
    house
}

fn typed(login: &str, password: &str, address: &str) -> SignIn {
    SignIn { login: login.to_owned(), password: password.to_owned(), totp: None, address: address.to_owned() }
}

#[tokio::test]
async fn a_session_lives_while_it_is_used_and_ends_after_half_an_hour() {
    let house = house(false).await;
    let signed = house.app.sign_in(typed("ＬＩＮ", PASSWORD, "10.0.0.1")).await.unwrap();
    assert!(signed.must_change, "somebody else set the password");
    for _ in 0..3 {
        house.clock.pass(25 * 60_000_000);
        assert!(house.app.session(&signed.token).await.unwrap().is_some());
    }
    house.clock.pass(31 * 60_000_000);
    assert!(house.app.session(&signed.token).await.unwrap().is_none());
    assert!(house.app.session("made up").await.unwrap().is_none());
}

#[tokio::test]
async fn five_failures_make_an_account_wait_and_its_colleagues_behind_the_same_address_do_not() {
    let house = house(false).await;
    for _ in 0..5 {
        let wrong = house.app.sign_in(typed("lin", "wrong", "10.0.0.1")).await;
        assert!(matches!(wrong, Err(SignInRefused::Wrong)));
    }
    let right = house.app.sign_in(typed("lin", PASSWORD, "10.0.0.9")).await;
    assert!(matches!(right, Err(SignInRefused::Throttled(1..=10))), "from any address");
    house.app.sign_in(typed("su", PASSWORD, "10.0.0.1")).await.unwrap();
    house.clock.pass(601 * 1_000_000);
    house.app.sign_in(typed("lin", PASSWORD, "10.0.0.1")).await.unwrap();
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_waits() {
    let house = house(false).await;
    for n in 0..20 {
        let wrong = house.app.sign_in(typed(&format!("guess{n}"), "wrong", "10.0.0.7")).await;
        assert!(matches!(wrong, Err(SignInRefused::Wrong)), "{n}");
    }
    let blocked = house.app.sign_in(typed("su", PASSWORD, "10.0.0.7")).await;
    assert!(matches!(blocked, Err(SignInRefused::Throttled(_))));
    house.app.sign_in(typed("su", PASSWORD, "10.0.0.8")).await.unwrap();
}

#[tokio::test]
async fn a_role_is_switched_among_those_held_and_a_changed_password_ends_the_other_sessions() {
    let house = house(false).await;
    let one = house.app.sign_in(typed("lin", PASSWORD, "a")).await.unwrap();
    let other = house.app.sign_in(typed("lin", PASSWORD, "a")).await.unwrap();
    house.app.switch_role(&one.token, Role::ConsultedMember).await.unwrap();
    let now = house.app.session(&one.token).await.unwrap().unwrap();
    assert_eq!(
        (now.actor.role(), now.actor.roles()),
        (Some(Role::ConsultedMember), vec![Role::ConsultedMember])
    );
    assert!(matches!(house.app.switch_role(&one.token, Role::Leader).await, Err(Error::NotFound)));
    assert!(house.app.change_password(&one.token, PASSWORD, "short").await.is_err());
    house.app.change_password(&one.token, PASSWORD, "another long password").await.unwrap();
    assert!(house.app.session(&other.token).await.unwrap().is_none());
    assert!(!house.app.session(&one.token).await.unwrap().unwrap().must_change);
    house.app.sign_out(&one.token).await.unwrap();
    assert!(house.app.session(&one.token).await.unwrap().is_none());
}

#[tokio::test]
async fn one_click_works_in_the_demo_only() {
    let real = house(false).await;
    assert!(real.app.demo_people().await.unwrap().is_empty());
    assert!(real.app.sign_in_demo("lin", Role::CaseOfficer, "a").await.is_err());
    let demo = house(true).await;
    assert_eq!(demo.app.demo_people().await.unwrap().len(), 4);
    let signed = demo.app.sign_in_demo("lin", Role::CaseOfficer, "a").await.unwrap();
    assert_eq!(signed.actor.role(), Some(Role::CaseOfficer));
    assert!(demo.app.sign_in_demo("lin", Role::Leader, "a").await.is_err());
}

#[tokio::test]
async fn the_second_factor_is_asked_for_once_it_is_set() {
    let house = house(false).await;
    let signed = house.app.sign_in(typed("lin", PASSWORD, "a")).await.unwrap();
    let secret = house.app.new_totp_secret().unwrap();
    assert!(matches!(house.app.set_totp(&signed.token, &secret, "000000").await, Err(SignInRefused::Totp)));
    let seconds = u64::try_from(rongheng_app::Clock::now(&*house.clock).0 / 1_000_000).unwrap();
    let totp = totp_rs::Builder::new()
        .with_secret(totp_rs::Secret::try_from_base32(&secret).unwrap())
        .build()
        .unwrap();
    let code = totp.generate(seconds).to_string();
    house.app.set_totp(&signed.token, &secret, &code).await.unwrap();
    assert!(matches!(house.app.sign_in(typed("lin", PASSWORD, "a")).await, Err(SignInRefused::Totp)));
    let mut right = typed("lin", PASSWORD, "a");
    right.totp = Some(code);
    house.app.sign_in(right).await.unwrap();
}

#[tokio::test]
async fn the_first_administrator_is_made_with_the_printed_code_exactly_once() {
    let house = House::empty("2026-03-02", false).await;
    assert!(house.app.awaits_first_administrator().await.unwrap());
    let make = |code: String, login: &'static str| {
        let app = house.app.clone();
        async move { app.make_first_administrator(&code, "示范纪委监委", "甲", login, PASSWORD).await }
    };
    assert!(make("wrong".to_owned(), "root").await.is_err());
    make(house.code.clone(), "root").await.unwrap();
    assert!(!house.app.awaits_first_administrator().await.unwrap());
    assert!(matches!(make(house.code.clone(), "other").await, Err(Error::NotFound)));
    let signed = house.app.sign_in(typed("root", PASSWORD, "a")).await.unwrap();
    assert_eq!(signed.actor.roles(), [Role::SystemAdmin]);
}

#[tokio::test]
async fn an_account_holds_one_administrator_and_nothing_else() {
    let house = house(false).await;
    let account = |roles: &[Role]| NewAccount {
        login: "kang".to_owned(),
        person: "kang".into(),
        held: roles.iter().map(|role| Held { role: *role, unit: Some("discipline".into()) }).collect(),
        password: None,
    };
    for roles in [[Role::SystemAdmin, Role::Auditor], [Role::SecurityAdmin, Role::CaseOfficer]] {
        let refused = house.app.open_accounts(&Actor::jobs(), vec![account(&roles)]).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{roles:?}");
    }
    house.app.open_accounts(&Actor::jobs(), vec![account(&[Role::Auditor])]).await.unwrap();
    let lin = house.app.actor_of(&"lin".into()).await.unwrap();
    assert!(house.app.open_accounts(&lin, vec![account(&[Role::Leader])]).await.is_err());
    let _: Moment = rongheng_app::Clock::now(&*house.clock);
}
