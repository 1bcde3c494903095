//! 涉密情况 — a paper is 工作秘密; a 密级 stands on it only as derived from another paper, and only where the network is
//! approved (mechanism §6).
//!
//! A district's organ has no power of its own to classify (定密权), so that nothing here makes a level without its
//! source. Not decided here: how the line looks (documents).

use serde::{Deserialize, Serialize};

use crate::{
    form::{Field, Input},
    people::words,
    refusal::{Missing, Reason},
    registers::settings::Settings,
    rule::{Force, Rule},
};

/// No free 密级.
pub static RULE: Rule = Rule {
    code: "G11.secrecy",
    phrase: "文书",
    asks: "文书按工作秘密办理；标注密级的，只能依据已经定密的文件派生，写明文件、密级和保密期限；没有批准处理国家秘密的网络不办理。",
    source: "保守国家秘密法（2024）第二十条",
    force: Force::National,
};

words! {
    /// What stands on a paper.
    Mark {
        /// As everything of a case.
        Work = "work" "工作秘密",
        /// 派生定密.
        Derived = "derived" "派生定密",
    }
}

words! {
    /// 密级.
    Level {
        /// 秘密.
        Confidential = "confidential" "秘密",
        /// 机密.
        Secret = "secret" "机密",
        /// 绝密.
        TopSecret = "top_secret" "绝密",
    }
}

impl Level {
    /// The longest 保密期限 in years (保守国家秘密法 第二十条).
    pub const fn longest(self) -> u8 {
        match self {
            Self::Confidential => 10,
            Self::Secret => 20,
            Self::TopSecret => 30,
        }
    }
}

/// What a 密级 is derived from: level and years as that paper has them. Made by [`Secrecy::derived`] alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derivation {
    /// Level.
    pub level: Level,
    /// 保密期限 in years.
    pub years: u8,
    /// 定密依据: what that paper is called.
    pub source: String,
    /// Its number.
    pub source_number: String,
}

impl Derivation {
    /// `秘密★10年；定密依据：《关于…的通知》（云纪〔2026〕3号），派生定密`.
    pub fn words(&self) -> String {
        let Self { level, years, source, source_number } = self;
        format!("{}★{years}年；定密依据：《{source}》（{source_number}），派生定密", level.title())
    }
}

/// What is asked of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secrecy {
    /// 涉密情况; 工作秘密 where nothing is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// 密级.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// 保密期限.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub years: Option<u32>,
    /// 定密依据.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// 定密依据的文号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_number: Option<String>,
}

pub(super) const MARK: Field = Field::new("mark", "涉密情况", Input::Choice(Mark::CHOICES))
    .hint("不选的，按工作秘密。派生定密只在本系统所在网络批准处理国家秘密的单位使用。")
    .optional();
pub(super) const LEVEL: Field = Field::new("level", "密级", Input::Choice(Level::CHOICES))
    .hint("派生定密的填写，与定密依据一致；不能自行定密。")
    .optional();
pub(super) const YEARS: Field = Field::new("years", "保密期限（年）", Input::Count)
    .hint("与定密依据一致：秘密不超过 10 年，机密不超过 20 年，绝密不超过 30 年。")
    .optional();
pub(super) const SOURCE: Field =
    Field::new("source", "定密依据", Input::Line).hint("已经定密的文件的标题，不带书名号。").optional();
pub(super) const SOURCE_NUMBER: Field =
    Field::new("source_number", "定密依据的文号", Input::Line).hint("如 云纪〔2026〕3号。").optional();

pub(super) fn sample() -> Secrecy {
    Secrecy {
        mark: Some(Mark::Derived),
        level: Some(Level::Confidential),
        years: Some(10),
        source: Some("关于做好有关工作的通知".to_owned()),
        source_number: Some("云纪〔2026〕3号".to_owned()),
    }
}

fn typed(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim().trim_matches(['《', '》']).to_owned()).filter(|text| !text.is_empty())
}

impl Secrecy {
    /// What the level is derived from; `None` for 工作秘密.
    ///
    /// # Errors
    /// Everything that is missing or wrong.
    pub(super) fn derived(&self, settings: &Settings) -> Result<Option<Derivation>, Vec<Reason>> {
        let (source, number) = (typed(self.source.as_ref()), typed(self.source_number.as_ref()));
        if self.mark != Some(Mark::Derived) {
            let free = self.level.is_some() || self.years.is_some() || source.is_some() || number.is_some();
            let says = "填写了密级、保密期限或者定密依据的，请在“涉密情况”里选“派生定密”；没有定密依据的，按工作秘密办理，把这几项清空。";
            return if free { Err(vec![Reason::new(&RULE, says).at("mark")]) } else { Ok(None) };
        }
        if !settings.state_secrets {
            let says = "本系统所在网络没有批准处理国家秘密，标注密级的文书不能在这里拟稿；请在批准的涉密网络上办理，已经填写的涉密内容请删除。";
            return Err(vec![Reason::new(&RULE, says).at("mark")]);
        }
        let mut missing = Missing::new();
        missing.unless(self.level.is_some(), || {
            Reason::new(&RULE, "派生定密的，请选择密级，与定密依据一致。").at("level")
        });
        missing.unless(source.is_some(), || {
            Reason::new(&RULE, "派生定密的，请写明定密依据（已经定密的文件的标题）；没有依据不能定密。")
                .at("source")
        });
        missing.unless(number.is_some(), || {
            Reason::new(&RULE, "派生定密的，请写明定密依据的文号。").at("source_number")
        });
        let longest = self.level.map_or(30, Level::longest);
        let years = self.years.and_then(|years| u8::try_from(years).ok());
        let years = years.filter(|years| (1..=longest).contains(years));
        missing.unless(years.is_some(), || {
            let level = self.level.map_or("", Level::title);
            let says = format!("{level}的保密期限填 1 到 {longest} 年，与定密依据一致。");
            Reason::new(&RULE, says).at("years")
        });
        let reasons = missing.into_reasons();
        match (self.level, years, source, number) {
            (Some(level), Some(years), Some(source), Some(source_number)) if reasons.is_empty() => {
                Ok(Some(Derivation { level, years, source, source_number }))
            }
            _ => Err(reasons),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(found: Result<Option<Derivation>, Vec<Reason>>) -> Vec<&'static str> {
        found.unwrap_err().iter().filter_map(|reason| reason.field).collect()
    }

    #[test]
    fn a_paper_is_a_work_secret_and_no_level_is_free() {
        let settings = Settings { state_secrets: true, ..Settings::default() };
        assert_eq!(Secrecy::default().derived(&settings), Ok(None));
        let work = Secrecy { mark: Some(Mark::Work), ..Secrecy::default() };
        assert_eq!(work.derived(&settings), Ok(None));
        for mark in [None, Some(Mark::Work)] {
            let free = Secrecy { mark, level: Some(Level::Secret), ..Secrecy::default() };
            assert_eq!(fields(free.derived(&settings)), ["mark"], "{mark:?}");
        }
    }

    #[test]
    fn a_level_is_derived_from_a_named_paper_within_its_years_and_only_on_an_approved_network() {
        let approved = Settings { state_secrets: true, ..Settings::default() };
        assert_eq!(fields(sample().derived(&Settings::default())), ["mark"], "off unless the unit says so");
        let derived = sample().derived(&approved).unwrap().unwrap();
        assert!(
            derived.words().starts_with("秘密★10年；定密依据：《关于做好有关工作的通知》（云纪〔2026〕3号）")
        );
        let bare = Secrecy { mark: Some(Mark::Derived), ..Secrecy::default() };
        assert_eq!(fields(bare.derived(&approved)), ["level", "source", "source_number", "years"]);
        for (level, years, good) in [
            (Level::Confidential, 11, false),
            (Level::Secret, 20, true),
            (Level::Secret, 21, false),
            (Level::TopSecret, 30, true),
            (Level::TopSecret, 300, false),
            (Level::Confidential, 0, false),
        ] {
            let one = Secrecy { level: Some(level), years: Some(years), ..sample() };
            assert_eq!(one.derived(&approved).is_ok(), good, "{level:?} {years}");
        }
    }
}
