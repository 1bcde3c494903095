//! Reading what a form sent, with or without files. Text is bounded; a file goes through to the store as it
//! comes, and a connection that is cut leaves nothing.

use axum::{
    body::{self, Body},
    extract::{self, FromRequest, Multipart, Request, multipart::Field},
    http::header,
};
use rongheng_app::{Actor, App, page::UploadedFile};

use crate::{error_page::Problem, render::form::Sent};

/// Bytes of all text fields of one request together.
pub(crate) const TEXT_BYTES: usize = 12_000_000;

/// Takes files on behalf of somebody.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keeper<'a> {
    /// What people can do.
    pub app: &'a App,
    /// Who uploads.
    pub actor: &'a Actor,
}

impl Keeper<'_> {
    /// Takes a file as it comes; what is dropped half-way leaves nothing.
    pub(crate) async fn keep(&self, name: &str, mut field: Field<'_>) -> Result<UploadedFile, Problem> {
        let mut upload = self.app.begin_upload(self.actor, name).await?;
        while let Some(piece) = field.chunk().await.map_err(|_| Problem::unreadable())? {
            upload.write(&piece).await?;
        }
        Ok(upload.finish().await?)
    }
}

/// What a form sent.
#[derive(Debug, Default)]
pub(crate) struct Form {
    /// Its fields.
    pub sent: Sent,
    /// Names of the files that came with it, by id.
    pub files: Vec<(String, String)>,
    /// Files that were refused; the other fields are read all the same.
    pub problems: Vec<Problem>,
}

/// Reads a form into its fields; the id of a file becomes the value of its field.
pub(crate) async fn read(request: Request<Body>, keeper: Option<Keeper<'_>>) -> Result<Form, Problem> {
    let multipart = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("multipart/form-data"));
    if !multipart {
        let (parts, body) = request.into_parts();
        let bytes = body::to_bytes(body, TEXT_BYTES).await.map_err(|_| Problem::too_large())?;
        let whole = Request::from_parts(parts, Body::from(bytes));
        let extract::Form(pairs) = extract::Form::<Vec<(String, String)>>::from_request(whole, &())
            .await
            .map_err(|_| Problem::unreadable())?;
        return Ok(Form { sent: gather(pairs), ..Form::default() });
    }
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| Problem::unreadable())?;
    let mut pairs = Vec::new();
    let mut files = Vec::new();
    let mut room = TEXT_BYTES;
    let mut problems = Vec::new();
    let mut known = Vec::new();
    while let Some(mut field) = form.next_field().await.map_err(|e| of_status(e.status().as_u16()))? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            Some(file) if !file.is_empty() => {
                let kept = match keeper {
                    Some(keeper) => keeper.keep(&file, field).await,
                    None => Err(Problem::file_refused("这里不接收文件，请在办理表单上传。")),
                };
                match kept {
                    Ok(kept) => {
                        files.push((name, kept.id.0.clone()));
                        known.push((kept.id.0, kept.name));
                    }
                    // The other fields are still read, so that nothing typed is lost.
                    Err(problem)
                        if problem.passes() || (problem.0.status < 500 && problem.0.status != 400) =>
                    {
                        problems.push(problem);
                    }
                    Err(problem) => return Err(problem),
                }
            }
            Some(_) => {}
            None => {
                let mut bytes = Vec::new();
                while let Some(chunk) = field.chunk().await.map_err(|e| of_status(e.status().as_u16()))? {
                    room = room.checked_sub(chunk.len()).ok_or_else(Problem::too_large)?;
                    bytes.extend_from_slice(&chunk);
                }
                pairs.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
    }
    let mut sent = gather(pairs);
    // A new file takes the place of the one that the page already had.
    sent.extend(files);
    Ok(Form { sent, files: known, problems })
}

fn of_status(status: u16) -> Problem {
    if status == 413 { Problem::too_large() } else { Problem::unreadable() }
}

/// Several values of one name are joined by line feeds, as ticked boxes send them.
fn gather(pairs: Vec<(String, String)>) -> Sent {
    let mut sent = Sent::new();
    for (name, value) in pairs {
        sent.entry(name)
            .and_modify(|known: &mut String| {
                known.push('\n');
                known.push_str(&value);
            })
            .or_insert(value);
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(media: &str, body: impl Into<Body>) -> Request<Body> {
        Request::post("/").header("content-type", media).body(body.into()).unwrap()
    }

    #[tokio::test]
    async fn ticked_boxes_are_joined_and_chinese_is_kept() {
        let body = "present=a&present=b&who=%E5%8F%B8%E5%BE%92%F0%AC%AD%8E";
        let sent = read(request("application/x-www-form-urlencoded", body), None).await.unwrap().sent;
        assert_eq!(sent["present"], "a\nb");
        assert_eq!(sent["who"], "司徒𬭎");
    }

    #[tokio::test]
    async fn a_refused_file_does_not_lose_the_text_beside_it() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.exe\"\r\n\r\nMZ\r\n\
                    --x\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n茶滘街道\r\n--x--\r\n";
        let form = read(request("multipart/form-data; boundary=x", body), None).await.unwrap();
        assert_eq!(form.sent["t"], "茶滘街道");
        assert_eq!(form.problems[0].0.status, 415);
    }

    #[tokio::test]
    async fn a_cut_upload_is_unreadable() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n茶滘";
        let problem = read(request("multipart/form-data; boundary=x", body), None).await.unwrap_err();
        assert_eq!(problem.0.status, 400);
    }
}
