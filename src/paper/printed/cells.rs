//! Rows of tables whose cells a converter lists one after the other, in an order of its own.
//!
//! The sketches of the rows tell which stretches of short lines may be cells, and the digests which of them make a row. That does
//! not yet say that they stand in one row: a row is taken only where its cells are whole lines, no line is left over, and the order
//! in which the cells of a column stand would not be better if two of them changed places.

use super::super::normal_form::digest_of_normal_form;
use super::super::sketch::{CellSketch, cell_sketch};
use super::PrintedText;
use super::cell::{Candidate, Likelihood, Pieces};
use super::order::Arrangement;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Fewest cells of a table that have to stand on a page as they are, so that the page is looked at.
const FEWEST: usize = 3;

/// How many pages are looked at for one table.
const MOST_PAGES: usize = 4;

/// How many ways to read the cells of one row are tried.
const MOST_READINGS: usize = 4_000;

/// A row of a table as its sketch has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SketchedRow {
    /// The table's name.
    pub table: String,
    /// The number of the row in it.
    pub number: usize,
    /// The digest of its text.
    pub digest: String,
    /// What is kept of its cells.
    pub cells: Vec<CellSketch>,
}

/// A row whose cells stand on a page.
struct Assembled<'a> {
    digest: &'a str,
    /// The normal form of each cell, empty where it is.
    forms: Vec<String>,
    /// Where each stands.
    places: Vec<Option<&'a Candidate>>,
}

/// Returns the rows whose cells stand in a text, by digest.
pub(super) fn rows_of_cells(text: &str, rows: &[SketchedRow]) -> HashMap<String, PrintedText> {
    let mut found = HashMap::new();
    if rows.is_empty() {
        return found;
    }
    let pieces = Pieces::of(text);
    let mut tables: Vec<&str> = Vec::new();
    for row in rows {
        if !tables.contains(&row.table.as_str()) {
            tables.push(&row.table);
        }
    }
    for table in tables {
        let mut rows: Vec<&SketchedRow> = rows.iter().filter(|row| row.table == table).collect();
        rows.sort_by_key(|row| row.number);
        rows.dedup_by_key(|row| row.number);
        let wanted: HashSet<u32> = rows
            .iter()
            .flat_map(|row| &row.cells)
            .copied()
            .flatten()
            .collect();
        for page in pages(&pieces, &wanted) {
            rows.retain(|row| !found.contains_key(&row.digest));
            found.extend(rows_of_page(&pieces, page, &rows, &wanted));
        }
    }
    found
}

/// Returns the pages on which the most cells stand as they are.
fn pages(pieces: &Pieces<'_>, wanted: &HashSet<u32>) -> Vec<usize> {
    let mut counts: Vec<(usize, usize)> = pieces
        .cells_of_pages(wanted)
        .into_iter()
        .filter(|(_, count)| *count >= FEWEST)
        .map(|(page, count)| (count, page))
        .collect();
    counts.sort_unstable_by_key(|(count, page)| (std::cmp::Reverse(*count), *page));
    counts.truncate(MOST_PAGES);
    counts.into_iter().map(|(_, page)| page).collect()
}

fn rows_of_page(
    pieces: &Pieces<'_>,
    page: usize,
    rows: &[&SketchedRow],
    wanted: &HashSet<u32>,
) -> HashMap<String, PrintedText> {
    let candidates = pieces.candidates(page, wanted);
    let mut assembled: Vec<Assembled<'_>> = Vec::new();
    for row in rows {
        if let Some(forms) = forms_of(row, &candidates) {
            let places = vec![None; forms.len()];
            assembled.push(Assembled {
                digest: &row.digest,
                forms,
                places,
            });
        }
    }
    place(&mut assembled, &candidates);
    uncover(pieces, &mut assembled);
    disordered(&mut assembled);
    let printed = |row: Assembled<'_>| {
        let places: Vec<&Candidate> = row.places.iter().flatten().copied().collect();
        let start = places.iter().map(|place| place.start()).min()?;
        let end = places.iter().map(|place| place.end()).max()?;
        let words: Vec<String> = places.iter().map(|place| pieces.text_of(place)).collect();
        let text = PrintedText {
            text: words.join(" "),
            span: start..end,
            line: pieces.line_of(start),
        };
        Some((row.digest.to_owned(), text))
    };
    assembled.into_iter().filter_map(printed).collect()
}

/// Returns the normal forms of the cells of a row, where those on the page make its digest.
fn forms_of(row: &SketchedRow, candidates: &HashMap<u32, Vec<Candidate>>) -> Option<Vec<String>> {
    let mut choices: Vec<Vec<&str>> = Vec::new();
    let mut readings = 1_usize;
    for cell in &row.cells {
        let mut forms = match cell {
            Some(cell) => candidates
                .get(cell)?
                .iter()
                .map(|one| one.form.as_str())
                .collect(),
            None => vec![""],
        };
        forms.sort_unstable();
        forms.dedup();
        readings = readings.saturating_mul(forms.len());
        choices.push(forms);
    }
    (0..readings.min(MOST_READINGS)).find_map(|mut number| {
        let mut forms = Vec::with_capacity(choices.len());
        for choice in &choices {
            forms.push(choice[number % choice.len()].to_owned());
            number /= choice.len();
        }
        (digest_of_normal_form(&forms.concat()) == row.digest).then_some(forms)
    })
}

/// Gives each cell a place of its own; a row goes of which a cell has none.
fn place<'a>(rows: &mut Vec<Assembled<'a>>, candidates: &'a HashMap<u32, Vec<Candidate>>) {
    loop {
        let mut used = Used::default();
        for row in rows.iter_mut() {
            row.places.fill(None);
        }
        for likelihood in Likelihood::ALL {
            // Those first that have but one place.
            for alone in [true, false] {
                place_some(rows, candidates, likelihood, alone, &mut used);
            }
        }
        let before = rows.len();
        rows.retain(|row| {
            let mut cells = row.forms.iter().zip(&row.places);
            cells.all(|(form, place)| form.is_empty() || place.is_some())
        });
        if rows.len() == before {
            return;
        }
    }
}

/// Gives the cells of each column that have none yet places of some likelihood, in the order of the rows where there are several.
fn place_some<'a>(
    rows: &mut [Assembled<'a>],
    candidates: &'a HashMap<u32, Vec<Candidate>>,
    likelihood: Likelihood,
    alone: bool,
    used: &mut Used,
) {
    let columns = rows.iter().map(|row| row.forms.len()).max().unwrap_or(0);
    for column in 0..columns {
        let mut last = 0;
        for row in rows.iter_mut() {
            let Some(form) = row.forms.get(column).filter(|form| !form.is_empty()) else {
                continue;
            };
            if row.places[column].is_none() {
                let of_sketch = candidates.get(&cell_sketch(form)).into_iter().flatten();
                let free = of_sketch.filter(|one| one.form == *form && !used.overlap(one));
                let free: Vec<&Candidate> =
                    free.filter(|one| one.likelihood <= likelihood).collect();
                if alone && free.len() > 1 {
                    continue;
                }
                let next = free.iter().find(|one| one.start() > last);
                row.places[column] = next.or(free.first()).copied();
                if let Some(next) = row.places[column] {
                    used.add(next);
                }
            }
            last = row.places[column].map_or(last, Candidate::start);
        }
    }
}

/// Stretches of a text that are taken.
#[derive(Default)]
struct Used(Vec<Range<usize>>);

impl Used {
    fn overlap(&self, one: &Candidate) -> bool {
        let taken = |part: &Range<usize>| {
            self.0
                .iter()
                .any(|other| other.start < part.end && part.start < other.end)
        };
        one.parts.iter().any(|(_, part)| taken(part))
    }

    fn add(&mut self, one: &Candidate) {
        self.0
            .extend(one.parts.iter().map(|(_, part)| part.clone()));
    }
}

/// Takes away rows with a cell that is a part of a line, of which no cell has the rest: the words may stand in a sentence.
fn uncover(pieces: &Pieces<'_>, rows: &mut Vec<Assembled<'_>>) {
    loop {
        let mut covered: HashMap<usize, Vec<Range<usize>>> = HashMap::new();
        for place in rows.iter().flat_map(|row| row.places.iter().flatten()) {
            for (piece, part) in &place.parts {
                covered.entry(*piece).or_default().push(part.clone());
            }
        }
        let all: HashSet<usize> = covered.keys().copied().collect();
        let mut bare = pieces.leave_out_sign(&all);
        let first = rows
            .first()
            .into_iter()
            .flat_map(|row| row.places.iter().flatten());
        let first: HashSet<usize> = first
            .flat_map(|place| place.parts.iter().map(|(piece, _)| *piece))
            .collect();
        bare.extend(pieces.with_a_rest(&all, &first));
        let parts: HashSet<usize> = covered
            .iter()
            .filter(|(piece, parts)| !pieces.is_covered(**piece, parts))
            .map(|(piece, _)| *piece)
            .collect();
        bare.extend(parts);
        let before = rows.len();
        rows.retain(|row| {
            let mut parts = row.places.iter().flatten().flat_map(|place| &place.parts);
            !parts.any(|(piece, _)| bare.contains(piece))
        });
        if rows.len() == before {
            return;
        }
    }
}

/// Takes away rows whose cells would stand in a better order if one changed places with another.
fn disordered(rows: &mut Vec<Assembled<'_>>) {
    let positions = rows.iter().map(|row| {
        let places = row.places.iter();
        places.map(|place| place.map(Candidate::start)).collect()
    });
    let forms = rows
        .iter()
        .map(|row| row.forms.iter().map(String::as_str).collect());
    let mut arrangement = Arrangement::new(forms.collect(), positions.collect());
    let doubtful = arrangement.doubtful();
    let mut number = 0;
    rows.retain(|_| {
        number += 1;
        !doubtful.contains(&(number - 1))
    });
}
