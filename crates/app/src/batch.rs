//! Acts in a batch: authorised together, each decided for itself (docs/decisions/0023, 0038).

use rongheng_domain::{
    form::Field,
    ids::StreamId,
    kind::{Action, Batch},
    refusal::Refusal,
};
use serde_json::Value;

use crate::{
    Actor, App, Ask, Result, access, desk,
    error::Error,
    kinds,
    page::{Done, Work},
};

/// Rows of one act that a page lists, and that one request does.
const MOST: u32 = 100;

/// An act that may be done for several rows of the work list at once.
#[derive(Debug, Clone, Copy)]
pub struct InBatch {
    /// Name of its kind.
    pub kind: &'static str,
    /// The act.
    pub action: &'static Action,
    /// The field that each row answers with what it is about.
    by: &'static str,
    /// What is asked once.
    pub asks: &'static [Field],
}

impl InBatch {
    /// The act of this name, where it is one of a batch.
    pub fn find(kind: &str, action: &str) -> Option<Self> {
        let kind = kinds::kind(kind)?;
        let action = kind.action(action)?;
        match action.batch {
            Batch::Tasks { by, asks } => Some(Self { kind: kind.name(), action, by, asks }),
            Batch::Never | Batch::Same => None,
        }
    }

    /// The answers for one row.
    fn answers(&self, answers: &Value, about: &str) -> Value {
        let mut answers = answers.clone();
        if let Some(map) = answers.as_object_mut() {
            map.insert(self.by.to_owned(), about.into());
        }
        answers
    }
}

/// Refuses what looks at one case only.
fn in_batch(ask: &Ask) -> Result<()> {
    let action = kinds::kind(&ask.kind).and_then(|kind| kind.action(&ask.action));
    let action = action.ok_or_else(|| Error::UnknownAction(ask.action.clone()))?;
    if !action.batch.is_never() {
        return Ok(());
    }
    let says = format!("“{}”要逐件办理，不能批量办理。", action.title);
    Err(Error::Refused(Refusal::one(action.rule, says)))
}

/// What is said of the rest of a batch of which one may not be done.
fn with_another(ask: &Ask) -> Error {
    match kinds::kind(&ask.kind).and_then(|kind| kind.action(&ask.action)) {
        Some(action) => {
            let says = "同一批里有一件您不能办理，所以这一批都没有办。请去掉那一件，再办其余的。";
            Error::Refused(Refusal::one(action.rule, says))
        }
        None => Error::UnknownAction(ask.action.clone()),
    }
}

impl App {
    /// Several commands of one actor, authorised once before the first: where one of them may not be done at all,
    /// none is, and each says so. After that each is decided for itself, and one that is refused stops no other;
    /// only a machine that can write nothing more stops the rest. There is an answer for each ask, in their order.
    pub async fn execute_batch(&self, asks: Vec<Ask>) -> Vec<Result<Done>> {
        let mut denied = Vec::new();
        for ask in &asks {
            denied.push(match in_batch(ask) {
                Ok(()) => self.authorise(ask).await.err(),
                Err(error) => Some(error),
            });
        }
        if denied.iter().any(Option::is_some) {
            let each = denied.into_iter().zip(&asks);
            return each.map(|(error, ask)| Err(error.unwrap_or_else(|| with_another(ask)))).collect();
        }
        let mut done = Vec::new();
        let mut stopped = false;
        for ask in asks {
            if stopped {
                done.push(Err(Error::Unavailable("not reached".to_owned())));
                continue;
            }
            let one = self.execute(ask).await;
            stopped = matches!(one, Err(Error::Unavailable(_) | Error::DiskFull | Error::Corrupt(_)));
            done.push(one);
        }
        done
    }

    /// The rows of the work list that wait for this actor to do this act, as many as one batch takes.
    pub async fn batch_work(&self, actor: &Actor, act: InBatch) -> Result<Work> {
        let (kind, action) = (act.kind, act.action.name);
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let (whos, scope) = (desk::own(actor), access::scope(actor));
        let rows = self.0.store.tasks_of_action(&whos, &scope, kind, action, MOST).await?;
        let (mut tasks, names) = self.tasks(actor, rows, &in_force).await?;
        tasks.retain(|task| task.other_role.is_none());
        Ok(Work {
            total: u64::try_from(tasks.len()).unwrap_or(u64::MAX),
            tasks,
            next: None,
            opening: Vec::new(),
            names,
            today: self.today(),
            calendar: in_force.policy.calendar,
        })
    }

    /// Does the act for each of these rows (case, and what it is about); each answers for itself, with a key made of
    /// the page's key, so that a page sent twice does nothing twice.
    pub async fn do_in_batch(
        &self,
        actor: &Actor,
        act: InBatch,
        rows: &[(StreamId, String)],
        answers: &Value,
        key: &str,
    ) -> Vec<Result<Done>> {
        let ask = |(case, about): &(StreamId, String)| {
            let answers = act.answers(answers, about);
            Ask {
                key: Some(format!("{key}/{case}/{about}")),
                ..Ask::new(actor.clone(), act.kind, Some(case.clone()), act.action.name, answers)
            }
        };
        self.execute_batch(rows.iter().map(ask).collect()).await
    }
}
