//! Both cases of the article, walked by their people through the pages of a real Chromium, on the story's own dates.

mod by_keys;
mod driver;
mod every_form;
mod every_page;
mod filled;
mod form;
mod handbook;
mod no_scripts;
mod paper;
mod walk;

use walk::Walk;

use crate::{rehearse::story::Story, skipped::skipped};

fn story(name: &str) -> Story {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo").join(name);
    Story::open(&file).unwrap()
}

fn walked(name: &str, case: &str) {
    if !driver::is_installed() {
        return skipped("browser journey: chromium and chromium-driver are not installed");
    }
    let story = story(name);
    let mut walk = Walk::begin(&story);
    for step in &story.steps {
        walk.step(&story, step);
    }
    let (stage, closed, archived) = walk.stands(&story, case);
    assert!(closed && archived, "the case ends {stage}");
    walk.tour(&story, case, &story.steps.last().unwrap().on);
    assert!(walk.faults.is_empty(), "{}", walk.faults.join("\n"));
    let (axe, pages) = walk.looked_at();
    println!(
        "{pages} pages looked at; {} acts from the work list, {} from the case",
        walk.from_work, walk.from_case
    );
    if !axe {
        skipped("accessibility of the journey: axe-core is not there (make deps)");
    }
}

#[test]
fn the_compensation_area_case_is_walked_in_a_browser_from_application_to_archive() {
    walked("article_1_compensation_area.toml", "area");
}

#[test]
fn the_unlicensed_discharge_case_is_walked_in_a_browser_from_application_to_archive() {
    walked("article_2_unlicensed_discharge.toml", "discharge");
}
