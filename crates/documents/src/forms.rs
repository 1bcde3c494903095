//! Papers of fixed shape that follow from no single event: what an archive and a registry keep beside the case.

use crate::paper::{Block, Grid, Paper, Row, Secrecy, Signature, Slot};

/// A line of 卷内目录.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogueLine {
    /// 文号; empty where the paper has none.
    pub number: String,
    /// 责任者.
    pub author: String,
    /// 题名.
    pub title: String,
    /// 日期, as it is shown: `20260309`.
    pub date: String,
    /// 页号: `1`, or `1—3` for the last.
    pub pages: String,
    /// 备注.
    pub note: String,
}

/// 卷内目录 of the file with this 案卷号.
pub fn catalogue(file: &str, lines: &[CatalogueLine]) -> Paper {
    let names = ["顺序号", "文号", "责任者", "题名", "日期", "页号", "备注"];
    let mut rows = vec![Row::of(names.map(Slot::label))];
    rows.extend((1..).zip(lines).map(|(at, line)| {
        Row::of([
            Slot::label(at.to_string()),
            Slot::value(&line.number),
            Slot::value(&line.author),
            Slot::value(&line.title),
            Slot::label(&line.date),
            Slot::label(&line.pages),
            Slot::value(&line.note),
        ])
    }));
    form("卷内目录", file, Grid { columns: vec![10, 22, 22, 44, 20, 14, 14], head: 1, rows })
}

/// What 备考表 says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remarks {
    /// How many papers and pages lie in the file.
    pub papers: u32,
    /// Pages.
    pub pages: u32,
    /// 本卷情况说明.
    pub says: String,
    /// 立卷人.
    pub by: String,
    /// 检查人.
    pub checked_by: String,
    /// 立卷时间.
    pub on: String,
}

/// 卷内备考表 of the file with this 案卷号.
pub fn remarks(file: &str, remarks: &Remarks) -> Paper {
    let count = format!("本卷共有文件{}件、{}页。\n{}", remarks.papers, remarks.pages, remarks.says);
    let rows = vec![
        Row::of([Slot::label("本卷情况说明"), Slot::value(count).over(3)]).least(120),
        Row::of([
            Slot::label("立卷人"),
            Slot::value(&remarks.by),
            Slot::label("检查人"),
            Slot::value(&remarks.checked_by),
        ])
        .least(14),
        Row::of([Slot::label("立卷时间"), Slot::value(&remarks.on).over(3)]).least(14),
    ];
    form("卷内备考表", file, Grid { columns: vec![28, 50, 28, 50], head: 0, rows })
}

/// What 送达回证 says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Number of the case.
    pub number: String,
    /// The paper that is served.
    pub paper: String,
    /// 受送达人.
    pub recipient: String,
    /// 送达地点; where it is empty, room is left for a hand.
    pub place: String,
    /// 送达方式: 直接送达, 留置送达 …
    pub how: String,
    /// 送达人.
    pub by: String,
    /// When, as it is shown.
    pub on: String,
}

/// 送达回证 of one recipient.
pub fn receipt(receipt: &Receipt) -> Paper {
    let wide = |label: &str, text: &str, least| {
        Row::of([Slot::label(label), Slot::value(text).over(3)]).least(least)
    };
    let rows = vec![
        wide("案　　号", &receipt.number, 12),
        wide("送达文书", &receipt.paper, 16),
        wide("受送达人", &receipt.recipient, 12),
        wide("送达地点", &receipt.place, 16),
        Row::of([
            Slot::label("送达方式"),
            Slot::value(&receipt.how),
            Slot::label("送达时间"),
            Slot::value(&receipt.on),
        ])
        .least(14),
        wide("受送达人签名或者盖章", "\n　　　　年　　月　　日", 30),
        wide("代收人签名及代收理由", "", 24),
        wide("拒收事由、见证人签名", "", 28),
        wide("送达人签名", &receipt.by, 18),
        wide("备　　注", "", 18),
    ];
    form("送达回证", "", Grid { columns: vec![36, 44, 30, 46], head: 0, rows })
}

/// What 发文稿纸 says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftSheet {
    /// 标题 of the paper.
    pub title: String,
    /// 发文字号; empty before 签发.
    pub number: String,
    /// 主送.
    pub addressee: String,
    /// 抄送.
    pub copies: String,
    /// 拟稿.
    pub drafted: String,
    /// 核稿.
    pub checked: String,
    /// 会签.
    pub consulted: String,
    /// 签发.
    pub issued: String,
    /// 印数.
    pub printed: String,
}

/// 发文稿纸 of `organ`.
pub fn draft_sheet(organ: &str, sheet: &DraftSheet) -> Paper {
    let wide = |label: &str, text: &str, least| {
        Row::of([Slot::label(label), Slot::value(text).over(3)]).least(least)
    };
    let two = |a: &str, b: &str, c: &str, d: &str, least| {
        Row::of([Slot::label(a), Slot::value(b), Slot::label(c), Slot::value(d)]).least(least)
    };
    let rows = vec![
        two("签　发", &sheet.issued, "会　签", &sheet.consulted, 44),
        two("核　稿", &sheet.checked, "拟　稿", &sheet.drafted, 32),
        wide("标　题", &sheet.title, 20),
        wide("主　送", &sheet.addressee, 16),
        wide("抄　送", &sheet.copies, 16),
        two("发文字号", &sheet.number, "印　数", &sheet.printed, 14),
    ];
    let columns = vec![26, 52, 26, 52];
    form(&format!("{organ}发文稿纸"), "", Grid { columns, head: 0, rows })
}

fn form(title: &str, file: &str, grid: Grid) -> Paper {
    let line = (!file.is_empty()).then(|| Block::Line(format!("案卷号：{file}")));
    Paper {
        secrecy: Secrecy::Work,
        title: title.to_owned(),
        body: line.into_iter().chain([Block::Table(grid)]).collect(),
        ..Paper::default()
    }
}

/// A line for a hand to sign under a record: `被谈话人（签名）：　　　　　　年　　月　　日`.
pub fn sign_here(who: &str) -> Block {
    Block::Line(format!("{who}（签名）：　　　　　　　　　　年　　月　　日"))
}

/// A signature without a seal, as under a record or an application.
pub fn by_hand(who: &str, date: &str) -> Signature {
    Signature { by: vec![who.to_owned()], date: date.to_owned(), ..Signature::default() }
}
