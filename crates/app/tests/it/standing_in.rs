//! 请假、AB 角、代理 (G12): who stands in does what the other would do, in that time alone, and gets around nothing.

use rongheng_app::{Actor, Ask, Error, Result, Which, page::Done};
use rongheng_domain::ids::StreamId;
use serde_json::{Value, json};

use crate::support::{House, codes};

fn evidence() -> Value {
    json!({"title": "会议记录", "kind": "document", "describes": "集体研究的记录。", "place": "案管室03柜"})
}

impl House {
    async fn away(&self, who: &str, person: &str, act: &str, answers: Value) -> Result<()> {
        self.app.tell_away(&self.who(who).await, &person.into(), act, &answers).await
    }

    /// `person` entrusts the acts of `role` to `to`, until the day of return.
    pub(crate) async fn entrusts(&self, person: &str, role: &str, to: &str, days: (&str, &str)) {
        let answers = json!({"to": to, "roles": [role], "from": days.0, "until": days.1, "why": "出差",
            "approved_by": if person == "lu" { "fang" } else { "lu" }});
        self.away(person, person, "delegate", answers).await.unwrap();
    }

    fn in_place(actor: Actor, of: &str, case: &StreamId, action: &str, answers: Value) -> Ask {
        Ask {
            acted_for: Some(of.into()),
            by_delegation: true,
            ..Ask::new(actor, case.kind(), Some(case.clone()), action, answers)
        }
    }

    async fn acts_for(
        &self,
        who: &str,
        of: &str,
        case: &StreamId,
        action: &str,
        answers: Value,
    ) -> Result<Done> {
        self.app.execute(Self::in_place(self.who(who).await, of, case, action, answers)).await
    }

    async fn under_verification(&self) -> StreamId {
        let case = self.apply().await;
        self.act("bai", Some(&case), "accept", json!({})).await.unwrap();
        let team = json!({"leader": "wei", "members": [{"person": "lin"}, {"person": "gu"}]});
        self.act("bai", Some(&case), "assign", team).await.unwrap();
        case
    }
}

#[tokio::test]
async fn a_delegate_sees_and_does_what_the_other_has_to_do_until_the_day_of_return() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    let todo = async |who: &str| {
        let actor = house.who(who).await;
        let work = house.app.work(&actor, None).await.unwrap();
        assert_eq!(work.total, u64::try_from(work.tasks.len()).unwrap(), "as many as are counted");
        work.tasks
    };
    assert!(todo("lai").await.is_empty());
    assert!(matches!(house.app.find_case(&house.who("lai").await, &case).await, Err(Error::NotFound)));
    house.entrusts("bai", "case_management", "lai", ("2026-03-03", "2026-03-05")).await;
    assert!(todo("lai").await.is_empty(), "it begins tomorrow");
    let early = house.acts_for("lai", "bai", &case, "accept", json!({})).await;
    assert!(matches!(early, Err(Error::NotFound)), "{early:?}");

    house.on("2026-03-03").await;
    let tasks = todo("lai").await;
    let accept = tasks.iter().find(|task| task.action == "accept").unwrap();
    assert_eq!(accept.in_place_of, Some("bai".into()));
    let theirs = todo("bai").await;
    assert!(theirs.iter().any(|task| task.action == "accept" && task.in_place_of.is_none()));
    let page = house.app.find_case(&house.who("lai").await, &case).await.unwrap();
    let button = page.actions.iter().find(|one| one.action.name == "accept").unwrap();
    assert_eq!((button.in_place_of.clone(), button.blocked.len()), (Some("bai".into()), 0));
    // In the own name nothing is allowed that was not allowed before.
    let own = house.act("lai", Some(&case), "accept", json!({})).await;
    assert!(matches!(own, Err(Error::Forbidden(_))), "{own:?}");
    house.acts_for("lai", "bai", &case, "accept", json!({})).await.unwrap();
    let page = house.app.find_case(&house.who("bai").await, &case).await.unwrap();
    let line = page.timeline.iter().find(|line| line.title == "受理").unwrap();
    assert_eq!((line.actor.as_str(), line.by_delegation), ("lai", true));
    assert_eq!(line.acted_for, Some("bai".into()));
    assert!(!house.events(&case).await.iter().any(|event| event.ends_with("paper_entered")));

    house.on("2026-03-05").await;
    assert!(todo("lai").await.is_empty());
    assert!(matches!(house.app.find_case(&house.who("lai").await, &case).await, Err(Error::NotFound)));
    let late = house.acts_for("lai", "bai", &case, "set_committee", json!({"committee": "x"})).await;
    assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
    let told = house.acts_for("su", "bai", &case, "set_committee", json!({"committee": "x"})).await;
    assert_eq!(codes(told), ["G12.delegation"]);
    house.is_whole().await;
}

#[tokio::test]
async fn a_member_of_the_team_is_stood_in_for_and_the_one_who_stands_aside_is_not_let_in() {
    let house = House::district("2026-03-02").await;
    let case = house.under_verification().await;
    assert!(house.act("su", Some(&case), "add_evidence", evidence()).await.is_err(), "not of the team");
    house.entrusts("lin", "case_officer", "su", ("2026-03-02", "2026-03-05")).await;
    house.acts_for("su", "lin", &case, "add_evidence", evidence()).await.unwrap();
    // What only the person does is never done in the person's place.
    let paper = json!({"paper": "1", "matches": true});
    assert_eq!(codes(house.acts_for("su", "lin", &case, "check_paper", paper).await), ["G12.delegation"]);
    let asked = json!({"person": "lin", "ground": "interest", "says": "有往来。"});
    house.act("gu", Some(&case), "declare_recusal", asked).await.unwrap();
    let upheld = json!({"request": "1", "upheld": true, "why": "应当回避。"});
    house.act("ye", Some(&case), "decide_recusal", upheld).await.unwrap();
    // The other must stand aside: nobody does anything there in that place.
    assert_eq!(codes(house.acts_for("su", "lin", &case, "add_evidence", evidence()).await), ["P8"]);
}

#[tokio::test]
async fn an_end_that_was_entered_meanwhile_wins_over_whoever_is_signed_in() {
    let house = House::district("2026-03-02").await;
    let case = house.under_verification().await;
    house.entrusts("lin", "case_officer", "su", ("2026-03-02", "2026-03-05")).await;
    let signed_in = house.who("su").await;
    assert_eq!(signed_in.stands_in.len(), 1);
    let end = json!({"entry": "1", "until": "2026-03-02", "why": "提前回岗"});
    house.away("lin", "lin", "end_early", end).await.unwrap();
    let ask = House::in_place(signed_in, "lin", &case, "add_evidence", evidence());
    assert_eq!(codes(house.app.execute(ask).await), ["G12.delegation"]);
    house.is_whole().await;
}

#[tokio::test]
async fn whoever_investigated_in_anothers_place_does_not_review_it_afterwards() {
    let house = House::district("2026-06-12").await;
    let act = async |who: &str, case: Option<&StreamId>, action: &str, answers: Value| {
        let ask = Ask::new(house.who(who).await, "investigation", case.cloned(), action, answers);
        house.app.execute(ask).await
    };
    let file = json!({
        "official": "zhou", "track": "party", "body": "青澜区纪委", "decision": "青纪立〔2026〕8号",
        "filed_on": "2026-02-26", "about": "集体决策确定的补偿面积突破个案标准"
    });
    let case = act("lin", None, "file", file).await.unwrap().case;
    house.entrusts("lin", "case_officer", "xu", ("2026-06-12", "2026-06-15")).await;
    let investigators = json!([{"person": "lin"}, {"person": "su"}]);
    let finished =
        json!({"finished_on": "2026-06-12", "investigators": investigators, "summary": "建议免予党纪处分。"});
    house.acts_for("xu", "lin", &case, "finish_examination", finished).await.unwrap();
    act("bai", Some(&case), "send_to_review", json!({"reviewer": "xu"})).await.unwrap();
    let opinion = json!({"view": "agree", "opinion": "事实清楚。"});
    let refused = codes(act("xu", Some(&case), "review", opinion).await);
    assert_eq!(refused[0], "G12.both", "{refused:?}");
    assert!(refused.len() > 1, "with the rule that is kept: {refused:?}");
    house.is_whole().await;
}

#[tokio::test]
async fn two_who_entrust_one_another_at_one_moment_do_not_both_get_it() {
    let house = House::district("2026-03-02").await;
    let to = |who: &str| {
        json!({"to": who, "roles": ["case_officer"], "from": "2026-03-03", "until": "2026-03-05", "why": "出差",
               "approved_by": "lu"})
    };
    let (one, other) = tokio::join!(
        house.away("lin", "lin", "delegate", to("su")),
        house.away("su", "su", "delegate", to("lin"))
    );
    assert!(one.is_err() || other.is_err(), "{one:?} {other:?}");
    house.on("2026-03-03").await;
    let both = house.who("lin").await.stands_in.len() + house.who("su").await.stands_in.len();
    assert!(both <= 1);
}

#[tokio::test]
async fn the_delegate_is_told_in_fixed_words_and_reads_it_once() {
    let house = House::district("2026-03-02").await;
    house.entrusts("lin", "case_officer", "su", ("2026-03-04", "2026-03-06")).await;
    let su = house.who("su").await;
    let list = house.app.messages(&su, Which::Unread, None).await.unwrap();
    assert_eq!((list.unread, list.rows.len()), (1, 1));
    assert!(list.rows[0].case.is_none() && list.rows[0].says.contains("请您在其不在岗时代为办理"));
    house.app.mark_read(&su, &[(list.rows[0].source.clone(), list.rows[0].version)]).await.unwrap();
    assert_eq!(house.app.unread(&su).await.unwrap(), 0);
    assert_eq!(house.app.unread(&house.who("gu").await).await.unwrap(), 0, "told to nobody else");
    let end = json!({"entry": "1", "until": "2026-03-05", "why": "提前回岗"});
    house.away("lin", "lin", "end_early", end).await.unwrap();
    let list = house.app.messages(&su, Which::Unread, None).await.unwrap();
    assert!(list.rows[0].says.contains("提前结束"), "{list:?}");
    house.is_whole().await;
}

#[tokio::test]
async fn leave_without_anybody_who_is_there_is_seen_by_those_who_arrange_until_somebody_is() {
    let house = House::district("2026-03-02").await;
    house.under_verification().await;
    let mut leave = json!({"kind": "sick", "from": "2026-03-03", "until": "2026-03-06"});
    let Err(Error::Refused(refusal)) = house.away("lin", "lin", "enter_leave", leave.clone()).await else {
        panic!("a warning")
    };
    assert!(refusal.reasons[0].says.contains("容〔2026〕1号"), "{refusal}");
    leave["unowned"] = json!(true);
    house.away("lin", "lin", "enter_leave", leave).await.unwrap();
    let as_role = async |who: &str| {
        let actor = house.who(who).await;
        Actor { acting: Some(actor.held[0].role), ..actor }
    };
    let seen = house.app.unowned(&as_role("bai").await).await.unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!(
        (seen[0].person.as_str(), seen[0].in_hand.as_slice()),
        ("lin", &["容〔2026〕1号".to_owned()][..])
    );
    assert_eq!(house.app.unowned(&as_role("lu").await).await.unwrap().len(), 1);
    assert!(house.app.unowned(&as_role("gu").await).await.unwrap().is_empty(), "no arranger");
    // 室主任 enters it for the one who fell ill.
    let answers = json!({"to": "su", "roles": ["case_officer"], "from": "2026-03-03", "until": "2026-03-06",
        "why": "病假", "approved_by": "fang"});
    house.away("lu", "lin", "delegate", answers).await.unwrap();
    assert!(house.app.unowned(&as_role("bai").await).await.unwrap().is_empty());
    house.is_whole().await;
}

#[tokio::test]
async fn a_deputy_stands_in_on_days_of_leave_and_nobody_passes_it_on() {
    let house = House::district("2026-03-02").await;
    let deputy = |to: &str| json!({"to": to, "roles": ["case_officer"], "from": "2026-03-02", "why": "互为 AB 角", "approved_by": "lu"});
    house.away("lin", "lin", "name_deputy", deputy("su")).await.unwrap();
    house.away("su", "su", "name_deputy", deputy("lin")).await.unwrap();
    assert!(house.who("su").await.stands_in.is_empty());
    let leave = json!({"kind": "annual", "from": "2026-03-03", "until": "2026-03-04"});
    house.away("lin", "lin", "enter_leave", leave).await.unwrap();
    house.on("2026-03-03").await;
    assert_eq!(house.who("su").await.stands_in[0].person.as_str(), "lin");
    // Both away at once: the other's place is taken by nobody, and nothing is passed on.
    let leave = json!({"kind": "sick", "from": "2026-03-03", "until": "2026-03-05", "unowned": true});
    house.away("su", "su", "enter_leave", leave).await.unwrap();
    assert!(house.who("su").await.stands_in.is_empty() && house.who("lin").await.stands_in.is_empty());
}
