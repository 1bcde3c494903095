//! 印章图像 on a paper: only for whoever applies the seal now, on the words that were signed, as a new file. The image
//! itself is not kept: it stays with its keeper. docs/decisions/0053.

use rongheng_documents::{LARGEST_SEAL, NoSeal, SealImage};
use rongheng_domain::{
    cases::issue::sealing::{self, IMAGE, Way},
    form::Fault,
    ids::{FileId, StreamId},
    issuable::{Stamp, Stamped},
    kind::Action,
    ledger::sm3,
};
use serde_json::Value;

use super::sheet_of;
use crate::{App, Result, error::Error, facts::Gathered, folded::Folded, snapshot::InForce};

impl App {
    /// Sets the image on the paper and puts both into the facts, where that is asked and nothing stands against it.
    /// Without `keep` it is only tried: nothing is stored.
    ///
    /// # Errors
    /// A file that is no image of a seal; words that are not those that were signed.
    pub(crate) async fn stamp(
        &self,
        action: &Action,
        folded: &Folded,
        in_force: &InForce,
        answers: &Value,
        gathered: &mut Gathered,
        keep: bool,
    ) -> Result<()> {
        let Some(sheet) = sheet_of(folded).filter(|_| action.name == sealing::ACTION.name) else {
            return Ok(());
        };
        let text = |name: &str| answers.get(name).and_then(Value::as_str);
        let image = text(IMAGE).map(FileId::from).filter(|_| text("way") == Some(Way::Image.id()));
        let settings = &in_force.policy.settings;
        let free = settings.seal_image
            && folded.kind.blocked(&folded.state, action.name, &gathered.facts).is_empty();
        // What stands against it is said by the rule; nothing is made for it.
        let (Some(image), Some(drafted), true) = (image, &sheet.drafted, free) else { return Ok(()) };
        let png = self.image(&folded.stream, &image, gathered).await?;
        let hash = sm3(&[&png]).to_string();
        let width = u16::try_from(settings.seal_width).unwrap_or(u16::MAX);
        let seal = SealImage::read(png, width).map_err(|no_seal| fault(&no_seal))?;
        let found = self.found(&drafted.of, in_force).await?;
        let (_, made) = self.filled(&found, &in_force.policy).await?;
        let mut paper = match made {
            Ok(paper) => self.going_out(paper, sheet).await?.map_err(Error::Refused)?,
            Err(refusal) => return Err(Error::Refused(refusal)),
        };
        let Some(signature) = paper.signature.as_mut().filter(|signature| signature.sealed) else {
            let says = "这份文书的式样没有留出印章位置，不能盖印章图像；请加盖实物印章，或者修订文书式样。";
            return Err(Error::Faults(vec![at_image(says.to_owned())]));
        };
        signature.seal = Some(seal);
        let number = sheet.number().unwrap_or_default();
        let pdf = self.written(format!("{number}{}（已用印）", drafted.title), paper, true).await?;
        let stamp = Stamp { hash: sm3(&[&pdf.bytes]).to_string(), image: hash };
        gathered.files.retain(|file| *file != image);
        let mut file = image;
        if keep {
            let mut upload = self.0.store.begin_upload(self.now()).await?;
            upload.write(&pdf.bytes).await?;
            file = upload.finish(&pdf.name, pdf.media).await?.file;
            gathered.files.push(file.clone());
        }
        gathered.facts.stamped = Some(Stamped { file, stamp });
        Ok(())
    }

    /// The bytes of the image, as it was uploaded.
    async fn image(&self, sheet: &StreamId, image: &FileId, gathered: &Gathered) -> Result<Vec<u8>> {
        let most = u64::try_from(LARGEST_SEAL).unwrap_or(u64::MAX);
        if gathered.facts.files.get(image).is_none_or(|file| file.size > most) {
            return Err(fault(&NoSeal::TooLarge));
        }
        let about = self.0.store.attachment(image).await?.ok_or(Error::NotFound)?;
        // A file that no event binds lies under no case.
        let under = if about.stream.is_some() { sheet.clone() } else { StreamId(String::new()) };
        let mut reading = self.0.store.read_attachment(&under, image).await?;
        let mut bytes = Vec::new();
        while let Some(piece) = reading.next().await? {
            bytes.extend(piece);
        }
        Ok(bytes)
    }
}

fn at_image(says: String) -> Fault {
    Fault { field: IMAGE.to_owned(), label: "印章图像", says }
}

fn fault(no_seal: &NoSeal) -> Error {
    Error::Faults(vec![at_image(format!("{no_seal}。"))])
}
