//! 拟稿、校核、印发 — who does what to an amendment, and what stands against it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Amendment, AmendmentEvent, CHECKED, CHECKERS, Change, DraftedCircumstance, DraftedPrinciple, Issue,
    NUMBER_HINT, issuing, writing,
};
use crate::{
    day::Day,
    form::{Field, Input},
    ids::PersonId,
    judgement::leniences::Lenience,
    kind::Failure,
    people::Role,
    refusal::{Missing, Reason, Refusal},
    registers::{
        checklist::AREAS,
        keeping::{Act, Keep, Keeping, at, typed},
    },
    sheet::{Block, Say, Tone},
};

const WRITES: &[Role] = &[Role::PolicyOfficer];
/// Who checks.
pub const CHECKS: &[Role] = &[Role::PolicyOfficer, Role::ReviewOfficer, Role::Leader, Role::PrincipalLeader];

const WHY: Field = Field::new("why", "理由", Input::Text);

const CIRCUMSTANCE: &[Field] = &[
    Field::new("code", "编码", Input::Line)
        .hint("写已有的编码，形成该情形的新文本；新的情形写新的编码，如 land.15。"),
    Field::new("area", "领域或者主体", Input::Choice(AREAS)),
    Field::new("lenience", "三宽容", Input::Choice(Lenience::CHOICES)),
    Field::new("title", "标题", Input::Line).hint("一句话说清是什么情形，不超过 60 字。"),
    Field::new("facts", "情形", Input::Text).hint("写典型的事实：在什么条件下做了什么，出现了什么后果。"),
    Field::new("conditions", "条件", Input::Text).hint("一行一个，每个都要能用证据核对。"),
    Field::new("boundary", "边界", Input::Text).hint("写明哪些情况不适用本情形。"),
    Field::new("measures", "仍须采取的措施", Input::Text).hint("一行一个：容错不等于不纠。").optional(),
    Field::new("source", "依据", Input::Line).hint("所依据的文件和条款。"),
];

const PRINCIPLE: &[Field] = &[
    Field::new("code", "编码", Input::Pick("principles")),
    Field::new("text", "阐释", Input::Text).hint("写在用到它的填写栏旁边，用完整的句子。"),
    Field::new("covers", "属于的例子", Input::Text).hint("一行一个。").optional(),
    Field::new("spares", "不属于的例子", Input::Text).hint("一行一个。").optional(),
];

#[derive(Deserialize)]
struct Opened {
    title: String,
    why: String,
}

#[derive(Deserialize)]
struct Written {
    code: String,
    area: String,
    lenience: Lenience,
    title: String,
    facts: String,
    conditions: String,
    boundary: String,
    #[serde(default)]
    measures: String,
    source: String,
}

impl From<Written> for DraftedCircumstance {
    fn from(written: Written) -> Self {
        Self {
            code: written.code,
            area: written.area,
            lenience: written.lenience,
            title: written.title,
            facts: written.facts.trim().to_owned(),
            conditions: writing::lines(&written.conditions),
            boundary: written.boundary.trim().to_owned(),
            measures: writing::lines(&written.measures),
            source: written.source,
        }
    }
}

#[derive(Deserialize)]
struct Ended {
    code: String,
    until: Day,
    why: String,
}

#[derive(Deserialize)]
struct Explained {
    code: String,
    text: String,
    #[serde(default)]
    covers: String,
    #[serde(default)]
    spares: String,
}

#[derive(Deserialize)]
struct TakenOut {
    change: String,
    why: String,
}

#[derive(Deserialize)]
struct Said {
    says: String,
}

#[derive(Deserialize)]
struct Given {
    why: String,
}

fn written(drafted: DraftedCircumstance, keeping: &Keeping) -> Result<AmendmentEvent, Failure> {
    let mut missing = Missing::new();
    for (field, says) in writing::faults(&drafted, &keeping.texts) {
        missing.add(at(field, says));
    }
    if let Some(text) = keeping.texts.texts.get(&drafted.code).and_then(|texts| texts.last()) {
        missing.unless(text.until.is_some() || !drafted.says_the_same(text), || {
            at("facts", format!("写的与情形“{}”的现行文本一样，没有变化，不用修订。", drafted.code))
        });
    }
    missing.settle()?;
    Ok(AmendmentEvent::Written { change: Change::Circumstance(drafted), by: keeping.by.clone() })
}

fn ended(ended: Ended, keeping: &Keeping) -> Result<AmendmentEvent, Failure> {
    let Ended { code, until, why } = ended;
    let mut missing = Missing::new();
    let standing = keeping.texts.texts.get(&code).and_then(|texts| texts.iter().max_by_key(|text| text.from));
    missing.unless(standing.is_some(), || at("code", format!("清单里没有情形“{code}”，请核对编码。")));
    if let Some(ended) = standing.and_then(|text| text.until) {
        missing.add(at("code", format!("情形“{code}”已经定于{}停止施行。", ended.words())));
    }
    missing.unless(until >= keeping.today, || {
        at("until", "最后一天不能早于今天：已经施行过的日子不能改成没有施行。")
    });
    missing.settle()?;
    Ok(AmendmentEvent::Written { change: Change::Ending { code, until, why }, by: keeping.by.clone() })
}

fn explained(explained: Explained, keeping: &Keeping) -> Result<AmendmentEvent, Failure> {
    let known = keeping.policy.principles.get(&explained.code).and_then(|texts| texts.last());
    let Some(known) = known else {
        return Err(Refusal::from(at("code", "没有这一原则，请从列出的原则中选择。")).into());
    };
    let drafted = DraftedPrinciple {
        text: explained.text.trim().to_owned(),
        covers: writing::lines(&explained.covers),
        spares: writing::lines(&explained.spares),
        ..DraftedPrinciple::of(known)
    };
    if drafted == DraftedPrinciple::of(known) {
        let reason = at("text", "写的与现行阐释一样，没有变化，不用修订。");
        return Err(Refusal::from(reason).into());
    }
    Ok(AmendmentEvent::Written { change: Change::Principle(drafted), by: keeping.by.clone() })
}

impl Amendment {
    /// Whether `person` may check it: they wrote none of it and have not checked it as it stands.
    fn may_check(&self, person: &PersonId) -> Result<(), Reason> {
        if self.writers.contains(person) {
            let says = "您写过这次修订的内容，不能校核自己写的；请由没有参与拟稿的人校核。";
            return Err(Reason::new(&CHECKED, says));
        }
        if self.checks.iter().any(|check| check.by == *person) {
            let says = "您已经校核过，第二次校核要由另一人进行。";
            return Err(Reason::new(&CHECKED, says));
        }
        Ok(())
    }
}

impl Keep for Amendment {
    const ACTS: &'static [Act] = &[
        Act::new(
            "open",
            "新建修订",
            WRITES,
            &[
                Field::new("title", "修订名称", Input::Line)
                    .hint("印发前的工作名称，如“2027 年第一次修订”。"),
                Field::new("why", "为什么修订", Input::Text),
            ],
            "把要一起印发的情形、阐释写在一次修订里；两人校核、印发以后才生效，印发前不影响办案。",
        )
        .opening(),
        Act::new(
            "write_circumstance",
            "写入情形",
            WRITES,
            CIRCUMSTANCE,
            "原来的文本不会被改掉：新文本自施行之日起与旧文本并存，行为时的文本继续可查。写入后，已有的校核作废。",
        ),
        Act::new(
            "end_circumstance",
            "停止施行情形",
            WRITES,
            &[
                Field::new("code", "情形的编码", Input::Line).hint("如 land.03。"),
                Field::new("until", "最后一天", Input::Day).hint("这一天仍然施行，次日起停止。"),
                WHY,
            ],
            "停止施行以后，行为发生在施行期间的案件仍按原文本办理。",
        ),
        Act::new(
            "explain",
            "写入原则阐释",
            WRITES,
            PRINCIPLE,
            "新的阐释自施行之日起显示在填写栏旁边，原来的留在历史里。",
        ),
        Act::new(
            "take_out",
            "去掉一条",
            WRITES,
            &[Field::new("change", "去掉哪一条", Input::Pick("changes")), WHY],
            "只从这次修订里去掉，现行清单不变；去掉后，已有的校核作废。",
        ),
        Act::new(
            "check",
            "校核通过",
            CHECKS,
            &[Field::new("says", "校核意见", Input::Text).hint("写明核对了什么，如文字、依据、边界。")],
            "逐条对照“与现行文本的差别”。写过这次修订内容的人不能校核；要两个不同的人校核。",
        ),
        Act::new(
            "send_back",
            "退回修改",
            CHECKS,
            &[Field::new("says", "要改什么", Input::Text)],
            "退回后，已有的校核作废，由拟稿人修改。",
        ),
        Act::new(
            "issue",
            "登记印发",
            WRITES,
            &[
                Field::new("title", "文件标题", Input::Line).hint("与印发的文件一字不差，不带书名号。"),
                Field::new("number", "文号", Input::Line).hint(NUMBER_HINT),
                Field::new("organ", "印发机关", Input::Line),
                Field::new("issued_on", "印发日期", Input::Day),
                Field::new("from", "施行日期", Input::Day).hint("不能早于印发日期。"),
                Field::new("trial", "是否试行", Input::YesNo),
            ],
            "印发前请看“对在办案件的影响”。登记以后，这次修订的全部文本同时列入清单，不能撤回；有错的，另行修订。",
        ),
        Act::new(
            "withdraw",
            "作废这次修订",
            WRITES,
            &[WHY],
            "作废后不再办理，内容留在历史里；现行清单不变。",
        ),
    ];

    fn exists(&self) -> bool {
        !self.title.is_empty()
    }

    fn fits(&self, act: &str, _today: Day) -> bool {
        self.is_open()
            && match act {
                "take_out" | "send_back" => !self.changes.is_empty(),
                "check" => !self.changes.is_empty() && self.checks.len() < CHECKERS,
                _ => true,
            }
    }

    fn keep(&self, act: &str, answers: Value, keeping: &Keeping) -> Result<Vec<AmendmentEvent>, Failure> {
        let by = keeping.by.clone();
        Ok(vec![match act {
            "open" => {
                let Opened { title, why } = typed(answers)?;
                AmendmentEvent::Opened { title, why }
            }
            "write_circumstance" => written(typed::<Written>(answers)?.into(), keeping)?,
            "end_circumstance" => ended(typed(answers)?, keeping)?,
            "explain" => explained(typed(answers)?, keeping)?,
            "take_out" => {
                let TakenOut { change, why } = typed(answers)?;
                if !self.changes.contains_key(&change) {
                    let reason = at("change", "这次修订里没有这一条，请重新选择。");
                    return Err(Refusal::from(reason).into());
                }
                AmendmentEvent::TakenOut { key: change, why, by }
            }
            "check" => {
                self.may_check(&by).map_err(Refusal::from)?;
                let Said { says } = typed(answers)?;
                AmendmentEvent::Checked { by, says }
            }
            "send_back" => {
                let Said { says } = typed(answers)?;
                AmendmentEvent::SentBack { by, says }
            }
            "issue" => {
                let issue: Issue = typed(answers)?;
                issuing::check(self, &issue, &keeping.texts, &keeping.policy, keeping.today)?;
                AmendmentEvent::Issued { issue }
            }
            "withdraw" => {
                let Given { why } = typed(answers)?;
                AmendmentEvent::Withdrawn { why }
            }
            other => return Err(Failure::UnknownAction(other.to_owned())),
        }])
    }

    fn offers(&self, _today: Day) -> BTreeMap<&'static str, Vec<(String, Say)>> {
        let changes = self.changes.iter().map(|(key, change)| (key.clone(), Say::from(named(change))));
        BTreeMap::from([("changes", changes.collect())])
    }

    fn shown(&self, _today: Day) -> Vec<Block> {
        let mut blocks = Vec::new();
        let standing = match (&self.issued, &self.withdrawn, &self.sent_back) {
            (Some(issue), ..) => {
                let says = format!(
                    "{}印发：《{}》{}（{}），自{}起施行{}。",
                    issue.issued_on.words(),
                    issue.title,
                    issue.number,
                    issue.organ,
                    issue.from.words(),
                    if issue.trial { "，试行" } else { "" },
                );
                Some((Tone::Green, Say::from(says)))
            }
            (None, Some((on, why)), _) => {
                Some((Tone::Plain, Say::from(format!("{}作废：{why}", on.words()))))
            }
            (None, None, Some(back)) => Some((
                Tone::Amber,
                Say::from(&back.by).and(format!("{}退回修改：{}", back.on.words(), back.says)),
            )),
            _ => None,
        };
        blocks.extend(standing.map(|(tone, says)| Block::Note { tone, says }));
        blocks.push(Block::Facts(vec![
            ("现在".to_owned(), Say::from(self.standing().title())),
            ("为什么修订".to_owned(), Say::from(&self.why)),
            ("拟稿".to_owned(), Say::list(self.writers.iter())),
        ]));
        if !self.checks.is_empty() {
            blocks.push(Block::Heading("校核".to_owned()));
            let rows = self
                .checks
                .iter()
                .map(|check| vec![Say::from(&check.by), Say::from(check.on), Say::from(&check.says)]);
            blocks.push(Block::Table {
                head: ["校核人", "日期", "意见"].map(str::to_owned).to_vec(),
                rows: rows.collect(),
            });
        }
        blocks.push(Block::Heading(format!("修订内容（{} 条）", self.changes.len())));
        blocks.push(Block::Table {
            head: vec!["内容".to_owned()],
            rows: self.changes.values().map(|change| vec![Say::from(named(change))]).collect(),
        });
        blocks
    }

    fn told(event: &AmendmentEvent) -> (&'static str, Say) {
        match event {
            AmendmentEvent::Opened { title, why } => ("新建修订", Say::from(format!("{title}：{why}"))),
            AmendmentEvent::Written { change, .. } => ("写入", Say::from(named(change))),
            AmendmentEvent::TakenOut { key, why, .. } => {
                let code = key.split_once(':').map_or(key.as_str(), |(_, code)| code);
                ("去掉一条", Say::from(format!("{code}：{why}")))
            }
            AmendmentEvent::Checked { says, .. } => ("校核通过", Say::from(says)),
            AmendmentEvent::SentBack { says, .. } => ("退回修改", Say::from(says)),
            AmendmentEvent::Issued { issue } => (
                "登记印发",
                Say::from(format!("《{}》{}，自{}起施行", issue.title, issue.number, issue.from.words())),
            ),
            AmendmentEvent::Withdrawn { why } => ("作废", Say::from(why)),
        }
    }
}

/// A change in a line.
pub fn named(change: &Change) -> String {
    match change {
        Change::Circumstance(one) => format!("{} {}", one.code, one.title),
        Change::Ending { code, until, why } => format!("{code} 施行到{}为止：{why}", until.words()),
        Change::Principle(one) => format!("阐释：{}", one.title),
    }
}

/// The answers that a form begins with when a text that is there is to be changed.
pub fn begun(drafted: &DraftedCircumstance) -> Value {
    json!({
        "code": drafted.code, "area": drafted.area, "lenience": drafted.lenience.id(),
        "title": drafted.title, "facts": drafted.facts, "conditions": drafted.conditions.join("\n"),
        "boundary": drafted.boundary, "measures": drafted.measures.join("\n"), "source": drafted.source,
    })
}

#[cfg(test)]
mod tests;
