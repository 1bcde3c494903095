//! The first administrator: made once, with the code that `init` prints.

use rongheng_domain::{
    ids::{PersonId, StreamId},
    kind::Recorded,
    people::{Identity, Role, Tier},
    registers::{
        account::{AccountEvent, AccountRecord, Grant},
        organisation::{OrganisationEvent, OrganisationKind, OrganisationRecord},
        person::{PersonEvent, PersonRecord, Post},
    },
};
use rongheng_store::{Batch, Expected, Write};
use serde_json::json;

use crate::{
    Actor, App, FirstAdministrator, RegisterWrite, Result,
    accounts::{login_of, refused, refused_at},
    error::Error,
    passwords::{check_password, hashed, token},
};

fn installation() -> StreamId {
    StreamId::new("installation", "first_administrator")
}

impl App {
    /// Offers the place of the first administrator to whoever has the printed code.
    pub(crate) async fn offer_first_administrator(&self) -> Result<FirstAdministrator> {
        let code = token()?.chars().take(20).collect::<String>();
        let event = Recorded {
            kind: "installation.offered".to_owned(),
            schema: 1,
            payload: json!({ "code": hashed(&code) }),
        };
        self.0.store.log(&installation(), vec![event], &Actor::jobs().person, self.now()).await?;
        Ok(FirstAdministrator { code })
    }

    /// Whether the first administrator still has to be made.
    pub async fn awaits_first_administrator(&self) -> Result<bool> {
        let events = self.0.store.load(&installation(), 0).await?;
        Ok(events.last().is_some_and(|event| event.recorded.kind == "installation.offered"))
    }

    /// Makes the first administrator with the printed code, which is used up by it, and registers the organ where
    /// nobody has: the frame of every page names it.
    pub async fn make_first_administrator(
        &self,
        code: &str,
        organ_name: &str,
        name: &str,
        login: &str,
        password: &str,
    ) -> Result<()> {
        let events = self.0.store.load(&installation(), 0).await?;
        let offered = events.last().filter(|event| event.recorded.kind == "installation.offered");
        let Some(offered) = offered else { return Err(Error::NotFound) };
        if self.must_wait("first_administrator", "first_administrator").await?.is_some() {
            return Err(refused("输错次数过多，请 10 分钟后再试。"));
        }
        if offered.recorded.payload.get("code") != Some(&json!(hashed(code.trim()))) {
            self.failed("first_administrator", "first_administrator").await?;
            return Err(refused_at("code", "启用码不对，请核对终端上印出的启用码。"));
        }
        let login = login_of(login);
        if login.is_empty() || name.trim().is_empty() || organ_name.trim().is_empty() {
            return Err(refused("请填写本机关名称、姓名和账号。"));
        }
        check_password(password)?;
        let hash = self.hash_password(password).await?;
        let settings = self.policy().await?.settings;
        let (today, organ) = (self.today(), settings.organ.clone());
        let organ_registered = self.organ_name().await?.is_some();
        let organ_entered = OrganisationEvent::Registered {
            name: organ_name.trim().to_owned(),
            kind: OrganisationKind::Organ,
            parent: None,
            committee: None,
            code: None,
            repaired_from: None,
            from: today,
        };
        let person = PersonId(format!("admin-{login}"));
        let post = Post {
            unit: organ.clone(),
            title: "系统管理员".to_owned(),
            heads_unit: false,
            from: today,
            until: None,
            tier: None,
        };
        let registered = PersonEvent::Registered {
            name: name.trim().to_owned(),
            posts: vec![post],
            identity: Identity::Other,
            party_member: false,
            tier: Tier::Other,
        };
        let grant = Grant {
            role: Role::SystemAdmin,
            unit: Some(organ),
            from: today,
            until: None,
            why: "首个系统管理员".to_owned(),
            approved_by: None,
        };
        let used =
            Recorded { kind: "installation.used".to_owned(), schema: 1, payload: json!({ "login": login }) };
        let mut batch = Batch::new(person.clone(), self.now());
        // The code is used up in the same transaction: of two who have it only one gets in.
        batch.writes.push(Write {
            stream: installation(),
            expected: Expected::At(offered.version),
            events: vec![used],
        });
        let organ_entered = if organ_registered { Vec::new() } else { vec![organ_entered] };
        let writes = [
            RegisterWrite::new::<OrganisationRecord>(&settings.organ.0, &organ_entered),
            RegisterWrite::new::<PersonRecord>(&person.0, &[registered]),
            RegisterWrite::new::<AccountRecord>(
                &login,
                &[
                    AccountEvent::Opened { person: person.clone() },
                    AccountEvent::PasswordSet { hash, must_change: false },
                    AccountEvent::RoleGranted { grant },
                ],
            ),
        ];
        for write in writes.into_iter().filter(|write| !write.events.is_empty()) {
            batch.rows.extend(self.register_rows(&write, &batch.actor).await?);
            batch.writes.push(Write {
                stream: write.stream,
                expected: Expected::At(0),
                events: write.events,
            });
        }
        match self.0.store.append(batch).await {
            Ok(_) => {
                self.0.units.forget(&StreamId::unit(&settings.organ));
                self.0.names.forget();
                Ok(())
            }
            Err(rongheng_store::Error::Conflict { .. }) => {
                Err(refused_at("login", "账号已经被使用，请换一个账号。"))
            }
            Err(other) => Err(other.into()),
        }
    }
}
