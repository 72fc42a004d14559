//! Reads which way a property path went.

use super::{GraphSlot, Reader, Slot};
use crate::lineage::engine::Lack;
use crate::lineage::path::{Terrain, may_be_empty};
use crate::lineage::support::{Part, Supports};
use crate::lineage::value::Value;
use spargebra::algebra::PropertyPathExpression;
use std::rc::Rc;
use std::sync::Arc;

/// A path between the values of two columns or constants.
pub(super) struct Walk<'a> {
    pub(super) subject: Slot,
    pub(super) path: &'a PropertyPathExpression,
    pub(super) object: Slot,
    pub(super) graph: GraphSlot,
    /// The path as it is written.
    pub(super) text: Arc<str>,
}

impl<'a> Reader<'a> {
    pub(super) fn path(&self, walk: &Walk<'a>, row: &[Value], parts: &mut Vec<Part>) {
        let values = self.context.values;
        if may_be_empty(walk.path) && walk.subject.value(row) == walk.object.value(row) {
            return;
        }
        if let Some(engine) = values.engine
            && !self.context.evaluator.here
            && let Some(start) = values.term(walk.subject.value(row))
        {
            let claim = match walk.graph {
                GraphSlot::Default => None,
                GraphSlot::Named(slot) => values.term(slot.value(row)),
            };
            engine.lacks(Lack::Way(walk.path.clone(), start, claim));
        }
        let claim = match self.claim(&walk.graph, row) {
            Ok(claim) => claim,
            Err(reason) => return parts.push(Part::Untraced(reason.into())),
        };
        let ends = (walk.subject.id(row, values), walk.object.id(row, values));
        let (Some(start), Some(end)) = ends else {
            return parts.push(Part::Untraced("an end of a path is not bound".into()));
        };
        let key = (std::ptr::from_ref(walk.path), start, claim);
        let known = self.context.paths.borrow().get(&key).cloned();
        let reached = known.unwrap_or_else(|| {
            let terrain = Terrain {
                view: values.view,
                claim,
            };
            let reached = terrain.follow(walk.path, start, false);
            self.context
                .paths
                .borrow_mut()
                .insert(key, Rc::clone(&reached));
            reached
        });
        let Some(ways) = reached.get(&end) else {
            return parts.push(Part::Untraced("a path was not found again".into()));
        };
        let push = |way: &crate::lineage::path::Way, parts: &mut Vec<Part>| {
            parts.extend(way.statements.iter().copied().map(Part::Statement));
            if way.one_of_several {
                parts.push(Part::OneOfSeveral(Arc::clone(&walk.text)));
            }
        };
        if let [way] = ways.as_slice() {
            push(way, parts);
        } else {
            let mut choices = Supports::default();
            for way in ways {
                choices.add(|parts| push(way, parts));
            }
            parts.push(Part::Any(Rc::new(choices)));
        }
    }
}
