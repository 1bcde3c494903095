//! 校核代录 — what was entered from paper is compared with the original by a second person (G5).
//!
//! Source: mechanism §3 G5; the rules stand in [`crate::paper`], which all kinds share. Nothing final rests on a
//! paper that was not found to be the same as its original: 认定, 办结 and 归档 ask for
//! [`AllChecked`](crate::paper::AllChecked). Not decided here: what the act itself was (its own step).

use super::{Event, state::Case};
use crate::{
    facts::Facts,
    paper,
    refusal::{Reason, Refusal},
};

pub use crate::paper::{AMEND, AmendPaper, CHECK, CheckPaper};

pub(super) fn decide_check(case: &Case, command: CheckPaper, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    paper::check(&case.papers, command, facts).map(|checked| vec![Event::PaperChecked(checked)])
}

pub(super) fn blocked_check(case: &Case, facts: &Facts) -> Vec<Reason> {
    paper::blocked_check(&case.papers, facts)
}

pub(super) fn decide_amend(case: &Case, command: AmendPaper, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    paper::amend(&case.papers, command, facts).map(|amended| vec![Event::PaperAmended(amended)])
}

pub(super) fn blocked_amend(case: &Case, facts: &Facts) -> Vec<Reason> {
    paper::blocked_amend(&case.papers, facts)
}

#[cfg(test)]
mod tests {
    use crate::{
        cases::tolerance::{
            Command, Event,
            testing::{Scene, before, command, straight, straightly},
        },
        kind::{Audience, Kind},
        paper::Standing,
    };
    use serde_json::json;

    /// The defence of the straight case, entered by 苏 from a paper of two days before.
    fn entered() -> Scene {
        before("defend").by("su").paper_of("zhou", "2026-03-17").after(straightly("defend"))
    }

    fn check(matches: bool) -> Command {
        let words = if matches { json!(null) } else { json!("原件写明的是9户。") };
        command("check_paper", json!({ "paper": "1", "matches": matches, "words": words }))
    }

    fn amend() -> Command {
        command("amend_paper", json!({ "paper": "1", "says": "户数应为9户。" }))
    }

    /// Plays the rest of the straight case after the defence, up to `action`.
    fn going_on(mut scene: Scene, action: &str) -> Scene {
        for (on, actor, name, answers) in
            straight().into_iter().skip_while(|(_, _, name, _)| *name != "defend").skip(1)
        {
            scene = scene.on(on);
            if name == action {
                return scene;
            }
            scene = scene.by(actor).after(command(name, answers));
        }
        scene
    }

    #[test]
    fn the_act_counts_from_the_paper_and_the_entry_stands_beside_it() {
        let scene = entered();
        let [.., Event::Defended(defended), Event::PaperEntered(paper)] = &scene.events[..] else {
            panic!("{:#?}", scene.events)
        };
        assert_eq!(
            (defended.on.to_string(), paper.on.to_string()),
            ("2026-03-17".into(), "2026-03-18".into())
        );
        assert_eq!((paper.act, paper.by.as_str()), (scene.case.version - 1, "su"));
        assert_eq!(paper.place, "案管档案柜");
        let own = before("defend").after(straightly("defend"));
        assert!(own.case.papers.iter().next().is_none());
    }

    #[test]
    fn whoever_entered_or_signed_it_does_not_check_it() {
        entered().by("su").when(check(true)).refused_with(["G5"]);
        let mine = before("accept").by("fang").paper_of("mo", "2026-03-03").after(straightly("accept"));
        mine.clone().by("mo").when(check(true)).refused_with(["G5"]);
        mine.by("lin").when(check(true)).done();
        // Nor does anybody enter the check of another from paper.
        entered().by("su").paper_of("lin", "2026-03-18").when(check(true)).refused_with(["G5"]);
        let checked = entered().by("lin").after(check(true));
        checked.by("fang").when(check(true)).refused_with(["G5"]);
    }

    #[test]
    fn whoever_must_stand_aside_does_not_check() {
        let kin = entered().by("lin").knowing(|facts| {
            facts.people.get_mut(&"lin".into()).unwrap().kin = vec!["zhou".into()];
        });
        kin.when(check(true)).refused_with(["P8"]);
    }

    #[test]
    fn what_differs_goes_back_to_whoever_entered_it_and_is_checked_again() {
        let bare = command("check_paper", json!({ "paper": "1", "matches": false }));
        entered().by("lin").when(bare).refused_with(["G5"]);
        let differs = entered().by("lin").after(check(false));
        differs.clone().by("lin").when(amend()).refused_with(["G5"]);
        differs.clone().by("fang").when(check(true)).refused_with(["G5"]);
        let amended = differs.by("su").after(amend());
        amended.clone().by("su").when(check(true)).refused_with(["G5"]);
        let checked = amended.by("lin").after(check(true));
        assert_eq!(checked.case.papers.iter().next().unwrap().standing, Standing::Checked);
        checked.by("su").when(amend()).refused_with(["G5"]);
    }

    #[test]
    fn nothing_final_rests_on_a_paper_nobody_checked() {
        let waits = going_on(entered(), "determine");
        waits.when(straightly("determine")).refused_with(["G5"]);
        waits.clone().by("lin").after(check(false)).when(straightly("determine")).refused_with(["G5"]);
        waits.by("lin").after(check(true)).when(straightly("determine")).done();
    }

    #[test]
    fn closing_and_archiving_wait_for_papers_that_came_after_the_determination() {
        let late = |action: &str| {
            let entry = entered().events.pop().unwrap();
            assert!(matches!(entry, Event::PaperEntered(_)));
            before(action).with(entry)
        };
        late("close").when(straightly("close")).refused_with(["G5"]);
        let archive = command("archive", json!({ "volume": "2026-3-17", "checker": "wen" }));
        let codes = late("archive").when(archive).result.unwrap_err().codes();
        assert!(codes.contains(&"G5"), "{codes:?}");
    }

    #[test]
    fn the_scan_is_for_officers_and_for_whoever_made_the_paper() {
        let scene = before("defend").by("su").paper_of("zhou", "2026-03-17");
        let scene = scene.knowing(|facts| facts.original.scan = Some("scan".into()));
        let case = scene.after(straightly("defend")).case;
        let files = |audience: &Audience| {
            let all =
                super::super::Tolerance::files(&case, audience, &crate::cases::tolerance::testing::policy());
            all.into_iter().filter(|id| id.as_str() == "scan").count()
        };
        // Once as evidence, once as the scan of the paper.
        assert_eq!(files(&Audience::Officer(crate::people::Role::CaseOfficer)), 2);
        assert_eq!(files(&Audience::Official("zhou".into())), 1);
        assert_eq!(files(&Audience::Official("he".into())), 0);
        assert_eq!(files(&Audience::Unit("shiqiao".into())), 0);
    }
}
