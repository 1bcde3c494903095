//! 逐人认定事实 — distinctions, hard bars, lenience and five dimensions for each official, with evidence (D1,
//! S2, S3, J1, J2).
//!
//! Source: the article, 完善判定标准; mechanism §2. Each finding cites evidence or says 查无证据 with what was
//! tried; setting a bar and lifting one both need evidence. What is still open blocks the report. Not decided
//! here: the outcome (`proposed_outcome`).

mod offered;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use self::offered::OfferedPrecedent;
use super::{
    Case, Event,
    acceptance::InHand,
    admission::unreported,
    assignment::by_the_team,
    evidence::{FINDING_RULE, exists, founded},
    gate, governing_text,
    investigation_entry::concerned,
    notice,
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    judgement::{
        distinctions::{self, Distinction, DistinctionFound, Side},
        five_dimensions::{Dimension, DimensionFound, Finding, RULE, Rating},
        hard_bars::{self, BarFound, HardBar, Standing},
        leniences::{self, Lenience},
    },
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
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
    /// What the search offered before, the best first; whether one was taken is `circumstance` (decision 0045).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<String>,
    /// The precedents that were offered with them, the best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered_precedents: Vec<OfferedPrecedent>,
    /// The one of them that was taken to compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precedent: Option<String>,
    /// The text of the circumstance with which it was found (S1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<governing_text::PinnedText>,
    /// 五个方面.
    pub dimensions: Vec<DimensionFound>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// How many circumstances a search offers at most.
pub const MOST_OFFERED: usize = 10;

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

pub(super) const DISTINCTION_ROW_FIELDS: &[Field] = &[
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

pub(super) const BAR_ROW_FIELDS: &[Field] = &[
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
    /// 查找时列出的情形.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<String>,
    /// 查找时列出的案例.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered_precedents: Vec<OfferedPrecedent>,
    /// 比照的案例.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precedent: Option<String>,
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
        Field::new("offered", "查找时列出的情形", Input::Picks("circumstances"))
            .hint("由适用情形查找带入，最相符的在前")
            .optional(),
        offered::OFFERED,
        offered::TAKEN,
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
            offered: vec!["land.01".to_owned()],
            offered_precedents: vec![OfferedPrecedent {
                key: "示例".to_owned(), title: "示例".to_owned()
            }],
            precedent: Some("示例".to_owned()),
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
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    concerned(case, &command.official, &mut missing);
    let mut found = Found {
        distinctions: command.distinctions.into_iter().map(DistinctionRow::found).collect(),
        bars: command.bars.into_iter().map(BarRow::found).collect(),
        lenience: command.lenience,
        circumstance: command.circumstance,
        offered: command.offered,
        offered_precedents: command.offered_precedents,
        precedent: command.precedent,
        text: None,
        dimensions: command.dimensions.into_iter().map(DimensionRow::found).collect(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
        official: command.official,
    };
    for (field, _, finding) in every(&found) {
        exists(case, &finding.evidence, field, &mut missing);
    }
    once(&found, &mut missing);
    for bar in &found.bars {
        no_club(bar, case.bars_set.contains(&(found.official.clone(), bar.bar)), &mut missing);
    }
    for (_, bar) in case.bars_set.iter().filter(|(official, _)| *official == found.official) {
        missing.unless(found.bars.iter().any(|found| found.bar == *bar), || {
            let says = format!("此前已认定当事人{}，须写明是否仍然存在，请补填这一行。", bar.title());
            Reason::new(&hard_bars::RULE, says).at("bars")
        });
    }
    notice::newly_against(case, &found, &mut missing);
    offered::only_known(&found.offered, facts, &mut missing);
    offered::only_offered(&found, &mut missing);
    if let Some(code) = &found.circumstance {
        let (then, now) = governing_text::both(case, code, &facts.policy);
        missing.unless(then.is_some() || now.is_some(), || {
            let says = format!("清单中没有编号为“{code}”的情形，请从清单中选择。");
            Reason::new(&leniences::RULE, says).at("circumstance")
        });
        found.text = governing_text::pinned(case, &found.official, code, &facts.policy, &mut missing);
    }
    missing.settle()?;
    Ok(vec![Event::Found(found)])
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(InHand::of(case));
    by_the_team(case, facts, &mut missing);
    unreported(case, &RULE, &mut missing);
    missing.into_reasons()
}

/// Every finding, with its field and what it is about.
fn every(found: &Found) -> impl Iterator<Item = (&'static str, &'static str, &Finding)> {
    let distinctions = found.distinctions.iter().map(|d| ("distinctions", d.distinction.title(), &d.finding));
    let bars = found.bars.iter().map(|b| ("bars", b.bar.title(), &b.finding));
    let dimensions = found.dimensions.iter().map(|d| ("dimensions", d.dimension.title(), &d.finding));
    distinctions.chain(bars).chain(dimensions)
}

fn once(found: &Found, missing: &mut Missing) {
    let mut seen = BTreeSet::new();
    for (field, about, _) in every(found) {
        missing.unless(seen.insert(about), || {
            Reason::new(&RULE, format!("“{about}”填写了两次，请删去一行。")).at(field)
        });
    }
}

/// S2: setting a bar and lifting one both need article and evidence, so that a bar does not become a club.
fn no_club(bar: &BarFound, stood: bool, missing: &mut Missing) {
    let title = bar.bar.title();
    if bar.standing == Standing::Present {
        missing.unless(bar.article.is_some(), || {
            let says = format!("认定当事人{title}的，须写明违反的条款，请补填。");
            Reason::new(&hard_bars::RULE, says).at("bars")
        });
        missing.unless(!bar.finding.evidence.is_empty(), || {
            let says = format!("认定当事人{title}的，须引用证据，不能只写查无证据，请补填。");
            Reason::new(&hard_bars::RULE, says).at("bars")
        });
    }
    missing.unless(!stood || bar.standing == Standing::Present || !bar.finding.evidence.is_empty(), || {
        let says = format!("此前已认定当事人{title}，改为不存在须引用证据，请补填。");
        Reason::new(&hard_bars::RULE, says).at("bars")
    });
}

/// J2, J1, D1, S2: every official was looked at in every respect, and every finding rests on evidence.
///
/// # Errors
/// Everything open, for every official.
pub(super) fn complete(case: &Case) -> Result<(), Vec<Reason>> {
    let mut missing = Missing::new();
    for (at, official) in case.officials().enumerate() {
        let nth = at + 1;
        let Some(found) = case.found.get(official) else {
            let says = format!("第{nth}名当事人尚未记录核实认定，请先记录。");
            missing.add(Reason::new(&FINDING_RULE, says).remedy("find"));
            continue;
        };
        let open = |about: &str| format!("第{nth}名当事人尚未认定“{about}”，请补充核实认定。");
        for distinction in Distinction::ALL {
            missing.unless(found.distinctions.iter().any(|d| d.distinction == *distinction), || {
                Reason::new(&distinctions::RULE, open(distinction.title())).remedy("find")
            });
        }
        for bar in HardBar::ALL {
            missing.unless(found.bars.iter().any(|b| b.bar == *bar), || {
                Reason::new(&hard_bars::RULE, open(bar.title())).remedy("find")
            });
        }
        for dimension in Dimension::ALL {
            missing.unless(found.dimensions.iter().any(|d| d.dimension == *dimension), || {
                Reason::new(&RULE, open(dimension.title())).remedy("find")
            });
        }
        for (_, about, finding) in every(found) {
            missing.unless(founded(case, finding), || {
                let says = format!(
                    "第{nth}名当事人的“{about}”没有引用证据，也没有写明查无证据时做过的查证，请补充。"
                );
                Reason::new(&FINDING_RULE, says).remedy("find")
            });
        }
    }
    gate(missing.into_reasons())
}

impl DistinctionRow {
    pub(super) fn found(self) -> DistinctionFound {
        let finding = Finding { why: self.why, evidence: self.evidence, tried: self.tried };
        DistinctionFound { distinction: self.distinction, side: self.side, finding }
    }
}

impl BarRow {
    pub(super) fn found(self) -> BarFound {
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

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::{
        Command,
        testing::{before, clear_findings, command, straightly, without},
    };
    use serde_json::{Value, json};

    pub(super) fn find_with(change: impl FnOnce(&mut Value)) -> Command {
        let mut answers = clear_findings("zhou");
        change(&mut answers);
        command("find", answers)
    }

    #[test]
    fn evidence_that_is_cited_must_exist() {
        before("find")
            .when(find_with(|answers| answers["bars"][0]["evidence"] = json!(["7"])))
            .refused_with(["J2"]);
    }

    #[test]
    fn a_bar_needs_article_and_evidence_to_be_set_and_evidence_to_be_lifted() {
        let set = |article: Value, evidence: Value| {
            find_with(move |answers| {
                answers["bars"][0]["standing"] = json!("present");
                answers["bars"][0]["article"] = article;
                answers["bars"][0]["evidence"] = evidence;
                answers["bars"][0]["tried"] = json!("查询");
            })
        };
        before("find").when(set(Value::Null, json!(["1"]))).refused_with(["S2"]);
        before("find").when(set(json!("第五十条"), json!([]))).refused_with(["S2"]);
        let stands = before("find").after(set(json!("第五十条"), json!(["1"])));
        let lift = |evidence: Value| {
            find_with(move |answers| {
                answers["bars"][0]["evidence"] = evidence;
                answers["bars"][0]["tried"] = json!("查询");
            })
        };
        stands.when(lift(json!([]))).refused_with(["S2"]);
        stands.when(lift(json!(["1"]))).done();
    }

    #[test]
    fn a_finding_without_evidence_blocks_the_report_unless_it_says_what_was_tried() {
        let bare = |tried: Value| {
            let scene = without(&["find"], "set_baseline");
            let scene = scene.after(find_with(move |answers| {
                answers["dimensions"][2]["evidence"] = json!([]);
                answers["dimensions"][2]["tried"] = tried;
            }));
            scene
                .after(straightly("set_baseline"))
                .after(straightly("propose_outcome"))
                .on("2026-03-16")
                .after(straightly("notify"))
                .after(straightly("defend"))
                .after(straightly("answer_defence"))
        };
        bare(Value::Null).when(straightly("report")).refused_with(["J2"]);
        bare(json!("调阅全部档案，没有记载")).when(straightly("report")).done();
    }

    #[test]
    fn the_report_waits_until_every_question_was_answered() {
        let scene = without(&["find"], "set_baseline")
            .after(find_with(|answers| {
                answers["dimensions"].as_array_mut().unwrap().remove(4);
            }))
            .after(straightly("set_baseline"))
            .after(straightly("propose_outcome"))
            .on("2026-03-16")
            .after(straightly("notify"))
            .after(straightly("defend"))
            .after(straightly("answer_defence"));
        let refusal = scene.when(straightly("report")).refused_with(["J1"]);
        assert!(refusal.reasons[0].says.contains("后果影响"), "{refusal}");
    }

    #[test]
    fn what_the_search_offered_is_kept_and_can_only_be_of_the_checklist() {
        let offered = |codes: Value| find_with(move |answers| answers["offered"] = codes);
        before("find").when(offered(json!(["land.99"]))).refused_with(["S3"]);
        let many: Vec<_> = (0..11).map(|_| "land.01").collect();
        before("find").when(offered(json!(many))).refused_with(["S3"]);
        let kept = before("find").after(offered(json!(["land.01"])));
        assert_eq!(kept.case.found[&"zhou".into()].offered, ["land.01"]);
    }

    #[test]
    fn the_same_question_is_not_answered_twice() {
        let doubled = find_with(|answers| {
            let first = answers["bars"][0].clone();
            answers["bars"].as_array_mut().unwrap().push(first);
        });
        before("find").when(doubled).refused_with(["J1"]);
    }
}
