//! In another's place, through a kind's own rules: two count as two, whichever of them signs.

use rongheng_domain::{
    away::both::{Past, against, delegated, keeps_from},
    cases,
    facts::Facts,
    ids::PersonId,
    kind::{AnyKind, AnyState, Recorded},
    people::Role,
};
use serde_json::{Value, json};

use crate::exploration::world;

/// An event with who was signed in, and for whom.
struct Done {
    event: Recorded,
    version: u64,
    actor: PersonId,
    acted_for: Option<PersonId>,
}

fn event(kind: &str, payload: Value) -> Recorded {
    Recorded { kind: kind.to_owned(), schema: 1, payload }
}

fn asked(by: &str) -> Recorded {
    let payload = json!({
        "number": "请〔2026〕3号", "title": "面积口径", "question": "夹层能否计入", "circumstances": "九户",
        "opinion": "可以", "basis": "清单", "by": by, "on": "2026-03-02",
    });
    event("ruling.asked", payload)
}

fn past(done: &[Done]) -> Vec<Past<'_>> {
    let on = world::facts().today;
    let all = done.iter().map(|one| Past {
        event: &one.event,
        on,
        version: one.version,
        actor: &one.actor,
        acted_for: one.acted_for.as_ref(),
    });
    all.collect()
}

fn state(kind: &dyn AnyKind, done: &[Done]) -> AnyState {
    let on = world::facts().today;
    done.iter().try_fold(kind.blank(), |state, one| kind.evolve(state, &one.event, on)).unwrap()
}

fn facts(actor: &str, in_place_of: Option<&str>) -> Facts {
    Facts {
        actor: actor.into(),
        acted_for: in_place_of.map(PersonId::from),
        by_delegation: in_place_of.is_some(),
        roles: vec![Role::Leader],
        ..world::facts()
    }
}

/// Approves a ruling that `by` asked for, with the hand of `hand`; gives the codes that refuse once two count as one.
fn approves(by: &str, hand: &str, actor: &str, in_place_of: Option<&str>) -> Vec<&'static str> {
    let kind = cases::named("ruling").unwrap();
    let acted_for = (by != hand).then(|| by.into());
    let done = [Done { event: asked(by), version: 1, actor: hand.into(), acted_for }];
    let facts = facts(actor, in_place_of);
    let answers = json!({"approved": true, "words": "同意"});
    let now = state(&*kind, &done);
    assert!(kind.decide(&now, "approve", &answers, &facts).is_ok(), "allowed where nobody looks at both");
    let reasons = against(&*kind, (&now, &past(&done)), "approve", &answers, &facts);
    let kept = keeps_from(&*kind, (&now, &past(&done)), "approve", &[], &facts);
    assert_eq!(reasons.is_empty(), kept.is_empty(), "the form says what the act meets");
    reasons.iter().map(|reason| reason.rule.code).collect()
}

#[test]
fn whoever_asked_does_not_approve_in_the_place_of_the_leader() {
    assert_eq!(approves("lin", "lin", "lin", Some("gao")), ["G12.both", "G10"]);
    assert!(approves("lin", "lin", "su", Some("gao")).is_empty());
}

#[test]
fn whoever_asked_in_anothers_place_does_not_approve_in_the_own_name() {
    assert_eq!(approves("lin", "gao", "gao", None), ["G12.both", "G10"]);
    assert!(approves("lin", "gao", "fang", None).is_empty());
}

#[test]
fn whoever_asked_in_anothers_place_does_not_approve_in_a_thirds_place_either() {
    assert_eq!(approves("lin", "su", "su", Some("gao")), ["G12.both", "G10"]);
}

#[test]
fn one_who_verifies_and_one_who_reviews_do_not_act_for_one_another() {
    let kind = cases::named("tolerance").unwrap();
    let assigned = json!({"leader": "lin", "members": ["su"], "by": "fang", "on": "2026-03-02"});
    let sent = json!({"reviewer": "tang", "by": "fang", "on": "2026-03-02"});
    let applied: Value = serde_json::from_str(include_str!("shapes/tolerance.applied.json")).unwrap();
    let applied = ("tolerance.applied", applied["payload"].clone());
    let done: Vec<Done> = [applied, ("tolerance.assigned", assigned), ("tolerance.sent_to_review", sent)]
        .into_iter()
        .zip(1..)
        .map(|((name, payload), version)| Done {
            event: event(name, payload),
            version,
            actor: "fang".into(),
            acted_for: None,
        })
        .collect();
    let now = state(&*kind, &done);
    let codes = |actor: &str, of: &str| {
        let facts = facts(actor, Some(of));
        let known = kind.blocked(&now, "add_evidence", &facts);
        let reasons = keeps_from(&*kind, (&now, &past(&done)), "add_evidence", &known, &facts);
        reasons.iter().map(|reason| reason.rule.code).collect::<Vec<_>>()
    };
    assert_eq!(codes("tang", "lin"), ["G12.both"]);
    assert_eq!(codes("su", "tang"), ["G12.both"]);
    assert!(codes("xu", "lin").is_empty());
}

#[test]
fn what_was_entered_from_paper_was_not_done_in_anothers_place() {
    let entered = json!({"number": 1, "action": "ask", "title": "请示", "act": 1, "acted_for": "lin",
        "paper_on": "2026-03-02", "place": "柜", "by": "gao", "on": "2026-03-02"});
    let done: Vec<Done> = [asked("lin"), event("ruling.paper_entered", entered), asked("lin")]
        .into_iter()
        .zip(1..)
        .map(|(event, version)| Done { event, version, actor: "gao".into(), acted_for: Some("lin".into()) })
        .collect();
    assert_eq!(delegated(&past(&done)), [false, false, true]);
}
