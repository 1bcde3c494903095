//! 案卷包: everything of an archived case, readable and provable without this program (docs/archive.md,
//! docs/decisions/0042). Made as long work into an encrypted package, or by the command into a folder.

mod index;
mod sheets;
mod sink;

use std::path::Path;

use rongheng_domain::{
    ids::{FileId, StreamId},
    kind::Audience,
    ledger,
    refusal::Refusal,
};
use rongheng_store::{Signed, hex};
use serde_json::json;

use self::{
    index::{
        CaseOf, EventOf, FORMAT, FileOf, Index, PaperOf, RelatedOf, attachment_path, checksums, file_name,
    },
    sink::Sink,
};
use crate::{
    Actor, App, Reading, Result,
    access::{self, Denied},
    cases::Seen,
    error::Error,
    page::{Line, Names, PaperAsk},
    progress::Progress,
};

/// How to read and check a package, and the script that does.
const EXPLAINED: &str = include_str!("../../../../docs/archive.md");
const SCRIPT: &str = include_str!("../../../../docs/verify_archive.py");

/// A package that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packed {
    /// Name of its file.
    pub(crate) name: String,
    /// Events in it.
    pub(crate) events: usize,
    /// Attachments in it.
    pub(crate) files: usize,
}

/// What the list of long work says of it.
const STEP: &str = "装入案卷包";

/// How far a package is, for the list of long work.
struct Going<'a> {
    progress: &'a Progress<'a>,
    done: u64,
    total: u64,
}

impl Going<'_> {
    /// One more thing is in; `false` where somebody stopped it.
    async fn step(&mut self) -> Result<bool> {
        self.done += 1;
        self.beat().await
    }

    /// Still at the same thing.
    async fn beat(&self) -> Result<bool> {
        self.progress.at(STEP, self.done, self.total).await
    }
}

impl App {
    /// The case with the eyes of whoever may take it out: an archived one, by its officer.
    pub(crate) async fn taken(&self, actor: &Actor, case: &StreamId) -> Result<Seen> {
        let seen = self.seen(actor, case).await?;
        access::takes(actor, &seen.known).map_err(|denied| match denied {
            Denied::Hidden => Error::NotFound,
            Denied::Told(refusal) => Error::Forbidden(refusal),
        })?;
        if !matches!(seen.audience, Audience::Officer(_)) {
            return Err(Error::NotFound);
        }
        let row = seen.folded.kind.row(&seen.folded.state, &seen.in_force.policy);
        if row.archived_on.is_none() {
            let says = "本案还没有归档，归档以后才能导出案卷包。";
            return Err(Error::Refused(Refusal::one(&access::TAKES, says)));
        }
        Ok(seen)
    }

    /// Writes the whole case into a folder that is not there yet; what it holds, in words.
    ///
    /// # Errors
    /// Whoever may not take the case out; a folder that is there; a full disk.
    pub async fn archive_into(&self, actor: &Actor, case: &StreamId, folder: &Path) -> Result<String> {
        let sink = Sink::folder(folder.to_owned())?;
        let packed = self.pack(actor, case, sink, &Progress::nobody(self)).await?;
        let Some((packed, _)) = packed else { return Err(Error::NotFound) };
        Ok(format!("已经写入 {} 条记录、{} 个附件。", packed.events, packed.files))
    }

    /// Makes the package and puts it on the shelf; `None` where it was stopped.
    pub(crate) async fn package(
        &self,
        actor: &Actor,
        case: &StreamId,
        progress: &Progress<'_>,
    ) -> Result<Option<Packed>> {
        let upload = self.0.store.begin_upload(self.now()).await?;
        let Some((packed, upload)) = self.pack(actor, case, Sink::zip(upload), progress).await? else {
            return Ok(None);
        };
        let upload = upload.ok_or_else(|| Error::Corrupt("a package without a file".to_owned()))?;
        let made = upload.finish(&packed.name, "application/zip").await?;
        // The rights of now: somebody may have been recused while it was made.
        self.taken(actor, case).await?;
        self.0.store.keep_package(case, &made.file).await?;
        Ok(Some(packed))
    }

    /// The package of a case on its way out.
    pub(crate) async fn package_of(&self, actor: &Actor, case: &StreamId) -> Result<Option<Reading>> {
        self.taken(actor, case).await?;
        let Some((about, reading)) = self.0.store.package(case).await? else { return Ok(None) };
        self.looked(actor, case, "package").await?;
        Ok(Some(Reading::new(about, reading)))
    }

    async fn pack(
        &self,
        actor: &Actor,
        case: &StreamId,
        mut sink: Sink,
        progress: &Progress<'_>,
    ) -> Result<Option<(Packed, Option<rongheng_store::Upload>)>> {
        let seen = self.taken(actor, case).await?;
        // Everything is under a checkpoint before it leaves.
        while self.seal().await? {}
        let checkpoint = self.0.store.last_checkpoint().await?;
        let checkpoint = checkpoint.ok_or_else(|| Error::Corrupt("no checkpoint".to_owned()))?;
        let (lines, mut names) = self.timeline(&seen.folded, 0).await?;
        let sheet_names = self.sheet_names(&seen).await?;
        names.people.extend(sheet_names.people.clone());
        names.units.extend(sheet_names.units.clone());
        names.circumstances.extend(sheet_names.circumstances.clone());
        // On record before anything leaves.
        self.looked(actor, case, "packed").await?;
        self.write_looks().await?;
        let files = self.0.store.attachments_of(case).await?;
        let stored = self.0.store.load(case, 0).await?;
        let papers = self.paper_links(seen.folded.kind, &stored, &seen.in_force.policy).await?;
        let total = lines.len() + files.len() + papers.len();
        let mut progress = Going { progress, done: 0, total: u64::try_from(total).unwrap_or(u64::MAX) };
        let Some(events) =
            self.pack_events(case, &mut sink, &lines, &names, &checkpoint, &mut progress).await?
        else {
            return Ok(None);
        };
        let Some(attachments) = self.pack_files(&seen, &mut sink, files, &mut progress).await? else {
            return Ok(None);
        };
        let mut made = Box::pin(self.pack_papers(actor, case, &mut sink, &papers)).await?;
        Box::pin(self.pack_sheets(actor, case, &mut sink, &mut made)).await?;
        let kind = seen.folded.kind;
        let number = seen.sheet.number.clone().unwrap_or_default();
        let by = self.person_name(&actor.person).await?;
        let related = self.related_of(actor, &seen).await?;
        let index = Index {
            format: FORMAT,
            case: CaseOf::new(case.as_str(), kind.name(), kind.title(), &seen.sheet, &names),
            exported_at: self.now().to_string(),
            exported_by: by,
            events,
            attachments,
            papers: made,
            related,
            names,
        };
        self.close(case, &mut sink, &index, &checkpoint).await?;
        let packed = Packed {
            name: file_name(&number, self.now()),
            events: index.events.len(),
            files: index.attachments.iter().filter(|file| file.path.is_some()).count(),
        };
        Ok(Some((packed, sink.finish().await?)))
    }

    async fn pack_events(
        &self,
        case: &StreamId,
        sink: &mut Sink,
        lines: &[Line],
        names: &Names,
        checkpoint: &Signed,
        progress: &mut Going<'_>,
    ) -> Result<Option<Vec<EventOf>>> {
        let mut events = Vec::new();
        // An event recorded since the checkpoint was taken would have no proof in it.
        for event in self.0.store.provable(case).await? {
            let proof = self.0.store.prove_inclusion(case, event.version, checkpoint.checkpoint.size).await?;
            let Some((leaf, proof)) = proof else { break };
            let line = lines.iter().find(|line| line.version == event.version);
            let one = EventOf::new(&event, line, names, leaf, &proof);
            sink.file(&one.envelope, &event.envelope).await?;
            sink.file(&one.content, &event.content).await?;
            events.push(one);
            if !progress.step().await? {
                return Ok(None);
            }
        }
        Ok(Some(events))
    }

    async fn pack_files(
        &self,
        seen: &Seen,
        sink: &mut Sink,
        mut files: Vec<rongheng_store::Attachment>,
        progress: &mut Going<'_>,
    ) -> Result<Option<Vec<FileOf>>> {
        let case = &seen.folded.stream;
        let open: Vec<FileId> =
            seen.folded.kind.files(&seen.folded.state, &seen.audience, &seen.in_force.policy);
        // In the order of the case: files that arrived in one second would stand as their ids fall.
        let place = |file: &rongheng_store::Attachment| open.iter().position(|one| *one == file.file);
        files.sort_by_key(|file| place(file).unwrap_or(usize::MAX));
        let mut out = Vec::new();
        for (at, file) in files.into_iter().enumerate() {
            let path = open.contains(&file.file).then(|| attachment_path(at + 1, &file.name));
            if let Some(path) = &path {
                let packs = file.media.starts_with("text/");
                sink.begin(path, file.size, packs)?;
                let mut reading = self.0.store.read_attachment(case, &file.file).await?;
                let mut pieces = 0_u32;
                while let Some(piece) = reading.next().await? {
                    sink.write(&piece).await?;
                    pieces += 1;
                    if pieces.is_multiple_of(64) && !progress.beat().await? {
                        return Ok(None);
                    }
                }
            }
            let hidden = path.is_none();
            out.push(FileOf {
                id: file.file.0,
                name: if hidden { "（未导出）".to_owned() } else { file.name },
                media: file.media,
                size: file.size,
                sm3: file.hash.to_string(),
                path,
            });
            if !progress.step().await? {
                return Ok(None);
            }
        }
        Ok(Some(out))
    }

    async fn pack_papers(
        &self,
        actor: &Actor,
        case: &StreamId,
        sink: &mut Sink,
        links: &[crate::page::PaperLink],
    ) -> Result<Vec<PaperOf>> {
        let mut out = Vec::new();
        for (at, link) in links.iter().enumerate() {
            let ask = PaperAsk { code: link.code.clone(), about: link.about.clone(), pdf: false };
            let paper = match self.paper(actor, case, link.version, &ask).await {
                Ok(paper) => paper,
                // A paper whose text cannot be made cannot be had from the case either: there is none to take along.
                Err(Error::Refused(_)) => continue,
                Err(error) => return Err(error),
            };
            let path = format!("papers/{:03} {}.docx", at + 1, link.title);
            sink.file(&path, &paper.bytes).await?;
            out.push(PaperOf { title: link.title.clone(), version: link.version, path, sheet: None });
        }
        Ok(out)
    }

    async fn related_of(&self, actor: &Actor, seen: &Seen) -> Result<Vec<RelatedOf>> {
        let related = self.related(actor, seen).await?;
        Ok(related
            .into_iter()
            .map(|one| RelatedOf { stream: one.stream.0, number: one.number, title: one.title })
            .collect())
    }

    /// Index, explanation, proofs, and over them all checksums and the seal.
    async fn close(
        &self,
        case: &StreamId,
        sink: &mut Sink,
        index: &Index,
        checkpoint: &Signed,
    ) -> Result<()> {
        let workbook = index.workbook(sink.weighed())?;
        sink.file("卷内目录.xlsx", &workbook).await?;
        sink.file("timeline.txt", index.timeline().as_bytes()).await?;
        sink.file("index.json", &index.json()?).await?;
        sink.file("archive.md", EXPLAINED.as_bytes()).await?;
        sink.file("verify_archive.py", SCRIPT.as_bytes()).await?;
        sink.file("proofs/checkpoint.txt", checkpoint.checkpoint.to_text().as_bytes()).await?;
        sink.file("proofs/checkpoint.sig", hex(&checkpoint.signature).as_bytes()).await?;
        sink.file("proofs/public_key.txt", self.0.store.verifying_key().as_bytes()).await?;
        let sums = checksums(sink.weighed());
        let count = u64::try_from(index.events.len()).unwrap_or(u64::MAX);
        let (seal, signature) = self.0.store.seal_package(case, count, &ledger::sm3(&[sums.as_bytes()]));
        sink.file("checksums.txt", sums.as_bytes()).await?;
        sink.file("proofs/seal.txt", seal.as_bytes()).await?;
        sink.file("proofs/seal.sig", signature.as_bytes()).await
    }

    /// What was asked of long work.
    pub(crate) fn archive_asked(seen: &Seen, actor: &Actor) -> serde_json::Value {
        let number = seen.sheet.number.clone().unwrap_or_default();
        json!({
            "title": format!("导出案卷包：{number} {}", seen.sheet.title),
            "case": seen.folded.stream, "acting": actor.acting,
        })
    }
}
