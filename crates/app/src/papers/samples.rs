//! The texts of papers by themselves: which are in use, what is wrong with one that was typed, how it will look.

use rongheng_domain::{
    day::Day,
    people::Role,
    refusal::Refusal,
    registers::{
        papers::{PaperText, PapersFile, PapersRecord},
        policy::Origin,
    },
};

use super::{fill, known_placeholders};
use crate::{
    Actor, App, Result, access,
    error::Error,
    import::{Fault, place_of},
    page::Paper,
};

/// The organ of a paper that is only looked at.
const ORGAN: &str = "〔承办机关〕";

/// A text in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleText {
    /// `acceptance`.
    pub code: String,
    /// `受理通知书`.
    pub title: String,
    /// The events it follows from, as the timeline calls the acts that lead to them.
    pub events: Vec<String>,
    /// The placeholders it uses.
    pub uses: Vec<String>,
    /// 示范.
    pub sample: bool,
    /// In use from.
    pub from: Day,
}

/// What became of a text that was typed.
#[derive(Debug, Clone)]
pub enum CheckedText {
    /// It cannot be used: each line with what is wrong.
    Faulty(Vec<Fault>),
    /// It can: how its first paper looks.
    Good(Paper),
}

/// All that keeps the texts of a file from being used, each with the line it stands on.
pub(crate) fn faults(name: &str, file: &str, papers: &[PaperText]) -> Vec<Fault> {
    let known = known_placeholders();
    let mut faults = Vec::new();
    for paper in papers {
        let code = format!("\"{}\"", paper.code);
        for fault in paper.check(|event| known.get(event).copied()) {
            // A fault is looked for from the text's own beginning; what several texts share is found in the right one.
            let begins =
                file.lines().position(|line| line.starts_with("code") && line.contains(&code)).unwrap_or(0);
            let at = file.lines().skip(begins).position(|line| line.contains(fault.at.trim()));
            let row = at.map_or(begins, |at| begins + at) + 1;
            faults.push(Fault { file: name.to_owned(), row, says: fault.says });
        }
    }
    faults
}

/// A text with its placeholders shown by name.
fn example(text: &PaperText) -> std::result::Result<rongheng_documents::Paper, Refusal> {
    let value = |name: &str| match name {
        "承办机关" => ORGAN.to_owned(),
        name => format!("〔{name}〕"),
    };
    fill::paper(text, ORGAN, "〔编号〕", "〔日期〕", &value)
}

impl App {
    /// How a text that is not in use yet will look: its title says that it is a preview.
    pub(crate) async fn preview(&self, text: &PaperText, pdf: bool) -> Result<Paper> {
        let marked = PaperText { heading: format!("{}（预览）", text.heading), ..text.clone() };
        let made = example(&marked).map_err(Error::Refused)?;
        self.written(format!("{}（预览）", text.title), made, pdf).await
    }
}

fn may(actor: &Actor) -> Result<()> {
    let keeps = [Role::PolicyOfficer, Role::CaseManagement, Role::SystemAdmin];
    if keeps.iter().any(|role| actor.is(*role)) {
        return Ok(());
    }
    let says = "文书式样由政策清单管理员和案管查看，请转请其办理。";
    Err(Error::Forbidden(Refusal::one(&access::KEEPS, says)))
}

impl App {
    /// The texts in use today, by code.
    pub async fn paper_texts(&self, actor: &Actor) -> Result<Vec<SampleText>> {
        may(actor)?;
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let today = self.today();
        let in_use = |record: &PapersRecord| -> Vec<PaperText> {
            record.texts.keys().filter_map(|code| record.text(code, today)).cloned().collect()
        };
        let sample = |text: PaperText| SampleText {
            uses: uses(&text),
            code: text.code,
            title: text.title,
            events: text.events,
            sample: text.origin == Origin::Sample,
            from: text.from,
        };
        Ok(in_use(&registers.papers).into_iter().map(sample).collect())
    }

    /// How the paper of this code looks, its placeholders shown by name.
    pub async fn paper_example(&self, actor: &Actor, code: &str, pdf: bool) -> Result<Paper> {
        may(actor)?;
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let text = registers.papers.text(code, self.today()).ok_or(Error::NotFound)?;
        let made = example(text).map_err(Error::Refused)?;
        self.written(format!("{}（式样）", text.title), made, pdf).await
    }

    /// Looks at a file of texts as it was typed: every fault with its line, or how its first paper looks.
    pub async fn check_paper_texts(&self, actor: &Actor, typed: &str, pdf: bool) -> Result<CheckedText> {
        may(actor)?;
        let whole =
            |row: usize, says: String| CheckedText::Faulty(vec![Fault { file: String::new(), row, says }]);
        let file = match toml::from_str::<PapersFile>(typed) {
            Ok(file) => file,
            Err(error) => {
                let row = place_of(typed, error.span());
                return Ok(whole(row, format!("读不懂：{}。请对照同类条目更正。", error.message())));
            }
        };
        let found = faults("", typed, &file.paper);
        let Some(first) = file.paper.first().filter(|_| found.is_empty()) else {
            let none = file.paper.is_empty();
            return Ok(if none {
                whole(0, "没有写文书：每份文书以 [[paper]] 开头。".to_owned())
            } else {
                CheckedText::Faulty(found)
            });
        };
        let made = example(first).map_err(Error::Refused)?;
        Ok(CheckedText::Good(self.written(format!("{}（式样）", first.title), made, pdf).await?))
    }
}

/// The placeholders that a text uses, each once, in their order.
fn uses(text: &PaperText) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in [&text.heading, &text.to, &text.text, &text.signed, &text.dated, &text.note] {
        for part in line.split('{').skip(1) {
            let name = part.split('}').next().unwrap_or_default().to_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Vec<(String, String)> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy/liwan/papers");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files
            .map(|path| {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, std::fs::read_to_string(path).unwrap())
            })
            .collect()
    }

    #[test]
    fn the_sample_texts_can_be_used_and_are_marked_as_samples() {
        let mut codes = std::collections::BTreeSet::new();
        for (name, file) in texts() {
            let read: PapersFile = toml::from_str(&file).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(faults(&name, &file, &read.paper), [], "{name}");
            assert!(file.starts_with("# 文书式样（示范）"), "{name}");
            for paper in read.paper {
                assert_eq!(paper.origin, Origin::Sample, "{}", paper.code);
                assert!(codes.insert(paper.code.clone()), "{} is there twice", paper.code);
                assert!(example(&paper).is_ok(), "{}", paper.code);
            }
        }
        assert!(codes.len() >= 25, "{}", codes.len());
    }

    #[test]
    fn every_event_of_the_kinds_that_can_lead_to_a_paper_does() {
        let all: Vec<PaperText> =
            texts().iter().flat_map(|(_, file)| toml::from_str::<PapersFile>(file).unwrap().paper).collect();
        for event in known_placeholders().keys() {
            assert!(all.iter().any(|paper| paper.events.iter().any(|own| own == event)), "{event}");
        }
    }

    #[test]
    fn every_act_that_leads_to_a_paper_names_a_text_that_follows_from_its_kind() {
        let all: Vec<PaperText> =
            texts().iter().flat_map(|(_, file)| toml::from_str::<PapersFile>(file).unwrap().paper).collect();
        for kind in crate::kinds::all() {
            for action in kind.actions() {
                let Some(code) = action.document else { continue };
                let text = all.iter().find(|text| text.code == code);
                let text = text.unwrap_or_else(|| panic!("{}: there is no text {code}", action.name));
                let own = |event: &String| event.starts_with(&format!("{}.", kind.name()));
                assert!(text.events.iter().any(own), "{} {code}", action.name);
            }
        }
    }

    #[test]
    fn an_unknown_placeholder_is_named_with_its_line() {
        let (name, file) = texts().into_iter().find(|(name, _)| name == "intake.toml").unwrap();
        let wrong = file.replace("{补正材料}", "{补证材料}");
        let read: PapersFile = toml::from_str(&wrong).unwrap();
        let found = faults(&name, &wrong, &read.paper);
        let line = wrong.lines().position(|line| line.contains("{补证材料}")).unwrap() + 1;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].row, found[0].file.as_str()), (line, "intake.toml"));
        assert!(found[0].says.contains("{补证材料}"), "{}", found[0].says);
    }
}
