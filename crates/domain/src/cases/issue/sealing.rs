//! 用印 — which seal was put on how many copies, by hand or as an image where the unit allows it (G11).
//!
//! Source: mechanism §3 G11 (seal register). Whoever signed does not apply the seal. Papers entered by 代录 are checked
//! before.

use serde::{Deserialize, Serialize};

use super::{
    Event, SEAL, gate,
    state::{Issuing, Stage},
};
use crate::{
    day::Day,
    facts::{Facts, Policy},
    form::{Field, Input},
    ids::{FileId, PersonId},
    issuable::Stamp,
    kind::{Action, Offer, answers_of},
    paper::AllChecked,
    people::{Role, words},
    refusal::{Missing, Reason, Refusal},
    sheet::Say,
};

words! {
    /// How a seal is applied.
    Way {
        /// With the seal itself.
        Physical = "physical" "加盖实物印章",
        /// As an image; only where the unit allows it.
        Image = "image" "印章图像",
    }
}

/// The seal was applied: an entry of the register of seals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Which seal.
    pub seal: String,
    /// How.
    pub way: Way,
    /// On how many copies.
    pub copies: u32,
    /// The sealed paper: a scan, or the PDF with the image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// What the image made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<Stamp>,
    /// Who applied it.
    pub by: PersonId,
    /// The day of it.
    pub on: Day,
}

/// Apply the seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// 印章.
    pub seal: String,
    /// 用印方式.
    pub way: Way,
    /// 用印份数.
    pub copies: u32,
    /// 用印后的文书.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// 印章图像.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<FileId>,
}

/// 用印.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("seal", "印章", Input::Pick("seals")),
        Field::new("way", "用印方式", Input::Choice(Way::CHOICES))
            .hint("印章图像只在本单位设定准许时使用。"),
        Field::new("copies", "用印份数", Input::Count),
        Field::new("file", "用印后的文书", Input::File).hint("加盖实物印章的，可以附上扫描件。").optional(),
        Field::new(IMAGE, "印章图像", Input::File)
            .hint("用印章图像的上传：红色、底色透明的 PNG，不超过 2 兆字节。盖在 PDF 的署名和成文日期上，存为用印后的文书；图像本身不保存，DOCX 不盖印。")
            .optional(),
    ],
    help: "用印由签发人以外的人办理，记入用印登记簿；一份文书只用印一次。",
    ..Action::new("seal", "用印", &SEAL, || {
        answers_of(&Seal {
            seal: "机关印章".to_owned(),
            way: Way::Physical,
            copies: 3,
            file: Some("f1".into()),
            image: Some("f2".into()),
        })
    })
};

/// The field of the image.
pub const IMAGE: &str = "image";

/// The seals of the unit.
pub(super) fn offers(policy: &Policy) -> Vec<Offer> {
    let seals = policy.settings.seals.iter();
    seals.map(|seal| Offer { value: seal.clone(), label: Say::from(seal) }).collect()
}

/// All that keeps this person from applying it now.
pub(super) fn blocked(state: &Issuing, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.stage() == Stage::Sealing, || {
        if state.signed.is_some() {
            Reason::new(&SEAL, "已经用印，不重复用印。").remedy("dispatch")
        } else {
            Reason::new(&SEAL, "还没有签发，不能用印。").remedy("sign")
        }
    });
    let signer = state.signed.as_ref().is_some_and(|signed| signed.by == *facts.acting());
    missing.unless(!signer, || Reason::new(&SEAL, "签发人不能自己用印，请由保管印章的人员用印。"));
    missing.take(AllChecked::of(&state.papers));
    missing.into_reasons()
}

/// The seal is applied.
pub(super) fn decide(state: &Issuing, command: Seal, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(state, facts)));
    let settings = &facts.policy.settings;
    missing.unless(settings.seals.contains(&command.seal), || {
        Reason::new(&SEAL, "没有这枚印章，请从本单位设定的印章里选择。").at("seal")
    });
    missing.unless(command.copies > 0, || Reason::new(&SEAL, "用印份数至少 1 份。").at("copies"));
    let image = command.way == Way::Image;
    missing.unless(!image || settings.seal_image, || {
        let says =
            "本单位没有准许使用印章图像，请加盖实物印章；要使用图像的，请系统管理员按本单位的决定设定。";
        Reason::new(&SEAL, says).at("way")
    });
    missing.unless(image == command.image.is_some(), || {
        let says = if image {
            "使用印章图像的，请上传印章图像。"
        } else {
            "加盖实物印章的，不用上传印章图像；请把它删去，或者改选“印章图像”。"
        };
        Reason::new(&SEAL, says).at(IMAGE)
    });
    missing.unless(!image || command.file.is_none(), || {
        let says = "使用印章图像的，用印后的文书由系统生成，不用上传；请把它删去。";
        Reason::new(&SEAL, says).at("file")
    });
    missing.settle()?;
    let stamped = facts.stamped.as_ref().filter(|_| image);
    // INVARIANT: the paper is stamped before this where nothing stood against it.
    missing_stamp(image, stamped.is_some())?;
    Ok(vec![Event::Sealed(Sealed {
        seal: command.seal,
        way: command.way,
        copies: command.copies,
        file: stamped.map(|made| made.file.clone()).or(command.file),
        stamp: stamped.map(|made| made.stamp.clone()),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

fn missing_stamp(image: bool, stamped: bool) -> Result<(), Refusal> {
    let says = "印章图像没有盖到文书上，请稍后重试；还不行的，加盖实物印章。";
    if image && !stamped { Err(Reason::new(&SEAL, says).at(IMAGE).into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::{issuable::Stamped, registers::settings::Settings};

    fn seal(way: Way) -> Seal {
        Seal { seal: "机关印章".to_owned(), way, copies: 3, file: None, image: None }
    }

    fn keeper() -> Facts {
        facts("bai", &[Role::CaseManagement])
    }

    #[test]
    fn a_seal_follows_the_signature_and_is_applied_by_another() {
        let state = given([drafted(), checked(), countersigned("su", true)]);
        assert_eq!(decide(&state, seal(Way::Physical), &keeper()).unwrap_err().codes(), ["G11.seal"]);
        let state = with(state, [signed()]);
        let own = facts("fang", &[Role::CaseManagement]);
        assert_eq!(decide(&state, seal(Way::Physical), &own).unwrap_err().codes(), ["G11.seal"]);
        let wrong = [
            Seal { seal: "私章".to_owned(), ..seal(Way::Physical) },
            Seal { copies: 0, ..seal(Way::Physical) },
        ];
        for wrong in wrong {
            assert!(decide(&state, wrong, &keeper()).is_err());
        }
        let state = with(state.clone(), decide(&state, seal(Way::Physical), &keeper()).unwrap());
        assert_eq!(state.stage(), Stage::Dispatching);
        assert!(decide(&state, seal(Way::Physical), &keeper()).is_err());
    }

    #[test]
    fn an_image_stands_for_a_seal_only_where_the_unit_allows_it_and_is_set_on_the_paper() {
        let state = given([drafted(), checked(), countersigned("su", true), signed()]);
        let with_image = || Seal { image: Some("f2".into()), ..seal(Way::Image) };
        let field =
            |command: Seal, facts: &Facts| decide(&state, command, facts).unwrap_err().reasons[0].field;
        assert_eq!(field(with_image(), &keeper()), Some("way"));
        let mut facts = keeper();
        let settings = Settings { seal_image: true, ..Settings::default() };
        facts.policy.settings = std::sync::Arc::new(settings);
        assert_eq!(field(seal(Way::Image), &facts), Some(IMAGE), "no image");
        let both = Seal { file: Some("f1".into()), ..with_image() };
        assert_eq!(field(both, &facts), Some("file"), "the paper is made here");
        let physical = Seal { image: Some("f2".into()), ..seal(Way::Physical) };
        assert_eq!(field(physical, &facts), Some(IMAGE), "an image beside the seal itself");
        assert_eq!(field(with_image(), &facts), Some(IMAGE), "it was not set on the paper");
        let stamp = Stamp { hash: "h".to_owned(), image: "i".to_owned() };
        facts.stamped = Some(Stamped { file: "f9".into(), stamp: stamp.clone() });
        let events = decide(&state, with_image(), &facts).unwrap();
        let Event::Sealed(sealed) = &events[0] else { panic!() };
        assert_eq!((sealed.file.as_ref(), sealed.stamp.as_ref()), (Some(&"f9".into()), Some(&stamp)));
    }
}
