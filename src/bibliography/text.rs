//! Texts with the little markup that bibliographies have, spelt as in CSL-JSON.

/// Markup of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Markup {
    /// `<i>`
    Italic,
    /// `<b>`
    Bold,
    /// `<sub>`
    Subscript,
    /// `<sup>`
    Superscript,
    /// `<span style="font-variant:small-caps;">`
    SmallCapitals,
    /// `<span class="nocase">`: letters that keep their case.
    FixedCase,
}

/// A piece of a text with markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Open(Markup),
    Close(Markup),
}

/// How many open tags are looked through for the partner of a closing one.
const NEAR: usize = 16;

const OPENING: [(&str, Markup); 9] = [
    ("<i>", Markup::Italic),
    ("<em>", Markup::Italic),
    ("<b>", Markup::Bold),
    ("<sub>", Markup::Subscript),
    ("<sup>", Markup::Superscript),
    ("<sc>", Markup::SmallCapitals),
    (
        "<span style=\"font-variant:small-caps;\">",
        Markup::SmallCapitals,
    ),
    (
        "<span style=\"font-variant: small-caps;\">",
        Markup::SmallCapitals,
    ),
    ("<span class=\"nocase\">", Markup::FixedCase),
];
const CLOSING: [(&str, &[Markup]); 7] = [
    ("</i>", &[Markup::Italic]),
    ("</em>", &[Markup::Italic]),
    ("</b>", &[Markup::Bold]),
    ("</sub>", &[Markup::Subscript]),
    ("</sup>", &[Markup::Superscript]),
    ("</sc>", &[Markup::SmallCapitals]),
    ("</span>", &[Markup::SmallCapitals, Markup::FixedCase]),
];

impl Markup {
    /// Returns the tag that opens it in CSL-JSON.
    pub(super) fn opening(self) -> &'static str {
        match self {
            Self::SmallCapitals => "<span style=\"font-variant:small-caps;\">",
            _ => OPENING
                .iter()
                .find(|(_, markup)| *markup == self)
                .map_or("", |(tag, _)| tag),
        }
    }

    /// Returns the tag that closes it.
    pub(super) fn closing(self) -> &'static str {
        match self {
            Self::SmallCapitals | Self::FixedCase => "</span>",
            _ => CLOSING
                .iter()
                .find(|(_, all)| all.contains(&self))
                .map_or("", |(tag, _)| tag),
        }
    }
}

/// Takes a text apart into stretches and tags that belong together; a tag without its partner is text.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found: Vec<(usize, usize, Option<Piece<'_>>)> = Vec::new();
    let mut open: Vec<(usize, Markup)> = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find('<') {
        let start = at + next;
        let rest = &text[start..];
        at = start + 1;
        if let Some((tag, markup)) = OPENING.iter().find(|(tag, _)| rest.starts_with(tag)) {
            open.push((found.len(), *markup));
            found.push((start, start + tag.len(), None));
            at = start + tag.len();
        } else if let Some((tag, all)) = CLOSING.iter().find(|(tag, _)| rest.starts_with(tag)) {
            // What was opened since and not closed is text.
            let near = open.iter().rev().take(NEAR);
            let partner = near
                .map(|(_, markup)| markup)
                .position(|markup| all.contains(markup));
            if let Some(back) = partner {
                let (opener, markup) = open[open.len() - 1 - back];
                open.truncate(open.len() - 1 - back);
                found[opener].2 = Some(Piece::Open(markup));
                found.push((start, start + tag.len(), Some(Piece::Close(markup))));
            }
            at = start + tag.len();
        }
    }
    let mut pieces = Vec::new();
    let mut done = 0;
    for (start, end, piece) in found {
        if let Some(piece) = piece {
            if done < start {
                pieces.push(Piece::Text(&text[done..start]));
            }
            pieces.push(piece);
            done = end;
        }
    }
    if done < text.len() {
        pieces.push(Piece::Text(&text[done..]));
    }
    pieces
}

/// Writes a text: its stretches as one function writes them, its markup as the other does (`true` where it opens).
pub fn render(
    text: &str,
    stretch: impl Fn(&str) -> String,
    tag: impl Fn(Markup, bool) -> &'static str,
) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => out.push_str(&stretch(text)),
            Piece::Open(markup) => out.push_str(tag(markup, true)),
            Piece::Close(markup) => out.push_str(tag(markup, false)),
        }
    }
    out
}

/// Returns a text without its markup.
pub fn plain(text: &str) -> String {
    render(text, str::to_owned, |_, _| "")
}
