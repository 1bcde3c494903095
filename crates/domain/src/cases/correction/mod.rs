//! The correction of a mistake (纠错), in the order in which it happens.
//!
//! | step | file | who |
//! |---|---|---|
//! | 转入 | [`opening`] | a job, from the determination |
//! | 纠错通知 | [`order`] | 承办人 |
//! | 整改报告 | [`report`] | 责任单位, never the official concerned alone |
//! | 审核 · 核查确认 | [`check`] | 承办人 |
//! | 代录的校核、更正 | [`papers`] | 录入人以外的人 (G5) |
//! | 销号 · 重新打开 | [`sign_off`] | 部门主任、分管领导, never the checker |
//!
//! Every mistake is corrected, tolerated or not (D5). An open correction forbids archiving the tolerance
//! case, not closing it; the two kinds never import each other.

pub mod check;
pub mod opening;
pub mod order;
pub mod papers;
pub mod report;
pub mod sign_off;
pub mod state;
mod view;

use serde::{Deserialize, Serialize};

use self::state::Correction;
use crate::{
    day::Day,
    facts::{Facts, Policy},
    ids::{FileId, StreamId},
    kind::{Action, Audience, Count, Kind, Offer, Row, Told, Who},
    paper,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
    sheet::{Say, Sheet},
};

/// D5 及时纠正和补救.
pub static MUST_BE_CORRECTED: Rule = Rule {
    code: "D5",
    phrase: "及时纠正和补救",
    asks: "每一处失误都要纠正，不论是否容错：下达通知、明确责任单位和期限、报告、审核、销号；责任单位不得只是当事人本人。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// P8 回避, as it holds for a correction.
pub static STANDS_ASIDE: Rule = Rule {
    code: "P8",
    phrase: "回避",
    asks: "当事人及其近亲属、责任单位的人员不得审核自己一方的整改。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Everything that can have happened to a correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// 转入纠错.
    Opened(opening::Opened),
    /// 纠错通知.
    Ordered(order::Ordered),
    /// 整改报告.
    Reported(report::Reported),
    /// 审核.
    Checked(check::Checked),
    /// 核查确认.
    ConfirmedAlready(check::ConfirmedAlready),
    /// 代录.
    PaperEntered(paper::PaperEntered),
    /// 校核代录.
    PaperChecked(paper::PaperChecked),
    /// 更正代录.
    PaperAmended(paper::PaperAmended),
    /// 销号.
    SignedOff(sign_off::SignedOff),
    /// 重新打开.
    Reopened(sign_off::Reopened),
}

/// Everything that can be asked of a correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// 转入纠错.
    Open(opening::Open),
    /// 下达纠错通知.
    Order(order::Order),
    /// 提交整改报告.
    Report(report::Report),
    /// 审核整改.
    Check(check::Check),
    /// 核查确认.
    ConfirmAlready(check::ConfirmAlready),
    /// 校核代录.
    CheckPaper(paper::CheckPaper),
    /// 更正代录.
    AmendPaper(paper::AmendPaper),
    /// 销号.
    SignOff(sign_off::SignOff),
    /// 重新打开.
    Reopen(sign_off::Reopen),
}

/// The kind.
#[derive(Debug, Clone, Copy)]
pub struct Correcting;

impl Kind for Correcting {
    type State = Correction;
    type Command = Command;
    type Event = Event;
    const NAME: &'static str = "correction";
    const TITLE: &'static str = "纠错事项";
    const ACTIONS: &'static [Action] = &[
        opening::ACTION,
        order::ACTION,
        report::ACTION,
        check::CHECK,
        check::CONFIRM,
        papers::CHECK,
        papers::AMEND,
        sign_off::SIGN_OFF,
        sign_off::REOPEN,
    ];

    fn decide(state: &Correction, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        let action = command.action();
        Refusal::unless_empty(papers::barred(state, action, facts))?;
        let mut events = step(state, command, facts)?;
        events.extend(paper::entered(&state.papers, action, facts).map(Event::PaperEntered));
        Ok(events)
    }

    fn evolve(state: Correction, event: &Event, _on: Day) -> Correction {
        state.after(event)
    }

    fn lapsed(_state: &Correction, _facts: &Facts) -> Vec<Event> {
        // Nothing happens to a correction by silence: overdue is shown, never taken for done.
        Vec::new()
    }

    fn blocked(state: &Correction, action: &str, facts: &Facts) -> Vec<Reason> {
        match action {
            "open" => opening::missing(state, facts),
            "order" => order::missing(state, facts),
            "report" => report::missing(state, facts),
            "check" => check::check_missing(state, facts),
            "confirm_already" => check::confirm_missing(state, facts),
            "check_paper" => papers::blocked_check(state, facts),
            "amend_paper" => papers::blocked_amend(state, facts),
            "sign_off" => sign_off::sign_off_missing(state, facts),
            "reopen" => sign_off::reopen_missing(state, facts),
            _ => Vec::new(),
        }
    }

    fn offers(state: &Correction, source: &str, _policy: &Policy) -> Vec<Offer> {
        if source == "papers" { state.papers.offers() } else { Vec::new() }
    }

    fn view(state: &Correction, audience: &Audience, _today: Day, policy: &Policy) -> Option<Sheet> {
        view::view(state, audience, policy)
    }

    fn row(state: &Correction, policy: &Policy) -> Row {
        view::row(state, policy)
    }

    fn told(event: &Event) -> Told {
        let told =
            |title: &str, says: Say, on| Told { title: title.to_owned(), says, effective_on: Some(on) };
        match event {
            Event::Opened(e) => {
                told("转入纠错", Say::from(&e.what).and("，由").and(&e.owner).and("负责纠正。"), e.on)
            }
            Event::Ordered(e) => told("下达纠错通知", Say::from(&e.requires), e.on),
            Event::Reported(e) => told("提交整改报告", Say::from(&e.by).and("：").and(&e.says), e.on),
            Event::Checked(e) if e.passed => told("审核通过", Say::from(&e.words), e.on),
            Event::Checked(e) => told("审核未通过，继续整改", Say::from(&e.words), e.on),
            Event::ConfirmedAlready(e) => told("核查确认已经纠正", Say::from(&e.words), e.on),
            Event::PaperEntered(e) => e.told(),
            Event::PaperChecked(e) => e.told(),
            Event::PaperAmended(e) => e.told(),
            Event::SignedOff(e) => {
                let words = e.words.clone().unwrap_or_else(|| "同意销号。".to_owned());
                told("销号", Say::from(&e.by).and("：").and(words), e.on)
            }
            Event::Reopened(e) => told("重新打开", Say::from(&e.why), e.on),
        }
    }

    fn knows(state: &Correction) -> Vec<Who> {
        let Some(opened) = &state.opened else { return Vec::new() };
        let mut known = vec![Who::Unit(opened.owner.clone())];
        known.extend(opened.answers_for_owner.clone().map(Who::Unit));
        known.extend(opened.official.clone().map(Who::Person));
        known
    }

    fn cites(state: &Correction) -> Vec<StreamId> {
        // Only reopening, which follows a sign-off, asks whether the case rests.
        let opened = state.opened.as_ref().filter(|_| state.signed_off.is_some());
        opened.map(|opened| opened.case.clone()).into_iter().collect()
    }

    fn signed_off(state: &Correction) -> Option<u64> {
        state.signed_off.as_ref().map(|(version, _)| *version)
    }

    const COUNTED: &'static [(&'static str, &'static str)] = &[
        ("corrections", "转入纠错（项）"),
        ("signed_off", "纠错销号（项）"),
        ("recovered", "销号事项挽回损失（元）"),
    ];

    fn counts(state: &Correction, from: Day, until: Day) -> Vec<Count> {
        let Some(opened) = &state.opened else { return Vec::new() };
        let within = |on: Day| from <= on && on <= until;
        let mut counts = Vec::new();
        if within(opened.on) {
            counts.push(Count::one("corrections", &opened.number));
        }
        if state.signed_off.as_ref().is_some_and(|(_, signed)| within(signed.on)) {
            counts.push(Count::one("signed_off", &opened.number));
            if state.recovered > 0 {
                let fen = Some(state.recovered);
                counts.push(Count { fen, ..Count::one("recovered", &opened.number) });
            }
        }
        counts
    }

    fn files(state: &Correction, audience: &Audience, policy: &Policy) -> Vec<FileId> {
        view::files(state, audience, policy)
    }
}

impl Command {
    /// The action it belongs to.
    pub const fn action(&self) -> &'static Action {
        match self {
            Self::Open(_) => &opening::ACTION,
            Self::Order(_) => &order::ACTION,
            Self::Report(_) => &report::ACTION,
            Self::Check(_) => &check::CHECK,
            Self::ConfirmAlready(_) => &check::CONFIRM,
            Self::CheckPaper(_) => &papers::CHECK,
            Self::AmendPaper(_) => &papers::AMEND,
            Self::SignOff(_) => &sign_off::SIGN_OFF,
            Self::Reopen(_) => &sign_off::REOPEN,
        }
    }
}

fn step(state: &Correction, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Open(c) => opening::decide(state, c, facts),
        Command::Order(c) => order::decide(state, c, facts),
        Command::Report(c) => report::decide(state, c, facts),
        Command::Check(c) => check::check(state, c, facts),
        Command::ConfirmAlready(c) => check::confirm(state, c, facts),
        Command::CheckPaper(c) => papers::check(state, c, facts),
        Command::AmendPaper(c) => papers::amend(state, c, facts),
        Command::SignOff(c) => sign_off::sign_off(state, c, facts),
        Command::Reopen(c) => sign_off::reopen(state, c, facts),
    }
}

/// The opening, or the reason that there is none.
fn opened(state: &Correction) -> Result<&opening::Opened, Vec<Reason>> {
    state.opened.as_ref().ok_or_else(|| {
        vec![Reason::new(&MUST_BE_CORRECTED, "这项纠错还没有转入，请等待系统在认定后自动转入。")]
    })
}

/// Whoever judges the correction belongs neither to the owner nor to the official (P8).
fn stood_aside(state: &Correction, facts: &Facts, missing: &mut Missing) {
    let Some(opened) = &state.opened else { return };
    let by = facts.acting();
    let own = facts.person(by).is_some_and(|p| p.unit == opened.owner || p.unit == *opened.reporter());
    missing.unless(!own, || {
        Reason::new(&STANDS_ASIDE, "您是纠错责任单位的人员，应当回避，请由其他承办人办理。")
    });
    let Some(official) = &opened.official else { return };
    let is_kin = |of: &crate::ids::PersonId, who| facts.person(of).is_some_and(|p| p.kin.contains(who));
    let near = by == official || is_kin(by, official) || is_kin(official, by);
    missing.unless(!near, || {
        Reason::new(&STANDS_ASIDE, "您是当事人或者其近亲属，应当回避，请由其他承办人办理。")
    });
}

#[cfg(test)]
mod testing {
    //! Given events, when asked, then events or a refusal.
    use std::{collections::BTreeMap, sync::Arc};

    pub(super) use super::Event;
    use super::{check::*, opening::*, order::*, report::*, sign_off::*, state::Correction};
    use crate::{
        day::{Day, Moment},
        facts::{Facts, Policy},
        ids::PersonId,
        people::{Identity, Person, Role, Tier, Unit},
        time_limit::{self, Limit, Limits},
    };

    pub(super) fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn person(unit: &str, kin: &[&str]) -> Person {
        Person {
            unit: unit.into(),
            former: Vec::new(),
            heads_unit: false,
            party_member: true,
            identity: Identity::CivilServant,
            tier: Tier::Section,
            retired_on: None,
            kin: kin.iter().map(|k| PersonId::from(*k)).collect(),
        }
    }

    /// The two limits of a correction, without holidays.
    fn policy() -> Policy {
        let limit = |id: &str, count| Limit {
            id: id.to_owned(),
            title: id.to_owned(),
            count,
            unit: time_limit::Unit::WorkDay,
            extension: None,
            starts: String::new(),
            source: String::new(),
            force: "setting".to_owned(),
        };
        let all = [limit("tol.correct", 60), limit("tol.correct.check", 10)];
        let limits = Limits(all.into_iter().map(|l| (l.id.clone(), l)).collect());
        Policy { limits: Arc::new(limits), ..Policy::default() }
    }

    /// 2026-05-06, `who` acts with `roles`.
    pub(super) fn facts(who: &str, roles: &[Role]) -> Facts {
        let today = day("2026-05-06");
        let people = [
            ("lin", person("discipline", &[])),
            ("fang", person("discipline", &[])),
            ("kin", person("discipline", &["zhou"])),
            ("zhou", person("center", &[])),
            ("qi", person("center", &[])),
            ("li", person("coop", &[])),
        ];
        let unit = |committee: &str, head: Option<&str>| Unit {
            committee: Some(committee.into()),
            head: head.map(PersonId::from),
            secretary: None,
        };
        let units = [("center", unit("bureau", None)), ("coop", unit("street_committee", Some("li")))];
        Facts {
            case: "correction/k1".into(),
            version: 0,
            today,
            now: Moment::at(today, 9, 0),
            actor: who.into(),
            roles: roles.to_vec(),
            acted_for: None,
            paper_on: None,
            original: crate::facts::Original::default(),
            policy: policy(),
            people: people.into_iter().map(|(id, p)| (id.into(), p)).collect(),
            units: units.into_iter().map(|(id, u)| (id.into(), u)).collect(),
            cited: BTreeMap::new(),
            cases: BTreeMap::new(),
            number: Some(3),
            files: BTreeMap::new(),
            figures: Vec::new(),
            titles: Vec::new(),
            height: 0,
        }
    }

    pub(super) fn with(state: Correction, events: impl IntoIterator<Item = Event>) -> Correction {
        events.into_iter().fold(state, |state, event| state.after(&event))
    }
    pub(super) fn after(events: Vec<Event>) -> Correction {
        with(Correction::default(), events)
    }
    pub(super) fn given<const N: usize>(events: [Event; N]) -> Correction {
        after(events.into())
    }

    pub(super) fn open() -> Event {
        Event::Opened(Opened {
            number: "纠〔2026〕3号".to_owned(),
            case: "tolerance/c1".into(),
            what: "补办报批".to_owned(),
            owner: "center".into(),
            answers_for_owner: None,
            already: false,
            official: Some("zhou".into()),
            organ: None,
            on: day("2026-04-20"),
        })
    }
    pub(super) fn open_already() -> Event {
        let Event::Opened(opened) = open() else { unreachable!() };
        Event::Opened(Opened { already: true, ..opened })
    }
    pub(super) fn ordered() -> Event {
        Event::Ordered(Ordered { requires: "补办".to_owned(), by: "lin".into(), on: day("2026-04-21") })
    }
    pub(super) fn reported() -> Event {
        Event::Reported(Reported {
            says: "已补办".to_owned(),
            recovered: Some(100),
            file: Some("f1".into()),
            by: "qi".into(),
            on: day("2026-04-28"),
        })
    }
    pub(super) fn checked(passed: bool) -> Event {
        Event::Checked(Checked {
            passed,
            words: "现场核对".to_owned(),
            by: "lin".into(),
            on: day("2026-04-29"),
        })
    }
    pub(super) fn confirmed() -> Event {
        Event::ConfirmedAlready(ConfirmedAlready {
            words: "属实".to_owned(),
            by: "lin".into(),
            on: day("2026-04-22"),
        })
    }
    pub(super) fn signed() -> Event {
        Event::SignedOff(SignedOff { words: None, by: "fang".into(), on: day("2026-04-30") })
    }
    pub(super) fn reopened() -> Event {
        Event::Reopened(Reopened { why: "没有落实".to_owned(), by: "fang".into(), on: day("2026-05-05") })
    }
}
