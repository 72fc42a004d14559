//! Names of variables that every parser takes.

use crate::lineage::walk::variables;
use oxigraph::model::Variable;
use rustc_hash::FxHashMap;
use spargebra::algebra::GraphPattern;

/// Starts the names of variables that are not plain.
const PLAIN: &str = "sg_";

/// Gives variables whose names are not plain other names, and returns which.
pub(super) fn plain_names(pattern: &mut GraphPattern) -> FxHashMap<String, Variable> {
    let mut taken: Vec<String> = Vec::new();
    variables(pattern, &mut |variable| {
        if is_plain(variable.as_str()) {
            taken.push(variable.as_str().to_owned());
        }
    });
    let mut given: FxHashMap<Variable, Variable> = FxHashMap::default();
    variables(pattern, &mut |variable| {
        if is_plain(variable.as_str()) {
            return;
        }
        let number = given.len();
        let own = given.entry(variable.clone()).or_insert_with(|| {
            let letters: String = variable
                .as_str()
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect();
            let mut name = format!("{PLAIN}{letters}_{number}");
            while taken.contains(&name) {
                name.push('_');
            }
            Variable::new_unchecked(name)
        });
        *variable = own.clone();
    });
    given
        .into_iter()
        .map(|(variable, own)| (own.as_str().to_owned(), variable))
        .collect()
}

fn is_plain(name: &str) -> bool {
    !name.starts_with(PLAIN) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
