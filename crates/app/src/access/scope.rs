//! The table as SQL: which cases a list may show. The only SQL text outside the store.

use std::collections::{BTreeMap, BTreeSet};

use rongheng_domain::{
    cases::issue::Issue,
    kind::{Kind, Part},
};
use rongheng_store::Scope;

use super::{
    GATED, own_matter,
    table::{May, Reach, Seen, TABLE},
};
use crate::{Actor, Right, kinds};

/// `person:lin`, and `unit:discipline` for each unit where a role in use is held.
pub(crate) fn whos(actor: &Actor) -> Vec<String> {
    let mut whos = vec![format!("person:{}", actor.person)];
    for held in actor.in_use() {
        let who = held.unit.as_ref().map(|unit| format!("unit:{unit}"));
        whos.extend(who.filter(|who| !whos.contains(who)));
    }
    whos
}

/// [`Reach::Applied`]: whoever applied, or began by office, belongs to the case from then on.
const APPLIED: &str =
    "c.organ = ? AND EXISTS (SELECT 1 FROM r_part a WHERE a.stream = c.stream AND a.part = 'applicant')";

/// Alternatives under construction: condition with its binds, and the kinds it holds for.
type Alternatives = BTreeMap<(String, Vec<String>), Vec<&'static str>>;

/// The cases this actor may see, over `r_case c`.
pub(crate) fn scope(actor: &Actor) -> Scope {
    scope_where(actor, |_| true)
}

/// The cases whose timeline this actor may see: those that are seen as an officer of the organ.
pub(crate) fn officer_scope(actor: &Actor) -> Scope {
    scope_where(actor, |seen| seen == Seen::Officer)
}

/// The cases of a kind that this actor may see; of every kind where `kind` is empty. For a list of one kind it looks
/// for nothing that the list would leave out again.
pub(crate) fn scope_of(actor: &Actor, kind: &str) -> Scope {
    scope_by(actor, kind, |_| true)
}

/// Those of the cases that this actor may see in one of these ways.
pub(crate) fn scope_where(actor: &Actor, counts: impl Fn(Seen) -> bool) -> Scope {
    scope_by(actor, "", counts)
}

fn scope_by(actor: &Actor, kind: &str, counts: impl Fn(Seen) -> bool) -> Scope {
    let (mut mine, mut others) = (Alternatives::new(), Alternatives::new());
    let mut within = Some(BTreeSet::<String>::new());
    for right in actor.rights() {
        let held = right.held;
        let rows = TABLE.iter().filter(|row| row.role == held.role && actor.reaches(row.kind));
        let rows = rows.filter(|row| kind.is_empty() || row.kind == kind);
        for row in rows.filter(|row| matches!(row.may, May::See(seen) if counts(seen))) {
            let unit = held.unit.as_ref().map(|unit| unit.0.clone());
            // A view made for a unit shows nothing to a role that is held nowhere.
            let of_unit = matches!(
                row.may,
                May::See(Seen::Unit | Seen::Committee | Seen::Appraisal | Seen::FormerOrgan)
            );
            if of_unit && unit.is_none() {
                continue;
            }
            let condition = match (row.reach, unit) {
                (Reach::All, _) => ("1 = 1".to_owned(), Vec::new()),
                (Reach::Closed, _) => ("c.closed_on <> ''".to_owned(), Vec::new()),
                (Reach::Organ, Some(unit)) => ("c.organ = ?".to_owned(), vec![unit]),
                (Reach::Applied, Some(unit)) => (APPLIED.to_owned(), vec![unit]),
                (Reach::Own(parts), _) => belongs(format!("person:{}", right.person), parts),
                (Reach::OfUnit(parts), Some(unit)) => belongs(format!("unit:{unit}"), parts),
                (Reach::Opens, _) | (Reach::Organ | Reach::Applied | Reach::OfUnit(_), None) => continue,
            };
            // Which parts count is the condition's; whose they are tells where to look.
            within = within
                .filter(|_| matches!(row.reach, Reach::Own(_) | Reach::OfUnit(_)))
                .map(|whos| whos.into_iter().chain(condition.1.clone()).collect());
            let condition = if right.own { condition } else { in_place(right, condition) };
            let alternatives = if own_matter(row.reach) { &mut mine } else { &mut others };
            let kinds = alternatives.entry(condition).or_default();
            if !kinds.contains(&row.kind) {
                kinds.push(row.kind);
            }
        }
    }
    Scope { within: within.into_iter().flatten().collect(), ..render(actor, mine, others) }
}

/// The cases this actor may see in which the actor ordered an answer or owes one.
pub(crate) fn supervised(actor: &Actor) -> Scope {
    let mut scope = scope(actor);
    let parts = [Part::Supervisor.id(), Part::Supervised.id()];
    scope.sql = format!(
        "{} AND c.stream IN (SELECT s.stream FROM r_part s WHERE s.who = ? AND s.part IN ('{}'))",
        scope.sql,
        parts.join("', '")
    );
    scope.binds.push(format!("person:{}", actor.person));
    scope.within = vec![format!("person:{}", actor.person)];
    scope
}

/// The same, where the one in whose place somebody stands need not stay away.
fn in_place(right: Right<'_>, (condition, mut binds): (String, Vec<String>)) -> (String, Vec<String>) {
    let person = format!("person:{}", right.person);
    let unit = right.held.unit.as_ref().map(|unit| format!("unit:{unit}")).unwrap_or_default();
    binds.extend([person.clone(), unit, person]);
    let kept = "SELECT x.stream FROM r_part x WHERE x.part = 'excluded' AND x.who IN (?, ?) OR \
                x.part = 'concerned' AND x.who = ?";
    (format!("({condition} AND c.stream NOT IN ({kept}))"), binds)
}

fn belongs(who: String, parts: &[Part]) -> (String, Vec<String>) {
    let list = |gated: bool| {
        let words: Vec<_> = parts
            .iter()
            .filter(|part| GATED.contains(part) == gated)
            .map(|part| format!("'{}'", part.id()))
            .collect();
        (!words.is_empty()).then(|| words.join(", "))
    };
    let part = match (list(false), list(true)) {
        (Some(free), Some(gated)) => {
            format!("(p.part IN ({free}) OR (c.disclosed = 1 AND p.part IN ({gated})))")
        }
        (Some(free), None) => format!("p.part IN ({free})"),
        (None, Some(gated)) => format!("c.disclosed = 1 AND p.part IN ({gated})"),
        (None, None) => "1 = 0".to_owned(),
    };
    (format!("EXISTS (SELECT 1 FROM r_part p WHERE p.stream = c.stream AND p.who = ? AND {part})"), vec![who])
}

fn render(actor: &Actor, mine: Alternatives, others: Alternatives) -> Scope {
    if mine.is_empty() && others.is_empty() {
        return Scope::nothing();
    }
    let mut binds = Vec::new();
    let mut sides = Vec::new();
    // A paper that goes out is kept from whoever is kept from its case.
    let issuing = others.values().any(|kinds| kinds.contains(&Issue::NAME));
    if !others.is_empty() {
        let any = any_of(others, &mut binds);
        // Whoever is concerned comes to the own case in no other way than as official or applicant (G4).
        binds.push(format!("person:{}", actor.person));
        sides.push(format!(
            "{any} AND c.stream NOT IN (SELECT x.stream FROM r_part x WHERE x.part = 'concerned' AND x.who = ?)"
        ));
    }
    if !mine.is_empty() {
        sides.push(any_of(mine, &mut binds));
    }
    let any = match sides.as_slice() {
        [one] => one.clone(),
        several => format!("(({}))", several.join(") OR (")),
    };
    let whos = whos(actor);
    let marks = vec!["?"; whos.len()].join(", ");
    // Asked once for the whole list: somebody stands aside in few cases, and a page asks for many.
    let excluded = format!(
        "c.stream NOT IN (SELECT x.stream FROM r_part x WHERE x.part = 'excluded' AND x.who IN ({marks}))"
    );
    binds.extend(whos.clone());
    let mut sql = format!("{any} AND {excluded}");
    if issuing {
        sql = format!(
            "{sql} AND (c.kind <> '{}' OR c.cause NOT IN (SELECT x.stream FROM r_part x WHERE \
             x.part IN ('excluded', 'concerned') AND x.who IN ({marks})))",
            Issue::NAME
        );
        binds.extend(whos);
    }
    Scope { sql, binds, within: Vec::new() }
}

/// One of these, with their binds.
fn any_of(alternatives: Alternatives, binds: &mut Vec<String>) -> String {
    let mut conditions = Vec::new();
    for ((condition, values), mut of_kinds) in alternatives {
        of_kinds.sort_unstable();
        if of_kinds.len() == kinds::all().len() {
            conditions.push(condition);
        } else {
            let kinds: Vec<_> = of_kinds.iter().map(|kind| format!("'{kind}'")).collect();
            conditions.push(format!("(c.kind IN ({}) AND {condition})", kinds.join(", ")));
        }
        binds.extend(values);
    }
    format!("({})", conditions.join(" OR "))
}

#[cfg(test)]
mod tests {
    use rongheng_domain::people::Role;

    use super::*;
    use crate::Held;

    fn actor(role: Role) -> Actor {
        Actor {
            person: "lin".into(),
            held: vec![Held { role, unit: Some("discipline".into()) }],
            acting: None,
            narrowed: None,
            stands_in: Vec::new(),
        }
    }

    #[test]
    fn as_many_marks_as_binds_for_every_role() {
        for role in Role::ALL {
            let scope = scope(&actor(*role));
            assert_eq!(scope.sql.matches('?').count(), scope.binds.len(), "{}", scope.sql);
        }
    }

    #[test]
    fn an_officer_lists_the_organ_by_its_index_and_an_administrator_nothing() {
        let officer = scope(&actor(Role::CaseOfficer));
        assert!(officer.sql.contains("c.organ = ?") && !officer.sql.contains("EXISTS"), "{}", officer.sql);
        let aside = ["person:lin", "unit:discipline"];
        assert_eq!(officer.binds, [&["discipline", "person:lin"], &aside[..], &aside].concat());
        let one_kind = scope_of(&actor(Role::CaseOfficer), "tolerance");
        assert_eq!(one_kind.binds, [&["discipline", "person:lin"], &aside[..]].concat());
        assert_eq!(scope(&actor(Role::SystemAdmin)).sql, "1 = 0");
    }
}

#[cfg(test)]
mod agreement {
    //! The table decides one case at a time and the scope decides in SQL: they must never differ.
    use rongheng_domain::{
        kind::{Part, Who},
        people::Role,
    };
    use rongheng_store::{CaseFilter, CaseRow, Options, PartRow, RowChange, Store, Suite};

    use rongheng_domain::away::delegable::ROLES;

    use super::*;
    use crate::{
        Held, Narrowed, StandsIn,
        access::{Known, audience},
        kinds,
    };

    /// A small generator of our own: the same pairs on every run.
    struct Random(u64);

    impl Random {
        fn below(&mut self, n: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((self.0 >> 33) % u64::try_from(n).unwrap()).unwrap()
        }
        fn one<T: Clone>(&mut self, of: &[T]) -> T {
            of[self.below(of.len())].clone()
        }
        fn yes(&mut self, one_in: usize) -> bool {
            self.below(one_in) == 0
        }
    }

    const PEOPLE: [&str; 6] = ["lin", "su", "zhou", "peng", "gu", "fang"];
    const UNITS: [&str; 5] = ["discipline", "center", "group", "bureau", "office"];
    const PARTS: [Part; 16] = [
        Part::Countersigner,
        Part::FormerOrgan,
        Part::Concerned,
        Part::Official,
        Part::Applicant,
        Part::Unit,
        Part::SpeaksForUnit,
        Part::Committee,
        Part::Organ,
        Part::Team,
        Part::Consulted,
        Part::Reviewer,
        Part::Excluded,
        Part::AppraisalOwner,
        Part::Owner,
        Part::Source,
    ];

    fn known(random: &mut Random) -> Known {
        let mut parts = Vec::new();
        for _ in 0..random.below(7) {
            let who = if random.yes(2) {
                Who::Person(random.one(&PEOPLE).into())
            } else {
                Who::Unit(random.one(&UNITS).into())
            };
            parts.push((who, random.one(&PARTS)));
        }
        parts.sort();
        parts.dedup();
        Known {
            kind: kinds::all()[random.below(kinds::all().len())].name(),
            organ: Some(random.one(&UNITS).into()),
            parts,
            disclosed: random.yes(2),
            closed: random.yes(3),
        }
    }

    /// One actor in three bears a token that reaches some kinds only.
    fn narrowed(random: &mut Random) -> Option<Narrowed> {
        random.yes(3).then(|| Narrowed {
            name: "取数".to_owned(),
            last: rongheng_domain::day::Day::constant(2026, 12, 31),
            kinds: (0..random.below(3))
                .map(|_| kinds::all()[random.below(kinds::all().len())].name().to_owned())
                .collect(),
            acts: Vec::new(),
        })
    }

    /// One actor in three stands in somebody's place.
    fn stands_in(random: &mut Random) -> Vec<StandsIn> {
        let one = |random: &mut Random| StandsIn {
            person: random.one(&PEOPLE).into(),
            held: (0..=random.below(2))
                .map(|_| Held { role: random.one(ROLES), unit: Some(random.one(&UNITS).into()) })
                .collect(),
        };
        if random.yes(3) { vec![one(random)] } else { Vec::new() }
    }

    fn rows(stream: &str, known: &Known) -> Vec<RowChange> {
        let case = CaseRow {
            stream: stream.to_owned(),
            kind: known.kind.to_owned(),
            organ: known.organ.as_ref().map(|organ| organ.0.clone()).unwrap_or_default(),
            opened_on: "2026-03-04".to_owned(),
            disclosed: known.disclosed,
            closed_on: if known.closed { "2026-06-01".to_owned() } else { String::new() },
            version: 1,
            ..CaseRow::default()
        };
        let part = |(who, part): &(Who, Part)| PartRow {
            stream: stream.to_owned(),
            who: crate::rows::who(who),
            part: part.id().to_owned(),
        };
        vec![
            RowChange::PutCase(Box::new(case)),
            RowChange::SetParts(stream.into(), known.parts.iter().map(part).collect()),
        ]
    }

    #[tokio::test]
    async fn decision_and_scope_agree_on_ten_thousand_pairs() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let options = Options {
            url: format!("sqlite:{}", at("db").display()),
            keys: at("keys"),
            attachments: at("files"),
            checkpoints: at("checkpoints"),
            node: "test".to_owned(),
        };
        let store = Store::init(&options, Suite::Aes256Gcm).await.unwrap();
        let mut random = Random(2026);
        let cases: Vec<_> = (0..100).map(|n| (format!("case/{n:03}"), known(&mut random))).collect();
        let all: Vec<_> = cases.iter().flat_map(|(stream, known)| rows(stream, known)).collect();
        store.replace_read_tables(&all).await.unwrap();
        let (mut seen, mut hidden) = (0, 0);
        for _ in 0..100 {
            let held: Vec<_> = (0..=random.below(2))
                .map(|_| Held {
                    role: random.one(Role::ALL),
                    unit: (!random.yes(8)).then(|| random.one(&UNITS).into()),
                })
                .collect();
            let acting = random.yes(3).then(|| held[0].role);
            let actor = Actor {
                person: random.one(&PEOPLE).into(),
                held,
                acting,
                narrowed: narrowed(&mut random),
                stands_in: stands_in(&mut random),
            };
            let listed = store.list_cases(&CaseFilter::default(), &scope(&actor), None, 1000).await.unwrap();
            for (stream, known) in &cases {
                let decided = audience(&actor, known).is_ok();
                let listed = listed.iter().any(|row| row.stream == *stream);
                assert_eq!(decided, listed, "{actor:?}\n{known:?}");
                if decided { seen += 1 } else { hidden += 1 }
            }
        }
        assert_eq!(seen + hidden, 10_000);
        assert!(seen > 500 && hidden > 500, "both answers must occur: {seen} seen, {hidden} hidden");
    }
}
