//! Nearest cases (类案): what was determined before in matters like this one, question by question. Others are shown
//! as what was asked and how it came out, and as nothing else: no number, no name, no unit, no words.
//!
//! A case is compared only with those that this officer may see as an officer now: scope, recusal and gate are asked
//! of the same filter as for a page. Method: `docs/nearest_cases.md`.

use std::{
    collections::BTreeSet,
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};

use rongheng_domain::{
    cases::tolerance::{
        Tolerance,
        likeness::{Compared, compared},
    },
    ids::{PersonId, StreamId},
    judgement::{
        likeness::{self, FEATURES, Feature, Likeness, Spread, Verdict},
        outcome::{Outcome, Track},
    },
    registers::lexicon::Lexicon,
};
use rongheng_search::ranked::{Document, Ranked, Weights};
use rongheng_store::CaseFilter;

use crate::{Actor, App, Result, access, error::Error, page::Names, people::Wanted, snapshot::InForce};

/// How long what was determined may stay unseen here.
const FRESH: Duration = Duration::from_mins(1);
/// Cases shown side by side.
const SHOWN: usize = 5;
/// Cases whose reach is looked at; more say no more.
const LOOKED_AT: usize = 500;

/// An official of a determined case.
#[derive(Debug)]
struct Entry {
    stream: StreamId,
    compared: Compared,
}

/// What was determined, with the index of what happened in each.
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    made: Instant,
    entries: Arc<Vec<Entry>>,
    texts: Arc<Ranked<usize>>,
}

/// How near the words of two matters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Much in common.
    Near,
    /// Something.
    Some,
    /// Little.
    Far,
}

impl Words {
    /// Of thousandths of the nearest.
    const fn of(thousandths: u16) -> Self {
        match thousandths {
            500.. => Self::Near,
            200.. => Self::Some,
            _ => Self::Far,
        }
    }

    /// What a page calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Near => "很接近",
            Self::Some => "有些接近",
            Self::Far => "不接近",
        }
    }
}

/// A like case.
#[derive(Debug, Clone)]
pub struct Near {
    /// The year of its determination.
    pub year: i16,
    /// How many questions are the same, differ, are not known.
    pub counts: (usize, usize, usize),
    /// How near its words are.
    pub words: Words,
    /// How it came out, by track.
    pub outcomes: Vec<String>,
    /// Whether it counts as a like case.
    pub like: bool,
}

/// A question, answered here and in the cases beside it.
#[derive(Debug, Clone)]
pub struct Question {
    /// What is asked.
    pub title: &'static str,
    /// The answer here.
    pub ours: Option<String>,
    /// The answers there.
    pub theirs: Vec<(Option<String>, Verdict)>,
}

/// How like cases came out on one track; there is none below the floor.
#[derive(Debug, Clone)]
pub struct Outcomes {
    /// The track.
    pub track: &'static str,
    /// How many like cases.
    pub total: u32,
    /// How many came out how.
    pub counts: Vec<(String, u32)>,
    /// What is proposed here, where it departs from them.
    pub departs: Option<String>,
}

/// An official of the case with the cases nearest to it.
#[derive(Debug, Clone)]
pub struct OfOfficial {
    /// Whom.
    pub official: PersonId,
    /// What is proposed, or was determined.
    pub outcomes: Vec<String>,
    /// The nearest, the nearest first.
    pub near: Vec<Near>,
    /// Question by question.
    pub questions: Vec<Question>,
    /// How many like cases there are.
    pub like: u32,
    /// How they came out.
    pub spread: Vec<Outcomes>,
}

/// The nearest cases of a case.
#[derive(Debug, Clone)]
pub struct Nearest {
    /// Number and title.
    pub subject: String,
    /// Each official.
    pub officials: Vec<OfOfficial>,
    /// Their names.
    pub names: Names,
    /// From how many like cases on a spread is shown.
    pub floor: u32,
    /// With how many determined matters it was compared.
    pub compared: usize,
}

fn says((track, outcome): (Track, Outcome)) -> String {
    format!("{}：{}", track.title(), outcome.words_on(track))
}

impl App {
    /// Everything that was determined.
    async fn determined(&self, in_force: &InForce) -> Result<Pool> {
        let known = self.0.determined.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| known.made.elapsed() < FRESH) {
            return Ok(known);
        }
        let mut entries = Vec::new();
        let mut texts = Vec::new();
        for stream in self.streams(Some("tolerance")).await? {
            let folded = match self.0.cases.load(&self.0.store, &stream).await {
                Ok(folded) => folded,
                Err(Error::Erased | Error::NotFound) => continue,
                Err(other) => return Err(other),
            };
            let Some(case) = folded.state.of::<Tolerance>() else { continue };
            for one in compared(case, &in_force.policy).into_iter().filter(|one| one.determined_on.is_some())
            {
                let text = case.applied.as_ref().map(|applied| applied.facts.clone()).unwrap_or_default();
                texts.push(Document { id: entries.len(), title: String::new(), text });
                entries.push(Entry { stream: stream.clone(), compared: one });
            }
        }
        let index =
            tokio::task::spawn_blocking(move || Ranked::of(texts, &Lexicon::default(), Weights::WORDS));
        let index = index.await.map_err(|error| Error::Unavailable(error.to_string()))?;
        let pool = Pool { made: Instant::now(), entries: Arc::new(entries), texts: Arc::new(index) };
        *self.0.determined.lock().unwrap_or_else(PoisonError::into_inner) = Some(pool.clone());
        Ok(pool)
    }

    /// The cases nearest to this one, for its officers.
    ///
    /// # Errors
    /// Whoever does not see the case as an officer.
    pub async fn nearest(&self, actor: &Actor, case: &StreamId) -> Result<Nearest> {
        let seen = self.seen(actor, case).await?;
        let officer = matches!(seen.audience, rongheng_domain::kind::Audience::Officer(_));
        let own = seen.folded.state.of::<Tolerance>().filter(|_| officer).ok_or(Error::NotFound)?;
        self.looked(actor, case, "nearest").await?;
        let pool = self.determined(&seen.in_force).await?;
        let facts = own.applied.as_ref().map(|applied| applied.facts.clone()).unwrap_or_default();
        let words = self.nearness(&pool, facts).await?;
        let mine = compared(own, &seen.in_force.policy);
        let ranked: Vec<Vec<(usize, Likeness)>> =
            mine.iter().map(|one| nearest_to(one, case, &pool, &words)).collect();
        let reached = self.reached(actor, &seen.in_force, &pool, &ranked).await?;
        let floor = seen.in_force.policy.settings.like_cases;
        let mut officials = Vec::new();
        for (one, ranked) in mine.iter().zip(ranked) {
            let ranked: Vec<_> = ranked
                .into_iter()
                .filter_map(|(at, likeness)| {
                    let entry = pool.entries.get(at)?;
                    let near = words.get(at).copied().unwrap_or_default();
                    reached.contains(&entry.stream).then_some((entry, likeness, near))
                })
                .collect();
            officials.push(beside(one, &ranked, floor));
        }
        let mut wanted = Wanted::default();
        wanted.people.extend(officials.iter().map(|one| one.official.clone()));
        let number = seen.sheet.number.clone().unwrap_or_default();
        Ok(Nearest {
            subject: [number, seen.sheet.title.clone()].join(" · ").trim_start_matches(" · ").to_owned(),
            officials,
            names: self.names(wanted).await?,
            floor,
            compared: pool.entries.iter().filter(|entry| reached.contains(&entry.stream)).count(),
        })
    }

    /// How near the words of each determined matter are, in thousandths of the nearest.
    async fn nearness(&self, pool: &Pool, facts: String) -> Result<Vec<u16>> {
        let texts = Arc::clone(&pool.texts);
        let near = tokio::task::spawn_blocking(move || texts.nearness(&facts));
        near.await.map_err(|error| Error::Unavailable(error.to_string()))
    }

    /// The cases among the nearest that this officer may see as an officer.
    async fn reached(
        &self,
        actor: &Actor,
        in_force: &InForce,
        pool: &Pool,
        ranked: &[Vec<(usize, Likeness)>],
    ) -> Result<BTreeSet<StreamId>> {
        let wanted: BTreeSet<&StreamId> = ranked
            .iter()
            .flatten()
            .filter_map(|(at, _)| pool.entries.get(*at))
            .map(|entry| &entry.stream)
            .collect();
        let among: Vec<String> = wanted.iter().map(|stream| stream.0.clone()).collect();
        let many = u32::try_from(among.len()).unwrap_or(u32::MAX);
        let filter = CaseFilter { among: Some(among), ..CaseFilter::default() };
        let rows = self.0.store.list_cases(&filter, &access::scope(actor), None, many).await?;
        let mut reached = BTreeSet::new();
        for stream in rows.into_iter().map(|row| StreamId(row.stream)) {
            let folded = match self.0.cases.load(&self.0.store, &stream).await {
                Ok(folded) => folded,
                Err(Error::Erased | Error::NotFound) => continue,
                Err(other) => return Err(other),
            };
            // Recusal beats the scope here too (P8).
            let Some(known) = self.known(&folded, in_force, actor).await? else { continue };
            if matches!(access::audience(actor, &known), Ok(rongheng_domain::kind::Audience::Officer(_))) {
                reached.insert(stream);
            }
        }
        Ok(reached)
    }
}

/// The determined matters nearest to this one, but the case's own, the nearest first: by what the rules ask, then by
/// the words.
fn nearest_to(one: &Compared, case: &StreamId, pool: &Pool, words: &[u16]) -> Vec<(usize, Likeness)> {
    let others = || pool.entries.iter().enumerate().filter(|(_, entry)| entry.stream != *case);
    let places: Vec<usize> = others().map(|(at, _)| at).collect();
    let features =
        others().map(|(at, entry)| (&entry.compared.features, words.get(at).copied().unwrap_or_default()));
    let nearest = likeness::nearest(&one.features, features, LOOKED_AT);
    nearest.into_iter().filter_map(|(nth, likeness)| Some((*places.get(nth)?, likeness))).collect()
}

fn beside(one: &Compared, ranked: &[(&Entry, Likeness, u16)], floor: u32) -> OfOfficial {
    let shown = || ranked.iter().take(SHOWN);
    let like: Vec<_> = ranked.iter().filter(|(_, likeness, _)| likeness.is_like()).collect();
    let near = shown().map(|(entry, likeness, words)| {
        let of = |verdict| {
            let theirs = &entry.compared.features;
            FEATURES.iter().filter(|feature| feature.compare(&one.features, theirs) == verdict).count()
        };
        Near {
            year: entry.compared.determined_on.map_or(0, |day| day.parts().0),
            counts: (of(Verdict::Same), of(Verdict::Differs), of(Verdict::Unknown)),
            words: Words::of(*words),
            outcomes: entry.compared.outcomes.iter().copied().map(says).collect(),
            like: likeness.is_like(),
        }
    });
    let question = |feature: &Feature| Question {
        title: feature.title(),
        ours: feature.says(&one.features),
        theirs: shown()
            .map(|(entry, ..)| {
                let theirs = &entry.compared.features;
                (feature.says(theirs), feature.compare(&one.features, theirs))
            })
            .collect(),
    };
    let spread = Track::ALL.iter().filter_map(|track| {
        let on_track = |outcomes: &[(Track, Outcome)]| {
            outcomes.iter().find(|(of, _)| of == track).map(|(_, outcome)| *outcome)
        };
        let outcomes = like.iter().filter_map(|(entry, ..)| on_track(&entry.compared.outcomes));
        let spread = Spread::above(floor, outcomes)?;
        let departs = on_track(&one.outcomes).filter(|outcome| spread.departs(*outcome));
        Some(Outcomes {
            track: track.title(),
            total: spread.total(),
            counts: spread
                .counts()
                .iter()
                .map(|(one, many)| (one.words_on(*track).to_owned(), *many))
                .collect(),
            departs: departs.map(|outcome| outcome.words_on(*track).to_owned()),
        })
    });
    OfOfficial {
        official: one.official.clone(),
        outcomes: one.outcomes.iter().copied().map(says).collect(),
        near: near.collect(),
        questions: FEATURES.iter().map(question).collect(),
        like: u32::try_from(like.len()).unwrap_or(u32::MAX),
        spread: spread.collect(),
    }
}
