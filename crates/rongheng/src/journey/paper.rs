//! Pages on paper: nothing is cut, no menu and no button is printed, the watermark is there, and the official's page
//! takes no more than a few sheets.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rongheng_app::{domain::people::Role, page::Filter};
use serde_json::json;

use super::{
    driver::{Browser, is_installed},
    filled::{Filled, is_plain},
    skipped,
};

/// What is wrong with the page as paper has it; 620 pixels is what the margins leave of A4.
const PAPER: &str = "
const wrong = [];
const shown = e => e.checkVisibility({ checkVisibilityCSS: true });
for (const gone of ['nav.menu', '.top .me', '.skip', '.acts-end .btn', '.foot', 'main .btn'])
  for (const e of document.querySelectorAll(gone))
    if (shown(e)) wrong.push(gone + ' is printed: ' + e.textContent.trim().slice(0, 30));
const mark = document.querySelector('.mark');
if (!mark || !shown(mark)) wrong.push('no watermark');
const wide = document.documentElement.scrollWidth - innerWidth;
if (wide > 1) wrong.push(wide + ' pixels wider than the sheet');
for (const e of document.querySelectorAll('main *')) {
  if (!shown(e) || e.closest('.hide, svg')) continue;
  const s = getComputedStyle(e);
  if (s.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 2 && e.clientWidth > 20)
    wrong.push('cut: ' + e.outerHTML.slice(0, 100));
  const c = s.color.match(/\\d+/g).map(Number);
  if (e.childElementCount === 0 && e.textContent.trim() && Math.max(...c.slice(0, 3)) > 190)
    wrong.push('too pale for a black-and-white printer: ' + e.textContent.trim().slice(0, 30) + ' ' + s.color);
}
return [...new Set(wrong)];";

fn sheets(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type /Page\n").count() + text.matches("/Type /Page ").count()
}

#[test]
fn pages_on_paper_are_whole_and_say_who_printed_them() {
    if !is_installed() {
        return skipped("pages on paper: chromium and chromium-driver are not installed");
    }
    let filled = Filled::shared();
    let browser = Browser::start();
    let pictures = std::env::var_os("RONGHENG_PICTURES").map(std::path::PathBuf::from);
    let mut faults = Vec::new();
    for (login, role) in [
        ("zhou", Role::Official),
        ("meng", Role::Official),
        ("pei", Role::UnitContact),
        ("ou", Role::AppraisalOwner),
        ("lin", Role::CaseOfficer),
        ("bai", Role::CaseManagement),
    ] {
        browser.forget();
        browser.open(&format!("{}/sign-in", filled.address));
        browser.go(&browser.one(&format!("button[name='as'][value='{}@{login}']", role.id())));
        let actor = filled.actor(login, role);
        let list = filled.runtime.block_on(filled.app.list_cases(&actor, &Filter::default(), None)).unwrap();
        let cases = list.rows.iter().take(2).map(|row| format!("/cases/{}", row.stream));
        for at in std::iter::once("/".to_owned()).chain(cases) {
            browser.open(&format!("{}{at}", filled.address));
            browser.cdp("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
            browser.window(620, 900);
            let wrong = browser.run(PAPER, json!([]));
            for fault in wrong.as_array().into_iter().flatten() {
                faults.push(format!("{login} {at}: {}", fault.as_str().unwrap_or_default()));
            }
            let asked = json!({ "printBackground": false, "preferCSSPageSize": true });
            let pdf = browser.cdp("Page.printToPDF", &asked);
            let pdf = STANDARD.decode(pdf["data"].as_str().unwrap_or_default()).unwrap();
            let count = sheets(&pdf);
            if count == 0 || (is_plain(role) && count > 3) {
                faults.push(format!("{login} {at}: {count} sheets"));
            }
            if let Some(folder) = &pictures {
                std::fs::create_dir_all(folder).unwrap();
                std::fs::write(folder.join(format!("paper-{login}-{}.pdf", at.len())), &pdf).unwrap();
            }
            browser.cdp("Emulation.setEmulatedMedia", &json!({ "media": "" }));
            browser.cdp("Emulation.clearDeviceMetricsOverride", &json!({}));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}
