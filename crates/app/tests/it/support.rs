//! A district in a temporary folder, and a player of story files.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use rongheng_app::{
    Actor, App, Ask, Config, Error, Held, NewAccount, ONLY, RegisterWrite, Result, StoryClock, page::Done,
};
use rongheng_domain::{
    day::Day,
    ids::{PersonId, StreamId, UnitId},
    people::{Identity, Role, Tier},
    registers::{
        organisation::{OrganisationEvent, OrganisationKind, OrganisationRecord},
        person::{PersonEvent, PersonRecord, Post},
        settings::{Settings, SettingsEvent},
    },
};
use serde_json::{Value, json};

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// An installation of its own.
pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) clock: Arc<StoryClock>,
    pub(crate) code: String,
    pub(crate) folder: tempfile::TempDir,
    cases: BTreeMap<String, StreamId>,
}

impl House {
    /// An empty installation.
    pub(crate) async fn empty(on: &str, demo: bool) -> Self {
        Self::on_database(on, demo, None, Vec::new()).await
    }

    async fn on_database(on: &str, demo: bool, database: Option<String>, reach: Vec<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(StoryClock::on(day(on)));
        let mut config = Config { demo, clock: Arc::clone(&clock) as _, ..Config::in_folder(folder.path()) };
        config.database = database.unwrap_or(config.database);
        config.webhook_hosts = reach;
        let (app, first) = App::init(config).await.unwrap();
        Self { app, clock, code: first.code, folder, cases: BTreeMap::new() }
    }

    /// With the policy of Liwan and the people of the demo district.
    pub(crate) async fn district(on: &str) -> Self {
        Self::district_on(on, None).await
    }

    /// The same in this database, where one is named.
    pub(crate) async fn district_on(on: &str, database: Option<String>) -> Self {
        Self::settled(Self::on_database(on, true, database, Vec::new()).await).await
    }

    /// The same in this database, from which webhooks reach this host.
    pub(crate) async fn district_reaching(on: &str, database: String, host: &str) -> Self {
        Self::settled(Self::on_database(on, true, Some(database), vec![host.to_owned()]).await).await
    }

    /// The same, from which webhooks reach this host.
    pub(crate) async fn reaching(on: &str, host: &str) -> Self {
        Self::settled(Self::on_database(on, true, None, vec![host.to_owned()]).await).await
    }

    async fn settled(house: Self) -> Self {
        let imported = house.app.import_policy(&Actor::jobs(), &root().join("policy/liwan")).await.unwrap();
        assert_eq!(imported.faults, []);
        let text = std::fs::read_to_string(root().join("demo/district.toml")).unwrap();
        let district: toml::Table = toml::from_str(&text).unwrap();
        house.settle_in(&json(&toml::Value::Table(district))).await;
        house
    }

    async fn settle_in(&self, district: &Value) {
        let from = day("2020-01-01");
        let settings: Settings = serde_json::from_value(district["settings"].clone()).unwrap();
        let set = SettingsEvent::Set { settings, why: "示范".to_owned() };
        let mut writes = vec![RegisterWrite::new::<Settings>(ONLY, &[set])];
        let id = |value: &Value| value.as_str().map(PersonId::from);
        for unit in district["unit"].as_array().unwrap() {
            let events = [
                OrganisationEvent::Registered {
                    name: unit["name"].as_str().unwrap().to_owned(),
                    kind: OrganisationKind::Department,
                    parent: None,
                    committee: unit["committee"].as_str().map(UnitId::from),
                    code: None,
                    repaired_from: None,
                    from,
                },
                OrganisationEvent::HeadSet { head: id(&unit["head"]), from },
                OrganisationEvent::SecretarySet { secretary: id(&unit["secretary"]), from },
            ];
            writes.push(RegisterWrite::new::<OrganisationRecord>(unit["id"].as_str().unwrap(), &events));
        }
        let mut units = BTreeMap::new();
        let heads: Vec<_> = district["unit"].as_array().unwrap().iter().map(|u| u["head"].clone()).collect();
        for person in district["person"].as_array().unwrap() {
            let unit = UnitId::from(person["unit"].as_str().unwrap());
            units.insert(person["id"].as_str().unwrap().to_owned(), unit.clone());
            let post = |unit, until| Post {
                unit,
                title: person["post"].as_str().unwrap().to_owned(),
                heads_unit: heads.contains(&person["id"]),
                from,
                until,
                tier: None,
            };
            let mut posts = vec![post(unit, None)];
            for former in person["former"].as_array().into_iter().flatten() {
                let until = day(former["until"].as_str().unwrap());
                posts.push(post(UnitId::from(former["unit"].as_str().unwrap()), Some(until)));
            }
            let mut events = vec![PersonEvent::Registered {
                name: person["name"].as_str().unwrap().to_owned(),
                posts,
                identity: Identity::from_id(person["identity"].as_str().unwrap()).unwrap(),
                party_member: person["party_member"].as_bool().unwrap(),
                tier: Tier::from_id(person["tier"].as_str().unwrap()).unwrap(),
            }];
            for kin in person["kin"].as_array().into_iter().flatten() {
                events.push(PersonEvent::KinEntered {
                    person: id(kin).unwrap(),
                    relation: "近亲属".to_owned(),
                });
            }
            writes.push(RegisterWrite::new::<PersonRecord>(person["id"].as_str().unwrap(), &events));
        }
        self.app.write_registers(&Actor::jobs(), writes).await.unwrap();
        let accounts = district["account"].as_array().unwrap().iter().map(|account| {
            let login = account["person"].as_str().unwrap();
            let held = account["roles"].as_array().unwrap().iter().map(|role| Held {
                role: Role::from_id(role.as_str().unwrap()).unwrap(),
                unit: units.get(login).cloned(),
            });
            NewAccount { login: login.to_owned(), person: login.into(), held: held.collect(), password: None }
        });
        self.app.open_accounts(&Actor::jobs(), accounts.collect()).await.unwrap();
    }

    pub(crate) async fn who(&self, person: &str) -> Actor {
        self.app.actor_of(&person.into()).await.unwrap()
    }

    /// Moves the clock; the date is confirmed, and what lapses lapses.
    pub(crate) async fn on(&self, on: &str) {
        self.clock.move_to(day(on));
        self.app.confirm_date().await.unwrap();
        self.app.settle().await.unwrap();
    }

    pub(crate) async fn act(
        &self,
        who: &str,
        case: Option<&StreamId>,
        action: &str,
        answers: Value,
    ) -> Result<Done> {
        let ask = Ask::new(self.who(who).await, "tolerance", case.cloned(), action, answers);
        self.app.execute(ask).await
    }

    /// 申请 by `peng` for the acquisition centre, about `zhou`.
    pub(crate) async fn apply(&self) -> StreamId {
        self.act("peng", None, "apply", application()).await.unwrap().case
    }

    /// Plays the steps of a story file up to and without the first one named `until`; steps that the story
    /// expects to be refused are left out.
    pub(crate) async fn play(&mut self, story: &str, until: Option<&str>) {
        let text = std::fs::read_to_string(root().join("demo").join(story)).unwrap();
        let story = json(&toml::Value::Table(toml::from_str(&text).unwrap()));
        for step in story["step"].as_array().unwrap() {
            if step["action"].as_str() == until {
                return;
            }
            if step["expect"].is_object() {
                continue;
            }
            self.on(step["on"].as_str().unwrap()).await;
            self.step(step).await;
            self.app.settle().await.unwrap();
        }
    }

    async fn step(&mut self, step: &Value) {
        let (kind, action) = step["action"].as_str().unwrap().split_once('.').unwrap();
        let name = step["case"].as_str().unwrap();
        let case = self.case(name).await;
        let answers = self.resolved(step["answers"].clone()).await;
        let mut ask = Ask::new(self.who(step["actor"].as_str().unwrap()).await, kind, case, action, answers);
        ask.acted_for = step["acted_for"].as_str().map(PersonId::from);
        ask.paper_on = step["paper"].as_str().map(day);
        ask.original.place = step["place"].as_str().map(str::to_owned);
        let done = self.app.execute(ask).await;
        let done = done.unwrap_or_else(|error| panic!("{} {}: {error}", step["on"], step["action"]));
        self.cases.insert(name.to_owned(), done.case);
    }

    /// The case a story calls `name`.
    pub(crate) async fn case(&self, name: &str) -> Option<StreamId> {
        if let Some(case) = self.cases.get(name) {
            return Some(case.clone());
        }
        let mut parts = name.split('.');
        let owner = self.cases.get(parts.next()?)?;
        let kind = parts.next()?;
        let nth: usize = parts.next()?.parse().ok()?;
        let page = self.app.find_case(&self.who("bai").await, owner).await.unwrap();
        page.related.into_iter().map(|r| r.stream).filter(|s| s.kind() == kind).nth(nth - 1)
    }

    /// `@征地拆迁` is the sample circumstance of that area.
    async fn resolved(&self, mut answers: Value) -> Value {
        let policy = self.app.policy().await.unwrap();
        if let Some(area) = answers["circumstance"].as_str().and_then(|text| text.strip_prefix('@')) {
            let found = policy.checklist.0.values().find(|one| one.area == area).unwrap();
            answers["circumstance"] = json!(found.code);
        }
        answers
    }
}

/// The answers of 申请.
pub(crate) fn application() -> Value {
    json!({
        "title": "集体决策确定的补偿面积突破个案标准", "applicant": "unit",
        "officials": [{"person": "zhou", "post": "主任"}],
        "unit": "acquisition_centre", "committee": "housing_group", "stage": "investigation",
        "first_day": "2022-06-17", "last_day": "2022-06-17", "facts": "示范：集体研究决定。"
    })
}

/// The codes of the rules that refuse.
pub(crate) fn codes<T: std::fmt::Debug>(result: Result<T>) -> Vec<&'static str> {
    match result.unwrap_err() {
        Error::Refused(refusal) | Error::Forbidden(refusal) => refusal.codes(),
        other => panic!("{other:?}"),
    }
}

fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text.trim_matches('\n')),
        toml::Value::Integer(n) => json!(n),
        toml::Value::Float(n) => json!(n),
        toml::Value::Boolean(yes) => json!(yes),
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::Array(values) => values.iter().map(json).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.iter().map(|(name, value)| (name.clone(), json(value))).collect())
        }
    }
}

impl House {
    /// The case a story calls `name`; it must be there.
    pub(crate) async fn case_named(&self, name: &str) -> StreamId {
        let known: Vec<_> = self.cases.keys().collect();
        self.case(name).await.unwrap_or_else(|| panic!("no case {name} among {known:?}"))
    }

    /// The read tables, each with its name.
    pub(crate) async fn tables(&self) -> Vec<(&'static str, String)> {
        let mut all = Vec::new();
        for table in rongheng_store::read_table_names() {
            let bytes = self.app.store().dump(table).await.unwrap();
            all.push((table, String::from_utf8(bytes).unwrap()));
        }
        all
    }

    /// Nothing waits, the ledger is whole, and the read tables are what a rebuild makes of it.
    pub(crate) async fn is_whole(&self) {
        self.app.settle().await.unwrap();
        let store = self.app.store();
        assert_eq!((store.outbox_length().await.unwrap(), store.dead_letters().await.unwrap()), (0, vec![]));
        let report = store.verify().await.unwrap();
        assert_eq!((report.findings, report.unsealed), (vec![], 0));
        let live = self.tables().await;
        self.app.rebuild().await.unwrap();
        assert_eq!(self.tables().await, live, "the read tables are what a rebuild makes");
    }

    /// The kinds of the events of a stream, in order.
    pub(crate) async fn events(&self, stream: &StreamId) -> Vec<String> {
        let events = self.app.store().load(stream, 0).await.unwrap();
        events.into_iter().map(|event| event.recorded.kind).collect()
    }

    /// The first case of a kind that `case` owes.
    pub(crate) async fn owed(&self, case: &StreamId, kind: &str) -> StreamId {
        let page = self.app.find_case(&self.who("bai").await, case).await.unwrap();
        page.related.into_iter().map(|one| one.stream).find(|stream| stream.kind() == kind).unwrap()
    }

    pub(crate) async fn on_correction(&self, who: &str, case: &StreamId, action: &str, answers: Value) {
        let ask = Ask::new(self.who(who).await, "correction", Some(case.clone()), action, answers);
        self.app.execute(ask).await.unwrap_or_else(|error| panic!("{action}: {error}"));
    }
}
