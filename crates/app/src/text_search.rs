//! Search by text. The index is a folder beside the data, fed from the ledger in leaf order; it gives ids, and the
//! words come from the reader's own view, under the scope of the access table.
//!
//! A document is a case as one audience sees it. A hit counts only where its audience is the one as which the reader
//! sees this very case now: whoever sees the officers' part is told of its words, the official of the own page's
//! words, and a recusal or the gate hides at once, because they are asked of the database and not of the index.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rongheng_domain::{
    ids::{PersonId, StreamId, UnitId},
    kind::{Audience, Part, Who},
    people::Role,
    sheet::{Block, Sheet},
};
use rongheng_search::{Hit, TextIndex, View, can_be_found, marked};
use rongheng_store::CaseFilter;

use crate::{
    Actor, App, Result, access,
    error::Error,
    folded::Folded,
    kinds,
    page::{Found, FoundCase, Names},
    people::Wanted,
    snapshot::InForce,
};

/// Events read at once; one commit for each.
const BATCH: u32 = 500;
/// Hits asked of the index at once, and rounds before a search ends.
const HITS: usize = 200;
const ROUNDS: usize = 20;
/// Cases shown.
const SHOWN: usize = 40;
/// Characters of what is typed that are looked for.
const LONGEST: usize = 200;
/// Characters before and after what was found.
const AROUND: usize = 24;

fn broken(error: rongheng_search::Broken) -> Error {
    Error::Unavailable(error.to_string())
}

/// The name of an audience in the index.
fn name_of(audience: &Audience) -> String {
    match audience {
        Audience::Officer(Role::UpperOrgan) => "upper".to_owned(),
        Audience::Officer(_) => "officer".to_owned(),
        Audience::Committee(unit) => format!("committee:{unit}"),
        Audience::Unit(unit) => format!("unit:{unit}"),
        Audience::Official(person) => format!("official:{person}"),
        Audience::Consulted(person) => format!("consulted:{person}"),
        Audience::Appraisal(unit) => format!("appraisal:{unit}"),
        Audience::Organisation => "organisation".to_owned(),
        Audience::Custodian => "custodian".to_owned(),
        Audience::FormerOrgan(unit) => format!("former:{unit}"),
    }
}

/// Everybody who may have a view of a case with these parts.
fn audiences(parts: &[(Who, Part)]) -> Vec<Audience> {
    let mut all = vec![
        Audience::Officer(Role::CaseOfficer),
        Audience::Officer(Role::UpperOrgan),
        Audience::Organisation,
        Audience::Custodian,
    ];
    for (who, part) in parts {
        let (person, unit) = match who {
            Who::Person(person) => (Some(person.clone()), None),
            Who::Unit(unit) => (None, Some(unit.clone())),
        };
        match part {
            Part::Official => all.extend(person.map(Audience::Official)),
            Part::Applicant => {
                all.extend(person.map(Audience::Official));
                all.extend(unit.map(Audience::Unit));
            }
            Part::Consulted => all.extend(person.map(Audience::Consulted)),
            Part::Committee => all.extend(unit.map(Audience::Committee)),
            Part::SpeaksForUnit | Part::Owner | Part::Source => {
                all.extend(unit.clone().map(Audience::Committee));
                all.extend(unit.map(Audience::Unit));
            }
            Part::Unit => all.extend(unit.map(Audience::Unit)),
            Part::AppraisalOwner => all.extend(unit.map(Audience::Appraisal)),
            Part::FormerOrgan => all.extend(unit.map(Audience::FormerOrgan)),
            Part::Organ
            | Part::Team
            | Part::Reviewer
            | Part::Countersigner
            | Part::Reexaminer
            | Part::Excluded
            | Part::Supervisor
            | Part::Supervised
            | Part::Concerned => {}
        }
    }
    let mut seen = BTreeSet::new();
    all.retain(|audience| seen.insert(name_of(audience)));
    all
}

/// The audiences as which this reader may come to any case.
fn own_audiences(actor: &Actor) -> Vec<String> {
    let person: &PersonId = &actor.person;
    let mut all = BTreeSet::new();
    // In another's place one is an officer, in the roles of the other.
    for place in actor.places().flat_map(|place| &place.held) {
        all.insert(name_of(&Audience::Officer(place.role)));
    }
    for held in actor.in_use() {
        let one = Actor {
            person: person.clone(),
            held: vec![held.clone()],
            acting: None,
            narrowed: actor.narrowed.clone(),
            stands_in: Vec::new(),
        };
        for seen in access::views(&one) {
            let unit = held.unit.clone();
            let of = |make: fn(UnitId) -> Audience| unit.clone().map(make);
            let audience = match seen {
                access::Seen::Officer => Some(Audience::Officer(held.role)),
                access::Seen::Official => Some(Audience::Official(person.clone())),
                access::Seen::Consulted => Some(Audience::Consulted(person.clone())),
                access::Seen::Organisation => Some(Audience::Organisation),
                access::Seen::Custodian => Some(Audience::Custodian),
                access::Seen::Committee => of(Audience::Committee),
                access::Seen::Unit => of(Audience::Unit),
                access::Seen::Appraisal => of(Audience::Appraisal),
                access::Seen::FormerOrgan => of(Audience::FormerOrgan),
            };
            all.extend(audience.as_ref().map(name_of));
        }
    }
    all.into_iter().collect()
}

/// Every line of a view, in words.
fn lines(sheet: &Sheet, names: &Names) -> Vec<String> {
    let mut lines = vec![sheet.number.clone().unwrap_or_default(), sheet.title.clone()];
    lines.extend(sheet.facts.iter().map(|(question, answer)| format!("{question}：{}", names.say(answer))));
    for block in sheet.sections.iter().flat_map(|section| &section.blocks) {
        match block {
            Block::Heading(_) | Block::Tally { .. } => {}
            Block::Seats(seats) => lines.extend(seats.iter().map(|seat| names.say(&seat.who))),
            Block::Facts(pairs) => {
                lines.extend(
                    pairs.iter().map(|(question, answer)| format!("{question}：{}", names.say(answer))),
                );
            }
            Block::Table { rows, .. } => lines.extend(
                rows.iter().map(|row| row.iter().map(|cell| names.say(cell)).collect::<Vec<_>>().join(" · ")),
            ),
            Block::Words(says) | Block::Note { says, .. } => lines.push(names.say(says)),
            Block::Opinion { by, text, .. } => lines.push(format!("{}：{text}", names.say(by))),
            Block::Files(files) => lines.extend(files.iter().map(|file| file.name.clone())),
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

/// The piece of a line around what was found.
fn around(line: &str, typed: &str) -> Option<Vec<(String, bool)>> {
    let pieces = marked(line, typed);
    pieces.iter().any(|(_, on)| *on).then(|| {
        let many = pieces.len();
        let cut = |text: &str, begins: bool, ends: bool| -> String {
            let all: Vec<char> = text.chars().collect();
            let most = if begins || ends { AROUND } else { 2 * AROUND };
            if all.len() <= most {
                return text.to_owned();
            }
            let tail: String = all.iter().skip(all.len() - AROUND).collect();
            let head: String = all.iter().take(AROUND).collect();
            match (begins, ends) {
                (true, _) => format!("…{tail}"),
                (_, true) => format!("{head}…"),
                _ => format!("{head}…{tail}"),
            }
        };
        let shorter = |(at, (text, on)): (usize, (String, bool))| {
            let text = if on { text } else { cut(&text, at == 0, at + 1 == many) };
            (text, on)
        };
        pieces.into_iter().enumerate().map(shorter).collect()
    })
}

impl App {
    /// The index; opened when it is first needed.
    async fn text_index(&self) -> Result<Arc<TextIndex>> {
        let index = self.0.text.get_or_try_init(|| async {
            let folder = self.config().search.clone();
            let opened = tokio::task::spawn_blocking(move || {
                rongheng_search::warm();
                match folder {
                    Some(folder) => TextIndex::in_folder(&folder),
                    None => TextIndex::in_memory(),
                }
            });
            let opened = opened.await.map_err(|error| Error::Unavailable(error.to_string()))?;
            Ok::<_, Error>(Arc::new(opened.map_err(broken)?))
        });
        index.await.cloned()
    }

    /// Brings the index up to the last leaf of the ledger; how many events it took in.
    pub async fn index_due(&self) -> Result<u64> {
        let index = self.text_index().await?;
        self.forget_erased(&index).await?;
        let mut taken = 0;
        let mut height = index.height().map_err(broken)?;
        if height > self.height() && self.0.store.feed(height.saturating_sub(1), 1).await?.is_empty() {
            // The ledger is an earlier one: the index knows things that did not happen.
            index.clear().map_err(broken)?;
            height = 0;
        }
        loop {
            let feed = self.0.store.feed(height, BATCH).await?;
            let Some((last, ..)) = feed.last() else { return Ok(taken) };
            height = last + 1;
            taken += u64::try_from(feed.len()).unwrap_or(u64::MAX);
            let mut cases = BTreeSet::new();
            for (_, stream, _) in feed {
                self.touched(stream, &mut cases).await?;
            }
            self.put_texts(&index, cases, height).await?;
        }
    }

    /// The cases whose words an event of this stream may change.
    async fn touched(&self, stream: StreamId, cases: &mut BTreeSet<StreamId>) -> Result<()> {
        if kinds::kind(stream.kind()).is_some() {
            cases.insert(stream);
            return Ok(());
        }
        let who = match stream.kind() {
            "person" => format!("person:{}", stream.key()),
            "organisation" => format!("unit:{}", stream.key()),
            _ => return Ok(()),
        };
        // A new name, or none any more.
        cases
            .extend(self.0.store.streams_of(&who, &Part::ALL.map(Part::id)).await?.into_iter().map(StreamId));
        Ok(())
    }

    async fn put_texts(&self, index: &Arc<TextIndex>, cases: BTreeSet<StreamId>, height: u64) -> Result<()> {
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let mut texts = Vec::new();
        for case in cases {
            let views = match self.0.cases.load(&self.0.store, &case).await {
                Ok(folded) if folded.version > 0 => self.views_of(&folded, &in_force).await?,
                Ok(_) | Err(Error::Erased | Error::NotFound) => Vec::new(),
                Err(other) => return Err(other),
            };
            texts.push((case.0, views));
        }
        let index = Arc::clone(index);
        tokio::task::spawn_blocking(move || index.put(&texts, height))
            .await
            .map_err(|error| Error::Unavailable(error.to_string()))?
            .map_err(broken)
    }

    async fn views_of(&self, folded: &Folded, in_force: &InForce) -> Result<Vec<View>> {
        let parts = self.0.store.parts(&folded.stream).await?;
        let parts: Vec<_> = parts.iter().filter_map(crate::shown::part_of).collect();
        let mut views = Vec::new();
        for audience in audiences(&parts) {
            let sheet = folded.kind.view(&folded.state, &audience, self.today(), &in_force.policy);
            let Some(sheet) = sheet else { continue };
            let mut wanted = Wanted::default();
            wanted.sheet(&sheet);
            let names = self.names(wanted).await?;
            views.push(View { audience: name_of(&audience), text: lines(&sheet, &names).join("\n") });
        }
        Ok(views)
    }

    /// The text of what was erased since leaves the index: of a case, and of every case that names a person.
    async fn forget_erased(&self, index: &Arc<TextIndex>) -> Result<()> {
        let erased = self.0.store.erasures()?;
        let known = self.0.erased_from_text.load(std::sync::atomic::Ordering::SeqCst);
        let count = u64::try_from(erased.len()).unwrap_or(u64::MAX);
        if known == count {
            return Ok(());
        }
        let height = index.height().map_err(broken)?;
        let mut cases = BTreeSet::new();
        for (stream, _) in erased {
            self.0.cases.forget(&stream);
            self.touched(stream, &mut cases).await?;
        }
        let ids: Vec<String> = cases.iter().map(|case| case.0.clone()).collect();
        self.put_texts(index, cases, height).await?;
        let merging = Arc::clone(index);
        // What was put anew stays; what it replaced leaves the files.
        tokio::task::spawn_blocking(move || merging.squeeze())
            .await
            .map_err(|error| Error::Unavailable(error.to_string()))?
            .map_err(broken)?;
        tracing::info!(cases = ids.len(), "erased text left the index");
        self.0.erased_from_text.store(count, std::sync::atomic::Ordering::SeqCst);
        Ok(())
    }

    /// What a reader finds by text.
    pub async fn search(&self, actor: &Actor, typed: &str) -> Result<Found> {
        let index = self.text_index().await?;
        let mut found = Found { height: index.height().map_err(broken)?, ..Found::default() };
        let typed = typed.trim();
        if typed.chars().count() > LONGEST {
            found.says = format!("查找的内容太长，请写不超过 {LONGEST} 个字。");
            return Ok(found);
        }
        if !can_be_found(typed) {
            found.says = if typed.is_empty() {
                "请输入编号、姓名、单位或者案件里的文字。".to_owned()
            } else {
                "输入的只有标点，没有可以查找的字；请输入编号、姓名、单位或者案件里的文字。".to_owned()
            };
            return Ok(found);
        }
        let audiences = own_audiences(actor);
        let mut seen: BTreeMap<&'static str, Vec<FoundCase>> = BTreeMap::new();
        let mut skip = 0;
        for _ in 0..ROUNDS {
            let asked = (Arc::clone(&index), typed.to_owned(), audiences.clone());
            let hits = tokio::task::spawn_blocking(move || asked.0.find(&asked.1, &asked.2, skip, HITS));
            let hits = hits.await.map_err(|error| Error::Unavailable(error.to_string()))?.map_err(broken)?;
            let more = hits.len() == HITS;
            skip += HITS;
            for case in self.found_cases(actor, typed, &hits, SHOWN - found.count).await? {
                found.count += 1;
                found.names.people.extend(case.names.people.clone());
                found.names.units.extend(case.names.units.clone());
                let Some(kind) = kinds::kind(&case.row.kind) else { continue };
                seen.entry(kind.name()).or_default().push(case);
            }
            if !more || found.count >= SHOWN {
                found.more = found.count >= SHOWN;
                break;
            }
        }
        found.groups = kinds::all()
            .iter()
            .filter_map(|kind| Some((kind.title(), kind.name(), seen.remove(kind.name())?)))
            .collect();
        Ok(found)
    }

    /// The hits that are this reader's: under the scope, and in the view as which the case is seen now.
    async fn found_cases(
        &self,
        actor: &Actor,
        typed: &str,
        hits: &[Hit],
        most: usize,
    ) -> Result<Vec<FoundCase>> {
        let among: BTreeSet<String> = hits.iter().map(|hit| hit.id.clone()).collect();
        let among: Vec<String> = among.into_iter().collect();
        let many = u32::try_from(among.len()).unwrap_or(u32::MAX);
        let filter = CaseFilter { among: Some(among), ..CaseFilter::default() };
        let rows = self.0.store.list_cases(&filter, &access::scope(actor), None, many).await?;
        let rows: BTreeMap<_, _> = rows.into_iter().map(|row| (row.stream.clone(), row)).collect();
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let mut found = Vec::new();
        for hit in hits {
            let Some(row) = rows.get(&hit.id) else { continue };
            if found.len() >= most {
                break;
            }
            // The page's own filter: recusal by a former unit too, and nothing of a view that is no more.
            let seen = match self.seen(actor, &StreamId(hit.id.clone())).await {
                Ok(seen) => seen,
                Err(Error::NotFound | Error::Forbidden(_) | Error::Erased) => continue,
                Err(other) => return Err(other),
            };
            if name_of(&seen.audience) != hit.audience {
                continue;
            }
            let Some(row) = self.shown(actor, std::slice::from_ref(row), &in_force).await?.pop() else {
                continue;
            };
            let mut wanted = Wanted::default();
            wanted.sheet(&seen.sheet);
            let names = self.names(wanted).await?;
            let lines = lines(&seen.sheet, &names);
            let snippet = lines.iter().skip(2).find_map(|line| around(line, typed)).unwrap_or_default();
            let names = self.names_of(std::slice::from_ref(&row)).await?;
            self.looked(actor, &row.stream, "search").await?;
            found.push(FoundCase {
                title: marked(&row.title, typed),
                number: marked(&row.number, typed),
                snippet,
                row,
                names,
            });
        }
        Ok(found)
    }

    /// Numbers and titles that begin or hold what is typed, for the look-ahead.
    pub async fn look_ahead(&self, actor: &Actor, typed: &str) -> Result<Vec<String>> {
        let typed = typed.trim();
        if typed.is_empty() || typed.chars().count() > LONGEST {
            return Ok(Vec::new());
        }
        let filter = crate::page::Filter { text: typed.to_owned(), ..Default::default() };
        let place = crate::page::Place { after: None, before: None, size: 8 };
        let list = self.page_of_cases(actor, &filter, place).await?;
        Ok(list
            .rows
            .into_iter()
            .map(|row| if row.number.is_empty() { row.title } else { row.number })
            .collect())
    }
}
