//! 核实逾期 — after acceptance silence is not allowed either (P2).
//!
//! Source: mechanism §2 P2: "an overdue verification goes to the committee and to the official with reason and new
//! date". Before the limit ends a leader may extend it, once and at most by what the limit allows. When it passes
//! without a report that is recorded by itself, and again when the promised day passes; a leader then says why
//! and until when. The committee reads it on its page, applicants and the official on theirs: where the gate is
//! closed (G4) only who applied, for to that one an answer is owed. Not decided here: whether anybody answers
//! for the delay.

use serde::{Deserialize, Serialize};

use super::{
    Case, Event,
    admission::{accepted, unreported},
    gate,
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
    time_limit::lapse,
};

/// The limit of verification.
pub(super) const LIMIT: &str = "tol.verify";

/// The limit of verification was extended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerificationExtended {
    /// By how many of the limit's units.
    pub extended_by: u32,
    /// Why; applicants are told.
    pub why: String,
    /// Who approved it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The limit of verification, or the day promised after it, passed without a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerificationOverdue {
    /// The first day on which it was late.
    pub on: Day,
}

/// Why it is late, and until when it will be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelayExplained {
    /// Why; committee, official and applicants read it.
    pub why: String,
    /// The new date.
    pub new_date: Day,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Silence is not allowed after acceptance.
pub static RULE: Rule = Rule {
    code: "P2.overdue",
    phrase: "提出必受理",
    asks: "受理以后不得拖延：核实逾期的，向负责的党组织和当事人、申请人说明原因和新的期限，再次逾期的再次说明。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Extend the limit of verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtendVerification {
    /// 延长多少.
    pub extended_by: i64,
    /// 理由.
    pub why: String,
}

/// 延长核实期限.
pub const EXTEND: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("extended_by", "延长多少", Input::Count)
            .hint("与核实期限同一单位（如工作日），不超过规定的上限"),
        Field::new("why", "理由", Input::Text).hint("将告知申请人，不要写入案情"),
    ],
    help: "只能在期限届满以前延长，只能延长一次。",
    ..Action::new("extend_verification", "延长核实期限", &RULE, || {
        answers_of(&ExtendVerification { extended_by: 30, why: "示例".to_owned() })
    })
};

/// Say why it is late, and until when it will be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainDelay {
    /// 逾期原因.
    pub why: String,
    /// 新的期限.
    pub new_date: Day,
}

/// 说明核实逾期的原因和新的期限.
pub const EXPLAIN: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("why", "逾期原因", Input::Text).hint("将告知负责的党组织、当事人和申请人，不要写入案情"),
        Field::new("new_date", "新的期限", Input::Day).hint("到这一天仍没有核实报告的，须再次说明"),
    ],
    help: "没有批准告知的，只告知负责的党组织和申请人。",
    ..Action::new("explain_delay", "说明逾期原因和新的期限", &RULE, || {
        answers_of(&ExplainDelay { why: "示例".to_owned(), new_date: Day::constant(2026, 3, 4) })
    })
};

/// The delay that nobody explained yet.
pub(super) fn unexplained(case: &Case) -> Option<&VerificationOverdue> {
    case.overdue.last().filter(|(_, explained)| explained.is_none()).map(|(overdue, _)| overdue)
}

/// Whether verification is still to be done here.
fn under_way(case: &Case) -> bool {
    let open = case.reported.is_none() && case.determined.is_none();
    case.accepted.is_some() && case.transferred.is_none() && open
}

/// 核实逾期: the limit passed, or the day promised after it; never on a provisional date.
pub(super) fn lapsed(case: &Case, facts: &Facts) -> Vec<Event> {
    if !under_way(case) || unexplained(case).is_some() {
        return Vec::new();
    }
    let promised = case.overdue.last().and_then(|(_, explained)| explained.as_ref());
    let late = match promised {
        Some(explained) => (facts.today > explained.new_date).then(|| explained.new_date.next()),
        None => case.due_of(LIMIT, &facts.policy).and_then(|due| lapse(&due, facts.today)),
    };
    late.map(|on| Event::VerificationOverdue(VerificationOverdue { on })).into_iter().collect()
}

/// Keeps the report from being finished while nobody said why it is late.
pub(super) fn explained(case: &Case, missing: &mut Missing) {
    if let Some(overdue) = unexplained(case) {
        let says = format!(
            "核实已自{}起逾期，请先由领导说明逾期原因和新的期限，告知负责的党组织、当事人和申请人。",
            overdue.on.words()
        );
        missing.add(Reason::new(&RULE, says).remedy(EXPLAIN.name));
    }
}

pub(super) fn decide_extend(
    case: &Case,
    command: ExtendVerification,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_extend(case, facts)));
    let limit = facts.policy.limits.0.get(LIMIT);
    let most = limit.and_then(|limit| limit.extension).unwrap_or_default();
    let extended_by = u32::try_from(command.extended_by).ok().filter(|n| (1..=most).contains(n));
    missing.unless(extended_by.is_some(), || {
        let unit = limit.map_or("", |limit| limit.unit.title());
        Reason::new(&RULE, format!("核实期限可以延长1至{most}{unit}，请更正。")).at("extended_by")
    });
    missing.settle()?;
    Ok(vec![Event::VerificationExtended(VerificationExtended {
        extended_by: extended_by.unwrap_or_default(),
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_extend(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    accepted(case, &mut missing);
    unreported(case, &RULE, &mut missing);
    if let Some(extended) = &case.extended {
        let says =
            format!("核实期限已于{}延长，只能延长一次；逾期的，请说明原因和新的期限。", extended.on.words());
        missing.add(Reason::new(&RULE, says));
    }
    let limit = facts.policy.limits.0.get(LIMIT);
    missing.unless(limit.is_some_and(|limit| limit.extension.is_some()), || {
        Reason::new(&RULE, "本单位设定的核实期限不能延长；逾期的，请说明原因和新的期限。")
    });
    if let Some(due) = case.due_of(LIMIT, &facts.policy).filter(|due| !due.in_time(facts.acted_on())) {
        let says = format!("核实期限已于{}届满，不能再延长，请说明逾期原因和新的期限。", due.last.words());
        missing.add(Reason::new(&RULE, says).remedy(EXPLAIN.name));
    }
    missing.into_reasons()
}

pub(super) fn decide_explain(
    case: &Case,
    command: ExplainDelay,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_explain(case, facts)));
    missing.unless(command.new_date > facts.acted_on(), || {
        Reason::new(&RULE, "新的期限应当晚于说明之日，请更正。").at("new_date")
    });
    missing.settle()?;
    Ok(vec![Event::DelayExplained(DelayExplained {
        why: command.why,
        new_date: command.new_date,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_explain(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    unreported(case, &RULE, &mut missing);
    missing.unless(unexplained(case).is_some(), || {
        Reason::new(&RULE, "核实没有逾期，或者已经说明过原因和新的期限，不必再次说明。")
    });
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::tolerance::{
        Command, Tolerance,
        testing::{Scene, before, command, day, policy, straightly},
    };
    use crate::kind::{Audience, Kind as _};
    use serde_json::json;
    use std::sync::Arc;

    fn extend(by: i64) -> Command {
        command("extend_verification", json!({ "extended_by": by, "why": "等待鉴定结论" }))
    }

    fn explain(new_date: &str) -> Command {
        command("explain_delay", json!({ "why": "鉴定机构延期出具结论", "new_date": new_date }))
    }

    /// Accepted on 03-04: the sixtieth working day is 06-01.
    fn late(action: &str) -> Scene {
        let scene = before(action).on("2026-06-02");
        let lapsed = scene.lapsed();
        assert_eq!(lapsed, [Event::VerificationOverdue(VerificationOverdue { on: day("2026-06-02") })]);
        lapsed.into_iter().fold(scene, Scene::with)
    }

    fn shown(scene: &Scene, audience: &Audience) -> Option<String> {
        let sheet = Tolerance::view(&scene.case, audience, scene.facts.today, &policy())?;
        Some(serde_json::to_string(&sheet).unwrap())
    }

    #[test]
    fn the_limit_is_extended_once_before_it_ends_and_never_beyond_its_maximum() {
        let scene = before("find");
        let due = |scene: &Scene| scene.case.due_of(LIMIT, &policy()).unwrap();
        assert_eq!(due(&scene).last, day("2026-06-01"));
        for wrong in [0, 31, -1] {
            scene.when(extend(wrong)).refused_with(["P2.overdue"]);
        }
        let longer = scene.clone().on("2026-06-01").after(extend(30));
        assert_eq!(due(&longer).extended_by, 30);
        assert_eq!(due(&longer).last, day("2026-07-14"));
        longer.when(extend(1)).refused_with(["P2.overdue"]);
        assert_eq!(longer.clone().on("2026-07-14").lapsed(), []);
        assert_eq!(longer.on("2026-07-15").lapsed().len(), 1);
        late("find").when(extend(10)).refused_with(["P2.overdue"]);
        before("accept").when(extend(10)).refused_with(["P2"]);
    }

    #[test]
    fn silence_after_acceptance_is_recorded_and_again_when_the_promise_passes() {
        assert_eq!(before("find").on("2026-06-01").lapsed(), []);
        let scene = late("find");
        assert_eq!(scene.clone().on("2026-09-01").lapsed(), [], "once until somebody says why");
        let explained = scene.after(explain("2026-06-12"));
        assert_eq!(explained.clone().on("2026-06-12").lapsed(), []);
        let again = explained.on("2026-06-13").lapsed();
        assert_eq!(again, [Event::VerificationOverdue(VerificationOverdue { on: day("2026-06-13") })]);
        assert_eq!(before("compose_consultation").on("2026-09-01").lapsed(), [], "it is reported");
    }

    #[test]
    fn nothing_lapses_on_a_provisional_date() {
        let scene = before("find").on("2026-06-02").knowing(|facts| {
            Arc::make_mut(&mut facts.policy.calendar).known_until = Some(day("2026-05-30"));
        });
        assert_eq!(scene.lapsed(), []);
    }

    #[test]
    fn the_report_waits_until_somebody_said_why_it_is_late() {
        let scene = late("report");
        let refusal = scene.when(straightly("report")).refused_with(["P2.overdue"]);
        assert_eq!(refusal.reasons[0].remedy, Some("explain_delay"));
        scene.when(explain("2026-06-02")).refused_with(["P2.overdue"]);
        let explained = scene.after(explain("2026-06-12"));
        explained.when(explain("2026-06-20")).refused_with(["P2.overdue"]);
        explained.when(straightly("report")).done();
        before("find").when(explain("2026-06-12")).refused_with(["P2.overdue"]);
    }

    #[test]
    fn reason_and_new_date_reach_committee_official_and_applicant_and_respect_the_gate() {
        let committee = Audience::Committee("district_committee".into());
        let official = Audience::Official("zhou".into());
        let (why, date) = ("鉴定机构延期出具结论", "2026年6月12日");
        let silent = late("find");
        assert!(shown(&silent, &committee).unwrap().contains("逾期"));
        let open = silent.after(explain("2026-06-12"));
        for audience in [&committee, &official] {
            let page = shown(&open, audience).unwrap();
            assert!(page.contains(why) && page.contains(date), "{page}");
        }
        let closed = late("approve_disclosure").after(explain("2026-06-12"));
        assert_eq!(shown(&closed, &official), None);
        let applied = closed.altered(|case| {
            let applied = case.applied.as_mut().unwrap();
            applied.applicant = crate::cases::tolerance::application::Applicant::Official;
            applied.by = "zhou".into();
        });
        assert!(shown(&applied, &official).unwrap().contains(why), "an answer owed is never withheld");
        let unit = Audience::Unit("shiqiao".into());
        assert_eq!(shown(&applied, &unit), None);
    }
}
