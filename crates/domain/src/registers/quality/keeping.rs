//! 案件质量评查 by forms: drawn and handed out by 案管, reviewed by somebody who took no part in the case, told, put right.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Drawn, Grade, Mark, Period, PointFound, PutRight, QualityEvent, QualityRound, Review, Reviewed, Sampling,
    Span, Taken, Told, Way,
    drawing::{RULE, draw},
    shown,
};
use crate::{
    day::{Day, Moment},
    form::{Field, Input},
    ids::PersonId,
    kind::Failure,
    people::Role,
    refusal::{Missing, Reason, Refusal},
    registers::keeping::{Act, Keep, Keeping, at, typed},
    rule::{Force, Rule},
    sheet::{Block, Say},
};

/// Whoever took part in a case does not review it.
pub static NO_PART: Rule = Rule {
    code: "D4.reviewer",
    phrase: "评查人未参与办案",
    asks: "评查人不得是该案的承办、会商、审理、审批人员或者当事人、申请人，也不得在该案中办过任何一步；应当回避的不得评查。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Who draws, hands out, tells and signs off.
pub const DRAWS: &[Role] = &[Role::CaseManagement];
/// Who may be asked to review.
pub const REVIEWS: &[Role] = &[
    Role::CaseManagement,
    Role::CaseOfficer,
    Role::TeamLeader,
    Role::DivisionHead,
    Role::ReviewOfficer,
    Role::Leader,
    Role::PrincipalLeader,
];

/// What a draw is made from: the program finds it, nobody types it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lots {
    /// The root of the first checkpoint after the period; none while there is none.
    pub seed: Option<(String, u64, Moment)>,
    /// The cases closed in the period.
    pub closed: Vec<Taken>,
    /// How much is drawn and what is asked.
    pub sampling: Sampling,
}

/// What stands for and against a reviewer in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fitness {
    /// May open the case as an officer, by the own role.
    pub sees: bool,
    /// Belongs to the case, or did something in it.
    pub took_part: bool,
}

const CASE: Field = Field::new("number", "案件", Input::Pick("drawn"));
const DRAW: &[Field] = &[
    Field::new("year", "年份", Input::Count).hint("如 2026。"),
    Field::new("span", "期间", Input::Choice(Span::CHOICES)).hint("期间过完才能抽取，每个期间只抽一次。"),
];
const POINT: &[Field] = &[
    Field::new("point", "评查要点", Input::Pick("points")),
    Field::new("mark", "结果", Input::Choice(Mark::CHOICES)),
    Field::new("note", "说明", Input::Line).optional(),
];
const REVIEW: &[Field] = &[
    CASE,
    Field::new("points", "逐项评查", Input::List(POINT)).hint("每个要点一行；有瑕疵、不符合的写明说明。"),
    Field::new("grade", "评查结果", Input::Choice(Grade::CHOICES)),
    Field::new("says", "评查意见", Input::Text),
    Field::new("put_right", "需要整改的", Input::Text).hint("有不符合的必须填写。").optional(),
    Field::new("by_day", "整改期限", Input::Day).optional(),
];

#[derive(Deserialize)]
struct Draw {
    year: i64,
    span: Span,
}

impl Draw {
    fn period(&self) -> Option<Period> {
        let period = Period { year: i16::try_from(self.year).ok()?, span: self.span };
        period.days().filter(|_| (2000..=2199).contains(&period.year)).map(|_| period)
    }
}

#[derive(Deserialize)]
struct Assign {
    number: String,
    reviewer: PersonId,
}

#[derive(Deserialize)]
struct ReviewSheet {
    number: String,
    points: Vec<PointFound>,
    grade: Grade,
    says: String,
    put_right: Option<String>,
    by_day: Option<Day>,
}

#[derive(Deserialize)]
struct Tell {
    number: String,
    to: PersonId,
    way: Way,
    on: Day,
}

#[derive(Deserialize)]
struct Done {
    number: String,
    says: String,
}

/// The period that the answers of a draw name; none where there is no such year.
pub fn period_of(answers: &Value) -> Option<Period> {
    serde_json::from_value::<Draw>(answers.clone()).ok()?.period()
}

impl QualityRound {
    fn of_number(&self, number: &str) -> Result<&Review, Failure> {
        let found = self.reviews.iter().find(|review| review.taken.number == number);
        found
            .ok_or_else(|| Refusal::one(&RULE, "这件案件不在本期抽中的案件里，请从列出的案件中选择。").into())
    }

    fn drawing(answers: Value, keeping: &Keeping) -> Result<Vec<QualityEvent>, Failure> {
        let asked: Draw = typed(answers)?;
        let Some((period, (_, until))) = asked.period().and_then(|period| Some((period, period.days()?)))
        else {
            let mut missing = Missing::new();
            missing.add(at("year", "年份不对，请填写四位数的年份，如 2026。"));
            return missing.settle().map(|()| Vec::new()).map_err(Into::into);
        };
        let lots = keeping.lots.as_deref();
        let closed = lots.map_or(&[][..], |lots| &lots.closed);
        let mut missing = Missing::new();
        missing.unless(until < keeping.today, || {
            at("span", format!("{}到{}才结束，过完以后才能抽取。", period.words(), until.words()))
        });
        let seed = lots.and_then(|lots| lots.seed.as_ref());
        missing.unless(until >= keeping.today || seed.is_some(), || {
            Reason::new(&RULE, "这一期间结束以后账本还没有新的封存，种子还没有产生。请等下一次封存后再抽取。")
        });
        missing.unless(until >= keeping.today || !closed.is_empty(), || {
            at("span", format!("{}没有办结的案件，没有可以抽取的。", period.words()))
        });
        missing.settle()?;
        let (Some(lots), Some((seed, size, sealed_at))) = (lots, seed) else { return Ok(Vec::new()) };
        let mut numbers: Vec<&str> = closed.iter().map(|taken| taken.number.as_str()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let drawn = draw(seed, &numbers, lots.sampling.percent);
        let taken = |number: &&str| closed.iter().find(|taken| taken.number == **number).cloned();
        Ok(vec![QualityEvent::Drawn(Drawn {
            period,
            seed: seed.clone(),
            size: *size,
            sealed_at: *sealed_at,
            percent: lots.sampling.percent,
            drawn: drawn.iter().filter_map(taken).collect(),
            population: numbers.into_iter().map(str::to_owned).collect(),
            points: lots.sampling.points.clone(),
            on: keeping.today,
        })])
    }

    fn assigning(&self, answers: Value, keeping: &Keeping) -> Result<Vec<QualityEvent>, Failure> {
        let Assign { number, reviewer } = typed(answers)?;
        let review = self.of_number(&number)?;
        let mut missing = Missing::new();
        missing.unless(review.reviewed.is_none(), || at("number", "这件案件已经评查，不能再换评查人。"));
        let fitness = keeping.fitness.unwrap_or(Fitness { sees: false, took_part: true });
        missing.unless(!fitness.took_part, || {
            Reason::new(
                &NO_PART,
                "这位同志参加过该案的办理，或者是该案的当事人、申请人，请换一位没有参加过的。",
            )
            .at("reviewer")
        });
        missing.unless(fitness.sees || fitness.took_part, || {
            let says = "这位同志的角色看不到这件案件，或者应当回避，不能评查。请换一位能查看该案的同志。";
            Reason::new(&NO_PART, says).at("reviewer")
        });
        missing.settle()?;
        Ok(vec![QualityEvent::Assigned { number, reviewer, on: keeping.today }])
    }

    fn reviewing(&self, answers: Value, keeping: &Keeping) -> Result<Vec<QualityEvent>, Failure> {
        let sheet: ReviewSheet = typed(answers)?;
        let review = self.of_number(&sheet.number)?;
        if review.reviewer.as_ref() != Some(&keeping.by) {
            let says = "这件案件指定了别人评查，或者还没有指定评查人。由指定的评查人填写评查表。";
            return Err(Refusal::one(&NO_PART, says).into());
        }
        let mut missing = Missing::new();
        missing.unless(review.told.is_empty(), || at("number", "评查结果已经反馈，不能再改。"));
        let asked = self.drawn.iter().flat_map(|drawn| &drawn.points);
        for point in asked {
            let answered = sheet.points.iter().filter(|found| found.point == *point).count();
            missing
                .unless(answered == 1, || at("points", format!("“{point}”要填写一行，现有 {answered} 行。")));
        }
        for found in &sheet.points {
            let wants = matches!(found.mark, Mark::Flawed | Mark::NotMet);
            missing.unless(!wants || found.note.is_some(), || {
                at("points", format!("“{}”选了“{}”，请写明说明。", found.point, found.mark.title()))
            });
        }
        let not_met = sheet.points.iter().any(|found| found.mark == Mark::NotMet);
        missing.unless(!not_met || sheet.put_right.is_some(), || {
            at("put_right", "有不符合的要点，请写明需要整改什么。")
        });
        missing.unless(!not_met || sheet.grade != Grade::Excellent, || {
            at("grade", "有不符合的要点，评查结果不能是优秀。")
        });
        missing.unless(sheet.put_right.is_none() || sheet.by_day.is_some(), || {
            at("by_day", "需要整改的，请写明整改期限。")
        });
        missing.unless(sheet.by_day.is_none_or(|day| day >= keeping.today), || {
            at("by_day", "整改期限不能早于今天。")
        });
        missing.settle()?;
        Ok(vec![QualityEvent::Reviewed(Reviewed {
            number: sheet.number,
            points: sheet.points,
            grade: sheet.grade,
            says: sheet.says,
            put_right: sheet.put_right,
            by_day: sheet.by_day,
            by: keeping.by.clone(),
            on: keeping.today,
        })])
    }

    fn telling(&self, answers: Value, keeping: &Keeping) -> Result<Vec<QualityEvent>, Failure> {
        let Tell { number, to, way, on } = typed(answers)?;
        let review = self.of_number(&number)?;
        let mut missing = Missing::new();
        missing.unless(review.reviewed.is_some(), || at("number", "这件案件还没有评查，评查后再反馈。"));
        missing.unless(on <= keeping.today, || at("on", "反馈日期不能晚于今天。"));
        missing.settle()?;
        Ok(vec![QualityEvent::Told(Told { number, to, way, on })])
    }

    fn putting_right(&self, answers: Value, keeping: &Keeping) -> Result<Vec<QualityEvent>, Failure> {
        let Done { number, says } = typed(answers)?;
        let review = self.of_number(&number)?;
        let asked = review.reviewed.as_ref().and_then(|found| found.put_right.as_ref());
        let mut missing = Missing::new();
        missing.unless(asked.is_some(), || at("number", "这件案件没有需要整改的，不用登记。"));
        missing.unless(asked.is_none() || !review.told.is_empty(), || {
            at("number", "评查结果还没有反馈，先反馈，再登记整改。")
        });
        missing.settle()?;
        Ok(vec![QualityEvent::PutRight(PutRight { number, says, on: keeping.today })])
    }
}

impl Keep for QualityRound {
    const ACTS: &'static [Act] = &[
        Act::new(
            "draw",
            "抽取案件",
            DRAWS,
            DRAW,
            "从这一期间办结的全部案件中抽取。种子是期间结束后账本第一次封存的根值，事先没有人知道，也没有人能选；抽取后不能重抽。",
        )
        .opening(),
        Act::new(
            "assign",
            "指定评查人",
            DRAWS,
            &[CASE, Field::new("reviewer", "评查人", Input::Person)],
            "评查人要能查看该案，并且没有参加过该案的办理。系统按登记的经手记录核对。",
        ),
        Act::new(
            "review",
            "填写评查表",
            REVIEWS,
            REVIEW,
            "由指定的评查人填写。反馈以前可以重新填写，以最后一次为准，前几次留在历史里。",
        ),
        Act::new(
            "tell",
            "反馈评查结果",
            DRAWS,
            &[
                CASE,
                Field::new("to", "向谁反馈", Input::Person),
                Field::new("way", "方式", Input::Choice(Way::CHOICES)),
                Field::new("on", "日期", Input::Day),
            ],
            "向承办人和所在部门负责人反馈，可以分次登记。",
        ),
        Act::new(
            "put_right",
            "登记整改",
            DRAWS,
            &[CASE, Field::new("says", "怎样整改的", Input::Text).hint("写明做了什么、在哪里可以查到。")],
            "评查只指出办案中的问题，不改变认定；需要改变认定的，按异议复查或者撤销认定的规定办理。",
        ),
    ];

    fn exists(&self) -> bool {
        self.drawn.is_some()
    }

    fn fits(&self, act: &str, _today: Day) -> bool {
        let any = |fits: fn(&Review) -> bool| self.reviews.iter().any(fits);
        match act {
            "assign" => any(|review| review.reviewed.is_none()),
            "review" => any(|review| review.reviewer.is_some() && review.told.is_empty()),
            "tell" => any(|review| review.reviewed.is_some()),
            "put_right" => any(|review| review.standing() == "待整改"),
            _ => true,
        }
    }

    fn keep(&self, act: &str, answers: Value, keeping: &Keeping) -> Result<Vec<QualityEvent>, Failure> {
        match act {
            "draw" => Self::drawing(answers, keeping),
            "assign" => self.assigning(answers, keeping),
            "review" => self.reviewing(answers, keeping),
            "tell" => self.telling(answers, keeping),
            "put_right" => self.putting_right(answers, keeping),
            other => Err(Failure::UnknownAction(other.to_owned())),
        }
    }

    fn offers(&self, _today: Day) -> BTreeMap<&'static str, Vec<(String, Say)>> {
        let drawn = self.reviews.iter().map(|review| {
            let number = &review.taken.number;
            (number.clone(), Say::from(format!("{number}（{}）", review.standing())))
        });
        let points = self.drawn.iter().flat_map(|drawn| &drawn.points);
        BTreeMap::from([
            ("drawn", drawn.collect()),
            ("points", points.map(|point| (point.clone(), Say::from(point))).collect()),
        ])
    }

    fn current(&self, act: &str) -> Value {
        if act != "review" {
            return Value::Null;
        }
        let points = self.drawn.iter().flat_map(|drawn| &drawn.points);
        json!({ "points": points.map(|point| json!({ "point": point })).collect::<Vec<_>>() })
    }

    fn shown(&self, _today: Day) -> Vec<Block> {
        shown::blocks(self)
    }

    fn told(event: &QualityEvent) -> (&'static str, Say) {
        shown::told(event)
    }
}

#[cfg(test)]
mod tests;
