//! 代录 — an act made on paper is entered by one person and checked by another (G5).
//!
//! Source: mechanism §3 G5; docs/decisions/0015. Shared by every kind of case, which holds [`Papers`] in its
//! state and does five things: asks [`barred`] before anything else; adds what [`entered`] gives to the events
//! of each act; has the actions [`CHECK`] and [`AMEND`] (with [`check`] and [`amend`] behind them) and the three
//! events; folds these with [`Papers::enter`], [`Papers::check`] and [`Papers::amend`]; and asks for
//! [`AllChecked`] wherever something final rests on what was entered. Tasks, offers, files and sections come
//! from [`Papers`] too. Not decided here: who must stand aside (the kind's P8), and whose act it may be (access).

mod shown;

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input, LINE_CHARS},
    ids::{FileId, PersonId},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
};

/// What was on paper is entered with its date and its place, and checked by a second person.
pub static RULE: Rule = Rule {
    code: "G5",
    phrase: "代录",
    asks: "从纸面代录的，写明谁作出、纸面日期、原件存放处，期限从纸面日期起算；由录入人以外的人对照原件校核。",
    source: "本单位设定",
    force: Force::Setting,
};

/// The scan of a paper, as it was when it was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// Its id.
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// SM3 of the plaintext, hexadecimal.
    pub hash: String,
}

/// The act before it was entered from paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperEntered {
    /// From 1 in this case.
    pub number: u32,
    /// The act, such as `defend`.
    pub action: String,
    /// What the act was called then: `陈述申辩`.
    pub title: String,
    /// The version of the case after the first event of the act.
    pub act: u64,
    /// Whose act it is.
    pub acted_for: PersonId,
    /// The date of the paper.
    pub paper_on: Day,
    /// Where the original lies.
    pub place: String,
    /// The scan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan: Option<Scan>,
    /// Who entered it.
    pub by: PersonId,
    /// The day it was entered.
    pub on: Day,
}

/// Somebody else compared what was entered with the original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperChecked {
    /// Which paper.
    pub number: u32,
    /// Whether it is the same.
    pub matches: bool,
    /// What differs, or anything to note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Who checked.
    pub by: PersonId,
    /// The day of it.
    pub on: Day,
}

/// Whoever entered it put right what differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperAmended {
    /// Which paper.
    pub number: u32,
    /// What was put right, and how it should read.
    pub says: String,
    /// Where the original lies, where that was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Another scan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan: Option<Scan>,
    /// Who did it.
    pub by: PersonId,
    /// The day of it.
    pub on: Day,
}

/// Check a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckPaper {
    /// 代录材料.
    pub paper: String,
    /// 与原件是否一致.
    pub matches: bool,
    /// 说明.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// 校核代录.
pub const CHECK: Action = Action {
    who: ENTERS,
    fields: &[
        Field::new("paper", "代录材料", Input::Pick("papers")),
        Field::new("matches", "与原件是否一致", Input::YesNo)
            .hint("逐项对照原件：行为人、日期、内容、签名。"),
        Field::new("words", "说明", Input::Text).hint("不一致的，写明哪一处、原件上怎么写。").optional(),
    ],
    help: "录入人以外的人对照原件校核；没有校核一致的，不能据以作出认定。",
    ..Action::new("check_paper", "校核代录", &RULE, || {
        answers_of(&CheckPaper { paper: "1".to_owned(), matches: false, words: Some("示例".to_owned()) })
    })
};

/// Put right what was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmendPaper {
    /// 代录材料.
    pub paper: String,
    /// 更正说明.
    pub says: String,
    /// 原件存放处.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// 扫描件.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan: Option<FileId>,
}

/// 更正代录.
pub const AMEND: Action = Action {
    who: ENTERS,
    fields: &[
        Field::new("paper", "代录材料", Input::Pick("papers")),
        Field::new("says", "更正说明", Input::Text).hint("写明哪一处录错、应当是什么；原来的记录保留。"),
        Field::new("place", "原件存放处", Input::Line).hint("有变化的才填写。").optional(),
        Field::new("scan", "扫描件", Input::File).hint("补传或者重新扫描的才上传。").optional(),
    ],
    help: "由录入人更正，更正后重新校核。",
    ..Action::new("amend_paper", "更正代录", &RULE, || {
        answers_of(&AmendPaper {
            paper: "1".to_owned(),
            says: "示例".to_owned(),
            place: Some("示例".to_owned()),
            scan: Some("0190".into()),
        })
    })
};

/// The roles that enter and check papers of others.
pub const ENTERS: &[Role] =
    &[Role::CaseManagement, Role::CaseOfficer, Role::TeamLeader, Role::CommitteeClerk];

/// Where a paper stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has checked it since it was entered or amended.
    Unchecked,
    /// It was found to differ, and waits to be amended.
    Differs,
    /// It is the same as the original.
    Checked,
}

/// A paper with all that became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// How it was entered.
    pub entered: PaperEntered,
    /// Each time it was amended.
    pub amended: Vec<PaperAmended>,
    /// Each time it was checked.
    pub checks: Vec<PaperChecked>,
    /// Where it stands.
    pub standing: Standing,
    /// Who amends it: whoever entered it, or whom it was handed over to.
    pub in_hand: PersonId,
}

impl Paper {
    /// Those who wrote it down, and therefore do not check it.
    fn written_by(&self, person: &PersonId) -> bool {
        self.entered.by == *person || self.amended.iter().any(|amended| amended.by == *person)
    }

    /// Those who never check it: whoever wrote it down, and whose act it is.
    fn not_by(&self) -> Vec<PersonId> {
        let wrote = std::iter::once(&self.entered.by).chain(self.amended.iter().map(|amended| &amended.by));
        let all: std::collections::BTreeSet<_> = wrote.chain([&self.entered.acted_for]).cloned().collect();
        all.into_iter().collect()
    }
}

/// The papers of a case, numbered from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Papers(Vec<Paper>);

impl Papers {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Paper> {
        self.0.iter()
    }

    /// Those that were not found to be the same as the original.
    pub fn open(&self) -> impl Iterator<Item = &Paper> {
        self.0.iter().filter(|paper| paper.standing != Standing::Checked)
    }

    /// After a paper was entered.
    pub fn enter(&mut self, event: &PaperEntered) {
        self.0.push(Paper {
            entered: event.clone(),
            amended: Vec::new(),
            checks: Vec::new(),
            standing: Standing::Unchecked,
            in_hand: event.by.clone(),
        });
    }

    /// After one was checked.
    pub fn check(&mut self, event: &PaperChecked) {
        if let Some(paper) = self.numbered_mut(event.number) {
            paper.standing = if event.matches { Standing::Checked } else { Standing::Differs };
            paper.checks.push(event.clone());
        }
    }

    /// After one was amended.
    pub fn amend(&mut self, event: &PaperAmended) {
        if let Some(paper) = self.numbered_mut(event.number) {
            paper.standing = Standing::Unchecked;
            paper.amended.push(event.clone());
        }
    }

    /// After `from` handed over to `to`: what waits to be amended goes along.
    pub fn pass_on(&mut self, from: &PersonId, to: &PersonId) {
        for paper in &mut self.0 {
            if paper.standing != Standing::Checked && paper.in_hand == *from {
                paper.in_hand = to.clone();
            }
        }
    }

    fn numbered_mut(&mut self, number: u32) -> Option<&mut Paper> {
        self.0.iter_mut().find(|paper| paper.entered.number == number)
    }

    fn picked(&self, number: &str) -> Result<&Paper, Reason> {
        let found = self.0.iter().find(|paper| paper.entered.number.to_string() == number);
        found.ok_or_else(|| Reason::new(&RULE, "没有这份代录材料，请重新选择。").at("paper"))
    }
}

/// Whether nobody may enter this act from the paper of another: who checks must be the one who signed in.
pub fn in_person(action: &Action) -> bool {
    [CHECK.name, AMEND.name].contains(&action.name)
}

/// What stands against an act because of how it came on paper, in any case. The fields it points at are those
/// beside every form: `acted_for`, `paper_on`, `paper_place`, `paper_scan`.
pub fn barred(action: &Action, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let original = &facts.original;
    let place = original.place.as_deref().unwrap_or_default().trim();
    missing.unless(facts.paper_on.is_none_or(|paper| paper <= facts.today), || {
        Reason::new(&RULE, "纸面日期晚于今天，请核对后更正。").at("paper_on")
    });
    if facts.acted_for.is_none() {
        let nothing = facts.paper_on.is_none() && place.is_empty() && original.scan.is_none();
        missing.unless(nothing, || {
            let says = "填了纸面材料，但没有写代谁录入，请补填；是您本人今天的行为的，请清空纸面材料。";
            Reason::new(&RULE, says).at("acted_for")
        });
        return missing.into_reasons();
    }
    if in_person(action) {
        let what = if facts.by_delegation { "代理" } else { "代录" };
        let says = format!("“{}”须由本人登录办理，不能{what}。", action.title);
        return vec![Reason::new(&RULE, says)];
    }
    if facts.by_delegation {
        let nothing = facts.paper_on.is_none() && place.is_empty() && original.scan.is_none();
        missing.unless(nothing, || {
            let says = "代理办理的不是代录，请清空纸面材料；要代录纸面材料的，请以本人名义办理。";
            Reason::new(&RULE, says).at("acted_for")
        });
        return missing.into_reasons();
    }
    missing.unless(facts.paper_on.is_some(), || {
        Reason::new(&RULE, "代录须写明纸面日期，期限从该日起算，请补填。").at("paper_on")
    });
    missing.unless(!place.is_empty(), || {
        Reason::new(&RULE, "代录须写明原件存放在哪里，校核的人要对照原件，请补填。").at("paper_place")
    });
    missing.unless(place.chars().count() <= LINE_CHARS, || {
        Reason::new(&RULE, format!("原件存放处最多 {LINE_CHARS} 字，请缩短。")).at("paper_place")
    });
    missing.unless(original.scan.as_ref().is_none_or(|id| facts.files.contains_key(id)), || {
        Reason::new(&RULE, "没有找到上传的扫描件，请重新上传。").at("paper_scan")
    });
    missing.into_reasons()
}

/// The event that stands beside the events of an act that was entered from paper; nothing for an act in person.
pub fn entered(papers: &Papers, action: &Action, facts: &Facts) -> Option<PaperEntered> {
    if facts.by_delegation {
        return None;
    }
    Some(PaperEntered {
        number: u32::try_from(papers.0.len()).unwrap_or(u32::MAX).saturating_add(1),
        action: action.name.to_owned(),
        title: action.title.to_owned(),
        act: facts.version.saturating_add(1),
        acted_for: facts.acted_for.clone()?,
        paper_on: facts.acted_on(),
        place: facts.original.place.as_deref().unwrap_or_default().trim().to_owned(),
        scan: scan(facts.original.scan.as_ref(), facts),
        by: facts.actor.clone(),
        on: facts.today,
    })
}

fn scan(id: Option<&FileId>, facts: &Facts) -> Option<Scan> {
    let id = id?;
    let file = facts.files.get(id)?;
    Some(Scan { id: id.clone(), name: file.name.clone(), hash: file.hash.clone() })
}

/// Somebody else compares it with the original. Whoever must stand aside was refused by the kind before.
///
/// # Errors
/// Everything that stands against it.
pub fn check(papers: &Papers, command: CheckPaper, facts: &Facts) -> Result<PaperChecked, Refusal> {
    Refusal::unless_empty(blocked_check(papers, facts))?;
    let mut missing = Missing::new();
    let by = &facts.actor;
    let paper = papers.picked(&command.paper)?;
    match paper.standing {
        Standing::Unchecked => {}
        Standing::Differs => missing.add(
            Reason::new(&RULE, "这份代录材料校核不一致，等待更正，更正后再校核。")
                .at("paper")
                .remedy(AMEND.name),
        ),
        Standing::Checked => {
            missing.add(Reason::new(&RULE, "这份代录材料已经校核一致，不必再次校核。").at("paper"));
        }
    }
    missing.unless(!paper.written_by(by), || {
        Reason::new(&RULE, "这份材料是您录入或者更正的，请由其他人校核。").at("paper")
    });
    missing.unless(paper.entered.acted_for != *by, || {
        Reason::new(&RULE, "这份材料是您本人作出的，请由其他人校核。").at("paper")
    });
    let words = command.words.filter(|words| !words.trim().is_empty());
    missing.unless(command.matches || words.is_some(), || {
        Reason::new(&RULE, "与原件不一致的，请写明哪一处不一致、原件上怎么写。").at("words")
    });
    missing.settle()?;
    let number = paper.entered.number;
    Ok(PaperChecked { number, matches: command.matches, words, by: by.clone(), on: facts.today })
}

/// Whoever entered it puts right what differs; what was recorded before stays.
///
/// # Errors
/// Everything that stands against it.
pub fn amend(papers: &Papers, command: AmendPaper, facts: &Facts) -> Result<PaperAmended, Refusal> {
    Refusal::unless_empty(blocked_amend(papers, facts))?;
    let mut missing = Missing::new();
    let paper = papers.picked(&command.paper)?;
    missing.unless(paper.standing != Standing::Checked, || {
        Reason::new(&RULE, "这份代录材料已经校核一致，不再更正。").at("paper")
    });
    missing.unless(paper.in_hand == facts.actor, || {
        Reason::new(&RULE, "代录材料由录入人更正，录入人调离的由接手的人更正。").at("paper")
    });
    missing.unless(command.scan.as_ref().is_none_or(|id| facts.files.contains_key(id)), || {
        Reason::new(&RULE, "没有找到上传的扫描件，请重新上传。").at("scan")
    });
    missing.settle()?;
    Ok(PaperAmended {
        number: paper.entered.number,
        says: command.says,
        place: command.place,
        scan: scan(command.scan.as_ref(), facts),
        by: facts.actor.clone(),
        on: facts.today,
    })
}

/// What keeps papers from being checked now.
pub fn blocked_check(papers: &Papers, facts: &Facts) -> Vec<Reason> {
    let waits = papers.open().any(|paper| paper.standing == Standing::Unchecked);
    let others = papers.open().any(|paper| {
        paper.standing == Standing::Unchecked
            && !paper.written_by(&facts.actor)
            && paper.entered.acted_for != facts.actor
    });
    let mut missing = Missing::new();
    missing.unless(waits, || Reason::new(&RULE, "没有等待校核的代录材料。"));
    missing.unless(!waits || others, || {
        Reason::new(&RULE, "等待校核的代录材料是您录入、更正或者作出的，请由其他人校核。")
    });
    missing.into_reasons()
}

/// What keeps papers from being amended now.
pub fn blocked_amend(papers: &Papers, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(papers.open().any(|paper| paper.in_hand == facts.actor), || {
        Reason::new(&RULE, "没有等待您更正的代录材料；代录材料由录入人更正。")
    });
    missing.into_reasons()
}

/// Proof that every paper entered so far is the same as its original. Nothing outside this file can make one.
#[derive(Debug, Clone, Copy)]
pub struct AllChecked<'a>(#[expect(dead_code, reason = "a proof holds what it was made of")] &'a Papers);

impl<'a> AllChecked<'a> {
    /// The proof, or every paper that is still open.
    ///
    /// # Errors
    /// One reason for each open paper.
    pub fn of(papers: &'a Papers) -> Result<Self, Vec<Reason>> {
        let open: Vec<_> = papers.open().map(shown::waits_for).collect();
        if open.is_empty() { Ok(Self(papers)) } else { Err(open) }
    }
}
