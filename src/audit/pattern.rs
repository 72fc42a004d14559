//! Patterns that are compiled when first used.

use regex::{Captures, Regex};
use std::sync::LazyLock;

/// A pattern; one that does not compile matches nothing, and the cases of its code fail.
pub(super) type Pattern = LazyLock<Option<Regex>>;

/// Declares a pattern, put together from literals.
macro_rules! pattern {
    ($name:ident, $($part:expr),+ $(,)?) => {
        static $name: $crate::audit::pattern::Pattern =
            std::sync::LazyLock::new(|| regex::Regex::new(concat!($($part),+)).ok());
    };
}
pub(super) use pattern;

/// Returns every match of a pattern in a text.
pub(super) fn all<'t>(
    pattern: &'static Pattern,
    text: &'t str,
) -> impl Iterator<Item = Captures<'t>> + use<'t> {
    pattern
        .as_ref()
        .into_iter()
        .flat_map(move |pattern| pattern.captures_iter(text))
}

/// Returns the first match of a pattern in a text.
pub(super) fn first<'t>(pattern: &'static Pattern, text: &'t str) -> Option<Captures<'t>> {
    pattern.as_ref()?.captures(text)
}

/// Says whether a pattern matches anywhere in a text.
pub(super) fn matches(pattern: &'static Pattern, text: &str) -> bool {
    pattern
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(text))
}
