//! How a sentence begins.

use super::floor;

/// Says whether a sentence may begin like this.
pub(super) fn may_begin(next: &str) -> bool {
    let bold = next.starts_with("**");
    let mut rest = next;
    for _ in 0..4 {
        rest = rest.trim_start_matches(['"', '“', '‘', '\'', '*', '_', '«', '¿', '¡']);
        if !rest.starts_with('<') {
            break;
        }
        match rest[..floor(rest, 80)].find('>') {
            Some(close) => rest = &rest[close + 1..],
            None => return false,
        }
    }
    let mut characters = rest.chars();
    let (Some(first), second) = (characters.next(), characters.next()) else {
        return false;
    };
    match first {
        '$' | '\\' | '[' => true,
        '(' => {
            second.is_some_and(|c| !c.is_lowercase()) || is_enumerated(rest) || is_descriptor(rest)
        }
        _ if first.is_uppercase() || first.is_numeric() => true,
        // "pH was", "mRNA", "α-Phase", "**a**, Schematic" of captions with bold panels.
        _ if first.is_lowercase()
            && (begins_name(rest) || begins_compound(rest) || begins_variable(next)) =>
        {
            true
        }
        _ if first.is_lowercase() => {
            second.is_some_and(char::is_uppercase)
                || !first.is_ascii() && second == Some('-')
                || bold && second.is_none_or(|c| !c.is_alphanumeric())
        }
        _ => false,
    }
}

/// Says whether a text begins with a name that begins small: `van der Berg`.
fn begins_name(text: &str) -> bool {
    let mut words = text.split(' ').take(4);
    let particle = |word: &str| {
        matches!(
            word,
            "van"
                | "von"
                | "de"
                | "der"
                | "den"
                | "del"
                | "di"
                | "da"
                | "dos"
                | "du"
                | "la"
                | "le"
                | "ter"
                | "ten"
                | "el"
                | "al"
        )
    };
    words.next().is_some_and(particle)
        && words
            .find(|word| !particle(word))
            .is_some_and(|word| word.starts_with(char::is_uppercase))
}

/// Says whether a text begins like `(a)`, `(g,h)` or `(ii)`.
fn is_enumerated(text: &str) -> bool {
    let inside = text[1..floor(text, 16).max(1)]
        .split(')')
        .next()
        .unwrap_or("");
    inside.len() <= 12
        && inside.len() + 1 < text.len()
        && inside.split([',', '–', '-', ' ']).all(|part| {
            let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
            letters.len() <= 1
                || letters
                    .bytes()
                    .all(|byte| matches!(byte, b'i' | b'v' | b'x'))
        })
}

/// Says whether a text begins with a capital and a small letter.
pub(super) fn begins_word(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(char::is_uppercase)
        && characters.next().is_some_and(char::is_lowercase)
}

/// Says whether a text begins with a descriptor of a configuration in brackets: `(aR)-6`, `(tBu)-`.
fn is_descriptor(text: &str) -> bool {
    let window = &text[1..floor(text, 12).max(1)];
    let Some((inside, behind)) = window.split_once(')') else {
        return false;
    };
    inside.chars().any(char::is_uppercase)
        && inside.chars().all(|c| c.is_alphanumeric() || c == ',')
        && behind.starts_with(['-', '–', '‐', '‑'])
}

/// Says whether a text begins with the name of a compound or molecule that begins small: `iso-6`, `p-Xylene`, `siRNA`.
fn begins_compound(text: &str) -> bool {
    let word = &text[..text
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(text.len())];
    let hyphen = text[word.len()..]
        .trim_start_matches(['*', '_'])
        .strip_prefix(['-', '‐', '‑'])
        .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    let prefix = matches!(
        word,
        "iso"
            | "cis"
            | "trans"
            | "tert"
            | "sec"
            | "ortho"
            | "meta"
            | "para"
            | "endo"
            | "exo"
            | "syn"
            | "anti"
            | "rac"
            | "meso"
            | "nor"
            | "n"
            | "o"
            | "m"
            | "p"
            | "d"
            | "l"
            | "t"
    );
    hyphen && prefix || word.len() <= 12 && word.chars().filter(|c| c.is_uppercase()).count() > 1
}

/// Says whether a text begins with a variable: `*x*<sub>50</sub> was`, `f(d) =`, `*n*-Type`.
fn begins_variable(text: &str) -> bool {
    let bare = text.trim_start_matches(['*', '_']);
    let marks = text.len() - bare.len();
    let behind = bare.get(1..).unwrap_or("");
    let single = bare.starts_with(|c: char| c.is_ascii_lowercase())
        && !behind.starts_with(|c: char| c.is_alphanumeric());
    let closed = behind.trim_start_matches(['*', '_']);
    single
        && (behind.starts_with('(') && behind[..floor(behind, 24)].contains(") =")
            || marks > 0
                && closed.len() < behind.len()
                && closed.starts_with(['<', '-', '‐', '‑', '$', ' ']))
}
