//! A scan in a story: the answer `@批示.pdf` is uploaded as a page that says it is a sample.

use anyhow::Result;
use rongheng_app::{Actor, App, documents};
use serde_json::Value;

/// The answers with every file that the story names uploaded by `actor`.
pub(super) async fn uploaded(app: &App, actor: &Actor, answers: Value) -> Result<Value> {
    let mut answers = answers;
    for (_, answer) in answers.as_object_mut().into_iter().flatten() {
        let Some(name) = answer.as_str().and_then(|text| text.strip_prefix('@')) else { continue };
        let mut upload = app.begin_upload(actor, name).await?;
        upload.write(&page(name)).await?;
        *answer = Value::String(upload.finish().await?.id.0);
    }
    Ok(answers)
}

/// A page with its name on it; a line of text where no font can set it.
fn page(name: &str) -> Vec<u8> {
    static FONTS: std::sync::OnceLock<documents::Fonts> = std::sync::OnceLock::new();
    let title = format!("{name}（示范扫描件）");
    let paper = documents::Paper {
        title: title.clone(),
        body: vec![documents::Block::Text("这一页代替纸面原件的扫描件，人物和事情均为虚构。".to_owned())],
        ..documents::Paper::default()
    };
    let made = FONTS.get_or_init(|| documents::Fonts::find(None)).pdf(&paper);
    made.map_or_else(|_| title.into_bytes(), |pdf| pdf.bytes)
}
