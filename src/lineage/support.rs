//! What one solution rests on, factored: a product of parts, some of which are sums.

use crate::store::{ClaimId, StatementId};
use oxigraph::model::NamedNode;
use rustc_hash::FxHashSet;
use std::rc::Rc;

/// A statement that a row rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatementRef {
    /// The statement.
    pub statement: StatementId,
    /// The one claim meant, where the query named its graph; otherwise any claim that states it will do.
    pub claim: Option<ClaimId>,
}

/// A product: all of its parts together are one derivation.
pub(super) type Support = Vec<Part>;

/// A factor of a derivation.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// A statement, by any one of its claims.
    Statement(StatementRef),
    /// Any one of these derivations.
    Any(Rc<Vec<Support>>),
    /// All of these derivations together: the rows of a group.
    Every(Rc<Vec<Support>>),
    /// Nothing in the data matches this pattern.
    Absent(Rc<str>),
    /// One shortest path was taken where there are others.
    OneOfSeveral(Rc<str>),
    /// Another endpoint said so.
    Endpoint(NamedNode),
    /// It could not be found out what this rests on, and why.
    Untraced(Rc<str>),
}

/// One derivation written out: statements and absences that together give the row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Written {
    pub(super) statements: Vec<StatementRef>,
    pub(super) absent: Vec<Rc<str>>,
    pub(super) several: Vec<Rc<str>>,
    pub(super) endpoints: Vec<NamedNode>,
    pub(super) untraced: Vec<Rc<str>>,
}

impl Part {
    /// Says whether it is there without anything in the data.
    pub(super) fn is_nothing(&self) -> bool {
        match self {
            Self::Any(choices) | Self::Every(choices) => choices
                .iter()
                .all(|support| support.iter().all(Self::is_nothing)),
            _ => false,
        }
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

    fn take(&mut self, part: &Part) {
        match part {
            Part::Statement(statement) => push_new(&mut self.statements, *statement),
            Part::Absent(text) => push_new(&mut self.absent, Rc::clone(text)),
            Part::OneOfSeveral(text) => push_new(&mut self.several, Rc::clone(text)),
            Part::Endpoint(name) => push_new(&mut self.endpoints, name.clone()),
            Part::Untraced(reason) => push_new(&mut self.untraced, Rc::clone(reason)),
            Part::Any(_) | Part::Every(_) => (),
        }
    }

    fn absorb(&mut self, other: &Self) {
        for statement in &other.statements {
            push_new(&mut self.statements, *statement);
        }
        for text in &other.absent {
            push_new(&mut self.absent, Rc::clone(text));
        }
        for text in &other.several {
            push_new(&mut self.several, Rc::clone(text));
        }
        for name in &other.endpoints {
            push_new(&mut self.endpoints, name.clone());
        }
        for reason in &other.untraced {
            push_new(&mut self.untraced, Rc::clone(reason));
        }
    }
}

/// Writes out at most `limit` different derivations of a sum, and returns how many there are in all.
///
/// The count is exact where every derivation is a plain product of statements; where sums lie within products it is
/// the product of their counts, an upper bound of the different ones. The work done grows with the limit and with the
/// size of the factored form, never with that product.
pub(super) fn write_out(supports: &[Support], limit: usize) -> (Vec<Written>, u64) {
    let mut seen: FxHashSet<Written> = FxHashSet::default();
    let mut seen_plain: FxHashSet<Box<[StatementRef]>> = FxHashSet::default();
    let mut written = Vec::new();
    let mut count: u64 = 0;
    for support in supports {
        if let Some(few) = few_products(support) {
            for statements in few {
                let mut key = statements.clone();
                key.sort_unstable();
                key.dedup();
                if seen_plain.insert(key.into()) {
                    count = count.saturating_add(1);
                    if written.len() < limit {
                        let mut one = Written::default();
                        for statement in statements {
                            one.take(&Part::Statement(statement));
                        }
                        written.push(one);
                    }
                }
            }
            continue;
        }
        let room = limit.saturating_sub(written.len());
        let (products, mut many) = multiply(support, room);
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
fn multiply(support: &Support, room: usize) -> (Vec<Written>, u64) {
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
                for member in members.iter() {
                    let (first, many) = write_out(std::slice::from_ref(member), 1);
                    count = count.saturating_mul(many.max(1));
                    for product in &mut products {
                        for one in &first {
                            product.absorb(one);
                        }
                    }
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

/// Choices up to which a product with one sum is simply written out.
const FEW: usize = 32;

/// Returns a derivation as products of statements, where it is made of statements and at most one sum of a few such.
fn few_products(support: &Support) -> Option<Vec<Vec<StatementRef>>> {
    let mut sum: Option<(usize, &[Support])> = None;
    let mut base = Vec::with_capacity(support.len());
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
        return Some(vec![base]);
    };
    choices
        .iter()
        .map(|choice| {
            let mut product = base.clone();
            product.splice(at..at, statements_of(choice)?);
            Some(product)
        })
        .collect()
}

/// Returns the statements of a derivation that is made of nothing else.
fn statements_of(support: &Support) -> Option<Vec<StatementRef>> {
    support
        .iter()
        .map(|part| match part {
            Part::Statement(statement) => Some(*statement),
            _ => None,
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

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    // Derivations are short; a group's members may be many, and then come with few repeats of the last ones.
    if list.len() < 64 {
        if !list.contains(&item) {
            list.push(item);
        }
    } else if list[list.len() - 16..].contains(&item) {
        // seen just now
    } else {
        list.push(item);
    }
}
