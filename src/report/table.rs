//! What rows say of themselves in words, the same in every form.

use super::{Report, ReportedRow, Section, ranges};

/// Alternatives of a row that are written out.
const ALTERNATIVES: usize = 3;

/// Returns what a row rests on: `C1, C2 or C3`.
pub(super) fn rests_on(row: &ReportedRow) -> String {
    let shown = row
        .alternatives
        .iter()
        .take(ALTERNATIVES)
        .map(|claims| match claims.as_slice() {
            [] => "nothing that claims say".to_owned(),
            claims => format!(
                "C{}",
                ranges(claims).replace(", ", ", C").replace('–', "–C")
            ),
        });
    let mut text = shown.collect::<Vec<_>>().join(" or ");
    let more = row.alternatives.len().saturating_sub(ALTERNATIVES) as u64 + row.more_alternatives;
    if more > 0 {
        text.push_str(&format!(", or {more} more"));
    }
    text
}

/// Returns the marks of a row: †  hedged, ‡ from a table, ✗ retracted.
pub(super) fn marks(row: &ReportedRow) -> String {
    let mut marks = String::new();
    for (is, mark) in [
        (row.hedged, '†'),
        (row.tabulated, '‡'),
        (row.retracted, '✗'),
    ] {
        if is {
            marks.push(mark);
        }
    }
    marks
}

/// Returns what marks mean, for those that rows have.
pub(super) fn legend(rows: &[ReportedRow]) -> Vec<&'static str> {
    let mut lines = Vec::new();
    if rows.iter().any(|row| row.hedged) {
        lines.push("† hedged: the paper only suggests, proposes or supposes it");
    }
    if rows.iter().any(|row| row.tabulated) {
        lines.push("‡ from a table of the paper");
    }
    if rows.iter().any(|row| row.retracted) {
        lines.push("✗ rests on a retracted work, and on nothing else");
    }
    lines
}

/// Returns what a reader should know of an answer beyond its rows: what is hedged, absent, retracted, incomplete.
pub(super) fn caveats(report: &Report, section: &Section) -> Vec<(&'static str, String)> {
    let rows = &section.rows;
    let which = |test: &dyn Fn(&ReportedRow) -> bool| {
        let numbers: Vec<usize> = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| test(row))
            .map(|(at, _)| at + 1)
            .collect();
        (numbers.len(), ranges(&numbers))
    };
    let rows_of = |(count, numbers): (usize, String)| match count {
        1 => format!("row {numbers}"),
        _ => format!("rows {numbers}"),
    };
    let mut all = Vec::new();
    let hedged = which(&|row| row.hedged);
    all.push((
        "Hedged",
        if hedged.0 == 0 {
            "nothing: each row has support that the paper states flatly".to_owned()
        } else {
            rows_of(hedged)
        },
    ));
    let mut absent = Vec::new();
    let relied = which(&|row| !row.absent.is_empty());
    if relied.0 > 0 {
        absent.push(format!(
            "{} also rely on nothing being said to the contrary",
            rows_of(relied)
        ));
    }
    for (column, name) in section.columns.iter().enumerate() {
        let empty = which(&|row| row.cells.get(column).is_some_and(String::is_empty));
        if empty.0 > 0 {
            absent.push(format!("{name} is not given in {}", rows_of(empty)));
        }
    }
    if rows.is_empty() {
        absent.push("there is no row: the knowledge base says nothing of it".to_owned());
    }
    all.push((
        "Absent",
        if absent.is_empty() {
            "nothing: no row relies on absence, no value is missing".to_owned()
        } else {
            absent.join("; ")
        },
    ));
    let cited: Vec<usize> = rows
        .iter()
        .flat_map(|row| row.works.iter().copied())
        .collect();
    let notices = report
        .notices
        .iter()
        .filter(|(work, _)| cited.contains(work));
    let notices: Vec<String> = notices
        .map(|(work, what)| {
            let citing = which(&|row| row.works.contains(work));
            let alone = which(&|row| row.works.contains(work) && row.retracted);
            let without = match alone.0 {
                0 => "each has support without it".to_owned(),
                _ => format!("without it, {} would have no support", rows_of(alone)),
            };
            format!(
                "{what} of [{work}], cited in {}; {without}",
                rows_of(citing)
            )
        })
        .collect();
    all.push((
        "Retracted or corrected",
        if notices.is_empty() {
            "no notice is known of any work cited".to_owned()
        } else {
            notices.join("; ")
        },
    ));
    let incomplete = which(&|row| !row.incomplete.is_empty());
    if incomplete.0 > 0 {
        all.push(("Citations incomplete", rows_of(incomplete)));
    }
    all
}

/// Returns a name of a place for people: `3.2.2/2/8`, or where in which table.
pub(super) fn citations(works: &[usize]) -> String {
    if works.is_empty() {
        String::new()
    } else {
        format!("[{}]", ranges(works))
    }
}
