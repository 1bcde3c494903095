//! Books as sheets: what is wrong is named by row and column, what is good counts all at once.

use rongheng_app::{
    Actor, Held, WorkState,
    documents::{
        Cell, Table,
        sheet_reader::{self, Value},
    },
    page::Place,
    records::{Book, Checked, Narrow},
};
use rongheng_domain::people::Role;

use crate::support::House;

fn keeper(book: Book) -> Actor {
    let (person, role) = match book {
        Book::Accounts => ("kang", Role::SecurityAdmin),
        Book::Checklist | Book::Precedents => ("ruan", Role::PolicyOfficer),
        _ => ("nie", Role::SystemAdmin),
    };
    let held = vec![Held { role, unit: Some("discipline".into()) }];
    Actor { person: person.into(), held, acting: None, narrowed: None, stands_in: Vec::new() }
}

impl House {
    /// The id of the check, and what it came to.
    async fn checked(&self, book: Book, bytes: &[u8]) -> (String, Checked) {
        let by = keeper(book);
        let id = self.app.ask_check_sheet(&by, book, "名单.csv", bytes).await.unwrap();
        self.app.do_long_work().await.unwrap();
        let checked = self.app.sheet_checked(&by, &id).await.unwrap();
        (id, checked)
    }

    async fn written(&self, book: Book, check: &str) -> (WorkState, String) {
        let by = keeper(book);
        let id = self.app.ask_write_sheet(&by, check).await.unwrap();
        self.app.do_long_work().await.unwrap();
        let work = self.app.my_work(&by).await.unwrap().into_iter().find(|work| work.id == id).unwrap();
        (work.state, work.said["words"].to_string())
    }
}

fn places(checked: &Checked) -> Vec<(u32, &str)> {
    checked.first_faults.iter().map(|fault| (fault.row, fault.column.as_str())).collect()
}

const BOOKS: [Book; 5] = [Book::People, Book::Units, Book::Accounts, Book::Checklist, Book::Precedents];
const PEOPLE: &str = "编号,姓名,单位,职务,任职日期,身份,管理层级,是否党员,任职方式,同名,变动日期\n";

#[tokio::test]
async fn what_was_taken_out_comes_back_without_a_change() {
    let house = House::district("2026-03-02").await;
    for book in BOOKS {
        let paper = house.app.export_sheet(&keeper(book), book).await.unwrap();
        let (_, checked) = house.checked(book, &paper.bytes).await;
        assert_eq!(checked.first_faults, [], "{}", book.title());
        assert_eq!(checked.first_changes, [], "{}", book.title());
        assert!(checked.rows > 4, "{}: {}", book.title(), checked.rows);
    }
}

/// A workbook with other cells in the first row of its kind, as somebody edits it: the row is found by the text of a
/// column; an empty text clears a cell.
fn edited(book: Book, bytes: &[u8], (column, text): (&str, &str), cells: &[(&str, &str)]) -> Vec<u8> {
    let needed: Vec<_> = book.columns().iter().filter(|one| one.needed).map(|one| one.name).collect();
    let sheet = sheet_reader::read(bytes, &needed, 1_000).unwrap();
    let widths: Vec<_> = book.columns().iter().map(|column| (column.name, 12)).collect();
    let mut table = Table::begin(book.title(), &widths, "").unwrap();
    let mut met = false;
    for row in &sheet.rows {
        let mut values = row.values.clone();
        if !met && values.get(column).is_some_and(|value| value.text() == text) {
            met = true;
            for (name, text) in cells {
                values.insert((*name).to_owned(), Value::Text((*text).to_owned()));
            }
        }
        let cell = |(name, _): &(&str, u16)| match values.get(*name) {
            Some(Value::Day(year, month, day)) => Cell::Day(*year, *month, *day),
            Some(value) if !value.text().is_empty() => Cell::Text(value.text()),
            _ => Cell::Empty,
        };
        table.row(&widths.iter().map(cell).collect::<Vec<_>>()).unwrap();
    }
    assert!(met, "no row says {text}");
    table.finish(&[]).unwrap()
}

/// A book, the row that is edited, its new cells, and what the check says of it.
type Edit = (Book, (&'static str, &'static str), &'static [(&'static str, &'static str)], &'static str);

#[tokio::test]
async fn every_book_is_taken_out_edited_and_brought_back() {
    let house = House::district("2026-03-02").await;
    let edits: [Edit; 5] = [
        (
            Book::People,
            ("编号", "lin"),
            &[("姓名", "林岱山"), ("变动日期", "2026-03-01")],
            "姓名改为“林岱山”",
        ),
        (
            Book::Units,
            ("编号", "audit_bureau"),
            &[("名称", "青澜区审计监督局"), ("自何日起", "2026-03-01"), ("文件依据", "示范〔2026〕1号")],
            "改名为“青澜区审计监督局”",
        ),
        (
            Book::Accounts,
            ("账号", "lin"),
            &[("角色", "核实组组长"), ("第一日", ""), ("事由", "示范")],
            "授予“核实组组长”",
        ),
        (
            Book::Checklist,
            ("编码", "land.01"),
            &[("标题", "经集体决策，适当突破个案标准"), ("依据", "示范文件第三条")],
            "“标题”有改动",
        ),
        (Book::Precedents, ("结果", "不予容错"), &[("标题", "另一件不予容错的案例")], "新增案例，待批准"),
    ];
    for (book, row, cells, says) in edits {
        let out = house.app.export_sheet(&keeper(book), book).await.unwrap().bytes;
        let (id, checked) = house.checked(book, &edited(book, &out, row, cells)).await;
        assert_eq!(checked.first_faults, [], "{}", book.title());
        assert_eq!(checked.changes, 1, "{}: {:?}", book.title(), checked.first_changes);
        let change = &checked.first_changes[0];
        assert!(change.says.iter().any(|one| one.contains(says)), "{}: {change:?}", book.title());
        assert_eq!(house.written(book, &id).await.0, WorkState::Done, "{}", book.title());
        let (_, again) = house.checked(book, &edited(book, &out, row, cells)).await;
        let stands = usize::from(book == Book::Checklist);
        assert_eq!(again.changes, stands, "the checklist waits to be checked: {}", book.title());
    }
    house.is_whole().await;
}

#[tokio::test]
async fn every_bad_row_of_precedents_is_named_by_row_and_column_and_good_ones_wait_for_approval() {
    let house = House::district("2026-03-02").await;
    let head = "标题,领域或者主体,三宽容,适用情形编码,结果,基本事实,怎样考量,纠正和后续,启示,来源,通报或者公布出处\n";
    let row = |title: &str, area: &str, code: &str, facts: &str, source: &str, published: &str| {
        format!(
            "{title},{area},履职尽责,{code},容错免责,{facts},经集体研究。,已经补办。,先报后办。,{source},{published}\n"
        )
    };
    let bad = [
        row("甲", "天河", "", "某单位先行施工。", "示范", ""),
        row("乙", "街道", "street.99", "某单位先行施工。", "示范", ""),
        row("丙", "街道", "", "某单位先行施工。", "其他地方通报、公布", ""),
        row("丁", "街道", "", "周砚清同志先行施工。", "示范", ""),
        row("戊", "街道", "", "某单位先行施工。", "示范", ""),
        row("戊", "街道", "", "某单位另行施工。", "示范", ""),
        row("己", "街道", "", "", "示范", ""),
    ];
    let before = house.tables().await;
    let (id, checked) = house.checked(Book::Precedents, format!("{head}{}", bad.concat()).as_bytes()).await;
    assert_eq!(
        places(&checked),
        [
            (2, "领域或者主体"),
            (3, "适用情形编码"),
            (4, "通报或者公布出处"),
            (5, "基本事实"),
            (7, "标题"),
            (8, "基本事实")
        ],
        "{checked:?}"
    );
    assert_eq!(house.written(Book::Precedents, &id).await.0, WorkState::Failed);
    assert_eq!(house.tables().await, before);
    let good = format!("{head}{}", row("庚", "街道", "street.01", "某单位先行施工。", "示范", ""));
    let (id, checked) = house.checked(Book::Precedents, good.as_bytes()).await;
    assert_eq!(checked.first_faults, []);
    assert_eq!(house.written(Book::Precedents, &id).await.0, WorkState::Done);
    let at = Place { size: 50, ..Default::default() };
    let keeper = keeper(Book::Precedents);
    let list = house.app.list_records(&keeper, Book::Precedents, &Narrow::default(), at).await.unwrap();
    let own = list.rows.iter().find(|row| row.cells[0] == "庚").unwrap();
    assert_eq!(own.cells[4], "待批准");
}

#[tokio::test]
async fn several_thousand_people_come_in_at_once_and_once() {
    const MANY: usize = 2_500;
    let house = House::district("2026-03-02").await;
    let before = house.app.store().all_persons().await.unwrap().len();
    let row = |n| format!(",示范{n:05},discipline,科员,2026-01-05,公务员（参公人员）,科级,是,,,\n");
    let rows: Vec<String> = (0..MANY).map(row).collect();
    let file = format!("{PEOPLE}{}", rows.concat());
    let (id, checked) = house.checked(Book::People, file.as_bytes()).await;
    assert_eq!((checked.faults, checked.changes), (0, MANY));
    let (state, says) = house.written(Book::People, &id).await;
    assert_eq!(state, WorkState::Done, "{says}");
    assert_eq!(house.app.store().all_persons().await.unwrap().len(), before + MANY);
    let (state, says) = house.written(Book::People, &id).await;
    assert!(state == WorkState::Done && says.contains("都已经写入"), "{says}");
    assert_eq!(house.app.store().all_persons().await.unwrap().len(), before + MANY);
    // Taken out and brought back: nothing changes.
    let out = house.app.export_sheet(&keeper(Book::People), Book::People).await.unwrap();
    let (_, checked) = house.checked(Book::People, &out.bytes).await;
    assert_eq!((checked.faults, checked.changes), (0, 0));
    house.is_whole().await;
}

#[tokio::test]
async fn every_bad_row_of_people_is_named_by_row_and_column_and_nothing_is_written() {
    let house = House::district("2026-03-02").await;
    let before = house.app.store().all_persons().await.unwrap();
    let known = before.iter().find(|one| one.id == "lin").unwrap().name.clone();
    let rows = format!(
        "{PEOPLE},罗某,没有的单位,主任,2026-01-01,公务员（参公人员）,科级,是,,,\n\
         ,{known},discipline,科员,2026-01-01,公务员（参公人员）,科级,是,,,\n\
         ,赖某,discipline,科员,去年,公务员,科级,也许,,,\n\
         nobody,祁某,discipline,科员,2026-01-01,公务员（参公人员）,科级,是,,,\n\
         ,,discipline,,2026-01-01,公务员（参公人员）,科级,是,,,\n\
         ,贺某,discipline,科员,2026-01-01,公务员（参公人员）,科级,是,,,\n\
         ,贺某,discipline,科员,2026-01-01,公务员（参公人员）,科级,是,,,\n"
    );
    let (id, checked) = house.checked(Book::People, rows.as_bytes()).await;
    assert_eq!(
        places(&checked),
        [
            (2, "单位"),
            (3, "姓名"),
            (4, "任职日期"),
            (4, "是否党员"),
            (4, "身份"),
            (5, "编号"),
            (6, "姓名"),
            (6, "职务"),
            (8, "姓名"),
        ]
    );
    assert!(checked.first_faults.iter().all(|fault| fault.says.ends_with('。')), "{checked:?}");
    assert!(checked.first_faults[1].says.contains("同名"));
    let (state, says) = house.written(Book::People, &id).await;
    assert_eq!(state, WorkState::Failed, "{says}");
    assert_eq!(house.app.store().all_persons().await.unwrap(), before);
}

#[tokio::test]
async fn what_a_form_would_not_take_is_not_taken_from_a_file() {
    let house = House::district("2026-03-02").await;
    let row = |name: &str, title: &str| {
        format!(",{name},discipline,{title},2026-01-01,公务员（参公人员）,科级,是,,,\n")
    };
    let rows = [
        row("罗\u{202e}某", "科员"),
        row("罗\u{fffd}某", "科员"),
        row(&"长".repeat(201), "科员"),
        row("\"罗某\n赖某\"", "科员"),
    ];
    let (_, checked) = house.checked(Book::People, format!("{PEOPLE}{}", rows.concat()).as_bytes()).await;
    assert_eq!(places(&checked), [(2, "姓名"), (3, "姓名"), (4, "姓名"), (5, "姓名")], "{checked:?}");
    for (fault, says) in
        checked.first_faults.iter().zip(["控制字符", "没有传送完整", "最多 200 字", "只能填一行"])
    {
        assert!(fault.says.contains(says), "{fault:?}");
    }
}

#[tokio::test]
async fn a_good_file_shows_what_it_changes_and_counts_all_at_once_and_once() {
    let house = House::district("2026-03-02").await;
    let lin = house.app.store().all_persons().await.unwrap().into_iter().find(|one| one.id == "lin").unwrap();
    let rows = format!(
        "{PEOPLE},罗某,discipline,科员,2026/1/5,公务员（参公人员）,科级,是,,,\n\
         ,{},discipline,科员,2026年1月5日,公务员（参公人员）,科级,否,,另一人,\n\
         ruan,阮清源,discipline,督查专员,2026-02-01,公务员（参公人员）,科级,是,兼任,,2026-02-01\n",
        lin.name
    );
    let before = house.app.store().all_persons().await.unwrap().len();
    let (id, checked) = house.checked(Book::People, rows.as_bytes()).await;
    assert_eq!(checked.first_faults, []);
    let rows: Vec<_> = checked.first_changes.iter().map(|change| change.row).collect();
    assert_eq!(rows, [2, 3, 4]);
    assert_eq!(house.app.store().all_persons().await.unwrap().len(), before, "looked at, not written");
    // The file that was brought in is nothing to be fetched.
    let by = keeper(Book::People);
    assert!(house.app.my_work(&by).await.unwrap().iter().all(|work| work.id != id || !work.made));
    assert!(matches!(house.app.fetch_work(&by, &id).await, Err(rongheng_app::Error::NotFound)));
    let (state, says) = house.written(Book::People, &id).await;
    assert_eq!(state, WorkState::Done, "{says}");
    assert_eq!(house.app.store().all_persons().await.unwrap().len(), before + 2);
    // As after a kill between the commit and the note of it.
    let (state, says) = house.written(Book::People, &id).await;
    assert_eq!(state, WorkState::Done, "{says}");
    assert!(says.contains("都已经写入"), "{says}");
    assert_eq!(house.app.store().all_persons().await.unwrap().len(), before + 2);
    house.is_whole().await;
}

#[tokio::test]
async fn what_moved_since_it_was_looked_at_is_not_written() {
    let house = House::district("2026-03-02").await;
    let file = |name: &str, from: &str| {
        format!(
            "编号,名称,类别,上级单位,自何日起,文件依据\naudit_bureau,{name},部门,,{from},示范〔2026〕1号\n"
        )
    };
    let (first, _) = house.checked(Book::Units, file("青澜区审计一局", "2026-01-05").as_bytes()).await;
    let (second, _) = house.checked(Book::Units, file("青澜区审计二局", "2026-01-06").as_bytes()).await;
    assert_eq!(house.written(Book::Units, &first).await.0, WorkState::Done);
    // What the second was shown to change is no longer what stands.
    assert_eq!(house.written(Book::Units, &second).await.0, WorkState::Failed);
    let (second, _) = house.checked(Book::Units, file("青澜区审计二局", "2026-01-06").as_bytes()).await;
    assert_eq!(house.written(Book::Units, &second).await.0, WorkState::Done);
    let (third, _) = house.checked(Book::Units, file("青澜区审计三局", "2026-01-07").as_bytes()).await;
    let abolished = "编号,名称,类别,上级单位,自何日起,撤销日期,文件依据\naudit_bureau,青澜区审计二局,部门,,,2026-03-01,示范〔2026〕2号\n";
    let (end, _) = house.checked(Book::Units, abolished.as_bytes()).await;
    assert_eq!(house.written(Book::Units, &end).await.0, WorkState::Done);
    let (state, says) = house.written(Book::Units, &third).await;
    assert_eq!(state, WorkState::Done, "an ended unit may still be renamed: {says}");
}

#[tokio::test]
async fn units_come_with_their_parents_and_no_circle_of_them() {
    let house = House::district("2026-03-02").await;
    let rows = "编号,名称,类别,上级单位,自何日起,代码,并入单位\n\
                ,云溪街道,街道,,2026-01-01,,\n\
                ,桃李社区,社区,云溪街道,2026-01-01,,\n\
                ,甲办,部门,乙办,2026-01-01,,\n\
                ,乙办,部门,甲办,2026-01-01,,\n\
                ,丙办,部门,无此单位,2026-01-01,,\n\
                ,丁办,机关,,,,\n";
    let (_, checked) = house.checked(Book::Units, rows.as_bytes()).await;
    let faults = places(&checked);
    assert!(faults.contains(&(6, "上级单位")) && faults.contains(&(7, "类别")), "{faults:?}");
    assert!(faults.contains(&(7, "自何日起")), "{faults:?}");
    assert!(checked.first_faults.iter().any(|fault| fault.says.contains("回到它自己")), "{checked:?}");
    let rows: String = rows.lines().take(3).flat_map(|line| [line, "\n"]).collect();
    let (id, checked) = house.checked(Book::Units, rows.as_bytes()).await;
    assert_eq!(checked.first_faults, []);
    let (state, says) = house.written(Book::Units, &id).await;
    assert_eq!(state, WorkState::Done, "{says}");
}

#[tokio::test]
async fn what_does_not_fit_in_the_history_of_units_is_named_by_row_and_column_and_nothing_is_written() {
    let house = House::district("2026-03-02").await;
    let head = "编号,名称,类别,上级单位,自何日起,代码,并入单位,撤销日期,承接单位,文件依据\n";
    let gone =
        format!("{head}audit_bureau,青澜区审计局,部门,,,,,2026-02-01,justice_bureau,示范〔2026〕1号\n");
    let (id, checked) = house.checked(Book::Units, gone.as_bytes()).await;
    assert_eq!(checked.first_faults, []);
    assert!(checked.first_changes[0].says[0].contains("由青澜区司法局承接"), "{checked:?}");
    assert_eq!(house.written(Book::Units, &id).await.0, WorkState::Done);
    let before = house.tables().await;
    let bad = format!(
        "{head}justice_bureau,青澜区司法和行政局,部门,,2020-01-01,,,,,示范〔2026〕2号\n\
         promotion_centre,青澜区投资促进中心,部门,,,,,2019-01-01,,示范〔2026〕3号\n\
         approval_bureau,青澜区行政审批局,部门,,2026-03-01,,青澜区审计局,,,示范〔2026〕4号\n\
         renewal_bureau,青澜区城市更新局,部门,,,,,2026-03-01,没有的单位,示范〔2026〕5号\n\
         housing_bureau,青澜区住建局,部门,,2026-03-01,,,,,\n\
         ecology_branch,云江市生态环境局青澜分局,部门,,2026-03-01,,approval_bureau,2026-03-01,,示范〔2026〕6号\n\
         planning_branch,云江市规划和自然资源局青澜区分局,部门,,,,,,approval_bureau,\n\
         ,甲街道,街道,,2026-01-01,449999001,,,,\n\
         ,乙街道,街道,,2026-01-01,449999001,,,,\n"
    );
    let (id, checked) = house.checked(Book::Units, bad.as_bytes()).await;
    assert_eq!(
        places(&checked),
        [
            (2, "自何日起"),
            (3, "撤销日期"),
            (4, "并入单位"),
            (5, "承接单位"),
            (6, "文件依据"),
            (7, "撤销日期"),
            (8, "承接单位"),
            (10, "代码"),
        ],
        "{checked:?}"
    );
    let says = |at: usize| checked.first_faults[at].says.as_str();
    assert!(says(0).contains("日期重叠") && says(2).contains("由“青澜区司法局”接着办"), "{checked:?}");
    assert!(says(7).contains("第 9 行"), "{}", says(7));
    assert_eq!(house.written(Book::Units, &id).await.0, WorkState::Failed);
    assert_eq!(house.tables().await, before, "nothing of it is written");
    // Somebody who is to begin in a unit that is gone.
    let rows = format!("{PEOPLE},罗某,audit_bureau,科员,2026-02-01,公务员（参公人员）,科级,是,,,\n");
    let (_, checked) = house.checked(Book::People, rows.as_bytes()).await;
    assert_eq!(places(&checked), [(2, "单位")]);
}

#[tokio::test]
async fn a_file_of_circumstances_becomes_one_amendment_and_changes_nothing_by_itself() {
    let house = House::district("2026-03-02").await;
    let head = "编码,领域或者主体,三宽容,标题,情形,条件,边界,依据,最后一天,停止的理由\n";
    let bad = format!(
        "{head}land.30,征地拆迁,履职尽责,甲,示范。,集体研究,示范，不适用本情形。,,,\n\
         land.31,天河,履职尽责,乙,示范。,集体研究,示范，不适用本情形。,某文件,,\n\
         land.32,征地拆迁,履职尽责,丙,示范。,,示范，不适用本情形。,某文件,,\n\
         land.32,征地拆迁,履职尽责,丁,示范。,集体研究,示范，不适用本情形。,某文件,,\n\
         land.02,征地拆迁,履职尽责,x,x,x,x,x,2020-01-01,示范\n"
    );
    let (_, checked) = house.checked(Book::Checklist, bad.as_bytes()).await;
    assert_eq!(
        places(&checked),
        [(2, "依据"), (3, "领域或者主体"), (4, "条件"), (5, "编码"), (6, "最后一天")]
    );
    let good = format!(
        "{head}land.30,征地拆迁,履职尽责,甲,示范。,\"集体研究\n没有谋利\",示范，不适用本情形。,某文件第一条,,\n\
         land.02,,,,,,,,2026-12-31,已经并入新情形\n"
    );
    let (id, checked) = house.checked(Book::Checklist, good.as_bytes()).await;
    assert_eq!((checked.first_faults.len(), checked.changes), (0, 2), "{checked:?}");
    let (state, says) = house.written(Book::Checklist, &id).await;
    assert_eq!(state, WorkState::Done, "{says}");
    assert_eq!(house.app.policy().await.unwrap().checklist.0.len(), 96, "an amendment first");
    let at = Place { size: 20, ..Default::default() };
    let keeper = keeper(Book::Checklist);
    let list = house.app.list_records(&keeper, Book::Amendments, &Narrow::default(), at).await.unwrap();
    assert_eq!((list.count, list.rows[0].cells[2].as_str()), (1, "2 条"));
}

#[tokio::test]
async fn new_accounts_get_passwords_that_are_handed_out_once_and_administrators_exclude_one_another() {
    let house = House::district("2026-03-02").await;
    let head = "账号,人员,角色,单位,第一日,最后一日,事由\n";
    let bad = format!(
        "{head}ruan2,ruan,系统管理员,discipline,,,示范\n\
         Neu!,luo,承办人,discipline,,,示范\n\
         lin,wei,承办人,discipline,,,示范\n\
         lin,lin,核实组长,discipline,2020-01-01,,\n"
    );
    let (_, checked) = house.checked(Book::Accounts, bad.as_bytes()).await;
    assert_eq!(places(&checked), [(2, "角色"), (3, "账号"), (4, "人员"), (5, "角色")], "{checked:?}");
    let good = format!("{head}ruan2,ruan,政策清单管理员,discipline,,2026-12-31,示范\n");
    let (id, checked) = house.checked(Book::Accounts, good.as_bytes()).await;
    assert_eq!(checked.first_faults, []);
    let by = keeper(Book::Accounts);
    let (state, says) = house.written(Book::Accounts, &id).await;
    assert_eq!(state, WorkState::Done, "{says}");
    let work = house.app.my_work(&by).await.unwrap().into_iter().find(|work| work.made).unwrap();
    assert!(house.app.fetch_work(&by, &work.id).await.unwrap().bytes.starts_with(b"PK"));
    assert!(house.app.store().all_accounts().await.unwrap().iter().any(|one| one.login == "ruan2"));
}

#[tokio::test]
async fn only_the_keeper_of_a_book_brings_sheets_in() {
    let house = House::district("2026-03-02").await;
    for (book, other) in [
        (Book::People, Book::Accounts),
        (Book::Accounts, Book::People),
        (Book::Checklist, Book::People),
        (Book::Units, Book::Checklist),
        (Book::Precedents, Book::Units),
    ] {
        assert!(house.app.ask_check_sheet(&keeper(other), book, "x.csv", b"x").await.is_err());
    }
    let (id, _) = house.checked(Book::People, PEOPLE.as_bytes()).await;
    assert!(
        house.app.sheet_checked(&keeper(Book::Accounts), &id).await.is_err(),
        "another's check is not found"
    );
}
