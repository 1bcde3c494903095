//! How an event becomes what the store keeps and back: an enum variant is its name, its fields are the
//! payload, and older shapes are read through upcasters. Cases and registers alike.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::kind::{Failure, Recorded, Upcast};

/// What names and dates the events of one kind of stream.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shapes {
    /// The prefix of the stored names.
    pub(crate) prefix: &'static str,
    /// The schema number of each event that has had more than one.
    pub(crate) schemas: &'static [(&'static str, u16)],
    /// Readers of older shapes.
    pub(crate) upcasts: &'static [Upcast],
}

impl Shapes {
    fn schema_of(&self, name: &str) -> u16 {
        self.schemas.iter().find(|(event, _)| *event == name).map_or(1, |(_, schema)| *schema)
    }

    /// The stored form: externally tagged, the tag becomes the name.
    pub(crate) fn record<E: Serialize>(&self, event: &E) -> Recorded {
        match serde_json::to_value(event) {
            Ok(Value::Object(map)) => {
                let (name, payload) = map.into_iter().next().unwrap_or_default();
                Recorded { schema: self.schema_of(&name), kind: format!("{}.{name}", self.prefix), payload }
            }
            // INVARIANT: events are enums of structs with string keys; the tests of each kind hold it.
            other => Recorded {
                kind: format!("{}.unrecordable", self.prefix),
                schema: 1,
                payload: other.unwrap_or(Value::Null),
            },
        }
    }

    /// The event, read through the upcasters where it is of an older shape.
    pub(crate) fn read<E: DeserializeOwned>(&self, event: &Recorded) -> Result<E, Failure> {
        let unreadable =
            |why: String| Failure::UnreadableEvent { kind: event.kind.clone(), schema: event.schema, why };
        let name = event.kind.strip_prefix(self.prefix).and_then(|rest| rest.strip_prefix('.'));
        let name = name.ok_or_else(|| unreadable(format!("not an event of {}", self.prefix)))?;
        let current = self.schema_of(name);
        let mut payload = event.payload.clone();
        for from in event.schema..current {
            let step = self.upcasts.iter().find(|u| u.event == name && u.from == from);
            let step = step.ok_or_else(|| unreadable(format!("no upcaster from schema {from}")))?;
            payload = (step.up)(payload);
        }
        if event.schema > current {
            return Err(unreadable("written by a newer release".to_owned()));
        }
        let mut tagged = Map::new();
        tagged.insert(name.to_owned(), payload);
        serde_json::from_value(Value::Object(tagged)).map_err(|e| unreadable(e.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Event {
        Moved { to: String },
    }

    const SHAPES: Shapes = Shapes {
        prefix: "sample",
        schemas: &[("moved", 2)],
        upcasts: &[Upcast { event: "moved", from: 1, up: |old| json!({ "to": old["where"] }) }],
    };

    fn stored(kind: &str, schema: u16, payload: Value) -> Recorded {
        Recorded { kind: kind.to_owned(), schema, payload }
    }

    #[test]
    fn an_older_shape_is_read_through_its_upcaster_and_written_in_the_newer() {
        let moved = Event::Moved { to: "东".to_owned() };
        let old = stored("sample.moved", 1, json!({ "where": "东" }));
        assert_eq!(SHAPES.read::<Event>(&old).unwrap(), moved);
        assert_eq!(SHAPES.record(&moved), stored("sample.moved", 2, json!({ "to": "东" })));
        assert_eq!(SHAPES.read::<Event>(&SHAPES.record(&moved)).unwrap(), moved);
    }

    #[test]
    fn what_a_newer_release_wrote_or_another_kind_is_not_read() {
        let payload = json!({ "to": "东" });
        for (kind, schema) in
            [("sample.moved", 3), ("sample.moved", 0), ("other.moved", 2), ("samplemoved", 2)]
        {
            let event = stored(kind, schema, payload.clone());
            let failure = SHAPES.read::<Event>(&event).unwrap_err();
            assert!(matches!(failure, Failure::UnreadableEvent { .. }), "{kind} {schema}");
        }
    }
}
