//! 站内消息 — words for somebody about what happened: read, and no more to be done (待阅、已阅).
//!
//! Source: docs/decisions/0027. A kind says for an event, with the case after it, who is told what
//! ([`crate::kind::Kind::messages`]). The words are fixed in the program: a message has no place for a name, a number
//! or a piece of a paper. Whoever handles the case is told by [`Message::role`] and [`Message::handler`]; an official,
//! an applicant or a unit is told by [`Message::addressed`] and by nothing else, and only of what is addressed to
//! them (G4). [`Message::reaches`] holds the gate and recusal (P8) against the case as it stands now, so that whoever
//! must stand aside loses the earlier ones too.

use crate::{
    ids::{PersonId, UnitId},
    kind::{Part, Row, Who},
    people::Role,
    sheet::Doer,
};

/// Words for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    to: Doer,
    says: &'static str,
    addressed: bool,
}

impl Message {
    /// For all who hold a role in the organ that has the case.
    pub const fn role(role: Role, says: &'static str) -> Self {
        Self { to: Doer::Role(role), says, addressed: false }
    }

    /// For somebody who handles the case.
    pub fn handler(person: &PersonId, says: &'static str) -> Self {
        Self { to: Doer::Person(person.clone()), says, addressed: false }
    }

    /// For an official, an applicant or a unit, of what is addressed to them.
    pub fn addressed(to: &Who, says: &'static str) -> Self {
        let to = match to {
            Who::Person(person) => Doer::Person(person.clone()),
            Who::Unit(unit) => Doer::Unit(unit.clone()),
        };
        Self { to, says, addressed: true }
    }

    /// The same for a unit.
    pub fn to_unit(unit: &UnitId, says: &'static str) -> Self {
        Self::addressed(&Who::Unit(unit.clone()), says)
    }

    /// The same for a person.
    pub fn to_person(person: &PersonId, says: &'static str) -> Self {
        Self::addressed(&Who::Person(person.clone()), says)
    }

    /// For whom.
    pub const fn to(&self) -> &Doer {
        &self.to
    }

    /// What it says.
    pub const fn says(&self) -> &'static str {
        self.says
    }

    /// Whether it may reach whom it is for, as the case stands.
    pub fn reaches(&self, row: &Row) -> bool {
        let who = match &self.to {
            Doer::Role(_) => return true,
            Doer::Person(person) => Who::Person(person.clone()),
            Doer::Unit(unit) => Who::Unit(unit.clone()),
        };
        let has = |part: Part| row.parts.iter().any(|(one, of)| *one == who && *of == part);
        if has(Part::Excluded) {
            return false;
        }
        if !self.addressed {
            // Whoever is concerned handles nothing here, whatever the role.
            return !has(Part::Concerned);
        }
        row.parts.iter().any(|(one, part)| {
            let gated = matches!(part, Part::Official | Part::Unit | Part::SpeaksForUnit);
            *one == who && *part != Part::Concerned && (row.disclosed || !gated)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(disclosed: bool, parts: &[(&str, Part)]) -> Row {
        let parts = parts.iter().map(|(person, part)| (Who::Person((*person).into()), *part)).collect();
        Row { disclosed, parts, ..Row::default() }
    }

    #[test]
    fn until_disclosure_only_what_answers_an_own_application_reaches_an_official() {
        let served = Message::to_person(&"zhou".into(), "结果已经送达。");
        assert!(!served.reaches(&row(false, &[("zhou", Part::Concerned)])));
        assert!(!served.reaches(&row(false, &[("zhou", Part::Concerned), ("zhou", Part::Official)])));
        assert!(served.reaches(&row(false, &[("zhou", Part::Concerned), ("zhou", Part::Applicant)])));
        assert!(served.reaches(&row(true, &[("zhou", Part::Concerned), ("zhou", Part::Official)])));
    }

    #[test]
    fn whoever_stands_aside_or_is_concerned_is_told_nothing_of_the_inside() {
        let inside = Message::handler(&"lin".into(), "您已编入核实组。");
        assert!(inside.reaches(&row(true, &[("lin", Part::Team)])));
        assert!(!inside.reaches(&row(true, &[("lin", Part::Team), ("lin", Part::Excluded)])));
        assert!(!inside.reaches(&row(true, &[("lin", Part::Official), ("lin", Part::Concerned)])));
    }
}
