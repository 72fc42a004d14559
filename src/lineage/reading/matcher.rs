//! Finds the matches of an EXISTS of triple patterns by looking them up, without asking another query.

use crate::lineage::plan::{Graph, Recipe, Witness};
use crate::lineage::support::{Part, StatementRef, Supports};
use crate::lineage::value::{Key, Value, Values};
use crate::store::{ClaimId, Matches, TermId};
use oxigraph::model::{NamedNode, Term, Variable};
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// The triple patterns of an EXISTS.
pub(super) struct Matcher {
    patterns: Vec<Pattern>,
    /// How many variables there are: first those that the condition sees.
    variables: usize,
}

struct Pattern {
    places: [Place; 3],
    graph: Option<Place>,
}

/// A position of a pattern.
#[derive(Clone, Copy)]
enum Place {
    Constant(TermId),
    Variable(usize),
}

/// A search, with what is bound and found so far.
struct Search<'a, 'v> {
    values: &'v Values<'a>,
    patterns: &'v [Pattern],
    bound: Key,
    statements: Vec<Option<StatementRef>>,
    found: Supports,
}

impl Matcher {
    /// Returns the patterns of an EXISTS that is made of nothing else.
    pub(super) fn of(
        witness: &Witness,
        columns: &[(Variable, usize)],
        values: &Values<'_>,
    ) -> Option<Self> {
        if !is_triples(&witness.pattern) {
            return None;
        }
        let recipes = match &witness.recipe {
            Recipe::All(recipes) => recipes.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut names: Vec<&Variable> = columns.iter().map(|(name, _)| name).collect();
        let patterns: Option<Vec<Pattern>> = recipes
            .iter()
            .map(|recipe| match recipe {
                // A graph that the condition does not see could be any.
                Recipe::Triple(triple, graph)
                    if *graph == witness.graph
                        || !matches!(graph, Graph::Named(NamedNodePattern::Variable(_))) =>
                {
                    pattern_of(triple, graph, &mut names, values)
                }
                _ => None,
            })
            .collect();
        Some(Self {
            patterns: patterns?,
            variables: names.len(),
        })
    }

    /// Returns all matches for given values of the variables that the condition sees.
    pub(super) fn matches(&self, given: &[Value], values: &Values<'_>) -> Supports {
        let mut bound = Key::from_slice(given);
        bound.resize(self.variables, Value::UNBOUND);
        let mut search = Search {
            values,
            patterns: &self.patterns,
            bound,
            statements: vec![None; self.patterns.len()],
            found: Supports::default(),
        };
        search.go(0);
        search.found
    }
}

impl Search<'_, '_> {
    /// Matches the patterns that are left, starting with the one that has the fewest candidates.
    fn go(&mut self, depth: usize) {
        if depth == self.patterns.len() {
            let statements = &self.statements;
            self.found.add(|parts| {
                parts.extend(statements.iter().flatten().copied().map(Part::Statement));
            });
            return;
        }
        let store = self.values.view.store;
        let mut best: Option<(usize, Matches<'_>)> = None;
        for (number, pattern) in self.patterns.iter().enumerate() {
            if self.statements[number].is_some() {
                continue;
            }
            let mut ids = [None; 3];
            for (id, place) in ids.iter_mut().zip(pattern.places) {
                match self.id(place) {
                    // A computed value stands in no triple.
                    Err(()) => return,
                    Ok(known) => *id = known,
                }
            }
            let matches = store.triples(ids[0], ids[1], ids[2]);
            if best
                .as_ref()
                .is_none_or(|(_, least)| matches.rows() < least.rows())
            {
                best = Some((number, matches));
            }
        }
        let Some((number, matches)) = best else {
            return;
        };
        let patterns = self.patterns;
        let pattern = &patterns[number];
        let Ok(claim) = self.claim(pattern.graph) else {
            return;
        };
        for (triple, statement) in matches.numbered() {
            let before = self.bound.clone();
            if self.bind(&pattern.places, triple)
                && match claim {
                    Some(claim) => store.claims_of(statement).binary_search(&claim).is_ok(),
                    None => self.values.view.has_by_default(statement),
                }
            {
                self.statements[number] = Some(StatementRef { statement, claim });
                self.go(depth + 1);
                self.statements[number] = None;
            }
            self.bound = before;
        }
    }

    /// Returns the term at a place: `Ok(None)` where it is open, an error where no triple can have it.
    fn id(&self, place: Place) -> Result<Option<TermId>, ()> {
        match place {
            Place::Constant(id) => Ok(Some(id)),
            Place::Variable(at) => match self.bound[at] {
                Value::UNBOUND => Ok(None),
                value => self.values.id(value).map(Some).ok_or(()),
            },
        }
    }

    /// Returns the claim that a pattern is asked of; an error where there is none.
    fn claim(&self, graph: Option<Place>) -> Result<Option<ClaimId>, ()> {
        let Some(place) = graph else { return Ok(None) };
        let name = self.id(place)?.ok_or(())?;
        self.values.view.named_claim(name).map(Some).ok_or(())
    }

    /// Binds the variables of a pattern to a triple; `false` where one is bound to another term.
    fn bind(&mut self, places: &[Place; 3], triple: [TermId; 3]) -> bool {
        for (place, id) in places.iter().zip(triple) {
            if let Place::Variable(at) = place {
                let value = &mut self.bound[*at];
                if value.is_bound() && *value != id.into() {
                    return false;
                }
                *value = id.into();
            }
        }
        true
    }
}

fn is_triples(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } => true,
        GraphPattern::Join { left, right } => is_triples(left) && is_triples(right),
        GraphPattern::Graph { inner, .. } => is_triples(inner),
        _ => false,
    }
}

fn pattern_of<'p>(
    triple: &'p TriplePattern,
    graph: &'p Graph,
    names: &mut Vec<&'p Variable>,
    values: &Values<'_>,
) -> Option<Pattern> {
    let graph = match graph {
        Graph::Default => None,
        Graph::Named(NamedNodePattern::NamedNode(node)) => Some(constant(node.clone(), values)?),
        Graph::Named(NamedNodePattern::Variable(name)) => {
            let at = names.iter().position(|known| *known == name)?;
            Some(Place::Variable(at))
        }
    };
    let mut variable = |name: &'p Variable| {
        let known = names.iter().position(|known| *known == name);
        Place::Variable(known.unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        }))
    };
    let mut term = |pattern: &'p TermPattern| match pattern {
        TermPattern::Variable(name) => Some(variable(name)),
        TermPattern::NamedNode(node) => constant(node.clone(), values),
        TermPattern::Literal(literal) => constant(literal.clone(), values),
        TermPattern::BlankNode(_) => None,
    };
    let (subject, object) = (term(&triple.subject)?, term(&triple.object)?);
    let predicate = match &triple.predicate {
        NamedNodePattern::NamedNode(node) => constant(NamedNode::clone(node), values)?,
        NamedNodePattern::Variable(name) => variable(name),
    };
    Some(Pattern {
        places: [subject, predicate, object],
        graph,
    })
}

fn constant(term: impl Into<Term>, values: &Values<'_>) -> Option<Place> {
    values.view.store.id(&term.into()).map(Place::Constant)
}
