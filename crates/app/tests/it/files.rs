//! Attachments: only through a case, only under the view of who asks.

use rongheng_app::Error;
use serde_json::json;

use crate::support::House;

#[tokio::test]
async fn a_file_is_read_only_through_its_case_by_those_whose_view_has_it() {
    let house = House::district("2026-03-02").await;
    let peng = house.who("peng").await;
    let mut upload = house.app.begin_upload(&peng, "../会议记录.pdf").await.unwrap();
    upload.write(b"%PDF-1.7 one").await.unwrap();
    upload.write(b" two").await.unwrap();
    let file = upload.finish().await.unwrap();
    assert_eq!((file.name.as_str(), file.media.as_str(), file.size), ("会议记录.pdf", "application/pdf", 16));
    let mut application = crate::support::application();
    application["file"] = json!(file.id);
    let case = house.act("peng", None, "apply", application).await.unwrap().case;
    let other = house.apply().await;
    let bai = house.who("bai").await;
    let mut reading = house.app.read_file(&bai, &case, &file.id).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = reading.next().await.unwrap() {
        bytes.extend(piece);
    }
    assert_eq!(bytes, b"%PDF-1.7 one two");
    assert!(matches!(house.app.read_file(&bai, &other, &file.id).await, Err(Error::NotFound)));
    let zhou = house.who("zhou").await;
    assert!(matches!(house.app.read_file(&zhou, &case, &file.id).await, Err(Error::NotFound)));
    let nie = house.who("nie").await;
    assert!(matches!(house.app.read_file(&nie, &case, &file.id).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn empty_and_forbidden_files_are_refused_in_words() {
    let house = House::district("2026-03-02").await;
    let peng = house.who("peng").await;
    let upload = house.app.begin_upload(&peng, "空.pdf").await.unwrap();
    assert!(matches!(upload.finish().await, Err(Error::FileRefused(_))));
    let mut upload = house.app.begin_upload(&peng, "报表.pdf").await.unwrap();
    upload.write(b"MZ\x90\0").await.unwrap();
    let Err(Error::FileRefused(says)) = upload.finish().await else { panic!("accepted") };
    assert!(says.contains("报表.pdf"));
}

#[tokio::test]
async fn an_upload_that_nobody_came_back_to_is_removed_after_half_a_year_and_a_file_of_a_case_stays() {
    let house = House::district("2026-03-02").await;
    let bai = house.who("bai").await;
    let mut upload = house.app.begin_upload(&bai, "没有用上.pdf").await.unwrap();
    upload.write(b"%PDF-1.7 ").await.unwrap();
    let left = upload.finish().await.unwrap().id;
    let stands = async || house.app.store().attachment(&left).await.unwrap().is_some();
    for (day, there) in [("2026-03-03", true), ("2026-08-30", true), ("2026-09-03", false)] {
        house.on(day).await;
        house.app.do_long_work().await.unwrap();
        assert_eq!(stands().await, there, "{day}");
    }
}
