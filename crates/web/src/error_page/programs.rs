//! The ways in which only a program's request ends badly.

use axum::http::StatusCode;
use rongheng_domain::form::Fault;

use super::Problem;

impl Problem {
    /// 403: the password was set by somebody else.
    pub(crate) fn must_change() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "请先改口令",
            "口令是别人设定的，要先改掉",
            &["请登录网页，改成只有您自己知道的口令，再办其他事。"],
        )
        .codes("must_change")
    }

    /// 400: a parameter of an address that cannot be read.
    pub(crate) fn bad_parameter(name: &str, says: &str) -> Self {
        let says = format!("参数“{name}”{says}");
        let mut problem = Self::new(StatusCode::BAD_REQUEST, "没有读懂", "地址里的参数不对", &[&says])
            .codes("bad_parameter");
        problem.0.detail.faults = vec![Fault { field: name.to_owned(), label: "", says }];
        problem
    }

    /// 413: a file over the limit, with the limit.
    pub(crate) fn file_too_large(says: &str) -> Self {
        let mut problem = Self::file_refused(says).codes("too_large");
        problem.0.status = StatusCode::PAYLOAD_TOO_LARGE.as_u16();
        problem
    }

    /// 400: a body that is not what the schema says.
    pub(crate) fn bad_body(says: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "没有读懂", "请求的正文读不懂", &[says]).codes("bad_body")
    }

    /// 412: the case is not what the program saw.
    pub(crate) fn changed(mut self) -> Self {
        self.0.status = StatusCode::PRECONDITION_FAILED.as_u16();
        "conflict".clone_into(&mut self.0.codes);
        self
    }

    /// 415: a body of another kind than JSON.
    pub(crate) fn not_json() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "没有读懂",
            "请求的正文应当是 JSON",
            &["什么也没有改变。请在 Content-Type 里写 application/json，正文用 JSON 提交。"],
        )
        .codes("not_json")
    }

    /// 429: too many wrong tokens from one address.
    pub(crate) fn too_many(minutes: i64) -> Self {
        let says = format!("从这个地址来的错误令牌太多，请 {minutes} 分钟以后再试，并核对令牌。");
        let mut problem =
            Self::new(StatusCode::TOO_MANY_REQUESTS, "请稍候", "错误的令牌太多", &[&says]).codes("too_many");
        problem.0.wait = Some(minutes * 60);
        problem
    }
}
