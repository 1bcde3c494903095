//! What the search offered before a finding and what was taken: circumstances (decision 0045), and precedents to compare
//! with (decision 0050).

use serde::{Deserialize, Serialize};

use super::{Found, MOST_OFFERED};
use crate::{
    facts::Facts,
    form::{Field, Input},
    judgement::leniences,
    refusal::{Missing, Reason},
};

/// A precedent that was offered, with the title it had then: it holds no name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferedPrecedent {
    /// Its key in the register.
    pub key: String,
    /// Its title.
    pub title: String,
}

const ROW: &[Field] =
    &[Field::new("key", "案例编号", Input::Line), Field::new("title", "案例标题", Input::Line)];

/// 查找时列出的案例.
pub(super) const OFFERED: Field = Field::new("offered_precedents", "查找时列出的案例", Input::List(ROW))
    .hint("由适用情形查找带入，最相符的在前")
    .optional();

/// 比照的案例.
pub(super) const TAKEN: Field =
    Field::new("precedent", "比照的案例", Input::Line).hint("由适用情形查找带入；没有比照的留空").optional();

/// What the search offered is kept as it was, and only what it can have offered.
pub(super) fn only_known(offered: &[String], facts: &Facts, missing: &mut Missing) {
    missing.unless(offered.len() <= MOST_OFFERED, || {
        let says = format!("查找时列出的情形最多记 {MOST_OFFERED} 条，请重新查找后选用。");
        Reason::new(&leniences::RULE, says).at("offered")
    });
    for code in offered.iter().filter(|code| !facts.policy.texts.texts.contains_key(*code)) {
        let says = format!("清单中没有编号为“{code}”的情形，请重新查找后选用。");
        missing.add(Reason::new(&leniences::RULE, says).at("offered"));
    }
}

/// What was taken is one of what was offered, and no more is kept than a search offers.
pub(super) fn only_offered(found: &Found, missing: &mut Missing) {
    let offered = &found.offered_precedents;
    missing.unless(offered.len() <= MOST_OFFERED, || {
        let says = format!("查找时列出的案例最多记 {MOST_OFFERED} 件，请重新查找后选用。");
        Reason::new(&leniences::RULE, says).at("offered_precedents")
    });
    if let Some(key) = &found.precedent {
        missing.unless(offered.iter().any(|one| one.key == *key), || {
            let says = "比照的案例不在查找时列出的案例里，请在适用情形查找中重新选用，或者留空。";
            Reason::new(&leniences::RULE, says).at("precedent")
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::cases::tolerance::{findings::tests::find_with, testing::before};

    fn with(offered: Value, taken: Option<&str>) -> crate::cases::tolerance::Command {
        let taken = taken.map(str::to_owned);
        find_with(move |answers| {
            answers["offered_precedents"] = offered;
            if let Some(taken) = taken {
                answers["precedent"] = json!(taken);
            }
        })
    }

    #[test]
    fn the_precedents_that_were_offered_are_kept_and_only_one_of_them_is_taken() {
        let one = json!([{"key": "a", "title": "一件案例"}]);
        let kept = before("find").after(with(one.clone(), Some("a")));
        let found = &kept.case.found[&"zhou".into()];
        assert_eq!((found.offered_precedents.len(), found.precedent.as_deref()), (1, Some("a")));
        before("find").when(with(one, Some("b"))).refused_with(["S3"]);
        before("find").when(with(json!([]), Some("a"))).refused_with(["S3"]);
        let many: Vec<_> = (0..11).map(|_| json!({"key": "a", "title": "一件"})).collect();
        before("find").when(with(json!(many), None)).refused_with(["S3"]);
    }
}
