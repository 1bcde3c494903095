//! What the form of any action shows, and its check page.

use askama::Template;
use rongheng_domain::{
    form::{Fault, Field, Input},
    kind::Action,
    registers::policy::Principle,
};

use super::case::Part;
use crate::{
    frame::Frame,
    render::{
        check::{Answer, answers},
        form::{FieldView, Sent, Sources, Wrong, fields, summary},
    },
};

const ACTED_FOR: Field = Field::new("acted_for", "代谁录入", Input::Person)
    .hint("纸面上的行为人：当事人、单位、会商成员或者领导。填了就算他（她）的行为，不算您的。");
const ON: Field = Field::new("paper_on", "纸面日期", Input::Day).hint("期限从这一天起算。");
const PLACE: Field = Field::new("paper_place", "原件存放处", Input::Line)
    .hint("哪个柜、哪一卷；由录入人以外的人对照原件校核。");
const SCAN: Field =
    Field::new("paper_scan", "扫描件", Input::File).hint("有扫描件的请上传，便于校核。").optional();

/// 代录: who acted on the paper and its date; empty for whoever acts here.
pub(crate) const PAPER: &[Field] = &[ACTED_FOR.optional(), ON.optional(), PLACE.optional(), SCAN];
/// The same where a paper is what is entered.
const ENTERED: &[Field] = &[ACTED_FOR, ON, PLACE, SCAN];

/// What is asked about the paper: all of it where the form is laid out for one, or somebody is named.
pub(crate) fn of_paper(sent: &Sent) -> &'static [Field] {
    let named = sent.get("acted_for").is_some_and(|person| !person.trim().is_empty());
    if named || super::standing::on_paper(sent) { ENTERED } else { PAPER }
}

/// The questions about the paper.
fn paper_views(making: &Making<'_>) -> Vec<FieldView> {
    let mut views = fields(of_paper(making.sent), making.sent, making.faults, &making.sources);
    for view in views.iter_mut().filter(|view| view.name != SCAN.name) {
        view.optional = "（代录时必填）";
    }
    views
}

/// What is asked, in the order of the page: where a paper is entered, the paper comes first.
pub(crate) fn in_order(own: &'static [Field], paper: bool, sent: &Sent) -> [&'static [Field]; 2] {
    let paper = if paper { of_paper(sent) } else { PAPER };
    if super::standing::on_paper(sent) { [paper, own] } else { [own, paper] }
}

/// Everything the form, its check page and its special pages say.
#[derive(Debug, Clone)]
pub(crate) struct ActView {
    /// What the button says.
    pub title: &'static str,
    /// The case it is about.
    pub subject: String,
    /// Where to post.
    pub href: String,
    /// Where to go back to.
    pub back: String,
    /// Where drafts are kept while one types.
    pub draft: String,
    /// Set phrase of the rule.
    pub phrase: &'static str,
    /// Its code.
    pub code: &'static str,
    /// Where it stands.
    pub source: &'static str,
    /// What it asks.
    pub asks: &'static str,
    /// One more sentence.
    pub help: &'static str,
    /// The explanations of principles that stand beside it.
    pub principles: Vec<Principle>,
    /// The paper that follows.
    pub document: Option<String>,
    /// Cannot be undone.
    pub grave: bool,
    /// Whether there are files.
    pub multipart: bool,
    /// Bytes that a file may have. Filled in with the frame.
    pub most: u64,
    /// The version the page was made from.
    pub version: u64,
    /// Idempotency key.
    pub key: String,
    /// Whose page it is: person and role. Filled in with the frame.
    pub owner: (String, &'static str),
    /// The questions.
    pub fields: Vec<FieldView>,
    /// 代录, where the role may.
    pub paper: Option<Vec<FieldView>>,
    /// What is wrong.
    pub wrongs: Vec<Wrong>,
    /// What the machine could not do with it: a heading, and what to do.
    pub trouble: Option<(String, Vec<String>)>,
    /// What is still missing in the case.
    pub missing: Vec<String>,
    /// When the draft was kept.
    pub kept: Option<String>,
    /// For the lists of people and units.
    pub sources: Sources,
    /// The answers in words, for the check page.
    pub answers: Vec<Answer>,
    /// The answers as sent, for the check page.
    pub sent: Vec<(String, String)>,
    /// What of the case stands beside the form.
    pub beside: Vec<Part>,
    /// One screen for a paper: what is entered beside its scan.
    pub layout: bool,
    /// The scan of the paper, once it is there.
    pub scan: Option<ScanView>,
    /// The limits that follow, as they would run once it is submitted.
    pub foreseen: Vec<Foreseen>,
}

/// A scan that is shown beside what is entered.
#[derive(Debug, Clone)]
pub(crate) struct ScanView {
    /// Where it is shown.
    pub href: String,
    /// Its name.
    pub name: String,
    /// An image; else a document that the browser's own viewer shows.
    pub image: bool,
}

/// A limit that would follow from an act.
#[derive(Debug, Clone)]
pub(crate) struct Foreseen {
    /// What it is.
    pub title: String,
    /// `按 3 月 2 日起算，期限到 3 月 9 日（周一）`.
    pub says: String,
}

/// What a page of an action is made from.
#[derive(Debug)]
pub(crate) struct Making<'a> {
    /// The action.
    pub action: &'static Action,
    /// `容〔2026〕17号 · 补偿面积`; empty where it opens a case.
    pub subject: String,
    /// The address of the case, or of the list for an action that opens one.
    pub case: String,
    /// Where the form posts.
    pub href: String,
    /// The version the page is made from.
    pub version: u64,
    /// Idempotency key.
    pub key: String,
    /// The paper that follows.
    pub document: Option<String>,
    /// Whether 代录 is offered.
    pub paper: bool,
    /// In whose name it is done, where that is asked.
    pub place: &'static [Field],
    /// What was sent, or kept.
    pub sent: &'a Sent,
    /// What is wrong with it.
    pub faults: &'a [Fault],
    /// What is still missing in the case.
    pub missing: Vec<String>,
    /// When the draft was kept.
    pub kept: Option<String>,
    /// For the lists.
    pub sources: Sources,
    /// The explanations of principles.
    pub principles: Vec<Principle>,
    /// What of the case stands beside the form.
    pub beside: Vec<Part>,
    /// The scan of the paper, once it is there.
    pub scan: Option<ScanView>,
}

/// The view of an action's form.
pub(crate) fn view(making: Making<'_>) -> ActView {
    let action = making.action;
    let paper = making.paper.then(|| paper_views(&making));
    let kept = making.kept;
    let has_file = |fields: &[Field]| fields.iter().any(|field| matches!(field.input, Input::File));
    let mut said = answers(making.place, making.sent, &making.sources);
    said.extend(answers(action.fields, making.sent, &making.sources));
    let mut questions = fields(making.place, making.sent, making.faults, &making.sources);
    questions.extend(fields(action.fields, making.sent, making.faults, &making.sources));
    if making.paper {
        said.extend(
            answers(PAPER, making.sent, &making.sources)
                .into_iter()
                .filter(|answer| !answer.lines.is_empty()),
        );
    }
    ActView {
        title: action.title,
        subject: making.subject,
        draft: format!("{}/draft", making.href),
        href: making.href,
        back: making.case,
        phrase: action.rule.phrase,
        code: action.rule.code,
        source: action.rule.source,
        asks: action.rule.asks,
        help: action.help,
        principles: making.principles,
        document: making.document,
        grave: action.grave,
        multipart: making.paper || has_file(action.fields),
        most: 0,
        version: making.version,
        key: making.key,
        owner: (String::new(), ""),
        fields: questions,
        paper,
        wrongs: summary(making.faults),
        trouble: None,
        missing: making.missing,
        kept,
        answers: said,
        sent: making
            .sent
            .iter()
            .filter(|(name, _)| {
                !matches!(name.as_str(), "version" | "key" | "step" | "page_by" | "page_role")
            })
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        beside: making.beside,
        layout: making.paper && super::standing::on_paper(making.sent),
        scan: making.scan,
        foreseen: Vec::new(),
        sources: making.sources,
    }
}

#[derive(Debug, Template)]
#[template(path = "form.html")]
pub(crate) struct FormPage {
    pub frame: Frame,
    pub act: ActView,
}

#[derive(Debug, Template)]
#[template(path = "paper.html")]
pub(crate) struct PaperPage {
    pub frame: Frame,
    pub act: ActView,
}

#[derive(Debug, Template)]
#[template(path = "plain_form.html")]
pub(crate) struct PlainFormPage {
    pub frame: Frame,
    pub act: ActView,
}

#[derive(Debug, Template)]
#[template(path = "check.html")]
pub(crate) struct CheckPage {
    pub frame: Frame,
    pub act: ActView,
}

#[derive(Debug, Template)]
#[template(path = "plain_check.html")]
pub(crate) struct PlainCheckPage {
    pub frame: Frame,
    pub act: ActView,
}
