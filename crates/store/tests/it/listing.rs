use rongheng_domain::day::Moment;
use rongheng_store::{
    AccountRow, CaseFilter, CaseKey, CaseOrder, CaseRow, CaseTurn, Expected, PartRow, PersonRow, RowChange,
    Scope, TaskKey, TaskRow, UnitRow, Whose, read_table_names,
};

use crate::support::{Rig, batch, on_both};

fn case(n: u64) -> Vec<RowChange> {
    let stream = format!("tolerance/{n:04}");
    let row = CaseRow {
        stream: stream.clone(),
        kind: "tolerance".into(),
        number: format!("容〔2026〕{n}号"),
        numbered: format!("容/2026/{n:06}"),
        due_on: if n.is_multiple_of(4) { String::new() } else { format!("2026-05-{:02}", n % 28 + 1) },
        marks: if n.is_multiple_of(10) { "敏感 复杂".into() } else { String::new() },
        title: format!("第{n}件 100%_\\"),
        stage: if n.is_multiple_of(3) { "会商" } else { "核实" }.into(),
        organ: "jw".into(),
        opened_on: format!("2026-03-{:02}", n % 28 + 1),
        closed_on: if n.is_multiple_of(5) { "2026-06-01".into() } else { String::new() },
        disclosed: n.is_multiple_of(2),
        version: 1,
        ..CaseRow::default()
    };
    let part = |who: &str, part: &str| PartRow { who: who.into(), part: part.into(), ..PartRow::default() };
    let mut parts = vec![part("unit:jw", "organ")];
    if n.is_multiple_of(7) {
        parts.push(part("person:zhou", "official"));
    }
    let task = |who: &str, action: &str| TaskRow {
        action: action.into(),
        who: who.into(),
        says: "受理申请".into(),
        due_on: format!("2026-04-{:02}", n % 28 + 1),
        due_provisional: true,
        ..TaskRow::default()
    };
    let tasks = vec![task("role:case_management", "accept"), task("person:lin", "note")];
    vec![
        RowChange::PutCase(Box::new(row)),
        RowChange::SetParts(stream.as_str().into(), parts),
        RowChange::SetTasks(stream.as_str().into(), tasks),
    ]
}

async fn fill(rig: &Rig, count: u64) {
    let mut one = batch("tolerance/x", Expected::At(0), 1);
    one.rows = (0..count).flat_map(case).collect();
    one.rows.push(RowChange::PutPerson(PersonRow {
        id: "lin".into(),
        name: "林岱岳".into(),
        ..PersonRow::default()
    }));
    one.rows.push(RowChange::PutUnit(UnitRow {
        id: "jw".into(),
        name: "青澜区纪委监委".into(),
        ..UnitRow::default()
    }));
    one.rows.push(RowChange::PutAccount(AccountRow {
        login: "lin".into(),
        person: "lin".into(),
        content: "{}".into(),
    }));
    rig.store.append(one).await.unwrap();
}

fn own() -> Scope {
    Scope {
        sql: "EXISTS (SELECT 1 FROM r_part p WHERE p.stream = c.stream AND p.who = ? AND p.part = ?)".into(),
        binds: vec!["person:zhou".into(), "official".into()],
        within: vec!["person:zhou".into()],
    }
}

async fn paged(rig: &Rig, filter: &CaseFilter, scope: &Scope) -> Vec<String> {
    let mut out: Vec<CaseRow> = Vec::new();
    loop {
        let after = out.last().map(|r| CaseKey { opened_on: r.opened_on.clone(), stream: r.stream.clone() });
        let page = rig.store.list_cases(filter, scope, after.as_ref(), 7).await.unwrap();
        if page.is_empty() {
            break;
        }
        out.extend(page);
    }
    assert!(
        out.windows(2).all(|two| (&two[0].opened_on, &two[0].stream) > (&two[1].opened_on, &two[1].stream))
    );
    assert_eq!(rig.store.count_cases(filter, scope).await.unwrap(), u64::try_from(out.len()).unwrap());
    out.into_iter().map(|row| row.stream).collect()
}

#[test]
fn pages_follow_one_another_without_gap_or_repeat_under_every_filter() {
    on_both(async |rig: Rig| {
        fill(&rig, 100).await;
        let all = CaseFilter::default();
        assert_eq!(paged(&rig, &all, &Scope::all()).await.len(), 100);
        assert_eq!(paged(&rig, &all, &own()).await.len(), 15);
        assert_eq!(paged(&rig, &all, &Scope::nothing()).await.len(), 0);
        let filter = CaseFilter { stage: Some("会商".into()), open: Some(true), ..CaseFilter::default() };
        assert_eq!(paged(&rig, &filter, &Scope::all()).await.len(), 27);
        assert_eq!(paged(&rig, &filter, &own()).await.len(), 4);
        let text = |text: &str| CaseFilter { text: Some(text.into()), ..CaseFilter::default() };
        assert_eq!(paged(&rig, &text("第42件"), &Scope::all()).await, ["tolerance/0042"]);
        assert_eq!(paged(&rig, &text("%_\\"), &Scope::all()).await.len(), 100);
        assert_eq!(paged(&rig, &text("件_1"), &Scope::all()).await.len(), 0, "signs mean themselves");
        let number = CaseFilter { number: Some("容〔2026〕9号".into()), ..CaseFilter::default() };
        assert_eq!(paged(&rig, &number, &Scope::all()).await, ["tolerance/0009"]);
        let stages = rig.store.count_stages(&all, &Scope::all()).await.unwrap();
        assert_eq!(stages.iter().map(|(_, n)| n).sum::<u64>(), 100);
        let found = rig.store.find_case(&"tolerance/0007".into(), &own()).await.unwrap().unwrap();
        assert!(!found.disclosed && found.version == 1);
        assert!(rig.store.find_case(&"tolerance/0008".into(), &own()).await.unwrap().is_none());
    });
}

#[test]
fn a_page_is_found_without_a_scan_and_without_a_sort() {
    on_both(async |rig: Rig| {
        if !rig.is_sqlite() {
            return;
        }
        fill(&rig, 300).await;
        rig.tamper("ANALYZE").await;
        let stage = CaseFilter { stage: Some("会商".into()), ..CaseFilter::default() };
        let organ = CaseFilter { organ: Some("jw".into()), ..CaseFilter::default() };
        for filter in [CaseFilter::default(), stage, organ] {
            // Whoever has too many to be looked up one by one.
            for scope in [Scope::all(), Scope { within: Vec::new(), ..own() }] {
                for by in [CaseOrder::Opened, CaseOrder::Due, CaseOrder::Number] {
                    for from in [None, Some(("2026-03-09".to_owned(), "tolerance/0008".to_owned()))] {
                        for descending in [true, false] {
                            let turn = CaseTurn { by, descending, from: from.clone() };
                            let plan = rig.store.explain_cases(&filter, &scope, &turn, 50).await.unwrap();
                            assert!(
                                plan.iter().any(|line| line.contains("SEARCH c USING INDEX")),
                                "{plan:?}"
                            );
                            let bad = |line: &String| line.contains("SCAN") || line.contains("B-TREE");
                            assert!(!plan.iter().any(bad), "{turn:?} {plan:?}");
                        }
                    }
                }
            }
            // Whoever has few: no case of others is looked at, and what is sorted are those few.
            let turn = CaseTurn { by: CaseOrder::Opened, descending: true, from: None };
            let plan = rig.store.explain_cases(&filter, &own(), &turn, 50).await.unwrap();
            let says = |what: &str| plan.iter().any(|line| line.contains(what));
            assert!(says("SEARCH s USING COVERING INDEX r_part_who"), "{plan:?}");
            assert!(says("SEARCH c USING PRIMARY KEY") && !says("SCAN c"), "{plan:?}");
        }
    });
}

/// The value of the order, as the index has it.
fn value(row: &CaseRow, by: CaseOrder) -> String {
    match by {
        CaseOrder::Opened => row.opened_on.clone(),
        CaseOrder::Due if row.due_on.is_empty() => "~".into(),
        CaseOrder::Due => row.due_on.clone(),
        CaseOrder::Number => row.numbered.clone(),
    }
}

#[test]
fn in_every_order_the_pages_forward_and_back_hold_each_case_once() {
    on_both(async |rig: Rig| {
        fill(&rig, 100).await;
        let due = CaseFilter { due_to: Some("2026-05-10".into()), ..CaseFilter::default() };
        let marked = CaseFilter { mark: Some("敏感".into()), ..CaseFilter::default() };
        let two = CaseFilter {
            stages: vec!["会商".into(), "核实".into()],
            disclosed: Some(false),
            ..CaseFilter::default()
        };
        let from = CaseFilter { due_from: Some("2026-05-20".into()), ..CaseFilter::default() };
        let part = ("person:zhou".to_owned(), vec!["official"]);
        let part = CaseFilter { part: Some(part), shown: vec![own()], ..CaseFilter::default() };
        let some = ["tolerance/0001", "tolerance/0002"].map(str::to_owned).to_vec();
        let some = CaseFilter { among: Some(some), ..CaseFilter::default() };
        let none = CaseFilter { among: Some(Vec::new()), ..CaseFilter::default() };
        let cases = [
            (CaseFilter::default(), 100),
            (due, 28),
            (marked, 10),
            (two, 50),
            (from, 21),
            (part, 15),
            (some, 2),
            (none, 0),
        ];
        for (filter, expected) in cases {
            for by in [CaseOrder::Opened, CaseOrder::Due, CaseOrder::Number] {
                for descending in [true, false] {
                    let mut turn = CaseTurn { by, descending, from: None };
                    let mut out: Vec<CaseRow> = Vec::new();
                    loop {
                        let page = rig.store.turn_cases(&filter, &Scope::all(), &turn, 7).await.unwrap();
                        let Some(last) = page.last() else { break };
                        turn.from = Some((value(last, by), last.stream.clone()));
                        out.extend(page);
                    }
                    assert_eq!(out.len(), expected, "{filter:?} {by:?}");
                    let keys: Vec<_> = out.iter().map(|row| (value(row, by), row.stream.clone())).collect();
                    let mut sorted = keys.clone();
                    sorted.sort();
                    if descending {
                        sorted.reverse();
                    }
                    assert_eq!(keys, sorted, "{by:?}");
                    if expected > 10 {
                        let from = Some(keys[9].clone());
                        let back = CaseTurn { by, descending: !descending, from };
                        let before = rig.store.turn_cases(&filter, &Scope::all(), &back, 4).await.unwrap();
                        let before: Vec<_> = before.into_iter().rev().map(|row| row.stream).collect();
                        let there: Vec<_> = out[5..9].iter().map(|row| row.stream.clone()).collect();
                        assert_eq!(before, there, "the page before");
                    }
                    let count = rig.store.count_cases(&filter, &Scope::all()).await.unwrap();
                    assert_eq!(count, u64::try_from(expected).unwrap());
                }
            }
        }
    });
}

#[test]
fn tasks_come_in_the_order_of_their_days_for_everybody_asked_for() {
    on_both(async |rig: Rig| {
        fill(&rig, 40).await;
        let whos = ["role:case_management", "person:lin", "person:nobody"].map(Whose::from);
        for (scope, expected) in [(Scope::all(), 80), (own(), 12)] {
            let mut out: Vec<TaskRow> = Vec::new();
            loop {
                let after = out.last().cloned().map(|t| TaskKey {
                    due_on: t.due_on,
                    stream: t.stream,
                    action: t.action,
                    about: t.about,
                    who: t.who,
                });
                let page = rig.store.list_tasks(&whos, &scope, after.as_ref(), 9).await.unwrap();
                if page.is_empty() {
                    break;
                }
                assert!(page.iter().all(|(task, case)| task.stream == case.stream), "each with its own case");
                out.extend(page.into_iter().map(|(task, _)| task));
            }
            assert_eq!(out.len(), expected);
            assert!(out.windows(2).all(|two| two[0].due_on <= two[1].due_on));
            assert_eq!(rig.store.count_tasks(&whos, &scope).await.unwrap(), u64::try_from(expected).unwrap());
        }
        assert_eq!(rig.store.tasks(&"tolerance/0007".into()).await.unwrap().len(), 2);
        assert_eq!(rig.store.parts(&"tolerance/0007".into()).await.unwrap().len(), 2);
    });
}

#[test]
fn rows_that_are_set_again_replace_the_old_ones_and_a_rebuild_gives_the_same_bytes() {
    on_both(async |rig: Rig| {
        fill(&rig, 10).await;
        let mut fewer = batch("tolerance/x", Expected::At(1), 2);
        fewer.rows = vec![
            RowChange::SetParts("tolerance/0007".into(), vec![]),
            RowChange::SetTasks("tolerance/0007".into(), vec![]),
            RowChange::DropAccount("lin".into()),
        ];
        rig.store.append(fewer.clone()).await.unwrap();
        assert!(rig.store.parts(&"tolerance/0007".into()).await.unwrap().is_empty());
        assert!(rig.store.account("lin").await.unwrap().is_none());
        assert_eq!(rig.store.person(&"lin".into()).await.unwrap().unwrap().name, "林岱岳");
        assert_eq!(rig.store.units(&["jw".into(), "x".into()]).await.unwrap().len(), 1);
        let mut before = Vec::new();
        for table in read_table_names() {
            before.push(rig.store.dump(table).await.unwrap());
        }
        let people = [
            RowChange::PutPerson(PersonRow {
                id: "lin".into(),
                name: "林岱岳".into(),
                ..PersonRow::default()
            }),
            RowChange::PutUnit(UnitRow {
                id: "jw".into(),
                name: "青澜区纪委监委".into(),
                ..UnitRow::default()
            }),
        ];
        let mut rows: Vec<RowChange> = (0..10).rev().flat_map(case).collect();
        rows.extend(people);
        rows.extend(fewer.rows);
        rig.store.replace_read_tables(&rows).await.unwrap();
        for (table, before) in read_table_names().zip(before) {
            let after = rig.store.dump(table).await.unwrap();
            assert_eq!(String::from_utf8(after).unwrap(), String::from_utf8(before).unwrap(), "{table}");
        }
        rig.store.seal(Moment(1)).await.unwrap();
        assert!(rig.store.verify().await.unwrap().is_whole());
    });
}

/// Pages in the log of the database, each with its head.
fn pages_in_wal(rig: &Rig) -> u64 {
    let path = rig.options.url.strip_prefix("sqlite:").unwrap();
    std::fs::metadata(format!("{path}-wal")).unwrap().len() / (4096 + 24)
}

#[test]
fn what_a_command_leaves_as_it_was_is_not_written_again() {
    on_both(async |rig: Rig| {
        if !rig.is_sqlite() {
            return;
        }
        fill(&rig, 300).await;
        let stream = "tolerance/0007";
        let mut act = batch(stream, Expected::At(0), 1);
        act.rows = case(7);
        rig.store.append(act.clone()).await.unwrap();
        let before = pages_in_wal(&rig);
        act.writes[0].expected = Expected::At(1);
        if let RowChange::PutCase(row) = &mut act.rows[0] {
            row.version = 2;
        }
        rig.store.append(act).await.unwrap();
        let written = pages_in_wal(&rig) - before;
        // The head, the event with its key, the mark of the unsealed and the row of the case; no index of a read table.
        assert!((1..=6).contains(&written), "{written} pages");
        assert_eq!(rig.store.find_case(&stream.into(), &Scope::all()).await.unwrap().unwrap().version, 2);
    });
}
