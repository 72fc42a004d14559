//! Where the parser gets stuck, and what could stand there instead.
//!
//! The parser's own place is that of the last character it looked at, which lies behind a keyword that it tried in vain,
//! and its own list names the longest of those keywords only. So each token is given so much room that trying cannot
//! reach the next one, and what could stand there is found by putting it there.

use spargebra::SparqlParser;

/// What a parser says of tokens that are no query.
pub(super) struct Stuck {
    /// The token at which it gives up; their count where it lacks more.
    pub(super) token: usize,
    /// What it says.
    pub(super) message: String,
}

/// More than the longest keyword.
const ROOM: usize = 24;

/// Returns where the parser gives up, if it does.
pub(super) fn stuck(tokens: &[&str]) -> Option<Stuck> {
    let mut text = String::new();
    let mut starts = Vec::with_capacity(tokens.len());
    for token in tokens {
        starts.push(text.len());
        text.push_str(&token.replace('\n', " "));
        text.push_str(&" ".repeat(ROOM));
    }
    let end = text.len();
    let message = SparqlParser::new().parse_query(&text).err()?.to_string();
    let column = message
        .split_once("error at 1:")
        .and_then(|(_, rest)| rest.split(':').next()?.parse::<usize>().ok());
    let offset = column.map_or(0, |column| column.saturating_sub(1));
    let token = if offset >= end {
        tokens.len()
    } else {
        starts
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    };
    Some(Stuck { token, message })
}

/// What might stand in a query, and what to call it.
const CANDIDATES: [(&str, &str); 38] = [
    ("?x", "a variable"),
    ("<x:y>", "an IRI"),
    ("\"x\"", "a text"),
    ("7", "a number"),
    ("*", "`*`"),
    ("{", "`{`"),
    ("}", "`}`"),
    ("(", "`(`"),
    (")", "`)`"),
    ("[", "`[`"),
    ("]", "`]`"),
    (".", "`.`"),
    (";", "`;`"),
    (",", "`,`"),
    ("=", "an operator"),
    ("SELECT", "`SELECT`"),
    ("CONSTRUCT", "`CONSTRUCT`"),
    ("DESCRIBE", "`DESCRIBE`"),
    ("ASK", "`ASK`"),
    ("PREFIX", "`PREFIX`"),
    ("WHERE", "`WHERE`"),
    ("FROM", "`FROM`"),
    ("FILTER", "`FILTER`"),
    ("OPTIONAL", "`OPTIONAL`"),
    ("UNION", "`UNION`"),
    ("VALUES", "`VALUES`"),
    ("AS", "`AS`"),
    ("BY", "`BY`"),
    ("GROUP", "`GROUP BY`"),
    ("ORDER", "`ORDER BY`"),
    ("HAVING", "`HAVING`"),
    ("LIMIT", "`LIMIT`"),
    ("OFFSET", "`OFFSET`"),
    ("EXISTS", "`EXISTS`"),
    ("IN", "`IN`"),
    ("STR", "a function"),
    ("COUNT", "an aggregate"),
    ("DISTINCT", "`DISTINCT`"),
];

/// Returns what could stand behind these tokens, where that is said in a few words.
pub(super) fn expected(before: &[&str]) -> Option<String> {
    let mut found: Vec<&str> = Vec::new();
    for (candidate, name) in CANDIDATES {
        let with: Vec<&str> = before.iter().copied().chain([candidate]).collect();
        if stuck(&with).is_none_or(|stuck| stuck.token == with.len()) {
            found.push(name);
        }
    }
    if ["a variable", "an IRI", "a text"]
        .iter()
        .all(|name| found.contains(name))
    {
        return Some("a variable, an IRI or a value".to_owned());
    }
    // What is rarer than the rest goes without saying, and so does multiplication among operators.
    if found.contains(&"an operator") {
        found.retain(|name| *name != "`*`");
    }
    found.retain(|name| !matches!(*name, "`DISTINCT`" | "`FROM`" | "an aggregate" | "`[`"));
    match found.as_slice() {
        [] => None,
        [one] => Some((*one).to_owned()),
        [some @ .., last] if some.len() < 6 => Some(format!("{} or {last}", some.join(", "))),
        _ => None,
    }
}
