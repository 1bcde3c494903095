//! 督办, a tab of 工作台: what I ordered (waiting, overdue, answered) and what I must answer.

use askama::Template;
use axum::response::Response;
use rongheng_app::page::{Names, SupervisedOrder};
use rongheng_domain::supervision::Standing;

use super::{Desk, Tab};
use crate::{
    error_page::{Problem, address},
    frame::{Frame, is_officer, sees_cases},
    visit::{Visit, Web, go, show},
};

/// An order as a page shows it.
#[derive(Debug, Clone)]
pub(crate) struct OrderView {
    /// The case.
    pub href: String,
    /// Which case.
    pub case: String,
    /// What about.
    pub about: String,
    /// The other person: who answers, or who ordered it.
    pub other: String,
    /// By when, in words.
    pub by: String,
    /// `待答复`.
    pub standing: &'static str,
    /// Colour of the tag.
    pub tone: &'static str,
    /// The last answer.
    pub answer: Option<String>,
    /// What may be done: address and words.
    pub acts: Vec<(String, &'static str)>,
}

#[derive(Debug, Template)]
#[template(path = "work_supervised.html")]
pub(crate) struct SupervisedPage {
    pub frame: Frame,
    pub desk: Desk,
    pub ordered: Vec<OrderView>,
    pub owed: Vec<OrderView>,
    pub overdue: usize,
    pub waiting: usize,
}

fn view(one: &SupervisedOrder, names: &Names, mine: bool) -> OrderView {
    let href = address(&one.case.stream);
    let order = &one.order;
    let case: Vec<_> =
        [one.case.number.as_str(), &one.case.title].into_iter().filter(|part| !part.is_empty()).collect();
    let act = |name: &str| format!("{href}/do/{name}");
    let acts = match (order.standing, mine) {
        _ if one.archived => Vec::new(),
        (Standing::Open, false) => vec![(act("answer_supervision"), "答复督办")],
        (Standing::Answered, true) => {
            vec![(act("judge_supervision"), "审阅督办答复"), (act("withdraw_supervision"), "撤回督办")]
        }
        (Standing::Open, true) => vec![(act("withdraw_supervision"), "撤回督办")],
        _ => Vec::new(),
    };
    let tone = match order.standing {
        _ if one.overdue => "red",
        _ if one.archived => "",
        Standing::Open => "blue",
        Standing::Answered => "amber",
        Standing::Accepted => "green",
        Standing::Withdrawn => "",
    };
    OrderView {
        case: case.join(" · "),
        about: order.ordered.about.clone(),
        other: names.person(if mine { &order.ordered.to } else { &order.ordered.by }),
        by: order.answer_by.words(),
        standing: one.words(),
        tone,
        answer: order.answers.last().map(|(says, _)| says.clone()),
        acts,
        href,
    }
}

/// `GET /work?tab=supervised`.
pub(super) async fn page(web: &Web, visit: &Visit) -> Result<Response, Problem> {
    let list = web.app.supervised(&visit.signed()?.actor).await?;
    let all = |orders: &[SupervisedOrder], mine| {
        orders.iter().map(|one| view(one, &list.names, mine)).collect::<Vec<_>>()
    };
    Ok(show(&SupervisedPage {
        desk: Desk::of(web, visit, Tab::Supervised, None).await?,
        ordered: all(&list.ordered, true),
        owed: all(&list.owed, false),
        overdue: list.ordered.iter().filter(|one| one.overdue).count(),
        waiting: list.owed.iter().filter(|one| one.order.standing == Standing::Open).count(),
        frame: web.frame(visit).page("工作台", Vec::new()),
    }))
}

/// `GET /supervised`: the address it once had.
pub(crate) async fn show_supervised(visit: Visit) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !is_officer(signed.role) || !sees_cases(signed.role) {
        return Err(Problem::forbidden());
    }
    Ok(go(Tab::Supervised.href()))
}
