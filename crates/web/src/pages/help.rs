//! 帮助: for each role its pages of the handbook, and what it does here.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use rongheng_domain::{kind::Phase, people::Role};

use crate::{
    error_page::Problem,
    frame::{Crumb, Frame, is_officer},
    handbook::{self, Topic},
    visit::{Visit, Web, show},
};

/// A part of the help.
#[derive(Debug, Clone)]
pub(crate) struct HelpPart {
    /// Its title.
    pub title: String,
    /// Its sentences.
    pub lines: Vec<String>,
}

#[derive(Debug, Template)]
#[template(path = "help.html")]
pub(crate) struct HelpPage {
    pub frame: Frame,
    pub topics: Vec<&'static Topic>,
    pub parts: Vec<HelpPart>,
}

#[derive(Debug, Template)]
#[template(path = "plain_help.html")]
pub(crate) struct PlainHelpPage {
    pub frame: Frame,
    pub topics: Vec<&'static Topic>,
    pub parts: Vec<HelpPart>,
}

#[derive(Debug, Template)]
#[template(path = "help_topic.html")]
pub(crate) struct TopicPage {
    pub frame: Frame,
    pub topic: &'static Topic,
    pub topics: Vec<&'static Topic>,
}

#[derive(Debug, Template)]
#[template(path = "plain_help_topic.html")]
pub(crate) struct PlainTopicPage {
    pub frame: Frame,
    pub topic: &'static Topic,
    pub topics: Vec<&'static Topic>,
}

/// The help of a role; what it may do comes from the actions themselves.
pub(crate) fn parts(role: Role) -> Vec<HelpPart> {
    let mut parts =
        vec![HelpPart { title: "您在这里做什么".to_owned(), lines: vec![does(role).to_owned()] }];
    for kind in rongheng_domain::cases::all() {
        let own = |act: &&str| kind.action(act).filter(|action| action.who.contains(&role));
        let line = |phase: &Phase| {
            let titles: Vec<_> = phase.acts.iter().filter_map(&own).map(|act| act.title).collect();
            (!titles.is_empty()).then(|| format!("{}：{}。", phase.title, titles.join("、")))
        };
        let lines: Vec<_> = kind.phases().iter().filter_map(line).collect();
        if !lines.is_empty() {
            parts.push(HelpPart { title: format!("您能办的事：{}", kind.title()), lines });
        }
    }
    parts.push(HelpPart {
        title: "怎样办".to_owned(),
        lines: [
            "打开案件，右侧写明下一步办什么、由谁办、何时前办；能办的按钮可以直接点。",
            "还不能办的按钮带锁，点开会一次列全还缺什么、由谁补。",
            "填写时随时可以存草稿；提交前先核对，提交后记入案卷，不能删改。",
            "期限旁的“怎么算出来的”逐日列出计了哪些日子、跳过了哪些日子。",
        ]
        .map(str::to_owned)
        .to_vec(),
    });
    parts.push(HelpPart {
        title: "期限的颜色".to_owned(),
        lines: [
            "绿色圆钟“充裕”：还有 4 个工作日以上。",
            "黄色三角“临期”：还有 0 至 3 个工作日。",
            "红色八角“逾期”：已经过了最后一日。",
            "灰色暂停“停表”：计时停着，写明原因和最迟恢复的日子。",
            "蓝色对勾“已办”：按期办完。",
            "标“预计”的日期在已公布的放假安排之后，通知公布后重新计算。",
        ]
        .map(str::to_owned)
        .to_vec(),
    });
    parts
}

const fn does(role: Role) -> &'static str {
    match role {
        Role::Official => {
            "提出容错申请、陈述申辩、申请回避、收阅结果。办理机关批准告知前，别人提出的事项不会显示在这里。"
        }
        Role::UnitContact | Role::Committee => "代表单位或党组织提出申请、提交单位意见、整改、确认收到结果。",
        Role::AppraisalOwner => "收到消除考核影响通知后，逐项确认消除了什么。",
        Role::ConsultedMember => "阅看会商材料，逐人提交会商意见，核改会商纪要。",
        Role::CaseManagement => "受理申请、组成核实组、组织会商、督办期限、办结归档。",
        Role::CaseOfficer | Role::TeamLeader => {
            "调查核实、听取申辩、征求单位意见、提出拟认定意见、送达结果。"
        }
        Role::DivisionHead | Role::Leader => "指派、审批、决定回避、批准告知。",
        Role::PrincipalLeader => "审批、开阅不同意见、依据集体研究决定作出容错认定。",
        Role::CommitteeClerk => "开阅不同意见，登记集体研究决定。",
        Role::ReviewOfficer => "审理核实组移送的案件，提出审理意见。审理人不参加核实。",
        Role::Auditor => "查看访问矩阵、账号和登记的历史、本系统保证，核对谁能办什么；看不到案件内容。",
        Role::SystemAdmin => "登记人员、单位，维护本单位设定，设立第一个安全管理员；看不到案件内容。",
        Role::SecurityAdmin => "开立账号，授予和收回角色，重置口令；不能给自己办，看不到案件内容。",
        Role::PolicyOfficer => "维护适用情形清单、期限和放假安排；看不到案件内容。",
        Role::PetitionOfficer | Role::ReporterCustodian => "登记信访件，保管举报人信息。",
        Role::PostedGroup | Role::UpperOrgan | Role::OrganisationOfficer => {
            "在职责范围内查阅与本部门有关的案件和结果。"
        }
        Role::SystemJobs => "由系统自动办理。",
    }
}

/// `GET /help`.
pub(crate) async fn show_help(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let frame = web.frame(&visit).page("帮助", Vec::new());
    let (parts, topics) = (parts(signed.role), handbook::topics_of(signed.role));
    Ok(if is_officer(signed.role) {
        show(&HelpPage { frame, topics, parts })
    } else {
        show(&PlainHelpPage { frame, topics, parts })
    })
}

/// `GET /help/{topic}`: a page of the handbook; whoever is signed in may read those of other roles too.
pub(crate) async fn show_topic(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(topic): Path<String>,
) -> Result<Response, Problem> {
    let role = visit.signed()?.role;
    let topic = handbook::topic_named(&topic).ok_or_else(Problem::not_found)?;
    let frame = web
        .frame(&visit)
        .page(topic.title.clone(), vec![Crumb::to("帮助", "/help"), Crumb::here(topic.title.clone())]);
    let topics = handbook::topics_of(role);
    Ok(if is_officer(role) {
        show(&TopicPage { frame, topic, topics })
    } else {
        show(&PlainTopicPage { frame, topic, topics })
    })
}

/// `GET /help/pictures/{name}`.
pub(crate) async fn show_picture(visit: Visit, Path(name): Path<String>) -> Result<Response, Problem> {
    visit.signed()?;
    let bytes = handbook::picture(&name).ok_or_else(Problem::not_found)?;
    let kept = [(header::CONTENT_TYPE, "image/webp"), (header::CACHE_CONTROL, "private, max-age=86400")];
    Ok((kept, bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_told_what_it_does() {
        for role in Role::ALL {
            let parts = parts(*role);
            assert!(parts[0].lines[0].ends_with('。'), "{}", role.id());
        }
        assert!(parts(Role::CaseManagement).iter().any(|p| p.lines.iter().any(|l| l.contains("受理"))));
    }
}
