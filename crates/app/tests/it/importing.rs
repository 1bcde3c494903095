//! Policy files: staged, all or nothing, and only what changed.

use std::{fs, path::Path};

use rongheng_app::Actor;

use crate::support::{House, root};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn the_policy_of_liwan_is_imported_once_with_six_names_repaired_and_reported() {
    let house = House::empty("2026-03-02", false).await;
    let folder = root().join("policy/liwan");
    let first = house.app.import_policy(&Actor::jobs(), &folder).await.unwrap();
    assert_eq!(first.faults, []);
    assert_eq!(first.repaired.len(), 6);
    assert!(first.repaired.iter().any(|line| line.contains("“南漖社区居委会会”改为“南漖社区居委会”")));
    let units = house.app.store().all_units().await.unwrap();
    assert_eq!(units.len(), 22 + 201);
    assert!(units.iter().all(|unit| !unit.name.ends_with("会会")));
    let policy = house.app.policy().await.unwrap();
    assert_eq!(policy.checklist.0.len(), 96);
    assert!(policy.limits.0.contains_key("tol.file_no"));

    let again = house.app.import_policy(&Actor::jobs(), &folder).await.unwrap();
    assert_eq!((again.events, again.streams), (0, 0), "nothing changed");
}

#[tokio::test]
async fn one_bad_row_keeps_everything_out_and_each_is_named_by_file_and_row() {
    let house = House::empty("2026-03-02", false).await;
    let folder = house.folder.path().join("policy");
    copy(&root().join("policy/liwan"), &folder);
    let list = folder.join("organisations/streets_communities.csv");
    let text = fs::read_to_string(&list).unwrap();
    let text = text.replacen("440103001101,", "44010300110,", 1).replacen(",440103002,", ",999999999,", 1);
    fs::write(&list, text).unwrap();
    let limits = folder.join("time_limits.toml");
    let text = fs::read_to_string(&limits).unwrap().replacen("count = 5", "count = 0", 1);
    fs::write(&limits, text).unwrap();
    let imported = house.app.import_policy(&Actor::jobs(), &folder).await.unwrap();
    let places: Vec<_> = imported.faults.iter().map(|f| (f.file.as_str(), f.row)).collect();
    assert_eq!(
        places,
        [
            ("time_limits.toml", 1),
            ("organisations/streets_communities.csv", 2),
            ("organisations/streets_communities.csv", 3),
        ]
    );
    assert!(imported.faults.iter().all(|fault| fault.says.ends_with('。')));
    assert_eq!(imported.events, 0);
    assert!(house.app.store().all_units().await.unwrap().is_empty());
    assert!(house.app.policy().await.unwrap().limits.0.is_empty());
}

#[tokio::test]
async fn a_circumstance_without_source_of_an_unknown_area_or_with_overlapping_days_is_named() {
    let house = House::empty("2026-03-02", false).await;
    let folder = house.folder.path().join("policy");
    copy(&root().join("policy/liwan"), &folder);
    let change = |file: &str, from: &str, to: &str| {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    };
    change(
        "checklist/land.toml",
        "document = \"示范清单（本项目编写，不是正式印发的文件）\"",
        "document = \"\"",
    );
    change("checklist/street.toml", "area = \"街道\"", "area = \"天河\"");
    change("checklist/cooperative.toml", "until = \"2025-12-31\"", "until = \"2026-06-30\"");
    let imported = house.app.import_policy(&Actor::jobs(), &folder).await.unwrap();
    let places: Vec<_> = imported.faults.iter().map(|f| (f.file.as_str(), f.row)).collect();
    assert_eq!(
        places,
        [("checklist/cooperative.toml", 2), ("checklist/land.toml", 1), ("checklist/street.toml", 1)]
    );
    assert!(imported.faults[0].says.contains("重叠"), "{}", imported.faults[0].says);
    assert!(house.app.policy().await.unwrap().checklist.0.is_empty());
}

#[tokio::test]
async fn a_changed_limit_is_the_only_thing_written_again() {
    let house = House::empty("2026-03-02", false).await;
    let folder = house.folder.path().join("policy");
    copy(&root().join("policy/liwan"), &folder);
    house.app.import_policy(&Actor::jobs(), &folder).await.unwrap();
    let limits = folder.join("time_limits.toml");
    let text = fs::read_to_string(&limits).unwrap().replacen("count = 5", "count = 7", 1);
    fs::write(&limits, text).unwrap();
    let again = house.app.import_policy(&Actor::jobs(), &folder).await.unwrap();
    assert_eq!((again.streams, again.events), (1, 1));
    assert_eq!(house.app.policy().await.unwrap().limits.0["tol.file_no"].count, 7);
}

#[tokio::test]
async fn only_the_policy_officer_imports() {
    let house = House::district("2026-03-02").await;
    let folder = root().join("policy/liwan");
    assert!(house.app.import_policy(&house.who("bai").await, &folder).await.is_err());
    house.app.import_policy(&house.who("ruan").await, &folder).await.unwrap();
}
