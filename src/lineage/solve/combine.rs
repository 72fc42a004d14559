//! Joins, conditions, OPTIONAL and MINUS: what may see the rows of the rest, and what is a table.

use super::compile::Compiler;
use super::condition::Condition;
use super::node::{Compiled, Group, Minus, Node, Optional, Part, Slots};
use spargebra::algebra::Expression;
use std::cell::OnceCell;

impl Compiler<'_, '_> {
    /// Returns the plan of an OPTIONAL.
    pub(super) fn optional(
        &mut self,
        left: Compiled,
        right: Compiled,
        expression: Option<&Expression>,
    ) -> Option<Compiled> {
        let number = self.fresh()?;
        let mut both = Compiled {
            certain: left.certain | right.certain,
            possible: left.possible | right.possible,
            open: left.open | right.open | (right.possible & !left.certain),
            whole: left.whole,
            plain: left.plain && right.plain && right.fits(left.possible),
            ordered: left.ordered,
            node: Node::Union(Vec::new()),
        };
        let conditions = match expression {
            Some(expression) => self.conditions(expression)?,
            None => Vec::new(),
        };
        for condition in &conditions {
            both.open |= condition.needs & !both.certain;
        }
        both.certain = left.certain;
        both.node = Node::Optional(Box::new(Optional {
            of_left: left.certain,
            right: right.part(left.possible),
            left: left.node,
            conditions,
            number,
        }));
        Some(both)
    }
}

impl Compiled {
    /// Returns a group with no more to know of it.
    pub(super) fn of_group(group: Group, certain: Slots, possible: Slots) -> Self {
        Self {
            node: Node::Group(group),
            certain,
            possible,
            open: 0,
            whole: false,
            plain: true,
            ordered: true,
        }
    }

    /// Returns it with something done that is about all of its rows.
    pub(super) fn into_whole(self, make: impl FnOnce(Node) -> Node) -> Self {
        Self {
            node: make(self.node),
            whole: true,
            plain: false,
            ordered: false,
            ..self
        }
    }

    /// Returns it as a part of a join or a condition.
    fn part(self, around: Slots) -> Part {
        Part {
            inside: self.fits(around),
            inner: self,
            table: OnceCell::new(),
        }
    }

    /// Returns it as a group whose conditions mean the same wherever the group is joined.
    fn into_group(self) -> Group {
        match self.node {
            Node::Group(group)
                if group
                    .conditions
                    .iter()
                    .all(|condition| condition.needs & !self.certain == 0) =>
            {
                group
            }
            _ => Group {
                parts: vec![self.part(0)],
                ..Group::default()
            },
        }
    }
}

/// Returns the plan of a join.
pub(super) fn joined(left: Compiled, right: Compiled) -> Compiled {
    let mut both = Compiled {
        certain: left.certain | right.certain,
        possible: left.possible | right.possible,
        open: left.open | right.open,
        whole: false,
        plain: left.plain && right.plain,
        ordered: true,
        node: Node::Union(Vec::new()),
    };
    let (around_right, around_left) = (left.possible, right.possible);
    let mut group = left.into_group();
    let mut other = right.into_group();
    // A part that is sensitive to what the other side binds is a table.
    for (part, around) in (group.parts.iter_mut().map(|part| (part, around_left)))
        .chain(other.parts.iter_mut().map(|part| (part, around_right)))
    {
        part.inside &= part.inner.fits(around);
    }
    group.patterns.append(&mut other.patterns);
    group.tables.append(&mut other.tables);
    group.parts.append(&mut other.parts);
    group.conditions.append(&mut other.conditions);
    both.ordered = group
        .parts
        .iter()
        .all(|part| !part.inside || part.inner.ordered);
    both.plain &= group.parts.iter().all(|part| part.inside);
    both.node = Node::Group(group);
    both
}

/// Returns the plan of rows for which conditions hold.
pub(super) fn filtered(inner: Compiled, conditions: Vec<Condition>) -> Compiled {
    let (certain, possible) = (inner.certain, inner.possible);
    let needs = conditions
        .iter()
        .fold(0, |set: Slots, condition| set | condition.needs);
    let (open, plain, ordered, whole) = (inner.open, inner.plain, inner.ordered, inner.whole);
    let mut group = inner.into_group();
    group.conditions.extend(conditions);
    Compiled {
        open: open | (needs & !certain),
        plain,
        ordered,
        whole,
        ..Compiled::of_group(group, certain, possible)
    }
}

/// Returns the plan of a MINUS, where what both bind tells rows apart.
pub(super) fn minus(left: Compiled, right: Compiled) -> Option<Compiled> {
    let shared = left.possible & right.possible;
    if shared == 0 {
        return Some(left);
    }
    if left.certain & right.certain == 0 {
        return None;
    }
    // The row of the left in place says the same only where it binds all that both know.
    let mut part = right.part(left.possible);
    part.inside &= shared & !left.certain == 0;
    Some(Compiled {
        certain: left.certain,
        possible: left.possible,
        open: left.open | (part.inner.possible & !left.certain),
        whole: left.whole,
        plain: false,
        ordered: left.ordered,
        node: Node::Minus(Box::new(Minus {
            of_left: left.certain,
            left: left.node,
            right: part,
        })),
    })
}
