//! Every way in which a request can end badly, as a page in words that says what to do next. A handler answers
//! with a [`Problem`]; the frame around it is put on by `visit::around`, which knows who asks.

mod json;
mod lost;
mod mapping;
mod programs;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rongheng_app::page::Names;
use rongheng_domain::{
    ids::{PersonId, StreamId},
    kind::Action,
    refusal::{Reason, Refusal},
    registers::destruction::Destruction,
};

pub(crate) use self::json::{Detail, answer as as_json};

/// One thing that is missing, in the table of a refusal.
#[derive(Debug, Clone)]
pub(crate) struct MissingRow {
    /// Set phrase of the rule.
    pub phrase: &'static str,
    /// Its code.
    pub code: &'static str,
    /// What is missing.
    pub says: String,
    /// What the rule asks.
    pub asks: &'static str,
    /// Who can act.
    pub who: String,
    /// What would remove it: title and address.
    pub act: Option<(String, String)>,
}

/// Everything a page says about what went wrong.
#[derive(Debug, Clone)]
pub(crate) struct ProblemView {
    /// The status.
    pub status: u16,
    /// Title of the page.
    pub title: String,
    /// Colour of the box.
    pub tone: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Its heading.
    pub heading: String,
    /// What happened and what to do.
    pub words: Vec<String>,
    /// What is missing.
    pub missing: Vec<MissingRow>,
    /// What was typed and could be kept nowhere: question and answer.
    pub typed: Vec<(String, String)>,
    /// Another role of the person in which it can be done: stored word, title, where to go on.
    pub other_role: Option<(String, String, String)>,
    /// What changed meanwhile: when, what, details.
    pub changes: Vec<(String, String, String)>,
    /// Where to go: title and address; the first is the main one.
    pub ways: Vec<(String, String)>,
    /// Codes for the administrator.
    pub codes: String,
    /// The request.
    pub request: String,
    /// Seconds after which it may be tried again.
    pub wait: Option<i64>,
    /// The rule and the reasons, for programs.
    pub detail: Detail,
}

/// A request that ends badly.
#[derive(Debug, Clone)]
pub(crate) struct Problem(pub(crate) Box<ProblemView>);

impl Problem {
    fn new(status: StatusCode, title: &str, heading: &str, words: &[&str]) -> Self {
        let server = status.is_server_error();
        Self(Box::new(ProblemView {
            status: status.as_u16(),
            title: title.to_owned(),
            tone: if server { "red" } else { "amber" },
            icon: if server { "alert" } else { "info" },
            heading: heading.to_owned(),
            words: words.iter().map(|line| (*line).to_owned()).collect(),
            missing: Vec::new(),
            typed: Vec::new(),
            other_role: None,
            changes: Vec::new(),
            ways: vec![("回到首页".to_owned(), "/".to_owned())],
            codes: String::new(),
            request: String::new(),
            wait: None,
            detail: Detail::default(),
        }))
    }

    /// The same, with its codes.
    #[must_use]
    pub(crate) fn codes(mut self, codes: impl Into<String>) -> Self {
        self.0.codes = codes.into();
        self
    }

    /// The same, with another way to go first.
    #[must_use]
    pub(crate) fn way(mut self, title: &str, href: impl Into<String>) -> Self {
        self.0.ways.insert(0, (title.to_owned(), href.into()));
        self
    }

    /// The same, with another way to go last.
    #[must_use]
    pub(crate) fn way_last(mut self, title: &str, href: impl Into<String>) -> Self {
        self.0.ways.push((title.to_owned(), href.into()));
        self
    }

    /// The same, with one more sentence.
    #[must_use]
    pub(crate) fn and(mut self, words: impl Into<String>) -> Self {
        self.0.words.push(words.into());
        self
    }

    /// 404: there is no such page, or none that this person may know of.
    pub(crate) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "没有找到",
            "没有找到您要的内容",
            &[
                "地址可能不完整，内容可能已经归档，也可能与您现在的角色无关。",
                "请从工作台或案件列表重新打开。",
            ],
        )
        .codes("not_found")
    }

    /// 410: the key of the case was erased.
    pub(crate) fn erased() -> Self {
        Self::new(
            StatusCode::GONE,
            "内容已经销毁",
            "这件案件的内容已经依批准销毁",
            &["档案期满，经批准并有见证人，内容密钥已经销毁；账本仍然完整，可以核验。需要了解的，请联系案管部门。"],
        )
        .codes("erased")
    }

    /// 410: the same, with what is on record, for those who keep the archive.
    pub(crate) fn destroyed(entry: &Destruction, names: &Names) -> Self {
        let people = |all: &[PersonId]| all.iter().map(|id| names.person(id)).collect::<Vec<_>>().join("、");
        let mut problem = Self::erased();
        problem.0.words = vec![
            format!(
                "案号 {}，案卷号 {}，保管到{}。",
                entry.number,
                entry.volume,
                entry.retained_until.words()
            ),
            format!(
                "{}由{}批准（{}），{}由{}经办，{}监销。",
                entry.approved_on.words(),
                names.person(&entry.approved_by),
                entry.approval,
                entry.on.words(),
                names.person(&entry.by),
                people(&entry.witnesses)
            ),
            match entry.with.len() {
                0 => "内容和附件已经随密钥清除，不能恢复；账本仍然完整，可以核验。".to_owned(),
                count => format!(
                    "内容和附件连同 {count} 件纠错事项已经随密钥清除，不能恢复；账本仍然完整，可以核验。"
                ),
            },
        ];
        problem
    }

    /// 404: no such action.
    pub(crate) fn unknown_action(case: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "没有这项办理",
            "本系统没有这项办理",
            &["您打开的办理名称不存在，什么也没有改变。请从案件页右侧选择要办的事。"],
        )
        .codes("unknown_action")
        .way("回到案件", case)
    }

    /// 403: the role does not reach this.
    pub(crate) fn forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "不能办理",
            "您现在的角色不能做这件事",
            &["这件事由别的角色办理。如果您兼有那个角色，请在右上角切换角色后再试；没有的，请联系办理该事的人员。"],
        )
        .codes("forbidden")
    }

    /// 403 with the rule: recusal (P8) or the gate (G4).
    pub(crate) fn barred(refusal: &Refusal) -> Self {
        let mut problem = Self::new(
            StatusCode::FORBIDDEN,
            "不能办理",
            &format!("“{}”：您不能办理或查看", refusal.rule.phrase),
            &[],
        )
        .codes(refusal.codes().join(", "));
        problem.0.words = refusal.reasons.iter().map(|reason| reason.says.clone()).collect();
        problem.0.detail = Detail::of(refusal);
        problem.0.tone = "red";
        problem.0.icon = "lock";
        problem
    }

    /// 403: a form sent from somewhere else.
    pub(crate) fn foreign() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "没有办理",
            "这次提交不是从本系统的页面发出的",
            &["为防止别的网站冒用您的登录，提交没有被接受，什么也没有改变。请在本系统的页面上重新办理。"],
        )
        .codes("cross_origin")
    }

    /// 422: everything that is missing.
    pub(crate) fn refused(
        refusal: &Refusal,
        title: &str,
        kept: bool,
        case: &str,
        actions: &[Action],
    ) -> Self {
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            &format!("现在还不能{title}"),
            &format!("还缺 {} 项，补齐后才能提交", refusal.reasons.len()),
            &[],
        )
        .codes(refusal.codes().join(", "))
        .way("回到案件", case);
        problem.0.tone = "red";
        problem.0.icon = "lock";
        if kept {
            problem = problem.and("您刚才填写的内容已存为草稿，没有写入案卷，也没有通知任何人。");
        } else {
            problem = problem.and("下面一次列全。每一项写明由谁办、去哪里办。");
        }
        problem.0.missing = missing_rows(&refusal.reasons, case, actions);
        problem.0.detail = Detail::of(refusal);
        problem
    }

    /// 409: somebody was faster.
    pub(crate) fn conflict(changes: Vec<(String, String, String)>, case: &str, again: &str) -> Self {
        let mut problem = Self::new(
            StatusCode::CONFLICT,
            "案件已经变化",
            "您打开本页后，案件已经变化",
            &["您的操作没有生效。填写的内容已存为草稿。", "请先看变化，再决定是否继续提交。"],
        )
        .codes("conflict")
        .way("打开草稿，继续填写", again)
        .way("打开最新的案件", case);
        problem.0.changes = changes;
        problem
    }

    /// 409: the key of another request.
    pub(crate) fn key_reused(again: &str) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "没有重复提交",
            "这张表单已经用来提交过别的内容",
            &[
                "同一张表单只能提交一次。刚才这次的内容与上一次不同，没有生效，已存为草稿。",
                "请重新打开表单，核对后再提交。",
            ],
        )
        .codes("key_reused")
        .way("重新打开表单", again)
    }

    /// 400: a request that cannot be read.
    pub(crate) fn unreadable() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "没有读懂",
            "这次提交的内容不完整",
            &[
                "可能是网络中断，或页面没有载入完整。什么也没有改变。",
                "请回到上一页重新提交；填写过的内容在草稿里。",
            ],
        )
        .codes("unreadable")
    }

    /// 405: an address asked in the wrong way.
    pub(crate) fn wrong_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "不能这样打开",
            "这个地址不能这样打开",
            &["请从页面上的按钮进入，不要直接输入或刷新提交地址。"],
        )
        .codes("method")
    }

    /// 413: too much text.
    pub(crate) fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "内容太大",
            "这次提交的内容超过了上限",
            &["什么也没有改变，已经存为草稿的内容还在。过长的文字请作为附件上传，表单里只写要点。"],
        )
        .codes("too_large")
    }

    /// 415: a file that is not taken, with the reason.
    pub(crate) fn file_refused(says: &str) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "文件没有上传",
            "文件没有上传",
            &[says, "其他填写的内容已存为草稿。请换一份文件再上传，或写明原件存放的地方。"],
        )
        .codes("file_refused")
    }

    /// 500: our fault.
    pub(crate) fn broken() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "系统出错",
            "系统出错了，这次操作没有生效",
            &["填写过的内容如已存为草稿，不会丢失。请过一会儿再试；仍然不行，把下面的请求编号告诉系统管理员。"],
        )
        .codes("internal")
    }

    /// 503: the database cannot be written or read at the moment.
    pub(crate) fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "暂时不能办理",
            "数据库暂时不能读写，这次操作没有生效",
            &["请先不要关闭填写中的页面，过几分钟再试。系统管理员可以运行 rongheng doctor 查看原因。"],
        )
        .codes("unavailable")
    }

    /// 507: the disk is full.
    pub(crate) fn disk_full() -> Self {
        Self::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "磁盘已满",
            "服务器的磁盘已满，这次操作没有生效",
            &["已经办好的事都还在。请把这一页告诉系统管理员，腾出空间后再提交；填写中的页面先不要关闭。"],
        )
        .codes("disk_full")
    }

    /// Whether the machine cannot take it at the moment: the same form sent again later may well be done.
    pub(crate) fn passes(&self) -> bool {
        let passing = [StatusCode::SERVICE_UNAVAILABLE, StatusCode::INSUFFICIENT_STORAGE];
        passing.iter().any(|status| status.as_u16() == self.0.status)
    }
}

/// The table of what is missing; `actions` are those of the kind, so that each remedy has a title, people and
/// an address.
pub(crate) fn missing_rows(reasons: &[Reason], case: &str, actions: &[Action]) -> Vec<MissingRow> {
    reasons
        .iter()
        .map(|reason| {
            let remedy = reason.remedy.and_then(|name| actions.iter().find(|action| action.name == name));
            let who = remedy.map_or_else(
                || "您".to_owned(),
                |action| action.who.iter().map(|role| role.title()).collect::<Vec<_>>().join("、"),
            );
            MissingRow {
                phrase: reason.rule.phrase,
                code: reason.rule.code,
                says: reason.says.clone(),
                asks: reason.rule.asks,
                who,
                act: remedy.map(|action| (action.title.to_owned(), format!("{case}/do/{}", action.name))),
            }
        })
        .collect()
}

/// The address of a case: `/cases/tolerance/0198…`.
pub(crate) fn address(case: &StreamId) -> String {
    format!("/cases/{case}")
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let text = format!("{}\n{}\n", self.0.heading, self.0.words.join("\n"));
        let mut response = (status, text).into_response();
        let wait = self.0.wait.or((status == StatusCode::SERVICE_UNAVAILABLE).then_some(60));
        if let Some(wait) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rongheng_domain::rule::{ARTICLE, Force, Rule};

    static P6: Rule = Rule {
        code: "P6",
        phrase: "认定必会商",
        asks: "没有会商，不能认定。",
        source: ARTICLE,
        force: Force::Liwan,
    };

    #[test]
    fn every_problem_says_what_happened_and_what_to_do() {
        let all = [
            Problem::not_found(),
            Problem::unknown_action("/cases/tolerance/x"),
            Problem::forbidden(),
            Problem::foreign(),
            Problem::conflict(Vec::new(), "/", "/"),
            Problem::key_reused("/"),
            Problem::unreadable(),
            Problem::wrong_method(),
            Problem::too_large(),
            Problem::file_refused("文件太大。"),
            Problem::unknown_field("x"),
            Problem::erased(),
            Problem::signed_out(),
            Problem::must_change(),
            Problem::bad_parameter("due", "不是日期，请改正。"),
            Problem::broken(),
            Problem::unavailable(),
            Problem::disk_full(),
        ];
        for problem in all {
            let said = problem.0.words.join("");
            assert!(said.ends_with('。') && said.contains('请'), "{}: {said}", problem.0.heading);
            assert!(!problem.0.ways.is_empty());
            assert!(problem.0.status >= 400);
        }
    }

    #[test]
    fn a_refusal_lists_every_reason_with_who_can_remove_it() {
        fn none() -> serde_json::Value {
            serde_json::Value::Null
        }
        let hold = Action {
            who: &[rongheng_domain::people::Role::CaseManagement],
            ..Action::new("hold_consultation", "登记会商召开", &P6, none)
        };
        let refusal = Refusal {
            rule: &P6,
            reasons: vec![
                Reason::new(&P6, "会商尚未召开。").remedy("hold_consultation"),
                Reason::new(&P6, "纪要没有结束。"),
            ],
        };
        let problem = Problem::refused(&refusal, "作出容错认定", true, "/cases/tolerance/x", &[hold]);
        assert_eq!(problem.0.status, 422);
        assert_eq!(problem.0.missing.len(), 2);
        assert_eq!(
            problem.0.missing[0].act,
            Some(("登记会商召开".to_owned(), "/cases/tolerance/x/do/hold_consultation".to_owned()))
        );
        assert_eq!(problem.0.missing[0].who, "案件监督管理室");
        assert!(problem.0.words[0].contains("草稿"));
    }
}
