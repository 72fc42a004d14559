//! The `#+` header of a query file: YAML in comments, as grlc reads it.

use serde::Deserialize;
use std::collections::BTreeMap;

/// What a query file says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Header {
    /// One line.
    #[serde(default)]
    pub summary: String,
    /// What a row means, and what the parameters do.
    #[serde(default)]
    pub description: String,
    /// What is known of each parameter beyond its name.
    #[serde(default)]
    pub parameters: Vec<ParameterNote>,
    /// Values taken where none is given.
    #[serde(default)]
    pub defaults: Vec<BTreeMap<String, Scalar>>,
    /// Values that alone are allowed.
    #[serde(default)]
    pub enumerate: Vec<BTreeMap<String, Vec<Scalar>>>,
    /// Words to sort questions by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Drawings of the answer.
    #[serde(default)]
    pub plots: Vec<Plot>,
    /// How rows are put side by side.
    #[serde(default)]
    pub comparison: Option<ComparisonNote>,
    /// Of a section of pages: the class of the things whose pages have it, as an IRI.
    #[serde(default)]
    pub class: Option<String>,
    /// Of a section of pages: where it stands, lower numbers first.
    #[serde(default)]
    pub order: i64,
    /// Of a section of pages: the picture that is drawn of its rows, if any.
    #[serde(default)]
    pub picture: Option<String>,
    /// Of a check: how much it matters.
    #[serde(default)]
    pub level: Option<String>,
    /// Of a check: what to say of an offender, `{column}` standing for its values.
    #[serde(default)]
    pub message: Option<String>,
    /// Of a check: one thing to do about it.
    #[serde(default)]
    pub hint: Option<String>,
}

/// What a header says of one parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct ParameterNote {
    /// Its name.
    pub name: String,
    /// The class that its value must have, as an IRI.
    #[serde(default)]
    pub class: Option<String>,
    /// What it does.
    #[serde(default)]
    pub description: String,
}

/// A drawing that a header asks for.
///
/// `bars` count the different `of` for each value of the column `x`. A `matrix` counts them for each pair of values of
/// the columns `y` and `x`. A `scatter` draws each `of` that has two numbers: those whose `kind_column` is `x`, and is
/// `y`, with the number in `value`, a panel for each value of `panel` and `unit`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Plot {
    /// `bars`, `matrix` or `scatter`.
    pub kind: String,
    /// Its caption.
    pub title: String,
    /// What goes across.
    pub x: String,
    /// What goes up.
    pub y: String,
    /// The column of what is counted, or what a point is.
    pub of: String,
    /// The column that says which quantity a row gives.
    pub kind_column: String,
    /// The column of the number.
    pub value: String,
    /// The column of its unit.
    pub unit: String,
    /// The column that tells panels apart.
    pub panel: String,
    /// The column of comparators; values that are not `=` have open marks.
    pub comparator: String,
    /// What stands below, where not `x`.
    pub x_label: String,
    /// What stands beside.
    pub y_label: String,
}

impl Plot {
    /// Returns what stands below the drawing.
    pub fn x_title(&self) -> String {
        match self.x_label.as_str() {
            "" => self.x.replace('_', " "),
            label => label.to_owned(),
        }
    }

    /// Returns what stands beside it.
    pub fn y_title(&self) -> String {
        match self.y_label.as_str() {
            "" => format!("number of {}", self.of.replace('_', " ")),
            label => label.to_owned(),
        }
    }
}

/// How the rows of an answer are put side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ComparisonNote {
    /// The column of what is compared: one row each.
    pub of: String,
    /// The columns whose values together make a column.
    pub columns: Vec<String>,
    /// The column of the value.
    pub value: String,
    /// The column of the unit.
    pub unit: String,
    /// The column of the comparator.
    pub comparator: String,
}

/// A YAML value that is not a list or a map, as its text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// A whole number.
    Integer(i64),
    /// Anything else.
    Text(String),
}

impl Scalar {
    /// Returns its text.
    pub fn text(&self) -> String {
        match self {
            Self::Integer(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

impl Header {
    /// Reads the header of a query's text; a text without one has an empty header.
    ///
    /// # Errors
    /// The line (from 1) and reason where the header is no YAML of the expected form.
    pub fn read(text: &str) -> Result<Self, (usize, String)> {
        let mut yaml = String::new();
        for line in text.lines() {
            let Some(rest) = line.strip_prefix("#+") else {
                if line.trim().is_empty() || line.starts_with('#') {
                    continue;
                }
                break;
            };
            yaml.push_str(rest.strip_prefix(' ').unwrap_or(rest));
            yaml.push('\n');
        }
        if yaml.trim().is_empty() {
            return Ok(Self::default());
        }
        serde_saphyr::from_str(&yaml).map_err(|error| {
            let line = error
                .location()
                .map_or(1, |location| usize::try_from(location.line()).unwrap_or(1));
            let reason = error.to_string();
            let reason = reason.lines().next().unwrap_or_default();
            // The place is told apart.
            let at = format!("column {}: ", error.location().map_or(0, |at| at.column()));
            let reason = reason.split_once(&at).map_or(reason, |(_, rest)| rest);
            (line, reason.to_owned())
        })
    }

    /// Returns the default of a parameter.
    pub fn default_of(&self, name: &str) -> Option<String> {
        self.defaults
            .iter()
            .find_map(|map| map.get(name))
            .map(Scalar::text)
    }

    /// Returns the values that a parameter may have, empty where any will do.
    pub fn values_of(&self, name: &str) -> Vec<String> {
        self.enumerate
            .iter()
            .find_map(|map| map.get(name))
            .map(|values| values.iter().map(Scalar::text).collect())
            .unwrap_or_default()
    }
}
