//! What stands around every page: who is signed in, in which role, where, and what the role may open.

use rongheng_domain::{kind::CaseRegister, people::Role};

use crate::pages::case_registers;

/// A line of the left menu.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The heading above it, where one begins here.
    pub group: Option<&'static str>,
    /// Where it leads.
    pub href: &'static str,
    /// What it says.
    pub title: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// How many wait there: `14`, `200+`.
    pub count: Option<String>,
    /// Whether the page belongs to it.
    pub current: bool,
}

/// A role that the person can act in.
#[derive(Debug, Clone)]
pub(crate) struct RoleChoice {
    /// The stored word.
    pub id: &'static str,
    /// What a screen calls it.
    pub title: &'static str,
    /// Whether it is the one in use.
    pub current: bool,
}

/// A step of the way here.
#[derive(Debug, Clone)]
pub(crate) struct Crumb {
    /// What it says.
    pub title: String,
    /// Where it leads; `None` for the page itself.
    pub href: Option<String>,
}

impl Crumb {
    /// A step that can be gone back to.
    pub(crate) fn to(title: impl Into<String>, href: impl Into<String>) -> Self {
        Self { title: title.into(), href: Some(href.into()) }
    }

    /// The page itself.
    pub(crate) fn here(title: impl Into<String>) -> Self {
        Self { title: title.into(), href: None }
    }
}

/// The frame of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frame {
    /// Title of the page.
    pub title: String,
    /// Whether the title begins with 错误.
    pub wrong: bool,
    /// The organ that runs this.
    pub unit: String,
    /// Demo mode.
    pub demo: bool,
    /// Name of who is signed in; empty where nobody is.
    pub name: String,
    /// The role in use.
    pub role: &'static str,
    /// The roles to choose from.
    pub roles: Vec<RoleChoice>,
    /// The left menu.
    pub menu: Vec<Entry>,
    /// The way here.
    pub crumbs: Vec<Crumb>,
    /// Whether the search box is shown.
    pub may_search: bool,
    /// What was searched for.
    pub query: String,
    /// The watermark: name and time.
    pub mark: String,
    /// Today in words.
    pub today: String,
    /// How many messages wait to be read, in words; `None` where nobody reads any.
    pub unread: Option<String>,
    /// Height of the ledger.
    pub height: Option<u64>,
}

impl Frame {
    /// The same frame with a title and the way here.
    #[must_use]
    pub(crate) fn page(mut self, title: impl Into<String>, crumbs: Vec<Crumb>) -> Self {
        self.title = title.into();
        self.crumbs = crumbs;
        self
    }

    /// The same frame, with another line of the menu marked: the page belongs there, whatever its address.
    #[must_use]
    pub(crate) fn under(mut self, href: &str) -> Self {
        if self.menu.iter().any(|entry| entry.href == href) {
            for entry in &mut self.menu {
                entry.current = entry.href == href;
            }
        }
        self
    }

    /// The same frame, its title marked as an error.
    #[must_use]
    pub(crate) fn wrong(mut self, wrong: bool) -> Self {
        self.wrong = wrong;
        self
    }
}

/// Whether a role works in the officers' frame; the others get plain pages.
pub(crate) const fn is_officer(role: Role) -> bool {
    !matches!(
        role,
        Role::Official | Role::UnitContact | Role::Committee | Role::AppraisalOwner | Role::SystemJobs
    )
}

/// Whether a role is one of the three administrators or the keeper of the policy, who see no case content.
pub(crate) const fn sees_cases(role: Role) -> bool {
    !matches!(
        role,
        Role::Auditor | Role::SystemAdmin | Role::SecurityAdmin | Role::PolicyOfficer | Role::SystemJobs
    )
}

/// Whether a role sees investigations: the organ's own officers alone.
const fn sees_investigations(role: Role) -> bool {
    matches!(
        role,
        Role::CaseManagement
            | Role::CaseOfficer
            | Role::TeamLeader
            | Role::DivisionHead
            | Role::ReviewOfficer
            | Role::Leader
            | Role::PrincipalLeader
            | Role::PostedGroup
            | Role::UpperOrgan
    )
}

/// Whether a role sees papers that go out: of the whole organ, or those that it countersigns.
const fn issues(role: Role) -> bool {
    matches!(role, Role::ReviewOfficer) || crate::pages::issue_registers::reads(role)
}

/// The address of the list that a page belongs to: what opens a case stands with the cases of its kind, and a batch with
/// the work list.
fn belongs(here: &str) -> String {
    match here.strip_prefix("/new/").map(|rest| rest.split('/').next().unwrap_or_default()) {
        Some(kind) => format!("/cases/{kind}"),
        None if here.starts_with("/batch/") => "/work".to_owned(),
        None => here.to_owned(),
    }
}

/// The menu of a role: only what exists and what it may open.
pub(crate) fn menu(role: Role, here: &str) -> Vec<Entry> {
    let mut menu = Vec::new();
    let here = belongs(here);
    let here = here.as_str();
    let mut add = |group: &'static str, href: &'static str, title, icon| {
        let current = here == href || (href.len() > 1 && here.starts_with(href));
        menu.push(Entry { group: Some(group), href, title, icon, count: None, current });
    };
    let opens = |book: rongheng_app::Book| book.readers().contains(&role);
    if sees_cases(role) {
        add(OWN, "/work", "工作台", "home");
        add(HANDLING, "/cases/tolerance", "容错案件", "case");
        add(HANDLING, "/cases/correction", "纠错事项", "fix");
    }
    if sees_investigations(role) {
        add(HANDLING, "/cases/investigation", "立案审查", "list");
    }
    if sees_investigations(role) && !matches!(role, Role::TeamLeader | Role::PostedGroup)
        || role == Role::PolicyOfficer
    {
        add(HANDLING, "/cases/ruling", "请示答复", "list");
    }
    if rongheng_app::applicable::searches(role) && (sees_cases(role) || role == Role::PolicyOfficer) {
        add(HANDLING, crate::pages::applicable::HERE, "适用情形查找", "search");
    }
    if issues(role) {
        add(HANDLING, "/cases/issue", "发文", "out");
    }
    if rongheng_domain::paper::ENTERS.contains(&role) {
        add(HANDLING, "/papers", "代录", "in");
    }
    if matches!(role, Role::CaseManagement | Role::Leader | Role::PrincipalLeader | Role::UpperOrgan) {
        add(HANDLING, "/cases/filing_table", "备案报表", "list");
    }
    if matches!(role, Role::CaseManagement | Role::DivisionHead) {
        add(HANDLING, "/hand-over", "批量交接", "people");
    }
    if crate::pages::away::has_away(role) {
        add(HANDLING, crate::pages::away::HERE, "请假与代理", "visit");
    }
    if is_officer(role) {
        add(HANDLING, "/jobs", "我的任务", "in");
    }
    if crate::pages::issue_registers::reads(role) {
        add(KEPT, crate::pages::issue_registers::HERE, "发文登记", "check-list");
    }
    for register in CaseRegister::ALL.iter().filter(|register| case_registers::reads(**register, role)) {
        add(KEPT, case_registers::href(*register), register.title(), "list");
    }
    if rongheng_app::due_files::KEEPERS.contains(&role) {
        add(KEPT, crate::pages::due_files::HERE, "到期鉴定清单", "box");
    }
    let books: &[_] = match role {
        Role::SystemAdmin | Role::Auditor => &[
            ("/registers/people", "人员", "people"),
            ("/registers/units", "单位", "list"),
            ("/registers/accounts", "账号", "key"),
            ("/registers/settings", "本单位设定", "cols"),
        ],
        Role::SecurityAdmin => &[("/registers/accounts", "账号", "key")],
        _ => &[],
    };
    for (href, title, icon) in books {
        add(KEPT, href, title, icon);
    }
    if role == Role::SystemAdmin {
        add(KEPT, "/upkeep", "系统维护", "fix");
    }
    if role == Role::SecurityAdmin {
        add(KEPT, "/webhooks", "推送", "out");
    }
    if rongheng_app::records::has_library(role) && is_officer(role) {
        add(LEARNING, crate::pages::model_cases::HERE, "典型案例库", "star");
        add(LEARNING, crate::pages::learning::HERE, "我的学习", "book");
    }
    if opens(rongheng_app::Book::Precedents) {
        add(LEARNING, "/registers/precedents", "案例", "star");
    }
    if opens(rongheng_app::Book::Trainings) {
        add(LEARNING, "/registers/trainings", "培训登记", "people");
    }
    if opens(rongheng_app::Book::Checklist) {
        add(POLICY, "/registers/checklist", "适用情形清单", "check-list");
        add(POLICY, "/registers/amendments", "清单修订", "list");
        add(POLICY, "/registers/policy", "政策文件", "file");
    }
    if matches!(role, Role::PolicyOfficer | Role::CaseManagement) {
        add(POLICY, "/paper-texts", "文书式样", "file");
    }
    if opens(rongheng_app::Book::PaperDrafts) {
        add(POLICY, "/registers/paper-drafts", "式样修订", "file");
    }
    if opens(rongheng_app::Book::Calendar) {
        add(POLICY, "/registers/calendar", "放假安排", "book");
    }
    if crate::pages::overview::oversees(role) {
        add(WATCHING, "/overview", "总览", "chart");
    }
    if opens(rongheng_app::Book::Signals) {
        add(WATCHING, "/registers/signals", "纵错信号", "bell");
    }
    if opens(rongheng_app::Book::Quality) {
        add(WATCHING, "/registers/quality", "案件质量评查", "check-list");
    }
    add(WATCHING, "/guarantees", "本系统保证", "lock");
    if role == Role::Auditor {
        add(WATCHING, "/access", "访问矩阵", "check-list");
    }
    add(WATCHING, "/help", "帮助", "help");
    headed(menu)
}

/// The groups of the menu in their order; what comes first has no head.
const OWN: &str = "";
const HANDLING: &str = "办理";
const KEPT: &str = "登记";
const LEARNING: &str = "学习";
const POLICY: &str = "政策";
const WATCHING: &str = "监督";

/// The head of a group stands over its first line and no other.
fn headed(mut menu: Vec<Entry>) -> Vec<Entry> {
    let mut above = None;
    for entry in &mut menu {
        let group = entry.group.filter(|group| !group.is_empty());
        entry.group = group.filter(|_| above != group);
        above = group;
    }
    menu
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrators_get_no_line_that_leads_to_cases() {
        for role in Role::ALL {
            let leads = |of: &str| menu(*role, "/").iter().any(|entry| entry.href.starts_with(of));
            assert_eq!(leads("/cases/tolerance"), sees_cases(*role), "{}", role.id());
            // The keeper of the policy sees rulings and nothing else.
            assert_eq!(leads("/cases"), sees_cases(*role) || *role == Role::PolicyOfficer, "{}", role.id());
        }
    }

    #[test]
    fn the_menu_leads_to_the_books_that_the_role_may_open() {
        for role in Role::ALL {
            for book in rongheng_app::Book::ALL {
                let path = format!("/registers/{}", book.id());
                let there = menu(*role, "/").iter().any(|entry| entry.href == path);
                assert_eq!(there, book.readers().contains(role), "{} {path}", role.id());
            }
        }
    }

    #[test]
    fn the_page_one_is_on_is_marked_in_the_menu() {
        let menu = menu(Role::CaseOfficer, "/cases/tolerance/0198");
        let marked: Vec<_> = menu.iter().filter(|e| e.current).map(|e| e.title).collect();
        assert_eq!(marked, ["容错案件"]);
        for (here, title) in [("/new/investigation/file", "立案审查"), ("/batch/tolerance/serve", "工作台")]
        {
            let menu = super::menu(Role::CaseOfficer, here);
            let marked: Vec<_> = menu.iter().filter(|e| e.current).map(|e| e.title).collect();
            assert_eq!(marked, [title]);
        }
    }
}
