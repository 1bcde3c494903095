//! Long work: one node at a time, and the file that lies with it.

use rongheng_domain::{day::Moment, ids::PersonId};
use rongheng_store::WorkState;
use serde_json::json;

use crate::support::{Rig, on_both};

const NOW: Moment = Moment(1_000_000);
const END: Moment = Moment(9_000_000);

#[test]
fn a_file_that_was_given_stays_until_another_was_made_of_it() {
    on_both(async |rig: Rig| {
        let (store, nie) = (&rig.store, PersonId::from("nie"));
        let (given, made) = (vec![7_u8; 300_000], b"made".to_vec());
        let asked = json!({"title": "核对"});
        store.put_work("one", &nie, "check", &asked, &given, NOW, END).await.unwrap();
        store.put_work("two", &nie, "export", &asked, &[], NOW, END).await.unwrap();
        assert_eq!(store.file_of_work("one", NOW).await.unwrap(), Some(given.clone()));
        assert_eq!(store.file_of_work("two", NOW).await.unwrap(), None);
        let work = store.claim_work("node1", NOW, Moment(0)).await.unwrap().unwrap();
        assert_eq!((work.id.as_str(), work.asked, work.made), ("one", asked, true));
        assert!(!store.end_work("one", "node2", WorkState::Done, &json!({}), &made).await.unwrap());
        assert!(store.end_work("one", "node1", WorkState::Failed, &json!({"words": []}), &[]).await.unwrap());
        assert_eq!(store.file_of_work("one", NOW).await.unwrap(), Some(given), "it begins again with it");
        assert!(store.restart_work("one", &nie).await.unwrap());
        assert!(store.claim_work("node1", NOW, Moment(0)).await.unwrap().is_some());
        assert!(store.end_work("one", "node1", WorkState::Done, &json!({}), &made).await.unwrap());
        assert_eq!(store.file_of_work("one", NOW).await.unwrap(), Some(made));
        assert_eq!(store.file_of_work("one", END).await.unwrap(), None, "it has ended");
    });
}
