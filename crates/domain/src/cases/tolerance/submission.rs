//! 呈批件 — a paper that goes up to a leader by hand, and what the leader wrote on it, entered word for word.
//!
//! Source: mechanism §3 G5, G11, §6 (呈批件). What is entered here is a record of a paper: it is never an act of the
//! leader. A leader acts by signing in, or by 代录 of that act ([`crate::paper`]). **Absence:** the three events change
//! [`Submissions`] and nothing else of the case ([`Submissions::fold`] is given nothing else), so that no word written
//! here approves, decides or starts a clock. Whoever entered the words does not check them.

use serde::{Deserialize, Serialize};

use super::{Case, Event, gate, numbered};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId},
    kind::{Action, Offer, Task, Who, answers_of},
    paper::Scan,
    people::{Role, words},
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
    sheet::{Doer, Say},
};

words! {
    /// Where a 呈批件 stands.
    Standing {
        /// 待批示.
        Sent = "sent" "待批示",
        /// 待核对.
        Entered = "entered" "批示待核对",
        /// 不一致.
        Differs = "differs" "核对不一致，待重新登记",
        /// 已核对.
        Checked = "checked" "已核对",
    }
}

/// What a leader wrote is entered word for word, with the scan, and checked by a second person.
pub static RULE: Rule = Rule {
    code: "G5.submission",
    phrase: "呈批件登记",
    asks: "呈批件上的批示逐字登记、附扫描件，由登记人以外的人对照原件核对；登记只是记录，不代替领导本人的审批。",
    source: "本单位设定（示范）",
    force: Force::Setting,
};

/// A paper went up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    /// From 1 in this case.
    pub number: u32,
    /// To which leader.
    pub to: PersonId,
    /// What about.
    pub subject: String,
    /// What is proposed.
    pub proposal: String,
    /// Who wrote it.
    pub by: PersonId,
    /// The day of it.
    pub on: Day,
}

/// What the leader wrote on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordsEntered {
    /// Which.
    pub number: u32,
    /// Word for word.
    pub words: String,
    /// The date the leader wrote.
    pub written_on: Day,
    /// Where the original lies.
    pub place: String,
    /// The scan.
    pub scan: Scan,
    /// Who entered it.
    pub by: PersonId,
    /// The day it was entered.
    pub on: Day,
}

/// Somebody else compared the words with the original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordsChecked {
    /// Which.
    pub number: u32,
    /// Whether they are the same.
    pub matches: bool,
    /// What differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who checked.
    pub by: PersonId,
    /// The day of it.
    pub on: Day,
}

/// A 呈批件 with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// How it went up.
    pub submitted: Submitted,
    /// The words, as entered each time: the last ones count.
    pub entered: Vec<WordsEntered>,
    /// The check of the last ones.
    pub checked: Option<WordsChecked>,
}

impl Submission {
    /// Where it stands.
    pub fn standing(&self) -> Standing {
        match (self.entered.last(), &self.checked) {
            (None, _) => Standing::Sent,
            (Some(_), None) => Standing::Entered,
            (Some(_), Some(checked)) if checked.matches => Standing::Checked,
            (Some(_), Some(_)) => Standing::Differs,
        }
    }

    /// Those who do not check it: whoever entered the words, and the leader.
    fn not_by(&self) -> Vec<PersonId> {
        let entered = self.entered.iter().map(|words| words.by.clone());
        entered.chain([self.submitted.to.clone()]).collect()
    }
}

/// All 呈批件 of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Submissions(Vec<Submission>);

impl Submissions {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Submission> {
        self.0.iter()
    }

    /// After one of the three events.
    pub(super) fn fold(&mut self, event: &Event) {
        match event {
            Event::Submitted(e) => {
                self.0.push(Submission { submitted: e.clone(), entered: Vec::new(), checked: None });
            }
            Event::WordsEntered(e) => {
                if let Some(one) = self.numbered_mut(e.number) {
                    one.entered.push(e.clone());
                    one.checked = None;
                }
            }
            Event::WordsChecked(e) => {
                if let Some(one) = self.numbered_mut(e.number) {
                    one.checked = Some(e.clone());
                }
            }
            _ => {}
        }
    }

    fn numbered_mut(&mut self, number: u32) -> Option<&mut Submission> {
        self.0.iter_mut().find(|one| one.submitted.number == number)
    }

    fn of(&self, standings: &'static [Standing]) -> impl Iterator<Item = &Submission> {
        self.0.iter().filter(|one| standings.contains(&one.standing()))
    }

    fn picked(&self, number: &str, standings: &'static [Standing]) -> Option<&Submission> {
        self.of(standings).find(|one| one.submitted.number.to_string() == number)
    }

    /// The scans, for the officers.
    pub(super) fn files(&self) -> impl Iterator<Item = FileId> {
        self.0.iter().flat_map(|one| &one.entered).map(|words| words.scan.id.clone())
    }

    /// What may be picked to enter the words of, or to check.
    pub(super) fn offers(&self, to_check: bool) -> Vec<Offer> {
        let label = |one: &Submission| {
            let subject = format!("第{}件 {}，呈", one.submitted.number, one.submitted.subject);
            Say::from(subject).and(&one.submitted.to)
        };
        let all = self.of(if to_check { TO_CHECK } else { TO_ENTER });
        all.map(|one| Offer { value: one.submitted.number.to_string(), label: label(one) }).collect()
    }

    /// What waits: the words are entered, and checked by somebody else.
    pub(super) fn tasks(&self) -> Vec<Task> {
        let task = |action, one: &Submission, says: &str, not| Task {
            action,
            about: one.submitted.number.to_string(),
            says: says.to_owned(),
            who: Doer::Role(Role::CaseManagement),
            due: None,
            not,
        };
        let differ = self.of(&[Standing::Differs]);
        let differ = differ.map(|one| task(ENTER.name, one, "核对不一致，重新登记批示", Vec::new()));
        let check = self.of(TO_CHECK).map(|one| task(CHECK.name, one, "核对登记的批示", one.not_by()));
        differ.chain(check).collect()
    }
}

const TO_ENTER: &[Standing] = &[Standing::Sent, Standing::Differs];
const TO_CHECK: &[Standing] = &[Standing::Entered];

/// Print a 呈批件.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submit {
    /// 呈送的领导.
    pub to: PersonId,
    /// 事由.
    pub subject: String,
    /// 拟办意见.
    pub proposal: String,
}

/// 印制呈批件.
pub const SUBMIT: Action = Action {
    who: &[Role::CaseOfficer, Role::CaseManagement],
    fields: &[
        Field::new("to", "呈送的领导", Input::Person),
        Field::new("subject", "事由", Input::Line),
        Field::new("proposal", "拟办意见", Input::Text),
    ],
    document: Some("submission"),
    help: "印制出来送领导批示；批示后逐字登记并附扫描件。登记只是记录，领导的审批要由本人登录办理，或者从纸面代录“审批（批示）”。",
    ..Action::new("submit", "印制呈批件", &RULE, || {
        answers_of(&Submit { to: "mo".into(), subject: "示例".to_owned(), proposal: "示例".to_owned() })
    })
};

/// Enter what the leader wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterWords {
    /// 呈批件.
    pub submission: String,
    /// 批示原文.
    pub words: String,
    /// 批示日期.
    pub written_on: Day,
    /// 原件存放处.
    pub place: String,
    /// 扫描件.
    pub scan: FileId,
}

/// 登记批示.
pub const ENTER: Action = Action {
    who: &[Role::CaseOfficer, Role::CaseManagement],
    fields: &[
        Field::new("submission", "呈批件", Input::Pick("submissions")),
        Field::new("words", "批示原文", Input::Text).hint("逐字照录，不概括、不增减。"),
        Field::new("written_on", "批示日期", Input::Day),
        Field::new("place", "原件存放处", Input::Line),
        Field::new("scan", "批示的扫描件", Input::File),
    ],
    ..Action::new("enter_words", "登记呈批件批示", &RULE, || {
        answers_of(&EnterWords {
            submission: "1".to_owned(),
            words: "示例".to_owned(),
            written_on: Day::constant(2026, 3, 4),
            place: "示例".to_owned(),
            scan: "file".into(),
        })
    })
};

/// Compare the words with the original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckWords {
    /// 呈批件.
    pub submission: String,
    /// 与原件是否一致.
    pub matches: bool,
    /// 说明.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// 核对批示.
pub const CHECK: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer],
    fields: &[
        Field::new("submission", "呈批件", Input::Pick("submissions_entered")),
        Field::new("matches", "与原件是否一字不差", Input::YesNo),
        Field::new("note", "说明", Input::Text).hint("不一致的，写明哪一处、原件上怎么写。").optional(),
    ],
    help: "由登记人以外的人对照原件或者扫描件逐字核对。",
    ..Action::new("check_words", "核对呈批件批示", &RULE, || {
        answers_of(&CheckWords { submission: "1".to_owned(), matches: true, note: Some("示例".to_owned()) })
    })
};

/// Whom a decision may look at.
pub(super) fn knows(case: &Case) -> impl Iterator<Item = Who> {
    case.submissions.iter().map(|one| Who::Person(one.submitted.to.clone()))
}

pub(super) fn blocked_submit(_case: &Case, _facts: &Facts) -> Vec<Reason> {
    Vec::new()
}

pub(super) fn decide_submit(case: &Case, command: Submit, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    let lacks = |text: &str| text.trim().is_empty();
    missing.unless(!lacks(&command.subject), || Reason::new(&RULE, "请填写事由。").at("subject"));
    missing.unless(!lacks(&command.proposal), || Reason::new(&RULE, "请填写拟办意见。").at("proposal"));
    missing.unless(facts.people.contains_key(&command.to), || {
        Reason::new(&RULE, "人员名册里没有所选的领导，请重新选择。").at("to")
    });
    missing.unless(!case.concerns(&command.to), || {
        Reason::new(&RULE, "不能把呈批件送给本案的当事人，请改送其他领导。").at("to")
    });
    if let Some(ground) =
        super::recusal::excluded(case, facts, &command.to).filter(|_| !case.concerns(&command.to))
    {
        let says = format!("所选的领导{}，应当回避，请改送其他领导。", ground.title());
        missing.add(Reason::new(&super::recusal::RULE, says).at("to"));
    }
    missing.settle()?;
    Ok(vec![Event::Submitted(Submitted {
        number: numbered(case.submissions.0.len()),
        to: command.to,
        subject: command.subject,
        proposal: command.proposal,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_enter(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.submissions.of(TO_ENTER).next().is_some(), || {
        Reason::new(&RULE, "没有等待登记批示的呈批件，请先印制呈批件。").remedy(SUBMIT.name)
    });
    missing.into_reasons()
}

pub(super) fn decide_enter(case: &Case, command: EnterWords, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_enter(case, facts)));
    let one = case.submissions.picked(&command.submission, TO_ENTER);
    missing.unless(one.is_some(), || {
        Reason::new(&RULE, "没有这一件等待登记批示的呈批件，请重新选择。").at("submission")
    });
    missing
        .unless(!command.words.trim().is_empty(), || Reason::new(&RULE, "请逐字照录批示原文。").at("words"));
    missing.unless(!command.place.trim().is_empty(), || {
        Reason::new(&RULE, "请写明原件存放在哪里，核对的人要对照原件。").at("place")
    });
    let sent_on = one.map(|one| one.submitted.on);
    let in_time = command.written_on <= facts.today && sent_on.is_none_or(|on| on <= command.written_on);
    missing.unless(in_time, || {
        Reason::new(&RULE, "批示日期应当在呈送之日到今天之间，请核对。").at("written_on")
    });
    let held = facts.files.get(&command.scan);
    missing.unless(held.is_some(), || Reason::new(&RULE, "没有找到上传的扫描件，请重新上传。").at("scan"));
    missing.settle()?;
    let (Some(one), Some(held)) = (one, held) else { return Ok(Vec::new()) };
    Ok(vec![Event::WordsEntered(WordsEntered {
        number: one.submitted.number,
        words: command.words,
        written_on: command.written_on,
        place: command.place,
        scan: Scan { id: command.scan, name: held.name.clone(), hash: held.hash.clone() },
        by: facts.actor.clone(),
        on: facts.today,
    })])
}

pub(super) fn blocked_check(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.submissions.of(TO_CHECK).next().is_some(), || {
        Reason::new(&RULE, "没有等待核对的批示。").remedy(ENTER.name)
    });
    missing
        .unless(facts.acted_for.is_none(), || Reason::new(&RULE, "核对须由本人登录办理，不能代录或者代理。"));
    missing.into_reasons()
}

pub(super) fn decide_check(case: &Case, command: CheckWords, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_check(case, facts)));
    let one = case.submissions.picked(&command.submission, TO_CHECK);
    missing.unless(one.is_some(), || {
        Reason::new(&RULE, "没有这一件等待核对的批示，请重新选择。").at("submission")
    });
    missing.unless(one.is_none_or(|one| !one.not_by().contains(&facts.actor)), || {
        Reason::new(&RULE, "批示是您登记或者作出的，请由其他人核对。").at("submission")
    });
    let note = command.note.filter(|note| !note.trim().is_empty());
    missing.unless(command.matches || note.is_some(), || {
        Reason::new(&RULE, "不一致的，请写明哪一处不一致、原件上怎么写。").at("note")
    });
    missing.settle()?;
    Ok(vec![Event::WordsChecked(WordsChecked {
        number: one.map_or(0, |one| one.submitted.number),
        matches: command.matches,
        note,
        by: facts.actor.clone(),
        on: facts.today,
    })])
}

/// Words that nobody checked keep the file from being archived.
pub(super) fn unchecked(case: &Case) -> Option<Reason> {
    let one = case.submissions.of(&[Standing::Entered, Standing::Differs]).next()?;
    let says = format!("第{}件呈批件的批示还没有核对一致，核对以后再归档。", one.submitted.number);
    Some(Reason::new(&RULE, says).remedy(CHECK.name))
}

#[cfg(test)]
mod tests;
