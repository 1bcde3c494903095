//! Organs, committees, streets, communities, cooperatives, departments: names, place, who answers.

mod keeping;

use serde::{Deserialize, Serialize};

use super::{Register, dated::Dated};
use crate::{
    day::Day,
    ids::{PersonId, UnitId},
    people::{Unit, words},
};

words! {
    /// What an organisation is.
    OrganisationKind {
        /// 纪检监察机关.
        Organ = "organ" "纪检监察机关",
        /// 派驻纪检监察组.
        PostedGroup = "posted_group" "派驻纪检监察组",
        /// 党委（党工委、党组）.
        Committee = "committee" "党委（党工委、党组）",
        /// 街道.
        Street = "street" "街道",
        /// 社区.
        Community = "community" "社区",
        /// 经济联社.
        EconomicCooperative = "economic_cooperative" "经济联社",
        /// 部门.
        Department = "department" "部门",
        /// 国有企业.
        Enterprise = "enterprise" "国有企业",
        /// 事业单位.
        Institution = "institution" "事业单位",
    }
}

/// What can have happened to an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationEvent {
    /// Entered into the register.
    Registered {
        /// The name.
        name: String,
        /// What it is.
        kind: OrganisationKind,
        /// What it belongs to.
        parent: Option<UnitId>,
        /// The party organisation that answers for it (D3).
        committee: Option<UnitId>,
        /// Official code, where it has one.
        code: Option<String>,
        /// The name in the imported list, where that was repaired.
        repaired_from: Option<String>,
        /// From.
        from: Day,
    },
    /// Has another name.
    Renamed {
        /// The name.
        name: String,
        /// From.
        from: Day,
        /// The document it rests on (文号).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    },
    /// Belongs elsewhere.
    Moved {
        /// Where to.
        parent: Option<UnitId>,
        /// From.
        from: Day,
    },
    /// Another party organisation answers for it.
    CommitteeSet {
        /// Which.
        committee: Option<UnitId>,
        /// From.
        from: Day,
    },
    /// Headed by somebody else, or by nobody.
    HeadSet {
        /// Who.
        head: Option<PersonId>,
        /// From.
        from: Day,
    },
    /// The committee has another secretary, or none.
    SecretarySet {
        /// Who.
        secretary: Option<PersonId>,
        /// From.
        from: Day,
    },
    /// Became part of another.
    Merged {
        /// Of which.
        into: UnitId,
        /// First day on which it no longer stands alone.
        on: Day,
        /// The document it rests on (文号).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    },
    /// Came to an end.
    Abolished {
        /// First day on which it is no more.
        on: Day,
        /// What goes on with its business.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        successor: Option<UnitId>,
        /// The document it rests on (文号).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    },
}

/// An organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationRecord {
    /// Names by day.
    pub names: Dated<String>,
    /// What it is; `None` where nothing is registered.
    pub kind: Option<OrganisationKind>,
    /// What it belongs to, by day.
    pub parent: Dated<Option<UnitId>>,
    /// The party organisation that answers for it, by day.
    pub committee: Dated<Option<UnitId>>,
    /// Head by day.
    pub head: Dated<Option<PersonId>>,
    /// Secretary by day.
    pub secretary: Dated<Option<PersonId>>,
    /// Official code.
    pub code: Option<String>,
    /// The name in the imported list, where that was repaired.
    pub repaired_from: Option<String>,
    /// First day no longer standing alone, and of which it became part.
    pub merged: Option<(UnitId, Day)>,
    /// First day on which it is no more.
    pub abolished_on: Option<Day>,
    /// What goes on with the business of an abolished unit.
    pub successor: Option<UnitId>,
    /// The document of each change that rests on one, by day.
    pub documents: Dated<String>,
}

impl Register for OrganisationRecord {
    type Event = OrganisationEvent;
    const NAME: &'static str = "organisation";
    const TITLE: &'static str = "组织机构";

    fn evolve(mut self, event: &OrganisationEvent, _on: Day) -> Self {
        if let Some((day, document)) = event.document() {
            self.documents.set(day, document.clone());
        }
        match event.clone() {
            OrganisationEvent::Registered { name, kind, parent, committee, code, repaired_from, from } => {
                self.names.set(from, name);
                self.kind = Some(kind);
                self.parent.set(from, parent);
                self.committee.set(from, committee);
                self.code = code;
                self.repaired_from = repaired_from;
            }
            OrganisationEvent::Renamed { name, from, .. } => self.names.set(from, name),
            OrganisationEvent::Moved { parent, from } => self.parent.set(from, parent),
            OrganisationEvent::CommitteeSet { committee, from } => self.committee.set(from, committee),
            OrganisationEvent::HeadSet { head, from } => self.head.set(from, head),
            OrganisationEvent::SecretarySet { secretary, from } => self.secretary.set(from, secretary),
            OrganisationEvent::Merged { into, on, .. } => self.merged = Some((into, on)),
            OrganisationEvent::Abolished { on, successor, .. } => {
                self.abolished_on = Some(on);
                self.successor = successor;
            }
        }
        self
    }
}

impl OrganisationEvent {
    /// The document that a change rests on, with the day of the change.
    fn document(&self) -> Option<(Day, &String)> {
        match self {
            Self::Renamed { from, document, .. } => document.as_ref().map(|document| (*from, document)),
            Self::Merged { on, document, .. } | Self::Abolished { on, document, .. } => {
                document.as_ref().map(|document| (*on, document))
            }
            _ => None,
        }
    }
}

impl OrganisationRecord {
    /// The name on `today`; `None` where nothing is registered.
    pub fn name(&self, today: Day) -> Option<&str> {
        self.names.on(today).map(String::as_str)
    }

    /// Whether it stands on its own on `day`: neither merged nor abolished by then.
    pub fn stands_on(&self, day: Day) -> bool {
        let ended = [self.merged.as_ref().map(|(_, on)| *on), self.abolished_on];
        self.kind.is_some() && ended.iter().flatten().all(|on| day < *on)
    }

    /// The first day on which it no longer stands on its own, where one is registered.
    pub fn ends_on(&self) -> Option<Day> {
        [self.merged.as_ref().map(|(_, on)| *on), self.abolished_on].into_iter().flatten().min()
    }

    /// What goes on with its business from its end on, whether or not that day has come.
    pub fn succeeded_by(&self) -> Option<&UnitId> {
        self.merged.as_ref().map(|(into, _)| into).or(self.successor.as_ref())
    }

    /// The first day on which it stands.
    pub fn begins_on(&self) -> Option<Day> {
        self.names.iter().next().map(|(from, _)| from)
    }

    /// What it belongs to on `day`: after a merger, what it became part of.
    pub fn parent_on(&self, day: Day) -> Option<&UnitId> {
        let merged = self.merged.as_ref().filter(|(_, on)| *on <= day).map(|(into, _)| into);
        merged.or_else(|| self.parent.on(day).and_then(Option::as_ref))
    }

    /// What the rules may know on `today`: no name.
    pub fn facts(&self, today: Day) -> Unit {
        Unit {
            committee: self.committee.on(today).cloned().flatten(),
            head: self.head.strictly_on(today).cloned().flatten(),
            secretary: self.secretary.strictly_on(today).cloned().flatten(),
        }
    }
}

/// The name as it should read where the imported list doubled its last character (`居委会会`); `None` where
/// there is nothing to repair.
pub fn repair_name(name: &str) -> Option<String> {
    name.ends_with("居委会会").then(|| name.strip_suffix('会')).flatten().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{super::told, *};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn registered() -> OrganisationEvent {
        OrganisationEvent::Registered {
            name: "云溪街道".to_owned(),
            kind: OrganisationKind::Street,
            parent: Some("district".into()),
            committee: Some("yunxi-committee".into()),
            code: None,
            repaired_from: None,
            from: day("2020-01-01"),
        }
    }

    #[test]
    fn head_secretary_and_committee_are_those_of_the_day() {
        let unit = told::<OrganisationRecord>(&[
            registered(),
            OrganisationEvent::HeadSet { head: Some("zhou".into()), from: day("2024-01-01") },
            OrganisationEvent::HeadSet { head: None, from: day("2026-01-01") },
            OrganisationEvent::SecretarySet { secretary: Some("he".into()), from: day("2025-01-01") },
            OrganisationEvent::CommitteeSet { committee: Some("other".into()), from: day("2026-01-01") },
            OrganisationEvent::Renamed {
                name: "云溪新街道".to_owned(),
                from: day("2026-01-01"),
                document: Some("示范〔2025〕1号".to_owned()),
            },
        ]);
        let then = unit.facts(day("2025-06-01"));
        assert_eq!((then.head, then.secretary), (Some("zhou".into()), Some("he".into())));
        assert_eq!(then.committee, Some("yunxi-committee".into()));
        assert_eq!(unit.facts(day("2023-01-01")).head, None, "who came later was not head then");
        let now = unit.facts(day("2026-01-01"));
        assert_eq!((now.head, now.committee), (None, Some("other".into())));
        assert_eq!(unit.name(day("2025-12-31")), Some("云溪街道"));
        assert_eq!(unit.name(day("2026-01-01")), Some("云溪新街道"));
    }

    #[test]
    fn a_merged_or_abolished_unit_no_longer_stands_and_its_part_is_found() {
        let merged = OrganisationEvent::Merged { into: "east".into(), on: day("2026-03-01"), document: None };
        let unit = told::<OrganisationRecord>(&[registered(), merged]);
        assert!(unit.stands_on(day("2026-02-28")));
        assert!(!unit.stands_on(day("2026-03-01")));
        assert_eq!(unit.parent_on(day("2026-02-28")), Some(&"district".into()));
        assert_eq!(unit.parent_on(day("2026-03-01")), Some(&"east".into()));
        assert_eq!((unit.succeeded_by(), unit.ends_on()), (Some(&"east".into()), Some(day("2026-03-01"))));
        let abolished = OrganisationEvent::Abolished {
            on: day("2026-03-01"),
            successor: Some("west".into()),
            document: Some("示范〔2026〕1号".to_owned()),
        };
        let moved = OrganisationEvent::Moved { parent: None, from: day("2026-01-01") };
        let unit = told::<OrganisationRecord>(&[registered(), moved, abolished]);
        assert!(!unit.stands_on(day("2026-03-01")));
        assert_eq!(unit.parent_on(day("2026-01-01")), None);
        assert_eq!(unit.succeeded_by(), Some(&"west".into()));
        assert_eq!(unit.documents.on(day("2026-03-01")).map(String::as_str), Some("示范〔2026〕1号"));
        assert!(!OrganisationRecord::default().stands_on(day("2026-03-01")));
    }

    /// What was stored before there were documents and successors stays readable.
    #[test]
    fn an_end_without_document_and_successor_is_read_as_it_was_written() {
        for (kind, payload) in [
            ("organisation.abolished", serde_json::json!({"on": "2026-03-01"})),
            ("organisation.merged", serde_json::json!({"into": "east", "on": "2026-03-01"})),
            ("organisation.renamed", serde_json::json!({"name": "x", "from": "2026-03-01"})),
        ] {
            let stored = crate::kind::Recorded { kind: kind.to_owned(), schema: 1, payload };
            let event = crate::registers::read::<OrganisationRecord>(&stored).unwrap();
            assert_eq!(event.document(), None);
            assert_eq!(crate::registers::record::<OrganisationRecord>(&event), stored);
        }
    }

    #[test]
    fn only_the_doubled_last_character_is_repaired() {
        assert_eq!(repair_name("海南社区居委会会").as_deref(), Some("海南社区居委会"));
        for right in ["海南社区居委会", "翠洲社区居民委员会", "居委会会议中心", "工会"]
        {
            assert_eq!(repair_name(right), None, "{right}");
        }
    }
}
