//! 催办、督办 in a tolerance case (G12.supervision).
//!
//! Source: docs/decisions/0028; the rules stand in [`crate::supervision`], which all kinds share. Whoever must stand
//! aside (P8) is neither reminded nor ordered. Not decided here: what is done by whoever was reminded (its own step).

use super::{Event, recusal, state::Case, tasks::tasks};
use crate::{
    facts::{Facts, Policy},
    ids::PersonId,
    kind::{Action, Task},
    people::Role,
    refusal::Missing,
    sheet::Doer,
    supervision::{self, supervised},
};

pub use crate::supervision::{
    ASK_PROGRESS as PROGRESS, AnswerSupervision, AskProgress, JUDGE, JudgeSupervision, ORDER,
    OrderSupervision, URGE, Urge, WITHDRAW, WithdrawSupervision,
};

/// 答复督办.
pub const ANSWER: Action = Action {
    who: &[
        Role::CaseManagement,
        Role::CaseOfficer,
        Role::TeamLeader,
        Role::DivisionHead,
        Role::ReviewOfficer,
        Role::Leader,
        Role::CommitteeClerk,
    ],
    ..supervision::ANSWER
};

supervised!(Case, Event, urgeable, fit);
supervised!(@progress Case, Event);

/// The tasks of which somebody may be reminded: nobody is pressed to speak for himself.
pub(super) fn urgeable(case: &Case, policy: &Policy) -> Vec<Task> {
    let mut all = tasks(case, policy);
    all.retain(|task| !matches!(&task.who, Doer::Person(person) if case.concerns(person)));
    all
}

fn fit(case: &Case, facts: &Facts, person: &PersonId, missing: &mut Missing) {
    recusal::fit(case, facts, person, "答复人", "to", missing);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{
        cases::tolerance::{
            Command, Tolerance,
            testing::{Scene, before, command, day, policy, straightly},
        },
        kind::{Audience, Kind, Part, Who},
        message::Message,
        people::Role,
        sheet::Doer,
    };

    const DAY: &str = "2026-03-31";

    fn order(to: &str, by: &str) -> Command {
        command("order_supervision", json!({ "to": to, "about": "核实进度。", "answer_by": by }))
    }

    /// 督办 by 叶 of 林, while evidence is collected.
    fn ordered() -> Scene {
        before("find").by("xu").after(order("lin", DAY))
    }

    fn answer() -> Command {
        command("answer_supervision", json!({ "order": "1", "says": "已经取证。" }))
    }

    fn judge(accepted: bool, extra: serde_json::Value) -> Command {
        let mut all = json!({ "order": "1", "accepted": accepted });
        all.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        command("judge_supervision", all)
    }

    #[test]
    fn a_task_is_urged_once_a_working_day_and_tells_whoever_must_act() {
        let scene = before("assign").by("xu");
        let task = super::urgeable(&scene.case, &policy()).remove(0);
        assert_eq!(task.who, Doer::Role(Role::CaseManagement));
        let urge = || command("urge", json!({ "task": "assign//case_management", "words": "请尽快。" }));
        let urged = scene.after(urge());
        let event = urged.events.last().unwrap();
        let told = Tolerance::messages(event, &urged.case);
        assert_eq!(told, [Message::role(Role::CaseManagement, "有一件待办被催办，请尽快办理。")]);
        assert_eq!(Tolerance::told(event).title, "催办");
        urged.clone().by("xu").when(urge()).refused_with(["G12.supervision"]);
        // The team was to be composed on a Thursday.
        urged.on("2026-03-06").by("xu").when(urge()).done();
        before("assign")
            .by("xu")
            .when(command("urge", json!({ "task": "report//lin" })))
            .refused_with(["G12.supervision"]);
    }

    #[test]
    fn nobody_is_pressed_to_speak_for_himself() {
        let tasks = super::urgeable(&before("defend").case, &policy());
        assert!(tasks.iter().all(|task| task.who != Doer::Person("zhou".into())), "{tasks:?}");
    }

    #[test]
    fn an_order_is_answered_judged_asked_again_and_withdrawn_by_those_whose_it_is() {
        let row = Tolerance::row(&ordered().case, &policy());
        let task = row.tasks.iter().find(|task| task.action == "answer_supervision").unwrap();
        assert_eq!((task.who.clone(), task.due.is_some()), (Doer::Person("lin".into()), true));
        let has = |person: &str, part| row.parts.contains(&(Who::Person(person.into()), part));
        assert!(has("xu", Part::Supervisor) && has("lin", Part::Supervised));

        ordered().by("su").when(answer()).refused_with(["G12.supervision"]);
        let answered = ordered().by("lin").after(answer());
        answered.clone().by("fang").when(judge(true, json!({}))).refused_with(["G12.supervision"]);
        answered.clone().by("xu").when(judge(false, json!({}))).refused_with(["G12.supervision"]);
        let accepted = answered.clone().by("xu").after(judge(true, json!({})));
        let open = |scene: &Scene| {
            let row = Tolerance::row(&scene.case, &policy());
            row.tasks.iter().filter(|task| task.action.ends_with("_supervision")).count()
        };
        assert_eq!((open(&answered), open(&accepted)), (1, 0));
        let again = answered.by("xu").after(judge(false, json!({ "why": "还差笔录。", "answer_by": DAY })));
        assert_eq!(open(&again), 1);
        let twice = again.by("lin").after(answer());
        let withdraw = || command("withdraw_supervision", json!({ "order": "1", "why": "不再需要。" }));
        twice.clone().by("lin").when(withdraw()).refused_with(["G12.supervision"]);
        assert_eq!(open(&twice.by("xu").after(withdraw())), 0);
    }

    #[test]
    fn nobody_orders_himself_nor_whoever_must_stand_aside_nor_for_a_day_that_has_passed() {
        let scene = before("find").by("xu");
        scene.when(order("xu", DAY)).refused_with(["G12.supervision"]);
        scene.when(order("lin", "2026-01-05")).refused_with(["G12.supervision"]);
        scene.when(order("he", DAY)).refused_with(["P8"]);
    }

    #[test]
    fn officials_units_and_committees_see_none_of_it() {
        let scene = before("close");
        let with = scene.clone().by("xu").after(order("lin", "2026-12-31"));
        let seen = |scene: &Scene, audience: &Audience| {
            format!("{:?}", Tolerance::view(&scene.case, audience, day("2026-06-01"), &policy()))
        };
        for audience in [
            Audience::Official("zhou".into()),
            Audience::Unit("shiqiao".into()),
            Audience::Committee("shiqiao".into()),
        ] {
            assert_eq!(seen(&with, &audience), seen(&scene, &audience));
        }
        assert_ne!(
            seen(&with, &Audience::Officer(Role::Leader)),
            seen(&scene, &Audience::Officer(Role::Leader))
        );
        with.by("fang").when(straightly("close")).done();
    }
}
