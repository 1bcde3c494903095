//! `rongheng verify`: is the ledger what was written?

use crate::{DONE, OTHERWISE, place::Place};

/// 0 whole, 1 broken; what cannot be read is an error of the caller (2).
pub(crate) async fn verify(place: &Place) -> anyhow::Result<u8> {
    let verdict = place.open().await?.verify().await?;
    println!("{}", verdict.says);
    for line in &verdict.lines {
        println!("  {}　位置：{}　由什么发现：{}", line.what, line.place, line.found_by);
    }
    Ok(if verdict.whole { DONE } else { OTHERWISE })
}
