//! What becomes what: a network in layers, laid out by `rust-sugiyama`.

use super::ways::{Curve, Frame};
use super::{Named, heads, text};
use maud::{Markup, html};
use rust_sugiyama::configure::Config;
use rust_sugiyama::from_vertices_and_edges;

const LAYER: f64 = 120.0;
const HEIGHT: f64 = 30.0;
const MARGIN: f64 = 24.0;
/// Rows beyond which a network is no picture any more.
const MOST: usize = 400;

/// An arrow of the network with the rows that it stands for.
struct Arrow {
    from: u32,
    to: u32,
    rows: Vec<usize>,
    drivers: Vec<String>,
}

/// Draws one arrow for each pair of a first and a second column, which leads to the first of its rows.
pub(super) fn draw(rows: &[Vec<Option<Named>>]) -> Markup {
    let mut nodes: Vec<&Named> = Vec::new();
    let mut arrows: Vec<Arrow> = Vec::new();
    for (number, row) in rows.iter().take(MOST).enumerate() {
        let at = |column: usize| row.get(column).and_then(Option::as_ref);
        let (Some(from), Some(to)) = (at(0), at(1)) else {
            continue;
        };
        let [from, to] = [from, to].map(|node| {
            let known = nodes.iter().position(|known| *known == node);
            known.unwrap_or_else(|| {
                nodes.push(node);
                nodes.len() - 1
            }) as u32
        });
        if from == to {
            continue;
        }
        let driver = at(2).map(|system| system.0.clone());
        match arrows
            .iter_mut()
            .find(|arrow| (arrow.from, arrow.to) == (from, to))
        {
            Some(arrow) => {
                arrow.rows.push(number);
                if let Some(driver) = driver
                    && !arrow.drivers.contains(&driver)
                {
                    arrow.drivers.push(driver);
                }
            }
            None => arrows.push(Arrow {
                from,
                to,
                rows: vec![number],
                drivers: driver.into_iter().collect(),
            }),
        }
    }
    if arrows.is_empty() {
        return html! {};
    }
    let places = places(&nodes, &arrows);
    let width = places.iter().map(|(x, _)| *x).fold(0.0, f64::max) + 140.0;
    let ways = ways(&nodes, &arrows, &places);
    let height = places.iter().map(|(_, y)| *y).fold(0.0, f64::max) + HEIGHT + MARGIN;
    html! {
        figure tabindex="0" {
            svg.network viewBox=(format!("0 0 {width:.0} {height:.0}")) width=(format!("{width:.0}")) height=(format!("{height:.0}"))
                role="group" aria-label="What becomes what, and what drives it; the table below says the same" {
                (heads())
                @for (arrow, way) in arrows.iter().zip(&ways) { (line(arrow, way, &nodes)) }
                @for (node, (x, y)) in nodes.iter().zip(&places) {
                    @let half = half_width(&node.0);
                    rect.node x=(format!("{:.1}", x - half)) y=(format!("{:.1}", y - HEIGHT / 2.0))
                        width=(format!("{:.1}", half * 2.0)) height=(HEIGHT) rx="8" {}
                    (text(node, x.round(), y.round() + 5.0, "middle", "species"))
                }
            }
        }
    }
}

/// How an arrow runs, and where its label stands.
struct Way {
    curve: Curve,
    label: String,
    label_at: (f64, f64),
}

/// Leads arrows around the boxes of others, and puts labels where nothing stands yet.
fn ways(nodes: &[&Named], arrows: &[Arrow], places: &[(f64, f64)]) -> Vec<Way> {
    let boxes: Vec<Frame> = nodes
        .iter()
        .zip(places)
        .map(|(node, place)| Frame::around(*place, half_width(&node.0), HEIGHT / 2.0))
        .collect();
    let curves: Vec<Curve> = arrows
        .iter()
        .map(|arrow| {
            let (from, to) = (arrow.from as usize, arrow.to as usize);
            let others: Vec<Frame> = (0..boxes.len())
                .filter(|at| *at != from && *at != to)
                .map(|at| boxes[at])
                .collect();
            let back = arrows
                .iter()
                .any(|other| (other.from, other.to) == (arrow.to, arrow.from));
            Curve::between(boxes[from], boxes[to], &others, back)
        })
        .collect();
    let mut taken = boxes;
    let mut ways = Vec::new();
    for (arrow, curve) in arrows.iter().zip(&curves) {
        let label = match arrow.drivers.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [one, rest @ ..] => format!("{one} +{}", rest.len()),
        };
        let half_width = label.chars().count() as f64 * 4.1 + 3.0;
        let label_at = if label.is_empty() {
            (0.0, 0.0)
        } else {
            curve.place_for(half_width, &mut taken, &curves)
        };
        ways.push(Way {
            curve: *curve,
            label,
            label_at,
        });
    }
    ways
}

fn half_width(label: &str) -> f64 {
    label.chars().count() as f64 * 4.4 + 12.0
}

/// Returns where each node stands.
fn places(nodes: &[&Named], arrows: &[Arrow]) -> Vec<(f64, f64)> {
    let vertices: Vec<(u32, (f64, f64))> = nodes
        .iter()
        .enumerate()
        .map(|(at, node)| (at as u32, (half_width(&node.0) * 2.0 + 50.0, LAYER)))
        .collect();
    let edges: Vec<(u32, u32)> = arrows.iter().map(|arrow| (arrow.from, arrow.to)).collect();
    let config = Config {
        vertex_spacing: 30.0,
        dummy_size: 60.0,
        ..Config::default()
    };
    let mut places = vec![(0.0, 0.0); nodes.len()];
    // Parts that hang together stand side by side.
    let mut left = MARGIN;
    for (part, _, _) in from_vertices_and_edges(&vertices, &edges, &config) {
        let bound =
            |pick: fn(f64, f64) -> f64, start: f64, of: &dyn Fn(usize, (f64, f64)) -> f64| {
                part.iter()
                    .map(|(at, place)| of(*at, *place))
                    .fold(start, pick)
            };
        let half = |at: usize| half_width(&nodes[at].0);
        let smallest_x = bound(f64::min, f64::MAX, &|at, (x, _)| x - half(at));
        let largest_x = bound(f64::max, f64::MIN, &|at, (x, _)| x + half(at));
        let smallest_y = bound(f64::min, f64::MAX, &|_, (_, y)| y.abs());
        for (at, (x, y)) in &part {
            places[*at] = (
                x - smallest_x + left,
                y.abs() - smallest_y + HEIGHT / 2.0 + MARGIN,
            );
        }
        left += largest_x - smallest_x + 60.0;
    }
    places
}

fn line(arrow: &Arrow, way: &Way, nodes: &[&Named]) -> Markup {
    let (from, to) = (arrow.from as usize, arrow.to as usize);
    let mut title = format!("{} to {}", nodes[from].0, nodes[to].0);
    if !arrow.drivers.is_empty() {
        title = format!("{}: {title} by {}", way.label, arrow.drivers.join(", "));
    }
    let class = if arrow.drivers.is_empty() {
        "arrow dashed"
    } else {
        "arrow"
    };
    let (x, y) = way.label_at;
    html! {
        a href=(format!("#row-{}", arrow.rows[0] + 1)) aria-label=(title) {
            title { (title) }
            path d=(way.curve.path()) marker-end="url(#head)" class=(class) {}
            @if !way.label.is_empty() {
                text x=(format!("{x:.1}")) y=(format!("{y:.1}")) text-anchor="middle" class="action" { (way.label) }
            }
        }
    }
}
