//! 离岗 — no account ends, and nobody is recorded as moved, left or retired, while an open case still has
//! something in that person's hands (G12).
//!
//! The read tables say which cases may; each of them then says what it is. Not decided here: who takes over (the
//! cases' own 交接, or whoever names reviewers and reexaminers).

use rongheng_domain::{
    hand_over,
    ids::{PersonId, StreamId},
    kind::{Part, Row, Who},
    refusal::{Missing, Reason},
    registers::{Register as _, account::AccountRecord, person::PersonRecord},
    sheet::Doer,
};
use rongheng_store::{CaseFilter, Scope};
use serde_json::Value;

use crate::{Actor, App, Result, access, error::Error};

/// Cases that are looked at; more than anybody has in hand.
const MOST: u32 = 1_000;
/// Numbers that a refusal names.
const NAMED: usize = 20;

/// An open case that has something in somebody's hands.
struct InHand {
    number: String,
    /// Whether the case's own 交接 passes it on; otherwise it is done first, or somebody else is named.
    handed_over: bool,
}

impl App {
    /// What `person` has in hand, by number, in the cases that `actor` may see: the person in any of the own roles.
    pub(crate) async fn numbers_in_hand(&self, actor: &Actor, person: &PersonId) -> Result<Vec<String>> {
        let all = Actor { acting: None, stands_in: Vec::new(), ..actor.clone() };
        let scope = access::scope(if actor.person == *person { &all } else { actor });
        Ok(self.in_hand(person, &scope).await?.into_iter().map(|one| one.number).collect())
    }

    async fn in_hand(&self, person: &PersonId, within: &Scope) -> Result<Vec<InHand>> {
        let sql = "c.archived_on = '' AND (\
                   EXISTS (SELECT 1 FROM r_task t WHERE t.stream = c.stream AND t.who = ?) OR \
                   EXISTS (SELECT 1 FROM r_part p WHERE p.stream = c.stream AND p.who = ? \
                   AND p.part IN ('team', 'reviewer', 'consulted')))";
        let who = format!("person:{person}");
        let mut binds = vec![who.clone(), who];
        let mut sql = sql.to_owned();
        if !within.sql.is_empty() {
            sql = format!("{sql} AND ({})", within.sql);
            binds.extend(within.binds.clone());
        }
        let scope = Scope { sql, binds, within: Vec::new() };
        let rows = self.0.store.list_cases(&CaseFilter::default(), &scope, None, MOST).await?;
        let policy = self.0.snapshot.on(&self.0.store, self.today()).await?.policy.clone();
        let mut held = Vec::new();
        for found in rows {
            let folded = self.0.cases.load(&self.0.store, &StreamId(found.stream)).await?;
            let offered = folded.kind.offers(&folded.state, "in_hand", &policy);
            let handed_over = offered.iter().any(|offer| offer.value == person.0);
            if handed_over || waits_for(&folded.kind.row(&folded.state, &policy), person) {
                let number = if found.number.is_empty() { found.title } else { found.number };
                held.push(InHand { number, handed_over });
            }
        }
        Ok(held)
    }

    /// Whose place an act upon a register ends, where it ends one.
    async fn leaver(
        &self,
        register: &str,
        key: &str,
        act: &str,
        answers: &Value,
    ) -> Result<Option<PersonId>> {
        let today = self.today();
        Ok(match (register, act) {
            (AccountRecord::NAME, "disable") => self.account_record(key).await?.person.clone(),
            (AccountRecord::NAME, "withdraw") => {
                let record = self.account_record(key).await?;
                // Without its last role an account is as good as ended.
                let standing =
                    record.grants.iter().filter(|grant| grant.until.is_none_or(|until| today < until));
                record.person.clone().filter(|_| standing.count() <= 1)
            }
            (PersonRecord::NAME, "retire") => Some(PersonId::from(key)),
            (PersonRecord::NAME, "move" | "leave") => {
                let person = PersonId::from(key);
                let unit = self.person_facts(&person, today).await?.1.map(|known| known.unit.0);
                let named = answers.get("unit").and_then(Value::as_str);
                Some(person).filter(|_| (unit.as_deref() == named) == (act == "leave"))
            }
            _ => None,
        })
    }

    /// Refuses an act upon a register after which something open would have nobody.
    pub(super) async fn leaves_nothing(
        &self,
        register: &str,
        key: &str,
        act: &str,
        answers: &Value,
    ) -> Result<()> {
        let Some(person) = self.leaver(register, key, act, answers).await? else { return Ok(()) };
        let held = self.in_hand(&person, &Scope::all()).await?;
        let mut missing = Missing::new();
        for (handed_over, what) in [
            (true, "还有在办事项，请先由室主任或者案件监督管理室在这些案件办理“交接”"),
            (false, "还有指定本人办理的待办，请先由本人办完，或者由指定的人另行指定"),
        ] {
            let numbers: Vec<_> = held.iter().filter(|one| one.handed_over == handed_over).collect();
            missing.unless(numbers.is_empty(), || {
                let named: Vec<_> = numbers.iter().take(NAMED).map(|one| one.number.as_str()).collect();
                let more = if numbers.len() > NAMED { "等" } else { "" };
                let says = format!("此人在{}{more}共{}件案件里{what}。", named.join("、"), numbers.len());
                Reason::new(&hand_over::RULE, says)
            });
        }
        missing.settle().map_err(Error::Refused)
    }
}

/// Whether an officer's task of the case waits for `person`. What somebody has to do as 当事人 or 申请人 goes with
/// the person, not with the office.
fn waits_for(row: &Row, person: &PersonId) -> bool {
    let own = [Part::Official, Part::Applicant];
    let is_own =
        row.parts.iter().any(|(who, part)| *who == Who::Person(person.clone()) && own.contains(part));
    !is_own && row.tasks.iter().any(|task| task.who == Doer::Person(person.clone()))
}
