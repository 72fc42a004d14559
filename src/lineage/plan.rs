//! From a query to ordinary SPARQL and a recipe for reading its solutions.
//!
//! The rules are those of the design: a triple pattern is cited by what states it, joins multiply, unions and
//! projections add, OPTIONAL adds its right side where it matched, MINUS and NOT EXISTS are shown as absences. A
//! sub-SELECT and a GROUP are *levels* of their own: the outer level sees their rows, and looks up what each rests on
//! by the values that it shares with them.

use super::bound::{always_bound, binders, tells_apart};
use super::rewrite::{branches, in_order};
use super::volatile::volatile_variables;
use super::walk::for_parts;
use oxigraph::model::Variable;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
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
    /// Whether no two solutions rest on the same statements.
    pub different: bool,
    /// Whether equal rows stay apart (no DISTINCT), one for each derivation, so that a group counts them all.
    pub bag: bool,
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
    /// On any one of those whose tag is 1: a condition with `||`.
    Either(Vec<(Variable, Recipe)>),
    /// On a row of a sub-SELECT or a GROUP, found by these variables, which hold the values of its keys.
    Rows(Box<Level>, Vec<Variable>),
    /// On a match of the pattern where there is one, on its absence otherwise.
    Exists(Box<Witness>),
    /// On nothing in the data contradicting it: MINUS, NOT EXISTS.
    Absent(GraphPattern, Graph, Seen),
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
    /// The variables around it that it mentions.
    pub seen: Seen,
}

/// Variables that a condition sees, and those that hold their values as it sees them.
///
/// They differ where a variable may be bound only further out, when the condition has been decided.
pub type Seen = Vec<(Variable, Variable)>;

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
    let mut planner = Planner {
        whole: Some(pattern),
        ..Planner::default()
    };
    planner.level(pattern, &Graph::Default)
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

/// What a condition is asked of.
struct Scope<'a> {
    graph: &'a Graph,
    visible: Vec<Variable>,
    bound: Vec<Variable>,
    /// Variables to be bound behind the condition.
    tags: Vec<(Variable, Expression)>,
}

impl<'a> Scope<'a> {
    fn new(graph: &'a Graph, patterns: &[&GraphPattern]) -> Self {
        Self {
            graph,
            visible: patterns.iter().flat_map(|p| variables_of(p)).collect(),
            bound: patterns.iter().flat_map(|p| always_bound(p)).collect(),
            tags: Vec::new(),
        }
    }
}

#[derive(Default)]
struct Planner<'q> {
    tags: usize,
    /// The whole query, to see what else binds a variable.
    whole: Option<&'q GraphPattern>,
    /// The variables that the EXISTS being planned sees around it.
    around: Vec<Variable>,
}

impl Planner<'_> {
    /// Strips what only selects or orders rows; what is left derives them.
    fn level(&mut self, pattern: &GraphPattern, graph: &Graph) -> Level {
        match pattern {
            GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => Level {
                bag: false,
                ..self.level(inner, graph)
            },
            GraphPattern::Slice { inner, .. } | GraphPattern::OrderBy { inner, .. } => {
                self.level(inner, graph)
            }
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
                    different: tells_apart(&flat),
                    pattern: flat,
                    recipe,
                    every: false,
                    bag: true,
                }
            }
            _ => {
                let (flat, recipe) = self.flatten(pattern, graph);
                Level {
                    keys: variables_of(pattern),
                    different: tells_apart(&flat),
                    pattern: flat,
                    recipe,
                    every: false,
                    bag: true,
                }
            }
        }
    }

    fn flatten(&mut self, pattern: &GraphPattern, graph: &Graph) -> (GraphPattern, Recipe) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                let recipe = all(patterns
                    .iter()
                    .map(|triple| Recipe::Triple(triple.clone(), graph.clone()))
                    .collect());
                (pattern.clone(), recipe)
            }
            GraphPattern::Path {
                subject,
                path,
                object,
            } => (
                pattern.clone(),
                Recipe::Path(subject.clone(), path.clone(), object.clone(), graph.clone()),
            ),
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
                if let Some((tag, [left, right])) = branches(pattern) {
                    let (left, of_left) = self.flatten(left, graph);
                    let (right, of_right) = self.flatten(right, graph);
                    return (
                        in_order(tag.clone(), left, right),
                        Recipe::Choice(tag.clone(), Box::new(of_left), Box::new(of_right)),
                    );
                }
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
                // A variable that every match binds and that nothing else does tells a match as well as a tag would, and
                // leaves the pattern as it was written.
                let told_by = always_bound(&right).into_iter().find(|variable| {
                    let elsewhere = self.whole.map(|whole| binders(whole, variable));
                    elsewhere == Some(binders(&right, variable))
                });
                let (tag, right) = match told_by {
                    Some(variable) => (variable, right),
                    None => {
                        let tag = self.tag();
                        let right = tagged(right, &tag, 1);
                        (tag, right)
                    }
                };
                let mut of_match = vec![of_right];
                let mut tags = Vec::new();
                if let Some(expression) = expression {
                    let mut scope = Scope::new(graph, &[&left, &right]);
                    self.condition(expression, true, &mut scope, &mut of_match);
                    tags = scope.tags;
                }
                let joined = GraphPattern::LeftJoin {
                    left: Box::new(left),
                    right: Box::new(right),
                    expression: expression.clone(),
                };
                (
                    with_tags(joined, tags),
                    all(vec![
                        of_left,
                        Recipe::Optional(tag, Box::new(all(of_match))),
                    ]),
                )
            }
            GraphPattern::Filter { expr, inner } => {
                let (inner, recipe) = self.flatten(inner, graph);
                let mut recipes = vec![recipe];
                let mut scope = Scope::new(graph, &[&inner]);
                self.condition(expr, true, &mut scope, &mut recipes);
                let filtered = GraphPattern::Filter {
                    expr: expr.clone(),
                    inner: Box::new(inner),
                };
                (with_tags(filtered, scope.tags), all(recipes))
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
                let mut scope = Scope::new(graph, &[&inner]);
                self.witnesses(expression, &mut scope, &mut recipes);
                let extended = GraphPattern::Extend {
                    inner: Box::new(inner),
                    variable: variable.clone(),
                    expression: expression.clone(),
                };
                (with_tags(extended, scope.tags), all(recipes))
            }
            GraphPattern::Minus { left, right } => {
                let (mut left, recipe) = self.flatten(left, graph);
                let mut scope = Scope::new(graph, &[&left]);
                let seen = self.seen(right, &mut scope);
                let absent = Recipe::Absent((**right).clone(), graph.clone(), seen);
                let of_right = variables_of(right);
                let mut shared = variables_of(&left);
                shared.retain(|variable| of_right.contains(variable));
                let absent = if shared.iter().any(|variable| scope.bound.contains(variable)) {
                    absent
                } else if shared.is_empty() {
                    // It takes nothing away, whatever the data.
                    Recipe::Nothing
                } else {
                    let tag = self.tag();
                    left = tagged_where_bound(left, &tag, shared);
                    Recipe::Optional(tag, Box::new(absent))
                };
                (
                    GraphPattern::Minus {
                        left: Box::new(with_tags(left, scope.tags)),
                        right: right.clone(),
                    },
                    all(vec![recipe, absent]),
                )
            }
            GraphPattern::Values { .. } => (pattern.clone(), Recipe::Nothing),
            GraphPattern::Service { name, .. } => (pattern.clone(), Recipe::Service(name.clone())),
            GraphPattern::Group {
                inner, variables, ..
            } => {
                let (flat, recipe) = self.flatten(inner, graph);
                let level = Level {
                    different: tells_apart(&flat),
                    pattern: flat,
                    keys: variables.clone(),
                    recipe,
                    every: true,
                    bag: false,
                };
                self.rows_of(pattern, level, graph)
            }
            GraphPattern::Project { inner, variables } if keeps_all(inner, variables) => {
                let (inner, recipe) = self.flatten(inner, graph);
                (with_all_variables(inner), recipe)
            }
            GraphPattern::Project { .. }
            | GraphPattern::Distinct { .. }
            | GraphPattern::Reduced { .. }
            | GraphPattern::Slice { .. }
            | GraphPattern::OrderBy { .. } => {
                let level = self.level(pattern, graph);
                self.rows_of(pattern, level, graph)
            }
        }
    }

    /// Adds recipes for what makes a condition hold, or fail where that is wanted.
    ///
    /// Of an `||` any one true side is enough; the tags tell which sides are true.
    fn condition(
        &mut self,
        condition: &Expression,
        wanted: bool,
        scope: &mut Scope<'_>,
        recipes: &mut Vec<Recipe>,
    ) {
        if !asks_data(condition) {
            return;
        }
        match (condition, wanted) {
            (Expression::Not(inner), _) => self.condition(inner, !wanted, scope, recipes),
            (Expression::And(left, right), true) | (Expression::Or(left, right), false) => {
                self.condition(left, wanted, scope, recipes);
                self.condition(right, wanted, scope, recipes);
            }
            (Expression::Or(left, right), true) | (Expression::And(left, right), false) => {
                let mut sides = Vec::new();
                for side in [left, right] {
                    let tag = self.tag();
                    let mut of_side = Vec::new();
                    self.condition(side, wanted, scope, &mut of_side);
                    let holds = |truth: bool| {
                        // A number, since not every engine keeps truth values as they are.
                        let number = i32::from(truth == wanted);
                        Box::new(Expression::Literal(number.into()))
                    };
                    let truth = Expression::If(side.clone(), holds(true), holds(false));
                    scope.tags.push((tag.clone(), truth));
                    sides.push((tag, all(of_side)));
                }
                recipes.push(Recipe::Either(sides));
            }
            (Expression::Exists(pattern), false) => {
                let seen = self.seen(pattern, scope);
                recipes.push(Recipe::Absent(
                    (**pattern).clone(),
                    scope.graph.clone(),
                    seen,
                ));
            }
            _ => self.witnesses(condition, scope, recipes),
        }
    }

    /// Adds a recipe for every EXISTS in an expression.
    fn witnesses(
        &mut self,
        expression: &Expression,
        scope: &mut Scope<'_>,
        recipes: &mut Vec<Recipe>,
    ) {
        let graph = scope.graph;
        let mut patterns = Vec::new();
        exists_of(expression, &mut patterns);
        for written in patterns {
            let seen = self.seen(&written, scope);
            let mut around = scope.visible.clone();
            around.extend(self.around.iter().cloned());
            let around = std::mem::replace(&mut self.around, around);
            let (pattern, recipe) = self.flatten(&written, graph);
            self.around = around;
            recipes.push(Recipe::Exists(Box::new(Witness {
                pattern: in_graph(pattern, graph),
                written,
                recipe,
                graph: graph.clone(),
                seen,
            })));
        }
    }

    /// Returns the variables that a pattern mentions of those that a condition sees.
    fn seen(&mut self, pattern: &GraphPattern, scope: &mut Scope<'_>) -> Seen {
        let text = pattern.to_string();
        let mut seen = Seen::new();
        for variable in scope.visible.iter().chain(&self.around) {
            if !occurs(&text, variable) || seen.iter().any(|(known, _)| known == variable) {
                continue;
            }
            seen.push((variable.clone(), variable.clone()));
        }
        for (variable, held) in &mut seen {
            if scope.visible.contains(variable) && !scope.bound.contains(variable) {
                *held = self.tag();
                let value = Expression::Variable(variable.clone());
                scope.tags.push((held.clone(), value));
            }
        }
        seen
    }

    /// Returns the pattern and recipe of a level below another, which is evaluated by itself in the graph it stands in.
    fn rows_of(
        &mut self,
        pattern: &GraphPattern,
        mut level: Level,
        graph: &Graph,
    ) -> (GraphPattern, Recipe) {
        level.pattern = in_graph(level.pattern, graph);
        if let Graph::Named(NamedNodePattern::Variable(name)) = graph
            && !level.keys.contains(name)
        {
            level.keys.push(name.clone());
        }
        let bound = always_bound(pattern);
        let (mut held, mut tags) = (level.keys.clone(), Vec::new());
        for key in &mut held {
            // A key that the level may leave open can be bound further out, and then says less than it did here.
            let is_graph =
                matches!(graph, Graph::Named(NamedNodePattern::Variable(name)) if name == key);
            if !is_graph && !bound.contains(key) {
                let tag = self.tag();
                tags.push((tag.clone(), Expression::Variable(key.clone())));
                *key = tag;
            }
        }
        (
            with_tags(pattern.clone(), tags),
            Recipe::Rows(Box::new(level), held),
        )
    }

    fn tag(&mut self) -> Variable {
        self.tags += 1;
        // No SPARQL text can spell this name, so it never meets a variable of the query.
        Variable::new_unchecked(format!("·branch{}", self.tags))
    }
}

impl Recipe {
    /// Says whether every solution rests on a match of an EXISTS, if there is one.
    pub(super) fn asks(&self) -> bool {
        match self {
            Self::Exists(_) => true,
            Self::All(parts) => parts.iter().any(Self::asks),
            _ => false,
        }
    }

    /// Returns the levels of sub-SELECTs and groups whose rows it rests on, with those within them.
    pub(super) fn levels(&self) -> Vec<&Level> {
        match self {
            Self::All(parts) => parts.iter().flat_map(Self::levels).collect(),
            Self::Choice(_, one, other) => [one, other].map(|part| part.levels()).concat(),
            Self::Optional(_, inner) => inner.levels(),
            Self::Either(sides) => sides.iter().flat_map(|(_, side)| side.levels()).collect(),
            Self::Rows(level, _) => {
                let mut levels = level.recipe.levels();
                levels.push(level);
                levels
            }
            _ => Vec::new(),
        }
    }
}

/// Says whether a variable tags a branch.
pub(super) fn is_tag(variable: &Variable) -> bool {
    variable.as_str().starts_with("·branch")
}

/// Says whether a projection hides nothing.
fn keeps_all(inner: &GraphPattern, variables: &[Variable]) -> bool {
    variables_of(inner)
        .iter()
        .all(|variable| variables.contains(variable))
}

/// Returns the pattern with every variable that it may bind projected, tags included.
pub(crate) fn with_all_variables(pattern: GraphPattern) -> GraphPattern {
    GraphPattern::Project {
        variables: variables_of(&pattern),
        inner: Box::new(pattern),
    }
}

/// Returns a pattern that binds the tag in every solution.
pub(super) fn tagged(pattern: GraphPattern, tag: &Variable, value: i32) -> GraphPattern {
    GraphPattern::Extend {
        inner: Box::new(pattern),
        variable: tag.clone(),
        expression: Expression::Literal(value.into()),
    }
}

/// Returns a pattern that binds the tag in the solutions that bind one of the variables.
fn tagged_where_bound(pattern: GraphPattern, tag: &Variable, any: Vec<Variable>) -> GraphPattern {
    let bound = any
        .into_iter()
        .map(Expression::Bound)
        .reduce(|one, other| Expression::Or(Box::new(one), Box::new(other)));
    let Some(bound) = bound else { return pattern };
    GraphPattern::Extend {
        inner: Box::new(pattern),
        variable: tag.clone(),
        // The tag itself is not bound yet, so the other case is an error and leaves it so.
        expression: Expression::If(
            Box::new(bound),
            Box::new(Expression::Literal(1.into())),
            Box::new(Expression::Variable(tag.clone())),
        ),
    }
}

/// Returns a pattern that binds each tag to the value of its expression.
fn with_tags(pattern: GraphPattern, tags: Vec<(Variable, Expression)>) -> GraphPattern {
    tags.into_iter()
        .fold(pattern, |inner, (variable, expression)| {
            GraphPattern::Extend {
                inner: Box::new(inner),
                variable,
                expression,
            }
        })
}

/// Says whether an EXISTS stands in an expression.
fn asks_data(expression: &Expression) -> bool {
    let mut patterns = Vec::new();
    exists_of(expression, &mut patterns);
    !patterns.is_empty()
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

fn exists_of(expression: &Expression, patterns: &mut Vec<GraphPattern>) {
    if let Expression::Exists(pattern) = expression {
        patterns.push((**pattern).clone());
    } else {
        for_parts(expression, &mut |part| exists_of(part, patterns));
    }
}
