//! Citations of made-up queries over made-up data, against a slow and obvious oracle.

mod data;
mod elsewhere;
mod examples;
mod factored;
mod features;
mod query;

use super::oracle::{Derivation, Oracle, Shown, Solution, Stated, merged};
use data::{Data, datasets, names};
use features::{Features, features};
use oxigraph::model::{Term, Variable};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use query::{Kind, paths, queries};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::collections::{BTreeMap, BTreeSet};
use synergraph::lineage::{Evidence, Options, Results, Row, answer};
use synergraph::query::{DefaultChoice, Graphs, graphs_of};
use synergraph::store::{Store, View};
use synergraph::work::claims_of_statement;

/// A row with its evidence, in terms that the oracle uses.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cited {
    values: BTreeMap<String, Term>,
    alternatives: BTreeSet<Shown>,
    /// Whether some path is marked as one of several.
    several: bool,
    more: u64,
    incomplete: Vec<String>,
    evidence: Evidence,
}

/// A store that is asked one query.
struct Asking {
    store: Store,
    graphs: Graphs,
    query: Query,
}

impl Asking {
    fn new(store: Store, query: &Query) -> Self {
        let mut query = query.clone();
        let graphs = graphs_of(&mut query, &store, DefaultChoice::Merged);
        Self {
            store,
            graphs,
            query,
        }
    }

    fn view(&self) -> View<'_> {
        self.graphs.view(&self.store)
    }

    fn answer(&self, cite: bool, alternatives: usize) -> (Vec<Variable>, Vec<Row>) {
        let options = Options {
            cite,
            alternatives,
            ..Options::default()
        };
        match answer(self.view(), &self.query, &options).unwrap().results {
            Results::Solutions(variables, rows) => (variables, rows),
            other => panic!("{other:?} is no table"),
        }
    }

    /// The rows without evidence, in their order.
    fn plain(&self) -> Vec<BTreeMap<String, Term>> {
        let (variables, rows) = self.answer(false, 0);
        rows.iter()
            .map(|row| self.values(&variables, row))
            .collect()
    }

    fn cited(&self, alternatives: usize) -> Vec<Cited> {
        let (variables, rows) = self.answer(true, alternatives);
        rows.into_iter()
            .map(|row| {
                let values = self.values(&variables, &row);
                let evidence = row.evidence.unwrap();
                Cited {
                    values,
                    alternatives: evidence
                        .alternatives
                        .iter()
                        .map(|one| Shown {
                            statements: one.statements.iter().map(|s| self.stated(s)).collect(),
                            absent: one.absent().len(),
                        })
                        .collect(),
                    several: evidence
                        .alternatives
                        .iter()
                        .any(|one| !one.one_of_several().is_empty()),
                    more: evidence.more_alternatives,
                    incomplete: evidence.incomplete.clone(),
                    evidence,
                }
            })
            .collect()
    }

    fn values(&self, variables: &[Variable], row: &Row) -> BTreeMap<String, Term> {
        variables
            .iter()
            .zip(&row.values)
            .filter_map(|(variable, cell)| {
                let term = cell.as_ref()?.term(&self.store);
                Some((variable.as_str().to_owned(), term.into_owned()))
            })
            .collect()
    }

    fn stated(&self, statement: &synergraph::lineage::StatementRef) -> Stated {
        let name = |id| self.store.term(id).to_string();
        let triple = self.store.triple(statement.statement);
        Stated {
            triple: triple.map(name).join(" "),
            graph: statement
                .claim
                .map(|claim| name(self.store.claim_term(claim))),
        }
    }
}

/// The oracle's answer, rows with equal values made one; `None` where it is too long to list.
fn expected(oracle: &Oracle, query: &Query) -> Option<Vec<Solution>> {
    let rows = oracle.ask(uncut(query));
    (!oracle.gave_up.get()).then(|| merged(rows))
}

/// The query's pattern without its LIMIT and OFFSET: which rows they leave depends on the plan.
fn uncut(query: &Query) -> &GraphPattern {
    match query {
        Query::Select { pattern, .. } => match pattern {
            GraphPattern::Slice { inner, .. } => inner,
            whole => whole,
        },
        other => panic!("{other} is no SELECT"),
    }
}

fn oracle_for(data: &Data, query: &Query) -> Oracle {
    data.oracle(query.dataset())
}

/// All derivations of a solution, as far as they can be compared.
fn shown(solution: &Solution) -> BTreeSet<Shown> {
    solution.why.iter().map(Derivation::shown).collect()
}

/// Rows in an order of their own, to compare them as bags.
fn sorted(rows: impl IntoIterator<Item = BTreeMap<String, Term>>) -> Vec<String> {
    let mut texts: Vec<String> = rows.into_iter().map(|row| format!("{row:?}")).collect();
    texts.sort();
    texts
}

/// Says whether the query is one path and nothing else; a sequence of two is a join.
fn is_one_path(query: &Query) -> bool {
    match uncut(query) {
        GraphPattern::Project { inner, .. } => matches!(**inner, GraphPattern::Path { .. }),
        _ => false,
    }
}

fn features_of(query: &Query) -> Features {
    match query {
        Query::Select { pattern, .. } => features(pattern),
        other => panic!("{other} is no SELECT"),
    }
}

/// The same cases in every run; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` ask for others and for more.
fn cases(cases: u32) -> Config {
    let rng_seed = match Config::default().rng_seed {
        RngSeed::Random => RngSeed::Fixed(20261122),
        given => given,
    };
    Config {
        failure_persistence: None,
        rng_seed,
        ..Config::with_cases(
            std::env::var("PROPTEST_CASES")
                .ok()
                .and_then(|text| text.parse().ok())
                .unwrap_or(cases),
        )
    }
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn rows_and_their_order_are_the_same_with_citations_and_without(
        data in datasets(), made in queries(Kind::Any),
    ) {
        let query = made.query;
        let asking = Asking::new(data.store(), &query);
        let cited: Vec<_> = asking.cited(3).into_iter().map(|row| row.values).collect();
        prop_assert_eq!(&cited, &asking.plain());
        prop_assert_eq!(cited, asking.plain());
    }

    #[test]
    fn rows_are_those_of_the_oracle(data in datasets(), made in queries(Kind::Any)) {
        let query = made.query;
        let oracle = oracle_for(&data, &query);
        let expected = oracle.ask(uncut(&query));
        let features = features_of(&query);
        let found = Asking::new(data.store(), &query).plain();
        if oracle.gave_up.get() || !features.countable() {
            return Ok(());
        }
        if features.cut || features.negated {
            for row in &found {
                prop_assert!(expected.iter().any(|known| known.values == *row), "{:?}", row);
            }
        } else {
            prop_assert_eq!(sorted(found), sorted(expected.into_iter().map(|row| row.values)));
        }
    }

    #[test]
    fn nothing_is_left_untraced(data in datasets(), made in queries(Kind::Any)) {
        let query = made.query;
        for row in Asking::new(data.store(), &query).cited(usize::MAX) {
            prop_assert!(row.incomplete.is_empty(), "{:?}", row);
            prop_assert!(!row.alternatives.is_empty(), "{:?}", row);
        }
    }

    #[test]
    fn alternatives_are_the_derivations_of_the_oracle(
        data in datasets(), made in queries(Kind::Any),
    ) {
        let query = made.query;
        let features = features_of(&query);
        let oracle = oracle_for(&data, &query);
        let Some(all) = expected(&oracle, &query) else { return Ok(()) };
        let shortest = expected(&Oracle { shortest: true, ..oracle_for(&data, &query) }, &query);
        if !features.countable() {
            return Ok(());
        }
        for row in Asking::new(data.store(), &query).cited(usize::MAX) {
            let of_row = |rows: &[Solution]| {
                rows.iter().find(|known| known.values == row.values).map(shown)
            };
            let why = of_row(&all).expect("a row that the oracle does not have");
            let short = match &shortest {
                Some(shortest) if !features.nested_closures => of_row(shortest).unwrap_or_default(),
                _ => why.clone(),
            };
            for alternative in &row.alternatives {
                prop_assert!(short.contains(alternative), "{:#?} of {:?} is none of {:#?}", alternative, row.values, short);
            }
            prop_assert!(row.more == 0 || features.grouped, "{:?}", row);
            if row.more == 0 && !row.several {
                prop_assert_eq!(&row.alternatives, &why, "of {:?}", row.values);
            }
        }
    }

    #[test]
    fn a_way_is_marked_as_one_of_several_where_there_are_others_and_nowhere_else(
        data in datasets(), made in paths(),
    ) {
        let query = made.query;
        let features = features_of(&query);
        let oracle = oracle_for(&data, &query);
        let Some(all) = expected(&oracle, &query) else { return Ok(()) };
        for row in Asking::new(data.store(), &query).cited(usize::MAX) {
            let why = all.iter().find(|known| known.values == row.values).map(shown).unwrap();
            let others = !why.is_subset(&row.alternatives);
            if features.plain_closures && is_one_path(&query) {
                prop_assert_eq!(row.several, others, "{:?} of {:?}", row.alternatives, why);
            } else {
                // Two ways over longer steps may rest on the same triples.
                prop_assert!(row.several || !others, "{:?} of {:?}", row.alternatives, why);
            }
        }
    }

    #[test]
    fn alternatives_that_are_not_shown_are_counted(
        data in datasets(), made in queries(Kind::Any),
    ) {
        let query = made.query;
        let asking = Asking::new(data.store(), &query);
        for (all, few) in asking.cited(usize::MAX).into_iter().zip(asking.cited(2)) {
            prop_assert!(few.alternatives.is_subset(&all.alternatives), "{:?} of {:?}", few, all);
            let (written, of_all) =
                (few.evidence.alternatives.len(), all.evidence.alternatives.len());
            prop_assert!(written <= 2, "{:?} of {:?}", few, all);
            prop_assert!(written >= of_all.min(2) || few.more > 0, "{:?} of {:?}", few, all);
            prop_assert!(written as u64 + few.more >= of_all as u64, "{:?} of {:?}", few, all);
        }
    }

    #[test]
    fn every_alternative_alone_gives_the_row_again(
        data in datasets(), made in queries(Kind::Monotone),
    ) {
        let query = made.query;
        // A path of no steps needs its node to occur somewhere, and cites nothing for that.
        if !features_of(&query).monotone || features_of(&query).empty_path {
            return Ok(());
        }
        for row in Asking::new(data.store(), &query).cited(5).into_iter().take(8) {
            for alternative in &row.alternatives {
                let again = Asking::new(data.only(alternative), &query).plain();
                prop_assert!(again.contains(&row.values), "not by {:#?}", alternative);
            }
        }
    }

    #[test]
    fn a_row_is_gone_with_a_triple_that_every_alternative_needs(
        data in datasets(), made in queries(Kind::Monotone),
    ) {
        let query = made.query;
        if !features_of(&query).monotone {
            return Ok(());
        }
        for row in Asking::new(data.store(), &query).cited(usize::MAX).into_iter().take(8) {
            let needed = row
                .alternatives
                .iter()
                .map(|one| one.statements.clone())
                .reduce(|one, other| one.intersection(&other).cloned().collect());
            if row.several || row.more > 0 {
                continue;
            }
            for statement in needed.unwrap_or_default() {
                let again = Asking::new(data.without(&statement), &query).plain();
                prop_assert!(!again.contains(&row.values), "still there without {:?}", statement);
            }
        }
    }

    #[test]
    fn how_triples_are_spread_over_claims_changes_nothing(
        data in datasets(),
        made in queries(Kind::Any),
        holders in vec(btree_set(0..5_u8, 1..=4), 1..12),
    ) {
        let query = made.query;
        let features = features_of(&query);
        if features.graph || features.cut || query.dataset().is_some() {
            return Ok(());
        }
        let bag = |data: &Data| {
            let mut rows: Vec<String> = Asking::new(data.store(), &query)
                .cited(usize::MAX)
                .into_iter()
                .map(|row| {
                    let shown = (!row.several && row.more == 0).then_some(row.alternatives);
                    format!("{:?} {shown:?}", row.values)
                })
                .collect();
            rows.sort();
            rows
        };
        prop_assert_eq!(bag(&data), bag(&data.spread(&holders)));
    }

    #[test]
    fn claims_of_a_statement_are_those_that_state_it(
        data in datasets(), made in queries(Kind::Any),
    ) {
        let query = made.query;
        let asking = Asking::new(data.store(), &query);
        let from = query.dataset().map(|dataset| names(&dataset.default));
        for row in asking.cited(10) {
            let alternatives = row.evidence.alternatives.iter();
            for statement in alternatives.flat_map(|one| &one.statements) {
                let stated = asking.stated(statement);
                let claims: BTreeSet<String> = claims_of_statement(asking.view(), *statement)
                    .into_iter()
                    .map(|claim| asking.store.term(asking.store.claim_term(claim)).to_string())
                    .collect();
                let expected = match &stated.graph {
                    Some(graph) => data.claims_of(&stated.triple, Some(std::slice::from_ref(graph))),
                    None => data.claims_of(&stated.triple, from.as_deref()),
                };
                prop_assert_eq!(claims, expected);
            }
        }
    }
}
