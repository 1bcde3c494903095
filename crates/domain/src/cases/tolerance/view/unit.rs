//! The unit's view: what is asked of it, by when, its own words, the result served on it, what must be put right.

use super::{
    applied_for, course, frame, outside::Answer, sections, served::ServedResult, unit_hearing::Hearing,
};
use crate::{
    cases::tolerance::{
        row,
        state::Case,
        unit_opinion::{UnitAnswered, UnitAsked},
    },
    day::Day,
    facts::Policy,
    ids::UnitId,
    sheet::{Block, Doer, Next, Running, Say, Sheet, Step, Tone},
    time_limit::Due,
};

/// What the unit sees: what it was asked, what it answered, the result served on it, what must be put right.
#[derive(Debug)]
pub(super) struct UnitView<'a> {
    case_words: Sheet,
    applied: Option<(Vec<Block>, Answer<'a>)>,
    asked: Option<&'a UnitAsked>,
    answered: Option<&'a UnitAnswered>,
    hearing: Option<Hearing<'a>>,
    result: Option<ServedResult>,
    steps: Vec<Step>,
    unit: UnitId,
    running: Vec<Running>,
    dues: Vec<(&'static str, Due)>,
    corrections: Vec<String>,
    confirmed: Vec<(String, Day)>,
}

impl<'a> UnitView<'a> {
    pub(super) fn of(case: &'a Case, unit: &UnitId, today: Day, policy: &Policy) -> Option<Self> {
        let applied = applied_for(case, unit).then(|| (sections::application(case), Answer::of(case)));
        let asked = case.unit_asked.as_ref().filter(|a| a.of == *unit);
        let concerned = case.applied.as_ref().is_some_and(|a| a.unit == *unit);
        let result = ServedResult::of(case, &format!("unit:{unit}"));
        let hearing = Hearing::of(case, unit);
        let told = hearing.is_some();
        let open = case.disclosed.is_some() && (concerned || asked.is_some() || result.is_some() || told);
        if !open && applied.is_none() {
            return None;
        }
        let result = result.filter(|_| open);
        let headline = course::headline(case).0;
        let status = match open {
            true if result.as_ref().is_some_and(|result| result.waits) => "结果已经送达，请确认收到",
            true if asked.is_some() && case.unit_answered.is_none() => "等本单位提交意见",
            true => headline,
            false if case.transferred.is_some() => "已移送",
            false if case.ended() => row::stage(case),
            false if case.accepted.is_some() => "已受理",
            false => "已申请",
        };
        let reader =
            course::Reader { open, applied: applied.is_some(), asked: asked.is_some(), official: None };
        let doer = Doer::Unit(unit.clone());
        let due = |action: &'static str| Some((action, course::due_of(case, policy, action, &doer)?));
        let received = result.as_ref().is_some_and(ServedResult::is_received) && concerned;
        let owes = case.determined.iter().flat_map(|made| &made.owes).filter(|_| received);
        let confirmed = case.effects_confirmed.values().filter(|_| received);
        Some(Self {
            case_words: frame::sheet(case, (status, Tone::Blue), Vec::new()),
            running: course::running(case, today, policy, reader),
            dues: ["acknowledge", "defend_unit", "answer_unit"].into_iter().filter_map(due).collect(),
            corrections: owes
                .filter(|owed| owed.stream.kind() == "correction")
                .map(|owed| owed.title.clone())
                .collect(),
            confirmed: confirmed.map(|one| (one.appraisal.clone(), one.on)).collect(),
            applied,
            hearing,
            asked: asked.filter(|_| open),
            answered: case.unit_answered.as_ref().filter(|_| open && asked.is_some()),
            result,
            steps: if open { course::steps(case) } else { Vec::new() },
            unit: unit.clone(),
        })
    }

    pub(super) fn sheet(self) -> Sheet {
        let mut sheet = self.case_words;
        sheet.steps = self.steps;
        sheet.running = self.running;
        let next = |action: &str, says: &str, rule: (&str, &str)| Next {
            action: Some(action.to_owned()),
            says: says.to_owned(),
            rule: (rule.0.to_owned(), rule.1.to_owned()),
            who: vec![Doer::Unit(self.unit.clone())],
            due: self.dues.iter().find(|(known, _)| *known == action).map(|(_, due)| due.clone()),
        };
        if let Some(result) = &self.result {
            sheet.sections.push(result.section());
            if result.waits {
                let says = "认定结果已经送达，请确认收到，再阅读全文。";
                sheet.next.push(next("acknowledge", says, ("结果必反馈", "P7")));
            }
        }
        if let Some(hearing) = &self.hearing {
            if hearing.waits() {
                sheet.next.push(next("defend_unit", "就对本单位的告知陈述申辩。", ("充分听取申辩", "P3")));
            }
            sheet.sections.push(sections::section("hearing", "对本单位的告知和申辩", hearing.blocks()));
        }
        if let Some(asked) = self.asked {
            let mut blocks = vec![
                sections::facts([("要求的日期", asked.on.into())]),
                sections::heading("请本单位回答什么"),
                Block::Words(Say::from(&asked.asks)),
            ];
            if let Some(a) = self.answered {
                blocks.push(sections::heading("本单位的意见"));
                blocks.push(sections::opinion(&a.signed_by, a.view.title(), &a.says, a.on, false));
            } else {
                blocks.push(sections::note(
                    Tone::Amber,
                    "还没有提交。意见不能由当事人本人或者他（她）的下属签署。",
                ));
                let rule = ("征求所在单位意见", "P4");
                sheet.next.push(next("answer_unit", "请提交本单位的意见。", rule));
            }
            sheet.sections.push(sections::section("opinion", "请本单位提意见", blocks));
        }
        let mut after: Vec<_> = self
            .corrections
            .into_iter()
            .map(|title| {
                let says = format!("需要纠正：{title}。由本单位负责的，在“我的事项”里单独列出，写明期限。");
                sections::note(Tone::Plain, says.replace("。。", "。"))
            })
            .collect();
        after.extend(self.confirmed.into_iter().map(|(name, on)| {
            sections::note(Tone::Green, format!("“{name}”的主管单位于{}确认已经消除影响。", on.words()))
        }));
        if !after.is_empty() {
            sheet.sections.push(sections::section("after", "结果怎样落实", after));
        }
        if let Some((blocks, answer)) = self.applied {
            let blocks = answer.blocks().into_iter().chain(blocks).collect();
            sheet.sections.push(sections::section("application", "本单位的申请", blocks));
        }
        sheet
    }
}
