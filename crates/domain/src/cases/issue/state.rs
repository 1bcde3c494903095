//! What is known of a sheet after its events so far. Each part is the event that brought it.

use super::{
    Event,
    checking::{Checked, SentBack},
    countersigning::{Countersigned, JointSigned},
    dispatching::Dispatched,
    drafting::{Drafted, Withdrawn, Written},
    sealing::Sealed,
    signing::{SERIES, Signed},
    voiding::Voided,
};
use crate::{
    day::Day,
    ids::{PersonId, UnitId},
    paper::Papers,
    registers::settings::Settings,
};

/// A sheet (发文稿纸): one paper of one case on its way out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issuing {
    /// 拟稿; it begins with it.
    pub drafted: Option<Drafted>,
    /// What stands on the sheet now.
    pub written: Written,
    /// Everybody who wrote on it: none of them checks or signs.
    pub drafters: Vec<PersonId>,
    /// 退回修改, while it was not written anew.
    pub sent_back: Option<SentBack>,
    /// 核稿 of what stands there now.
    pub checked: Option<Checked>,
    /// 会签 of what stands there now.
    pub countersigned: Vec<Countersigned>,
    /// 联合机关签署 of what stands there now.
    pub joint_signed: Vec<JointSigned>,
    /// 签发.
    pub signed: Option<Signed>,
    /// 用印.
    pub sealed: Option<Sealed>,
    /// 分发.
    pub dispatched: Option<Dispatched>,
    /// 作废.
    pub voided: Option<Voided>,
    /// 撤稿.
    pub withdrawn: Option<Withdrawn>,
    /// 代录.
    pub papers: Papers,
    /// The day of the last act.
    pub last_on: Option<Day>,
}

/// Where a sheet stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing happened yet.
    Blank,
    /// Sent back: it waits to be written anew.
    Drafting,
    /// It waits for 核稿.
    Checking,
    /// It waits for 会签 or for another organ.
    Countersigning,
    /// It waits for 签发.
    Signing,
    /// It waits for 用印.
    Sealing,
    /// It waits for 分发.
    Dispatching,
    /// It went out.
    Done,
    /// Its number is spoiled.
    Void,
    /// It was withdrawn without a number.
    Withdrawn,
}

impl Stage {
    /// Those that a list can be narrowed to, in the order of the process.
    pub const ALL: [Self; 9] = [
        Self::Drafting,
        Self::Checking,
        Self::Countersigning,
        Self::Signing,
        Self::Sealing,
        Self::Dispatching,
        Self::Done,
        Self::Void,
        Self::Withdrawn,
    ];

    /// What a list calls it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Blank => "",
            Self::Drafting => "退回修改",
            Self::Checking => "待核稿",
            Self::Countersigning => "待会签",
            Self::Signing => "待签发",
            Self::Sealing => "待用印",
            Self::Dispatching => "待分发",
            Self::Done => "已分发",
            Self::Void => "已作废",
            Self::Withdrawn => "已撤稿",
        }
    }

    /// Whether nothing more happens to it.
    pub const fn over(self) -> bool {
        matches!(self, Self::Done | Self::Void | Self::Withdrawn)
    }
}

impl Issuing {
    /// The state after `event`. Never fails: what happened, happened.
    #[must_use]
    pub fn after(mut self, event: &Event) -> Self {
        match event {
            Event::Drafted(e) => {
                self.write(&e.written, &e.by);
                self.drafted = Some(e.clone());
            }
            Event::Redrafted(e) => self.write(&e.written, &e.by),
            Event::Withdrawn(e) => self.withdrawn = Some(e.clone()),
            Event::Checked(e) => self.checked = Some(e.clone()),
            Event::SentBack(e) => {
                self.forget_words();
                self.sent_back = Some(e.clone());
            }
            Event::Countersigned(e) => self.countersigned.push(e.clone()),
            Event::JointSigned(e) => self.joint_signed.push(e.clone()),
            Event::Signed(e) => self.signed = Some(e.clone()),
            Event::Sealed(e) => self.sealed = Some(e.clone()),
            Event::Dispatched(e) => self.dispatched = Some(e.clone()),
            Event::Voided(e) => self.voided = Some(e.clone()),
            Event::PaperEntered(e) => self.papers.enter(e),
            Event::PaperChecked(e) => self.papers.check(e),
            Event::PaperAmended(e) => self.papers.amend(e),
        }
        self.last_on = event.on().or(self.last_on);
        self
    }

    /// What was said of other words counts for nothing any more.
    fn forget_words(&mut self) {
        self.checked = None;
        self.countersigned.clear();
        self.joint_signed.clear();
    }

    fn write(&mut self, written: &Written, by: &PersonId) {
        self.forget_words();
        self.sent_back = None;
        self.written = written.clone();
        if !self.drafters.contains(by) {
            self.drafters.push(by.clone());
        }
    }

    /// Where it stands.
    pub fn stage(&self) -> Stage {
        if self.drafted.is_none() {
            Stage::Blank
        } else if self.voided.is_some() {
            Stage::Void
        } else if self.withdrawn.is_some() {
            Stage::Withdrawn
        } else if self.dispatched.is_some() {
            Stage::Done
        } else if self.sealed.is_some() {
            Stage::Dispatching
        } else if self.signed.is_some() {
            Stage::Sealing
        } else if self.sent_back.is_some() {
            Stage::Drafting
        } else if self.checked.is_none() {
            Stage::Checking
        } else if self.waits_for().next().is_some() || self.waits_for_organs().next().is_some() {
            Stage::Countersigning
        } else {
            Stage::Signing
        }
    }

    /// 机关代字 of its number.
    pub fn word<'a>(&'a self, settings: &'a Settings) -> &'a str {
        self.written.word.as_deref().unwrap_or(&settings.paper_word)
    }

    /// The word of the series that its number is drawn from.
    pub fn series(&self, settings: &Settings) -> String {
        format!("{SERIES}.{}", self.word(settings))
    }

    /// Those who have not countersigned yet.
    pub fn waits_for(&self) -> impl Iterator<Item = &PersonId> {
        let spoke = |person: &PersonId| self.countersigned.iter().any(|one| one.by == *person);
        self.written.countersigners.iter().filter(move |person| !spoke(person))
    }

    /// The organs of a joint paper that have not signed yet.
    pub fn waits_for_organs(&self) -> impl Iterator<Item = &UnitId> {
        let signed = |organ: &UnitId| self.joint_signed.iter().any(|one| one.organ == *organ);
        self.written.joint.iter().filter(move |organ| !signed(organ))
    }

    /// 会签 that objects.
    pub fn objections(&self) -> impl Iterator<Item = &Countersigned> {
        self.countersigned.iter().filter(|one| !one.agrees)
    }

    /// What stands of its number: the number of the paper once it is signed, spoiled or not.
    pub fn number(&self) -> Option<&str> {
        let signed = self.signed.as_ref().map(|signed| signed.number.as_str());
        signed.or(self.drafted.as_ref().map(|drafted| drafted.number.as_str()))
    }

    /// The signing that stands: not that of a spoiled number.
    pub fn in_force(&self) -> Option<&Signed> {
        self.signed.as_ref().filter(|_| self.voided.is_none())
    }

    /// Whether it still holds the place of its paper: neither withdrawn nor spoiled.
    pub fn alive(&self) -> bool {
        self.drafted.is_some() && self.voided.is_none() && self.withdrawn.is_none()
    }

    /// The day it ended, once it did.
    pub fn over_on(&self) -> Option<Day> {
        let voided = self.voided.as_ref().map(|e| e.on);
        voided.or(self.withdrawn.as_ref().map(|e| e.on)).or(self.dispatched.as_ref().map(|e| e.on))
    }
}
