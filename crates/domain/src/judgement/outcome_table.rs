//! The table of G1 (`outcomes.csv`): which outcomes exist at which stage on which track, and what each needs.
//!
//! 免予 (党纪 and 政务) and 不予政务处分 exist only after 立案. A row that is not here cannot be proposed.

use super::{
    baseline::Grade,
    outcome::{Outcome, Stage, Track},
};
use crate::rule::Force;

/// What the baseline (本应给予) must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Baseline {
    /// None is asked for.
    Free,
    /// Any, but it must be on record.
    Named,
    /// On record, and one of these.
    OneOf(&'static [Grade]),
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a need of a row of the table, and rows combine them freely"
)]
pub struct Entry {
    /// The track; `None` for every track.
    pub track: Option<Track>,
    /// The outcome.
    pub outcome: Outcome,
    /// What it is called on this track.
    pub words: &'static str,
    /// The stages at which it exists; empty for every stage.
    pub stages: &'static [Stage],
    /// What it needs, as the table has it.
    pub needs: &'static str,
    /// Where it stands, as the table has it.
    pub clause: &'static str,
    /// How binding that is.
    pub force: Force,
    /// 立案 must be on record.
    pub filing: bool,
    /// What the baseline must be.
    pub baseline: Baseline,
    /// One grade below the baseline must be named.
    pub mitigates: bool,
    /// A measure must be named.
    pub measure: bool,
    /// 情节轻微: the nature must not be found adverse.
    pub slight: bool,
    /// 非故意非过失: motive and conditions must be found favourable.
    pub faultless: bool,
    /// What the clause of a proposal must contain.
    pub cites: &'static [&'static str],
}

const INVESTIGATED: &[Stage] = &[Stage::Investigation, Stage::Review, Stage::Appeal];
const ACCOUNTABLE: &[Stage] = &[Stage::Accountability, Stage::Appeal];
const EARLY: &[Stage] = &[Stage::Lead, Stage::Inquiry, Stage::Preliminary];

const PARTY: &str = "纪律处分条例";
const GOVERNMENT: &str = "政务处分法";
const ACCOUNTABILITY: &str = "问责条例";

const fn row(track: Track, outcome: Outcome, words: &'static str) -> Entry {
    Entry {
        track: Some(track),
        outcome,
        words,
        stages: &[],
        needs: "-",
        clause: "本单位设定",
        force: Force::Setting,
        filing: false,
        baseline: Baseline::Free,
        mitigates: false,
        measure: false,
        slight: false,
        faultless: false,
        cites: &[],
    }
}

/// Every row, in the order of the table.
pub const TABLE: &[Entry] = &[
    Entry {
        needs: "非故意非过失(不可抗力等) as a finding",
        clause: "纪律处分条例(2023) 第十九条三款",
        force: Force::National,
        faultless: true,
        cites: &[PARTY, "第十九条"],
        ..row(Track::Party, Outcome::NotPursued, "不追究党纪责任")
    },
    Entry {
        needs: "苗头性倾向性问题或情节轻微; education measure named",
        clause: "纪律处分条例(2023) 第十九条二款",
        force: Force::National,
        measure: true,
        slight: true,
        cites: &[PARTY, "第十九条"],
        ..row(Track::Party, Outcome::NotImposed, "不予党纪处分")
    },
    Entry {
        stages: INVESTIGATED,
        needs: "立案 recorded; baseline 警告 or 严重警告; one of 第十七条 (一)-(六); written conclusion",
        clause: "纪律处分条例(2023) 第十九条一款",
        force: Force::National,
        filing: true,
        baseline: Baseline::OneOf(&[Grade::PartyWarning, Grade::PartySeriousWarning]),
        cites: &[PARTY, "第十九条", "第十七条", "项"],
        ..row(Track::Party, Outcome::Exempt, "免予党纪处分")
    },
    Entry {
        stages: INVESTIGATED,
        needs: "立案 recorded; baseline named; one of 第十七条",
        clause: "纪律处分条例(2023) 第十七条",
        force: Force::National,
        filing: true,
        baseline: Baseline::Named,
        cites: &[PARTY, "第十七条", "项"],
        ..row(Track::Party, Outcome::Lighter, "从轻")
    },
    Entry {
        stages: INVESTIGATED,
        needs: "立案 recorded; baseline named; one grade below it; one of 第十七条",
        clause: "纪律处分条例(2023) 第十七、二十三条",
        force: Force::National,
        filing: true,
        baseline: Baseline::Named,
        mitigates: true,
        cites: &[PARTY, "第十七条", "项"],
        ..row(Track::Party, Outcome::Mitigated, "减轻")
    },
    Entry {
        stages: INVESTIGATED,
        needs: "立案 recorded; 情节轻微 and one of 第十一条 (一)-(七)",
        clause: "公职人员政务处分法 第十二、四十四条",
        force: Force::National,
        filing: true,
        slight: true,
        cites: &[GOVERNMENT, "第十二条", "第十一条", "项"],
        ..row(Track::Government, Outcome::NotImposed, "不予政务处分")
    },
    Entry {
        stages: INVESTIGATED,
        needs: "立案 recorded; 情节轻微 and one of 第十一条 (一)-(七)",
        clause: "公职人员政务处分法 第十二、四十四条",
        force: Force::National,
        filing: true,
        // G7: what would have been due is on record before any 免予.
        baseline: Baseline::Named,
        slight: true,
        cites: &[GOVERNMENT, "第十二条", "第十一条", "项"],
        ..row(Track::Government, Outcome::Exempt, "免予政务处分")
    },
    Entry {
        stages: INVESTIGATED,
        needs: "立案 recorded; baseline named; one of 第十一条",
        clause: "公职人员政务处分法 第十一条",
        force: Force::National,
        filing: true,
        baseline: Baseline::Named,
        cites: &[GOVERNMENT, "第十一条", "项"],
        ..row(Track::Government, Outcome::Lighter, "从轻")
    },
    Entry {
        stages: INVESTIGATED,
        needs: "立案 recorded; baseline named; one of 第十一条",
        clause: "公职人员政务处分法 第十一条",
        force: Force::National,
        filing: true,
        baseline: Baseline::Named,
        mitigates: true,
        cites: &[GOVERNMENT, "第十一条", "项"],
        ..row(Track::Government, Outcome::Mitigated, "减轻")
    },
    Entry {
        stages: ACCOUNTABLE,
        needs: "a condition of 第十七条 as a finding",
        clause: "问责条例(2019) 第十七条",
        cites: &[ACCOUNTABILITY, "第十七条"],
        ..row(Track::Accountability, Outcome::NotImposed, "不予问责")
    },
    Entry {
        stages: ACCOUNTABLE,
        needs: "a condition of 第十七条 as a finding",
        clause: "问责条例(2019) 第十七条",
        baseline: Baseline::Named,
        cites: &[ACCOUNTABILITY, "第十七条"],
        ..row(Track::Accountability, Outcome::Exempt, "免予问责")
    },
    Entry {
        stages: ACCOUNTABLE,
        needs: "a condition of 第十八条 as a finding",
        clause: "问责条例(2019) 第十八条",
        baseline: Baseline::Named,
        cites: &[ACCOUNTABILITY, "第十八条"],
        ..row(Track::Accountability, Outcome::Lighter, "从轻")
    },
    Entry {
        stages: ACCOUNTABLE,
        needs: "a condition of 第十八条 as a finding",
        clause: "问责条例(2019) 第十八条",
        baseline: Baseline::Named,
        cites: &[ACCOUNTABILITY, "第十八条"],
        ..row(Track::Accountability, Outcome::Mitigated, "减轻")
    },
    row(Track::Organisation, Outcome::NotImposed, "不作组织处理"),
    Entry {
        needs: "measure named",
        baseline: Baseline::Named,
        measure: true,
        ..row(Track::Organisation, Outcome::Lighter, "从轻")
    },
    Entry {
        stages: EARLY,
        needs: "may carry 谈话提醒 批评教育 责令检查 诫勉",
        clause: "检举控告工作规则 第十七条",
        force: Force::National,
        cites: &["检举控告工作规则", "第十七条"],
        ..row(Track::Lead, Outcome::Settled, "予以了结")
    },
    Entry {
        track: None,
        needs: "hard bar or right-hand distinction or S3's written reasons; what follows is named (立案 移送 other)",
        clause: "article.md",
        force: Force::Liwan,
        ..row(Track::Lead, Outcome::NotTolerated, "不予容错")
    },
];

/// The row of `outcome` on `track`, where there is one.
pub fn entry(track: Track, outcome: Outcome) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.outcome == outcome && entry.track.is_none_or(|own| own == track))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(stages: &[Stage]) -> String {
        if stages.is_empty() {
            return "any".to_owned();
        }
        stages.iter().map(|stage| stage.title()).collect::<Vec<_>>().join("|")
    }

    fn force(force: Force) -> &'static str {
        match force {
            Force::National => "national",
            Force::Liwan => "liwan",
            Force::Setting => "setting",
            Force::Guangdong => "guangdong",
            Force::Elsewhere => "elsewhere",
            Force::Standard => "standard",
        }
    }

    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "the table lies beside the project; only this test reads it"
    )]
    fn the_table_is_the_one_of_the_mechanism() {
        let beside = |folder: &std::path::Path| folder.join("shared/mechanism/outcomes.csv");
        let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = here.ancestors().map(beside).find_map(|path| std::fs::read_to_string(path).ok());
        // The project's own test `private_data_is_counted` says what is absent.
        let Some(text) = text else { return };
        let ours: Vec<_> = TABLE
            .iter()
            .map(|row| {
                let track = row.track.map_or("any", Track::title);
                let outcome = format!("{:?}", row.outcome);
                let stages = listed(row.stages);
                [track, row.words, &outcome, &stages, row.needs, row.clause, force(row.force)].join(",")
            })
            .collect();
        let theirs: Vec<_> = text.lines().skip(1).map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(ours, theirs);
    }

    #[test]
    fn exemption_and_no_government_sanction_exist_only_after_filing() {
        for (track, outcome) in [
            (Track::Party, Outcome::Exempt),
            (Track::Government, Outcome::Exempt),
            (Track::Government, Outcome::NotImposed),
        ] {
            let entry = entry(track, outcome).unwrap();
            assert!(entry.filing, "{}", entry.words);
            assert!(!entry.stages.contains(&Stage::Lead) && !entry.stages.is_empty(), "{}", entry.words);
        }
        assert_eq!(entry(Track::Government, Outcome::NotPursued), None);
        assert_eq!(entry(Track::Lead, Outcome::Exempt), None);
    }

    #[test]
    fn an_outcome_is_called_by_its_track() {
        assert_eq!(Outcome::Exempt.words_on(Track::Party), "免予党纪处分");
        assert_eq!(Outcome::NotImposed.words_on(Track::Organisation), "不作组织处理");
        assert_eq!(Outcome::NotTolerated.words_on(Track::Government), "不予容错");
    }
}
