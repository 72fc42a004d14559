//! Whether a node is reached by more than one way that visits no node twice.
//!
//! A second such way exists where some node of the first is also entered by another step, from a node that can be
//! reached without it. What cannot be reached without it is what it *dominates*.

/// A step into a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// Number of the node that it leaves.
    pub(super) from: usize,
    /// Whether several statements, or several ways, make the same step.
    pub(super) several: bool,
}

/// Says of every node whether several ways lead to it from node 0.
///
/// The nodes are numbered in the order in which a breadth-first search finds them; the first step into each is the one
/// by which it was found.
pub(super) fn several(steps: &[Vec<Step>]) -> Vec<bool> {
    let dominator = dominators(steps);
    let dominates = |node: usize, mut other: usize| {
        while other > node {
            other = dominator[other];
        }
        other == node
    };
    let mut several = vec![false; steps.len()];
    for node in 1..steps.len() {
        let mut into = steps[node].iter();
        let found_by = into.next();
        several[node] = found_by.is_some_and(|step| step.several || several[step.from])
            || into.any(|step| !dominates(node, step.from));
    }
    several
}

/// Returns the nearest dominator of each node (Cooper, Harvey and Kennedy, 2001).
///
/// A dominator stands on every way, the shortest included, so its number is smaller.
fn dominators(steps: &[Vec<Step>]) -> Vec<usize> {
    let mut dominator: Vec<usize> = steps
        .iter()
        .map(|into| into.first().map_or(0, |step| step.from))
        .collect();
    let mut changed = steps.iter().any(|into| into.len() > 1);
    while changed {
        changed = false;
        for node in 1..steps.len() {
            let mut nearest = dominator[node];
            for step in &steps[node] {
                let mut other = step.from;
                while nearest != other {
                    if nearest > other {
                        nearest = dominator[nearest];
                    } else {
                        other = dominator[other];
                    }
                }
            }
            if nearest != dominator[node] {
                dominator[node] = nearest;
                changed = true;
            }
        }
    }
    dominator
}
