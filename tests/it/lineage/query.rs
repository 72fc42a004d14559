//! Made-up queries over the made-up datasets, as text.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use spargebra::{Query, SparqlParser};
use std::fmt;

/// Stands behind every group of triples, whose blank nodes are then numbered apart from all others.
const END_OF_TRIPLES: char = '\u{1}';

/// Which operators a query may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// All.
    Any,
    /// Those under which more triples never take a row away.
    Monotone,
}

/// A query, shown as its text.
#[derive(Clone)]
pub(super) struct Made {
    text: String,
    pub(super) query: Query,
}

impl fmt::Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Queries of a kind, parsed, so that each is valid.
pub(super) fn queries(kind: Kind) -> impl Strategy<Value = Made> {
    let from = select(vec![
        "",
        "",
        "",
        "",
        "FROM :c0 FROM :c1 FROM :c2",
        "FROM :c0 FROM :c3 FROM NAMED :c1 FROM NAMED :c2",
    ]);
    (top(kind), from).prop_filter_map("no valid query", |(text, from)| {
        let text = text.replacen("WHERE", &format!("{from} WHERE"), 1);
        let text = numbered(&format!("PREFIX : <http://e/> {text}"));
        let query = SparqlParser::new().parse_query(&text).ok()?;
        Some(Made { text, query })
    })
}

/// Queries for the two ends of a path.
pub(super) fn paths() -> impl Strategy<Value = Made> {
    path(2).prop_filter_map("no valid query", |path| {
        let text = format!("PREFIX : <http://e/> SELECT * WHERE {{ ?a {path} ?b }}");
        let query = SparqlParser::new().parse_query(&text).ok()?;
        Some(Made { text, query })
    })
}

fn numbered(text: &str) -> String {
    let parts = text.split(END_OF_TRIPLES).enumerate();
    parts
        .map(|(number, part)| part.replace("_:x", &format!("_:x{number}")))
        .collect()
}

fn top(kind: Kind) -> BoxedStrategy<String> {
    let plain = (projection(), group(kind, 2), 0..8_u8, 0..3_u8, 1..4_u8).prop_map(
        move |(what, group, end, offset, limit)| {
            let end = match end {
                0 if kind == Kind::Any => format!("LIMIT {limit} OFFSET {offset}"),
                1 if kind == Kind::Any => format!("ORDER BY ?a DESC(?b) LIMIT {limit}"),
                2 => "ORDER BY ?b ?a".to_owned(),
                _ => String::new(),
            };
            format!("SELECT {what} WHERE {{ {group} }} {end}")
        },
    );
    match kind {
        Kind::Monotone => plain.boxed(),
        Kind::Any => prop_oneof![5 => plain, 1 => aggregated(group(kind, 1))].boxed(),
    }
}

fn projection() -> impl Strategy<Value = String> {
    let variables = select(vec!["*", "?a", "?b", "?a ?b", "?c ?a", "?a ?b ?c"]);
    (any::<bool>(), variables).prop_map(|(distinct, variables)| {
        let distinct = if distinct { "DISTINCT " } else { "" };
        format!("{distinct}{variables}")
    })
}

fn aggregated(group: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let aggregate = select(vec![
        "COUNT(*)",
        "COUNT(?c)",
        "COUNT(DISTINCT ?c)",
        "SUM(?c)",
        "MIN(?c)",
        "MAX(?b)",
    ]);
    let by = select(vec!["", "?a", "?b", "?a ?b"]);
    (aggregate, by, group, 0..3_u8)
        .prop_map(|(aggregate, by, group, having)| {
            let clause = if by.is_empty() { "" } else { "GROUP BY " };
            let having = match having {
                0 => format!("HAVING({aggregate} > 1)"),
                _ => String::new(),
            };
            format!("SELECT {by} ({aggregate} AS ?n) WHERE {{ {group} }} {clause}{by} {having}")
        })
        .boxed()
}

/// The inside of braces.
fn group(kind: Kind, depth: u32) -> BoxedStrategy<String> {
    let start = prop_oneof![4 => triples(2), 1 => path_pattern()];
    (start, vec(piece(kind, depth), 0..3))
        .prop_map(|(start, pieces)| format!("{start} {}", pieces.join(" ")))
        .boxed()
}

fn piece(kind: Kind, depth: u32) -> BoxedStrategy<String> {
    let condition = expression(kind, depth).prop_map(|e| format!("FILTER({e})"));
    let graph = (select(vec![":c0", ":c1", "?g", "?g"]), simple())
        .prop_map(|(name, group)| format!("GRAPH {name} {{ {group} }}"));
    let values = (variable(), vec(node(), 1..3))
        .prop_map(|(name, nodes)| format!("VALUES {name} {{ {} }}", nodes.join(" ")));
    let leaf = prop_oneof![
        2 => triples(2),
        2 => path_pattern(),
        3 => condition,
        2 => graph,
        1 => values,
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = || group(kind, depth - 1);
    let union =
        (inner(), inner()).prop_map(|(one, other)| format!("{{ {one} }} UNION {{ {other} }}"));
    let nested = inner().prop_map(|group| format!("{{ {group} }}"));
    let sub = (projection(), inner())
        .prop_map(|(what, group)| format!("{{ SELECT {what} WHERE {{ {group} }} }}"));
    let bind = (computed(kind, depth), select(vec!["?k", "?d"]))
        .prop_map(|(value, name)| format!("BIND({value} AS {name})"));
    let monotone = prop_oneof![4 => leaf, 3 => union, 1 => nested, 2 => sub, 1 => bind];
    if kind == Kind::Monotone {
        return monotone.boxed();
    }
    let optional =
        (inner(), expression(kind, depth), 0..3_u8).prop_map(|(group, condition, with)| {
            let filter = if with == 0 {
                format!("FILTER({condition})")
            } else {
                String::new()
            };
            format!("OPTIONAL {{ {group} {filter} }}")
        });
    let of_graph = (select(vec![":c0", "?g", "?g"]), inner())
        .prop_map(|(name, group)| format!("GRAPH {name} {{ {group} }}"));
    let minus =
        prop_oneof![3 => simple(), 1 => inner()].prop_map(|group| format!("MINUS {{ {group} }}"));
    let first_few = (inner(), 1..3_u8).prop_map(|(group, limit)| {
        format!("{{ SELECT DISTINCT ?a ?b WHERE {{ {group} }} ORDER BY ?b ?a LIMIT {limit} }}")
    });
    let grouped = aggregated(inner()).prop_map(|sub| format!("{{ {sub} }}"));
    prop_oneof![8 => monotone, 1 => of_graph, 3 => optional, 2 => minus, 1 => first_few, 1 => grouped].boxed()
}

/// A group without sub-SELECT, OPTIONAL and the like, as for EXISTS.
fn simple() -> BoxedStrategy<String> {
    let triples = prop_oneof![3 => triples(2), 1 => path_pattern()];
    let filter = prop_oneof![
        3 => Just(String::new()),
        1 => comparison().prop_map(|e| format!("FILTER({e})")),
    ];
    (triples, filter)
        .prop_map(|(triples, filter)| format!("{triples} {filter}"))
        .boxed()
}

fn expression(kind: Kind, depth: u32) -> BoxedStrategy<String> {
    let exists = simple().prop_map(|group| format!("EXISTS {{ {group} }}"));
    let leaf = if kind == Kind::Monotone {
        prop_oneof![3 => comparison(), 1 => exists].boxed()
    } else {
        let not = simple().prop_map(|group| format!("NOT EXISTS {{ {group} }}"));
        let inside = (simple(), simple()).prop_map(|(outer, inner)| {
            format!("EXISTS {{ {outer} FILTER NOT EXISTS {{ {inner} }} }}")
        });
        let bound = variable().prop_map(|name| format!("bound({name})"));
        prop_oneof![6 => comparison(), 3 => exists, 3 => not, 1 => inside, 1 => bound].boxed()
    };
    if depth == 0 {
        return leaf;
    }
    let part = || expression(kind, depth - 1);
    let and = (part(), part()).prop_map(|(one, other)| format!("({one} && {other})"));
    let or = (part(), part()).prop_map(|(one, other)| format!("({one} || {other})"));
    if kind == Kind::Monotone {
        return prop_oneof![4 => leaf, 1 => and, 1 => or].boxed();
    }
    let not = part().prop_map(|one| format!("!({one})"));
    prop_oneof![4 => leaf, 1 => and, 1 => or, 1 => not].boxed()
}

fn comparison() -> BoxedStrategy<String> {
    let against_node = (variable(), select(vec!["=", "!="]), node())
        .prop_map(|(one, sign, other)| format!("{one} {sign} {other}"));
    let against_variable = (variable(), select(vec!["=", "!="]), variable())
        .prop_map(|(one, sign, other)| format!("{one} {sign} {other}"));
    let number = (variable(), select(vec!["<", ">="]))
        .prop_map(|(name, sign)| format!("{name} + 1 {sign} 3"));
    let text = variable().prop_map(|name| format!("str({name}) = \"x\""));
    prop_oneof![3 => against_node, 2 => against_variable, 1 => number, 1 => text].boxed()
}

fn computed(kind: Kind, depth: u32) -> BoxedStrategy<String> {
    let plain = prop_oneof![
        variable().prop_map(str::to_owned),
        variable().prop_map(|name| format!("str({name})")),
        comparison(),
    ];
    if kind == Kind::Monotone {
        return plain.boxed();
    }
    let chosen = expression(kind, depth).prop_map(|e| format!("IF({e}, 1, 2)"));
    prop_oneof![3 => plain, 1 => chosen, 1 => expression(kind, 0)].boxed()
}

fn triples(most: usize) -> BoxedStrategy<String> {
    let object = prop_oneof![6 => variable().prop_map(str::to_owned), 2 => node(), 1 => blank()];
    let subject =
        prop_oneof![6 => variable().prop_map(str::to_owned), 1 => resource(), 1 => blank()];
    let predicate = prop_oneof![
        6 => predicate(),
        1 => select(vec!["?p", "?d"]).prop_map(str::to_owned),
    ];
    vec((subject, predicate, object), 1..=most)
        .prop_map(|triples| {
            let mut text: String = triples
                .into_iter()
                .map(|(s, p, o)| format!("{s} {p} {o} . "))
                .collect();
            text.push(END_OF_TRIPLES);
            text
        })
        .boxed()
}

fn path_pattern() -> BoxedStrategy<String> {
    let end = || prop_oneof![6 => variable().prop_map(str::to_owned), 1 => resource()];
    (end(), path(2), end())
        .prop_map(|(start, path, end)| format!("{start} {path} {end} . {END_OF_TRIPLES}"))
        .boxed()
}

fn path(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        5 => predicate(),
        1 => predicate().prop_map(|p| format!("^{p}")),
        1 => predicate().prop_map(|p| format!("!{p}")),
        1 => (predicate(), predicate()).prop_map(|(p, q)| format!("!({p}|^{q})")),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = || path(depth - 1);
    prop_oneof![
        3 => leaf,
        2 => (inner(), inner()).prop_map(|(p, q)| format!("({p}/{q})")),
        2 => (inner(), inner()).prop_map(|(p, q)| format!("({p}|{q})")),
        1 => inner().prop_map(|p| format!("^({p})")),
        1 => inner().prop_map(|p| format!("({p})?")),
        1 => inner().prop_map(|p| format!("({p})*")),
        2 => inner().prop_map(|p| format!("({p})+")),
    ]
    .boxed()
}

fn variable() -> impl Strategy<Value = &'static str> {
    select(vec!["?a", "?b", "?c", "?a", "?b"])
}

fn resource() -> impl Strategy<Value = String> {
    (0..4_u8).prop_map(|n| format!(":s{n}"))
}

fn predicate() -> impl Strategy<Value = String> {
    (0..3_u8).prop_map(|n| format!(":p{n}"))
}

fn node() -> BoxedStrategy<String> {
    let literal = select(vec!["1", "2", "\"x\""]).prop_map(str::to_owned);
    prop_oneof![3 => resource(), 1 => literal].boxed()
}

fn blank() -> impl Strategy<Value = String> {
    select(vec!["_:x", "[]"]).prop_map(str::to_owned)
}
