//! Entities and references to characters.

use quick_xml::escape::resolve_html5_entity;

/// Returns the length of the reference to an entity or a character that a text begins with.
pub(super) fn reference(text: &str) -> Option<usize> {
    let end = text.bytes().take(34).position(|byte| byte == b';')?;
    let name = &text.as_bytes()[1..end];
    let is_name =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'.' | b'-' | b'_');
    (!name.is_empty() && name.iter().all(is_name)).then_some(end + 1)
}

/// Returns the characters that a name stands for.
pub(super) fn meaning(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?).map(String::from);
    }
    resolve_html5_entity(name).map(str::to_owned)
}

/// Returns characters so that nothing in them is markup.
pub(super) fn escaped(shown: &str) -> String {
    match shown {
        "<" => "&lt;".into(),
        "&" => "&amp;".into(),
        "*" => "\\*".into(),
        "\\" => "\\\\".into(),
        "$" => "\\$".into(),
        "\n" | "\r" | "\t" => " ".into(),
        other => other.to_owned(),
    }
}

/// Returns a text with its entities as characters.
pub(super) fn resolved(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = text[at..].find('&') {
        whole.push_str(&text[at..at + found]);
        at += found;
        let known = reference(&text[at..])
            .and_then(|length| Some((length, meaning(&text[at + 1..at + length - 1])?)));
        match known {
            Some((length, shown)) => {
                whole.push_str(&shown);
                at += length;
            }
            None => {
                whole.push('&');
                at += 1;
            }
        }
    }
    whole.push_str(&text[at..]);
    whole
}
