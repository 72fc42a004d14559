//! A slow, obvious evaluator of SPARQL that carries with each solution all that it rests on.
//!
//! It shares no code with `synergraph::lineage`, except that it prints an absent pattern with `bind`, as people see it.
//! Every operator is a loop over lists of solutions; a solution has its values and its *why*: the set of its
//! derivations, each a set of stated triples and of absences that together give it.

mod expression;
mod group;
mod path;

pub(crate) use expression::exists_in;
use oxigraph::model::{NamedNode, Term};
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use synergraph::lineage::bind::{Bindings, bind};

/// A triple as N-Triples, with the named graph that the query took it from, if it named one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stated {
    pub(crate) triple: String,
    pub(crate) graph: Option<String>,
}

impl fmt::Debug for Stated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {:?}", self.triple, self.graph)
    }
}

/// What together gives a solution.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Derivation {
    pub(crate) statements: BTreeSet<Stated>,
    pub(crate) absent: BTreeSet<String>,
}

/// A derivation as far as it can be compared: of absences only how many there are, since their text is for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shown {
    pub(crate) statements: BTreeSet<Stated>,
    pub(crate) absent: usize,
}

/// All derivations of a solution; any one of them will do.
pub(crate) type Why = BTreeSet<Derivation>;

/// Values by the names of variables.
pub(crate) type Values = BTreeMap<String, Term>;

/// A solution with all that it rests on.
#[derive(Debug, Clone)]
pub(crate) struct Solution {
    pub(crate) values: Values,
    pub(crate) why: Why,
}

/// The graphs that are asked.
#[derive(Debug, Default)]
pub(crate) struct Oracle {
    /// The default graph, each triple once.
    pub(crate) default: Vec<[Term; 3]>,
    /// The named graphs, each triple once.
    pub(crate) named: BTreeMap<String, Vec<[Term; 3]>>,
    /// Whether `+` and `*` take only their shortest ways, rather than all that visit no node twice.
    pub(crate) shortest: bool,
    /// Whether there were too many derivations to list them all.
    pub(crate) gave_up: Cell<bool>,
}

/// Solutions, and derivations of one solution, that are listed at most.
const MANY: usize = 3000;

/// Returns the why of what rests on nothing.
pub(crate) fn nothing() -> Why {
    Why::from([Derivation::default()])
}

/// Returns the why of what rests on one absence.
fn absence(text: String) -> Why {
    Why::from([Derivation {
        absent: BTreeSet::from([text]),
        ..Derivation::default()
    }])
}

impl Derivation {
    /// Returns it as far as it can be compared.
    pub(crate) fn shown(&self) -> Shown {
        Shown {
            statements: self.statements.clone(),
            absent: self.absent.len(),
        }
    }
}

impl Oracle {
    /// Returns the solutions of a query's pattern, in no order that matters.
    pub(crate) fn ask(&self, pattern: &GraphPattern) -> Vec<Solution> {
        self.solve(pattern, None, &Values::new())
    }

    /// Returns the solutions in a graph; `given` are values that an EXISTS brings from outside.
    fn solve(&self, pattern: &GraphPattern, graph: Option<&str>, given: &Values) -> Vec<Solution> {
        let solve = |inner: &GraphPattern| self.solve(inner, graph, given);
        match pattern {
            GraphPattern::Bgp { patterns } => self.triples(patterns, graph, given),
            GraphPattern::Path {
                subject,
                path,
                object,
            } => {
                let mut solutions = Vec::new();
                for way in self.relation(path, graph, [named(subject), named(object)]) {
                    let mut values = given.clone();
                    if unify(subject, &way.from, &mut values) && unify(object, &way.to, &mut values)
                    {
                        solutions.push(Solution {
                            values,
                            why: way.why,
                        });
                    }
                }
                solutions
            }
            GraphPattern::Join { left, right } => self.join(&solve(left), &solve(right)),
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                let right = solve(right);
                let mut solutions = Vec::new();
                for left in solve(left) {
                    let mut matched = self.join(std::slice::from_ref(&left), &right);
                    if let Some(expression) = expression {
                        matched = self.filter(matched, expression, graph);
                    }
                    if matched.is_empty() {
                        solutions.push(left);
                    } else {
                        solutions.extend(matched);
                    }
                }
                solutions
            }
            GraphPattern::Filter { expr, inner } => self.filter(solve(inner), expr, graph),
            GraphPattern::Union { left, right } => {
                let mut solutions = solve(left);
                solutions.extend(solve(right));
                solutions
            }
            GraphPattern::Graph { name, inner } => {
                let mut solutions = Vec::new();
                for name_of in self.named.keys() {
                    let node = NamedNode::new_unchecked(name_of.trim_matches(['<', '>']));
                    for mut solution in self.solve(inner, Some(name_of), given) {
                        if unify_name(name, &node.clone().into(), &mut solution.values) {
                            solutions.push(solution);
                        }
                    }
                }
                solutions
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                let mut solutions = solve(inner);
                for solution in &mut solutions {
                    solution.why = self.times(
                        &solution.why,
                        &self.all_exists(expression, &solution.values, graph),
                    );
                    if let Some(value) = self.value(expression, &solution.values, graph) {
                        solution.values.insert(variable.as_str().to_owned(), value);
                    }
                }
                solutions
            }
            GraphPattern::Minus { left, right } => {
                let excluded = solve(right);
                let in_right = in_scope(right);
                let mut solutions = Vec::new();
                for mut left in solve(left) {
                    let clash = |other: &Solution| {
                        compatible(&left.values, &other.values)
                            && other
                                .values
                                .keys()
                                .any(|name| left.values.contains_key(name))
                    };
                    if excluded.iter().any(clash) {
                        continue;
                    }
                    // Where they can share no value, MINUS takes nothing away, whatever the data.
                    if left.values.keys().any(|name| in_right.contains(name)) {
                        let absent = absence(printed(right, &left.values, graph));
                        left.why = self.times(&left.why, &absent);
                    }
                    solutions.push(left);
                }
                solutions
            }
            GraphPattern::Values {
                variables,
                bindings,
            } => {
                let mut solutions = Vec::new();
                for row in bindings {
                    let mut values = Values::new();
                    for (variable, term) in variables.iter().zip(row) {
                        let term = match term {
                            None => continue,
                            Some(GroundTerm::NamedNode(node)) => node.clone().into(),
                            Some(GroundTerm::Literal(literal)) => literal.clone().into(),
                        };
                        values.insert(variable.as_str().to_owned(), term);
                    }
                    if compatible(&values, given) {
                        values.extend(given.clone());
                        solutions.push(Solution {
                            values,
                            why: nothing(),
                        });
                    }
                }
                solutions
            }
            GraphPattern::Project { inner, variables } => {
                let shown = |values: &Values| -> Values {
                    let mut values = values.clone();
                    values.retain(|name, _| variables.iter().any(|shown| shown.as_str() == name));
                    values
                };
                let mut solutions = self.solve(inner, graph, &shown(given));
                for solution in &mut solutions {
                    solution.values = shown(&solution.values);
                    solution.values.extend(given.clone());
                }
                solutions
            }
            GraphPattern::Distinct { inner } => merged(solve(inner)),
            GraphPattern::OrderBy { inner, expression } => {
                self.ordered(solve(inner), expression, graph)
            }
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => {
                let solutions = solve(inner).into_iter().skip(*start);
                solutions.take(length.unwrap_or(usize::MAX)).collect()
            }
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => self.grouped(solve(inner), variables, aggregates, graph),
            GraphPattern::Reduced { .. }
            | GraphPattern::Lateral { .. }
            | GraphPattern::Service { .. } => panic!("no test asks this: {pattern}"),
        }
    }

    fn triples(
        &self,
        patterns: &[TriplePattern],
        graph: Option<&str>,
        given: &Values,
    ) -> Vec<Solution> {
        let mut solutions = vec![Solution {
            values: given.clone(),
            why: nothing(),
        }];
        for pattern in patterns {
            let mut longer = Vec::new();
            for solution in &solutions {
                for triple in self.of_graph(graph) {
                    let mut values = solution.values.clone();
                    if unify(&pattern.subject, &triple[0], &mut values)
                        && unify_name(&pattern.predicate, &triple[1], &mut values)
                        && unify(&pattern.object, &triple[2], &mut values)
                    {
                        longer.push(Solution {
                            values,
                            why: self.times(&solution.why, &stated(triple, graph)),
                        });
                    }
                }
            }
            if longer.len() > MANY {
                self.gave_up.set(true);
                longer.truncate(MANY);
            }
            solutions = longer;
        }
        solutions
    }

    fn of_graph(&self, graph: Option<&str>) -> &[[Term; 3]] {
        match graph {
            None => &self.default,
            Some(name) => self.named.get(name).map_or(&[], Vec::as_slice),
        }
    }

    fn join(&self, left: &[Solution], right: &[Solution]) -> Vec<Solution> {
        let mut solutions = Vec::new();
        for left in left {
            for right in right {
                if compatible(&left.values, &right.values) {
                    let mut values = left.values.clone();
                    values.extend(right.values.clone());
                    solutions.push(Solution {
                        values,
                        why: self.times(&left.why, &right.why),
                    });
                }
                if solutions.len() > MANY {
                    self.gave_up.set(true);
                    return solutions;
                }
            }
        }
        solutions
    }

    /// Returns the derivations of two things together.
    fn times(&self, left: &Why, right: &Why) -> Why {
        let mut product = Why::new();
        for one in left {
            for other in right {
                if product.len() >= MANY {
                    self.gave_up.set(true);
                    return product;
                }
                let mut both = one.clone();
                both.statements.extend(other.statements.iter().cloned());
                both.absent.extend(other.absent.iter().cloned());
                product.insert(both);
            }
        }
        product
    }
}

/// Returns the why of one triple of a graph.
fn stated(triple: &[Term; 3], graph: Option<&str>) -> Why {
    let [subject, predicate, object] = triple;
    Why::from([Derivation {
        statements: BTreeSet::from([Stated {
            triple: format!("{subject} {predicate} {object}"),
            graph: graph.map(str::to_owned),
        }]),
        ..Derivation::default()
    }])
}

/// Returns the solutions with equal ones made one, which then rests on any derivation of any of them.
pub(crate) fn merged(solutions: Vec<Solution>) -> Vec<Solution> {
    let mut distinct: Vec<Solution> = Vec::new();
    for solution in solutions {
        match distinct.iter_mut().find(|d| d.values == solution.values) {
            Some(known) => known.why.extend(solution.why),
            None => distinct.push(solution),
        }
    }
    distinct
}

/// Says whether two solutions agree on all that both bind.
fn compatible(left: &Values, right: &Values) -> bool {
    left.iter()
        .all(|(name, value)| right.get(name).is_none_or(|other| other == value))
}

/// Returns the names of the variables that the pattern may bind.
fn in_scope(pattern: &GraphPattern) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    pattern.on_in_scope_variable(|variable| {
        names.insert(variable.as_str().to_owned());
    });
    names
}

/// Returns the term that an end of a path names.
fn named(end: &TermPattern) -> Option<Term> {
    match end {
        TermPattern::NamedNode(node) => Some(node.clone().into()),
        TermPattern::Literal(literal) => Some(literal.clone().into()),
        TermPattern::Variable(_) | TermPattern::BlankNode(_) => None,
    }
}

/// Returns a pattern as text, with values in place and the graph that it is asked of.
fn printed(pattern: &GraphPattern, values: &Values, graph: Option<&str>) -> String {
    let mut bindings = Bindings::default();
    for (name, value) in values {
        let variable = oxigraph::model::Variable::new_unchecked(name.as_str());
        bindings.insert(variable, value.clone());
    }
    format!("{} {}", graph.unwrap_or_default(), bind(pattern, &bindings))
}

/// Binds a position of a pattern to a term, if it can be that term; blank nodes are variables.
fn unify(pattern: &TermPattern, term: &Term, values: &mut Values) -> bool {
    let name = match pattern {
        TermPattern::NamedNode(node) => return *term == Term::from(node.clone()),
        TermPattern::Literal(literal) => return *term == Term::from(literal.clone()),
        TermPattern::Variable(variable) => variable.as_str().to_owned(),
        TermPattern::BlankNode(node) => node.to_string(),
    };
    values.entry(name).or_insert_with(|| term.clone()) == term
}

fn unify_name(pattern: &NamedNodePattern, term: &Term, values: &mut Values) -> bool {
    unify(&pattern.clone().into(), term, values)
}
