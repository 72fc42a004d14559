//! The forms that names have, and what stands between them.

use super::super::Pattern;
use regex::Regex;
use std::sync::LazyLock;

/// A family name, with what may stand before it.
macro_rules! family {
    () => {
        r"(?:(?:[Vv]an|[Vv]on|[Vv]om|[Dd]e|[Dd]er|[Dd]en|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]as|[Dd]os|do|[Dd]u|[Ll]a|[Ll]e|[Tt]er|[Tt]en|[Ee]l|[Aa]l|[Bb]in|[Bb]en|VAN|VON|DE|DER|DEL|DI|DA|DOS|LE|LA|TER|EL|AL|St\.|zu|zur|’t|'t)[\s-]+){0,3}(?:[Dd]['’]|O['’]|Mc|Mac)?(?:\p{Lu}[-‐])?\p{Lu}[\p{L}\p{M}'’ʼ]+(?:[-‐–]\p{L}[\p{L}'’]+)*"
    };
}
macro_rules! suffix {
    () => {
        r"(?:,?\s*\b(?:Jr|Sr|JR|II|III|IV|2nd|3rd)\b\.?)?"
    };
}
/// Initials; one of two letters ends in no vowel but behind a Y, or it is a family: `E. Kh. Oak`, `A. Yu. Elm`, `J. Wu. On things`.
macro_rules! initial {
    () => {
        r"(?:\p{Lu}\p{Ll}?|YA|YU)(?:-\p{L})?\.(?:[\s-]*(?:\p{L}[\p{Ll}--[aeiou]]?|Y[aeou]|YA|YU)(?:-\p{L})?\.){0,5}"
    };
}
macro_rules! particle {
    () => {
        r"(?:\s(?:van|von|de|der|den|del|di|da|dos|du|la|le|ter|ten|el|al|El|Le)\b){0,3}"
    };
}

pub(super) static FAMILY_FIRST: Pattern = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<name>",
        family!(),
        r"(?:\s",
        family!(),
        r"){0,2}",
        suffix!(),
        r",\s*(?:",
        initial!(),
        r"(?:\sd[aeo]s?\s\p{Lu}\.)?|\p{Lu}(?:\s\p{Lu}\b){1,3}|\p{Lu}{1,3}(?:-\p{Lu}{1,2})?\b)",
        particle!(),
        suffix!(),
        r")"
    ))
    .ok()
});
pub(super) static INITIALS_FIRST: Pattern = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<name>(?:",
        initial!(),
        r"\s*(?:\p{Lu}\s)?(?:d[aeo]s?\s\p{Lu}\.\s*)?|(?:\p{Lu}{1,3}(?:-\p{Lu}{1,2})?|\p{Lu}\s\p{Lu})\s)",
        family!(),
        r"(?:\s",
        family!(),
        r"){0,2}",
        suffix!(),
        r")"
    ))
    .ok()
});
pub(super) static FAMILY_INITIALS: Pattern = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<name>",
        family!(),
        r"(?:\s",
        family!(),
        r"){0,2}\s(?:",
        initial!(),
        r"|\p{Lu}{1,4}(?:-\p{Lu}{1,3})?\b(?:\s\p{Lu}(?:-\p{Lu})?\b){0,3}(?:\sd[aeo]s?\s\p{Lu}\b)?)",
        particle!(),
        suffix!(),
        r")"
    ))
    .ok()
});
pub(super) static FAMILY_GIVEN: Pattern = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<name>",
        family!(),
        r"(?:\s",
        family!(),
        r"){0,1}",
        suffix!(),
        r",\s+\p{Lu}[\p{L}\p{M}’'-]+(?:\s\p{Lu}[\p{Ll}-]+)?(?:\s\p{Lu}\b\.?){0,3}",
        particle!(),
        suffix!(),
        r")"
    ))
    .ok()
});
pub(super) static GIVEN_FAMILY: Pattern = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<name>(?:\p{Lu}[\p{L}\p{M}’'-]+\s|\p{Lu}\.\s?)(?:\p{Lu}\.\s?|\p{Lu}\s|\p{Lu}[\p{L}\p{M}-]+\s){0,3}", family!(), r"(?:\s", family!(), r"){0,1}", suffix!(), r")"
    ))
    .ok()
});
pub(super) static SEPARATORS: Pattern = LazyLock::new(|| {
    Regex::new(r"^(?:\.?\s*[;,/][\s,]*(?:and\s+|&\s*|und\s+|y\s+|et\s+(?:\p{Lu}))?|\s+(?:and|&|und|y|et|with)\s+|&)").ok()
});
pub(super) static LEFT_OUT: Pattern =
    LazyLock::new(|| Regex::new(r"^\s*,?\s*(?:…|\.\s?\.\s?\.)\s*,?\s*(?:&\s*)?").ok());
pub(super) static OTHERS: Pattern = LazyLock::new(|| {
    Regex::new(r"^(?:[;,]?\s*(?:and\s+|&\s*)?\(?(?:et\s*al\b\.?|others\b\.?|u\.\s?a\.|coworkers|co-workers|[Cc]ollaborators|[Cc]oauthors|[Cc]o-authors|&\s*al\b\.?|…|\.\.\.|等|\[et\sal\.?\])\)?\s*[,;]?)").ok()
});
