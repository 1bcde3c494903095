//! 签发 — a leader who neither wrote nor checked it signs; the number is drawn here, and the words are fixed (G11, P7).
//!
//! Source: mechanism §3 G11, §2 P7. A paper that tells a result is signed as [`Substance::Result`], which cannot be made
//! without body, days and "no stay". The number is the version of its series (docs/decisions/0014, 0048). What is signed
//! is what was checked: the same hash.

use serde::{Deserialize, Serialize};

use super::{
    Event, NUMBER, RULE,
    checking::SentBack,
    drafting::not_issuable,
    gate, secrecy,
    state::{Issuing, Stage},
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    issuable::Issuable,
    kind::{Action, answers_of},
    paper_values::{REVIEW_RULE, ReviewWay},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The mark of the series of papers; each 机关代字 has one of its own (`发.青纪`, [`Issuing::series`]).
pub const SERIES: &str = "发";

/// What is signed. There is no result without the way to have it reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Substance {
    /// It tells nobody a result.
    Plain,
    /// It tells somebody a result, and how that is reviewed.
    Result(ReviewWay),
}

impl Substance {
    /// What a paper is, or what it lacks.
    ///
    /// # Errors
    /// A result without body, days or "no stay" ([`REVIEW_RULE`]).
    pub fn of(paper: &Issuable) -> Result<Self, Vec<Reason>> {
        match (&paper.review, paper.notifies) {
            (_, false) => Ok(Self::Plain),
            (Some(way), true) => Ok(Self::Result(way.clone())),
            (None, true) => {
                let says = format!(
                    "《{}》告知处理结果，却没有写全复查的机关、期限和不停止执行，不能发文；请先在案件里补正，或者请系统管理员在本单位设定里设定复查机关。",
                    paper.title
                );
                Err(vec![Reason::new(&REVIEW_RULE, says)])
            }
        }
    }
}

/// It was signed and numbered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// `青纪〔2026〕5号`.
    pub number: String,
    /// What was signed.
    pub substance: Substance,
    /// SM3 of its words without number and date.
    pub hash: String,
    /// 签发意见.
    pub words: String,
    /// What became of the objections of those who countersigned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_objections: Option<String>,
    /// Who did it.
    pub by: PersonId,
    /// The day of the paper.
    pub on: Day,
}

/// Sign it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// 签发意见.
    pub words: String,
    /// 对不同意见的处理.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_objections: Option<String>,
}

/// Send it back instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnDraft {
    /// What is to be changed.
    pub words: String,
}

/// 签发.
pub const ACTION: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("words", "签发意见", Input::Text),
        Field::new("on_objections", "对会签不同意见的处理", Input::Text)
            .hint("会签有不同意见的，写明采纳还是不采纳和理由。")
            .optional(),
    ],
    series: Some(SERIES),
    grave: true,
    help: "签发时编定发文字号，成文日期是签发之日。签发以后文字不能再改，有错只能作废文号、重新发文。",
    ..Action::new("sign", "签发", &RULE, || {
        answers_of(&Sign {
            words: "同意发出。".to_owned(),
            on_objections: Some("采纳，已按会签意见修改。".to_owned()),
        })
    })
};

/// 退回修改.
pub const RETURN: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[Field::new("words", "修改意见", Input::Text).hint("写明哪里要改、怎么改。")],
    help: "退回拟稿人修改；修改以后重新核稿、会签。",
    ..Action::new("return_draft", "退回修改", &RULE, || {
        answers_of(&ReturnDraft { words: "期限写明到哪一天。".to_owned() })
    })
};

/// All that keeps this person from signing it now.
pub(super) fn blocked(state: &Issuing, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.stage() == Stage::Signing, || match state.stage() {
        Stage::Drafting => Reason::new(&RULE, "已经退回修改，修改、核稿以后再签发。").remedy("redraft"),
        Stage::Checking => Reason::new(&RULE, "还没有核稿，不能签发。").remedy("check"),
        Stage::Countersigning => {
            Reason::new(&RULE, "会签或者联合机关的签署还没有完，完了以后再签发。").remedy("countersign")
        }
        _ => Reason::new(&RULE, "已经签发，不重复签发。").remedy("seal"),
    });
    let own = state.drafters.contains(facts.acting());
    missing.unless(!own, || Reason::new(&RULE, "拟稿人不能签发自己拟的稿，请由其他领导签发。"));
    let checked = state.checked.as_ref().is_some_and(|checked| checked.by == *facts.acting());
    missing.unless(!checked, || Reason::new(&RULE, "核稿人不能签发自己核的稿，请由其他领导签发。"));
    missing.into_reasons()
}

/// It is signed; the series moves with it.
pub(super) fn decide(state: &Issuing, command: Sign, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(state, facts)));
    let paper = facts.paper.as_ref();
    missing.take(gate(not_issuable(paper)));
    let read = state.checked.as_ref().map(|checked| checked.hash.as_str());
    missing.unless(read.is_none() || paper.is_none_or(|paper| read == Some(paper.hash.as_str())), || {
        let says = "核稿以后，这份文书的文字变了（案件记录或者文书式样有改动），签发的应当是核过的文字；请退回修改，重新核稿。";
        Reason::new(&RULE, says).remedy("return_draft")
    });
    let other = paper.into_iter().flat_map(|paper| &paper.elsewhere).find(|one| one.signed);
    missing.unless(other.is_none(), || {
        let number = other.map(|one| one.number.clone()).unwrap_or_default();
        Reason::new(&RULE, format!("这份文书已经以{number}发出，不重复编号；要重新发文的，先作废那个文号。"))
    });
    let on_objections = command.on_objections.filter(|words| !words.trim().is_empty());
    missing.unless(state.objections().next().is_none() || on_objections.is_some(), || {
        Reason::new(&RULE, "会签有不同意见，请写明采纳还是不采纳和理由。").at("on_objections")
    });
    let settings = &facts.policy.settings;
    missing.unless(settings.words_of_papers().any(|known| known == state.word(settings)), || {
        let says = format!("机关代字“{}”已经停用，请退回修改，另选代字。", state.word(settings));
        Reason::new(&NUMBER, says).remedy("return_draft")
    });
    missing.unless(state.written.derived.is_none() || settings.state_secrets, || {
        let says = "本系统所在网络不再批准处理国家秘密，标注密级的文书不能签发；请退回修改。";
        Reason::new(&secrecy::RULE, says).remedy("return_draft")
    });
    missing.unless(facts.number.is_some(), || Reason::new(&RULE, "没有取得发文字号，请稍后重试。"));
    missing.settle()?;
    // INVARIANT: not_issuable asked for both a moment ago.
    let Some(paper) = paper else { return Ok(Vec::new()) };
    let substance = Substance::of(paper).map_err(|reasons| Refusal { rule: &REVIEW_RULE, reasons })?;
    let (year, _, _) = facts.today.parts();
    let word = state.word(&facts.policy.settings);
    Ok(vec![Event::Signed(Signed {
        number: format!("{word}〔{year}〕{}号", facts.number.unwrap_or_default()),
        substance,
        hash: paper.hash.clone(),
        words: command.words,
        on_objections,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// All that keeps it from being sent back now.
pub(super) fn blocked_return(state: &Issuing, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(matches!(state.stage(), Stage::Countersigning | Stage::Signing), || {
        let says = match state.stage() {
            Stage::Checking => "还没有核稿，由核稿人退回修改。",
            Stage::Drafting => "已经退回修改。",
            _ => "已经签发，不能退回修改；有错的，作废文号后重新发文。",
        };
        Reason::new(&RULE, says)
    });
    missing.into_reasons()
}

/// It goes back.
pub(super) fn decide_return(
    state: &Issuing,
    command: ReturnDraft,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_return(state, facts))?;
    let sent = SentBack { words: command.words, by: facts.acting().clone(), on: facts.acted_on() };
    Ok(vec![Event::SentBack(sent)])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::{issuable::Elsewhere, paper_values::Within, registers::settings::Settings};

    fn sign() -> Sign {
        Sign { words: "同意".to_owned(), on_objections: None }
    }

    fn ready() -> Issuing {
        given([drafted(), checked(), countersigned("su", true)])
    }

    #[test]
    fn a_leader_who_neither_wrote_nor_checked_it_signs_and_the_number_is_drawn_there() {
        for own in ["lin", "gu"] {
            let refused = decide(&ready(), sign(), &facts(own, &[Role::Leader])).unwrap_err();
            assert_eq!(refused.codes(), ["G11"], "{own}");
        }
        let [Event::Signed(signed)] = &*decide(&ready(), sign(), &leader()).unwrap() else { panic!() };
        assert_eq!((signed.number.as_str(), &signed.substance), ("青纪〔2026〕3号", &Substance::Plain));
        for early in [given([drafted()]), given([drafted(), checked()]), given([drafted(), sent_back()])] {
            assert!(decide(&early, sign(), &leader()).is_err());
        }
        assert!(decide(&with(ready(), [super::super::testing::signed()]), sign(), &leader()).is_err());
    }

    #[test]
    fn the_number_has_the_word_that_was_drafted_while_the_unit_still_uses_it() {
        let written = |word: &str| {
            let mut state = ready();
            state.written.word = Some(word.to_owned());
            state
        };
        let mut facts = leader();
        let more = crate::registers::settings::PaperWord {
            word: "青纪函".to_owned(),
            used_for: "函".to_owned(),
        };
        let settings = Settings { paper_words: vec![more], ..(*facts.policy.settings).clone() };
        facts.policy.settings = std::sync::Arc::new(settings);
        assert_eq!(ready().series(&facts.policy.settings), "发.青纪");
        assert_eq!(written("青纪函").series(&facts.policy.settings), "发.青纪函");
        let events = decide(&written("青纪函"), sign(), &facts).unwrap();
        let Event::Signed(signed) = &events[0] else { panic!() };
        assert_eq!(signed.number, "青纪函〔2026〕3号");
        let refused = decide(&written("青纪办"), sign(), &facts).unwrap_err();
        assert!(refused.reasons[0].says.contains("停用"), "{refused}");
    }

    #[test]
    fn a_result_is_signed_with_body_days_and_no_stay_or_not_at_all() {
        let mut facts = leader();
        let way = |body: &str, days, no_stay| ReviewWay::of(body, Within::WorkingDays(days), no_stay);
        for lacks in
            [None, way("", 15, true), way("青澜区纪委监委", 0, true), way("青澜区纪委监委", 15, false)]
        {
            let paper = facts.paper.as_mut().unwrap();
            (paper.notifies, paper.review) = (true, lacks);
            assert_eq!(decide(&ready(), sign(), &facts).unwrap_err().codes(), ["P7.review"]);
        }
        facts.paper.as_mut().unwrap().review = way("青澜区纪委监委", 15, true);
        let events = decide(&ready(), sign(), &facts).unwrap();
        let Event::Signed(signed) = &events[0] else { panic!() };
        let Substance::Result(way) = &signed.substance else { panic!("{signed:?}") };
        assert!(way.words().contains("15个工作日") && way.words().contains("不停止执行"));
    }

    #[test]
    fn what_is_signed_is_what_was_checked() {
        let mut facts = leader();
        facts.paper.as_mut().unwrap().hash = "h2".to_owned();
        let refused = decide(&ready(), sign(), &facts).unwrap_err();
        assert!(refused.reasons[0].says.contains("文字变了"), "{refused}");
    }

    #[test]
    fn an_objection_is_answered_by_whoever_signs() {
        let state = given([drafted(), checked(), countersigned("su", false)]);
        assert_eq!(decide(&state, sign(), &leader()).unwrap_err().reasons[0].field, Some("on_objections"));
        let answered = Sign { on_objections: Some("不采纳，依据充分".to_owned()), ..sign() };
        assert!(decide(&state, answered, &leader()).is_ok());
    }

    #[test]
    fn a_paper_that_went_out_gets_no_second_number() {
        let mut facts = leader();
        let paper = facts.paper.as_mut().unwrap();
        paper.elsewhere.push(Elsewhere { number: "稿〔2026〕9号".to_owned(), signed: false });
        assert!(decide(&ready(), sign(), &facts).is_ok());
        let other = Elsewhere { number: "青纪〔2026〕2号".to_owned(), signed: true };
        facts.paper.as_mut().unwrap().elsewhere.push(other);
        assert!(decide(&ready(), sign(), &facts).unwrap_err().reasons[0].says.contains("青纪〔2026〕2号"));
    }

    #[test]
    fn what_is_signed_goes_back_to_nobody() {
        let back = || ReturnDraft { words: "改".to_owned() };
        let state = with(ready(), decide_return(&ready(), back(), &leader()).unwrap());
        assert_eq!(state.stage(), Stage::Drafting);
        let signed = with(ready(), [super::super::testing::signed()]);
        assert!(decide_return(&signed, back(), &leader()).unwrap_err().reasons[0].says.contains("作废"));
    }
}
