//! When two answers are the same.
//!
//! Rows are a bag, and blank nodes are equal up to one renaming over the whole answer. Terms are compared as terms,
//! with one exception: two literals of the same numeric datatype are the same where their values are, since the suites
//! were made from engines that wrote `2`, `2.0` or `2.0E0` as they liked, and their own reports compare results by
//! value. A literal of another datatype, a string of another case or a language tag is another term.

use super::expected::Values;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNode, Literal, Term};
use rustc_hash::FxHashMap;

/// How the rows of two answers are paired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pairing {
    /// First with first: the order counts.
    Ordered,
    /// Each with some other: a bag.
    Bag,
    /// Each with one or more others: REDUCED.
    Lax,
}

/// Blank nodes of the one answer and those of the other that they are.
#[derive(Debug, Default)]
struct Renaming {
    there: FxHashMap<BlankNode, BlankNode>,
    back: FxHashMap<BlankNode, BlankNode>,
}

/// Says whether the rows that were found are those that were expected.
pub(crate) fn same(found: &[Values], expected: &[Values], pairing: Pairing) -> bool {
    if pairing == Pairing::Lax {
        // Blank nodes apart, which no such test has.
        let has = |rows: &[Values], row: &Values| {
            rows.iter()
                .any(|other| pair(row, other, &mut Renaming::default()).is_some())
        };
        return found.len() <= expected.len()
            && found.iter().all(|row| has(expected, row))
            && expected.iter().all(|row| has(found, row));
    }
    if found.len() != expected.len() {
        return false;
    }
    let mut order: Vec<usize> = (0..found.len()).collect();
    if pairing == Pairing::Bag {
        // Rows without blank nodes have no choice, so they go first.
        order.sort_by_key(|at| {
            found[*at]
                .iter()
                .flatten()
                .filter(|t| t.is_blank_node())
                .count()
        });
    }
    let mut used = vec![false; expected.len()];
    assign(
        found,
        expected,
        &order,
        &mut used,
        &mut Renaming::default(),
        pairing,
    )
}

fn assign(
    found: &[Values],
    expected: &[Values],
    order: &[usize],
    used: &mut [bool],
    renaming: &mut Renaming,
    pairing: Pairing,
) -> bool {
    let Some((at, rest)) = order.split_first() else {
        return true;
    };
    let row = &found[*at];
    let ground = !row.iter().flatten().any(Term::is_blank_node);
    for other in 0..expected.len() {
        if used[other] || pairing == Pairing::Ordered && other != *at {
            continue;
        }
        let Some(added) = pair(row, &expected[other], renaming) else {
            continue;
        };
        used[other] = true;
        if assign(found, expected, rest, used, renaming, pairing) {
            return true;
        }
        used[other] = false;
        for node in added {
            if let Some(other) = renaming.there.remove(&node) {
                renaming.back.remove(&other);
            }
        }
        if ground {
            // Any other partner is the same row again.
            return false;
        }
    }
    false
}

/// Pairs two rows; returns the blank nodes newly renamed for it, or nothing where they differ.
fn pair(left: &Values, right: &Values, renaming: &mut Renaming) -> Option<Vec<BlankNode>> {
    let mut added = Vec::new();
    let equal = left.iter().zip(right).all(|pair| match pair {
        (None, None) => true,
        (Some(Term::BlankNode(left)), Some(Term::BlankNode(right))) => {
            match (renaming.there.get(left), renaming.back.get(right)) {
                (Some(known), _) => known == right,
                (None, Some(_)) => false,
                (None, None) => {
                    renaming.there.insert(left.clone(), right.clone());
                    renaming.back.insert(right.clone(), left.clone());
                    added.push(left.clone());
                    true
                }
            }
        }
        (Some(Term::Literal(left)), Some(Term::Literal(right))) => same_literal(left, right),
        (left, right) => left == right,
    });
    if equal {
        return Some(added);
    }
    for node in added {
        if let Some(other) = renaming.there.remove(&node) {
            renaming.back.remove(&other);
        }
    }
    None
}

fn same_literal(left: &Literal, right: &Literal) -> bool {
    if left == right {
        return true;
    }
    if left.datatype() != right.datatype() {
        return false;
    }
    let number = |literal: &Literal| literal.value().parse::<f64>().ok();
    let datatype = left.datatype();
    if [xsd::DOUBLE, xsd::FLOAT].contains(&datatype) {
        matches!((number(left), number(right)), (Some(a), Some(b)) if a == b)
    } else if [xsd::DECIMAL, xsd::INTEGER].contains(&datatype) {
        matches!((plain(left.value()), plain(right.value())), (Some(a), Some(b)) if a == b)
    } else {
        false
    }
}

/// Returns a decimal without signs, zeros and points that change nothing.
fn plain(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    if whole.is_empty() && part.is_empty() {
        return Some("0".to_owned());
    }
    Some(format!("{sign}{whole}.{part}"))
}
