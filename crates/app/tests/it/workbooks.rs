//! Workbooks read back by another program: the very rows of the page, whose they are, and nothing that is a formula; who
//! took what is told to those who may ask; long work says how far it is.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use rongheng_app::{
    Actor, Book, Error, Export, Wish, WorkState,
    page::{Filter, Place},
    records::Narrow,
};
use rongheng_domain::{day::Moment, people::Role};
use serde_json::json;

use crate::support::{House, application};

type Book_ = Xlsx<Cursor<Vec<u8>>>;

async fn workbook(house: &House, actor: &Actor, list: Export, said: &[&str]) -> Book_ {
    let said = said.iter().map(|one| (*one).to_owned()).collect();
    let wish = Wish { title: "示范".into(), list, said };
    let paper = house.app.export_now(actor, &wish).await.unwrap().unwrap();
    calamine::open_workbook_from_rs(Cursor::new(paper.bytes)).unwrap()
}

/// The rows of the second sheet as texts, without head and watermark; a day as it is written.
fn rows(book: &mut Book_) -> (Vec<String>, Vec<Vec<String>>) {
    let sheet = book.sheet_names()[1].clone();
    assert!(book.worksheet_formula(&sheet).unwrap().is_empty(), "nothing is a formula");
    let range = book.worksheet_range(&sheet).unwrap();
    let text = |cell: &Data| match cell {
        Data::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Float(count) => format!("{count:.0}"),
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{other:?}"),
    };
    let mut all: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(text).collect()).collect();
    let head = all.remove(0);
    let mark = all.pop().unwrap();
    assert!(mark[0].contains("2026-"), "the watermark stands below: {mark:?}");
    assert!(all.pop().unwrap().iter().all(String::is_empty));
    (head, all)
}

fn about(book: &mut Book_) -> Vec<(String, String)> {
    let range = book.worksheet_range("说明").unwrap();
    range.rows().map(|row| (row[0].to_string(), row[1].to_string())).collect()
}

async fn with_role(house: &House, who: &str, role: Role) -> Actor {
    Actor { acting: Some(role), ..house.who(who).await }
}

async fn keeper(house: &House) -> Actor {
    for who in ["nie", "kang", "jin"] {
        let actor = house.who(who).await;
        if actor.is(Role::SystemAdmin) {
            return actor;
        }
    }
    panic!("no system administrator")
}

#[tokio::test]
async fn a_workbook_of_cases_holds_the_cells_of_the_page() {
    let house = House::district("2026-03-02").await;
    for title in ["=1+1", "+86 司徒𬭎的申请", "@SUM(A1)", "<b>&甲乙</b>"] {
        let mut answers = application();
        answers["title"] = json!(title);
        house.act("peng", None, "apply", answers).await.unwrap();
    }
    let case = house.apply().await;
    house.act("bai", Some(&case), "accept", json!({})).await.unwrap();
    house.app.settle().await.unwrap();
    let bai = house.who("bai").await;
    let filter = Filter::default();
    let page = house.app.list_cases(&bai, &filter, None).await.unwrap();
    let mut book = workbook(&house, &bai, Export::Cases(filter), &["状态：在办", "阶段：受理"]).await;
    let (head, rows) = rows(&mut book);
    let at = |title: &str| head.iter().position(|one| one == title).unwrap_or_else(|| panic!("{title}"));
    assert_eq!(rows.len(), page.rows.len());
    for (cells, row) in rows.iter().zip(&page.rows) {
        assert_eq!(cells[at("编号")], row.number);
        assert_eq!(cells[at("事项")], row.title);
        assert_eq!(cells[at("阶段")], row.stage);
        assert_eq!(cells[at("所在单位")], page.names.unit(row.unit.as_ref().unwrap()));
        assert_eq!(cells[at("提出")], row.opened_on.unwrap().to_string());
        let due = row.due.as_ref();
        assert_eq!(cells[at("到期")], due.map_or_else(String::new, |due| due.on.to_string()));
        assert_eq!(cells[at("当事人")], page.names.person(&row.officials[0]));
    }
    assert!(rows.iter().any(|cells| cells[at("事项")] == "=1+1"));
    assert!(rows.iter().any(|cells| cells[at("事项")] == "+86 司徒𬭎的申请"));
    let about = about(&mut book);
    let says = |question: &str| about.iter().find(|(one, _)| one == question).unwrap().1.clone();
    assert_eq!(says("条件"), "状态：在办；阶段：受理");
    assert!(says("导出人").contains("案件监督管理室"), "{about:?}");
    assert_eq!(says("行数"), "5");
    assert_eq!(says("数据截至"), format!("账本第 {} 页", house.app.height()));
    // The unit sees its own and nothing of what only officers see.
    let peng = house.who("peng").await;
    let mut book = workbook(&house, &peng, Export::Cases(Filter::default()), &[]).await;
    let (_, theirs) = self::rows(&mut book);
    assert_eq!(theirs.len(), 5);
    assert!(theirs.iter().all(|cells| cells[at("承办人")].is_empty() && cells[at("批准告知")].is_empty()));
}

#[tokio::test]
async fn every_other_list_can_be_taken_out_with_the_rows_of_its_page() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", Some("tolerance.serve")).await;
    let bai = house.who("bai").await;
    let order = json!({"to": "lin", "about": "=尽快送达", "answer_by": "2027-12-20"});
    let case = house.case_named("area").await;
    house.act("bai", Some(&case), "order_supervision", order).await.unwrap();
    house.app.settle().await.unwrap();

    let work = house.app.work(&bai, None).await.unwrap();
    let (_, todo) = rows(&mut workbook(&house, &bai, Export::Todo, &[]).await);
    assert_eq!(todo.len(), work.tasks.len());
    assert!(!todo.is_empty() && todo.iter().zip(&work.tasks).all(|(cells, task)| cells[0] == task.says));

    let done = house.app.list_done(&bai, None).await.unwrap();
    let (_, cells) = rows(&mut workbook(&house, &bai, Export::Done, &[]).await);
    assert_eq!(cells.first().map(|cells| cells[0].clone()), done.rows.first().map(|act| act.title.clone()));
    assert!(cells.len() >= done.rows.len() && !cells.is_empty(), "all pages, not the first alone");

    let (_, cells) = rows(&mut workbook(&house, &bai, Export::Supervised, &[]).await);
    assert!(cells.iter().any(|cells| cells[3] == "=尽快送达" && cells[5] == "2027-12-20"), "{cells:?}");

    let found = house.app.overview(&bai, "tolerance").await.unwrap();
    let (_, cells) = rows(&mut workbook(&house, &bai, Export::Overview, &[]).await);
    let total = cells.iter().find(|cells| cells[0] == "容错案件" && cells[1] == "合计").unwrap();
    assert_eq!(total[3], found.open.to_string());
    for (stage, count) in &found.stages {
        let row = cells.iter().find(|cells| cells[0] == "容错案件" && cells[2] == *stage).unwrap();
        assert_eq!(row[3], count.to_string());
    }

    let admin = keeper(&house).await;
    for book in [Book::People, Book::Units] {
        let narrow = Narrow { text: "纪".into(), ..Narrow::default() };
        let at = Place { size: 100, ..Place::default() };
        let page = house.app.list_records(&admin, book, &narrow, at).await.unwrap();
        let list = Export::Book { book, narrow };
        let (head, cells) = rows(&mut workbook(&house, &admin, list.clone(), &["文字：纪"]).await);
        assert_eq!(head, page.head);
        assert!(!cells.is_empty());
        assert_eq!(cells, page.rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>());
        let wish = Wish { title: "人员".into(), list, said: Vec::new() };
        let refused = house.app.export_now(&bai, &wish).await;
        assert!(
            matches!(refused, Err(Error::Forbidden(_))),
            "whoever may not open the book takes nothing out"
        );
    }
}

#[tokio::test]
async fn an_export_is_among_those_who_read_the_case_and_the_lists_can_still_be_made_anew() {
    let house = House::district("2026-03-02").await;
    let (case, other) = (house.apply().await, house.apply().await);
    let (bai, lin) = (house.who("bai").await, house.who("lin").await);
    workbook(&house, &lin, Export::Cases(Filter::default()), &[]).await;
    workbook(
        &house,
        &keeper(&house).await,
        Export::Book { book: Book::Units, narrow: Narrow::default() },
        &[],
    )
    .await;
    for case in [&case, &other] {
        let read = house.app.readers(&bai, case, Some(&"lin".into())).await.unwrap();
        let looks: Vec<_> = read.looks.iter().map(|look| (look.what.as_str(), look.times)).collect();
        assert_eq!(looks, [("列表导出：随工作簿带出", 1)]);
    }
    workbook(&house, &lin, Export::Cases(Filter::default()), &[]).await;
    let read = house.app.readers(&bai, &case, Some(&"lin".into())).await.unwrap();
    assert_eq!(read.looks[0].times, 2, "counted on");
    house.app.settle().await.unwrap();
    let before = house.tables().await;
    house.app.rebuild().await.unwrap();
    assert_eq!(before, house.tables().await, "the same rows from the ledger alone");
}

#[tokio::test]
async fn long_work_says_how_far_it_is_and_is_not_stopped_half_way() {
    let house = House::district("2026-03-02").await;
    house.apply().await;
    let admin = keeper(&house).await;
    let store = house.app.store();
    let now = Moment(house.app.clock().now().0);
    house.app.ask_rebuild(&admin).await.unwrap();
    let work = store.claim_work("node9", now, Moment(0)).await.unwrap().unwrap();
    let step = json!({"step": "逐件计算案件"});
    assert!(store.beat_work(&work.id, "node9", (40, 100), &step, now).await.unwrap());
    let seen = house.app.my_work(&admin).await.unwrap().remove(0);
    assert_eq!((seen.done, seen.total, &seen.said["step"]), (40, 100, &json!("逐件计算案件")));
    // The node ends: where it was is still told.
    store.interrupt_works("node9").await.unwrap();
    let seen = house.app.my_work(&admin).await.unwrap().remove(0);
    assert_eq!(
        (seen.state, seen.done, &seen.said["step"]),
        (WorkState::Interrupted, 40, &json!("逐件计算案件"))
    );
    house.app.restart_work(&admin, &work.id).await.unwrap();
    store.claim_work("node9", now, Moment(0)).await.unwrap().unwrap();
    // What cannot be done by halves is not stopped, and whoever stopped it before sees nothing of it done.
    assert!(store.finish_work(&work.id, "node9", true, now).await.unwrap());
    house.app.stop_work(&admin, &work.id).await.unwrap();
    let seen = house.app.my_work(&admin).await.unwrap().remove(0);
    assert_eq!(seen.state, WorkState::Finishing, "the click comes too late");
    assert!(store.finish_work(&work.id, "node9", false, now).await.unwrap());
    house.app.stop_work(&admin, &work.id).await.unwrap();
    assert!(!store.finish_work(&work.id, "node9", true, now).await.unwrap(), "it was stopped");
    assert!(!store.beat_work(&work.id, "node9", (41, 100), &step, now).await.unwrap());
    house.app.restart_work(&admin, &work.id).await.unwrap();
    assert_eq!(house.app.do_long_work().await.unwrap(), 1);
    assert_eq!(house.app.my_work(&admin).await.unwrap()[0].state, WorkState::Done);
}

#[tokio::test]
async fn a_book_is_turned_over_both_ways_and_narrowed_and_the_count_is_what_is_shown() {
    let house = House::district("2026-03-02").await;
    let admin = keeper(&house).await;
    let all = Place { size: 1_000, ..Place::default() };
    for book in [Book::People, Book::Units] {
        let whole = house.app.list_records(&admin, book, &Narrow::default(), all).await.unwrap();
        let names: Vec<_> = whole.rows.iter().map(|row| row.key.clone()).collect();
        assert!(names.len() > 12 && whole.next.is_none() && whole.previous.is_none(), "{}", names.len());
        let text = Narrow { text: "局".into(), ..Narrow::default() };
        for narrow in [Narrow::default(), text] {
            let whole = house.app.list_records(&admin, book, &narrow, all).await.unwrap();
            let keys = |rows: &[rongheng_app::records::RecordRow]| -> Vec<String> {
                rows.iter().map(|row| row.key.clone()).collect()
            };
            let (mut after, mut pages) = (None::<String>, Vec::new());
            loop {
                let at = Place { after: after.as_deref(), before: None, size: 3 };
                let page = house.app.list_records(&admin, book, &narrow, at).await.unwrap();
                assert!(page.next.is_none() || page.rows.len() == 3, "no short page in the middle");
                let counted = u64::try_from(whole.rows.len()).unwrap().min(rongheng_app::COUNTED + 1);
                assert_eq!(page.count, counted);
                after.clone_from(&page.next);
                pages.push(page);
                if after.is_none() {
                    break;
                }
            }
            let turned: Vec<_> = pages.iter().flat_map(|page| keys(&page.rows)).collect();
            assert_eq!(turned, keys(&whole.rows), "each once, in order");
            let at = Place { after: None, before: pages[1].previous.as_deref(), size: 3 };
            let back = house.app.list_records(&admin, book, &narrow, at).await.unwrap();
            assert_eq!(keys(&back.rows), keys(&pages[0].rows));
            assert!(back.previous.is_none() && back.next.is_some());
        }
    }
    let security = with_role(&house, "nie", Role::SecurityAdmin).await;
    let narrow = |name: &str, value: &str| Narrow {
        facets: [(name.to_owned(), value.to_owned())].into(),
        ..Narrow::default()
    };
    let leaders =
        house.app.list_records(&security, Book::Accounts, &narrow("role", "leader"), all).await.unwrap();
    assert!(!leaders.rows.is_empty() && leaders.rows.iter().all(|row| row.cells[2].contains("分管领导")));
    let none =
        house.app.list_records(&security, Book::Accounts, &narrow("state", "disabled"), all).await.unwrap();
    assert_eq!((none.rows.len(), none.count), (0, 0));
    let of = house.app.list_records(&admin, Book::People, &narrow("unit", "纪委"), all).await.unwrap();
    assert!(!of.rows.is_empty() && of.rows.iter().all(|row| row.cells[1].contains("纪委")));
}

#[tokio::test]
async fn a_page_of_a_book_is_found_by_an_index_and_never_sorted() {
    let house = House::district("2026-03-02").await;
    let admin = keeper(&house).await;
    let store = house.app.store();
    let first = Place { size: 3, ..Place::default() };
    for book in [Book::People, Book::Units] {
        let page = house.app.list_records(&admin, book, &Narrow::default(), first).await.unwrap();
        store.record();
        let at = Place { after: page.next.as_deref(), before: None, size: 3 };
        house.app.list_records(&admin, book, &Narrow::default(), at).await.unwrap();
        let plans = store.plans(&store.recorded()).await.unwrap();
        let ours: Vec<_> = plans.iter().filter(|(text, _)| text.contains("ORDER BY name ASC")).collect();
        assert_eq!(ours.len(), 1, "{plans:?}");
        // All rows are given as one text: that is what is around the page.
        let around = ["CO-ROUTINE w", "SCAN w"];
        for step in ours[0].1.iter().filter(|step| !around.contains(&step.as_str())) {
            assert!(step.starts_with("SEARCH") && !step.contains("TEMP B-TREE"), "{step}");
        }
    }
}
