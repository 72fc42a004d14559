//! Where a text begins of which a sketch tells where most of it stands.

use super::super::normal_form::normal_form;
use super::super::sketch::Outline;
use super::PrintedText;
use super::lines::Lines;
use super::search::{AHEAD, Reading, UNDECIDED, agreeing, agreement};
use std::cmp::Reverse;
use std::collections::HashSet;

/// How many beginnings are followed.
const BEGINNINGS: usize = 6;

/// How many lines a sentence may begin with before it goes on elsewhere.
const LINES_OF_HEAD: usize = 3;

/// How many beginnings in another place than the rest are read on.
const HEADS: usize = 60;

/// How many symbols agree by chance, seldom more.
const CHANCE: usize = 3;

/// Bytes of text for a symbol of its sketch, about.
const BYTES_OF_SYMBOL: usize = 6;

impl Lines {
    /// Returns where the text of a digest stands that has a sketch.
    pub(super) fn find_long(&self, anchor: &str, sketch: &[u8]) -> Option<PrintedText> {
        let mut seen = HashSet::new();
        let mut starts = Vec::new();
        for around in self.likely_starts(sketch) {
            for start in self.word_starts(around) {
                if !seen.insert(start) {
                    continue;
                }
                let reading = self.read_on(Reading::at(start), sketch);
                let symbols = agreeing(&reading.text, sketch);
                if symbols + UNDECIDED >= sketch.len()
                    && let Some(found) =
                        self.ends(&reading, &agreement(&reading.text, sketch), anchor)
                {
                    return Some(found);
                }
                // Some symbols agree by chance anywhere.
                let sentence = self.sentence_starts().binary_search(&start).is_ok();
                let rank = symbols + if sentence { CHANCE } else { 0 };
                if rank > 1 {
                    starts.push((rank, reading));
                }
            }
        }
        starts.sort_by_key(|(symbols, _)| Reverse(*symbols));
        starts.truncate(BEGINNINGS);
        for (_, reading) in starts {
            if let Some(found) = self.follow(reading, anchor, sketch) {
                return Some(found);
            }
        }
        let heads = self.heads(sketch);
        let whole = |reading: &Reading| {
            let agreed = agreement(&reading.text, sketch);
            let end = agreed.symbols + UNDECIDED >= sketch.len();
            end.then(|| self.ends(reading, &agreed, anchor)).flatten()
        };
        if let Some(found) = heads.iter().find_map(|(_, reading)| whole(reading)) {
            return Some(found);
        }
        let mut heads = heads.into_iter().take(BEGINNINGS);
        heads.find_map(|(_, reading)| self.follow(reading, anchor, sketch))
    }

    /// Returns the readings that begin at the end of a column or a page, or before something else, and go on where most of a sketch
    /// seems to stand.
    fn heads(&self, sketch: &[u8]) -> Vec<(usize, Reading)> {
        let mut heads = Vec::new();
        let rests = self.likely_rests(sketch);
        let starts = if rests.is_empty() {
            &[]
        } else {
            self.sentence_starts()
        };
        for start in starts {
            let first = self.segments.partition_point(|segment| segment <= start);
            for segment in self.segments[first..].iter().take(LINES_OF_HEAD) {
                let head = self.text[*start..*segment].trim_end();
                // How much of the sketch is missing before the rest tells how long the head is.
                let fits = |missing: usize| {
                    let symbols = head.len() / BYTES_OF_SYMBOL;
                    symbols <= missing + 3 && missing <= symbols + 3
                };
                let mut rests = rests
                    .iter()
                    .filter(|(_, missing)| fits(*missing))
                    .peekable();
                if rests.peek().is_none() {
                    continue;
                }
                let (alone, of) = agreeing_alone(head, sketch);
                if alone + 3 < of {
                    break;
                }
                for (next, _) in rests {
                    if !self.may_try() {
                        return Vec::new();
                    }
                    let mut reading = Reading::at(*start).and_at(head, *start, *next);
                    self.extend(&mut reading, AHEAD);
                    let symbols = agreeing(&reading.text, sketch);
                    if symbols > alone + 4 {
                        heads.push((symbols, reading));
                    }
                }
            }
        }
        heads.sort_by_key(|(symbols, _)| Reverse(*symbols));
        heads.truncate(HEADS);
        let on = heads.into_iter();
        on.map(|(symbols, reading)| (symbols, self.read_on(reading, sketch)))
            .collect()
    }
}

/// Returns how many symbols of a sketch a text begins with that is not read on, and how many symbols it has.
fn agreeing_alone(text: &str, sketch: &[u8]) -> (usize, usize) {
    let form: Vec<char> = normal_form(text).chars().collect();
    let symbols = Outline::of(&form).symbols;
    let both = symbols.iter().zip(sketch);
    (
        both.take_while(|(one, two)| one == two).count(),
        symbols.len(),
    )
}
