//! Bad input: each its own clear answer, and nothing typed is lost.

use axum::http::StatusCode;
use rongheng_domain::people::Role;

use crate::house::{Browser, House, application};

const FORM: &str = "/new/tolerance/apply";

/// The application with some answers replaced, at the step of checking.
async fn checked(unit: &Browser<'_>, replaced: &[(&str, &str)]) -> crate::house::Answer {
    let form = unit.get(FORM).await;
    let (version, key) = (form.hidden("version"), form.hidden("key"));
    let mut fields = application("补偿面积（示范）");
    for (name, value) in replaced {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields.extend([("version", version.as_str()), ("key", key.as_str()), ("step", "check")]);
    unit.post(FORM, &fields).await
}

#[tokio::test]
async fn an_unknown_action_says_so() {
    let house = House::build().await;
    let officer = house.sign_in(Role::CaseManagement).await;
    let answer = officer.get("/new/tolerance/reject").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.text.contains("本系统没有这项办理"));
}

#[tokio::test]
async fn a_wrong_field_is_named() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let answer = checked(&unit, &[("hard_bar", "lifted")]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text.contains("表单里没有“hard_bar”这一项"));
}

#[tokio::test]
async fn an_impossible_date_is_told_at_the_field_with_the_same_words_on_top() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let answer = checked(&unit, &[("first_day", "2026-02-30"), ("title", "茶滘街道 司徒𬭎 😀")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("<title>错误："));
    assert_eq!(answer.text.matches("不是有效的日期").count(), 2);
    assert!(answer.text.contains("href=\"#f-first_day\""));
    assert!(answer.text.contains("茶滘街道 司徒𬭎 😀"), "what was typed stays");
    assert!(unit.get(FORM).await.text.contains("茶滘街道 司徒𬭎 😀"), "and is kept as a draft");
}

#[tokio::test]
async fn a_hundred_thousand_characters_are_kept_in_a_text_and_refused_in_a_title() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let long = "长".repeat(100_000);
    let kept = checked(&unit, &[("facts", &long)]).await;
    assert_eq!(kept.status, StatusCode::OK);
    assert!(kept.text.contains(&long));
    let refused = checked(&unit, &[("title", &long)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("最多 200 字，现有 100000 字"));
}

#[tokio::test]
async fn a_nul_is_refused_in_words() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let answer = checked(&unit, &[("title", "补\0偿")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("看不见的控制字符"));
}

#[tokio::test]
async fn a_double_submission_gets_the_first_answer_and_another_body_under_its_key_is_refused() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let form = unit.get(FORM).await;
    let (version, key) = (form.hidden("version"), form.hidden("key"));
    let mut fields = application("补偿面积（示范）");
    fields.extend([("version", version.as_str()), ("key", key.as_str()), ("step", "submit")]);
    let first = unit.post(FORM, &fields).await;
    let second = unit.post(FORM, &fields).await;
    assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    assert_eq!(first.location().split('?').next(), second.location().split('?').next());
    assert!(second.location().ends_with("&again=yes"));
    fields.retain(|(name, _)| *name != "title");
    fields.push(("title", "另一件事（示范）"));
    let other = unit.post(FORM, &fields).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert!(other.text.contains("这张表单已经用来提交过别的内容"));
}

#[tokio::test]
async fn a_stale_version_shows_what_changed_and_keeps_the_draft() {
    let house = House::build().await;
    let case = house.sign_in(Role::UnitContact).await.apply("补偿面积（示范）").await;
    let officer = house.sign_in(Role::CaseManagement).await;
    let accept = format!("{case}/do/accept");
    let form = officer.get(&accept).await;
    let (version, key) = (form.hidden("version"), form.hidden("key"));
    let fields = [("version", version.as_str()), ("key", key.as_str()), ("step", "submit"), ("note", "收到")];
    assert_eq!(officer.post(&accept, &fields).await.status, StatusCode::SEE_OTHER);
    let late =
        [("version", version.as_str()), ("key", "another"), ("step", "submit"), ("note", "迟到的备注")];
    let answer = officer.post(&accept, &late).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("案件已经变化") && answer.text.contains("受理"));
    assert!(officer.get(&accept).await.text.contains("迟到的备注"));
}

/// An application as a browser sends it with a file; cut off where asked.
fn parts(name: &str, bytes: &[u8], whole: bool) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, value) in application("带附件的申请（示范）").into_iter().chain([
        ("version", "0"),
        ("key", "file-key"),
        ("step", "check"),
    ]) {
        body.extend(
            format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    body.extend(
        format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").bytes(),
    );
    body.extend(bytes);
    if whole {
        body.extend(b"\r\n--x--\r\n");
    }
    body
}

#[tokio::test]
async fn a_file_that_is_too_large_or_forbidden_is_refused_and_the_rest_is_kept() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let mut large = b"%PDF-1.7\n".to_vec();
    large.resize(1_200_000, b' ');
    for (name, bytes, status) in [
        ("底图.pdf", large.as_slice(), StatusCode::PAYLOAD_TOO_LARGE),
        ("程序.pdf", b"MZ\x90\x00 program", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ] {
        let answer = unit.post_parts(FORM, parts(name, bytes, true)).await;
        assert_eq!(answer.status, status, "{name}: {}", answer.text);
        assert!(answer.text.contains("文件没有上传"));
        assert!(unit.get(FORM).await.text.contains("带附件的申请（示范）"));
    }
}

#[tokio::test]
async fn a_file_that_is_allowed_is_named_on_the_check_page() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let answer = unit.post_parts(FORM, parts("茶滘底图.pdf", b"%PDF-1.7\n%%EOF\n", true)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert!(answer.text.contains("茶滘底图.pdf"));
}

#[tokio::test]
async fn a_cut_upload_leaves_nothing() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let answer = unit.post_parts(FORM, parts("底图.pdf", b"%PDF-1.7\n", false)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text.contains("这次提交的内容不完整"));
}
