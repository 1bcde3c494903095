//! A command that the rules do not allow: a result, not an error.

use crate::{
    ids::{PersonId, UnitId},
    rule::Rule,
    sheet::{Say, Span},
};

/// What stands around the id of somebody who is mentioned: two signs that nobody types.
const OPENS: char = '\u{E000}';
const CLOSES: char = '\u{E001}';

/// A person in the words of a reason; [`Reason::say`] gives the mention back, and the edge puts the name in.
pub fn person(id: &PersonId) -> String {
    format!("{OPENS}p{id}{CLOSES}")
}

/// A unit in the words of a reason, the same way.
pub fn unit(id: &UnitId) -> String {
    format!("{OPENS}u{id}{CLOSES}")
}

/// One thing that stands against a command, or that is still missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The rule it follows from.
    pub rule: &'static Rule,
    /// What the person reads: a whole Chinese sentence with the values in it.
    pub says: String,
    /// The field of the form it concerns, if one.
    pub field: Option<&'static str>,
    /// The action of the same case that would remove it, if one.
    pub remedy: Option<&'static str>,
}

impl Reason {
    /// A reason that no single field or action removes.
    pub fn new(rule: &'static Rule, says: impl Into<String>) -> Self {
        Self { rule, says: says.into(), field: None, remedy: None }
    }

    /// The words with everybody they mention.
    pub fn say(&self) -> Say {
        let mut said = Say::empty();
        for piece in self.says.split_inclusive([OPENS, CLOSES]) {
            let words = piece.trim_end_matches([OPENS, CLOSES]);
            let mention = piece.ends_with(CLOSES).then(|| (words.get(..1), words.get(1..)));
            said.0.push(match mention {
                Some((Some("p"), Some(id))) => Span::Person(PersonId::from(id)),
                Some((Some("u"), Some(id))) => Span::Unit(UnitId::from(id)),
                _ if words.is_empty() => continue,
                _ => Span::Text(words.to_owned()),
            });
        }
        said
    }

    /// The same, pointing at a field of the form.
    #[must_use]
    pub fn at(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// The same, naming the action that removes it.
    #[must_use]
    pub fn remedy(mut self, action: &'static str) -> Self {
        self.remedy = Some(action);
        self
    }
}

/// Why a command was refused: the first rule that stands against it, and everything missing at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words())]
pub struct Refusal {
    /// The rule that refuses.
    pub rule: &'static Rule,
    /// Everything that stands against the command; never empty.
    pub reasons: Vec<Reason>,
}

impl Refusal {
    /// A refusal for one reason.
    pub fn one(rule: &'static Rule, says: impl Into<String>) -> Self {
        Self { rule, reasons: vec![Reason::new(rule, says)] }
    }

    /// `Ok` where nothing is missing, else a refusal that lists it all.
    pub fn unless_empty(reasons: Vec<Reason>) -> Result<(), Self> {
        match reasons.first() {
            None => Ok(()),
            Some(first) => Err(Self { rule: first.rule, reasons }),
        }
    }

    /// The codes of the rules that refuse, each once, in order of appearance.
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes = Vec::new();
        for reason in &self.reasons {
            if !codes.contains(&reason.rule.code) {
                codes.push(reason.rule.code);
            }
        }
        codes
    }

    fn words(&self) -> String {
        let list: Vec<_> =
            self.reasons.iter().map(|r| format!("{}（{} {}）", r.says, r.rule.phrase, r.rule.code)).collect();
        list.join("；")
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self { rule: reason.rule, reasons: vec![reason] }
    }
}

/// Collects what is missing while the parts that are there are kept.
#[derive(Debug, Default)]
pub struct Missing(Vec<Reason>);

impl Missing {
    /// Nothing missing so far.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Notes a reason.
    pub fn add(&mut self, reason: Reason) {
        self.0.push(reason);
    }

    /// Notes a reason where `ok` does not hold.
    pub fn unless(&mut self, ok: bool, reason: impl FnOnce() -> Reason) {
        if !ok {
            self.0.push(reason());
        }
    }

    /// Keeps the part, or notes all that it lacks.
    pub fn take<T>(&mut self, part: Result<T, Vec<Reason>>) -> Option<T> {
        part.map_err(|reasons| self.0.extend(reasons)).ok()
    }

    /// Everything missing.
    pub fn into_reasons(self) -> Vec<Reason> {
        self.0
    }

    /// `Ok` where nothing is missing.
    pub fn settle(self) -> Result<(), Refusal> {
        Refusal::unless_empty(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{ARTICLE, Force};

    static P7: Rule =
        Rule {
            code: "P7", phrase: "结果必反馈", asks: "送达。", source: ARTICLE, force: Force::Liwan
        };

    #[test]
    fn who_is_mentioned_is_given_back_as_a_mention() {
        let says = format!("结果还没有送达 {}，{}也没有。", person(&"meng".into()), unit(&"center".into()));
        let expected = Say::from("结果还没有送达 ")
            .and(&PersonId::from("meng"))
            .and("，")
            .and(&UnitId::from("center"))
            .and("也没有。");
        assert_eq!(Reason::new(&P7, says).say(), expected);
        assert_eq!(Reason::new(&P7, "还没有受理。").say(), Say::from("还没有受理。"));
    }
}
