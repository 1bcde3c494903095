//! The straight case, act by act.

use serde_json::{Value, json};

use super::clear_findings;

/// The application of the straight case.
pub(crate) fn application() -> Value {
    json!({
        "title": "石桥街道征拆补偿面积突破个案标准",
        "applicant": "organ",
        "officials": [{ "person": "zhou", "post": "副主任" }],
        "unit": "shiqiao",
        "committee": "district_committee",
        "stage": "preliminary",
        "source": "inspection",
        "circumstance": "land.01",
        "first_day": "2025-05-06",
        "last_day": "2025-06-10",
        "facts": "经集体决策确定的补偿面积突破个案标准。",
    })
}

/// 免予党纪处分, with its clause.
pub(crate) fn exemption() -> Value {
    json!({
        "official": "zhou",
        "track": "party",
        "outcome": "exempt",
        "clause": "《中国共产党纪律处分条例》第十九条第一款、第十七条第（一）项",
        "measure": "criticism",
        "why": "履职尽责中的失误，情节轻微，已经纠正。",
    })
}

/// The straight case: day, person, action, answers.
pub(crate) fn straight() -> Vec<(&'static str, &'static str, &'static str, Value)> {
    vec![
        ("2026-03-02", "fang", "apply", application()),
        ("2026-03-04", "fang", "accept", json!({})),
        ("2026-03-05", "mo", "assign", json!({ "leader": "lin", "members": [{ "person": "su" }] })),
        (
            "2026-03-06",
            "lin",
            "add_evidence",
            json!({ "title": "集体决策会议纪要", "kind": "document", "describes": "集体决策的经过", "file": "scan" }),
        ),
        ("2026-03-09", "xu", "approve_disclosure", json!({ "words": "同意告知。" })),
        ("2026-03-10", "lin", "ask_unit", json!({ "asks": "请就是否容错提出意见。" })),
        (
            "2026-03-12",
            "lian",
            "answer_unit",
            json!({ "view": "supports", "says": "建议容错。", "signed_by": "qi" }),
        ),
        (
            "2026-03-12",
            "fang",
            "enter_filing",
            json!({ "official": "zhou", "track": "party", "body": "青澜区纪委", "number": "青纪立〔2026〕3号", "filed_on": "2026-03-11" }),
        ),
        ("2026-03-13", "lin", "find", clear_findings("zhou")),
        (
            "2026-03-13",
            "lin",
            "set_baseline",
            json!({ "official": "zhou", "track": "party", "grade": "party_warning", "why": "违反工作纪律。" }),
        ),
        ("2026-03-13", "lin", "propose_outcome", exemption()),
        (
            "2026-03-16",
            "lin",
            "notify",
            json!({ "official": "zhou", "facts": "事实材料。", "delivery": "signed", "proof": "回证1号" }),
        ),
        ("2026-03-18", "zhou", "defend", json!({ "points": [{ "says": "标准偏低，已穷尽办法。" }] })),
        (
            "2026-03-19",
            "lin",
            "answer_defence",
            json!({ "official": "zhou", "points": [{ "point": 1, "adoption": "adopted", "checked": "调阅会议纪要", "why": "属实" }] }),
        ),
        ("2026-03-20", "lin", "report", json!({ "says": "核实报告。", "signed_by": ["lin", "su"] })),
        (
            "2026-03-23",
            "fang",
            "compose_consultation",
            json!({ "form": "joint", "weight": "complex", "chair": "xu", "meets_on": "2026-03-25", "agenda": "拟认定意见",
                "members": [
                    { "person": "xu", "unit": "discipline" }, { "person": "zu", "unit": "organisation" },
                    { "person": "shen", "unit": "audit" }, { "person": "si", "unit": "justice" },
                ] }),
        ),
        ("2026-03-25", "xu", "give_opinion", json!({ "opinion": "agree", "why": "符合条件。" })),
        ("2026-03-25", "zu", "give_opinion", json!({ "opinion": "agree", "why": "符合条件。" })),
        ("2026-03-25", "shen", "give_opinion", json!({ "opinion": "agree", "why": "符合条件。" })),
        ("2026-03-25", "si", "give_opinion", json!({ "opinion": "disagree", "why": "程序上有瑕疵。" })),
        ("2026-03-25", "fang", "hold_consultation", json!({ "present": ["xu", "zu", "shen", "si"] })),
        ("2026-03-25", "fang", "send_minutes", json!({ "text": "会商纪要。" })),
        ("2026-03-26", "xu", "answer_minutes", json!({})),
        ("2026-03-26", "zu", "answer_minutes", json!({})),
        ("2026-03-26", "shen", "answer_minutes", json!({})),
        ("2026-03-26", "si", "answer_minutes", json!({})),
        ("2026-03-27", "fang", "close_consultation", json!({ "conclusion": "多数同意拟认定意见。" })),
        ("2026-03-27", "fang", "send_to_review", json!({ "reviewer": "tang" })),
        ("2026-03-31", "tang", "review", json!({ "view": "agree", "why": "事实清楚。" })),
        ("2026-04-01", "mo", "approve", json!({ "approval": "agree", "words": "同意。" })),
        ("2026-04-01", "xu", "approve", json!({ "approval": "agree", "words": "同意。" })),
        ("2026-04-02", "zheng", "approve", json!({ "approval": "agree", "words": "提请集体研究。" })),
        ("2026-04-03", "gao", "open_dissent", json!({})),
        (
            "2026-04-03",
            "gao",
            "resolve",
            json!({ "meeting": "第5次常委会", "met_on": "2026-04-03", "due": 7, "present": 6, "opinions": "同意。", "resolution": "as_proposed" }),
        ),
        (
            "2026-04-07",
            "zheng",
            "determine",
            json!({ "conclusion": "予以容错免责。",
                "corrections": [{ "what": "完善补偿审核程序", "owner": "shiqiao", "already": false, "official": "zhou" }] }),
        ),
        (
            "2026-04-08",
            "fang",
            "serve",
            json!({ "recipient": "person:zhou", "delivery": "signed", "served_on": "2026-04-08", "proof": "回证2号" }),
        ),
        (
            "2026-04-08",
            "fang",
            "serve",
            json!({ "recipient": "unit:shiqiao", "delivery": "signed", "served_on": "2026-04-08", "proof": "回证3号" }),
        ),
        (
            "2026-04-08",
            "fang",
            "serve",
            json!({ "recipient": "unit:inspection", "delivery": "signed", "served_on": "2026-04-08", "proof": "回证4号" }),
        ),
        ("2026-04-09", "fang", "notify_appraisal", json!({ "appraisal": "党风廉政考核" })),
        ("2026-04-09", "fang", "notify_appraisal", json!({ "appraisal": "绩效考核" })),
        (
            "2026-04-10",
            "fang",
            "file_upward",
            json!({ "number": "青纪备〔2026〕3号", "filed_on": "2026-04-10" }),
        ),
        ("2026-04-20", "fang", "close", json!({})),
    ]
}
