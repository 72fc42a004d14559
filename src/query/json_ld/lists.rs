//! Lists that can stand as arrays: chains of blank nodes that nothing else is said of or points to.

use oxigraph::model::vocab::rdf;
use oxigraph::model::{
    BlankNode, BlankNodeRef, GraphName, GraphNameRef, NamedOrBlankNodeRef, QuadRef, Term, TermRef,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is learnt of blank nodes as quads go by.
#[derive(Debug, Default)]
pub(super) struct ListSurvey {
    cells: FxHashMap<BlankNode, Cell>,
    /// Blank nodes that more is said of than a cell would bear.
    spoiled: FxHashSet<BlankNode>,
    references: FxHashMap<BlankNode, Reference>,
}

#[derive(Debug)]
struct Cell {
    graph: GraphName,
    first: Option<Term>,
    rest: Option<Term>,
}

/// Who points to a blank node; the last, where there are several.
#[derive(Debug)]
struct Reference {
    count: usize,
    graph: GraphName,
    predicate: String,
    /// Whether a blank node points there.
    from_blank: bool,
}

/// A list.
#[derive(Debug)]
pub(super) struct List {
    /// The predicate that points to it.
    pub(super) predicate: String,
    /// Its items.
    pub(super) items: Vec<Term>,
}

/// The lists of a document by their first cells.
#[derive(Debug, Default)]
pub(super) struct Lists {
    heads: FxHashMap<BlankNode, List>,
    cells: FxHashSet<BlankNode>,
}

impl ListSurvey {
    /// Takes a quad in.
    pub(super) fn see(&mut self, quad: QuadRef<'_>) {
        if let GraphNameRef::BlankNode(graph) = quad.graph_name {
            self.spoiled.insert(graph.into_owned());
        }
        let from_blank = matches!(quad.subject, NamedOrBlankNodeRef::BlankNode(_));
        if let TermRef::BlankNode(object) = quad.object {
            let reference = self
                .references
                .entry(object.into_owned())
                .or_insert_with(|| Reference {
                    count: 0,
                    graph: quad.graph_name.into_owned(),
                    predicate: quad.predicate.as_str().to_owned(),
                    from_blank,
                });
            reference.count += 1;
        }
        let NamedOrBlankNodeRef::BlankNode(subject) = quad.subject else {
            return;
        };
        let (first, rest) = (quad.predicate == rdf::FIRST, quad.predicate == rdf::REST);
        if !first && !rest {
            self.spoiled.insert(subject.into_owned());
            return;
        }
        let cell = self
            .cells
            .entry(subject.into_owned())
            .or_insert_with(|| Cell {
                graph: quad.graph_name.into_owned(),
                first: None,
                rest: None,
            });
        let place = if first {
            &mut cell.first
        } else {
            &mut cell.rest
        };
        let fits = place.is_none() && cell.graph.as_ref() == quad.graph_name;
        *place = Some(quad.object.into_owned());
        if !fits {
            self.spoiled.insert(subject.into_owned());
        }
    }

    /// Returns the lists that are whole.
    pub(super) fn lists(self) -> Lists {
        let mut lists = Lists::default();
        for (head, reference) in &self.references {
            let chained = reference.predicate == rdf::REST.as_str() && reference.from_blank;
            // A list within a list stays as it is, since not every reader knows that.
            let nested = reference.predicate == rdf::FIRST.as_str() && reference.from_blank;
            if chained || nested {
                continue;
            }
            if let Some((items, cells)) = self.follow(head) {
                lists.cells.extend(cells);
                let predicate = reference.predicate.clone();
                lists.heads.insert(head.clone(), List { predicate, items });
            }
        }
        lists
    }

    fn follow(&self, head: &BlankNode) -> Option<(Vec<Term>, Vec<BlankNode>)> {
        let (mut items, mut cells, mut at) = (Vec::new(), Vec::new(), head);
        loop {
            let (cell, reference) = (self.cells.get(at)?, self.references.get(at)?);
            let alone = reference.count == 1 && reference.graph == cell.graph;
            // A chain that comes back to its start has two references there.
            if !alone || self.spoiled.contains(at) {
                return None;
            }
            items.push(cell.first.clone()?);
            cells.push(at.clone());
            match cell.rest.as_ref()? {
                Term::BlankNode(next) => at = next,
                rest if rest.as_ref() == TermRef::from(rdf::NIL) => return Some((items, cells)),
                _ => return None,
            }
        }
    }
}

impl Lists {
    /// Says whether a node is a cell of a list, and is not written by itself.
    pub(super) fn holds(&self, node: NamedOrBlankNodeRef<'_>) -> bool {
        match node {
            NamedOrBlankNodeRef::BlankNode(node) => {
                !self.cells.is_empty() && self.cells.contains(&node.into_owned())
            }
            NamedOrBlankNodeRef::NamedNode(_) => false,
        }
    }

    /// Returns the items of the list that begins with a node.
    pub(super) fn items(&self, head: BlankNodeRef<'_>) -> Option<&[Term]> {
        if self.heads.is_empty() {
            return None;
        }
        let list = self.heads.get(&head.into_owned())?;
        Some(&list.items)
    }

    /// Returns all lists.
    pub(super) fn iter(&self) -> impl Iterator<Item = &List> {
        self.heads.values()
    }
}
