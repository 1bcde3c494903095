//! The printed result: a line per figure while it runs, a table at the end, and whether every target was met.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
};

use super::figures::{Target, short};

#[derive(Debug)]
struct Figure {
    name: String,
    value: f64,
    target: Target,
    how: String,
}

/// Collects figures and prints as they come.
#[derive(Debug, Default)]
pub(super) struct Report {
    figures: Vec<Figure>,
    absent: Vec<String>,
}

impl Report {
    /// A line for whoever watches; also when standard output is a closed pipe.
    #[expect(clippy::unused_self, reason = "only a running bench has something to say")]
    pub(super) fn say(&self, line: impl AsRef<str>) {
        let mut out = io::stdout().lock();
        let _ = writeln!(out, "{}", line.as_ref()).and_then(|()| out.flush());
    }

    pub(super) fn heading(&self, title: &str) {
        self.say(format!("\n== {title}"));
    }

    /// A figure with the bound it has to keep; `how` says how it was taken.
    pub(super) fn figure(&mut self, name: &str, value: f64, target: Target, how: impl Into<String>) {
        let figure = Figure { name: name.to_owned(), value, target, how: how.into() };
        self.say(format!("  {}", figure.line()));
        self.figures.push(figure);
    }

    /// Something that could not be measured here: a line, not an error.
    pub(super) fn absent(&mut self, what: &str, why: impl AsRef<str>) {
        let line = format!("{what}:未测。{}", why.as_ref());
        self.say(format!("  {line}"));
        self.absent.push(line);
    }

    /// The table of all figures, as it stands in `docs/benchmarks.md`.
    pub(super) fn table(&self) -> String {
        let mut table = String::from("| 指标 | 实测 | 目标 | 结论 | 说明 |\n|---|---|---|---|---|\n");
        for f in &self.figures {
            let verdict = if f.target.met(f.value) { "达到" } else { "未达到" };
            let _ =
                writeln!(table, "| {} | {} | {} | {verdict} | {} |", f.name, short(f.value), f.target, f.how);
        }
        for line in &self.absent {
            let _ = writeln!(table, "\n- {line}");
        }
        table
    }

    /// How many figures miss their target.
    pub(super) fn missed(&self) -> usize {
        self.figures.iter().filter(|f| !f.target.met(f.value)).count()
    }

    pub(super) fn count(&self) -> usize {
        self.figures.len()
    }
}

impl Figure {
    fn line(&self) -> String {
        let verdict = if self.target.met(self.value) { "达到" } else { "未达到" };
        format!("{}:{}(目标 {},{verdict};{})", self.name, short(self.value), self.target, self.how)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_misses_its_target_is_counted_and_named() {
        let mut report = Report::default();
        report.figure("甲", 0.69, Target::AtLeast(0.7), "n=1");
        report.figure("乙", 5.0, Target::AtMost(5.0), "n=1");
        report.absent("丙", "没有安装。");
        assert_eq!((report.missed(), report.count()), (1, 2));
        let table = report.table();
        assert!(table.contains("| 甲 | 0.690 | ≥ 0.700 | 未达到 | n=1 |"), "{table}");
        assert!(
            table.contains("| 乙 | 5.00 | ≤ 5.00 | 达到 | n=1 |") && table.contains("丙:未测"),
            "{table}"
        );
    }
}
