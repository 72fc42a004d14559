//! A sketch of a text: enough to see where another text differs from it, too little to get it back.
//!
//! A digest says that two texts differ, and nothing of where. So the normal form is cut into bits of about five
//! characters, and two bits of a hash are kept of every two neighbours. As with the four letters of a genome, a row of
//! them is found again among thousands though some have changed. `docs/anchors.md` specifies it, and says what it gives away.

mod row;

pub(super) use row::cell_sketch;
pub use row::{CellSketch, ROW_SKETCH_PREFIX, read_row_sketch, sketch_row};

use super::normal_form::{
    PREFIX, digest, digest_of_normal_form, normal_form, normal_form_with_places,
};
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// What the first form of a sketch begins with.
pub const SKETCH_PREFIX: &str = "s1:";

/// Shorter texts have no sketch: together with the digest it would make them easy to guess.
const SHORTEST: usize = 25;

/// A bit of text begins where the hash of a pair of characters is the least of so many on either side.
const REACH: usize = 2;

/// Returns the sketch of a text: `s1:` and a digit from 0 to 3 for each two neighbouring bits of its normal form.
///
/// `None` where the text is short.
pub fn sketch(text: &str) -> Option<String> {
    let form: Vec<char> = normal_form(text).chars().collect();
    let symbols = Outline::of(&form).symbols;
    (symbols.len() >= SHORTEST).then(|| {
        let digits = symbols.iter().map(|symbol| char::from(b'0' + symbol));
        SKETCH_PREFIX.chars().chain(digits).collect()
    })
}

/// Returns the symbols of a sketch that was written; `None` where it is none.
pub fn read_sketch(sketch: &str) -> Option<Vec<u8>> {
    sketch
        .strip_prefix(SKETCH_PREFIX)?
        .bytes()
        .map(|byte| matches!(byte, b'0'..=b'3').then(|| byte - b'0'))
        .collect()
}

/// A text's normal form cut into bits, and a symbol for every two neighbours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Where bits begin, as numbers of characters of the normal form, and the end.
    pub(super) cuts: Vec<usize>,
    /// From 0 to 3.
    pub(super) symbols: Vec<u8>,
}

impl Outline {
    /// Returns the outline of a text.
    pub fn of_text(text: &str) -> Self {
        Self::of(&normal_form(text).chars().collect::<Vec<_>>())
    }

    pub(super) fn of(form: &[char]) -> Self {
        let hashes: Vec<u64> = form.windows(2).map(hash).collect();
        let mut cuts = vec![0];
        for at in 1..hashes.len() {
            let before = &hashes[at.saturating_sub(REACH)..at];
            let after = &hashes[at + 1..hashes.len().min(at + 1 + REACH)];
            if before.iter().all(|other| *other > hashes[at])
                && after.iter().all(|other| *other >= hashes[at])
            {
                cuts.push(at);
            }
        }
        cuts.push(form.len());
        let symbols = cuts
            .windows(3)
            .map(|cut| (hash(&form[cut[0]..cut[2]]) >> 62) as u8)
            .collect();
        Self { cuts, symbols }
    }

    /// Returns how many symbols differ from those of a sketch; `None` where more than `limit` do.
    pub fn distance(&self, sketch: &[u8], limit: usize) -> Option<usize> {
        let (short, long) = if sketch.len() < self.symbols.len() {
            (sketch, &self.symbols[..])
        } else {
            (&self.symbols[..], sketch)
        };
        if long.len() - short.len() > limit {
            return None;
        }
        // A row of the usual table, of which only what lies within the limit of its diagonal can count.
        let mut row: Vec<usize> = (0..=long.len()).collect();
        for (line, symbol) in short.iter().enumerate() {
            let from = (line + 1).saturating_sub(limit).max(1);
            let to = (line + 1 + limit).min(long.len());
            let mut diagonal = row[from - 1];
            row[from - 1] = if from == 1 { line + 1 } else { limit + 1 };
            let mut least = row[from - 1];
            for column in from..=to {
                let above = if column == line + 1 + limit {
                    limit + 1
                } else {
                    row[column]
                };
                let changed = diagonal + usize::from(long[column - 1] != *symbol);
                diagonal = row[column];
                row[column] = changed.min(above + 1).min(row[column - 1] + 1);
                least = least.min(row[column]);
            }
            if least > limit {
                return None;
            }
        }
        row.last().copied().filter(|distance| *distance <= limit)
    }
}

fn hash(characters: &[char]) -> u64 {
    let mut bytes = String::with_capacity(4 * characters.len());
    bytes.extend(characters);
    xxh3_64(bytes.as_bytes())
}

/// How a stretch of a text differs from what was sketched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Something else stood there.
    Changed,
    /// More stands there now.
    Added,
    /// More stood there.
    Missing,
}

/// A stretch of a text that is not as it was sketched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// How it differs.
    pub change: Change,
    /// Where it lies in the text, in bytes, as whole words.
    pub span: Range<usize>,
}

/// Returns where a text differs from a sketch, in its order.
///
/// One difference in sixteen leaves no trace in a sketch, and a difference is marked with up to a word more on either side.
pub fn differences(text: &str, sketch: &[u8]) -> Vec<Difference> {
    let form = normal_form_with_places(text);
    let characters: Vec<char> = form.iter().map(|(character, _)| *character).collect();
    let outline = Outline::of(&characters);
    let mut found: Vec<Difference> = Vec::new();
    for gap in gaps(&outline.symbols, sketch) {
        let (here, there) = (gap.here.len(), gap.there.len());
        let change = if there > here + 1 {
            Change::Missing
        } else if here > there + 1 {
            Change::Added
        } else {
            Change::Changed
        };
        // A symbol is of two bits, and one in four agrees by chance, so that the outer ones may have changed as well.
        let cuts = &outline.cuts;
        let last = cuts.len() - 2;
        let first = gap.here.start;
        let end = match here {
            0 => first,
            _ => gap.here.end,
        };
        let characters = &form[cuts[first.min(last)]..cuts[(end + 1).min(cuts.len() - 1)]];
        let (Some(start), Some(end)) = (
            characters.iter().map(|(_, place)| place.start).min(),
            characters.iter().map(|(_, place)| place.end).max(),
        ) else {
            continue;
        };
        let span = whole_words(text, start..end);
        match found.last_mut().filter(|last| last.span.end >= span.start) {
            Some(last) => {
                last.span.end = span.end.max(last.span.end);
                if last.change != change {
                    last.change = Change::Changed;
                }
            }
            None => found.push(Difference { change, span }),
        }
    }
    found
}

/// Widens a stretch to the white space around it.
fn whole_words(text: &str, span: Range<usize>) -> Range<usize> {
    let start = text[..span.start]
        .rfind(char::is_whitespace)
        .map_or(0, |at| {
            at + text[at..].chars().next().map_or(1, char::len_utf8)
        });
    let end = text[span.end..]
        .find(char::is_whitespace)
        .map_or(text.len(), |at| span.end + at);
    start..end
}

/// A run of symbols without a partner, on either side.
struct Gap {
    here: Range<usize>,
    there: Range<usize>,
}

/// Aligns two rows of symbols with as few changes as there can be, and returns what does not agree.
fn gaps(here: &[u8], there: &[u8]) -> Vec<Gap> {
    let width = there.len() + 1;
    let mut table = vec![0_usize; (here.len() + 1) * width];
    for line in (0..=here.len()).rev() {
        for column in (0..=there.len()).rev() {
            table[line * width + column] = if line == here.len() {
                there.len() - column
            } else if column == there.len() {
                here.len() - line
            } else {
                let below = table[(line + 1) * width + column] + 1;
                let beside = table[line * width + column + 1] + 1;
                let both = table[(line + 1) * width + column + 1];
                below
                    .min(beside)
                    .min(both + usize::from(here[line] != there[column]))
            };
        }
    }
    let at = |line: usize, column: usize| table[line * width + column];
    let mut gaps: Vec<Gap> = Vec::new();
    let (mut line, mut column) = (0, 0);
    while line < here.len() || column < there.len() {
        let both = line < here.len() && column < there.len();
        let least = at(line, column);
        if both && here[line] == there[column] && at(line + 1, column + 1) == least {
            (line, column) = (line + 1, column + 1);
            continue;
        }
        let (next_line, next_column) = if both && at(line + 1, column + 1) + 1 == least {
            (line + 1, column + 1)
        } else if line < here.len() && at(line + 1, column) + 1 == least {
            (line + 1, column)
        } else {
            (line, column + 1)
        };
        // One symbol that agrees between two that do not agrees by chance.
        match gaps.last_mut() {
            Some(gap) if line <= gap.here.end + 1 && column <= gap.there.end + 1 => {
                (gap.here.end, gap.there.end) = (next_line, next_column);
            }
            _ => gaps.push(Gap {
                here: line..next_line,
                there: column..next_column,
            }),
        }
        (line, column) = (next_line, next_column);
    }
    for gap in &mut gaps {
        // What was put in or left out of a row of equal symbols may stand anywhere in it.
        let (row, span) = match (gap.here.is_empty(), gap.there.is_empty()) {
            (false, true) => (here, gap.here.clone()),
            (true, false) => (there, gap.there.clone()),
            _ => continue,
        };
        let slides = (0..row.len() - span.end)
            .take_while(|by| row[span.start + by] == row[span.end + by])
            .count();
        gap.here.end = (gap.here.end + slides).min(here.len());
    }
    gaps
}

/// A small change that makes a text the one of a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The word as the normal form of this text has it.
    pub here: String,
    /// The word as the normal form of the other has it.
    pub there: String,
    /// Where the word stands in this text, in bytes.
    pub span: Range<usize>,
}

/// How many bytes beside a difference are tried, too.
const BESIDE: usize = 12;

/// Signs that get lost, beside those of ASCII.
const SIGNS: &str = "·→×°±μΔαβγδηλπσ≤≥≈∼";

/// Looks for the one character to add, take away or put right, the two to swap, or the number of two digits, that makes a
/// text the one of a digest: what gets lost in a conversion is mostly a sign, and what is mistyped a number.
///
/// Only what lies in the given stretches is tried, or everything where there are none. What is returned is certain, since the
/// digest agrees.
pub fn repair(text: &str, anchor: &str, within: &[Difference]) -> Option<Repair> {
    if !anchor.starts_with(PREFIX) || digest(text) == anchor {
        return None;
    }
    let form = normal_form_with_places(text);
    // What is missing is missed by the characters on either side.
    let near = |place: &Range<usize>| {
        within.is_empty()
            || within.iter().any(|one| {
                one.span.start <= place.end + BESIDE && place.start <= one.span.end + BESIDE
            })
    };
    let characters: Vec<char> = form.iter().map(|(character, _)| *character).collect();
    let alphabet: Vec<char> = ('!'..='~').chain(SIGNS.chars()).collect();
    let digits: Vec<char> = ('0'..='9').collect();
    let is_digit = |at: usize| characters.get(at).is_some_and(char::is_ascii_digit);
    for at in 0..=characters.len() {
        let place = form
            .get(at)
            .or(form.last())
            .map(|(_, place)| place.clone())?;
        if !near(&place) {
            continue;
        }
        let mut tried: Vec<(usize, Vec<char>)> = Vec::new();
        tried.extend(alphabet.iter().map(|character| (0, vec![*character])));
        if at < characters.len() {
            tried.push((1, Vec::new()));
            tried.extend(alphabet.iter().map(|character| (1, vec![*character])));
        }
        if let Some(next) = characters.get(at + 1) {
            tried.push((2, vec![*next, characters[at]]));
        }
        if is_digit(at) && is_digit(at + 1) {
            let pairs = digits
                .iter()
                .flat_map(|a| digits.iter().map(|b| vec![*a, *b]));
            tried.extend(pairs.map(|pair| (2, pair)));
        }
        for (length, by) in tried {
            let edited = characters[..at].iter().chain(&by);
            let edited = edited.chain(&characters[at + length..]);
            if digest_of_normal_form(&edited.collect::<String>()) == anchor {
                return Some(repaired(text, &form, at..at + length, &by));
            }
        }
    }
    None
}

/// Describes a change by the word in which it lies.
fn repaired(text: &str, form: &[(char, Range<usize>)], edit: Range<usize>, by: &[char]) -> Repair {
    // A character that is missing belongs to the word before it.
    let of = if edit.is_empty() && edit.start > 0 {
        edit.start - 1
    } else {
        edit.start
    };
    let place = form.get(of).map_or(0..0, |(_, place)| place.clone());
    let span = whole_words(text, place);
    let inside = |at: usize| {
        form.get(at)
            .is_some_and(|(_, p)| span.start <= p.start && p.end <= span.end)
    };
    let mut first = of;
    while first > 0 && inside(first - 1) {
        first -= 1;
    }
    let mut end = of;
    while inside(end) {
        end += 1;
    }
    let word = |range: Range<usize>| form[range].iter().map(|(character, _)| *character);
    let there = word(first..edit.start)
        .chain(by.iter().copied())
        .chain(word(edit.end..end.max(edit.end)));
    Repair {
        there: there.collect(),
        here: word(first..end.max(edit.end)).collect(),
        span,
    }
}
