//! The small world in which all that can happen is explored.

pub(crate) mod world;
