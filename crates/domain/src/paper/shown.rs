//! What of the papers is listed, offered and shown, and to whom.

use super::{AMEND, CHECK, Paper, PaperAmended, PaperChecked, PaperEntered, Papers, RULE, Standing};
use crate::{
    ids::{FileId, PersonId},
    kind::{Offer, Task, Told},
    people::Role,
    refusal::{self, Reason},
    sheet::{Block, Doer, Say, Section, SheetFile, Tone},
};

/// Why something final waits for `paper`.
pub(super) fn waits_for(paper: &Paper) -> Reason {
    let entered = &paper.entered;
    let (state, remedy) = match paper.standing {
        Standing::Differs => ("校核不一致，还没有更正", AMEND.name),
        Standing::Unchecked | Standing::Checked => ("还没有校核", CHECK.name),
    };
    let says = format!(
        "代录的第{}份材料（{}的“{}”）{state}，请先办理。",
        entered.number,
        refusal::person(&entered.acted_for),
        entered.title
    );
    Reason::new(&RULE, says).remedy(remedy)
}

impl PaperEntered {
    /// Its line in the officers' timeline.
    pub fn told(&self) -> Told {
        let says = Say::from(format!("第{}份：", self.number))
            .and(&self.acted_for)
            .and(format!("的“{}”；原件存放在{}", self.title, self.place));
        Told { title: "代录".to_owned(), says, effective_on: Some(self.paper_on) }
    }
}

impl PaperChecked {
    /// Its line in the officers' timeline.
    pub fn told(&self) -> Told {
        let word = if self.matches { "与原件一致" } else { "与原件不一致" };
        let said = Say::from(format!("第{}份{word}", self.number));
        let says = match &self.words {
            Some(words) => said.and("：").and(words),
            None => said,
        };
        Told { title: "校核代录".to_owned(), says, effective_on: Some(self.on) }
    }
}

impl PaperAmended {
    /// Its line in the officers' timeline.
    pub fn told(&self) -> Told {
        let says = Say::from(format!("第{}份：", self.number)).and(&self.says);
        Told { title: "更正代录".to_owned(), says, effective_on: Some(self.on) }
    }
}

impl Paper {
    fn says(&self) -> Say {
        let entered = &self.entered;
        Say::from(format!("第{}份：", entered.number)).and(&entered.acted_for).and(format!(
            "的“{}”（{}）",
            entered.title,
            entered.paper_on.words()
        ))
    }

    fn place(&self) -> &str {
        let moved = self.amended.iter().rev().find_map(|amended| amended.place.as_deref());
        moved.unwrap_or(&self.entered.place)
    }

    fn scans(&self) -> impl Iterator<Item = &super::Scan> {
        self.entered.scan.iter().chain(self.amended.iter().filter_map(|amended| amended.scan.as_ref()))
    }

    fn checked(&self) -> Say {
        let Some(check) = self.checks.last() else { return "等待校核".into() };
        let word = match self.standing {
            Standing::Checked => "校核一致",
            Standing::Differs => "校核不一致，等待更正",
            Standing::Unchecked => "已更正，等待再次校核",
        };
        let said = Say::from(word).and("：").and(&check.by).and("，").and(check.on);
        match &check.words {
            Some(words) => said.and("。").and(words),
            None => said,
        }
    }

    fn entry(&self) -> Say {
        let entered = Say::from(&self.entered.by).and("，").and(self.entered.on);
        self.amended.iter().fold(entered, |said, amended| {
            said.and("；更正：").and(&amended.by).and("，").and(amended.on).and("，").and(&amended.says)
        })
    }
}

impl Papers {
    /// The papers that can be picked: those that are not done with.
    pub fn offers(&self) -> Vec<Offer> {
        let one = |paper: &Paper| Offer { value: paper.entered.number.to_string(), label: paper.says() };
        self.open().map(one).collect()
    }

    /// Who must check or amend what. `checkers` are roles of [`super::ENTERS`] that have the kind in hand.
    pub fn tasks(&self, checkers: &[Role]) -> Vec<Task> {
        let task = |action, paper: &Paper, says: &str, who| Task {
            action,
            about: paper.entered.number.to_string(),
            says: format!("{says}（第{}份，{}）", paper.entered.number, paper.entered.title),
            who,
            due: None,
            not: Vec::new(),
        };
        let mut all = Vec::new();
        for paper in self.open() {
            if paper.standing == Standing::Differs {
                all.push(task(AMEND.name, paper, "更正代录", Doer::Person(paper.in_hand.clone())));
            } else {
                let not = paper.not_by();
                all.extend(checkers.iter().map(|role| {
                    let one = task(CHECK.name, paper, "校核代录", Doer::Role(*role));
                    Task { not: not.clone(), ..one }
                }));
            }
        }
        all
    }

    /// A tag for officers while something is open.
    pub fn tag(&self) -> Option<(String, Tone)> {
        self.open().next()?;
        let differs = self.open().any(|paper| paper.standing == Standing::Differs);
        Some(if differs {
            ("代录校核不一致".to_owned(), Tone::Red)
        } else {
            ("代录待校核".to_owned(), Tone::Amber)
        })
    }

    /// The scans of all papers, for officers.
    pub fn files(&self) -> Vec<FileId> {
        self.scans_of(|_| true)
    }

    /// The scans of those papers that `whose` picks.
    pub fn scans_of(&self, whose: impl Fn(&Paper) -> bool) -> Vec<FileId> {
        let picked = self.0.iter().filter(|paper| whose(paper));
        picked.flat_map(Paper::scans).map(|scan| scan.id.clone()).collect()
    }

    /// What officers see: everything, with who entered and who checked.
    pub fn blocks(&self) -> Vec<Block> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let rows = self.0.iter().map(|paper| {
            let entered = &paper.entered;
            let number = entered.number.to_string();
            vec![
                Say::from(&number),
                Say::from(&entered.title),
                Say::from(&entered.acted_for),
                Say::from(entered.paper_on),
                Say::from(paper.place()),
                paper.entry(),
                paper.checked(),
                match paper.standing {
                    Standing::Checked => Say::empty(),
                    Standing::Unchecked => Say::act(CHECK.name, "校核", &[("paper", &number)]),
                    Standing::Differs => Say::act(AMEND.name, "更正", &[("paper", &number)]),
                },
            ]
        });
        let head = ["序号", "事项", "行为人", "纸面日期", "原件存放处", "录入", "校核", "办理"];
        let mut blocks = vec![table(&head, rows.collect())];
        blocks.extend(files(self.0.iter().flat_map(Paper::scans)));
        blocks
    }

    /// What was entered in somebody's name, for the person: not by whom.
    pub fn own_section(&self, person: &PersonId) -> Option<Section> {
        let own: Vec<_> = self.0.iter().filter(|paper| paper.entered.acted_for == *person).collect();
        if own.is_empty() {
            return None;
        }
        let rows = own.iter().map(|paper| {
            let entered = &paper.entered;
            let checked = if paper.standing == Standing::Checked { "已校核" } else { "校核中" };
            vec![
                Say::from(&entered.title),
                entered.paper_on.into(),
                entered.on.into(),
                paper.place().into(),
                checked.into(),
            ]
        });
        let head = ["事项", "纸面日期", "录入日期", "原件存放处", "校核"];
        let mut blocks = vec![
            Block::Note {
                tone: Tone::Plain,
                says: "您在纸面上办理的事项，由工作人员代为录入。与您手里的材料不一致的，请告诉承办人。"
                    .into(),
            },
            table(&head, rows.collect()),
        ];
        blocks.extend(files(own.iter().flat_map(|paper| paper.scans())));
        let (id, title) = ("papers".to_owned(), "我的纸面材料".to_owned());
        Some(Section { id, title, count: None, blocks })
    }
}

fn table(head: &[&str], rows: Vec<Vec<Say>>) -> Block {
    Block::Table { head: head.iter().map(|&one| one.to_owned()).collect(), rows }
}

fn files<'a>(scans: impl Iterator<Item = &'a super::Scan>) -> Option<Block> {
    let one = |scan: &super::Scan| SheetFile {
        id: scan.id.clone(),
        name: scan.name.clone(),
        hash: scan.hash.clone(),
    };
    let all: Vec<_> = scans.map(one).collect();
    (!all.is_empty()).then_some(Block::Files(all))
}
