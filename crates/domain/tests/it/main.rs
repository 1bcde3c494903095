//! Whole-crate tests: vectors, laws and the policy files of the district. One module for each subject.

mod liwan_policy;
mod liwan_time;
mod time_limit_laws;
mod time_limit_vectors;
