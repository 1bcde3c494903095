//! 销毁清册: what is left of a file that was destroyed. One stream for each case, kept for good; no content, no name of
//! an official, no title.

use serde::{Deserialize, Serialize};

use super::Register;
use crate::{
    day::Day,
    ids::{PersonId, StreamId, UnitId},
};

/// What was destroyed, when, by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destruction {
    /// 案号.
    pub number: String,
    /// 案卷号.
    pub volume: String,
    /// 承办机关.
    pub organ: Option<UnitId>,
    /// The last day of its term.
    pub retained_until: Day,
    /// 批准文号.
    pub approval: String,
    /// Who approved.
    pub approved_by: PersonId,
    /// When.
    pub approved_on: Day,
    /// 监销人.
    pub witnesses: Vec<PersonId>,
    /// What else went with it.
    pub with: Vec<StreamId>,
    /// Who carried it out.
    pub by: PersonId,
    /// When.
    pub on: Day,
}

/// What can have happened to a file here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DestructionEvent {
    /// It was destroyed.
    Destroyed(Destruction),
}

/// The entry of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestructionRecord {
    /// What is on record.
    pub destroyed: Option<Destruction>,
}

impl DestructionRecord {
    /// The stream of the entry of a case.
    pub fn stream(case: &StreamId) -> StreamId {
        StreamId::new(Self::NAME, case.as_str())
    }
}

impl Register for DestructionRecord {
    type Event = DestructionEvent;
    const NAME: &'static str = "destruction";
    const TITLE: &'static str = "销毁清册";

    fn evolve(mut self, event: &DestructionEvent, _on: Day) -> Self {
        let DestructionEvent::Destroyed(destroyed) = event;
        self.destroyed = Some(destroyed.clone());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::told;

    #[test]
    fn an_entry_is_read_back_and_has_a_stream_for_each_case() {
        let day = |text| Day::parse(text).unwrap();
        let entry = Destruction {
            number: "容〔2026〕1号".to_owned(),
            volume: "卷〔2026〕1号".to_owned(),
            organ: Some("discipline".into()),
            retained_until: day("2036-07-06"),
            approval: "青纪销〔2036〕1号".to_owned(),
            approved_by: "ye".into(),
            approved_on: day("2036-07-08"),
            witnesses: vec!["lin".into(), "su".into()],
            with: Vec::new(),
            by: "bai".into(),
            on: day("2036-07-09"),
        };
        let record = told::<DestructionRecord>(&[DestructionEvent::Destroyed(entry.clone())]);
        assert_eq!(record.destroyed, Some(entry));
        let stream = DestructionRecord::stream(&"tolerance/0198".into());
        assert_eq!((stream.kind(), stream.key()), ("destruction", "tolerance/0198"));
    }
}
