//! 借阅 — who takes an archived file, or papers of it, out of the archive; approved, with a day to return it.
//!
//! Source: mechanism §4 (归档), §8. The paper file is meant: pages of the program are seen by the access table alone,
//! and a borrowing gives nobody a right to them. Nobody concerned and nobody who must stand aside borrows (P8), and
//! nobody approves for himself. Not decided here: destroying a file ([`super::destruction`], which waits for its return).

use serde::{Deserialize, Serialize};

use super::{Case, Event, closing, gate, numbered, recusal};
use crate::{
    calendar::Calendar,
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, Offer, Task, Who, answers_of},
    people::{Role, words},
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
    sheet::{Doer, Say},
    time_limit::{Due, Limit, Unit},
};

words! {
    /// What is borrowed.
    Extent {
        /// The volume.
        Whole = "whole" "全卷",
        /// Some papers of it.
        Papers = "papers" "卷内部分文件",
    }
}

words! {
    /// Where a borrowing stands.
    Standing {
        /// 待批准.
        Asked = "asked" "待批准",
        /// 借出.
        Out = "out" "借出未还",
        /// 归还.
        Returned = "returned" "已归还",
        /// 不同意.
        Declined = "declined" "不同意借阅",
    }
}

/// An archived file is borrowed on approval, and given back by a day.
pub static RULE: Rule = Rule {
    code: "D5.borrow",
    phrase: "借阅登记",
    asks: "借阅案卷须经批准，写明借阅人、内容、用途和归还日期；当事人和应当回避的人不得借阅，借阅人不得批准自己借阅。",
    source: "本单位设定（示范）",
    force: Force::Setting,
};

/// Days for which a file may be out.
const LONGEST: i64 = 30;
/// The limit of returning, as the lists name it.
const LIMIT: &str = "tol.borrow";

/// Somebody wants to borrow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BorrowingAsked {
    /// From 1 in this case.
    pub number: u32,
    /// Who.
    pub borrower: PersonId,
    /// How much of it.
    pub extent: Extent,
    /// Which papers, where not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub papers: Option<String>,
    /// For what.
    pub purpose: String,
    /// By when it comes back.
    pub until: Day,
    /// Who entered it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A leader agreed, or did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BorrowingDecided {
    /// Which.
    pub number: u32,
    /// 同意.
    pub agreed: bool,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Who decided.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// It came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BorrowingReturned {
    /// Which.
    pub number: u32,
    /// When.
    pub returned_on: Day,
    /// Whether every page is there, unharmed.
    pub complete: bool,
    /// What is missing or harmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who took it in.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A borrowing with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Borrowing {
    /// What was asked.
    pub asked: BorrowingAsked,
    /// What was decided.
    pub decided: Option<BorrowingDecided>,
    /// How it came back.
    pub returned: Option<BorrowingReturned>,
}

impl Borrowing {
    /// Where it stands.
    pub fn standing(&self) -> Standing {
        match (&self.decided, &self.returned) {
            (None, _) => Standing::Asked,
            (Some(decided), _) if !decided.agreed => Standing::Declined,
            (Some(_), None) => Standing::Out,
            (Some(_), Some(_)) => Standing::Returned,
        }
    }

    /// What is out, in words.
    pub(super) fn what(&self) -> String {
        let papers = self.asked.papers.as_ref().map(|papers| format!("：{papers}")).unwrap_or_default();
        format!("{}{papers}", self.asked.extent.title())
    }
}

/// Ask to borrow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskBorrowing {
    /// 借阅人.
    pub borrower: PersonId,
    /// 借阅范围.
    pub extent: Extent,
    /// 哪些文件.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub papers: Option<String>,
    /// 用途.
    pub purpose: String,
    /// 归还日期.
    pub until: Day,
}

/// 登记借阅申请.
pub const ASK: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("borrower", "借阅人", Input::Person).hint("当事人和应当回避的人不得借阅。"),
        Field::new("extent", "借阅范围", Input::Choice(Extent::CHOICES)),
        Field::new("papers", "哪些文件", Input::Line)
            .hint("只借部分文件的，写明卷内目录的序号和题名。")
            .optional(),
        Field::new("purpose", "用途", Input::Line),
        Field::new("until", "归还日期", Input::Day).hint("最长 30 日（示范）。"),
    ],
    help: "登记的是纸质案卷的借阅；借阅登记不改变谁能在系统里看到本案。",
    ..Action::new("ask_borrowing", "登记借阅申请", &RULE, || {
        answers_of(&AskBorrowing {
            borrower: "lin".into(),
            extent: Extent::Papers,
            papers: Some("示例".to_owned()),
            purpose: "示例".to_owned(),
            until: Day::constant(2026, 3, 4),
        })
    })
};

/// Decide on a borrowing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideBorrowing {
    /// 借阅申请.
    pub borrowing: String,
    /// 是否同意.
    pub agreed: bool,
    /// 意见.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// 批准借阅.
pub const DECIDE: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("borrowing", "借阅申请", Input::Pick("borrowings_asked")),
        Field::new("agreed", "是否同意借阅", Input::YesNo),
        Field::new("words", "意见", Input::Text).hint("不同意的，写明理由。").optional(),
    ],
    ..Action::new("decide_borrowing", "审批借阅", &RULE, || {
        answers_of(&DecideBorrowing {
            borrowing: "1".to_owned(),
            agreed: true,
            words: Some("示例".to_owned()),
        })
    })
};

/// Enter that it came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnBorrowing {
    /// 借出的案卷.
    pub borrowing: String,
    /// 归还日期.
    pub returned_on: Day,
    /// 是否完整.
    pub complete: bool,
    /// 说明.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// 登记归还.
pub const RETURN: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("borrowing", "借出的案卷", Input::Pick("borrowings_out")),
        Field::new("returned_on", "实际归还日期", Input::Day),
        Field::new("complete", "逐页核对，是否完整无损", Input::YesNo),
        Field::new("note", "说明", Input::Text).hint("缺页、损坏的，写明是哪一份、哪一页。").optional(),
    ],
    ..Action::new("return_borrowing", "登记归还", &RULE, || {
        answers_of(&ReturnBorrowing {
            borrowing: "1".to_owned(),
            returned_on: Day::constant(2026, 3, 4),
            complete: true,
            note: Some("示例".to_owned()),
        })
    })
};

/// Acts in an archived case.
pub(super) const AFTER_ARCHIVE: [&str; 3] = [ASK.name, DECIDE.name, RETURN.name];

fn of(case: &Case, standing: Standing) -> impl Iterator<Item = &Borrowing> {
    case.borrowings.iter().filter(move |one| one.standing() == standing)
}

fn picked<'a>(case: &'a Case, number: &str, standing: Standing) -> Option<&'a Borrowing> {
    of(case, standing).find(|one| one.asked.number.to_string() == number)
}

/// What may be picked of those that stand so.
pub(super) fn offers(case: &Case, standing: Standing) -> Vec<Offer> {
    let label = |one: &Borrowing| {
        let asked = &one.asked;
        let until = format!("，{}，{}前归还", one.what(), asked.until.words());
        Say::from(format!("第{}次，", asked.number)).and(&asked.borrower).and(until)
    };
    of(case, standing).map(|one| Offer { value: one.asked.number.to_string(), label: label(one) }).collect()
}

/// Whom a decision may look at.
pub(super) fn knows(case: &Case) -> impl Iterator<Item = Who> {
    case.borrowings.iter().map(|one| Who::Person(one.asked.borrower.clone()))
}

/// A file that is out is not destroyed.
pub(super) fn out(case: &Case) -> Option<Reason> {
    let one = of(case, Standing::Out).next()?;
    let says = format!("案卷还借在外面（第{}次借阅），请先收回并登记归还。", one.asked.number);
    Some(Reason::new(&RULE, says).remedy(RETURN.name))
}

pub(super) fn blocked_ask(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.archived.is_some(), || {
        Reason::new(&RULE, "本案还没有归档，归档以后才登记借阅。").remedy(closing::ARCHIVE.name)
    });
    missing.unless(case.destroyed.is_none(), || Reason::new(&RULE, "本案的案卷已经销毁，不能借阅。"));
    missing.into_reasons()
}

pub(super) fn decide_ask(case: &Case, command: AskBorrowing, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_ask(case, facts)));
    may_borrow(case, &command.borrower, facts, &mut missing);
    let papers = command.papers.filter(|papers| !papers.trim().is_empty());
    missing.unless(command.extent == Extent::Whole || papers.is_some(), || {
        Reason::new(&RULE, "只借部分文件的，请写明是哪些文件。").at("papers")
    });
    missing.unless(!command.purpose.trim().is_empty(), || {
        Reason::new(&RULE, "请写明借阅的用途。").at("purpose")
    });
    let today = facts.acted_on();
    missing.unless(command.until >= today && command.until.days_since(today) <= LONGEST, || {
        let last = today.plus(LONGEST).words();
        Reason::new(&RULE, format!("归还日期应当在今天到{last}之间。")).at("until")
    });
    let whole = |one: &Borrowing| one.asked.extent == Extent::Whole || command.extent == Extent::Whole;
    missing.unless(!of(case, Standing::Out).any(whole), || {
        let says = "案卷已经借出，还没有归还；归还以后再借，或者只借不在外的部分文件。";
        Reason::new(&RULE, says).at("extent").remedy(RETURN.name)
    });
    missing.settle()?;
    Ok(vec![Event::BorrowingAsked(BorrowingAsked {
        number: numbered(case.borrowings.len()),
        borrower: command.borrower,
        extent: command.extent,
        papers,
        purpose: command.purpose,
        until: command.until,
        by: facts.acting().clone(),
        on: today,
    })])
}

/// P8: nobody concerned, and nobody who must stand aside.
fn may_borrow(case: &Case, borrower: &PersonId, facts: &Facts, missing: &mut Missing) {
    missing.unless(facts.people.contains_key(borrower), || {
        Reason::new(&RULE, "人员名册里没有所选的借阅人，请重新选择。").at("borrower")
    });
    if case.concerns(borrower) {
        missing.add(Reason::new(&RULE, "本案的当事人不得借阅案卷。").at("borrower"));
    } else if let Some(ground) = recusal::excluded(case, facts, borrower) {
        let says = format!("所选的借阅人{}，应当回避，不得借阅。", ground.title());
        missing.add(Reason::new(&recusal::RULE, says).at("borrower"));
    }
}

pub(super) fn blocked_decide(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(of(case, Standing::Asked).next().is_some(), || {
        Reason::new(&RULE, "没有等待批准的借阅。").remedy(ASK.name)
    });
    missing.into_reasons()
}

pub(super) fn decide_decide(
    case: &Case,
    command: DecideBorrowing,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_decide(case, facts)));
    let one = picked(case, &command.borrowing, Standing::Asked);
    missing.unless(one.is_some(), || {
        Reason::new(&RULE, "没有这一件等待批准的借阅，请重新选择。").at("borrowing")
    });
    if let Some(one) = one {
        missing.unless(one.asked.borrower != *facts.acting(), || {
            Reason::new(&RULE, "借阅人不能批准自己借阅，请由另一位领导批准。").at("borrowing")
        });
        // Whoever came to stand aside since then borrows nothing.
        if command.agreed {
            may_borrow(case, &one.asked.borrower, facts, &mut missing);
        }
    }
    let words = command.words.filter(|words| !words.trim().is_empty());
    missing.unless(command.agreed || words.is_some(), || {
        Reason::new(&RULE, "不同意借阅的，请写明理由。").at("words")
    });
    missing.settle()?;
    Ok(vec![Event::BorrowingDecided(BorrowingDecided {
        number: one.map_or(0, |one| one.asked.number),
        agreed: command.agreed,
        words,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_return(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(of(case, Standing::Out).next().is_some(), || {
        Reason::new(&RULE, "没有借出未还的案卷。").remedy(ASK.name)
    });
    missing.into_reasons()
}

pub(super) fn decide_return(
    case: &Case,
    command: ReturnBorrowing,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_return(case, facts)));
    let one = picked(case, &command.borrowing, Standing::Out);
    missing.unless(one.is_some(), || {
        Reason::new(&RULE, "没有这一件借出未还的案卷，请重新选择。").at("borrowing")
    });
    let lent_on = one.and_then(|one| one.decided.as_ref()).map(|decided| decided.on);
    let in_time =
        command.returned_on <= facts.acted_on() && lent_on.is_none_or(|on| on <= command.returned_on);
    missing
        .unless(in_time, || Reason::new(&RULE, "归还日期应当在批准借阅之日到今天之间。").at("returned_on"));
    let note = command.note.filter(|note| !note.trim().is_empty());
    missing.unless(command.complete || note.is_some(), || {
        Reason::new(&RULE, "不完整或者有损坏的，请写明是哪一份、哪一页。").at("note")
    });
    missing.settle()?;
    Ok(vec![Event::BorrowingReturned(BorrowingReturned {
        number: one.map_or(0, |one| one.asked.number),
        returned_on: command.returned_on,
        complete: command.complete,
        note,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// After one of the three events.
pub(super) fn fold(all: &mut Vec<Borrowing>, event: &Event) {
    let numbered = |number: u32, all: &mut Vec<Borrowing>, change: &dyn Fn(&mut Borrowing)| {
        if let Some(one) = all.iter_mut().find(|one| one.asked.number == number) {
            change(one);
        }
    };
    match event {
        Event::BorrowingAsked(e) => {
            all.push(Borrowing { asked: e.clone(), decided: None, returned: None });
        }
        Event::BorrowingDecided(e) => numbered(e.number, all, &|one| one.decided = Some(e.clone())),
        Event::BorrowingReturned(e) => numbered(e.number, all, &|one| one.returned = Some(e.clone())),
        _ => {}
    }
}

/// What waits: a leader decides, 案管 takes the file in by its day.
pub(super) fn tasks(case: &Case, calendar: &Calendar) -> Vec<Task> {
    let task = |action, one: &Borrowing, says: &str, role, due| Task {
        action,
        about: one.asked.number.to_string(),
        says: says.to_owned(),
        who: Doer::Role(role),
        due,
        not: vec![one.asked.borrower.clone()],
    };
    let asked =
        of(case, Standing::Asked).map(|one| task(DECIDE.name, one, "审批借阅案卷", Role::Leader, None));
    let out = of(case, Standing::Out).map(|one| {
        let due = Some(due(one, calendar));
        task(RETURN.name, one, "收回借出的案卷并登记归还", Role::CaseManagement, due)
    });
    asked.chain(out).collect()
}

fn due(one: &Borrowing, calendar: &Calendar) -> Due {
    let until = one.asked.until;
    let limit = Limit {
        id: LIMIT.to_owned(),
        title: "借阅归还".to_owned(),
        count: 0,
        unit: Unit::Day,
        extension: None,
        starts: "批准借阅".to_owned(),
        source: RULE.source.to_owned(),
        force: "setting".to_owned(),
    };
    Due {
        limit,
        extended_by: 0,
        start: one.asked.on,
        last: until,
        provisional: calendar.is_provisional(until),
        rolled_from: None,
        stops: Vec::new(),
        trace: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
