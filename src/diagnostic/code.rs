//! The codes of diagnostics, each with its page.

use super::Severity;
use std::borrow::Cow;

/// A kind of diagnostic: a word for a name, which is that of its page under `docs/codes/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The word, such as `unknown-term`.
    pub name: Cow<'static, str>,
    /// How much it matters.
    pub severity: Severity,
}

macro_rules! codes {
    ($($constant:ident $severity:ident $name:literal)*) => {
        impl Code {
            $(
                #[doc = concat!("`", $name, "`: see `docs/codes/", $name, ".md`.")]
                pub const $constant: &'static Self = &Self {
                    name: Cow::Borrowed($name),
                    severity: Severity::$severity,
                };
            )*
        }

        /// Returns every code that Rust makes, by name.
        pub fn all_codes() -> &'static [&'static Code] {
            &[$(Code::$constant),*]
        }
    };
}

codes! {
    BIBTEX_SYNTAX Error "bibtex-syntax"
    CSL_JSON_SYNTAX Error "csl-json-syntax"
    CSL_STYLE Error "csl-style"
    DIGEST_DIFFERS Error "digest-differs"
    DIGEST_MALFORMED Error "digest-malformed"
    DOI_DOES_NOT_FIT Warning "doi-does-not-fit"
    DUPLICATE_CLAIM Error "duplicate-claim"
    ENTITY_UNKNOWN Warning "entity-unknown"
    MARKER_MISSING Error "marker-missing"
    MARKER_NOT_LISTED Warning "marker-not-listed"
    NANOPUBLICATION_MALFORMED Error "nanopublication-malformed"
    NORMALISED_VALUE_WRONG Error "normalised-value-wrong"
    NO_REFERENCE_LIST Warning "no-reference-list"
    NO_TEXT Error "no-text"
    PLACE_NOT_FOUND Error "place-not-found"
    QUERY_HEADER Error "query-header"
    RECORD_DOUBTFUL Warning "record-doubtful"
    REFERENCE_LIST_GAP Warning "reference-list-gap"
    RESOLVED_MALFORMED Error "resolved-malformed"
    RIS_SYNTAX Error "ris-syntax"
    RULE_MALFORMED Error "rule-malformed"
    SPARQL_SYNTAX Error "sparql-syntax"
    SYNTAX Error "syntax"
    UNDECLARED_PREFIX Error "undeclared-prefix"
    UNKNOWN_FORMAT Error "unknown-format"
    UNKNOWN_PARAMETER Error "unknown-parameter"
    UNKNOWN_QUESTION Error "unknown-question"
    UNKNOWN_THING Error "unknown-thing"
    UNREADABLE_FILE Error "unreadable-file"
    WRONG_PARAMETER_VALUE Error "wrong-parameter-value"
    XML_DAMAGED Warning "xml-damaged"
}
