//! Names of persons and bodies.

/// A person, or a body such as a society.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// Family name, or all of a body's name.
    pub family: String,
    /// Given names or initials.
    pub given: String,
    /// A particle that belongs to the family name: `van der` in `van der Berg`.
    pub particle: String,
    /// A particle that goes where only the family name stands: `von` in `Alexander von Humboldt`.
    pub dropping_particle: String,
    /// `Jr.`, `III`.
    pub suffix: String,
    /// Whether `family` is the name of a body, or one that has no parts.
    pub whole: bool,
}

/// What stands for those whom a list of names leaves out.
pub(super) const OTHERS: &str = "et al.";

impl Name {
    /// Returns a name that has no parts.
    pub fn whole(name: impl Into<String>) -> Self {
        Self {
            family: name.into(),
            whole: true,
            ..Self::default()
        }
    }

    /// Returns what stands for those whom a list leaves out.
    pub fn others() -> Self {
        Self::whole(OTHERS)
    }

    /// Says whether it stands for those whom a list leaves out.
    pub fn is_others(&self) -> bool {
        self.whole && matches!(self.family.as_str(), OTHERS | "et al" | "others")
    }

    /// Reads `van der Berg, J.`, `Berg, J., Jr.`, `J. van der Berg`; a single word is a family name.
    pub fn read(text: &str) -> Self {
        let parts: Vec<Vec<Word>> = text
            .split(',')
            .map(|part| part.split_whitespace().map(Word::of).collect())
            .collect();
        Self::of_parts(&parts)
    }

    /// Puts a name together from the words between its commas, as BibTeX does.
    pub(super) fn of_parts(parts: &[Vec<Word>]) -> Self {
        let mut name = Self::default();
        let parts: Vec<&[Word]> = parts.iter().map(Vec::as_slice).collect();
        match parts.as_slice() {
            [] => {}
            [all] => {
                // First von Last: `von` runs from the first small word to the last one that is not the last of all.
                let words = all.len();
                let first = all.iter().position(|word| word.small);
                match first.filter(|first| first + 1 < words) {
                    Some(first) => {
                        let last = all[..words - 1].iter().rposition(|word| word.small);
                        let last = last.unwrap_or(first);
                        name.given = join(&all[..first]);
                        name.particle = join(&all[first..=last]);
                        name.family = join(&all[last + 1..]);
                    }
                    None => {
                        let at = words.saturating_sub(1);
                        name.given = join(&all[..at]);
                        name.family = join(&all[at..]);
                    }
                }
            }
            [family, rest @ ..] => {
                let at = family.iter().take_while(|word| word.small).count();
                let at = at.min(family.len().saturating_sub(1));
                name.particle = join(&family[..at]);
                name.family = join(&family[at..]);
                let (suffix, given): (&[Word], &[Word]) = match rest {
                    [] => (&[], &[]),
                    [given] => (&[], given),
                    // Written by BibTeX's rule the suffix comes first, by that of RIS last.
                    [given, suffix] if is_suffix(suffix) && !is_suffix(given) => (suffix, given),
                    [suffix, given, ..] => (suffix, given),
                };
                name.suffix = join(suffix);
                // `Humboldt, Alexander von`
                let small = given.iter().rev().take_while(|word| word.small).count();
                let at = if small < given.len() {
                    given.len() - small
                } else {
                    given.len()
                };
                name.given = join(&given[..at]);
                name.dropping_particle = join(&given[at..]);
                if let [.., more] = rest
                    && rest.len() > 2
                {
                    name.given = format!("{}, {}", name.given, join(more));
                }
            }
        }
        name
    }

    /// Returns it as it is sorted: `van der Berg, J., Jr.`.
    pub fn sorted(&self) -> String {
        let mut text = self.with_particle();
        if self.whole {
            return text;
        }
        let given = self.given_with_particle();
        if !given.is_empty() {
            text.push_str(", ");
            text.push_str(&given);
        }
        if !self.suffix.is_empty() {
            text.push_str(", ");
            text.push_str(&self.suffix);
        }
        text
    }

    /// Returns the family name with the particle that belongs to it.
    pub fn with_particle(&self) -> String {
        spaced(&self.particle, &self.family)
    }

    /// Returns the given names with the particle that belongs to none.
    pub(super) fn given_with_particle(&self) -> String {
        spaced(&self.given, &self.dropping_particle)
    }
}

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its text.
    pub(super) text: String,
    /// Whether it begins with a small letter, as particles do.
    pub(super) small: bool,
}

impl Word {
    pub(super) fn of(text: &str) -> Self {
        let first = text.chars().find(|c| c.is_alphabetic());
        Self {
            text: text.to_owned(),
            small: first.is_some_and(char::is_lowercase),
        }
    }
}

fn is_suffix(words: &[Word]) -> bool {
    let [word] = words else { return false };
    matches!(
        word.text.trim_end_matches('.'),
        "Jr" | "Sr" | "jr" | "sr" | "II" | "III" | "IV" | "V" | "2nd" | "3rd" | "4th"
    )
}

fn join(words: &[Word]) -> String {
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    words.join(" ")
}

fn spaced(before: &str, behind: &str) -> String {
    match (before.is_empty(), behind.is_empty()) {
        (true, _) => behind.to_owned(),
        (_, true) => before.to_owned(),
        _ => format!("{before} {behind}"),
    }
}
