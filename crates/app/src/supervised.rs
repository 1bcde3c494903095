//! 督办: what somebody ordered and what somebody owes an answer to, over all cases that may be seen.

use rongheng_domain::{
    ids::StreamId,
    supervision::{Order, Standing},
};
use rongheng_store::CaseFilter;

use crate::{
    Actor, App, Result, access,
    error::Error,
    page::{SupervisedList, SupervisedOrder},
    people::Wanted,
};

/// Cases looked at: the newest in which somebody has an order.
const CASES: u32 = 200;

impl App {
    /// How many 督办 stand on the tab: as many as [`App::supervised`] shows, counted like the other tabs.
    pub async fn count_supervised(&self, actor: &Actor) -> Result<u64> {
        let who = format!("person:{}", actor.person);
        Ok(self.0.store.count_orders(&who, &access::scope(actor)).await?)
    }

    /// The orders of this person: those that wait first, then by their days.
    pub async fn supervised(&self, actor: &Actor) -> Result<SupervisedList> {
        let scope = access::supervised(actor);
        let today = self.today();
        let in_force = self.0.snapshot.on(&self.0.store, today).await?;
        let rows = self.0.store.list_cases(&CaseFilter::default(), &scope, None, CASES).await?;
        let mut wanted = Wanted::default();
        let (mut ordered, mut owed) = (Vec::new(), Vec::new());
        for row in rows {
            let folded = match self.0.cases.load(&self.0.store, &StreamId(row.stream.clone())).await {
                Err(Error::Erased) => continue,
                other => other?,
            };
            let archived = !row.archived_on.is_empty();
            let Some(case) = self.shown_one(actor, row, &in_force).await? else { continue };
            for order in folded.kind.supervision(&folded.state) {
                let (by, to) = (order.ordered.by == actor.person, order.ordered.to == actor.person);
                if !by && !to {
                    continue;
                }
                wanted.people.extend([order.ordered.by.clone(), order.ordered.to.clone()]);
                let overdue = order.standing == Standing::Open && order.answer_by < today && !archived;
                let one = SupervisedOrder { case: case.clone(), overdue, archived, order };
                if by { ordered.push(one) } else { owed.push(one) }
            }
        }
        // What waits for this person comes first.
        let key = |one: &SupervisedOrder, mine: Standing| {
            (one.order.standing != mine || one.archived, done(&one.order), one.order.answer_by)
        };
        ordered.sort_by_key(|one| (!one.overdue, key(one, Standing::Answered)));
        owed.sort_by_key(|one| key(one, Standing::Open));
        Ok(SupervisedList { ordered, owed, names: self.names(wanted).await?, today })
    }
}

fn done(order: &Order) -> bool {
    matches!(order.standing, Standing::Accepted | Standing::Withdrawn)
}
