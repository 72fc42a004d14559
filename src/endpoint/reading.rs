//! Makes something of what is known of a dataset elsewhere, again and again, until nothing is lacking.

mod around;

use super::ahead::Foreseen;
use super::along::{Held, along};
use super::batches::BATCH;
use super::fragment::Fragment;
use super::lookup::Triple;
use super::session::Session;
use super::terms::Numbers;
use super::{Endpoint, EndpointError, meaning, neighbourhood, search};
use crate::claim::KnowledgeBase;
use crate::lineage::{Engine, Lack};
use crate::store::StatementId;
use crate::vocabulary::Prefixes;
use oxigraph::model::{Term, Variable};
use rustc_hash::FxHashSet;
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::TermPattern;
use std::sync::Arc;

/// A path, the claim that it goes through where it is one, and where it starts.
type Walk = (PropertyPathExpression, Option<Term>, Vec<Term>);

/// Rounds after which it is given up; each is one level deeper into what is asked.
const ROUNDS: usize = 64;

/// A fragment of a dataset elsewhere that grows with what is asked of it.
#[derive(Debug)]
pub struct Reading {
    endpoint: Arc<Endpoint>,
    session: Arc<Session>,
    fragment: Fragment,
    prefixes: Prefixes,
    /// Claims of which it is known what they say of themselves, and what is said of their works.
    described: FxHashSet<Term>,
    foreseen: Foreseen,
    /// Classes whose entities are known.
    classes: FxHashSet<Option<String>>,
}

impl Reading {
    /// Starts with nothing.
    pub fn new(endpoint: &Arc<Endpoint>) -> Self {
        Self {
            endpoint: Arc::clone(endpoint),
            session: Arc::new(Session::new(endpoint)),
            fragment: Fragment::default(),
            prefixes: endpoint.publication.prefixes.clone(),
            described: FxHashSet::default(),
            foreseen: Foreseen::default(),
            classes: FxHashSet::default(),
        }
    }

    /// Returns what is made of the fragment once nothing is lacking any more, with the fragment.
    ///
    /// What is made before that is thrown away, whatever it is.
    ///
    /// # Errors
    /// Where the engine does not answer.
    pub fn settle<T>(
        mut self,
        mut make: impl FnMut(&Arc<KnowledgeBase>, &Arc<dyn Engine>) -> T,
    ) -> Result<(Arc<KnowledgeBase>, T), EndpointError> {
        let engine: Arc<dyn Engine> = Arc::clone(&self.session) as Arc<dyn Engine>;
        for _ in 0..ROUNDS {
            let (knowledge, traced) = self.build();
            self.session.set_traced(traced);
            let knowledge = Arc::new(knowledge);
            // Whether the answers so far are whole is asked meanwhile.
            let made = std::thread::scope(|scope| {
                let session = &self.session;
                let sure = session.doubts().then(|| scope.spawn(|| session.verify()));
                let made = make(&knowledge, &engine);
                let broken = |_| self.endpoint.client.error("could not be asked");
                if let Some(sure) = sure {
                    sure.join().map_err(broken)??;
                }
                Ok::<_, EndpointError>(made)
            })?;
            if let Some(error) = self.session.failure() {
                return Err(error);
            }
            if self.session.foresees() {
                // Which graphs are those of files has to be known before graphs are taken for claims.
                self.fetch_sources()?;
            }
            let known = self
                .session
                .take_foreseen(&mut self.fragment, &mut self.foreseen);
            let mut lacks = self.session.take_lacks();
            lacks.retain(
                |lack| !matches!(lack, Lack::Origin(triple) if self.fragment.is_traced(triple)),
            );
            if lacks.is_empty() && known.is_none() {
                self.session.verify()?;
                if let Some(remark) = self.session.remark() {
                    self.endpoint.note(remark);
                }
                return Ok((knowledge, made));
            }
            self.trace_numbered(known.unwrap_or_default())?;
            self.resolve(lacks)?;
        }
        let reason =
            format!("is asked again and again, and after {ROUNDS} rounds not all is known");
        Err(self.endpoint.client.error(reason))
    }

    fn build(&self) -> (KnowledgeBase, FxHashSet<StatementId>) {
        self.fragment
            .build(&self.prefixes, &self.endpoint.publication)
    }

    fn add_all(&mut self, triples: Vec<Triple>) {
        triples
            .into_iter()
            .for_each(|triple| self.fragment.add(&triple));
    }

    /// Adds what was lacking.
    fn resolve(&mut self, lacks: Vec<Lack>) -> Result<(), EndpointError> {
        let mut ways: Vec<Walk> = Vec::new();
        let (mut nodes, mut origins, mut graphs) = (Vec::new(), Vec::new(), Vec::new());
        let mut nameless = Vec::new();
        // Who states what a solution shows to be there will mostly be asked next; of few it is asked at once.
        let is_statement = |lack: &&Lack| matches!(lack, Lack::Statement(_, None));
        let are_few = lacks.iter().filter(is_statement).count() <= BATCH;
        for lack in lacks {
            match lack {
                Lack::Statement(triple, None) => {
                    self.fragment.add(&triple);
                    if are_few {
                        origins.push(triple);
                    }
                }
                Lack::Statement(triple, Some(claim)) => {
                    self.fragment.add_to_claim(&triple, &claim);
                }
                Lack::Description(node) => nodes.push(node),
                Lack::Label(node) => nameless.push(node),
                Lack::Origin(triple) => origins.push(triple),
                Lack::Graph(name) => graphs.push(name),
                Lack::Background => {
                    self.fetch_sources()?;
                    graphs.extend(self.fragment.sources.keys().cloned());
                }
                Lack::Matches(pattern) => {
                    let found = self.session.hold(&pattern)?;
                    found
                        .into_iter()
                        .for_each(|one| self.fragment.add_match(&one));
                }
                Lack::Members(class, most) => {
                    self.add_all(search::members(&self.endpoint, &class, most)?);
                }
                Lack::Entity(_, class) if self.classes.contains(&class) => {}
                Lack::Entity(value, class) => {
                    let found = meaning::entities(&self.endpoint, &value, class.as_deref())?;
                    if class.is_some() {
                        self.classes.insert(class);
                    }
                    found
                        .into_iter()
                        .for_each(|triple| self.fragment.add(&triple));
                }
                Lack::Way(path, start, claim) => {
                    let known = ways
                        .iter_mut()
                        .find(|(known, of, _)| *known == path && *of == claim);
                    match known {
                        Some((.., starts)) => starts.push(start),
                        None => ways.push((path, claim, vec![start])),
                    }
                }
            }
        }
        // Paths are walked while the rest is asked.
        let endpoint = Arc::clone(&self.endpoint);
        let walk = move |(path, claim, starts): Walk| {
            let found = along(&endpoint, &path, &starts, claim.as_ref());
            (path, claim, found)
        };
        let walked = (!ways.is_empty())
            .then(|| std::thread::spawn(move || ways.into_iter().map(walk).collect::<Vec<_>>()));
        for triple in neighbourhood::labels(&self.endpoint, &nameless)? {
            self.fragment.add(&triple);
        }
        for triple in neighbourhood::described(&self.endpoint, nodes)? {
            self.fragment.add(&triple);
        }
        if !graphs.is_empty() {
            self.fetch_sources()?;
            self.fetch_graphs(&graphs)?;
        }
        self.trace(origins)?;
        let walked = walked.map(std::thread::JoinHandle::join).transpose();
        let walked = walked.map_err(|_| self.endpoint.client.error("could not be asked"))?;
        for (path, claim, found) in walked.into_iter().flatten() {
            match found {
                Ok(found) => self.add_held(found, claim)?,
                Err(error) if error.refused => {
                    let found = self.session.hold(&way(path, claim))?;
                    found.iter().for_each(|one| self.fragment.add_match(one));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Adds the triples along a path, in the merged graph or in a claim, with the graphs that hold them as far as these are known.
    fn add_held(&mut self, found: Vec<Held>, claim: Option<Term>) -> Result<(), EndpointError> {
        self.fetch_sources()?;
        for (triple, graphs) in found {
            self.fragment.add_match(&(triple.clone(), claim.clone()));
            let Some(graphs) = graphs else { continue };
            let terms = &mut self.fragment.terms;
            let triple = terms.triple(&triple);
            let graphs: Vec<u32> = graphs.iter().map(|one| terms.number(one)).collect();
            self.fragment.add_whole(triple, &graphs);
        }
        Ok(())
    }

    fn fetch_sources(&mut self) -> Result<(), EndpointError> {
        if self.fragment.sources.is_empty() && self.endpoint.publication.sources > 0 {
            self.fragment.sources = neighbourhood::sources(&self.endpoint)?;
        }
        Ok(())
    }

    /// Fetches graphs with all that they hold, and returns that.
    fn fetch_graphs(&mut self, graphs: &[Term]) -> Result<Vec<Triple>, EndpointError> {
        let mut all = Vec::new();
        for (graph, triple) in neighbourhood::graphs(&self.endpoint, graphs)? {
            all.push(triple.clone());
            match self.fragment.sources.contains_key(&graph) {
                true => self.fragment.add_source(&triple, &graph),
                false => self.fragment.add_to_claim(&triple, &graph),
            }
        }
        Ok(all)
    }

    /// Fetches who states some statements, how they follow, and what is said of the claims and their works.
    fn trace(&mut self, statements: Vec<Triple>) -> Result<(), EndpointError> {
        let terms = &mut self.fragment.terms;
        let statements = statements.iter().map(|triple| terms.triple(triple));
        let statements = statements.collect();
        self.trace_numbered(statements)
    }

    /// Does the same for statements in numbers of the fragment's terms.
    fn trace_numbered(&mut self, statements: Vec<Numbers>) -> Result<(), EndpointError> {
        if statements.is_empty() {
            return Ok(());
        }
        self.fetch_sources()?;
        let mut claims: FxHashSet<u32> = FxHashSet::default();
        self.fragment.set_traced(&statements);
        let mut seen: FxHashSet<Numbers> = statements.iter().copied().collect();
        let (mut next, mut first) = (statements, true);
        while !next.is_empty() {
            let endpoint = &self.endpoint;
            let fragment = &mut self.fragment;
            let unknown = next.iter().filter(|triple| !fragment.is_whole(triple));
            let unknown: Vec<Numbers> = unknown.copied().collect();
            let asked: Vec<Triple> = unknown
                .iter()
                .map(|triple| fragment.terms.of_triple(triple))
                .collect();
            let follow: Vec<Triple> = match endpoint.publication.derivations {
                0 => Vec::new(),
                _ => next
                    .iter()
                    .map(|triple| fragment.terms.of_triple(triple))
                    .collect(),
            };
            let (mut holders, mut derived) = (Vec::new(), Vec::new());
            let few = first
                && endpoint.publication.describes_claims
                && (1..=BATCH).contains(&asked.len());
            let mut descriptions = Vec::new();
            std::thread::scope(|scope| -> Result<(), EndpointError> {
                let broken = |_| endpoint.client.error("could not be asked");
                let follows = !follow.is_empty();
                let others = follows.then(|| scope.spawn(|| endpoint.derivations(&follow)));
                // Of a few, what their claims say is asked at the same time; of many, it is less to ask by the claims.
                let about = few.then(|| scope.spawn(|| endpoint.described_by_holders(&asked)));
                holders = endpoint.holders(&asked)?;
                if let Some(others) = others {
                    derived = others.join().map_err(broken)??;
                }
                if let Some(about) = about {
                    descriptions = about.join().map_err(broken)??;
                }
                Ok(())
            })?;
            if few {
                let claims = holders.iter().map(|(_, graph)| graph.clone());
                self.foreseen.described.extend(claims);
                self.foreseen.descriptions.extend(descriptions);
            }
            for triple in &unknown {
                fragment.add_whole(*triple, &[]);
            }
            for (at, graph) in holders {
                let graph = fragment.terms.number(&graph);
                if let Some(triple) = unknown.get(at) {
                    fragment.add_whole(*triple, &[graph]);
                }
            }
            fragment.add_derivations(&follow, derived);
            let mut premises = Vec::new();
            for triple in &next {
                claims.extend(fragment.claims_of(triple));
                // What is stated needs no proof below another.
                if !follow.is_empty() && (first || !fragment.is_stated(triple)) {
                    let triple = fragment.terms.of_triple(triple);
                    let own = fragment.premises_of(&triple);
                    premises.extend(own.iter().map(|triple| fragment.terms.triple(triple)));
                }
            }
            premises.retain(|triple| seen.insert(*triple));
            (next, first) = (premises, false);
        }
        let terms = &self.fragment.terms;
        let claims = claims.into_iter().map(|claim| terms.term(claim));
        let claims = claims.filter(|claim| !self.described.contains(*claim));
        let claims = claims.cloned().collect();
        self.describe_claims(claims)
    }

    /// Fetches what claims say of themselves, and what is said of their references and works.
    fn describe_claims(&mut self, mut claims: Vec<Term>) -> Result<(), EndpointError> {
        if !self.endpoint.publication.describes_claims {
            return Ok(());
        }
        claims.retain(|claim| self.described.insert(claim.clone()));
        let mut own: Vec<Triple> = Vec::new();
        if !self.foreseen.descriptions.is_empty() {
            let claims: FxHashSet<&Term> = claims.iter().collect();
            let descriptions = self.foreseen.descriptions.iter();
            own.extend(
                descriptions
                    .filter(|[claim, ..]| claims.contains(claim))
                    .cloned(),
            );
        }
        claims.retain(|claim| !self.foreseen.described.contains(claim));
        own.extend(self.endpoint.described(&claims, "")?);
        for triple in neighbourhood::around_claims(&self.endpoint, &own)? {
            self.fragment.add(&triple);
        }
        own.into_iter()
            .for_each(|triple| self.fragment.add(&triple));
        Ok(())
    }
}

/// Returns a path from anywhere to anywhere as a pattern, without its ways of no steps.
fn way(mut path: PropertyPathExpression, claim: Option<Term>) -> GraphPattern {
    use PropertyPathExpression as Path;
    while let Path::ZeroOrMore(inner) | Path::ZeroOrOne(inner) = path {
        path = *inner;
    }
    let end = |name| TermPattern::Variable(Variable::new_unchecked(name));
    // Of what a path goes through, all triples with its predicates are fetched; one step of it has them all.
    let all = GraphPattern::Path {
        subject: end("start"),
        path: Path::OneOrMore(Box::new(path)),
        object: end("end"),
    };
    match claim {
        Some(Term::NamedNode(name)) => GraphPattern::Graph {
            name: name.into(),
            inner: Box::new(all),
        },
        _ => all,
    }
}
