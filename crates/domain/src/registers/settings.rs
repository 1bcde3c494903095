//! 本单位设定 — what this unit decided for itself within the rules.

mod keeping;

use serde::{Deserialize, Serialize};

use super::{Register, quality::Sampling};
use crate::{
    connivance::Thresholds,
    day::Day,
    ids::UnitId,
    people::{Role, Tier, words},
};

/// The settings in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The organ that runs the mechanism here.
    pub organ: UnitId,
    /// The word of its case numbers: `容`.
    pub number_word: String,
    /// The approval chain (G3), in order, before the collective decision.
    pub approval_chain: Vec<Role>,
    /// Attendance rule of a consultation after recusals (P6): this many of three thirds must be present,
    /// as numerator and denominator, such as (2, 3).
    pub attendance: (u32, u32),
    /// The fewest members of a consultation after recusals.
    pub consultation_least: u32,
    /// The appraisals that are told of an exemption (E1), with their owners.
    pub appraisals: Vec<(String, UnitId)>,
    /// 归档 retention in years.
    pub retention_years: u32,
    /// The body to which a review is addressed (P7), in words.
    pub review_body: String,
    /// 管辖 (G2): whose officials this organ handles itself; those of a higher management are reported upward.
    #[serde(default = "competence")]
    pub competence: Vec<Tier>,
    /// 上级纪检监察机关: takes over, designates, approves a revocation, answers rulings, receives filings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper_organ: Option<UnitId>,
    /// 组织（人事）部门: gets a copy of each filing (G9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_department: Option<UnitId>,
    /// A loss of this many fen or more makes a matter 影响重大 by rule (P6).
    #[serde(default = "joint_loss")]
    pub joint_loss: i64,
    /// This many officials or more make a matter 情况复杂 by rule (P6).
    #[serde(default = "joint_officials")]
    pub joint_officials: u32,
    /// 类案: from so many like cases on, their spread is shown and a departure asks for reasons (mechanism §7).
    #[serde(default = "like_cases")]
    pub like_cases: u32,
    /// 期限提醒: so many working days before the last day.
    #[serde(default = "remind_before")]
    pub remind_before: Vec<u32>,
    /// 机关代字: the word of the numbers of papers that go out, `青纪` (G11).
    #[serde(default = "paper_word")]
    pub paper_word: String,
    /// Further words, each with a series of its own: `青纪函` for letters (函).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paper_words: Vec<PaperWord>,
    /// The seals that the register of seals knows.
    #[serde(default = "seals")]
    pub seals: Vec<String>,
    /// Whether the image of a seal may stand for the seal.
    #[serde(default)]
    pub seal_image: bool,
    /// How wide the image of a seal is printed, in millimetres.
    #[serde(default = "seal_width")]
    pub seal_width: u32,
    /// Whether the network this runs on is approved for state secrets: without it no paper is classified here.
    #[serde(default)]
    pub state_secrets: bool,
    /// 纵错: from what figures on something is shown to be looked at (D4).
    #[serde(default)]
    pub watch: Thresholds,
    /// 案件质量评查: how many are drawn, and what is asked.
    #[serde(default)]
    pub quality: Sampling,
    /// How the district sends mail; nothing is sent without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Mail>,
}

/// A word of numbers of papers, beside the usual one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperWord {
    /// `青纪函`.
    pub word: String,
    /// What it is used for, in words: `函`.
    pub used_for: String,
}

impl Settings {
    /// Every word a paper can be numbered with, the usual one first.
    pub fn words_of_papers(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.paper_word.as_str()).chain(self.paper_words.iter().map(|one| one.word.as_str()))
    }
}

/// How mail is sent. The password stands in the program's environment, never here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Host of the SMTP server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether the line is encrypted.
    pub tls: Tls,
    /// Whoever signs in there; nobody where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The address it comes from.
    pub from: String,
    /// The hour of the day at which digests go out.
    pub digest_hour: u32,
}

words! {
    /// Whether the line to the mail server is encrypted.
    Tls {
        /// From the first byte.
        Wrapped = "wrapped" "一开始就加密（SMTPS）",
        /// After STARTTLS; nothing is sent where the server does not offer it.
        Required = "required" "连接后加密（STARTTLS，必须）",
        /// Not at all: on a line of the district's own.
        Off = "off" "不加密（只用于本单位内网）",
    }
}

fn paper_word() -> String {
    "纪".to_owned()
}

/// As wide as a district's organs have theirs.
const fn seal_width() -> u32 {
    42
}

fn seals() -> Vec<String> {
    vec!["机关印章".to_owned()]
}

fn remind_before() -> Vec<u32> {
    vec![3, 1]
}

/// A district handles the officials it manages, and those below.
fn competence() -> Vec<Tier> {
    vec![Tier::District, Tier::Section, Tier::Other]
}

/// One million yuan, in fen.
const fn joint_loss() -> i64 {
    100_000_000
}

const fn joint_officials() -> u32 {
    3
}

const fn like_cases() -> u32 {
    30
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            organ: "discipline".into(),
            number_word: "容".to_owned(),
            approval_chain: vec![Role::DivisionHead, Role::Leader, Role::PrincipalLeader],
            attendance: (2, 3),
            consultation_least: 3,
            appraisals: Vec::new(),
            retention_years: 30,
            review_body: "作出认定的纪检监察机关".to_owned(),
            competence: competence(),
            upper_organ: None,
            organisation_department: None,
            joint_loss: joint_loss(),
            joint_officials: joint_officials(),
            like_cases: like_cases(),
            remind_before: remind_before(),
            paper_word: paper_word(),
            paper_words: Vec::new(),
            seals: seals(),
            seal_image: false,
            seal_width: seal_width(),
            state_secrets: false,
            watch: Thresholds::default(),
            quality: Sampling::default(),
            mail: None,
        }
    }
}

/// What can have happened to the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingsEvent {
    /// Set as a whole, so that one event shows what held.
    Set {
        /// From now on.
        settings: Settings,
        /// Why, and who decided it.
        why: String,
    },
}

impl Register for Settings {
    type Event = SettingsEvent;
    const NAME: &'static str = "settings";
    const TITLE: &'static str = "本单位设定";

    fn evolve(self, event: &SettingsEvent, _on: Day) -> Self {
        let SettingsEvent::Set { settings, .. } = event;
        settings.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::told, *};

    #[test]
    fn the_last_settings_hold() {
        let set = |least| SettingsEvent::Set {
            settings: Settings { consultation_least: least, ..Settings::default() },
            why: "示范".to_owned(),
        };
        assert_eq!(told::<Settings>(&[set(5), set(4)]).consultation_least, 4);
        assert_eq!(told::<Settings>(&[]), Settings::default());
    }
}
