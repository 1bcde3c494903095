//! The papers that go out (发文): what the steps of issuing look at, and how a paper looks on its sheet and once it is
//! signed. docs/decisions/0048.

use std::collections::BTreeMap;

use rongheng_documents::{Block, Derived, Head, Level, Paper, Secrecy};
use rongheng_domain::{
    cases::issue::{
        Issue,
        secrecy::{self, Derivation},
        state::Issuing,
    },
    facts::Numbered,
    form::Fault,
    ids::StreamId,
    issuable::{Elsewhere, Issuable, PaperOf},
    kind::{Action, AnyKind, Kind, Part, Who},
    ledger::sm3,
    paper_values::{PAPER_RULE, notifies},
    refusal::{Reason, Refusal},
    registers::{Register, papers::PapersRecord},
};
use rongheng_store::{CaseFilter, Scope, Stored};
use serde_json::Value;

use super::{Asked, Following, Made, about, following};
use crate::{
    Actor, App, Result, access, error::Error, facts::row_of, folded::Folded, page::Related, people::Wanted,
    register::ONLY, snapshot::InForce,
};

/// Sheets of one case that are read at once; a case has a handful.
const SHEETS: u32 = 500;
/// What the head says before there is a number.
const NO_NUMBER: &str = "（签发时编号）";
const NO_DATE: &str = "（签发之日）";

/// What a paper is looked up for.
pub(crate) struct Sheet<'a> {
    pub(crate) folded: &'a Folded,
    pub(crate) in_force: &'a InForce,
    pub(crate) action: Option<&'static Action>,
    pub(crate) answers: &'a Value,
    pub(crate) cases: &'a BTreeMap<String, Numbered>,
}

/// A sheet with where it stands.
#[derive(Debug, Clone)]
pub(crate) struct OnItsWay {
    pub(crate) stream: StreamId,
    pub(crate) version: u64,
    pub(crate) state: Issuing,
}

/// The sheet that a folded stream is, if it is one.
pub(crate) fn sheet_of(folded: &Folded) -> Option<&Issuing> {
    folded.state.of::<Issue>()
}

/// The paper on a sheet, where that is asked for: it stands at the first version of the sheet.
pub(super) fn on_sheet(folded: &Folded, asked: &PaperOf) -> Option<PaperOf> {
    let of = &sheet_of(folded)?.drafted.as_ref()?.of;
    let same = asked.code.is_empty() || (asked.code == of.code && asked.about == of.about);
    (asked.version == 1 && same).then(|| of.clone())
}

/// The same from the events of a stream.
pub(super) fn first_paper(kind: &'static dyn AnyKind, events: &[Stored]) -> Result<Option<PaperOf>> {
    let Some(first) = events.first().filter(|_| kind.name() == Issue::NAME) else { return Ok(None) };
    let state = kind.evolve(kind.blank(), &first.recorded, first.recorded_at.day())?;
    Ok(state.of::<Issue>().and_then(|sheet| sheet.drafted.as_ref()).map(|drafted| drafted.of.clone()))
}

/// The acts that look at the paper itself.
fn looks(action: &Action) -> bool {
    action.opens || matches!(action.name, "redraft" | "check" | "sign")
}

impl App {
    /// The paper that an act of issuing is about; every stream it was made from is relied on.
    pub(crate) async fn issuable(
        &self,
        sheet: Sheet<'_>,
        relied_on: &mut BTreeMap<StreamId, u64>,
    ) -> Result<Option<Issuable>> {
        let Some(action) = sheet.action.filter(|action| looks(action)) else { return Ok(None) };
        let Some(state) = sheet_of(sheet.folded) else { return Ok(None) };
        let one = match &state.drafted {
            Some(drafted) => {
                let found = self.found(&drafted.of, sheet.in_force).await?;
                (drafted.of.clone(), found)
            }
            None if action.opens => match self.named_paper(&sheet).await? {
                Some(named) => named,
                None => return Ok(None),
            },
            None => return Ok(None),
        };
        let (of, found) = one;
        relied_on.insert(StreamId::new(PapersRecord::NAME, ONLY), sheet.in_force.registers.papers_at);
        let case = self.0.cases.load(&self.0.store, &of.case).await?;
        relied_on.insert(of.case.clone(), case.version);
        let mut elsewhere = Vec::new();
        for other in self.sheets_of(&of).await? {
            if other.stream == sheet.folded.stream {
                continue;
            }
            let number = other.state.number().unwrap_or_default().to_owned();
            elsewhere.push(Elsewhere { number, signed: other.state.in_force().is_some() });
            relied_on.insert(other.stream, other.version);
        }
        let (_, made) = self.filled(&found, &sheet.in_force.policy).await?;
        let (hash, lacks) = match made {
            Ok(paper) => (hash(&self.dressed(paper, state).await?), Vec::new()),
            Err(refusal) => (String::new(), refusal.reasons),
        };
        let aside = self.aside_in(&case, sheet.in_force).await?;
        Ok(Some(Issuable {
            of,
            case_number: found.row.number.clone().unwrap_or_default(),
            title: found.text.title.clone(),
            letter: found.text.letter,
            notifies: notifies(&found.event),
            review: found.values.review.clone(),
            lacks,
            hash,
            aside,
            elsewhere,
        }))
    }

    /// The paper that whoever drafts names: a case by its number, the paper as its page calls it.
    async fn named_paper(&self, sheet: &Sheet<'_>) -> Result<Option<(PaperOf, Following)>> {
        let text = |name: &str| sheet.answers.get(name).and_then(Value::as_str).unwrap_or_default().trim();
        let Some(case) = sheet.cases.get(text("case")) else { return Ok(None) };
        let Some(kind) = crate::kinds::kind(case.stream.kind()) else { return Ok(None) };
        let at = sheet.answers.get("event").and_then(Value::as_u64);
        let events = self.0.store.load(&case.stream, 0).await?;
        let policy = &sheet.in_force.policy;
        let found = following(kind, &events, &sheet.in_force.registers.papers, policy, at)?;
        let mut wanted = Wanted::default();
        for one in &found {
            match &one.values.about {
                Some(Who::Person(id)) => wanted.people.extend([id.clone()]),
                Some(Who::Unit(id)) => wanted.units.extend([id.clone()]),
                None => {}
            }
        }
        let names = self.names(wanted).await?;
        let typed = text("paper");
        let called = |one: &Following| one.link(&names).title;
        let last = found.iter().rposition(|one| called(one) == typed);
        let last = last.or_else(|| found.iter().rposition(|one| one.text.title == typed));
        let mut there: Vec<String> = found.iter().filter(|one| one.text.letter).map(called).collect();
        there.dedup();
        let Some(one) = last.and_then(|at| found.into_iter().nth(at)) else {
            let says = if there.is_empty() {
                "这件案件还没有可以发文的文书，请先办理产生文书的那一步。".to_owned()
            } else {
                format!("这件案件没有叫“{typed}”的文书，可以发文的有：{}。请照写名称。", there.join("、"))
            };
            return Err(Error::Faults(vec![Fault { field: "paper".to_owned(), label: "文书", says }]));
        };
        let of = PaperOf {
            case: case.stream.clone(),
            version: one.version,
            code: one.text.code.clone(),
            about: about(&one.values),
        };
        Ok(Some((of, one)))
    }

    /// Who must stand aside in a case, or is concerned in it.
    async fn aside_in(
        &self,
        case: &Folded,
        in_force: &InForce,
    ) -> Result<Vec<rongheng_domain::ids::PersonId>> {
        let acting = crate::facts::Acting::of(&Actor::jobs());
        let gathered = self.gather(case, in_force, &acting, None, &Value::Null, self.now()).await?;
        let row = row_of(case, &gathered.facts, &*self.kin().await?);
        let away = row.parts.into_iter().filter_map(|(who, part)| match (who, part) {
            (Who::Person(id), Part::Excluded | Part::Concerned | Part::Official) => Some(id),
            _ => None,
        });
        Ok(away.collect())
    }

    /// The sheets for this paper that were neither withdrawn nor spoiled.
    pub(super) async fn sheets_of(&self, of: &PaperOf) -> Result<Vec<OnItsWay>> {
        let all = self.sheets_in(&of.case).await?;
        let same = |sheet: &OnItsWay| {
            sheet.state.alive() && sheet.state.drafted.as_ref().is_some_and(|drafted| drafted.of == *of)
        };
        Ok(all.into_iter().filter(same).collect())
    }

    /// Every sheet of a case.
    pub(crate) async fn sheets_in(&self, case: &StreamId) -> Result<Vec<OnItsWay>> {
        let filter = CaseFilter {
            kind: Some(Issue::NAME.to_owned()),
            cause: Some(case.0.clone()),
            ..CaseFilter::default()
        };
        let rows = self.0.store.list_cases(&filter, &Scope::all(), None, SHEETS).await?;
        let mut sheets = Vec::new();
        for row in rows {
            let folded = self.0.cases.load(&self.0.store, &StreamId(row.stream)).await?;
            let Some(state) = sheet_of(&folded).cloned() else { continue };
            sheets.push(OnItsWay { stream: folded.stream, version: folded.version, state });
        }
        Ok(sheets)
    }

    /// The paper with what its sheet adds. Number and date are those of the signing, or say that they come with it.
    async fn dressed(&self, mut paper: Paper, sheet: &Issuing) -> Result<Paper> {
        let written = &sheet.written;
        let mut wanted = Wanted::default();
        wanted.units.extend(written.joint.iter().cloned());
        wanted.people.extend(sheet.signed.iter().map(|signed| signed.by.clone()));
        let names = self.names(wanted).await?;
        let joint: Vec<String> = written.joint.iter().map(|organ| names.unit(organ)).collect();
        let date = sheet.signed.as_ref().map_or_else(|| NO_DATE.to_owned(), |signed| signed.on.words());
        if let Some(to) = &written.to {
            paper.addressee.clone_from(to);
        }
        paper.body.extend(written.more.iter().map(|more| Block::Text(more.clone())));
        let derived = written.derived.as_ref().and_then(secrecy);
        if let Some(head) = &mut paper.head {
            // What is classified has its copies counted.
            head.copy = derived.is_some().then_some(1);
            head.number = sheet.signed.as_ref().map_or(NO_NUMBER, |signed| &signed.number).to_owned();
            head.organs.extend(joint.iter().cloned());
            if !head.signed_by.is_empty()
                && let Some(signed) = &sheet.signed
            {
                let others = sheet.joint_signed.iter().map(|one| one.signer.clone());
                head.signed_by = std::iter::once(names.person(&signed.by)).chain(others).collect();
            }
        }
        if let Some(derived) = derived {
            paper.secrecy = Secrecy::Derived(derived);
        }
        if let Some(signature) = &mut paper.signature {
            signature.by.extend(joint);
            signature.date.clone_from(&date);
        }
        if let Some(imprint) = &mut paper.imprint {
            imprint.copies.extend(written.reports.iter().map(|to| format!("报送：{to}")));
            imprint.copies.extend(written.copies.iter().map(|to| format!("抄送：{to}")));
            imprint.date = date;
        }
        Ok(paper)
    }

    /// The paper as its sheet has it: once it is signed, only with the words that were signed.
    pub(super) async fn going_out(&self, paper: Paper, sheet: &Issuing) -> Result<Made> {
        let paper = self.dressed(paper, sheet).await?;
        let Some(signed) = &sheet.signed else { return Ok(Ok(paper)) };
        if hash(&paper) == signed.hash {
            return Ok(Ok(paper));
        }
        let says = format!(
            "这份文书已经以{}签发。现在由案件记录生成的文字与签发时不一致（姓名、单位名称或者文书式样改过），不能再出具；请使用用印后的原件。",
            signed.number
        );
        Ok(Err(Refusal::from(Reason::new(&PAPER_RULE, says))))
    }

    /// The sheet of a paper where `actor` sees it, and the number of the case where `actor` may begin one.
    pub(super) async fn going(
        &self,
        actor: &Actor,
        page: &StreamId,
        asked: &Asked,
    ) -> Result<(Option<Related>, Option<String>)> {
        let sheet = asked.sheets.iter().find(|sheet| sheet.stream != *page);
        let mut shown = None;
        if let Some(sheet) = sheet
            && let Some(row) = self.0.store.find_case(&sheet.stream, &access::scope(actor)).await?
        {
            shown = Some(Related {
                stream: sheet.stream.clone(),
                number: row.number,
                title: row.title,
                stage: row.stage,
                open: true,
            });
        }
        let mine = access::opening(actor).contains(&(Issue::NAME, "draft"));
        let free = asked.sheets.is_empty() && asked.letter && asked.made.is_ok();
        let drafts = asked.number.clone().filter(|_| mine && free && asked.of.case == *page);
        Ok((shown, drafts))
    }
}

/// The line of secrecy with its source, as the sheet has it.
fn secrecy(from: &Derivation) -> Option<Derived> {
    let level = match from.level {
        secrecy::Level::Confidential => Level::Confidential,
        secrecy::Level::Secret => Level::Secret,
        secrecy::Level::TopSecret => Level::TopSecret,
    };
    Derived::new(level, from.years, &format!("{}（{}）", from.source, from.source_number))
}

/// SM3 of the words of a paper without number and date, which stand beside it.
fn hash(paper: &Paper) -> String {
    sm3(&[words(paper).as_bytes()]).to_string()
}

fn words(paper: &Paper) -> String {
    let mut lines: Vec<&str> =
        paper.head.iter().flat_map(|head: &Head| &head.organs).map(String::as_str).collect();
    lines.extend([paper.title.as_str(), paper.addressee.as_str()]);
    for block in &paper.body {
        match block {
            Block::Text(text) | Block::Heading(_, text) | Block::Line(text) => lines.push(text),
            Block::Table(grid) => {
                lines.extend(grid.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.as_str()));
            }
        }
    }
    lines.extend(paper.attachments.iter().map(String::as_str));
    lines.extend(paper.signature.iter().flat_map(|signature| &signature.by).map(String::as_str));
    lines.push(&paper.note);
    lines.extend(paper.imprint.iter().flat_map(|imprint| &imprint.copies).map(String::as_str));
    let derived = match &paper.secrecy {
        Secrecy::Derived(derived) => [derived.line(), derived.source().to_owned()],
        Secrecy::Work | Secrecy::Unmarked => Default::default(),
    };
    lines.extend(derived.iter().map(String::as_str).filter(|line| !line.is_empty()));
    // A line break inside a line is another thing than two lines.
    lines
        .iter()
        .flat_map(|line| [line.len().to_string().as_str(), ":", *line, "\n"].map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_and_date_are_no_part_of_the_words_and_everything_else_is() {
        let paper = |to: &str, number: &str| Paper {
            head: Some(Head { organs: vec!["甲".to_owned()], number: number.to_owned(), ..Head::default() }),
            addressee: to.to_owned(),
            body: vec![Block::Text("正文".to_owned())],
            ..Paper::default()
        };
        let one = hash(&paper("乙", "青纪〔2026〕1号"));
        assert_eq!(one, hash(&paper("乙", NO_NUMBER)));
        assert_ne!(one, hash(&paper("丙", NO_NUMBER)));
        let broken = Paper { body: vec![Block::Text("正\n文".to_owned())], ..paper("乙", "") };
        let two = Paper {
            body: vec![Block::Text("正".to_owned()), Block::Text("文".to_owned())],
            ..paper("乙", "")
        };
        assert_ne!(hash(&broken), hash(&two));
    }
}
