//! 请假与代理 with sample values.

use askama::Template;
use rongheng_domain::away::entering::ACTS;

use super::frame;
use crate::{
    pages::away::{AwayFormPage, AwayListPage, EntryView, UnownedView},
    render::form::{Sent, Sources, fields, summary},
};

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let entry = EntryView {
        way: "代理",
        to: "苏若禾".into(),
        roles: "承办人、核实组组长".into(),
        days: "2026年11月23日至2026年11月25日".into(),
        why: "年休假；陆承川批准".into(),
        state: ("green", "有效"),
    };
    let unowned = UnownedView {
        name: "林岱岳".into(),
        says: "请假2026年11月23日至2026年11月25日，2026年11月23日起没有人代理，在办 1 件：容〔2026〕17号"
            .into(),
        hand_over: "/hand-over?from=lin".into(),
        away: "/away/do/delegate?person=lin".into(),
    };
    let list = |own: bool, some: usize| AwayListPage {
        frame: frame(),
        own,
        name: "林岱岳".into(),
        done: Some("委托代理"),
        standing: vec!["今日起代林岱岳办理".into(); some],
        coming: vec!["2026年12月1日起由您代理林岱岳".into(); some],
        entries: vec![entry.clone(); some],
        acts: ACTS.iter().map(|act| (act.title, format!("/away/do/{}", act.name))).collect(),
        unowned: vec![unowned.clone(); some],
        arranges: own,
        colleagues: (0..40).map(|n| (format!("p{n}"), format!("某人{n} · 青澜区纪委监委"))).collect(),
    };
    let mut pages = vec![
        ("away.html", list(true, 20).render().unwrap()),
        ("away.html", list(false, 0).render().unwrap()),
    ];
    for act in ACTS {
        let faults = rongheng_domain::form::read(act.fields, &Sent::new()).err().unwrap_or_default();
        let offers = vec![("case_officer".to_owned(), "承办人".to_owned())];
        let sources = Sources {
            offers: [("roles".to_owned(), offers.clone()), ("entries".to_owned(), offers)].into(),
            ..Sources::default()
        };
        let page = AwayFormPage {
            frame: frame(),
            subject: "替林岱岳登记".into(),
            asks: act.asks,
            href: format!("/away/do/{}", act.name),
            back: "/away".into(),
            button: act.title,
            fields: fields(act.fields, &Sent::new(), &faults, &sources),
            wrongs: summary(&faults),
            sources,
        };
        pages.push(("away_form.html", page.render().unwrap()));
    }
    pages
}
