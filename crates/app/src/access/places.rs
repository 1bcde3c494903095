//! In another's place (代理): the same table, read for the one who is away, without what asks for the person.

use rongheng_domain::{
    away::{self, delegable},
    ids::PersonId,
    kind::Action,
    refusal::{self, Refusal},
    registers::account::TOKEN,
};

use super::{
    Denied, Known, excluded, kept_out, knows, reaches, recused, rows,
    table::{May, Reach, Row, TABLE},
};
use crate::{Actor, actor::StandsIn};

fn told(says: String) -> Denied {
    Denied::Told(Refusal::one(&away::RULE, says))
}

fn allows(row: &Row, action: &str) -> bool {
    matches!(row.may, May::Do(acts) if acts.contains(&action)) && delegable::may_be_done(row.role, action)
}

/// May `actor` do `action` in the place of `of`? `known` is `None` for an action that opens a case. Whoever must stand
/// aside does nothing in it, whichever of the two it is (P8).
pub(crate) fn may_in_place(
    actor: &Actor,
    of: &PersonId,
    kind: &str,
    action: &Action,
    known: Option<&Known>,
) -> Result<(), Denied> {
    if actor.narrowed.is_some() {
        let says = "令牌不能代理他人办理，请由代理人登录后亲自办理。";
        return Err(Denied::Told(Refusal::one(&TOKEN, says)));
    }
    if let Some(known) = known {
        if excluded(actor, known) {
            return Err(if knows(actor, known) { recused() } else { Denied::Hidden });
        }
        if !knows(actor, known) {
            return Err(Denied::Hidden);
        }
    }
    let whom = refusal::person(of);
    if actor.place(of).is_none() {
        return Err(told(format!("您今天没有代理{whom}：还没有开始、已经期满或者已经提前结束。")));
    }
    if !delegable::ROLES.iter().any(|role| delegable::may_be_done(*role, action.name)) {
        return Err(told(format!("“{}”须由本人办理，不能代理。", action.title)));
    }
    let mut mine = rows(actor, kind).filter(|(_, right)| !right.own && right.person == of);
    let Some(known) = known else {
        let opens = mine.any(|(row, _)| row.reach == Reach::Opens && allows(row, action.name));
        return if opens { Ok(()) } else { Err(not_among(action, &whom)) };
    };
    let mut aside = false;
    for (row, right) in mine.filter(|(row, _)| allows(row, action.name)) {
        if reaches(row.reach, actor, right, known, true) {
            return Ok(());
        }
        aside |= kept_out(right, known);
    }
    if aside {
        let says = format!("{whom}在本案应当回避，不能由您代理办理本案。请由案管另行安排人员。");
        return Err(Denied::Told(Refusal::one(&super::RECUSED, says)));
    }
    Err(not_among(action, &whom))
}

fn not_among(action: &Action, whom: &str) -> Denied {
    told(format!("“{}”不在您代理{whom}的职责之内，请由有权的人办理。", action.title))
}

/// What may be done in this place, as `tolerance/find`: the tasks that its delegate is shown.
pub(crate) fn task_acts(place: &StandsIn) -> Vec<String> {
    let mut acts = Vec::new();
    for row in TABLE.iter().filter(|row| place.held.iter().any(|held| held.role == row.role)) {
        let May::Do(all) = row.may else { continue };
        let mine = all.iter().filter(|act| delegable::may_be_done(row.role, act));
        acts.extend(mine.map(|act| format!("{}/{act}", row.kind)));
    }
    acts.sort();
    acts.dedup();
    acts
}
