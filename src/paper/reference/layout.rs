//! An entry without markup that remembers what was bold or in italics.

use super::super::markup;
use super::Pattern;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// How characters were set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Bold,
    Italic,
}

/// Longest stretch of another face that is a number's own, in bytes.
const LONGEST_NUMBER: usize = 16;

/// An entry on one line, without markup, addresses blanked out.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) text: String,
    /// What was set in another face, in order.
    pub(super) faces: Vec<(Range<usize>, Face)>,
}

impl Entry {
    pub(super) fn new(raw: &str) -> Self {
        let pieces = markup::pieces(raw);
        let mut text = String::with_capacity(raw.len());
        // Offsets in the raw entry, and in the text, of each character.
        let mut offsets: Vec<(usize, usize)> = Vec::with_capacity(pieces.len());
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            at += 1;
            // An accent that lost its letter: `Torre-Jim ´ enez`, `Eric ` Hambro`.
            let character = |at: usize| pieces.get(at).map(|next| next.character);
            if matches!(piece.character, '´' | '¨' | '˜' | 'ˆ' | '¸' | '˚' | '`')
                && text.ends_with(' ')
                && character(at) == Some(' ')
            {
                offsets.push((piece.start, text.len()));
                at += 1;
                let inner = character(at).is_some_and(char::is_lowercase);
                if inner && text.trim_end().ends_with(char::is_lowercase) {
                    text.pop();
                }
                continue;
            }
            offsets.push((piece.start, text.len()));
            text.push(if piece.character.is_whitespace() {
                ' '
            } else {
                piece.character
            });
        }
        let at = |raw: usize| {
            let index = offsets.partition_point(|(start, _)| *start < raw);
            offsets.get(index).map_or(text.len(), |(_, text)| *text)
        };
        let mut faces: Vec<(Range<usize>, Face)> = faces(raw)
            .into_iter()
            .map(|(stretch, face)| (at(stretch.start)..at(stretch.end), face))
            .filter(|(stretch, _)| !stretch.is_empty())
            .collect();
        faces.sort_by_key(|(stretch, _)| stretch.start);
        let text = blanked(text);
        Self { text, faces }
    }

    /// Returns how the number at an offset was set, where it was set by itself.
    pub(super) fn face(&self, at: usize) -> Option<Face> {
        let short =
            |stretch: &Range<usize>| stretch.len() <= LONGEST_NUMBER && stretch.contains(&at);
        self.faces
            .iter()
            .find(|(stretch, _)| short(stretch))
            .map(|(_, face)| *face)
    }

    /// Returns the stretches in italics.
    pub(super) fn italics(&self) -> impl DoubleEndedIterator<Item = &Range<usize>> {
        self.faces
            .iter()
            .filter(|(_, face)| *face == Face::Italic)
            .map(|(stretch, _)| stretch)
    }
}

/// Returns what is bold or in italics in the raw entry.
fn faces(raw: &str) -> Vec<(Range<usize>, Face)> {
    static FACES: Pattern = LazyLock::new(|| {
        Regex::new(
            r"(?x) \*\*(?P<b1>[^*]{1,300})\*\* | __(?P<b2>[^_]{1,300})__ | <(?:b|strong|bold)>(?P<b3>[^<]{1,300})</
            | \\textbf\{(?P<b4>[^{}]{1,300})\} | \*(?P<i1>[^*\s][^*]{0,300})\* | \b_(?P<i2>[^_\s][^_]{0,300})_ | <(?:i|em|italic)>(?P<i3>[^<]{1,300})</
            | \\(?:textit|emph)\{(?P<i4>[^{}]{1,300})\} | \$\\mathbf\{(?P<b5>[^{}]{1,40})\}\$",
        )
        .ok()
    });
    if !raw.contains(['*', '_', '<', '\\']) {
        return Vec::new();
    }
    let Some(pattern) = FACES.as_ref() else {
        return Vec::new();
    };
    pattern
        .captures_iter(raw)
        .filter_map(|found| {
            let bold = ["b1", "b2", "b3", "b4", "b5"]
                .iter()
                .find_map(|name| found.name(name));
            let italic = ["i1", "i2", "i3", "i4"]
                .iter()
                .find_map(|name| found.name(name));
            bold.map(|group| (group.range(), Face::Bold))
                .or_else(|| italic.map(|group| (group.range(), Face::Italic)))
        })
        .collect()
}

/// Returns an entry with blanks for DOIs, addresses, days of access, what says that a work is not printed yet, and links
/// that a publisher hangs on its end.
fn blanked(text: String) -> String {
    static ADDRESS: Pattern = LazyLock::new(|| {
        Regex::new(
            r"(?x)(?: (?:\b(?:[Aa]vailable|[Rr]etrieved|[Oo]nline|[Aa]ccessed)\s(?:online\s)?(?:online|from|at|on|via)?:?\s*(?:[A-Z][a-z]+\s\d{1,2},\s\d{4},?\s(?:from|at)\s)?)?
              (?:\bURL:?\s*|\b(?:DOI|doi|Doi)\s*:?\s*)?[<(\[]?\b(?:https?\s?:\s?//\s?|www\.)\S+(?::\s\d+\b)?(?:\s?10\.\d{4,9}/\s?\S+)?
            | \b(?:DOI|doi|Doi)\b\s*[:.]?\s*10\.\d{4,9}/\s?\S+ | \b10\.\d{4,9}/\s?\S+ | \bPMID:?\s*\d+\.? | \bPMCID:?\s*\S+
            | \[(?:CrossRef|PubMed|Google\ Scholar|Green\ Version|Online|Internet|online|internet|DOI)\]
            | \b(?:[Ee]-?[Pp]rint:?\s)?(?:arXiv(?:\.org)?:\s?|abs/)(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\s?\[[a-z-]+(?:\.[A-Za-z-]+)?\])?
            | [\[(;]\s*[Cc]ited\s[^.\])]{0,24}\d{2}[^.\])]{0,16}[\])]?
            | [,.;(\[]\s*(?:[Ii]n\ press|IN\ PRESS|[Ff]orthcoming|[Tt]o\ be\ published|[Aa]ccepted(?:\ for\ publication)?|[Ss]ubmitted(?:\ for\ publication)?|[Uu]npublished|[Uu]nder\ review|[Jj]ust\ accepted|[Ee]arly\ access|[Ii]n\ preparation)\b[\])]? | \bcan\ be\ found\ (?:under|at)
            | \b[Aa]vailable\ (?:online|from|at):? | \bRetrieved\ from:?
            | [\[(]?\b(?:[Ll]ast\s)?(?:[Aa]ccessed|[Vv]isited|[Rr]etrieved)(?:\son)?:?\s(?:\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:[A-Z][a-z]{2,3}\.\s)?[^.\])]{0,24}\d{2}[^.\])]{0,16})[\])]?
            )",
        )
        .ok()
    });
    let cheap = [
        "10.",
        "http",
        "www",
        "[",
        "PM",
        "ccessed",
        "vailable",
        "etrieved",
        "isited",
        "ited",
        "arXiv",
        "abs/",
        "found",
        "press",
        "PRESS",
        "orthcoming",
        "to be",
        "ccepted",
        "ubmitted",
        "npublished",
        "under review",
        "access",
        "preparation",
    ];
    if !cheap.iter().any(|part| text.contains(part)) {
        return text;
    }
    let Some(address) = ADDRESS.as_ref() else {
        return text;
    };
    let mut blank = String::with_capacity(text.len());
    let mut end = 0;
    for found in address.find_iter(&text) {
        blank.push_str(&text[end..found.start()]);
        // So does what stands before "in press".
        let before = usize::from(found.as_str().starts_with([',', '.', ';']));
        // "In press matters" is a title.
        let goes_on = text[found.end()..]
            .strip_prefix(' ')
            .is_some_and(|rest| rest.starts_with(char::is_lowercase));
        if goes_on && found.as_str().starts_with([',', '.', ';', '(', '[']) {
            blank.push_str(found.as_str());
            end = found.end();
            continue;
        }
        blank.push_str(&found.as_str()[..before]);
        // What closes the entry may hang on the address and stays: `10.1/x, 2012.`
        let kept = found.as_str().trim_end_matches(['.', ',', ';']).len();
        let kept = kept.max(before);
        blank.extend(std::iter::repeat_n(' ', kept - before));
        blank.push_str(&found.as_str()[kept..]);
        end = found.end();
    }
    blank.push_str(&text[end..]);
    blank
}
