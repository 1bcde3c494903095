//! The page itself, in Chinese.

use std::fmt::Write;

use super::read::{Source, tests_of};
use crate::tree;

/// Every code of the mechanism, its heading, and where it is kept when no rule of this code is in the source yet.
pub(super) const MECHANISM: &[(&str, &str, &str)] = &[
    ("D1", "三个区分开来", ""),
    ("D2", "尊重区情、历史和改革规律", ""),
    ("D3", "党委主体责任", ""),
    ("D4", "杜绝纵错", "议题 E（政策库、类案与纵错信号）"),
    ("D5", "及时纠正和补救", ""),
    ("S1", "清单+案例", ""),
    ("S2", "两不容", ""),
    ("S3", "三宽容，能容尽容", ""),
    ("S4", "原则阐释、编发案例、教育培训", ""),
    ("P1", "三方均可申请", ""),
    ("P2", "提出必受理", ""),
    ("P3", "充分听取申辩", ""),
    ("P4", "征求所在单位意见", ""),
    ("P5", "调查核实", ""),
    ("P6", "认定必会商", ""),
    ("P7", "结果必反馈", ""),
    ("P8", "回避", ""),
    ("J1", "五个方面", ""),
    ("J2", "认定须有证据", ""),
    ("J3", "逐人逐轨认定", ""),
    ("J4", "分类处置", "由类型保证：认定的每名当事人恰属一类（judgement/outcome.rs 的 Group）"),
    ("E1", "及时分类处置", ""),
    ("E2", "从轻减轻、四种形态", "认定列出应登记的四种形态；登记簿以后"),
    ("E3", "宣传", "议题 D（公开与脱密）"),
    ("E4", "跟踪回访", "认定列出应回访的人；回访以后"),
    ("V1", "贯穿全过程", "以后"),
    ("V2", "四种形态", "以后"),
    ("C1", "重复信访件", "以后"),
    ("C2", "只要失实就澄清", "以后"),
    ("C3", "打击诬告陷害", "以后"),
    ("C4", "保护检举控告人", "以后"),
    ("O1", "回访教育", "以后"),
    ("O2", "影响期和政务处分期", "以后"),
    ("O3", "提拔使用", "以后"),
    ("M1", "典型案例", "议题 D"),
    ("G1", "环节·轨道·结果", ""),
    ("G2", "管辖", ""),
    ("G3", "集体研究", ""),
    ("G4", "告知闸门", ""),
    ("G5", "代录", ""),
    ("G6", "身份与轨道", ""),
    ("G7", "基准档次", ""),
    ("G8", "并案、另案", ""),
    ("G9", "备案与上报", ""),
    ("G10", "请示答复", ""),
    ("G11", "文书", "议题 D（签发与文号）"),
    ("G12", "交接", ""),
];

const HEAD: &str = "# 规则一览

本页由源代码生成，测试 `rules::the_page_of_the_rules_is_fresh` 核对它是新的；没有测试的规则不能通过构建。\
给不读代码的人看：每条规则的原话、要求、出处和效力，写在哪个文件，哪些测试和故事证明它真的在拦。

- **效力**：国家规定、广东省规定、荔湾区机制、外地做法、标准、本单位设定。只有公开可见的国家、省、区规定作为规定显示，其余都标明是设定。
- **测试**的名字是英文句子，说的是“应当怎样”；**故事**是可以逐行读的演示案件（`demo/`），括号内是文件名。
- 编号是机制说明的编号；带小点的是同一条规则的细分。
";

/// The whole page.
pub(super) fn make(source: &Source) -> String {
    let mut page = HEAD.to_owned();
    let by_code = source.by_code();
    for (base, heading, _) in MECHANISM {
        let own: Vec<_> = by_code
            .iter()
            .filter(|(code, _)| {
                code == base || code.strip_prefix(base).is_some_and(|rest| rest.starts_with('.'))
            })
            .collect();
        if own.is_empty() {
            continue;
        }
        let _ = write!(page, "\n## {base} {heading}\n");
        for (code, rules) in own {
            let mut said: Vec<(&str, &str, &str, &str)> = Vec::new();
            for rule in rules {
                let says =
                    (rule.phrase.as_str(), rule.asks.as_str(), rule.source.as_str(), rule.force.as_str());
                if !said.contains(&says) {
                    said.push(says);
                }
            }
            for (phrase, asks, from, force) in said {
                let files: Vec<_> = rules
                    .iter()
                    .filter(|rule| rule.asks == asks && rule.source == from)
                    .map(|rule| format!("`{}`", rule.file))
                    .collect();
                let _ = write!(
                    page,
                    "\n**{code} {phrase}** — {asks}\n出处：{from}。效力：{force}。文件：{}。\n",
                    files.join("、")
                );
            }
            tests(&mut page, source, code);
        }
    }
    not_yet(&mut page, &by_code);
    limits(&mut page);
    page
}

fn tests(page: &mut String, source: &Source, code: &str) {
    page.push('\n');
    for (file, names) in tests_of(source, code) {
        let names: Vec<_> = names.into_iter().map(|name| name.replace('_', " ")).collect();
        let _ = writeln!(page, "- 测试 `{}`：{}", file.trim_start_matches("crates/"), names.join("; "));
    }
    let stories: Vec<_> = source
        .stories
        .iter()
        .filter(|story| story.codes.contains(code))
        .map(|story| {
            let name = story.file.trim_start_matches("demo/").trim_end_matches(".toml");
            format!("{}（{name}）", story.title.trim_end_matches("（示范）"))
        })
        .collect();
    if !stories.is_empty() {
        let _ = writeln!(page, "- 故事：{}", stories.join("；"));
    }
}

fn not_yet(page: &mut String, by_code: &[(&str, Vec<&super::read::Written>)]) {
    page.push_str("\n## 机制说明中本页没有单列规则的编号\n\n| 编号 | 规则 | 情况 |\n|---|---|---|\n");
    for (base, heading, why) in MECHANISM {
        let built = by_code.iter().any(|(code, _)| code.split('.').next() == Some(base));
        if !built {
            let why = if why.is_empty() { "以后" } else { why };
            let _ = writeln!(page, "| {base} | {heading} | {why} |");
        }
    }
}

/// The limits that the sample policy sets.
fn limits(page: &mut String) {
    page.push_str(
        "\n## 时限\n\n`policy/liwan/time_limits.toml` 导入后生效；公开文件没有规定的都是本单位设定。\n\n| 编号 | 时限 | 数量 | 出处 |\n|---|---|---|---|\n",
    );
    let table: toml::Table = tree::read("policy/liwan/time_limits.toml").parse().unwrap();
    for limit in table["limit"].as_array().unwrap() {
        let text = |key: &str| limit.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        let unit = match text("unit") {
            "work_day" => "个工作日",
            "month" => "个月",
            _ => "日",
        };
        let count = limit["count"].as_integer().unwrap();
        let more = limit.get("extension").and_then(toml::Value::as_integer);
        let more = more.map(|more| format!("（可延长 {more}{unit}）")).unwrap_or_default();
        let _ = writeln!(
            page,
            "| {} | {} | {count} {unit}{more} | {} |",
            text("id"),
            text("title"),
            text("source")
        );
    }
}
