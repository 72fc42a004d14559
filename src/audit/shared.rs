//! One name for two systems: in two rows of a table, or given twice.

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::formula::elements;
use super::pattern::{all, first, pattern};
use super::systems::{is_name, system_column, trimmed};
use super::text::{Text, plain};
use std::collections::HashMap;
use std::ops::Range;

pattern!(
    NAMING,
    r"(?i)\b(?:denoted|designated|labell?ed|named|abbreviated)\s+(?:here\s+|hereafter\s+)?(?:as\s+)?(?P<name>[\p{L}\d][\p{L}\d()\[\]@/+\-]{2,40})"
);

pattern!(
    NAMED_BEHIND,
    r"(?P<thing>\p{L}{2,}(?:[ -][\p{L}\d-]{1,20}){1,6})\s\((?P<name>\p{Lu}\p{L}{0,7}-(?:[A-Z]|\d{1,2}))\)"
);

pattern!(
    REFERENCE_COLUMN,
    r"(?i)^\W*(?:refs?\.?|references?|sources?|lit\.?|literature|citations?)\W*$"
);

pub(super) fn find(text: &Text<'_>) -> Vec<Finding> {
    let mut findings = shared_rows(text);
    findings.extend(shared_namings(text));
    findings
}

/// Finds rows of one table that have one name and cite different references.
fn shared_rows(text: &Text<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &text.paper.tables {
        let Some(column) = system_column(&table.header.cells) else {
            continue;
        };
        if !table
            .header
            .cells
            .iter()
            .any(|cell| first(&REFERENCE_COLUMN, plain(cell).trim()).is_some())
        {
            continue;
        }
        let mut seen: HashMap<String, (usize, Vec<&str>)> = HashMap::new();
        for (index, row) in table.rows.iter().enumerate() {
            let name = row
                .cells
                .get(column)
                .map(|cell| plain(cell))
                .unwrap_or_default();
            let name = name.trim();
            let numbers: Vec<&str> = row
                .markers
                .iter()
                .flat_map(|marker| &marker.references)
                .map(String::as_str)
                .collect();
            let bare: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
            if !is_name(name) || elements(&bare).is_some() || numbers.is_empty() {
                continue;
            }
            match seen.get(name) {
                Some((first_row, others))
                    if others.iter().all(|other| !numbers.contains(other)) =>
                {
                    findings.push(
                        Finding::new(
                            &code::SYSTEM_NAME_SHARED,
                            Certainty::WorthALook,
                            text.at(&row.span),
                            format!(
                                "{name} stands in two rows of {}, with different references",
                                table.id
                            ),
                        )
                        .of(others.iter().copied().chain(numbers))
                        .with(Evidence::at(
                            text.at(&table.rows[*first_row].span),
                            &format!("{}/{}", table.id, first_row + 1),
                            name,
                        ))
                        .with(Evidence::at(
                            text.at(&row.span),
                            &format!("{}/{}", table.id, index + 1),
                            name,
                        ))
                        .into_note(),
                    );
                }
                Some(_) => {}
                None => {
                    seen.insert(name.to_owned(), (index, numbers));
                }
            }
        }
    }
    findings
}

/// Where a name was given first: what it cites, and what stands before a name in parentheses.
struct Naming<'a> {
    sentence: usize,
    stretch: Range<usize>,
    numbers: Vec<&'a str>,
    thing: Option<&'a str>,
}

/// Says whether what stands before a name in parentheses has a word in common.
fn is_one_thing(one: Option<&str>, other: Option<&str>) -> bool {
    let words = |thing: Option<&str>| -> Vec<String> {
        let words = thing.unwrap_or_default().split([' ', '-']);
        let long = words.filter(|word| word.chars().count() > 3);
        long.map(str::to_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    one.iter().any(|word| other.contains(word))
}

/// Finds one name that is given to two systems: "denoted as X" twice, with different references.
fn shared_namings(text: &Text<'_>) -> Vec<Finding> {
    let mut seen: HashMap<String, Naming<'_>> = HashMap::new();
    let mut findings = Vec::new();
    for (sentence, prose) in text.sentences.iter().enumerate() {
        for found in all(&NAMING, &prose.text).chain(all(&NAMED_BEHIND, &prose.text)) {
            let Some(name) = found.name("name") else {
                continue;
            };
            // "(Co-3)" may be a formula, "(Cat-A)" is a name that somebody gave.
            let thing = found.name("thing").map(|thing| thing.as_str());
            if thing.is_some() && elements(&name.as_str().replace('-', "")).is_some() {
                continue;
            }
            let shown = trimmed(name.as_str());
            if thing.is_none() && shown.chars().filter(|c| c.is_uppercase()).count() < 2 {
                // "denoted as M-1" has a capital and a number.
                let coded = shown.contains('-') && shown.ends_with(|c: char| c.is_ascii_digit());
                if !coded || elements(&shown.replace('-', "")).is_some() {
                    continue;
                }
            }
            let numbers: Vec<&str> = text.paper.sentences[sentence]
                .markers
                .iter()
                .flat_map(|marker| &marker.references)
                .map(String::as_str)
                .collect();
            match seen.get(shown) {
                Some(Naming {
                    sentence: other,
                    stretch,
                    numbers: others,
                    thing: before,
                }) if !numbers.is_empty()
                    && !others.is_empty()
                    && others.iter().all(|other| !numbers.contains(other))
                    && !is_one_thing(*before, thing) =>
                {
                    findings.push(
                        Finding::new(
                            &code::SYSTEM_NAME_SHARED,
                            Certainty::Likely,
                            text.place(sentence, name.range()),
                            format!("{shown} is the name of a system here and of another before"),
                        )
                        .of(others.iter().copied().chain(numbers))
                        .with(text.quote(*other, stretch.clone()))
                        .with(text.quote(sentence, name.range())),
                    );
                }
                Some(_) => {}
                None => {
                    let stretch = name.range();
                    seen.insert(
                        shown.to_owned(),
                        Naming {
                            sentence,
                            stretch,
                            numbers,
                            thing,
                        },
                    );
                }
            }
        }
    }
    findings
}
