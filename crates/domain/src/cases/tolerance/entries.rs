//! The lines that a tolerance case has in the registers: 送达登记簿, 借阅登记簿, 呈批件登记簿.

use super::{
    attempt,
    borrowing::{Borrowing, Standing},
    delivery::Handed,
    feedback,
    notice::Delivery,
    reexamination, revocation,
    state::Case,
    submission::Submission,
    view::{approved, came_back},
};
use crate::{
    day::Day,
    ids::PersonId,
    kind::{CaseRegister, Entry},
    sheet::Say,
};

/// All lines.
pub(super) fn entries(case: &Case) -> Vec<Entry> {
    let mut all = deliveries(case);
    all.extend(case.borrowings.iter().map(borrowing));
    all.extend(case.submissions.iter().map(submission));
    all
}

fn entry(register: CaseRegister, on: Day, number: usize, standing: &'static str, cells: Vec<Say>) -> Entry {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    Entry { register, on, number, standing, cells, due: None }
}

fn day(on: Option<Day>) -> Say {
    on.map_or_else(Say::empty, Say::from)
}

/// Each paper with each recipient, in the order in which they were made.
fn deliveries(case: &Case) -> Vec<Entry> {
    let mut all = notices(case);
    if let Some(made) = &case.determined {
        for who in feedback::recipients(case) {
            let key = feedback::key(&who);
            let handed = case.served.get(&key).map(|served| &served.handed);
            let official = key.strip_prefix("person:").is_some_and(|id| case.concerns(&id.into()));
            let clock = |from: Day| {
                let days = made.review_notice.days;
                format!("自{}起{days}个工作日内可以申请异议复查", from.words())
            };
            let began = feedback::received_on(case, &key).filter(|_| official).map(clock);
            all.push(delivered(case, &key, made.on, handed, began));
        }
    }
    for (official, one) in &case.reexaminations {
        let Some(decided) = &one.decided else { continue };
        let handed = one.served.as_ref().map(|served| &served.handed);
        all.push(delivered(case, &reexamination::key(official), decided.on, handed, None));
    }
    for (official, one) in &case.revocations {
        let Some(revoked) = &one.revoked else { continue };
        let key = revocation::key(official);
        let handed = one.served.as_ref().map(|served| &served.handed);
        let days = case.determined.as_ref().map_or(0, |made| made.review_notice.days);
        let clock = |from: Day| format!("自{}起{days}个工作日内可以向批准撤销的上级提出", from.words());
        all.push(delivered(case, &key, revoked.on, handed, feedback::received_on(case, &key).map(clock)));
    }
    let number = |(at, line): (usize, Line)| {
        entry(CaseRegister::Deliveries, line.on, at + 1, line.standing, line.cells)
    };
    all.into_iter().enumerate().map(number).collect()
}

struct Line {
    on: Day,
    standing: &'static str,
    cells: Vec<Say>,
}

/// What was told before the defence: the notice itself is the delivery.
fn notices(case: &Case) -> Vec<Line> {
    let until = |last: Day| Say::from(format!("申辩至{}", last.words()));
    let line = |to: Say, (delivery, on): (Delivery, Day), proof: &str, last: Day| {
        let standing = Entry::standing_words(CaseRegister::Deliveries, "done");
        let (title, none) = (delivery.title().into(), Say::empty());
        let cells = vec![to, standing, title, on.into(), proof.into(), none.clone(), none, until(last)];
        Line { on, standing: "done", cells }
    };
    let named = |paper: &str, official: &PersonId| Say::from(format!("{paper}，")).and(official);
    let told = case.notified.values().map(|told| {
        let to = named("事实材料和拟认定意见告知书", &told.official);
        line(to, (told.delivery, told.on), &told.proof, told.defence_until)
    });
    let unit = case.unit_held.iter().filter_map(|unit| unit.notified.as_ref()).map(|told| {
        let to = Say::from("对单位的事实材料和拟认定意见告知书，").and(&told.to);
        line(to, (told.delivery, told.on), &told.proof, told.defence_until)
    });
    let anew = case.revocations.values().filter_map(|one| one.notified.as_ref()).map(|told| {
        let to = named("拟撤销认定的事实告知书", &told.official);
        let proof = told.proof.as_deref().unwrap_or_default();
        line(to, (told.delivery, told.on), proof, told.defence_until)
    });
    told.chain(unit).chain(anew).collect()
}

fn delivered(case: &Case, key: &str, made_on: Day, handed: Option<&Handed>, clock: Option<String>) -> Line {
    let standing = match handed {
        None => "open",
        Some(_) if feedback::waits(case, key) => "waits",
        Some(_) => "done",
    };
    let tried = case.attempts.iter().filter(|one| one.paper == key);
    let tried = tried.fold(Say::empty(), |all, one| {
        let line = Say::from(one.attempted_on).and(" ").and(attempt::line(one));
        if all.0.is_empty() { line } else { all.and("；").and(line) }
    });
    let read = case.acknowledged.get(key).map(|read| {
        let when = read.at.map_or_else(|| read.on.to_string(), |at| at.to_string());
        // The whole of it stands in the case: a line of the register only tells two apart.
        let short: String = read.paper_hash.chars().take(8).collect();
        format!("{when}，文书指纹（SM3）{short}…")
    });
    let cells = vec![
        attempt::named(key),
        Entry::standing_words(CaseRegister::Deliveries, standing),
        handed.map_or_else(Say::empty, |handed| handed.delivery().title().into()),
        day(handed.map(Handed::served_on)),
        handed.map_or_else(Say::empty, Handed::words),
        tried,
        read.unwrap_or_default().into(),
        clock.unwrap_or_default().into(),
    ];
    Line { on: handed.map_or(made_on, Handed::served_on), standing, cells }
}

fn borrowing(one: &Borrowing) -> Entry {
    let standing = one.standing().id();
    let cells = vec![
        Say::from(&one.asked.borrower),
        Entry::standing_words(CaseRegister::Borrowings, standing),
        one.what().into(),
        (&one.asked.purpose).into(),
        one.decided.as_ref().map_or_else(Say::empty, approved),
        one.asked.until.into(),
        one.returned.as_ref().map_or_else(Say::empty, came_back),
    ];
    let number = usize::try_from(one.asked.number).unwrap_or(usize::MAX);
    let due = (one.standing() == Standing::Out).then_some(one.asked.until);
    Entry { due, ..entry(CaseRegister::Borrowings, one.asked.on, number, standing, cells) }
}

fn submission(one: &Submission) -> Entry {
    let standing = one.standing().id();
    let words = one.entered.last();
    let cells = vec![
        (&one.submitted.subject).into(),
        Entry::standing_words(CaseRegister::Submissions, standing),
        Say::from(&one.submitted.to),
        one.submitted.on.into(),
        words.map_or_else(Say::empty, |words| Say::from(&words.words)),
        day(words.map(|words| words.written_on)),
        words.map_or_else(Say::empty, |words| Say::from(&words.by)),
        one.checked.as_ref().map_or_else(Say::empty, |checked| {
            let note = checked.note.as_ref().map(|note| format!("：{note}")).unwrap_or_default();
            let word = if checked.matches { "一致" } else { "不一致" };
            Say::from(&checked.by).and(format!(" {} {word}{note}", checked.on))
        }),
    ];
    let number = usize::try_from(one.submitted.number).unwrap_or(usize::MAX);
    entry(CaseRegister::Submissions, one.submitted.on, number, standing, cells)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::entries;
    use crate::{
        cases::tolerance::testing::{Scene, before, command},
        kind::CaseRegister,
    };

    fn lines(scene: &Scene) -> Vec<(&'static str, String)> {
        let all = entries(&scene.case).into_iter();
        all.map(|one| (one.standing, format!("{:?}", one.cells))).collect()
    }

    #[test]
    fn every_paper_stands_once_for_each_recipient_and_says_what_clock_began() {
        let made = lines(&before("serve"));
        // The notice before the defence, and the result for official, unit and source.
        assert_eq!(made.iter().map(|(at, _)| *at).collect::<Vec<_>>(), ["done", "open", "open", "open"]);
        assert!(made[0].1.contains("申辩至"), "{made:?}");
        let here = json!({ "recipient": "person:zhou", "delivery": "here", "served_on": "2026-04-08" });
        let waits = before("serve").after(command("serve", here));
        assert_eq!(lines(&waits)[1].0, "waits");
        assert!(!lines(&waits)[1].1.contains("异议复查"));
        let read = waits.by("zhou").after(command("acknowledge", json!({})));
        let line = &lines(&read)[1];
        assert_eq!(line.0, "done");
        let hash: String = read.case.acknowledged["person:zhou"].paper_hash.chars().take(8).collect();
        assert!(line.1.contains("可以申请异议复查") && line.1.contains(&hash), "{line:?}");
    }

    #[test]
    fn a_line_has_a_cell_for_each_column_a_known_standing_and_a_place_of_its_own() {
        let scene = before("close");
        let submit = json!({ "to": "mo", "subject": "示例", "proposal": "示例" });
        let scene = scene.by("su").after(command("submit", submit));
        let all = entries(&scene.case);
        let places: BTreeSet<_> = all.iter().map(|one| (one.register, one.place())).collect();
        assert_eq!(places.len(), all.len());
        assert!(all.iter().any(|one| one.register == CaseRegister::Submissions));
        for one in &all {
            assert_eq!(one.cells.len(), one.register.columns().len(), "{:?}", one.register);
            assert!(one.register.standings().iter().any(|(id, _)| *id == one.standing), "{}", one.standing);
        }
    }
}
