//! From the domain's plain values to what a template can show. Everything that depends on today (lights, days
//! left) is computed here, at the moment of showing.

pub(crate) mod check;
pub(crate) mod days;
pub(crate) mod difference;
pub(crate) mod form;
pub(crate) mod light;
pub(crate) mod names;
pub(crate) mod parts;
pub(crate) mod sheet;
