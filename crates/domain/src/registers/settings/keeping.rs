//! 本单位设定 — set as a whole by the system administrator, with the reason and who decided it.

mod form;

use serde::Deserialize;
use serde_json::{Value, json};

use self::form::{ATTENDANCE, SET};
use super::{Mail, PaperWord, Settings, SettingsEvent, Tls};
use crate::registers::{account::is_address, quality::Sampling};
use crate::{
    connivance::Thresholds,
    day::Day,
    ids::UnitId,
    kind::Failure,
    people::{Role, Tier},
    refusal::Missing,
    registers::keeping::{Act, Keep, Keeping, at, typed},
    sheet::{Block, Say},
};

/// Characters of the word of a number of a case, and of a paper.
const WORD_CHARS: usize = 4;
const PAPER_WORD_CHARS: usize = 8;
/// How wide seals are, in millimetres: what the place over name and date has room for.
const SEAL_WIDTHS: std::ops::RangeInclusive<u32> = 38..=50;
/// The fewest members of a consultation that can still be one.
const LEAST: u32 = 2;

#[derive(Deserialize)]
struct Link {
    role: Role,
}

#[derive(Deserialize)]
struct Management {
    tier: Tier,
}

#[derive(Deserialize)]
struct Appraisal {
    name: String,
    unit: UnitId,
}

#[derive(Deserialize)]
struct SealName {
    name: String,
}

#[derive(Deserialize)]
struct Point {
    point: String,
}

#[derive(Deserialize)]
struct Set {
    organ: UnitId,
    number_word: String,
    chain: Vec<Link>,
    attendance: String,
    consultation_least: u32,
    #[serde(default)]
    appraisals: Vec<Appraisal>,
    retention_years: u32,
    review_body: String,
    competence: Vec<Management>,
    #[serde(default)]
    upper_organ: Option<UnitId>,
    #[serde(default)]
    organisation_department: Option<UnitId>,
    joint_loss: i64,
    joint_officials: u32,
    like_cases: u32,
    remind_first: u32,
    remind_second: u32,
    paper_word: String,
    #[serde(default)]
    paper_words: Vec<PaperWord>,
    seals: Vec<SealName>,
    seal_image: bool,
    seal_width: u32,
    state_secrets: bool,
    watch_years: u32,
    watch_again: u32,
    watch_bar_days: u32,
    watch_effect_days: u32,
    quality_percent: u32,
    quality_points: Vec<Point>,
    #[serde(default)]
    mail_host: Option<String>,
    #[serde(default)]
    mail_port: Option<u32>,
    #[serde(default)]
    mail_tls: Option<Tls>,
    #[serde(default)]
    mail_user: Option<String>,
    #[serde(default)]
    mail_from: Option<String>,
    #[serde(default)]
    mail_digest_hour: Option<u32>,
    why: String,
}

/// The hour of digests where none is set.
const DIGEST_HOUR: u32 = 8;
/// The lowest floor of like cases.
const FEWEST_LIKE: u32 = 10;

/// The furthest a signal looks back, in years, and the longest span of days in one.
const MOST_YEARS: u32 = 10;
const MOST_DAYS: u32 = 365;

/// The furthest a reminder goes before the last day, in working days.
const FURTHEST: u32 = 20;

impl Set {
    /// From what figures on something is shown.
    fn watch(&self, missing: &mut Missing) -> Thresholds {
        missing.unless((1..=MOST_YEARS).contains(&self.watch_years), || {
            at("watch_years", format!("往前看的年数填 1 到 {MOST_YEARS}。"))
        });
        missing.unless(self.watch_again > 1, || at("watch_again", "一件不是再次，至少填 2 件。"));
        for (field, days) in
            [("watch_bar_days", self.watch_bar_days), ("watch_effect_days", self.watch_effect_days)]
        {
            missing.unless(days <= MOST_DAYS, || at(field, format!("天数填 0 到 {MOST_DAYS}。")));
        }
        Thresholds {
            years: self.watch_years,
            again: self.watch_again,
            bar_days: self.watch_bar_days,
            effect_days: self.watch_effect_days,
        }
    }

    /// Words of numbers and seals of papers.
    fn papers(&self, missing: &mut Missing) {
        missing.unless(is_word(&self.paper_word, PAPER_WORD_CHARS), || {
            at("paper_word", "发文机关代字用一到八个汉字，不要数字和符号。")
        });
        let mut seen = vec![self.paper_word.as_str()];
        for PaperWord { word, .. } in &self.paper_words {
            missing.unless(is_word(word, PAPER_WORD_CHARS), || {
                at("paper_words", format!("“{word}”不能作机关代字：用一到八个汉字，不要数字和符号。"))
            });
            missing.unless(!seen.contains(&word.as_str()), || {
                at("paper_words", format!("机关代字“{word}”写了两次，请删去一行；一个代字只有一个编号序列。"))
            });
            seen.push(word);
        }
        missing.unless(SEAL_WIDTHS.contains(&self.seal_width), || {
            at("seal_width", "印章的直径填 38 到 50 毫米。")
        });
    }

    /// How much is reviewed, and what is asked.
    fn sampling(&self, missing: &mut Missing) -> Sampling {
        missing.unless((1..=100).contains(&self.quality_percent), || {
            at("quality_percent", "质量评查的比例填 1 到 100。")
        });
        let points: Vec<_> = self.quality_points.iter().map(|one| one.point.clone()).collect();
        let once: std::collections::BTreeSet<_> = points.iter().collect();
        missing.unless(once.len() == points.len(), || {
            at("quality_points", "质量评查的要点有重复的，请删去一行。")
        });
        Sampling { percent: self.quality_percent, points }
    }

    /// How mail is sent, all of it or nothing.
    fn mail(&self, missing: &mut Missing) -> Option<Mail> {
        let host = self.mail_host.as_deref().map(str::trim).filter(|host| !host.is_empty())?;
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        missing.unless(host.chars().all(plain), || {
            at("mail_host", "邮件服务器填主机名或者地址，如 smtp.example.gov.cn。")
        });
        let port = self.mail_port.and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0);
        missing.unless(port.is_some(), || at("mail_port", "请填写邮件服务器端口，如 465 或者 587。"));
        missing.unless(self.mail_tls.is_some(), || at("mail_tls", "请选择邮件是否加密。"));
        let from = self.mail_from.as_deref().map(str::trim).unwrap_or_default();
        missing.unless(is_address(from), || at("mail_from", "发件地址不像邮件地址，请核对。"));
        let hour = self.mail_digest_hour.unwrap_or(DIGEST_HOUR);
        missing.unless(hour < 24, || at("mail_digest_hour", "几点填 0 到 23。"));
        Some(Mail {
            host: host.to_owned(),
            port: port?,
            tls: self.mail_tls?,
            user: self.mail_user.clone().filter(|user| !user.trim().is_empty()),
            from: from.to_owned(),
            digest_hour: hour,
        })
    }
}

/// Whether a text can be the word of a number.
fn is_word(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count()) && text.chars().all(char::is_alphabetic)
}

fn fraction(text: &str) -> Option<(u32, u32)> {
    let (some, all) = text.split_once('/')?;
    Some((some.parse().ok()?, all.parse().ok()?))
}

fn attendance_words((some, all): (u32, u32)) -> String {
    let id = format!("{some}/{all}");
    ATTENDANCE.iter().find(|(one, _)| *one == id).map_or_else(|| id.clone(), |(_, words)| (*words).to_owned())
}

impl Keep for Settings {
    const ACTS: &'static [Act] = &[Act::new(
        "set",
        "修改设定",
        &[Role::SystemAdmin],
        SET,
        "从保存时起对以后的步骤生效，已经办过的步骤不变。",
    )];

    /// There are always settings: those that come with the program, until somebody sets them.
    fn exists(&self) -> bool {
        true
    }

    fn keep(&self, act: &str, answers: Value, _keeping: &Keeping) -> Result<Vec<SettingsEvent>, Failure> {
        if act != "set" {
            return Err(Failure::UnknownAction(act.to_owned()));
        }
        let set: Set = typed(answers)?;
        let mut missing = Missing::new();
        missing.unless(is_word(&set.number_word, WORD_CHARS), || {
            at("number_word", "案号代字用一到四个汉字，不要数字和符号。")
        });
        set.papers(&mut missing);
        let mut seen = Vec::new();
        for link in &set.chain {
            missing.unless(!seen.contains(&link.role), || {
                at("chain", format!("审批链里“{}”写了两次，请删去一行。", link.role.title()))
            });
            seen.push(link.role);
        }
        missing.unless(set.consultation_least >= LEAST, || {
            at("consultation_least", format!("会商不能少于 {LEAST} 人。"))
        });
        missing.unless(set.joint_loss > 0, || at("joint_loss", "影响重大的损失金额须大于零。"));
        missing.unless(set.joint_officials > 1, || at("joint_officials", "情况复杂的当事人人数至少 2 人。"));
        missing.unless(set.like_cases >= FEWEST_LIKE, || {
            at("like_cases", format!("类案太少说明不了问题，至少填 {FEWEST_LIKE} 件。"))
        });
        missing.unless(set.retention_years > 0, || at("retention_years", "保管年限至少 1 年。"));
        missing.unless((1..=FURTHEST).contains(&set.remind_first), || {
            at("remind_first", format!("提前提醒的工作日填 1 到 {FURTHEST}。"))
        });
        missing.unless(set.remind_second > 0 && set.remind_second < set.remind_first, || {
            at("remind_second", "第二次提醒要比第一次晚，至少提前 1 个工作日。")
        });
        let watch = set.watch(&mut missing);
        let quality = set.sampling(&mut missing);
        let mail = set.mail(&mut missing);
        let attendance = fraction(&set.attendance);
        missing.unless(attendance.is_some(), || at("attendance", "请从列出的到会规则中选择。"));
        missing.settle()?;
        let settings = Settings {
            organ: set.organ,
            number_word: set.number_word,
            approval_chain: seen,
            attendance: attendance.unwrap_or(self.attendance),
            consultation_least: set.consultation_least,
            appraisals: set.appraisals.into_iter().map(|one| (one.name, one.unit)).collect(),
            retention_years: set.retention_years,
            review_body: set.review_body,
            competence: set.competence.into_iter().map(|one| one.tier).collect(),
            upper_organ: set.upper_organ,
            organisation_department: set.organisation_department,
            joint_loss: set.joint_loss,
            joint_officials: set.joint_officials,
            like_cases: set.like_cases,
            remind_before: vec![set.remind_first, set.remind_second],
            paper_word: set.paper_word,
            paper_words: set.paper_words,
            seals: set.seals.into_iter().map(|seal| seal.name).collect(),
            seal_image: set.seal_image,
            seal_width: set.seal_width,
            state_secrets: set.state_secrets,
            watch,
            quality,
            mail,
        };
        Ok(vec![SettingsEvent::Set { settings, why: set.why }])
    }

    fn current(&self, _act: &str) -> Value {
        let chain: Vec<_> = self.approval_chain.iter().map(|role| json!({ "role": role })).collect();
        let appraisals: Vec<_> =
            self.appraisals.iter().map(|(name, unit)| json!({ "name": name, "unit": unit })).collect();
        let seals: Vec<_> = self.seals.iter().map(|name| json!({ "name": name })).collect();
        let competence: Vec<_> = self.competence.iter().map(|tier| json!({ "tier": tier })).collect();
        let points: Vec<_> = self.quality.points.iter().map(|point| json!({ "point": point })).collect();
        let mut current = json!({
            "organ": self.organ,
            "number_word": self.number_word,
            "chain": chain,
            "attendance": format!("{}/{}", self.attendance.0, self.attendance.1),
            "consultation_least": self.consultation_least,
            "appraisals": appraisals,
            "retention_years": self.retention_years,
            "review_body": self.review_body,
            "competence": competence,
            "joint_loss": self.joint_loss,
            "joint_officials": self.joint_officials,
            "like_cases": self.like_cases,
            "paper_word": self.paper_word,
            "paper_words": self.paper_words,
            "seals": seals,
            "seal_image": self.seal_image,
            "seal_width": self.seal_width,
            "state_secrets": self.state_secrets,
            "watch_years": self.watch.years,
            "watch_again": self.watch.again,
            "watch_bar_days": self.watch.bar_days,
            "watch_effect_days": self.watch.effect_days,
            "quality_percent": self.quality.percent,
            "quality_points": points,
        });
        if let Some(form) = current.as_object_mut() {
            for (key, days) in ["remind_first", "remind_second"].iter().zip(&self.remind_before) {
                form.insert((*key).to_owned(), json!(days));
            }
            if let Some(mail) = &self.mail {
                let all = json!({
                    "mail_host": mail.host, "mail_port": mail.port, "mail_tls": mail.tls,
                    "mail_from": mail.from, "mail_digest_hour": mail.digest_hour,
                });
                form.extend(all.as_object().cloned().unwrap_or_default());
                form.extend(mail.user.iter().map(|user| ("mail_user".to_owned(), json!(user))));
            }
        }
        for (key, unit) in
            [("upper_organ", &self.upper_organ), ("organisation_department", &self.organisation_department)]
        {
            if let (Some(unit), Some(form)) = (unit, current.as_object_mut()) {
                form.insert(key.to_owned(), json!(unit));
            }
        }
        current
    }

    fn shown(&self, _today: Day) -> Vec<Block> {
        let chain: Vec<_> = self.approval_chain.iter().map(|role| role.title()).collect();
        let tiers: Vec<_> = self.competence.iter().map(|tier| tier.title()).collect();
        let unit = |id: &Option<UnitId>| id.as_ref().map_or_else(|| Say::from("未设定"), Say::from);
        let before: Vec<_> = self.remind_before.iter().map(u32::to_string).collect();
        let mail = self.mail.as_ref().map_or_else(
            || "不发邮件".to_owned(),
            |mail| {
                let (host, port, tls) = (&mail.host, mail.port, mail.tls.title());
                format!("{host}:{port}，{tls}，发件 {}，每日 {} 点汇总", mail.from, mail.digest_hour)
            },
        );
        let words: Vec<_> =
            self.paper_words.iter().map(|one| format!("{}（用于{}）", one.word, one.used_for)).collect();
        let words = if words.is_empty() { "无".to_owned() } else { words.join("、") };
        let secrets = if self.state_secrets {
            "网络已经批准，可以派生定密"
        } else {
            "网络没有批准，不在本系统处理"
        };
        let facts = [
            ("本机关", Say::from(&self.organ)),
            ("案号代字", Say::from(&self.number_word)),
            ("发文机关代字", Say::from(&self.paper_word)),
            ("其他机关代字", Say::from(words)),
            ("印章", Say::from(self.seals.join("、"))),
            ("印章图像", Say::from(if self.seal_image { "准许使用" } else { "不准许使用" })),
            ("印章图像的直径", Say::from(format!("{} 毫米", self.seal_width))),
            ("国家秘密", Say::from(secrets)),
            ("审批链", Say::from(chain.join(" → "))),
            ("会商到会规则", Say::from(attendance_words(self.attendance))),
            ("会商最少人数", Say::from(format!("{} 人", self.consultation_least))),
            ("档案保管年限", Say::from(format!("{} 年", self.retention_years))),
            ("异议复查受理机关", Say::from(&self.review_body)),
            ("本机关管辖的干部", Say::from(tiers.join("、"))),
            ("上级纪检监察机关", unit(&self.upper_organ)),
            ("组织（人事）部门", unit(&self.organisation_department)),
            ("期限提醒", Say::from(format!("提前 {} 个工作日，当天，逾期", before.join("、")))),
            ("邮件", Say::from(mail)),
            ("影响重大的损失金额", Say::from(format!("{} 元", self.joint_loss / 100))),
            ("情况复杂的当事人人数", Say::from(format!("{} 人", self.joint_officials))),
            ("类案统计的最少件数", Say::from(format!("{} 件", self.like_cases))),
            (
                "纵错信号",
                Say::from(format!(
                    "往前看 {} 年，{} 件算再次；认定前 {} 天以内改认；影响消除满 {} 天未销号",
                    self.watch.years, self.watch.again, self.watch.bar_days, self.watch.effect_days
                )),
            ),
            ("质量评查的比例", Say::from(format!("{}%，至少一件", self.quality.percent))),
            ("质量评查的要点", Say::from(self.quality.points.join("；"))),
        ];
        let row = |(name, unit): &(String, UnitId)| vec![Say::from(name), Say::from(unit)];
        vec![
            Block::Facts(facts.map(|(term, say)| (term.to_owned(), say)).to_vec()),
            Block::Heading("考核及主管单位".to_owned()),
            Block::Table {
                head: ["考核", "主管单位"].map(str::to_owned).to_vec(),
                rows: self.appraisals.iter().map(row).collect(),
            },
        ]
    }

    fn told(event: &SettingsEvent) -> (&'static str, Say) {
        let SettingsEvent::Set { why, .. } = event;
        ("修改设定", Say::from(why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        form,
        registers::{
            keeping::{
                decide,
                tests::{keeping, refused},
            },
            told,
        },
    };

    #[test]
    fn a_form_begins_with_what_holds_and_is_refused_unchanged() {
        let by = keeping("ou", Role::SystemAdmin, "main");
        let sent = form::write(SET, &Settings::default().current("set"));
        assert_eq!(sent["chain.2.role"], "principal_leader");
        let mut sent = sent;
        sent.insert("why".to_owned(), "常委会决定（示范）".to_owned());
        let answers = form::read(SET, &sent).unwrap();
        assert!(refused(decide(&Settings::default(), "set", answers, &by)).contains("没有变化"));
        sent.insert("attendance".to_owned(), "3/4".to_owned());
        sent.insert("chain.0.role".to_owned(), String::new());
        let events = decide(&Settings::default(), "set", form::read(SET, &sent).unwrap(), &by).unwrap();
        let after = told::<Settings>(&events);
        assert_eq!(after.attendance, (3, 4));
        assert_eq!(after.approval_chain, [Role::Leader, Role::PrincipalLeader]);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let by = keeping("ou", Role::SystemAdmin, "main");
        let mut answers = Settings::default().current("set");
        for (key, value) in [("number_word", json!("容2026")), ("consultation_least", json!(1))] {
            answers[key] = value;
        }
        answers["chain"] = json!([{"role": "leader"}, {"role": "leader"}]);
        answers["why"] = json!("示范");
        let says = refused(decide(&Settings::default(), "set", answers, &by));
        assert_eq!(says.split('|').count(), 3, "{says}");
    }

    #[test]
    fn each_word_has_one_series_and_a_seal_fits_its_place() {
        let by = keeping("ou", Role::SystemAdmin, "main");
        let mut answers = Settings::default().current("set");
        answers["why"] = json!("示范");
        for (words, width, wrong) in [
            (json!([{"word": "纪", "used_for": "函"}]), 42, Some("写了两次")),
            (json!([{"word": "纪2", "used_for": "函"}]), 42, Some("不能作机关代字")),
            (json!([{"word": "纪函", "used_for": "函"}]), 90, Some("38 到 50")),
            (json!([{"word": "纪函", "used_for": "函"}]), 45, None),
        ] {
            answers["paper_words"] = words;
            answers["seal_width"] = json!(width);
            let found = decide(&Settings::default(), "set", answers.clone(), &by);
            if let Some(wrong) = wrong {
                assert!(refused(found).contains(wrong), "{wrong}");
            } else {
                let after = told::<Settings>(&found.unwrap());
                assert_eq!(after.words_of_papers().collect::<Vec<_>>(), ["纪", "纪函"]);
            }
        }
    }

    #[test]
    fn every_role_of_the_program_s_chain_can_be_chosen() {
        for role in Settings::default().approval_chain {
            assert!(super::form::APPROVERS.contains(&(role.id(), role.title())));
        }
    }
}
