//! Registers that run over cases (登记簿): each line belongs to one case and follows from its state.

use crate::{day::Day, people::words, sheet::Say};

words! {
    /// Which register.
    CaseRegister {
        /// 送达登记簿.
        Deliveries = "deliveries" "送达登记簿",
        /// 借阅登记簿.
        Borrowings = "borrowings" "借阅登记簿",
        /// 呈批件登记簿.
        Submissions = "submissions" "呈批件登记簿",
    }
}

impl CaseRegister {
    /// Its columns, after number and title of the case.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Deliveries => &[
                "文书和对象",
                "状态",
                "送达方式",
                "送达日期",
                "凭证",
                "试送未成",
                "确认收到",
                "由此起算的期限",
            ],
            Self::Borrowings => &["借阅人", "状态", "借阅内容", "用途", "批准", "应还", "归还"],
            Self::Submissions => {
                &["事由", "状态", "呈送", "呈送日期", "批示原文", "批示日期", "登记人", "核对"]
            }
        }
    }

    /// Where its lines may stand: stored word and title.
    pub const fn standings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Deliveries => &[("open", "待送达"), ("waits", "待确认收到"), ("done", "已送达")],
            Self::Borrowings => &[
                ("asked", "待批准"),
                ("out", "借出未还"),
                ("returned", "已归还"),
                ("declined", "不同意借阅"),
            ],
            Self::Submissions => &[
                ("sent", "待批示"),
                ("entered", "批示待核对"),
                ("differs", "核对不一致，待重新登记"),
                ("checked", "已核对"),
            ],
        }
    }
}

/// A line of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which register.
    pub register: CaseRegister,
    /// The day by which the register is ordered.
    pub on: Day,
    /// Distinguishes the lines of one case in one register.
    pub number: u32,
    /// Where it stands: one of [`CaseRegister::standings`].
    pub standing: &'static str,
    /// As many as [`CaseRegister::columns`].
    pub cells: Vec<Say>,
    /// The last day on which what it waits for is in time; `None` where it waits for nothing.
    pub due: Option<Day>,
}

impl Entry {
    /// Where it stands in the order of its register: texts compare as the lines do.
    pub fn place(&self) -> String {
        format!("{}/{:06}", self.on, self.number)
    }

    /// The words of where it stands.
    pub(crate) fn standing_words(register: CaseRegister, standing: &str) -> Say {
        let found = register.standings().iter().find(|(id, _)| *id == standing);
        Say::from(found.map_or("", |(_, title)| title))
    }
}
