//! 工作台 with sample values.

use askama::Template;
use rongheng_domain::calendar::Calendar;

use super::{CASE, frame, today};
use crate::{
    pages::batch::{BatchPage, BatchView, PlainBatchPage, RowView, Stage, Together},
    pages::hand_overs::HandOversPage,
    pages::work::{
        Desk, Tab, TabView,
        acts::{ActView, ActsPage},
        todo::{TaskView, TodoPage, WeekDay, WeekItem},
    },
    render::{
        form::{Sent, Sources, fields},
        light,
    },
};

pub(super) fn task() -> TaskView {
    TaskView {
        href: CASE.into(),
        says: "受理申请或一次性告知补正".into(),
        case: "容〔2026〕25号".into(),
        act: "受理".into(),
        light: Some(light::running(&Calendar::default(), today(), today().plus(9))),
        provisional: true,
        other_role: None,
        tick: Some(("batch-tolerance-serve".into(), "tolerance/0198 person:zhou".into())),
        in_place_of: "林岱岳".into(),
    }
}

pub(super) fn together() -> Vec<Together> {
    vec![Together {
        form: "batch-tolerance-serve".into(),
        href: "/batch/tolerance/serve".into(),
        title: "送达结果",
        count: 30,
    }]
}

pub(super) fn desk(current: Tab) -> Desk {
    let tab = |tab: Tab| TabView {
        href: tab.href(),
        title: tab.title(),
        count: "200+".into(),
        current: tab == current,
    };
    Desk {
        greeting: "上午好",
        opening: Some(("提出容错申请", "/new/tolerance/apply".into())),
        tabs: Tab::ALL.into_iter().map(tab).collect(),
        here: (current.title(), "200+".into()),
        export: current.export(),
    }
}

fn act() -> ActView {
    ActView {
        href: CASE.into(),
        at: "11-20 17:48".into(),
        title: "提交书面意见".into(),
        by: "唐静宜".into(),
        acted_for: "周砚清".into(),
        case: "容〔2026〕17号 · 补偿面积".into(),
        stage: "会商".into(),
    }
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let item = WeekItem {
        href: CASE.into(),
        says: "受理".into(),
        case: "容〔2026〕25号".into(),
        light: light::running(&Calendar::default(), today(), today().plus(-3)),
        provisional: true,
    };
    let day = |off: bool| WeekDay {
        title: "周一 23 日".into(),
        note: "国庆节 休".into(),
        today: !off,
        off,
        items: vec![item.clone(); 5],
        more: 35,
        beyond: off,
    };
    let todo = TodoPage {
        frame: frame(),
        desk: desk(Tab::Todo),
        week: vec![day(false), day(true), day(true), day(true), day(true), day(true)],
        week_words: "11-23—11-27".into(),
        week_more: true,
        standing: vec!["今日起代林岱岳办理，至2026年11月25日（承办人）".into()],
        unowned: 2,
        calendar: Some("放假安排录到2026年12月31日。".into()),
        tasks: vec![task(); 30],
        together: together(),
        next: Some(Tab::Todo.page("x")),
        since: "11-20 17:48".into(),
        changes: vec![act(); 12],
    };
    let acts = |rows: usize| ActsPage {
        frame: frame(),
        desk: desk(Tab::Done),
        about: "您办的每一步。",
        none: "您办过的事会列在这里。",
        rows: vec![act(); rows],
        next: Some(Tab::Done.page("x")),
    };
    let who = HandOversPage {
        frame: frame(),
        fields: fields(rongheng_domain::hand_over::ACTION.fields, &Sent::new(), &[], &Sources::default()),
        wrongs: Vec::new(),
        sources: Sources::default(),
    };
    let batch = |stage: Stage| BatchView {
        stage,
        title: "送达结果",
        lead: "同样的内容一次填好。".into(),
        href: "/batch/tolerance/serve".into(),
        back: ("/work".into(), "先不办"),
        again: ("/batch/tolerance/serve".into(), "再办一批"),
        rows: (0..30)
            .map(|n| RowView {
                href: CASE.into(),
                value: format!("tolerance/{n} person:zhou"),
                says: "容〔2026〕17号 · 补偿面积".into(),
                about: "送达结果".into(),
                ticked: n % 2 == 0,
                outcome: (stage == Stage::Done)
                    .then(|| (n % 2 == 0, "已经送达这一对象，无须重复送达。（结果必反馈 P7）".to_owned())),
            })
            .collect(),
        chosen: 15,
        gone: 1,
        fields: fields(rongheng_domain::hand_over::ACTION.fields, &Sent::new(), &[], &Sources::default()),
        key: "k".into(),
        owner: ("lin".into(), "case_officer"),
        kept: Some("草稿存于 2026-11-23 09:12。".into()),
        again_sent: vec![("task".into(), "tolerance/1 person:zhou".into())],
        ..BatchView::default()
    };
    let page = |stage| BatchPage { frame: frame(), batch: batch(stage) };
    let plain = |stage| PlainBatchPage { frame: frame(), batch: batch(stage) };
    let none = BatchPage { frame: frame(), batch: BatchView::default() };
    vec![
        ("hand_overs.html", who.render().unwrap()),
        ("batch.html", page(Stage::Choose).render().unwrap()),
        ("batch.html", page(Stage::Check).render().unwrap()),
        ("batch.html", page(Stage::Done).render().unwrap()),
        ("batch.html", none.render().unwrap()),
        ("plain_batch.html", plain(Stage::Choose).render().unwrap()),
        ("plain_batch.html", plain(Stage::Check).render().unwrap()),
        ("plain_batch.html", plain(Stage::Done).render().unwrap()),
        ("work.html", todo.render().unwrap()),
        ("work_acts.html", acts(30).render().unwrap()),
        ("work_acts.html", acts(0).render().unwrap()),
    ]
}
