//! 准入 — what beats every step: a case must stand, must not be archived, and whoever must stand aside does
//! nothing in it (P8). Whether a role may ask at all is the access table's matter, not decided here.

use super::revocation;
use super::{
    acceptance, application, borrowing, closing, designation, destruction, gate, joinder, publicity, recusal,
    signal::{self, SignalRecorded},
    state::Case,
    transfer, volume, withdrawal,
};
use crate::{
    facts::Facts,
    kind::Action,
    paper,
    refusal::{Missing, Reason},
    rule::Rule,
};

/// What stands against any act of this sort in this case.
pub(super) fn barred(case: &Case, action: &Action, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(gate(paper::barred(action, facts)));
    let Some(applied) = &case.applied else {
        if let Some(signal) = &case.signal {
            return signalled(case, signal, action, facts, missing);
        }
        missing.unless(action.opens, || {
            Reason::new(&application::RULE, "还没有人提出申请，请先提出容错申请。").remedy("apply")
        });
        return missing.into_reasons();
    };
    if let Some(reason) = recusal::stands_aside(case, action.name, facts) {
        return vec![reason];
    }
    missing.unless(facts.acted_on() >= applied.on, || {
        let says = format!("纸面日期早于申请之日（{}），请核对后更正。", applied.on.words());
        Reason::new(&paper::RULE, says).at("paper_on")
    });
    let after_archive = revocation::AFTER_ARCHIVE.contains(&action.name);
    // A repeated application may still come in: it was answered (`joinder`).
    let after_archive = after_archive || action.name == joinder::RECEIVE.name;
    let after_archive = after_archive || action.name == destruction::ACTION.name;
    let after_archive = after_archive || borrowing::AFTER_ARCHIVE.contains(&action.name);
    let after_archive = after_archive || publicity::AFTER_ARCHIVE.contains(&action.name);
    missing.unless(case.archived.is_none() || after_archive, || {
        Reason::new(&closing::ARCHIVE_RULE, "本案已经归档，不能再办理。")
    });
    if case.archived.is_none() {
        let elsewhere = transfer::gone(case, action.name).or_else(|| designation::held(case, action.name));
        if let Some(reason) = elsewhere {
            missing.add(reason);
        }
    }
    over(case, action, &mut missing);
    missing.into_reasons()
}

/// What stands against an act while there is only a signal.
fn signalled(
    case: &Case,
    signal: &SignalRecorded,
    action: &Action,
    facts: &Facts,
    mut missing: Missing,
) -> Vec<Reason> {
    if let Some(reason) = recusal::stands_aside(case, action.name, facts) {
        return vec![reason];
    }
    missing.unless(facts.acted_on() >= signal.on, || {
        let says = format!("纸面日期早于收到反映之日（{}），请核对后更正。", signal.on.words());
        Reason::new(&paper::RULE, says).at("paper_on")
    });
    let destroys = action.name == destruction::ACTION.name;
    let lends = borrowing::AFTER_ARCHIVE.contains(&action.name);
    missing.unless(case.archived.is_none() || destroys || lends, || {
        Reason::new(&closing::ARCHIVE_RULE, "本案已经归档，不能再办理。")
    });
    let ends = [signal::TAKE_UP.name, signal::CONCLUDE.name].contains(&action.name);
    let files = [volume::ACTION.name, closing::ARCHIVE.name].contains(&action.name);
    let keeps = destroys || lends || (files && case.signal_concluded.is_some());
    let checks = [paper::CHECK.name, paper::AMEND.name].contains(&action.name);
    missing.unless(action.opens || ends || keeps || checks, || {
        let says =
            "这是一件反映，还没有启动容错程序；请先核查，依职权启动，或者由领导写明不启动的理由并答复。";
        Reason::new(&signal::RULE, says).remedy("take_up")
    });
    missing.into_reasons()
}

/// A case that went into another, or was taken back, is only archived; whoever applied in a joined one may
/// still take the application back.
fn over(case: &Case, action: &Action, missing: &mut Missing) {
    let told = [
        joinder::RECEIVE.name,
        volume::ACTION.name,
        closing::ARCHIVE.name,
        destruction::ACTION.name,
        paper::CHECK.name,
        paper::AMEND.name,
    ]
    .contains(&action.name);
    let told = told || borrowing::AFTER_ARCHIVE.contains(&action.name);
    if told {
        return;
    }
    if let Some(joined) = &case.joined_into {
        missing.unless(action.name == withdrawal::WITHDRAW.name, || {
            let says = format!("本案已于{}并入{}，请在该案中办理。", joined.on.words(), joined.into_number);
            Reason::new(&joinder::RULE, says)
        });
    }
    if let Some(withdrawn) = &case.withdrawn {
        let says = format!("申请已于{}全部撤回，本案不再办理。需要的可以重新申请。", withdrawn.on.words());
        missing.add(Reason::new(&withdrawal::RULE, says));
    }
}

/// Notes that the determination was made, where it was: the steps before it are over then.
pub(super) fn undetermined(case: &Case, rule: &'static Rule, missing: &mut Missing) {
    if let Some(determined) = &case.determined {
        let says = format!("本案已于{}作出认定，这一步不能再办理。", determined.on.words());
        missing.add(Reason::new(rule, says));
    }
}

/// Notes that the application was not accepted, where it was not.
pub(super) fn accepted(case: &Case, missing: &mut Missing) {
    missing.unless(case.accepted.is_some(), || {
        Reason::new(&acceptance::RULE, "申请尚未受理，请先受理。").remedy("accept")
    });
}

/// Notes that the report is final, where it is: what it rests on is not changed under it.
pub(super) fn unreported(case: &Case, rule: &'static Rule, missing: &mut Missing) {
    undetermined(case, rule, missing);
    if let (Some(reported), None) = (&case.reported, &case.determined) {
        let says = format!(
            "核实报告已于{}定稿，这一步不能再办理；确有新情况的，由审理退回补充核实。",
            reported.on.words()
        );
        missing.add(Reason::new(rule, says));
    }
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::testing::{application, before, command, given, straightly};
    use serde_json::json;

    #[test]
    fn nothing_is_done_in_a_case_nobody_applied_for() {
        given([]).when(straightly("accept")).refused_with(["P1"]);
    }

    #[test]
    fn a_paper_is_neither_from_tomorrow_nor_older_than_the_application() {
        let scene = before("accept").by("fang");
        scene.clone().paper_of("fang", "2026-03-05").when(straightly("accept")).refused_with(["G5"]);
        scene.clone().paper_of("fang", "2026-03-01").when(straightly("accept")).refused_with(["G5"]);
        scene.paper_of("fang", "2026-03-03").when(straightly("accept")).done();
    }

    #[test]
    fn a_paper_without_a_date_is_refused() {
        let undated = given([]).by("fang").knowing(|facts| facts.acted_for = Some("zhou".into()));
        undated.when(command("apply", application())).refused_with(["G5"]);
    }

    #[test]
    fn a_paper_without_a_place_or_in_nobodys_name_is_refused() {
        let placeless = before("accept").by("fang").paper_of("mo", "2026-03-03");
        let placeless = placeless.knowing(|facts| facts.original.place = Some("  ".to_owned()));
        placeless.when(straightly("accept")).refused_with(["G5"]);
        let mine = before("accept").by("fang").paper_of("mo", "2026-03-03");
        mine.knowing(|facts| facts.acted_for = None).when(straightly("accept")).refused_with(["G5"]);
    }

    #[test]
    fn what_the_report_rests_on_is_not_changed_under_it() {
        for action in ["find", "set_baseline", "propose_outcome", "notify", "answer_defence"] {
            let refusal = before("compose_consultation").when(straightly(action)).result.unwrap_err();
            assert!(refusal.reasons[0].says.contains("核实报告已于2026年3月20日定稿"), "{refusal}");
        }
        let serve = json!({ "words": "再次批准" });
        before("serve").when(command("approve_disclosure", serve)).refused_by("G4");
    }
}
