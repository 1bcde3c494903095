//! 工作台 with sample values.

use askama::Template;
use rongheng_domain::calendar::Calendar;

use super::{CASE, frame, today};
use crate::{
    pages::hand_overs::{CaseView, HandOversPage, Stage},
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
        in_place_of: "林岱岳".into(),
    }
}

fn desk(current: Tab) -> Desk {
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
    };
    let todo = TodoPage {
        frame: frame(),
        desk: desk(Tab::Todo),
        week: vec![day(false), day(true), day(true), day(true), day(true), day(true)],
        week_words: "11-23—11-27".into(),
        week_more: true,
        standing: vec!["今日起代林岱岳办理，至2026年11月25日（承办人）".into()],
        unowned: 2,
        tasks: vec![task(); 30],
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
    let hands = |stage, ticked: bool| HandOversPage {
        frame: frame(),
        stage,
        from: ("lin".into(), "林岱岳".into()),
        cases: (0..30)
            .map(|n| CaseView {
                href: CASE.into(),
                value: format!("tolerance/{n}"),
                says: "容〔2026〕17号 · 补偿面积".into(),
                held: "林岱岳：核实组".into(),
                ticked,
                outcome: (stage == Stage::Done).then(|| (n % 2 == 0, "本案没有在办事项。".to_owned())),
            })
            .collect(),
        chosen: 15,
        fields: fields(rongheng_domain::hand_over::ACTION.fields, &Sent::new(), &[], &Sources::default()),
        wrongs: Vec::new(),
        sources: Sources::default(),
        key: "k".into(),
        answers: Vec::new(),
        kept: vec![("why".into(), "leave".into())],
    };
    vec![
        ("hand_overs.html", hands(Stage::Who, false).render().unwrap()),
        ("hand_overs.html", hands(Stage::Choose, true).render().unwrap()),
        ("hand_overs.html", hands(Stage::Check, true).render().unwrap()),
        ("hand_overs.html", hands(Stage::Done, true).render().unwrap()),
        ("work.html", todo.render().unwrap()),
        ("work_acts.html", acts(30).render().unwrap()),
        ("work_acts.html", acts(0).render().unwrap()),
    ]
}
