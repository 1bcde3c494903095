//! The kinds of case, made once.

use std::sync::LazyLock;

use rongheng_domain::{cases, kind::AnyKind};

static KINDS: LazyLock<Vec<Box<dyn AnyKind>>> = LazyLock::new(cases::all);

/// Every kind.
pub(crate) fn all() -> &'static [Box<dyn AnyKind>] {
    &KINDS
}

/// The kind with this name.
pub(crate) fn kind(name: &str) -> Option<&'static dyn AnyKind> {
    all().iter().find(|kind| kind.name() == name).map(|kind| &**kind)
}
