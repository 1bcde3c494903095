//! Files on their way in and out: looked at by their first bytes, never executed, read only through a case.

use rongheng_domain::{
    ids::{FileId, StreamId},
    refusal::Refusal,
    registers::account::TOKEN,
};
use rongheng_store::Attachment;

use crate::{
    Actor, App, Result,
    error::Error,
    page::{Draft, UploadedFile},
};

/// Bytes looked at to tell what a file is.
const LOOKED_AT: usize = 4096;

/// An upload under way. Dropped before it is finished, it leaves nothing.
#[derive(Debug)]
pub struct Upload {
    inner: rongheng_store::Upload,
    name: String,
    head: Vec<u8>,
    media: Option<&'static str>,
    size: u64,
    most: u64,
}

impl Upload {
    /// Takes the next piece.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.size = self.size.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.size > self.most {
            let most = self.most.div_ceil(1024 * 1024);
            let says = format!("“{}”超过 {most} 兆字节，请压缩、拆分后重新上传。", self.name);
            return Err(Error::FileTooLarge(says));
        }
        if self.head.len() < LOOKED_AT {
            let wanted = LOOKED_AT - self.head.len();
            self.head.extend(bytes.iter().take(wanted));
            if self.head.len() == LOOKED_AT {
                self.look()?;
            }
        }
        Ok(self.inner.write(bytes).await?)
    }

    fn look(&mut self) -> Result<()> {
        if self.media.is_none() {
            let says = format!(
                "“{}”不是可以接收的文件。可以上传 PDF、图片（PNG、JPEG、GIF、TIFF）、Office 文件和纯文本；\
                 网页、矢量图和程序文件不接收，请另存为 PDF 后上传。",
                self.name
            );
            self.media = Some(sniff(&self.head, &self.name).ok_or(Error::FileRefused(says))?);
        }
        Ok(())
    }

    /// All is there.
    pub async fn finish(mut self) -> Result<UploadedFile> {
        if self.size == 0 {
            let says = format!("“{}”是空文件，请核对后重新上传。", self.name);
            return Err(Error::FileRefused(says));
        }
        self.look()?;
        let media = self.media.unwrap_or("application/octet-stream");
        let done = self.inner.finish(&self.name, media).await?;
        Ok(UploadedFile {
            id: done.file,
            name: done.name,
            media: done.media,
            hash: done.hash.to_string(),
            size: done.size,
        })
    }

    /// Nothing of it stays.
    pub async fn abandon(self) -> Result<()> {
        Ok(self.inner.abandon().await?)
    }
}

/// What a file is, by its first bytes; `None` where it is not accepted.
fn sniff(head: &[u8], name: &str) -> Option<&'static str> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if [
        "html", "htm", "xhtml", "svg", "svgz", "js", "mjs", "exe", "dll", "bat", "cmd", "ps1", "sh", "vbs",
        "jar", "msi", "scr", "hta", "lnk",
    ]
    .contains(&ending.as_str())
    {
        return None;
    }
    let signs: [(&[u8], &str); 9] = [
        (b"%PDF-", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"PK\x03\x04", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    ];
    match signs.iter().find(|(sign, _)| head.starts_with(sign)).map(|(_, media)| *media) {
        Some("zip") => match ending.as_str() {
            "docx" => Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            "xlsx" => Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            "pptx" => Some("application/vnd.openxmlformats-officedocument.presentationml.presentation"),
            "odt" | "ods" | "odp" | "ofd" => Some("application/zip"),
            _ => None,
        },
        Some("ole") => match ending.as_str() {
            "doc" | "wps" => Some("application/msword"),
            "xls" | "et" => Some("application/vnd.ms-excel"),
            "ppt" | "dps" => Some("application/vnd.ms-powerpoint"),
            _ => None,
        },
        Some(media) => Some(media),
        None => is_text(head).then_some("text/plain; charset=utf-8"),
    }
}

/// Text without markup: UTF-8 (a character cut at the end is none of its faults), no control characters.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            let whole = head.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(whole).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{feff}');
    let start = text.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    let markup =
        ["<!doctype", "<htm", "<svg", "<?xml", "<script", "#!"].iter().any(|sign| start.starts_with(sign));
    !text.is_empty() && !text.contains(control) && !markup
}

/// A file on its way out.
#[derive(Debug)]
pub struct Reading {
    /// Its name.
    pub name: String,
    /// Media type.
    pub media: String,
    /// Bytes.
    pub size: u64,
    inner: rongheng_store::Reading,
}

impl Reading {
    pub(crate) fn new(about: Attachment, inner: rongheng_store::Reading) -> Self {
        Self { name: about.name, media: about.media, size: about.size, inner }
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        Ok(self.inner.next().await?)
    }
}

impl App {
    /// A file that this actor uploaded into a form that is not submitted yet: it stands in one of the actor's own
    /// drafts and belongs to no case. Nobody else can look at it.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn own_upload(&self, actor: &Actor, file: &FileId) -> Result<Option<UploadedFile>> {
        let Some(about) = self.0.store.attachment(file).await? else { return Ok(None) };
        if about.stream.is_some() {
            return Ok(None);
        }
        for name in self.0.store.drafts(&actor.person, self.now()).await? {
            let kept = self.0.store.draft(&actor.person, &name, self.now()).await?;
            let draft = kept.and_then(|content| serde_json::from_value::<Draft>(content).ok());
            if draft.is_some_and(|draft| draft.sent.values().any(|value| value.trim() == file.as_str())) {
                return Ok(Some(UploadedFile {
                    id: about.file,
                    name: about.name,
                    media: about.media,
                    hash: about.hash.to_string(),
                    size: about.size,
                }));
            }
        }
        Ok(None)
    }

    /// Reads it.
    ///
    /// # Errors
    /// Where it is not the actor's own.
    pub async fn read_own_upload(&self, actor: &Actor, file: &FileId) -> Result<Reading> {
        self.own_upload(actor, file).await?.ok_or(Error::NotFound)?;
        let about = self.0.store.attachment(file).await?.ok_or(Error::NotFound)?;
        // A file that no event binds lies under no case.
        let reading = self.0.store.read_attachment(&StreamId(String::new()), file).await?;
        Ok(Reading::new(about, reading))
    }

    /// The name of an upload that no event has bound yet; `None` where there is none of this id.
    pub async fn upload_name(&self, id: &FileId) -> Result<Option<String>> {
        let found = self.0.store.attachment(id).await?;
        Ok(found.filter(|file| file.stream.is_none()).map(|file| file.name))
    }

    /// Begins an upload; its id becomes the answer of a file field.
    pub async fn begin_upload(&self, actor: &Actor, name: &str) -> Result<Upload> {
        if actor.in_use().next().is_none() {
            return Err(Error::NotFound);
        }
        if actor.narrowed.as_ref().is_some_and(|narrowed| narrowed.acts.is_empty()) {
            let says = "这个令牌只能读取，不能上传文件。";
            return Err(Error::Forbidden(Refusal::one(&TOKEN, says)));
        }
        let name: String = name
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect();
        let name = if name.trim().is_empty() { "附件".to_owned() } else { name };
        let inner = self.0.store.begin_upload(self.now()).await?;
        let most = self.config().largest_file;
        Ok(Upload { inner, name, head: Vec::new(), media: None, size: 0, most })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        assert_eq!(sniff(b"%PDF-1.7\n", "a.pdf"), Some("application/pdf"));
        assert_eq!(sniff(b"%PDF-1.7\n", "a.txt"), Some("application/pdf"));
        assert_eq!(sniff("会议记录".as_bytes(), "a.txt"), Some("text/plain; charset=utf-8"));
        let word = sniff(b"PK\x03\x04....", "a.docx");
        assert!(word.is_some_and(|media| media.ends_with("document")));
    }

    #[test]
    fn programs_pages_and_drawings_with_scripts_are_refused_whatever_they_are_called() {
        let refused: [(&[u8], &str); 9] = [
            (b"MZ\x90\0", "a.pdf"),
            (b"\x7fELF\x02", "a.txt"),
            (b"<!DOCTYPE html>", "a.txt"),
            (b"  <svg xmlns=", "a.txt"),
            (b"\xef\xbb\xbf<HTML>", "a.txt"),
            (b"#!/bin/sh\n", "a.txt"),
            (b"PK\x03\x04", "a.jar"),
            (b"PK\x03\x04", "a.zip"),
            ("好".as_bytes(), "a.html"),
        ];
        for (head, name) in refused {
            assert_eq!(sniff(head, name), None, "{name} {head:?}");
        }
    }

    #[test]
    fn a_character_cut_at_the_end_of_what_is_looked_at_is_still_text() {
        let text = "容错".as_bytes();
        assert!(is_text(&text[..5]));
        assert!(!is_text(b"a\0b"));
    }
}
