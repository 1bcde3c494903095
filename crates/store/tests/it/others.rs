//! What others did in one's cases is the same whichever way it is found.

use rongheng_domain::day::Moment;
use rongheng_store::{ActRow, CaseRow, Others, PartRow, RowChange, Scope};

use crate::support::{Rig, on_both};

const SECOND: i64 = 1_000_000;
const START: i64 = 1_780_000_000 * SECOND;

/// Whether lin belongs to case `n`: by a part, or by having done something there.
type Own = fn(u64) -> bool;

fn case(n: u64, team: bool, busy: bool) -> Vec<RowChange> {
    let stream = format!("tolerance/{n:04}");
    let row = CaseRow {
        stream: stream.clone(),
        kind: "tolerance".into(),
        organ: if n.is_multiple_of(2) { "jw" } else { "other" }.into(),
        version: 1,
        ..CaseRow::default()
    };
    let act = |who: &str, at: i64, version: i64| ActRow {
        who: format!("person:{who}"),
        what: ActRow::DID.into(),
        title: "受理".into(),
        actor: who.into(),
        done_at: ActRow::moment(Moment(at)),
        version,
        ..ActRow::default()
    };
    // The higher its number, the older are the acts in a case.
    let at = START - i64::try_from(n).unwrap() * SECOND;
    let mut acts = vec![act("su", at, 2), act("gu", at + 1, 3)];
    if busy {
        acts.push(act("lin", at - 10, 1));
    }
    let part = PartRow { who: "person:lin".into(), part: "team".into(), ..PartRow::default() };
    vec![
        RowChange::PutCase(Box::new(row)),
        RowChange::SetParts(stream.as_str().into(), if team { vec![part] } else { Vec::new() }),
        RowChange::AddActs(stream.as_str().into(), acts),
    ]
}

/// 600 cases, those of lin by `team` and `busy`.
async fn fill(rig: &Rig, team: Own, busy: Own) {
    let rows = (0..600).flat_map(|n| case(n, team(n), busy(n))).collect::<Vec<_>>();
    rig.store.replace_read_tables(&rows).await.unwrap();
}

/// Which acts are shown, as case and version.
async fn found(rig: &Rig, since: i64, scope: &Scope, limit: usize) -> Vec<(String, i64)> {
    let others = Others {
        who: "person:lin",
        parts: &["team", "official"],
        scope,
        since: Moment(since),
        busy_since: Moment(START - 1_000 * SECOND),
        limit: u32::try_from(limit).unwrap(),
    };
    let rows = rig.store.acts_of_others(&others).await.unwrap();
    assert!(rows.iter().all(|(act, case)| act.stream == case.stream && act.who != "person:lin"));
    rows.into_iter().map(|(act, _)| (act.stream, act.version)).collect()
}

/// Cases from `0` to `600` in which `own` holds, both acts of each, newest first.
fn wanted(own: impl Fn(u64) -> bool, limit: usize) -> Vec<(String, i64)> {
    let cases = (0..600).filter(|n| own(*n)).map(|n| format!("tolerance/{n:04}"));
    cases.flat_map(|stream| [(stream.clone(), 3), (stream, 2)]).take(limit).collect()
}

#[test]
fn what_others_did_is_the_same_by_case_and_by_time() {
    on_both(async |rig: Rig| {
        let all = Scope::all();
        let half = Scope { sql: "c.organ = ?".into(), binds: vec!["jw".into()], within: Vec::new() };
        let ways: [(&str, Own); 4] = [
            ("few, by case", |n| n % 20 == 3),
            ("many, among the newest", |n| n % 3 == 0),
            ("many, all older than the newest 500", |n| n >= 300),
            ("none", |_| false),
        ];
        let never: Own = |_| false;
        for (what, own) in ways {
            for (team, busy) in [(own, never), (never, own), (own, own)] {
                fill(&rig, team, busy).await;
                for limit in [12, 900] {
                    let long_ago = START - 10_000 * SECOND;
                    let every = found(&rig, long_ago, &all, limit).await;
                    assert_eq!(every, wanted(own, limit), "{what}, {limit}");
                    let jw = found(&rig, long_ago, &half, limit).await;
                    assert_eq!(
                        jw,
                        wanted(|n| own(n) && n.is_multiple_of(2), limit),
                        "{what}, {limit}, one organ"
                    );
                    // Later than what was done in case 400.
                    let late = found(&rig, START - 400 * SECOND + 1, &all, limit).await;
                    assert_eq!(late, wanted(|n| own(n) && n < 400, limit), "{what}, {limit}, since a moment");
                }
            }
        }
    });
}
