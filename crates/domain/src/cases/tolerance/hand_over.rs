//! 交接 — whoever leaves hands over what is open in the case to somebody who is fit for it (G12).
//!
//! Source: mechanism §3 G12; the event and the form stand in [`crate::hand_over`]. Handed over are the place in the
//! team until archiving, the review until its opinion, the seat in a consultation until the meeting or the own
//! opinion, and papers that wait to be amended. Whoever verified never reviews, and the other way round, also
//! after a hand-over (审查与审理分离). What was done stays in the name of who did it. Not decided here: a team
//! that is composed anew because of a recusal (`assignment`).

use super::{
    Event,
    acceptance::InHand,
    assignment::{self, team},
    consultation, gate, recusal, review,
    state::Case,
};
use crate::{
    facts::Facts,
    hand_over::{HandedOver, Held},
    ids::PersonId,
    kind::Offer,
    paper::Standing,
    refusal::{self, Missing, Reason, Refusal},
    sheet::Say,
};

pub use crate::hand_over::{ACTION, HandOver, RULE};

/// What `person` has in hand in this case.
pub(super) fn held(case: &Case, person: &PersonId) -> Vec<Held> {
    let mut all = Vec::new();
    if case.archived.is_some() {
        return all;
    }
    if team(case).any(|member| member == person) {
        all.push(Held::Team);
    }
    if case.reviewed.is_none() && case.sent_to_review.as_ref().is_some_and(|sent| sent.reviewer == *person) {
        all.push(Held::Review);
    }
    if sits(case, person) {
        all.push(Held::Consultation);
    }
    if case.papers.open().any(|paper| paper.standing == Standing::Differs && paper.in_hand == *person) {
        all.push(Held::Papers);
    }
    all
}

/// Whether `person` is the chair, or a member who gave no opinion, of a consultation that was not held.
fn sits(case: &Case, person: &PersonId) -> bool {
    let waiting = case.consultation.as_ref().filter(|c| c.held.is_none() && c.closed.is_none());
    waiting.is_some_and(|c| {
        let member = c.composed.members.iter().any(|member| member.person == *person);
        (member || c.composed.chair == *person) && c.opinion_of(person).is_none()
    })
}

/// Those who have something in hand.
pub(super) fn offers(case: &Case) -> Vec<Offer> {
    let mut people: Vec<&PersonId> = team(case).collect();
    people.extend(case.sent_to_review.iter().map(|sent| &sent.reviewer));
    people.extend(case.consultation.iter().flat_map(|c| c.composed.members.iter().map(|m| &m.person)));
    people.extend(case.papers.open().map(|paper| &paper.in_hand));
    people.sort();
    people.dedup();
    let one = |person: &PersonId| {
        let held = held(case, person);
        let label = Say::from(person).and("：").and(Say::list(held.iter().map(|held| held.title())));
        (!held.is_empty()).then(|| Offer { value: person.to_string(), label })
    };
    people.into_iter().filter_map(one).collect()
}

/// Whether `person` ever handed over a part of this sort: having verified, one does not review.
pub(super) fn once_held(case: &Case, person: &PersonId, held: Held) -> bool {
    case.hand_overs.iter().any(|over| over.from == *person && over.held.contains(&held))
}

pub(super) fn blocked(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(!offers(case).is_empty(), || {
        Reason::new(&RULE, "本案没有落到个人名下的在办事项，不必交接。")
    });
    missing.into_reasons()
}

pub(super) fn decide(case: &Case, command: HandOver, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    let (from, to) = (&command.from, &command.to);
    let held = held(case, from);
    missing.unless(!held.is_empty(), || {
        let says = format!("{}在本案没有在办事项，请重新选择交出人。", refusal::person(from));
        Reason::new(&RULE, says).at("from")
    });
    missing.unless(from != to, || Reason::new(&RULE, "交出人和接手人是同一个人，请另选接手人。").at("to"));
    missing.unless(!command.list.trim().is_empty(), || {
        Reason::new(&RULE, "请写明交接清单：在办的是什么、办到哪一步、材料放在哪里。").at("list")
    });
    recusal::fit(case, facts, to, "接手人", "to", &mut missing);
    fits(case, facts, &command, &held, &mut missing);
    missing.settle()?;
    Ok(vec![Event::HandedOver(command.done(held, facts))])
}

fn fits(case: &Case, facts: &Facts, command: &HandOver, held: &[Held], missing: &mut Missing) {
    let to = &command.to;
    if held.contains(&Held::Team) {
        missing.take(InHand::of(case));
        let reviews = case.sent_to_review.as_ref().is_some_and(|sent| sent.reviewer == *to)
            || case.reviewed.as_ref().is_some_and(|reviewed| reviewed.by == *to)
            || once_held(case, to, Held::Review);
        missing.unless(!reviews, || {
            Reason::new(&review::RULE, "接手人审理过本案，不得接手核实，请另选接手人。").at("to")
        });
        missing.unless(!team(case).any(|member| member == to), || {
            let says = "接手人已经在核实组里，交接后核实组会少一人，请另选接手人。";
            Reason::new(&assignment::RULE, says).at("to")
        });
    }
    if held.contains(&Held::Review) {
        missing.unless(!case.in_team(to), || {
            Reason::new(&review::RULE, "接手人核实过本案，不得接手审理，请另选接手人。").at("to")
        });
    }
    if let Some(c) = case.consultation.as_ref().filter(|_| held.contains(&Held::Consultation)) {
        missing.unless(c.composed.members.iter().all(|member| member.person != *to), || {
            Reason::new(&consultation::RULE, "接手人已经是本次会商成员，请另选接手人。").at("to")
        });
        let seat = c.composed.members.iter().find(|member| member.person == command.from);
        let theirs = facts.person(to).map(|known| &known.unit);
        missing.unless(seat.is_none_or(|seat| Some(&seat.unit) == theirs), || {
            Reason::new(&consultation::RULE, "会商成员代表部门，接手人须是同一部门的人员，请另选接手人。")
                .at("to")
        });
    }
}

/// What changes hands.
pub(super) fn pass_on(case: &mut Case, over: &HandedOver) {
    let swap = |person: &mut PersonId| {
        if *person == over.from {
            *person = over.to.clone();
        }
    };
    for held in &over.held {
        match held {
            Held::Team => {
                if let Some(team) = &mut case.assigned {
                    swap(&mut team.leader);
                    team.members.iter_mut().for_each(swap);
                }
            }
            Held::Review => {
                if let Some(sent) = &mut case.sent_to_review {
                    swap(&mut sent.reviewer);
                }
            }
            Held::Consultation => {
                if let Some(consultation) = &mut case.consultation {
                    swap(&mut consultation.composed.chair);
                    consultation.composed.members.iter_mut().for_each(|member| swap(&mut member.person));
                }
            }
            Held::Papers => case.papers.pass_on(&over.from, &over.to),
        }
    }
    case.hand_overs.push(over.clone());
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::{
        Command, Event, reexamination,
        testing::{before, command, straightly},
    };
    use serde_json::json;

    fn over(from: &str, to: &str) -> Command {
        let list = "两份笔录待整理，原件在案管03柜。";
        command("hand_over", json!({ "from": from, "to": to, "why": "transferred", "list": list }))
    }

    #[test]
    fn whoever_takes_over_goes_on_and_whoever_left_does_nothing_more() {
        let scene = before("find").by("mo").after(over("lin", "wen"));
        scene.clone().by("lin").when(straightly("find")).refused_by("P5");
        scene.by("wen").when(straightly("find")).done();
    }

    #[test]
    fn only_somebody_who_has_something_in_hand_hands_over_and_to_another_with_a_list() {
        before("find").by("mo").when(over("fang", "wen")).refused_with(["G12"]);
        before("find").by("mo").when(over("lin", "lin")).refused_by("G12");
        let bare = json!({ "from": "lin", "to": "wen", "why": "leave", "list": " " });
        before("find").by("mo").when(command("hand_over", bare)).refused_with(["G12"]);
        before("assign").by("mo").when(over("lin", "wen")).refused_by("G12");
    }

    #[test]
    fn the_team_keeps_its_number_and_nobody_who_must_stand_aside_takes_over() {
        before("find").by("mo").when(over("lin", "su")).refused_with(["P5"]);
        before("find").by("mo").when(over("lin", "he")).refused_with(["P8"]);
    }

    #[test]
    fn whoever_verified_never_reviews_not_even_after_a_hand_over() {
        let left = before("send_to_review").by("mo").after(over("lin", "wen"));
        let to_lin = command("send_to_review", json!({ "reviewer": "lin" }));
        let refused = left.when(to_lin).result.unwrap_err();
        assert!(refused.codes()[0].starts_with("P5"), "{refused}");
        let reviewing = before("review").by("mo");
        let refused = reviewing.when(over("tang", "su")).result.unwrap_err();
        assert!(refused.codes()[0].starts_with("P5"), "{refused}");
        let refused = reviewing.when(over("lin", "tang")).result.unwrap_err();
        assert!(refused.codes()[0].starts_with("P5"), "{refused}");
        let handed = reviewing.after(over("tang", "wen"));
        handed.clone().by("tang").when(straightly("review")).refused_by("P5.review");
        handed.by("wen").when(straightly("review")).done();
    }

    #[test]
    fn whoever_handed_over_does_not_examine_it_again_either() {
        let part = |before_step: &str, from: &str| {
            let scene = before(before_step).by("mo").after(over(from, "wen"));
            reexamination::earlier_part(&scene.case, &from.into())
        };
        assert_eq!(part("add_evidence", "su"), Some("是原核实组成员"));
        assert_eq!(part("review", "tang"), Some("是原审理人"));
    }

    #[test]
    fn a_seat_goes_to_the_same_department_and_only_before_the_opinion() {
        let scene = before("give_opinion").by("fang");
        scene.when(over("shen", "zu")).refused_by("P6");
        scene.when(over("shen", "kao")).refused_with(["P6"]);
        let handed = scene.knowing(|facts| {
            let shen = facts.people[&"shen".into()].clone();
            facts.people.insert("ban".into(), shen);
        });
        let handed = handed.after(over("shen", "ban"));
        let members = &handed.case.consultation.as_ref().unwrap().composed.members;
        assert!(members.iter().any(|m| m.person.as_str() == "ban" && m.unit.as_str() == "audit"));
        before("send_minutes").by("fang").when(over("shen", "kao")).refused_by("G12");
    }

    #[test]
    fn a_paper_that_differs_goes_along() {
        let scene = before("defend").by("su").paper_of("zhou", "2026-03-17").after(straightly("defend"));
        let differs = json!({ "paper": "1", "matches": false, "words": "户数不同。" });
        let scene = scene.by("lin").after(command("check_paper", differs));
        let handed = scene.by("mo").after(over("su", "wen"));
        let Some(Event::HandedOver(event)) = handed.events.last() else { panic!("{:?}", handed.events) };
        assert_eq!(event.held.len(), 2);
        let amend = || command("amend_paper", json!({ "paper": "1", "says": "应为9户。" }));
        handed.clone().by("su").when(amend()).refused_with(["G5"]);
        handed.by("wen").when(amend()).done();
    }
}
