//! 工作台 counts what it shows, for whoever opens it.

use rongheng_domain::people::Role;
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn the_desk_of_a_unit_counts_the_rows_that_it_shows() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let case = unit.apply("补偿面积（示范）").await;
    assert!(unit.get("/work").await.text.contains("待办 0 件"));
    let officer = house.sign_in(Role::CaseManagement).await;
    let missing = json!({"answers": {"what": "会议纪要"}});
    let asked = officer.act(&format!("/api/v1{case}/acts/ask_supplement"), "one", &[], &missing).await;
    assert!(asked.status.is_success(), "{}", asked.text);
    let page = unit.get("/work").await.text;
    assert!(page.contains("待办 1 件") && page.contains("补正材料"), "{page}");
}
