//! The stories, through the whole program, on both engines; and each step left out.

use crate::{
    postgres::Cluster,
    program::{rongheng, said, stories},
    skipped::skipped,
};

fn rehearse(arguments: &[&str], files: &[std::path::PathBuf]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let output = rongheng(folder.path()).arg("rehearse").args(arguments).args(files).output().unwrap();
    (output.status.code(), said(&output))
}

/// The cases of the article, the refusals, and one story for each path.
fn every() -> Vec<std::path::PathBuf> {
    ["article_", "refused_", "path_"].into_iter().flat_map(stories).collect()
}

#[test]
fn every_story_goes_as_it_says() {
    let files = every();
    let (status, text) = rehearse(&[], &files);
    assert_eq!(status, Some(0), "{text}");
    let last = text.lines().last().unwrap();
    assert!(
        last.starts_with(&format!("{} stories, ", files.len()))
            && last.ends_with(" as expected, 0 otherwise"),
        "{last}"
    );
    for phrase in ["认定必会商", "充分听取申辩", "两不容", "告知闸门", "结果必反馈", "回避"]
    {
        assert!(text.contains(phrase), "the refusals are told with their set phrases: {phrase}");
    }
}

#[test]
fn every_story_goes_as_it_says_on_postgresql() {
    let Some(cluster) = Cluster::start() else {
        return skipped("stories on PostgreSQL: initdb is not installed");
    };
    let files = every();
    let (status, text) = rehearse(&["--database", &cluster.url()], &files);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.lines().last().unwrap().ends_with(", 0 otherwise"), "{text}");
}

/// Leaves out each needed step of the stories in turn.
fn left_out(beginning: &str) -> String {
    let (status, text) = rehearse(&["--leave-out"], &stories(beginning));
    assert_eq!(status, Some(0), "{text}");
    text
}

#[test]
fn without_a_needed_step_of_the_article_its_rule_refuses_the_rest() {
    let text = left_out("article_");
    for rule in ["P2", "P3", "P4", "P5", "P6", "P7", "G1", "G3", "G4", "G7", "S2", "D5"] {
        assert!(text.contains(&format!("应由 {rule} 拒绝")), "no step is needed by {rule}");
    }
}

#[test]
fn without_a_needed_step_of_a_refusal_its_rule_refuses_the_rest() {
    left_out("refused_");
}

#[test]
fn without_a_needed_step_of_a_path_its_rule_refuses_the_rest() {
    left_out("path_");
}

#[test]
fn where_official_and_officer_change_places_every_act_is_refused() {
    let (status, text) = rehearse(&["--swap"], &every());
    assert_eq!(status, Some(0), "{text}");
    let tried = text.lines().filter(|line| line.starts_with("对调")).count();
    assert!(tried > 60, "only {tried} acts were tried by the other side");
}

#[test]
fn a_story_that_goes_otherwise_ends_with_one_and_an_unreadable_one_with_two() {
    let folder = tempfile::tempdir().unwrap();
    let story = std::fs::read_to_string(&stories("refused_no_notice")[0]).unwrap();
    let wrong = folder.path().join("wrong story.toml");
    std::fs::write(&wrong, story.replace("refused = [\"P3\"]", "refused = [\"S2\"]")).unwrap();
    let (status, text) = rehearse(&[], std::slice::from_ref(&wrong));
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("与预期不符"), "{text}");
    std::fs::write(&wrong, "title = \n").unwrap();
    let (status, text) = rehearse(&[], &[wrong]);
    assert_eq!(status, Some(2), "{text}");
    assert!(text.contains("读不懂故事文件"), "{text}");
}
