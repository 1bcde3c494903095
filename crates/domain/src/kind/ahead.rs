//! What every page of a case says of the way ahead: what is waited for, of whom, by which rule; and the steps.

use super::{Action, Task};
use crate::{
    day::Day,
    sheet::{Next, Step, StepState},
};

/// What is waited for: one line for each action, with everybody who may do it.
pub(crate) fn next(tasks: Vec<Task>, actions: &[Action]) -> Vec<Next> {
    let mut all: Vec<Next> = Vec::new();
    for task in tasks {
        match all.iter_mut().find(|next| next.action.as_deref() == Some(task.action)) {
            Some(known) if known.who.contains(&task.who) => {}
            Some(known) => known.who.push(task.who),
            None => {
                let rule = actions.iter().find(|action| action.name == task.action).map(|a| a.rule);
                all.push(Next {
                    action: Some(task.action.to_owned()),
                    says: task.says,
                    rule: rule.map(|r| (r.phrase.to_owned(), r.code.to_owned())).unwrap_or_default(),
                    who: vec![task.who],
                    due: task.due,
                });
            }
        }
    }
    all
}

/// The steps in their order, each with its day; the first without a day is the present one while the case is `open`.
pub(crate) fn steps<'a>(days: impl IntoIterator<Item = (&'a str, Option<Day>)>, open: bool) -> Vec<Step> {
    let mut current = open;
    let step = |(title, day): (&str, Option<Day>)| {
        let state = match day {
            Some(_) => StepState::Done,
            None if current => StepState::Now,
            None => StepState::Later,
        };
        current &= day.is_some();
        Step { title: title.to_owned(), state, note: day.map(|day| day.to_string()).unwrap_or_default() }
    };
    days.into_iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_step_without_a_day_is_the_present_one_and_there_is_none_once_it_is_over() {
        let day = Some(Day::constant(2026, 3, 4));
        let states = |open| steps([("立案", day), ("审理", None), ("决定", None)], open);
        let states = |open| states(open).into_iter().map(|step| step.state).collect::<Vec<_>>();
        assert_eq!(states(true), [StepState::Done, StepState::Now, StepState::Later]);
        assert_eq!(states(false), [StepState::Done, StepState::Later, StepState::Later]);
    }
}
