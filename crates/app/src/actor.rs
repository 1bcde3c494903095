//! Who asks: a person with the roles held today, each at a unit.

use rongheng_domain::{
    away::delegable::ROLES,
    ids::{PersonId, UnitId},
    people::Role,
};
use serde::{Deserialize, Serialize};

use crate::tokens::Narrowed;

/// A role held somewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// Where; `None` for roles without a place.
    pub unit: Option<UnitId>,
}

/// Somebody in whose place one may act today (代理).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StandsIn {
    /// In whose place.
    pub person: PersonId,
    /// The other's roles that count, each where the other holds it.
    pub held: Vec<Held>,
}

impl StandsIn {
    /// The roles, each once.
    pub fn roles(&self) -> Vec<Role> {
        let mut roles: Vec<_> = self.held.iter().map(|held| held.role).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }
}

/// A role that counts now, and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Right<'a> {
    /// The role, with its place.
    pub held: &'a Held,
    /// Who holds it: the actor, or the one in whose place the actor stands.
    pub person: &'a PersonId,
    /// Whether it is the actor's own.
    pub own: bool,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// Every role held today.
    pub held: Vec<Held>,
    /// The role chosen on the screen; `None` counts all that are held.
    pub acting: Option<Role>,
    /// What a token leaves of the role's rights; `None` for a person who is signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrowed: Option<Narrowed>,
    /// In whose places the actor may act today; a token has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stands_in: Vec<StandsIn>,
}

impl Actor {
    /// The program itself, carrying obligations.
    pub fn jobs() -> Self {
        Self {
            person: PersonId::from("system:jobs"),
            held: vec![Held { role: Role::SystemJobs, unit: None }],
            acting: None,
            narrowed: None,
            stands_in: Vec::new(),
        }
    }

    /// The roles that count now, with their places.
    pub fn in_use(&self) -> impl Iterator<Item = &Held> {
        self.held.iter().filter(|held| self.acting.is_none_or(|role| role == held.role))
    }

    /// In whose places the actor may act in the role in use: from among the offices that run cases, never as an official,
    /// a unit or an administrator.
    pub fn places(&self) -> impl Iterator<Item = &StandsIn> {
        let office = |role: Role| ROLES.contains(&role) || role == Role::PrincipalLeader;
        let counts = self.narrowed.is_none() && self.acting.is_none_or(office);
        self.stands_in.iter().filter(move |_| counts)
    }

    /// The place of this person, where the actor may act in it.
    pub fn place(&self, of: &PersonId) -> Option<&StandsIn> {
        self.places().find(|place| place.person == *of)
    }

    /// The roles that count now, the own ones first, then those in whose places the actor stands.
    pub fn rights(&self) -> impl Iterator<Item = Right<'_>> {
        let own = self.in_use().map(|held| Right { held, person: &self.person, own: true });
        own.chain(self.places().flat_map(|place| {
            place.held.iter().map(|held| Right { held, person: &place.person, own: false })
        }))
    }

    /// The roles that count now, each once.
    pub fn roles(&self) -> Vec<Role> {
        let mut roles: Vec<_> = self.in_use().map(|held| held.role).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// Whether this role counts now.
    pub fn is(&self, role: Role) -> bool {
        self.in_use().any(|held| held.role == role)
    }

    /// The role the screens are made for: the chosen one, else the first held.
    pub fn role(&self) -> Option<Role> {
        self.acting.or_else(|| self.held.first().map(|held| held.role))
    }
}
