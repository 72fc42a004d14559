//! The authors at the beginning of an entry.

use super::Pattern;
use regex::Regex;
use std::sync::LazyLock;

/// Returns the authors, and what follows them.
pub(super) fn read(text: &str) -> (Vec<String>, &str) {
    let styles = [
        &FAMILY_COMMA,
        &INITIALS_FIRST,
        &FAMILY_INITIALS,
        &FAMILY_GIVEN,
    ];
    for style in styles {
        let (names, rest) = names(text, style);
        if !names.is_empty() {
            return (names, rest);
        }
    }
    (Vec::new(), text)
}

const SEPARATOR: &str = r"(?:\s*[;,]\s*(?:and\s+|&\s*|und\s+)?|\s+(?:and|&|und)\s+)";

/// A family name, with what may stand before it.
macro_rules! family {
    () => {
        r"(?:(?:[Vv]an|[Vv]on|[Dd]e|[Dd]er|[Dd]en|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]os|[Dd]u|[Ll]a|[Ll]e|[Tt]er|[Tt]en|[Ee]l|[Aa]l|[Bb]in|[Bb]en|St\.|zu|zur|’t|'t)[\s-]+){0,3}(?:[Dd]['’]|O['’]|Mc|Mac)?\p{Lu}[\p{L}'’ʼ]+(?:[-‐–]\p{L}[\p{L}'’]+)*"
    };
}

/// `Kim, U.B.`, `Kim, U. B.`, `de Jong, K.P.`
static FAMILY_COMMA: Pattern = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<name>",
        family!(),
        r"(?:\s",
        family!(),
        r"){0,2},\s*(?:\p{Lu}[\p{Ll}]?\.(?:[\s-]?\p{Lu}[\p{Ll}]?\.){0,4}|\p{Lu}{1,3}\b)(?:,?\s+(?:Jr\.?|Sr\.?|II|III)\b)?)"
    ))
    .ok()
});

/// `U. B. Kim`, `K.P. de Jong`
static INITIALS_FIRST: Pattern = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<name>(?:\p{Lu}[\p{Ll}]?\.[\s-]?){1,5}\s*",
        family!(),
        r"(?:\s",
        family!(),
        r"){0,1}(?:,?\s+(?:Jr\.?|Sr\.?|II|III)\b)?)"
    ))
    .ok()
});

/// `Kim UB`, `de Jong KP`
static FAMILY_INITIALS: Pattern = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<name>",
        family!(),
        r"(?:\s",
        family!(),
        r"){0,1}\s\p{Lu}{1,4}(?:-\p{Lu})?\b)"
    ))
    .ok()
});

/// `Kim, Ungbin;`
static FAMILY_GIVEN: Pattern = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<name>",
        family!(),
        r",\s+\p{Lu}[\p{L}-]+(?:\s\p{Lu}\.?(?:[\p{L}-]+)?){0,2})"
    ))
    .ok()
});

static SEPARATORS: Pattern = LazyLock::new(|| Regex::new(&format!("^{SEPARATOR}")).ok());
static OTHERS: Pattern = LazyLock::new(|| {
    Regex::new(r"^(?:[;,]?\s*(?:and\s+|&\s*)?(?:et\s+al\b\.?|others\b\.?|…|\.\.\.)\s*[,;]?)").ok()
});

/// Returns names of one style from the beginning of a text, and what follows them.
///
/// After a first `Doe, J.` the others may be `R. Roe`, as Chicago has it.
fn names<'a>(text: &'a str, style: &Pattern) -> (Vec<String>, &'a str) {
    let mut names = Vec::new();
    let mut rest = text;
    let name_at = |text: &'a str, first: bool| -> Option<&'a str> {
        let name = style
            .as_ref()?
            .captures(text)
            .and_then(|found| found.name("name"));
        let name = match name {
            None if !first && std::ptr::eq(style, &raw const FAMILY_COMMA) => {
                INITIALS_FIRST.as_ref()?.captures(text)?.name("name")?
            }
            other => other?,
        };
        // The name goes on, so it was none: "Ren, XiaoMing" is no "Ren, X".
        let goes_on = text[name.end()..].starts_with(char::is_alphanumeric);
        (!goes_on).then(|| &text[..name.end()])
    };
    let mut next = name_at(text, true);
    while let Some(name) = next {
        names.push(name.trim().to_owned());
        rest = &rest[name.len()..];
        if let Some(others) = OTHERS.as_ref().and_then(|others| others.find(rest)) {
            return (names, &rest[others.end()..]);
        }
        let Some(separator) = SEPARATORS
            .as_ref()
            .and_then(|separators| separators.find(rest))
        else {
            break;
        };
        let after = &rest[separator.end()..];
        if let Some(others) = OTHERS.as_ref().and_then(|others| others.find(after)) {
            return (names, &after[others.end()..]);
        }
        next = name_at(after, false);
        if next.is_some() {
            rest = after;
        }
    }
    (names, rest)
}
