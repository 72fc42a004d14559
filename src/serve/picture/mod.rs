//! Pictures of rows: drawn as SVG whose text is text and whose arrows lead to what they show.

mod arrows;
mod network;
mod ways;

use crate::lineage::Results;
use crate::query::Asked;
use crate::store::TermId;
use maud::{Markup, html};

/// What a thing is called, and where its page is.
type Named = (String, Option<String>);

/// Draws the rows of an answer; an unknown kind of picture draws nothing.
///
/// - `arrows`: the first column acts, by the second, on the third; the fourth is what comes of it.
/// - `network`: the first column becomes the second, on the third, at the fourth, by the fifth. Rows of a picture have ids
///   `row-1` and so on, to which its arrows lead.
pub(super) fn draw(kind: &str, asked: &Asked, named: impl Fn(TermId) -> Named) -> Markup {
    let Results::Solutions(_, rows) = &asked.answer.results else {
        return html! {};
    };
    let cells: Vec<Vec<Option<Named>>> = rows
        .iter()
        .map(|row| {
            let cells = row.values.iter();
            cells
                .map(|cell| cell.as_ref().and_then(|cell| cell.id()).map(&named))
                .collect()
        })
        .collect();
    match kind {
        "arrows" => arrows::draw(&cells),
        "network" => network::draw(&cells),
        _ => html! {},
    }
}

/// Returns a text that leads to its page.
fn text(named: &Named, x: f64, y: f64, anchor: &str, class: &str) -> Markup {
    let label = html! { text x=(x) y=(y) text-anchor=(anchor) class=(class) { (named.0) } };
    match &named.1 {
        Some(address) => html! { a href=(address) { (label) } },
        None => label,
    }
}

/// Returns the heads of arrows, which lines refer to.
fn heads() -> Markup {
    html! {
        defs {
            marker #head viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto" {
                path d="M0 0 8 4 0 8z" class="head" {}
            }
        }
    }
}
