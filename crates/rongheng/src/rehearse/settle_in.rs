//! Puts the district into the registers: settings, units, people, kin, accounts.

use anyhow::{Context, Result};
use rongheng_app::{
    Actor, App, Held, NewAccount, ONLY, RegisterWrite,
    domain::{
        day::Day,
        ids::{PersonId, UnitId},
        people::{Identity, Role, Tier},
        registers::{
            organisation::{OrganisationEvent, OrganisationKind, OrganisationRecord},
            person::{PersonEvent, PersonRecord, Post},
            settings::{Settings, SettingsEvent},
        },
    },
};

use super::{
    district::{District, Person, Unit},
    play::day,
    story,
};

/// Since when the district's units and posts are as they are.
const LONG_AGO: &str = "2020-01-01";

/// Enters the whole district; nobody signs in during a rehearsal, so passwords are set only for the demo.
pub(crate) async fn settle_in(app: &App, district: &District, today: &str, passwords: bool) -> Result<()> {
    let by = Actor::jobs();
    let from = day(LONG_AGO)?;
    let settings: Settings = serde_json::from_value(serde_json::to_value(&district.settings)?)
        .context("演示区的 settings 与本单位设定的格式不符")?;
    let why = "演示区设定（示范）".to_owned();
    let mut writes = vec![RegisterWrite::new::<Settings>(ONLY, &[SettingsEvent::Set { settings, why }])];
    for unit in &district.units {
        writes.push(RegisterWrite::new::<OrganisationRecord>(&unit.id, &unit_events(unit, from)));
    }
    for person in &district.people {
        writes.push(RegisterWrite::new::<PersonRecord>(&person.id, &person_events(person, district, from)?));
    }
    app.write_registers(&by, writes).await?;
    let accounts = accounts(district, passwords)?;
    app.open_accounts(&by, accounts).await.with_context(|| format!("{today} 开设演示账号"))
}

fn unit_events(unit: &Unit, from: Day) -> Vec<OrganisationEvent> {
    let person = |id: &String| PersonId::from(id.as_str());
    let mut events = vec![OrganisationEvent::Registered {
        name: unit.name.clone(),
        kind: kind_of(&unit.id),
        parent: None,
        committee: unit.committee.as_deref().map(UnitId::from),
        code: None,
        repaired_from: None,
        from,
    }];
    if let Some(head) = &unit.head {
        events.push(OrganisationEvent::HeadSet { head: Some(person(head)), from });
    }
    if let Some(secretary) = &unit.secretary {
        events.push(OrganisationEvent::SecretarySet { secretary: Some(person(secretary)), from });
    }
    events
}

/// The ids of the district say what a unit is.
fn kind_of(id: &str) -> OrganisationKind {
    match id.rsplit_once('_').map_or(id, |(_, last)| last) {
        "discipline" => OrganisationKind::Organ,
        "committee" | "group" => OrganisationKind::Committee,
        "street" => OrganisationKind::Street,
        "community" => OrganisationKind::Community,
        "cooperative" => OrganisationKind::EconomicCooperative,
        "centre" => OrganisationKind::Institution,
        _ => OrganisationKind::Department,
    }
}

fn person_events(person: &Person, district: &District, from: Day) -> Result<Vec<PersonEvent>> {
    let mut posts = vec![Post {
        unit: UnitId::from(person.unit.as_str()),
        title: person.post.clone(),
        heads_unit: district.units.iter().any(|u| u.head.as_deref() == Some(person.id.as_str())),
        from,
        until: None,
        tier: None,
    }];
    for also in &person.also {
        posts.push(Post {
            unit: UnitId::from(also.unit.as_str()),
            title: also.post.clone(),
            heads_unit: false,
            from,
            until: None,
            tier: also.tier.as_deref().map(|tier| tier_of(&person.id, tier)).transpose()?,
        });
    }
    for former in &person.former {
        posts.push(Post {
            unit: UnitId::from(former.unit.as_str()),
            title: "原任职务".to_owned(),
            heads_unit: false,
            from,
            until: Some(day(&story::day(&former.until)?)?),
            tier: None,
        });
    }
    let mut events = vec![PersonEvent::Registered {
        name: person.name.clone(),
        posts,
        identity: Identity::from_id(&person.identity)
            .with_context(|| format!("{} 的 identity 不对", person.id))?,
        party_member: person.party_member,
        tier: tier_of(&person.id, &person.tier)?,
    }];
    if let Some(on) = &person.retired_on {
        events.push(PersonEvent::Retired { on: day(&story::day(on)?)? });
    }
    for kin in &person.kin {
        events.push(PersonEvent::KinEntered {
            person: PersonId::from(kin.as_str()),
            relation: "近亲属".to_owned(),
        });
    }
    Ok(events)
}

fn tier_of(person: &str, tier: &str) -> Result<Tier> {
    Tier::from_id(tier).with_context(|| format!("{person} 的 tier 不对"))
}

fn accounts(district: &District, passwords: bool) -> Result<Vec<NewAccount>> {
    let mut accounts = Vec::new();
    for account in &district.accounts {
        let person = district.people.iter().find(|p| p.id == account.person).context("账号没有对应的人员")?;
        let mut held = Vec::new();
        for role in &account.roles {
            let role = Role::from_id(role).with_context(|| format!("没有角色 {role}"))?;
            held.push(Held { role, unit: Some(UnitId::from(person.unit.as_str())) });
        }
        accounts.push(NewAccount {
            login: account.person.clone(),
            person: PersonId::from(account.person.as_str()),
            held,
            password: passwords.then(|| district.password.clone()),
        });
    }
    Ok(accounts)
}
