//! What the demo tells of its own archived cases, so that these pages are filled: a text that was published with the
//! official's consent, one to which an official objects while another has not read it yet, and a model case that was
//! taken from the first. Everything is done as people do it; all of it is 示范.

use anyhow::{Context, Result};
use rongheng_app::{
    Actor, Ask,
    domain::{day::Day, ids::StreamId, people::Role},
};
use serde_json::{Value, json};

use super::{
    library::{Library, pairs},
    play::Stage,
};

/// The article's second case, published.
const PUBLISHED: (&str, &str) = ("article_2_unlicensed_discharge.toml", "discharge");
/// The article's first case, shown to its officials.
const SHOWN: (&str, &str) = ("article_1_compensation_area.toml", "area");

const OF_THE_DISCHARGE: &str = "\
黎望山同志2024年11月18日受命担任石鼓街道锦沙经济联合社社长。前任因病去世，没有办理交接，物业图纸和租户名册散失，黎社长在街道帮助下用半年时间理清了物业。
2025年8月，云江市生态环境局青澜分局检查发现园内一家洗水作坊没有排污许可证，联社作为出租方被处罚18.6万元。望山同志当日责令停产，清退作坊、清理河涌，并向作坊追索赔偿。
经核实，黎望山与作坊经营者没有利益往来，符合履职尽责类容错情形，免予党纪处分，给予批评教育。联社此后建立了物业台账和任职交接见证制度。";
const OF_THE_AREA: &str = "\
青澜区土地房屋征收事务中心主任周砚清、副主任何静澜办理一户历史成因复杂的房屋征收，协商、调解、请示多次没有结果，公共项目因此停滞。
中心集体研究，按实际使用面积确定补偿，高于个案标准。会上有不同意见并如实记录，资金全部进入被征收人账户，没有人从中得利。经会商和审理，认定周砚清、何静澜的行为符合容错条件，免予处分。";

struct Teller<'a> {
    stage: &'a mut Stage,
}

impl Teller<'_> {
    async fn case(&mut self, (file, name): (&str, &str)) -> Result<StreamId> {
        self.stage.case_of(file, name).await?.with_context(|| format!("演示区没有案件 {name}"))
    }

    async fn actor(&self, person: &str, role: Role) -> Result<Actor> {
        let actor = self.stage.app.actor_of(&person.into()).await?;
        Ok(Actor { acting: Some(role), ..actor })
    }

    async fn act(&self, who: (&str, Role), case: &StreamId, action: &str, answers: Value) -> Result<()> {
        let actor = self.actor(who.0, who.1).await?;
        let ask = Ask::new(actor, case.kind(), Some(case.clone()), action, answers);
        let done = self.stage.app.execute(ask).await;
        done.with_context(|| format!("演示内容“{action}”没有办成"))?;
        self.stage.app.settle().await?;
        Ok(())
    }

    /// Drafts a text, has every place decided and sends it to the officials.
    async fn shows(&self, case: &StreamId, (text, scope): (&str, &str), until: &str) -> Result<()> {
        let officer = ("bai", Role::CaseManagement);
        let draft = json!({ "text": text, "scope": scope, "until": until });
        self.act(officer, case, "draft_publicity", draft).await?;
        let bai = self.actor(officer.0, officer.1).await?;
        let form = self.stage.app.form(&bai, case.kind(), Some(case), "decide_redaction").await?;
        let all: Vec<_> =
            form.offers.get("suggestions").into_iter().flatten().map(|offer| offer.value.clone()).collect();
        self.act(officer, case, "decide_redaction", json!({ "remove": all })).await?;
        self.act(officer, case, "send_publicity", json!({})).await
    }

    /// The file is borrowed and not yet given back.
    async fn borrowed(&self, case: &StreamId, day: Day) -> Result<()> {
        let ask = json!({ "borrower": "su", "extent": "whole", "purpose": "编写典型案例时核对事实（示范）",
            "until": day.plus(14).to_string() });
        self.act(("bai", Role::CaseManagement), case, "ask_borrowing", ask).await?;
        let agreed = json!({ "borrowing": "1", "agreed": true, "words": "同意，用后及时归还。" });
        self.act(("fang", Role::Leader), case, "decide_borrowing", agreed).await
    }

    /// A model case that was taken from the published one.
    async fn model(&self, case: &StreamId, today: &str) -> Result<()> {
        let app = &self.stage.app;
        let officer = self.actor("bai", Role::CaseManagement).await?;
        let number = app.find_case(&officer, case).await?.sheet.number.unwrap_or_default();
        let library = Library::of(app);
        let key = library
            .write(&pairs(&[
                ("title", "受命于难、底数不清，发现问题当日纠正，免予处分并批评教育"),
                ("area", "经济联社"),
                ("lenience", "duty"),
                ("circumstance", "cooperative.01"),
                ("ending", "exempt"),
                ("facts", "某负责人在前任没有办理交接的情况下接手，物业底数不清，没有及时察觉承租户无证排污，集体资产受到损失。"),
                ("weighed", "没有条件交接有档案和证人证明；接手后做过清查；与经营者没有利益往来；发现当日责令停产。"),
                ("done", "清退经营者、消除影响、追索赔偿，核查确认整改完成；建立物业台账和任职交接见证制度。"),
                ("lesson", "能容的是条件所限、发现即改；具备条件仍长期不清查的，不在此列。"),
                ("source", "archived"),
                ("case", &number),
            ]))
            .await?;
        library.approve(&key).await?;
        library.list((&key, "motivation", "training")).await?;
        library.submit(&key, today, Some("第二批容错纠错典型案例名单（示范）")).await
    }
}

/// Tells them.
///
/// # Errors
/// An act that was refused, with its words.
pub(crate) async fn fill(stage: &mut Stage) -> Result<()> {
    let day = stage.app.clock().now().day();
    let (today, until) = (day.to_string(), format!("{}-12-31", day.parts().0 + 1));
    let mut teller = Teller { stage };
    let case = teller.case(PUBLISHED).await?;
    teller.shows(&case, (OF_THE_DISCHARGE, "training"), &until).await?;
    let answer = json!({ "objects": false, "words": "看过了，认不出是我，同意用于培训。" });
    teller.act(("li", Role::Official), &case, "answer_publicity", answer).await?;
    teller.act(("ye", Role::PrincipalLeader), &case, "publish", json!({})).await?;
    teller.model(&case, &today).await?;
    teller.borrowed(&case, day).await?;
    let case = teller.case(SHOWN).await?;
    teller.shows(&case, (OF_THE_AREA, "district"), &until).await?;
    let answer = json!({ "objects": true, "words": "辖区同类项目只有一处，写“公共项目因此停滞”还是认得出来，请改写。" });
    teller.act(("he", Role::Official), &case, "answer_publicity", answer).await
}
