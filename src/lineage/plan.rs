//! From a query to ordinary SPARQL and a recipe for reading its solutions.
//!
//! The rules are those of the design: a triple pattern is cited by what states it, joins multiply, unions and
//! projections add, OPTIONAL adds its right side where it matched, MINUS and NOT EXISTS are shown as absences. A
//! sub-SELECT and a GROUP are *levels* of their own: the outer level sees their rows, and looks up what each rests on
//! by the values that it shares with them.

use super::volatile::volatile_variables;
use oxigraph::model::Variable;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// A pattern with all its variables, and how to read what a solution of it rests on.
#[derive(Debug, Clone)]
pub struct Level {
    /// The pattern to evaluate: no projection, no modifiers, branches tagged.
    pub pattern: GraphPattern,
    /// The variables by which a row of the answer finds its derivations.
    pub keys: Vec<Variable>,
    /// What one solution rests on.
    pub recipe: Recipe,
    /// Whether a row rests on all of its derivations together (GROUP BY) rather than on any one of them.
    pub every: bool,
}

/// How to read what a solution rests on.
#[derive(Debug, Clone)]
pub enum Recipe {
    /// On nothing in the data: VALUES, BIND, an empty pattern.
    Nothing,
    /// On all of these.
    All(Vec<Recipe>),
    /// On the triple that the pattern becomes.
    Triple(TriplePattern, Graph),
    /// On the triples of a path between the two ends.
    Path(TermPattern, PropertyPathExpression, TermPattern, Graph),
    /// On the first where the tag is 0, on the second where it is 1.
    Choice(Variable, Box<Recipe>, Box<Recipe>),
    /// On this where the tag is bound.
    Optional(Variable, Box<Recipe>),
    /// On a row of a sub-SELECT or a GROUP.
    Rows(Box<Level>),
    /// On a match of the pattern where there is one, on its absence otherwise.
    Exists(Box<Witness>),
    /// On nothing in the data contradicting it: MINUS.
    Absent(GraphPattern, Graph),
    /// On another endpoint's answer.
    Service(NamedNodePattern),
}

/// The pattern of an EXISTS, flattened, to be evaluated for given values of the variables around it.
#[derive(Debug, Clone)]
pub struct Witness {
    /// As it was written, for people.
    pub written: GraphPattern,
    /// With its variables kept and its branches tagged.
    pub pattern: GraphPattern,
    /// What a match rests on.
    pub recipe: Recipe,
    /// Which graph it is asked of.
    pub graph: Graph,
}

/// The graph that a pattern is asked of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Graph {
    /// The query's default graph.
    Default,
    /// A named one, perhaps by a variable.
    Named(NamedNodePattern),
}

/// Returns the level of a query's pattern; its keys are the variables of the answer.
pub fn plan(pattern: &GraphPattern) -> Level {
    Planner::default().level(pattern, &Graph::Default)
}

/// Returns the variables that a solution of the pattern may bind, in the order of the text.
pub fn variables_of(pattern: &GraphPattern) -> Vec<Variable> {
    let mut variables = Vec::new();
    pattern.on_in_scope_variable(|variable| {
        if !variables.contains(variable) {
            variables.push(variable.clone());
        }
    });
    variables
}

/// Says whether the text of a pattern mentions a variable, in whatever scope.
pub(super) fn mentions(pattern: &GraphPattern, variable: &Variable) -> bool {
    occurs(&pattern.to_string(), variable)
}

/// Says whether a text of SPARQL mentions a variable.
pub(super) fn occurs(text: &str, variable: &Variable) -> bool {
    let name = variable.to_string();
    text.match_indices(&name).any(|(at, _)| {
        !text[at + name.len()..]
            .chars()
            .next()
            .is_some_and(|next| next.is_alphanumeric() || next == '_' || next == '·')
    })
}

#[derive(Default)]
struct Planner {
    tags: usize,
}

impl Planner {
    /// Strips what only selects or orders rows; what is left derives them.
    fn level(&mut self, pattern: &GraphPattern, graph: &Graph) -> Level {
        match pattern {
            GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::OrderBy { inner, .. } => self.level(inner, graph),
            GraphPattern::Project { inner, variables } => {
                let mut inner: &GraphPattern = inner;
                while let GraphPattern::OrderBy { inner: next, .. } = inner {
                    inner = next;
                }
                let (flat, recipe) = self.flatten(inner, graph);
                let volatile = volatile_variables(inner);
                Level {
                    keys: variables
                        .iter()
                        .filter(|variable| !volatile.contains(variable))
                        .cloned()
                        .collect(),
                    pattern: flat,
                    recipe,
                    every: false,
                }
            }
            _ => {
                let (flat, recipe) = self.flatten(pattern, graph);
                Level {
                    keys: variables_of(pattern),
                    pattern: flat,
                    recipe,
                    every: false,
                }
            }
        }
    }

    fn flatten(&mut self, pattern: &GraphPattern, graph: &Graph) -> (GraphPattern, Recipe) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                let patterns: Vec<TriplePattern> = patterns.iter().map(without_blanks).collect();
                let recipe = all(patterns
                    .iter()
                    .map(|triple| Recipe::Triple(triple.clone(), graph.clone()))
                    .collect());
                (GraphPattern::Bgp { patterns }, recipe)
            }
            GraphPattern::Path {
                subject,
                path,
                object,
            } => {
                let (subject, object) = (variable_for(subject), variable_for(object));
                (
                    GraphPattern::Path {
                        subject: subject.clone(),
                        path: path.clone(),
                        object: object.clone(),
                    },
                    Recipe::Path(subject, path.clone(), object, graph.clone()),
                )
            }
            GraphPattern::Join { left, right } => {
                let (left, of_left) = self.flatten(left, graph);
                let (right, of_right) = self.flatten(right, graph);
                (
                    GraphPattern::Join {
                        left: Box::new(left),
                        right: Box::new(right),
                    },
                    all(vec![of_left, of_right]),
                )
            }
            GraphPattern::Lateral { left, right } => {
                let (left, of_left) = self.flatten(left, graph);
                let (right, of_right) = self.flatten(right, graph);
                (
                    GraphPattern::Lateral {
                        left: Box::new(left),
                        right: Box::new(right),
                    },
                    all(vec![of_left, of_right]),
                )
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                let (left, of_left) = self.flatten(left, graph);
                let (right, of_right) = self.flatten(right, graph);
                let tag = self.tag();
                let mut of_match = vec![of_right];
                if let Some(expression) = expression {
                    self.witnesses(expression, graph, &mut of_match);
                }
                (
                    GraphPattern::LeftJoin {
                        left: Box::new(left),
                        right: Box::new(tagged(right, &tag, 1)),
                        expression: expression.clone(),
                    },
                    all(vec![
                        of_left,
                        Recipe::Optional(tag, Box::new(all(of_match))),
                    ]),
                )
            }
            GraphPattern::Filter { expr, inner } => {
                let (inner, recipe) = self.flatten(inner, graph);
                let mut recipes = vec![recipe];
                self.witnesses(expr, graph, &mut recipes);
                (
                    GraphPattern::Filter {
                        expr: expr.clone(),
                        inner: Box::new(inner),
                    },
                    all(recipes),
                )
            }
            GraphPattern::Union { left, right } => {
                let (left, of_left) = self.flatten(left, graph);
                let (right, of_right) = self.flatten(right, graph);
                let tag = self.tag();
                (
                    GraphPattern::Union {
                        left: Box::new(tagged(left, &tag, 0)),
                        right: Box::new(tagged(right, &tag, 1)),
                    },
                    Recipe::Choice(tag, Box::new(of_left), Box::new(of_right)),
                )
            }
            GraphPattern::Graph { name, inner } => {
                let (inner, recipe) = self.flatten(inner, &Graph::Named(name.clone()));
                (
                    GraphPattern::Graph {
                        name: name.clone(),
                        inner: Box::new(inner),
                    },
                    recipe,
                )
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                let (inner, recipe) = self.flatten(inner, graph);
                let mut recipes = vec![recipe];
                self.witnesses(expression, graph, &mut recipes);
                (
                    GraphPattern::Extend {
                        inner: Box::new(inner),
                        variable: variable.clone(),
                        expression: expression.clone(),
                    },
                    all(recipes),
                )
            }
            GraphPattern::Minus { left, right } => {
                let (left, recipe) = self.flatten(left, graph);
                (
                    GraphPattern::Minus {
                        left: Box::new(left),
                        right: right.clone(),
                    },
                    all(vec![
                        recipe,
                        Recipe::Absent((**right).clone(), graph.clone()),
                    ]),
                )
            }
            GraphPattern::Values { .. } => (pattern.clone(), Recipe::Nothing),
            GraphPattern::Service { name, .. } => (pattern.clone(), Recipe::Service(name.clone())),
            GraphPattern::Group {
                inner, variables, ..
            } => {
                let (flat, recipe) = self.flatten(inner, graph);
                let level = Level {
                    pattern: flat,
                    keys: variables.clone(),
                    recipe,
                    every: true,
                };
                (pattern.clone(), rows_of(level, graph))
            }
            GraphPattern::Project { .. }
            | GraphPattern::Distinct { .. }
            | GraphPattern::Reduced { .. }
            | GraphPattern::Slice { .. }
            | GraphPattern::OrderBy { .. } => {
                let level = self.level(pattern, graph);
                (pattern.clone(), rows_of(level, graph))
            }
        }
    }

    /// Adds a recipe for every EXISTS in an expression.
    fn witnesses(&mut self, expression: &Expression, graph: &Graph, recipes: &mut Vec<Recipe>) {
        let mut patterns = Vec::new();
        exists_of(expression, &mut patterns);
        for written in patterns {
            let (pattern, recipe) = self.flatten(&written, graph);
            recipes.push(Recipe::Exists(Box::new(Witness {
                pattern: in_graph(pattern, graph),
                written,
                recipe,
                graph: graph.clone(),
            })));
        }
    }

    fn tag(&mut self) -> Variable {
        self.tags += 1;
        // No SPARQL text can spell this name, so it never meets a variable of the query.
        Variable::new_unchecked(format!("·branch{}", self.tags))
    }
}

/// Returns a pattern that binds the tag in every solution.
fn tagged(pattern: GraphPattern, tag: &Variable, value: i32) -> GraphPattern {
    GraphPattern::Extend {
        inner: Box::new(pattern),
        variable: tag.clone(),
        expression: Expression::Literal(value.into()),
    }
}

/// Returns the recipe of a level below another, evaluated by itself in the graph it was found in.
fn rows_of(mut level: Level, graph: &Graph) -> Recipe {
    level.pattern = in_graph(level.pattern, graph);
    if let Graph::Named(NamedNodePattern::Variable(name)) = graph
        && !level.keys.contains(name)
    {
        level.keys.push(name.clone());
    }
    Recipe::Rows(Box::new(level))
}

/// Returns the pattern inside the graph it was found in, since a level is evaluated by itself.
fn in_graph(pattern: GraphPattern, graph: &Graph) -> GraphPattern {
    match graph {
        Graph::Default => pattern,
        Graph::Named(name) => GraphPattern::Graph {
            name: name.clone(),
            inner: Box::new(pattern),
        },
    }
}

fn all(recipes: Vec<Recipe>) -> Recipe {
    let mut flat = Vec::new();
    for recipe in recipes {
        match recipe {
            Recipe::Nothing => (),
            Recipe::All(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    match flat.len() {
        0 => Recipe::Nothing,
        1 => flat.swap_remove(0),
        _ => Recipe::All(flat),
    }
}

/// Returns the triple pattern with a variable for every blank node, which matches the same and is seen in solutions.
pub(super) fn without_blanks(triple: &TriplePattern) -> TriplePattern {
    TriplePattern {
        subject: variable_for(&triple.subject),
        predicate: triple.predicate.clone(),
        object: variable_for(&triple.object),
    }
}

/// Returns a variable in the place of a blank node of a pattern.
pub(super) fn variable_for(term: &TermPattern) -> TermPattern {
    match term {
        TermPattern::BlankNode(node) => {
            Variable::new_unchecked(format!("·blank{}", node.as_str())).into()
        }
        other => other.clone(),
    }
}

fn exists_of(expression: &Expression, patterns: &mut Vec<GraphPattern>) {
    if let Expression::Exists(pattern) = expression {
        patterns.push((**pattern).clone());
    } else {
        for_parts(expression, &mut |part| exists_of(part, patterns));
    }
}

/// Calls a function with each direct part of an expression.
pub(crate) fn for_parts(expression: &Expression, visit: &mut dyn FnMut(&Expression)) {
    use Expression as E;
    match expression {
        E::NamedNode(_) | E::Literal(_) | E::Variable(_) | E::Exists(_) | E::Bound(_) => (),
        E::Or(a, b)
        | E::And(a, b)
        | E::Equal(a, b)
        | E::SameTerm(a, b)
        | E::Greater(a, b)
        | E::GreaterOrEqual(a, b)
        | E::Less(a, b)
        | E::LessOrEqual(a, b)
        | E::Add(a, b)
        | E::Subtract(a, b)
        | E::Multiply(a, b)
        | E::Divide(a, b) => {
            visit(a);
            visit(b);
        }
        E::UnaryPlus(a) | E::UnaryMinus(a) | E::Not(a) => visit(a),
        E::If(a, b, c) => {
            visit(a);
            visit(b);
            visit(c);
        }
        E::In(a, list) => {
            visit(a);
            list.iter().for_each(visit);
        }
        E::Coalesce(list) | E::FunctionCall(_, list) => list.iter().for_each(visit),
    }
}

/// Returns the expression that an ORDER BY condition sorts by.
pub fn order_key(order: &OrderExpression) -> &Expression {
    match order {
        OrderExpression::Asc(expression) | OrderExpression::Desc(expression) => expression,
    }
}
