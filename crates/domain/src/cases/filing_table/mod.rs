//! The filing table (备案报表): what was determined and corrected in a month or a quarter (G9).
//!
//! | step | file | who |
//! |---|---|---|
//! | 编制 · 重新统计 | [`drafting`] | 案管 |
//! | 签发锁定 | [`signing`] | 主要负责人 |
//! | 更正单 · 批准更正 | [`slip`] | 案管 · 主要负责人 |
//! | 代录的校核、更正 | [`papers`] | 录入人以外的人 (G5) |
//! | 报出 | [`sending`] | 案管 |
//!
//! The figures are counted by the program from the cases themselves ([`crate::kind::Kind::counts`]); nobody types
//! one. Once signed, no event changes a figure: a mistake is corrected by a slip beside it, with its reason.

pub mod drafting;
mod paper_values;
pub mod papers;
pub mod sending;
pub mod signing;
pub mod slip;
mod view;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    day::Day,
    facts::{Facts, Policy},
    ids::FileId,
    kind::{Action, Audience, Kind, Offer, Phase, Row, Told},
    paper::{self, Papers},
    paper_values::PaperValues,
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
    sheet::{Say, Sheet},
};

/// G9 备案与上报, as it holds for the tables.
pub static RULE: Rule = Rule {
    code: "G9.table",
    phrase: "备案与上报",
    asks: "月报、季报由系统从案件统计，主要负责人签发后锁定；有错只能用更正单更正，原数不改。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Everything that can have happened to a filing table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// 编制.
    Drafted(drafting::Drafted),
    /// 重新统计.
    Recounted(drafting::Recounted),
    /// 签发锁定.
    Signed(signing::Signed),
    /// 报出.
    SentUp(sending::SentUp),
    /// 更正单.
    SlipProposed(slip::SlipProposed),
    /// 批准更正.
    SlipApproved(slip::SlipApproved),
    /// 代录.
    PaperEntered(paper::PaperEntered),
    /// 校核代录.
    PaperChecked(paper::PaperChecked),
    /// 更正代录.
    PaperAmended(paper::PaperAmended),
}

/// Everything that can be asked of a filing table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// 编制备案报表.
    Draft(drafting::Draft),
    /// 重新统计.
    Recount(drafting::Recount),
    /// 签发锁定.
    Sign(signing::Sign),
    /// 报出.
    SendUp(sending::SendUp),
    /// 提出更正单.
    ProposeSlip(slip::ProposeSlip),
    /// 批准更正单.
    ApproveSlip(slip::ApproveSlip),
    /// 校核代录.
    CheckPaper(papers::CheckPaper),
    /// 更正代录.
    AmendPaper(papers::AmendPaper),
}

impl Command {
    /// The action it belongs to.
    const fn action(&self) -> &'static Action {
        match self {
            Self::Draft(_) => &drafting::DRAFT,
            Self::Recount(_) => &drafting::RECOUNT,
            Self::Sign(_) => &signing::ACTION,
            Self::SendUp(_) => &sending::ACTION,
            Self::ProposeSlip(_) => &slip::PROPOSE,
            Self::ApproveSlip(_) => &slip::APPROVE,
            Self::CheckPaper(_) => &papers::CHECK,
            Self::AmendPaper(_) => &papers::AMEND,
        }
    }
}

/// A filing table after its events so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Events so far.
    pub version: u64,
    /// 编制; a table begins with it.
    pub drafted: Option<drafting::Drafted>,
    /// The figures that stand, as counted last before the signature.
    pub counted: Option<drafting::Counted>,
    /// 签发锁定.
    pub signed: Option<signing::Signed>,
    /// 报出.
    pub sent: Option<sending::SentUp>,
    /// 更正单, with the approval of each.
    pub slips: Vec<(slip::SlipProposed, Option<slip::SlipApproved>)>,
    /// 代录.
    pub papers: Papers,
}

/// The kind.
#[derive(Debug, Clone, Copy)]
pub struct FilingTable;

impl Kind for FilingTable {
    type State = Table;
    type Command = Command;
    type Event = Event;
    const NAME: &'static str = "filing_table";
    const TITLE: &'static str = "备案报表";
    const PHASES: &'static [Phase] = &[
        Phase::new("编制", "figures", &["draft", "recount"], &["drafted", "recounted"]),
        Phase::new("签发锁定", "figures", &["sign"], &["signed"]),
        Phase::new("报出", "figures", &["send_up"], &["sent_up"]),
        Phase::new("更正单", "slips", &["propose_slip", "approve_slip"], &["slip_proposed", "slip_approved"]),
        Phase::new(
            "代录",
            "papers",
            &["check_paper", "amend_paper"],
            &["paper_entered", "paper_checked", "paper_amended"],
        ),
    ];
    const ACTIONS: &'static [Action] = &[
        drafting::DRAFT,
        drafting::RECOUNT,
        signing::ACTION,
        sending::ACTION,
        slip::PROPOSE,
        slip::APPROVE,
        papers::CHECK,
        papers::AMEND,
    ];

    fn decide(table: &Table, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        let action = command.action();
        Refusal::unless_empty(papers::barred(table, action, facts))?;
        let mut events = match command {
            Command::Draft(c) => drafting::decide_draft(table, c, facts),
            Command::Recount(c) => drafting::decide_recount(table, c, facts),
            Command::Sign(c) => signing::decide(table, c, facts),
            Command::SendUp(c) => sending::decide(table, c, facts),
            Command::ProposeSlip(c) => slip::decide_propose(table, c, facts),
            Command::ApproveSlip(c) => slip::decide_approve(table, c, facts),
            Command::CheckPaper(c) => papers::check(table, c, facts),
            Command::AmendPaper(c) => papers::amend(table, c, facts),
        }?;
        events.extend(paper::entered(&table.papers, action, facts).map(Event::PaperEntered));
        Ok(events)
    }

    fn evolve(mut table: Table, event: &Event, _on: Day) -> Table {
        table.version += 1;
        match event {
            Event::Drafted(e) => {
                table.counted = Some(e.counted.clone());
                table.drafted = Some(e.clone());
            }
            Event::Recounted(e) => table.counted = Some(e.counted.clone()),
            Event::Signed(e) => table.signed = Some(e.clone()),
            Event::SentUp(e) => table.sent = Some(e.clone()),
            Event::SlipProposed(e) => table.slips.push((e.clone(), None)),
            Event::SlipApproved(e) => {
                if let Some((_, approved)) = table.slips.iter_mut().find(|(slip, _)| slip.number == e.number)
                {
                    *approved = Some(e.clone());
                }
            }
            Event::PaperEntered(e) => table.papers.enter(e),
            Event::PaperChecked(e) => table.papers.check(e),
            Event::PaperAmended(e) => table.papers.amend(e),
        }
        table
    }

    const PAPER_VALUES: &'static [(&'static str, &'static [&'static str])] = paper_values::NAMES;
    fn paper_values(event: &Event, table: &Table, _policy: &Policy) -> Vec<PaperValues> {
        paper_values::values(event, table)
    }

    fn lapsed(_table: &Table, _facts: &Facts) -> Vec<Event> {
        Vec::new()
    }

    fn blocked(table: &Table, action: &str, facts: &Facts) -> Vec<Reason> {
        match action {
            "draft" => drafting::blocked_draft(table, facts),
            "recount" => drafting::blocked_recount(table, facts),
            "sign" => signing::blocked(table, facts),
            "send_up" => sending::blocked(table, facts),
            "propose_slip" => slip::blocked_propose(table, facts),
            "approve_slip" => slip::blocked_approve(table, facts),
            "check_paper" => papers::blocked_check(table, facts),
            "amend_paper" => papers::blocked_amend(table, facts),
            _ => Vec::new(),
        }
    }

    fn offers(table: &Table, source: &str, _policy: &Policy) -> Vec<Offer> {
        view::offers(table, source)
    }

    fn view(table: &Table, audience: &Audience, _today: Day, _policy: &Policy) -> Option<Sheet> {
        matches!(audience, Audience::Officer(_)).then(|| view::sheet(table)).flatten()
    }

    fn row(table: &Table, policy: &Policy) -> Row {
        view::row(table, policy)
    }

    fn told(event: &Event) -> Told {
        let told =
            |title: &str, says: Say, on| Told { title: title.to_owned(), says, effective_on: Some(on) };
        match event {
            Event::Drafted(e) => told("编制", Say::from(&e.title), e.counted.on),
            Event::Recounted(e) => told("重新统计", Say::empty(), e.counted.on),
            Event::Signed(e) => told("签发锁定", Say::from(&e.by).and("：").and(&e.words), e.on),
            Event::SentUp(e) => told("报出", Say::from("报送").and(&e.to).and("，").and(&e.number), e.on),
            Event::SlipProposed(e) => told(
                "提出更正单",
                Say::from(format!("更正单{}：{}应为{}；", e.number, e.title, e.right)).and(&e.why),
                e.on,
            ),
            Event::PaperEntered(e) => e.told(),
            Event::PaperChecked(e) => e.told(),
            Event::PaperAmended(e) => e.told(),
            Event::SlipApproved(e) => told("批准更正单", Say::from(format!("更正单{}", e.number)), e.on),
        }
    }

    fn counts_over(table: &Table, action: &str, answers: &Value) -> Option<(Day, Day)> {
        drafting::counts_over(table, action, answers)
    }

    fn files(table: &Table, audience: &Audience, _policy: &Policy) -> Vec<FileId> {
        if matches!(audience, Audience::Officer(_)) { table.papers.files() } else { Vec::new() }
    }
}

/// Notes that the table is signed, where it is: its figures are locked.
fn unlocked(table: &Table, missing: &mut Missing) {
    if let Some(signed) = &table.signed {
        let says = format!("报表已于{}签发锁定，数字不能再改；有错请提出更正单。", signed.on.words());
        missing.add(Reason::new(&RULE, says).remedy("propose_slip"));
    }
}

/// Notes that the table is not signed yet.
fn locked(table: &Table, missing: &mut Missing) {
    missing.unless(table.signed.is_some(), || {
        Reason::new(&RULE, "报表还没有签发，请先由主要负责人签发锁定。").remedy("sign")
    });
}

#[cfg(test)]
mod testing {
    //! Given events, when asked, then events or a refusal.
    use std::collections::BTreeMap;

    use super::{Event, FilingTable, Table};
    use crate::{
        day::{Day, Moment},
        facts::{Facts, Figure, Original, Policy},
        kind::Kind,
        people::{Role, Unit},
    };

    pub(super) fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    pub(super) fn facts(who: &str, role: Role, today: &str) -> Facts {
        let today = day(today);
        let figure = |key: &str, title: &str, value| Figure {
            key: key.to_owned(),
            title: title.to_owned(),
            value,
            rows: vec!["容〔2026〕17号".to_owned()],
        };
        Facts {
            case: "filing_table/1".into(),
            version: 0,
            today,
            now: Moment::at(today, 9, 0),
            actor: who.into(),
            roles: vec![role],
            acted_for: None,
            by_delegation: false,
            paper_on: None,
            original: Original::default(),
            policy: Policy::default(),
            people: BTreeMap::new(),
            units: BTreeMap::from([(
                "district_committee".into(),
                Unit { committee: None, head: None, secretary: None },
            )]),
            cited: BTreeMap::new(),
            cases: BTreeMap::new(),
            number: Some(4),
            files: BTreeMap::new(),
            figures: vec![figure("determined", "认定案件（件）", 2), figure("people", "容错处理（人）", 3)],
            titles: Vec::new(),
            paper: None,
            names: crate::redaction::Known::default(),
            without_account: std::collections::BTreeSet::new(),
            stamped: None,
            called: std::collections::BTreeMap::new(),
            height: 0,
        }
    }

    /// What becomes of a table when these are asked one after the other.
    pub(super) fn ask(
        table: &Table,
        action: &str,
        answers: &serde_json::Value,
        facts: &Facts,
    ) -> Result<Table, Vec<&'static str>> {
        let command = serde_json::from_value(serde_json::json!({ action: answers })).unwrap();
        let events = FilingTable::decide(table, command, facts).map_err(|refusal| refusal.codes())?;
        Ok(events
            .iter()
            .fold(table.clone(), |table, event: &Event| FilingTable::evolve(table, event, facts.today)))
    }

    pub(super) fn drafted() -> Table {
        let month = serde_json::json!({ "period": "month", "year": 2026, "nth": 3 });
        ask(&Table::default(), "draft", &month, &facts("fang", Role::CaseManagement, "2026-04-02")).unwrap()
    }

    pub(super) fn signed() -> Table {
        let words = serde_json::json!({ "words": "同意报出。" });
        ask(&drafted(), "sign", &words, &facts("zheng", Role::PrincipalLeader, "2026-04-03")).unwrap()
    }
}
