//! Policy in force: calendar, limits, checklist, settings and documents, folded once and shared until one of
//! their streams moves.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use rongheng_domain::{
    calendar::Calendar,
    day::Day,
    facts::Policy,
    ids::StreamId,
    registers::{
        self, Register, checklist::ChecklistRecord, limits::LimitsRecord, papers::PapersRecord,
        policy::PolicyRecord, settings::Settings,
    },
};
use rongheng_store::Store;

use crate::{Result, register::ONLY};

/// How long another node's change may stay unseen by pages. Decisions never rely on it: the store checks the
/// versions again inside the transaction.
pub(crate) const FRESH: Duration = Duration::from_secs(1);

/// The registers there is one of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Registers {
    pub(crate) calendar: Arc<Calendar>,
    pub(crate) limits: Arc<LimitsRecord>,
    pub(crate) checklist: Arc<ChecklistRecord>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) policy: Arc<PolicyRecord>,
    pub(crate) papers: crate::papers::Texts,
    /// Version of the texts of papers: no decision looks at them but those of issuing.
    pub(crate) papers_at: u64,
    /// Versions of the streams a decision looks at; 0 where a stream does not exist.
    pub(crate) versions: BTreeMap<StreamId, u64>,
}

impl Registers {
    /// What was in force on `day`.
    pub(crate) fn on(&self, day: Day) -> Policy {
        Policy {
            calendar: Arc::clone(&self.calendar),
            limits: Arc::new(self.limits.in_force(day)),
            checklist: Arc::new(self.checklist.in_force(day)),
            texts: Arc::clone(&self.checklist),
            settings: Arc::clone(&self.settings),
        }
    }
}

/// The policy of one day, with what it came from.
#[derive(Debug, Clone)]
pub(crate) struct InForce {
    pub(crate) policy: Policy,
    pub(crate) registers: Arc<Registers>,
}

#[derive(Debug, Default)]
struct Kept {
    registers: Option<Arc<Registers>>,
    looked: Option<Instant>,
    day: Option<(Day, Policy)>,
}

/// The snapshot, and when it was last compared with the heads.
#[derive(Debug, Default)]
pub(crate) struct Snapshot(Mutex<Kept>);

fn only<R: Register>() -> StreamId {
    StreamId::new(R::NAME, ONLY)
}

async fn folded<R: Register>(store: &Store) -> Result<(StreamId, u64, Arc<R>)> {
    let stream = only::<R>();
    let events = store.load(&stream, 0).await?;
    let version = events.last().map_or(0, |event| event.version);
    let state = registers::fold::<R>(events.iter().map(|event| (&event.recorded, event.recorded_at.day())))?;
    Ok((stream, version, Arc::new(state)))
}

impl Snapshot {
    /// Forgets what was seen: something here wrote a register.
    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }

    /// The registers as they stand.
    pub(crate) async fn registers(&self, store: &Store) -> Result<Arc<Registers>> {
        let known = {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let (Some(registers), Some(looked)) = (&kept.registers, kept.looked)
                && looked.elapsed() < FRESH
            {
                return Ok(Arc::clone(registers));
            }
            kept.registers.clone()
        };
        let streams = [
            only::<Calendar>(),
            only::<LimitsRecord>(),
            only::<ChecklistRecord>(),
            only::<Settings>(),
            only::<PolicyRecord>(),
            only::<PapersRecord>(),
        ];
        let heads = store.heads(&streams).await?;
        let now = |stream: &StreamId| heads.get(stream).map_or(0, |head| head.version);
        let unmoved = known.filter(|known| {
            known.papers_at == now(&only::<PapersRecord>())
                && known.versions.iter().all(|(stream, at)| now(stream) == *at)
        });
        let registers = match unmoved {
            Some(known) => known,
            None => Arc::new(Self::fold(store).await?),
        };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = kept.registers.as_ref().is_some_and(|old| Arc::ptr_eq(old, &registers));
        if !same {
            kept.day = None;
        }
        kept.registers = Some(Arc::clone(&registers));
        kept.looked = Some(Instant::now());
        Ok(registers)
    }

    async fn fold(store: &Store) -> Result<Registers> {
        let calendar = folded::<Calendar>(store).await?;
        let limits = folded::<LimitsRecord>(store).await?;
        let checklist = folded::<ChecklistRecord>(store).await?;
        let settings = folded::<Settings>(store).await?;
        let policy = folded::<PolicyRecord>(store).await?;
        let papers = folded::<PapersRecord>(store).await?;
        let versions = [
            (calendar.0, calendar.1),
            (limits.0, limits.1),
            (checklist.0, checklist.1),
            (settings.0, settings.1),
            (policy.0, policy.1),
        ];
        Ok(Registers {
            calendar: calendar.2,
            limits: limits.2,
            checklist: checklist.2,
            settings: settings.2,
            policy: policy.2,
            papers: papers.2,
            papers_at: papers.1,
            versions: versions.into(),
        })
    }

    /// The policy in force on `day`.
    pub(crate) async fn on(&self, store: &Store, day: Day) -> Result<InForce> {
        let registers = self.registers(store).await?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, policy)) = &kept.day
            && *of == day
            && kept.registers.as_ref().is_some_and(|now| Arc::ptr_eq(now, &registers))
        {
            return Ok(InForce { policy: policy.clone(), registers });
        }
        let policy = registers.on(day);
        kept.day = Some((day, policy.clone()));
        Ok(InForce { policy, registers })
    }
}
