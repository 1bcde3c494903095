//! Judging a mistake: distinctions (D1), hard bars (S2), leniences (S3), five dimensions (J1), baseline
//! (G7), and the table of outcomes by stage and track (G1).

pub mod baseline;
pub mod distinctions;
pub mod five_dimensions;
pub mod hard_bars;
pub mod leniences;
pub mod likeness;
pub mod outcome;
pub mod outcome_table;
pub mod proposal;
