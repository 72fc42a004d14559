//! Groups of triple patterns that are asked for together.

use crate::lineage::plan::variables_of;
use crate::lineage::walk::{Part, for_parts, parts};
use oxigraph::model::Variable;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression as Path};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// A triple pattern, in the default graph or a named one.
pub(super) type Placed = (TriplePattern, Option<NamedNodePattern>);

/// Triple patterns that are joined, with what leaves out some of their solutions.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub(super) triples: Vec<Placed>,
    conditions: Vec<Expression>,
    values: Vec<GraphPattern>,
}

/// A group, and what every solution of it that matters can be joined to.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) own: Group,
    pub(super) beside: Group,
}

impl Group {
    /// Returns both groups as one.
    pub(super) fn and(mut self, other: &Self) -> Self {
        self.triples.extend(other.triples.iter().cloned());
        self.conditions.extend(other.conditions.iter().cloned());
        self.values.extend(other.values.iter().cloned());
        self
    }

    /// Returns the places of its triple patterns, those together that share variables.
    pub(super) fn connected(&self) -> Vec<Vec<usize>> {
        let mut parts: Vec<(Vec<usize>, Vec<Variable>)> = Vec::new();
        for (at, triple) in self.triples.iter().enumerate() {
            let mut part = (vec![at], variables_of_placed(triple));
            parts.retain(|(places, names)| {
                let joins = names.iter().any(|name| part.1.contains(name));
                if joins {
                    part.0.extend(places);
                    part.1.extend(names.iter().cloned());
                }
                !joins
            });
            parts.push(part);
        }
        let places = parts.into_iter().map(|(mut places, _)| {
            places.sort_unstable();
            places
        });
        places.collect()
    }

    /// Returns some of its triple patterns as a pattern, with the values and conditions that are about them.
    pub(super) fn pattern(&self, places: &[usize]) -> GraphPattern {
        let mut graphs: Vec<(Option<&NamedNodePattern>, Vec<TriplePattern>)> = Vec::new();
        let mut names = Vec::new();
        for at in places {
            let (triple, graph) = &self.triples[*at];
            names.extend(variables_of_placed(&self.triples[*at]));
            let known = graphs.iter_mut().find(|(of, _)| *of == graph.as_ref());
            match known {
                Some((_, triples)) => triples.push(triple.clone()),
                None => graphs.push((graph.as_ref(), vec![triple.clone()])),
            }
        }
        let is_shared = |values: &&GraphPattern| {
            let shown = variables_of(values);
            shown.iter().any(|variable| names.contains(variable))
        };
        let values = self.values.iter().filter(is_shared).cloned();
        let triples = graphs
            .into_iter()
            .map(|(graph, triples)| within(graph, triples));
        let both = |left, right| GraphPattern::Join {
            left: Box::new(left),
            right: Box::new(right),
        };
        let whole = values.chain(triples).reduce(both).unwrap_or_default();
        let conditions = self.conditions.iter();
        conditions
            .filter(|condition| is_about(condition, &names))
            .fold(whole, |inner, condition| GraphPattern::Filter {
                expr: condition.clone(),
                inner: Box::new(inner),
            })
    }
}

pub(super) fn variables_of_placed((triple, graph): &Placed) -> Vec<Variable> {
    variables_of(&within(graph.as_ref(), vec![triple.clone()]))
}

/// Returns triple patterns of the default graph, or of a named one.
pub(super) fn within(
    graph: Option<&NamedNodePattern>,
    patterns: Vec<TriplePattern>,
) -> GraphPattern {
    let triples = GraphPattern::Bgp { patterns };
    match graph {
        None => triples,
        Some(name) => GraphPattern::Graph {
            name: name.clone(),
            inner: Box::new(triples),
        },
    }
}

/// Collects the groups of triple patterns of a pattern, those of every EXISTS included.
pub(super) fn collect(
    pattern: &GraphPattern,
    graph: Option<&NamedNodePattern>,
    beside: &Group,
    groups: &mut Vec<Asked>,
) {
    use GraphPattern as P;
    if let Some(own) = conjunction(pattern, graph) {
        collect_exists(pattern, graph, &own, groups);
        if !own.triples.is_empty() {
            let beside = beside.clone();
            groups.push(Asked { own, beside });
        }
        return;
    }
    let nothing = Group::default();
    let all_of = |pattern: &P| conjunction(pattern, graph).unwrap_or_default();
    match pattern {
        P::Join { left, right } => {
            collect(left, graph, &all_of(right).and(beside), groups);
            collect(right, graph, &all_of(left).and(beside), groups);
        }
        // What the right side may be joined to is the left side alone: a row that finds nothing there stays.
        P::LeftJoin { left, right, .. } | P::Minus { left, right } | P::Lateral { left, right } => {
            collect(left, graph, beside, groups);
            collect(right, graph, &all_of(left), groups);
        }
        P::Union { left, right } => {
            collect(left, graph, beside, groups);
            collect(right, graph, beside, groups);
        }
        P::Filter { inner, .. }
        | P::Extend { inner, .. }
        | P::OrderBy { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner } => collect(inner, graph, beside, groups),
        // Here variables of the same name may be others, or all rows count.
        P::Project { inner, .. } | P::Group { inner, .. } | P::Slice { inner, .. } => {
            collect(inner, graph, &nothing, groups);
        }
        P::Graph { name, inner } => {
            if matches!(name, NamedNodePattern::Variable(_)) && !needs_triple(inner) {
                // Its solutions are all claims there are.
                groups.push(anything(Some(name)));
            }
            collect(inner, Some(name), beside, groups);
        }
        P::Path {
            subject,
            path,
            object,
        } => {
            let known: Vec<Variable> = beside
                .triples
                .iter()
                .flat_map(variables_of_placed)
                .collect();
            let is_open = |term: &TermPattern| match term {
                TermPattern::Variable(variable) => !known.contains(variable),
                _ => false,
            };
            if is_open(subject) && is_open(object) && may_be_empty(path) {
                // A way of no steps goes from everything there is to itself.
                groups.push(anything(graph));
            } else {
                collect_path(path, graph, groups);
            }
        }
        P::Bgp { .. } | P::Values { .. } | P::Service { .. } => {}
    }
    let own = match pattern {
        P::Filter { inner, .. } | P::Extend { inner, .. } | P::LeftJoin { left: inner, .. } => {
            all_of(inner)
        }
        _ => nothing,
    };
    for_expressions(pattern, &mut |expression| {
        collect_in_expression(expression, graph, &own, groups);
    });
}

/// Collects the groups of every EXISTS in a pattern that is a group itself.
fn collect_exists(
    pattern: &GraphPattern,
    graph: Option<&NamedNodePattern>,
    beside: &Group,
    groups: &mut Vec<Asked>,
) {
    let graph = match pattern {
        GraphPattern::Graph { name, .. } => Some(name),
        _ => graph,
    };
    for_expressions(pattern, &mut |expression| {
        collect_in_expression(expression, graph, beside, groups);
    });
    parts(&mut pattern.clone(), &mut |part| {
        if let Part::Pattern(inner) = part {
            collect_exists(inner, graph, beside, groups);
        }
    });
}

fn collect_in_expression(
    expression: &Expression,
    graph: Option<&NamedNodePattern>,
    beside: &Group,
    groups: &mut Vec<Asked>,
) {
    match expression {
        Expression::Exists(pattern) => collect(pattern, graph, beside, groups),
        _ => for_parts(expression, &mut |part| {
            collect_in_expression(part, graph, beside, groups);
        }),
    }
}

fn for_expressions(pattern: &GraphPattern, visit: &mut dyn FnMut(&Expression)) {
    parts(&mut pattern.clone(), &mut |part| {
        if let Part::Expression(expression) = part {
            visit(expression);
        }
    });
}

/// Collects what a path may go through: every triple with one of its predicates.
fn collect_path(path: &Path, graph: Option<&NamedNodePattern>, groups: &mut Vec<Asked>) {
    match path {
        Path::NamedNode(predicate) => {
            let mut asked = anything(graph);
            for (triple, _) in &mut asked.own.triples {
                triple.predicate = predicate.clone().into();
            }
            groups.push(asked);
        }
        Path::NegatedPropertySet(except) => {
            let mut asked = anything(graph);
            let predicate = Expression::Variable(Variable::new_unchecked("·p"));
            let except = except.iter().map(|name| name.clone().into()).collect();
            let is_other = Expression::Not(Box::new(Expression::In(Box::new(predicate), except)));
            asked.own.conditions.push(is_other);
            groups.push(asked);
        }
        Path::Sequence(left, right) | Path::Alternative(left, right) => {
            collect_path(left, graph, groups);
            collect_path(right, graph, groups);
        }
        Path::Reverse(inner)
        | Path::ZeroOrOne(inner)
        | Path::ZeroOrMore(inner)
        | Path::OneOrMore(inner) => collect_path(inner, graph, groups),
    }
}

fn may_be_empty(path: &Path) -> bool {
    match path {
        Path::NamedNode(_) | Path::NegatedPropertySet(_) => false,
        Path::Sequence(left, right) => may_be_empty(left) && may_be_empty(right),
        Path::Alternative(left, right) => may_be_empty(left) || may_be_empty(right),
        Path::Reverse(inner) | Path::OneOrMore(inner) => may_be_empty(inner),
        Path::ZeroOrOne(_) | Path::ZeroOrMore(_) => true,
    }
}

/// Asks for all triples of a graph.
fn anything(graph: Option<&NamedNodePattern>) -> Asked {
    let name = Variable::new_unchecked;
    let triple = TriplePattern {
        subject: name("·s").into(),
        predicate: name("·p").into(),
        object: name("·o").into(),
    };
    Asked {
        own: Group {
            triples: vec![(triple, graph.cloned())],
            ..Group::default()
        },
        beside: Group::default(),
    }
}

/// Says whether a pattern has no solution without a triple.
fn needs_triple(pattern: &GraphPattern) -> bool {
    use GraphPattern as P;
    match pattern {
        P::Bgp { patterns } => !patterns.is_empty(),
        P::Path { path, .. } => !may_be_empty(path),
        P::Join { left, right } | P::Lateral { left, right } => {
            needs_triple(left) || needs_triple(right)
        }
        P::Union { left, right } => needs_triple(left) && needs_triple(right),
        P::LeftJoin { left: inner, .. }
        | P::Minus { left: inner, .. }
        | P::Filter { inner, .. }
        | P::Extend { inner, .. }
        | P::OrderBy { inner, .. }
        | P::Project { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. } => needs_triple(inner),
        P::Graph { .. } | P::Group { .. } | P::Values { .. } | P::Service { .. } => false,
    }
}

/// Returns a pattern as a group, without the conditions that ask the data; none where it is more than that.
fn conjunction(pattern: &GraphPattern, graph: Option<&NamedNodePattern>) -> Option<Group> {
    use GraphPattern as P;
    match pattern {
        P::Bgp { patterns } => {
            let placed = patterns.iter().map(|one| (one.clone(), graph.cloned()));
            Some(Group {
                triples: placed.collect(),
                ..Group::default()
            })
        }
        P::Join { left, right } => Some(conjunction(left, graph)?.and(&conjunction(right, graph)?)),
        P::Filter { expr, inner } => {
            let mut group = conjunction(inner, graph)?;
            let names: Vec<Variable> = group.triples.iter().flat_map(variables_of_placed).collect();
            if is_about(expr, &names) {
                group.conditions.push(expr.clone());
            }
            Some(group)
        }
        P::Extend { inner, .. }
        | P::OrderBy { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner } => conjunction(inner, graph),
        P::Values { .. } => Some(Group {
            values: vec![pattern.clone()],
            ..Group::default()
        }),
        P::Graph { name, inner } if needs_triple(inner) => conjunction(inner, Some(name)),
        _ => None,
    }
}

/// Says whether an expression is a matter of these variables alone.
fn is_about(expression: &Expression, bound: &[Variable]) -> bool {
    match expression {
        Expression::Exists(_) => false,
        Expression::Variable(variable) | Expression::Bound(variable) => bound.contains(variable),
        _ => {
            let mut all = true;
            for_parts(expression, &mut |part| all &= is_about(part, bound));
            all
        }
    }
}
