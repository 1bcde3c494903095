//! What the form of 本单位设定 asks.

use crate::{
    form::{Field, Input},
    people::Tier,
    registers::settings::Tls,
};

/// Roles that may stand in an approval chain.
pub(super) const APPROVERS: &[(&str, &str)] =
    &[("division_head", "承办部门主任"), ("leader", "分管领导"), ("principal_leader", "主要负责人")];
pub(super) const ATTENDANCE: &[(&str, &str)] =
    &[("1/2", "二分之一以上"), ("2/3", "三分之二以上"), ("3/4", "四分之三以上"), ("1/1", "全部到会")];

pub(super) const SET: &[Field] = &[
    Field::new("organ", "本机关", Input::Unit)
        .hint("运行本机制的纪检监察机关；登录页和每页上方显示它的名称。"),
    Field::new("number_word", "案号代字", Input::Line)
        .hint("如“容”，案号写作“容〔2026〕17号”；不超过四个字。"),
    Field::new("chain", "审批链", Input::List(&[Field::new("role", "由谁审批", Input::Choice(APPROVERS))]))
        .hint("按先后顺序逐行填写，集体研究之前逐级审批。"),
    Field::new("attendance", "会商到会规则", Input::Choice(ATTENDANCE)).hint("按回避后应到人数计算。"),
    Field::new("consultation_least", "会商最少人数", Input::Count).hint("回避后不得少于这个人数。"),
    Field::new(
        "appraisals",
        "考核及主管单位",
        Input::List(&[
            Field::new("name", "考核名称", Input::Line),
            Field::new("unit", "主管单位", Input::Unit),
        ]),
    )
    .hint("容错免责后，向这些单位发消除考核影响通知。")
    .optional(),
    Field::new("retention_years", "档案保管年限", Input::Count),
    Field::new("review_body", "异议复查受理机关", Input::Line).hint("写在每份认定意见里。"),
    Field::new(
        "competence",
        "本机关管辖的干部",
        Input::List(&[Field::new("tier", "管理层级", Input::Choice(Tier::CHOICES))]),
    )
    .hint("不在其中的，报送上级或者移送有管辖权的机关。"),
    Field::new("upper_organ", "上级纪检监察机关", Input::Unit)
        .hint("提级办理、指定管辖、批准撤销认定、答复请示、接收备案。")
        .optional(),
    Field::new("organisation_department", "组织（人事）部门", Input::Unit)
        .hint("认定备案时抄送。")
        .optional(),
    Field::new("joint_loss", "影响重大的损失金额", Input::Money)
        .hint("损失达到这个数额的，须多部门会商研判。"),
    Field::new("joint_officials", "情况复杂的当事人人数", Input::Count)
        .hint("当事人达到这个人数的，须多部门会商研判。"),
    Field::new("like_cases", "类案统计的最少件数", Input::Count)
        .hint("类案达到这个件数，才列出各种结果各有多少，并提示与多数类案不同的要说明理由。"),
    Field::new("remind_first", "第一次提醒", Input::Count).hint("期限的最后一天之前几个工作日。"),
    Field::new("remind_second", "第二次提醒", Input::Count)
        .hint("期限的最后一天之前几个工作日，比第一次晚。当天和逾期也会提醒。"),
    Field::new("paper_word", "发文机关代字", Input::Line)
        .hint("如“青纪”，发文字号写作“青纪〔2026〕5号”；不超过八个字。"),
    Field::new(
        "paper_words",
        "其他机关代字",
        Input::List(&[
            Field::new("word", "机关代字", Input::Line),
            Field::new("used_for", "用于", Input::Line),
        ]),
    )
    .hint("如“青纪函”用于函。每个代字按年度单独连续编号，拟稿时选择；不需要的不填。")
    .optional(),
    Field::new("seals", "印章", Input::List(&[Field::new("name", "印章名称", Input::Line)]))
        .hint("用印登记时从中选择。"),
    Field::new("seal_image", "准许使用印章图像", Input::YesNo)
        .hint("按本单位的决定填写；选“否”的，只能加盖实物印章。"),
    Field::new("seal_width", "印章图像的直径（毫米）", Input::Count)
        .hint("按印章实物填写，38 到 50；印在 PDF 上就是这个大小。"),
    Field::new("state_secrets", "本系统所在网络已经批准处理国家秘密", Input::YesNo)
        .hint("选“否”的，文书只按工作秘密办理；选“是”的，在“事由”里写明批准的机关和文号。"),
    Field::new("watch_years", "纵错信号：往前看几年", Input::Count)
        .hint("再次容错、改认等信号，从今天往前看几年。信号只供查看，不作结论。"),
    Field::new("watch_again", "纵错信号：几件算再次", Input::Count)
        .hint("同一人、同一单位、同一单位同类情形达到这个件数，列出供查看。"),
    Field::new("watch_bar_days", "纵错信号：认定前几天", Input::Count)
        .hint("认定前这些天以内改认不存在“两不容”的，列出供查看。"),
    Field::new("watch_effect_days", "纵错信号：影响消除后几天", Input::Count)
        .hint("考核影响确认消除满这些天，纠错仍未销号的，列出供查看。"),
    Field::new("quality_percent", "质量评查的比例（百分之几）", Input::Count)
        .hint("每期办结案件的百分之几，不足一件的抽一件。"),
    Field::new("quality_points", "质量评查的要点", Input::List(&[Field::new("point", "要点", Input::Line)]))
        .hint("评查表逐项列出；改动以后，对以后抽取的期间有效。程序自带的十项是示范。"),
    Field::new("mail_host", "邮件服务器", Input::Line)
        .hint("不填就不发邮件。邮件只说有几件待办、几条待阅，不含案件内容。")
        .optional(),
    Field::new("mail_port", "邮件服务器端口", Input::Count).optional(),
    Field::new("mail_tls", "邮件加密", Input::Choice(Tls::CHOICES)).optional(),
    Field::new("mail_user", "邮件账号", Input::Line)
        .hint("口令写在运行本程序的环境变量 RONGHENG_SMTP_PASSWORD 里，不在这里填写。")
        .optional(),
    Field::new("mail_from", "发件地址", Input::Line).optional(),
    Field::new("mail_digest_hour", "每日汇总时间（几点）", Input::Count).hint("0 到 23。").optional(),
    Field::new("why", "事由", Input::Line).hint("写明由谁、何时、以什么文件决定。"),
];
