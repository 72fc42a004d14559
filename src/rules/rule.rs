//! A rule as it is read from its file.

use crate::diagnostic::{Code, Diagnostic};
use crate::lineage::walk::for_parts;
use crate::query::{Header, parse};
use crate::source::Source;
use crate::vocabulary::Prefixes;
use oxigraph::model::{Term, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::sync::Arc;

/// A CONSTRUCT query whose answers hold.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name, that of its file.
    pub name: String,
    /// What its header says.
    pub header: Header,
    /// The ways through its UNIONs.
    pub(super) branches: Vec<Branch>,
    /// What follows.
    pub(super) template: Vec<[Slot; 3]>,
}

/// A place in a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slot {
    Variable(Variable),
    Term(Term),
}

/// A rule without UNION.
#[derive(Debug, Clone, Default)]
pub(super) struct Branch {
    pub(super) patterns: Vec<[Slot; 3]>,
    pub(super) tables: Vec<(Vec<Variable>, Vec<Vec<Term>>)>,
    pub(super) steps: Vec<Step>,
}

/// What is done with a solution of the patterns.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Filter(Expression),
    Bind(Variable, Expression),
}

impl Rule {
    /// Reads a rule.
    ///
    /// # Errors
    /// Where the text is no SPARQL, or more than a rule can be.
    pub fn read(
        name: &str,
        source: &Arc<Source>,
        prefixes: &Prefixes,
    ) -> Result<Self, Box<Diagnostic>> {
        let malformed = |reason: &str| {
            let line = source.text.lines().next().map_or(0, str::len);
            Box::new(
                Diagnostic::new(
                    Code::RULE_MALFORMED,
                    format!("the rule `{name}` cannot be run: {reason}"),
                )
                .at(source.place(0..line)),
            )
        };
        let header = Header::read(&source.text)
            .map_err(|(_, reason)| malformed(&format!("its header: {reason}")))?;
        if header.summary.is_empty() {
            return Err(malformed("its header has no summary"));
        }
        let Query::Construct {
            template,
            pattern,
            dataset: None,
            ..
        } = parse(source, prefixes)?
        else {
            return Err(malformed("it is no CONSTRUCT query over the merged graph"));
        };
        let branches = branches_of(&pattern).map_err(|reason| malformed(&reason))?;
        let mut conclusions = Vec::new();
        for triple in &template {
            if matches!(triple.subject, TermPattern::BlankNode(_))
                || matches!(triple.object, TermPattern::BlankNode(_))
            {
                return Err(malformed("what it makes has a blank node"));
            }
            conclusions.push(slots(triple));
        }
        if branches.iter().any(|branch| branch.patterns.is_empty()) {
            return Err(malformed("it has no triple pattern to go by"));
        }
        if branches.iter().any(Branch::binds_twice) {
            return Err(malformed("a variable of BIND is matched elsewhere too"));
        }
        Ok(Self {
            name: name.to_owned(),
            header,
            branches,
            template: conclusions,
        })
    }
}

/// Returns the ways through a pattern.
fn branches_of(pattern: &GraphPattern) -> Result<Vec<Branch>, String> {
    let refused = |what: &str| {
        Err(format!(
            "it has {what}, and a rule is made of triple patterns, UNION, VALUES, FILTER and BIND"
        ))
    };
    match pattern {
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner } => branches_of(inner),
        GraphPattern::Bgp { patterns } => Ok(vec![Branch {
            patterns: patterns.iter().map(slots).collect(),
            ..Branch::default()
        }]),
        GraphPattern::Join { left, right } => {
            let (left, right) = (branches_of(left)?, branches_of(right)?);
            Ok(left
                .iter()
                .flat_map(|one| right.iter().map(move |other| one.and(other)))
                .collect())
        }
        GraphPattern::Union { left, right } => {
            let mut all = branches_of(left)?;
            all.extend(branches_of(right)?);
            Ok(all)
        }
        GraphPattern::Filter { expr, inner } => {
            if has_exists(expr) {
                return refused("EXISTS");
            }
            let mut all = branches_of(inner)?;
            for branch in &mut all {
                branch.steps.push(Step::Filter(expr.clone()));
            }
            Ok(all)
        }
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } => {
            if has_exists(expression) {
                return refused("EXISTS");
            }
            let mut all = branches_of(inner)?;
            for branch in &mut all {
                branch
                    .steps
                    .push(Step::Bind(variable.clone(), expression.clone()));
            }
            Ok(all)
        }
        GraphPattern::Values {
            variables,
            bindings,
        } => {
            let rows: Option<Vec<Vec<Term>>> = bindings
                .iter()
                .map(|row| row.iter().map(|value| value.as_ref().map(ground)).collect())
                .collect();
            match rows {
                Some(rows) => Ok(vec![Branch {
                    tables: vec![(variables.clone(), rows)],
                    ..Branch::default()
                }]),
                None => refused("UNDEF"),
            }
        }
        GraphPattern::LeftJoin { .. } => refused("OPTIONAL"),
        GraphPattern::Minus { .. } => refused("MINUS"),
        GraphPattern::Path { .. } => refused("a property path of any length"),
        GraphPattern::Graph { .. } => refused("GRAPH"),
        GraphPattern::Group { .. } => refused("GROUP BY or an aggregate"),
        _ => refused("something else"),
    }
}

fn has_exists(expression: &Expression) -> bool {
    let mut found = matches!(expression, Expression::Exists(_));
    for_parts(expression, &mut |part| found |= has_exists(part));
    found
}

impl Branch {
    /// Says whether a variable of a BIND has a value before.
    fn binds_twice(&self) -> bool {
        let mut bound: Vec<&Variable> = self
            .patterns
            .iter()
            .flatten()
            .filter_map(|slot| match slot {
                Slot::Variable(variable) => Some(variable),
                Slot::Term(_) => None,
            })
            .chain(self.tables.iter().flat_map(|(variables, _)| variables))
            .collect();
        for step in &self.steps {
            if let Step::Bind(variable, _) = step {
                if bound.contains(&variable) {
                    return true;
                }
                bound.push(variable);
            }
        }
        false
    }

    fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.patterns.extend(other.patterns.iter().cloned());
        both.tables.extend(other.tables.iter().cloned());
        both.steps.extend(other.steps.iter().cloned());
        both
    }
}

fn ground(term: &GroundTerm) -> Term {
    match term {
        GroundTerm::NamedNode(node) => node.clone().into(),
        GroundTerm::Literal(literal) => literal.clone().into(),
    }
}

fn slots(pattern: &TriplePattern) -> [Slot; 3] {
    let slot = |term: &TermPattern| match term {
        TermPattern::NamedNode(node) => Slot::Term(node.clone().into()),
        TermPattern::Literal(literal) => Slot::Term(literal.clone().into()),
        TermPattern::Variable(variable) => Slot::Variable(variable.clone()),
        // No variable that a query can spell has a space in it.
        TermPattern::BlankNode(node) => {
            Slot::Variable(Variable::new_unchecked(format!("{} blank", node.as_str())))
        }
    };
    [
        slot(&pattern.subject),
        match &pattern.predicate {
            NamedNodePattern::NamedNode(node) => Slot::Term(node.clone().into()),
            NamedNodePattern::Variable(variable) => Slot::Variable(variable.clone()),
        },
        slot(&pattern.object),
    ]
}
