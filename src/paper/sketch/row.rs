//! A sketch of a table's row: a few bits of each cell, by which its cells are found again where a converter lists them apart.

use super::super::normal_form::normal_form;
use xxhash_rust::xxh3::xxh3_64;

/// What the first form of a row's sketch begins with.
pub const ROW_SKETCH_PREFIX: &str = "c1:";

/// Hexadecimal digits of a cell.
const DIGITS: usize = 6;

/// What is kept of a cell; `None` of one in which nothing stands but citation markers.
pub type CellSketch = Option<u32>;

/// Returns the sketch of a row: `c1:`, and for each cell a stop and six hexadecimal digits, or the stop alone where it is empty.
///
/// `None` of a row with fewer than two cells that are not empty, or one whose cells read otherwise together.
pub fn sketch_row(cells: &[String]) -> Option<String> {
    let forms: Vec<String> = cells.iter().map(|cell| normal_form(cell)).collect();
    let full = forms.iter().filter(|form| !form.is_empty()).count();
    if full < 2 || forms.concat() != normal_form(&cells.join(" ")) {
        return None;
    }
    let mut sketch = ROW_SKETCH_PREFIX.to_owned();
    for form in &forms {
        sketch.push('.');
        if !form.is_empty() {
            sketch.push_str(&format!("{:0DIGITS$x}", cell_sketch(form)));
        }
    }
    Some(sketch)
}

/// Returns what is kept of a cell with that normal form.
pub(in super::super) fn cell_sketch(form: &str) -> u32 {
    (xxh3_64(form.as_bytes()) >> (64 - 4 * DIGITS)) as u32
}

/// Returns what is kept of the cells of a row whose sketch was written; `None` where it is none.
pub fn read_row_sketch(sketch: &str) -> Option<Vec<CellSketch>> {
    let cells = sketch.strip_prefix(ROW_SKETCH_PREFIX)?.strip_prefix('.')?;
    let cell = |digits: &str| match digits.len() {
        0 => Some(None),
        DIGITS => u32::from_str_radix(digits, 16).ok().map(Some),
        _ => None,
    };
    cells.split('.').map(cell).collect()
}
