//! 发文稿纸 in the package of a case: for each number that was drawn the sheet that says who wrote, checked, countersigned
//! and signed, also of a spoiled number; and the sealed paper where one is kept.

use rongheng_domain::ids::StreamId;

use super::{
    index::{PaperOf, plain},
    sink::Sink,
};
use crate::{Actor, App, Result, error::Error, page::PaperAsk};

impl App {
    /// Adds the sheets of the case that `actor` may see; what is kept from them stays out.
    pub(super) async fn pack_sheets(
        &self,
        actor: &Actor,
        case: &StreamId,
        sink: &mut Sink,
        out: &mut Vec<PaperOf>,
    ) -> Result<()> {
        for sheet in self.sheets_in(case).await? {
            let Some(signed) = &sheet.state.signed else { continue };
            let seen = match self.seen(actor, &sheet.stream).await {
                Ok(seen) => seen,
                Err(Error::NotFound | Error::Forbidden(_) | Error::Refused(_)) => continue,
                Err(error) => return Err(error),
            };
            let stored = self.0.store.load(&sheet.stream, 0).await?;
            let links = self.paper_links(seen.folded.kind, &stored, &seen.in_force.policy).await?;
            // The first is the paper itself, which is there already as a paper of the case.
            for link in links.iter().filter(|link| link.version > 1) {
                let ask = PaperAsk { code: link.code.clone(), about: link.about.clone(), pdf: false };
                let paper = match self.paper(actor, &sheet.stream, link.version, &ask).await {
                    Ok(paper) => paper,
                    Err(Error::Refused(_)) => continue,
                    Err(error) => return Err(error),
                };
                let title = format!("{}（{}）", link.title, signed.number);
                let path = format!("papers/{:03} {}.docx", out.len() + 1, plain(&title));
                sink.file(&path, &paper.bytes).await?;
                let sheet = Some(sheet.stream.0.clone());
                out.push(PaperOf { title, version: link.version, path, sheet });
            }
            self.pack_sealed(&sheet.stream, &sheet.state, sink, out).await?;
        }
        Ok(())
    }

    /// The paper as it was sealed: the scan, or the PDF with the image.
    async fn pack_sealed(
        &self,
        sheet: &StreamId,
        state: &rongheng_domain::cases::issue::state::Issuing,
        sink: &mut Sink,
        out: &mut Vec<PaperOf>,
    ) -> Result<()> {
        let (Some(signed), Some(file)) =
            (&state.signed, state.sealed.as_ref().and_then(|one| one.file.as_ref()))
        else {
            return Ok(());
        };
        let Some(about) = self.0.store.attachment(file).await? else { return Ok(()) };
        let ending = about.name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let title = format!("用印后的文书（{}）", signed.number);
        let path = format!("papers/{:03} {}.{}", out.len() + 1, plain(&title), plain(ending));
        sink.begin(&path, about.size, about.media.starts_with("text/"))?;
        let mut reading = self.0.store.read_attachment(sheet, file).await?;
        while let Some(piece) = reading.next().await? {
            sink.write(&piece).await?;
        }
        let version = 0;
        out.push(PaperOf { title, version, path, sheet: Some(sheet.0.clone()) });
        Ok(())
    }
}
