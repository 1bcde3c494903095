//! Words, people, units, limits and rules as JSON: ids with their names beside them.

use rongheng_app::page::{DueOn, Names};
use rongheng_domain::{
    calendar::Calendar,
    day::Day,
    ids::{PersonId, UnitId},
    people::Role,
    refusal::Reason,
    rule::Rule,
    sheet::{Doer, Running, Say, Span, Tone},
    time_limit::{Due, Mark, explain},
};
use serde_json::{Value, json};

use super::answer::Object;
use crate::render::light::{self, LightView};

/// What names and days are shown with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct With<'a> {
    /// Names of people, units, circumstances.
    pub names: &'a Names,
    /// Days off.
    pub calendar: &'a Calendar,
    /// Today.
    pub today: Day,
}

/// A person.
pub(crate) fn person(id: &PersonId, names: &Names) -> Value {
    json!({"id": id.0, "name": names.person(id)})
}

/// A unit.
pub(crate) fn unit(id: &UnitId, names: &Names) -> Value {
    json!({"id": id.0, "name": names.unit(id)})
}

/// A role.
pub(crate) fn role(role: Role) -> Value {
    json!({"id": role.id(), "title": role.title()})
}

/// Words, with whom they mention.
pub(crate) fn say(say: &Say, names: &Names) -> Value {
    let mentions = say.0.iter().filter_map(|span| match span {
        // What can be done stands under `actions`, with its form.
        Span::Text(_) | Span::Act { .. } => None,
        Span::Person(id) => Some(json!({"person": person(id, names)})),
        Span::Unit(id) => Some(json!({"unit": unit(id, names)})),
        Span::Circumstance(code) => {
            let title = names.circumstances.get(code).unwrap_or(code);
            Some(json!({"circumstance": {"code": code, "title": title}}))
        }
    });
    Object::new().with("text", names.say(say)).list("mentions", mentions).into()
}

/// A colour with its meaning.
pub(crate) fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Amber => "amber",
        Tone::Red => "red",
        Tone::Green => "green",
        Tone::Blue => "blue",
    }
}

/// Who must act.
pub(crate) fn doer(who: &Doer, names: &Names) -> Value {
    match who {
        Doer::Role(one) => json!({"role": role(*one)}),
        Doer::Person(id) => json!({"person": person(id, names)}),
        Doer::Unit(id) => json!({"unit": unit(id, names)}),
    }
}

/// A rule with the words it was taken from.
pub(crate) fn rule(rule: &Rule) -> Value {
    json!({
        "code": rule.code, "phrase": rule.phrase, "asks": rule.asks, "source": rule.source,
        "force": rule.force.words(),
    })
}

/// One thing that is missing.
pub(crate) fn reason(reason: &Reason) -> Value {
    Object::new()
        .with("says", reason.says.as_str())
        .with("rule", reason.rule.code)
        .with("phrase", reason.rule.phrase)
        .with("source", reason.rule.source)
        .maybe("field", reason.field)
        .maybe("remedy", reason.remedy)
        .into()
}

fn light_of(view: &LightView) -> Value {
    Object::new().with("tone", view.tone).with("word", view.word).words("left", &view.left).into()
}

/// A limit as lists keep it.
pub(crate) fn due_on(due: &DueOn, open: bool, with: With<'_>) -> Value {
    let light = open.then(|| light_of(&light::running(with.calendar, with.today, due.on)));
    Object::new()
        .with("limit", due.rule.as_str())
        .with("title", due.title.as_str())
        .with("last", due.on.to_string())
        .with("provisional", due.provisional)
        .maybe("light", light)
        .into()
}

fn mark(mark: &Mark) -> Object {
    let object = Object::new();
    match mark {
        Mark::Start => object.with("mark", "start"),
        Mark::Counted(n) => object.with("mark", "counted").with("number", *n),
        Mark::MakeUp(n, holiday) => {
            object.with("mark", "make_up").with("number", *n).with("why", holiday.as_str())
        }
        Mark::Weekend => object.with("mark", "weekend"),
        Mark::Holiday(name) => object.with("mark", "holiday").with("why", name.as_str()),
        Mark::Stopped(why) => object.with("mark", "stopped").with("why", why.as_str()),
        Mark::Held => object.with("mark", "held"),
    }
}

/// A limit with how it was counted, day by day.
pub(crate) fn due(due: &Due) -> Object {
    let limit = &due.limit;
    Object::new()
        .with("limit", limit.id.as_str())
        .with("limit_title", limit.title.as_str())
        .with("count", limit.count)
        .with("unit", limit.unit.id())
        .with("unit_title", limit.unit.title())
        .with("extended_by", due.extended_by)
        .words("source", &limit.source)
        .with("start", due.start.to_string())
        .with("last", due.last.to_string())
        .with("provisional", due.provisional)
        .with("explained", explain(due))
        .list("trace", due.trace.iter().map(|day| mark(&day.mark).with("day", day.day.to_string())))
}

/// A limit that runs or ran.
pub(crate) fn running(running: &Running, with: With<'_>) -> Value {
    let last = running.due.last;
    let light = match (&running.done_on, &running.stopped) {
        (Some(on), _) => light::done(last, *on),
        (None, Some((since, _, _))) => light::stopped(*since),
        (None, None) => light::of_due(&running.due, with.calendar, with.today),
    };
    let stopped = running.stopped.as_ref().filter(|_| running.done_on.is_none());
    due(&running.due)
        .with("title", running.title.as_str())
        .with("light", light_of(&light))
        .maybe("done_on", running.done_on.map(|day| day.to_string()))
        .maybe(
            "stopped",
            stopped.map(|(from, why, until)| {
                json!({"from": from.to_string(), "why": why, "until": until.to_string()})
            }),
        )
        .into()
}
