//! A kind whose types are hidden: what the store, the pages, the API and the tests see of every kind alike.

use std::{any::Any, fmt, marker::PhantomData, sync::Arc};

use serde_json::{Map, Value};

use super::{
    Action, Audience, Count, Draft, Entry, Failure, Kind, Offer, Owed, Phase, Recorded, Row, Telling,
    TextUse, Told, Who, batch::hold,
};
use crate::{
    day::Day,
    facts::{Facts, Policy},
    ids::{FileId, PersonId, StreamId},
    message::Message,
    paper_values::PaperValues,
    refusal::Reason,
    registers::{destruction::Destruction, policy::Document},
    sheet::Sheet,
    stored::Shapes,
    supervision::Order,
};

/// A folded history whose type is hidden.
#[derive(Clone)]
pub struct AnyState(Arc<dyn Any + Send + Sync>);

impl fmt::Debug for AnyState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyState")
    }
}

impl AnyState {
    /// The typed state, where it is of this kind.
    pub fn of<K: Kind>(&self) -> Option<&K::State> {
        self.0.downcast_ref()
    }
}

/// A kind whose types are hidden, as the store and the pages see it.
pub trait AnyKind: Send + Sync {
    /// See [`Kind::NAME`].
    fn name(&self) -> &'static str;
    /// See [`Kind::TITLE`].
    fn title(&self) -> &'static str;
    /// See [`Kind::ACTIONS`].
    fn actions(&self) -> &'static [Action];
    /// See [`Kind::PHASES`].
    fn phases(&self) -> &'static [Phase];
    /// The state before anything happened.
    fn blank(&self) -> AnyState;
    /// See [`Kind::evolve`]; upcasts older shapes first.
    ///
    /// # Errors
    /// [`Failure::UnreadableEvent`].
    fn evolve(&self, state: AnyState, event: &Recorded, on: Day) -> Result<AnyState, Failure>;
    /// See [`Kind::decide`].
    ///
    /// # Errors
    /// A refusal, or answers that do not fit.
    fn decide(
        &self,
        state: &AnyState,
        action: &str,
        answers: &Value,
        facts: &Facts,
    ) -> Result<Vec<Recorded>, Failure>;
    /// See [`Kind::lapsed`].
    fn lapsed(&self, state: &AnyState, facts: &Facts) -> Vec<Recorded>;
    /// See [`Kind::blocked`].
    fn blocked(&self, state: &AnyState, action: &str, facts: &Facts) -> Vec<Reason>;
    /// See [`Kind::offers`].
    fn offers(&self, state: &AnyState, source: &str, policy: &Policy) -> Vec<Offer>;
    /// See [`Kind::view`].
    fn view(&self, state: &AnyState, audience: &Audience, today: Day, policy: &Policy) -> Option<Sheet>;
    /// See [`Kind::row`].
    fn row(&self, state: &AnyState, policy: &Policy) -> Row;
    /// See [`Kind::told`].
    ///
    /// # Errors
    /// [`Failure::UnreadableEvent`].
    fn told(&self, event: &Recorded) -> Result<Told, Failure>;
    /// See [`Kind::messages`].
    ///
    /// # Errors
    /// [`Failure::UnreadableEvent`].
    fn messages(&self, event: &Recorded, state: &AnyState) -> Result<Vec<Message>, Failure>;
    /// See [`Kind::supervision`].
    fn supervision(&self, state: &AnyState) -> Vec<Order>;
    /// See [`Kind::cites`].
    fn cites(&self, state: &AnyState) -> Vec<StreamId>;
    /// [`Kind::entries`].
    fn entries(&self, state: &AnyState) -> Vec<Entry>;
    /// See [`Kind::knows`].
    fn knows(&self, state: &AnyState) -> Vec<Who>;
    /// See [`Kind::excluded`].
    fn excluded(&self, state: &AnyState, person: &PersonId, facts: &Facts) -> bool;
    /// See [`Kind::signed_off`].
    fn signed_off(&self, state: &AnyState) -> Option<u64>;
    /// See [`Kind::owes`].
    ///
    /// # Errors
    /// [`Failure::UnreadableEvent`].
    fn owes(&self, event: &Recorded) -> Result<Vec<Owed>, Failure>;
    /// See [`Kind::draft`].
    ///
    /// # Errors
    /// [`Failure::UnreadableEvent`].
    fn draft(&self, event: &Recorded) -> Result<Option<Draft>, Failure>;
    /// See [`Kind::COUNTED`].
    fn counted(&self) -> &'static [(&'static str, &'static str)];
    /// See [`Kind::counts`].
    fn counts(&self, state: &AnyState, from: Day, until: Day) -> Vec<Count>;
    /// See [`Kind::counts_over`].
    fn counts_over(&self, state: &AnyState, action: &str, answers: &Value) -> Option<(Day, Day)>;
    /// See [`Kind::tells`].
    ///
    /// # Errors
    /// [`Failure::UnreadableEvent`].
    fn tells(&self, event: &Recorded) -> Result<Vec<Telling>, Failure>;
    /// See [`Kind::keeps`].
    ///
    /// # Errors
    /// [`Failure::UnreadableEvent`].
    fn keeps(&self, event: &Recorded) -> Result<Option<Document>, Failure>;
    /// See [`Kind::texts`].
    fn texts(&self, state: &AnyState, policy: &Policy) -> Vec<TextUse>;
    /// See [`Kind::destroys`].
    ///
    /// # Errors
    /// [`Failure::UnreadableEvent`].
    fn destroys(&self, event: &Recorded, state: &AnyState) -> Result<Option<Destruction>, Failure>;
    /// See [`Kind::PAPER_VALUES`].
    fn paper_names(&self) -> &'static [(&'static str, &'static [&'static str])];
    /// See [`Kind::paper_values`].
    ///
    /// # Errors
    /// [`Failure::UnreadableEvent`].
    fn paper_values(
        &self,
        event: &Recorded,
        state: &AnyState,
        policy: &Policy,
    ) -> Result<Vec<PaperValues>, Failure>;
    /// See [`Kind::files`].
    fn files(&self, state: &AnyState, audience: &Audience, policy: &Policy) -> Vec<FileId>;

    /// The action with this name.
    fn action(&self, name: &str) -> Option<&'static Action> {
        self.actions().iter().find(|action| action.name == name)
    }
}

struct Erased<K>(PhantomData<fn() -> K>);

/// Hides the types of `K`.
pub fn erase<K: Kind>() -> Box<dyn AnyKind> {
    const { hold(K::ACTIONS, K::PHASES) };
    Box::new(Erased::<K>(PhantomData))
}

fn typed<K: Kind>(state: &AnyState) -> K::State {
    // INVARIANT: a state only ever comes from the kind that its stream is named after; should it not, the
    // blank state refuses whatever is asked of it.
    state.of::<K>().cloned().unwrap_or_default()
}

fn shapes<K: Kind>() -> Shapes {
    Shapes { prefix: K::NAME, schemas: K::SCHEMAS, upcasts: K::UPCASTS }
}

fn read<K: Kind>(event: &Recorded) -> Result<K::Event, Failure> {
    shapes::<K>().read(event)
}

/// The stored form of an event: externally tagged, the tag becomes the name.
pub fn record<K: Kind>(event: &K::Event) -> Recorded {
    shapes::<K>().record(event)
}

impl<K: Kind> AnyKind for Erased<K> {
    fn name(&self) -> &'static str {
        K::NAME
    }
    fn title(&self) -> &'static str {
        K::TITLE
    }
    fn actions(&self) -> &'static [Action] {
        K::ACTIONS
    }
    fn phases(&self) -> &'static [Phase] {
        K::PHASES
    }
    fn blank(&self) -> AnyState {
        AnyState(Arc::new(K::State::default()))
    }
    fn evolve(&self, state: AnyState, event: &Recorded, on: Day) -> Result<AnyState, Failure> {
        let event = read::<K>(event)?;
        let state = match state.0.downcast::<K::State>() {
            Ok(state) => Arc::try_unwrap(state).unwrap_or_else(|shared| (*shared).clone()),
            Err(_) => K::State::default(),
        };
        Ok(AnyState(Arc::new(K::evolve(state, &event, on))))
    }
    fn decide(
        &self,
        state: &AnyState,
        action: &str,
        answers: &Value,
        facts: &Facts,
    ) -> Result<Vec<Recorded>, Failure> {
        if self.action(action).is_none() {
            return Err(Failure::UnknownAction(action.to_owned()));
        }
        let mut tagged = Map::new();
        tagged.insert(action.to_owned(), answers.clone());
        let command = serde_json::from_value(Value::Object(tagged))
            .map_err(|e| Failure::UnreadableAnswers(e.to_string()))?;
        let blank = K::State::default();
        let state = state.of::<K>().unwrap_or(&blank);
        Ok(K::decide(state, command, facts)?.iter().map(record::<K>).collect())
    }
    fn lapsed(&self, state: &AnyState, facts: &Facts) -> Vec<Recorded> {
        K::lapsed(&typed::<K>(state), facts).iter().map(record::<K>).collect()
    }
    fn blocked(&self, state: &AnyState, action: &str, facts: &Facts) -> Vec<Reason> {
        K::blocked(&typed::<K>(state), action, facts)
    }
    fn offers(&self, state: &AnyState, source: &str, policy: &Policy) -> Vec<Offer> {
        K::offers(&typed::<K>(state), source, policy)
    }
    fn view(&self, state: &AnyState, audience: &Audience, today: Day, policy: &Policy) -> Option<Sheet> {
        K::view(&typed::<K>(state), audience, today, policy)
    }
    fn row(&self, state: &AnyState, policy: &Policy) -> Row {
        K::row(&typed::<K>(state), policy)
    }
    fn told(&self, event: &Recorded) -> Result<Told, Failure> {
        read::<K>(event).map(|event| K::told(&event))
    }
    fn messages(&self, event: &Recorded, state: &AnyState) -> Result<Vec<Message>, Failure> {
        read::<K>(event).map(|event| K::messages(&event, state.of::<K>().unwrap_or(&K::State::default())))
    }
    fn supervision(&self, state: &AnyState) -> Vec<Order> {
        let state = typed::<K>(state);
        K::supervision(&state).map(|all| all.orders().to_vec()).unwrap_or_default()
    }
    fn cites(&self, state: &AnyState) -> Vec<StreamId> {
        K::cites(&typed::<K>(state))
    }
    fn entries(&self, state: &AnyState) -> Vec<Entry> {
        K::entries(&typed::<K>(state))
    }
    fn knows(&self, state: &AnyState) -> Vec<Who> {
        K::knows(&typed::<K>(state))
    }
    fn excluded(&self, state: &AnyState, person: &PersonId, facts: &Facts) -> bool {
        K::excluded(&typed::<K>(state), person, facts)
    }
    fn signed_off(&self, state: &AnyState) -> Option<u64> {
        K::signed_off(&typed::<K>(state))
    }
    fn owes(&self, event: &Recorded) -> Result<Vec<Owed>, Failure> {
        read::<K>(event).map(|event| K::owes(&event))
    }
    fn draft(&self, event: &Recorded) -> Result<Option<Draft>, Failure> {
        read::<K>(event).map(|event| K::draft(&event))
    }
    fn counted(&self) -> &'static [(&'static str, &'static str)] {
        K::COUNTED
    }
    fn counts(&self, state: &AnyState, from: Day, until: Day) -> Vec<Count> {
        K::counts(&typed::<K>(state), from, until)
    }
    fn counts_over(&self, state: &AnyState, action: &str, answers: &Value) -> Option<(Day, Day)> {
        K::counts_over(&typed::<K>(state), action, answers)
    }
    fn tells(&self, event: &Recorded) -> Result<Vec<Telling>, Failure> {
        read::<K>(event).map(|event| K::tells(&event))
    }
    fn keeps(&self, event: &Recorded) -> Result<Option<Document>, Failure> {
        read::<K>(event).map(|event| K::keeps(&event))
    }
    fn texts(&self, state: &AnyState, policy: &Policy) -> Vec<TextUse> {
        K::texts(&typed::<K>(state), policy)
    }
    fn destroys(&self, event: &Recorded, state: &AnyState) -> Result<Option<Destruction>, Failure> {
        let blank = K::State::default();
        read::<K>(event).map(|event| K::destroys(&event, state.of::<K>().unwrap_or(&blank)))
    }
    fn paper_names(&self) -> &'static [(&'static str, &'static [&'static str])] {
        K::PAPER_VALUES
    }
    fn paper_values(
        &self,
        event: &Recorded,
        state: &AnyState,
        policy: &Policy,
    ) -> Result<Vec<PaperValues>, Failure> {
        let blank = K::State::default();
        read::<K>(event).map(|event| K::paper_values(&event, state.of::<K>().unwrap_or(&blank), policy))
    }
    fn files(&self, state: &AnyState, audience: &Audience, policy: &Policy) -> Vec<FileId> {
        K::files(&typed::<K>(state), audience, policy)
    }
}
