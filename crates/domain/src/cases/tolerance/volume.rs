//! 案卷 — what lies in the file page by page, how long it is kept, and who put it together and who checked it.
//!
//! Source: mechanism §2 D5 (归档), §6, §8. The terms by result are a dated table and a 示范: the unit's own table of
//! terms (保管期限表) decides. 卷内目录 is written before 归档 and may be written anew until then; pages are counted
//! through. Who checks is another than who files. What becomes of the file when the term has passed is decided in
//! [`super::destruction`].

use serde::{Deserialize, Serialize};

use super::{Case, Event, gate};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    judgement::outcome::Group,
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    registers::settings::Settings,
    rule::{Force, Rule},
};

/// What a file holds is written down page by page.
pub static RULE: Rule = Rule {
    code: "D5.volume",
    phrase: "归档立卷",
    asks: "归档前编制卷内目录，逐页计数；立卷人和检查人不是同一人；保管期限按处理结果确定，到期日期当场算出。",
    source: "本单位设定（示范）",
    force: Force::Setting,
};

/// How long a file is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// 永久.
    Permanent,
    /// 定期, in years.
    Years(u32),
}

impl Term {
    /// `定期 30 年`.
    pub fn title(self) -> String {
        match self {
            Self::Permanent => "永久".to_owned(),
            Self::Years(years) => format!("定期 {years} 年"),
        }
    }

    /// The last day on which it must be kept. What is kept for good has the last day of the calendar.
    pub fn until(self, from: Day) -> Day {
        match self {
            Self::Permanent => from.plus_months(12 * 1_000),
            Self::Years(years) => from.plus_months(i64::from(years) * 12),
        }
    }
}

/// The terms that hold from a day on.
struct Terms {
    from: Day,
    /// Somebody remained accountable.
    accountable: Term,
    /// Determined and nobody remained accountable; `None` where the setting of the unit says.
    determined: Option<Term>,
    /// Ended without a determination: withdrawn, passed on, joined, a signal without grounds.
    undetermined: Term,
}

/// 保管期限表 (示范), the latest last.
static TERMS: &[Terms] = &[Terms {
    from: Day::constant(2020, 1, 1),
    accountable: Term::Permanent,
    determined: None,
    undetermined: Term::Years(10),
}];

/// The term of a file that is archived on a day.
pub(super) fn term(case: &Case, on: Day, settings: &Settings) -> Term {
    let Some(terms) = TERMS.iter().rev().find(|terms| terms.from <= on).or_else(|| TERMS.first()) else {
        return Term::Permanent;
    };
    let now = case.outcomes_now();
    if now.is_empty() {
        return terms.undetermined;
    }
    if now.iter().any(|one| one.group == Group::StillAccountable) {
        return terms.accountable;
    }
    terms.determined.unwrap_or(Term::Years(settings.retention_years))
}

/// A line of 卷内目录.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// 题名.
    pub title: String,
    /// 责任者.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// 文号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// 日期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<Day>,
    /// 页数.
    pub pages: u32,
}

/// 卷内目录 was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogued {
    /// In the order of the file.
    pub items: Vec<Item>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

impl Catalogued {
    /// Each line with its first and last page, counted through.
    pub fn paged(&self) -> impl Iterator<Item = (&Item, u32, u32)> {
        let mut last = 0;
        self.items.iter().map(move |item| {
            let first = last + 1;
            last += item.pages;
            (item, first, last)
        })
    }

    /// How many pages in all.
    pub fn pages(&self) -> u32 {
        self.items.iter().map(|item| item.pages).sum()
    }
}

/// Write 卷内目录.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// 卷内文件.
    pub items: Vec<Item>,
}

/// The most pages that one paper can have.
const MOST_PAGES: u32 = 5_000;

/// 编制卷内目录.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new(
        "items",
        "卷内文件（按排列顺序）",
        Input::List(&[
            Field::new("title", "题名", Input::Line),
            Field::new("author", "责任者", Input::Line).optional(),
            Field::new("number", "文号", Input::Line).optional(),
            Field::new("dated", "日期", Input::Day).optional(),
            Field::new("pages", "页数", Input::Count),
        ]),
    )],
    help: "已经按本案的文书列出题名和日期（文书多的，只列前40件），请逐件清点页数，补写责任者、文号和其他卷内文件；不在卷内的，清空那一行。\
           页号由系统连续计算。归档以前可以重新编制，以最后一次为准。",
    ..Action::new("catalogue", "编制卷内目录", &RULE, || {
        answers_of(&Catalogue {
            items: vec![Item {
                title: "核实报告".to_owned(),
                author: Some("核实组".to_owned()),
                number: Some("青纪核〔2026〕3号".to_owned()),
                dated: Day::parse("2026-03-04"),
                pages: 12,
            }],
        })
    })
};

pub(super) fn blocked(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let over = case.closed.is_some()
        || case.ended()
        || case.transferred.is_some()
        || (case.applied.is_none() && case.signal_concluded.is_some());
    missing.unless(over, || {
        Reason::new(&RULE, "本案还没有办结，卷内文件还会增加；请先办结，再编制卷内目录。").remedy("close")
    });
    missing.into_reasons()
}

pub(super) fn decide(case: &Case, command: Catalogue, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    missing
        .unless(!command.items.is_empty(), || Reason::new(&RULE, "卷内目录至少要有一份文件。").at("items"));
    for (at, item) in command.items.iter().enumerate() {
        missing.unless((1..=MOST_PAGES).contains(&item.pages), || {
            let says =
                format!("第 {} 份“{}”的页数应当在 1 到 {MOST_PAGES} 之间，请核对。", at + 1, item.title);
            Reason::new(&RULE, says).at("items")
        });
    }
    missing.settle()?;
    Ok(vec![Event::Catalogued(Catalogued {
        items: command.items,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// Notes where whoever checks the file may not.
pub(super) fn checked(case: &Case, checker: &PersonId, facts: &Facts, missing: &mut Missing) {
    missing.unless(checker != facts.acting(), || {
        Reason::new(&RULE, "检查人不能是立卷人本人，请另请一人检查。").at("checker")
    });
    missing.unless(!case.concerns(checker), || {
        Reason::new(&RULE, "当事人不能检查自己的案卷，请另请一人检查。").at("checker")
    });
    if let Some(ground) = super::recusal::excluded(case, facts, checker) {
        let says = format!("所选的检查人{}，应当回避，请另请一人检查。", ground.title());
        missing.add(Reason::new(&super::recusal::RULE, says).at("checker"));
    }
}

/// 案卷号: what stands on the paper file, else the next of the series.
pub(super) fn number(facts: &Facts) -> Option<String> {
    let (year, ..) = facts.acted_on().parts();
    facts.number.map(|number| format!("卷〔{year}〕{number}号"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Term;
    use crate::cases::tolerance::{
        Command,
        testing::{Scene, before, command},
    };

    fn listed(pages: &[u32]) -> Command {
        let items: Vec<Value> =
            pages.iter().map(|pages| json!({ "title": "核实报告", "pages": pages })).collect();
        command("catalogue", json!({ "items": items }))
    }

    #[test]
    fn pages_are_counted_through_and_a_list_may_be_written_anew() {
        let scene = before("archive").by("fang").after(listed(&[3, 1, 12]));
        let paged: Vec<_> =
            scene.case.catalogued.as_ref().unwrap().paged().map(|(_, first, last)| (first, last)).collect();
        assert_eq!(paged, [(1, 3), (4, 4), (5, 16)]);
        assert_eq!(scene.after(listed(&[2])).case.catalogued.unwrap().pages(), 2);
    }

    #[test]
    fn a_list_has_papers_with_pages_and_comes_after_closing() {
        let scene = before("archive").by("fang");
        scene.when(listed(&[])).refused_with(["D5.volume"]);
        scene.when(listed(&[3, 0])).refused_with(["D5.volume"]);
        scene.when(listed(&[5_001])).refused_with(["D5.volume"]);
        before("close").by("fang").when(listed(&[1])).refused_with(["D5.volume"]);
    }

    /// Withdrawn: nothing was determined.
    fn withdrawn() -> Scene {
        before("archive").by("fang").altered(|case| {
            case.determined = None;
            case.withdrawn = Some(crate::cases::tolerance::withdrawal::Withdrawn {
                by: "zhou".into(),
                on: super::Day::constant(2026, 5, 4),
            });
        })
    }

    #[test]
    fn whoever_files_does_not_check_and_the_term_follows_from_the_result() {
        let scene = withdrawn();
        scene.when(command("archive", json!({ "checker": "fang" }))).refused_with(["D5.volume"]);
        scene.when(command("archive", json!({ "checker": "zhou" }))).refused_by("D5.volume");
        let done = scene.after(command("archive", json!({ "checker": "wen", "volume": "2026-17" })));
        let archived = done.case.archived.unwrap();
        assert_eq!((archived.term, archived.checked_by), (Some(Term::Years(10)), Some("wen".into())));
        assert_eq!(Term::Permanent.title(), "永久");
    }
}
