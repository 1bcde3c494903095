//! Who must act, in words; names come with every page of `app`.

use rongheng_app::page::Names;
use rongheng_domain::sheet::Doer;

/// Who must act.
pub(crate) fn doer(names: &Names, doer: &Doer) -> String {
    match doer {
        Doer::Role(role) => role.title().to_owned(),
        Doer::Person(id) => names.person(id),
        Doer::Unit(id) => names.unit(id),
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
    fn a_rare_name_is_shown_and_a_missing_one_says_so() {
        let names = Names { people: [("si".into(), "司徒𬭎".to_owned())].into(), ..Names::default() };
        let who = [Doer::Person("si".into()), Doer::Person("gone".into()), Doer::Role(Role::CaseManagement)];
        assert_eq!(doers(&names, &who), "司徒𬭎、（姓名不可见 gone）、案件监督管理室");
    }
}
