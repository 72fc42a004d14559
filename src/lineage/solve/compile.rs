//! From algebra to a plan over slots; what is not planned for is left to `spareval`.

use super::super::plan::tagged;
use super::super::rewrite::branches;
use super::combine::{filtered, joined, minus};
use super::node::{Compiled, Group, Key, Node, Place, Slots, Table, slots_of};
use super::rows::{Rows, Value, Values};
use oxigraph::model::{Term, Variable};
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::mem::replace;
use std::rc::Rc;

/// How many slots a plan may have: one bit each.
const MOST_SLOTS: usize = 64;

/// Makes plans.
pub(super) struct Compiler<'c, 'a> {
    pub(super) values: &'c Values<'a>,
    /// The variables in scope with their slots.
    pub(super) names: Vec<(Variable, usize)>,
    /// How many slots there are.
    pub(super) width: usize,
}

impl<'c, 'a> Compiler<'c, 'a> {
    pub(super) fn new(values: &'c Values<'a>) -> Self {
        Self {
            values,
            names: Vec::new(),
            width: 0,
        }
    }

    /// Returns a slot that no variable has.
    pub(super) fn fresh(&mut self) -> Option<usize> {
        self.width += 1;
        (self.width <= MOST_SLOTS).then_some(self.width - 1)
    }

    /// Returns the slot of a variable.
    pub(super) fn slot(&mut self, variable: &Variable) -> Option<usize> {
        if let Some((_, slot)) = self.names.iter().find(|(name, _)| name == variable) {
            return Some(*slot);
        }
        let slot = self.fresh()?;
        self.names.push((variable.clone(), slot));
        Some(slot)
    }

    /// Returns the plan of a pattern of the default graph; nothing where it is of no kind that is planned for.
    pub(super) fn pattern(&mut self, pattern: &GraphPattern) -> Option<Compiled> {
        match pattern {
            GraphPattern::Bgp { patterns } => self.triples(patterns),
            GraphPattern::Join { left, right } => {
                let left = self.pattern(left)?;
                let right = self.pattern(right)?;
                Some(joined(left, right))
            }
            GraphPattern::Lateral { left, right } => {
                if let Some((tag, [left, right])) = branches(pattern) {
                    // One after the other is what a UNION is here.
                    return self.pattern(&GraphPattern::Union {
                        left: Box::new(tagged(left.clone(), tag, 0)),
                        right: Box::new(tagged(right.clone(), tag, 1)),
                    });
                }
                let left = self.pattern(left)?;
                let right = self.pattern(right)?;
                right.plain.then(|| Compiled {
                    certain: left.certain | right.certain,
                    possible: left.possible | right.possible,
                    open: left.open | right.open,
                    whole: left.whole,
                    plain: false,
                    ordered: left.ordered && right.ordered,
                    node: Node::Lateral(Box::new(left), Box::new(right.node)),
                })
            }
            GraphPattern::Filter { expr, inner } => {
                let inner = self.pattern(inner)?;
                let conditions = self.conditions(expr)?;
                Some(filtered(inner, conditions))
            }
            GraphPattern::Union { left, right } => {
                let left = self.pattern(left)?;
                let right = self.pattern(right)?;
                Some(Compiled {
                    certain: left.certain & right.certain,
                    possible: left.possible | right.possible,
                    open: left.open | right.open,
                    whole: left.whole || right.whole,
                    plain: left.plain && right.plain,
                    ordered: false,
                    node: Node::Union(match left.node {
                        Node::Union(mut branches) => {
                            branches.push(right.node);
                            branches
                        }
                        left => vec![left, right.node],
                    }),
                })
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                let left = self.pattern(left)?;
                let right = self.pattern(right)?;
                self.optional(left, right, expression.as_ref())
            }
            GraphPattern::Minus { left, right } => {
                let left = self.pattern(left)?;
                let right = self.pattern(right)?;
                minus(left, right)
            }
            GraphPattern::Values {
                variables,
                bindings,
            } => self.table(variables, bindings),
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                let inner = self.pattern(inner)?;
                self.extended(inner, variable, expression)
            }
            GraphPattern::Project { inner, variables } => {
                let slots: Vec<(Variable, usize)> = variables
                    .iter()
                    .map(|variable| Some((variable.clone(), self.slot(variable)?)))
                    .collect::<Option<_>>()?;
                let shown = slots
                    .iter()
                    .fold(0, |set: Slots, (_, slot)| set | 1 << slot);
                // What is not shown has names of its own.
                let around = replace(&mut self.names, slots);
                let inner = self.pattern(inner);
                self.names = around;
                let inner = inner?;
                Some(Compiled {
                    certain: inner.certain & shown,
                    possible: inner.possible & shown,
                    plain: false,
                    ..inner
                })
            }
            GraphPattern::Distinct { inner } => {
                let inner = self.pattern(inner)?;
                let slots = slots_of(inner.possible).collect();
                Some(inner.into_whole(|node| Node::Distinct(Box::new(node), slots)))
            }
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => {
                let inner = self.pattern(inner)?;
                Some(inner.into_whole(|node| Node::Slice(Box::new(node), *start, *length)))
            }
            GraphPattern::OrderBy { inner, expression } => {
                let inner = self.pattern(inner)?;
                let keys = expression
                    .iter()
                    .map(|key| {
                        Some(match key {
                            OrderExpression::Asc(by) => Key::Ascending(self.formula(by)?),
                            OrderExpression::Desc(by) => Key::Descending(self.formula(by)?),
                        })
                    })
                    .collect::<Option<_>>()?;
                Some(inner.into_whole(|node| Node::Order(Box::new(node), keys)))
            }
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => self.grouping(inner, variables, aggregates),
            GraphPattern::Path { .. }
            | GraphPattern::Graph { .. }
            | GraphPattern::Reduced { .. }
            | GraphPattern::Service { .. } => None,
        }
    }

    fn triples(&mut self, patterns: &[TriplePattern]) -> Option<Compiled> {
        let mut bound = 0;
        let patterns = patterns
            .iter()
            .map(|triple| {
                let places = [
                    self.place(&triple.subject)?,
                    match &triple.predicate {
                        NamedNodePattern::NamedNode(node) => {
                            Place::Term(self.values.of_term(node.clone().into()))
                        }
                        NamedNodePattern::Variable(variable) => Place::Slot(self.slot(variable)?),
                    },
                    self.place(&triple.object)?,
                ];
                for place in places {
                    if let Place::Slot(slot) = place {
                        bound |= 1 << slot;
                    }
                }
                Some(places)
            })
            .collect::<Option<_>>()?;
        let group = Group {
            patterns,
            ..Group::default()
        };
        Some(Compiled::of_group(group, bound, bound))
    }

    fn place(&mut self, term: &TermPattern) -> Option<Place> {
        Some(match term {
            TermPattern::NamedNode(node) => Place::Term(self.values.of_term(node.clone().into())),
            TermPattern::Literal(literal) => {
                Place::Term(self.values.of_term(literal.clone().into()))
            }
            TermPattern::Variable(variable) => Place::Slot(self.slot(variable)?),
            TermPattern::BlankNode(_) => return None,
        })
    }

    fn table(
        &mut self,
        variables: &[Variable],
        bindings: &[Vec<Option<GroundTerm>>],
    ) -> Option<Compiled> {
        let slots: Vec<usize> = variables
            .iter()
            .map(|variable| self.slot(variable))
            .collect::<Option<_>>()?;
        // Slots that come later are not there yet, and no member of the table looks at them.
        let mut rows = Rows::new(MOST_SLOTS);
        let nothing = [super::rows::UNBOUND; MOST_SLOTS];
        for binding in bindings {
            let row = rows.push(&nothing);
            for (slot, term) in slots.iter().zip(binding) {
                if let Some(term) = term {
                    row[*slot] = self.value(term);
                }
            }
        }
        let set = |slots: &mut dyn Iterator<Item = usize>| -> Slots {
            slots.fold(0, |set, slot| set | 1 << slot)
        };
        let possible = set(&mut slots.iter().copied());
        let certain = set(&mut slots
            .iter()
            .enumerate()
            .filter(|(at, _)| bindings.iter().all(|row| row[*at].is_some()))
            .map(|(_, slot)| *slot));
        let group = Group {
            tables: vec![Rc::new(Table::new(rows, certain, possible))],
            ..Group::default()
        };
        Some(Compiled::of_group(group, certain, possible))
    }

    fn value(&self, term: &GroundTerm) -> Value {
        self.values.of_term(match term {
            GroundTerm::NamedNode(node) => Term::NamedNode(node.clone()),
            GroundTerm::Literal(literal) => Term::Literal(literal.clone()),
        })
    }

    /// Returns the plan of a BIND.
    pub(super) fn extended(
        &mut self,
        inner: Compiled,
        variable: &Variable,
        expression: &Expression,
    ) -> Option<Compiled> {
        let slot = self.slot(variable)?;
        let bit: Slots = 1 << slot;
        let formula = self.formula(expression)?;
        if inner.possible & bit != 0 {
            return None;
        }
        let certain = match formula.as_slot() {
            Some(copied) => inner.certain & (1 << copied) != 0,
            None => formula.needs() == 0,
        };
        Some(Compiled {
            certain: inner.certain | if certain { bit } else { 0 },
            possible: inner.possible | bit,
            open: inner.open | bit | (formula.needs() & !inner.certain),
            plain: inner.plain && formula.needs() == 0,
            node: Node::Extend(Box::new(inner.node), slot, formula),
            ..inner
        })
    }
}
