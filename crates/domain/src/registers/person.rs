//! People: names, posts over half-open days, party membership, identity, kin. The one place where a
//! person's name is kept; everything else knows an id.

mod keeping;

use serde::{Deserialize, Serialize};

use super::{Register, dated::Dated};
use crate::{
    away::{Ended, Entry, Leave, StandIn, Way},
    day::Day,
    ids::{PersonId, UnitId},
    people::{Identity, Person, Tier},
};

/// A post, held from its first day until the day that is no longer part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// Where.
    pub unit: UnitId,
    /// `主任`.
    pub title: String,
    /// Whether it makes the person the unit's head.
    #[serde(default)]
    pub heads_unit: bool,
    /// First day.
    pub from: Day,
    /// First day on which it is no longer held.
    #[serde(default)]
    pub until: Option<Day>,
    /// Management that comes with the post, where it is another than the person's (G2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
}

impl Post {
    /// Whether it is held on `day`.
    pub fn held_on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// What can have happened to a person, as far as the mechanism has to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonEvent {
    /// Entered into the register.
    Registered {
        /// The name.
        name: String,
        /// The posts held now and before, the main one first among those of one day.
        posts: Vec<Post>,
        /// For the government track (G6).
        identity: Identity,
        /// Party member.
        party_member: bool,
        /// Management (G2).
        tier: Tier,
    },
    /// Took another name, or it was written wrongly.
    Renamed {
        /// The name from now on.
        name: String,
        /// From.
        from: Day,
    },
    /// Left all posts for another.
    Moved {
        /// The new post; the old ones end on its first day.
        post: Post,
    },
    /// Took on a post beside those held.
    Appointed {
        /// The post.
        post: Post,
    },
    /// Left the posts at a unit.
    Left {
        /// The unit.
        unit: UnitId,
        /// First day no longer there.
        until: Day,
    },
    /// Another identity for the government track.
    IdentitySet {
        /// Which.
        identity: Identity,
        /// From.
        from: Day,
    },
    /// Joined or left the party.
    MembershipSet {
        /// Whether a member.
        party_member: bool,
        /// From.
        from: Day,
    },
    /// Came under another management.
    TierSet {
        /// Which.
        tier: Tier,
        /// From.
        from: Day,
    },
    /// A close relative who is in the register too (P8).
    KinEntered {
        /// The relative.
        person: PersonId,
        /// `配偶`.
        relation: String,
    },
    /// A relative entered by mistake.
    KinStruck {
        /// The relative.
        person: PersonId,
        /// Why.
        why: String,
    },
    /// Retired: posts end, no government sanction any more (G6).
    Retired {
        /// First day of retirement.
        on: Day,
    },
    /// Is away for some days (请假).
    LeaveEntered(Leave),
    /// Has a standing deputy (AB 角).
    DeputyNamed(StandIn),
    /// Is stood in for on some days (代理).
    Delegated(StandIn),
    /// One of these ends earlier than it said.
    AwayEnded(Ended),
}

/// A person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRecord {
    /// Names by day.
    pub names: Dated<String>,
    /// Posts, the first appointed first.
    pub posts: Vec<Post>,
    /// Identity by day.
    pub identity: Dated<Identity>,
    /// Party membership by day.
    pub party_member: Dated<bool>,
    /// Management by day.
    pub tier: Dated<Tier>,
    /// Close relatives with their relation.
    pub kin: Vec<(PersonId, String)>,
    /// First day of retirement.
    pub retired_on: Option<Day>,
    /// Leave, deputies and delegations, in the order in which they were entered.
    pub away: Vec<Entry>,
    /// How much of it was entered and ended.
    pub away_events: u32,
}

impl Register for PersonRecord {
    type Event = PersonEvent;
    const NAME: &'static str = "person";
    const TITLE: &'static str = "人员";

    fn evolve(mut self, event: &PersonEvent, on: Day) -> Self {
        match event {
            PersonEvent::Registered { name, posts, identity, party_member, tier } => {
                let from = posts.iter().map(|post| post.from).min().unwrap_or(on);
                self.names.set(from, name.clone());
                self.identity.set(from, *identity);
                self.party_member.set(from, *party_member);
                self.tier.set(from, *tier);
                for post in posts {
                    self.take_on(post);
                }
            }
            PersonEvent::Renamed { name, from } => self.names.set(*from, name.clone()),
            PersonEvent::Moved { post } => {
                self.end_posts(post.from, |_| true);
                self.take_on(post);
            }
            PersonEvent::Appointed { post } => self.take_on(post),
            PersonEvent::Left { unit, until } => self.end_posts(*until, |post| post.unit == *unit),
            PersonEvent::IdentitySet { identity, from } => self.identity.set(*from, *identity),
            PersonEvent::MembershipSet { party_member, from } => self.party_member.set(*from, *party_member),
            PersonEvent::TierSet { tier, from } => self.tier.set(*from, *tier),
            PersonEvent::KinEntered { person, relation } => {
                self.kin.retain(|(known, _)| known != person);
                self.kin.push((person.clone(), relation.clone()));
            }
            PersonEvent::KinStruck { person, .. } => self.kin.retain(|(known, _)| known != person),
            PersonEvent::Retired { on } => {
                self.end_posts(*on, |_| true);
                self.retired_on = Some(*on);
            }
            PersonEvent::LeaveEntered(leave) => self.enter_away(Entry::leave(leave), on),
            PersonEvent::DeputyNamed(one) => self.enter_away(Entry::stand_in(Way::Deputy, one), on),
            PersonEvent::Delegated(one) => self.enter_away(Entry::stand_in(Way::Delegation, one), on),
            PersonEvent::AwayEnded(ended) => {
                self.away_events += 1;
                let at = (self.away_events, on);
                for one in self.away.iter_mut().filter(|one| one.number == ended.number) {
                    one.ended = Some(ended.clone());
                    one.ended_at = Some(at);
                }
            }
        }
        self
    }
}

impl PersonRecord {
    fn enter_away(&mut self, entry: Entry, on: Day) {
        self.away_events += 1;
        self.away.push(entry.entered(self.away_events, on));
    }

    fn take_on(&mut self, post: &Post) {
        self.posts.push(post.clone());
        // Stable: of two posts begun on one day the one named first stays the main one.
        self.posts.sort_by_key(|post| post.from);
    }

    fn end_posts(&mut self, until: Day, which: impl Fn(&Post) -> bool) {
        for post in self.posts.iter_mut().filter(|post| which(post)) {
            post.until = Some(post.until.map_or(until, |known| known.min(until)));
        }
    }

    /// The name on `today`; `None` where nobody is registered.
    pub fn name(&self, today: Day) -> Option<&str> {
        self.names.on(today).map(String::as_str)
    }

    /// The main post on `day`: of those held the one begun first; else the one left last; else the first
    /// to come.
    pub fn main_post(&self, day: Day) -> Option<&Post> {
        let begun = self.posts.iter().filter(|post| post.from <= day);
        let held = self.posts.iter().find(|post| post.held_on(day));
        held.or_else(|| begun.max_by_key(|post| post.until)).or_else(|| self.posts.first())
    }

    /// Under whose management the person is on `today`: dual posts go to the higher (G2). A post no longer
    /// held lifts nobody; the person's own tier stays.
    pub fn highest_tier(&self, today: Day) -> Tier {
        let own = self.tier.on(today).copied().unwrap_or(Tier::Other);
        let held = self.posts.iter().filter(|post| post.held_on(today)).filter_map(|post| post.tier);
        held.fold(own, Tier::higher)
    }

    /// What the rules may know on `today`: no name. `None` where the register has no such person or no
    /// post of theirs.
    ///
    /// `former` also names the other units where a post is held today, with today as the last day there:
    /// for recusal (P8) a second post is as near as a former one.
    pub fn facts(&self, today: Day) -> Option<Person> {
        let main = self.main_post(today)?;
        let mut former: Vec<(UnitId, Day)> = Vec::new();
        for post in self.posts.iter().filter(|post| post.from <= today && post.unit != main.unit) {
            let last = post.until.map_or(today, |until| until.plus(-1).min(today));
            match former.iter_mut().find(|(unit, _)| *unit == post.unit) {
                Some((_, known)) => *known = last.max(*known),
                None => former.push((post.unit.clone(), last)),
            }
        }
        Some(Person {
            unit: main.unit.clone(),
            former,
            heads_unit: self
                .posts
                .iter()
                .any(|post| post.heads_unit && post.unit == main.unit && post.held_on(today)),
            party_member: self.party_member.on(today).copied().unwrap_or_default(),
            identity: self.identity.on(today).copied().unwrap_or(Identity::Other),
            tier: self.highest_tier(today),
            retired_on: self.retired_on.filter(|on| *on <= today),
            kin: self.kin.iter().map(|(person, _)| person.clone()).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::told, *};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn post(unit: &str, from: &str, heads_unit: bool) -> Post {
        Post {
            unit: unit.into(),
            title: "主任".to_owned(),
            heads_unit,
            from: day(from),
            until: None,
            tier: None,
        }
    }

    fn registered() -> PersonEvent {
        PersonEvent::Registered {
            name: "周砚清".to_owned(),
            posts: vec![post("street", "2020-03-01", true)],
            identity: Identity::CivilServant,
            party_member: true,
            tier: Tier::District,
        }
    }

    #[test]
    fn posts_are_half_open_and_the_former_unit_is_known_with_its_last_day() {
        let moved = PersonEvent::Moved { post: post("bureau", "2025-06-01", false) };
        let person = told::<PersonRecord>(&[registered(), moved]);
        let before = person.facts(day("2025-05-31")).unwrap();
        assert_eq!((before.unit.as_str(), before.heads_unit), ("street", true));
        assert_eq!(before.former, []);
        let after = person.facts(day("2025-06-01")).unwrap();
        assert_eq!((after.unit.as_str(), after.heads_unit), ("bureau", false));
        assert_eq!(after.former, [("street".into(), day("2025-05-31"))]);
    }

    #[test]
    fn a_second_post_counts_for_recusal_while_it_lasts() {
        let second = PersonEvent::Appointed { post: post("office", "2024-01-01", true) };
        let person = told::<PersonRecord>(&[registered(), second]);
        let facts = person.facts(day("2026-01-01")).unwrap();
        assert_eq!(facts.unit.as_str(), "street");
        assert_eq!(facts.former, [("office".into(), day("2026-01-01"))]);
    }

    #[test]
    fn dual_posts_go_to_the_higher_while_both_are_held() {
        let second = |tier| PersonEvent::Appointed {
            post: Post { tier, ..post("municipal_bureau", "2024-01-01", false) },
        };
        let tier_of =
            |events: &[PersonEvent], on: &str| told::<PersonRecord>(events).facts(day(on)).unwrap().tier;
        let higher = [registered(), second(Some(Tier::City))];
        assert_eq!(tier_of(&higher, "2023-12-31"), Tier::District);
        assert_eq!(tier_of(&higher, "2024-01-01"), Tier::City);
        let left = PersonEvent::Left { unit: "municipal_bureau".into(), until: day("2025-01-01") };
        assert_eq!(tier_of(&[higher[0].clone(), higher[1].clone(), left], "2025-01-01"), Tier::District);
        // A lower post beside it never lowers anybody, and one that says nothing changes nothing.
        assert_eq!(tier_of(&[registered(), second(Some(Tier::Other))], "2024-01-01"), Tier::District);
        assert_eq!(tier_of(&[registered(), second(None)], "2024-01-01"), Tier::District);
    }

    #[test]
    fn a_post_entered_before_posts_had_a_tier_is_read_and_written_as_it_was() {
        let stored = serde_json::json!({
            "unit": "street", "title": "主任", "heads_unit": true, "from": "2020-03-01", "until": null,
        });
        let read: Post = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(read, post("street", "2020-03-01", true));
        assert_eq!(serde_json::to_value(&read).unwrap(), stored);
    }

    #[test]
    fn what_held_at_the_time_of_the_act_stays_known() {
        let person = told::<PersonRecord>(&[
            registered(),
            PersonEvent::Renamed { name: "周彦清".to_owned(), from: day("2025-01-01") },
            PersonEvent::MembershipSet { party_member: false, from: day("2025-01-01") },
            PersonEvent::IdentitySet { identity: Identity::PublicEmployee, from: day("2025-01-01") },
            PersonEvent::TierSet { tier: Tier::Section, from: day("2025-01-01") },
            PersonEvent::Retired { on: day("2026-01-01") },
        ]);
        let then = person.facts(day("2024-12-31")).unwrap();
        assert_eq!(person.name(day("2024-12-31")), Some("周砚清"));
        assert_eq!(
            (then.party_member, then.identity, then.tier),
            (true, Identity::CivilServant, Tier::District)
        );
        assert_eq!(then.retired_on, None);
        let now = person.facts(day("2026-02-01")).unwrap();
        assert_eq!(person.name(day("2026-02-01")), Some("周彦清"));
        assert_eq!(
            (now.party_member, now.identity, now.tier),
            (false, Identity::PublicEmployee, Tier::Section)
        );
        assert_eq!(now.retired_on, Some(day("2026-01-01")));
        assert!(!now.heads_unit, "who has retired heads nothing");
        assert_eq!(now.unit.as_str(), "street", "the last unit stays known");
    }

    #[test]
    fn what_the_rules_see_holds_no_name() {
        let kin = PersonEvent::KinEntered { person: "lin".into(), relation: "配偶".to_owned() };
        let wrong = PersonEvent::KinEntered { person: "su".into(), relation: "配偶".to_owned() };
        let struck = PersonEvent::KinStruck { person: "su".into(), why: "登记错误".to_owned() };
        let person = told::<PersonRecord>(&[registered(), kin, wrong, struck]);
        let facts = person.facts(day("2026-01-01")).unwrap();
        assert_eq!(facts.kin, [PersonId::from("lin")]);
        assert!(!serde_json::to_string(&facts).unwrap().contains('周'));
        assert_eq!(PersonRecord::default().facts(day("2026-01-01")), None);
    }

    #[test]
    fn leaving_one_unit_leaves_the_others() {
        let second = PersonEvent::Appointed { post: post("office", "2024-01-01", false) };
        let left = PersonEvent::Left { unit: "street".into(), until: day("2025-01-01") };
        let person = told::<PersonRecord>(&[registered(), second, left]);
        assert_eq!(person.facts(day("2025-01-01")).unwrap().unit.as_str(), "office");
    }
}
