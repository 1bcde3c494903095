//! The official's view: papers served, own submissions, where it stands, what comes next, rights.

use super::{
    applied_by, frame, later,
    outside::{Answer, Late},
    sections,
};
use crate::{
    cases::tolerance::{
        defence::{DefenceAnswered, Defended},
        determination::ReviewNotice,
        feedback,
        notice::Notified,
        row,
        state::Case,
        withdrawal::ContinueAsked,
    },
    day::Day,
    facts::Policy,
    ids::PersonId,
    sheet::{Block, Doer, Next, Say, Section, Sheet, Step, Tone},
};

/// What an official sees: papers served, own submissions, where it stands, what comes next, rights. There
/// is no field for opinions of others, evidence, sources or other officials.
#[derive(Debug)]
pub(super) struct OfficialView<'a> {
    case_words: Sheet,
    /// The own application with the answer owed to it.
    applied: Option<(Vec<Block>, Answer<'a>)>,
    /// What was entered from papers of the own hand.
    papers: Option<Section>,
    /// All that waits for disclosure.
    open: Option<OpenToOfficial<'a>>,
}

#[derive(Debug)]
struct OpenToOfficial<'a> {
    person: PersonId,
    steps: Vec<Step>,
    late: Late<'a>,
    asked: Option<(&'a ContinueAsked, Option<bool>)>,
    notified: Option<&'a Notified>,
    defended: Option<&'a Defended>,
    waived: bool,
    answered: Option<&'a DefenceAnswered>,
    result: Option<ServedResult>,
    corrections: Vec<String>,
    confirmed: Vec<(String, Day)>,
    later: later::OwnLater<'a>,
}

/// The result, once it was served.
#[derive(Debug)]
pub(super) struct ServedResult {
    text: Option<String>,
    pub(super) waits: bool,
    notice: ReviewNotice,
}

impl ServedResult {
    /// What was served on `recipient`; the text only once it was acknowledged, where it was put here.
    pub(super) fn of(case: &Case, recipient: &str) -> Option<Self> {
        let served = case.served.contains_key(recipient);
        let made = case.determined.as_ref().filter(|_| served)?;
        let waits = feedback::waits(case, recipient);
        let text = if waits { None } else { feedback::result_text(case, recipient) };
        Some(Self { text, waits, notice: made.review_notice.clone() })
    }

    pub(super) fn section(&self) -> Section {
        let mut blocks = Vec::new();
        if self.waits {
            let says = "认定结果已经送达本页。请点“确认收到”后阅读全文；确认收到不等于同意结论。";
            blocks.push(sections::note(Tone::Amber, says));
        }
        blocks.extend(self.text.as_ref().map(|text| Block::Words(Say::from(text))));
        let notice = &self.notice;
        let says = format!(
            "对结果有异议的，可以自收到之日起 {} 个工作日内向{}申请异议复查，复查不会加重处理。",
            notice.days, notice.body
        );
        blocks.push(sections::note(Tone::Plain, says));
        sections::section("result", "认定结果", blocks)
    }
}

impl<'a> OfficialView<'a> {
    pub(super) fn of(case: &'a Case, person: &PersonId, today: Day, policy: &Policy) -> Option<Self> {
        let applied = applied_by(case, person).then(|| (sections::application(case), Answer::of(case)));
        let open = (case.disclosed.is_some() && case.concerns(person))
            .then(|| OpenToOfficial::of(case, person, today, policy));
        if applied.is_none() && open.is_none() {
            return None;
        }
        let status = match &open {
            Some(_) => (row::stage(case), Tone::Blue),
            None if case.transferred.is_some() => ("已移送", Tone::Blue),
            None if case.ended() => (row::stage(case), Tone::Plain),
            None if case.accepted.is_some() => ("已受理", Tone::Blue),
            None => ("已申请", Tone::Blue),
        };
        let papers = case.papers.own_section(person);
        Some(Self { case_words: frame::sheet(case, status, Vec::new()), applied, papers, open })
    }

    pub(super) fn sheet(self) -> Sheet {
        let mut sheet = self.case_words;
        if let Some((mut blocks, answer)) = self.applied {
            blocks.extend(answer.blocks());
            sheet.sections.push(sections::section("application", "我的申请", blocks));
        }
        sheet.sections.extend(self.papers);
        if let Some(open) = self.open {
            sheet.steps.clone_from(&open.steps);
            sheet.next = open.next();
            sheet.sections.extend(open.sections());
        }
        sheet
    }
}

impl<'a> OpenToOfficial<'a> {
    fn of(case: &'a Case, person: &PersonId, today: Day, policy: &Policy) -> Self {
        let made = case.determined.as_ref();
        let result = ServedResult::of(case, &format!("person:{person}"));
        let served = result.is_some();
        let own = made.iter().flat_map(|d| &d.owes).filter(|o| o.official.as_ref() == Some(person));
        let corrections = own.filter(|o| o.stream.kind() == "correction").map(|o| o.title.clone());
        let confirmed = case.effects_confirmed.values().map(|c| (c.appraisal.clone(), c.on));
        Self {
            person: person.clone(),
            steps: frame::outside_steps(case),
            late: &case.overdue,
            asked: case
                .continue_asked
                .iter()
                .find(|asked| asked.officials.contains(person))
                .map(|asked| (asked, case.continue_answers.get(person).copied())),
            notified: case.notified.get(person),
            defended: case.defended.get(person),
            waived: case.waived.contains_key(person),
            answered: case.defence_answered.get(person),
            result,
            corrections: corrections.filter(|_| served).collect(),
            confirmed: confirmed.filter(|_| served).collect(),
            later: later::OwnLater::of(case, person, today, policy),
        }
    }

    fn next(&self) -> Vec<Next> {
        let next = |action: &str, says: &str, rule: (&str, &str)| Next {
            action: Some(action.to_owned()),
            says: says.to_owned(),
            rule: (rule.0.to_owned(), rule.1.to_owned()),
            who: vec![Doer::Person(self.person.clone())],
            due: None,
        };
        let mut all = Vec::new();
        if let Some((_, None)) = self.asked {
            let says = "请答复是否要求继续办理；期满没有答复的，视为要求继续。";
            all.push(next("answer_continue", says, ("提出必受理", "P2")));
        }
        if let (Some(notified), None, false) = (self.notified, self.defended, self.waived) {
            let says = format!("您可以在{}以前陈述和申辩。", notified.defence_until.words());
            all.push(next("defend", &says, ("充分听取申辩", "P3")));
        }
        if self.result.as_ref().is_some_and(|r| r.waits) {
            all.push(next("acknowledge", "认定结果已经送达，请确认收到后阅读。", ("结果必反馈", "P7")));
        }
        all.extend(self.later.next().into_iter().map(|(action, says, rule)| next(action, &says, rule)));
        all
    }

    fn sections(&self) -> Vec<Section> {
        let mut all = Vec::new();
        if let Some(result) = &self.result {
            all.push(result.section());
        } else if !self.late.is_empty() {
            all.push(sections::section("late", "办理期限", sections::late(self.late)));
        }
        if let Some((asked, answer)) = self.asked {
            let says = match answer {
                None => "还没有答复。",
                Some(true) => "已经记为要求继续办理。",
                Some(false) => "您已经答复不再继续。",
            };
            let blocks = vec![Block::Words(Say::from(&asked.says)), sections::note(Tone::Plain, says)];
            all.push(sections::section("continue", "征询是否继续办理", blocks));
        }
        if let Some(notified) = self.notified {
            let mut blocks = vec![
                sections::facts([
                    ("告知日期", notified.on.into()),
                    ("申辩期至", notified.defence_until.into()),
                ]),
                Block::Words(Say::from(&notified.facts)),
            ];
            let rows = notified.outcomes.iter().map(|o| {
                vec![o.track.title().into(), o.outcome.words_on(o.track).into(), Say::from(&o.clause)]
            });
            let head = ["轨道", "拟认定意见", "依据"].map(str::to_owned).to_vec();
            blocks.push(Block::Table { head, rows: rows.collect() });
            all.push(sections::section("notice", "告知我的事实和拟认定意见", blocks));
        }
        if let Some(defended) = self.defended {
            let rows = defended.points.iter().zip(1_u32..).map(|(point, number)| {
                let answer = self.answered.and_then(|a| a.points.iter().find(|p| p.point == number));
                let adoption = answer.map_or("正在核查", |a| a.adoption.title());
                let why = answer.map(|a| a.why.clone()).unwrap_or_default();
                vec![Say::from(point), adoption.into(), why.into()]
            });
            let head = ["我的申辩", "采纳与否", "理由"].map(str::to_owned).to_vec();
            let blocks = vec![Block::Table { head, rows: rows.collect() }];
            all.push(sections::section("defence", "我的申辩", blocks));
        }
        if !self.corrections.is_empty() || !self.confirmed.is_empty() {
            let mut blocks = Vec::new();
            blocks.extend(
                self.corrections.iter().map(|c| sections::note(Tone::Plain, format!("需要纠正：{c}"))),
            );
            let done = self.confirmed.iter().map(|(name, on)| {
                sections::note(Tone::Green, format!("“{name}”的主管单位于{}确认已经消除影响。", on.words()))
            });
            blocks.extend(done);
            all.push(sections::section("after", "结果运用", blocks));
        }
        all.extend(self.later.sections());
        let rights = "您有权申请有关人员回避，有权陈述和申辩，申辩不会加重处理；收到结果后有权申请异议复查。";
        all.push(sections::section("rights", "您的权利", vec![sections::note(Tone::Plain, rights)]));
        all
    }
}
