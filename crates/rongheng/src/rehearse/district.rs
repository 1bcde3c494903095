//! The demo district: invented units, people and accounts (`demo/district.toml`).

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// The district that comes with the program.
pub(crate) const EMBEDDED: &str = include_str!("../../../../demo/district.toml");

/// A district as read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct District {
    /// `青澜区（虚构）`.
    pub(crate) title: String,
    /// The password of all demo accounts.
    pub(crate) password: String,
    /// What the district decided for itself; the shape is the settings register's.
    pub(crate) settings: toml::Table,
    #[serde(rename = "unit")]
    pub(crate) units: Vec<Unit>,
    #[serde(rename = "person")]
    pub(crate) people: Vec<Person>,
    #[serde(rename = "account")]
    pub(crate) accounts: Vec<Account>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unit {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The party organisation that answers for it.
    pub(crate) committee: Option<String>,
    pub(crate) head: Option<String>,
    /// The secretary, where the unit is a committee.
    pub(crate) secretary: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) post: String,
    pub(crate) identity: String,
    pub(crate) tier: String,
    pub(crate) party_member: bool,
    #[serde(default)]
    pub(crate) kin: Vec<String>,
    #[serde(default)]
    pub(crate) former: Vec<Former>,
    /// The first day of retirement.
    pub(crate) retired_on: Option<toml::value::Datetime>,
    /// Posts held beside the main one.
    #[serde(default)]
    pub(crate) also: Vec<Also>,
}

/// A second post, with the management that comes with it where it is another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Also {
    pub(crate) unit: String,
    pub(crate) post: String,
    pub(crate) tier: Option<String>,
}

/// Where somebody worked before.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Former {
    pub(crate) unit: String,
    pub(crate) until: toml::value::Datetime,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    pub(crate) person: String,
    pub(crate) roles: Vec<String>,
}

impl District {
    /// Reads a district; every id that is named must be there.
    ///
    /// # Errors
    /// It cannot be read, or names somebody who is not in it.
    pub(crate) fn read(text: &str) -> Result<Self> {
        let district: Self = toml::from_str(text).context("读不懂演示区文件 district.toml")?;
        let units: BTreeSet<&str> = district.units.iter().map(|u| u.id.as_str()).collect();
        let people: BTreeSet<&str> = district.people.iter().map(|p| p.id.as_str()).collect();
        let named_units = district.units.iter().filter_map(|u| u.committee.as_deref());
        let named_units = named_units.chain(district.people.iter().map(|p| p.unit.as_str()));
        let named_units =
            named_units.chain(district.people.iter().flat_map(|p| p.former.iter().map(|f| f.unit.as_str())));
        let also = district.people.iter().flat_map(|p| p.also.iter().map(|a| a.unit.as_str()));
        for unit in named_units.chain(also) {
            if !units.contains(unit) {
                bail!("演示区里没有单位 {unit}");
            }
        }
        let named_people =
            district.units.iter().flat_map(|u| [u.head.as_deref(), u.secretary.as_deref()]).flatten();
        let named_people =
            named_people.chain(district.people.iter().flat_map(|p| p.kin.iter().map(String::as_str)));
        let named_people = named_people.chain(district.accounts.iter().map(|a| a.person.as_str()));
        for person in named_people {
            if !people.contains(person) {
                bail!("演示区里没有人员 {person}");
            }
        }
        Ok(district)
    }

    /// The name of a person or a unit.
    pub(crate) fn name<'a>(&'a self, id: &'a str) -> &'a str {
        let person = self.people.iter().find(|p| p.id == id).map(|p| p.name.as_str());
        person.or_else(|| self.units.iter().find(|u| u.id == id).map(|u| u.name.as_str())).unwrap_or(id)
    }

    /// Whether a person or a unit has this id.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.people.iter().any(|p| p.id == id) || self.units.iter().any(|u| u.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_district_that_comes_with_the_program_is_whole() {
        let district = District::read(EMBEDDED).unwrap();
        assert_eq!(district.name("lin"), "林岱岳");
        assert_eq!(district.name("discipline"), "青澜区纪委监委");
        assert!(!district.has("nobody"));
    }

    #[test]
    fn a_district_that_names_somebody_unknown_is_not_read() {
        assert!(District::read(&EMBEDDED.replace("head = \"zhou\"", "head = \"nobody\"")).is_err());
        assert!(
            District::read(&EMBEDDED.replace("committee = \"housing_group\"", "committee = \"none\""))
                .is_err()
        );
    }
}
