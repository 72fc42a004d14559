//! Lists of names as BibTeX writes them.

use crate::bibliography::latex::{decode, encode};
use crate::bibliography::name::{Name, Word};

/// Returns the names of a list: `Berg, Jan van der and {The Society} and others`.
pub(super) fn read_names(latex: &str) -> Vec<Name> {
    let mut names = Vec::new();
    for words in split(latex) {
        if !words.is_empty() {
            names.push(name(&words));
        }
    }
    names
}

/// Returns the words of each name of a list, commas being words of their own.
fn split(latex: &str) -> Vec<Vec<&str>> {
    let mut names = vec![Vec::new()];
    for word in words(latex) {
        if word.eq_ignore_ascii_case("and") {
            names.push(Vec::new());
        } else if let Some(last) = names.last_mut() {
            last.push(word);
        }
    }
    names
}

/// Splits at blanks, ties and commas that lie in no braces.
fn words(latex: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut depth = 0_usize;
    let mut start = None;
    let mut escaped = false;
    for (at, c) in latex.char_indices() {
        let parts = depth == 0 && (c.is_whitespace() || matches!(c, ',' | '~')) && !escaped;
        escaped = c == '\\' && !escaped;
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if parts {
            words.extend(start.take().map(|start| &latex[start..at]));
            if c == ',' {
                words.push(&latex[at..=at]);
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    words.extend(start.map(|start| &latex[start..]));
    words
}

fn name(words: &[&str]) -> Name {
    if let [word] = words {
        if word.eq_ignore_ascii_case("others") {
            return Name::others();
        }
        if is_group(word) {
            return Name::whole(text(word));
        }
    }
    let parts: Vec<&[&str]> = words.split(|word| *word == ",").collect();
    if let Some(name) = extended(&parts) {
        return name;
    }
    let parts: Vec<Vec<Word>> = parts
        .iter()
        .map(|words| words.iter().map(|word| read_word(word)).collect())
        .collect();
    Name::of_parts(&parts)
}

/// Reads the form `family=Berg, given=Jan, prefix=van der` of BibLaTeX.
fn extended(parts: &[&[&str]]) -> Option<Name> {
    let mut name = Name::default();
    for words in parts {
        let (first, rest) = words.split_first()?;
        let (part, start) = first.split_once('=')?;
        let mut value: Vec<String> = if start.is_empty() {
            Vec::new()
        } else {
            vec![text(start)]
        };
        value.extend(rest.iter().map(|word| text(word)));
        let value = value.join(" ");
        match part.trim().to_lowercase().as_str() {
            "family" => name.family = value,
            "given" => name.given = value,
            "prefix" => name.particle = value,
            "dropping" => name.dropping_particle = value,
            "suffix" => name.suffix = value,
            "given-i" | "prefix-i" | "family-i" | "useprefix" | "id" => {}
            _ => return None,
        }
    }
    Some(name)
}

fn read_word(latex: &str) -> Word {
    let text = text(latex);
    let fixed = latex.starts_with('{') && !latex.starts_with("{\\");
    let mut word = Word::of(&text);
    word.small &= !fixed;
    word.text = text;
    word
}

fn text(latex: &str) -> String {
    decode(latex, false).replace('\u{a0}', " ")
}

/// Says whether a text is one group in braces.
fn is_group(text: &str) -> bool {
    let Some(body) = text
        .strip_prefix('{')
        .and_then(|body| body.strip_suffix('}'))
    else {
        return false;
    };
    !body.starts_with('\\') && crate::bibliography::latex::is_balanced(body)
}

/// Returns a list of names as BibTeX writes it.
pub(super) fn write_names(names: &[Name]) -> String {
    let names: Vec<String> = names.iter().map(write_name).collect();
    names.join(" and ")
}

/// Returns the plainest form of a name from which it can be read again.
fn write_name(name: &Name) -> String {
    if name.is_others() {
        return "others".to_owned();
    }
    if name.whole {
        let inside = encode(&name.family);
        let guard = if inside.starts_with('\\') { "{}" } else { "" };
        return format!("{{{guard}{inside}}}");
    }
    let braced = |text: &str| {
        if text.is_empty() {
            String::new()
        } else {
            format!("{{{}}}", encode(text))
        }
    };
    let classic = |family: &dyn Fn(&str) -> String, rest: &dyn Fn(&str) -> String| {
        let before = match name.particle.as_str() {
            "" => String::new(),
            particle => format!("{} ", encode(particle)),
        };
        let suffix = match name.suffix.as_str() {
            "" => String::new(),
            suffix => format!(", {}", rest(suffix)),
        };
        let dropping = match name.dropping_particle.as_str() {
            "" => String::new(),
            particle => format!(" {}", encode(particle)),
        };
        format!(
            "{before}{}{suffix}, {}{dropping}",
            family(&name.family),
            rest(&name.given)
        )
    };
    let plain = |text: &str| encode(text);
    let forms = [
        classic(&plain, &plain),
        classic(&braced, &plain),
        classic(&braced, &braced),
    ];
    let same = forms
        .into_iter()
        .find(|form| matches!(read_names(form).as_slice(), [read] if read == name));
    same.unwrap_or_else(|| {
        let parts = [
            ("family", &name.family),
            ("given", &name.given),
            ("prefix", &name.particle),
            ("dropping", &name.dropping_particle),
            ("suffix", &name.suffix),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(part, text)| format!("{part}={}", braced(text)))
            .collect();
        parts.join(", ")
    })
}
