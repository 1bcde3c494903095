//! Number series, one for each organ, word and year. The version of the stream *is* the number, so that two
//! cases can never draw the same and no number is left out unseen.

use serde::{Deserialize, Serialize};

use super::Register;
use crate::{
    day::Day,
    ids::{StreamId, UnitId},
};

/// What can have happened to a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeriesEvent {
    /// The next number was drawn.
    Drawn {
        /// For which case.
        for_case: StreamId,
    },
}

/// A series: for whom each number was drawn; the first entry is number 1.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The cases in the order of their numbers.
    pub drawn: Vec<StreamId>,
}

impl Register for Series {
    type Event = SeriesEvent;
    const NAME: &'static str = "number";
    const TITLE: &'static str = "编号序列";

    fn evolve(mut self, event: &SeriesEvent, _on: Day) -> Self {
        let SeriesEvent::Drawn { for_case } = event;
        self.drawn.push(for_case.clone());
        self
    }
}

impl Series {
    /// The stream of the series of `organ` with `word` (`容`) in `year` (`docs/decisions/0014-number-series.md`).
    pub fn stream(organ: &UnitId, word: &str, year: i16) -> StreamId {
        StreamId::new(Self::NAME, &format!("{word}.{organ}.{year}"))
    }

    /// The number drawn for `case`.
    pub fn number_of(&self, case: &StreamId) -> Option<u64> {
        let at = self.drawn.iter().position(|drawn| drawn == case)?;
        u64::try_from(at).ok().map(|at| at + 1)
    }

    /// The number the next case gets: the version the stream will have.
    pub fn next(&self) -> u64 {
        u64::try_from(self.drawn.len()).map_or(u64::MAX, |drawn| drawn + 1)
    }

    /// `容〔2026〕17号`.
    pub fn words(word: &str, year: i16, number: u64) -> String {
        format!("{word}〔{year}〕{number}号")
    }
}

#[cfg(test)]
mod tests {
    use super::{super::told, *};

    #[test]
    fn numbers_are_the_versions_of_the_stream() {
        let drawn = |case: &str| SeriesEvent::Drawn { for_case: case.into() };
        let series = told::<Series>(&[drawn("tolerance/a"), drawn("tolerance/b")]);
        assert_eq!(series.number_of(&"tolerance/b".into()), Some(2));
        assert_eq!(series.number_of(&"tolerance/c".into()), None);
        assert_eq!(series.next(), 3);
        assert_eq!(Series::words("容", 2026, 17), "容〔2026〕17号");
        let stream = Series::stream(&"discipline".into(), "容", 2026);
        assert_eq!((stream.kind(), stream.key()), ("number", "容.discipline.2026"));
    }
}
