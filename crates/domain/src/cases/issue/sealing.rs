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
    /// The sealed paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
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
}

/// 用印.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("seal", "印章", Input::Pick("seals")),
        Field::new("way", "用印方式", Input::Choice(Way::CHOICES))
            .hint("印章图像只在本单位设定准许时使用，并附上用印后的文书。"),
        Field::new("copies", "用印份数", Input::Count),
        Field::new("file", "用印后的文书", Input::File).optional(),
    ],
    help: "用印由签发人以外的人办理，记入用印登记簿。",
    ..Action::new("seal", "用印", &SEAL, || {
        answers_of(&Seal {
            seal: "机关印章".to_owned(),
            way: Way::Physical,
            copies: 3,
            file: Some("f1".into()),
        })
    })
};

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
    missing.unless(!image || command.file.is_some(), || {
        Reason::new(&SEAL, "使用印章图像的，请附上用印后的文书。").at("file")
    });
    missing.settle()?;
    Ok(vec![Event::Sealed(Sealed {
        seal: command.seal,
        way: command.way,
        copies: command.copies,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::registers::settings::Settings;

    fn seal(way: Way) -> Seal {
        Seal { seal: "机关印章".to_owned(), way, copies: 3, file: None }
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
    fn an_image_stands_for_a_seal_only_where_the_unit_allows_it_and_with_the_paper() {
        let state = given([drafted(), checked(), countersigned("su", true), signed()]);
        let with_file = || Seal { file: Some("f1".into()), ..seal(Way::Image) };
        assert_eq!(decide(&state, with_file(), &keeper()).unwrap_err().reasons[0].field, Some("way"));
        let mut facts = keeper();
        let settings = Settings { seal_image: true, ..Settings::default() };
        facts.policy.settings = std::sync::Arc::new(settings);
        assert_eq!(decide(&state, seal(Way::Image), &facts).unwrap_err().reasons[0].field, Some("file"));
        assert!(decide(&state, with_file(), &facts).is_ok());
    }
}
