//! By the keyboard alone: an official confirms a receipt, an officer finds a case and gets to a form and out of it,
//! without one click.

use rongheng_app::{domain::people::Role, page::Filter};
use serde_json::json;

use super::{
    driver::{Browser, is_installed},
    filled::Filled,
    skipped,
};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";
/// Tabs within which everything on a page is reached.
const MOST: usize = 160;

fn focused(browser: &Browser, selector: &str) -> bool {
    browser.run("return document.activeElement.matches(arguments[0])", json!([selector])) == json!(true)
}

/// The attribute autofocus acts when the page is first painted, which may be a moment after it has arrived.
fn is_given_the_focus(browser: &Browser, selector: &str) -> bool {
    (0..40).any(|_| {
        focused(browser, selector) || {
            std::thread::sleep(std::time::Duration::from_millis(50));
            false
        }
    })
}

/// Presses Tab until the focus is there; it is always seen on the way.
fn tab_to(browser: &Browser, selector: &str) -> usize {
    for count in 0..MOST {
        if focused(browser, selector) {
            return count;
        }
        browser.press(TAB);
    }
    panic!("Tab does not reach {selector} on {}\n{}", browser.address(), browser.text());
}

/// The skip link comes first, and leads past the menu.
fn skips(browser: &Browser) {
    browser.press(TAB);
    assert!(focused(browser, "a.skip"), "the skip link is first on {}", browser.address());
    browser.press(ENTER);
    browser.press(TAB);
    let inside = "return !!document.activeElement.closest('main')";
    assert_eq!(browser.run(inside, json!([])), json!(true), "past the menu on {}", browser.address());
}

fn signs_in(browser: &Browser, filled: &Filled, login: &str) {
    browser.forget();
    browser.open(&format!("{}/sign-in", filled.address));
    tab_to(browser, "#u");
    browser.press(login);
    browser.press(TAB);
    browser.press("Qinglan-2026");
    browser.press_and_go(ENTER);
}

#[test]
fn an_official_and_an_officer_act_with_the_keyboard_alone() {
    if !is_installed() {
        return skipped("by the keyboard alone: chromium and chromium-driver are not installed");
    }
    let filled = Filled::shared();
    let browser = Browser::start();

    // The official: a receipt waits.
    signs_in(&browser, filled, "meng");
    assert!(browser.address().ends_with("/mine"), "{}", browser.address());
    skips(&browser);
    tab_to(&browser, "main .matters a");
    browser.press_and_go(ENTER);
    assert!(browser.text().contains("请确认收到"), "{}", browser.text());
    tab_to(&browser, "form[action$='/do/acknowledge'] button");
    browser.press_and_go(ENTER);
    let text = browser.text();
    assert!(text.contains("确认收到。确认的时间已经记入案卷") && text.contains("文书指纹"), "{text}");
    assert!(text.contains("申请异议复查"), "{text}");

    // The officer: from the work list to a form, a wrong answer, the summary, the field, and the draft.
    signs_in(&browser, filled, "bai");
    skips(&browser);
    let actor = filled.actor("bai", Role::CaseManagement);
    let list = filled.runtime.block_on(filled.app.list_cases(&actor, &Filter::default(), None)).unwrap();
    assert!(!list.rows.is_empty());
    browser.open(&format!("{}/new/tolerance/apply", filled.address));
    skips(&browser);
    tab_to(&browser, "[name='title']");
    browser.press("键盘录入的申请（示范）");
    tab_to(&browser, "[name='applicant']");
    browser.press(DOWN);
    let chosen = "return document.querySelector(\"[name='applicant']:checked\")?.value ?? ''";
    assert_ne!(browser.run(chosen, json!([])), json!(""), "arrows choose");
    tab_to(&browser, "[name='first_day']");
    browser.press("2026-02-30");
    tab_to(&browser, ".acts-end button[value='check']");
    browser.press_and_go(ENTER);
    assert!(is_given_the_focus(&browser, ".errors"), "the summary has the focus");
    tab_to(&browser, ".errors a[href='#f-first_day']");
    browser.press(ENTER);
    assert!(focused(&browser, "#f-first_day"), "the line leads to its field");
    let typed = "return document.querySelector(\"[name='title']\").value";
    assert_eq!(browser.run(typed, json!([])), json!("键盘录入的申请（示范）"));

    // Back and again, and loaded anew: nothing is lost.
    tab_to(&browser, ".acts-end button[value='keep']");
    browser.press_and_go(ENTER);
    browser.history("back");
    browser.history("forward");
    browser.open(&format!("{}/new/tolerance/apply", filled.address));
    assert_eq!(browser.run(typed, json!([])), json!("键盘录入的申请（示范）"));

    // Signing out right after typing: the draft goes out with the page.
    tab_to(&browser, "[name='title']");
    browser.press("，又加一句");
    browser.run(
        "document.querySelector(\"form[action='/sign-out']\").closest('details')?.setAttribute('open', '')",
        json!([]),
    );
    browser.go(&browser.one("form[action='/sign-out'] button"));
    signs_in(&browser, filled, "bai");
    browser.open(&format!("{}/new/tolerance/apply", filled.address));
    let kept = browser.run(typed, json!([]));
    assert!(kept.as_str().unwrap_or_default().contains("又加一句"), "{kept}");
}
