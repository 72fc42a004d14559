//! In which order the cells of a table stand: a converter lists the cells of a row or of a column one after the other, or some of
//! them, so that runs of cells stand in the order of the table.

use std::collections::HashSet;

/// Up to how many rows of a table every two are compared; of longer ones those near each other.
const MOST: usize = 60;

/// How many rows apart are near.
const NEAR: usize = 8;

/// Cells of a table by row and column: what they say, and where they stand.
pub(super) struct Arrangement<'a> {
    forms: Vec<Vec<&'a str>>,
    positions: Vec<Vec<Option<usize>>>,
}

impl<'a> Arrangement<'a> {
    pub(super) fn new(forms: Vec<Vec<&'a str>>, positions: Vec<Vec<Option<usize>>>) -> Self {
        Self { forms, positions }
    }

    /// Returns the rows with a cell that would stand in a better order where another stands.
    pub(super) fn doubtful(&mut self) -> HashSet<usize> {
        self.settle();
        let mut doubtful = HashSet::new();
        for (one, two) in self.exchanges() {
            if self.form(one) != self.form(two) && self.gain(one, two) > 0 {
                // Which of those that say the same stands where is not told.
                for (row, column) in [one, two] {
                    let form = self.forms[row][column];
                    let same = |row: &usize| self.forms[*row].get(column) == Some(&form);
                    doubtful.extend((0..self.forms.len()).filter(same));
                }
            }
        }
        doubtful
    }

    /// Puts cells that say the same in the best order.
    fn settle(&mut self) {
        /// How often all are looked through.
        const ROUNDS: usize = 4;
        for _ in 0..ROUNDS {
            let mut better = false;
            for (one, two) in self.exchanges() {
                if self.form(one) == self.form(two) && self.gain(one, two) > 0 {
                    self.exchange(one, two);
                    better = true;
                }
            }
            if !better {
                return;
            }
        }
    }

    fn form(&self, (row, column): (usize, usize)) -> &str {
        self.forms[row][column]
    }

    /// Returns all pairs of cells of one column, and of cells of one row that look alike.
    fn exchanges(&self) -> Vec<((usize, usize), (usize, usize))> {
        let rows = self.positions.len();
        let reach = if rows > MOST { NEAR } else { rows };
        let mut exchanges = Vec::new();
        for one in 0..rows {
            let columns = self.positions[one].len();
            for column in (0..columns).filter(|column| self.positions[one][*column].is_some()) {
                for two in one + 1..rows.min(one + 1 + reach) {
                    if self.positions[two].get(column).is_some_and(Option::is_some) {
                        exchanges.push(((one, column), (two, column)));
                    }
                }
                for other in column + 1..columns {
                    let (of_one, of_other) = (self.form((one, column)), self.form((one, other)));
                    if self.positions[one][other].is_some() && shape(of_one) == shape(of_other) {
                        exchanges.push(((one, column), (one, other)));
                    }
                }
            }
        }
        exchanges
    }

    fn exchange(&mut self, one: (usize, usize), two: (usize, usize)) {
        let first = self.positions[one.0][one.1];
        self.positions[one.0][one.1] = self.positions[two.0][two.1];
        self.positions[two.0][two.1] = first;
    }

    /// Returns by how many breaks of the order there would be fewer if two cells changed places.
    fn gain(&mut self, one: (usize, usize), two: (usize, usize)) -> isize {
        let before = self.breaks(one, two);
        self.exchange(one, two);
        let after = self.breaks(one, two);
        self.exchange(one, two);
        before as isize - after as isize
    }

    /// Returns how often the order breaks in the rows and columns of two cells.
    fn breaks(&self, one: (usize, usize), two: (usize, usize)) -> usize {
        let column = |column: usize| {
            let cells = self.positions.iter();
            breaks(cells.filter_map(|row| row.get(column).copied().flatten()))
        };
        let row = |row: usize| breaks(self.positions[row].iter().copied().flatten());
        if one.0 == two.0 {
            row(one.0) + column(one.1) + column(two.1)
        } else {
            row(one.0) + row(two.0) + column(one.1)
        }
    }
}

/// Returns what a cell looks like: `0.0` of a number.
fn shape(form: &str) -> String {
    let mut shape = String::new();
    for character in form.chars() {
        let like = match character {
            '0'..='9' => '0',
            _ if character.is_alphabetic() => 'a',
            _ => character,
        };
        if !shape.ends_with(like) {
            shape.push(like);
        }
    }
    shape
}

/// Returns how often something stands before what it follows.
fn breaks(positions: impl Iterator<Item = usize>) -> usize {
    let mut last = None;
    let mut breaks = 0;
    for position in positions {
        breaks += usize::from(last.is_some_and(|last| last > position));
        last = Some(position);
    }
    breaks
}
