//! The organ's papers, made on request from the event they follow from, the case as it stood then, and the unit's
//! own text: the same bytes each time. Decision records 0040, 0041.

mod fill;
mod issuing;
mod samples;
mod stamping;

use std::{collections::BTreeMap, sync::Arc};

use rongheng_documents::Fonts;
use rongheng_domain::{
    day::Day,
    facts::Policy,
    ids::{StreamId, UnitId},
    issuable::PaperOf,
    kind::{Action, AnyKind, Audience, Part, Row, Who},
    paper_values::PaperValues,
    refusal::{Reason, Refusal},
    registers::papers::{PaperText, PapersRecord},
    sheet::Say,
};
use rongheng_store::Stored;

pub(crate) use issuing::{Sheet, sheet_of};
pub(crate) use samples::faults;
pub use samples::{CheckedText, SampleText};

use crate::{
    Actor, App, Result,
    error::Error,
    page::{Names, Paper, PaperAsk, PaperLink, Related},
    people::Wanted,
    snapshot::InForce,
};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const PDF: &str = "application/pdf";

/// The acts of people outside the organ's network, and of leaders: entered from their papers.
pub(crate) fn entered_for(action: &Action) -> bool {
    use rongheng_domain::people::Role::{
        AppraisalOwner, Committee, ConsultedMember, Leader, Official, PrincipalLeader, UnitContact,
        UpperOrgan,
    };
    let outside = [
        Official,
        UnitContact,
        Committee,
        ConsultedMember,
        AppraisalOwner,
        Leader,
        PrincipalLeader,
        UpperOrgan,
    ];
    action.who.iter().any(|role| outside.contains(role))
}

/// A paper before it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperPage {
    /// The paper.
    pub link: PaperLink,
    /// What its reader should know: fonts that were replaced, characters that no font has.
    pub told: Vec<String>,
    /// What keeps it from being made.
    pub barred: Vec<Reason>,
    /// Whether there is a PDF.
    pub pdf: bool,
    /// The sheet by which it goes out or went out, where whoever asks sees it.
    pub sheet: Option<Related>,
    /// Number of the case, where whoever asks may begin a sheet for it.
    pub drafts: Option<String>,
    /// It has its number: nothing of it changes any more.
    pub signed: bool,
}

/// A paper that can be made: text, values, and the case as it stood after its event.
struct Following {
    version: u64,
    /// The event it follows from: `tolerance.accepted`.
    event: String,
    text: PaperText,
    values: PaperValues,
    row: Row,
    on: Day,
}

/// A paper as made, or what keeps it from being made.
type Made = std::result::Result<rongheng_documents::Paper, Refusal>;

/// A paper that was asked for.
struct Asked {
    link: PaperLink,
    made: Made,
    of: PaperOf,
    /// Number of its case.
    number: Option<String>,
    letter: bool,
    /// The sheets by which it goes out or went out.
    sheets: Vec<issuing::OnItsWay>,
}

/// The stored word of whom a paper is about: `person:zhou`; empty for nobody.
fn about(values: &PaperValues) -> String {
    match &values.about {
        Some(Who::Person(id)) => format!("person:{id}"),
        Some(Who::Unit(id)) => format!("unit:{id}"),
        None => String::new(),
    }
}

/// Every paper that follows from the events, of all versions or of one.
fn following(
    kind: &'static dyn AnyKind,
    events: &[Stored],
    texts: &PapersRecord,
    policy: &Policy,
    only: Option<u64>,
) -> Result<Vec<Following>> {
    let leads = |event: &Stored| {
        only.is_none_or(|version| version == event.version)
            && kind.paper_names().iter().any(|(name, _)| *name == event.recorded.kind)
    };
    let last = events.iter().filter(|event| leads(event)).map(|event| event.version).max();
    let Some(last) = last else { return Ok(Vec::new()) };
    let mut state = kind.blank();
    let mut found = Vec::new();
    for event in events.iter().take_while(|event| event.version <= last) {
        let recorded_on = event.recorded_at.day();
        state = kind.evolve(state, &event.recorded, recorded_on)?;
        if !leads(event) {
            continue;
        }
        let on = kind.told(&event.recorded)?.effective_on.unwrap_or(recorded_on);
        for values in kind.paper_values(&event.recorded, &state, policy)? {
            for text in texts.of(&event.recorded.kind, recorded_on) {
                if text.sort.is_empty() || text.sort == values.sort {
                    let row = kind.row(&state, policy);
                    let (version, text, values) = (event.version, text.clone(), values.clone());
                    let event = event.recorded.kind.clone();
                    found.push(Following { version, event, text, values, row, on });
                }
            }
        }
    }
    Ok(found)
}

impl Following {
    fn link(&self, names: &Names) -> PaperLink {
        let whose = self.values.about.as_ref().map(|who| match who {
            Who::Person(id) => names.person(id),
            Who::Unit(id) => names.unit(id),
        });
        let whose = whose.map(|name| format!("（{name}）")).unwrap_or_default();
        let number = self.row.number.clone().unwrap_or_default();
        let title = format!("{}{whose}", self.text.title);
        PaperLink {
            version: self.version,
            code: self.text.code.clone(),
            about: about(&self.values),
            name: if self.anonymous() { title.clone() } else { format!("{number}{title}") },
            title,
            on: self.on,
            sample: self.text.origin == rongheng_domain::registers::policy::Origin::Sample,
        }
    }

    /// Whether it is read by people who must not know whose case it was (E3): then it says nothing of the case but what
    /// was published, whatever a unit writes into its text, and is not called by the number of the case.
    fn anonymous(&self) -> bool {
        self.event == "tolerance.published"
    }

    fn parts(&self, part: Part) -> Say {
        let all = self.row.parts.iter().filter(|(_, own)| *own == part).map(|(who, _)| match who {
            Who::Person(id) => Say::from(id),
            Who::Unit(id) => Say::from(id),
        });
        Say::list(all)
    }

    /// What every paper can say, whatever it follows from.
    fn always(&self, name: &str, organ: &UnitId) -> Say {
        if self.anonymous() && !matches!(name, "承办机关" | "日期" | "文书名称") {
            return Say::empty();
        }
        match name {
            "编号" => self.row.number.clone().unwrap_or_default().into(),
            "事项" => Say::from(&self.row.title),
            "承办机关" => Say::from(organ),
            // A paper about one official holds nothing of the others.
            "当事人" => {
                if let Some(Who::Person(id)) = &self.values.about {
                    Say::from(id)
                } else {
                    let told = self.parts(Part::Official);
                    if told.0.is_empty() { self.parts(Part::Concerned) } else { told }
                }
            }
            "所在单位" => self.row.unit.as_ref().map_or_else(Say::empty, Say::from),
            "申请人" => self.parts(Part::Applicant),
            "负责的党组织" => self.parts(Part::Committee),
            "日期" => self.on.into(),
            "文书名称" => Say::from(&self.text.title),
            _ => Say::empty(),
        }
    }

    fn says(&self, name: &str, organ: &UnitId) -> Say {
        self.values.value(name).cloned().unwrap_or_else(|| self.always(name, organ))
    }

    /// Everybody it may name.
    fn wanted(&self, organ: &UnitId, wanted: &mut Wanted) {
        for name in rongheng_domain::paper_values::ALWAYS {
            wanted.say(&self.always(name, organ));
        }
        for (_, say) in &self.values.values {
            wanted.say(say);
        }
    }
}

impl App {
    /// The fonts of this machine, looked through once.
    pub(crate) fn fonts(&self) -> &Fonts {
        self.0.fonts.get_or_init(|| Fonts::find(self.config().fonts.as_deref()))
    }

    /// What the unit calls the paper that an act leads to, today.
    pub async fn document(&self, action: &Action) -> Result<Option<String>> {
        let Some(code) = action.document else { return Ok(None) };
        let texts = self.0.snapshot.registers(&self.0.store).await?.papers.clone();
        Ok(texts.text(code, self.today()).map(|text| text.title.clone()))
    }

    /// The papers that lie in the file of a case, for its officers: 卷内目录 begins with them.
    ///
    /// # Errors
    /// Whoever is not shown the case as an officer is told that there is none.
    pub async fn volume_papers(&self, actor: &Actor, case: &StreamId) -> Result<Vec<PaperLink>> {
        let seen = self.seen(actor, case).await?;
        if !matches!(seen.audience, Audience::Officer(_)) {
            return Err(Error::NotFound);
        }
        let events = self.0.store.load(case, 0).await?;
        self.paper_links(seen.folded.kind, &events, &seen.in_force.policy).await
    }

    /// The papers that follow from what happened in a case.
    pub(crate) async fn paper_links(
        &self,
        kind: &'static dyn AnyKind,
        events: &[Stored],
        policy: &Policy,
    ) -> Result<Vec<PaperLink>> {
        let texts = self.0.snapshot.registers(&self.0.store).await?.papers.clone();
        let mut found = following(kind, events, &texts, policy, None)?;
        // The paper on a sheet stands first, at the version that put it there.
        let on_sheet = issuing::first_paper(kind, events)?;
        if let Some(of) = on_sheet {
            let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
            match self.found(&of, &in_force).await {
                Ok(one) => found.insert(0, Following { version: 1, ..one }),
                Err(Error::NotFound | Error::Erased) => {}
                Err(other) => return Err(other),
            }
        }
        let mut wanted = Wanted::default();
        for one in &found {
            match &one.values.about {
                Some(Who::Person(id)) => wanted.say(&Say::from(id)),
                Some(Who::Unit(id)) => wanted.say(&Say::from(id)),
                None => {}
            }
        }
        let names = self.names(wanted).await?;
        Ok(found.iter().map(|one| one.link(&names)).collect())
    }

    /// The paper that is asked for, for whoever may see it: the organ's officers. What stands on a sheet is seen with
    /// the sheet.
    async fn made(&self, actor: &Actor, case: &StreamId, version: u64, ask: &PaperAsk) -> Result<Asked> {
        let seen = self.seen(actor, case).await?;
        if !matches!(seen.audience, Audience::Officer(_)) {
            return Err(Error::NotFound);
        }
        let in_force = &seen.in_force;
        let of = PaperOf { case: case.clone(), version, code: ask.code.clone(), about: ask.about.clone() };
        let on_sheet = issuing::on_sheet(&seen.folded, &of);
        let one = self.found(on_sheet.as_ref().unwrap_or(&of), in_force).await?;
        let (names, made) = self.filled(&one, &in_force.policy).await?;
        self.looked(actor, case, &format!("paper:{version}")).await?;
        let of = PaperOf { code: one.text.code.clone(), about: about(&one.values), ..on_sheet.unwrap_or(of) };
        let sheets = self.sheets_of(&of).await?;
        let own = sheets.iter().find(|sheet| sheet.stream == *case);
        let sheet = own.or_else(|| sheets.iter().find(|sheet| sheet.state.in_force().is_some()));
        let made = match (made, sheet) {
            (Ok(paper), Some(sheet)) => self.going_out(paper, &sheet.state).await?,
            (made, _) => made,
        };
        let link = PaperLink { version, ..one.link(&names) };
        let letter = one.text.letter;
        Ok(Asked { link, made, of, number: one.row.number, letter, sheets })
    }

    /// The paper at this address, by the first text and about the first person where none is named.
    async fn found(&self, of: &PaperOf, in_force: &InForce) -> Result<Following> {
        let kind = crate::kinds::kind(of.case.kind()).ok_or(Error::NotFound)?;
        let events = self.0.store.load(&of.case, 0).await?;
        let texts = &in_force.registers.papers;
        let found = following(kind, &events, texts, &in_force.policy, Some(of.version))?;
        let asked = |one: &Following| {
            (of.code.is_empty() || one.text.code == of.code)
                && (of.about.is_empty() || about(&one.values) == of.about)
        };
        found.into_iter().find(asked).ok_or(Error::NotFound)
    }

    /// The paper as its text and its case make it.
    async fn filled(&self, one: &Following, policy: &Policy) -> Result<(Names, Made)> {
        // 承办机关 issues the paper: after 指定管辖 that is another than the one that runs the program.
        let organ = one.row.organ.as_ref().unwrap_or(&policy.settings.organ);
        let mut wanted = Wanted::default();
        one.wanted(organ, &mut wanted);
        let names = self.names(wanted).await?;
        let value = |name: &str| names.say(&one.says(name, organ));
        let number = one.row.number.clone().unwrap_or_default();
        let made = fill::paper(&one.text, &names.unit(organ), &number, &one.on.words(), &value);
        Ok((names, made))
    }

    /// A paper made from the event at `version` of the case (受理通知书 …), the same bytes each time.
    pub async fn paper(&self, actor: &Actor, case: &StreamId, version: u64, ask: &PaperAsk) -> Result<Paper> {
        let asked = self.made(actor, case, version, ask).await?;
        let made = asked.made.map_err(Error::Refused)?;
        self.written(asked.link.name, made, ask.pdf).await
    }

    /// What is said beside a paper before it is taken: how it looks here, which fonts were replaced.
    pub async fn paper_page(
        &self,
        actor: &Actor,
        case: &StreamId,
        version: u64,
        ask: &PaperAsk,
    ) -> Result<PaperPage> {
        let asked = self.made(actor, case, version, ask).await?;
        let (sheet, drafts) = self.going(actor, case, &asked).await?;
        let signed = asked.sheets.iter().any(|sheet| sheet.state.in_force().is_some());
        let (told, barred, pdf) = match asked.made {
            Ok(made) => match self.written(String::new(), made, true).await {
                Ok(paper) => (paper.told, Vec::new(), true),
                Err(Error::FileRefused(says)) => (vec![says], Vec::new(), false),
                Err(error) => return Err(error),
            },
            Err(refusal) => (Vec::new(), refusal.reasons, false),
        };
        Ok(PaperPage { link: asked.link, told, barred, pdf, sheet, drafts, signed })
    }

    /// The file of a paper; `name` has no ending yet.
    pub(crate) async fn written(
        &self,
        name: String,
        paper: rongheng_documents::Paper,
        pdf: bool,
    ) -> Result<Paper> {
        let app = self.clone();
        let work = move || -> Result<Paper> {
            if !pdf {
                let bytes =
                    rongheng_documents::docx(&paper).map_err(|e| Error::FileRefused(e.to_string()))?;
                return Ok(Paper { name: format!("{name}.docx"), media: DOCX, bytes, told: Vec::new() });
            }
            let made = app.fonts().pdf(&paper).map_err(|e| Error::FileRefused(e.to_string()))?;
            let mut told: Vec<String> = Vec::new();
            let replaced: Vec<String> =
                made.replaced.iter().map(|(name, with)| format!("{name}（用{with}代替）")).collect();
            if !replaced.is_empty() {
                let fonts = replaced.join("、");
                told.push(format!(
                    "本机没有装下列字体，PDF 用别的字体代替：{fonts}。DOCX 仍写明原来的字体。"
                ));
            }
            if !made.nowhere.is_empty() {
                let list: Vec<String> =
                    made.nowhere.iter().map(|c| format!("{c}（U+{:04X}）", u32::from(*c))).collect();
                told.push(format!(
                    "下列字在本机的字体里都没有，PDF 里是空框：{}。请补装字体或者用 DOCX。",
                    list.join("、")
                ));
            }
            Ok(Paper { name: format!("{name}.pdf"), media: PDF, bytes: made.bytes, told })
        };
        tokio::task::spawn_blocking(work).await.map_err(|e| Error::Unavailable(e.to_string()))?
    }
}

/// The texts by code with what keeps each from being used; the placeholders come from the kinds.
pub(crate) fn known_placeholders() -> BTreeMap<&'static str, &'static [&'static str]> {
    crate::kinds::all().iter().flat_map(|kind| kind.paper_names().iter().copied()).collect()
}

/// The texts in use, shared.
pub(crate) type Texts = Arc<PapersRecord>;
