use rongheng_domain::{day::Moment, ids::StreamId};
use rongheng_store::{CaseRow, Error, Expected, PartRow, PersonRow, RowChange, Store, read_table_names};

use crate::support::{Rig, batch, fill, on_both};

fn rows(stream: &str) -> Vec<RowChange> {
    let part = |who: &str| PartRow { who: who.into(), part: "team".into(), ..PartRow::default() };
    vec![
        RowChange::PutCase(Box::new(CaseRow {
            stream: stream.into(),
            kind: "tolerance".into(),
            ..CaseRow::default()
        })),
        RowChange::SetParts(stream.into(), vec![part("person:lin"), part("person:su")]),
    ]
}

async fn dump(store: &Store) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for table in read_table_names() {
        out.push(store.dump(table).await.unwrap());
    }
    out
}

#[test]
fn after_an_erasure_the_content_is_gone_and_the_chain_is_whole() {
    on_both(async |rig: Rig| {
        fill(&rig.store, 2, 2).await;
        let mut listed = batch("tolerance/0", Expected::At(2), 9);
        listed.rows = [rows("tolerance/0"), rows("tolerance/1")].concat();
        rig.store.append(listed).await.unwrap();
        let mut person = batch("person/lin", Expected::At(0), 9);
        person.rows = vec![RowChange::PutPerson(PersonRow {
            id: "lin".into(),
            name: "林岱岳".into(),
            ..PersonRow::default()
        })];
        rig.store.append(person).await.unwrap();
        rig.store.seal(Moment(5)).await.unwrap();
        let copy = rig.folder.path().join("before.db");
        if rig.is_sqlite() {
            rig.tamper(&format!("VACUUM INTO '{}'", copy.display())).await;
        }
        for gone in ["tolerance/0", "person/lin"] {
            rig.store.erase_key(&gone.into(), Moment(6)).await.unwrap();
            let read = rig.store.load(&gone.into(), 0).await;
            assert!(matches!(read, Err(Error::Erased(_))), "{read:?}");
            let more = rig.store.append(batch(gone, Expected::Next, 10)).await;
            assert!(matches!(more, Err(Error::Erased(_))), "{more:?}");
        }
        assert_eq!(rig.store.load(&"tolerance/1".into(), 0).await.unwrap().len(), 2);
        assert!(matches!(
            rig.store.erase_key(&"tolerance/none".into(), Moment(6)).await,
            Err(Error::NotFound)
        ));
        let report = rig.store.verify().await.unwrap();
        assert_eq!((report.findings, report.erased, report.events), (vec![], 2, 6));
        let after = dump(&rig.store).await;
        rig.store.replace_read_tables(&rows("tolerance/1")).await.unwrap();
        assert_eq!(dump(&rig.store).await, after, "rebuilt from what is left, bit for bit");
        if let Some(path) = rig.options.url.strip_prefix("sqlite:") {
            for file in [path.to_owned(), format!("{path}-wal")] {
                let bytes = std::fs::read(file).unwrap_or_default();
                assert!(!bytes.windows(9).any(|w| w == "林岱岳".as_bytes()), "the name is off the disk");
            }
            // Yesterday's backup is put back: it erases again before it serves.
            let options =
                rongheng_store::Options { url: format!("sqlite:{}", copy.display()), ..rig.options.clone() };
            let restored = Store::open(&options).await.unwrap();
            assert!(matches!(restored.load(&"tolerance/0".into(), 0).await, Err(Error::Erased(_))));
            assert_eq!(dump(&restored).await, after);
        }
    });
}

#[test]
fn a_key_that_is_lost_without_an_erasure_is_found() {
    on_both(async |rig: Rig| {
        fill(&rig.store, 1, 1).await;
        rig.tamper("DELETE FROM stream_key").await;
        let report = rig.store.verify().await.unwrap();
        assert_eq!(report.findings[0].found_by, rongheng_store::FoundBy::Encryption);
    });
}

#[test]
fn with_a_new_master_key_everything_is_still_read_and_the_old_one_is_gone() {
    on_both(async |rig: Rig| {
        fill(&rig.store, 3, 2).await;
        let before = std::fs::read_to_string(rig.options.keys.join("master.keys")).unwrap();
        let number = rig.store.rotate_master_key().await.unwrap();
        let after = std::fs::read_to_string(rig.options.keys.join("master.keys")).unwrap();
        assert_eq!(number, 2);
        assert_eq!(after.lines().count(), 1);
        assert!(!after.contains(before.trim()));
        let again = Store::open(&rig.options).await.unwrap();
        for n in 0..3 {
            assert_eq!(again.load(&StreamId(format!("tolerance/{n}")), 0).await.unwrap().len(), 2);
        }
        assert!(again.verify().await.unwrap().is_whole());
        std::fs::write(rig.options.keys.join("master.keys"), before).unwrap();
        let old = Store::open(&rig.options).await.unwrap();
        assert!(old.load(&"tolerance/0".into(), 0).await.is_err(), "the old key opens nothing");
    });
}
