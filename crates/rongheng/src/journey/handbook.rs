//! The pictures of the handbook: taken by the journeys where a page of `docs/handbook` names one and
//! `RONGHENG_HANDBOOK` asks for them (`make handbook`).

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/handbook")
}

/// Where they are kept.
pub(super) fn folder() -> PathBuf {
    pages().join("pictures")
}

/// The names of the pictures to take.
pub(super) fn wanted() -> BTreeSet<String> {
    let mut wanted = BTreeSet::new();
    if std::env::var_os("RONGHENG_HANDBOOK").is_none() {
        return wanted;
    }
    fs::create_dir_all(folder()).unwrap();
    for entry in fs::read_dir(pages()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "md") {
            let text = fs::read_to_string(&path).unwrap();
            let names = text.split("(pictures/").skip(1).filter_map(|piece| piece.split_once(".webp)"));
            wanted.extend(names.map(|(name, _)| name.to_owned()));
        }
    }
    wanted
}
