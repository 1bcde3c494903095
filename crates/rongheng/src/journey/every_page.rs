//! Every page of every role, found by its links alone: looked at once for each shape of page and each frame, by
//! axe-core, for its landmarks and names, its width and weight, and for what it asks of the network.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use rongheng_app::{domain::people::Role, page::Filter};
use serde_json::json;

use super::{
    driver::{Browser, axe_core, is_installed},
    filled::{Filled, is_plain},
    skipped,
    walk::AXE,
};

/// Pages of one shape that are looked at in one frame: cases stand in different stages.
const OF_A_SHAPE: usize = 2;
/// Pages that one role opens to find further links.
const OF_A_ROLE: usize = 70;
/// Pages of one shape that lead on and that one person opens.
const HUBS: usize = 5;
/// Bytes that a page may weigh.
const WEIGHT: u64 = 100_000;

/// The shape of an address: what makes the page, without which case or person it is about.
fn shape(href: &str) -> String {
    let (path, query) = href.split_once('?').unwrap_or((href, ""));
    let parts: Vec<&str> = path.split('/').collect();
    let path = match parts.as_slice() {
        ["", "cases", kind, _, rest @ ..] if !rest.is_empty() => {
            let rest: Vec<_> = rest
                .iter()
                .map(|part| if part.chars().any(|c| c.is_ascii_digit()) { "*" } else { part })
                .collect();
            format!("/cases/{kind}/*/{}", rest.join("/"))
        }
        ["", "cases", kind, _] => format!("/cases/{kind}/*"),
        ["", "registers", book, "at", _, rest @ ..] => format!("/registers/{book}/at/*/{}", rest.join("/")),
        _ => path.to_owned(),
    };
    let tab = query.split('&').find(|pair| pair.starts_with("tab=")).unwrap_or_default();
    format!("{path} {tab}").trim_end().to_owned()
}

/// Whether a page is one from which others are found: a beginning, a list, a case.
fn is_hub(shape: &str) -> bool {
    let parts: Vec<&str> = shape.split('/').collect();
    matches!(parts.as_slice(), ["", "" | "work" | "mine"] | ["", "cases", _] | ["", "cases", _, "*"])
}

/// What is not a page.
fn is_page(href: &str) -> bool {
    href.starts_with('/')
        && !href.starts_with("//")
        && !["/assets/", "/look/"].iter().any(|no| href.starts_with(no))
        && !["/papers/", "/files/", "/export", ".xlsx", ".json", ".docx", "/api/", "?as="]
            .iter()
            .any(|no| href.contains(no))
}

struct Look {
    filled: &'static Filled,
    browser: Browser,
    axe: Option<String>,
    looked: BTreeMap<(String, bool), usize>,
    faults: Vec<String>,
    pictures: Option<PathBuf>,
    count: usize,
}

impl Look {
    fn sign_in(&self, login: &str, role: Role) {
        let (width, height) = if is_plain(role) { (390, 844) } else { (1366, 768) };
        self.browser.window(width, height);
        self.browser.forget();
        self.browser.open(&format!("{}/sign-in", self.filled.address));
        let button = format!("button[name='as'][value='{}@{login}']", role.id());
        self.browser.go(&self.browser.one(&button));
    }

    /// Opens pages by their links: first those that lead on, and of the others each shape that was not looked at
    /// often enough in this frame.
    fn crawl(&mut self, login: &str, role: Role) {
        self.sign_in(login, role);
        let mut seen = BTreeSet::new();
        let mut of_shape: BTreeMap<String, usize> = BTreeMap::new();
        let mut waiting = vec!["/".to_owned()];
        let mut opened = 0;
        while let Some(at) = self.next(&mut waiting, &of_shape, role).filter(|_| opened < OF_A_ROLE) {
            if !seen.insert(at.clone()) {
                continue;
            }
            opened += 1;
            *of_shape.entry(shape(&at)).or_default() += 1;
            self.browser.open(&format!("{}{at}", self.filled.address));
            self.look(&at, role);
            let links = self.browser.run(
                "return [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href').split('#')[0])",
                json!([]),
            );
            let links = links.as_array().cloned().unwrap_or_default();
            for link in links.iter().filter_map(|link| link.as_str()).filter(|link| is_page(link)) {
                if !seen.contains(link) && !waiting.iter().any(|known| known == link) {
                    waiting.push(link.to_owned());
                }
            }
        }
    }

    /// The next address: the one whose shape was looked at least in this frame, then opened least by this person.
    fn next(
        &self,
        waiting: &mut Vec<String>,
        of_shape: &BTreeMap<String, usize>,
        role: Role,
    ) -> Option<String> {
        let looked = |href: &str| self.looked.get(&(shape(href), is_plain(role))).copied().unwrap_or(0);
        let opened = |href: &str| of_shape.get(&shape(href)).copied().unwrap_or(0);
        // A page that leads on is opened by everybody: what it leads to is another for each.
        waiting.retain(|href| {
            let most = if is_hub(&shape(href)) { HUBS } else { OF_A_SHAPE };
            opened(href) < most && (is_hub(&shape(href)) || looked(href) < OF_A_SHAPE)
        });
        let at = (0..waiting.len()).min_by_key(|at| (opened(&waiting[*at]), looked(&waiting[*at]), *at))?;
        Some(waiting.remove(at))
    }

    fn look(&mut self, at: &str, role: Role) {
        let often = self.looked.entry((shape(at), is_plain(role))).or_default();
        *often += 1;
        if *often > OF_A_SHAPE {
            return;
        }
        self.count += 1;
        // Who comes with a phone reads the officers' lists on it too.
        let plain =
            self.browser.run("return document.body.classList.contains('plain')", json!([])) == json!(true);
        let what = format!("{} {at}", role.id());
        if let Some(folder) = &self.pictures {
            let name = format!("{}-{}.png", role.id(), shape(at).replace(['/', ' ', '*', '='], "-"));
            self.browser.picture(&folder.join(name));
        }
        let mut told: Vec<String> = Vec::new();
        let wrong = self.browser.run(PAGE, json!([WEIGHT, plain]));
        for fault in wrong.as_array().into_iter().flatten() {
            told.push(fault.as_str().unwrap_or_default().to_owned());
        }
        for line in self.browser.complaints() {
            if !line.contains("the server responded") {
                told.push(format!("the browser complains: {line}"));
            }
        }
        for address in self.browser.requests() {
            if !address.starts_with(&self.filled.address)
                && !["data:", "chrome://"].iter().any(|own| address.starts_with(own))
            {
                told.push(format!("it asks an outside host: {address}"));
            }
        }
        if let Some(axe) = &self.axe {
            self.browser.run(axe, json!([]));
            let found = self.browser.run_later(AXE);
            for fault in found.as_array().into_iter().flatten() {
                told.push(fault.as_str().unwrap_or_default().to_owned());
            }
            // What axe-core itself asked and said is not the page's.
            self.browser.requests();
            self.browser.complaints();
        }
        if !is_plain(role) {
            // Leaders open the officers' frame on a phone.
            self.browser.window(390, 844);
            let wide = self.browser.run(WIDER, json!([]));
            told.extend((wide.as_i64() > Some(0)).then(|| format!("{wide} pixels wider than a phone")));
            self.browser.window(1366, 768);
        }
        self.faults.extend(told.into_iter().map(|fault| format!("{what}: {fault}")));
    }
}

#[test]
fn an_office_that_gave_a_case_away_still_sees_its_open_cases_counted_and_none_that_ended() {
    let filled = Filled::shared();
    for (login, role) in [("bai", Role::CaseManagement), ("ye", Role::PrincipalLeader)] {
        let actor = filled.actor(login, role);
        let found = filled.runtime.block_on(filled.app.overview(&actor, "tolerance")).unwrap();
        assert!(found.open > 0 && !found.team.is_empty(), "{login}: {found:?}");
        let lit: u64 = found.lights.iter().map(|(_, count)| count).sum();
        assert!(lit > 0 && lit <= found.open, "{login}: {found:?}");
        assert!(found.stages.iter().all(|(stage, _)| stage != "已归档"), "{login}: {found:?}");
        let open = Filter { kind: "tolerance".to_owned(), open: Some(true), ..Filter::default() };
        let listed = filled.runtime.block_on(filled.app.list_cases(&actor, &open, None)).unwrap();
        assert_eq!(listed.count, found.open, "the number leads to as many rows");
    }
}

#[test]
fn every_page_of_every_role_is_accessible_light_and_asks_no_outside_host() {
    if !is_installed() {
        return skipped("every page: chromium and chromium-driver are not installed");
    }
    let pictures = std::env::var_os("RONGHENG_PICTURES").map(PathBuf::from);
    if let Some(folder) = &pictures {
        std::fs::create_dir_all(folder).unwrap();
    }
    let filled = Filled::shared();
    let mut look = Look {
        filled,
        browser: Browser::start(),
        axe: axe_core().map(|file| std::fs::read_to_string(file).unwrap()),
        looked: BTreeMap::new(),
        faults: Vec::new(),
        pictures,
        count: 0,
    };
    // The person of each role who has most to look at, and for the plain roles everybody: theirs differ most.
    let mut people: BTreeMap<Role, Vec<(usize, String)>> = BTreeMap::new();
    for (login, role) in filled.people() {
        let actor = filled.actor(&login, role);
        let work = filled.runtime.block_on(filled.app.work(&actor, None)).map_or(0, |work| work.tasks.len());
        people.entry(role).or_default().push((work, login));
    }
    for (role, mut logins) in people {
        logins.sort_by(|a, b| b.cmp(a));
        let most = if is_plain(role) { 4 } else { 2 };
        for (_, login) in logins.into_iter().take(most) {
            look.crawl(&login, role);
        }
    }
    println!("{} pages of {} shapes looked at", look.count, look.looked.len());
    assert!(look.looked.len() > 100, "only {} shapes of page were found", look.looked.len());
    if look.axe.is_none() {
        skipped("accessibility of every page: axe-core is not there (make deps)");
    }
    assert!(look.faults.is_empty(), "{} faults\n{}", look.faults.len(), look.faults.join("\n"));
}

/// By how much the page is wider than its window.
const WIDER: &str = "return document.documentElement.scrollWidth - innerWidth";

/// What every page must have: one heading, one main, a title, a language, its width and its weight; names that tell
/// buttons and links apart; a focus that is seen; no menu on paper, and the watermark there.
const PAGE: &str = r"
const [most, plain] = arguments;
const wrong = [];
const shown = e => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
const count = s => document.querySelectorAll(s).length;
if (count('h1') !== 1) wrong.push(count('h1') + ' h1');
if (count('main') !== 1) wrong.push(count('main') + ' main');
if (!/^.{2,} — 容衡$/.test(document.title)) wrong.push('title: ' + document.title);
if (document.documentElement.lang !== 'zh-CN') wrong.push('no language');
const skip = document.querySelector('a.skip');
if (!skip || !document.querySelector(skip.getAttribute('href'))) wrong.push('no skip link');
const wide = document.documentElement.scrollWidth - innerWidth;
if (wide > 0) wrong.push(wide + ' pixels wider than the window of ' + innerWidth);
const weight = performance.getEntriesByType('navigation')[0].decodedBodySize;
if (weight > most) wrong.push('weighs ' + weight);
const name = e => (e.getAttribute('aria-label') || e.textContent).replace(/\s+/g, ' ').trim();
const byName = new Map();
for (const e of document.querySelectorAll('main a[href], main button, main summary')) {
  if (!shown(e) || e.closest('table, .matters, .pager')) continue;
  const leads = e.matches('a') ? e.getAttribute('href')
    : e.matches('summary') ? 'summary ' + [...document.querySelectorAll('summary')].indexOf(e)
    : (e.form ? e.form.getAttribute('action') : '') + ' ' + e.name + '=' + e.value;
  if (!name(e)) wrong.push('nameless: ' + e.outerHTML.slice(0, 120));
  const known = byName.get(name(e)) || new Set();
  known.add(leads);
  byName.set(name(e), known);
}
for (const [says, leads] of byName)
  if (leads.size > 1) wrong.push('“' + says + '” leads to ' + [...leads].slice(0, 3).join(', '));
let unseen = 0, first = '';
const still = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => shown(e) && !e.disabled && e.tabIndex >= 0).slice(0, 40);
for (const e of still) {
  e.focus({ focusVisible: true, preventScroll: true });
  if (document.activeElement !== e) continue;
  const marked = [e, e.parentElement, e.nextElementSibling].filter(Boolean).some(one => {
    const s = getComputedStyle(one);
    return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
  });
  if (!marked) { unseen += 1; first = first || e.outerHTML.slice(0, 120); }
}
if (unseen) wrong.push('the focus is not seen on ' + unseen + ', first ' + first);
document.activeElement.blur();
scrollTo(0, 0);
if (plain)
  for (const e of document.querySelectorAll('main .btn, main .pick label, main input:not([type=hidden]):not(.pick input), main select')) {
    const box = e.getBoundingClientRect();
    if (shown(e) && box.height && box.height < 24) wrong.push('too small for a finger: ' + e.outerHTML.slice(0, 100));
  }
return wrong;
";
