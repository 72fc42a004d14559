//! People whom the text names: "Doe et al.", "Doe and Roe", "Doe and co-workers", "the group of Doe".

use super::pattern::{Pattern, all, first, pattern};
use super::people::{family, folded, is_name_of, is_near};
use super::text::{MARK, Text};
use std::ops::Range;

macro_rules! name {
    () => {
        r"(?:(?:[Vv]an|[Vv]on|[Dd]e|[Dd]er|[Dd]en|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]os|[Dd]u|[Ll]a|[Ll]e|[Tt]er|[Tt]en|[Ee]l|[Aa]l|[Bb]in|[Bb]en|St\.)[ -]){0,3}(?:[Dd]'|O'|Mc|Mac)?\p{Lu}[\p{L}']*\p{Ll}(?:-\p{L}[\p{L}']+)*"
    };
}

macro_rules! title {
    () => {
        r"(?:(?:Prof(?:essor|\.)?|Dr\.?|Sir)\s+)?(?:\p{Lu}\.[ -]?){0,3}"
    };
}

pattern!(
    ET_AL,
    r"(?P<name>",
    name!(),
    r")(?:\s*(?P<link>and|&|,)\s*(?P<next>",
    title!(),
    r"(?P<other>",
    name!(),
    r")))?,?\s+et\s+al\b"
);

pattern!(
    AND_OTHERS,
    r"(?P<name>",
    name!(),
    r")(?:,)?\s+(?:and|&)\s+(?:(?:his|her|their)\s+)?(?:co-?\s?workers|colleagues|co-?authors|collaborators|associates|others\b)"
);

pattern!(
    GROUP_OF,
    r"(?:[Gg]roups?|[Tt]eam|[Ll]ab(?:oratory)?)\s+(?:of|led by|headed by)\s+",
    title!(),
    r"(?:\p{Lu}\p{Ll}+\s)?(?P<name>",
    name!(),
    r")"
);

pattern!(
    OWN_GROUP,
    r"(?P<name>",
    name!(),
    r")(?:'s?)?\s+(?:research\s+)?(?:group|team|lab(?:oratory)?)\b"
);

pattern!(
    PAIR,
    r"(?P<name>",
    name!(),
    r")\s+(?:and|&)\s+(?P<second>",
    name!(),
    r")"
);

pattern!(
    LISTED,
    r"(?P<name>",
    name!(),
    r")(?:,\s+",
    name!(),
    r")*,\s+$"
);

pattern!(
    REPORTS,
    r"^(?:[\s,]|\x{FFFC})*(?:(?:have|has|had|also|first|further|recently|then|later|previously|successfully)\s+)*(?:report|show|develop|find|found|propos|demonstrat|studi|investigat|observ|describ|introduc|synthesi[sz]|prepar|design|suggest|measur|reveal|argu|conclud|determin|identif|achiev|establish|construct|fabricat|employ|us(?:ed|e)\b|calculat|review|summari[sz]|discuss|present)"
);

/// What a mention says of the person's part in the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// "Doe et al.", "Doe and Roe": the first author.
    First,
    /// "Doe and co-workers": the first author or the leader.
    Either,
    /// "the group of Doe": any author.
    Leader,
    /// "Doe and Roe", where nothing but the form says that these are names.
    Pair,
}

/// A person mentioned in a sentence.
#[derive(Debug)]
pub(super) struct Mention {
    pub(super) sentence: usize,
    pub(super) stretch: Range<usize>,
    pub(super) name: String,
    pub(super) second: Option<String>,
    pub(super) role: Role,
}

pub(super) fn mentions(text: &Text<'_>) -> Vec<Mention> {
    let patterns: [(&'static Pattern, Role); 5] = [
        (&ET_AL, Role::First),
        (&AND_OTHERS, Role::Either),
        (&GROUP_OF, Role::Leader),
        (&OWN_GROUP, Role::Leader),
        (&PAIR, Role::Pair),
    ];
    let mut mentions = Vec::new();
    for (sentence, prose) in text.sentences.iter().enumerate() {
        let mut taken: Vec<Range<usize>> = Vec::new();
        for (pattern, role) in patterns {
            for found in all(pattern, &prose.text) {
                let (Some(whole), Some(name)) = (found.get(0), found.name("name")) else {
                    continue;
                };
                let second = found.name("second").map(|second| second.as_str());
                let overlaps = taken
                    .iter()
                    .any(|t| whole.start() < t.end && t.start < whole.end());
                if overlaps || !may_be_name(text, without_possessive(name.as_str()), role, second) {
                    continue;
                }
                if role == Role::Pair && !introduces(text, &prose.text, &whole.range()) {
                    continue;
                }
                // "Recently, Doe et al.": a word that begins the sentence is nobody.
                let named = found.name("next").zip(found.name("other"));
                let opening = named.filter(|_| {
                    found.name("link").is_some_and(|link| link.as_str() == ",")
                        && !is_author(text, name.as_str())
                });
                if let Some((next, other)) = opening {
                    taken.push(next.start()..whole.end());
                    mentions.push(Mention {
                        sentence,
                        stretch: next.start()..whole.end(),
                        name: without_possessive(other.as_str()).to_owned(),
                        second: None,
                        role,
                    });
                    continue;
                }
                taken.push(whole.range());
                // "Doe, Roe and Poe": the first of them is the first author.
                let listed = (role == Role::Pair)
                    .then(|| first(&LISTED, &prose.text[..whole.start()]))
                    .flatten();
                let name = listed
                    .as_ref()
                    .and_then(|listed| listed.name("name"))
                    .filter(|listed| is_author(text, listed.as_str()))
                    .unwrap_or(name);
                mentions.push(Mention {
                    sentence,
                    stretch: whole.range(),
                    name: without_possessive(name.as_str()).to_owned(),
                    second: second.map(str::to_owned),
                    role,
                });
            }
        }
    }
    mentions.sort_by_key(|mention| (mention.sentence, mention.stretch.start));
    mentions
}

/// Returns `Doe` of "Doe's group".
fn without_possessive(name: &str) -> &str {
    name.strip_suffix("'s").unwrap_or(name)
}

/// Says whether a pair of capitals is followed by a marker or a verb of reporting, so that it is one of people.
fn introduces(text: &Text<'_>, sentence: &str, pair: &Range<usize>) -> bool {
    let after = &sentence[pair.end..];
    let marked = after.trim_start_matches([' ', ',']).starts_with(MARK);
    let words: Vec<&str> = sentence[pair.clone()].split(' ').collect();
    let listed = |word: &str| {
        text.paper.references.iter().any(|reference| {
            reference
                .authors
                .iter()
                .take(2)
                .any(|author| folded(family(author)) == folded(word))
        })
    };
    let known = words.first().is_some_and(|word| listed(word))
        || words.last().is_some_and(|word| listed(word));
    known && (marked || first(&REPORTS, after).is_some())
}

/// Words in capitals that begin sentences, or are no names of people.
const NO_NAMES: &[&str] = &[
    "the",
    "this",
    "these",
    "those",
    "our",
    "their",
    "in",
    "for",
    "from",
    "both",
    "each",
    "another",
    "other",
    "such",
    "research",
    "control",
    "functional",
    "space",
    "point",
    "methyl",
    "ethyl",
    "amino",
    "amine",
    "carboxyl",
    "hydroxyl",
    "alkyl",
    "aryl",
    "carbonyl",
    "sulfonate",
    "ligand",
    "metal",
    "cation",
    "anion",
    "focus",
    "working",
    "main",
    "first",
    "figure",
    "table",
    "scheme",
    "section",
    "equation",
    "lewis",
    "main-group",
    "placebo",
    "treatment",
    "study",
];

fn may_be_name(text: &Text<'_>, name: &str, role: Role, second: Option<&str>) -> bool {
    let lower = name.to_lowercase();
    if NO_NAMES.contains(&lower.as_str()) || name.chars().count() < 2 {
        return false;
    }
    match role {
        Role::First | Role::Either => true,
        // "the Phenyl group", "the Carbon lab": only names that some list of authors could hold.
        Role::Leader => name.chars().count() > 1 && !lower.ends_with("yl") && is_author(text, name),
        Role::Pair => second.is_some_and(|second| {
            name.chars().count() > 2
                && second.chars().count() > 2
                && !NO_NAMES.contains(&second.to_lowercase().as_str())
        }),
    }
}

/// Says whether any reference lists that name, or one very like it.
fn is_author(text: &Text<'_>, name: &str) -> bool {
    text.paper.references.iter().any(|reference| {
        reference
            .authors
            .iter()
            .any(|author| is_name_of(name, author) || is_near(name, author))
    })
}
