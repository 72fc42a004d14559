//! The authors at the beginning of an entry.

mod ending;
mod form;
mod organisation;

use super::super::sentence::begins_sentences;
use super::Pattern;
use super::words::{is_organisation, is_shortened};
pub(super) use ending::behind;
use ending::{is_ended, is_of_title};
use form::{
    FAMILY_FIRST, FAMILY_GIVEN, FAMILY_INITIALS, GIVEN_FAMILY, INITIALS_FIRST, LEFT_OUT, OTHERS,
    SEPARATORS,
};
use organisation::{collaboration, group, organisation};
use regex::Regex;
use std::sync::LazyLock;

/// Returns the authors, and where what follows them begins.
///
/// Every style of names is tried, and the one that reads the most of the text wins: `Doe J, Roe R` are no single
/// `Doe J`.
pub(super) fn read(text: &str) -> (Vec<String>, usize) {
    if text.starts_with(['“', '"', '‘', '\'']) {
        return (Vec::new(), 0);
    }
    if let Some((group, end, close)) = collaboration(text) {
        // `Made-Up Collaboration (J. Doe et al.)`: people first.
        let (mut names, length) = people(&text[end..]);
        let after = end + length;
        let closed = usize::from(text[after..].starts_with(')'));
        let fits = match close {
            true => closed == 1 || text[..after].trim_end_matches([',', ' ']).ends_with(')'),
            // Without initials they are rather the words of a title.
            false => names.first().is_some_and(|name| name.contains('.')),
        };
        if fits && !names.is_empty() {
            names.push(group);
            return (names, after + closed * usize::from(close));
        }
        if group.ends_with('.') {
            return (vec![group], end);
        }
    }
    people(text)
}

/// Returns the people at the beginning of a text, or the organisation in their place.
fn people(text: &str) -> (Vec<String>, usize) {
    let mut best = (Vec::new(), 0);
    for style in [
        Style::FamilyFirst,
        Style::InitialsFirst,
        Style::FamilyInitials,
        Style::FamilyGiven,
    ] {
        let (names, end) = names(text, style);
        // Of equal length, the style that is tried first.
        if end > best.1 + 1 {
            best = (names, end);
        }
    }
    let (names, end) = names(text, Style::GivenFamily);
    // "Jane Doe, Rick Roe" are two, not a Rick Roe of the family Jane Doe.
    let more = end > best.1 || end == best.1 && names.len() > best.0.len();
    if more && is_ended(&names, &text[end..]) {
        best = (names, end);
    }
    let (stops, last) = (best.0.concat().matches('.').count(), best.0.last_mut());
    if let Some(name) = last.filter(|name| stops == 1 && !name.contains(',') && is_stopped(name)) {
        name.truncate(name.len() - 1);
    }
    if best.0.is_empty() {
        best = organisation(text).unwrap_or(best);
    }
    best
}

/// Says whether the only stop of a list of names, behind the last initial, is the list's: `Doe J, Roe R.`
fn is_stopped(name: &str) -> bool {
    let mut words = name.rsplit(' ');
    words
        .next()
        .is_some_and(|last| last.len() == 2 && last.ends_with('.'))
        && words.next().is_some_and(|family| family.len() > 2)
}

/// The order of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `Doe, J. A.`
    FamilyFirst,
    /// `J. A. Doe`
    InitialsFirst,
    /// `Doe JA`, `Doe J.A.`
    FamilyInitials,
    /// `Doe, Jane A.`
    FamilyGiven,
    /// `Jane A. Doe`
    GivenFamily,
}

impl Style {
    fn pattern(self) -> &'static Pattern {
        match self {
            Self::FamilyFirst => &FAMILY_FIRST,
            Self::InitialsFirst => &INITIALS_FIRST,
            Self::FamilyInitials => &FAMILY_INITIALS,
            Self::FamilyGiven => &FAMILY_GIVEN,
            Self::GivenFamily => &GIVEN_FAMILY,
        }
    }

    /// Returns the forms that a name after the first may have: Chicago's `Doe, J.` goes on with `R. Roe`.
    fn later(self) -> &'static [Self] {
        match self {
            Self::FamilyFirst => &[
                Self::FamilyFirst,
                Self::InitialsFirst,
                Self::FamilyGiven,
                Self::GivenFamily,
            ],
            Self::InitialsFirst => &[Self::InitialsFirst, Self::GivenFamily],
            Self::FamilyInitials => &[Self::FamilyInitials, Self::InitialsFirst],
            Self::FamilyGiven => &[
                Self::GivenFamily,
                Self::InitialsFirst,
                Self::FamilyGiven,
                Self::FamilyFirst,
            ],
            Self::GivenFamily => &[Self::GivenFamily, Self::InitialsFirst],
        }
    }

    /// Returns the name of this form at the beginning of a text.
    fn name(self, text: &str) -> Option<&str> {
        let name = self.pattern().as_ref()?.captures(text)?.name("name")?;
        // The name goes on, so it was none: "Ren, XiaoMing" is no "Ren, X".
        let goes_on = text[name.end()..].starts_with(|c: char| c.is_alphanumeric());
        // "J. Am." begins a journal's name.
        let shortened = matches!(self, Self::InitialsFirst | Self::GivenFamily)
            && text[name.end()..].starts_with('.')
            && is_shortened(name.as_str().rsplit([' ', '.']).next().unwrap_or(""));
        // So does "J. Engrg. Math., 44".
        static JOURNAL: Pattern =
            LazyLock::new(|| Regex::new(r"^\.\s\p{Lu}\p{L}*\.,?\s*\*{0,2}\d").ok());
        let shortened = shortened
            || matches!(self, Self::InitialsFirst | Self::GivenFamily)
                && name.as_str().starts_with("J.")
                && JOURNAL
                    .as_ref()
                    .is_some_and(|journal| journal.is_match(&text[name.end()..]));
        // "Rick Roe, Editorial: things" is no Editorial of the family Rick Roe.
        let headed = self == Self::FamilyGiven
            && text[name.end()..].starts_with(':')
            && name.as_str().split(',').next().is_some_and(|family| {
                family
                    .split_once(' ')
                    .is_some_and(|(first, _)| first.len() > 3)
            });
        (!goes_on && !shortened && !headed && self.is_likely(name.as_str()))
            .then(|| &text[..name.end()])
    }
}

impl Style {
    /// Returns the name at the beginning of a text that a journal's name follows with nothing between: `J. Doe Phys. Rev.`
    fn name_before_journal(self, text: &str) -> Option<&str> {
        let name = self.pattern().as_ref()?.captures(text)?.name("name")?;
        let last = name.as_str().rsplit([' ', '.']).next().unwrap_or("");
        if self != Self::InitialsFirst
            || !text[name.end()..].starts_with('.')
            || !is_shortened(last)
        {
            return None;
        }
        let family = text.find(|c: char| c.is_lowercase())?;
        let end = family + text[family..].find(' ')?;
        (end < name.end() && !is_shortened(text[..end].rsplit([' ', '.']).next()?))
            .then(|| &text[..end])
    }

    /// Says whether words that have the form of a name may be one.
    fn is_likely(self, name: &str) -> bool {
        let family = name.split(',').next().unwrap_or(name);
        if is_organisation(family) {
            return false;
        }
        let last = name.rsplit([' ', '.']).next().unwrap_or(name);
        match self {
            Self::InitialsFirst => !matches!(last, "Pat" | "Patent"),
            Self::FamilyInitials => {
                !matches!(last, "AND" | "OF" | "THE" | "FOR" | "IN" | "ON" | "TO")
            }
            Self::GivenFamily => {
                let given = name.split(' ').next().unwrap_or(name);
                let initials =
                    last.len() <= 3 && last.bytes().all(|byte| byte.is_ascii_uppercase());
                let capitals = given.len() > 2 && !given.contains(char::is_lowercase);
                // Some words that begin sentences are names of families.
                let begins =
                    begins_sentences(last) && !matches!(last, "He" | "So" | "An" | "No" | "Her");
                !initials && !capitals && !begins && !begins_sentences(given)
            }
            Self::FamilyGiven => {
                let last = family.rsplit(' ').next().unwrap_or(family);
                let given = name[family.len()..].trim_start_matches([',', ' ']);
                let given = given.split(' ').next().unwrap_or(given);
                if begins_sentences(given) && !matches!(given, "An" | "So" | "He") {
                    return false;
                }
                !family.contains(' ') || last.len() > 3 || last.contains(char::is_lowercase)
            }
            _ => true,
        }
    }
}

/// Returns names of one style from the beginning of a text, and where they end.
fn names(text: &str, style: Style) -> (Vec<String>, usize) {
    let mut names = Vec::new();
    let (mut end, mut before) = (0, 0);
    let mut next = style
        .name(text)
        .or_else(|| {
            style
                .name_before_journal(text)
                .filter(|_| !text.starts_with('J'))
        })
        .map(|name| (0, name));
    while let Some((start, name)) = next {
        // After names with initials, one without is the title's first words: "Doe J, Roe R. Energy, Water".
        names.push(name.trim().trim_end_matches(',').to_owned());
        end = start + name.len();
        if name.ends_with("Jr") || name.ends_with("Sr") {
            end += usize::from(text[end..].starts_with('.'));
        }
        let rest = &text[end..];
        // "A. M. Turing and the origins of patterns" is a title.
        if is_of_title(rest) {
            names.pop();
            return (names, before);
        }
        before = end;
        // `Doe, J., . . . Roe, R.`
        let left_out = LEFT_OUT.as_ref().and_then(|left_out| left_out.find(rest));
        let last = left_out.and_then(|left_out| style.name(&rest[left_out.end()..]));
        if let (Some(left_out), Some(name)) = (left_out, last) {
            next = Some((end + left_out.end(), name));
            continue;
        }
        if let Some(others) = OTHERS.as_ref().and_then(|others| others.find(rest)) {
            return (names, end + others.end());
        }
        let Some(separator) = SEPARATORS
            .as_ref()
            .and_then(|separators| separators.find(rest))
        else {
            break;
        };
        let after = end + separator.end()
            - usize::from(
                separator.as_str().contains("et ")
                    && separator.as_str().ends_with(char::is_uppercase),
            );
        if let Some(others) = OTHERS
            .as_ref()
            .and_then(|others| others.find(&text[after..]))
        {
            return (names, after + others.end());
        }
        let joined = separator.as_str().contains([';', '&', '/'])
            || separator.as_str().contains("and")
            || separator.as_str().contains("und");
        let listed = separator.as_str().contains([';', '/']);
        // `Doe, J.; Roe, R.; Nitrate Collaboration.`
        if let Some(group) = group(&text[after..]) {
            names.push(text[after..after + group].trim().to_owned());
            end = after + group;
            // A name may follow the group's.
            let separator = SEPARATORS
                .as_ref()
                .and_then(|separators| separators.find(&text[end..]));
            next = separator.and_then(|separator| {
                let after = end + separator.end();
                Some((after, style.later().first()?.name(&text[after..])?))
            });
            continue;
        }
        next = style.later().iter().find_map(|form| {
            if listed
                && style == Style::FamilyGiven
                && matches!(form, Style::GivenFamily | Style::InitialsFirst)
            {
                return None;
            }
            let name = form.name(&text[after..]);
            // "A. B. Doe, A Modern Course"
            let dotted = |name: &str| name.contains('.');
            if style == Style::InitialsFirst
                && name.is_some_and(|name| !dotted(name))
                && names.iter().all(|name: &String| dotted(name))
                && *form == style
            {
                return None;
            }
            let name = name.or_else(|| {
                form.name_before_journal(&text[after..])
                    .filter(|_| joined && !listed)
            })?;
            // "D. Roe and Jane A. Doe."
            if style == Style::InitialsFirst
                && *form == Style::GivenFamily
                && (!joined || listed || !text[after + name.len()..].starts_with(['.', ',', ':']))
            {
                return None;
            }
            let full = matches!(form, Style::GivenFamily) && style != Style::GivenFamily;
            // Behind initials words in full are a title: "C. Doe, Transition Metal Oxides: A Survey".
            if style == Style::GivenFamily
                && matches!(form, Style::GivenFamily)
                && names.iter().all(|name: &String| begins_with_initial(name))
                && !begins_with_initial(name)
            {
                return None;
            }
            let open = full
                && text[after + name.len()..]
                    .strip_prefix(' ')
                    .is_some_and(|rest| {
                        !["and ", "& ", "et "]
                            .iter()
                            .any(|word| rest.starts_with(word))
                            && !rest.starts_with(['(', '“', '"', '‘', '1', '2'])
                    });
            if open || full && separator.as_str().contains(';') {
                return None;
            }
            // Given names in full after a comma only where the list goes on, or ends as one does.
            let fits = !full
                || joined
                || style == Style::FamilyGiven
                || goes_on(&text[after + name.len()..]);
            fits.then_some((after, name))
        });
    }
    (names, end)
}

/// Says whether a name begins with an initial.
fn begins_with_initial(name: &str) -> bool {
    name.chars().nth(1) == Some('.')
}

/// Says whether a list of names goes on after a name.
fn goes_on(rest: &str) -> bool {
    // "Smooth Things and Others" are no people.
    let named = |rest: &str| {
        [Style::GivenFamily, Style::InitialsFirst]
            .iter()
            .any(|form| form.name(rest).is_some())
    };
    rest.starts_with(", ")
        || rest.starts_with("; ")
        || [" and ", " & "]
            .iter()
            .any(|word| rest.strip_prefix(word).is_some_and(named))
}
