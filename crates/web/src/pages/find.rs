//! 记录核实认定: a page of its own, with the three distinctions, the two bars and the five dimensions laid out as
//! rows that wait for their answers.

use askama::Template;
use rongheng_app::page;
use rongheng_domain::{
    judgement::{distinctions::Distinction, five_dimensions::Dimension, hard_bars::HardBar},
    registers::policy::Principle,
};

use super::act::ActView;
use crate::{
    frame::Frame,
    render::form::{Control, FieldView, Sent},
};

/// A question of the judgement with its answers.
#[derive(Debug, Clone)]
pub(crate) struct JudgeRow {
    /// What is asked.
    pub title: &'static str,
    /// What helps.
    pub aside: &'static str,
    /// Name and value that say which question the row answers.
    pub key: (String, &'static str),
    /// The answers.
    pub fields: Vec<FieldView>,
    /// What explains the question, where an explanation is in force (S4).
    pub principle: Vec<Principle>,
}

/// The precedents that the search offered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Precedents {
    /// Names and values that go along with the form.
    pub carried: Vec<(String, String)>,
    /// Their titles.
    pub titles: Vec<String>,
    /// The title of the one that was taken.
    pub taken: Option<String>,
    /// What is wrong with what was taken.
    pub fault: Option<String>,
}

/// Whether a field of a list is this one of its row: `offered.2.key`.
fn is(name: &str, last: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end == last)
}

impl Precedents {
    fn offered(&mut self, rows: Vec<Vec<FieldView>>) {
        for field in rows.into_iter().flatten().filter(|field| !field.value.trim().is_empty()) {
            if is(&field.name, "title") {
                self.titles.push(field.value.clone());
            }
            self.carried.push((field.name, field.value));
        }
    }

    /// Says which one was taken, once all are known.
    fn take(&mut self, field: FieldView) {
        let key = field.value.trim();
        let row = self.carried.iter().find(|(name, value)| is(name, "key") && value == key);
        let title = row.and_then(|(name, _)| {
            let title = name.replace(".key", ".title");
            self.carried.iter().find(|(other, _)| *other == title).map(|(_, value)| value.clone())
        });
        self.taken = title.filter(|_| !key.is_empty());
        self.fault = field.fault;
        self.carried.push((field.name, field.value));
    }
}

#[derive(Debug, Template)]
#[template(path = "actions/tolerance/find.html")]
pub(crate) struct FindPage {
    pub frame: Frame,
    pub act: ActView,
    pub first: Vec<FieldView>,
    pub bars: Vec<JudgeRow>,
    pub distinctions: Vec<JudgeRow>,
    pub middle: Vec<FieldView>,
    /// What the search offered: its field, carried along, and in words.
    pub offered: Option<(FieldView, String)>,
    /// The same of precedents: what is carried along, and each in words.
    pub precedents: Precedents,
    pub leniences: Vec<Principle>,
    pub dimensions: Vec<JudgeRow>,
}

/// Whether a form is this page's, whose questions are laid out row by row.
pub(crate) fn judges(page: &page::FormPage) -> bool {
    (page.kind, page.action.name) == ("tolerance", "find")
}

/// Writes the question of each row into what the form holds, so that every row is there to be answered.
pub(crate) fn lay_out(sent: &mut Sent) {
    let mut rows = |list: &str, key: &str, ids: &[&str]| {
        for (at, id) in ids.iter().enumerate() {
            sent.insert(format!("{list}.{at}.{key}"), (*id).to_owned());
        }
    };
    rows("distinctions", "distinction", &Distinction::ALL.iter().map(|d| d.id()).collect::<Vec<_>>());
    rows("bars", "bar", &HardBar::ALL.iter().map(|b| b.id()).collect::<Vec<_>>());
    rows("dimensions", "dimension", &Dimension::ALL.iter().map(|d| d.id()).collect::<Vec<_>>());
}

/// The page from the fields of the generic form.
pub(crate) fn page(frame: Frame, mut act: ActView) -> FindPage {
    let mut page = FindPage {
        frame,
        first: Vec::new(),
        bars: Vec::new(),
        distinctions: Vec::new(),
        middle: Vec::new(),
        offered: None,
        precedents: Precedents::default(),
        leniences: take(&mut act.principles, |code| code.starts_with("lenience.")),
        dimensions: Vec::new(),
        act: ActView { fields: Vec::new(), ..act.clone() },
    };
    for field in std::mem::take(&mut act.fields) {
        let rows = match &field.control {
            Control::List(rows) => rows.clone(),
            _ => Vec::new(),
        };
        match field.name.as_str() {
            "bars" => page.bars = judge(rows, "bar", bar_words, &mut act.principles),
            "distinctions" => {
                page.distinctions = judge(rows, "distinction", distinction_words, &mut act.principles);
            }
            "dimensions" => {
                page.dimensions = judge(rows, "dimension", dimension_words, &mut act.principles);
            }
            "offered_precedents" => page.precedents.offered(rows),
            "precedent" => page.precedents.take(field),
            "official" => page.first.push(field),
            "offered" => {
                let codes: Vec<_> = field.value.split_whitespace().collect();
                page.offered = (!codes.is_empty()).then(|| (field.clone(), codes.join("、")));
            }
            _ => page.middle.push(field),
        }
    }
    // What explains no single question stands above them all.
    page.act.principles = act.principles;
    page
}

/// Takes the explanations out whose code is wanted.
fn take(principles: &mut Vec<Principle>, wanted: impl Fn(&str) -> bool) -> Vec<Principle> {
    let (taken, left) = std::mem::take(principles).into_iter().partition(|one| wanted(&one.code));
    *principles = left;
    taken
}

/// The code of what explains a question.
fn explains(key: &str, id: &str) -> String {
    let id = match (key, id) {
        ("bar", "serious_integrity") => "integrity",
        ("distinction", "experience") => "inexperience",
        ("distinction", "trial") => "exploration",
        (_, id) => id,
    };
    format!("{key}.{id}")
}

fn judge(
    rows: Vec<Vec<FieldView>>,
    key: &str,
    words: fn(&str) -> Option<(&'static str, &'static str, &'static str)>,
    principles: &mut Vec<Principle>,
) -> Vec<JudgeRow> {
    rows.into_iter()
        .filter_map(|row| {
            let ending = format!(".{key}");
            let (keys, fields): (Vec<_>, Vec<_>) =
                row.into_iter().partition(|field| field.name.ends_with(&ending));
            let key = keys.into_iter().next()?;
            let (id, title, aside) = words(key.value.trim())?;
            let code = explains(ending.trim_start_matches('.'), id);
            let principle = take(principles, |one| one == code);
            Some(JudgeRow { title, aside, key: (key.name, id), fields, principle })
        })
        .collect()
}

fn bar_words(id: &str) -> Option<(&'static str, &'static str, &'static str)> {
    HardBar::from_id(id).map(|bar| (bar.id(), bar.title(), "存在的，写明违反的条款"))
}

fn distinction_words(id: &str) -> Option<(&'static str, &'static str, &'static str)> {
    Distinction::from_id(id).map(|one| (one.id(), one.title(), "属于前者还是后者"))
}

fn dimension_words(id: &str) -> Option<(&'static str, &'static str, &'static str)> {
    let aside = |one| match one {
        Dimension::Motive => "为公还是为私，事后态度如何",
        Dimension::Conditions => "当时的法规、人手、区情和历史原因",
        Dimension::Procedure => "是否集体决策、民主程序、请示报告",
        Dimension::Nature => "错误的性质、违反条款、情节",
        Dimension::Consequences => "损失、影响，是否挽回",
    };
    Dimension::from_id(id).map(|one| (one.id(), one.title(), aside(one)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_of_the_judgement_has_its_row() {
        let mut sent = Sent::new();
        lay_out(&mut sent);
        assert_eq!(sent.len(), Distinction::ALL.len() + HardBar::ALL.len() + Dimension::ALL.len());
        assert_eq!(sent["dimensions.4.dimension"], "consequences");
    }

    #[test]
    fn every_question_of_the_judgement_has_an_explanation_in_the_policy_of_the_district() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policy/liwan/principles.toml");
        let text = std::fs::read_to_string(file).unwrap();
        let questions = Distinction::ALL.iter().map(|one| explains("distinction", one.id()));
        let questions = questions.chain(HardBar::ALL.iter().map(|one| explains("bar", one.id())));
        let questions = questions.chain(Dimension::ALL.iter().map(|one| explains("dimension", one.id())));
        for code in questions {
            assert!(text.contains(&format!("code = \"{code}\"")), "nothing explains {code}");
        }
    }
}
