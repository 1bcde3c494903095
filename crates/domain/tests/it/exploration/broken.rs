//! Broken copies of the rules: each makes one decision believe something that did not happen, as if the
//! check for it had been left out.

use rongheng_domain::{
    cases::tolerance::{
        collective_decision::{Approval, Approved, DissentOpened, Resolution, Resolved},
        consultation::{Composed, Consultation, ConsultationClosed, Form, Held, Weight},
        defence::DefenceAnswered,
        disclosure::DisclosureApproved,
        effects::{AppraisalNotified, Discharged},
        feedback::{Acknowledged, Served},
        review::{ReviewView, Reviewed, SentToReview},
        state::Case,
        unit_opinion::{UnitAnswered, UnitAsked, UnitView},
    },
    facts::Facts,
    judgement::hard_bars::Standing,
    people::Role,
};

use serde_json::json;

use super::Leg;

/// The acts of the hearing itself, which no broken copy touches.
const HEARING: &[&str] = &["notify", "defend", "waive_defence", "revoke_waiver", "answer_defence"];

/// Which check is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// None: the rules as they are.
    Nothing,
    /// A determination without consultation.
    Unconsulted,
    /// A consultation that closes over members who said nothing.
    Silent,
    /// A determination without hearing the official.
    Unheard,
    /// A determination without asking the unit.
    UnitUnasked,
    /// A determination without review.
    Unreviewed,
    /// A determination without the body.
    Unresolved,
    /// A decision by a body that never saw the dissent.
    DissentUnread,
    /// A tolerant outcome over a hard bar.
    BarIgnored,
    /// Closing without delivery.
    Unserved,
    /// Closing though nobody acknowledged what was put here.
    Unacknowledged,
    /// Closing without telling the appraisals.
    EffectsForgotten,
    /// Archiving over a correction that was never signed off.
    CorrectionOpen,
    /// Archiving on a sign-off that was taken back meanwhile (a job came late).
    DischargeStale,
    /// A page that does not ask whether disclosure was approved.
    GateOpen,
    /// A state that remembers otherwise than the ledger.
    Forgetful,
}

impl Broken {
    pub(crate) const ALL: &'static [Self] = &[
        Self::Unconsulted,
        Self::Silent,
        Self::Unheard,
        Self::UnitUnasked,
        Self::Unreviewed,
        Self::Unresolved,
        Self::DissentUnread,
        Self::BarIgnored,
        Self::Unserved,
        Self::Unacknowledged,
        Self::EffectsForgotten,
        Self::CorrectionOpen,
        Self::DischargeStale,
        Self::GateOpen,
        Self::Forgetful,
    ];

    /// The guarantee that it breaks.
    pub(crate) const fn guarantee(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Unconsulted | Self::Silent | Self::DissentUnread => "P6",
            Self::Unheard => "P3",
            Self::UnitUnasked => "P4",
            Self::Unreviewed => "P5.review",
            Self::Unresolved => "G3",
            Self::BarIgnored => "S2",
            Self::Unserved | Self::Unacknowledged => "P7",
            Self::EffectsForgotten => "E1",
            Self::CorrectionOpen | Self::DischargeStale => "D5",
            Self::GateOpen => "G4",
            Self::Forgetful => "replay",
        }
    }

    /// The part of the life in which it shows.
    pub(crate) const fn leg(self) -> Leg {
        match self {
            Self::Unserved
            | Self::Unacknowledged
            | Self::EffectsForgotten
            | Self::CorrectionOpen
            | Self::DischargeStale
            | Self::Forgetful => Leg::From,
            _ => Leg::To,
        }
    }

    /// What the page believes.
    pub(crate) fn shown(self, case: &Case) -> Case {
        let mut shown = case.clone();
        if self == Self::GateOpen {
            let on = case.applied.as_ref().unwrap().on;
            shown.disclosed = Some(DisclosureApproved { words: String::new(), by: "nobody".into(), on });
        }
        shown
    }

    /// Keeps something else in the state than what the event says.
    pub(crate) fn garbles(self, case: &mut Case) {
        if let (Self::Forgetful, Some(closed)) = (self, &mut case.closed) {
            closed.by = "somebody else".into();
        }
    }

    /// The case as `action` believes it to be, where that differs from what it is.
    pub(crate) fn believed(self, case: &Case, action: &str, facts: &mut Facts) -> Option<Case> {
        let late = ["send_to_review", "review", "approve", "open_dissent", "resolve", "determine"];
        let (by, on) = (|| "nobody".into(), facts.today);
        if self == Self::Nothing {
            return None;
        }
        let mut believed = case.clone();
        match self {
            Self::Unconsulted if late.contains(&action) && case.reported.is_some() => {
                believed.consultation = Some(finished(facts));
            }
            Self::Silent
                if ["send_minutes", "close_consultation"].contains(&action) || late.contains(&action) =>
            {
                let held = believed.consultation.as_mut()?.held.as_mut()?;
                held.present.clear();
            }
            Self::Unheard if !HEARING.contains(&action) => {
                for official in case.officials() {
                    let points = Vec::new();
                    let answered = DefenceAnswered { official: official.clone(), points, by: by(), on };
                    believed.defended.remove(official);
                    believed.defence_answered.insert(official.clone(), answered);
                    let says = String::new();
                    let waived = rongheng_domain::cases::tolerance::defence::DefenceWaived {
                        official: official.clone(),
                        says,
                        by: by(),
                        on,
                    };
                    believed.waived.insert(official.clone(), waived);
                }
            }
            Self::UnitUnasked => {
                believed.unit_asked = case.unit_asked.clone().or_else(|| {
                    let asks = String::new();
                    Some(UnitAsked { of: "shiqiao".into(), for_unit: false, asks, by: by(), on })
                });
                believed.unit_answered = Some(UnitAnswered {
                    view: UnitView::Neutral,
                    says: String::new(),
                    signed_by: by(),
                    file: None,
                    by: by(),
                    on,
                });
                if ["ask_unit", "answer_unit"].contains(&action) {
                    return None;
                }
            }
            Self::Unreviewed if ["approve", "resolve", "determine"].contains(&action) => {
                believed.sent_to_review = Some(SentToReview { reviewer: by(), by: by(), on });
                believed.reviewed =
                    Some(Reviewed { view: ReviewView::Agree, why: String::new(), by: by(), on });
            }
            Self::Unresolved if action == "determine" => {
                believed.approvals.push(Approved {
                    role: Role::Leader,
                    approval: Approval::Agree,
                    words: String::new(),
                    by: by(),
                    on,
                });
                believed.resolved = Some(Resolved {
                    meeting: String::new(),
                    met_on: on,
                    due: 3,
                    present: 3,
                    opinions: String::new(),
                    resolution: Resolution::AsProposed,
                    presided: None,
                    attended: Vec::new(),
                    recused: Vec::new(),
                    by: by(),
                    on,
                });
            }
            Self::DissentUnread if ["resolve", "determine"].contains(&action) => {
                believed.dissent_opened.push(DissentOpened { by: by(), on });
            }
            Self::BarIgnored => {
                for bar in believed.found.values_mut().flat_map(|found| &mut found.bars) {
                    bar.standing = Standing::Absent;
                }
            }
            Self::Unserved if action == "close" => {
                for recipient in ["person:zhou", "unit:shiqiao"] {
                    believed.served.insert(recipient.to_owned(), served(recipient, facts));
                }
            }
            Self::Unacknowledged if action == "close" => {
                let recipient = "person:zhou".to_owned();
                let paper_hash = String::new();
                let read = Acknowledged { recipient: recipient.clone(), paper_hash, at: None, by: by(), on };
                believed.acknowledged.insert(recipient, read);
            }
            Self::EffectsForgotten if action == "close" => {
                let told = AppraisalNotified {
                    appraisal: "考核".to_owned(),
                    owner: "integrity_office".into(),
                    officials: case.officials().cloned().collect(),
                    by: by(),
                    on,
                };
                believed.appraisals_notified.insert("考核".to_owned(), told);
            }
            Self::CorrectionOpen if action == "archive" => {
                for (stream, cited) in &mut facts.cited {
                    cited.signed_off = Some(cited.version);
                    let link = cited.link.clone();
                    let (stream, version) = (stream.clone(), cited.version);
                    believed.discharged.insert(stream.clone(), Discharged { stream, version, link, on });
                }
            }
            Self::DischargeStale if action == "archive" => {
                for (stream, cited) in &mut facts.cited {
                    cited.signed_off = case.discharged.get(stream).map(|d| d.version);
                }
            }
            _ => return None,
        }
        Some(believed)
    }
}

fn served(recipient: &str, facts: &Facts) -> Served {
    Served {
        recipient: recipient.to_owned(),
        // A history may say so; no decision can.
        handed: serde_json::from_value(json!({ "delivery": "signed", "served_on": facts.today })).unwrap(),
        by: "nobody".into(),
        on: facts.today,
    }
}

fn finished(facts: &Facts) -> Consultation {
    let (by, on) = ("nobody".into(), facts.today);
    let composed = Composed {
        form: Form::Joint,
        weight: Weight::Complex,
        chair: "zu".into(),
        members: Vec::new(),
        meets_on: on,
        agenda: String::new(),
        by,
        on,
    };
    Consultation {
        evidence_known: 0,
        composed,
        opinions: Vec::new(),
        held: Some(Held { present: Vec::new(), recused: Vec::new(), by: "nobody".into(), on }),
        minutes: None,
        answers: Vec::new(),
        closed: Some(ConsultationClosed { conclusion: String::new(), by: "nobody".into(), on }),
    }
}
