//! Queries that cover every operator, from point look-ups to analytic joins.

const PREFIX: &str = "PREFIX : <http://example.org/> ";

/// Returns every query with its name.
pub(crate) fn all() -> Vec<(&'static str, &'static str)> {
    QUERIES
        .iter()
        .map(|(name, text)| {
            (
                *name,
                &*Box::leak(format!("{PREFIX}{text}").into_boxed_str()),
            )
        })
        .collect()
}

const QUERIES: &[(&str, &str)] = &[
    ("point-subject", "SELECT ?p ?o { :node7 ?p ?o }"),
    ("point-object", "SELECT ?s ?p { ?s ?p :node3 }"),
    ("point-triple", "ASK { :node8 :p0 :node1 }"),
    ("scan-class", "SELECT ?s { ?s :p1 :class90 }"),
    ("scan-predicate", "SELECT ?s ?o { ?s :p6 ?o }"),
    ("star-2", "SELECT ?s ?a { ?s :p1 :class80 . ?s :p2 ?a }"),
    (
        "star-3",
        "SELECT ?s ?a ?b { ?s :p1 :class50 . ?s :p2 ?a . ?s :p6 ?b }",
    ),
    (
        "star-4",
        "SELECT ?s ?a ?b ?c { ?s :p1 :class20 . ?s :p2 ?a . ?s :p6 ?b . ?s :p7 ?c }",
    ),
    (
        "chain-2",
        "SELECT ?a ?c { ?a :p6 ?b . ?b :p7 ?c . ?a :p1 :class10 }",
    ),
    (
        "chain-3",
        "SELECT ?a ?d { ?a :p1 :class95 . ?a :p6 ?b . ?b :p7 ?c . ?c :p8 ?d }",
    ),
    (
        "chain-4-bound",
        "SELECT ?e { :node9 :p6 ?b . ?b :p7 ?c . ?c :p8 ?d . ?d :p9 ?e }",
    ),
    (
        "hub-fan",
        "SELECT ?a ?b { ?a :p4 :node0 . ?a :p5 ?b . ?b :p1 :class3 }",
    ),
    (
        "snowflake",
        "SELECT ?s ?x ?y { ?s :p1 :class60 . ?s :p6 ?m . ?m :p2 ?x . ?m :p3 ?y }",
    ),
    (
        "triangle",
        "SELECT ?a ?b ?c { ?a :p4 ?b . ?b :p5 ?c . ?a :p5 ?c . ?a :p1 :class5 }",
    ),
    ("project-hub", "SELECT ?b { ?a :p4 :node1 . ?a :p6 ?b }"),
    (
        "distinct",
        "SELECT DISTINCT ?c { ?s :p4 :node0 . ?s :p1 ?c }",
    ),
    (
        "distinct-wide",
        "SELECT DISTINCT ?c { ?s :p6 ?o . ?s :p1 ?c }",
    ),
    (
        "filter-number",
        "SELECT ?s ?v { ?s :p1 :class10 . ?s :p2 ?v FILTER(?v > 900) }",
    ),
    (
        "filter-string",
        "SELECT ?s { ?s :p1 :class99 FILTER(STRENDS(STR(?s), '7')) }",
    ),
    (
        "order-limit",
        "SELECT ?s ?v { ?s :p1 :class5 . ?s :p2 ?v } ORDER BY DESC(?v) ?s LIMIT 10",
    ),
    ("limit", "SELECT ?s ?o { ?s :p6 ?o } LIMIT 100"),
    (
        "union",
        "SELECT ?s ?o { { ?s :p6 ?o . ?s :p1 :class70 } UNION { ?s :p7 ?o . ?s :p1 :class71 } }",
    ),
    (
        "union-distinct",
        "SELECT DISTINCT ?s { { ?s :p6 :node5 } UNION { ?s :p7 :node5 } UNION { ?s :p4 :node5 } }",
    ),
    (
        "optional",
        "SELECT ?s ?o { ?s :p1 :class30 OPTIONAL { ?s :p6 ?o } }",
    ),
    (
        "optional-two",
        "SELECT ?s ?o ?v { ?s :p1 :class40 OPTIONAL { ?s :p6 ?o } OPTIONAL { ?s :p2 ?v FILTER(?v < 500) } }",
    ),
    ("minus", "SELECT ?s { ?s :p1 :class30 MINUS { ?s :p6 ?o } }"),
    (
        "not-exists",
        "SELECT ?s { ?s :p1 :class30 FILTER NOT EXISTS { ?s :p6 ?o } }",
    ),
    (
        "exists",
        "SELECT ?s { ?s :p1 :class30 FILTER EXISTS { ?s :p6 ?o } }",
    ),
    (
        "values",
        "SELECT ?s ?o { VALUES ?s { :node1 :node2 :node3 :node4 } ?s :p4 ?o }",
    ),
    (
        "bind",
        "SELECT ?s ?w { ?s :p1 :class70 . ?s :p2 ?v BIND(?v * 2 AS ?w) }",
    ),
    (
        "count",
        "SELECT (COUNT(*) AS ?n) { ?s :p1 :class20 . ?s :p6 ?o }",
    ),
    (
        "group-count",
        "SELECT ?c (COUNT(?s) AS ?n) { ?s :p4 :node0 . ?s :p1 ?c } GROUP BY ?c",
    ),
    (
        "group-having",
        "SELECT ?o (AVG(?v) AS ?m) { ?s :p4 ?o . ?s :p2 ?v . ?s :p1 :class8 } GROUP BY ?o HAVING (COUNT(?v) > 2)",
    ),
    (
        "subselect",
        "SELECT ?s ?o { { SELECT DISTINCT ?s { ?s :p4 :node0 } } ?s :p6 ?o }",
    ),
    ("path-plus", "SELECT ?a { :node77777 :p0+ ?a }"),
    (
        "path-star-join",
        "SELECT ?s ?a { ?s :p1 :class97 . ?s :p0* ?a . ?a :p1 :class2 }",
    ),
    (
        "path-sequence",
        "SELECT ?s ?o { ?s :p1 :class80 . ?s :p6/:p7 ?o }",
    ),
    (
        "path-alternative",
        "SELECT ?s ?o { ?s :p1 :class90 . ?s (:p6|:p7) ?o }",
    ),
    (
        "path-inverse",
        "SELECT ?a ?b { :node3 ^:p0/^:p0 ?a . ?a :p6 ?b }",
    ),
    (
        "construct",
        "CONSTRUCT { ?b :from ?a } { ?a :p6 ?b . ?a :p1 :class75 }",
    ),
];
