//! 起草、校核、启用 — who does what to the draft of a text, and what keeps it from being used.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{PaperDraft, PaperDraftEvent, RULE, placing};
use crate::{
    day::Day,
    form::{Field, Input},
    kind::Failure,
    people::Role,
    refusal::{Missing, Reason, Refusal},
    registers::{
        amendment::{CHECKERS, lines},
        keeping::{Act, Keep, Keeping, at, typed, yes_no},
        papers::{PaperText, PapersRecord},
        policy::Origin,
    },
    sheet::{Block, Say, Tone},
};

const WRITES: &[Role] = &[Role::PolicyOfficer, Role::CaseManagement];
const CHECKS: &[Role] =
    &[Role::PolicyOfficer, Role::CaseManagement, Role::ReviewOfficer, Role::Leader, Role::PrincipalLeader];

const TITLE: Field =
    Field::new("title", "文书名称", Input::Line).hint("本单位怎样叫这份文书；各单位可以不同。");
const HEADING: Field = Field::new("heading", "标题", Input::Line).hint("印在正文上方，可以用占位符。");
const TO: Field = Field::new("to", "主送", Input::Line).hint("没有主送的留空。").optional();
const TEXT: Field = Field::new("text", "正文", Input::Text)
    .hint("一行一段。“# ”到“#### ”开头的是一级到四级标题，“> ”开头的顶格写，“|”开头的是表格的一行。");
const ATTACHMENTS: Field = Field::new("attachments", "附件", Input::Text).hint("一行一个。").optional();
const SIGNED: Field = Field::new("signed", "署名", Input::Line).hint("由本人签字的文书留空。").optional();
const DATED: Field = Field::new("dated", "成文日期", Input::Line).optional();
const SEALED: Field = Field::new("sealed", "是否留出印章位置", Input::YesNo);
const NOTE: Field = Field::new("note", "附注", Input::Line).optional();
const COPIES: Field = Field::new("copies", "抄送", Input::Text).hint("一行一个。").optional();
const WHY: Field = Field::new("why", "为什么修改", Input::Text);

const NEW: &[Field] = &[
    Field::new("code", "哪一份文书", Input::Pick("papers")),
    TITLE,
    HEADING,
    TO,
    TEXT,
    ATTACHMENTS,
    SIGNED,
    DATED,
    SEALED,
    NOTE,
    COPIES,
    WHY,
];

const AGAIN: &[Field] = &[TITLE, HEADING, TO, TEXT, ATTACHMENTS, SIGNED, DATED, SEALED, NOTE, COPIES, WHY];

/// What the form sends.
#[derive(Deserialize)]
struct Typed {
    title: String,
    heading: String,
    #[serde(default)]
    to: String,
    text: String,
    #[serde(default)]
    attachments: String,
    #[serde(default)]
    signed: String,
    #[serde(default)]
    dated: String,
    sealed: bool,
    #[serde(default)]
    note: String,
    #[serde(default)]
    copies: String,
    #[serde(default)]
    why: String,
}

#[derive(Deserialize)]
struct Coded {
    code: String,
    #[serde(flatten)]
    typed: serde_json::Map<String, Value>,
}

#[derive(Deserialize)]
struct Said {
    says: String,
}

#[derive(Deserialize)]
struct Given {
    why: String,
}

#[derive(Deserialize)]
struct Issue {
    from: Day,
}

impl Typed {
    /// The text with these words; what the program decides (events, form of the letter) stays as it is.
    fn on(self, base: &PaperText, today: Day) -> (PaperText, String) {
        let paper = PaperText {
            title: self.title,
            heading: self.heading,
            to: self.to,
            text: self.text,
            attachments: lines(&self.attachments),
            signed: self.signed,
            dated: self.dated,
            sealed: self.sealed,
            note: self.note,
            copies: lines(&self.copies),
            origin: Origin::Issued,
            from: today,
            ..base.clone()
        };
        (paper, self.why)
    }
}

/// The text used last under a code, also one that begins later.
fn last<'a>(papers: &'a PapersRecord, code: &str) -> Option<&'a PaperText> {
    papers.texts.get(code)?.iter().max_by_key(|text| text.from)
}

/// The answers that a form begins with.
pub fn begun(paper: &PaperText) -> Value {
    json!({
        "code": paper.code, "title": paper.title, "heading": paper.heading, "to": paper.to,
        "text": paper.text.trim_end(), "attachments": paper.attachments.join("\n"), "signed": paper.signed,
        "dated": paper.dated, "sealed": paper.sealed, "note": paper.note, "copies": paper.copies.join("\n"),
    })
}

/// What was typed as a text, to be looked at before it is sent: `code` where the form has none.
///
/// # Errors
/// A paper that is not there; what keeps it from being used.
pub fn form(
    answers: Value,
    code: Option<&str>,
    papers: &PapersRecord,
    today: Day,
) -> Result<PaperText, Failure> {
    let mut answers = answers;
    if let (Some(map), Some(code)) = (answers.as_object_mut(), code) {
        map.insert("code".to_owned(), code.into());
    }
    checked(answers, papers, today).map(|(paper, _)| paper)
}

fn checked(answers: Value, papers: &PapersRecord, today: Day) -> Result<(PaperText, String), Failure> {
    let Coded { code, typed: rest } = typed(answers)?;
    let Some(base) = last(papers, &code) else {
        return Err(Refusal::from(at("code", "没有这份文书，请从列出的文书中选择。")).into());
    };
    let made = typed::<Typed>(Value::Object(rest))?.on(base, today);
    usable(&made.0)?;
    Ok(made)
}

/// # Errors
/// Every word and line that keeps the text from being used, at its field.
fn usable(paper: &PaperText) -> Result<(), Refusal> {
    let faults = placing::faults(paper).into_iter();
    Refusal::unless_empty(faults.map(|fault| Reason::new(&RULE, fault.says()).at(fault.field)).collect())
}

/// A part of a text with its name.
pub fn parts(text: &PaperText) -> Vec<(&'static str, String)> {
    vec![
        ("文书名称", text.title.clone()),
        ("标题", text.heading.clone()),
        ("主送", text.to.clone()),
        ("正文", text.text.trim_end().to_owned()),
        ("附件", text.attachments.join("\n")),
        ("署名", text.signed.clone()),
        ("成文日期", text.dated.clone()),
        ("印章位置", yes_no(text.sealed).to_owned()),
        ("附注", text.note.clone()),
        ("抄送", text.copies.join("\n")),
    ]
}

/// Whether two texts say something else.
pub fn changed(old: &PaperText, new: &PaperText) -> bool {
    parts(old) != parts(new)
}

impl PaperDraft {
    fn not_by_a_writer(&self, keeping: &Keeping, says: &str) -> Result<(), Refusal> {
        if self.writers.contains(&keeping.by) { Err(Refusal::one(&RULE, says)) } else { Ok(()) }
    }

    fn issue(&self, from: Day, keeping: &Keeping) -> Result<PaperDraftEvent, Refusal> {
        self.not_by_a_writer(keeping, "您写过这份式样，请由没有拟稿的人登记启用。")?;
        let mut missing = Missing::new();
        let checked = self.checks.len();
        missing.unless(checked >= CHECKERS, || {
            let says = format!("要由拟稿人以外的{CHECKERS}人校核，现在有{checked}人，请先请其校核。");
            Reason::new(&RULE, says).remedy("check")
        });
        missing.unless(from > keeping.today, || {
            let says = "启用日期从明天起：今天及以前发生的事项，文书按原来的式样出具，不能改变。";
            Reason::new(&RULE, says).at("from")
        });
        if let Some(paper) = &self.paper {
            let later = last(&keeping.papers, &paper.code).filter(|known| known.from >= from);
            if let Some(later) = later {
                let says = format!("这份文书已有{}启用的式样，请写更晚的日期。", later.from.words());
                missing.add(Reason::new(&RULE, says).at("from"));
            }
            // The program may have changed since it was written.
            missing.take(usable(paper).map_err(|refusal| refusal.reasons));
        }
        missing.settle()?;
        Ok(PaperDraftEvent::Issued { from, by: keeping.by.clone() })
    }
}

impl Keep for PaperDraft {
    const ACTS: &'static [Act] = &[
        Act::new(
            "write",
            "起草式样",
            WRITES,
            NEW,
            "从现行式样开始改；占位符由程序填写，旁边列有这份文书可以用的占位符。可以先“检查并预览”，提交以后由两人校核、另一人登记启用。",
        )
        .opening(),
        Act::new("revise", "修改草稿", WRITES, AGAIN, "修改后，已有的校核作废，重新校核。"),
        Act::new(
            "check",
            "校核通过",
            CHECKS,
            &[Field::new("says", "校核意见", Input::Text).hint("写明核对了什么，如文字、占位符、预览的版式。")],
            "对照“与现行文本的差别”并看预览。写过这份式样的人不能校核；要两个不同的人校核。",
        ),
        Act::new(
            "send_back",
            "退回修改",
            CHECKS,
            &[Field::new("says", "要改什么", Input::Text)],
            "退回后，已有的校核作废，由拟稿人修改。",
        ),
        Act::new(
            "issue",
            "登记启用",
            CHECKS,
            &[Field::new("from", "启用日期", Input::Day).hint("从明天起；以前发生的事项仍用原来的式样。")],
            "由没有拟稿的人登记。启用以后不能撤回；有错的，另行修订。",
        ),
        Act::new(
            "withdraw",
            "作废草稿",
            WRITES,
            &[Field::new("why", "原因", Input::Text)],
            "作废后不再办理，内容留在历史里；现行式样不变。",
        ),
    ];

    fn exists(&self) -> bool {
        self.paper.is_some()
    }

    fn fits(&self, act: &str, _today: Day) -> bool {
        self.is_open()
            && match act {
                "check" => self.checks.len() < CHECKERS,
                "send_back" => self.sent_back.is_none(),
                _ => true,
            }
    }

    fn keep(&self, act: &str, answers: Value, keeping: &Keeping) -> Result<Vec<PaperDraftEvent>, Failure> {
        let by = keeping.by.clone();
        Ok(vec![match act {
            "write" | "revise" => {
                let mut answers = answers;
                if let (Some(paper), Some(map)) = (&self.paper, answers.as_object_mut()) {
                    map.insert("code".to_owned(), json!(paper.code));
                }
                let (paper, why) = checked(answers, &keeping.papers, keeping.today)?;
                let known = self.paper.as_ref().or_else(|| last(&keeping.papers, &paper.code));
                if known.is_some_and(|known| !changed(known, &paper)) {
                    return Err(
                        Refusal::from(at("text", "写的与原来的式样一样，没有变化，不用提交。")).into()
                    );
                }
                PaperDraftEvent::Written { paper: Box::new(paper), why, by }
            }
            "check" => {
                self.not_by_a_writer(
                    keeping,
                    "您写过这份式样，不能校核自己写的；请由没有参与拟稿的人校核。",
                )?;
                if self.checks.iter().any(|check| check.by == by) {
                    return Err(Refusal::one(&RULE, "您已经校核过，第二次校核要由另一人进行。").into());
                }
                let Said { says } = typed(answers)?;
                PaperDraftEvent::Checked { by, says }
            }
            "send_back" => {
                let Said { says } = typed(answers)?;
                PaperDraftEvent::SentBack { by, says }
            }
            "issue" => {
                let Issue { from } = typed(answers)?;
                self.issue(from, keeping)?
            }
            "withdraw" => {
                let Given { why } = typed(answers)?;
                PaperDraftEvent::Withdrawn { why }
            }
            other => return Err(Failure::UnknownAction(other.to_owned())),
        }])
    }

    fn current(&self, act: &str) -> Value {
        match (act, &self.paper) {
            ("revise", Some(paper)) => begun(paper),
            _ => Value::Null,
        }
    }

    fn offers(&self, _today: Day) -> BTreeMap<&'static str, Vec<(String, Say)>> {
        BTreeMap::new()
    }

    fn shown(&self, _today: Day) -> Vec<Block> {
        let Some(paper) = &self.paper else { return Vec::new() };
        let mut blocks = Vec::new();
        let note = match (&self.issued, &self.withdrawn, &self.sent_back) {
            (Some((from, by)), ..) => {
                Some((Tone::Green, Say::from(by).and(format!("登记，自{}起启用。", from.words()))))
            }
            (None, Some((on, why)), _) => {
                Some((Tone::Plain, Say::from(format!("{}作废：{why}", on.words()))))
            }
            (None, None, Some(back)) => Some((
                Tone::Amber,
                Say::from(&back.by).and(format!("{}退回修改：{}", back.on.words(), back.says)),
            )),
            _ => None,
        };
        blocks.extend(note.map(|(tone, says)| Block::Note { tone, says }));
        blocks.push(Block::Facts(vec![
            ("现在".to_owned(), Say::from(self.standing())),
            ("为什么修改".to_owned(), Say::from(&self.why)),
            ("拟稿".to_owned(), Say::list(self.writers.iter())),
        ]));
        if !self.checks.is_empty() {
            blocks.push(Block::Heading("校核".to_owned()));
            let rows = self
                .checks
                .iter()
                .map(|check| vec![Say::from(&check.by), Say::from(check.on), Say::from(&check.says)]);
            blocks.push(Block::Table {
                head: ["校核人", "日期", "意见"].map(str::to_owned).to_vec(),
                rows: rows.collect(),
            });
        }
        blocks.push(Block::Heading("草稿全文".to_owned()));
        let facts = parts(paper).into_iter().filter(|(_, words)| !words.is_empty());
        blocks.push(Block::Facts(facts.map(|(label, words)| (label.to_owned(), Say::from(words))).collect()));
        blocks
    }

    fn told(event: &PaperDraftEvent) -> (&'static str, Say) {
        match event {
            PaperDraftEvent::Written { paper, why, .. } => {
                ("起草、修改", Say::from(format!("{}：{why}", paper.title)))
            }
            PaperDraftEvent::Checked { says, .. } => ("校核通过", Say::from(says)),
            PaperDraftEvent::SentBack { says, .. } => ("退回修改", Say::from(says)),
            PaperDraftEvent::Issued { from, .. } => {
                ("登记启用", Say::from(format!("自{}起启用", from.words())))
            }
            PaperDraftEvent::Withdrawn { why } => ("作废", Say::from(why)),
        }
    }
}

#[cfg(test)]
mod tests;
