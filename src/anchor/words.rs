//! The one word, number or symbol that makes a text the one of a digest.
//!
//! A sketch tells nothing of short texts, and one small difference in ten leaves no trace in it. What is likely to have stood there
//! can be tried, since the digest says when it is right: the words of the paper itself, and numbers.

use crate::paper::{
    Difference, Repair, digest_of_normal_form, normal_form, normal_form_with_places,
};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::ops::Range;

/// How many texts are tried for one claim.
const TRIES: usize = 200_000;

/// How many are tried for all claims together: a few seconds.
const ALL_TRIES: usize = 6_000_000;

/// How many bytes beside a difference are tried, too.
const BESIDE: usize = 12;

/// Words that turn a sentence round, whether or not the paper has them elsewhere.
const TURNING: &str = "not no never nor without with may might can could cannot will would likely possibly probably only also \
    more less most least higher lower high low highest lowest larger smaller large small greater fewer faster slower stronger \
    weaker strongly weakly strong weak better worse before after above below over under increase decrease increases decreases \
    increased decreased increasing decreasing raises lowers raised lowered rises falls rose fell gains loses gained lost \
    promotes inhibits promoted inhibited enhances suppresses enhanced suppressed improves improved reduced oxidized easier harder \
    always rarely often seldom all some none few many first second last next positive negative";

/// The words and symbols of a copy, which are tried in the place of others.
#[derive(Debug)]
pub(super) struct Vocabulary {
    words: Vec<String>,
    /// A capital with a small letter, or alone, within words that have several: `Cu` of `CuNi`.
    symbols: Vec<String>,
    left: Cell<usize>,
}

impl Vocabulary {
    /// Gathers the words of texts.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut words: BTreeSet<String> = TURNING.split_whitespace().map(str::to_owned).collect();
        let mut symbols = BTreeSet::new();
        for text in texts {
            for word in text.split_whitespace() {
                let word = normal_form(word);
                let word = word.trim_matches(|c: char| !c.is_alphanumeric());
                if word.is_empty() || word.len() > 24 || word.chars().all(|c| c.is_ascii_digit()) {
                    continue;
                }
                if words.len() < MOST_WORDS {
                    words.insert(word.to_owned());
                }
                let letters: Vec<char> = word.chars().collect();
                for at in symbols_in(&letters) {
                    symbols.insert(letters[at].iter().collect::<String>());
                }
            }
        }
        Self {
            words: words.into_iter().collect(),
            symbols: symbols.into_iter().collect(),
            left: Cell::new(ALL_TRIES),
        }
    }

    /// Looks for one word to add, take away or put right, one number or one symbol, that makes a text the one of a digest.
    ///
    /// Only what lies in the given stretches is tried, or everything where there are none. What is returned is certain, since
    /// the digest agrees. `None` as well where too much has been tried already.
    pub(super) fn repair(&self, text: &str, anchor: &str, within: &[Difference]) -> Option<Repair> {
        let form = Form::of(text, within);
        let mut tries = TRIES.min(self.left.get());
        let before = tries;
        let found = self.tried(&form, anchor, &mut tries);
        self.left.set(self.left.get() - (before - tries));
        found.map(|(edit, by)| form.repaired(text, edit, &by))
    }

    fn tried(
        &self,
        form: &Form,
        anchor: &str,
        tries: &mut usize,
    ) -> Option<(Range<usize>, String)> {
        let numbers = form.near(form.runs(|c| c.is_ascii_digit() || c == '.'));
        for at in numbers {
            let digits = form.text(&at).trim_end_matches('.').len();
            let at = at.start..at.start + digits;
            let found = numbers_like(form.text(&at))
                .into_iter()
                .find(|by| form.agrees(&at, by, anchor, tries));
            if let Some(by) = found {
                return Some((at, by));
            }
        }
        for at in form.near(symbols_in(&form.characters)) {
            if let Some(by) = form.first(&at, &self.symbols, anchor, tries) {
                return Some((at, by));
            }
        }
        let words = form.near(form.words.clone());
        for pair in [1, 2] {
            for several in words.windows(pair) {
                let at = form.core(&several[0]).start..form.core(&several[pair - 1]).end;
                if form.agrees(&at, "", anchor, tries) {
                    return Some((at, String::new()));
                }
            }
        }
        for word in &words {
            let at = form.core(word);
            let capital = form.characters[at.start..]
                .first()
                .is_some_and(|c| c.is_uppercase());
            let here = at.start..at.start;
            for by in &self.words {
                if form.agrees(&at, by, anchor, tries) {
                    return Some((at, by.clone()));
                }
                if form.agrees(&here, by, anchor, tries) {
                    return Some((here, by.clone()));
                }
                let first = by.chars().next().filter(|c| capital && c.is_lowercase());
                if let Some(first) = first {
                    let by: String = first.to_uppercase().chain(by.chars().skip(1)).collect();
                    if form.agrees(&at, &by, anchor, tries) {
                        return Some((at, by));
                    }
                }
            }
            if *tries == 0 {
                return None;
            }
        }
        None
    }
}

/// Words of a copy beyond which no more are tried.
const MOST_WORDS: usize = 8_000;

/// Returns where symbols stand: a capital with at most one small letter, in a row that is no plain word.
fn symbols_in(characters: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, character) in characters.iter().enumerate() {
        if !character.is_ascii_uppercase() {
            continue;
        }
        let small = characters[at + 1..]
            .iter()
            .take_while(|c| c.is_ascii_lowercase())
            .count();
        // "Onthe" is no symbol; its first two letters may be one before a word.
        let end = if small == 0 { at + 1 } else { at + 2 };
        if small <= 1
            || found
                .last()
                .is_some_and(|last: &Range<usize>| last.end == at)
        {
            found.push(at..end);
        } else {
            found.push(at..at + 2);
        }
    }
    found
}

/// Returns numbers of as many digits, and of one more or less.
fn numbers_like(number: &str) -> Vec<String> {
    match number.split_once('.') {
        None if number.len() <= 4 => {
            let most = 10_usize.pow(u32::try_from(number.len()).unwrap_or(4)) * 2;
            (0..most.clamp(1_000, 10_000))
                .map(|n| n.to_string())
                .collect()
        }
        Some((_, decimals)) if decimals.len() == 1 => (0..3_000)
            .map(|n| format!("{}.{}", n / 10, n % 10))
            .collect(),
        Some((_, decimals)) if decimals.len() == 2 => (0..10_000)
            .map(|n| format!("{}.{:02}", n / 100, n % 100))
            .collect(),
        _ => Vec::new(),
    }
}

/// A normal form, and which of its characters are a word of the text.
struct Form<'a> {
    characters: Vec<char>,
    places: Vec<Range<usize>>,
    whole: String,
    /// Where each character begins in `whole`, and its end.
    starts: Vec<usize>,
    words: Vec<Range<usize>>,
    within: &'a [Difference],
}

impl<'a> Form<'a> {
    fn of(text: &str, within: &'a [Difference]) -> Self {
        let (characters, places): (Vec<char>, Vec<Range<usize>>) =
            normal_form_with_places(text).into_iter().unzip();
        let mut starts = vec![0];
        let mut whole = String::new();
        for character in &characters {
            whole.push(*character);
            starts.push(whole.len());
        }
        let mut words: Vec<Range<usize>> = Vec::new();
        for at in 0..characters.len() {
            let parted = at == 0 || {
                let between = text.get(places[at - 1].end..places[at].start);
                between.is_some_and(|between| between.contains(char::is_whitespace))
            };
            match words.last_mut().filter(|_| !parted) {
                Some(word) => word.end = at + 1,
                None => words.push(at..at + 1),
            }
        }
        Self {
            characters,
            places,
            whole,
            starts,
            words,
            within,
        }
    }

    fn text(&self, at: &Range<usize>) -> &str {
        &self.whole[self.starts[at.start]..self.starts[at.end]]
    }

    /// Returns the runs of such characters.
    fn runs(&self, is_one: impl Fn(char) -> bool) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for (at, character) in self.characters.iter().enumerate() {
            let begins = character.is_ascii_digit();
            match runs.last_mut().filter(|run| run.end == at) {
                Some(run) if is_one(*character) => run.end = at + 1,
                _ if begins && is_one(*character) => runs.push(at..at + 1),
                _ => {}
            }
        }
        runs
    }

    /// Keeps what lies near a difference, where any are known.
    fn near(&self, all: Vec<Range<usize>>) -> Vec<Range<usize>> {
        let is_near = |at: &Range<usize>| {
            let (start, end) = (self.places[at.start].start, self.places[at.end - 1].end);
            self.within.is_empty()
                || self
                    .within
                    .iter()
                    .any(|one| one.span.start <= end + BESIDE && start <= one.span.end + BESIDE)
        };
        all.into_iter().filter(is_near).collect()
    }

    /// Returns a word without the stops around it.
    fn core(&self, word: &Range<usize>) -> Range<usize> {
        let is_sign = |at: &usize| !self.characters[*at].is_alphanumeric();
        let start = word.start + word.clone().take_while(is_sign).count();
        let end = word.end - word.clone().rev().take_while(is_sign).count();
        if start < end {
            start..end
        } else {
            word.clone()
        }
    }

    /// Says whether the text with a stretch replaced is the one of a digest.
    fn agrees(&self, at: &Range<usize>, by: &str, anchor: &str, tries: &mut usize) -> bool {
        if *tries == 0 {
            return false;
        }
        *tries -= 1;
        let (before, after) = (self.starts[at.start], self.starts[at.end]);
        let mut edited = String::with_capacity(self.whole.len() + by.len());
        edited.push_str(&self.whole[..before]);
        edited.push_str(by);
        edited.push_str(&self.whole[after..]);
        digest_of_normal_form(&edited) == anchor
    }

    fn first(
        &self,
        at: &Range<usize>,
        all: &[String],
        anchor: &str,
        tries: &mut usize,
    ) -> Option<String> {
        all.iter()
            .find(|by| self.agrees(at, by, anchor, tries))
            .cloned()
    }

    /// Describes a change by the words in which it lies; of a word that was added or left out, with the next one.
    fn repaired(&self, text: &str, edit: Range<usize>, by: &str) -> Repair {
        let touches = |word: &&Range<usize>| {
            word.start < edit.end.max(edit.start + 1) && edit.start < word.end
        };
        let mut words = self.words.iter().filter(touches).cloned();
        let first = words.next().unwrap_or(0..0);
        let last = words.next_back().unwrap_or_else(|| first.clone());
        let mut around = first.start..last.end;
        let is_sign = |at: Range<usize>| self.characters[at].iter().all(|c| !c.is_alphanumeric());
        let nothing_left = is_sign(around.start..edit.start) && is_sign(edit.end..around.end);
        let whole_word = by.is_empty() && nothing_left;
        if whole_word {
            let next = self.words.iter().find(|word| word.start == around.end);
            let before = self
                .words
                .iter()
                .rev()
                .find(|word| word.end == around.start);
            match (before, next) {
                (Some(before), _) if edit.end < around.end => around.start = before.start,
                (_, Some(next)) => around.end = next.end,
                (Some(before), None) => around.start = before.start,
                (None, None) => {}
            }
        }
        let shown = |from: usize, to: usize| -> String {
            let mut shown = String::new();
            for at in from..to {
                if at > from && self.words.iter().any(|word| word.start == at) {
                    shown.push(' ');
                }
                shown.push(self.characters[at]);
            }
            shown
        };
        let gap = if edit.is_empty() { " " } else { "" };
        let there = format!(
            "{}{by}{gap}{}",
            shown(around.start, edit.start),
            shown(edit.end, around.end)
        );
        let marked = if whole_word { &edit } else { &around };
        let span = match (
            self.places.get(marked.start),
            self.places.get(marked.end.max(1) - 1),
        ) {
            (Some(start), Some(end)) if start.start <= end.end => start.start..end.end,
            _ => 0..text.len(),
        };
        Repair {
            here: shown(around.start, around.end),
            there: there.trim().to_owned(),
            span,
        }
    }
}
