//! Citation markers from links: which references they point to, with those that a dash between two of them implies.

use super::super::markup;
use super::inline::{Inline, Link};
use std::collections::HashMap;
use std::ops::Range;

/// A marker in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cited {
    pub(super) stretch: Range<usize>,
    pub(super) references: Vec<String>,
}

/// The reference list, as far as links need it.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// Ids of the references that each XML id names.
    by_id: HashMap<String, Vec<String>>,
    /// Where each reference stands in the list.
    positions: HashMap<String, usize>,
    order: Vec<String>,
}

/// Longest range that is filled; a longer one is a slip of the pen.
const LONGEST: usize = 200;

impl Targets {
    pub(super) fn add(&mut self, xml_ids: impl Iterator<Item = String>, id: &str) {
        for xml_id in xml_ids {
            self.by_id.entry(xml_id).or_default().push(id.to_owned());
        }
        self.positions.insert(id.to_owned(), self.order.len());
        self.order.push(id.to_owned());
    }

    pub(super) fn holds(&self, xml_id: &str) -> bool {
        self.by_id.contains_key(xml_id)
    }

    /// Returns the references between two of the list.
    fn between(&self, low: &str, high: &str) -> &[String] {
        let (Some(low), Some(high)) = (self.positions.get(low), self.positions.get(high)) else {
            return &[];
        };
        if high <= low || high - low > LONGEST {
            return &[];
        }
        &self.order[low + 1..*high]
    }

    /// Returns the references that a link points to, with those that its own text lists.
    fn of(&self, link: &Link, text: &str) -> Vec<String> {
        let known = |id: &String| self.by_id.get(id).cloned().unwrap_or_default();
        let targets: Vec<String> = link.targets.iter().flat_map(known).collect();
        let mut references = targets.clone();
        // A link that is a list, `8–16` or `1,2`, may name only its ends, or only its first.
        let numbers = numbers(text);
        if numbers.len() > 1
            && numbers
                .iter()
                .all(|(number, _)| self.positions.contains_key(number))
        {
            let consistent = targets.iter().all(|target| {
                numbers.iter().any(|(number, _)| number == target)
                    || numbers.iter().any(|(_, range)| *range)
            });
            if consistent {
                references.clear();
                self.list(&numbers, &mut references);
                references.extend(targets);
            }
        }
        references
    }

    /// Adds the references that numbers list, ranges filled.
    fn list(&self, numbers: &[(String, bool)], references: &mut Vec<String>) {
        let mut last: Option<&String> = None;
        for (number, range) in numbers {
            if let (true, Some(low)) = (*range, last) {
                references.extend_from_slice(self.between(low, number));
            }
            references.push(number.clone());
            last = Some(number);
        }
    }
}

/// Returns the markers of a stretch of a text.
pub(super) fn markers(inline: &Inline, stretch: &Range<usize>, targets: &Targets) -> Vec<Cited> {
    let text = inline.passage.text.as_str();
    let first = inline
        .links
        .partition_point(|link| link.stretch.start < stretch.start);
    let links = inline.links[first..]
        .iter()
        .take_while(|link| link.stretch.start < stretch.end);
    let mut markers: Vec<Cited> = Vec::new();
    let mut last_number: Option<String> = None;
    // Whether the link before ends with a dash: `<xref>3–</xref><xref>5</xref>`.
    let mut dashed = false;
    for link in links {
        let end = link.stretch.end.min(stretch.end);
        let shown = plain(&text[link.stretch.start..end]);
        let mut references = targets.of(link, &shown);
        if references.is_empty() {
            continue;
        }
        let numeric = shown.is_empty() || !numbers(&shown).is_empty();
        if let Some(marker) = markers.last_mut()
            && let Some(joint) =
                Joint::of(&text[marker.stretch.end.min(link.stretch.start)..link.stretch.start])
        {
            let dash = joint == Joint::Dash || dashed || shown.starts_with(is_dash);
            if dash
                && numeric
                && let Some(low) = &last_number
            {
                let between = targets.between(low, &references[0]);
                marker.references.extend_from_slice(between);
            }
            last_number = references.last().filter(|_| numeric).cloned();
            marker.stretch.end = end;
            marker.references.append(&mut references);
            dashed = shown.ends_with(is_dash);
            continue;
        }
        dashed = shown.ends_with(is_dash);
        last_number = references.last().filter(|_| numeric).cloned();
        markers.push(Cited {
            stretch: link.stretch.start..end,
            references,
        });
    }
    let count = markers.len();
    for index in 0..count {
        let before = if index == 0 {
            stretch.start
        } else {
            markers[index - 1].stretch.end
        };
        let after = markers
            .get(index + 1)
            .map_or(stretch.end, |next| next.stretch.start);
        finish(text, &mut markers[index], before..after, targets);
    }
    markers
}

/// Adds to a marker the numbers without links beside it, `[8–<xref>16</xref>]`, its brackets, and takes doubles out.
fn finish(text: &str, marker: &mut Cited, room: Range<usize>, targets: &Targets) {
    let behind = &text[marker.stretch.end..room.end.max(marker.stretch.end)];
    if let Some((length, numbers)) = tail(behind) {
        let known = numbers
            .iter()
            .all(|(number, _)| targets.positions.contains_key(number));
        if known && let Some(last) = marker.references.last().cloned() {
            let mut list = vec![(last, false)];
            list.extend(numbers);
            let mut more = Vec::new();
            targets.list(&list, &mut more);
            marker.references.extend(more.into_iter().skip(1));
            marker.stretch.end += length;
        }
    }
    let before = &text[room.start.min(marker.stretch.start)..marker.stretch.start];
    if let Some((length, number)) = head(before)
        && let Some(first) = marker.references.first()
        && targets.positions.contains_key(&number)
    {
        let mut more = vec![number.clone()];
        more.extend_from_slice(targets.between(&number, first));
        more.append(&mut marker.references);
        marker.references = more;
        marker.stretch.start -= length;
    }
    for (open, close) in [("[", "]"), ("<sup>", "</sup>"), ("[", "]")] {
        let before = &text[room.start.min(marker.stretch.start)..marker.stretch.start];
        let after = &text[marker.stretch.end..room.end.max(marker.stretch.end)];
        if before.ends_with(open) && after.starts_with(close) {
            marker.stretch = marker.stretch.start - open.len()..marker.stretch.end + close.len();
        }
    }
    let mut seen = std::collections::HashSet::new();
    marker
        .references
        .retain(|reference| seen.insert(reference.clone()));
}

/// What stands between two links of one marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    Dash,
    List,
}

impl Joint {
    fn of(between: &str) -> Option<Self> {
        if between.len() > 120 {
            return None;
        }
        let between = plain(between);
        let bare: String = between
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '[' | ']'))
            .collect();
        if bare.is_empty() || bare.chars().all(|c| matches!(c, ',' | ';')) || bare == "," {
            Some(Self::List)
        } else if bare.chars().all(is_dash) || matches!(bare.as_str(), "to" | "through") {
            Some(Self::Dash)
        } else {
            None
        }
    }
}

fn is_dash(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '~' | '\u{223C}' | '\u{FE63}' | '\u{FF0D}'
    )
}

/// Returns a text without markup.
fn plain(text: &str) -> String {
    markup::plain(text).trim().to_owned()
}

/// Returns the numbers of a list, each with whether a dash stands before it; nothing of what is no list.
fn numbers(text: &str) -> Vec<(String, bool)> {
    let mut numbers: Vec<(String, bool)> = Vec::new();
    let mut digits = String::new();
    let mut range = false;
    for character in text.chars().chain([',']) {
        match character {
            '0'..='9' => digits.push(character),
            'a'..='h' if !digits.is_empty() => {}
            '['
            | ']'
            | '('
            | ')'
            | ' '
            | '.'
            | ','
            | ';'
            | '\u{A0}'
            | '\u{2009}'
            | '-'
            | '\u{2010}'..='\u{2015}'
            | '\u{2212}' => {
                if digits.len() > 3 {
                    return Vec::new();
                }
                if !digits.is_empty() {
                    numbers.push((std::mem::take(&mut digits), range));
                    range = false;
                }
                range |= matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
            }
            _ => return Vec::new(),
        }
    }
    numbers
}

/// Returns the number that begins a range without a link, and its length with the dash: `1–` before `5`.
fn head(text: &str) -> Option<(usize, String)> {
    let bare = text.trim_end_matches(is_dash);
    let digits = bare.len() - bare.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (outside, number) = bare.split_at(bare.len() - digits);
    let begins = outside.ends_with(['[', '(', '>', ',']) || outside.ends_with(", ");
    (bare.len() < text.len() && (1..=3).contains(&digits) && begins)
        .then(|| (text.len() - outside.len(), number.to_owned()))
}

/// Returns the numbers of a list that goes on without links, and its length: `–16` behind `8`.
fn tail(text: &str) -> Option<(usize, Vec<(String, bool)>)> {
    let end = text
        .char_indices()
        .take(24)
        .find(|(_, c)| {
            !(c.is_ascii_digit()
                || matches!(c, ' ' | ',' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}'))
        })
        .map_or_else(|| text.len().min(24), |(at, _)| at);
    let list = text.get(..end)?.trim_end_matches([' ', ',']);
    let begins = list.trim_start().starts_with([
        '-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}',
    ]);
    let closed = matches!(text[list.len()..].chars().next(), Some(']' | ')' | '<'));
    let found = numbers(list);
    (begins && closed && !found.is_empty()).then_some((list.len(), found))
}
