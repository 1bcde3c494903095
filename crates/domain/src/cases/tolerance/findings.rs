//! 逐人认定事实 — distinctions, hard bars, lenience and five dimensions for each official, with evidence (D1, S2, S3, J1).

use super::{Case, Event};
use crate::judgement::{
    distinctions::{Distinction, Side},
    five_dimensions::{Dimension, Finding, Rating},
    hard_bars::{HardBar, Standing},
    outcome::RULE,
};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::PersonId,
    judgement::{
        distinctions::DistinctionFound, five_dimensions::DimensionFound, hard_bars::BarFound,
        leniences::Lenience,
    },
};

/// What the team found about one official; a later one replaces it until the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// About whom.
    pub official: PersonId,
    /// 三个区分开来.
    pub distinctions: Vec<DistinctionFound>,
    /// 两不容.
    pub bars: Vec<BarFound>,
    /// 三宽容, where one applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lenience: Option<Lenience>,
    /// Circumstance of the checklist that fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circumstance: Option<String>,
    /// 五个方面.
    pub dimensions: Vec<DimensionFound>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A distinction, as the form asks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DistinctionRow {
    /// 哪一个区分.
    pub distinction: Distinction,
    /// 属于哪一侧.
    pub side: Side,
    /// 理由.
    pub why: String,
    /// 证据.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// 查无证据时做过的查证.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<String>,
}

const DISTINCTION_ROW_FIELDS: &[Field] = &[
    Field::new("distinction", "哪一个区分", Input::Choice(Distinction::CHOICES)),
    Field::new("side", "属于哪一侧", Input::Choice(Side::CHOICES)),
    Field::new("why", "理由", Input::Text),
    Field::new("evidence", "证据", Input::Picks("evidence")).optional(),
    Field::new("tried", "查无证据时做过的查证", Input::Text).optional(),
];

/// A hard bar, as the form asks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarRow {
    /// 哪一项.
    pub bar: HardBar,
    /// 是否存在.
    pub standing: Standing,
    /// 违反的条款.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// 理由.
    pub why: String,
    /// 证据.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// 查无证据时做过的查证.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<String>,
}

const BAR_ROW_FIELDS: &[Field] = &[
    Field::new("bar", "哪一项", Input::Choice(HardBar::CHOICES)),
    Field::new("standing", "是否存在", Input::Choice(Standing::CHOICES)),
    Field::new("article", "违反的条款", Input::Line).hint("存在时填写").optional(),
    Field::new("why", "理由", Input::Text),
    Field::new("evidence", "证据", Input::Picks("evidence")).optional(),
    Field::new("tried", "查无证据时做过的查证", Input::Text).optional(),
];

/// A dimension, as the form asks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DimensionRow {
    /// 哪一方面.
    pub dimension: Dimension,
    /// 评价.
    pub rating: Rating,
    /// 理由.
    pub why: String,
    /// 证据.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// 查无证据时做过的查证.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<String>,
}

const DIMENSION_ROW_FIELDS: &[Field] = &[
    Field::new("dimension", "哪一方面", Input::Choice(Dimension::CHOICES)),
    Field::new("rating", "评价", Input::Choice(Rating::CHOICES)),
    Field::new("why", "理由", Input::Text),
    Field::new("evidence", "证据", Input::Picks("evidence")).optional(),
    Field::new("tried", "查无证据时做过的查证", Input::Text).optional(),
];

/// Record what was found about one official.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Find {
    /// 当事人.
    pub official: PersonId,
    /// 三个区分开来.
    pub distinctions: Vec<DistinctionRow>,
    /// 两不容.
    pub bars: Vec<BarRow>,
    /// 三宽容.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lenience: Option<Lenience>,
    /// 符合的适用情形.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circumstance: Option<String>,
    /// 五个方面.
    pub dimensions: Vec<DimensionRow>,
}

/// 记录核实认定.
pub const ACTION: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("distinctions", "三个区分开来", Input::List(DISTINCTION_ROW_FIELDS)),
        Field::new("bars", "两不容", Input::List(BAR_ROW_FIELDS)),
        Field::new("lenience", "三宽容", Input::Choice(Lenience::CHOICES)).optional(),
        Field::new("circumstance", "符合的适用情形", Input::Circumstance).optional(),
        Field::new("dimensions", "五个方面", Input::List(DIMENSION_ROW_FIELDS)),
    ],
    help: "逐人记录。每一项都要写明理由，并引用证据；查无证据的，写明做过哪些查证。",
    ..Action::new("find", "记录核实认定", &RULE, || {
        answers_of(&Find {
            official: "zhou".into(),
            distinctions: vec![DistinctionRow {
                distinction: Distinction::Experience,
                side: Side::Left,
                why: "示例".to_owned(),
                evidence: vec!["1".to_owned()],
                tried: Some("示例".to_owned()),
            }],
            bars: vec![BarRow {
                bar: HardBar::Political,
                standing: Standing::Absent,
                article: Some("示例".to_owned()),
                why: "示例".to_owned(),
                evidence: vec!["1".to_owned()],
                tried: Some("示例".to_owned()),
            }],
            lenience: Some(Lenience::Duty),
            circumstance: Some("land.01".to_owned()),
            dimensions: vec![DimensionRow {
                dimension: Dimension::Motive,
                rating: Rating::Favourable,
                why: "示例".to_owned(),
                evidence: vec!["1".to_owned()],
                tried: Some("示例".to_owned()),
            }],
        })
    })
};

pub(super) fn decide(case: &Case, command: Find, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked(case, facts))?;

    Ok(vec![Event::Found(Found {
        official: command.official,
        distinctions: command.distinctions.into_iter().map(DistinctionRow::found).collect(),
        bars: command.bars.into_iter().map(BarRow::found).collect(),
        lenience: command.lenience,
        circumstance: command.circumstance,
        dimensions: command.dimensions.into_iter().map(DimensionRow::found).collect(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.assigned.is_some(), || {
        Reason::new(&RULE, "尚未组成核实组，请先组成核实组。").remedy("assign")
    });

    missing.into_reasons()
}

impl DistinctionRow {
    fn found(self) -> DistinctionFound {
        let finding = Finding { why: self.why, evidence: self.evidence, tried: self.tried };
        DistinctionFound { distinction: self.distinction, side: self.side, finding }
    }
}

impl BarRow {
    fn found(self) -> BarFound {
        let finding = Finding { why: self.why, evidence: self.evidence, tried: self.tried };
        BarFound { bar: self.bar, standing: self.standing, article: self.article, finding }
    }
}

impl DimensionRow {
    fn found(self) -> DimensionFound {
        let finding = Finding { why: self.why, evidence: self.evidence, tried: self.tried };
        DimensionFound { dimension: self.dimension, rating: self.rating, finding }
    }
}
