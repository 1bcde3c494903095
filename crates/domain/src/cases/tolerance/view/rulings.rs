//! 请示答复 on the officers' page: what was asked for this case, and what was answered (G10).

use super::sections::heading;
use crate::{
    cases::tolerance::state::Case,
    sheet::{Block, Say},
};

/// A question for each ruling, with its answer once it came.
pub(super) fn blocks(case: &Case) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (asked, answered) in &case.rulings {
        blocks.push(heading(&format!("请示 {}（{}）", asked.number, asked.sent_on.words())));
        blocks.push(Block::Words(Say::from(&asked.title)));
        blocks.push(match answered {
            None => Block::Words(Say::from("上级还没有答复。")),
            Some(answer) => Block::Words(Say::from(format!(
                "{}（{}）：{}",
                answer.number,
                answer.answered_on.words(),
                answer.says
            ))),
        });
    }
    blocks
}
