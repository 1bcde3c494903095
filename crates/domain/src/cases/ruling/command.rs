//! Every act of a ruling, in process order: one row for each.

use serde::{Deserialize, Serialize};

use super::{Event, answer, approval, asking, keeping, papers, state::Ruling};
use crate::{
    facts::Facts,
    kind::Action,
    refusal::{Reason, Refusal},
};

/// One row for each act: the command, its action, what decides and what may stand against it.
macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident($step:ident::$command:ident) = $action:ident, $decide:ident, $blocked:ident;)*) => {
        /// Everything that can be asked of a ruling.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Command {
            $($(#[$doc])* $act($step::$command),)*
        }

        impl Command {
            /// The action it belongs to.
            pub const fn action(&self) -> &'static Action {
                match self {
                    $(Self::$act(_) => &$step::$action,)*
                }
            }
        }

        pub(super) const ACTIONS: &[Action] = &[$($step::$action,)*];

        pub(super) fn step(
            state: &Ruling,
            command: Command,
            facts: &Facts,
        ) -> Result<Vec<Event>, Refusal> {
            match command {
                $(Command::$act(command) => $step::$decide(state, command, facts),)*
            }
        }

        pub(super) fn gated(state: &Ruling, action: &str, facts: &Facts) -> Vec<Reason> {
            match action {
                $(name if name == $step::$action.name => $step::$blocked(state, facts),)*
                _ => Vec::new(),
            }
        }
    };
}

acts! {
    /// 提出请示.
    Ask(asking::Ask) = ACTION, decide, blocked;
    /// 审批请示.
    Approve(approval::Approve) = APPROVE, decide_approve, blocked_approve;
    /// 上报请示.
    SendUp(approval::SendUp) = SEND_UP, decide_send_up, blocked_send_up;
    /// 登记答复.
    EnterAnswer(answer::EnterAnswer) = ACTION, decide, blocked;
    /// 校核代录.
    CheckPaper(papers::CheckPaper) = CHECK, check, blocked_check;
    /// 更正代录.
    AmendPaper(papers::AmendPaper) = AMEND, amend, blocked_amend;
    /// 存为政策.
    KeepAsPolicy(keeping::KeepAsPolicy) = KEEP, decide_keep, blocked_keep;
    /// 办结.
    Close(keeping::Close) = CLOSE, decide_close, blocked_close;
}
