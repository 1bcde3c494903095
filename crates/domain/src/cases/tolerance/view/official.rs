//! The official's view: papers served, own submissions, where it stands, what comes next, rights.

use super::{
    applied_by, course, frame, later,
    outside::{Answer, Late},
    sections,
    served::{self, ServedResult},
};
use crate::{
    cases::tolerance::{
        defence::{DefenceAnswered, Defended},
        notice::Notified,
        publicity, row,
        state::Case,
        withdrawal::ContinueAsked,
    },
    day::Day,
    facts::Policy,
    ids::PersonId,
    sheet::{Block, Doer, Next, Running, Say, Section, Sheet, Step, Tone},
    time_limit::Due,
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
    running: Vec<Running>,
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
    publicity: Option<&'a publicity::Publicity>,
    /// When and how the notice came.
    notice_came: Option<Block>,
    how: Vec<Block>,
    review: Vec<Block>,
    dues: Vec<(&'static str, Due)>,
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
            Some(open) => open.headline(case),
            None if case.transferred.is_some() => ("已移送", Tone::Blue),
            None if case.ended() => (row::stage(case), Tone::Plain),
            None if case.accepted.is_some() => ("已受理", Tone::Blue),
            None => ("已申请", Tone::Blue),
        };
        let papers = case.papers.own_section(person);
        let reader = course::Reader {
            open: open.is_some(),
            applied: applied.is_some(),
            asked: false,
            official: Some(person),
        };
        let running = course::running(case, today, policy, reader);
        Some(Self { case_words: frame::sheet(case, status, Vec::new()), applied, papers, open, running })
    }

    pub(super) fn sheet(self) -> Sheet {
        let mut sheet = self.case_words;
        sheet.running = self.running;
        if let Some(open) = &self.open {
            sheet.steps.clone_from(&open.steps);
            sheet.next = open.next();
            sheet.sections.extend(open.papers());
        }
        if let Some((blocks, answer)) = self.applied {
            // The answer first: it is what one looks for.
            let blocks = answer.blocks().into_iter().chain(blocks).collect();
            sheet.sections.push(sections::section("application", "我的申请", blocks));
        }
        if let Some(open) = self.open {
            sheet.sections.extend(open.own());
            sheet.sections.extend(self.papers);
            sheet.sections.extend(open.rest());
        } else {
            sheet.sections.extend(self.papers);
        }
        sheet
    }
}

impl<'a> OpenToOfficial<'a> {
    fn of(case: &'a Case, person: &PersonId, today: Day, policy: &Policy) -> Self {
        let made = case.determined.as_ref();
        let result = ServedResult::of(case, &format!("person:{person}"));
        let received = result.as_ref().is_some_and(ServedResult::is_received);
        let own = made.iter().flat_map(|d| &d.owes).filter(|o| o.official.as_ref() == Some(person));
        let corrections = own.filter(|o| o.stream.kind() == "correction").map(|o| o.title.clone());
        let confirmed = case.effects_confirmed.values().map(|c| (c.appraisal.clone(), c.on));
        let notified = case.notified.get(person);
        let doer = Doer::Person(person.clone());
        let due = |action: &'static str| Some((action, course::due_of(case, policy, action, &doer)?));
        Self {
            person: person.clone(),
            steps: course::steps(case),
            late: &case.overdue,
            asked: case
                .continue_asked
                .iter()
                .find(|asked| asked.officials.contains(person))
                .map(|asked| (asked, case.continue_answers.get(person).copied())),
            notified,
            defended: case.defended.get(person),
            waived: case.waived.contains_key(person),
            answered: case.defence_answered.get(person),
            // What follows from the result would tell it before it was received.
            corrections: corrections.filter(|_| received).collect(),
            confirmed: confirmed.filter(|_| received).collect(),
            later: later::OwnLater::of(case, person, today, policy),
            publicity: case.publicity.as_ref().filter(|one| one.sent.is_some()),
            notice_came: notified.map(served::notice),
            how: if received { course::how(case, Some(person)) } else { Vec::new() },
            review: if result.is_some() { course::review(case, person, today, policy) } else { Vec::new() },
            dues: ["answer_continue", "defend", "acknowledge", "defend_revocation"]
                .into_iter()
                .filter_map(due)
                .collect(),
            result,
        }
    }

    /// What waits for the official comes before where the case stands.
    fn headline(&self, case: &Case) -> (&'static str, Tone) {
        if self.result.as_ref().is_some_and(|result| result.waits) {
            ("结果已经送达，请确认收到", Tone::Amber)
        } else if self.may_defend() {
            ("已经告知事实和拟认定意见，等您申辩", Tone::Amber)
        } else {
            course::headline(case)
        }
    }

    fn may_defend(&self) -> bool {
        self.notified.is_some() && self.defended.is_none() && !self.waived && self.result.is_none()
    }

    fn next(&self) -> Vec<Next> {
        let next = |action: &str, says: &str, rule: (&str, &str)| Next {
            action: Some(action.to_owned()),
            says: says.to_owned(),
            rule: (rule.0.to_owned(), rule.1.to_owned()),
            who: vec![Doer::Person(self.person.clone())],
            due: self.dues.iter().find(|(known, _)| *known == action).map(|(_, due)| due.clone()),
        };
        let mut all = Vec::new();
        if let Some((_, None)) = self.asked {
            let says = "请答复是否要求继续办理；到期没有答复的，当作要求继续。";
            all.push(next("answer_continue", says, ("提出必受理", "P2")));
        }
        if let (Some(notified), true) = (self.notified, self.may_defend()) {
            let says =
                format!("您可以在{}以前陈述和申辩，处理不会因此加重。", notified.defence_until.words());
            all.push(next("defend", &says, ("充分听取申辩", "P3")));
        }
        if self.result.as_ref().is_some_and(|r| r.waits) {
            all.push(next("acknowledge", "认定结果已经送达，请确认收到，再阅读全文。", ("结果必反馈", "P7")));
        }
        let unanswered =
            |one: &&publicity::Publicity| !one.answers.contains_key(&self.person) && one.published.is_none();
        if self.publicity.as_ref().is_some_and(unanswered) {
            let says = "拟公开的文本已经去除身份信息，请阅看并答复；您没有答复以前不会公开。";
            let rule = (publicity::RULE.phrase, publicity::RULE.code);
            all.push(next("answer_publicity", says, rule));
        }
        all.extend(self.later.next().into_iter().map(|(action, says, rule)| next(action, &says, rule)));
        all
    }

    /// What was served on the official.
    fn papers(&self) -> Vec<Section> {
        let mut all = Vec::new();
        all.extend(self.result.as_ref().map(ServedResult::section));
        if self.result.is_none() && !self.late.is_empty() {
            all.push(sections::section("late", "为什么延期", sections::late(self.late)));
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
            let mut blocks: Vec<_> = self.notice_came.iter().cloned().collect();
            blocks.push(Block::Words(Say::from(&notified.facts)));
            let rows = notified.outcomes.iter().map(|o| {
                let says = format!("{}。依据：{}", o.outcome.words_on(o.track), o.clause);
                (o.track.title().to_owned(), Say::from(says))
            });
            blocks.push(sections::heading("拟认定意见"));
            blocks.push(Block::Facts(rows.collect()));
            all.push(sections::section("notice", "告知我的事实和拟认定意见", blocks));
        }
        all
    }

    /// What the official said, and what became of it.
    fn own(&self) -> Vec<Section> {
        let mut all = Vec::new();
        if let Some(defended) = self.defended {
            let rows = defended.points.iter().zip(1_u32..).map(|(point, number)| {
                let answer = self.answered.and_then(|a| a.points.iter().find(|p| p.point == number));
                let says = match answer {
                    None => "\n答复：正在核查。".to_owned(),
                    Some(one) => format!("\n答复：{}。{}", one.adoption.title(), one.why),
                };
                (format!("第{number}条"), Say::from(point).and(says))
            });
            let mut blocks = vec![sections::facts([("提出", defended.on.into())])];
            blocks.push(Block::Facts(rows.collect()));
            all.push(sections::section("defence", "我的申辩和答复", blocks));
        } else if self.waived {
            let says = "您已经声明放弃申辩。在作出认定以前，您随时可以收回这个声明。";
            all.push(sections::section("defence", "我的申辩和答复", vec![sections::note(Tone::Plain, says)]));
        }
        all
    }

    fn rest(&self) -> Vec<Section> {
        let mut all = Vec::new();
        if !self.corrections.is_empty() || !self.confirmed.is_empty() {
            let mut blocks = Vec::new();
            blocks.extend(
                self.corrections.iter().map(|c| sections::note(Tone::Plain, format!("需要纠正：{c}"))),
            );
            let done = self.confirmed.iter().map(|(name, on)| {
                sections::note(Tone::Green, format!("“{name}”的主管单位于{}确认已经消除影响。", on.words()))
            });
            blocks.extend(done);
            all.push(sections::section("after", "结果怎样落实", blocks));
        }
        all.extend(self.publicity.map(|one| super::publicity::own(one, &self.person)));
        all.extend(self.later.sections());
        if !self.review.is_empty() {
            all.push(sections::section("review", "不同意结果怎么办", self.review.clone()));
        }
        if !self.how.is_empty() {
            all.push(sections::section("how", "认定是怎么作出来的", self.how.clone()));
        }
        let rights = [
            ("回避", "觉得承办人和您或者和这件事有利害关系的，可以申请他（她）回避。"),
            ("陈述和申辩", "可以说明情况、提出证据；处理不会因为申辩加重。"),
            ("异议复查", "收到书面结果后不同意的，可以申请复查；处理不会因此加重。"),
        ];
        let rights = rights.map(|(right, says)| (right, Say::from(says)));
        all.push(sections::section("rights", "您的权利", vec![sections::facts(rights)]));
        all
    }
}
