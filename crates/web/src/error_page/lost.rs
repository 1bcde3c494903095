//! Forms that came when nobody was signed in, from somebody else's page, in another role, or not whole: nothing is
//! done, and what was typed is not lost.

use axum::http::StatusCode;

use super::Problem;
use crate::visit::sign_in_for;

impl Problem {
    /// 401: nobody is signed in; a page that is opened leads to the sign-in page.
    pub(crate) fn signed_out() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "请重新登录",
            "登录已经结束",
            &[
                "较长时间没有操作，或在别处退出了登录，这次提交没有生效。",
                "请重新登录后再办理；存过的草稿还在。",
            ],
        )
        .codes("signed_out")
        .way("去登录", "/sign-in")
    }

    /// 401: the form came after its session had ended; it is kept.
    pub(crate) fn signed_out_kept(href: &str) -> Self {
        let mut problem = Self::signed_out();
        problem.0.words = vec![
            "较长时间没有操作，或在别处退出了登录，这次提交没有生效。".to_owned(),
            "您填写的文字已经存为草稿，只有您本人登录后看得到。附件没有上传，登录后请重新选择。".to_owned(),
        ];
        problem.0.ways = vec![("登录，接着填写".to_owned(), sign_in_for(href))];
        problem
    }

    /// 401: the same, where nobody knows whose it was: who sent it can copy it.
    pub(crate) fn signed_out_lost(href: &str, typed: Vec<(String, String)>) -> Self {
        let mut problem = Self::signed_out();
        problem.0.ways = vec![("去登录".to_owned(), sign_in_for(href))];
        if !typed.is_empty() {
            problem.0.words = vec![
                "这次提交没有生效。系统不能认定这张表单是谁打开的，没有替您存为草稿。".to_owned(),
                "您填写的文字都在下面。请先复制保存，再登录重新填写；离开本页后就看不到了。".to_owned(),
            ];
            problem.0.typed = typed;
        }
        problem
    }

    /// 409: somebody else is signed in than who opened the form.
    pub(crate) fn of_another(kept: bool) -> Self {
        let mut problem = Self::new(
            StatusCode::CONFLICT,
            "没有提交",
            "这张表单是另一个人登录时打开的",
            &["现在登录的是您，所以没有提交，也没有以您的名义办理任何事。"],
        )
        .codes("of_another");
        if kept {
            problem = problem.and("表单里的文字已经存为那个人的草稿，他（她）本人登录后可以接着填写。");
        }
        problem
    }

    /// 409: the role was changed in another page since the form was opened.
    pub(crate) fn other_role(title: &str, id: &str, href: &str) -> Self {
        let mut problem = Self::new(
            StatusCode::CONFLICT,
            "没有提交",
            &format!("这张表单是以“{title}”的身份打开的"),
            &["您后来在别的页面切换了角色，所以这次没有提交。您填写的文字已经存为草稿。"],
        )
        .codes("other_role");
        problem.0.other_role = Some((id.to_owned(), title.to_owned(), href.to_owned()));
        problem
    }

    /// 400: a field that the form does not have.
    pub(crate) fn unknown_field(name: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "没有读懂",
            &format!("表单里没有“{}”这一项", name.chars().take(60).collect::<String>()),
            &["可能是您打开本页之后系统升级了，或者页面被改动过。什么也没有提交，请核对下面的内容后重新提交。"],
        )
        .codes("unknown_field")
    }

    /// 400: the part of a form that the page itself fills in is missing.
    pub(crate) fn incomplete() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "没有读懂",
            "这张表单没有传送完整",
            &["可能是网络中断，或者页面没有载入完整。什么也没有提交，请核对下面的内容后重新提交。"],
        )
        .codes("incomplete")
    }
}
