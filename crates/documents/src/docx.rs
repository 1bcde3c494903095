//! The DOCX writer: the sequence of a paper with styles that a word processor shows by name.

use docx_rs::{
    AlignmentType, BorderType, DocGridType, Docx, Footer, HeightRule, LineSpacing, LineSpacingType,
    PageMargin, PageNum, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Run,
    RunFonts, SpecialIndentType, StyleType, Tab, TabValueType, Table, TableBorder, TableBorderPosition,
    TableBorders, TableCell, TableCellMargins, TableLayoutType, TablePositionProperty, TableRow, VAlignType,
    WidthType,
};

use crate::{
    Unwritable,
    flow::{Celled, Cells, Flow, Item, Line, SEAL_GAP, Signed, flow},
    paper::Paper,
    style::{Face, LINE, Look, PITCH_POINTS, Side, Style},
};

const RED: &str = "E60012";
/// The width of the type area.
const WIDE: i32 = twips(156.0);
/// What 3号 is set closer, in twentieths of a point, so that 28 characters fill a line. A grid of characters says the
/// same in Word, but `LibreOffice` and others take it for cells and set each character into two.
const SQUEEZE: i32 = -5;
/// The name of the style of page numbers.
const PAGE: &str = "page_number";

/// Millimetres in twentieths of a point.
#[expect(clippy::cast_possible_truncation, reason = "a page has far fewer than 2^31 twips")]
const fn twips(millimetres: f32) -> i32 {
    (millimetres * 1440.0 / 25.4) as i32
}

/// Characters of the grid in twentieths of a point.
#[expect(clippy::cast_possible_truncation, reason = "a page has far fewer than 2^31 twips")]
const fn chars(count: f32) -> i32 {
    (count * PITCH_POINTS * 20.0) as i32
}

/// Points in half points.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are small and positive")]
const fn halves(points: f32) -> usize {
    (points * 2.0) as usize
}

fn unsigned(twips: i32) -> u32 {
    u32::try_from(twips).unwrap_or_default()
}

fn size_of(twips: i32) -> usize {
    usize::try_from(twips).unwrap_or_default()
}

fn fonts(face: Face) -> RunFonts {
    RunFonts::new()
        .east_asia(face.name())
        .ascii("Times New Roman")
        .hi_ansi("Times New Roman")
        .hint("eastAsia")
}

/// The id of a style: its name in the sequence.
fn id(style: Style) -> String {
    serde_json::to_value(style).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

const fn side(side: Side) -> AlignmentType {
    match side {
        Side::Both => AlignmentType::Both,
        Side::Left => AlignmentType::Left,
        Side::Middle => AlignmentType::Center,
        Side::Right => AlignmentType::Right,
    }
}

fn exact(line: i32) -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(line)
}

fn indents(look: Look) -> (Option<i32>, Option<SpecialIndentType>, Option<i32>) {
    let some = |count: f32| (count > 0.0).then(|| chars(count));
    (some(look.left), some(look.first).map(SpecialIndentType::FirstLine), some(look.right))
}

fn styled(mut paper: Docx) -> Docx {
    for style in Style::ALL {
        let look = style.look();
        let (left, first, right) = indents(look);
        let mut made = docx_rs::Style::new(id(style), StyleType::Paragraph)
            .name(look.name)
            .based_on("Normal")
            .size(halves(look.size))
            .fonts(fonts(look.face))
            .align(side(look.side))
            .indent(left, first, right, None);
        if style != Style::Cell && style != Style::RedHead {
            made = made.line_spacing(exact(twips(LINE)));
        }
        if look.red {
            made = made.color(RED);
        }
        if look.size == crate::style::BODY {
            made.run_property = made.run_property.character_spacing(SQUEEZE);
        }
        if let Some(level) = look.level {
            made = made.outline_lvl(usize::from(level));
        }
        paper = paper.add_style(made);
    }
    let page = docx_rs::Style::new(PAGE, StyleType::Paragraph)
        .name("公文页码")
        .based_on("Normal")
        .size(28)
        .fonts(fonts(Face::SongTi));
    paper.add_style(page)
}

fn page_number(align: AlignmentType) -> Footer {
    let number = Paragraph::new()
        .style(PAGE)
        .align(align)
        .indent(Some(280), None, Some(280), None)
        .add_run(Run::new().add_text("— "))
        .add_page_num(PageNum::new())
        .add_run(Run::new().add_text(" —"));
    Footer::new().add_paragraph(number)
}

fn paragraph(line: &Line) -> Paragraph {
    let look = line.style.look();
    let mut made = Paragraph::new().style(&id(line.style)).keep_next(line.keep);
    let mut run = Run::new().add_text(&line.text);
    if let Some(size) = line.size {
        run = run.size(halves(size));
        made = made.line_spacing(exact(twips(size * 1.2 * 25.4 / 72.0)).before(unsigned(twips(line.above))));
    }
    if line.right > 0.0 {
        made = made.indent(None, None, Some(chars(line.right)), None);
    }
    if let Some(end) = &line.end {
        let place = size_of(WIDE - chars(look.right));
        made = made.add_tab(Tab::new().val(TabValueType::Right).pos(place));
        run = run.add_tab().add_text(end);
    }
    made.add_run(run)
}

/// A line that is nothing but a rule.
fn rule(red: bool) -> Paragraph {
    let color = if red { RED } else { "000000" };
    let border =
        ParagraphBorder::new(ParagraphBorderPosition::Bottom).val(BorderType::Single).size(8).color(color);
    Paragraph::new().line_spacing(exact(20)).set_borders(ParagraphBorders::with_empty().set(border))
}

fn table(columns: &[u16], size: f32, rows: &[Cells]) -> Table {
    let all: i32 = columns.iter().map(|share| i32::from(*share)).sum::<i32>().max(1);
    let widths: Vec<usize> = columns.iter().map(|share| size_of(WIDE * i32::from(*share) / all)).collect();
    let rows = rows.iter().map(|row| {
        let mut at = 0;
        let cells = row.cells.iter().map(|cell| {
            let over = usize::from(cell.over);
            let wide = widths.iter().skip(at).take(over).sum();
            at += over;
            let mut made = TableCell::new()
                .width(wide, WidthType::Dxa)
                .vertical_align(VAlignType::Center)
                .grid_span(over);
            for text in &cell.lines {
                let align = if cell.label { AlignmentType::Center } else { AlignmentType::Left };
                made = made.add_paragraph(
                    Paragraph::new()
                        .style(&id(Style::Cell))
                        .align(align)
                        .add_run(Run::new().size(halves(size)).add_text(text)),
                );
            }
            made
        });
        let made = TableRow::new(cells.collect());
        let long = |cell: &Celled| cell.lines.iter().map(|text| text.chars().count()).sum::<usize>() > 300;
        let made = if row.cells.iter().any(long) { made } else { made.cant_split() };
        if row.least == 0 {
            return made;
        }
        #[expect(clippy::cast_precision_loss, reason = "a height in twips is small")]
        let high = twips(f32::from(row.least)) as f32;
        made.row_height(high).height_rule(HeightRule::AtLeast)
    });
    Table::new(rows.collect())
        .set_grid(widths.clone())
        .width(size_of(WIDE), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(60, 110, 60, 110))
        .set_borders(lined(4, 4))
}

/// Borders of a table: outside and between its rows.
fn lined(outside: usize, inside: usize) -> TableBorders {
    let border = |position, size| TableBorder::new(position).size(size);
    TableBorders::new()
        .set(border(TableBorderPosition::Top, outside))
        .set(border(TableBorderPosition::Bottom, outside))
        .set(border(TableBorderPosition::Left, outside))
        .set(border(TableBorderPosition::Right, outside))
        .set(border(TableBorderPosition::InsideH, inside))
        .set(border(TableBorderPosition::InsideV, inside))
}

fn empty() -> Paragraph {
    Paragraph::new().style(&id(Style::Plain))
}

/// The signature of a sealed paper; the places of the seals stay empty.
fn signed(made: Docx, signed: &Signed) -> Docx {
    if signed.columns == 1 {
        let gap = (0..SEAL_GAP).fold(made, |made, _| made.add_paragraph(empty().keep_next(true)));
        return signed.cells.iter().flatten().fold(gap, |made, line| made.add_paragraph(paragraph(line)));
    }
    let wide = size_of(WIDE) / signed.columns;
    let rows = signed.cells.chunks(signed.columns).map(|cells| {
        let cell = |at: usize| {
            let mut made = TableCell::new().width(wide, WidthType::Dxa);
            for _ in 0..SEAL_GAP {
                made = made.add_paragraph(empty());
            }
            for line in cells.get(at).into_iter().flatten() {
                let run = Run::new().add_text(&line.text);
                let line = Paragraph::new().style(&id(line.style)).align(AlignmentType::Center).add_run(run);
                made = made.add_paragraph(line);
            }
            made
        };
        let row = TableRow::new((0..signed.columns).map(cell).collect()).cant_split();
        #[expect(clippy::cast_precision_loss, reason = "a height in twips is small")]
        let high = twips(5.0 * LINE) as f32;
        row.row_height(high).height_rule(HeightRule::AtLeast)
    });
    let table = Table::without_borders(rows.collect())
        .set_grid(vec![wide; signed.columns])
        .width(size_of(WIDE), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(0, 0, 0, 0));
    made.add_table(table)
}

/// 版记: a table that holds to the foot of the page.
fn imprint(foot: &[Line]) -> Table {
    let rows = foot.iter().map(|line| {
        TableRow::new(vec![
            TableCell::new().width(size_of(WIDE), WidthType::Dxa).add_paragraph(paragraph(line)),
        ])
    });
    let foot_of_page = TablePositionProperty::new()
        .vertical_anchor("margin")
        .horizontal_anchor("margin")
        .position_x_alignment("left")
        .position_y_alignment("bottom");
    Table::new(rows.collect())
        .set_grid(vec![size_of(WIDE)])
        .width(size_of(WIDE), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(0, 0, 0, 0))
        .set_borders(lined(8, 6).clear(TableBorderPosition::Left).clear(TableBorderPosition::Right))
        .position(foot_of_page)
}

/// The paper as a DOCX file; the same bytes for the same paper. It opens in Word, WPS and `LibreOffice`, and names the
/// fonts of the standard whether they are here or not.
///
/// # Errors
/// [`Unwritable`] where the archive cannot be built.
pub fn docx(paper: &Paper) -> Result<Vec<u8>, Unwritable> {
    let Flow { items, foot, .. } = flow(paper);
    let margin = PageMargin::new()
        .top(twips(37.0))
        .left(twips(28.0))
        .right(twips(26.0))
        .bottom(twips(35.0))
        .header(0)
        .footer(twips(25.5));
    let mut made = styled(
        Docx::new()
            .created_at("2000-01-01T00:00:00Z")
            .updated_at("2000-01-01T00:00:00Z")
            .default_size(halves(crate::style::BODY))
            .default_fonts(fonts(Face::FangSong))
            .page_size(unsigned(twips(210.0)), unsigned(twips(297.0)))
            .page_margin(margin)
            .footer(page_number(AlignmentType::Right))
            .even_footer(page_number(AlignmentType::Left)),
    );
    made.document = made.document.doc_grid(
        docx_rs::DocGrid::with_empty().grid_type(DocGridType::Lines).line_pitch(size_of(twips(LINE))),
    );
    for item in &items {
        made = match item {
            Item::Line(line) => made.add_paragraph(paragraph(line)),
            Item::Gap { lines } => (0..*lines).fold(made, |made, _| made.add_paragraph(empty())),
            Item::Signed(names) => signed(made, names),
            Item::Rule { red, .. } => made.add_paragraph(rule(*red)),
            Item::Table { columns, size, rows, .. } => made.add_table(table(columns, *size, rows)),
        };
    }
    if !foot.is_empty() {
        made = made.add_table(imprint(&foot));
    }
    // What stands last is a paragraph, as word processors ask for, and takes no room.
    if !foot.is_empty() || matches!(items.last(), Some(Item::Table { .. } | Item::Signed(_))) {
        made = made.add_paragraph(Paragraph::new().line_spacing(exact(20)));
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    made.build().pack(&mut bytes).map_err(|e| Unwritable(e.to_string()))?;
    Ok(bytes.into_inner())
}
