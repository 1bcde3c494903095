//! What cases leave to be seen with others: found by subject, without a look at the cases and without sorting.

use rongheng_domain::day::Moment;
use rongheng_store::{Expected, Repeated, RowChange, TraceRow};

use crate::support::{Rig, batch, on_both};

/// Cases of the store.
const MANY: u32 = 600;

fn asked(sign: &str, least: u32) -> Repeated {
    Repeated { sign: sign.into(), from: "2025-01-01".into(), until: "2026-12-31".into(), least }
}

/// Every case names an official; every hundredth the same one.
async fn fill(rig: &Rig) -> Result<(), rongheng_store::Error> {
    let mut act = batch("tolerance/x", Expected::At(0), 1);
    for n in 0..MANY {
        let subject = if n % 100 == 0 { "person:again".to_owned() } else { format!("person:{n:04}") };
        let row = TraceRow {
            sign: "official_again".into(),
            subject,
            on_day: "2026-03-02".into(),
            ..TraceRow::default()
        };
        act.rows.push(RowChange::SetTraces(format!("tolerance/{n:04}").as_str().into(), vec![row]));
    }
    rig.store.append(act).await.map(drop)
}

#[test]
fn a_subject_is_found_by_the_number_of_its_cases() {
    on_both(async |rig: Rig| {
        fill(&rig).await.unwrap();
        assert_eq!(rig.store.repeated(&asked("official_again", 2), 10).await.unwrap(), ["person:again"]);
        assert!(rig.store.repeated(&asked("official_again", 7), 10).await.unwrap().is_empty());
        assert!(rig.store.repeated(&asked("unit_again", 1), 10).await.unwrap().is_empty());
        let outside = Repeated { from: "2026-03-03".into(), ..asked("official_again", 2) };
        assert!(rig.store.repeated(&outside, 10).await.unwrap().is_empty());
        let rows = rig.store.traces("official_again", vec!["person:again".into()], 100).await.unwrap();
        assert_eq!(rows.len(), 6);
        assert!(rows.iter().all(|row| row.on_day == "2026-03-02" && row.then_day.is_empty()));
        // What a case leaves no more is gone with its next row.
        let mut gone = batch("tolerance/x", Expected::At(1), 2);
        gone.rows = vec![RowChange::SetTraces("tolerance/0000".into(), Vec::new())];
        rig.store.append(gone).await.unwrap();
        assert_eq!(
            rig.store.traces("official_again", vec!["person:again".into()], 100).await.unwrap().len(),
            5
        );
    });
}

#[test]
fn subjects_are_searched_in_one_index_and_never_sorted() {
    on_both(async |rig: Rig| {
        fill(&rig).await.unwrap();
        if rig.is_sqlite() {
            let plan = rig.store.explain_repeated(&asked("official_again", 2), 200).await.unwrap();
            assert!(
                plan.iter().any(|line| line.contains("SEARCH r_trace USING COVERING INDEX r_trace_sign")),
                "{plan:?}"
            );
            assert!(!plan.iter().any(|line| line.contains("SCAN") || line.contains("B-TREE")), "{plan:?}");
        }
    });
}

#[test]
fn the_first_checkpoint_of_a_day_is_found_among_many() {
    on_both(async |rig: Rig| {
        assert_eq!(rig.store.first_checkpoint_since(Moment(0)).await.unwrap(), None);
        let mut sealed = Vec::new();
        for n in 1..=13 {
            // Runs of one to three events.
            for more in 0..=(n % 3) {
                let stream = format!("tolerance/{n}-{more}");
                rig.store.append(batch(&stream, Expected::At(0), 1)).await.unwrap();
            }
            let at = i64::from(n) * 10;
            sealed.push(rig.store.seal(Moment(at)).await.unwrap().unwrap());
        }
        let at = async |moment| rig.store.first_checkpoint_since(Moment(moment)).await.unwrap();
        for one in &sealed {
            let wanted = sealed.iter().find(|other| other.at == one.at);
            for moment in [one.at.0 - 9, one.at.0] {
                assert_eq!(at(moment).await.as_ref(), wanted, "{moment}");
            }
        }
        assert_eq!(at(131).await, None);
        assert_eq!(at(0).await.as_ref(), sealed.first());
    });
}
