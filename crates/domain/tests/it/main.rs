//! Whole-crate tests: vectors, laws and the policy files of the district. One module for each subject.
//! (`cfg(test)` tells clippy that what the tests share is test code too.)

#[cfg(test)]
mod delegation;
#[cfg(test)]
mod event_shapes;
#[cfg(test)]
mod every_action;
#[cfg(test)]
mod exploration;
#[cfg(test)]
mod liwan_policy;
#[cfg(test)]
mod liwan_time;
#[cfg(test)]
mod time_limit_laws;
#[cfg(test)]
mod time_limit_vectors;
