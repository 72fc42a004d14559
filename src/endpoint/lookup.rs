//! What an engine knows of given triples and nodes, asked in batches, several at once.

use super::Endpoint;
use super::batches::Ask;
use super::derivations::place_of;
use super::error::EndpointError;
use super::form::Content;
use super::text::Text;
use crate::lineage::Found;
use crate::vocabulary::published;
use crate::vocabulary::{OBJECT, PREDICATE, SUBJECT};
use oxigraph::model::{Literal, Term, TermRef};
use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};

/// A triple.
pub(super) type Triple = [Term; 3];

/// How a statement follows, as it was published.
#[derive(Debug, Clone)]
pub(super) struct Derived {
    /// The place among the triples that were asked about.
    pub(super) about: usize,
    /// The node of the derivation.
    pub(super) node: String,
    pub(super) rule: String,
    /// Its place among the derivations of the statement.
    pub(super) position: u64,
    /// A premise with its place, from 1; none where the rule has no premises.
    pub(super) premise: Option<(usize, Triple)>,
}

impl Endpoint {
    /// Returns the rows of a query with the merged graph as its default graph.
    pub(super) fn of_merged(&self, query: String) -> Result<Found, EndpointError> {
        self.select(&Text {
            query,
            merged: true,
            limit: None,
            content: Content::Terms,
            names: FxHashMap::default(),
        })
    }

    /// Returns the rows of a query of the merged graph that asks for so many at most.
    pub(super) fn of_merged_some(
        &self,
        query: String,
        limit: usize,
    ) -> Result<Found, EndpointError> {
        self.select(&Text {
            query,
            merged: true,
            limit: Some(limit),
            content: Content::Terms,
            names: FxHashMap::default(),
        })
    }

    /// Returns the rows of a query that names its graphs.
    pub(super) fn of_graphs(&self, query: String) -> Result<Found, EndpointError> {
        self.select(&Text {
            query,
            merged: false,
            limit: None,
            content: Content::Terms,
            names: FxHashMap::default(),
        })
    }

    /// Returns the rows of a query that names its graphs, and whose values are numbers and IRIs.
    pub(super) fn numbers(&self, query: String) -> Result<Found, EndpointError> {
        self.select(&Text {
            query,
            merged: false,
            limit: None,
            content: Content::Texts,
            names: FxHashMap::default(),
        })
    }

    /// Returns which graphs hold triples of the merged graph, each with the place of the triple.
    pub(super) fn holders(&self, triples: &[Triple]) -> Result<Vec<(usize, Term)>, EndpointError> {
        let graphs = self.publication.layout.graphs();
        let holds = published::HOLDS;
        let mut found = self.about_triples(triples, &|batch, start| {
            let values = self.values(batch.iter().map(|triple| &triple[..]), start);
            let found = self.numbers(format!(
                "SELECT ?i ?g WHERE {{ VALUES (?i ?s ?p ?o) {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} GRAPH {graphs} {{ ?g {holds} ?kind }} }}"
            ))?;
            Ok(pairs(&found, "i", "g"))
        })?;
        let known: FxHashSet<usize> = found.iter().map(|(at, _)| *at).collect();
        let unknown: Vec<(usize, &Triple)> = triples
            .iter()
            .enumerate()
            .filter(|(at, triple)| !known.contains(at) && matches!(triple[2], Term::Literal(_)))
            .collect();
        // An engine may spell a literal in one way where it gives it, and in another where it is asked for it.
        found.extend(self.in_batches(&unknown, &|batch, start| {
            let values = self.values(batch.iter().map(|(_, triple)| &triple[..2]), start);
            let found = self.of_graphs(format!(
                "SELECT ?i ?o ?g WHERE {{ VALUES (?i ?s ?p) {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} GRAPH {graphs} {{ ?g {holds} ?kind }} }}"
            ))?;
            let column = found.variables.iter().position(|name| name == "o");
            let object = |row: usize| found.rows[row].get(column?)?.as_ref();
            let graphs = numbered_pairs(&found, "i", "g");
            Ok(graphs
                .into_iter()
                .filter_map(|(row, at, graph)| {
                    let (place, triple) = unknown.get(at)?;
                    same_value(object(row)?.as_ref(), triple[2].as_ref()).then_some((*place, graph))
                })
                .collect())
        })?);
        Ok(found)
    }

    /// Returns what the claims that state some triples say of themselves.
    pub(super) fn described_by_holders(
        &self,
        triples: &[Triple],
    ) -> Result<Vec<Triple>, EndpointError> {
        let layout = &self.publication.layout;
        let (graphs, merged) = (layout.graphs(), layout.merged());
        let (holds, claim) = (published::HOLDS, published::CLAIM);
        self.about_triples(triples, &|batch, start| {
            let values = self.values(batch.iter().map(|triple| &triple[..]), start);
            let found = self.of_graphs(format!(
                "SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES (?i ?x ?y ?z) {{ {values} }} GRAPH ?s {{ ?x ?y ?z }} GRAPH {graphs} {{ ?s {holds} {claim} }} GRAPH {merged} {{ ?s ?p ?o }} }}"
            ))?;
            Ok(self::triples(&found))
        })
    }

    /// Returns the derivations of triples, a row for each premise.
    pub(super) fn derivations(&self, triples: &[Triple]) -> Result<Vec<Derived>, EndpointError> {
        if self.publication.derivations == 0 {
            return Ok(Vec::new());
        }
        let graph = self.publication.layout.derivations();
        let (conclusion, rule, position) =
            (published::CONCLUSION, published::RULE, published::POSITION);
        self.about_triples(triples, &|batch, start| {
            let values = self.values(batch.iter().map(|triple| &triple[..]), start);
            let found = self.of_graphs(format!(
                "SELECT ?i ?d ?rule ?position ?member ?a ?b ?c WHERE {{ VALUES (?i ?s ?p ?o) {{ {values} }} GRAPH {graph} {{ \
                 ?st {SUBJECT} ?s ; {PREDICATE} ?p ; {OBJECT} ?o . ?d {conclusion} ?st ; {rule} ?rule ; {position} ?position ; ?member ?premise . \
                 ?premise {SUBJECT} ?a ; {PREDICATE} ?b ; {OBJECT} ?c }} }}"
            ))?;
            Ok(derived(&found))
        })
    }

    /// Returns what follows from triples in one step.
    pub(super) fn conclusions(&self, triples: &[Triple]) -> Result<Vec<Triple>, EndpointError> {
        let graph = self.publication.layout.derivations();
        let conclusion = published::CONCLUSION;
        self.about_triples(triples, &|batch, start| {
            let values = self.values(batch.iter().map(|triple| &triple[..]), start);
            let found = self.of_graphs(format!(
                "SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES (?i ?x ?y ?z) {{ {values} }} GRAPH {graph} {{ \
                 ?premise {SUBJECT} ?x ; {PREDICATE} ?y ; {OBJECT} ?z . ?d ?member ?premise ; {conclusion} ?st . \
                 ?st {SUBJECT} ?s ; {PREDICATE} ?p ; {OBJECT} ?o }} }}"
            ))?;
            Ok(self::triples(&found))
        })
    }

    /// Returns all triples of the merged graph whose subject is what a pattern makes of some nodes.
    ///
    /// The pattern leads from `?node` to `?s`; an empty one is the nodes themselves.
    pub(super) fn described(
        &self,
        nodes: &[Term],
        pattern: &str,
    ) -> Result<Vec<Triple>, EndpointError> {
        self.in_batches(nodes, &|batch, _| {
            let name = if pattern.is_empty() { "s" } else { "node" };
            let values = self.spelt_all(batch);
            let found = self.of_merged(format!(
                "SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?{name} {{ {values}}} {pattern} ?s ?p ?o }}"
            ))?;
            Ok(triples(&found))
        })
    }

    /// Asks about triples in batches.
    ///
    /// Some engines refuse a literal that its type does not allow, or that is beyond their numbers (Virtuoso: `"1.5x"^^xsd:integer`),
    /// wherever it stands in a query. What they refuse they do not hold.
    fn about_triples<R: Send>(
        &self,
        items: &[Triple],
        ask: &Ask<'_, Triple, R>,
    ) -> Result<Vec<R>, EndpointError> {
        self.in_batches(items, &|batch, start| match ask(batch, start) {
            Err(error) if error.refused && matches!(batch, [[.., object]] if is_odd(object)) => {
                Ok(Vec::new())
            }
            outcome => outcome,
        })
    }

    /// Returns a term as it stands in the engine's data.
    pub(super) fn spelt(&self, term: &Term) -> String {
        self.publication.layout.named(term.as_ref()).to_string()
    }

    /// Returns terms as they stand in the engine's data, for VALUES of one variable.
    pub(super) fn spelt_all(&self, terms: &[Term]) -> String {
        let spelt = terms.iter().map(|term| format!("{} ", self.spelt(term)));
        spelt.collect()
    }

    /// Returns rows of VALUES, each with its number first.
    fn values<'t>(&self, rows: impl Iterator<Item = &'t [Term]>, start: usize) -> String {
        let mut text = String::new();
        for (at, row) in rows.enumerate() {
            text.push_str(&format!("({}", start + at));
            for term in row {
                text.push(' ');
                text.push_str(&self.spelt(term));
            }
            text.push_str(") ");
        }
        text
    }
}

/// Returns the derivations that are the rows of an answer.
fn derived(found: &Found) -> Vec<Derived> {
    let columns = columns(
        found,
        ["i", "d", "rule", "position", "member", "a", "b", "c"],
    );
    let of_row = |row: &Vec<Option<Term>>| {
        let [about, node, rule, position, member, a, b, c] =
            columns.map(|at| row.get(at?)?.clone());
        Some(Derived {
            about: number_of(about.as_ref()?)?,
            node: node?.to_string(),
            rule: text_of(rule.as_ref()?).to_owned(),
            position: number_of(position.as_ref()?)? as u64,
            premise: match place_of(&member?) {
                Some(place) => Some((place, [a?, b?, c?])),
                None => None,
            },
        })
    };
    found.rows.iter().filter_map(of_row).collect()
}

/// Returns the triples that are the rows of `?s ?p ?o`.
pub(super) fn triples(found: &Found) -> Vec<Triple> {
    let columns = columns(found, ["s", "p", "o"]);
    let of_row = |row: &Vec<Option<Term>>| {
        let [s, p, o] = columns.map(|at| row.get(at?)?.clone());
        Some([s?, p?, o?])
    };
    found.rows.iter().filter_map(of_row).collect()
}

pub(super) fn columns<const N: usize>(found: &Found, names: [&str; N]) -> [Option<usize>; N] {
    names.map(|name| found.variables.iter().position(|known| known == name))
}

fn pairs(found: &Found, number: &str, name: &str) -> Vec<(usize, Term)> {
    let rows = numbered_pairs(found, number, name);
    rows.into_iter().map(|(_, at, term)| (at, term)).collect()
}

/// Returns for each row its place, the number in one column and the term in another.
fn numbered_pairs(found: &Found, number: &str, name: &str) -> Vec<(usize, usize, Term)> {
    let [number, name] = columns(found, [number, name]);
    let rows = found.rows.iter().enumerate();
    rows.filter_map(|(at, row)| {
        let about = number_of(row.get(number?)?.as_ref()?)?;
        Some((at, about, row.get(name?)?.clone()?))
    })
    .collect()
}

/// Returns the number that a literal is.
pub(super) fn number_of(term: &Term) -> Option<usize> {
    match term {
        Term::Literal(literal) => literal.value().parse().ok(),
        _ => None,
    }
}

/// Returns the text of a literal or of an IRI.
pub(super) fn text_of(term: &Term) -> &str {
    match term {
        Term::Literal(literal) => literal.value(),
        Term::NamedNode(node) => node.as_str(),
        Term::BlankNode(node) => node.as_str(),
    }
}

/// Says whether two literals are one value in two spellings.
fn same_value(one: TermRef<'_>, other: TermRef<'_>) -> bool {
    let (TermRef::Literal(one), TermRef::Literal(other)) = (one, other) else {
        return one == other;
    };
    if one.value() == other.value() {
        return one.language().map(str::to_lowercase) == other.language().map(str::to_lowercase);
    }
    let number = |text: &str| {
        let text = text.trim_start_matches('+');
        let decimal = text
            .parse::<Decimal>()
            .or_else(|_| Decimal::from_scientific(text));
        decimal.ok().map(|number| number.normalize())
    };
    match (number(one.value()), number(other.value())) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// Says whether a term is a number or truth value that not every engine can have.
fn is_odd(term: &Term) -> bool {
    let Term::Literal(literal) = term else {
        return false;
    };
    let kind = literal.datatype().as_str();
    let Some(kind) = kind.strip_prefix("http://www.w3.org/2001/XMLSchema#") else {
        return false;
    };
    let value = literal.value();
    match kind {
        "boolean" => !matches!(value, "true" | "false" | "0" | "1"),
        "decimal" => value.parse::<Decimal>().is_err(),
        "double" | "float" => value.parse::<f64>().is_err(),
        "string" | "date" | "dateTime" | "time" | "anyURI" => false,
        // The other types are whole numbers, or not known to the engines that are strict.
        _ => value.parse::<i32>().is_err(),
    }
}

/// Returns a whole number as a term.
pub(super) fn number_term(number: usize) -> Term {
    Literal::from(i64::try_from(number).unwrap_or(i64::MAX)).into()
}
