//! A paper before it is taken: how it looks, which fonts were replaced, what keeps it from being made. And the texts
//! of papers: which are in use, how each looks, what is wrong with one that was typed.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, Query, Request, State},
    http::StatusCode,
    response::Response,
};
use rongheng_app::{
    page::{PaperAsk, PaperLink},
    papers::CheckedText,
};
use rongheng_domain::ids::StreamId;
use serde::Deserialize;

use super::{case, cases::encode, files};
use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame},
    sent,
    visit::{Visit, Web, show, show_as},
};

/// Where the texts are.
pub(crate) const TEXTS: &str = "/paper-texts";

/// Which paper is asked for, and how it is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    paper: String,
    about: String,
    /// `pdf`; else a DOCX.
    #[serde(rename = "as")]
    form: String,
    show: String,
}

impl Wanted {
    pub(crate) fn ask(&self) -> PaperAsk {
        PaperAsk { code: self.paper.clone(), about: self.about.clone(), pdf: self.form == "pdf" }
    }

    pub(crate) const fn shown(&self) -> bool {
        !self.show.is_empty()
    }
}

/// The addresses of a paper: its page, its PDF, its DOCX.
pub(crate) fn addresses(case: &str, link: &PaperLink) -> [String; 3] {
    let about = encode(&link.about);
    let file = |form: &str| {
        format!("{case}/papers/{}?paper={}&about={about}&as={form}", link.version, encode(&link.code))
    };
    let page = format!("{case}/papers/{}/{}?about={about}", link.version, encode(&link.code));
    [page, file("pdf"), file("docx")]
}

#[derive(Debug, Template)]
#[template(path = "made_paper.html")]
pub(crate) struct MadePaperPage {
    pub frame: Frame,
    pub title: String,
    pub subject: String,
    pub sample: bool,
    /// Where the PDF is, where there is one.
    pub pdf: Option<String>,
    pub docx: Option<String>,
    pub back: String,
    pub told: Vec<String>,
    pub barred: Vec<String>,
    /// The sheet by which it goes out: number and stage, and where it is.
    pub sheet: Option<(String, String)>,
    /// Where a sheet for it is begun.
    pub drafts: Option<String>,
    /// It has its number: nothing of it changes any more.
    pub signed: bool,
}

/// `GET /cases/{kind}/{key}/papers/{version}/{code}`.
pub(crate) async fn show_paper(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key, version, code)): Path<(String, String, String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let version = version.parse().map_err(|_| Problem::not_found())?;
    let stream = StreamId::new(&kind, &key);
    let ask = PaperAsk { code, about: wanted.about, pdf: true };
    let found = web.app.paper_page(&signed.actor, &stream, version, &ask).await?;
    let of = web.app.find_case(&signed.actor, &stream).await?;
    let at = address(&stream);
    let [_, pdf, docx] = addresses(&at, &found.link);
    let made = found.barred.is_empty();
    let barred = found
        .barred
        .iter()
        .map(|reason| format!("{}（{} {}）", reason.says, reason.rule.phrase, reason.rule.code));
    let called = found.link.title.clone();
    let page = MadePaperPage {
        frame: web.frame(&visit).page(found.link.title.clone(), case::crumbs(&of, Some("文书"))),
        subject: case::subject(&of),
        title: found.link.title,
        sample: found.link.sample,
        pdf: (made && found.pdf).then_some(pdf),
        docx: made.then_some(docx),
        back: format!("{at}?tab=documents"),
        signed: found.signed,
        sheet: found.sheet.map(|one| (format!("{}，{}", one.number, one.stage), address(&one.stream))),
        drafts: found.drafts.map(|number| {
            let (number, paper) = (encode(&number), encode(&called));
            format!("/new/issue/draft?case={number}&paper={paper}&event={version}")
        }),
        told: found.told,
        barred: barred.collect(),
    };
    Ok(show(&page))
}

/// A text of the list.
#[derive(Debug, Clone)]
pub(crate) struct TextLine {
    /// `受理通知书`.
    pub title: String,
    /// How it looks.
    pub pdf: String,
    /// The same to work on.
    pub docx: String,
    /// Where a new text of it is written, for those who draft.
    pub write: Option<String>,
    /// Its placeholders.
    pub uses: String,
    /// Since when.
    pub from: String,
    /// 示范.
    pub sample: bool,
}

#[derive(Debug, Template)]
#[template(path = "paper_texts.html")]
pub(crate) struct PaperTextsPage {
    pub frame: Frame,
    pub texts: Vec<TextLine>,
    pub typed: String,
    pub faults: Vec<(usize, String)>,
}

async fn texts_page(
    web: &Web,
    visit: &Visit,
    typed: String,
    faults: Vec<(usize, String)>,
) -> Result<PaperTextsPage, Problem> {
    let signed = visit.signed()?;
    let texts = web.app.paper_texts(&signed.actor).await?;
    let drafts = rongheng_app::Book::PaperDrafts;
    let writes = drafts.acts().iter().any(|act| act.opens && act.who.contains(&signed.role));
    let line = |text: rongheng_app::papers::SampleText| {
        let at = format!("{TEXTS}/{}?as=", encode(&text.code));
        TextLine {
            title: text.title,
            pdf: format!("{at}pdf&show=1"),
            docx: format!("{at}docx"),
            write: writes.then(|| format!("/registers/paper-drafts/new?fill={}", encode(&text.code))),
            uses: text.uses.join("、"),
            from: text.from.words(),
            sample: text.sample,
        }
    };
    Ok(PaperTextsPage {
        texts: texts.into_iter().map(line).collect(),
        frame: web.frame(visit).page("文书式样", vec![Crumb::here("文书式样")]).wrong(!faults.is_empty()),
        typed,
        faults,
    })
}

/// `GET /paper-texts`.
pub(crate) async fn show_texts(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    Ok(show(&texts_page(&web, &visit, String::new(), Vec::new()).await?))
}

/// `POST /paper-texts`: what was typed is checked; a good one comes back as the PDF of its first paper.
pub(crate) async fn check_texts(
    State(web): State<Arc<Web>>,
    visit: Visit,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let sent = sent::read(request, None).await?.sent;
    let typed = sent.get("text").cloned().unwrap_or_default();
    match web.app.check_paper_texts(&signed.actor, &typed, true).await? {
        CheckedText::Good(paper) => Ok(files::paper_sent(paper, true)),
        CheckedText::Faulty(faults) => {
            let faults = faults.into_iter().map(|fault| (fault.row, fault.says)).collect();
            let page = texts_page(&web, &visit, typed, faults).await?;
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// `GET /paper-texts/{code}`: how a paper looks, its placeholders shown by name.
pub(crate) async fn show_example(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(code): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let paper = web.app.paper_example(&signed.actor, &code, wanted.form == "pdf").await?;
    Ok(files::paper_sent(paper, wanted.shown()))
}

/// `GET /paper-drafts/{key}`: how a draft will look, marked as a preview.
pub(crate) async fn show_draft(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(key): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let paper = web.app.paper_draft_example(&signed.actor, &key, wanted.form != "docx").await?;
    Ok(files::paper_sent(paper, wanted.form != "docx"))
}
