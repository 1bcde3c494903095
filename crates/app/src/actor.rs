//! Who asks: a person with the roles held today, each at a unit.

use rongheng_domain::{
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
}

impl Actor {
    /// The program itself, carrying obligations.
    pub fn jobs() -> Self {
        Self {
            person: PersonId::from("system:jobs"),
            held: vec![Held { role: Role::SystemJobs, unit: None }],
            acting: None,
            narrowed: None,
        }
    }

    /// The roles that count now, with their places.
    pub fn in_use(&self) -> impl Iterator<Item = &Held> {
        self.held.iter().filter(|held| self.acting.is_none_or(|role| role == held.role))
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
