//! Any action's form from its field definitions: labels above, hints, faults at the field and on top.

use std::collections::BTreeMap;

use rongheng_domain::{
    form::{Fault, Field, Input},
    refusal::{Reason, Refusal},
};

/// Choices up to this many are shown side by side; more become a list to unfold.
const RADIOS: usize = 6;
/// Rows a list begins with.
const FIRST_ROWS: usize = 2;
/// Rows a page shows of one list: more than the rules allow, so that one who sent too many sees them again.
const MOST_ROWS: usize = 500;

/// What a form sent: `name → text`, several ticks of one name joined by line feeds.
pub(crate) type Sent = BTreeMap<String, String>;

/// What the register and the case offer for answers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources {
    /// Names of people that are already chosen, by id, and the first of the register.
    pub people: Vec<(String, String)>,
    /// The same of units.
    pub units: Vec<(String, String)>,
    /// Circumstances in force: code and title.
    pub circumstances: Vec<(String, String)>,
    /// What the case offers, by source.
    pub offers: BTreeMap<String, Vec<(String, String)>>,
    /// Names of uploaded files, by id.
    pub files: BTreeMap<String, String>,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// How a question is answered on the page.
#[derive(Debug, Clone)]
pub(crate) enum Control {
    /// One line.
    Line,
    /// A text.
    Text,
    /// A day.
    Day,
    /// A number; the unit behind it.
    Number(&'static str),
    /// One of a few.
    Radio(Vec<Choice>),
    /// One of many.
    Select(Vec<Choice>),
    /// Several; what to say where there are none to choose from.
    Checks(Vec<Choice>),
    /// A person or a unit: the id of the list beside it and where to look further.
    Look(&'static str),
    /// A file; the name of the one that is there already.
    File(Option<String>),
    /// Rows of further questions.
    List(Vec<Vec<FieldView>>),
}

/// A question on the page.
#[derive(Debug, Clone)]
pub(crate) struct FieldView {
    /// Its id on the page.
    pub id: String,
    /// Its name in what is sent.
    pub name: String,
    /// The question.
    pub label: &'static str,
    /// What helps.
    pub hint: &'static str,
    /// Its row, where it alone makes the row of a list: `当事人 2`.
    pub row: Option<usize>,
    /// Whether it must be answered.
    pub required: bool,
    /// What stands behind the question where it need not be.
    pub optional: &'static str,
    /// The answer so far.
    pub value: String,
    /// What is wrong with it.
    pub fault: Option<String>,
    /// How it is answered.
    pub control: Control,
}

impl FieldView {
    /// Whether what is typed is not to be read on the screen.
    pub(crate) fn is_secret(&self) -> bool {
        self.name.ends_with("password")
    }

    /// The ids of the hint and of the fault, for those who listen to the page.
    pub(crate) fn described(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-h", self.id));
        }
        if self.fault.is_some() {
            ids.push(format!("{}-e", self.id));
        }
        ids.join(" ")
    }
}

/// A line of the summary on top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// The field it jumps to.
    pub id: String,
    /// The same words as at the field.
    pub says: String,
}

/// The questions of an action with the answers so far and what is wrong with them.
pub(crate) fn fields(
    fields: &'static [Field],
    sent: &Sent,
    faults: &[Fault],
    sources: &Sources,
) -> Vec<FieldView> {
    fields.iter().map(|field| view(field, "", sent, faults, sources)).collect()
}

/// The summary of what is wrong, in the order of the page.
pub(crate) fn summary(faults: &[Fault]) -> Vec<Wrong> {
    faults.iter().map(|fault| Wrong { id: dom(&fault.field), says: fault.says.clone() }).collect()
}

/// The reasons of a refusal as faults, so that each stands on top and at its field.
pub(crate) fn faults_of(refusal: &Refusal) -> Vec<Fault> {
    let fault = |reason: &Reason| Fault {
        field: reason.field.unwrap_or("main").to_owned(),
        label: "",
        says: reason.says.clone(),
    };
    refusal.reasons.iter().map(fault).collect()
}

/// The id of a field on the page.
pub(crate) fn dom(name: &str) -> String {
    format!("f-{}", name.replace('.', "-"))
}

fn view(field: &Field, prefix: &str, sent: &Sent, faults: &[Fault], sources: &Sources) -> FieldView {
    let name = format!("{prefix}{}", field.name);
    let text = sent.get(&name).cloned().unwrap_or_default();
    let one_of = |pairs: Vec<(String, String)>| {
        let choices: Vec<_> = pairs
            .into_iter()
            .map(|(value, label)| Choice { chosen: value == text.trim(), value, label })
            .collect();
        if choices.len() <= RADIOS { Control::Radio(choices) } else { Control::Select(choices) }
    };
    let mut shown = text.clone();
    let control = match field.input {
        Input::Line | Input::Case(_) => Control::Line,
        Input::Text => Control::Text,
        Input::Day => Control::Day,
        Input::Money => Control::Number("元"),
        Input::Count => Control::Number(""),
        Input::Choice(choices) => {
            one_of(choices.iter().map(|(v, l)| ((*v).to_owned(), (*l).to_owned())).collect())
        }
        Input::YesNo => one_of(vec![("yes".into(), "是".into()), ("no".into(), "否".into())]),
        Input::Circumstance => one_of(sources.circumstances.clone()),
        Input::Pick(source) => one_of(sources.offers.get(source).cloned().unwrap_or_default()),
        Input::Picks(source) => {
            let ticked: Vec<_> = text.split('\n').map(str::trim).collect();
            let offered = sources.offers.get(source).cloned().unwrap_or_default();
            Control::Checks(
                offered
                    .into_iter()
                    .map(|(value, label)| Choice { chosen: ticked.contains(&value.as_str()), value, label })
                    .collect(),
            )
        }
        Input::Person => {
            shown = label_of(&sources.people, &text);
            Control::Look("people")
        }
        Input::Unit => {
            shown = label_of(&sources.units, &text);
            Control::Look("units")
        }
        Input::File => Control::File(
            (!text.is_empty())
                .then(|| sources.files.get(&text).cloned().unwrap_or_else(|| "已上传的文件".to_owned())),
        ),
        Input::List(inner) => Control::List(rows(inner, &name, field.required, sent, faults, sources)),
    };
    FieldView {
        id: dom(&name),
        label: field.label,
        hint: field.hint,
        row: None,
        required: field.required,
        optional: "（可不填）",
        value: shown,
        fault: faults.iter().find(|f| f.field == name).map(|f| f.says.clone()),
        control,
        name,
    }
}

fn rows(
    inner: &'static [Field],
    name: &str,
    required: bool,
    sent: &Sent,
    faults: &[Fault],
    sources: &Sources,
) -> Vec<Vec<FieldView>> {
    let count = row_count(name, sent).max(if required { FIRST_ROWS } else { 1 });
    (0..count.min(MOST_ROWS))
        .map(|at| {
            let cell = |field| FieldView {
                row: (inner.len() == 1).then_some(at + 1),
                ..view(field, &format!("{name}.{at}."), sent, faults, sources)
            };
            inner.iter().map(cell).collect()
        })
        .collect()
}

/// How many rows of a list were sent, blank ones counted.
pub(crate) fn row_count(list: &str, sent: &Sent) -> usize {
    let start = format!("{list}.");
    sent.keys()
        .filter_map(|key| key.strip_prefix(&start)?.split_once('.')?.0.parse::<usize>().ok())
        .max()
        .map_or(0, |last| (last + 1).min(MOST_ROWS))
}

/// `林岱岳 · 青澜区纪委监委` for an id that is known; whatever was typed otherwise.
fn label_of(known: &[(String, String)], text: &str) -> String {
    known.iter().find(|(id, _)| id == text.trim()).map_or_else(|| text.to_owned(), |(_, label)| label.clone())
}

/// What a person types for a person or a unit, turned into the id: the id itself, the whole label, or a name
/// that only one has.
pub(crate) fn identify(fields: &'static [Field], sent: &mut Sent, sources: &Sources) -> Vec<Fault> {
    let mut faults = Vec::new();
    for field in fields {
        if let Input::List(inner) = field.input {
            for at in 0..row_count(field.name, sent) {
                for cell in inner {
                    identify_one(
                        cell,
                        &format!("{}.{at}.{}", field.name, cell.name),
                        sent,
                        sources,
                        &mut faults,
                    );
                }
            }
        } else {
            identify_one(field, field.name, sent, sources, &mut faults);
        }
    }
    faults
}

fn identify_one(field: &Field, key: &str, sent: &mut Sent, sources: &Sources, faults: &mut Vec<Fault>) {
    let (known, what) = match field.input {
        Input::Person => (&sources.people, "人员"),
        Input::Unit => (&sources.units, "单位"),
        _ => return,
    };
    let Some(text) = sent.get(key).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) else {
        return;
    };
    let name_of = |label: &str| label.split(" · ").next().unwrap_or(label).to_owned();
    let exact: Vec<_> = known.iter().filter(|(id, label)| *id == text || *label == text).collect();
    let found = if exact.is_empty() {
        known.iter().filter(|(_, label)| name_of(label) == text).collect()
    } else {
        exact
    };
    let says = match found.as_slice() {
        [(id, _)] => {
            sent.insert(key.to_owned(), id.clone());
            return;
        }
        [] => format!("“{}”里没有找到叫“{text}”的{what}，请从列出的{what}中选择。", field.label),
        several => {
            format!("“{}”里有 {} 个都叫“{text}”的{what}，请选带单位的全称。", field.label, several.len())
        }
    };
    faults.push(Fault { field: key.to_owned(), label: field.label, says });
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &[Field] =
        &[Field::new("person", "当事人", Input::Person), Field::new("post", "职务", Input::Line).optional()];
    const FORM: &[Field] =
        &[Field::new("title", "事由", Input::Line), Field::new("officials", "当事人", Input::List(ROW))];

    fn sources() -> Sources {
        Sources {
            people: vec![
                ("lin".into(), "林岱岳 · 区纪委监委".into()),
                ("su1".into(), "苏若禾 · 区纪委监委".into()),
                ("su2".into(), "苏若禾 · 区审计局".into()),
            ],
            ..Sources::default()
        }
    }

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn a_name_that_one_person_has_is_enough_and_a_shared_one_is_not() {
        let mut form = sent(&[("officials.0.person", "林岱岳"), ("officials.1.person", "苏若禾")]);
        let faults = identify(FORM, &mut form, &sources());
        assert_eq!(form["officials.0.person"], "lin");
        assert_eq!(form["officials.1.person"], "苏若禾", "what was typed stays");
        assert_eq!(faults.len(), 1);
        assert!(faults[0].says.contains("2 个"), "{}", faults[0].says);
    }

    #[test]
    fn an_unknown_name_is_a_fault_at_its_row() {
        let mut form = sent(&[("officials.3.person", "无此人")]);
        let faults = identify(FORM, &mut form, &sources());
        assert_eq!(faults[0].field, "officials.3.person");
        assert_eq!(summary(&faults)[0].id, "f-officials-3-person");
    }

    #[test]
    fn a_list_shows_the_rows_that_were_sent_and_at_least_two() {
        let rows = |form: &Sent| {
            let views = fields(FORM, form, &[], &sources());
            let Control::List(rows) = &views[1].control else { panic!("a list") };
            rows.len()
        };
        assert_eq!(rows(&Sent::new()), 2);
        assert_eq!(rows(&sent(&[("officials.4.post", "")])), 5);
        assert_eq!(rows(&sent(&[("officials.999999.post", "x")])), MOST_ROWS);
    }

    #[test]
    fn a_chosen_id_is_shown_with_its_name() {
        let views = fields(FORM, &sent(&[("officials.0.person", "su2")]), &[], &sources());
        let Control::List(rows) = &views[1].control else { panic!("a list") };
        assert_eq!(rows[0][0].value, "苏若禾 · 区审计局");
    }
}
