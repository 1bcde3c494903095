//! The views of everyone outside the organ. Each type holds only what its audience may know: no votes, no
//! reporters, no evidence, no internal notes, no other official's parts.

use super::{course, frame, sections, unit_hearing::Hearing, verified};
use crate::{
    cases::tolerance::{
        consultation::{Consultation, Form},
        designation::CompetenceDecided,
        determination::Determination,
        effects::AppraisalNotified,
        overdue::{DelayExplained, VerificationExtended, VerificationOverdue},
        row,
        state::Case,
        transfer::{TransferReceipted, Transferred},
    },
    day::Day,
    facts::Policy,
    ids::{PersonId, UnitId},
    sheet::{Block, Doer, Next, Say, Sheet, Step, Tone},
    time_limit::Due,
};

/// The answer owed to an applicant: acceptance, what is missing, why it is prolonged.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    accepted_on: Option<Day>,
    asked: Option<(&'a str, Day)>,
    supplemented_on: Option<Day>,
    sent: Option<(&'a Transferred, Option<&'a TransferReceipted>)>,
    extended: Option<&'a VerificationExtended>,
    late: Late<'a>,
    taken_back_on: Option<Day>,
    joined: Option<(Day, &'a str)>,
    over_on: Option<Day>,
}

/// What is said of a late verification: since when, why, and the new date.
pub(super) type Late<'a> = &'a [(VerificationOverdue, Option<DelayExplained>)];

impl<'a> Answer<'a> {
    pub(super) fn of(case: &'a Case) -> Self {
        Self {
            accepted_on: case.accepted.as_ref().map(|a| a.on),
            asked: case.supplement_asked.as_ref().map(|s| (s.what.as_str(), s.until)),
            supplemented_on: case.supplemented.as_ref().map(|s| s.on),
            sent: case.transferred.as_ref().map(|sent| (sent, case.receipted.as_ref())),
            extended: case.extended.as_ref(),
            late: &case.overdue,
            taken_back_on: case
                .applied
                .as_ref()
                .and_then(|a| case.withdrawals.get(&a.number))
                .map(|withdrawn| withdrawn.on),
            joined: case.joined_into.as_ref().map(|j| (j.on, j.into_number.as_str())),
            over_on: case.withdrawn.as_ref().map(|w| w.on),
        }
    }

    pub(super) fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        if let Some((what, until)) = self.asked {
            let says = Say::from("需要补正：").and(what).and("。请在").and(until).and("以前提交。");
            blocks.push(sections::note(Tone::Amber, says));
        }
        if let Some(on) = self.supplemented_on {
            blocks.push(sections::note(Tone::Green, Say::from(on).and("收到补正材料。")));
        }
        if let Some(on) = self.taken_back_on {
            blocks.push(sections::note(
                Tone::Plain,
                Say::from(on).and("已经撤回这件申请；需要的可以重新申请。"),
            ));
            let over = self.over_on.map(|on| Say::from(on).and("没有申请人要求继续办理，本案终止。"));
            blocks.extend(over.map(|says| sections::note(Tone::Plain, says)));
            return blocks;
        }
        if let Some((on, number)) = self.joined {
            let says = Say::from(on).and(format!(
                "已经并入{number}一并办理，期限从最早的申请起算；认定结果由该案送达，不用另行申请。"
            ));
            blocks.push(sections::note(Tone::Green, says));
            return blocks;
        }
        blocks.extend(self.sent.iter().map(|(sent, receipt)| {
            let says = Say::from("不属于本机关管辖，已于").and(sent.on).and(sent.direction.title());
            let says = says.and(&sent.to).and("，由其依规办理并答复；");
            let says = match receipt {
                Some(receipt) => says.and("对方已于").and(receipt.received_on).and("收到。"),
                None => says.and("已请其在").and(sent.receipt_by).and("以前确认收到。"),
            };
            sections::note(Tone::Amber, says)
        }));
        blocks.extend(sections::late(self.late));
        if let (Some(extended), true) = (self.extended, self.late.is_empty()) {
            let says = Say::from(extended.on).and("延长了核实期限，理由：");
            let says = says.and(sections::sentence(&extended.why));
            blocks.push(sections::note(Tone::Amber, says));
        }
        blocks.push(match self.accepted_on {
            None if self.sent.is_some() => return blocks,
            Some(on) => sections::note(Tone::Green, Say::from(on).and("已经受理。")),
            None => sections::note(Tone::Plain, "申请已经收到，正在办理受理。"),
        });
        blocks
    }
}

/// What the committee that answers for the case sees: state and duties, no statements (D3).
#[derive(Debug)]
pub(super) struct CommitteeView<'a> {
    case_words: Sheet,
    officials: Vec<PersonId>,
    unit: UnitId,
    steps: Vec<Step>,
    duties: Vec<Next>,
    late: Vec<Block>,
    corrections: Vec<(String, bool)>,
    hearing: Option<Hearing<'a>>,
}

impl<'a> CommitteeView<'a> {
    pub(super) fn of(case: &'a Case, unit: &UnitId, policy: &Policy) -> Option<Self> {
        let applied = case.applied.as_ref()?;
        let speaks = case.unit_asked.as_ref().is_some_and(|a| a.of == *unit);
        let hearing = Hearing::of(case, unit);
        if applied.committee != *unit && !speaks && hearing.is_none() {
            return None;
        }
        let mut duties = frame::next(case, policy);
        for duty in &mut duties {
            duty.who.retain(|who| *who == Doer::Unit(unit.clone()));
        }
        duties.retain(|duty| !duty.who.is_empty());
        let made = case.determined.iter().flat_map(|d| &d.owes);
        let corrections = made.filter(|o| o.stream.kind() == "correction");
        Some(Self {
            case_words: frame::sheet(case, course::headline(case), Vec::new()),
            officials: case.officials().cloned().collect(),
            unit: applied.unit.clone(),
            steps: course::steps(case),
            duties,
            hearing,
            late: sections::late(&case.overdue),
            corrections: corrections
                .map(|o| (o.title.clone(), case.discharged.contains_key(&o.stream)))
                .collect(),
        })
    }

    pub(super) fn sheet(self) -> Sheet {
        let mut sheet = self.case_words;
        sheet.facts = vec![
            ("当事人".to_owned(), Say::list(&self.officials)),
            ("所在单位".to_owned(), Say::from(&self.unit)),
        ];
        sheet.steps = self.steps;
        sheet.next = self.duties;
        if let Some(hearing) = &self.hearing {
            sheet.sections.push(sections::section("hearing", "对所在单位的告知和申辩", hearing.blocks()));
        }
        let corrections = self.corrections.into_iter().map(|(title, done)| {
            let (tone, word) = if done { (Tone::Green, "已销号") } else { (Tone::Amber, "未销号") };
            sections::note(tone, format!("{title}：{word}。"))
        });
        let mut blocks = self.late;
        blocks.extend(corrections);
        if blocks.is_empty() {
            blocks.push(sections::note(
                Tone::Plain,
                "党组织对容错纠错负主体责任；目前没有需要督促的纠错事项。",
            ));
        }
        sheet.sections.push(sections::section("duties", "主体责任", blocks));
        sheet
    }
}

/// What a member of the consultation sees: agenda, report, findings, the minutes, the own opinion.
#[derive(Debug)]
pub(super) struct ConsultedView<'a> {
    case_words: Sheet,
    consultation: &'a Consultation,
    me: PersonId,
    /// By when to reply, and by when to correct the minutes.
    due: [Option<Due>; 2],
    report: Vec<Block>,
    findings: Vec<Block>,
}

impl<'a> ConsultedView<'a> {
    pub(super) fn of(case: &'a Case, person: &PersonId, policy: &Policy) -> Option<Self> {
        let consultation = case.consultation.as_ref().filter(|c| c.has(person))?;
        let upheld = case
            .recusals
            .iter()
            .any(|(asked, d)| asked.person == *person && d.as_ref().is_some_and(|d| d.upheld));
        if upheld || case.concerns(person) {
            return None;
        }
        Some(Self {
            case_words: frame::sheet(case, (row::stage(case), Tone::Blue), Vec::new()),
            consultation,
            me: person.clone(),
            due: [
                match consultation.composed.form {
                    Form::Written => case.due_of("tol.consult.written", policy),
                    Form::Joint | Form::Internal => case.due_of("tol.consult", policy),
                },
                case.due_of("tol.minutes", policy),
            ],
            report: sections::report(case),
            findings: {
                let mut blocks = [verified::background(case), verified::chosen(case)].concat();
                blocks.extend(case.found.values().flat_map(sections::findings));
                blocks
            },
        })
    }

    pub(super) fn sheet(self) -> Sheet {
        let mut sheet = self.case_words;
        let consultation = self.consultation;
        let composed = &consultation.composed;
        let mut blocks = vec![sections::facts([
            ("形式", composed.form.title().into()),
            ("日期", composed.meets_on.into()),
            ("主持", Say::from(&composed.chair)),
            ("成员", Say::list(composed.members.iter().map(|m| &m.person))),
            ("议题", Say::from(&composed.agenda)),
        ])];
        let [opine, minutes_due] = self.due;
        let next = |action: &str, says: &str, due: Option<Due>| Next {
            action: Some(action.to_owned()),
            says: says.to_owned(),
            rule: ("认定必会商".to_owned(), "P6".to_owned()),
            who: vec![Doer::Person(self.me.clone())],
            due,
        };
        if let Some(own) = consultation.opinion_of(&self.me) {
            blocks.push(sections::opinion(&self.me, own.opinion.title(), &own.why, own.on, false));
        } else if consultation.minutes.is_none() && !self.report.is_empty() {
            sheet.next.push(next("give_opinion", "提交会商意见并写明理由", opine));
        }
        if let Some(minutes) = &consultation.minutes {
            blocks.push(sections::heading("会商纪要"));
            blocks.push(Block::Words(Say::from(&minutes.text)));
            if consultation.closed.is_none() && consultation.unanswered().contains(&&self.me) {
                sheet.next.push(next("answer_minutes", "核改会商纪要，没有修改也请确认", minutes_due));
            }
        }
        sheet.sections.push(sections::section("consultation", "会商", blocks));
        if !self.report.is_empty() {
            sheet.sections.push(sections::section("report", "核实报告", self.report));
            sheet.sections.push(sections::section("findings", "核实认定", self.findings));
        }
        sheet
    }
}

/// What an appraisal owner sees: only its own notices.
#[derive(Debug)]
pub(super) struct AppraisalView<'a> {
    case_words: Sheet,
    unit: UnitId,
    notices: Vec<(&'a AppraisalNotified, Option<&'a str>)>,
    /// Whose exemption was revoked since.
    revoked: Vec<PersonId>,
    due: Option<Due>,
}

impl<'a> AppraisalView<'a> {
    pub(super) fn of(case: &'a Case, unit: &UnitId, policy: &Policy) -> Option<Self> {
        let own = case.appraisals_notified.values().filter(|n| n.owner == *unit);
        let notices: Vec<_> =
            own.map(|n| (n, case.effects_confirmed.get(&n.appraisal).map(|c| c.removed.as_str()))).collect();
        if notices.is_empty() {
            return None;
        }
        let done = notices.iter().all(|(_, removed)| removed.is_some());
        let status = if done {
            ("已经确认消除影响", Tone::Green)
        } else {
            ("请确认已经消除考核影响", Tone::Amber)
        };
        let mut case_words = frame::sheet(case, status, Vec::new());
        // What happened is not the appraisal's business; whose record is to be cleared is.
        "消除考核影响".clone_into(&mut case_words.title);
        let applied = case.applied.as_ref();
        let revoked = case.revocations.iter().filter(|(_, one)| one.revoked.is_some());
        let revoked = revoked.map(|(official, _)| official.clone()).collect();
        let due = course::due_of(case, policy, "confirm_effect", &Doer::Unit(unit.clone()));
        Some(Self { case_words, unit: applied.map(|a| a.unit.clone())?, notices, revoked, due })
    }

    pub(super) fn sheet(self) -> Sheet {
        let mut sheet = self.case_words;
        for (notice, removed) in self.notices {
            let mut blocks = vec![sections::facts([
                ("单位", Say::from(&self.unit)),
                ("当事人", Say::list(&notice.officials)),
                ("通知日期", notice.on.into()),
            ])];
            blocks.push(match removed {
                Some(removed) => sections::note(Tone::Green, Say::from("已经确认：").and(removed)),
                None => sections::note(Tone::Amber, "上述人员已经容错免责，请消除本项考核的影响并确认。"),
            });
            if removed.is_none() {
                sheet.next.push(Next {
                    action: Some("confirm_effect".to_owned()),
                    says: format!("请确认“{}”已经消除影响。", notice.appraisal),
                    rule: ("及时分类处置".to_owned(), "E1".to_owned()),
                    who: vec![Doer::Unit(notice.owner.clone())],
                    due: self.due.clone(),
                });
            }
            for official in self.revoked.iter().filter(|one| notice.officials.contains(one)) {
                let says = Say::from(official).and("的容错认定已经撤销，请恢复本项考核的评价。");
                blocks.push(sections::note(Tone::Red, says));
            }
            sheet.sections.push(sections::section(&notice.appraisal, &notice.appraisal, blocks));
        }
        sheet
    }
}

/// What 案管 of an organ that does not have the case any more sees: where it went, by which paper, and no more.
#[derive(Debug)]
pub(super) struct FormerOrganView<'a> {
    case_words: Sheet,
    decided: &'a CompetenceDecided,
}

impl<'a> FormerOrganView<'a> {
    pub(super) fn of(case: &'a Case, unit: &UnitId, policy: &'a Policy) -> Option<Self> {
        let former = case.former_organs(policy);
        let (_, decided) = former.into_iter().find(|(organ, _)| *organ == unit)?;
        let mut case_words = frame::sheet(case, ("已由其他机关办理", Tone::Plain), Vec::new());
        "已由上级决定由其他机关办理的案件".clone_into(&mut case_words.title);
        Some(Self { case_words, decided })
    }

    pub(super) fn sheet(self) -> Sheet {
        let mut sheet = self.case_words;
        let decided = self.decided;
        let blocks = vec![sections::facts([
            ("决定", decided.placement.title().into()),
            ("现承办机关", decided.organ.as_ref().map_or_else(Say::empty, Say::from)),
            ("文号", (&decided.paper).into()),
            ("成文日期", decided.decided_on.into()),
        ])];
        sheet.sections.push(sections::section("placement", "去向", blocks));
        sheet
    }
}

/// What the organisation department sees: outcome and effects, once there is an outcome.
#[derive(Debug)]
pub(super) struct OrganisationView<'a> {
    case_words: Sheet,
    determinations: Vec<Determination>,
    confirmed: Vec<(&'a str, &'a str)>,
}

impl<'a> OrganisationView<'a> {
    pub(super) fn of(case: &'a Case) -> Option<Self> {
        case.determined.as_ref()?;
        let confirmed = case.effects_confirmed.values();
        Some(Self {
            case_words: frame::sheet(case, (row::stage(case), Tone::Blue), Vec::new()),
            determinations: case.outcomes_now(),
            confirmed: confirmed.map(|c| (c.appraisal.as_str(), c.removed.as_str())).collect(),
        })
    }

    pub(super) fn sheet(self) -> Sheet {
        let mut sheet = self.case_words;
        let blocks = sections::determined(&self.determinations);
        sheet.sections.push(sections::section("determination", "认定", blocks));
        let effects = self.confirmed.into_iter();
        let effects =
            effects.map(|(name, removed)| sections::note(Tone::Green, format!("{name}：{removed}")));
        let effects: Vec<_> = effects.collect();
        if !effects.is_empty() {
            sheet.sections.push(sections::section("effects", "结果运用", effects));
        }
        sheet
    }
}
