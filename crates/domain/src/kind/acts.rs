//! The acts of a kind as one list: a row for each command with its action, what decides it and what stands against it.

/// Makes `Command`, `ACTIONS`, `step` and `gated` of a kind: a command that is in no row cannot be asked for, and one
/// that is in a row has a form, a rule and its refusals.
///
/// Each row reads `/// 标题.` `Act(step::Act) = ACTION, decide, blocked;`, in process order.
macro_rules! acts {
    (
        $(#[$about:meta])* $state:ident;
        $($(#[$doc:meta])* $act:ident($step:ident::$command:ident) = $action:ident, $decide:ident, $blocked:ident;)*
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Command {
            $($(#[$doc])* $act($step::$command),)*
        }

        impl Command {
            /// The action it belongs to.
            pub const fn action(&self) -> &'static $crate::kind::Action {
                match self {
                    $(Self::$act(_) => &$step::$action,)*
                }
            }
        }

        pub(super) const ACTIONS: &[$crate::kind::Action] = &[$($step::$action,)*];

        pub(super) fn step(
            state: &$state,
            command: Command,
            facts: &$crate::facts::Facts,
        ) -> Result<Vec<super::Event>, $crate::refusal::Refusal> {
            match command {
                $(Command::$act(command) => $step::$decide(state, command, facts),)*
            }
        }

        pub(super) fn gated(
            state: &$state,
            action: &str,
            facts: &$crate::facts::Facts,
        ) -> Vec<$crate::refusal::Reason> {
            match action {
                $(name if name == $step::$action.name => $step::$blocked(state, facts),)*
                _ => Vec::new(),
            }
        }
    };
}

pub(crate) use acts;
