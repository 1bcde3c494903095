//! What a determination owes to other kinds, with ids computed from the case (E2, E4, D5).

use serde_json::{Value, json};
use uuid::Uuid;

use super::{CorrectionRow, Determination};
use crate::{
    cases::tolerance::state::Case, facts::Facts, ids::StreamId, judgement::outcome::Group, kind::Owed,
};

/// What the determination owes: corrections, a return visit to every tolerated official (E4), an entry of
/// the four forms where education goes with it (E2).
pub(super) fn owed(
    case: &Case,
    determinations: &[Determination],
    corrections: &[CorrectionRow],
    facts: &Facts,
) -> Vec<Owed> {
    let stream = |kind: &str, about: &str| obligation(&facts.case, kind, about);
    let mut owes = Vec::new();
    for (at, row) in corrections.iter().enumerate() {
        let mut answers = json!({
            "case": facts.case,
            "what": row.what,
            "owner": row.owner,
            "already": row.already,
            "official": row.official,
        });
        // Whoever has the case has its corrections too.
        let organ = case.organ(&facts.policy);
        if let (Some(answers), true) = (answers.as_object_mut(), *organ != facts.policy.settings.organ) {
            answers.insert("organ".to_owned(), json!(organ));
        }
        owes.push(Owed {
            stream: stream("correction", &(at + 1).to_string()),
            title: row.what.clone(),
            official: Some(row.official.clone()),
            answers,
        });
    }
    for determination in determinations {
        let official = &determination.official;
        if determination.group != Group::NotTolerated {
            owes.push(Owed {
                stream: stream("return_visit", official.as_str()),
                title: "容错后跟踪回访".to_owned(),
                official: Some(official.clone()),
                answers: Value::Null,
            });
        }
        if determination.in_four_forms {
            owes.push(Owed {
                stream: stream("four_forms", official.as_str()),
                title: "四种形态登记".to_owned(),
                official: Some(official.clone()),
                answers: Value::Null,
            });
        }
    }
    owes
}

/// The stream of an obligation: computed from the case, so that opening it twice is a conflict.
pub(crate) fn obligation(case: &StreamId, kind: &str, about: &str) -> StreamId {
    let of_case = Uuid::new_v5(&Uuid::NAMESPACE_OID, case.as_str().as_bytes());
    StreamId::new(kind, &Uuid::new_v5(&of_case, format!("{kind}/{about}").as_bytes()).to_string())
}
