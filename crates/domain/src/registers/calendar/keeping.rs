//! 放假安排 — the keeper of the policy enters the State Council's notice of a year, and days off of the place with the
//! authority that gave them.
//!
//! Limits that run past the known calendar are computed, never stored: entering a notice moves all of them at once.
//! What was notified in writing keeps its day (`cases::tolerance::notice`).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::CalendarEvent;
use crate::{
    calendar::Calendar,
    day::Day,
    form::{Field, Input},
    kind::Failure,
    people::Role,
    refusal::Missing,
    registers::keeping::{Act, Keep, Keeping, at, typed},
    sheet::{Block, Say, Tone},
};

const KEEPER: &[Role] = &[Role::PolicyOfficer];

/// The holidays that every notice names.
const HOLIDAYS: [&str; 7] = ["元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆"];
/// Days of one holiday at most.
const LONGEST: usize = 15;
/// The month from which the notice of the next year is expected.
const EXPECTED_FROM: i8 = 11;

const OFF: &[Field] = &[
    Field::new("name", "节日", Input::Line).hint("如“春节”。"),
    Field::new("from", "放假第一天", Input::Day),
    Field::new("until", "放假最后一天", Input::Day),
];

const WORK: &[Field] =
    &[Field::new("day", "上班的周末", Input::Day), Field::new("name", "为哪个节日调休", Input::Line)];

#[derive(Deserialize)]
struct Period {
    name: String,
    from: Day,
    until: Day,
}

#[derive(Deserialize)]
struct Worked {
    day: Day,
    name: String,
}

#[derive(Deserialize)]
struct Notice {
    title: String,
    number: String,
    year: i64,
    off: Vec<Period>,
    #[serde(default)]
    work: Vec<Worked>,
}

#[derive(Deserialize)]
struct Local {
    name: String,
    from: Day,
    until: Day,
    authority: String,
    document: String,
}

/// The days of a period; a fault where it runs backwards or too long.
fn days(period: &Period, field: &'static str, missing: &mut Missing) -> BTreeMap<Day, String> {
    let Period { name, from, until } = period;
    let all: Vec<Day> = std::iter::successors(Some(*from), |day| Some(day.next()))
        .take_while(|day| day <= until)
        .take(LONGEST + 1)
        .collect();
    missing.unless(!all.is_empty(), || at(field, format!("“{name}”的最后一天早于第一天，请更正。")));
    missing
        .unless(all.len() <= LONGEST, || at(field, format!("“{name}”超过 {LONGEST} 天，请核对放假通知。")));
    all.into_iter().map(|day| (day, name.clone())).collect()
}

impl Calendar {
    fn notice(&self, notice: Notice) -> Result<CalendarEvent, Failure> {
        let mut missing = Missing::new();
        let year = i16::try_from(notice.year).unwrap_or_default();
        let ends = [(1, 1), (12, 31)].map(|(month, day)| Day::new(year, month, day));
        let [Some(from), Some(until)] = ends else {
            missing.add(at("year", "年份不对，请写四位数字，如 2027。"));
            missing.settle()?;
            return Err(Failure::UnreadableAnswers("year".to_owned()));
        };
        let known = self.known_until.map_or(year, |known| known.parts().0);
        missing.unless((2000..=2199).contains(&year), || at("year", "年份不对，请写四位数字，如 2027。"));
        missing.unless(year <= known + 1, || {
            at(
                "year",
                format!("还没有 {} 年的放假安排，中间不能缺一年，请先录入 {} 年的。", known + 1, known + 1),
            )
        });
        let mut off = BTreeMap::new();
        for period in &notice.off {
            off.extend(days(period, "off", &mut missing));
        }
        let mut work = BTreeMap::new();
        for Worked { day, name } in notice.work {
            missing.unless(day.is_weekend(), || {
                at("work", format!("{}不是周末，不用写成调休上班。", day.words()))
            });
            missing.unless(!off.contains_key(&day), || {
                at("work", format!("{}既写成放假又写成上班，请核对放假通知。", day.words()))
            });
            work.insert(day, name);
        }
        // The holiday of the New Year may begin in the year before.
        let early = from.plus(-10);
        for day in off.keys().chain(work.keys()).filter(|day| **day < early || **day > until) {
            missing.add(at("year", format!("{}不在 {year} 年，请核对年份。", day.words())));
        }
        for name in HOLIDAYS {
            missing.unless(off.values().any(|one| one.contains(name)), || {
                at("off", format!("没有写“{name}”，请对照放假通知补上。"))
            });
        }
        missing.settle()?;
        Ok(CalendarEvent::NoticeImported {
            title: notice.title,
            from,
            until,
            off,
            work,
            source: notice.number,
        })
    }

    fn local(local: Local, today: Day) -> Result<CalendarEvent, Failure> {
        let mut missing = Missing::new();
        let Local { name, from, until, authority, document } = local;
        let off = days(&Period { name, from, until }, "until", &mut missing);
        missing.unless(from >= today, || at("from", "已经过去的日子不能改成放假，请核对。"));
        missing.settle()?;
        Ok(CalendarEvent::LocalDaysOff { off, authority, document })
    }

    /// What is wrong with what is known of the calendar on `today`: whether limits are wrong already, and the words.
    pub fn alarm(&self, today: Day) -> Option<(bool, String)> {
        let (year, month, _) = today.parts();
        let Some(known) = self.known_until else {
            return Some((true, "还没有录入放假安排，所有期限都只是“预计”，请马上录入。".to_owned()));
        };
        if known < today {
            let says = format!(
                "放假安排只录到{}，所有期限都只是“预计”，请马上录入 {year} 年的放假安排。",
                known.words()
            );
            return Some((true, says));
        }
        (known.parts().0 <= year && month >= EXPECTED_FROM).then(|| {
            let says = format!(
                "放假安排录到{}。{} 年的通知公布后请及时录入；在那以前，跨年的期限标为“预计”。",
                known.words(),
                year + 1
            );
            (false, says)
        })
    }
}

/// Days one after the other as one period: the first, the last, the name.
fn periods(days: &BTreeMap<Day, String>) -> Vec<(Day, Day, &str)> {
    let mut found: Vec<(Day, Day, &str)> = Vec::new();
    for (day, name) in days {
        match found.last_mut() {
            Some((_, last, known)) if last.next() == *day && *known == name.as_str() => *last = *day,
            _ => found.push((*day, *day, name)),
        }
    }
    found
}

impl Keep for Calendar {
    const ACTS: &'static [Act] = &[
        Act::new(
            "import_notice",
            "录入放假安排",
            KEEPER,
            &[
                Field::new("title", "通知名称", Input::Line)
                    .hint("如“国务院办公厅关于2027年部分节假日安排的通知”。"),
                Field::new("number", "文号", Input::Line).hint("如“国办发明电〔2026〕7号”。"),
                Field::new("year", "哪一年", Input::Count),
                Field::new("off", "放假", Input::List(OFF)),
                Field::new("work", "调休上班的周末", Input::List(WORK)).optional(),
            ],
            "对照通知原文录入。录入后，标为“预计”的在办期限立即重新计算，并列出变了的；已经书面告知的期限不会缩短。",
        ),
        Act::new(
            "local_days_off",
            "登记本地放假",
            KEEPER,
            &[
                Field::new("name", "名称", Input::Line).hint("如“防御台风全市停工”。"),
                Field::new("from", "第一天", Input::Day),
                Field::new("until", "最后一天", Input::Day),
                Field::new("authority", "决定放假的机关", Input::Line),
                Field::new("document", "文件或者公告", Input::Line).hint("文号，或者公告的名称和日期。"),
            ],
            "只登记有权机关决定的放假、停工；这些日子不计入工作日，期限末日顺延。",
        ),
    ];

    fn exists(&self) -> bool {
        true
    }

    fn keep(&self, act: &str, answers: Value, keeping: &Keeping) -> Result<Vec<CalendarEvent>, Failure> {
        Ok(vec![match act {
            "import_notice" => self.notice(typed(answers)?)?,
            "local_days_off" => Self::local(typed(answers)?, keeping.today)?,
            other => return Err(Failure::UnknownAction(other.to_owned())),
        }])
    }

    fn shown(&self, today: Day) -> Vec<Block> {
        let mut blocks = Vec::new();
        if let Some((urgent, says)) = self.alarm(today) {
            let tone = if urgent { Tone::Red } else { Tone::Amber };
            blocks.push(Block::Note { tone, says: Say::from(says) });
        }
        let (year, _, _) = today.parts();
        let lately = |days: &BTreeMap<Day, String>| -> Vec<Vec<Say>> {
            let days: BTreeMap<_, _> = days
                .iter()
                .filter(|(day, _)| day.parts().0 >= year)
                .map(|(day, name)| (*day, name.clone()))
                .collect();
            let row = |(from, until, name): (Day, Day, &str)| {
                vec![Say::from(name), Say::from(from), Say::from(until)]
            };
            periods(&days).into_iter().map(row).collect()
        };
        for (title, days) in [("放假", &self.off), ("调休上班", &self.work), ("本地放假", &self.local)]
        {
            blocks.push(Block::Heading(format!("{title}（{year} 年起）")));
            blocks.push(Block::Table {
                head: ["名称", "第一天", "最后一天"].map(str::to_owned).to_vec(),
                rows: lately(days),
            });
        }
        blocks
    }

    fn told(event: &CalendarEvent) -> (&'static str, Say) {
        match event {
            CalendarEvent::NoticeImported { title, off, work, source, .. } => {
                let says = format!("{title}（{source}）：放假 {} 天，调休上班 {} 天", off.len(), work.len());
                ("录入放假安排", Say::from(says))
            }
            CalendarEvent::LocalDaysOff { off, authority, document } => {
                let name = off.values().next().map_or("", String::as_str);
                ("登记本地放假", Say::from(format!("{name}，{} 天，{authority}，{document}", off.len())))
            }
            CalendarEvent::LimitsMoved { moved } => {
                let says = if moved.is_empty() {
                    "没有在办期限因此变动".to_owned()
                } else {
                    format!("{} 个在办期限的末日因此变动", moved.len())
                };
                ("重新计算期限", Say::from(says))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    use crate::registers::{
        Register as _,
        keeping::{
            decide,
            tests::{keeping, refused},
        },
    };

    fn known() -> Calendar {
        Calendar { known_until: Day::parse("2026-12-31"), ..Calendar::default() }
    }

    fn by() -> Keeping {
        keeping("qu", Role::PolicyOfficer, "main")
    }

    /// Invented days; the names are those of the law.
    fn notice(year: i64) -> Value {
        let off: Vec<_> = HOLIDAYS
            .iter()
            .zip(1_i64..)
            .map(|(name, at)| json!({"name": name, "from": format!("{year}-{at:02}-02"), "until": format!("{year}-{at:02}-03")}))
            .collect();
        json!({"title": "示范通知", "number": "示范〔2026〕1号", "year": year, "off": off,
            "work": [{"day": format!("{year}-01-09"), "name": "元旦"}]})
    }

    #[test]
    fn a_notice_makes_the_next_year_known_and_no_year_is_left_out() {
        let events = decide(&known(), "import_notice", notice(2027), &by()).unwrap();
        let after = events.iter().fold(known(), |calendar, event| calendar.evolve(event, by().today));
        assert_eq!(after.known_until, Day::parse("2027-12-31"));
        assert!(!after.is_work_day(Day::parse("2027-02-02").unwrap()));
        assert!(after.is_work_day(Day::parse("2027-01-09").unwrap()), "a Saturday that is worked");
        assert!(refused(decide(&known(), "import_notice", notice(2028), &by())).contains("中间不能缺一年"));
    }

    #[test]
    fn slips_in_a_notice_are_said_at_once() {
        let mut wrong = notice(2027);
        wrong["off"][0]["until"] = json!("2027-01-01");
        wrong["off"][6]["name"] = json!("假期");
        wrong["work"] =
            json!([{"day": "2027-02-02", "name": "春节"}, {"day": "2026-05-09", "name": "劳动节"}]);
        let says = refused(decide(&known(), "import_notice", wrong, &by()));
        for part in ["早于第一天", "没有写“国庆”", "不是周末", "既写成放假又写成上班", "不在 2027 年"]
        {
            assert!(says.contains(part), "{part}: {says}");
        }
    }

    #[test]
    fn a_day_off_of_the_place_outlives_the_notice_of_its_year() {
        let local = json!({"name": "防御台风停工", "from": "2026-09-24", "until": "2026-09-24",
            "authority": "市防汛防旱防风总指挥部", "document": "公告（示范）"});
        let events = decide(&known(), "local_days_off", local.clone(), &by()).unwrap();
        let calendar = events.iter().fold(known(), |calendar, event| calendar.evolve(event, by().today));
        let mut again = notice(2026);
        again["work"] = json!([]);
        let notice = decide(&calendar, "import_notice", again, &by()).unwrap();
        let calendar = notice.iter().fold(calendar, |calendar, event| calendar.evolve(event, by().today));
        assert!(!calendar.is_work_day(Day::parse("2026-09-24").unwrap()));
        let mut past = local;
        past["from"] = json!("2026-02-02");
        assert!(refused(decide(&known(), "local_days_off", past, &by())).contains("from:"));
    }

    #[test]
    fn a_missing_year_is_an_alarm() {
        let on = |day: &str| known().alarm(Day::parse(day).unwrap()).map(|(urgent, _)| urgent);
        assert_eq!(on("2026-10-31"), None);
        assert_eq!(on("2026-11-01"), Some(false));
        assert_eq!(on("2027-01-01"), Some(true));
        assert_eq!(Calendar::default().alarm(by().today).map(|(urgent, _)| urgent), Some(true));
    }
}
