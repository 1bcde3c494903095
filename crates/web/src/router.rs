//! Every address there is, and the layers around them.

use std::{future::Future, net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, State},
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
    middleware::{from_fn_with_state, map_request},
    response::IntoResponse,
    routing::{get, post},
};
use rongheng_app::App;
use tokio::net::TcpListener;
use tower_http::{
    catch_panic::CatchPanicLayer, csrf::CsrfLayer, limit::RequestBodyLimitLayer,
    set_header::SetResponseHeaderLayer,
};

use crate::{
    WebConfig, api, assets, draining,
    error_page::Problem,
    pages::{
        account, applicable, away, batch, case, case_registers, cases, consultation, drawer, due_files,
        files, guarantees, hand_overs, help, issue_registers, jobs, learning, made_papers, mine, model_cases,
        nearest, overview, own_lists, papers, reading, receipt, redacted, register_list, registers, sheets,
        sign_in, submit, tokens, upkeep, versions, webhooks, work,
    },
    visit::{self, Web},
};

/// Only what we serve ourselves; no script and no style inside a page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// How many files of the largest size one form may bring.
const FILES: usize = 4;
/// Bytes of a request that is not an upload.
const BODY: usize = 16_000_000;

/// Every page, on this application.
pub fn router(app: App, config: WebConfig) -> Router {
    let file = usize::try_from(app.config().largest_file).unwrap_or(usize::MAX);
    let uploads = file.saturating_mul(FILES).saturating_add(BODY);
    let web = Arc::new(Web { app, config });
    // One route for all actions: what can be done comes from the kinds, not from here.
    let acts = Router::new()
        .route("/cases/{kind}/{key}/do/{action}", get(submit::show_form).post(submit::submit))
        .route("/new/{kind}/{action}", get(submit::show_opening).post(submit::submit_opening))
        .merge(api::uploads())
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(uploads));
    let pages = Router::new()
        .route("/", get(work::home))
        .route("/work", get(work::show_work))
        .route(hand_overs::HERE, get(hand_overs::show_hand_overs).post(hand_overs::submit_hand_overs))
        .route(away::HERE, get(away::show_away))
        .route("/away/do/{act}", get(away::show_form).post(away::submit))
        .route("/mine", get(mine::show_mine))
        .route("/messages", get(work::messages::show_messages).post(work::messages::mark))
        .route("/supervised", get(work::supervised::show_supervised))
        .route("/batch/{kind}/{action}", get(batch::show_batch).post(batch::submit_batch))
        .route("/cases", get(cases::search))
        .route("/cases/{kind}", get(cases::list))
        .route("/cases/{kind}/{key}", get(case::show_case))
        .route("/cases/{kind}/{key}/package", post(jobs::pack))
        .route("/cases/{kind}/{key}/consultation", get(consultation::show_consultation))
        .route("/cases/{kind}/{key}/nearest", get(nearest::show_nearest))
        .route("/papers", get(papers::show_papers))
        .route("/cases/{kind}/{key}/paper/{number}", get(papers::show_check).post(papers::submit_check))
        .route("/cases/{kind}/{key}/reading", get(reading::show_reading))
        .route("/cases/{kind}/{key}/versions", get(versions::show_versions))
        .route("/cases/{kind}/{key}/redacted", get(redacted::show_redacted))
        .route("/cases/{kind}/{key}/missing/{action}", get(submit::show_missing))
        .route("/cases/{kind}/{key}/do/{action}/draft", post(submit::keep_draft))
        .route("/new/{kind}/{action}/draft", post(submit::keep_opening_draft))
        .route("/cases/{kind}/{key}/done/{version}", get(receipt::show_result))
        .route("/cases/{kind}/{key}/files/{file}", get(files::download))
        .route("/cases/{kind}/{key}/papers/{version}", get(files::paper))
        .route("/cases/{kind}/{key}/papers/{version}/{code}", get(made_papers::show_paper))
        .route(made_papers::TEXTS, get(made_papers::show_texts).post(made_papers::check_texts))
        .route("/paper-texts/{code}", get(made_papers::show_example))
        .route("/paper-drafts/{key}", get(made_papers::show_draft))
        .route("/uploads/{file}", get(files::show_upload))
        .route("/lists/drawer/{kind}/{key}", get(drawer::show_drawer))
        .route("/lists/{kind}/columns", post(own_lists::columns))
        .route("/lists/{kind}/views", post(own_lists::keep_view))
        .route("/lists/{kind}/views/{id}/drop", post(own_lists::drop_view))
        .route("/lists/{kind}/export", post(jobs::export))
        .route("/exports/{list}", post(jobs::export_list))
        .route(applicable::HERE, get(applicable::show_blank).post(applicable::show_found))
        .route("/find-circumstances/take", post(applicable::take))
        .route(issue_registers::HERE, get(issue_registers::show_registers))
        .route("/issue-registers/export", post(issue_registers::export))
        .route(model_cases::HERE, get(model_cases::show_all))
        .route("/model-cases/{key}", get(model_cases::show_one))
        .route(learning::HERE, get(learning::show_mine))
        .route("/learning/note", post(learning::note))
        .route(learning::UNIT, get(learning::show_unit))
        .route(due_files::HERE, get(due_files::show_due))
        .route("/overview", get(overview::show_overview))
        .route("/jobs", get(jobs::show_jobs))
        .route("/jobs/{id}/file", get(jobs::file))
        .route("/jobs/{id}/{act}", post(jobs::act))
        .route("/upkeep", get(upkeep::show_upkeep))
        .route("/upkeep/rebuild", post(upkeep::rebuild))
        .route("/upkeep/organisations", post(upkeep::organisations))
        .route("/look/{register}", get(files::look))
        .route("/sign-in", get(sign_in::show_sign_in).post(sign_in::submit))
        .route("/sign-in/demo", post(sign_in::submit_demo))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/role", post(sign_in::switch_role))
        .route("/first-administrator", get(sign_in::show_first).post(sign_in::submit_first))
        .route("/account", get(account::show_account))
        .route("/account/password", get(account::show_password).post(account::submit_password))
        .route("/account/mail", get(account::show_mail).post(account::submit_mail))
        .route("/account/tokens", get(tokens::show_tokens).post(tokens::issue))
        .route("/account/tokens/{id}/withdraw", post(tokens::withdraw))
        .route("/account/totp", get(account::show_totp).post(account::submit_totp))
        .route("/case-registers/{register}", get(case_registers::list))
        .route("/case-registers/{register}/export", post(case_registers::export))
        .route("/registers/{book}", get(register_list::list))
        .route("/registers/{book}/export", post(register_list::export))
        .route("/registers/{book}/new", get(registers::show_new).post(registers::submit_new))
        .route("/registers/{book}/sheet", get(sheets::show_sheet).post(sheets::check))
        .route("/registers/{book}/sheet/file", get(sheets::file))
        .route("/registers/{book}/sheet/{work}", get(sheets::show_checked).post(sheets::write))
        .route("/registers/{book}/at/{key}", get(registers::show_record))
        .route("/registers/{book}/at/{key}/export", post(registers::export_record))
        .route("/registers/{book}/at/{key}/do/{act}", get(registers::show_form).post(registers::submit))
        .route("/webhooks", get(webhooks::show_webhooks).post(webhooks::register))
        .route("/webhooks/stop/{id}", post(webhooks::stop))
        .route("/webhooks/again/{entry}", post(webhooks::again))
        .route("/guarantees", get(guarantees::show_guarantees))
        .route("/access", get(guarantees::show_access))
        .route("/help", get(help::show_help))
        .route("/help/{topic}", get(help::show_topic))
        .route("/help/pictures/{name}", get(help::show_picture))
        .merge(api::routes())
        .layer(DefaultBodyLimit::max(BODY))
        .layer(RequestBodyLimitLayer::new(BODY))
        .merge(acts)
        .fallback(async || Problem::not_found())
        .layer(CsrfLayer::new())
        .layer(CatchPanicLayer::custom(|_| Problem::broken().into_response()))
        .layer(from_fn_with_state(Arc::clone(&web), visit::around));
    let always = |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    // A file that is shown beside a form says by whom it may be framed, and the page of the API what it needs itself;
    // everything else may not be framed at all.
    let unless_said =
        |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    let all = Router::new()
        .merge(pages)
        .route("/assets/{file}", get(assets::show))
        .route("/healthz", get(healthz))
        .with_state(web);
    // Before an address is looked up: where JSON is asked for, a page's address leads to what says the same.
    Router::new()
        .fallback_service(all)
        .layer(map_request(api::elsewhere::<Body>))
        .layer(map_request(async |request| draining::drained(request)))
        .layer(unless_said(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(header::REFERRER_POLICY, "same-origin"))
        .layer(unless_said(header::X_FRAME_OPTIONS, "DENY"))
        .layer(always(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
}

/// Answers requests until `stop` resolves, then lets those under way finish.
///
/// # Errors
/// Where the listener fails.
pub async fn serve(
    listener: TcpListener,
    app: App,
    config: WebConfig,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = router(app, config).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}

/// `GET /healthz`: whether the database answers.
async fn healthz(State(web): State<Arc<Web>>) -> Response<Body> {
    match web.app.awaits_first_administrator().await {
        Ok(_) => (StatusCode::OK, "ok\n").into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}
