//! `rongheng verify` in plain Chinese.

use rongheng_store::{Finding, FoundBy, Place, Report};

use crate::{App, Result, access};

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether everything is as it was written.
    pub whole: bool,
    /// The first sentence: `账本完整` or what is broken.
    pub says: String,
    /// Each finding.
    pub lines: Vec<VerdictLine>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictLine {
    /// What.
    pub what: String,
    /// Where: stream and version, or leaf.
    pub place: String,
    /// Found by what: 链, 检查点 ….
    pub found_by: String,
}

impl App {
    /// Checks the whole ledger.
    pub async fn verify(&self) -> Result<Verdict> {
        Ok(verdict(&self.0.store.verify().await?))
    }

    /// The access matrix as text, for auditors.
    pub fn access_matrix(&self) -> String {
        access::matrix()
    }
}

fn verdict(report: &Report) -> Verdict {
    let read = format!(
        "读了 {} 条事件、{} 条流、{} 片叶、{} 个检查点（库外 {} 个）",
        report.events, report.streams, report.leaves, report.checkpoints, report.outside
    );
    let rest = [(report.unsealed, "条事件尚未封存"), (report.erased, "条流的密钥已经依规销毁，链仍完整")];
    let rest: String = rest
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("；{count} {what}"))
        .collect::<Vec<_>>()
        .concat();
    let last = report.last_checkpoint.map(|at| format!("；最近一次检查点 {at}")).unwrap_or_default();
    let says = if report.is_whole() {
        format!("账本完整：{read}，逐字节核对无误{rest}{last}。")
    } else {
        format!(
            "账本不完整：{read}，发现 {} 处不符{rest}{last}。请立即停止写入，保全现场，联系审计管理员。",
            report.findings.len()
        )
    };
    Verdict { whole: report.is_whole(), says, lines: report.findings.iter().map(line).collect() }
}

fn line(finding: &Finding) -> VerdictLine {
    let place = match &finding.place {
        Place::Event(stream, version) => format!("{stream} 第 {version} 条事件"),
        Place::Stream(stream) => format!("{stream}"),
        Place::Leaf(leaf) => format!("第 {leaf} 片叶"),
        Place::Size(size) => format!("账本共 {size} 片叶时"),
    };
    let (what, found_by) = match finding.found_by {
        FoundBy::Link => ("这条事件的字节与链不符：内容、行为人、时间或者次序被改过", "链"),
        FoundBy::Head => ("流的末端与事件不符：事件被删去、截断，或者流被替换", "流的末端"),
        FoundBy::Leaf => ("叶的编号与事件不符：事件被删去、调换或者补插", "叶"),
        FoundBy::Checkpoint => ("账本与库内检查点的根不符：封存之后被改过", "库内检查点"),
        FoundBy::OutsideCheckpoint => {
            ("账本与库外检查点不符：数据库被换成了旧的，或者整体重算过", "库外检查点")
        }
        FoundBy::Signature => ("检查点的签名不对：不是本系统签的", "签名"),
        FoundBy::Encryption => ("内容不能用它的密钥解开：密文或者密钥被换过", "加密"),
    };
    VerdictLine { what: what.to_owned(), place, found_by: found_by.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_ledger_is_said_to_be_whole_and_a_finding_says_where_and_by_what() {
        let mut report = Report { events: 3, ..Report::default() };
        assert!(verdict(&report).says.starts_with("账本完整"));
        let place = Place::Event("tolerance/a".into(), 2);
        report.findings.push(Finding { what: "link", place, found_by: FoundBy::Link });
        let broken = verdict(&report);
        assert!(!broken.whole && broken.says.starts_with("账本不完整"));
        assert_eq!(broken.lines[0].place, "tolerance/a 第 2 条事件");
        assert_eq!(broken.lines[0].found_by, "链");
    }
}
