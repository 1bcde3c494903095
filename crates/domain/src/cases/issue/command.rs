//! Every act of issuing, in process order: one row for each.

use serde::{Deserialize, Serialize};

use super::{
    Event, checking, countersigning, dispatching, drafting, papers, sealing, signing, state::Issuing, voiding,
};
use crate::{
    facts::Facts,
    kind::Action,
    refusal::{Reason, Refusal},
};

/// One row for each act: the command, its action, what decides and what may stand against it.
macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident($step:ident::$command:ident) = $action:ident, $decide:ident, $blocked:ident;)*) => {
        /// Everything that can be asked of a sheet.
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
            state: &Issuing,
            command: Command,
            facts: &Facts,
        ) -> Result<Vec<Event>, Refusal> {
            match command {
                $(Command::$act(command) => $step::$decide(state, command, facts),)*
            }
        }

        pub(super) fn gated(state: &Issuing, action: &str, facts: &Facts) -> Vec<Reason> {
            match action {
                $(name if name == $step::$action.name => $step::$blocked(state, facts),)*
                _ => Vec::new(),
            }
        }
    };
}

acts! {
    /// 拟稿.
    Draft(drafting::Draft) = DRAFT, decide_draft, blocked_draft;
    /// 修改稿件.
    Redraft(drafting::Redraft) = REDRAFT, decide_redraft, blocked_redraft;
    /// 撤稿.
    Withdraw(drafting::Withdraw) = WITHDRAW, decide_withdraw, blocked_withdraw;
    /// 核稿.
    Check(checking::Check) = ACTION, decide, blocked;
    /// 会签.
    Countersign(countersigning::Countersign) = ACTION, decide, blocked;
    /// 登记联合机关签署.
    EnterJoint(countersigning::EnterJoint) = ENTER_JOINT, decide_joint, blocked_joint;
    /// 退回修改.
    ReturnDraft(signing::ReturnDraft) = RETURN, decide_return, blocked_return;
    /// 签发.
    Sign(signing::Sign) = ACTION, decide, blocked;
    /// 用印.
    Seal(sealing::Seal) = ACTION, decide, blocked;
    /// 分发.
    Dispatch(dispatching::Dispatch) = ACTION, decide, blocked;
    /// 作废文号.
    Void(voiding::Void) = ACTION, decide, blocked;
    /// 校核代录.
    CheckPaper(papers::CheckPaper) = CHECK, check, blocked_check;
    /// 更正代录.
    AmendPaper(papers::AmendPaper) = AMEND, amend, blocked_amend;
}
