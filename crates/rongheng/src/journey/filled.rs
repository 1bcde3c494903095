//! The demo as everybody meets it, filled once for all that look at it, and served.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use rongheng_app::{
    Actor, App, Config, StoryClock,
    domain::{ids::PersonId, people::Role},
};
use rongheng_web::WebConfig;
use tempfile::TempDir;
use tokio::{net::TcpListener, runtime::Runtime};

use crate::{
    demo,
    rehearse::district::{self, District},
};

/// A filled district and where it is served.
pub(super) struct Filled {
    pub(super) runtime: Runtime,
    pub(super) app: App,
    pub(super) address: String,
    /// A file that may be handed in.
    pub(super) file: PathBuf,
    _folder: TempDir,
}

impl Filled {
    /// The one of this run; it stands still at the moment of the last act.
    pub(super) fn shared() -> &'static Self {
        static FILLED: OnceLock<Filled> = OnceLock::new();
        FILLED.get_or_init(Self::fill)
    }

    fn fill() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("会议记录（示范）.txt");
        std::fs::write(&file, "示范材料：会议记录复制件。\n").unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir_all(&data).unwrap();
        let config = Config { demo: true, ..Config::in_folder(&data) };
        let district = District::read(district::EMBEDDED).unwrap();
        let unit = district.name("discipline").to_owned();
        let last = runtime.block_on(demo::fill(&config, &district)).unwrap();
        let clock = Arc::new(StoryClock::at(last));
        let app = runtime.block_on(App::open(Config { clock, ..config })).unwrap();
        runtime.block_on(app.confirm_date()).unwrap();
        runtime.block_on(app.settle()).unwrap();
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let web = WebConfig { unit, demo: true, secure_cookie: false, behind_proxy: false };
        let served = app.clone();
        runtime
            .spawn(async move { rongheng_web::serve(listener, served, web, std::future::pending()).await });
        Self { runtime, app, address, file, _folder: folder }
    }

    /// Somebody in one of their roles.
    pub(super) fn actor(&self, login: &str, role: Role) -> Actor {
        let actor = self.runtime.block_on(self.app.actor_of(&PersonId::from(login))).unwrap();
        Actor { acting: Some(role), ..actor }
    }

    /// Who can sign in by one click: login and role.
    pub(super) fn people(&self) -> Vec<(String, Role)> {
        let people = self.runtime.block_on(self.app.demo_people()).unwrap();
        people.into_iter().map(|person| (person.login, person.role)).collect()
    }
}

/// Whether a role works with plain pages, and with a phone.
pub(super) const fn is_plain(role: Role) -> bool {
    matches!(role, Role::Official | Role::UnitContact | Role::Committee | Role::AppraisalOwner)
}
