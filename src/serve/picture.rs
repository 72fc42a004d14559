//! Pictures of rows: drawn as SVG whose text is text and whose arrows lead to what they show.

use super::site::Site;
use crate::lineage::Results;
use crate::query::Asked;
use crate::store::TermId;
use maud::{Markup, PreEscaped, html};

/// Draws the rows of an answer; an unknown kind of picture draws nothing.
///
/// `arrows`: the first column acts, by the second, on the third; the fourth is what comes of it.
pub(super) fn draw(
    site: &Site,
    kind: &str,
    asked: &Asked,
    label: impl Fn(TermId) -> (String, Option<String>),
) -> Markup {
    let Results::Solutions(_, rows) = &asked.answer.results else {
        return html! {};
    };
    if kind != "arrows" || rows.is_empty() {
        return html! {};
    }
    let _ = site;
    let mut arrows = Vec::new();
    for row in rows {
        let name = |at: usize| row.values.get(at)?.as_ref()?.id().map(&label);
        if let (Some(from), Some(by), Some(to)) = (name(0), name(1), name(2)) {
            let arrow = Arrow {
                from,
                by,
                to,
                gives: name(3),
            };
            if !arrows.contains(&arrow) {
                arrows.push(arrow);
            }
        }
    }
    arrows_drawn(&arrows)
}

type Named = (String, Option<String>);

#[derive(Debug, PartialEq)]
struct Arrow {
    from: Named,
    by: Named,
    to: Named,
    gives: Option<Named>,
}

/// Height of a line.
const LINE: usize = 44;
const WIDTH: usize = 760;

fn arrows_drawn(arrows: &[Arrow]) -> Markup {
    let mut froms: Vec<&Named> = arrows.iter().map(|arrow| &arrow.from).collect();
    froms.dedup();
    let height = arrows.len() * LINE + 16;
    let alone = PreEscaped(
        "<defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         orient=\"auto\"><path d=\"M0 0 8 4 0 8z\" class=\"head\"/></marker></defs>",
    );
    let mut seen: Option<&Named> = None;
    html! {
        figure {
            svg.arrows viewBox=(format!("0 0 {WIDTH} {height}")) width=(WIDTH) height=(height) role="img"
                aria-label="Which site does what to which species; the table below says the same" {
                (alone)
                @for (at, arrow) in arrows.iter().enumerate() {
                    @let y = at * LINE + 30;
                    @let first = seen != Some(&arrow.from);
                    @let _ = { seen = Some(&arrow.from); };
                    @if first { (text(&arrow.from, 8, y, "start", "site")) }
                    line x1="250" y1=(y - 5) x2="455" y2=(y - 5) marker-end="url(#head)" class="arrow" {}
                    (text(&arrow.by, 350, y - 11, "middle", "action"))
                    (text(&arrow.to, 465, y, "start", "species"))
                    @if let Some(gives) = &arrow.gives {
                        line x1="590" y1=(y - 5) x2="625" y2=(y - 5) marker-end="url(#head)" class="arrow" {}
                        (text(gives, 632, y, "start", "species"))
                    }
                }
            }
        }
    }
}

fn text(named: &Named, x: usize, y: usize, anchor: &str, class: &str) -> Markup {
    let label = html! { text x=(x) y=(y) text-anchor=(anchor) class=(class) { (named.0) } };
    match &named.1 {
        Some(address) => html! { a href=(address) { (label) } },
        None => label,
    }
}
