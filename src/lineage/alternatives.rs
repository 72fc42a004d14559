//! Writes derivations out, as far as they are to be shown.

use super::support::{Part, SHORT, Statements, Supports, Written, dedup_in_order};
use rustc_hash::FxHashSet;
use smallvec::SmallVec;

/// Writes out at most `limit` different derivations of a sum, and returns how many there are in all.
///
/// The count is exact where every derivation is a plain product of statements; where sums lie within products it is
/// the product of their counts, an upper bound of the different ones. The work done grows with the limit and with the
/// size of the factored form, never with that product.
pub(super) fn write_out(supports: &Supports, limit: usize) -> (Vec<Written>, u64) {
    let mut seen: FxHashSet<Written> = FxHashSet::default();
    let mut seen_plain = Seen::default();
    let mut written = Vec::new();
    let mut count: u64 = 0;
    let alone = supports.len() == 1;
    for support in supports.iter() {
        if let Some(few) = few_products(support) {
            for statements in few {
                let mut key = statements.clone();
                key.sort_unstable();
                key.dedup();
                if seen_plain.insert(key) {
                    count = count.saturating_add(1);
                    if written.len() < limit {
                        written.push(Written {
                            statements,
                            notes: None,
                        });
                    }
                }
            }
            continue;
        }
        let room = limit.saturating_sub(written.len());
        let (mut products, mut many) = multiply(support, room);
        if alone && products.len() == 1 {
            // Nothing that it could be equal to.
            products.truncate(limit);
            return (products, many);
        }
        for one in products {
            let one_key = canonical(&one);
            let is_new = if one_key.notes.is_none() {
                seen_plain.insert(one_key.statements)
            } else {
                seen.insert(one_key)
            };
            if !is_new {
                many = many.saturating_sub(1);
            } else if written.len() < limit {
                written.push(one);
            }
        }
        count = count.saturating_add(many);
    }
    (written, count)
}

/// Writes out at most `room` of the derivations of a product.
fn multiply(support: &[Part], room: usize) -> (Vec<Written>, u64) {
    // Even with no room left, one is written, so that the count is right.
    let room = room.max(1);
    let mut products = vec![Written::default()];
    let mut count: u64 = 1;
    for part in support {
        match part {
            Part::Any(choices) => {
                let (choices, many) = write_out(choices, room);
                count = count.saturating_mul(many);
                let mut next = Vec::new();
                for choice in &choices {
                    for product in &products {
                        if next.len() < room {
                            let mut product = product.clone();
                            product.absorb(choice);
                            next.push(product);
                        }
                    }
                }
                products = next;
            }
            Part::Every(members) => {
                let mut group = Written::default();
                for member in members.iter() {
                    if !member.iter().any(Part::is_compound) {
                        member.iter().for_each(|part| group.take(part));
                        continue;
                    }
                    let (mut first, many) = multiply(member, 1);
                    count = count.saturating_mul(many.max(1));
                    if let Some(one) = first.pop() {
                        group.absorb(&one);
                    }
                }
                dedup_in_order(&mut group.statements);
                for product in &mut products {
                    product.absorb(&group);
                }
            }
            plain => {
                for product in &mut products {
                    product.take(plain);
                }
            }
        }
    }
    if products.is_empty() {
        count = 0;
    }
    (products, count)
}

/// Products of statements, each sorted; a few are compared, and many hashed.
#[derive(Default)]
struct Seen {
    few: SmallVec<[Statements; 4]>,
    many: FxHashSet<Statements>,
}

impl Seen {
    /// Adds a product, and says whether it is new.
    fn insert(&mut self, key: Statements) -> bool {
        if self.many.is_empty() {
            if self.few.contains(&key) {
                return false;
            }
            if self.few.len() < SHORT {
                self.few.push(key);
                return true;
            }
            self.many.extend(self.few.drain(..));
        }
        self.many.insert(key)
    }
}

/// Choices up to which a product with one sum is simply written out.
const FEW: usize = 32;

/// Statements with one of several others, in the place where that stands: the matches of an EXISTS of one pattern.
pub(super) struct PlainSum<'a> {
    base: Statements,
    at: usize,
    choices: &'a Supports,
}

impl<'a> PlainSum<'a> {
    /// Returns a derivation as such a sum, where it is one, and all its products are different.
    pub(super) fn of(support: &'a [Part]) -> Option<Self> {
        let mut base = Statements::new();
        let mut sum = None;
        for part in support {
            match part {
                Part::Statement(statement) => base.push(*statement),
                Part::Any(choices) if sum.is_none() => sum = Some((base.len(), &**choices)),
                _ => return None,
            }
        }
        let (at, choices) = sum?;
        let mut once = base.clone();
        dedup_in_order(&mut once);
        if once.len() < base.len() {
            return None;
        }
        // As they are found, they go upwards.
        let mut before = None;
        let is_plain = choices.iter().all(|choice| match choice {
            [Part::Statement(one)] => before.replace(one) < Some(one) && !base.contains(one),
            _ => false,
        });
        is_plain.then_some(Self { base, at, choices })
    }

    /// Returns how many products there are.
    pub(super) fn len(&self) -> usize {
        self.choices.len()
    }

    /// Returns each product.
    pub(super) fn products(&self) -> impl Iterator<Item = Statements> {
        self.choices.iter().map(|choice| {
            let mut product = Statements::from_slice(&self.base[..self.at]);
            product.extend(choice.iter().filter_map(|part| match part {
                Part::Statement(statement) => Some(*statement),
                _ => None,
            }));
            product.extend_from_slice(&self.base[self.at..]);
            product
        })
    }
}

/// Returns a derivation as products of statements, where it is made of statements and at most one sum of a few such.
fn few_products(support: &[Part]) -> Option<SmallVec<[Statements; 1]>> {
    let mut sum: Option<(usize, &Supports)> = None;
    let mut base = Statements::new();
    for part in support {
        match part {
            Part::Statement(statement) => base.push(*statement),
            Part::Any(choices) if sum.is_none() && choices.len() <= FEW => {
                sum = Some((base.len(), choices));
            }
            _ => return None,
        }
    }
    let Some((at, choices)) = sum else {
        return Some(SmallVec::from_buf([base]));
    };
    choices
        .iter()
        .map(|choice| {
            let mut product = Statements::with_capacity(base.len() + choice.len());
            product.extend_from_slice(&base[..at]);
            for part in choice {
                let Part::Statement(statement) = part else {
                    return None;
                };
                product.push(*statement);
            }
            product.extend_from_slice(&base[at..]);
            Some(product)
        })
        .collect()
}

/// Returns a derivation in an order that does not depend on the plan, so that equal ones are seen to be equal.
fn canonical(written: &Written) -> Written {
    let mut written = written.clone();
    written.statements.sort_unstable();
    written.statements.dedup();
    if let Some(notes) = &mut written.notes {
        notes.absent.sort_unstable();
    }
    written
}
