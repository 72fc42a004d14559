//! What the parser passes over: booleans in capitals, and the order of the columns of `SELECT *`.

use super::pieces::{blanked, pieces};
use oxigraph::model::Variable;
use regex::Regex;
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::sync::LazyLock;

static BOOLEAN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:true|false)\b").ok());
static STAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?is)^[^{]*?\bselect\s*(?:\b(?:distinct|reduced)\b\s*)?\*").ok());

/// Returns the text with its booleans in small letters, byte for byte as long: keywords are free in their case, but the
/// parser knows these in small letters only.
pub(super) fn with_small_booleans(text: &str) -> String {
    let blank = blanked(text, &pieces(text));
    let mut small = text.to_owned();
    for word in BOOLEAN.iter().flat_map(|regex| regex.find_iter(&blank)) {
        let before = blank[..word.start()].chars().next_back();
        let mut after = blank[word.end()..].chars();
        let is_name = before.is_some_and(|c| "?$:@.-%\\·".contains(c))
            || match after.next() {
                Some('.') => after.next().is_some_and(char::is_alphanumeric),
                Some(c) => ":-%\\·".contains(c),
                None => false,
            };
        if !is_name {
            small.replace_range(word.range(), &word.as_str().to_ascii_lowercase());
        }
    }
    small
}

/// Gives the columns of `SELECT *` the order in which the text first names them; the parser sorts them by name.
pub(super) fn order_columns(query: &mut Query, text: &str) {
    let Query::Select { pattern, .. } = query else {
        return;
    };
    let blank = blanked(text, &pieces(text));
    let is_star = (*STAR).as_ref().is_some_and(|star| star.is_match(&blank));
    if let (true, Some(variables)) = (is_star, projected(pattern)) {
        variables.sort_by_cached_key(|variable| place(&blank, variable));
    }
}

fn projected(pattern: &mut GraphPattern) -> Option<&mut Vec<Variable>> {
    match pattern {
        GraphPattern::Project { variables, .. } => Some(variables),
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => projected(inner),
        _ => None,
    }
}

/// Returns where a text first names a variable.
fn place(text: &str, variable: &Variable) -> usize {
    let name = variable.as_str();
    text.match_indices(name)
        .find(|(at, _)| {
            let ends = text[at + name.len()..]
                .chars()
                .next()
                .is_none_or(|next| !next.is_alphanumeric() && !"_·".contains(next));
            ends && text[..*at].ends_with(['?', '$'])
        })
        .map_or(text.len(), |(at, _)| at)
}
