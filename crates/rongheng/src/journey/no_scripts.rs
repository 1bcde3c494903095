//! With scripts switched off: a whole act with a file, rows of a list and people looked up by name.

use rongheng_app::domain::people::Role;
use serde_json::json;

use super::{
    driver::{Browser, is_installed},
    filled::Filled,
    skipped,
};

/// Fills a field that is a line, or chooses what fits where the page offers choices.
fn answer(browser: &Browser, name: &str, value: &str) {
    if let Some(choice) = browser.find(&format!("label:has(> input[name='{name}'][value='{value}'])")) {
        browser.click(&choice);
    } else if let Some(option) = browser.find(&format!("select[name='{name}'] option[value='{value}']")) {
        browser.click(&option);
    } else {
        browser.fill(&browser.one(&format!("[name='{name}']")), value);
    }
}

#[test]
fn a_whole_act_with_a_file_rows_and_names_is_done_without_scripts() {
    if !is_installed() {
        return skipped("without scripts: chromium and chromium-driver are not installed");
    }
    let filled = Filled::shared();
    let browser = Browser::start();
    browser.window(390, 844);
    browser.cdp("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    browser.open(&format!("{}/sign-in", filled.address));
    let button = format!("button[name='as'][value='{}@peng']", Role::UnitContact.id());
    browser.go(&browser.one(&button));
    browser.open(&format!("{}/new/tolerance/apply", filled.address));
    let ran = "return [...document.querySelectorAll('[data-print]')].some(e => !e.hidden)";
    assert_eq!(browser.run(ran, json!([])), json!(false), "no script of the page ran");

    // Sent empty: the summary is on top and has the focus all the same.
    browser.go(&browser.one(".acts-end button[value='check']"));
    assert!(browser.text().contains("需要更正"), "{}", browser.text());
    let focus = "return document.activeElement.className";
    assert_eq!(browser.run(focus, json!([])), json!("errors"), "autofocus needs no script");

    answer(&browser, "title", "没有脚本也能提出的申请（示范）");
    answer(&browser, "applicant", "unit");
    // One row more than the page has.
    let rows = browser.all("[name^='officials.'][name$='.person']").len();
    browser.go(&browser.one("button[name='step'][value='more:officials']"));
    assert_eq!(browser.all("[name^='officials.'][name$='.person']").len(), rows + 1);
    let title = "return document.querySelector(\"[name='title']\").value";
    assert_eq!(browser.run(title, json!([])), json!("没有脚本也能提出的申请（示范）"), "kept by the new row");
    answer(&browser, "officials.0.person", "周砚清");
    answer(&browser, "officials.0.post", "主任");
    answer(&browser, "officials.1.person", "何静澜");
    answer(&browser, "officials.1.post", "科长");
    answer(&browser, "unit", "青澜区土地房屋征收事务中心");
    answer(&browser, "committee", "中共青澜区住房和建设局党组");
    answer(&browser, "stage", "investigation");
    answer(&browser, "first_day", "2026-06-01");
    answer(&browser, "last_day", "2026-06-02");
    answer(&browser, "facts", "集体研究决定的事项（示范）。");
    browser.add(&browser.one("input[type='file'][name='file']"), &filled.file.display().to_string());
    browser.go(&browser.one(".acts-end button[value='check']"));
    let text = browser.text();
    for seen in ["核对填写的内容", "周砚清", "何静澜", "会议记录（示范）.txt"] {
        assert!(text.contains(seen), "{seen} is not on the page\n{text}");
    }
    browser.go(&browser.one("button[name='step'][value='submit']"));
    assert!(browser.text().contains("已提交：提出容错申请"), "{}", browser.text());
    // The receipt can be loaded again, and going back sends nothing twice.
    let receipt = browser.address();
    browser.history("refresh");
    assert_eq!(browser.address(), receipt);
}
