//! What an engine knows of given triples and nodes, asked in batches, several at once.

use super::Endpoint;
use super::client::EndpointError;
use super::text::Text;
use crate::lineage::Found;
use crate::vocabulary::published;
use crate::vocabulary::{OBJECT, PREDICATE, SUBJECT};
use oxigraph::model::{Literal, Term, TermRef};
use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

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

/// Rows of VALUES that are sent with one request.
const BATCH: usize = 200;
/// Requests that are under way at once.
const AT_ONCE: usize = 4;

/// Asks about a batch of items, the first of which has this place among all.
type Ask<'a, T, R> = dyn Fn(&[T], usize) -> Result<Vec<R>, EndpointError> + Sync + 'a;

impl Endpoint {
    /// Returns the rows of a query with the merged graph as its default graph.
    pub(super) fn of_merged(&self, query: String) -> Result<Found, EndpointError> {
        self.select(&Text {
            query,
            merged: true,
            limit: None,
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
            names: FxHashMap::default(),
        })
    }

    /// Returns the rows of a query that names its graphs.
    pub(super) fn of_graphs(&self, query: String) -> Result<Found, EndpointError> {
        self.select(&Text {
            query,
            merged: false,
            limit: None,
            names: FxHashMap::default(),
        })
    }

    /// Asks about items in batches, which become smaller where the engine finds them too large.
    pub(super) fn in_batches<T: Sync, R: Send>(
        &self,
        items: &[T],
        ask: &Ask<'_, T, R>,
    ) -> Result<Vec<R>, EndpointError> {
        fn split<T, R>(
            items: &[T],
            start: usize,
            ask: &Ask<'_, T, R>,
        ) -> Result<Vec<R>, EndpointError> {
            match ask(items, start) {
                Err(error) if error.too_much && items.len() > 1 => {
                    let (first, second) = items.split_at(items.len() / 2);
                    let mut found = split(first, start, ask)?;
                    found.extend(split(second, start + first.len(), ask)?);
                    Ok(found)
                }
                outcome => outcome,
            }
        }
        let batches: Vec<(usize, &[T])> = items
            .chunks(BATCH)
            .enumerate()
            .map(|(number, batch)| (number * BATCH, batch))
            .collect();
        let jobs: Vec<_> = batches
            .iter()
            .map(|(start, batch)| move || split(batch, *start, ask))
            .collect();
        Ok(at_once(&jobs)?.into_iter().flatten().collect())
    }

    /// Returns which graphs hold triples of the merged graph, each with the place of the triple.
    pub(super) fn holders(&self, triples: &[Triple]) -> Result<Vec<(usize, Term)>, EndpointError> {
        let graphs = self.publication.layout.graphs();
        let holds = published::HOLDS;
        let mut found = self.in_batches(triples, &|batch, start| {
            let values = self.values(batch.iter().map(|triple| &triple[..]), start);
            let found = self.of_graphs(format!(
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

    /// Returns the derivations of triples, a row for each premise.
    pub(super) fn derivations(&self, triples: &[Triple]) -> Result<Vec<Derived>, EndpointError> {
        if self.publication.derivations == 0 {
            return Ok(Vec::new());
        }
        let graph = self.publication.layout.derivations();
        let (conclusion, rule, position) =
            (published::CONCLUSION, published::RULE, published::POSITION);
        self.in_batches(triples, &|batch, start| {
            let values = self.values(batch.iter().map(|triple| &triple[..]), start);
            let found = self.of_graphs(format!(
                "SELECT ?i ?d ?rule ?position ?member ?a ?b ?c WHERE {{ VALUES (?i ?s ?p ?o) {{ {values} }} GRAPH {graph} {{ \
                 ?st {SUBJECT} ?s ; {PREDICATE} ?p ; {OBJECT} ?o . ?d {conclusion} ?st ; {rule} ?rule ; {position} ?position ; ?member ?premise . \
                 ?premise {SUBJECT} ?a ; {PREDICATE} ?b ; {OBJECT} ?c }} }}"
            ))?;
            Ok(derived(&found))
        })
    }

    /// Returns all that follows by rule, and how.
    pub(super) fn all_derivations(&self) -> Result<(Vec<Triple>, Vec<Derived>), EndpointError> {
        let graph = self.publication.layout.derivations();
        let (conclusion, rule, position) =
            (published::CONCLUSION, published::RULE, published::POSITION);
        let mut found = self.of_graphs(format!(
            "SELECT ?s ?p ?o ?d ?rule ?position ?member ?a ?b ?c WHERE {{ GRAPH {graph} {{ \
             ?st {SUBJECT} ?s ; {PREDICATE} ?p ; {OBJECT} ?o . ?d {conclusion} ?st ; {rule} ?rule ; {position} ?position ; ?member ?premise . \
             ?premise {SUBJECT} ?a ; {PREDICATE} ?b ; {OBJECT} ?c }} }}"
        ))?;
        let mut numbers: FxHashMap<Triple, usize> = FxHashMap::default();
        let mut conclusions = Vec::new();
        for triple in triples(&found) {
            numbers.entry(triple).or_insert_with_key(|triple| {
                conclusions.push(triple.clone());
                conclusions.len() - 1
            });
        }
        let of_row = triples(&found);
        found.variables.push("i".to_owned());
        for (row, triple) in found.rows.iter_mut().zip(of_row) {
            row.push(numbers.get(&triple).copied().map(number_term));
        }
        Ok((conclusions, derived(&found)))
    }

    /// Returns what follows from triples in one step.
    pub(super) fn conclusions(&self, triples: &[Triple]) -> Result<Vec<Triple>, EndpointError> {
        let graph = self.publication.layout.derivations();
        let conclusion = published::CONCLUSION;
        self.in_batches(triples, &|batch, start| {
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
            let values: String = batch
                .iter()
                .map(|node| format!("{} ", self.spelt(node)))
                .collect();
            let found = self.of_merged(format!(
                "SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?{name} {{ {values}}} {pattern} ?s ?p ?o }}"
            ))?;
            Ok(triples(&found))
        })
    }

    /// Returns a term as it stands in the engine's data.
    pub(super) fn spelt(&self, term: &Term) -> String {
        self.publication.layout.named(term.as_ref()).to_string()
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
        let member = member?.to_string();
        let place = member
            .strip_prefix("<http://www.w3.org/1999/02/22-rdf-syntax-ns#_")
            .and_then(|number| number.strip_suffix('>')?.parse().ok());
        Some(Derived {
            about: number_of(about.as_ref()?)?,
            node: node?.to_string(),
            rule: text_of(rule.as_ref()?).to_owned(),
            position: number_of(position.as_ref()?)? as u64,
            premise: match place {
                Some(place) => Some((place, [a?, b?, c?])),
                None => None,
            },
        })
    };
    found.rows.iter().filter_map(of_row).collect()
}

/// Runs jobs, a few at once, and returns what they return, in their order.
pub(super) fn at_once<R: Send>(
    jobs: &[impl Fn() -> Result<R, EndpointError> + Sync],
) -> Result<Vec<R>, EndpointError> {
    if let [job] = jobs {
        return Ok(vec![job()?]);
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<Result<R, EndpointError>>>> =
        Mutex::new(jobs.iter().map(|_| None).collect());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(jobs.len()) {
            scope.spawn(|| {
                while let Some((at, job)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    jobs.get(at).map(|job| (at, job))
                } {
                    let outcome = job();
                    if outcome.is_err() {
                        // The others are for nothing.
                        next.store(jobs.len(), Ordering::Relaxed);
                    }
                    done.lock().unwrap_or_else(PoisonError::into_inner)[at] = Some(outcome);
                }
            });
        }
    });
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut results = Vec::with_capacity(done.len());
    let mut failed = None;
    for outcome in done {
        match outcome {
            Some(Ok(result)) => results.push(result),
            Some(Err(error)) => failed = failed.or(Some(error)),
            None => {}
        }
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(results),
    }
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

/// Returns a whole number as a term.
pub(super) fn number_term(number: usize) -> Term {
    Literal::from(i64::try_from(number).unwrap_or(i64::MAX)).into()
}
