//! One number of each thing against another, a panel for each basis.

use super::plot::column;
use super::svg::{Anchor, Drawing, number, ticks};
use super::{Section, marks::typeset};
use crate::query::Plot;
use std::collections::{BTreeMap, BTreeSet};

/// A point: what it is, where it is, whether its values are bounds.
struct Point<'a> {
    name: &'a str,
    x: f64,
    y: f64,
    bound: bool,
}

/// Numbers of things: by thing, then by basis and unit, with whether each is as given and not a bound.
type Numbers<'a> = BTreeMap<&'a str, Vec<(&'a str, &'a str, f64, bool)>>;

/// Size of a panel.
const WIDE: f64 = 420.0;
const HIGH: f64 = 280.0;

/// Draws every thing that has both numbers; where it has several, the largest of each basis.
pub(super) fn scatter(plot: &Plot, section: &Section, id: &str) -> Option<String> {
    let (of, kind, value) = (
        column(section, &plot.of)?,
        column(section, &plot.kind_column)?,
        column(section, &plot.value)?,
    );
    let unit = column(section, &plot.unit)?;
    let panel = column(section, &plot.panel)?;
    let comparator = column(section, &plot.comparator);
    let numbers = |wanted: &str| {
        let mut found: Numbers<'_> = BTreeMap::new();
        for row in section.rows.iter().filter(|row| kind(row) == wanted) {
            if let Ok(number) = value(row).parse::<f64>()
                && number.is_finite()
            {
                let exact = comparator
                    .as_ref()
                    .is_none_or(|comparator| comparator(row) == "=");
                found
                    .entry(of(row))
                    .or_default()
                    .push((panel(row), unit(row), number, exact));
            }
        }
        found
    };
    let (across, down) = (numbers(&plot.x), numbers(&plot.y));
    let mut panels: BTreeMap<(&str, &str), Vec<Point<'_>>> = BTreeMap::new();
    for (name, values) in &across {
        let Some((_, y_unit, y, y_exact)) = down
            .get(name)
            .and_then(|all| all.iter().max_by(|a, b| a.2.total_cmp(&b.2)))
            .copied()
        else {
            continue;
        };
        let _ = y_unit;
        let places: BTreeSet<(&str, &str)> = values
            .iter()
            .map(|(basis, unit, _, _)| (*basis, *unit))
            .collect();
        for place in places {
            let best = values
                .iter()
                .filter(|(basis, unit, _, _)| (*basis, *unit) == place)
                .max_by(|a, b| a.2.total_cmp(&b.2));
            if let Some((_, _, x, exact)) = best {
                panels.entry(place).or_default().push(Point {
                    name,
                    x: *x,
                    y,
                    bound: !(exact & y_exact),
                });
            }
        }
    }
    if panels.is_empty() {
        return None;
    }
    let y_unit = down
        .values()
        .flatten()
        .map(|(_, unit, _, _)| *unit)
        .next()
        .unwrap_or_default();
    let columns = panels.len().min(2);
    let rows = panels.len().div_ceil(columns);
    let mut drawing = Drawing::new(
        columns as f64 * (WIDE + 90.0) + 10.0,
        rows as f64 * (HIGH + 90.0) + 8.0,
    );
    let mut said = Vec::new();
    for (at, ((basis, unit), points)) in panels.iter().enumerate() {
        let corner = (
            (at % columns) as f64 * (WIDE + 90.0) + 64.0,
            (at / columns) as f64 * (HIGH + 90.0) + 34.0,
        );
        one_panel(
            &mut drawing,
            corner,
            at,
            plot,
            (basis, unit, y_unit),
            points,
        );
        for point in points {
            said.push(format!(
                "{}: {} {unit}, {} {y_unit} ({basis})",
                point.name,
                number(point.x),
                number(point.y)
            ));
        }
    }
    Some(drawing.end(id, &plot.title, &said.join("; ")))
}

fn one_panel(
    drawing: &mut Drawing,
    corner: (f64, f64),
    series: usize,
    plot: &Plot,
    names: (&str, &str, &str),
    points: &[Point<'_>],
) {
    let (basis, unit, y_unit) = names;
    let largest = |value: &dyn Fn(&Point<'_>) -> f64| points.iter().map(value).fold(0.0, f64::max);
    let (x_ticks, y_ticks) = (
        ticks(largest(&|point| point.x), 5),
        ticks(largest(&|point| point.y), 5),
    );
    let (x_top, y_top) = (
        x_ticks.last().copied().unwrap_or(1.0),
        y_ticks.last().copied().unwrap_or(1.0),
    );
    let place = |x: f64, y: f64| {
        (
            corner.0 + WIDE * x / x_top,
            corner.1 + HIGH * (1.0 - y / y_top),
        )
    };
    for tick in &x_ticks {
        let (x, bottom) = place(*tick, 0.0);
        drawing.line((x, bottom), (x, corner.1), *tick > 0.0);
        drawing.text((x, bottom + 16.0), Anchor::Middle, 12.0, &number(*tick));
    }
    for tick in &y_ticks {
        let (left, y) = place(0.0, *tick);
        drawing.line((left, y), (left + WIDE, y), *tick > 0.0);
        drawing.text((left - 8.0, y + 4.0), Anchor::End, 12.0, &number(*tick));
    }
    drawing.text((corner.0, corner.1 - 14.0), Anchor::Start, 13.0, basis);
    let with_unit = |name: &str, unit: &str| format!("{name} / {}", typeset(unit));
    drawing.text(
        (corner.0 + WIDE / 2.0, corner.1 + HIGH + 38.0),
        Anchor::Middle,
        13.0,
        &with_unit(&plot.x, unit),
    );
    drawing.turned(
        (corner.0 - 46.0, corner.1 + HIGH / 2.0),
        Anchor::Middle,
        13.0,
        &with_unit(&plot.y, y_unit),
        -90.0,
    );
    let places: Vec<(f64, f64)> = points.iter().map(|one| place(one.x, one.y)).collect();
    let lines: Vec<f64> = y_ticks.iter().map(|tick| place(0.0, *tick).1).collect();
    // Best where no line runs through a name either, unless a name finds no place then.
    let unplaced =
        |spots: &[Option<(f64, f64)>]| spots.iter().filter(|spot| spot.is_none()).count();
    let (clear, anywhere) = (
        name_spots(corner, &places, points, &lines),
        name_spots(corner, &places, points, &[]),
    );
    let spots = if unplaced(&clear) > unplaced(&anywhere) {
        anywhere
    } else {
        clear
    };
    for ((point, at), spot) in points.iter().zip(places).zip(spots) {
        drawing.mark(
            at,
            series,
            point.bound,
            &format!("{}: {}, {}", point.name, number(point.x), number(point.y)),
        );
        if let Some(spot) = spot {
            drawing.text(spot, Anchor::Start, 11.0, point.name);
        }
    }
}

/// Returns where the name of each point stands: beside it where nothing else does, and if possible on none of the lines.
fn name_spots(
    corner: (f64, f64),
    places: &[(f64, f64)],
    points: &[Point<'_>],
    lines: &[f64],
) -> Vec<Option<(f64, f64)>> {
    let mut taken: Vec<(f64, f64, f64, f64)> = places
        .iter()
        .map(|(x, y)| (x - 6.0, y - 6.0, x + 6.0, y + 6.0))
        .collect();
    let mut names = Vec::new();
    for (point, at) in points.iter().zip(places) {
        let width = point.name.chars().count() as f64 * 6.3;
        // Right, left, above, below, then further off: where nothing stands yet and the frame allows.
        let spots = [
            (9.0, 4.0),
            (-9.0 - width, 4.0),
            (-width / 2.0, -9.0),
            (-width / 2.0, 18.0),
            (9.0, 17.0),
            (9.0, -9.0),
            (-9.0 - width, 17.0),
            (-9.0 - width, -9.0),
            (9.0, 30.0),
            (-9.0 - width, 30.0),
            (-9.0 - width, -22.0),
            (9.0, -22.0),
            (-width / 2.0, 31.0),
            (-width / 2.0, 44.0),
        ]
        .map(|(dx, dy)| (at.0 + dx, at.1 + dy));
        let free = |(x, y): &(f64, f64)| {
            let inside = *x >= corner.0 - 2.0
                && x + width <= corner.0 + WIDE + 20.0
                && y - 10.0 >= corner.1 - 10.0
                && *y <= corner.1 + HIGH;
            inside
                && !taken.iter().any(|(x0, y0, x1, y1)| {
                    *x < *x1 && x + width > *x0 && y - 10.0 < *y1 && y + 3.0 > *y0
                })
        };
        let clear = |(_, y): &(f64, f64)| {
            let crossing = |line: &f64| y - 9.0 < *line && *line < y + 2.0;
            !lines.iter().any(crossing)
        };
        let spot = spots
            .iter()
            .find(|spot| free(spot) && clear(spot))
            .or_else(|| spots.iter().find(|spot| free(spot)))
            .copied();
        taken.extend(spot.map(|(x, y)| (x, y - 10.0, x + width, y + 3.0)));
        names.push(spot);
    }
    names
}
