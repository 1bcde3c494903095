//! Two versions of a Chinese text of 20,000 characters beside one another: a few changes, one in every line, and
//! nothing left of it.

use std::time::Instant;

use super::{
    figures::{Sample, Target},
    report::Report,
};

const CHARACTERS: usize = 20_000;
const OF_A_LINE: usize = 200;
const ROUNDS: usize = 30;
/// Milliseconds.
const TARGET: f64 = 100.0;

pub(super) fn measure(report: &mut Report) -> anyhow::Result<()> {
    let old = text(|_| 7);
    let few = replaced(&old, CHARACTERS / 4);
    let each_line = replaced(&old, OF_A_LINE);
    let often = replaced(&old, 9);
    let other = text(|_| 11);
    for (name, new) in [
        ("改动 3 处", &few),
        ("每段改动一处", &each_line),
        ("每 9 字改动一处", &often),
        ("没有相同之处", &other),
    ] {
        let mut took = Sample::default();
        for round in 0..=ROUNDS {
            let started = Instant::now();
            let pieces = rongheng_web::compared(&old, new);
            let ms = started.elapsed().as_secs_f64() * 1e3;
            anyhow::ensure!(pieces > 1, "{name}: no difference was found");
            if round > 0 {
                took.add(ms);
            }
        }
        let how = format!("{took} ms，最长 {:.2} ms", took.quantile(1.0));
        report.figure(
            &format!("版本对照 {CHARACTERS} 字（{name}）：毫秒"),
            took.quantile(0.99),
            Target::AtMost(TARGET),
            how,
        );
    }
    Ok(())
}

/// Invented characters in lines of a paper's length.
fn text(step: impl Fn(usize) -> usize) -> String {
    let signs: Vec<char> = ('\u{4e00}'..'\u{5e00}').collect();
    let mut out = String::new();
    for at in 0..CHARACTERS {
        out.extend(signs.get(at * step(at) % signs.len()));
        if at % OF_A_LINE == OF_A_LINE - 1 {
            out.push('\n');
        }
    }
    out
}

/// The same with another word at every so many characters.
fn replaced(text: &str, every: usize) -> String {
    let mut out = String::new();
    for (at, sign) in text.chars().enumerate() {
        if at % every == every / 2 && sign != '\n' { out.push_str("改为") } else { out.push(sign) }
    }
    out
}
