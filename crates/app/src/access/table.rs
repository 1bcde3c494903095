//! The access table: role × kind × acts × reach. Nothing else in the program gives a right.
//!
//! What stands in no row is not allowed. Recusal (P8) and the gate (G4) are not rows: they are looked at first
//! and beat every row. The three administrators have no row here at all: none sees case content.

use rongheng_domain::{
    kind::Part::{
        self, Applicant, AppraisalOwner, Committee, Consulted, Countersigner, FormerOrgan, Official, Owner,
        Reexaminer, Reviewer, Source, SpeaksForUnit, Team, Unit,
    },
    people::Role,
};

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Begins a case: nothing to reach yet.
    Opens,
    /// Every case.
    All,
    /// The cases of the organ where the role is held.
    Organ,
    /// Cases to which the person belongs in one of these ways.
    Own(&'static [Part]),
    /// Cases to which the unit where the role is held belongs in one of these ways.
    OfUnit(&'static [Part]),
    /// 办结 ones.
    Closed,
    /// The cases of the organ where the role is held in which an application was made or the organ began by itself: a
    /// lead that is only looked into has nothing to answer anybody with.
    Applied,
}

/// What is seen: which of a kind's views.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    Officer,
    FormerOrgan,
    Committee,
    Unit,
    Official,
    Consulted,
    Appraisal,
    Organisation,
    Custodian,
}

/// What a row allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum May {
    /// See the case.
    See(Seen),
    /// Do these.
    Do(&'static [&'static str]),
    /// Know who looked at the case.
    Readers,
    /// Take the whole archived case out of the program.
    Take,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) role: Role,
    pub(crate) kind: &'static str,
    pub(crate) may: May,
    pub(crate) reach: Reach,
}

const TOL: &str = "tolerance";
const COR: &str = "correction";
const FIL: &str = "filing_table";
const INV: &str = "investigation";
const RUL: &str = "ruling";
const ISS: &str = "issue";

const fn see(role: Role, kind: &'static str, seen: Seen, reach: Reach) -> Row {
    Row { role, kind, may: May::See(seen), reach }
}

const fn acts(role: Role, kind: &'static str, acts: &'static [&'static str], reach: Reach) -> Row {
    Row { role, kind, may: May::Do(acts), reach }
}

const fn takes(role: Role, kind: &'static str) -> Row {
    Row { role, kind, may: May::Take, reach: Reach::Organ }
}

const fn readers(role: Role, kind: &'static str) -> Row {
    Row { role, kind, may: May::Readers, reach: Reach::Organ }
}

/// The ways in which a unit hears of a case.
const UNIT: &[Part] = &[Unit, SpeaksForUnit, Applicant, Owner, Source];
const COMMITTEE: &[Part] = &[Committee, SpeaksForUnit, Owner, Source];
const MINE: &[Part] = &[Official, Applicant];

/// What only members of the team do.
const OF_TEAM: &[&str] = &[
    "add_evidence",
    "record_background",
    "record_part",
    "record_discovery",
    "ask_unit",
    "choose_text",
    "find",
    "set_baseline",
    "propose_outcome",
    "find_unit",
    "propose_unit_outcome",
    "notify_unit",
    "answer_unit_defence",
    "notify",
    "defend",
    "answer_defence",
];

/// 校核代录、更正代录; the domain asks for another person than whoever entered it.
const PAPERS: &[&str] = &["check_paper", "amend_paper"];
/// 呈批件, and the words that came back on it.
const SUBMISSIONS: &[&str] = &["submit", "enter_words", "check_words"];
/// 催办、督办; whoever ordered an answer judges it and takes the order back.
const LEADS: &[&str] = &["urge", "order_supervision", "judge_supervision", "withdraw_supervision"];
/// 答复督办; the domain asks for whom it was ordered of.
const ANSWERS: &[&str] = &["answer_supervision"];
/// What those who verify a revocation do.
const REVOKING: &[&str] = &["notify_revocation", "report_revocation"];
/// What whoever drafts a paper that goes out may do with it later.
const DRAFTS: &[&str] = &["redraft", "withdraw", "enter_joint", "dispatch"];
/// What a leader does with it.
const SIGNS: &[&str] = &["countersign", "return_draft", "sign", "void"];
/// What the owner of a correction does.
const OF_OWNER: &[&str] = &["report_progress", "ask_extension", "report", "report_cannot_be_put_right"];

/// All rights.
pub(crate) const TABLE: &[Row] = &[
    // 信访举报部门: a letter for an official is written down, and 案管 goes on with it.
    acts(Role::PetitionOfficer, TOL, &["record_signal"], Reach::Opens),
    // 案管: takes in, composes, sends on, closes.
    see(Role::CaseManagement, TOL, Seen::Officer, Reach::Organ),
    see(Role::CaseManagement, COR, Seen::Officer, Reach::Organ),
    acts(Role::CaseManagement, TOL, &["apply", "record_signal"], Reach::Opens),
    acts(Role::CaseManagement, TOL, &["take_up", "join_into", "set_committee"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["withdraw", "ask_to_continue"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["ask_supplement", "accept", "resume_clock"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["declare_recusal"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["transfer", "enter_receipt", "enter_return"], Reach::Organ),
    // What the upper organ gave to another organ: only where it went.
    see(Role::CaseManagement, TOL, Seen::FormerOrgan, Reach::OfUnit(&[FormerOrgan])),
    acts(Role::CaseManagement, TOL, &["assign", "send_to_review"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["hold_unit"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["enter_filing", "enter_sanction_decision"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["mark_weight"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["compose_consultation", "hold_consultation"], Reach::Organ),
    // 代录 of a member's written opinion; the domain asks for the member.
    acts(Role::CaseManagement, TOL, &["give_opinion"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["send_minutes", "close_consultation"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["reconvene"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["enter_attempt", "serve", "notify_appraisal"], Reach::Organ),
    acts(Role::CaseManagement, TOL, SUBMISSIONS, Reach::Organ),
    acts(Role::CaseManagement, TOL, &["ask_borrowing", "return_borrowing"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["enter_crime_receipt"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["file_upward", "add_appraisal"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["assign_reexaminer", "serve_reexamination"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["add_revocation_evidence", "propose_revocation"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["serve_revocation"], Reach::Organ),
    acts(Role::CaseManagement, TOL, &["close", "catalogue", "archive", "destroy"], Reach::Organ),
    acts(
        Role::CaseManagement,
        TOL,
        &["draft_publicity", "decide_redaction", "send_publicity", "take_down"],
        Reach::Organ,
    ),
    // 案卷包: 案管 keeps the archive (docs/decisions/0042).
    takes(Role::CaseManagement, TOL),
    takes(Role::CaseManagement, COR),
    takes(Role::CaseManagement, INV),
    acts(Role::CaseManagement, TOL, PAPERS, Reach::Organ),
    acts(Role::CaseManagement, TOL, &["hand_over"], Reach::Organ),
    acts(Role::CaseManagement, COR, &["order"], Reach::Organ),
    acts(Role::CaseManagement, COR, PAPERS, Reach::Organ),
    see(Role::CaseManagement, INV, Seen::Officer, Reach::Organ),
    acts(Role::CaseManagement, INV, &["file"], Reach::Opens),
    acts(Role::CaseManagement, INV, &["send_to_review", "enter_decision"], Reach::Organ),
    acts(Role::CaseManagement, INV, &["close", "archive"], Reach::Organ),
    acts(Role::CaseManagement, INV, PAPERS, Reach::Organ),
    // 承办人: takes in; once a team is composed, only its members verify.
    see(Role::CaseOfficer, TOL, Seen::Officer, Reach::Organ),
    see(Role::CaseOfficer, COR, Seen::Officer, Reach::Organ),
    acts(Role::CaseOfficer, TOL, &["apply", "record_signal"], Reach::Opens),
    acts(Role::CaseOfficer, TOL, &["ask_supplement", "supplement", "resume_clock"], Reach::Organ),
    acts(Role::CaseOfficer, TOL, &["declare_recusal"], Reach::Organ),
    acts(Role::CaseOfficer, TOL, PAPERS, Reach::Organ),
    acts(Role::CaseOfficer, COR, PAPERS, Reach::Organ),
    acts(Role::CaseOfficer, TOL, OF_TEAM, Reach::Own(&[Team])),
    acts(Role::CaseOfficer, TOL, &["enter_filing", "enter_sanction_decision"], Reach::Own(&[Team])),
    acts(Role::CaseOfficer, TOL, &["enter_attempt", "serve", "notify_appraisal"], Reach::Own(&[Team])),
    acts(Role::CaseOfficer, TOL, &["enter_attempt"], Reach::Own(&[Reexaminer])),
    acts(Role::CaseOfficer, TOL, SUBMISSIONS, Reach::Own(&[Team])),
    acts(Role::CaseOfficer, TOL, &["enter_crime_receipt"], Reach::Own(&[Team])),
    acts(Role::CaseOfficer, TOL, &["serve_reexamination"], Reach::Own(&[Team, Reexaminer])),
    acts(Role::CaseOfficer, TOL, &["serve_revocation"], Reach::Own(&[Team, Reexaminer])),
    acts(Role::CaseOfficer, TOL, &["reexamine"], Reach::Own(&[Reexaminer])),
    acts(Role::CaseOfficer, TOL, &["add_revocation_evidence"], Reach::Own(&[Reexaminer])),
    acts(Role::CaseOfficer, TOL, REVOKING, Reach::Own(&[Reexaminer])),
    acts(Role::CaseOfficer, TOL, &["file_upward", "add_appraisal"], Reach::Own(&[Team])),
    acts(Role::CaseOfficer, COR, &["order", "check", "confirm_already", "check_remedy"], Reach::Organ),
    see(Role::CaseOfficer, INV, Seen::Officer, Reach::Organ),
    acts(Role::CaseOfficer, INV, &["file"], Reach::Opens),
    acts(Role::CaseOfficer, INV, &["finish_examination"], Reach::Organ),
    acts(Role::CaseOfficer, INV, PAPERS, Reach::Organ),
    // 核实组组长.
    see(Role::TeamLeader, TOL, Seen::Officer, Reach::Organ),
    see(Role::TeamLeader, COR, Seen::Officer, Reach::Organ),
    acts(Role::TeamLeader, TOL, &["declare_recusal"], Reach::Organ),
    acts(Role::TeamLeader, TOL, PAPERS, Reach::Organ),
    acts(Role::TeamLeader, COR, PAPERS, Reach::Organ),
    acts(Role::TeamLeader, TOL, OF_TEAM, Reach::Own(&[Team])),
    acts(Role::TeamLeader, TOL, &["report"], Reach::Own(&[Team])),
    acts(Role::TeamLeader, TOL, &["reexamine"], Reach::Own(&[Reexaminer])),
    acts(Role::TeamLeader, TOL, REVOKING, Reach::Own(&[Reexaminer])),
    acts(Role::TeamLeader, TOL, &["hold_unit"], Reach::Own(&[Team])),
    see(Role::TeamLeader, INV, Seen::Officer, Reach::Organ),
    acts(Role::TeamLeader, INV, &["finish_examination"], Reach::Organ),
    acts(Role::TeamLeader, INV, PAPERS, Reach::Organ),
    // 室主任.
    see(Role::DivisionHead, TOL, Seen::Officer, Reach::Organ),
    see(Role::DivisionHead, COR, Seen::Officer, Reach::Organ),
    acts(Role::DivisionHead, TOL, &["assign", "send_to_review"], Reach::Organ),
    acts(Role::DivisionHead, TOL, &["approve"], Reach::Organ),
    acts(Role::DivisionHead, TOL, &["hand_over"], Reach::Organ),
    acts(Role::DivisionHead, COR, &["sign_off"], Reach::Organ),
    acts(Role::DivisionHead, TOL, &["reexamine"], Reach::Own(&[Reexaminer])),
    acts(Role::DivisionHead, TOL, REVOKING, Reach::Own(&[Reexaminer])),
    // 审理: only the case sent to the reviewer, never what the reviewer verified.
    see(Role::ReviewOfficer, TOL, Seen::Officer, Reach::Own(&[Reviewer])),
    acts(Role::ReviewOfficer, TOL, &["declare_recusal", "review"], Reach::Own(&[Reviewer])),
    see(Role::ReviewOfficer, TOL, Seen::Officer, Reach::Own(&[Reexaminer])),
    acts(Role::ReviewOfficer, TOL, &["reexamine"], Reach::Own(&[Reexaminer])),
    acts(Role::DivisionHead, COR, &["decide_extension", "sign_off"], Reach::Organ),
    see(Role::DivisionHead, INV, Seen::Officer, Reach::Organ),
    acts(Role::DivisionHead, INV, &["send_to_review"], Reach::Organ),
    // 审理: only the case sent to the reviewer, never what the reviewer verified.
    see(Role::ReviewOfficer, TOL, Seen::Officer, Reach::Own(&[Reviewer])),
    acts(Role::ReviewOfficer, TOL, &["declare_recusal", "review"], Reach::Own(&[Reviewer])),
    see(Role::ReviewOfficer, INV, Seen::Officer, Reach::Own(&[Reviewer])),
    acts(Role::ReviewOfficer, INV, &["review"], Reach::Own(&[Reviewer])),
    // 分管领导.
    see(Role::Leader, TOL, Seen::Officer, Reach::Organ),
    see(Role::Leader, COR, Seen::Officer, Reach::Organ),
    acts(Role::Leader, TOL, &["stop_clock", "resume_clock"], Reach::Organ),
    acts(Role::Leader, TOL, &["declare_recusal", "decide_recusal"], Reach::Organ),
    acts(Role::Leader, TOL, &["ask_competence", "extend_verification", "explain_delay"], Reach::Organ),
    acts(Role::Leader, TOL, &["approve_disclosure"], Reach::Organ),
    acts(Role::Leader, TOL, &["unmark_weight", "reconvene"], Reach::Organ),
    acts(Role::Leader, TOL, &["decide_discovery", "decide_borrowing"], Reach::Organ),
    acts(Role::Leader, TOL, &["approve"], Reach::Organ),
    acts(Role::Leader, COR, &["sign_off", "reopen"], Reach::Organ),
    acts(Role::Leader, TOL, &["propose_revocation", "assign_revocation"], Reach::Organ),
    acts(Role::Leader, TOL, &["conclude_signal"], Reach::Organ),
    // 主要负责人.
    see(Role::PrincipalLeader, TOL, Seen::Officer, Reach::Organ),
    see(Role::PrincipalLeader, COR, Seen::Officer, Reach::Organ),
    acts(Role::PrincipalLeader, TOL, &["conclude_signal", "stop_clock"], Reach::Organ),
    acts(Role::Leader, COR, &["decide_extension", "approve_remedy", "sign_off", "reopen"], Reach::Organ),
    see(Role::Leader, INV, Seen::Officer, Reach::Organ),
    // 主要负责人.
    see(Role::PrincipalLeader, TOL, Seen::Officer, Reach::Organ),
    see(Role::PrincipalLeader, COR, Seen::Officer, Reach::Organ),
    acts(Role::PrincipalLeader, COR, &["approve_remedy"], Reach::Organ),
    acts(Role::PrincipalLeader, TOL, &["stop_clock"], Reach::Organ),
    acts(Role::PrincipalLeader, TOL, &["decide_recusal"], Reach::Organ),
    acts(
        Role::PrincipalLeader,
        TOL,
        &["ask_competence", "extend_verification", "explain_delay"],
        Reach::Organ,
    ),
    acts(Role::PrincipalLeader, TOL, &["approve_disclosure"], Reach::Organ),
    acts(Role::PrincipalLeader, TOL, &["unmark_weight"], Reach::Organ),
    acts(Role::PrincipalLeader, TOL, &["approve", "open_dissent"], Reach::Organ),
    acts(Role::PrincipalLeader, TOL, &["determine", "decide_borrowing"], Reach::Organ),
    acts(Role::PrincipalLeader, TOL, &["publish", "take_down"], Reach::Organ),
    acts(Role::PrincipalLeader, TOL, &["assign_reexaminer"], Reach::Organ),
    acts(Role::PrincipalLeader, TOL, &["propose_revocation", "assign_revocation"], Reach::Organ),
    see(Role::PrincipalLeader, INV, Seen::Officer, Reach::Organ),
    // 集体研究记录人.
    see(Role::CommitteeClerk, TOL, Seen::Officer, Reach::Organ),
    acts(Role::CommitteeClerk, TOL, &["open_dissent", "resolve"], Reach::Organ),
    acts(Role::CommitteeClerk, TOL, PAPERS, Reach::Organ),
    acts(Role::CommitteeClerk, TOL, &["decide_reexamination", "revoke"], Reach::Organ),
    // 派驻组: the cases of its own.
    see(Role::PostedGroup, TOL, Seen::Officer, Reach::Organ),
    see(Role::PostedGroup, COR, Seen::Officer, Reach::Organ),
    see(Role::PostedGroup, INV, Seen::Officer, Reach::Organ),
    // 党委（党组）: answers for the case; speaks where the unit cannot.
    see(Role::Committee, TOL, Seen::Committee, Reach::OfUnit(COMMITTEE)),
    see(Role::Committee, COR, Seen::Committee, Reach::OfUnit(COMMITTEE)),
    acts(Role::Committee, TOL, &["answer_unit"], Reach::OfUnit(COMMITTEE)),
    acts(Role::Committee, TOL, &["defend_unit"], Reach::OfUnit(COMMITTEE)),
    acts(Role::Committee, TOL, &["acknowledge"], Reach::OfUnit(COMMITTEE)),
    acts(Role::Committee, COR, OF_OWNER, Reach::OfUnit(COMMITTEE)),
    acts(Role::Committee, COR, &["answer_escalation"], Reach::OfUnit(&[Committee])),
    // 单位联络人.
    see(Role::UnitContact, TOL, Seen::Unit, Reach::OfUnit(UNIT)),
    see(Role::UnitContact, TOL, Seen::Unit, Reach::Own(&[Applicant])),
    see(Role::UnitContact, COR, Seen::Unit, Reach::OfUnit(&[Unit, Owner])),
    acts(Role::UnitContact, TOL, &["apply"], Reach::Opens),
    acts(Role::UnitContact, TOL, &["supplement"], Reach::OfUnit(UNIT)),
    acts(Role::UnitContact, TOL, &["supplement", "withdraw"], Reach::Own(&[Applicant])),
    acts(Role::UnitContact, TOL, &["withdraw"], Reach::OfUnit(&[Applicant])),
    acts(Role::UnitContact, TOL, &["declare_recusal"], Reach::OfUnit(UNIT)),
    acts(Role::UnitContact, TOL, &["answer_unit"], Reach::OfUnit(&[Unit, SpeaksForUnit])),
    acts(Role::UnitContact, TOL, &["defend_unit"], Reach::OfUnit(&[Unit, SpeaksForUnit])),
    acts(Role::UnitContact, TOL, &["acknowledge"], Reach::OfUnit(UNIT)),
    acts(Role::UnitContact, COR, OF_OWNER, Reach::OfUnit(&[Unit, Owner])),
    // 当事人: what is served on them and what they submitted.
    see(Role::Official, TOL, Seen::Official, Reach::Own(MINE)),
    acts(Role::Official, TOL, &["apply"], Reach::Opens),
    acts(Role::Official, TOL, &["supplement"], Reach::Own(MINE)),
    acts(Role::Official, TOL, &["withdraw"], Reach::Own(&[Applicant])),
    acts(Role::Official, TOL, &["answer_continue", "answer_publicity"], Reach::Own(&[Official])),
    acts(Role::Official, TOL, &["declare_recusal"], Reach::Own(MINE)),
    acts(Role::Official, TOL, &["defend", "waive_defence", "revoke_waiver"], Reach::Own(&[Official])),
    acts(Role::Official, TOL, &["acknowledge"], Reach::Own(MINE)),
    acts(Role::Official, TOL, &["object", "defend_revocation"], Reach::Own(&[Official])),
    // 会商成员: the consultation they belong to.
    see(Role::ConsultedMember, TOL, Seen::Consulted, Reach::Own(&[Consulted])),
    acts(Role::ConsultedMember, TOL, &["declare_recusal"], Reach::Own(&[Consulted])),
    acts(Role::ConsultedMember, TOL, &["give_opinion", "answer_minutes"], Reach::Own(&[Consulted])),
    // 考核主管单位: its own appraisal.
    see(Role::AppraisalOwner, TOL, Seen::Appraisal, Reach::OfUnit(&[AppraisalOwner])),
    acts(Role::AppraisalOwner, TOL, &["confirm_effect"], Reach::OfUnit(&[AppraisalOwner])),
    // 组织部门: outcome and effects, once they stand.
    see(Role::OrganisationOfficer, TOL, Seen::Organisation, Reach::Closed),
    // 举报人信息保管员: answers whoever reported by name; sees the result and the seals, nothing else.
    see(Role::ReporterCustodian, TOL, Seen::Custodian, Reach::Applied),
    acts(Role::ReporterCustodian, TOL, &["note_reporter", "answer_reporter"], Reach::Organ),
    // 上级.
    see(Role::UpperOrgan, TOL, Seen::Officer, Reach::All),
    acts(Role::UpperOrgan, TOL, &["decide_competence"], Reach::All),
    see(Role::UpperOrgan, COR, Seen::Officer, Reach::All),
    // 备案报表: counted by 案管, signed by the principal leader.
    see(Role::CaseManagement, FIL, Seen::Officer, Reach::Organ),
    see(Role::Leader, FIL, Seen::Officer, Reach::Organ),
    see(Role::PrincipalLeader, FIL, Seen::Officer, Reach::Organ),
    see(Role::UpperOrgan, FIL, Seen::Officer, Reach::All),
    acts(Role::CaseManagement, FIL, &["draft"], Reach::Opens),
    acts(Role::CaseManagement, FIL, &["recount", "send_up", "propose_slip"], Reach::Organ),
    acts(Role::CaseManagement, FIL, PAPERS, Reach::Organ),
    acts(Role::PrincipalLeader, FIL, &["sign", "approve_slip"], Reach::Organ),
    // 上一级: a revocation needs it.
    acts(Role::UpperOrgan, TOL, &["approve_revocation"], Reach::All),
    see(Role::UpperOrgan, INV, Seen::Officer, Reach::All),
    // The program itself: carries obligations, sees nothing.
    acts(Role::SystemJobs, TOL, &["receive_joined", "receive_withdrawal"], Reach::All),
    acts(Role::SystemJobs, TOL, &["discharge", "take_back_discharge"], Reach::All),
    // 请示答复: asked by officers, approved by a leader, answered from above, kept by the keeper of the policy.
    see(Role::CaseManagement, RUL, Seen::Officer, Reach::Organ),
    acts(Role::CaseManagement, RUL, &["ask"], Reach::Opens),
    acts(Role::CaseManagement, RUL, &["send_up", "enter_answer", "close"], Reach::Organ),
    acts(Role::CaseManagement, RUL, PAPERS, Reach::Organ),
    see(Role::CaseOfficer, RUL, Seen::Officer, Reach::Organ),
    acts(Role::CaseOfficer, RUL, &["ask"], Reach::Opens),
    acts(Role::CaseOfficer, RUL, &["send_up"], Reach::Organ),
    acts(Role::CaseOfficer, RUL, PAPERS, Reach::Organ),
    see(Role::DivisionHead, RUL, Seen::Officer, Reach::Organ),
    see(Role::ReviewOfficer, RUL, Seen::Officer, Reach::Organ),
    see(Role::Leader, RUL, Seen::Officer, Reach::Organ),
    acts(Role::Leader, RUL, &["approve"], Reach::Organ),
    see(Role::PrincipalLeader, RUL, Seen::Officer, Reach::Organ),
    acts(Role::PrincipalLeader, RUL, &["approve"], Reach::Organ),
    see(Role::PolicyOfficer, RUL, Seen::Officer, Reach::Organ),
    acts(Role::PolicyOfficer, RUL, &["ask"], Reach::Opens),
    acts(Role::PolicyOfficer, RUL, &["keep_as_policy", "close"], Reach::Organ),
    see(Role::UpperOrgan, RUL, Seen::Officer, Reach::All),
    acts(Role::UpperOrgan, RUL, &["enter_answer"], Reach::All),
    // 发文: drafted by officers, checked by another, countersigned by those named, signed by a leader, sealed by 案管.
    see(Role::CaseManagement, ISS, Seen::Officer, Reach::Organ),
    acts(Role::CaseManagement, ISS, &["draft"], Reach::Opens),
    acts(Role::CaseManagement, ISS, DRAFTS, Reach::Organ),
    acts(Role::CaseManagement, ISS, &["check", "countersign", "seal"], Reach::Organ),
    acts(Role::CaseManagement, ISS, PAPERS, Reach::Organ),
    see(Role::CaseOfficer, ISS, Seen::Officer, Reach::Organ),
    acts(Role::CaseOfficer, ISS, &["draft"], Reach::Opens),
    acts(Role::CaseOfficer, ISS, DRAFTS, Reach::Organ),
    acts(Role::CaseOfficer, ISS, &["countersign"], Reach::Organ),
    acts(Role::CaseOfficer, ISS, PAPERS, Reach::Organ),
    see(Role::TeamLeader, ISS, Seen::Officer, Reach::Organ),
    acts(Role::TeamLeader, ISS, &["countersign"], Reach::Organ),
    see(Role::DivisionHead, ISS, Seen::Officer, Reach::Organ),
    acts(Role::DivisionHead, ISS, &["check", "countersign"], Reach::Organ),
    // 审理: only what its member is asked to countersign.
    see(Role::ReviewOfficer, ISS, Seen::Officer, Reach::Own(&[Countersigner])),
    acts(Role::ReviewOfficer, ISS, &["countersign"], Reach::Own(&[Countersigner])),
    see(Role::Leader, ISS, Seen::Officer, Reach::Organ),
    acts(Role::Leader, ISS, SIGNS, Reach::Organ),
    see(Role::PrincipalLeader, ISS, Seen::Officer, Reach::Organ),
    acts(Role::PrincipalLeader, ISS, SIGNS, Reach::Organ),
    acts(Role::SystemJobs, TOL, &["note_filing", "note_sanction_decision"], Reach::All),
    acts(Role::SystemJobs, TOL, &["note_ruling_asked", "note_ruling_answered"], Reach::All),
    acts(Role::SystemJobs, COR, &["open"], Reach::Opens),
    // 查看记录: 案管 watches who reads, leaders answer for it. Nobody who is concerned, and no administrator: it would
    // say who handles a case.
    readers(Role::CaseManagement, TOL),
    readers(Role::CaseManagement, COR),
    readers(Role::CaseManagement, INV),
    readers(Role::CaseManagement, RUL),
    readers(Role::CaseManagement, FIL),
    readers(Role::CaseManagement, ISS),
    readers(Role::Leader, TOL),
    readers(Role::Leader, COR),
    readers(Role::Leader, INV),
    readers(Role::Leader, RUL),
    readers(Role::Leader, FIL),
    readers(Role::Leader, ISS),
    readers(Role::PrincipalLeader, TOL),
    readers(Role::PrincipalLeader, COR),
    readers(Role::PrincipalLeader, INV),
    readers(Role::PrincipalLeader, RUL),
    readers(Role::PrincipalLeader, FIL),
    readers(Role::PrincipalLeader, ISS),
    // 催办、督办: those who lead, in the cases of their organ; officials and units see none of it.
    acts(Role::CaseManagement, TOL, LEADS, Reach::Organ),
    acts(Role::DivisionHead, TOL, LEADS, Reach::Organ),
    acts(Role::Leader, TOL, LEADS, Reach::Organ),
    acts(Role::PrincipalLeader, TOL, LEADS, Reach::Organ),
    acts(Role::UpperOrgan, TOL, LEADS, Reach::All),
    acts(Role::CaseManagement, TOL, ANSWERS, Reach::Organ),
    acts(Role::CaseOfficer, TOL, ANSWERS, Reach::Organ),
    acts(Role::TeamLeader, TOL, ANSWERS, Reach::Organ),
    acts(Role::DivisionHead, TOL, ANSWERS, Reach::Organ),
    acts(Role::Leader, TOL, ANSWERS, Reach::Organ),
    acts(Role::CommitteeClerk, TOL, ANSWERS, Reach::Organ),
    acts(Role::ReviewOfficer, TOL, ANSWERS, Reach::Own(&[Reviewer])),
    acts(Role::CaseManagement, COR, LEADS, Reach::Organ),
    acts(Role::DivisionHead, COR, LEADS, Reach::Organ),
    acts(Role::Leader, COR, LEADS, Reach::Organ),
    acts(Role::PrincipalLeader, COR, LEADS, Reach::Organ),
    acts(Role::UpperOrgan, COR, LEADS, Reach::All),
    acts(Role::CaseManagement, COR, ANSWERS, Reach::Organ),
    acts(Role::CaseOfficer, COR, ANSWERS, Reach::Organ),
    acts(Role::TeamLeader, COR, ANSWERS, Reach::Organ),
    acts(Role::DivisionHead, COR, ANSWERS, Reach::Organ),
    acts(Role::Leader, COR, ANSWERS, Reach::Organ),
    acts(Role::CaseManagement, INV, LEADS, Reach::Organ),
    acts(Role::DivisionHead, INV, LEADS, Reach::Organ),
    acts(Role::Leader, INV, LEADS, Reach::Organ),
    acts(Role::PrincipalLeader, INV, LEADS, Reach::Organ),
    acts(Role::UpperOrgan, INV, LEADS, Reach::All),
    acts(Role::CaseManagement, INV, ANSWERS, Reach::Organ),
    acts(Role::CaseOfficer, INV, ANSWERS, Reach::Organ),
    acts(Role::TeamLeader, INV, ANSWERS, Reach::Organ),
    acts(Role::DivisionHead, INV, ANSWERS, Reach::Organ),
    acts(Role::Leader, INV, ANSWERS, Reach::Organ),
    acts(Role::ReviewOfficer, INV, ANSWERS, Reach::Own(&[Reviewer])),
    acts(Role::Committee, TOL, &["ask_progress"], Reach::OfUnit(&[Committee])),
    acts(Role::Committee, COR, &["ask_progress"], Reach::OfUnit(&[Committee])),
];
