//! The officers' first tab: the application, whose the case is, who is in it, and what was entered from others.

use super::{
    intake, rulings,
    sections::{application, facts, heading, late, note, sentence, table},
    verified,
};
use crate::{
    cases::tolerance::state::Case,
    sheet::{Block, Say, SheetFile, Tone},
};

/// Whose the case is: passed on, come back, placed by the upper organ.
fn competence(case: &Case) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (sent, returned) in &case.returns {
        let says = Say::from(sent.on).and(sent.direction.title()).and(&sent.to).and("，");
        let says = says.and(returned.returned_on).and("被退回：").and(&returned.why);
        blocks.push(note(Tone::Plain, says));
    }
    if let Some(sent) = &case.transferred {
        let receipt = case.receipted.as_ref();
        blocks.push(facts([
            ("方向", sent.direction.title().into()),
            ("送往", Say::from(&sent.to)),
            ("当事人", Say::from(&sent.official).and(format!("（{}）", sent.tier.title()))),
            ("日期", sent.on.into()),
            ("理由", Say::from(&sent.why)),
            ("请确认收到的日期", sent.receipt_by.into()),
            (
                "回执",
                receipt.map_or_else(
                    || Say::from("待收到"),
                    |r| Say::from(&r.number).and("，").and(r.received_on).and("收到"),
                ),
            ),
        ]));
        let file = receipt.and_then(|receipt| receipt.file.clone());
        blocks.extend(file.map(|id| {
            Block::Files(vec![SheetFile { id, name: "移送回执".to_owned(), hash: String::new() }])
        }));
    }
    for (asked, decided) in &case.competence_asked {
        let says = Say::from(asked.on).and("报请上级决定由谁办理（").and(asked.ground.title()).and("）：");
        let says = says.and(sentence(&asked.why));
        blocks.push(match decided {
            None => note(Tone::Amber, says.and("待上级决定。")),
            Some(decided) => {
                let says = says.and(decided.placement.title());
                let says =
                    decided.organ.iter().fold(says, |says, organ| says.and("，由").and(organ).and("办理"));
                let says = says.and(format!("，{}，", decided.paper)).and(decided.decided_on).and("。");
                note(Tone::Plain, decided.why.iter().fold(says, Say::and))
            }
        });
    }
    if !blocks.is_empty() {
        blocks.insert(0, heading("管辖"));
    }
    blocks
}

pub(super) fn basic(case: &Case) -> Vec<Block> {
    let mut blocks = application(case);
    if let Some(source) = case.applied.as_ref().and_then(|a| a.source.as_ref()) {
        blocks.push(facts([("线索来源", Say::from(source))]));
    }
    blocks.extend(intake::blocks(case));
    if let Some(asked) = &case.supplement_asked {
        blocks.push(heading("补正"));
        blocks.push(Block::Words(Say::from(&asked.what)));
        blocks.extend(case.supplemented.iter().map(|s| Block::Words(Say::from(&s.says))));
    }
    blocks.extend(competence(case));
    if let Some(extended) = &case.extended {
        let says = Say::from(extended.on).and("延长核实期限；理由：").and(&extended.why);
        blocks.push(note(Tone::Plain, says));
    }
    blocks.extend(late(&case.overdue));
    for (asked, decided) in &case.recusals {
        let word = match decided {
            None => "待决定",
            Some(d) if d.upheld => "决定回避",
            Some(_) => "决定不回避",
        };
        let says = Say::from("回避申请：").and(&asked.person).and("，").and(asked.ground.title());
        blocks.push(note(Tone::Amber, says.and("。").and(word).and("。")));
    }
    blocks.extend(verified::officials(case));
    if !case.filings.is_empty() {
        let rows = case.filings.iter().map(|f| {
            vec![
                Say::from(&f.official),
                f.track.title().into(),
                (&f.body).into(),
                (&f.number).into(),
                f.filed_on.into(),
            ]
        });
        blocks.push(heading("立案"));
        blocks.push(table(&["当事人", "轨道", "机关", "文号", "日期"], rows.collect()));
    }
    blocks.extend(rulings::blocks(case));
    blocks
}
