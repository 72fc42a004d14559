//! What one solution rests on, factored: a product of parts, some of which are sums.

use crate::store::{ClaimId, StatementId};
use oxigraph::model::NamedNode;
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use std::rc::Rc;

/// A statement that a row rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatementRef {
    /// The statement.
    pub statement: StatementId,
    /// The one claim meant, where the query named its graph; otherwise any claim that states it will do.
    pub claim: Option<ClaimId>,
}

/// Derivations, one behind the other; each is a product, all of whose parts together are needed.
#[derive(Debug, Default)]
pub(super) struct Supports {
    parts: Vec<Part>,
    ends: Vec<u32>,
}

/// A factor of a derivation.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// A statement, by any one of its claims.
    Statement(StatementRef),
    /// Any one of these derivations.
    Any(Rc<Supports>),
    /// All of these derivations together: the rows of a group.
    Every(Rc<Supports>),
    /// Nothing in the data matches this pattern.
    Absent(Rc<str>),
    /// One shortest path was taken where there are others.
    OneOfSeveral(Rc<str>),
    /// Another endpoint said so.
    Endpoint(Rc<NamedNode>),
    /// It could not be found out what this rests on, and why.
    Untraced(Rc<str>),
}

/// One derivation written out: statements and absences that together give the row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Written {
    pub(super) statements: Vec<StatementRef>,
    pub(super) absent: Vec<Rc<str>>,
    pub(super) several: Vec<Rc<str>>,
    pub(super) endpoints: Vec<Rc<NamedNode>>,
    pub(super) untraced: Vec<Rc<str>>,
}

impl Supports {
    /// Returns one derivation of one part.
    pub(super) fn of_part(part: Part) -> Self {
        Self {
            parts: vec![part],
            ends: vec![1],
        }
    }

    /// Adds a derivation of the parts that a function pushes.
    pub(super) fn add(&mut self, push: impl FnOnce(&mut Vec<Part>)) {
        push(&mut self.parts);
        self.ends.push(self.parts.len() as u32);
    }

    /// Returns how many derivations there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Says whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns one derivation.
    pub(super) fn get(&self, number: usize) -> &[Part] {
        let start = match number {
            0 => 0,
            _ => self.ends[number - 1] as usize,
        };
        &self.parts[start..self.ends[number] as usize]
    }

    /// Returns each derivation.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[Part]> {
        (0..self.len()).map(|number| self.get(number))
    }
}

impl Part {
    /// Says whether it is there without anything in the data.
    pub(super) fn is_nothing(&self) -> bool {
        match self {
            Self::Any(choices) | Self::Every(choices) => choices.parts.iter().all(Self::is_nothing),
            _ => false,
        }
    }

    /// Says whether it is a sum or a group of other derivations.
    pub(super) fn is_compound(&self) -> bool {
        matches!(self, Self::Any(_) | Self::Every(_))
    }
}

impl Written {
    /// Says whether it is made of statements and nothing else.
    fn is_plain(&self) -> bool {
        self.absent.is_empty()
            && self.several.is_empty()
            && self.endpoints.is_empty()
            && self.untraced.is_empty()
    }

    pub(super) fn take(&mut self, part: &Part) {
        match part {
            Part::Statement(statement) => self.statements.push(*statement),
            Part::Absent(text) => push_new(&mut self.absent, text),
            Part::OneOfSeveral(text) => push_new(&mut self.several, text),
            Part::Endpoint(name) => push_new(&mut self.endpoints, name),
            Part::Untraced(reason) => push_new(&mut self.untraced, reason),
            Part::Any(_) | Part::Every(_) => (),
        }
    }

    fn absorb(&mut self, other: &Self) {
        self.statements.extend_from_slice(&other.statements);
        for (list, others) in [
            (&mut self.absent, &other.absent),
            (&mut self.several, &other.several),
            (&mut self.untraced, &other.untraced),
        ] {
            others.iter().for_each(|text| push_new(list, text));
        }
        for name in &other.endpoints {
            push_new(&mut self.endpoints, name);
        }
    }
}

/// Writes out at most `limit` different derivations of a sum, and returns how many there are in all.
///
/// The count is exact where every derivation is a plain product of statements; where sums lie within products it is
/// the product of their counts, an upper bound of the different ones. The work done grows with the limit and with the
/// size of the factored form, never with that product.
pub(super) fn write_out(supports: &Supports, limit: usize) -> (Vec<Written>, u64) {
    let mut seen: FxHashSet<Written> = FxHashSet::default();
    let mut seen_plain: FxHashSet<Statements> = FxHashSet::default();
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
                            statements: statements.into_vec(),
                            ..Written::default()
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
            let is_new = if one_key.is_plain() {
                seen_plain.insert(one_key.statements.into())
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

type Statements = SmallVec<[StatementRef; 4]>;

/// Choices up to which a product with one sum is simply written out.
const FEW: usize = 32;

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
    written.absent.sort_unstable();
    written
}

/// Statements up to which one is sought among the others by looking at each.
const SHORT: usize = 16;

/// Leaves of equal statements the first.
pub(super) fn dedup_in_order(statements: &mut Vec<StatementRef>) {
    if statements.len() <= SHORT {
        let mut kept = 0;
        for at in 0..statements.len() {
            let statement = statements[at];
            if !statements[..kept].contains(&statement) {
                statements[kept] = statement;
                kept += 1;
            }
        }
        statements.truncate(kept);
    } else {
        let mut seen = FxHashSet::with_capacity_and_hasher(statements.len(), Default::default());
        statements.retain(|statement| seen.insert(*statement));
    }
}

fn push_new<T: PartialEq + ?Sized>(list: &mut Vec<Rc<T>>, item: &Rc<T>) {
    // A group may have many members, each with an absence of its own; most repeats are of the last ones.
    let from = if list.len() < 64 { 0 } else { list.len() - 16 };
    if !list[from..].contains(item) {
        list.push(Rc::clone(item));
    }
}
