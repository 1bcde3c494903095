//! 工作台: one page for each tab, with the same head. A tab is a line of [`Tab::ALL`] and a module beside this file.

pub(crate) mod acts;
pub(crate) mod messages;
pub(crate) mod supervised;
pub(crate) mod todo;

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use rongheng_app::{COUNTED, page::Work};
use rongheng_domain::{kind::Action, people::Role};
use serde::Deserialize;

pub(crate) use self::todo::{TaskView, tasks};
use super::cases::encode;
use crate::{
    error_page::Problem,
    frame::{is_officer, sees_cases},
    visit::{Visit, Web, go},
};

/// A tab, as the address has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tab {
    /// 待办.
    #[default]
    Todo,
    /// 已办.
    Done,
    /// 待阅.
    Unread,
    /// 已阅.
    Read,
    /// 我发起的.
    Started,
    /// 督办.
    Supervised,
}

impl Tab {
    /// In the order in which they stand.
    pub(crate) const ALL: [Self; 6] =
        [Self::Todo, Self::Done, Self::Unread, Self::Read, Self::Started, Self::Supervised];

    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Todo => "待办",
            Self::Done => "已办",
            Self::Unread => "待阅",
            Self::Read => "已阅",
            Self::Started => "我发起的",
            Self::Supervised => "督办",
        }
    }

    /// Its address.
    pub(crate) const fn href(self) -> &'static str {
        match self {
            Self::Todo => "/work",
            Self::Done => "/work?tab=done",
            Self::Unread => "/work?tab=unread",
            Self::Read => "/work?tab=read",
            Self::Started => "/work?tab=started",
            Self::Supervised => "/work?tab=supervised",
        }
    }

    /// Where it is taken out as a workbook; `None` where its rows are no cases of one's own.
    pub(crate) const fn export(self) -> Option<&'static str> {
        match self {
            Self::Todo => Some("/exports/todo"),
            Self::Done => Some("/exports/done"),
            Self::Started => Some("/exports/started"),
            Self::Supervised => Some("/exports/supervised"),
            Self::Unread | Self::Read => None,
        }
    }

    /// The word for it in an address.
    pub(crate) fn id(self) -> &'static str {
        self.href().split_once("tab=").map_or("todo", |(_, id)| id)
    }

    /// The tab of this word.
    pub(crate) fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.id() == id)
    }

    /// The address of a page further on.
    pub(crate) fn page(self, after: &str) -> String {
        let sign = if self.href().contains('?') { '&' } else { '?' };
        format!("{}{sign}after={}", self.href(), encode(after))
    }
}

/// What an address of 工作台 asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The tab.
    pub tab: Tab,
    /// Where the page begins.
    pub after: String,
    /// `yes` where what was ticked was to be marked, and nothing was.
    pub nothing: String,
}

/// A tab in the head.
#[derive(Debug, Clone)]
pub(crate) struct TabView {
    /// Where it leads.
    pub href: &'static str,
    /// What it says.
    pub title: &'static str,
    /// `14`, `200+`.
    pub count: String,
    /// Whether it is the one that is open.
    pub current: bool,
}

/// The head of 工作台.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    /// `上午好`.
    pub greeting: &'static str,
    /// What this person may open first.
    pub opening: Option<(&'static str, String)>,
    /// The tabs.
    pub tabs: Vec<TabView>,
    /// The title of the open one, with its count.
    pub here: (&'static str, String),
    /// Where the open one is taken out as a workbook.
    pub export: Option<&'static str>,
}

impl Desk {
    /// The head for this visit, with the counts of today.
    pub(crate) async fn of(
        web: &Web,
        visit: &Visit,
        current: Tab,
        opening: Option<(&'static str, String)>,
    ) -> Result<Self, Problem> {
        let (hour, _) = web.app.clock().now().hour_minute();
        let actor = &visit.signed()?.actor;
        let counts = web.app.count_acts(actor).await?;
        let (read, supervised) = (web.app.count_read(actor).await?, web.app.count_supervised(actor).await?);
        // Pages of officers have counted already; officials and units come here as well.
        let todo = match visit.waiting {
            Some(waiting) => waiting,
            None => web.app.count_todo(actor).await?,
        };
        let count = |tab| match tab {
            Tab::Todo => todo,
            Tab::Done => counts.done,
            Tab::Unread => visit.unread.unwrap_or_default(),
            Tab::Read => read,
            Tab::Started => counts.started,
            Tab::Supervised => supervised,
        };
        let view = |tab: Tab| TabView {
            href: tab.href(),
            title: tab.title(),
            count: counted(count(tab)),
            current: tab == current,
        };
        Ok(Self {
            greeting: greeting(hour),
            opening,
            tabs: Tab::ALL.into_iter().map(view).collect(),
            here: (current.title(), counted(count(current))),
            export: current.export(),
        })
    }
}

/// `14`, or `200+` where counting ended.
pub(crate) fn counted(count: u64) -> String {
    if count > COUNTED { format!("{COUNTED}+") } else { count.to_string() }
}

/// `上午好`.
pub(crate) const fn greeting(hour: i64) -> &'static str {
    match hour {
        0..=5 => "夜深了",
        6..=11 => "上午好",
        12..=13 => "中午好",
        14..=17 => "下午好",
        _ => "晚上好",
    }
}

/// `GET /`: where each role begins.
pub(crate) async fn home(visit: Visit) -> Result<Response, Problem> {
    let Some(signed) = &visit.signed else { return Ok(go("/sign-in")) };
    Ok(go(if !is_officer(signed.role) {
        "/mine"
    } else if sees_cases(signed.role) {
        "/work"
    } else {
        match signed.role {
            Role::SystemAdmin => "/registers/people",
            Role::SecurityAdmin => "/registers/accounts",
            Role::Auditor => "/access",
            Role::PolicyOfficer => "/registers/checklist",
            _ => "/guarantees",
        }
    }))
}

/// `GET /work`.
pub(crate) async fn show_work(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !sees_cases(signed.role) {
        return Err(Problem::forbidden());
    }
    // 督办 is an affair of officers; the others read their messages in their own frame.
    if !is_officer(signed.role) && asked.tab != Tab::Todo {
        return Ok(go(if matches!(asked.tab, Tab::Unread | Tab::Read) { messages::HREF } else { "/mine" }));
    }
    let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
    match asked.tab {
        Tab::Todo => todo::page(&web, &visit, after).await,
        Tab::Done => acts::done(&web, &visit, after).await,
        Tab::Unread => messages::page(&web, &visit, false, &asked).await,
        Tab::Read => messages::page(&web, &visit, true, &asked).await,
        Tab::Started => acts::started(&web, &visit, after).await,
        Tab::Supervised => supervised::page(&web, &visit).await,
    }
}

/// What this person may open: the first of the actions, with its address.
pub(crate) fn opening(work: &Work) -> Option<(&'static str, String)> {
    work.opening.first().map(|(kind, action)| (action.title, format!("/new/{kind}/{}", action.name)))
}

/// Everything of a kind that this person may open, with its address.
pub(crate) fn openings(
    opening: &[(&'static str, &'static Action)],
    kind: &str,
) -> Vec<(&'static str, String)> {
    let own = opening.iter().filter(|(of, _)| *of == kind);
    own.map(|(kind, action)| (action.title, format!("/new/{kind}/{}", action.name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tab_has_its_own_address_and_keeps_it_from_page_to_page() {
        for tab in Tab::ALL {
            assert!(tab.page("a\u{1f}b").starts_with(tab.href()), "{}", tab.title());
            assert_eq!(Tab::ALL.iter().filter(|other| other.href() == tab.href()).count(), 1);
        }
    }

    #[test]
    fn where_counting_ended_the_count_says_so() {
        assert_eq!(counted(COUNTED), "200");
        assert_eq!(counted(COUNTED + 1), "200+");
    }
}
