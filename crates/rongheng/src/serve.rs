//! `rongheng serve`, and what the demo shares with it.

use anyhow::{Context, Result};
use rongheng_app::App;
use rongheng_web::WebConfig;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use crate::{DONE, place::Place};

/// Opens the store and serves until told to stop.
pub(crate) async fn serve(place: &Place, listen: &str, tls_in_front: bool) -> Result<u8> {
    let app = place.open().await?;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("不能监听 {listen}"))?;
    println!("容衡已启动：http://{}", listener.local_addr()?);
    let config =
        WebConfig { secure_cookie: tls_in_front, behind_proxy: tls_in_front, ..WebConfig::default() };
    until_stopped(listener, app, config).await
}

/// Serves, with the jobs running beside, until SIGTERM or SIGINT; requests under way finish.
pub(crate) async fn until_stopped(listener: TcpListener, app: App, config: WebConfig) -> Result<u8> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let jobs = app.start_jobs();
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    rongheng_web::serve(listener, app.clone(), config, stop).await?;
    drop(jobs);
    app.run_due().await?;
    println!("已停止。");
    Ok(DONE)
}
