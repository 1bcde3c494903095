//! Messages with sample values.

use askama::Template;

use super::{
    CASE, frame, row,
    work::{desk, task, together},
};
use crate::{
    pages::{
        mine, webhooks,
        work::{
            Tab,
            messages::{MessageView, MessagesPage, MessagesView, PlainMessagesPage},
            supervised,
        },
    },
    render::form::{Sent, Sources, fields},
};

fn message() -> MessageView {
    MessageView {
        href: CASE.into(),
        says: "您的申请已经受理。".into(),
        case: "容〔2026〕17号 · 补偿面积".into(),
        on: "2026年11月23日".into(),
        mark: "tolerance/0198 2".into(),
    }
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let list = |read| MessagesView {
        read,
        unread: 30,
        nothing: !read,
        rows: vec![message(); 30],
        next: Some("/messages?after=x".into()),
    };
    let frame = || crate::frame::Frame { unread: Some("30".into()), ..frame() };
    let order = supervised::OrderView {
        href: CASE.into(),
        case: "容〔2026〕17号 · 补偿面积".into(),
        about: "请答复核实进度。".into(),
        other: "林岱岳".into(),
        by: "2026年3月31日".into(),
        standing: "逾期未答复",
        tone: "red",
        answer: Some("正在取证。".into()),
        acts: vec![(format!("{CASE}/do/answer_supervision"), "答复督办")],
    };
    let orders = supervised::SupervisedPage {
        frame: frame(),
        desk: desk(Tab::Supervised),
        ordered: vec![order.clone(); 30],
        owed: vec![order],
        overdue: 30,
        waiting: 1,
    };
    let mine = mine::MinePage {
        frame: frame(),
        rows: vec![row()],
        tasks: vec![task()],
        together: together(),
        unread: vec![message()],
        next: Some("/mine?after=x".into()),
        opening: Some(("提出容错申请", "/new/tolerance/apply".into())),
        oversees: true,
    };
    let hooks = webhooks::WebhooksPage {
        frame: frame(),
        secret: Some("GEZD".into()),
        lines: vec![rongheng_app::WebhookLine {
            id: "a".into(),
            name: "档案系统".into(),
            url: "archive.example/hook".into(),
            role: rongheng_domain::people::Role::Leader,
            events: vec!["tolerance.accepted".into()],
            stopped: None,
        }],
        undelivered: vec![rongheng_app::Undelivered {
            entry: 1,
            webhook: "档案系统".into(),
            event: "tolerance.accepted（第 2 条）".into(),
            why: "503".into(),
        }],
        wrongs: Vec::new(),
        fields: fields(webhooks::NEW, &Sent::new(), &[], &Sources::default()),
        names: webhooks::names(),
    };
    vec![
        ("webhooks.html", hooks.render().unwrap()),
        ("mine.html", mine.render().unwrap()),
        ("work_supervised.html", orders.render().unwrap()),
        (
            "work_messages.html",
            MessagesPage { frame: frame(), desk: desk(Tab::Unread), list: list(false) }.render().unwrap(),
        ),
        ("plain_messages.html", PlainMessagesPage { frame: frame(), list: list(true) }.render().unwrap()),
    ]
}
