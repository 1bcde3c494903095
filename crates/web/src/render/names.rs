//! Who must act, in words; names come with every page of `app`.

use rongheng_app::page::Names;
use rongheng_domain::{ids::PersonId, sheet::Doer};

/// Who must act.
pub(crate) fn doer(names: &Names, doer: &Doer) -> String {
    match doer {
        Doer::Role(role) => role.title().to_owned(),
        Doer::Person(id) => names.person(id),
        Doer::Unit(id) => names.unit(id),
    }
}

/// Who acted: `苏若禾（代林岱岳）` in another's place, `周砚清（柏清和 代录）` from paper.
pub(crate) fn acted(
    names: &Names,
    actor: &PersonId,
    acted_for: Option<&PersonId>,
    by_delegation: bool,
) -> String {
    let hand = names.person(actor);
    match acted_for {
        Some(of) if by_delegation => format!("{hand}（代{}）", names.person(of)),
        Some(of) => format!("{}（{hand} 代录）", names.person(of)),
        None => hand,
    }
}

/// Several who must act.
pub(crate) fn doers(names: &Names, doers: &[Doer]) -> String {
    doers.iter().map(|one| doer(names, one)).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rongheng_domain::people::Role;

    #[test]
    fn who_acted_in_anothers_place_stands_first_and_who_entered_a_paper_last() {
        let people = [("su".into(), "苏若禾".to_owned()), ("lin".into(), "林岱岳".to_owned())].into();
        let names = Names { people, ..Names::default() };
        let (su, lin): (PersonId, PersonId) = ("su".into(), "lin".into());
        assert_eq!(acted(&names, &su, Some(&lin), true), "苏若禾（代林岱岳）");
        assert_eq!(acted(&names, &su, Some(&lin), false), "林岱岳（苏若禾 代录）");
        assert_eq!(acted(&names, &su, None, false), "苏若禾");
    }

    #[test]
    fn a_rare_name_is_shown_and_a_missing_one_says_so() {
        let names = Names { people: [("si".into(), "司徒𬭎".to_owned())].into(), ..Names::default() };
        let who = [Doer::Person("si".into()), Doer::Person("gone".into()), Doer::Role(Role::CaseManagement)];
        assert_eq!(doers(&names, &who), "司徒𬭎、（姓名不可见 gone）、案件监督管理室");
    }
}
