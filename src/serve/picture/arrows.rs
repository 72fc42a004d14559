//! Who does what to what, line by line.

use super::{Named, heads, text};
use maud::{Markup, html};

/// Height of a line.
const LINE: f64 = 44.0;
const WIDTH: f64 = 760.0;

/// Draws one line for each row, doubles left out.
pub(super) fn draw(rows: &[Vec<Option<Named>>]) -> Markup {
    let mut arrows: Vec<[Option<&Named>; 4]> = Vec::new();
    for row in rows {
        let at = |column: usize| row.get(column).and_then(Option::as_ref);
        let arrow = [at(0), at(1), at(2), at(3)];
        if arrow[..3].iter().all(Option::is_some) && !arrows.contains(&arrow) {
            arrows.push(arrow);
        }
    }
    if arrows.is_empty() {
        return html! {};
    }
    let height = arrows.len() as f64 * LINE + 16.0;
    html! {
        figure tabindex="0" {
            svg.arrows viewBox=(format!("0 0 {WIDTH} {height}")) width=(WIDTH) height=(height) role="group"
                aria-label="What acts on what; the table below says the same" {
                (heads())
                @for (at, [from, by, to, gives]) in arrows.iter().enumerate() {
                    @let y = at as f64 * LINE + 30.0;
                    @if at == 0 || arrows[at - 1][0] != *from {
                        @if let Some(from) = from { (text(from, 8.0, y, "start", "actor")) }
                    }
                    line x1="250" y1=(y - 5.0) x2="455" y2=(y - 5.0) marker-end="url(#head)" class="arrow" {}
                    @if let Some(by) = by { (text(by, 350.0, y - 11.0, "middle", "action")) }
                    @if let Some(to) = to { (text(to, 465.0, y, "start", "object")) }
                    @if let Some(gives) = gives {
                        line x1="590" y1=(y - 5.0) x2="625" y2=(y - 5.0) marker-end="url(#head)" class="arrow" {}
                        (text(gives, 632.0, y, "start", "object"))
                    }
                }
            }
        }
    }
}
