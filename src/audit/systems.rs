//! Names of systems: one under several names, several under one.

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::formula::elements;
use super::pattern::{first, pattern};
use super::text::{Text, plain};
use std::collections::BTreeMap;
use std::ops::Range;

pattern!(NAME, r"[\p{L}\d(\[*][\p{L}\d()\[\]@/+.*\-]*[\p{L}\d)\]+\-]");
pattern!(
    SYSTEM_COLUMN,
    r"(?i)^\W*(?:electro|photo)?(?:catalysts?|materials?|samples?|systems?|electrodes?|compounds?|cathodes?|electrocatalysts?)(?:\W.*)?$"
);
pattern!(
    OTHER_COLUMN,
    r"(?i)^\W*(?:models?|networks?|algorithms?|alloys?|membranes?|adsorbents?|sorbents?|inhibitors?|drugs?|polymers?)(?:\s*\(.*)?$"
);
/// How a name is written, and where.
struct Form {
    sentence: Option<usize>,
    place: crate::source::Place,
    locator: String,
    count: usize,
    /// Two words, so that it counts only beside a name of one word.
    spaced: bool,
}

pub(super) fn find(text: &Text<'_>) -> Vec<Finding> {
    varying(text)
}

/// Returns the position of the column that names systems, of a table.
pub(super) fn system_column(header: &[String]) -> Option<usize> {
    let is_type = |cell: &str| cell.to_lowercase().contains("type");
    [&SYSTEM_COLUMN, &OTHER_COLUMN]
        .into_iter()
        .find_map(|head| {
            header.iter().position(|cell| {
                let cell = plain(cell);
                first(head, cell.trim()).is_some() && !is_type(&cell)
            })
        })
}

/// Returns a name by which spellings are compared: letters and digits.
pub(super) fn key(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Says whether a word is a made-up name rather than a plain word: capitals, and digits or signs.
pub(super) fn is_name(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let signs = word
        .chars()
        .any(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '@'));
    let longest_small = word
        .split(|c: char| !c.is_lowercase())
        .map(|part| part.chars().count())
        .max()
        .unwrap_or(0);
    capitals >= 2 && letters >= 3 && signs && longest_small < 5
}

/// Returns a word without the signs of charges and stops around it.
pub(super) fn trimmed(word: &str) -> &str {
    let word = word.trim_matches(|c: char| matches!(c, '.' | '*' | '+' | '-' | '/' | ','));
    let opens = word.matches(['(', '[']).count();
    let closes = word.matches([')', ']']).count();
    if opens < closes {
        word.trim_end_matches([')', ']'])
    } else if closes < opens {
        word.trim_start_matches(['(', '['])
    } else if word.starts_with('(') && word.ends_with(')') && word.matches('(').count() == 1 {
        &word[1..word.len() - 1]
    } else {
        word
    }
}

/// Finds names that are spelt in two ways, by hyphens, spaces or capitals.
fn varying(text: &Text<'_>) -> Vec<Finding> {
    let mut forms: BTreeMap<String, BTreeMap<String, Form>> = BTreeMap::new();
    let mut add = |name: &str,
                   sentence: Option<usize>,
                   place: &dyn Fn() -> crate::source::Place,
                   locator: &str,
                   spaced| {
        let shown = singular(name);
        let form = forms
            .entry(key(shown))
            .or_default()
            .entry(shown.to_owned())
            .or_insert_with(|| Form {
                sentence,
                place: place(),
                locator: locator.to_owned(),
                count: 0,
                spaced,
            });
        form.count += 1;
        form.spaced &= spaced;
    };
    for (index, prose) in text.sentences.iter().enumerate() {
        let locator = &text.paper.sentences[index].id;
        let words: Vec<Range<usize>> = NAME
            .as_ref()
            .into_iter()
            .flat_map(|name| name.find_iter(&prose.text))
            .map(|found| found.range())
            .collect();
        for (at, word) in words.iter().enumerate() {
            let name = trimmed(&prose.text[word.clone()]);
            if is_name(name) {
                add(
                    name,
                    Some(index),
                    &|| text.place(index, word.clone()),
                    locator,
                    false,
                );
            }
            if let Some(next) = words.get(at + 1)
                && prose.text.get(word.end..next.start) == Some(" ")
            {
                let both = word.start..next.end;
                let name = trimmed(&prose.text[both.clone()]);
                let second = trimmed(&prose.text[next.clone()]);
                if is_name(&name.replace(' ', "-"))
                    && second.chars().filter(|c| c.is_uppercase()).count() >= 2
                {
                    add(
                        name,
                        Some(index),
                        &|| text.place(index, both.clone()),
                        locator,
                        true,
                    );
                }
            }
        }
    }
    for table in &text.paper.tables {
        let Some(column) = system_column(&table.header.cells) else {
            continue;
        };
        for (index, row) in table.rows.iter().enumerate() {
            let Some(cell) = row.cells.get(column) else {
                continue;
            };
            let mut name = plain(cell);
            // Converters write "Cu <sub>4</sub> (A)": their spaces are not the paper's.
            if cell.contains(" <su") {
                name.retain(|c| c != ' ');
            }
            let name = trimmed(name.trim());
            if is_name(&name.replace(' ', "-")) {
                let locator = format!("{}/{}", table.id, index + 1);
                add(
                    name,
                    None,
                    &|| text.at(&row.span),
                    &locator,
                    name.contains(' '),
                );
            }
        }
    }
    forms
        .into_iter()
        .filter(|(key, spellings)| spellings.len() > 1 && is_one_system(key, spellings))
        .filter_map(|(_, spellings)| variation(text, &spellings))
        .collect()
}

fn singular(name: &str) -> &str {
    match name.strip_suffix('s') {
        Some(stem) if stem.ends_with(|c: char| c.is_uppercase()) => stem,
        _ => name,
    }
}

/// Says whether spellings are of one system: long enough, and more than metals side by side.
fn is_one_system(key: &str, spellings: &BTreeMap<String, Form>) -> bool {
    let only_elements = spellings.keys().all(|name| {
        let bare: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
        let digits = bare.chars().any(|c| c.is_ascii_digit());
        elements(&bare).is_some() && (!digits || name.contains(['/', '@']))
    });
    let signs = |name: &String| name.contains(['/', '@', '(', '[', '+', '.']);
    // "A/B" and "A-B" or "A@B" may be two things; "A B" and "A-B" are not.
    let structures: std::collections::BTreeSet<String> = spellings
        .keys()
        .map(|name| {
            name.chars()
                .filter(|c| matches!(c, '/' | '@' | '(' | '[' | '+' | '.'))
                .collect()
        })
        .collect();
    // "Fe(OH) 2" and "Fe(OH)2" are one name: the space is the converter's, or nobody sees it.
    let joined: std::collections::BTreeSet<String> =
        spellings.keys().map(|name| name.replace(' ', "")).collect();
    key.chars().count() >= 5
        && !only_elements
        && joined.len() > 1
        && structures.len() == 1
        && spellings
            .iter()
            .any(|(name, form)| !form.spaced || signs(name))
}

fn variation(text: &Text<'_>, spellings: &BTreeMap<String, Form>) -> Option<Finding> {
    let mut by_count: Vec<(&String, &Form)> = spellings.iter().collect();
    by_count.sort_by_key(|(name, form)| (std::cmp::Reverse(form.count), (*name).clone()));
    let (usual, _) = by_count.first()?;
    let (rare, form) = by_count.last()?;
    let capitals = usual.eq_ignore_ascii_case(rare);
    // Two substances may differ by a capital alone where names are short: Co and CO.
    if capitals && usual.chars().filter(|c| c.is_alphanumeric()).count() < 8 {
        return None;
    }
    let names: Vec<String> = by_count
        .iter()
        .map(|(name, form)| format!("{name} ({})", form.count))
        .collect();
    let mut finding = Finding::new(
        &code::SYSTEM_NAME_VARIES,
        Certainty::WorthALook,
        form.place.clone(),
        format!("{rare} is written {usual} elsewhere"),
    )
    .with(Evidence::said(format!("spellings: {}", names.join(", "))));
    for (name, form) in by_count {
        let shown = form
            .sentence
            .map_or(form.place.clone(), |_| form.place.clone());
        finding = finding.with(Evidence::at(shown, &form.locator, name.clone()));
    }
    let _ = text;
    Some(finding)
}
