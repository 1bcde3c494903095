//! 拟稿 — a paper of a case is put on a sheet: to whom it goes, who countersigns, with which organs (G11).
//!
//! Source: mechanism §3 G11, §6. What the paper says comes from the case and the unit's text (docs/decisions/0041);
//! what is written here stands around it, or after its text. Not decided here: the number, which is drawn at 签发.

use serde::{Deserialize, Serialize};

use super::{
    Event, NUMBER, RULE, gate,
    secrecy::{self, Derivation, Secrecy},
    signing::Substance,
    state::{Issuing, Stage},
};
use crate::{
    day::Day,
    facts::{Facts, Policy},
    form::{Field, Input},
    ids::{PersonId, UnitId},
    issuable::{Issuable, PaperOf},
    kind::{Action, Offer, answers_of},
    people::Role,
    refusal::{self, Missing, Reason, Refusal},
    sheet::Say,
};

/// What stands on a sheet besides the paper's own text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// 主送, where it is another than the text says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// 抄送.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copies: Option<String>,
    /// 报送.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports: Option<String>,
    /// Words after the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<String>,
    /// 拟稿说明.
    pub words: String,
    /// 会签 inside the organ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countersigners: Vec<PersonId>,
    /// The other organs of a joint paper, after the one in charge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joint: Vec<UnitId>,
    /// 机关代字, where it is another than the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// What its 密级 is derived from; 工作秘密 where there is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derived: Option<Derivation>,
}

/// A paper was put on a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    /// Number of the sheet: `稿〔2026〕3号`.
    pub number: String,
    /// Which paper.
    pub of: PaperOf,
    /// Number of its case.
    pub case_number: String,
    /// What the paper is called.
    pub title: String,
    /// What stands on the sheet.
    pub written: Written,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The sheet was written anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redrafted {
    /// What stands on it now.
    pub written: Written,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The sheet was withdrawn; it never had a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Why.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// One who countersigns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countersigner {
    /// Who.
    pub person: PersonId,
}

/// Another organ of a joint paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointOrgan {
    /// Which.
    pub organ: UnitId,
}

/// Put a paper on a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// 案件编号.
    pub case: String,
    /// 文书名称.
    pub paper: String,
    /// Which of several of that name: the number of its event in the timeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<u64>,
    /// What is written.
    #[serde(flatten)]
    pub writing: Writing,
}

/// Write the sheet anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redraft {
    /// What is written.
    #[serde(flatten)]
    pub writing: Writing,
}

/// What is asked whenever a sheet is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writing {
    /// 主送.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// 抄送.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copies: Option<String>,
    /// 报送.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports: Option<String>,
    /// 补充文字.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<String>,
    /// 拟稿说明.
    pub words: String,
    /// 会签人.
    pub countersigners: Vec<Countersigner>,
    /// 联合行文机关.
    pub joint: Vec<JointOrgan>,
    /// 机关代字.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// 涉密情况.
    #[serde(flatten)]
    pub secrecy: Secrecy,
}

/// Withdraw the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdraw {
    /// 撤稿的理由.
    pub why: String,
}

/// Those who draft.
const DRAFTERS: &[Role] = &[Role::CaseManagement, Role::CaseOfficer];

const TO: Field = Field::new("to", "主送", Input::Line).hint("不填的，按文书式样写明的主送。").optional();
const COPIES: Field =
    Field::new("copies", "抄送", Input::Line).hint("平级和下级机关；几个机关用顿号隔开。").optional();
const REPORTS: Field = Field::new("reports", "报送", Input::Line).hint("上级机关。").optional();
const MORE: Field = Field::new("more", "补充文字", Input::Text)
    .hint("接在正文之后，另起一段；正文取自办理记录，这里不能改。")
    .optional();
const WORDS: Field =
    Field::new("words", "拟稿说明", Input::Text).hint("写给核稿、会签、签发的人看，不印在文书上。");
const COUNTERSIGNERS: Field =
    Field::new("countersigners", "会签人", Input::List(&[Field::new("person", "会签人", Input::Person)]))
        .hint("本机关的室主任、分管领导等，同时会签；不需要会签的不填。")
        .optional();
const WORD: Field = Field::new("word", "机关代字", Input::Pick("paper_words"))
    .hint("不选的，用本机关的发文机关代字；每个代字按年度单独编号。")
    .optional();
const JOINT: Field =
    Field::new("joint", "联合行文机关", Input::List(&[Field::new("organ", "联合行文机关", Input::Unit)]))
        .hint("与其他机关联合行文的填写；发文字号用本机关的。")
        .optional();

/// 拟稿.
pub const DRAFT: Action = Action {
    who: DRAFTERS,
    fields: &[
        Field::new("case", "案件编号", Input::Case("")).hint("文书所在的案件，如 容〔2026〕17号。"),
        Field::new("paper", "文书", Input::Line).hint("与案件“文书”页上的名称一致，如 受理通知书。"),
        Field::new("event", "文书序号", Input::Count)
            .hint("同名文书有几份的，填写时间轴上的序号；不填的取最近一份。")
            .optional(),
        TO,
        COPIES,
        REPORTS,
        MORE,
        WORDS,
        COUNTERSIGNERS,
        JOINT,
        WORD,
        secrecy::MARK,
        secrecy::LEVEL,
        secrecy::YEARS,
        secrecy::SOURCE,
        secrecy::SOURCE_NUMBER,
    ],
    opens: true,
    series: Some("稿"),
    help: "从案件“文书”页打开一份文书，点“拟稿发文”，编号和名称会自动填好。发文字号在签发时编定。",
    ..Action::new("draft", "拟稿", &RULE, || {
        answers_of(&Draft {
            case: "容〔2026〕1号".to_owned(),
            paper: "受理通知书".to_owned(),
            event: Some(2),
            writing: sample(),
        })
    })
};

/// 修改稿件.
pub const REDRAFT: Action = Action {
    who: DRAFTERS,
    fields: &[
        TO,
        COPIES,
        REPORTS,
        MORE,
        WORDS,
        COUNTERSIGNERS,
        JOINT,
        WORD,
        secrecy::MARK,
        secrecy::LEVEL,
        secrecy::YEARS,
        secrecy::SOURCE,
        secrecy::SOURCE_NUMBER,
    ],
    help: "修改以后重新核稿、会签。",
    ..Action::new("redraft", "修改稿件", &RULE, || answers_of(&Redraft { writing: sample() }))
};

/// 撤稿.
pub const WITHDRAW: Action = Action {
    who: DRAFTERS,
    fields: &[Field::new("why", "撤稿的理由", Input::Text)],
    help: "签发以前可以撤稿，没有编过发文字号；签发以后只能作废文号。",
    ..Action::new("withdraw", "撤稿", &RULE, || {
        answers_of(&Withdraw { why: "申请人已经撤回申请，不再需要发文。".to_owned() })
    })
};

fn sample() -> Writing {
    Writing {
        to: Some("青澜区土地房屋征收事务中心".to_owned()),
        copies: Some("青澜区委巡察办".to_owned()),
        reports: Some("云江市纪委监委".to_owned()),
        more: Some("联系电话：020-00000000（示范）。".to_owned()),
        words: "请核稿后签发。".to_owned(),
        countersigners: vec![Countersigner { person: "su".into() }],
        joint: vec![JointOrgan { organ: "audit_bureau".into() }],
        word: Some("青纪函".to_owned()),
        secrecy: secrecy::sample(),
    }
}

/// The words that a paper can be numbered with.
pub(super) fn offers(policy: &Policy) -> Vec<Offer> {
    let settings = &policy.settings;
    let usual = Offer { value: settings.paper_word.clone(), label: Say::from(&settings.paper_word) };
    let more = settings.paper_words.iter().map(|one| Offer {
        value: one.word.clone(),
        label: Say::from(format!("{}（{}）", one.word, one.used_for)),
    });
    std::iter::once(usual).chain(more).collect()
}

/// What keeps the paper from being issued at all, whoever asks.
pub(super) fn not_issuable(paper: Option<&Issuable>) -> Vec<Reason> {
    let Some(paper) = paper else {
        let says = "没有找到这份文书，请从案件“文书”页打开文书，点“拟稿发文”。";
        return vec![Reason::new(&RULE, says).at("paper")];
    };
    let mut missing = Missing::new();
    for reason in &paper.lacks {
        missing.add(reason.clone());
    }
    missing.unless(paper.letter, || {
        let says = format!(
            "《{}》是办案中的记录、表格，不编发文字号，不用拟稿发文；需要留存的，从案件“文书”页下载。",
            paper.title
        );
        Reason::new(&RULE, says).at("paper")
    });
    if paper.lacks.is_empty() {
        missing.take(Substance::of(paper));
    }
    missing.into_reasons()
}

/// All that keeps a sheet from being begun now.
pub(super) fn blocked_draft(state: &Issuing, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.drafted.is_none(), || {
        Reason::new(&RULE, "这份发文稿纸已经拟稿，另一份文书请另行拟稿。").remedy("redraft")
    });
    missing.into_reasons()
}

/// A sheet begins.
pub(super) fn decide_draft(state: &Issuing, command: Draft, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_draft(state, facts)));
    missing.take(gate(not_issuable(facts.paper.as_ref())));
    let written = missing.take(written(command.writing, facts));
    let other = facts.paper.iter().flat_map(|paper| &paper.elsewhere).next();
    missing.unless(other.is_none(), || {
        let number = other.map(|one| one.number.clone()).unwrap_or_default();
        let says =
            format!("这份文书已经在发文（{number}），不重复拟稿；要重新发文的，先把那一份撤稿或者作废。");
        Reason::new(&RULE, says).at("paper")
    });
    missing.unless(facts.number.is_some(), || Reason::new(&RULE, "没有取得稿号，请稍后重试。"));
    missing.settle()?;
    let (Some(written), Some(paper)) = (written, &facts.paper) else { return Ok(Vec::new()) };
    let (year, _, _) = facts.today.parts();
    Ok(vec![Event::Drafted(Drafted {
        number: format!("稿〔{year}〕{}号", facts.number.unwrap_or_default()),
        of: paper.of.clone(),
        case_number: paper.case_number.clone(),
        title: paper.title.clone(),
        written,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// What was typed, or all that is wrong with it.
fn written(writing: Writing, facts: &Facts) -> Result<Written, Vec<Reason>> {
    let mut missing = Missing::new();
    let mut countersigners: Vec<PersonId> = Vec::new();
    for Countersigner { person } in writing.countersigners {
        let who = refusal::person(&person);
        let own = facts.person(&person).is_some_and(|one| one.unit == facts.policy.settings.organ);
        let aside = facts.paper.iter().any(|paper| paper.aside.contains(&person));
        let wrong = if countersigners.contains(&person) {
            Some(format!("{who}写了两次，请删去一行。"))
        } else if person == *facts.acting() {
            Some("拟稿人不会签自己拟的稿，请删去这一行。".to_owned())
        } else if aside {
            Some(format!("{who}在本案应当回避，不能会签，请另选会签人。"))
        } else if !own {
            Some(format!("{who}不是本机关的人员；其他机关共同发文的，填写“联合行文机关”。"))
        } else {
            None
        };
        if let Some(says) = wrong {
            missing.add(Reason::new(&RULE, says).at("countersigners"));
        }
        countersigners.push(person);
    }
    let mut joint: Vec<UnitId> = Vec::new();
    for JointOrgan { organ } in writing.joint {
        missing.unless(organ != facts.policy.settings.organ, || {
            Reason::new(&RULE, "本机关是主办机关，不用填在联合行文机关里。").at("joint")
        });
        missing.unless(!joint.contains(&organ), || {
            Reason::new(&RULE, format!("{}写了两次，请删去一行。", refusal::unit(&organ))).at("joint")
        });
        joint.push(organ);
    }
    let settings = &facts.policy.settings;
    let word = writing.word.filter(|word| *word != settings.paper_word);
    missing.unless(word.iter().all(|word| settings.words_of_papers().any(|known| known == word)), || {
        Reason::new(&NUMBER, "本单位没有设定这个机关代字，请从列出的代字里选择。").at("word")
    });
    let derived = missing.take(writing.secrecy.derived(settings)).flatten();
    let reasons = missing.into_reasons();
    if !reasons.is_empty() {
        return Err(reasons);
    }
    let Writing { to, copies, reports, more, words, .. } = writing;
    Ok(Written { to, copies, reports, more, words, countersigners, joint, word, derived })
}

/// All that keeps it from being written anew now.
pub(super) fn blocked_redraft(state: &Issuing, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(matches!(state.stage(), Stage::Drafting | Stage::Checking), || {
        let says = match state.stage() {
            Stage::Countersigning | Stage::Signing => "已经核稿，不能再改；要改的，请领导退回修改。",
            _ => "已经签发，文字不能再改；有错的，作废文号后重新拟稿。",
        };
        Reason::new(&RULE, says)
    });
    missing.into_reasons()
}

/// The sheet is written anew.
pub(super) fn decide_redraft(
    state: &Issuing,
    command: Redraft,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_redraft(state, facts)));
    missing.take(gate(not_issuable(facts.paper.as_ref())));
    let written = missing.take(written(command.writing, facts));
    missing.settle()?;
    let Some(written) = written else { return Ok(Vec::new()) };
    Ok(vec![Event::Redrafted(Redrafted { written, by: facts.acting().clone(), on: facts.acted_on() })])
}

/// All that keeps it from being withdrawn now.
pub(super) fn blocked_withdraw(state: &Issuing, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.signed.is_none(), || {
        Reason::new(&RULE, "已经签发编号，不能撤稿；不再使用的，请领导作废文号并写明理由。").remedy("void")
    });
    let own = state.drafters.contains(facts.acting()) || facts.is(Role::CaseManagement);
    missing.unless(own, || Reason::new(&RULE, "撤稿由拟稿人或者案件监督管理室办理，请转请他们办理。"));
    missing.into_reasons()
}

/// It is withdrawn.
pub(super) fn decide_withdraw(
    state: &Issuing,
    command: Withdraw,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_withdraw(state, facts))?;
    let withdrawn = Withdrawn { why: command.why, by: facts.acting().clone(), on: facts.acted_on() };
    Ok(vec![Event::Withdrawn(withdrawn)])
}

#[cfg(test)]
mod tests;
