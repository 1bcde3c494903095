//! What a list is asked for, as the address has it. What cannot be understood is said in a sentence and left out: an
//! address never fails.

use std::{collections::BTreeMap, fmt::Write as _};

use rongheng_app::{
    App,
    page::{Filter, Light, Mine, Sort, SortBy},
};
use rongheng_domain::day::Day;

use crate::{error_page::Problem, visit::Signed};

/// The conditions an address may hold, with what a screen calls them.
pub(crate) const KEYS: [(&str, &str); 16] = [
    ("q", "查找"),
    ("number", "编号"),
    ("stage", "阶段"),
    ("open", "状态"),
    ("unit", "所在单位"),
    ("organ", "承办机关"),
    ("officer", "承办人"),
    ("from", "提出不早于"),
    ("to", "提出不晚于"),
    ("due", "到期不晚于"),
    ("light", "期限"),
    ("mine", "与我的关系"),
    ("disclosed", "批准告知"),
    ("mark", "事项分量"),
    ("provisional", "到期日"),
    ("sort", "排序"),
];
/// Marks of a case.
pub(crate) const MARKS: [&str; 3] = ["复杂", "敏感", "重大"];
/// Rows on a page that may be chosen.
pub(crate) const SIZES: [u32; 3] = [20, 50, 100];
/// Letters of a condition that are read; nobody types more.
const LONGEST: usize = 200;

/// Percent-encodes a value for an address.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A condition that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chip {
    /// `阶段：会商`.
    pub says: String,
    /// The address without it.
    pub without: String,
}

/// What an address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    values: BTreeMap<&'static str, String>,
    /// After which case the page begins.
    pub after: String,
    /// Before which case the page ends.
    pub before: String,
    /// Rows on the page, where the address says so.
    pub size: Option<u32>,
    /// The saved view it came from.
    pub view: String,
    names_text: bool,
    /// Whether the address says anything at all.
    pub(crate) says_something: bool,
    /// What could not be understood, in sentences.
    pub notes: Vec<String>,
    /// The same for programs: which condition, and what is wrong with it.
    pub faults: Vec<(&'static str, String)>,
}

impl Asked {
    /// Reads the pairs of an address; of several with one name the last counts, and others are left alone.
    pub(crate) fn read(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut asked = Self::default();
        for (name, value) in pairs {
            let value = value.trim().replace('\0', "");
            asked.names_text |= name == "q";
            asked.says_something = true;
            match name.as_str() {
                "after" => asked.after = value,
                "before" => asked.before = value,
                "view" => asked.view = value,
                "size" => match value.parse().ok().filter(|size| SIZES.contains(size)) {
                    Some(size) => asked.size = Some(size),
                    None => asked.note("size", &value, "不是每页的件数，可以选 20、50 或者 100。"),
                },
                _ => {
                    let Some((key, title)) = KEYS.iter().find(|(key, _)| *key == name) else { continue };
                    if value.chars().count() > LONGEST {
                        asked.notes.push(format!("“{title}”太长，没有使用；请写不超过 {LONGEST} 个字。"));
                        asked.faults.push((key, format!("太长，请写不超过 {LONGEST} 个字。")));
                    } else if value.is_empty() {
                        asked.values.remove(key);
                    } else {
                        asked.values.insert(key, value);
                    }
                }
            }
        }
        asked
    }

    fn note(&mut self, name: &'static str, value: &str, says: &str) {
        let value: String = value.chars().take(40).collect();
        self.faults.push((name, format!("的值“{value}”{says}请改正。")));
        self.notes.push(format!("“{value}”{says}这个条件没有使用。"));
    }

    /// What stands under a name; empty where nothing does.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Whether only a text was asked for, as by the search box.
    pub(crate) fn only_text(&self) -> bool {
        self.names_text
            && self.values.keys().all(|key| *key == "q")
            && self.after.is_empty()
            && self.before.is_empty()
    }

    /// How many conditions are set.
    pub(crate) fn count(&self) -> usize {
        self.values.keys().filter(|key| **key != "sort").count()
    }

    /// The conditions as the end of an address, without one of them.
    pub(crate) fn query(&self, leave_out: &str) -> String {
        let pairs = self.values.iter().filter(|(name, _)| **name != leave_out);
        pairs.map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
    }

    /// An address with these conditions, without one of them, and with more.
    pub(crate) fn address(&self, here: &str, leave_out: &str, more: &[(&str, &str)]) -> String {
        let mut query = self.query(leave_out);
        for (name, value) in more {
            let sign = if query.is_empty() { "" } else { "&" };
            let _ = write!(query, "{sign}{name}={}", encode(value));
        }
        if query.is_empty() { here.to_owned() } else { format!("{here}?{query}") }
    }

    fn day(&mut self, name: &'static str) -> Option<Day> {
        let text = self.values.get(name)?.clone();
        let day = Day::parse(&text.replace(['/', '.'], "-"));
        if day.is_none() {
            self.values.remove(name);
            self.note(name, &text, "不是日期，请写成 2026-03-04 的样子；");
        }
        day
    }

    fn one_of<T: Copy>(&mut self, name: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.values.get(name)?.clone();
        let found = choices.iter().find(|(id, _)| *id == text).map(|(_, value)| *value);
        if found.is_none() {
            self.values.remove(name);
            self.note(name, &text, "不在可选的条件里；");
        }
        found
    }

    /// The filter it means. What names nobody and nothing is said in the notes.
    pub(crate) async fn filter(&mut self, app: &App, signed: &Signed, kind: &str) -> Result<Filter, Problem> {
        let mut filter = Filter { kind: kind.to_owned(), ..Filter::default() };
        self.get("q").clone_into(&mut filter.text);
        self.get("number").clone_into(&mut filter.number);
        self.get("stage").clone_into(&mut filter.stage);
        filter.open = self.one_of("open", &[("yes", true), ("no", false)]);
        filter.disclosed = self.one_of("disclosed", &[("yes", true), ("no", false)]);
        filter.provisional = self.one_of("provisional", &[("yes", true), ("no", false)]);
        filter.light = self.one_of("light", &Light::ALL.map(|light| (light.id(), light)));
        filter.mine = self.one_of("mine", &Mine::ALL.map(|mine| (mine.id(), mine)));
        filter.mark = self.one_of("mark", &MARKS.map(|mark| (mark, mark))).unwrap_or_default().to_owned();
        filter.sort = self.one_of("sort", &SORTS);
        filter.opened_from = self.day("from");
        filter.opened_to = self.day("to");
        filter.due_by = self.day("due");
        for name in ["unit", "organ"] {
            let Some(text) = self.values.get(name).cloned() else { continue };
            match app.unit_by_name(&text).await? {
                Some(unit) if name == "unit" => filter.unit = Some(unit),
                Some(unit) => filter.organ = Some(unit),
                None => {
                    self.values.remove(name);
                    self.note(name, &text, "没有登记为单位，请从提示里选；");
                }
            }
        }
        if let Some(text) = self.values.get("officer").cloned() {
            let name = text.split(" · ").next().unwrap_or_default();
            filter.officer = app.person_by_name(&signed.actor, name).await?;
            if filter.officer.is_none() {
                self.values.remove("officer");
                self.note("officer", &text, "不是登记的人员，或者不止一位同名，请从提示里选；");
            }
        }
        Ok(filter)
    }

    /// The conditions that are set, each with the address without it.
    pub(crate) fn chips(&self, here: &str) -> Vec<Chip> {
        self.said()
            .into_iter()
            .map(|(name, says)| Chip { says, without: self.address(here, name, &[]) })
            .collect()
    }

    /// Each condition in words.
    pub(crate) fn said(&self) -> Vec<(&'static str, String)> {
        let said = |name: &'static str, title: &str, value: &str| {
            let yes = value == "yes";
            let words = match name {
                "open" => if yes { "在办" } else { "已办结" }.to_owned(),
                "disclosed" => if yes { "已批准告知" } else { "未批准告知" }.to_owned(),
                "provisional" => if yes { "到期日是预计" } else { "到期日已确定" }.to_owned(),
                "light" => Light::ALL
                    .into_iter()
                    .find(|light| light.id() == value)
                    .map_or_else(String::new, |light| format!("期限：{}", light.title())),
                "mine" => Mine::ALL
                    .into_iter()
                    .find(|mine| mine.id() == value)
                    .map_or_else(String::new, |mine| mine.title().to_owned()),
                _ => format!("{title}：{value}"),
            };
            (name, words)
        };
        let set = KEYS.iter().filter(|(key, _)| *key != "sort");
        set.filter_map(|(key, title)| Some(said(key, title, self.values.get(key)?))).collect()
    }
}

/// The orders of a list.
pub(crate) const SORTS: [(&str, Sort); 6] = [
    ("opened", Sort { by: SortBy::Opened, descending: false }),
    ("-opened", Sort { by: SortBy::Opened, descending: true }),
    ("due", Sort { by: SortBy::Due, descending: false }),
    ("-due", Sort { by: SortBy::Due, descending: true }),
    ("number", Sort { by: SortBy::Number, descending: false }),
    ("-number", Sort { by: SortBy::Number, descending: true }),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        Asked::read(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn the_filter_lives_in_the_address_and_each_chip_leaves_its_condition_out() {
        let asked = asked(&[("q", "茶滘"), ("stage", "会商"), ("after", "x"), ("utm", "1")]);
        assert_eq!(
            asked.address("/cases/tolerance", "", &[("after", "a b")]),
            "/cases/tolerance?q=%E8%8C%B6%E6%BB%98&stage=%E4%BC%9A%E5%95%86&after=a%20b"
        );
        let chips = asked.chips("/cases/tolerance");
        assert_eq!(chips[0].without, "/cases/tolerance?stage=%E4%BC%9A%E5%95%86");
        assert_eq!(chips.len(), 2);
    }

    #[test]
    fn what_cannot_be_understood_is_said_and_left_out() {
        let mut asked = asked(&[
            ("from", "昨天"),
            ("due", "2026/03/04"),
            ("light", "pink"),
            ("size", "7"),
            ("q", &"长".repeat(10_000)),
        ]);
        assert_eq!(asked.day("from"), None);
        assert_eq!(asked.day("due"), Day::parse("2026-03-04"));
        assert_eq!(asked.one_of("light", &Light::ALL.map(|light| (light.id(), light))), None);
        assert_eq!((asked.size, asked.get("q"), asked.get("from"), asked.get("light")), (None, "", "", ""));
        assert_eq!(asked.notes.len(), 4);
        assert!(asked.notes.iter().all(|note| note.ends_with('。')), "{:?}", asked.notes);
        assert!(asked.chips("/cases").iter().all(|chip| chip.says.starts_with("到期")));
    }

    #[test]
    fn of_several_with_one_name_the_last_counts() {
        assert_eq!(asked(&[("stage", "核实"), ("stage", "会商")]).get("stage"), "会商");
    }
}
