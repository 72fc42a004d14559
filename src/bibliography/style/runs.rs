//! What the formatter gives, as stretches of text.

use super::Run;
use super::private::{PRIVATE, letter};
use crate::bibliography::text::Markup;
use hayagriva::citationberg::{Display, FontStyle, FontVariant, FontWeight, VerticalAlign};
use hayagriva::{ElemChild, ElemChildren, Formatting};

#[derive(Default)]
pub(super) struct Runs {
    runs: Vec<Run>,
    /// Markup of the texts themselves that is open.
    open: Vec<Markup>,
}

impl Runs {
    pub(super) fn children(
        &mut self,
        children: &ElemChildren,
        markup: &[Markup],
        link: Option<&str>,
    ) {
        for child in &children.0 {
            match child {
                ElemChild::Text(text) => self.text(&text.text, &markup_of(&text.formatting), link),
                ElemChild::Elem(element) => {
                    if !self.runs.is_empty()
                        && matches!(element.display, Some(Display::Block | Display::Indent))
                    {
                        self.text(" ", &[], None);
                    }
                    self.children(&element.children, markup, link);
                }
                ElemChild::Markup(text) => self.text(text, markup, link),
                ElemChild::Link { text, url } => {
                    self.text(&text.text, &markup_of(&text.formatting), Some(url))
                }
                ElemChild::Transparent { .. } => {}
            }
        }
    }

    fn text(&mut self, text: &str, markup: &[Markup], link: Option<&str>) {
        for c in text.chars() {
            if let Some((known, open, _)) = PRIVATE
                .iter()
                .find(|(_, open, close)| *open == c || *close == c)
            {
                if *open == c {
                    self.open.push(*known);
                } else if let Some(at) = self.open.iter().rposition(|markup| markup == known) {
                    self.open.remove(at);
                }
                continue;
            }
            let c = letter(c);
            // A style ends a title with a full stop even where it asks something.
            let before = self
                .runs
                .last()
                .and_then(|run| run.text.chars().next_back());
            if c == '.' && matches!(before, Some('?' | '!' | '.')) {
                continue;
            }
            let mut all = markup.to_vec();
            all.extend(
                self.open
                    .iter()
                    .filter(|markup| **markup != Markup::FixedCase),
            );
            match self.runs.last_mut() {
                Some(last) if last.markup == all && last.link.as_deref() == link => {
                    last.text.push(c)
                }
                _ => self.runs.push(Run {
                    text: c.to_string(),
                    markup: all,
                    link: link.map(str::to_owned),
                }),
            }
        }
    }

    pub(super) fn done(mut self) -> Vec<Run> {
        if let Some(first) = self.runs.first_mut() {
            first.text = first.text.trim_start().to_owned();
        }
        if let Some(last) = self.runs.last_mut() {
            last.text = last.text.trim_end().to_owned();
        }
        self.runs.retain(|run| !run.text.is_empty());
        self.runs
    }
}

fn markup_of(formatting: &Formatting) -> Vec<Markup> {
    let mut markup = Vec::new();
    if formatting.font_style == FontStyle::Italic {
        markup.push(Markup::Italic);
    }
    if formatting.font_weight == FontWeight::Bold {
        markup.push(Markup::Bold);
    }
    if formatting.font_variant == FontVariant::SmallCaps {
        markup.push(Markup::SmallCapitals);
    }
    match formatting.vertical_align {
        VerticalAlign::Sub => markup.push(Markup::Subscript),
        VerticalAlign::Sup => markup.push(Markup::Superscript),
        _ => {}
    }
    markup
}
