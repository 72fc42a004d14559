//! The drawings that the header of a question asks for.

use super::scatter::scatter;
use super::svg::{Anchor, Drawing, number, ticks};
use super::{Figure, ReportedRow, Section};
use crate::query::Plot;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the drawings of an answer; one that has nothing to show is left out.
pub(super) fn figures(plots: &[Plot], section: &Section) -> Vec<Figure> {
    let drawn = plots.iter().enumerate().filter_map(|(at, plot)| {
        let id = format!(
            "{}-{}",
            section
                .name
                .replace(|c: char| !c.is_ascii_alphanumeric(), "-"),
            at + 1
        );
        let svg = match plot.kind.as_str() {
            "bars" => bars(plot, section, &id),
            "matrix" => matrix(plot, section, &id),
            "scatter" => scatter(plot, section, &id),
            _ => None,
        }?;
        Some(Figure {
            title: plot.title.clone(),
            svg,
        })
    });
    drawn.collect()
}

/// Returns the values of a column, by its name in the query.
pub(super) fn column<'a>(
    section: &'a Section,
    name: &str,
) -> Option<impl Fn(&'a ReportedRow) -> &'a str + use<'a>> {
    let name = name.replace('_', " ");
    let at = section.columns.iter().position(|column| *column == name)?;
    Some(move |row: &'a ReportedRow| row.cells.get(at).map_or("", String::as_str))
}

/// Draws for each value of a column how many different things it has.
fn bars(plot: &Plot, section: &Section, id: &str) -> Option<String> {
    let (by, of) = (column(section, &plot.x)?, column(section, &plot.of)?);
    let mut counts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in &section.rows {
        if !by(row).is_empty() {
            counts.entry(by(row)).or_default().insert(of(row));
        }
    }
    // Years without any are bars of no height, so that a gap is seen.
    let years: Option<Vec<i32>> = counts.keys().map(|key| key.parse().ok()).collect();
    let years = years.filter(|years| {
        years.iter().max() > years.iter().min()
            && years
                .iter()
                .max()
                .zip(years.iter().min())
                .is_some_and(|(last, first)| last - first < 100)
    });
    let names: Vec<String> = match years {
        Some(years) => (*years.iter().min()?..=*years.iter().max()?)
            .map(|year| year.to_string())
            .collect(),
        None => counts.keys().map(|key| (*key).to_owned()).collect(),
    };
    let count = |name: &str| counts.get(name).map_or(0, BTreeSet::len);
    let largest = names
        .iter()
        .map(|name| count(name))
        .max()
        .filter(|largest| *largest > 0)?;
    let marks = ticks(largest as f64, 5)
        .into_iter()
        .filter(|tick| tick.fract() == 0.0)
        .collect::<Vec<_>>();
    let top = marks.last().copied().unwrap_or(1.0).max(largest as f64);
    let (left, width, height) = (56.0, 640.0, 220.0);
    let mut drawing = Drawing::new(left + width + 16.0, height + 70.0);
    let y = |value: f64| 16.0 + height * (1.0 - value / top);
    for tick in marks {
        drawing.line((left, y(tick)), (left + width, y(tick)), tick > 0.0);
        drawing.text(
            (left - 8.0, y(tick) + 4.0),
            Anchor::End,
            12.0,
            &number(tick),
        );
    }
    let step = width / names.len() as f64;
    let every = (names.len() as f64 * 36.0 / width).ceil().max(1.0) as usize;
    for (at, name) in names.iter().enumerate() {
        let (value, x) = (count(name) as f64, left + step * at as f64);
        if value > 0.0 {
            drawing.bar(
                (x + step * 0.12, y(value)),
                (step * 0.76, y(0.0) - y(value)),
                0.85,
                &format!("{name}: {value}"),
            );
            drawing.text(
                (x + step / 2.0, y(value) - 4.0),
                Anchor::Middle,
                11.0,
                &number(value),
            );
        }
        if at % every == 0 {
            drawing.text((x + step / 2.0, y(0.0) + 16.0), Anchor::Middle, 12.0, name);
        }
    }
    drawing.text(
        (left + width / 2.0, height + 54.0),
        Anchor::Middle,
        13.0,
        &plot.x_title(),
    );
    drawing.turned(
        (16.0, 16.0 + height / 2.0),
        Anchor::Middle,
        13.0,
        &plot.y_title(),
        -90.0,
    );
    let said: Vec<String> = names
        .iter()
        .filter(|name| count(name) > 0)
        .map(|name| format!("{name}: {}", count(name)))
        .collect();
    Some(drawing.end(id, &plot.title, &said.join("; ")))
}

/// Draws how many different things have each pair of values, pairs that nothing has being empty cells.
fn matrix(plot: &Plot, section: &Section, id: &str) -> Option<String> {
    let (down, across, of) = (
        column(section, &plot.y)?,
        column(section, &plot.x)?,
        column(section, &plot.of)?,
    );
    let mut cells: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for row in &section.rows {
        let place = (down(row), across(row));
        if !place.0.is_empty() && !place.1.is_empty() {
            cells.entry(place).or_default().insert(of(row));
        }
    }
    let rows: Vec<&str> = cells
        .keys()
        .map(|(down, _)| *down)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let columns: Vec<&str> = cells
        .keys()
        .map(|(_, across)| *across)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let largest = cells.values().map(BTreeSet::len).max()? as f64;
    let longest = rows.iter().map(|name| name.chars().count()).max()? as f64;
    let (left, top, wide, high) = ((longest * 7.2 + 16.0).min(320.0), 64.0, 150.0, 34.0);
    let mut drawing = Drawing::new(
        left + wide * columns.len() as f64 + 8.0,
        top + high * rows.len() as f64 + 8.0,
    );
    for (at, name) in columns.iter().enumerate() {
        let x = left + wide * (at as f64 + 0.5);
        for (line, words) in two_lines(name, 20).iter().enumerate() {
            drawing.text(
                (x, top - 24.0 + 15.0 * line as f64),
                Anchor::Middle,
                12.0,
                words,
            );
        }
    }
    let mut said = Vec::new();
    for (down, row) in rows.iter().enumerate() {
        let y = top + high * down as f64;
        drawing.text((left - 10.0, y + high / 2.0 + 4.0), Anchor::End, 12.0, row);
        for (across, column) in columns.iter().enumerate() {
            let x = left + wide * across as f64;
            match cells.get(&(*row, *column)) {
                Some(things) => {
                    let names: Vec<&str> = things.iter().copied().collect();
                    said.push(format!("{row}, {column}: {}", names.join(", ")));
                    let strength = 0.12 + 0.4 * things.len() as f64 / largest;
                    drawing.bar(
                        (x + 1.0, y + 1.0),
                        (wide - 2.0, high - 2.0),
                        strength,
                        &names.join(", "),
                    );
                    drawing.text(
                        (x + wide / 2.0, y + high / 2.0 + 5.0),
                        Anchor::Middle,
                        14.0,
                        &things.len().to_string(),
                    );
                }
                None => said.push(format!("{row}, {column}: none")),
            }
            drawing.frame((x + 1.0, y + 1.0), (wide - 2.0, high - 2.0));
        }
    }
    Some(drawing.end(id, &plot.title, &said.join("; ")))
}

/// Breaks a name in two where it is longer than so many characters.
fn two_lines(name: &str, longest: usize) -> Vec<String> {
    let middle = name.len() / 2;
    let at = name
        .match_indices(' ')
        .map(|(at, _)| at)
        .min_by_key(|at| at.abs_diff(middle));
    match at {
        Some(at) if name.chars().count() > longest => {
            vec![name[..at].to_owned(), name[at + 1..].to_owned()]
        }
        _ => vec![String::new(), name.to_owned()],
    }
}
