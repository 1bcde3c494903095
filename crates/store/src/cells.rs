//! Values of a row as serde takes them: into the struct of a read table without a map of them in between, since a page
//! reads a few hundred rows.

use std::marker::PhantomData;

use serde::de::{self, IntoDeserializer};

/// A value of a row on its way into a struct.
pub(crate) enum Cell {
    /// Text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
}

impl<E: de::Error> IntoDeserializer<'_, E> for Cell {
    type Deserializer = CellDeserializer<E>;

    fn into_deserializer(self) -> Self::Deserializer {
        CellDeserializer(self, PhantomData)
    }
}

pub(crate) struct CellDeserializer<E>(Cell, PhantomData<E>);

impl<'de, E: de::Error> de::Deserializer<'de> for CellDeserializer<E> {
    type Error = E;

    fn deserialize_any<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Cell::Text(text) => visitor.visit_string(text),
            Cell::Number(number) => visitor.visit_i64(number),
            Cell::Flag(flag) => visitor.visit_bool(flag),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
