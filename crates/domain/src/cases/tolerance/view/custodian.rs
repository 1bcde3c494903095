//! The custodian's view: what a reporter by name must be told, and the seals that wait. No names, no
//! evidence, no opinions: the text is the one for those who are no official.

use super::{frame, sections};
use crate::{
    cases::tolerance::{feedback, reporter, row, state::Case},
    people::Role,
    sheet::{Block, Doer, Next, Say, Sheet, Tone},
};

/// What the custodian of sealed reporters sees.
#[derive(Debug)]
pub(super) struct CustodianView<'a> {
    case_words: Sheet,
    reporters: &'a [(reporter::ReporterNoted, Option<reporter::ReporterAnswered>)],
    result: Option<String>,
}

impl<'a> CustodianView<'a> {
    pub(super) fn of(case: &'a Case) -> Option<Self> {
        case.applied.as_ref()?;
        let mut case_words = frame::sheet(case, (row::stage(case), Tone::Blue), Vec::new());
        "实名举报反馈".clone_into(&mut case_words.title);
        Some(Self { case_words, reporters: &case.reporters, result: feedback::text_for(case, None) })
    }

    pub(super) fn sheet(self) -> Sheet {
        let mut sheet = self.case_words;
        let waits = self.reporters.iter().any(|(_, answered)| answered.is_none());
        if waits && self.result.is_some() {
            sheet.next.push(Next {
                action: Some(reporter::ANSWER.name.to_owned()),
                says: "向实名举报人反馈处理结果并登记".to_owned(),
                rule: (reporter::RULE.phrase.to_owned(), reporter::RULE.code.to_owned()),
                who: vec![Doer::Role(Role::ReporterCustodian)],
                due: None,
            });
        }
        let rows = self.reporters.iter().map(|(noted, answered)| {
            let how = answered.as_ref().map_or("待反馈", |a| a.how.title());
            let on = answered.as_ref().map_or_else(Say::empty, |a| Say::from(a.answered_on));
            let proof = answered.as_ref().map(|a| a.proof.clone()).unwrap_or_default();
            let objection = answered.as_ref().and_then(|a| a.objection.clone()).unwrap_or_default();
            vec![Say::from(&noted.sealed), how.into(), on, proof.into(), objection.into()]
        });
        let head = ["密封编号", "反馈", "日期", "记录", "异议"].map(str::to_owned).to_vec();
        let mut blocks = vec![Block::Table { head, rows: rows.collect() }];
        blocks.push(match self.result {
            Some(text) => Block::Words(Say::from(&text)),
            None => sections::note(Tone::Plain, "还没有作出认定，作出后在这里显示反馈的内容。"),
        });
        sheet.sections.push(sections::section("reporters", "实名举报人", blocks));
        sheet
    }
}
