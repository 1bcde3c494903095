//! 可以代理什么 — the acts of the offices that run a case, and nothing that asks for the person.
//!
//! Source: mechanism §3 G12, G3, G5, §2 P6; docs/decisions/0037. Never delegated: what an official, a unit or a committee
//! does in its own matter, a member's opinion, what is recorded of 集体研究 and the determination that follows from it, a
//! second person's check, custody of reporters, and everything of the three administrators: their roles are not in
//! [`ROLES`], or their acts are in [`IN_PERSON`].

use crate::people::Role;

/// The roles whose acts may be done in another's place.
pub const ROLES: &[Role] = &[
    Role::PetitionOfficer,
    Role::CaseManagement,
    Role::CaseOfficer,
    Role::TeamLeader,
    Role::DivisionHead,
    Role::ReviewOfficer,
    Role::Leader,
];

/// Acts of these roles that only the person does.
pub const IN_PERSON: &[&str] = &[
    "check_paper",
    "amend_paper",
    "declare_recusal",
    "give_opinion",
    "answer_minutes",
    "open_dissent",
    "resolve",
    "decide_reexamination",
    "determine",
    "revoke",
];

/// Whether this act of this role may be done in another's place.
pub fn may_be_done(role: Role, action: &str) -> bool {
    ROLES.contains(&role) && !IN_PERSON.contains(&action)
}

/// Whether somebody who holds `held` in the same organ may stand in for `role`: a leader for a leader, the review office
/// for the review office, for the others whoever works on cases.
pub fn fits(role: Role, held: &[Role]) -> bool {
    let any = |of: &[Role]| held.iter().any(|role| of.contains(role));
    match role {
        Role::Leader => any(&[Role::Leader, Role::PrincipalLeader]),
        Role::ReviewOfficer => any(&[Role::ReviewOfficer]),
        _ => any(ROLES),
    }
}

/// The roles that approve a deputy or a delegation.
pub const APPROVE: &[Role] = &[Role::DivisionHead, Role::Leader, Role::PrincipalLeader];

/// The roles that enter it for others.
pub const ARRANGE: &[Role] = &[Role::CaseManagement, Role::DivisionHead];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cases, paper};

    #[test]
    fn nothing_that_asks_for_the_person_is_done_in_anothers_place() {
        let own = [
            Role::Official,
            Role::UnitContact,
            Role::Committee,
            Role::ConsultedMember,
            Role::CommitteeClerk,
            Role::PrincipalLeader,
            Role::ReporterCustodian,
            Role::SystemAdmin,
            Role::SecurityAdmin,
            Role::Auditor,
            Role::UpperOrgan,
            Role::SystemJobs,
        ];
        for role in own {
            assert!(!may_be_done(role, "accept") && !ROLES.contains(&role), "{}", role.id());
        }
        for act in [paper::CHECK.name, paper::AMEND.name, "give_opinion", "resolve", "determine"] {
            assert!(ROLES.iter().all(|role| !may_be_done(*role, act)), "{act}");
        }
        assert!(may_be_done(Role::CaseOfficer, "add_evidence"));
    }

    #[test]
    fn every_act_in_person_is_an_act_of_some_kind() {
        for name in IN_PERSON {
            assert!(cases::all().iter().any(|kind| kind.action(name).is_some()), "{name}");
        }
    }

    #[test]
    fn a_leader_stands_in_for_a_leader_and_the_review_office_for_itself() {
        assert!(!fits(Role::Leader, &[Role::CaseOfficer]) && fits(Role::Leader, &[Role::PrincipalLeader]));
        assert!(!fits(Role::ReviewOfficer, &[Role::Leader]));
        assert!(
            fits(Role::CaseManagement, &[Role::CaseOfficer]) && !fits(Role::CaseOfficer, &[Role::Auditor])
        );
    }
}
