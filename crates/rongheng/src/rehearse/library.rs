//! What the demo has beside its cases: model cases under their themes with what became of them, a training, what an
//! officer read by himself, and the draft of a paper. Everything is done as people do it, by forms; all of it is 示范.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use rongheng_app::{
    Actor, App, Book,
    domain::{ids::PersonId, people::Role},
};

use super::district::District;

/// A model case: its key, theme, scope, and the list in which it was chosen.
type Model = (&'static str, &'static str, &'static str, Option<&'static str>);

const MODELS: &[Model] = &[
    ("compensation_area", "rural_land", "training", None),
    ("unlicensed_discharge", "collective_economy", "district", Some("第一批容错纠错典型案例名单（示范）")),
    ("storm_shelter", "livelihood", "public", None),
];
/// Precedents that are used and are no model cases.
const PLAIN: &[&str] = &["tolerant_acceptance", "first_offence"];
/// Whom the model cases were submitted to.
const ABOVE: &str = "市纪委监委（示范）";

pub(super) struct Library<'a> {
    app: &'a App,
}

pub(super) fn pairs(all: &[(&str, &str)]) -> BTreeMap<String, String> {
    all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

impl<'a> Library<'a> {
    pub(super) const fn of(app: &'a App) -> Self {
        Self { app }
    }

    async fn actor(&self, person: &str, role: Role) -> Result<Actor> {
        let actor = self.app.actor_of(&PersonId::from(person)).await?;
        Ok(Actor { acting: Some(role), ..actor })
    }

    async fn enter(
        &self,
        (actor, book): (&Actor, Book),
        key: Option<&str>,
        act: &str,
        sent: &BTreeMap<String, String>,
    ) -> Result<String> {
        let form = self.app.new_form_id();
        let done = self.app.enter(actor, book, key, act, &form, sent).await;
        Ok(done.with_context(|| format!("演示内容“{} {act}”没有办成", book.title()))?.key)
    }

    /// Writes a precedent as 案管 would; gives its key.
    pub(super) async fn write(&self, sent: &BTreeMap<String, String>) -> Result<String> {
        let officer = self.actor("bai", Role::CaseManagement).await?;
        self.enter((&officer, Book::Precedents), None, "write", sent).await
    }

    pub(super) async fn approve(&self, key: &str) -> Result<()> {
        let leader = self.actor("fang", Role::Leader).await?;
        let sent = pairs(&[("says", "已通读，认不出是谁，可以使用。")]);
        self.enter((&leader, Book::Precedents), Some(key), "approve", &sent).await.map(drop)
    }

    /// Lists a precedent under a theme, every place that may point at somebody kept with a reason, and has it approved.
    pub(super) async fn list(&self, (key, theme, scope): (&str, &str, &str)) -> Result<()> {
        let officer = self.actor("bai", Role::CaseManagement).await?;
        let form = self.app.record_form(&officer, Book::Precedents, Some(key), "list", None).await?;
        let mut sent = form.sent;
        sent.extend(pairs(&[("theme", theme), ("scope", scope)]));
        let rows: Vec<_> =
            sent.keys().filter_map(|name| name.strip_suffix(".words")).map(str::to_owned).collect();
        for row in rows {
            sent.insert(format!("{row}.reason"), "虚构的示例，不对应任何人、任何单位。".to_owned());
        }
        self.enter((&officer, Book::Precedents), Some(key), "list", &sent).await?;
        self.approve(key).await
    }

    /// Notes to whom it was submitted, and in which list it was chosen.
    pub(super) async fn submit(&self, key: &str, today: &str, list: Option<&str>) -> Result<()> {
        let officer = self.actor("bai", Role::CaseManagement).await?;
        let at = (&officer, Book::Precedents);
        let sent = pairs(&[("to", ABOVE), ("on", today), ("by", "bai")]);
        self.enter(at, Some(key), "submit", &sent).await?;
        if let Some(list) = list {
            let answer = [("number", "1"), ("chosen", "true"), ("list", list), ("on", today)];
            self.enter(at, Some(key), "answer", &pairs(&answer)).await?;
        }
        Ok(())
    }

    async fn train(&self, district: &District, today: &str) -> Result<()> {
        let officer = self.actor("bai", Role::CaseManagement).await?;
        let names: Vec<_> = ["lin", "su", "gu", "wei", "peng", "zhou"].map(|id| district.name(id)).into();
        let sent = pairs(&[
            ("on", today),
            ("held_by", "案件审理室（示范）"),
            ("audience", "办案骨干和单位联络人"),
            ("materials", "precedent:unlicensed_discharge\nprinciple:lenience.duty"),
            ("people", &names.join("\n")),
            ("others", "12"),
        ]);
        self.enter((&officer, Book::Trainings), None, "hold", &sent).await?;
        let reader = self.actor("lin", Role::CaseOfficer).await?;
        self.app.note_reading(&reader, "precedent:storm_shelter").await?;
        Ok(())
    }

    async fn draft(&self) -> Result<()> {
        let officer = self.actor("bai", Role::CaseManagement).await?;
        let at = (&officer, Book::PaperDrafts);
        let form =
            self.app.record_form(&officer, Book::PaperDrafts, None, "write", Some("acceptance")).await?;
        let mut sent = form.sent;
        let text = sent.get("text").cloned().unwrap_or_default();
        sent.insert("text".to_owned(), format!("{text}\n办理中有疑问的，请与{{承办机关}}联系。"));
        sent.insert("why".to_owned(), "写明有疑问时找谁（示范）。".to_owned());
        let key = self.enter(at, None, "write", &sent).await?;
        let checker = self.actor("xu", Role::ReviewOfficer).await?;
        let says = pairs(&[("says", "文字和占位符核对无误，看过预览。")]);
        self.enter((&checker, Book::PaperDrafts), Some(&key), "check", &says).await.map(drop)
    }
}

/// Fills the library of the demo.
///
/// # Errors
/// An act that was refused, with its words.
pub(crate) async fn fill(app: &App, district: &District) -> Result<()> {
    let today = app.clock().now().day().to_string();
    let library = Library::of(app);
    for key in MODELS.iter().map(|model| model.0).chain(PLAIN.iter().copied()) {
        library.approve(key).await?;
    }
    for (key, theme, scope, list) in MODELS {
        library.list((key, theme, scope)).await?;
        library.submit(key, &today, *list).await?;
    }
    library.train(district, &today).await?;
    library.draft().await
}
