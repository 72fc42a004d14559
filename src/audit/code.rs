//! The codes of findings, each with its page.

use crate::diagnostic::{Code, Severity};
use std::borrow::Cow;

macro_rules! codes {
    ($($constant:ident $severity:ident $name:literal)*) => {
        $(
            pub(super) static $constant: Code = Code {
                name: Cow::Borrowed($name),
                severity: Severity::$severity,
            };
        )*

        /// Returns the code of everything that an audit can find, by name.
        pub fn audit_codes() -> &'static [&'static Code] {
            static CODES: &[&Code] = &[$(&$constant),*];
            CODES
        }
    };
}

codes! {
    ABBREVIATION_AMBIGUOUS Warning "abbreviation-ambiguous"
    ABBREVIATION_BEFORE_DEFINITION Note "abbreviation-before-definition"
    ABBREVIATION_REDEFINED Note "abbreviation-redefined"
    ABBREVIATION_UNDEFINED Note "abbreviation-undefined"
    ABBREVIATION_UNUSED Note "abbreviation-unused"
    ARTICLE_NUMBER_LENGTH Warning "article-number-length"
    AUTHOR_MISMATCH Warning "author-mismatch"
    CAPTION_MISSING Warning "caption-missing"
    CITATION_OUT_OF_ORDER Warning "citation-out-of-order"
    CITATION_OUT_OF_RANGE Error "citation-out-of-range"
    COMPARATOR_LOST Warning "comparator-lost"
    CREDIT_CONTRADICTS_REFERENCE Warning "credit-contradicts-reference"
    DOI_CONTRADICTS_REFERENCE Warning "doi-contradicts-reference"
    FARADAY_CONTRADICTED Warning "faraday-contradicted"
    FIGURE_NOT_CALLED_OUT Warning "figure-not-called-out"
    GENERAL_CLAIM_SINGLE_SOURCE Note "general-claim-single-source"
    HEDGE_LOST Note "hedge-lost"
    MARKER_WITHOUT_REFERENCE Error "marker-without-reference"
    MENTION_MISSING Warning "mention-missing"
    NAME_WITHOUT_CITATION Warning "name-without-citation"
    NUMBER_WITHOUT_CITATION Note "number-without-citation"
    PAGES_REVERSED Warning "pages-reversed"
    PANEL_MISSING Warning "panel-missing"
    PERCENTAGE_OVER_HUNDRED Error "percentage-over-hundred"
    RANGE_REVERSED Error "range-reversed"
    RATIO_CONTRADICTED Warning "ratio-contradicted"
    REFERENCE_DOI_MALFORMED Error "reference-doi-malformed"
    REFERENCE_DUPLICATED Warning "reference-duplicated"
    REFERENCE_FIELD_MISSING Warning "reference-field-missing"
    REFERENCE_NEVER_CITED Warning "reference-never-cited"
    REFERENCE_NUMBER_REPEATED Error "reference-number-repeated"
    REFERENCE_PUNCTUATION Note "reference-punctuation"
    SELECTIVITY_AS_EFFICIENCY Warning "selectivity-as-efficiency"
    SUPPRESSION_UNUSED Warning "suppression-unused"
    SUPPRESSION_WITHOUT_REASON Warning "suppression-without-reason"
    SYSTEM_NAME_SHARED Warning "system-name-shared"
    SYSTEM_NAME_VARIES Note "system-name-varies"
    TEXT_CONTRADICTS_TABLE Warning "text-contradicts-table"
    UNITS_NOT_COMPARABLE Warning "units-not-comparable"
    VOLUME_CONTRADICTS_YEAR Warning "volume-contradicts-year"
    YEAR_CONTRADICTS_ARTICLE_NUMBER Warning "year-contradicts-article-number"
}
