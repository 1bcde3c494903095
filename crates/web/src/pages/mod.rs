//! One file for each page, or for pages that belong together.

pub(crate) mod account;
pub(crate) mod act;
pub(crate) mod acts;
pub(crate) mod applicable;
pub(crate) mod asked;
pub(crate) mod away;
pub(crate) mod batch;
pub(crate) mod case;
pub(crate) mod case_registers;
pub(crate) mod cases;
pub(crate) mod consultation;
pub(crate) mod drawer;
pub(crate) mod due_files;
pub(crate) mod ended;
pub(crate) mod files;
pub(crate) mod find;
pub(crate) mod guarantees;
pub(crate) mod hand_overs;
pub(crate) mod help;
pub(crate) mod in_place;
pub(crate) mod issue_registers;
pub(crate) mod jobs;
pub(crate) mod learning;
pub(crate) mod look_up;
pub(crate) mod made_papers;
pub(crate) mod mine;
pub(crate) mod model_cases;
pub(crate) mod nearest;
pub(crate) mod overview;
pub(crate) mod own_lists;
pub(crate) mod papers;
pub(crate) mod reading;
pub(crate) mod receipt;
pub(crate) mod redacted;
pub(crate) mod register_list;
pub(crate) mod registers;
pub(crate) mod search;
pub(crate) mod sheets;
pub(crate) mod sign_in;
pub(crate) mod standing;
pub(crate) mod stray;
pub(crate) mod submit;
pub(crate) mod timeline;
pub(crate) mod tokens;
pub(crate) mod upkeep;
pub(crate) mod versions;
pub(crate) mod webhooks;
pub(crate) mod work;

#[cfg(test)]
mod bad_forms;
#[cfg(test)]
mod samples;
