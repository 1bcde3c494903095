//! A store that an earlier version of the program made.

use rongheng_domain::{day::Moment, ids::PersonId};
use rongheng_store::{
    CaseFilter, CaseRow, Error, Expected, PersonRow, RowChange, Scope, Store, read_table_names,
};
use serde_json::json;

use crate::support::{Rig, batch, on_both};

/// What an earlier version had: fewer columns, a table that is gone today, no desk, and nothing on record of any shape.
const EARLIER: &str = "
DROP TABLE r_case; DROP TABLE r_task; DROP TABLE desk; DELETE FROM meta WHERE name = 'read_tables';
CREATE TABLE r_case (stream TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL);
CREATE TABLE r_gone (stream TEXT NOT NULL PRIMARY KEY);
INSERT INTO r_case VALUES ('tolerance/0', 'as it was');";

fn rows(titles: &[&str]) -> Vec<RowChange> {
    let case = |(n, title): (usize, &&str)| {
        RowChange::PutCase(Box::new(CaseRow {
            stream: format!("tolerance/{n}"),
            title: (*title).to_owned(),
            ..CaseRow::default()
        }))
    };
    titles.iter().enumerate().map(case).collect()
}

async fn titles(store: &Store) -> Vec<String> {
    let listed = store.list_cases(&CaseFilter::default(), &Scope::all(), None, 10).await.unwrap();
    let mut titles: Vec<_> = listed.into_iter().map(|row| row.title).collect();
    titles.sort();
    titles
}

/// The tables of an earlier version, owned by the program's own role as they were.
async fn make_earlier(rig: &Rig) {
    rig.tamper(EARLIER).await;
    if !rig.is_sqlite() {
        rig.tamper("ALTER TABLE r_case OWNER TO app; ALTER TABLE r_gone OWNER TO app").await;
    }
}

#[test]
fn a_store_of_an_earlier_version_opens_with_its_ledger_and_read_tables_made_anew() {
    on_both(async |rig: Rig| {
        rig.store.append(batch("tolerance/0", Expected::At(0), 1)).await.unwrap();
        assert!(!rig.store.read_tables_missing().await.unwrap());
        make_earlier(&rig).await;

        let store = Store::open(&rig.options).await.unwrap();
        assert!(store.read_tables_missing().await.unwrap());
        let mut next = batch("tolerance/0", Expected::At(1), 2);
        next.rows = rows(&["written before the lists are there"]);
        assert!(store.append(next.clone()).await.is_err(), "nothing is written while they are missing");
        assert_eq!(store.load(&"tolerance/0".into(), 0).await.unwrap().len(), 1, "nor half of it");

        store.make_read_tables(&rows(&["made anew"])).await.unwrap();
        assert!(!store.read_tables_missing().await.unwrap());
        assert_eq!(titles(&store).await, ["made anew"]);
        store.append(next).await.unwrap();
        assert_eq!(titles(&store).await, ["written before the lists are there"]);
        store.desk_put(&PersonId::from("lin"), "columns", &json!(["number"]), Moment(1)).await.unwrap();
        assert!(store.verify().await.unwrap().is_whole());

        let again = Store::open(&rig.options).await.unwrap();
        assert!(!again.read_tables_missing().await.unwrap(), "the second time nothing is dropped");
        assert_eq!(titles(&again).await, ["written before the lists are there"]);
    });
}

#[test]
fn whoever_was_cut_short_begins_again_and_whoever_comes_second_overwrites_nothing() {
    on_both(async |rig: Rig| {
        make_earlier(&rig).await;
        // Cut short after the tables went.
        drop(Store::open(&rig.options).await.unwrap());
        let (one, other) = tokio::join!(Store::open(&rig.options), Store::open(&rig.options));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert!(one.read_tables_missing().await.unwrap() && other.read_tables_missing().await.unwrap());
        one.make_read_tables(&rows(&["first"])).await.unwrap();
        let mut next = batch("tolerance/0", Expected::At(0), 1);
        next.rows = rows(&["first, and went on"]);
        one.append(next).await.unwrap();
        other.make_read_tables(&rows(&["second"])).await.unwrap();
        assert_eq!(titles(&other).await, ["first, and went on"]);
    });
}

#[test]
fn what_was_erased_stays_erased_while_the_read_tables_are_missing() {
    on_both(async |rig: Rig| {
        rig.store.append(batch("tolerance/0", Expected::At(0), 1)).await.unwrap();
        make_earlier(&rig).await;
        let store = Store::open(&rig.options).await.unwrap();
        store.erase_key(&"tolerance/0".into(), Moment(5)).await.unwrap();
        let again = Store::open(&rig.options).await.unwrap();
        assert!(matches!(again.load(&"tolerance/0".into(), 0).await, Err(Error::Erased(_))));
    });
}

#[test]
fn every_read_table_is_there_after_it_and_none_beside_them() {
    on_both(async |rig: Rig| {
        make_earlier(&rig).await;
        let store = Store::open(&rig.options).await.unwrap();
        let person = PersonRow { id: "lin".into(), name: "林岱岳".into(), ..PersonRow::default() };
        store.make_read_tables(&[RowChange::PutPerson(person)]).await.unwrap();
        for table in read_table_names() {
            assert_eq!(store.dump(table).await.unwrap().is_empty(), table != "r_person", "{table}");
        }
        // The name of a table that is gone is free again.
        rig.tamper("CREATE TABLE r_gone (stream TEXT)").await;
    });
}

#[test]
fn a_desk_is_its_persons_own_and_nothing_on_it_can_be_read_in_the_database() {
    on_both(async |rig: Rig| {
        let (lin, su) = (PersonId::from("lin"), PersonId::from("su"));
        let view = json!({ "text": "周砚秋", "stage": "会商" });
        rig.store.desk_put(&lin, "view/late", &json!("before"), Moment(1)).await.unwrap();
        rig.store.desk_put(&lin, "view/late", &view, Moment(2)).await.unwrap();
        rig.store.desk_put(&lin, "visit", &json!(7), Moment(2)).await.unwrap();
        assert_eq!(rig.store.desk_get(&lin, "view/late").await.unwrap(), Some(view.clone()));
        assert_eq!(rig.store.desk_get(&su, "view/late").await.unwrap(), None);
        assert_eq!(rig.store.desk_list(&lin).await.unwrap(), ["view/late", "visit"]);
        rig.store.rotate_master_key().await.unwrap();
        assert_eq!(rig.store.desk_get(&lin, "view/late").await.unwrap(), Some(view));
        // What one person kept does not open as another's.
        rig.tamper("UPDATE desk SET person = 'su' WHERE name = 'view/late'").await;
        assert!(rig.store.desk_get(&su, "view/late").await.is_err());
        rig.store.desk_drop(&lin, "visit").await.unwrap();
        assert_eq!(rig.store.desk_list(&lin).await.unwrap(), Vec::<String>::new());
        if let Some(path) = rig.options.url.strip_prefix("sqlite:") {
            for file in [path.to_owned(), format!("{path}-wal")] {
                let bytes = std::fs::read(file).unwrap_or_default();
                assert!(!bytes.windows(9).any(|w| w == "周砚秋".as_bytes()), "a name lies open");
            }
        }
    });
}
