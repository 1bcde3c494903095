//! What is seen of a sheet: the organ's officers alone. The official concerned sees the paper in the case, as served.

use super::{
    command::ACTIONS,
    drafting::Written,
    row::{row, tasks},
    signing::Substance,
    state::{Issuing, Stage},
};
use crate::{
    day::Day,
    facts::Policy,
    ids::FileId,
    issuable::Stamp,
    kind::{self, Audience},
    sheet::{Block, Say, Section, Sheet, SheetFile, Step, StepState, Tone},
};

fn sees(state: &Issuing, audience: &Audience) -> bool {
    matches!(audience, Audience::Officer(_)) && state.drafted.is_some()
}

/// What `audience` sees.
pub(super) fn view(state: &Issuing, audience: &Audience, policy: &Policy) -> Option<Sheet> {
    sees(state, audience).then(|| sheet(state, policy))
}

/// The files that `audience` may open.
pub(super) fn files(state: &Issuing, audience: &Audience) -> Vec<FileId> {
    let joint = state.joint_signed.iter().filter_map(|one| one.file.clone());
    let sealed = state.sealed.iter().filter_map(|one| one.file.clone());
    let own = joint.chain(sealed).chain(state.papers.files());
    if sees(state, audience) { own.collect() } else { Vec::new() }
}

const fn tone(stage: Stage) -> Tone {
    match stage {
        Stage::Void => Tone::Red,
        Stage::Withdrawn => Tone::Plain,
        Stage::Drafting => Tone::Amber,
        Stage::Done => Tone::Green,
        _ => Tone::Blue,
    }
}

fn sheet(state: &Issuing, policy: &Policy) -> Sheet {
    let row = row(state, policy);
    let stage = state.stage();
    let of = state.drafted.as_ref().map(|drafted| ("案件".to_owned(), Say::from(&drafted.case_number)));
    let section = |id: &str, title: &str, blocks| Section {
        id: id.to_owned(),
        title: title.to_owned(),
        count: None,
        blocks,
    };
    let mut sections = vec![section("sheet", "稿纸内容", on_the_sheet(state))];
    let out = out(state);
    if !out.is_empty() {
        sections.push(section("out", "编号、用印和分发", out));
    }
    let papers = state.papers.blocks();
    if !papers.is_empty() {
        sections.push(section("papers", "代录材料", papers));
    }
    Sheet {
        title: row.title,
        number: row.number,
        status: (stage.words().to_owned(), tone(stage)),
        tags: state.papers.tag().into_iter().collect(),
        facts: of.into_iter().collect(),
        steps: steps(state),
        sections,
        next: kind::next(tasks(state), ACTIONS),
        running: Vec::new(),
    }
}

fn facts(all: Vec<(&str, Say)>) -> Block {
    Block::Facts(all.into_iter().map(|(question, answer)| (question.to_owned(), answer)).collect())
}

fn opinion(by: Say, word: &str, dissent: bool, text: &str, on: Day) -> Block {
    Block::Opinion { by, word: word.to_owned(), dissent, text: text.to_owned(), on }
}

/// `工作秘密`, or level, years and source.
pub(super) fn secrecy(written: &Written) -> Say {
    written.derived.as_ref().map_or_else(|| Say::from("工作秘密"), |derived| Say::from(derived.words()))
}

fn on_the_sheet(state: &Issuing) -> Vec<Block> {
    let Some(drafted) = &state.drafted else { return Vec::new() };
    let written = &state.written;
    let line = |words: Option<&String>, none: &str| Say::from(words.map_or(none, String::as_str));
    let mut all = vec![
        ("文书", Say::from(&drafted.title)),
        ("稿号", Say::from(&drafted.number)),
        ("主送", line(written.to.as_ref(), "按文书式样")),
        ("抄送", line(written.copies.as_ref(), "无")),
        ("报送", line(written.reports.as_ref(), "无")),
        ("拟稿人", Say::list(&state.drafters)),
    ];
    all.push(("涉密情况", secrecy(written)));
    all.extend(written.word.as_ref().map(|word| ("机关代字", Say::from(word))));
    if !written.joint.is_empty() {
        all.push(("联合行文机关", Say::list(&written.joint)));
    }
    if let Some(more) = &written.more {
        all.push(("补充文字", Say::from(more)));
    }
    let mut blocks =
        vec![facts(all), Block::Heading("拟稿说明".to_owned()), Block::Words(Say::from(&written.words))];
    if let Some(back) = &state.sent_back {
        blocks.push(opinion((&back.by).into(), "退回修改", true, &back.words, back.on));
    }
    if let Some(checked) = &state.checked {
        blocks.push(opinion((&checked.by).into(), "核稿通过", false, &checked.words, checked.on));
    }
    for one in &state.countersigned {
        let word = if one.agrees { "会签同意" } else { "会签不同意" };
        blocks.push(opinion((&one.by).into(), word, !one.agrees, &one.words, one.on));
    }
    for one in &state.joint_signed {
        let by = Say::from(&one.organ).and(format!("　{}", one.signer));
        blocks.push(opinion(by, "联合机关签署", false, &one.words, one.signed_on));
    }
    if let Some(signed) = &state.signed {
        blocks.push(opinion((&signed.by).into(), "签发", false, &signed.words, signed.on));
        if let Some(answer) = &signed.on_objections {
            let says = Say::from("对会签不同意见的处理：").and(answer);
            blocks.push(Block::Note { tone: Tone::Amber, says });
        }
    }
    if let Some(withdrawn) = &state.withdrawn {
        let says = Say::from("已经撤稿：").and(&withdrawn.why);
        blocks.push(Block::Note { tone: Tone::Plain, says });
    }
    blocks
}

fn out(state: &Issuing) -> Vec<Block> {
    let Some(signed) = &state.signed else { return Vec::new() };
    let mut blocks = Vec::new();
    if let Some(voided) = &state.voided {
        let mut says = Say::from(format!("{}已经作废：{}", voided.number, voided.why));
        if let Some(recalled) = &voided.recalled {
            says = says.and("收回情况：").and(recalled);
        }
        blocks.push(Block::Note { tone: Tone::Red, says });
    }
    let review = match &signed.substance {
        Substance::Plain => "不告知处理结果，不涉及复查".to_owned(),
        Substance::Result(way) => way.words(),
    };
    blocks.push(facts(vec![
        ("发文字号", Say::from(&signed.number)),
        ("成文日期", signed.on.into()),
        ("签发人", Say::from(&signed.by)),
        ("复查告知", Say::from(review)),
        ("签发文字的校验值（SM3）", Say::from(&signed.hash)),
    ]));
    if let Some(sealed) = &state.sealed {
        blocks.push(Block::Heading("用印".to_owned()));
        blocks.push(facts(vec![
            ("印章", Say::from(&sealed.seal)),
            ("用印方式", sealed.way.title().into()),
            ("用印份数", Say::from(format!("{} 份", sealed.copies))),
            ("用印人", Say::from(&sealed.by)),
            ("用印日期", sealed.on.into()),
        ]));
        let image = |stamp: &Stamp| facts(vec![("印章图像的校验值（SM3）", Say::from(&stamp.image))]);
        blocks.extend(sealed.stamp.as_ref().map(image));
        blocks.extend(sealed.file.as_ref().map(|id| {
            let name = "用印后的文书".to_owned();
            let hash = sealed.stamp.as_ref().map(|stamp| stamp.hash.clone()).unwrap_or_default();
            Block::Files(vec![SheetFile { id: id.clone(), name, hash }])
        }));
    }
    if let Some(dispatched) = &state.dispatched {
        blocks.push(Block::Heading(format!("分发（{}）", dispatched.on.words())));
        let row = |one: &super::dispatching::Recipient| {
            vec![Say::from(&one.name), Say::from(one.copies.to_string()), one.by.title().into()]
        };
        blocks.push(Block::Table {
            head: ["收文单位或者人员", "份数", "方式"].map(str::to_owned).to_vec(),
            rows: dispatched.recipients.iter().map(row).collect(),
        });
    }
    blocks
}

fn steps(state: &Issuing) -> Vec<Step> {
    let countersigned = state.countersigned.last().map(|e| e.on).into_iter();
    let countersigned = countersigned.chain(state.joint_signed.last().map(|e| e.on)).max();
    let none = state.written.countersigners.is_empty() && state.written.joint.is_empty();
    let waits = state.stage() == Stage::Countersigning;
    let days: [(&str, Option<Day>); 6] = [
        ("拟稿", state.drafted.as_ref().filter(|_| state.sent_back.is_none()).map(|e| e.on)),
        ("核稿", state.checked.as_ref().map(|e| e.on)),
        ("会签", if none { state.checked.as_ref().map(|e| e.on) } else { countersigned.filter(|_| !waits) }),
        ("签发", state.signed.as_ref().map(|e| e.on)),
        ("用印", state.sealed.as_ref().map(|e| e.on)),
        ("分发", state.dispatched.as_ref().map(|e| e.on)),
    ];
    let mut steps = kind::steps(days, !state.stage().over());
    for step in steps.iter_mut().filter(|step| none && step.title == "会签" && step.state == StepState::Done)
    {
        "不需要".clone_into(&mut step.note);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::people::Role;

    #[test]
    fn officials_units_and_members_see_no_sheet() {
        let policy = Policy::default();
        let state = given([drafted(), checked(), countersigned("su", true), signed()]);
        assert!(view(&state, &Audience::Officer(Role::CaseManagement), &policy).is_some());
        for other in [
            Audience::Official("zhou".into()),
            Audience::Unit("center".into()),
            Audience::Consulted("su".into()),
            Audience::Organisation,
            Audience::Custodian,
        ] {
            assert_eq!(view(&state, &other, &policy), None);
            assert_eq!(files(&state, &other), []);
        }
    }
}
