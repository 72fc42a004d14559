//! What rows say of themselves in words, the same in every form.

use super::{ReportedRow, Section, ranges};
use crate::work::Standing;

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

/// What a mark at a row means.
type Mark = (char, fn(&ReportedRow) -> bool, &'static str);

const MARKS: [Mark; 6] = [
    (
        '†',
        |row| row.hedged,
        "hedged: the paper only suggests, proposes or supposes it",
    ),
    ('‡', |row| row.tabulated, "from a table of the paper"),
    (
        '✗',
        ReportedRow::falls,
        "rests on a retracted work, and falls without it",
    ),
    (
        '⊘',
        |row| flagged(row, Standing::Retracted) && !row.falls(),
        "rests on a retracted work, and stands without it",
    ),
    (
        '?',
        |row| flagged(row, Standing::Doubted),
        "rests on a work under an expression of concern",
    ),
    (
        '*',
        |row| flagged(row, Standing::Corrected),
        "rests on a work that was corrected",
    ),
];

fn flagged(row: &ReportedRow, standing: Standing) -> bool {
    row.flags.iter().any(|flag| flag.standing == standing)
}

/// Returns the marks of a row.
pub(super) fn marks(row: &ReportedRow) -> String {
    let marks = MARKS.iter().filter(|(_, is, _)| is(row));
    marks.map(|(mark, _, _)| *mark).collect()
}

/// Returns what marks mean, for those that rows have.
pub(super) fn legend(rows: &[ReportedRow]) -> Vec<String> {
    let used = MARKS.iter().filter(|(_, is, _)| rows.iter().any(is));
    used.map(|(mark, _, meaning)| format!("{mark} {meaning}"))
        .collect()
}

/// Returns what a reader should know of an answer beyond its rows: what is hedged, absent, retracted, incomplete.
pub(super) fn caveats(section: &Section) -> Vec<(&'static str, String)> {
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
    let mut flags: Vec<(Standing, &[usize])> = rows
        .iter()
        .flat_map(|row| &row.flags)
        .map(|flag| (flag.standing, flag.works.as_slice()))
        .collect();
    flags.sort_unstable();
    flags.dedup();
    let notices: Vec<String> = flags
        .into_iter()
        .map(|(standing, works)| {
            let with = |stands: Option<bool>| {
                which(&|row| {
                    row.flags.iter().any(|flag| {
                        (flag.standing, flag.works.as_slice(), flag.stands)
                            == (standing, works, stands)
                    })
                })
            };
            let (is, it) = match works.len() {
                1 => ("is", "it"),
                _ => ("are", "them"),
            };
            let mut parts = Vec::new();
            for (stands, one, several) in [
                (Some(false), "falls", "fall"),
                (Some(true), "stands", "stand"),
            ] {
                let found = with(stands);
                if found.0 > 0 {
                    let verb = if found.0 == 1 { one } else { several };
                    parts.push(format!("{} {verb} without {it}", rows_of(found)));
                }
            }
            let unknown = with(None);
            if unknown.0 > 0 {
                let rows = rows_of(unknown);
                parts.push(format!(
                    "no alternative of {rows} that is shown stands without {it}"
                ));
            }
            let parts = parts.join(", ");
            format!("{} {is} {}: {parts}", citations(works), standing.name())
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
