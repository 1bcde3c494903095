//! One word, one name: GLOSSARY.md against the code, and the rules against their words and sources.

use std::collections::BTreeSet;

use rongheng_domain::cases;

use crate::tree;

/// The terms that the mechanism fixes; each must stand in GLOSSARY.md.
const TERMS: &[&str] = &[
    "容错",
    "纠错",
    "纵错",
    "申请",
    "受理",
    "补正",
    "移送",
    "核实",
    "申辩",
    "单位意见",
    "会商",
    "多部门会商",
    "认定",
    "审批",
    "反馈",
    "结果运用",
    "宣传",
    "跟踪回访",
    "两不容",
    "三宽容",
    "三个区分开来",
    "五个方面",
    "三项考核",
    "清单",
    "适用情形",
    "领域、主体",
    "案例",
    "典型案例",
    "不追究",
    "不予、不作",
    "免予",
    "从轻",
    "减轻",
    "予以了结",
    "不予容错",
    "四种形态",
    "问题线索",
    "巡察",
    "信访件",
    "重复件",
    "失实",
    "澄清正名",
    "诬告陷害",
    "错告",
    "处分",
    "影响期",
    "提拔使用",
    "晋升职级",
    "区管",
    "科级",
    "廉政意见",
    "环节",
    "轨道",
    "基准档次",
    "管辖",
    "提级办理",
    "指定管辖",
    "立案",
    "审理",
    "集体研究",
    "审批链",
    "批准告知",
    "事实材料告知",
    "拟认定",
    "核实报告",
    "采纳",
    "视为受理",
    "核查确认",
    "批示",
    "代录",
    "并案",
    "交接",
    "异议复查",
    "撤销认定",
    "办结",
    "销号",
    "归档",
    "签发",
    "请示答复",
    "备案",
    "案件质量评查",
    "当事人",
    "所在单位",
    "纪检监察机关",
    "党委（党组）",
    "街道",
    "社区",
    "经济联社",
];

/// Words of mechanism §9 that are wrong wherever a person reads them, with what to say instead.
const WRONG_WORDS: &[(&str, &str)] =
    &[("容错认定书", "容错认定意见"), ("法定人数", "到会规则"), ("不予受理", "提出必受理")];

struct Term {
    chinese: String,
    identifier: String,
    place: String,
}

fn table() -> Vec<Term> {
    let text = tree::read("GLOSSARY.md");
    let rows = text.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(cells.len(), 3, "three columns: {line}");
        Term {
            chinese: cells[0].to_owned(),
            identifier: cells[1].trim_matches('`').to_owned(),
            place: cells[2].to_owned(),
        }
    })
    .collect()
}

fn has_word(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric();
    let pieces: Vec<&str> = text.split(word).collect();
    pieces.windows(2).any(|around| !around[0].ends_with(part) && !around[1].starts_with(part))
}

#[test]
fn every_term_of_the_mechanism_is_in_the_glossary_once() {
    let rows = table();
    for term in TERMS {
        let count = rows.iter().filter(|row| row.chinese == *term).count();
        assert_eq!(count, 1, "{term} must stand in GLOSSARY.md once");
    }
}

#[test]
fn every_identifier_of_the_glossary_is_in_the_code_where_it_says() {
    let sources: Vec<(String, String)> = tree::ending(&["rs"])
        .into_iter()
        .filter(|name| name.starts_with("crates/") && name.contains("/src/"))
        .map(|name| (name.clone(), tree::read(&name)))
        .collect();
    for Term { chinese, identifier, place } in table() {
        if place.starts_with("以后") {
            continue;
        }
        assert!(tree::root().join(&place).exists(), "{chinese}: there is no {place}");
        let found = sources
            .iter()
            .filter(|(name, _)| name.starts_with(place.trim_end_matches(".rs")) || *name == place)
            .any(|(name, text)| name.contains(&identifier) || has_word(text, &identifier));
        assert!(found, "{chinese}: `{identifier}` is not in {place}; mark it 以后 or name the right place");
    }
}

#[test]
fn every_rule_that_the_code_names_has_words_and_a_source() {
    let mut codes = BTreeSet::new();
    for kind in cases::all() {
        for action in kind.actions() {
            let rule = action.rule;
            let mut letters = rule.code.chars();
            let known = letters.next().is_some_and(|c| "DSPJEVCOMG".contains(c));
            assert!(known && letters.next().is_some_and(|c| c.is_ascii_digit()), "{} is no code", rule.code);
            assert!(!rule.phrase.is_empty(), "{} has no phrase", rule.code);
            assert!(rule.asks.ends_with('。') || rule.asks.ends_with('；'), "{}: {:?}", rule.code, rule.asks);
            assert!(!rule.source.is_empty(), "{} has no source", rule.code);
            codes.insert(rule.code);
        }
    }
    for code in ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "G1", "G3", "G4", "D5", "E1"] {
        assert!(codes.iter().any(|c| c.split('.').next() == Some(code)), "no action serves {code}");
    }
    let sources = tree::ending(&["rs"]);
    for name in sources.iter().filter(|name| name.starts_with("crates/domain/src/")) {
        let text = tree::read(name);
        for rule in text.split("Rule {").skip(1).filter(|rest| rest.trim_start().starts_with("code:")) {
            let rule: String = rule.chars().take_while(|c| *c != '}').collect();
            for field in ["phrase:", "asks:", "source:", "force:"] {
                assert!(rule.contains(field), "{name}: a rule without {field}");
            }
        }
    }
}

#[test]
fn screens_papers_and_stories_use_the_words_of_the_mechanism() {
    for name in tree::ending(&["html", "toml", "rs"]) {
        let shown = name.contains("/templates/") || name.starts_with("demo/") || name.contains("/src/");
        if !shown {
            continue;
        }
        let text = tree::read(&name);
        for (wrong, right) in WRONG_WORDS {
            for line in text.lines().filter(|line| line.contains(wrong)) {
                let told_apart = line.contains("没有") || line.trim_start().starts_with("//");
                assert!(told_apart, "{name}: say {right}, not {wrong}: {}", line.trim());
            }
        }
    }
}
