//! Texts that are written and changed before they count: the versions of each can be compared.
//!
//! A reader sees who changed what when; which version counts, the step says that rests on it.

use super::Event;
use crate::{
    ids::PersonId,
    judgement::{five_dimensions::Finding, outcome::Measure},
    kind::Draft,
    sheet::Say,
};

/// The text that an event writes.
pub(super) fn draft(event: &Event) -> Option<Draft> {
    match event {
        Event::MinutesSent(sent) => Some(of("minutes", "会商纪要", &sent.text)),
        Event::Composed(composed) => Some(of("agenda", "会商议题", &composed.agenda)),
        Event::ConsultationClosed(closed) => Some(of("conclusion", "会商结论", &closed.conclusion)),
        Event::Reported(reported) => Some(of("report", "核实报告", &reported.says)),
        Event::Reviewed(reviewed) => Some(of("review", "审理意见", &reviewed.why)),
        Event::Notified(notified) => {
            let key = format!("notified/{}", notified.official);
            Some(about(&key, "告知的事实材料", &notified.official, Say::from(&notified.facts)))
        }
        Event::BaselineSet(set) => {
            let key = format!("baseline/{}/{}", set.official, set.track.id());
            let title = format!("本应给予的档次（{}）", set.track.title());
            let text = format!("本应给予：{}\n依据和理由：{}", set.grade.title(), set.why);
            Some(about(&key, &title, &set.official, text.into()))
        }
        Event::OutcomeProposed(one) => {
            let key = format!("proposed/{}/{}", one.official, one.track.id());
            let title = format!("拟认定意见（{}）", one.track.title());
            let mut lines = vec![format!("结果：{}", one.outcome.words_on(one.track))];
            lines.extend(one.mitigated_to.map(|grade| format!("减轻后的档次：{}", grade.title())));
            lines.push(format!("依据：{}", one.clause));
            if one.measure != Measure::None {
                lines.push(format!("教育措施：{}", one.measure.title()));
            }
            lines.push(format!("理由：{}", one.why));
            Some(about(&key, &title, &one.official, lines.join("\n").into()))
        }
        Event::Found(found) => {
            let key = format!("found/{}", found.official);
            let mut lines: Vec<String> = Vec::new();
            lines.extend(found.lenience.map(|lenience| format!("宽容情形：{}", lenience.title())));
            let bars = found.bars.iter().map(|b| line(b.bar.title(), b.standing.title(), &b.finding));
            lines.extend(bars);
            let sides = found.distinctions.iter();
            lines.extend(sides.map(|d| line(d.distinction.title(), d.side.title(), &d.finding)));
            let rated = found.dimensions.iter();
            lines.extend(rated.map(|d| line(d.dimension.title(), d.rating.title(), &d.finding)));
            Some(about(&key, "核实认定", &found.official, lines.join("\n").into()))
        }
        Event::UnitOutcomeProposed(one) => Some(of("unit_proposed", "对单位的拟认定意见", &one.why)),
        _ => None,
    }
}

fn line(question: &str, answer: &str, finding: &Finding) -> String {
    let rests = match &finding.tried {
        Some(tried) if finding.evidence.is_empty() => format!("查无证据：{tried}"),
        _ => format!("证据{}", finding.evidence.join("、")),
    };
    format!("{question}：{answer}。{}（{rests}）", finding.why)
}

fn of(key: &str, title: &str, text: &str) -> Draft {
    Draft { key: key.to_owned(), title: title.into(), text: text.into() }
}

fn about(key: &str, title: &str, official: &PersonId, text: Say) -> Draft {
    Draft { key: key.to_owned(), title: Say::from(title).and("：").and(official), text }
}
