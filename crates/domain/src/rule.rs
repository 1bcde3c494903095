//! Where each rule comes from.

/// How binding a rule is, and for whom (`rules.csv`, column `force`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// Law or party regulation of the country.
    National,
    /// Of the province.
    Guangdong,
    /// Of the district: the mechanism itself.
    Liwan,
    /// Another place's rule: an idea, never shown as law.
    Elsewhere,
    /// A technical standard.
    Standard,
    /// Decided by this unit (本单位设定).
    Setting,
}

impl Force {
    /// What a screen calls it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::National => "国家规定",
            Self::Guangdong => "广东省规定",
            Self::Liwan => "荔湾区机制",
            Self::Elsewhere => "外地做法",
            Self::Standard => "标准",
            Self::Setting => "本单位设定",
        }
    }
}

/// One rule of the mechanism, with the words it was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The code of `mechanism.md`, such as `P2`, a finer one with a word: `P2.deemed`.
    pub code: &'static str,
    /// The set phrase of the article, or the rule's Chinese heading where it has none.
    pub phrase: &'static str,
    /// What it asks, in one sentence an officer understands.
    pub asks: &'static str,
    /// The document the rule stands in.
    pub source: &'static str,
    /// How binding it is.
    pub force: Force,
}

/// The article that describes the mechanism.
pub const ARTICLE: &str = "荔湾区容错纠错机制报道（2024-11-25）";
