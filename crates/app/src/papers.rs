//! The organ's papers, made on request from the event they follow from: the same bytes each time.

use rongheng_documents::{Letter, docx};
use rongheng_domain::{kind::Action, sheet::Sheet};

use crate::{
    Result,
    cases::Links,
    error::Error,
    page::{Line, Names, Paper, PaperLink},
};

/// An event and the paper that follows from it.
const PAPERS: &[(&str, &str)] = &[
    ("tolerance.accepted", "受理通知书"),
    ("tolerance.deemed_accepted", "受理通知书"),
    ("tolerance.supplement_asked", "补正告知书"),
    ("tolerance.unit_asked", "征求意见函"),
    ("tolerance.appraisal_notified", "消除考核影响通知书"),
    ("correction.ordered", "纠错通知书"),
];

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The acts of people outside the organ's network, and of leaders: entered from their papers.
pub(crate) fn entered_for(action: &Action) -> bool {
    use rongheng_domain::people::Role::{
        AppraisalOwner, Committee, ConsultedMember, Leader, Official, PrincipalLeader, UnitContact,
        UpperOrgan,
    };
    let outside = [
        Official,
        UnitContact,
        Committee,
        ConsultedMember,
        AppraisalOwner,
        Leader,
        PrincipalLeader,
        UpperOrgan,
    ];
    action.who.iter().any(|role| outside.contains(role))
}

/// The papers that the timeline leads to.
pub(crate) fn links(timeline: &[Line], sheet: &Sheet) -> Links {
    let link = |line: &Line| {
        let title = title(&line.event)?;
        let number = sheet.number.clone().unwrap_or_default();
        Some(PaperLink {
            version: line.version,
            title: title.to_owned(),
            name: format!("{number}{title}.docx"),
        })
    };
    timeline.iter().filter_map(link).collect()
}

fn title(event: &str) -> Option<&'static str> {
    PAPERS.iter().find(|(name, _)| *name == event).map(|(_, title)| *title)
}

/// The paper of one event.
pub(crate) fn make(
    line: &Line,
    names: &Names,
    sheet: &Sheet,
    sheet_names: &Names,
    organ: &str,
) -> Result<Paper> {
    let title = title(&line.event).ok_or(Error::NotFound)?;
    let number = sheet.number.clone().unwrap_or_default();
    let fact = |wanted: &str| {
        let found = sheet.facts.iter().find(|(name, _)| name.contains(wanted));
        found.map(|(_, say)| sheet_names.say(say)).filter(|text| !text.is_empty())
    };
    let on = line.effective_on.unwrap_or_else(|| line.at.day());
    let says = names.say(&line.says);
    let matter = format!("关于“{}”", sheet.title);
    let body: Vec<String> = match line.event.as_str() {
        "tolerance.accepted" | "tolerance.deemed_accepted" => {
            let deemed = line.event.ends_with("deemed_accepted");
            let how = if deemed {
                "受理期限届满，依规视为受理。"
            } else {
                "经研究，予以受理。"
            };
            vec![
                format!("{matter}的容错申请收悉，编号{number}，自{}起{how}", on.words()),
                "我们将组成核实组调查核实，并在告知事实材料和拟认定意见后充分听取陈述申辩。办理期限届满仍未办结的，将书面说明原因和新的期限。".to_owned(),
                "认为办理人员应当回避的，可以在会商之前提出，写明理由。".to_owned(),
            ]
        }
        "tolerance.supplement_asked" => vec![
            format!("{matter}的容错申请（{number}）需要一次性补正下列材料："),
            says,
            "补正期间停止计算受理期限；逾期未补正的，按现有材料继续办理。".to_owned(),
        ],
        "tolerance.unit_asked" => {
            vec![
                format!("现就{number}“{}”一事征求你单位意见：", sheet.title),
                says,
                "意见应当由与本事项无利害关系的负责人签署，加盖公章后反馈。".to_owned(),
            ]
        }
        _ => vec![format!("{matter}（{number}）："), says],
    };
    let letter = Letter {
        head: organ.to_owned(),
        number,
        title: title.to_owned(),
        addressee: fact("单位").or_else(|| fact("申请")).unwrap_or_else(|| "申请人".to_owned()),
        body,
        signature: organ.to_owned(),
        date: on.words(),
        note: String::new(),
    };
    let bytes = docx(&letter).map_err(|e| Error::Unavailable(e.to_string()))?;
    Ok(Paper { name: format!("{}{title}.docx", letter.number), media: DOCX, bytes })
}
