//! The consultation as officers see it: attendance with recusals counted first, every opinion and dissent by
//! name, who still has to, the minutes with each member's correction; earlier meetings with their opinions.

use super::sections::{facts, heading, note, opinion, table};
use crate::{
    cases::tolerance::{
        consultation::{Consultation, Form, Opinion, meeting},
        recusal,
        state::Case,
    },
    facts::Policy,
    ids::PersonId,
    sheet::{Block, Say, Seat, SeatState, Tone},
};

/// Every meeting; the one that runs first, with what can be done in it.
pub(super) fn shown(case: &Case, policy: &Policy) -> Vec<Block> {
    let mut blocks = Vec::new();
    let past = case.past_consultations.iter().filter(|c| c.held.is_some()).count();
    if past > 0 {
        let says = format!("此前会商 {past} 次，意见原样保留，其中的不同意见同样报决定机构开阅。");
        blocks.push(note(Tone::Plain, says));
    }
    blocks.extend(case.reconvened.iter().map(|again| {
        let says = Say::from(again.on).and("提出再次会商。").and(again.ground.title()).and("：");
        note(Tone::Amber, says.and(&again.why))
    }));
    if let Some(now) = &case.consultation {
        blocks.extend(one(case, now, policy, true));
    }
    for (at, before) in case.past_consultations.iter().enumerate().rev() {
        blocks.push(heading(&format!("第 {} 次会商（此前）", at + 1)));
        blocks.extend(one(case, before, policy, false));
    }
    blocks
}

fn one(case: &Case, consultation: &Consultation, policy: &Policy, now: bool) -> Vec<Block> {
    let composed = &consultation.composed;
    let mut blocks = vec![
        heading(composed.form.title()),
        facts([
            ("日期", Say::from(composed.meets_on)),
            ("分量", composed.weight.title().into()),
            ("主持", Say::from(&composed.chair)),
            ("议题", Say::from(&composed.agenda)),
        ]),
        attendance(case, consultation, policy),
        seats(case, consultation),
        members(case, consultation, now),
    ];
    for given in &consultation.opinions {
        let dissent = given.opinion != Opinion::Agree;
        blocks.push(opinion(&given.member, given.opinion.title(), &given.why, given.on, dissent));
    }
    if let Some(minutes) = &consultation.minutes {
        blocks.push(heading("会商纪要"));
        blocks.push(Block::Words(Say::from(&minutes.text)));
        for answer in &consultation.answers {
            let text = answer.correction.as_deref().unwrap_or("无修改");
            blocks.push(opinion(&answer.member, "核改", text, answer.on, false));
        }
    }
    if let Some(closed) = &consultation.closed {
        blocks.push(facts([("会商结论", Say::from(&closed.conclusion)), ("结束", Say::from(closed.on))]));
    } else if now {
        blocks.extend(waits_for(consultation));
    }
    blocks
}

/// Whether somebody does not count: once it is held as it was counted, before as it is decided so far.
fn aside(case: &Case, consultation: &Consultation, person: &PersonId) -> bool {
    match &consultation.held {
        Some(held) => held.recused.contains(person),
        None => case.upheld(person),
    }
}

fn attendance(case: &Case, consultation: &Consultation, policy: &Policy) -> Block {
    let members = consultation.composed.members.iter().map(|m| &m.person);
    let invited = members.clone().count();
    let recused = members.filter(|person| aside(case, consultation, person)).count();
    let due = invited - recused;
    let needed = meeting::needed(due, policy);
    let written = consultation.composed.form == Form::Written;
    let came = match &consultation.held {
        Some(held) => Some(held.present.len()),
        None if written => Some(consultation.opinions.len()),
        None => None,
    };
    let (num, den) = policy.settings.attendance;
    let there = if written { "书面回复" } else { "到会" };
    let counts = [
        (invited.to_string(), "通知人数"),
        (recused.to_string(), "回避，先扣除"),
        (due.to_string(), "应到"),
        (needed.to_string(), "不少于"),
        (
            came.map_or_else(|| "—".to_owned(), |came| came.to_string()),
            if written { "已回复" } else { "实到" },
        ),
    ];
    let met = came.map(|came| came >= needed).filter(|met| consultation.held.is_some() || *met);
    Block::Tally {
        met,
        says: format!("先扣除回避人员，{there}不少于应到的{den}分之{num}。"),
        counts: counts.into_iter().map(|(count, what)| (count, what.to_owned())).collect(),
    }
}

fn seats(case: &Case, consultation: &Consultation) -> Block {
    let composed = &consultation.composed;
    let seat = |member: &crate::cases::tolerance::consultation::Member| {
        let person = &member.person;
        let asked = recusal::pending(case).any(|asked| asked.person == *person);
        let given = consultation.opinion_of(person).is_some();
        let (word, state) = match &consultation.held {
            _ if aside(case, consultation, person) => ("回避，不计入", SeatState::Out),
            Some(held) if held.present.contains(person) => ("到会", SeatState::In),
            Some(_) if given => ("缺席，有书面意见", SeatState::Away),
            Some(_) => ("缺席", SeatState::Away),
            None if asked => ("回避申请待决定", SeatState::Away),
            None if given => ("已提交意见", SeatState::In),
            None => ("待到会", SeatState::Away),
        };
        let chair = if *person == composed.chair { "（主持）" } else { "" };
        Seat {
            who: Say::from(person).and(format!("{chair} ")).and(&member.unit),
            word: word.to_owned(),
            state,
        }
    };
    Block::Seats(composed.members.iter().map(seat).collect())
}

/// The members with what each still has to do.
fn members(case: &Case, consultation: &Consultation, now: bool) -> Block {
    let open = now && consultation.closed.is_none();
    let unanswered = consultation.unanswered();
    let rows = consultation.composed.members.iter().map(|member| {
        let person = &member.person;
        let given = consultation.opinion_of(person);
        let answered = consultation.answers.iter().find(|answer| answer.member == *person);
        let minutes = match (&consultation.minutes, answered) {
            (None, _) => "—",
            (Some(_), Some(answer)) if answer.correction.is_some() => "已提出修改",
            (Some(_), Some(_)) => "没有修改",
            (Some(_), None) if unanswered.contains(&person) => "待核改",
            (Some(_), None) => "不参加核改",
        };
        let counts = !aside(case, consultation, person);
        let fill = [("acted_for", person.as_str()), ("layout", "paper")];
        let act = if open && counts && given.is_none() && consultation.minutes.is_none() {
            Say::act("give_opinion", "录入意见", &fill)
        } else if open && consultation.minutes.is_some() && unanswered.contains(&person) {
            Say::act("answer_minutes", "代录核改", &fill)
        } else {
            Say::empty()
        };
        let word = given.map_or("没有提交", |given| given.opinion.title());
        vec![Say::from(person), Say::from(&member.unit), word.into(), minutes.into(), act]
    });
    table(&["成员", "部门", "会商意见", "核改纪要", "办理"], rows.collect())
}

/// Who still has to do what before it can close.
fn waits_for(consultation: &Consultation) -> Option<Block> {
    let (who, what) = if consultation.held.is_none() {
        let silent = consultation.composed.members.iter().map(|m| &m.person);
        let silent: Vec<_> = silent.filter(|person| consultation.opinion_of(person).is_none()).collect();
        (silent, "提交会商意见")
    } else if consultation.minutes.is_none() {
        (consultation.silent(), "提交会商意见，之后才能送纪要")
    } else {
        (consultation.unanswered(), "核改纪要，之后才能结束会商")
    };
    if who.is_empty() {
        return None;
    }
    let says = Say::from(format!("还有 {} 人要{what}：", who.len())).and(Say::list(who)).and("。");
    Some(note(Tone::Amber, says))
}
