//! `/api/`: the description to read and to try, from the program itself and no other host.

use std::sync::{Arc, LazyLock};

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use utoipa_swagger_ui::{Config, serve};

use super::{answer, openapi};
use crate::{error_page::Problem, visit::Visit};

const START: &str = include_str!("../../assets/api.js");

/// Nothing but our own; the page sets styles from its script, which needs no leave, and draws with images in `data:`.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const PAGE: &str = "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>接口说明 · 容衡</title>\
    <link rel=\"icon\" href=\"data:,\">\
    <link rel=\"stylesheet\" href=\"/api/ui/swagger-ui.css\"></head><body><main>\
    <p><a href=\"/help\">回到帮助</a> · <a href=\"/api/openapi.json\">OpenAPI 文件</a> · \
    <a href=\"/account/tokens\">接口令牌</a></p><div id=\"swagger-ui\"></div>\
    <noscript><p>这一页要用浏览器的脚本才能显示。不用脚本的，请打开上面的 OpenAPI 文件。</p></noscript></main>\
    <script src=\"/api/ui/swagger-ui-bundle.js\"></script><script src=\"/api/ui/start.js\"></script></body></html>";

static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| Arc::new(Config::from("/api/openapi.json")));

/// `GET /api/openapi.json`.
pub(crate) async fn document(visit: Visit, headers: HeaderMap) -> Result<Response, Problem> {
    visit.signed()?;
    Ok(answer::read(&headers, openapi::document(), None))
}

/// `GET /api/`.
pub(crate) async fn page(visit: Visit) -> Result<Response, Problem> {
    visit.signed()?;
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, POLICY)];
    Ok((headers, PAGE).into_response())
}

/// `GET /api/ui/{file}`: the two files the page needs, and the one that starts it.
pub(crate) async fn file(Path(name): Path<String>) -> Response {
    let media: (HeaderName, &str);
    let kept = (header::CACHE_CONTROL, "public, max-age=86400");
    if name == "start.js" {
        media = (header::CONTENT_TYPE, "text/javascript; charset=utf-8");
        return ([media, kept], START).into_response();
    }
    if !["swagger-ui.css", "swagger-ui-bundle.js"].contains(&name.as_str()) {
        return Problem::not_found().into_response();
    }
    match serve(&name, Arc::clone(&CONFIG)) {
        Ok(Some(file)) => {
            let media = (header::CONTENT_TYPE, file.content_type);
            ([media, (kept.0, kept.1.to_owned())], file.bytes.into_owned()).into_response()
        }
        Ok(None) | Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
