//! Data that look like a graph of claims: hubs and long tails, some values, trees to walk; the same for the same size.

use oxigraph::model::{Literal, NamedNode, Term, Triple};
use std::collections::HashSet;

/// How many claims state a triple.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claims {
    /// One each.
    One,
    /// 60 % one, 25 % two, 10 % four, 5 % sixteen.
    Mix,
    /// Eight each.
    Eight,
}

/// Calls back with so many distinct triples, each with the names of the claims that state it.
pub(crate) fn generate(
    triples: usize,
    claims: Claims,
    mut each: impl FnMut(Triple, &mut dyn Iterator<Item = NamedNode>),
) {
    let mut random = Random(42);
    let nodes = (triples / 10).max(100) as u64;
    let claim_count = (triples / 20).max(10) as u64;
    let mut seen = HashSet::with_capacity(triples);
    while seen.len() < triples {
        let predicate = random.below(12);
        let subject = random.below(nodes);
        let object = match predicate {
            // A tree: every node has one parent, nearer the root.
            0 => subject / 8,
            // A class of a hundred, in a long tail.
            1 => random.tail(100),
            // A value.
            2 | 3 => random.below(1000),
            // A few hubs.
            4 | 5 => random.tail(nodes),
            _ => random.below(nodes),
        };
        let key = (predicate << 56) | (subject << 28) | object;
        if !seen.insert(key) {
            continue;
        }
        let object: Term = match predicate {
            1 => named("class", object).into(),
            2 | 3 => Literal::from(object as i64).into(),
            _ => named("node", object).into(),
        };
        let count = match claims {
            Claims::One => 1,
            Claims::Eight => 8,
            Claims::Mix => match random.below(100) {
                0..60 => 1,
                60..85 => 2,
                85..95 => 4,
                _ => 16,
            },
        };
        let first = random.below(claim_count);
        let triple = Triple::new(named("node", subject), named("p", predicate), object);
        let mut graphs = (0..count).map(|at| named("claim", (first + at * 7919) % claim_count));
        each(triple, &mut graphs);
    }
}

fn named(kind: &str, number: u64) -> NamedNode {
    NamedNode::new_unchecked(format!("http://example.org/{kind}{number}"))
}

/// A generator of numbers that look random (xorshift*).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16) % bound
    }

    /// Small numbers often, large ones rarely.
    fn tail(&mut self, bound: u64) -> u64 {
        let first = self.below(bound) + 1;
        self.below(first)
    }
}
