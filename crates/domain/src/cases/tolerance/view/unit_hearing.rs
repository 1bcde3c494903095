//! The unit as subject: what it was notified of, what it says, what became of that. Nothing of an official.

use super::sections::{facts, heading, note, opinion, table};
use crate::{
    cases::tolerance::{
        state::Case,
        unit_accountability::{Accountable, UnitDetermination, UnitNotified},
    },
    ids::{FileId, UnitId},
    judgement::outcome::Track,
    sheet::{Block, Say, Tone},
};

/// What whoever speaks for the unit sees of the hearing: from the notice on, and only where it was notified.
#[derive(Debug)]
pub(super) struct Hearing<'a> {
    accountable: &'a Accountable,
    notified: &'a UnitNotified,
}

impl<'a> Hearing<'a> {
    /// The hearing, for the unit that was notified.
    pub(super) fn of(case: &'a Case, unit: &UnitId) -> Option<Self> {
        let accountable = case.unit_held.as_ref().filter(|_| case.disclosed.is_some())?;
        let notified = accountable.notified.as_ref().filter(|told| told.to == *unit)?;
        Some(Self { accountable, notified })
    }

    /// Whether it may still be heard.
    pub(super) const fn waits(&self) -> bool {
        self.accountable.defended.is_none()
    }

    /// The paper with its defence.
    pub(super) fn file(&self) -> Option<FileId> {
        self.accountable.defended.as_ref().and_then(|said| said.file.clone())
    }

    pub(super) fn blocks(&self) -> Vec<Block> {
        let told = self.notified;
        let mut blocks = vec![
            facts([("告知日期", told.on.into()), ("申辩期至", told.defence_until.into())]),
            Block::Words(Say::from(&told.facts)),
            facts([
                ("拟认定意见", told.outcome.outcome.words_on(Track::Accountability).into()),
                ("依据", Say::from(&told.outcome.clause)),
            ]),
        ];
        blocks.extend(defence(self.accountable));
        blocks
    }
}

fn defence(accountable: &Accountable) -> Option<Block> {
    let defended = accountable.defended.as_ref()?;
    let rows = defended.points.iter().zip(1_u32..).map(|(point, number)| {
        let answer = accountable.answered.as_ref().and_then(|a| a.points.iter().find(|p| p.point == number));
        let adoption = answer.map_or("正在核查", |a| a.adoption.title());
        let why = answer.map(|a| a.why.clone()).unwrap_or_default();
        vec![Say::from(point), adoption.into(), why.into()]
    });
    Some(table(&["单位的申辩", "采纳与否", "理由"], rows.collect()))
}

/// All of it, for officers.
pub(super) fn for_officers(case: &Case) -> Vec<Block> {
    let Some(accountable) = &case.unit_held else { return Vec::new() };
    let held = &accountable.held;
    let mut blocks = vec![
        heading("单位问责"),
        facts([("启动问责的机关", Say::from(&held.body)), ("登记日期", held.on.into())]),
        Block::Words(Say::from(&held.why)),
    ];
    if let Some(found) = &accountable.found {
        let rests = |finding: &crate::judgement::five_dimensions::Finding| match &finding.tried {
            Some(tried) if finding.evidence.is_empty() => format!("查无证据：{tried}"),
            _ => finding.evidence.join("、"),
        };
        let distinctions = found.distinctions.iter().map(|d| {
            let (about, side) = (d.distinction.title(), d.side.title());
            vec![about.into(), side.into(), Say::from(&d.finding.why), rests(&d.finding).into()]
        });
        let bars = found.bars.iter().map(|b| {
            let (about, standing) = (b.bar.title(), b.standing.title());
            vec![about.into(), standing.into(), Say::from(&b.finding.why), rests(&b.finding).into()]
        });
        blocks.push(table(&["判定事项", "认定", "理由", "证据"], distinctions.chain(bars).collect()));
    }
    if let Some(proposed) = &accountable.proposed {
        let baseline = proposed.baseline.map_or("未记录", |baseline| baseline.title());
        blocks.push(facts([
            ("拟认定意见", proposed.outcome.words_on(Track::Accountability).into()),
            ("本应给予", baseline.into()),
            ("依据", Say::from(&proposed.clause)),
            ("理由", Say::from(&proposed.why)),
        ]));
    }
    if let Some(told) = &accountable.notified {
        let proof = Say::from(told.delivery.title()).and("，").and(&told.proof);
        blocks.push(facts([
            ("告知对象", Say::from(&told.to)),
            ("告知日期", told.on.into()),
            ("送达", proof),
            ("申辩期至", told.defence_until.into()),
        ]));
        blocks.push(Block::Words(Say::from(&told.facts)));
    }
    if let Some(defended) = &accountable.defended {
        blocks.push(opinion(
            &defended.signed_by,
            "单位申辩",
            &defended.points.join("\n"),
            defended.on,
            false,
        ));
        blocks.extend(defence(accountable));
    }
    blocks
}

/// The outcome of the unit, in a line.
pub(super) fn determined(made: &UnitDetermination) -> Block {
    let outcome = made.outcome.outcome.words_on(Track::Accountability);
    let says = Say::from("所在单位 ").and(&made.unit);
    note(Tone::Blue, says.and(format!("：{}，{outcome}。{}", made.group.title(), made.outcome.clause)))
}
