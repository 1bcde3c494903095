//! Lists and what hangs on them, with sample values.

use askama::Template;
use rongheng_app::OwnLists;

use super::{CASE, frame, names, row, sample_sheet};
use crate::{
    pages::{
        self,
        asked::Chip,
        cases::{FormView, RowView, SortView},
    },
    render::sheet,
};

fn drawer() -> pages::drawer::Drawer {
    let sample = sample_sheet();
    pages::drawer::Drawer {
        case: CASE.into(),
        number: "容〔2026〕17号".into(),
        title: "补偿面积".into(),
        tags: sheet::tags(&sample),
        light: None,
        facts: sheet::facts(&sample, &names()),
        steps: sheet::steps(&sample),
        nexts: vec![("登记会商召开".into(), "案管".into(), "11-26前".into())],
        lines: vec![("11-20".into(), "受理".into())],
        acts: vec![("受理", format!("{CASE}/do/accept"))],
    }
}

/// The list of cases with these rows.
pub(crate) fn list_of(rows: Vec<RowView>) -> String {
    pages::cases::CasesPage {
        frame: frame(),
        here: "/cases/tolerance".into(),
        form: FormView {
            texts: vec![("unit", "所在单位", "茶滘街道".into(), "单位全称")],
            choices: vec![("stage", "阶段", Vec::new())],
            count: 1,
        },
        notes: vec!["“昨天”不是日期，请写成 2026-03-04 的样子；这个条件没有使用。".into()],
        chips: vec![Chip { says: "阶段：会商".into(), without: "/cases/tolerance".into() }],
        export: "/lists/tolerance/export".into(),
        columns: pages::own_lists::Columns::of(&OwnLists::default(), "tolerance"),
        views: vec![pages::own_lists::ViewLink {
            name: "我的逾期".into(),
            href: "/cases/tolerance?light=red&view=x".into(),
            drop: "/lists/tolerance/views/x/drop".into(),
            first: true,
            on: true,
        }],
        own: "/lists/tolerance".into(),
        query: "light=red".into(),
        count: "50".into(),
        rows,
        sorts: [(); 3].map(|()| SortView { href: "/cases/tolerance?sort=due".into(), now: "none" }),
        sizes: vec![(20, "/cases/tolerance?size=20".into(), true)],
        next: Some("/cases/tolerance?after=x".into()),
        previous: Some("/cases/tolerance?before=x".into()),
        opening: Vec::new(),
        first: "",
    }
    .render()
    .unwrap()
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    vec![
        ("cases.html", list_of(vec![row(); 50])),
        (
            "jobs.html",
            pages::jobs::JobsPage {
                frame: frame(),
                works: vec![pages::jobs::WorkView {
                    href: "/jobs/x".into(),
                    title: "导出：容错案件".into(),
                    asked: "2026-11-23 09:42".into(),
                    until: "2026-11-24 09:42".into(),
                    state: "在办",
                    tone: "blue",
                    progress: "逐件计算案件，已办 1200 / 5000 行".into(),
                    bar: Some((1_200, 5_000)),
                    words: vec!["共 3 行。".into()],
                    stops: true,
                    goes_on: true,
                    restarts: true,
                    made: true,
                    page: Some("/registers/people/sheet/k".into()),
                }],
                goes_on: true,
            }
            .render()
            .unwrap(),
        ),
        (
            "overview.html",
            pages::overview::OverviewPage {
                frame: frame(),
                height: 42,
                kinds: vec![pages::overview::KindView {
                    title: "容错案件",
                    open: 3,
                    list: "/cases/tolerance?open=yes".into(),
                    lights: Vec::new(),
                    stages: Vec::new(),
                    team: vec![pages::overview::CountView {
                        says: "林岱岳".into(),
                        count: 3,
                        href: "/cases/tolerance?officer=lin".into(),
                        late: Some((1, "/cases/tolerance?light=red".into())),
                    }],
                }],
            }
            .render()
            .unwrap(),
        ),
        (
            "issue_registers.html",
            pages::issue_registers::IssueRegistersPage {
                frame: frame(),
                year: 2026,
                seals: false,
                head: &["发文字号", "文书"],
                series: vec![pages::issue_registers::SeriesView {
                    word: "青纪".into(),
                    rows: vec![pages::issue_registers::RowView {
                        href: Some("/cases/issue/x".into()),
                        first: "青纪〔2026〕5号".into(),
                        cells: vec!["受理通知书".into()],
                        spoiled: true,
                    }],
                    spoiled: 1,
                }],
                count: 1,
                spoiled: 1,
            }
            .render()
            .unwrap(),
        ),
        (
            "upkeep.html",
            pages::upkeep::UpkeepPage {
                frame: frame(), wrong: Some("请至少选择一个文件。".into())
            }
            .render()
            .unwrap(),
        ),
        (
            "search.html",
            pages::search::SearchPage {
                frame: frame(),
                q: "<补偿>".into(),
                says: String::new(),
                count: 1,
                more: true,
                height: 42,
                groups: vec![pages::search::GroupView {
                    title: "容错案件",
                    list: "/cases/tolerance?q=x".into(),
                    hits: vec![pages::search::HitView {
                        href: CASE.into(),
                        number: vec![("容〔2026〕17号".into(), false)],
                        title: vec![("补偿".into(), true), ("面积".into(), false)],
                        unit: "茶滘街道".into(),
                        stage: "会商".into(),
                        snippet: vec![("<b>".into(), true)],
                    }],
                }],
            }
            .render()
            .unwrap(),
        ),
        ("find_circumstances.html", find_circumstances().render().unwrap()),
        ("nearest.html", nearest().render().unwrap()),
        ("drawer.html", drawer().render().unwrap()),
    ]
}

fn find_circumstances() -> pages::applicable::FindCircumstancesPage {
    let pieces = || vec![("补偿".to_owned(), true), ("<面积>".to_owned(), false)];
    let because = rongheng_app::applicable::Because {
        word: "补偿".into(),
        said: Some("多给钱".into()),
        in_title: true,
    };
    let comparable = rongheng_app::applicable::Comparable {
        key: "k".into(),
        named: "<补偿>面积".into(),
        title: pieces(),
        facts: pieces(),
        weighed: pieces(),
        lesson: pieces(),
        ending: "容错免责",
        theme: Some("农村土地综合改革"),
        sample: true,
        because: vec![because.clone()],
    };
    let bearing = rongheng_app::applicable::Bearing {
        code: "land.01".into(),
        area: "征地拆迁".into(),
        lenience: "履职尽责".into(),
        title: pieces(),
        facts: pieces(),
        conditions: vec![pieces()],
        boundary: pieces(),
        measures: vec![pieces()],
        document: "示范清单".into(),
        sample: true,
        from: super::today(),
        ended: Some(super::today()),
        because: vec![because],
    };
    let beside =
        rongheng_app::applicable::Beside {
            sort: "原则阐释", title: pieces(), text: pieces(), sample: true
        };
    pages::applicable::FindCircumstancesPage {
        frame: frame(),
        q: "多给了<补偿>".into(),
        case: Some(pages::applicable::ForCase {
            stream: "tolerance/0198".into(),
            subject: "容〔2026〕17号".into(),
            form: format!("{CASE}/do/find"),
        }),
        longest: rongheng_app::applicable::LONGEST,
        found: rongheng_app::applicable::Applicable {
            says: String::new(),
            circumstances: vec![bearing],
            precedents: vec![comparable],
            beside: vec![beside],
            in_force: 96,
        },
    }
}

fn nearest() -> pages::nearest::NearestPage {
    use rongheng_app::nearest::{Near, Nearest, OfOfficial, Outcomes, Question, Words};
    use rongheng_domain::judgement::likeness::Verdict;
    let near = Near {
        year: 2025,
        counts: (9, 3, 5),
        words: Words::Near,
        outcomes: vec!["党纪：免予党纪处分".into()],
        like: true,
    };
    let question = Question {
        title: "环节",
        ours: Some("<立案>".into()),
        theirs: vec![(Some("初步核实".into()), Verdict::Differs), (None, Verdict::Unknown)],
    };
    let of = OfOfficial {
        official: "lin".into(),
        outcomes: vec!["党纪：不予容错".into()],
        near: vec![near.clone(), near],
        questions: vec![question],
        like: 31,
        spread: vec![Outcomes {
            track: "党纪",
            total: 31,
            counts: vec![("免予党纪处分".into(), 30), ("不予容错".into(), 1)],
            departs: Some("不予容错".into()),
        }],
    };
    let found = Nearest {
        subject: "容〔2026〕17号 · 补偿面积".into(),
        officials: vec![of],
        names: rongheng_app::page::Names::default(),
        floor: 30,
        compared: 40,
    };
    pages::nearest::page(frame(), CASE.into(), found)
}
