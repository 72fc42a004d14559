//! The reference list: which lines begin an entry, and where it begins if no heading says so.

use super::super::block::{Block, Line};
use super::super::passage::Passage;
use super::super::reference::{self, Mark};
use std::collections::HashSet;

/// Entries as they are put together.
#[derive(Default)]
pub(super) struct List {
    /// Number and text of each entry.
    pub(super) entries: Vec<(u32, Passage)>,
    /// How the first entry is numbered; the others must be likewise.
    mark: Option<Mark>,
    numbers: HashSet<u32>,
}

/// Largest step from one entry to the next, where one got lost between.
const LARGEST_STEP: u32 = 5;

impl List {
    /// Adds a block of the list: entries, or what goes on from the entry before a page break.
    pub(super) fn block(&mut self, text: &str, lines: &[Line]) {
        let mut begun = false;
        for line in lines {
            let last = self.entries.last().map(|(number, _)| *number);
            let number = reference::number(&text[line.whole.clone()]).filter(|number| {
                self.mark.is_none_or(|mark| mark == number.mark)
                    && last.is_none_or(|last| {
                        number.value > last && number.value <= last.saturating_add(LARGEST_STEP)
                    })
            });
            match number {
                Some(number) if self.mark.is_some() || self.entries.is_empty() => {
                    self.mark = Some(number.mark);
                    let passage =
                        Passage::new(text, line.whole.start + number.length..line.whole.end);
                    self.push(number.value, passage);
                    begun = true;
                }
                // Entries without numbers are counted, one a block or an item.
                _ if self.mark.is_none() && (!begun || line.text != line.whole) => {
                    let next = last.map_or(1, |last| last.saturating_add(1));
                    self.push(next, Passage::new(text, line.text.clone()));
                    begun = true;
                }
                _ => {
                    if let Some((_, passage)) = self.entries.last_mut() {
                        passage.join(text, line.whole.clone());
                    }
                }
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Says whether entries have numbers of their own.
    pub(super) fn is_numbered(&self) -> bool {
        self.mark.is_some()
    }

    fn push(&mut self, number: u32, passage: Passage) {
        if self.numbers.insert(number) {
            self.entries.push((number, passage));
        }
    }
}

/// Fewest entries of a list that no heading announces.
const FEWEST: usize = 3;

/// Returns the block with which a reference list without a heading begins: lines that count from 1, of which most
/// hold a year.
pub(super) fn without_heading(text: &str, blocks: &[Block]) -> Option<usize> {
    let mut best = None;
    let mut run: Option<(usize, Mark, u32)> = None;
    let mut years = 0;
    let mut entries = 0;
    for (index, block) in blocks.iter().enumerate() {
        let Block::Paragraph { lines, .. } = block else {
            continue;
        };
        for line in lines {
            let line = &text[line.whole.clone()];
            let Some(number) = reference::number(line).filter(|number| number.mark != Mark::Bare)
            else {
                continue;
            };
            match run {
                Some((_, mark, last))
                    if mark == number.mark && number.value == last.saturating_add(1) =>
                {
                    run = run.map(|(start, mark, _)| (start, mark, number.value));
                    entries += 1;
                }
                _ if number.value == 1 => {
                    run = Some((index, number.mark, 1));
                    (entries, years) = (1, 0);
                }
                _ => continue,
            }
            years += usize::from(reference::has_year(line));
            if entries >= FEWEST && years * 3 >= entries * 2 {
                best = run.map(|(start, ..)| start);
            }
        }
    }
    best
}
