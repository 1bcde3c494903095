//! The store on both engines.

#[cfg(test)]
mod attaching;
#[cfg(test)]
mod erasing;
#[cfg(test)]
mod killing;
#[cfg(test)]
mod listing;
mod long_working;
#[cfg(test)]
mod others;
#[cfg(test)]
mod sealing;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tampering;
mod tracing;
#[cfg(test)]
mod upgrading;
#[cfg(test)]
mod waiting;
#[cfg(test)]
mod writing;
