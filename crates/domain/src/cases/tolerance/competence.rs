//! 管辖 — who is competent follows from the official's management; dual posts go to the higher (G2).
//!
//! Source: mechanism §3 G2, §2 P2 ("counts as accepted, within competence"). Whose officials this organ handles
//! is a setting; the register already gives the highest management of a person's posts. What the upper organ
//! decided stands above the computation. Not decided here: whether the matter belongs to another place — the
//! register of organisations does not know that for certain, and what is not known turns nobody away; there
//! the upper organ is asked (管辖争议).

use super::Case;
use crate::{
    facts::Facts,
    ids::PersonId,
    people::Tier,
    refusal::{self, Reason},
    rule::{Force, Rule},
};

/// Who is competent.
pub static RULE: Rule = Rule {
    code: "G2",
    phrase: "管辖",
    asks: "按当事人的管理层级确定管辖，兼任的按较高的层级；不属于本机关管辖的，报送、移送或者转办，不得自行受理。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Whether the organ that has the case may handle it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Competence<'a> {
    /// It may: of all officials, or because the upper organ said so.
    Within,
    /// It may not: of this official, who is under that management.
    Beyond(&'a PersonId, Tier),
}

/// Who is competent follows from the officials' management: of several, the highest decides.
pub fn competence_of<'a>(case: &'a Case, facts: &Facts) -> Competence<'a> {
    if case.placements().next().is_some() {
        return Competence::Within;
    }
    let ours = &facts.policy.settings.competence;
    let managed = case.officials().filter_map(|official| Some((official, facts.person(official)?.tier)));
    let beyond = managed.filter(|(_, tier)| !ours.contains(tier)).min_by_key(|(_, tier)| *tier);
    beyond.map_or(Competence::Within, |(official, tier)| Competence::Beyond(official, tier))
}

/// What keeps the organ from taking the case in, where it is not competent.
pub(super) fn beyond(case: &Case, facts: &Facts) -> Option<Reason> {
    let Competence::Beyond(official, tier) = competence_of(case, facts) else { return None };
    let says = format!(
        "当事人{}按现任职务中较高的管理层级属于{}，不属于本机关管辖，本机关不得自行受理，请按权限报送、移送或者转办。",
        refusal::person(official),
        tier.title()
    );
    Some(Reason::new(&RULE, says).remedy("transfer"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::tolerance::testing::{Scene, before, straightly};

    pub(crate) fn managed(scene: Scene, official: &str, tier: Tier) -> Scene {
        let official = PersonId::from(official);
        scene.knowing(|facts| facts.people.get_mut(&official).unwrap().tier = tier)
    }

    #[test]
    fn the_organ_takes_in_the_officials_it_manages_and_no_others() {
        for tier in [Tier::District, Tier::Section, Tier::Other] {
            managed(before("accept"), "zhou", tier).when(straightly("accept")).done();
        }
        for tier in [Tier::Province, Tier::City] {
            let refusal =
                managed(before("accept"), "zhou", tier).when(straightly("accept")).refused_with(["G2"]);
            assert_eq!(refusal.reasons[0].remedy, Some("transfer"));
            assert!(refusal.reasons[0].says.contains(tier.title()), "{refusal}");
        }
    }

    #[test]
    fn silence_counts_as_acceptance_only_within_competence() {
        let late = before("accept").on("2026-03-10");
        assert_eq!(managed(late.clone(), "zhou", Tier::District).lapsed().len(), 1);
        assert_eq!(managed(late, "zhou", Tier::City).lapsed(), []);
    }

    #[test]
    fn of_several_officials_the_highest_decides() {
        let two = before("accept").altered(|case| {
            let applied = case.applied.as_mut().unwrap();
            let second = crate::cases::tolerance::application::Concerned { person: "he".into(), post: None };
            applied.officials.push(second);
        });
        let scene = managed(managed(two, "zhou", Tier::City), "he", Tier::Province);
        let he = PersonId::from("he");
        assert_eq!(competence_of(&scene.case, &scene.facts), Competence::Beyond(&he, Tier::Province));
        managed(scene, "he", Tier::Section).when(straightly("accept")).refused_with(["G2"]);
    }
}
