//! Model cases, learning, what is compared before publication, and what is due.

use askama::Template as _;

use super::{CASE, frame};
use crate::pages::{due_files, learning, model_cases, redacted, versions::PieceView};

fn learnt(confirmed: bool) -> learning::LearntView {
    learning::LearntView {
        on: "2026年11月23日".into(),
        title: "<补偿>面积".into(),
        sort: "典型案例",
        how: if confirmed { "参加培训" } else { "本人自学" },
        says: "审理室讲授，柏清和登记".into(),
        confirmed,
    }
}

fn readable(href: Option<&str>, read: bool) -> learning::ReadableView {
    learning::ReadableView {
        id: "precedent:k".into(),
        title: "<补偿>面积".into(),
        sort: "典型案例",
        href: href.map(str::to_owned),
        text: "阐释的<文字>。".into(),
        sample: true,
        read,
    }
}

fn learnings() -> Vec<(&'static str, String)> {
    let (learnt_all, unit) = (vec![learnt(true), learnt(false)], true);
    let all = vec![readable(Some("/model-cases/k"), false), readable(None, true)];
    let people = vec![
        learning::PersonView { name: "司徒𬭎".into(), counts: (1, 1), learnt: learnt_all.clone() },
        learning::PersonView { name: "<某>".into(), counts: (0, 0), learnt: Vec::new() },
    ];
    let mine = learning::LearningPage {
        frame: frame(),
        learnt: learnt_all.clone(),
        readable: all.clone(),
        noted: true,
        unit,
    };
    let plain =
        learning::PlainLearningPage { frame: frame(), learnt: Vec::new(), readable: all, noted: false, unit };
    let of_unit =
        learning::UnitPage {
            frame: frame(), unit: "茶滘街道".into(), people: people.clone(), without: 1
        };
    let plain_unit =
        learning::PlainUnitPage { frame: frame(), unit: "茶滘街道".into(), people, without: 1 };
    vec![
        ("learning.html", mine.render().unwrap()),
        ("plain_learning.html", plain.render().unwrap()),
        ("learning_unit.html", of_unit.render().unwrap()),
        ("plain_learning_unit.html", plain_unit.render().unwrap()),
    ]
}

fn models() -> Vec<(&'static str, String)> {
    let line = model_cases::LineView {
        href: "/model-cases/k".into(),
        title: "<补偿>面积".into(),
        about: "征地拆迁 · 容错免责 · 公开范围：社会公开".into(),
        chosen: vec!["第一批".into()],
        sample: true,
    };
    let theme = |cases: Vec<model_cases::LineView>| model_cases::ThemeView {
        id: if cases.is_empty() { "livelihood" } else { "rural_land" },
        title: "农村土地综合改革",
        counts: (cases.len(), cases.len()),
        cases,
    };
    let all = model_cases::ModelCasesPage {
        frame: frame(),
        themes: vec![theme(vec![line]), theme(Vec::new())],
        theme: "rural_land".into(),
        choices: &[("rural_land", "农村土地综合改革")],
        register: true,
    };
    let one = model_cases::ModelCasePage {
        frame: frame(),
        facts: vec![("主题", "农村土地综合改革".into())],
        parts: vec![("基本事实", "某单位<集体>研究。".into())],
        sample: true,
        submissions: vec![model_cases::SubmissionView {
            on: "2026年11月23日".into(),
            to: "市纪委监委".into(),
            by: "柏清和".into(),
            answer: "入选：第一批".into(),
        }],
        record: Some("/registers/precedents/at/k".into()),
        note: Some("precedent:k".into()),
    };
    vec![("model_cases.html", all.render().unwrap()), ("model_case.html", one.render().unwrap())]
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let piece = |tag| PieceView { tag, text: "<锦沙>".into() };
    let compared = |left: Option<Vec<PieceView>>| redacted::RedactedPage {
        frame: frame(),
        case: CASE.into(),
        subject: "容〔2026〕17号".into(),
        draft: vec![piece("del"), piece("")],
        changes: 1,
        left,
    };
    let plain = redacted::PlainRedactedPage {
        frame: frame(),
        case: CASE.into(),
        subject: "容〔2026〕17号".into(),
        left: "某<联社>".into(),
    };
    let file = due_files::FileView {
        href: CASE.into(),
        number: "容〔2026〕17号".into(),
        volume: "卷〔2026〕1号".into(),
        archived: "2026年11月23日".into(),
        term: "定期 30 年".into(),
        until: "2056年11月23日".into(),
        why: "案卷要保管到2056年11月23日，期满以后才能销毁。".into(),
    };
    let sort = |due, files| due_files::SortView {
        id: if due { "due" } else { "running" },
        title: "已经到期",
        empty: "没有。",
        files,
        due,
    };
    let due = due_files::DueFilesPage {
        frame: frame(),
        sorts: vec![sort(true, vec![file.clone()]), sort(false, vec![file])],
    };
    let mut pages = learnings();
    pages.extend(models());
    pages.push(("redacted.html", compared(Some(vec![piece("ins")])).render().unwrap()));
    pages.push(("redacted.html", compared(None).render().unwrap()));
    pages.push(("plain_redacted.html", plain.render().unwrap()));
    pages.push(("due_files.html", due.render().unwrap()));
    pages
}
