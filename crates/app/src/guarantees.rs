//! 本系统保证 — each guarantee, how it is held, the test that holds it, and which attack is found by what.

/// By what a guarantee is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// No value of the type exists without it.
    Type,
    /// A check in the decision.
    Check,
    /// The chain of the ledger.
    Chain,
}

impl Held {
    /// What a screen calls it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Type => "程序结构上不存在例外",
            Self::Check => "每次办理时检查",
            Self::Chain => "账本链上可查",
        }
    }
}

/// A guarantee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guarantee {
    /// `P6`.
    pub code: &'static str,
    /// The set phrase.
    pub phrase: &'static str,
    /// What is guaranteed, in one sentence.
    pub says: &'static str,
    /// By what.
    pub held: Held,
    /// By what, in words.
    pub how: &'static str,
    /// The test that turns red without it: crate and name.
    pub test: &'static str,
}

/// An attack on what is stored, and what finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attack {
    /// What somebody with the database does.
    pub does: &'static str,
    /// What finds it.
    pub found_by: &'static str,
    /// What `verify` answers.
    pub answer: &'static str,
    /// The test that did it.
    pub test: &'static str,
}

const fn held(
    code: &'static str,
    phrase: &'static str,
    says: &'static str,
    held: Held,
    how: &'static str,
    test: &'static str,
) -> Guarantee {
    Guarantee { code, phrase, says, held, how, test }
}

/// Every guarantee, in the order of the mechanism.
pub fn guarantees() -> &'static [Guarantee] {
    const ALL: &[Guarantee] = &[
        held(
            "D5",
            "及时纠正和补救",
            "纠错没有销号的案件归不了档；办结不受影响。",
            Held::Type,
            "归档要求逐项提交销号凭据，凭据只能由销号产生，重新打开即收回。",
            "domain: an_open_correction_forbids_archiving_and_not_closing",
        ),
        held(
            "S2",
            "两不容",
            "存在违反政治纪律或者严重违反廉洁纪律情形的，任何人、任何设置都作不出宽容的结果。",
            Held::Type,
            "宽容结果必须由“不存在两不容情形”的核实结论构造，没有别的入口。",
            "domain: no_tolerant_outcome_comes_from_an_official_with_a_hard_bar",
        ),
        held(
            "P2",
            "提出必受理",
            "申请提出后只能受理、一次性补正或者依规移送；期限一过，视为受理。",
            Held::Type,
            "系统里没有“不予受理”这一事件；期限由工作日历计算。",
            "domain: an_application_that_was_made_is_accepted",
        ),
        held(
            "P3",
            "充分听取申辩",
            "先告知事实材料和拟认定意见，再听取申辩、核查、逐条答复，最后才有核实报告；结果不重于告知的意见。",
            Held::Type,
            "核实报告要求每名当事人的告知和申辩凭据。",
            "domain: a_defence_before_the_notice_is_refused_and_does_not_satisfy_it",
        ),
        held(
            "P4",
            "征求所在单位意见",
            "单位意见不由当事人本人或者其下属单独出具。",
            Held::Check,
            "当事人是单位负责人的，由上一级党组织代表单位答复。",
            "domain: the_official_never_signs_for_the_unit",
        ),
        held(
            "P5",
            "调查核实",
            "核实组不少于两人，应当回避的人不在其中；审查与审理分开。",
            Held::Check,
            "组成、签名、审理逐项核对。",
            "domain: a_team_has_two_or_more_different_people",
        ),
        held(
            "J2",
            "查清还原事实",
            "每一项认定都有证据，或者写明查无证据及做过哪些查证。",
            Held::Check,
            "缺证据的认定提交不了核实报告。",
            "domain: a_finding_without_evidence_blocks_the_report_unless_it_says_what_was_tried",
        ),
        held(
            "P6",
            "认定必会商",
            "没有结束的会商，就没有认定；不同意见原文保存，决定前必须开阅。",
            Held::Type,
            "认定只能由“会商已结束”的凭据构造。",
            "domain: each_step_that_is_missing_refuses_the_determination",
        ),
        held(
            "G3",
            "集体研究",
            "没有个人单独作出的决定：审批链逐级批示，再由集体研究。",
            Held::Type,
            "认定要求集体研究的凭据。",
            "domain: each_step_that_is_missing_refuses_the_determination",
        ),
        held(
            "P7",
            "结果必反馈",
            "逐一送达并留有凭据，才能办结。",
            Held::Type,
            "办结以全部送达凭据为前提。",
            "domain: closing_needs_every_delivery_and_every_notice",
        ),
        held(
            "P8",
            "回避",
            "应当回避的人看不到也办不了本案，回避先于一切权限。",
            Held::Check,
            "申报、申请、系统计算三条途径，办理与查询都先核对。",
            "app: whoever_must_stand_aside_sees_the_case_nowhere",
        ),
        held(
            "G1",
            "环节·轨道·结果",
            "免予、从轻、减轻只在立案以后、按规定的条款作出。",
            Held::Type,
            "结果表来自机制文本，逐行核对。",
            "domain: the_table_is_the_one_of_the_mechanism",
        ),
        held(
            "G4",
            "告知闸门",
            "批准告知以前，当事人和单位在任何页面、列表、数字、查找结果里都看不到本案；本人提交的材料和对它的答复除外。",
            Held::Type,
            "当事人、单位各有自己的视图，视图里没有的内容传不出去。",
            "app: until_disclosure_nothing_reaches_the_official_or_the_unit",
        ),
        held(
            "账本",
            "记录不可改写",
            "任何人，包括系统管理员，改动、删除、调换已经记录的内容都会被发现。",
            Held::Chain,
            "国密 SM3 链、默克尔树、签名检查点，检查点另存一份在数据库之外。",
            "store: a_flipped_byte_anywhere_is_found",
        ),
        held(
            "账本",
            "答复之前已经落盘",
            "页面显示“已办”时，记录已经写到磁盘上。",
            Held::Check,
            "写入连接要求每次落盘后才答复。",
            "store: the_connection_that_writes_waits_for_the_disk",
        ),
    ];
    ALL
}

/// Every attack that was tried on a copy, and what noticed it.
pub fn attacks() -> &'static [Attack] {
    &[
        Attack {
            does: "改动一个已记录内容的任何一个字节",
            found_by: "链、叶子、检查点",
            answer: "账本不完整：指出哪一卷第几条。",
            test: "store: a_flipped_byte_anywhere_is_found",
        },
        Attack {
            does: "改动经办人（操作人）",
            found_by: "链、叶子、检查点",
            answer: "账本不完整：指出哪一卷第几条。",
            test: "store: a_flipped_byte_anywhere_is_found",
        },
        Attack {
            does: "截去最后一条记录，并把卷头改回",
            found_by: "叶子；连叶子一起截去的，由检查点发现",
            answer: "账本不完整：少了哪一条。",
            test: "store: a_last_event_that_is_cut_off_is_found_by_its_leaf_then_by_checkpoints",
        },
        Attack {
            does: "删除整卷",
            found_by: "叶子、检查点",
            answer: "账本不完整：哪一卷没有了。",
            test: "store: a_whole_stream_that_is_deleted_is_found_by_its_leaves",
        },
        Attack {
            does: "把两卷的内容对调",
            found_by: "链",
            answer: "账本不完整：两卷的起点都对不上。",
            test: "store: two_streams_that_are_exchanged_are_found_by_the_link",
        },
        Attack {
            does: "改动内容后把整条链重算一遍",
            found_by: "检查点；伪造检查点的，由签名和库外检查点发现",
            answer: "账本不完整：检查点与内容不符。",
            test: "store: a_chain_that_was_computed_anew_is_found_by_the_checkpoints_and_a_forged_one_by_its_signature",
        },
        Attack {
            does: "换回昨天的数据库文件",
            found_by: "只有库外检查点能发现",
            answer: "账本不完整：库外检查点比数据库新。",
            test: "store: yesterdays_file_put_back_is_found_by_the_checkpoint_outside_alone",
        },
        Attack {
            does: "在记录后、封存前的一秒之内截去，并改回卷头",
            found_by: "发现不了，除非已经有人看到",
            answer: "这是封存间隔的代价，如实说明。",
            test: "",
        },
        Attack {
            does: "同时掌握签名密钥和库外检查点文件",
            found_by: "本机发现不了；请把检查点文件定期交给上级或者第三方保存",
            answer: "—",
            test: "",
        },
    ]
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    fn functions(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                functions(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                for line in fs::read_to_string(&path).unwrap().lines() {
                    let line = line.trim_start();
                    let line = line.strip_prefix("async ").unwrap_or(line);
                    if let Some(rest) = line.strip_prefix("fn ") {
                        let name: String =
                            rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                        found.insert(name);
                    }
                }
            }
        }
    }

    #[test]
    fn every_test_that_a_guarantee_names_exists() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let named = guarantees().iter().map(|g| g.test).chain(attacks().iter().map(|a| a.test));
        for test in named.filter(|test| !test.is_empty()) {
            let (home, name) = test.split_once(": ").unwrap();
            let mut found = BTreeSet::new();
            functions(&crates.join(home), &mut found);
            assert!(found.contains(name), "{test}");
        }
    }
}
