//! Every form there is, of every kind and register, filled with what does not belong there: each answer is on the
//! page again, each fault stands on top and at its field in the same words, and says what to do.

use askama::Template as _;
use rongheng_app::Book;
use rongheng_domain::{
    cases,
    form::{Field, Input, read},
    kind::Action,
};

use super::{
    act::{self, Making},
    samples,
    stray::offered,
};
use crate::render::form::{Sent, Sources, dom, fields, identify, summary};

/// What is typed into a field of each sort, in several rounds.
fn bad(input: Input, round: usize) -> String {
    let one = |values: &[&str]| values[round % values.len()].to_owned();
    match input {
        Input::Line | Input::Case(_) => match round % 4 {
            0 => "长".repeat(10_000),
            1 => "第一行\n第二行".to_owned(),
            2 => "茶滘\u{1b}街道".to_owned(),
            _ => "茶滘\u{202e}街道".to_owned(),
        },
        Input::Text => one(&["茶滘\u{7}街道", "茶滘\u{fffd}街道", "茶滘\u{2066}街道", "茶滘\u{0}街道"]),
        Input::Day => one(&["2026-02-30", "1899-12-31", "昨天", "20260304"]),
        Input::Money => one(&["一百元", "-1", "1e99", "99999999999999999999"]),
        Input::Count => one(&["-1", "1e99", "三", "99999999999"]),
        Input::Choice(_) | Input::YesNo | Input::Circumstance | Input::Pick(_) | Input::Picks(_) => {
            one(&["zz-not-offered", "不在其中", "0", "null"])
        }
        Input::Person | Input::Unit => one(&["zz-no-such-id", "无此人", "0", "%00"]),
        Input::File => one(&["zz-no-such-file", "附件", "0", "x"]),
        Input::List(_) => String::new(),
    }
}

/// The form with every field wrong; each list has three rows.
fn filled(fields: &[Field], round: usize) -> Sent {
    let mut sent = Sent::new();
    for field in fields {
        if let Input::List(inner) = field.input {
            for (row, cell) in (0..3).flat_map(|row| inner.iter().map(move |cell| (row, cell))) {
                sent.insert(format!("{}.{row}.{}", field.name, cell.name), bad(cell.input, round));
            }
        } else {
            sent.insert(field.name.to_owned(), bad(field.input, round));
        }
    }
    sent
}

fn escaped(text: &str) -> String {
    text.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;").replace('"', "&#34;")
}

/// Sends it through what the router does before a command, and looks at the page that comes back.
fn tried(
    what: &str,
    form: &'static [Field],
    sent: &Sent,
    page: impl Fn(&[rongheng_domain::form::Fault]) -> String,
) {
    let mut read_from = sent.clone();
    let mut faults = identify(form, &mut read_from, &Sources::default());
    faults.extend(offered(form, &read_from, &Sources::default()));
    for fault in read(form, &read_from).err().unwrap_or_default() {
        if faults.iter().all(|known| known.field != fault.field) {
            faults.push(fault);
        }
    }
    let html = page(&faults);
    for (name, value) in sent {
        let shown = escaped(value);
        assert!(html.contains(&shown), "{what}: what was typed into {name} is lost");
    }
    for fault in &faults {
        assert!(fault.says.ends_with('。'), "{what}: {}", fault.says);
        let told = ["请", "应当"].iter().any(|word| fault.says.contains(word));
        assert!(told, "{what} does not say what to do: {}", fault.says);
        let (id, says) = (dom(&fault.field), escaped(&fault.says));
        assert!(html.contains(&format!("<a href=\"#{id}\">{says}</a>")), "{what}: {id} is not on top");
        assert!(html.contains(&format!("id=\"{id}\"")), "{what}: {id} leads nowhere");
        let at_field = format!("id=\"{id}-e\"");
        let own = html.split(&at_field).nth(1).unwrap_or_else(|| panic!("{what}: {id} says nothing"));
        assert!(own.split("</p>").next().unwrap().contains(&says), "{what}: {id} says something else");
        let described = html.split("aria-describedby=\"").skip(1).any(|rest| {
            rest.split('"').next().unwrap_or_default().split(' ').any(|one| one == format!("{id}-e"))
        });
        assert!(described, "{what}: the fault of {id} is not read out with the field");
    }
    // Everything that can be wrong at once is told at once.
    for field in form {
        let wrong = !matches!(field.input, Input::File | Input::List(_) | Input::Case(_));
        if wrong {
            let told = faults.iter().any(|fault| fault.field == field.name);
            assert!(told, "{what}: {} was taken as {:?}", field.name, sent[field.name]);
        }
    }
}

fn every_action(mut with: impl FnMut(&str, &'static Action)) {
    for kind in cases::all() {
        for action in kind.actions() {
            with(kind.name(), action);
        }
    }
}

#[test]
fn bad_values_in_every_form_of_every_kind_are_kept_and_explained() {
    let mut forms = 0;
    every_action(|kind, action| {
        for round in 0..4 {
            let sent = filled(action.fields, round);
            tried(&format!("{kind}.{}", action.name), action.fields, &sent, |faults| {
                let act = act::view(Making {
                    action,
                    subject: String::new(),
                    case: "/cases/x/y".into(),
                    href: "/cases/x/y/do/z".into(),
                    version: 1,
                    key: "k".into(),
                    document: None,
                    paper: false,
                    place: &[],
                    sent: &sent,
                    faults,
                    missing: Vec::new(),
                    kept: None,
                    sources: Sources::default(),
                    principles: Vec::new(),
                    beside: Vec::new(),
                    scan: None,
                });
                act::PlainFormPage { frame: samples::frame(), act }.render().unwrap()
            });
            forms += 1;
        }
    });
    assert!(forms > 400, "{forms} forms");
}

#[test]
fn bad_values_in_every_form_of_every_register_are_kept_and_explained() {
    for book in Book::ALL {
        for one in book.acts() {
            for round in 0..4 {
                let sent = filled(one.fields, round);
                tried(&format!("{}.{}", book.id(), one.name), one.fields, &sent, |faults| {
                    super::registers::FormView {
                        frame: samples::frame(),
                        subject: String::new(),
                        asks: one.asks,
                        button: one.title,
                        href: "/registers/x/new".into(),
                        back: "/".into(),
                        form: "k".into(),
                        wrongs: summary(faults),
                        fields: fields(one.fields, &sent, faults, &Sources::default()),
                        sources: Sources::default(),
                        trouble: None,
                        kept: None,
                        owner: (String::new(), ""),
                        beside: Vec::new(),
                        previews: false,
                    }
                    .render()
                    .unwrap()
                });
            }
        }
    }
}

#[test]
fn an_empty_form_asks_for_everything_that_must_be_answered_at_once() {
    every_action(|kind, action| {
        let faults = read(action.fields, &Sent::new()).err().unwrap_or_default();
        for field in action.fields.iter().filter(|field| field.required) {
            let told =
                faults.iter().any(|fault| fault.field == field.name && fault.says.contains(field.label));
            assert!(told, "{kind}.{} does not ask for {}", action.name, field.name);
        }
    });
}

#[test]
fn three_hundred_rows_are_all_shown_again_and_the_list_says_how_many_it_takes() {
    every_action(|kind, action| {
        let Some((list, inner)) = action.fields.iter().find_map(|field| match field.input {
            Input::List(inner) => Some((field, inner)),
            _ => None,
        }) else {
            return;
        };
        let cell = inner.iter().find(|cell| matches!(cell.input, Input::Line | Input::Text));
        let Some(cell) = cell else { return };
        let sent: Sent = (0..300)
            .map(|row| (format!("{}.{row}.{}", list.name, cell.name), format!("第{row}号行")))
            .collect();
        let faults = read(action.fields, &sent).unwrap_err();
        let told = faults.iter().find(|fault| fault.field == list.name);
        assert!(told.is_some_and(|fault| fault.says.contains("最多填 200 行")), "{kind}.{}", action.name);
        let views = fields(action.fields, &sent, &faults, &Sources::default());
        let shown = format!("{views:?}");
        for row in [0, 199, 200, 299] {
            assert!(shown.contains(&format!("第{row}号行")), "{kind}.{}: row {row} is lost", action.name);
        }
    });
}
