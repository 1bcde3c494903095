//! Every form that somebody of the demo may open, sent with what does not belong there: never an error of ours, every
//! answer on the page again.

use std::collections::BTreeSet;

use rongheng_app::{
    Book,
    domain::{
        cases,
        form::{Field, Input},
        people::Role,
    },
    page::Filter,
};

use super::filled::Filled;

/// Somebody signed in, without a screen.
struct Hand {
    agent: ureq::Agent,
    cookie: String,
    address: &'static str,
}

/// What came back.
struct Came {
    status: u16,
    text: String,
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .build()
        .into()
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

impl Hand {
    fn sign_in(filled: &'static Filled, login: &str, role: Role) -> Self {
        let agent = agent();
        let body = format!("as={}", encode(&format!("{}@{login}", role.id())));
        let answer = agent
            .post(format!("{}/sign-in/demo", filled.address))
            .header("content-type", "application/x-www-form-urlencoded")
            .send(body)
            .unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Self { agent, cookie, address: &filled.address }
    }

    fn get(&self, path: &str) -> Came {
        let answer = self.agent.get(format!("{}{path}", self.address)).header("cookie", &self.cookie).call();
        Self::came(answer.unwrap())
    }

    fn post(&self, path: &str, fields: &[(String, String)]) -> Came {
        let pairs: Vec<_> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        self.post_body(path, "application/x-www-form-urlencoded", pairs.join("&").into_bytes())
    }

    fn post_body(&self, path: &str, media: &str, body: Vec<u8>) -> Came {
        let answer = self
            .agent
            .post(format!("{}{path}", self.address))
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", media)
            .send(body.as_slice());
        Self::came(answer.unwrap())
    }

    fn came(mut answer: ureq::http::Response<ureq::Body>) -> Came {
        let status = answer.status().as_u16();
        let text = answer.body_mut().with_config().limit(50_000_000).read_to_vec().unwrap();
        Came { status, text: String::from_utf8_lossy(&text).into_owned() }
    }
}

/// What is typed, by the sort of the field; `round` picks one.
fn bad(input: Input, round: usize) -> String {
    let one = |values: &[&str]| values[round % values.len()].to_owned();
    match input {
        Input::Line | Input::Case(_) => match round % 3 {
            0 => "长".repeat(10_000),
            1 => "茶滘\u{202e}街道 <b>&\"".to_owned(),
            _ => "茶滘\u{1}街道".to_owned(),
        },
        Input::Text => one(&["茶滘\u{1b}街道", "茶滘\u{0}街道", "<script>alert(1)</script>\u{2066}"]),
        Input::Day => one(&["2026-02-30", "1899-12-31", "昨天"]),
        Input::Money => one(&["一百元", "-1", "1e99"]),
        Input::Count => one(&["-1", "1e99", "三"]),
        Input::Person | Input::Unit => one(&["zz-no-such-id", "无此人", "0"]),
        Input::List(_) => String::new(),
        _ => one(&["zz-not-offered", "zz-no-such-file", "zz-null"]),
    }
}

/// The form with every field wrong; lists have rows with gaps, in one round three hundred of them.
fn filled_in(fields: &[Field], round: usize) -> Vec<(String, String)> {
    let mut sent = Vec::new();
    for field in fields {
        let Input::List(inner) = field.input else {
            sent.push((field.name.to_owned(), bad(field.input, round)));
            continue;
        };
        let rows: Vec<usize> = if round == 1 { (0..300).collect() } else { vec![0, 3, 999_999] };
        for (row, cell) in rows.iter().flat_map(|row| inner.iter().map(move |cell| (row, cell))) {
            let value = if round == 1 { "示".to_owned() } else { bad(cell.input, round) };
            sent.push((format!("{}.{row}.{}", field.name, cell.name), value));
        }
    }
    sent
}

fn escaped(text: &str) -> String {
    text.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;").replace('"', "&#34;")
}

/// The value of a hidden field of the page.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let rest = page.split(&start).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// Sends one form wrongly in every way; says what was not as it should be.
fn tried(hand: &Hand, what: &str, path: &str, fields: &[Field], faults: &mut Vec<String>) {
    let page = hand.get(path);
    if page.status != 200 {
        faults.push(format!("{what}: the form answers {}", page.status));
        return;
    }
    let about = ["version", "key", "form", "page_by", "page_role"];
    let own: Vec<(String, String)> = about
        .iter()
        .map(|name| ((*name).to_owned(), hidden(&page.text, name)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let step = |step: &str| ("step".to_owned(), step.to_owned());
    // What asks nothing would be done.
    let asks = fields.iter().any(|field| field.required);
    let mut sends: Vec<(&str, Vec<(String, String)>)> = Vec::new();
    for round in 0..3 {
        let mut form = [own.clone(), filled_in(fields, round)].concat();
        form.push(step(if asks { "submit" } else { "check" }));
        sends.push((["round 0", "round 1", "round 2"][round], form));
    }
    let mut strange = [own.clone(), filled_in(fields, 2)].concat();
    strange.extend([("hard_bar".to_owned(), "lifted".to_owned()), step("check")]);
    sends.push(("an unknown field", strange));
    let typed = filled_in(fields, 0);
    sends.push(("no version, no key", [typed, vec![step("submit")]].concat()));
    let mut stale = own.clone();
    stale.retain(|(name, _)| name != "version");
    stale.extend([("version".to_owned(), "999999".to_owned()), step("submit")]);
    sends.push(("a version that is not yet", [stale, filled_in(fields, 0)].concat()));
    let mut huge = own.clone();
    huge.retain(|(name, _)| name != "version");
    huge.extend([("version".to_owned(), "99999999999999999999999".to_owned()), step("submit")]);
    sends.push(("a version that is no number", huge));
    for (way, form) in &sends {
        let came = hand.post(path, form);
        if came.status >= 500 {
            faults.push(format!("{what}, {way}: {}", came.status));
        }
        // A form without questions, or with none that can be wrong, may be done or refused as a whole.
        if came.status < 400 && way.starts_with("round") && asks {
            faults.push(format!("{what}, {way}: taken ({})", came.status));
        }
        if ![400, 422].contains(&came.status) {
            continue;
        }
        for (name, value) in form.iter().filter(|(name, value)| {
            // A choice that nobody offered is named by its fault (web: bad_forms), not shown as a choice.
            let named = !value.starts_with("zz-");
            let own = about.contains(&name.as_str()) || name == "step" || name == "hard_bar";
            !value.is_empty() && !own && named
        }) {
            if !came.text.contains(&escaped(value)) {
                let value: String = value.chars().take(20).collect();
                faults.push(format!("{what}, {way}: {name} lost “{value}” ({})", came.status));
                break;
            }
        }
    }
    in_parts(hand, what, path, fields, &own, faults);
}

/// The same as a browser sends it with files: a file in a text, text that is no UTF-8.
fn in_parts(
    hand: &Hand,
    what: &str,
    path: &str,
    fields: &[Field],
    own: &[(String, String)],
    faults: &mut Vec<String>,
) {
    let texts = fields.iter().filter(|field| matches!(field.input, Input::Line | Input::Text));
    let Some(text) = texts.clone().next() else { return };
    let mut body = Vec::new();
    let own = own.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    for (name, value) in own.chain([("step", "check")]) {
        body.extend(
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    for other in texts.filter(|other| other.name != text.name) {
        let name = other.name;
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n茶滘").bytes());
        // A lone surrogate, as some programs write one.
        body.extend(b"\xed\xa0\x80\r\n");
    }
    let name = text.name;
    body.extend(
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"图.txt\"\r\n\r\n示范\r\n--x--\r\n")
            .bytes(),
    );
    let came = hand.post_body(path, "multipart/form-data; boundary=x", body);
    if ![400, 415, 422].contains(&came.status) {
        faults.push(format!("{what}: a file in a text answers {}", came.status));
    }
}

#[test]
fn every_form_that_somebody_may_open_takes_bad_input_without_an_error_of_ours() {
    let filled = Filled::shared();
    let mut done: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut faults = Vec::new();
    for (login, role) in filled.people() {
        let actor = filled.actor(&login, role);
        let mut hand = None;
        let mut opened = |path: String, what: String, fields: &'static [Field]| {
            let hand = hand.get_or_insert_with(|| Hand::sign_in(filled, &login, role));
            tried(hand, &what, &path, fields, &mut faults);
        };
        for kind in cases::all() {
            let Ok(work) = filled.runtime.block_on(filled.app.work(&actor, None)) else { continue };
            for (of, action) in work.opening {
                if of == kind.name() && done.insert((of, action.name)) {
                    opened(
                        format!("/new/{of}/{}", action.name),
                        format!("{of}.{}", action.name),
                        action.fields,
                    );
                }
            }
            let filter = Filter { kind: kind.name().to_owned(), ..Filter::default() };
            let Ok(list) = filled.runtime.block_on(filled.app.list_cases(&actor, &filter, None)) else {
                continue;
            };
            for row in list.rows {
                let Ok(page) = filled.runtime.block_on(filled.app.find_case(&actor, &row.stream)) else {
                    continue;
                };
                for one in page.actions {
                    if done.insert((kind.name(), one.action.name)) {
                        let path = format!("/cases/{}/do/{}", row.stream, one.action.name);
                        opened(path, format!("{}.{}", kind.name(), one.action.name), one.action.fields);
                    }
                }
            }
        }
        for book in Book::ALL {
            for act in book.acts() {
                if !act.who.contains(&role) || !done.insert((book.id(), act.name)) {
                    continue;
                }
                let path = if act.opens {
                    format!("/registers/{}/new", book.id())
                } else {
                    let key = match book {
                        Book::People | Book::Accounts => "zhou",
                        Book::Units => "audit_bureau",
                        Book::Settings | Book::Policy | Book::Calendar => "main",
                        // Nothing is drafted in the filled demo; its forms are walked in the policy's own journey.
                        Book::Amendments
                        | Book::Checklist
                        | Book::Precedents
                        | Book::Signals
                        | Book::Quality
                        | Book::Trainings
                        | Book::PaperDrafts => continue,
                    };
                    format!("/registers/{}/at/{key}/do/{}", book.id(), act.name)
                };
                opened(path, format!("{}.{}", book.id(), act.name), act.fields);
            }
        }
    }
    let all: usize = cases::all().iter().map(|kind| kind.actions().len()).sum::<usize>();
    println!("{} forms tried; there are {all} actions of cases", done.len());
    assert!(done.len() * 10 > all * 6, "only {} forms were reached", done.len());
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}
