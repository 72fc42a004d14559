//! Drawings as SVG whose text is text, in colours that the colour-blind can tell apart.

use super::marks::{escape_html, html};

/// Colours after Okabe and Ito, those that show on white and on black.
const COLOURS: [&str; 6] = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9",
];

/// A drawing in the making, in units of about a pixel.
pub(super) struct Drawing {
    width: f64,
    height: f64,
    body: String,
}

/// Where a text stands to its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Drawing {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            body: String::new(),
        }
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), faint: bool) {
        let strength = if faint { " stroke-opacity=\".25\"" } else { "" };
        self.body.push_str(&format!(
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"currentColor\"{strength}/>\n",
            from.0, from.1, to.0, to.1
        ));
    }

    /// Draws a text; its markup may raise and lower.
    pub(super) fn text(&mut self, at: (f64, f64), anchor: Anchor, size: f64, text: &str) {
        self.turned(at, anchor, size, text, 0.0);
    }

    pub(super) fn turned(
        &mut self,
        at: (f64, f64),
        anchor: Anchor,
        size: f64,
        text: &str,
        angle: f64,
    ) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let turn = if angle == 0.0 {
            String::new()
        } else {
            format!(" transform=\"rotate({angle} {:.1} {:.1})\"", at.0, at.1)
        };
        let text = html(text)
            .replace("<sup>", "<tspan dy=\"-.4em\" font-size=\"70%\">")
            .replace("</sup>", "</tspan><tspan dy=\".28em\">\u{200b}</tspan>")
            .replace("<sub>", "<tspan dy=\".25em\" font-size=\"70%\">")
            .replace("</sub>", "</tspan><tspan dy=\"-.175em\">\u{200b}</tspan>");
        self.body.push_str(&format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\" font-size=\"{size}\"{turn}>{text}</text>\n",
            at.0, at.1
        ));
    }

    /// Draws a bar or cell, with a tip that says what it is.
    pub(super) fn bar(&mut self, corner: (f64, f64), size: (f64, f64), strength: f64, tip: &str) {
        self.body.push_str(&format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{}\" fill-opacity=\"{strength:.2}\"><title>{}</title></rect>\n",
            corner.0, corner.1, size.0, size.1, COLOURS[0], escape_html(tip)
        ));
    }

    pub(super) fn frame(&mut self, corner: (f64, f64), size: (f64, f64)) {
        self.body.push_str(&format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".35\"/>\n",
            corner.0, corner.1, size.0, size.1
        ));
    }

    /// Draws a mark of a shape and colour of its own; an open one says that a value is a bound or about right.
    pub(super) fn mark(&mut self, at: (f64, f64), series: usize, open: bool, tip: &str) {
        let (x, y, r) = (at.0, at.1, 4.5);
        let shape = match series % 4 {
            0 => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r}\""),
            1 => format!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{d}\" height=\"{d}\"",
                x - 4.0,
                y - 4.0,
                d = 8
            ),
            2 => format!("<path d=\"M{x:.1} {:.1}l5 8.6h-10z\"", y - 5.4),
            _ => format!(
                "<path d=\"M{x:.1} {:.1}l5.5 5.5l-5.5 5.5l-5.5 -5.5z\"",
                y - 5.5
            ),
        };
        let colour = COLOURS[series % COLOURS.len()];
        let fill = if open { "none" } else { colour };
        self.body.push_str(&format!(
            "{shape} fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"1.5\"><title>{}</title>",
            escape_html(tip)
        ));
        self.body.push_str(match series % 4 {
            0 => "</circle>\n",
            1 => "</rect>\n",
            _ => "</path>\n",
        });
    }

    /// Returns the drawing, with a title and a description for those who cannot see it; `id` is unique in the page.
    pub(super) fn end(self, id: &str, title: &str, description: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w:.0} {h:.0}\" width=\"{w:.0}\" height=\"{h:.0}\" role=\"img\" \
             aria-labelledby=\"{id}-t {id}-d\" font-family=\"system-ui, Helvetica, Arial, sans-serif\" fill=\"currentColor\">\n\
             <title id=\"{id}-t\">{}</title>\n<desc id=\"{id}-d\">{}</desc>\n{}</svg>",
            escape_html(&crate::bibliography::plain(title)),
            escape_html(description),
            self.body,
            w = self.width,
            h = self.height,
        )
    }
}

/// Returns round numbers from 0 or below to a maximum or above, about so many.
pub(super) fn ticks(largest: f64, about: usize) -> Vec<f64> {
    if !largest.is_finite() || largest <= 0.0 {
        return vec![0.0, 1.0];
    }
    let rough = largest / about.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(10.0 * power);
    let count = (largest / step * 0.9999).ceil() as usize;
    (0..=count.min(50)).map(|at| at as f64 * step).collect()
}

/// Returns a number without needless digits.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
