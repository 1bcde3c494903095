//! May this actor? One table decides, renders the scope of lists, and prints the matrix.

mod matrix;
mod places;
mod scope;
mod table;

use rongheng_domain::{
    away::delegable,
    ids::PersonId,
    kind::{Action, Audience, Part, Who},
    paper,
    people::Role,
    refusal::Refusal,
    registers::account::TOKEN,
    rule::{ARTICLE, Force, Rule},
};

pub(crate) use rongheng_domain::registers::keeping::KEEPS;

pub(crate) use self::matrix::matrix;
pub(crate) use self::places::{may_in_place, task_acts};
pub(crate) use self::scope::{officer_scope, scope, scope_of, scope_where, supervised, whos};
pub(crate) use self::table::Seen;
use self::table::{May, Reach, Row, TABLE};
use crate::{Actor, Held, Right};

/// P8, where it keeps somebody out.
pub(crate) static RECUSED: Rule = Rule {
    code: "P8",
    phrase: "回避",
    asks: "应当回避的人不得办理、查看本案；回避高于任何权限。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// G4, where it keeps somebody out.
pub(crate) static GATE: Rule = Rule {
    code: "G4",
    phrase: "告知闸门",
    asks: "批准告知之前，本案情况不得让当事人和所在单位知道；本人提交的材料和应得的答复除外。",
    source: "本单位设定",
    force: Force::Setting,
};

/// G5, where a paper cannot be entered.
pub(crate) static ON_PAPER: Rule = Rule {
    code: "G5",
    phrase: "代录",
    asks: "当事人、单位、会商成员、领导的纸面材料，由承办人或者案件监督管理室代录，写明谁作出、纸面日期、原件存放处。",
    source: "本单位设定",
    force: Force::Setting,
};

/// What access looks at in a case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub(crate) kind: &'static str,
    pub(crate) organ: Option<rongheng_domain::ids::UnitId>,
    pub(crate) parts: Vec<(Who, Part)>,
    pub(crate) disclosed: bool,
    pub(crate) closed: bool,
}

impl Known {
    /// What access looks at in the row of a case.
    pub(crate) fn of(kind: &'static str, row: &rongheng_domain::kind::Row) -> Self {
        Self {
            kind,
            organ: row.organ.clone(),
            parts: row.parts.clone(),
            disclosed: row.disclosed,
            closed: row.closed_on.is_some(),
        }
    }
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Denied {
    /// Whoever asks may not even know that the case exists.
    Hidden,
    /// Said in words to those who may know.
    Told(Refusal),
}

/// The parts that only count once disclosure was approved (G4).
pub(crate) const GATED: [Part; 3] = [Part::Official, Part::Unit, Part::SpeaksForUnit];

/// The ways in which people come to their own matter. Whoever is concerned comes in no other way, whatever the
/// roles: an officer of the organ reads nothing of the own case, nor does a member of the committee (G4, P8).
const MINE: [Part; 2] = [Part::Official, Part::Applicant];

/// Whether a reach is one's own matter alone.
pub(crate) fn own_matter(reach: Reach) -> bool {
    matches!(reach, Reach::Own(parts) if parts.iter().all(|part| MINE.contains(part)))
}

fn concerned(person: &PersonId, known: &Known) -> bool {
    known
        .parts
        .iter()
        .any(|(who, part)| *part == Part::Concerned && matches!(who, Who::Person(of) if of == person))
}

fn is_self(who: &Who, right: Right<'_>) -> bool {
    match who {
        Who::Person(person) => person == right.person,
        Who::Unit(unit) => right.held.unit.as_ref() == Some(unit),
    }
}

/// Whether the one in whose place somebody stands must stay away from the case: nobody gets there by a delegation (P8).
fn kept_out(right: Right<'_>, known: &Known) -> bool {
    let aside = |(who, part): &(Who, Part)| *part == Part::Excluded && is_self(who, right);
    !right.own && (concerned(right.person, known) || known.parts.iter().any(aside))
}

fn excluded(actor: &Actor, known: &Known) -> bool {
    known.parts.iter().any(|(who, part)| {
        *part == Part::Excluded
            && match who {
                Who::Person(person) => *person == actor.person,
                Who::Unit(unit) => actor.in_use().any(|held| held.unit.as_ref() == Some(unit)),
            }
    })
}

/// Whether a reach takes the case in; `gate` counts gated parts only while it is open.
fn reaches(reach: Reach, actor: &Actor, right: Right<'_>, known: &Known, gate: bool) -> bool {
    let belongs = |parts: &[Part], of_person: bool| {
        known.parts.iter().any(|(who, part)| {
            matches!(who, Who::Person(_)) == of_person
                && is_self(who, right)
                && parts.contains(part)
                && (!gate || known.disclosed || !GATED.contains(part))
        })
    };
    if concerned(&actor.person, known) && !own_matter(reach) || kept_out(right, known) {
        return false;
    }
    match reach {
        Reach::Opens => false,
        Reach::All => true,
        Reach::Organ => known.organ.is_some() && known.organ == right.held.unit,
        Reach::Own(parts) => belongs(parts, true),
        Reach::OfUnit(parts) => belongs(parts, false),
        Reach::Closed => known.closed,
        Reach::Applied => {
            known.organ.is_some()
                && known.organ == right.held.unit
                && known.parts.iter().any(|(_, part)| *part == Part::Applicant)
        }
    }
}

fn rows<'a>(actor: &'a Actor, kind: &'a str) -> impl Iterator<Item = (&'static Row, Right<'a>)> {
    actor.rights().flat_map(move |right| {
        TABLE
            .iter()
            .filter(move |row| row.role == right.held.role && row.kind == kind && actor.reaches(row.kind))
            .map(move |row| (row, right))
    })
}

/// The actor's own rows: what is done in another's place is asked for by name ([`may_in_place`]).
fn own_rows<'a>(actor: &'a Actor, kind: &'a str) -> impl Iterator<Item = (&'static Row, Right<'a>)> {
    rows(actor, kind).filter(|(_, right)| right.own)
}

/// Whether `actor` may know of the case at all, apart from recusal.
fn knows(actor: &Actor, known: &Known) -> bool {
    rows(actor, known.kind).any(|(row, right)| reaches(row.reach, actor, right, known, true))
}

pub(crate) fn recused() -> Denied {
    Denied::Told(Refusal::one(&RECUSED, "您应当回避，不能查看和办理本案。如有疑问，请向分管领导说明。"))
}

/// May `actor` do `action`? `known` is `None` for an action that opens a case.
pub(crate) fn may(actor: &Actor, kind: &str, action: &Action, known: Option<&Known>) -> Result<(), Denied> {
    let lets = actor.lets(kind, action.name);
    let allows = |row: &Row| lets && matches!(row.may, May::Do(acts) if acts.contains(&action.name));
    let Some(known) = known else {
        if !lets {
            return Err(not_the_token_s(action));
        }
        let open = own_rows(actor, kind).any(|(row, _)| allows(row) && row.reach == Reach::Opens);
        return if open { Ok(()) } else { Err(not_yours(action)) };
    };
    let does = |gate| {
        own_rows(actor, kind).any(|(row, right)| allows(row) && reaches(row.reach, actor, right, known, gate))
    };
    if excluded(actor, known) {
        return Err(if knows(actor, known) { recused() } else { Denied::Hidden });
    }
    if does(true) {
        return Ok(());
    }
    if !knows(actor, known) {
        return Err(Denied::Hidden);
    }
    if !lets {
        return Err(not_the_token_s(action));
    }
    if does(false) || gated_role(actor, kind, action, known) {
        let says =
            "还没有批准告知，现在不能办理这一步；批准告知后会通知您。您已经提交的材料和应得的答复不受影响。";
        return Err(Denied::Told(Refusal::one(&GATE, says)));
    }
    Err(not_yours(action))
}

/// Whether the role may do it once the gate is open.
fn gated_role(actor: &Actor, kind: &str, action: &Action, known: &Known) -> bool {
    !known.disclosed
        && own_rows(actor, kind).any(|(row, _)| {
            matches!(row.may, May::Do(acts) if acts.contains(&action.name))
                && matches!(row.reach, Reach::Own(parts) | Reach::OfUnit(parts)
                    if parts.iter().any(|part| GATED.contains(part)))
        })
}

fn not_the_token_s(action: &Action) -> Denied {
    let says = format!("这个令牌不能办“{}”，请由有权的人登录后亲自办理。", action.title);
    Denied::Told(Refusal::one(&TOKEN, says))
}

fn not_yours(action: &Action) -> Denied {
    let who: Vec<_> = action.who.iter().map(|role| role.title()).collect();
    let says = format!("“{}”由{}在职责范围内办理，请转请他们办理。", action.title, who.join("、"));
    Denied::Told(Refusal::one(action.rule, says))
}

/// §8, where it keeps the reading log from somebody.
pub(crate) static READERS: Rule = Rule {
    code: "V1.reading",
    phrase: "查看留痕",
    asks: "查看案件均留痕；查看记录由案件监督管理室和领导在职责范围内查阅，查阅也留痕。",
    source: "本单位设定",
    force: Force::Setting,
};

/// May `actor` know who looked at the case? Asked of those who see the case.
pub(crate) fn reads_log(actor: &Actor, known: &Known) -> Result<(), Denied> {
    if excluded(actor, known) {
        return Err(if knows(actor, known) { recused() } else { Denied::Hidden });
    }
    let may = own_rows(actor, known.kind)
        .any(|(row, right)| row.may == May::Readers && reaches(row.reach, actor, right, known, true));
    if may {
        return Ok(());
    }
    let says = "查看记录由案件监督管理室和领导在职责范围内查阅，请转请他们查阅。";
    Err(Denied::Told(Refusal::one(&READERS, says)))
}

/// Taking a case out, where somebody may not.
pub(crate) static TAKES: Rule = Rule {
    code: "V1.archive",
    phrase: "案卷导出留痕",
    asks: "案卷包只由案件监督管理室在归档以后导出；导出的人、时间和案件记入查看记录。",
    source: "本单位设定",
    force: Force::Setting,
};

/// May `actor` take the whole case out? Asked of those who see it.
pub(crate) fn takes(actor: &Actor, known: &Known) -> Result<(), Denied> {
    if excluded(actor, known) {
        return Err(if knows(actor, known) { recused() } else { Denied::Hidden });
    }
    let may = rows(actor, known.kind)
        .any(|(row, held)| row.may == May::Take && reaches(row.reach, actor, held, known, true));
    // A token takes nothing out as a whole.
    if may && actor.narrowed.is_none() {
        return Ok(());
    }
    let says = "案卷包由承办机关的案件监督管理室导出，请转请他们办理。";
    Err(Denied::Told(Refusal::one(&TAKES, says)))
}

/// As whom `actor` sees the case: the first row that reaches it.
pub(crate) fn audience(actor: &Actor, known: &Known) -> Result<Audience, Denied> {
    if excluded(actor, known) {
        return Err(if knows(actor, known) { recused() } else { Denied::Hidden });
    }
    for (row, right) in rows(actor, known.kind) {
        let May::See(seen) = row.may else { continue };
        if !reaches(row.reach, actor, right, known, true) {
            continue;
        }
        let unit = || right.held.unit.clone();
        let audience = match seen {
            Seen::Officer => Some(Audience::Officer(row.role)),
            Seen::Committee => unit().map(Audience::Committee),
            Seen::Unit => unit().map(Audience::Unit),
            Seen::Official => Some(Audience::Official(actor.person.clone())),
            Seen::Consulted => Some(Audience::Consulted(actor.person.clone())),
            Seen::Appraisal => unit().map(Audience::Appraisal),
            Seen::Organisation => Some(Audience::Organisation),
            Seen::Custodian => Some(Audience::Custodian),
            Seen::FormerOrgan => unit().map(Audience::FormerOrgan),
        };
        if let Some(audience) = audience {
            return Ok(audience);
        }
    }
    Err(Denied::Hidden)
}

/// The views that `actor` has of anything, each once.
pub(crate) fn views(actor: &Actor) -> Vec<Seen> {
    let mut views = Vec::new();
    for right in actor.rights() {
        for row in TABLE.iter().filter(|row| row.role == right.held.role) {
            if let May::See(seen) = row.may
                && !views.contains(&seen)
            {
                views.push(seen);
            }
        }
    }
    views
}

/// Whether `actor` sees the cases of this kind as those of the own organ: who may read its registers.
pub(crate) fn sees_organ(actor: &Actor, kind: &str) -> bool {
    own_rows(actor, kind).any(|(row, _)| row.may == May::See(Seen::Officer) && row.reach == Reach::Organ)
}

/// Whether `actor` may enter papers at all.
pub(crate) fn enters(actor: &Actor) -> bool {
    actor.narrowed.is_none() && paper::ENTERS.iter().any(|role| actor.is(*role))
}

/// The roles that follow from how a person or the person's unit belongs to a case, for those who have no
/// account: a paper of theirs can still be entered.
pub(crate) fn implied(
    person: &rongheng_domain::ids::PersonId,
    unit: Option<&rongheng_domain::ids::UnitId>,
    known: Option<&Known>,
) -> Vec<Held> {
    let of_unit = |role| Held { role, unit: unit.cloned() };
    let Some(known) = known else { return vec![of_unit(Role::Official), of_unit(Role::UnitContact)] };
    let mut held = Vec::new();
    for (who, part) in &known.parts {
        let mine = matches!(who, Who::Person(p) if p == person);
        let ours = matches!(who, Who::Unit(u) if Some(u) == unit);
        let role = match part {
            Part::Official | Part::Applicant if mine => Role::Official,
            Part::Consulted if mine => Role::ConsultedMember,
            Part::Reviewer if mine => Role::ReviewOfficer,
            Part::Unit | Part::SpeaksForUnit | Part::Owner | Part::Source | Part::Applicant if ours => {
                Role::UnitContact
            }
            Part::Committee if ours => Role::Committee,
            Part::AppraisalOwner if ours => Role::AppraisalOwner,
            _ => continue,
        };
        if !held.iter().any(|h: &Held| h.role == role) {
            held.push(of_unit(role));
        }
    }
    held
}

/// What an actor may open: kind and action.
pub(crate) fn opening(actor: &Actor) -> Vec<(&'static str, &'static str)> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for right in actor.rights() {
        let held = right.held;
        for row in TABLE.iter().filter(|row| row.role == held.role && row.reach == Reach::Opens) {
            let May::Do(acts) = row.may else { continue };
            for act in acts {
                let lets = actor.lets(row.kind, act) && (right.own || delegable::may_be_done(row.role, act));
                if lets && row.role != Role::SystemJobs && !found.contains(&(row.kind, act)) {
                    found.push((row.kind, act));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
