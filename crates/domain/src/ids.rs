//! Typed identifiers, so that a case is never mistaken for a person.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as it is stored.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A person. The name lives in the person's own stream, nowhere else.
    PersonId
}
id! {
    /// An organ, a unit, a committee or a department.
    UnitId
}
id! {
    /// A stream of events: `kind/key`, such as `tolerance/0198…` or `person/lin`.
    StreamId
}
id! {
    /// An attachment of a case.
    FileId
}

impl StreamId {
    /// The stream `kind/key`.
    pub fn new(kind: &str, key: &str) -> Self {
        Self(format!("{kind}/{key}"))
    }

    /// What comes before the first `/`: the kind of stream.
    pub fn kind(&self) -> &str {
        self.0.split_once('/').map_or(self.0.as_str(), |(kind, _)| kind)
    }

    /// What comes after the first `/`.
    pub fn key(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, key)| key)
    }

    /// The stream of a person.
    pub fn person(id: &PersonId) -> Self {
        Self::new("person", &id.0)
    }

    /// The stream of a unit.
    pub fn unit(id: &UnitId) -> Self {
        Self::new("organisation", &id.0)
    }
}

/// One event in one stream.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventRef {
    /// The stream.
    pub stream: StreamId,
    /// Its version after the event; the first event is version 1.
    pub version: u64,
}
