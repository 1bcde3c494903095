//! Finding what applies, and what was determined before in matters like it.

use std::fs;

use rongheng_app::{Actor, Error};
use rongheng_domain::judgement::likeness::Verdict;
use serde_json::json;

use crate::support::{House, application};

const DESCRIBED: &str = "为了赶征地进度，班子开会定的，给那几户多补了面积，没有人拿好处。";

#[tokio::test]
async fn a_description_in_everyday_words_finds_circumstances_and_tells_why() {
    let house = House::district("2026-03-02").await;
    let lin = house.who("lin").await;
    let found = house.app.applicable(&lin, DESCRIBED).await.unwrap();
    let first = &found.circumstances[0];
    assert_eq!(first.area, "征地拆迁", "{:?}", found.offered());
    assert!(first.because.iter().any(|why| why.said.is_some()), "{:?}", first.because);
    assert!(first.facts.iter().chain(&first.title).any(|(_, on)| *on), "what matched is marked");
    let whole: String = first.facts.iter().map(|(text, _)| text.as_str()).collect();
    let policy = house.app.policy().await.unwrap();
    assert_eq!(whole, policy.checklist.0[&first.code].facts, "and nothing of the text is lost");
    assert!(found.circumstances.len() <= 10 && found.in_force > 0 && first.sample);
    for typed in ["", "，。？"] {
        assert!(house.app.applicable(&lin, typed).await.unwrap().circumstances.is_empty());
    }
    let long = house.app.applicable(&lin, &"长".repeat(2_001)).await.unwrap();
    assert!(long.says.contains("2001"), "{}", long.says);
    for outside in ["zhou", "peng"] {
        let refused = house.app.applicable(&house.who(outside).await, DESCRIBED).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{outside}");
    }
}

#[tokio::test]
async fn words_that_a_policy_file_adds_are_found_from_then_on_and_a_bad_row_keeps_the_file_out() {
    let house = House::district("2026-03-02").await;
    let lin = house.who("lin").await;
    assert!(house.app.applicable(&lin, "呱呱呱").await.unwrap().circumstances.is_empty());
    let folder = house.folder.path().join("words");
    fs::create_dir_all(folder.join("search")).unwrap();
    let file = folder.join("search/synonyms.toml");
    fs::write(&file, "origin = \"sample\"\n[[synonym]]\nsays = [\"呱\"]\nmeans = []\n").unwrap();
    let faults = house.app.import_policy(&Actor::jobs(), &folder).await.unwrap().faults;
    assert_eq!(faults.len(), 2, "{faults:?}");
    fs::write(&file, "origin = \"sample\"\n[[synonym]]\nsays = [\"呱呱\"]\nmeans = [\"补偿面积\"]\n")
        .unwrap();
    let imported = house.app.import_policy(&Actor::jobs(), &folder).await.unwrap();
    assert_eq!((imported.faults.len(), imported.events), (0, 1));
    let found = house.app.applicable(&lin, "呱呱呱").await.unwrap();
    assert!(found.circumstances[0].because.iter().all(|why| why.said.as_deref() == Some("呱呱")));
    let again = house.app.import_policy(&Actor::jobs(), &folder).await.unwrap();
    assert_eq!(again.events, 0, "nothing changed");
}

#[tokio::test]
async fn a_case_is_compared_with_determined_ones_in_reach_and_with_nothing_by_which_anybody_is_known() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", Some("tolerance.serve")).await;
    let determined = house.case_named("area").await;
    let mut asked = application();
    asked["applicant"] = json!("organ");
    let case = house.act("bai", None, "apply", asked).await.unwrap().case;
    let bai = house.who("bai").await;
    let nearest = house.app.nearest(&bai, &case).await.unwrap();
    assert!(nearest.compared > 0 && nearest.floor == 30);
    let one = &nearest.officials[0];
    assert!(
        !one.near.is_empty() && one.near.iter().all(|near| near.year == 2026 && !near.outcomes.is_empty())
    );
    assert!(one.spread.is_empty(), "one case says nothing");
    let stage = one.questions.iter().find(|question| question.title == "环节").unwrap();
    assert_eq!(stage.theirs[0].1, Verdict::Same);
    assert!(one.like == 0, "of this one nothing was found yet");
    // Nothing of the other case but answers and outcomes.
    let page = house.app.find_case(&bai, &determined).await.unwrap();
    let shown = format!("{:?}{:?}", one.near, one.questions);
    assert!(!shown.contains(&page.sheet.title) && !shown.contains(page.sheet.number.as_deref().unwrap()));
    // The case itself is not beside itself, and outsiders are not told that there is anything.
    let own = house.app.nearest(&bai, &determined).await.unwrap();
    assert_eq!(own.compared, 0);
    for outside in ["zhou", "peng", "nie"] {
        let refused = house.app.nearest(&house.who(outside).await, &determined).await;
        assert!(matches!(refused, Err(Error::NotFound | Error::Forbidden(_))), "{outside}: {refused:?}");
    }
}
