//! 移送（平级）、转送（下级）、报送（上级）、转办 — a matter beyond competence goes where it belongs, and the receipt is
//! kept (P2, G2).
//!
//! Source: mechanism §2 P2 ("transfers in the right direction, receipt kept"), §3 G2, §9. Only what the officials'
//! management puts beyond this organ is passed on: transfer is no way of turning an application away. Whether
//! the matter belongs to another place of the same rank is not decided here, for the register cannot tell for
//! certain: the upper organ is asked (`designation`). Nothing stops the clock: what is returned goes on with the
//! days that have passed.

use serde::{Deserialize, Serialize};

use super::{
    Case, Event, acceptance,
    admission::undetermined,
    competence::{self, Competence, competence_of},
    evidence::uploaded,
    gate,
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId, UnitId},
    kind::{Action, answers_of},
    people::{Role, Tier, words},
    refusal::{self, Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};

words! {
    /// Which way a matter goes.
    Direction {
        /// 移送, between organs of one rank.
        Level = "level" "移送",
        /// 转送, downwards.
        Down = "down" "转送",
        /// 报送, upwards.
        Up = "up" "报送",
        /// 转办, downwards, with the result to be reported back.
        HandOn = "hand_on" "转办",
    }
}

/// What a form offers, with the direction in words.
const DIRECTIONS: &[(&str, &str)] = &[
    ("up", "报送（上级）"),
    ("level", "移送（平级）"),
    ("down", "转送（下级）"),
    ("hand_on", "转办（下级）"),
];

/// The matter was passed on to whoever is competent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    /// Which way.
    pub direction: Direction,
    /// To whom.
    pub to: UnitId,
    /// The official who put it beyond competence.
    pub official: PersonId,
    /// Under whose management the official was on that day.
    pub tier: Tier,
    /// In words.
    pub why: String,
    /// By when the receipt is asked for.
    pub receipt_by: Day,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The receipt is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferReceipted {
    /// Number of the receipt.
    pub number: String,
    /// The day the other side got it.
    pub received_on: Day,
    /// The receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who entered it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// It came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferReturned {
    /// The other side's reasons.
    pub why: String,
    /// The day it came back.
    pub returned_on: Day,
    /// Who entered it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Nothing within competence is passed on.
pub static RULE: Rule = Rule {
    code: "P2",
    phrase: "提出必受理",
    asks: "属于本机关管辖的一律受理，不得以移送代替受理；不属于的按方向报送、移送、转送，并留存回执。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// The receipt is kept.
pub static RECEIPT_RULE: Rule = Rule {
    code: "P2.receipt",
    phrase: "提出必受理",
    asks: "移送、转送、报送、转办的，留存对方的回执；被退回的，回到受理环节，期限连续计算。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Pass the matter on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// 方向.
    pub direction: Direction,
    /// 送往单位.
    pub to: UnitId,
    /// 理由.
    pub why: String,
    /// 请对方何日以前确认收到.
    pub receipt_by: Day,
}

/// 移送（转送、报送、转办）.
pub const TRANSFER: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("direction", "方向", Input::Choice(DIRECTIONS))
            .hint("当事人的管理层级高于本机关管辖的，报送上级；低于的，转送或者转办"),
        Field::new("to", "送往单位", Input::Unit).hint("报送的，填写上级纪检监察机关"),
        Field::new("why", "理由", Input::Text).hint("写明当事人的职务和管理层级"),
        Field::new("receipt_by", "请对方何日以前确认收到", Input::Day).hint("这个日期也告知申请人"),
    ],
    document: Some("transfer"),
    grave: true,
    help: "只有当事人的管理层级不属于本机关管辖的才能送出；属于本机关管辖的一律受理。",
    ..Action::new("transfer", "移送（转送、报送、转办）", &RULE, || {
        answers_of(&Transfer {
            direction: Direction::Up,
            to: "shiqiao".into(),
            why: "示例".to_owned(),
            receipt_by: Day::constant(2026, 3, 4),
        })
    })
};

/// Enter the receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterReceipt {
    /// 回执文号.
    pub number: String,
    /// 对方收到之日.
    pub received_on: Day,
    /// 回执.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 登记移送回执.
pub const RECEIPT: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("number", "回执文号", Input::Line),
        Field::new("received_on", "对方收到之日", Input::Day),
        Field::new("file", "回执", Input::File).optional(),
    ],
    ..Action::new("enter_receipt", "登记移送回执", &RECEIPT_RULE, || {
        answers_of(&EnterReceipt {
            number: "示例".to_owned(),
            received_on: Day::constant(2026, 3, 4),
            file: Some("file".into()),
        })
    })
};

/// Enter that it came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterReturn {
    /// 退回理由.
    pub why: String,
    /// 退回之日.
    pub returned_on: Day,
}

/// 登记被退回.
pub const RETURN: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("why", "对方退回的理由", Input::Text),
        Field::new("returned_on", "退回之日", Input::Day),
    ],
    help: "登记以后回到受理环节，期限从收到申请起连续计算，送出的日子不扣除。",
    ..Action::new("enter_return", "登记被退回", &RECEIPT_RULE, || {
        answers_of(&EnterReturn { why: "示例".to_owned(), returned_on: Day::constant(2026, 3, 4) })
    })
};

/// What may still be done here once the matter went elsewhere.
const AFTERWARDS: &[&str] = &["enter_receipt", "enter_return", "catalogue", "archive"];

/// Keeps everything else from being done while the matter is elsewhere.
pub(super) fn gone(case: &Case, action: &str) -> Option<Reason> {
    let sent = case.transferred.as_ref().filter(|_| !AFTERWARDS.contains(&action))?;
    let says = format!(
        "本案已于{}{}{}，不再由本机关办理；被退回的，请先登记退回。",
        sent.on.words(),
        sent.direction.title(),
        refusal::unit(&sent.to)
    );
    Some(Reason::new(&competence::RULE, says).remedy(RETURN.name))
}

/// The ways an official under `tier` may be passed on: upwards where no management of ours is as high, downwards
/// where all of ours are higher.
fn ways(ours: &[Tier], tier: Tier) -> &'static [Direction] {
    let (highest, lowest) = (ours.iter().min(), ours.iter().max());
    if highest.is_none_or(|highest| tier < *highest) {
        &[Direction::Up]
    } else if lowest.is_some_and(|lowest| tier > *lowest) {
        &[Direction::Down, Direction::HandOn]
    } else {
        &[Direction::Level]
    }
}

/// The unit it goes to: known, another organ, the upper one where it goes up, and never the one concerned.
fn addressed(case: &Case, command: &Transfer, facts: &Facts, missing: &mut Missing) {
    let to = &command.to;
    let at = |says: &str| Reason::new(&competence::RULE, says).at("to");
    missing.unless(facts.units.contains_key(to), || at("机构库中没有所选的送往单位，请从机构库中重新选择。"));
    missing.unless(to != case.organ(&facts.policy), || at("送往单位就是本机关，请另选有管辖权的机关。"));
    match (command.direction, &facts.policy.settings.upper_organ) {
        (Direction::Up, Some(upper)) => missing.unless(to == upper, || {
            let says = format!("报送须送上级纪检监察机关{}，请改选。", refusal::unit(upper));
            Reason::new(&competence::RULE, says).at("to")
        }),
        (Direction::Up, None) => {}
        _ => {
            let theirs = case.officials().filter_map(|official| facts.person(official));
            let unit = case.applied.iter().map(|applied| &applied.unit);
            let concerned = theirs.map(|person| &person.unit).chain(unit).any(|unit| unit == to);
            missing.unless(!concerned, || at("不得送往当事人所在的单位，请改选有管辖权的机关。"));
        }
    }
}

pub(super) fn decide_transfer(case: &Case, command: Transfer, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_transfer(case, facts)));
    let found = competence_of(case, facts);
    if let Competence::Beyond(_, tier) = found {
        let right = ways(&facts.policy.settings.competence, tier);
        missing.unless(right.contains(&command.direction), || {
            let words: Vec<_> = right.iter().map(|way| way.title()).collect();
            let says = format!(
                "当事人属于{}，应当{}，不是{}，请更正方向。",
                tier.title(),
                words.join("或者"),
                command.direction.title()
            );
            Reason::new(&competence::RULE, says).at("direction")
        });
    }
    addressed(case, &command, facts, &mut missing);
    missing.unless(command.receipt_by >= facts.acted_on(), || {
        Reason::new(&RECEIPT_RULE, "请对方确认收到的日期早于送出之日，请更正。").at("receipt_by")
    });
    missing.settle()?;
    let Competence::Beyond(official, tier) = found else {
        return Err(Refusal::one(&RULE, "本案属于本机关管辖，不得移送。"));
    };
    Ok(vec![Event::Transferred(Transferred {
        direction: command.direction,
        to: command.to,
        official: official.clone(),
        tier,
        why: command.why,
        receipt_by: command.receipt_by,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_transfer(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    undetermined(case, &RULE, &mut missing);
    missing.unless(competence_of(case, facts) != Competence::Within, || {
        let reason = Reason::new(&RULE, "当事人均属于本机关管辖，提出的申请一律受理，不得移送他处。");
        if case.accepted.is_none() { reason.remedy(acceptance::ACTION.name) } else { reason }
    });
    missing.into_reasons()
}

/// The transfer, or the reason that there is none.
fn sent(case: &Case) -> Result<&Transferred, Vec<Reason>> {
    case.transferred
        .as_ref()
        .ok_or_else(|| vec![Reason::new(&RECEIPT_RULE, "本案没有送出，不必登记回执或者退回。")])
}

/// A day on which something became of the transfer: not before it, not after today.
fn between(case: &Case, day: Day, field: &'static str, facts: &Facts, missing: &mut Missing) {
    let sent_on = case.transferred.as_ref().map_or(day, |sent| sent.on);
    missing.unless(sent_on <= day && day <= facts.acted_on(), || {
        let says =
            format!("日期应在送出之日（{}）至{}之间，请更正。", sent_on.words(), facts.acted_on().words());
        Reason::new(&RECEIPT_RULE, says).at(field)
    });
}

pub(super) fn decide_receipt(
    case: &Case,
    command: EnterReceipt,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_receipt(case, facts)));
    between(case, command.received_on, "received_on", facts, &mut missing);
    uploaded(command.file.as_ref(), &RECEIPT_RULE, facts, &mut missing);
    missing.settle()?;
    Ok(vec![Event::TransferReceipted(TransferReceipted {
        number: command.number,
        received_on: command.received_on,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_receipt(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(sent(case));
    if let Some(receipt) = &case.receipted {
        let says = format!("已于{}登记回执（{}），不必再次登记。", receipt.on.words(), receipt.number);
        missing.add(Reason::new(&RECEIPT_RULE, says));
    }
    missing.into_reasons()
}

pub(super) fn decide_return(case: &Case, command: EnterReturn, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_return(case, facts)));
    between(case, command.returned_on, "returned_on", facts, &mut missing);
    missing.settle()?;
    Ok(vec![Event::TransferReturned(TransferReturned {
        why: command.why,
        returned_on: command.returned_on,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_return(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(sent(case));
    missing.into_reasons()
}

/// Proof that a matter passed on has arrived: only then is it archived here.
pub(super) fn arrived(case: &Case, missing: &mut Missing) {
    missing.unless(case.receipted.is_some(), || {
        let says = "送出以后还没有收到对方的回执，不能归档，请先登记回执。";
        Reason::new(&RECEIPT_RULE, says).remedy(RECEIPT.name)
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::tolerance::testing::{Scene, before, command, straightly};
    use crate::kind::Kind as _;
    use serde_json::json;
    use std::sync::Arc;

    fn of(scene: Scene, tier: Tier) -> Scene {
        scene.knowing(|facts| {
            facts.people.get_mut(&PersonId::from("zhou")).unwrap().tier = tier;
            let settings = Arc::make_mut(&mut facts.policy.settings);
            settings.upper_organ = Some("district_committee".into());
        })
    }

    fn transfer(direction: &str, to: &str) -> crate::cases::tolerance::Command {
        command(
            "transfer",
            json!({ "direction": direction, "to": to, "why": "市管干部", "receipt_by": "2026-06-30" }),
        )
    }

    fn sent() -> Scene {
        of(before("accept"), Tier::City).after(transfer("up", "district_committee"))
    }

    fn receipt(on: &str) -> crate::cases::tolerance::Command {
        command("enter_receipt", json!({ "number": "市收〔2026〕8号", "received_on": on, "file": "scan" }))
    }

    fn came_back(on: &str) -> crate::cases::tolerance::Command {
        command("enter_return", json!({ "why": "已改任区管职务", "returned_on": on }))
    }

    #[test]
    fn nobody_passes_on_what_this_organ_is_competent_for() {
        for action in ["accept", "assign", "compose_consultation"] {
            of(before(action), Tier::District)
                .when(transfer("up", "district_committee"))
                .refused_with(["P2"]);
        }
    }

    #[test]
    fn the_direction_follows_from_the_management() {
        let higher = of(before("accept"), Tier::City);
        for wrong in ["level", "down", "hand_on"] {
            higher.when(transfer(wrong, "audit")).refused_with(["G2"]);
        }
        higher.when(transfer("up", "audit")).refused_with(["G2"]);
        higher.when(transfer("up", "district_committee")).done();
        let only = |ours: &[Tier]| {
            let ours = ours.to_vec();
            of(before("accept"), Tier::Section)
                .knowing(move |facts| Arc::make_mut(&mut facts.policy.settings).competence = ours)
        };
        only(&[Tier::City]).when(transfer("up", "district_committee")).refused_with(["G2"]);
        only(&[Tier::City]).when(transfer("down", "audit")).done();
        only(&[Tier::City]).when(transfer("hand_on", "audit")).done();
        only(&[Tier::District, Tier::Other]).when(transfer("level", "audit")).done();
        only(&[Tier::City]).when(transfer("down", "shiqiao")).refused_with(["G2"]);
        only(&[Tier::City]).when(transfer("down", "discipline")).refused_with(["G2"]);
    }

    #[test]
    fn what_went_elsewhere_is_not_handled_here_and_waits_for_its_receipt() {
        let scene = sent();
        let row = crate::cases::tolerance::Tolerance::row(&scene.case, &scene.facts.policy);
        assert_eq!(row.stage, "已移送");
        assert_eq!(row.tasks.iter().map(|task| task.action).collect::<Vec<_>>(), ["enter_receipt"]);
        scene.when(straightly("accept")).refused_with(["G2"]);
        scene.when(transfer("up", "district_committee")).refused_with(["G2"]);
        assert_eq!(of(scene.clone(), Tier::Section).on("2026-04-30").lapsed(), []);
        let archive = || command("archive", json!({ "volume": "2026-17", "checker": "wen" }));
        scene.when(archive()).refused_with(["P2.receipt"]);
        scene.when(receipt("2026-03-03")).refused_with(["P2.receipt"]);
        let received = scene.on("2026-03-10").after(receipt("2026-03-09"));
        received.when(receipt("2026-03-09")).refused_with(["P2.receipt"]);
        let row = crate::cases::tolerance::Tolerance::row(&received.case, &received.facts.policy);
        assert_eq!(row.tasks.iter().map(|task| task.action).collect::<Vec<_>>(), ["archive"]);
        received.when(archive()).done();
    }

    #[test]
    fn what_came_back_goes_on_with_the_days_that_passed() {
        let back = sent().on("2026-03-20").after(came_back("2026-03-19"));
        let due = back.case.due_of("tol.file_no", &back.facts.policy).unwrap();
        assert_eq!(due.last.to_string(), "2026-03-09");
        back.when(straightly("accept")).refused_with(["G2"]);
        // Back within competence it counts as accepted: not before it came back.
        let ours = of(back, Tier::Section);
        let lapsed = ours.lapsed();
        let [Event::DeemedAccepted(deemed)] = lapsed.as_slice() else { panic!("{lapsed:?}") };
        assert_eq!(deemed.on.to_string(), "2026-03-19");
        before("accept").when(came_back("2026-03-04")).refused_with(["P2.receipt"]);
    }
}
