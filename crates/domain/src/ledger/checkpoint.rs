//! A checkpoint: what the sealer signs and also writes to a file outside the database.
//!
//! ```text
//! rongheng/checkpoint/1
//! origin 青澜区纪委监委
//! size 120
//! root 66c7…
//! at 1772582400000000
//! ```

use std::fmt;

use super::link::Hash;
use crate::day::Moment;

const HEAD: &str = "rongheng/checkpoint/1";

/// The state of a whole ledger at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose ledger; one line.
    pub origin: Origin,
    /// How many leaves.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// When.
    pub at: Moment,
}

/// The name of a ledger: not empty, no line break or other control character, no space at either end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin(String);

impl Origin {
    /// The origin, or `None` where the name is not one line of text.
    pub fn new(name: &str) -> Option<Self> {
        let good = !name.is_empty() && name.trim() == name && !name.chars().any(char::is_control);
        good.then(|| Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Checkpoint {
    /// The text that is signed, ending in a line break.
    pub fn to_text(&self) -> String {
        self.to_string()
    }

    /// Reads [`Checkpoint::to_text`] back; `None` for any other text, also for a second spelling of the
    /// same values.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(HEAD)?.strip_prefix("\norigin ")?;
        let (origin, rest) = rest.split_once("\nsize ")?;
        let (size, rest) = rest.split_once("\nroot ")?;
        let (root, rest) = rest.split_once("\nat ")?;
        let at = rest.strip_suffix('\n')?;
        let read = Self {
            origin: Origin::new(origin)?,
            size: size.parse().ok()?,
            root: Hash::parse(root)?,
            at: Moment(at.parse().ok()?),
        };
        (read.to_text() == text).then_some(read)
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { origin, size, root, at } = self;
        writeln!(f, "{HEAD}\norigin {}\nsize {size}\nroot {root}\nat {}", origin.0, at.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn example() -> Checkpoint {
        Checkpoint {
            origin: Origin::new("青澜区纪委监委 1").unwrap(),
            size: 120,
            root: super::super::link::sm3(&[b"abc"]),
            at: Moment(-1),
        }
    }

    #[test]
    fn a_checkpoint_is_read_back() {
        assert_eq!(Checkpoint::parse(&example().to_text()), Some(example()));
        assert!(
            example()
                .to_text()
                .starts_with("rongheng/checkpoint/1\norigin 青澜区纪委监委 1\nsize 120\nroot 66c7")
        );
    }

    #[test]
    fn a_name_cannot_bring_lines_of_its_own() {
        for bad in ["", " a", "a\n", "a\nsize 1", "a\u{7}", "a\u{85}"] {
            assert_eq!(Origin::new(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn second_spellings_are_refused() {
        let good = example().to_text();
        for bad in [
            good.replace("size 120", "size 0120"),
            good.replace("size 120", "size +120"),
            good.replace("at -1", "at -01"),
            good.replace('\n', "\r\n"),
            format!("{good}\n"),
            good.trim_end().to_owned(),
            good.replace("66c7", "66C7"),
        ] {
            assert_ne!(bad, good);
            assert_eq!(Checkpoint::parse(&bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn reading_any_text_never_panics(text in "(rongheng/checkpoint/1\norigin )?.{0,60}\n?(size [0-9]*)?.{0,9}") {
            if let Some(read) = Checkpoint::parse(&text) {
                prop_assert_eq!(read.to_text(), text);
            }
        }
    }
}
