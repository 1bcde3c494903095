//! 编制 · 重新统计 — the figures of a month or a quarter, counted by the program (G9).
//!
//! Source: mechanism §3 G9. There is one table for each period. The period must be over: what is counted does not
//! grow any more, except by acts dated back from paper, for which it can be counted anew until it is signed. What is
//! counted is the cases' own matter ([`crate::kind::Kind::counts`]).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Event, RULE, Table, unlocked};
use crate::{
    day::Day,
    facts::{Facts, Figure},
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, answers_of},
    people::{Role, words},
    refusal::{Missing, Reason, Refusal},
};

words! {
    /// How long a table reaches.
    Period {
        /// 月报.
        Month = "month" "月报",
        /// 季报.
        Quarter = "quarter" "季报",
    }
}

/// Figures, and as of when they were counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Each figure with the cases behind it.
    pub figures: Vec<Figure>,
    /// How many leaves the ledger had.
    pub height: u64,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The table was drafted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    /// `报〔2026〕4号`.
    pub number: String,
    /// `2026年3月容错纠错备案月报`.
    pub title: String,
    /// Month or quarter.
    pub period: Period,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// The figures.
    pub counted: Counted,
}

/// The figures were counted anew before the signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recounted {
    /// The figures.
    pub counted: Counted,
}

/// Draft a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// 月报还是季报.
    pub period: Period,
    /// 年份.
    pub year: u32,
    /// 第几月或者第几季度.
    pub nth: u32,
}

/// Count anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recount {}

/// 编制备案报表.
pub const DRAFT: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("period", "报表", Input::Choice(Period::CHOICES)),
        Field::new("year", "年份", Input::Count),
        Field::new("nth", "第几月或者第几季度", Input::Count).hint("月报填 1 至 12，季报填 1 至 4"),
    ],
    opens: true,
    series: Some("报"),
    help: "数字由系统从案件统计，不用填写；期间结束后编制。",
    ..Action::new("draft", "编制备案报表", &RULE, || {
        answers_of(&Draft { period: Period::Month, year: 2026, nth: 3 })
    })
};

/// 重新统计.
pub const RECOUNT: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[],
    help: "签发之前补录了纸面材料的，重新统计一次。",
    ..Action::new("recount", "重新统计", &RULE, || answers_of(&Recount {}))
};

impl Draft {
    /// First and last day; `None` where there is no such month or quarter.
    fn days(&self) -> Option<(Day, Day)> {
        let months: u32 = match self.period {
            Period::Month => 1,
            Period::Quarter => 3,
        };
        let year = i32::try_from(self.year).ok().filter(|year| (2000..=2999).contains(year))?;
        let first = self.nth.checked_sub(1)?.checked_mul(months)?.checked_add(1)?;
        if first > 12 {
            return None;
        }
        let from = Day::parse(&format!("{year:04}-{first:02}-01"))?;
        Some((from, from.plus_months(i64::from(months)).plus(-1)))
    }

    fn title(&self) -> String {
        let Self { year, nth, .. } = self;
        match self.period {
            Period::Month => format!("{year}年{nth}月容错纠错备案月报"),
            Period::Quarter => format!("{year}年第{nth}季度容错纠错备案季报"),
        }
    }
}

/// The days that are counted for this act.
pub(super) fn counts_over(table: &Table, action: &str, answers: &Value) -> Option<(Day, Day)> {
    match action {
        "draft" => serde_json::from_value::<Draft>(answers.clone()).ok()?.days(),
        "recount" => table.drafted.as_ref().map(|drafted| (drafted.from, drafted.until)),
        _ => None,
    }
}

fn counted(facts: &Facts) -> Counted {
    Counted {
        figures: facts.figures.clone(),
        height: facts.height,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    }
}

pub(super) fn decide_draft(table: &Table, command: Draft, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    for reason in blocked_draft(table, facts) {
        missing.add(reason);
    }
    let days = command.days();
    let (from, until) = days.unwrap_or((facts.today, facts.today));
    missing.unless(days.is_some(), || {
        Reason::new(&RULE, "没有这一期：月报填 1 至 12，季报填 1 至 4，年份填四位数字，请更正。").at("nth")
    });
    missing.unless(days.is_none() || until < facts.today, || {
        let says = format!("这一期到{}才结束，请在结束以后编制。", until.words());
        Reason::new(&RULE, says).at("nth")
    });
    let title = command.title();
    missing.unless(!facts.titles.contains(&title), || {
        Reason::new(&RULE, format!("“{title}”已经编制，请打开已有的报表办理；有错的用更正单。")).at("nth")
    });
    missing.unless(facts.number.is_some(), || Reason::new(&RULE, "没有取得编号，请重新提交。"));
    missing.settle()?;
    let (year, _, _) = facts.today.parts();
    Ok(vec![Event::Drafted(Drafted {
        number: format!("报〔{year}〕{}号", facts.number.unwrap_or_default()),
        title,
        period: command.period,
        from,
        until,
        counted: counted(facts),
    })])
}

pub(super) fn blocked_draft(table: &Table, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(table.drafted.is_none(), || Reason::new(&RULE, "这份报表已经编制，不必再次编制。"));
    missing.into_reasons()
}

pub(super) fn decide_recount(
    table: &Table,
    Recount {}: Recount,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_recount(table, facts))?;
    Ok(vec![Event::Recounted(Recounted { counted: counted(facts) })])
}

pub(super) fn blocked_recount(table: &Table, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing
        .unless(table.drafted.is_some(), || Reason::new(&RULE, "报表还没有编制，请先编制。").remedy("draft"));
    unlocked(table, &mut missing);
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use super::super::{Table, testing::*};
    use crate::people::Role;
    use serde_json::json;

    #[test]
    fn a_table_is_drafted_once_for_a_period_that_is_over() {
        let by = facts("fang", Role::CaseManagement, "2026-04-02");
        let table = drafted();
        let made = table.drafted.clone().unwrap();
        assert_eq!(
            (made.title.as_str(), made.number.as_str()),
            ("2026年3月容错纠错备案月报", "报〔2026〕4号")
        );
        assert_eq!((made.from, made.until), (day("2026-03-01"), day("2026-03-31")));
        assert_eq!(table.counted.unwrap().figures[1].value, 3);
        let draft = |period: &str, nth: u32| {
            ask(&Table::default(), "draft", &json!({ "period": period, "year": 2026, "nth": nth }), &by)
        };
        for (period, nth) in [("month", 4), ("month", 13), ("month", 0), ("quarter", 5), ("quarter", 2)] {
            assert_eq!(draft(period, nth).unwrap_err(), ["G9.table"], "{period} {nth}");
        }
        assert_eq!(draft("quarter", 1).unwrap().drafted.unwrap().until, day("2026-03-31"));
        let mut again = by.clone();
        again.titles.push(made.title);
        let month = json!({ "period": "month", "year": 2026, "nth": 3 });
        assert_eq!(ask(&Table::default(), "draft", &month, &again).unwrap_err(), ["G9.table"]);
    }

    #[test]
    fn it_is_counted_anew_until_it_is_signed() {
        let mut more = facts("fang", Role::CaseManagement, "2026-04-03");
        more.figures[0].value = 7;
        let again = ask(&drafted(), "recount", &json!({}), &more).unwrap();
        assert_eq!(again.counted.unwrap().figures[0].value, 7);
        assert_eq!(ask(&signed(), "recount", &json!({}), &more).unwrap_err(), ["G9.table"]);
    }
}
