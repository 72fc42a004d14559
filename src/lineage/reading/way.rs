//! Reads which way a property path went.

use super::{Derivations, GraphSlot, Slot};
use crate::lineage::path::{Terrain, may_be_empty};
use crate::lineage::solutions::Cells;
use crate::lineage::support::{Part, Support};
use spargebra::algebra::PropertyPathExpression;
use std::rc::Rc;

impl<'a> Derivations<'a> {
    pub(super) fn path(
        &self,
        subject: &Slot,
        path: &'a PropertyPathExpression,
        object: &Slot,
        graph: &GraphSlot,
        row: &Cells,
        support: &mut Support,
    ) {
        let claim = match self.claim(graph, row) {
            Ok(claim) => claim,
            Err(reason) => return support.push(Part::Untraced(reason.into())),
        };
        if may_be_empty(path) && subject.cell(row) == object.cell(row) {
            return;
        }
        let (Some(start), Some(end)) = (subject.id(row), object.id(row)) else {
            return support.push(Part::Untraced("an end of a path is not bound".into()));
        };
        let terrain = Terrain {
            view: self.context.view,
            claim,
        };
        let key = (std::ptr::from_ref(path), start, claim);
        let known = self.context.paths.borrow().get(&key).cloned();
        let reached = known.unwrap_or_else(|| {
            let reached = terrain.follow(path, start, false);
            self.context
                .paths
                .borrow_mut()
                .insert(key, Rc::clone(&reached));
            reached
        });
        let Some(ways) = reached.get(&end) else {
            return support.push(Part::Untraced("a path was not found again".into()));
        };
        let mut choices: Vec<Support> = ways
            .iter()
            .map(|way| {
                let mut parts: Support = way
                    .statements
                    .iter()
                    .copied()
                    .map(Part::Statement)
                    .collect();
                if way.one_of_several {
                    parts.push(Part::OneOfSeveral(path.to_string().into()));
                }
                parts
            })
            .collect();
        if choices.len() == 1 {
            support.append(&mut choices[0]);
        } else {
            support.push(Part::Any(Rc::new(choices)));
        }
    }
}
