//! Names in the text against the references that they are given: "Doe et al. [7]".

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::pattern::{Pattern, all, first, pattern};
use super::people::{family, first_author, folded, is_name_of, is_near, lists_all};
use super::text::{MARK, Part, Text};
use crate::paper::Reference;
use std::collections::HashSet;
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
    r")(?:\s*(?:and|&|,)\s*",
    title!(),
    name!(),
    r")?,?\s+et\s+al\b"
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
    REPORTS,
    r"^(?:[\s,]|\x{FFFC})*(?:(?:have|has|had|also|first|further|recently|then|later|previously|successfully)\s+)*(?:report|show|develop|find|found|propos|demonstrat|studi|investigat|observ|describ|introduc|synthesi[sz]|prepar|design|suggest|measur|reveal|argu|conclud|determin|identif|achiev|establish|construct|fabricat|employ|us(?:ed|e)\b|calculat|review|summari[sz]|discuss|present)"
);

/// What a mention says of the person's part in the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
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
struct Mention {
    sentence: usize,
    stretch: Range<usize>,
    name: String,
    second: Option<String>,
    role: Role,
}

/// Markers that a mention may belong to.
struct Cited<'a> {
    numbers: Vec<&'a str>,
    /// The marker follows the name directly.
    adjacent: bool,
    sentence: usize,
}

pub(super) fn find(text: &Text<'_>) -> Vec<Finding> {
    if text.paper.references.is_empty() {
        return Vec::new();
    }
    let mentions = mentions(text);
    let mut findings = Vec::new();
    for (index, mention) in mentions.iter().enumerate() {
        let rest = &mentions[index + 1..];
        match cited(text, mention, rest) {
            Some(cited) => findings.extend(mismatch(text, mention, &cited)),
            None => findings.extend(without_citation(text, mention)),
        }
    }
    findings
}

fn mentions(text: &Text<'_>) -> Vec<Mention> {
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
                if overlaps || !may_be_name(text, name.as_str(), role, second) {
                    continue;
                }
                if role == Role::Pair && !introduces(text, &prose.text, &whole.range()) {
                    continue;
                }
                taken.push(whole.range());
                mentions.push(Mention {
                    sentence,
                    stretch: whole.range(),
                    name: name.as_str().to_owned(),
                    second: second.map(str::to_owned),
                    role,
                });
            }
        }
    }
    mentions.sort_by_key(|mention| (mention.sentence, mention.stretch.start));
    mentions
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

/// Returns the marker that a mention belongs to: directly behind it, later in the sentence, or in those that follow.
fn cited<'a>(text: &Text<'a>, mention: &Mention, rest: &[Mention]) -> Option<Cited<'a>> {
    let markers = text.markers(mention.sentence);
    let prose = &text.sentences[mention.sentence].text;
    let next_here = rest
        .iter()
        .find(|other| other.sentence == mention.sentence)
        .map_or(usize::MAX, |other| other.stretch.start);
    let numbers = |marker: &'a crate::paper::Marker| {
        marker
            .references
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
    };
    if let Some((at, marker)) = markers
        .iter()
        .find(|(at, _)| *at >= mention.stretch.end && *at < next_here)
    {
        let between = &prose[mention.stretch.end..*at];
        let adjacent = between.chars().all(|c| {
            c.is_whitespace()
                || matches!(c, '.' | ',' | '\'' | 's' | '(' | ')')
                || c.is_ascii_digit()
        });
        return Some(Cited {
            numbers: numbers(marker),
            adjacent,
            sentence: mention.sentence,
        });
    }
    // "as shown in [12] by Doe et al."
    if let Some((_, marker)) = markers
        .iter()
        .rev()
        .find(|(at, _)| *at < mention.stretch.start)
        && rest
            .first()
            .is_none_or(|next| next.sentence != mention.sentence)
    {
        return Some(Cited {
            numbers: numbers(marker),
            adjacent: false,
            sentence: mention.sentence,
        });
    }
    if next_here != usize::MAX {
        // "Doe et al. and Roe et al. [3,4]"
        let (_, marker) = markers.iter().find(|(at, _)| *at >= next_here)?;
        return Some(Cited {
            numbers: numbers(marker),
            adjacent: false,
            sentence: mention.sentence,
        });
    }
    for sentence in mention.sentence + 1..text.paragraph(mention.sentence).end {
        if rest.iter().any(|other| other.sentence == sentence) {
            return None;
        }
        if let Some((_, marker)) = text.markers(sentence).first() {
            return Some(Cited {
                numbers: numbers(marker),
                adjacent: false,
                sentence,
            });
        }
    }
    None
}

fn fits(mention: &Mention, reference: &Reference) -> bool {
    if reference.authors.is_empty() {
        // An entry that could not be taken apart tells nothing.
        return true;
    }
    let of_first = first_author(reference).is_some_and(|author| is_name_of(&mention.name, author));
    match mention.role {
        Role::First | Role::Pair => of_first,
        Role::Either | Role::Leader => {
            of_first
                || reference
                    .authors
                    .iter()
                    .any(|author| is_name_of(&mention.name, author))
        }
    }
}

/// Says whether a reference that fits is cited in the same paragraph.
fn fits_nearby(text: &Text<'_>, mention: &Mention) -> bool {
    let paragraph = text.paragraph(mention.sentence);
    paragraph.into_iter().any(|sentence| {
        text.paper.sentences[sentence].markers.iter().any(|marker| {
            marker
                .references
                .iter()
                .filter_map(|number| text.reference(number))
                .any(|reference| !reference.authors.is_empty() && fits(mention, reference))
        })
    })
}

/// Finds a mention whose references list no such first author.
fn mismatch(text: &Text<'_>, mention: &Mention, cited: &Cited<'_>) -> Option<Finding> {
    let references: Vec<&Reference> = cited
        .numbers
        .iter()
        .filter_map(|number| text.reference(number))
        .collect();
    if references.is_empty()
        || references.iter().any(|reference| fits(mention, reference))
        || (!cited.adjacent && fits_nearby(text, mention))
    {
        return None;
    }
    let number = references[0].id.as_str();
    let others = others_of(text, &mention.name, &cited.numbers);
    let near = references.iter().find_map(|reference| {
        let author = first_author(reference)?;
        is_near(&mention.name, author).then(|| family(author))
    });
    let listed = references.iter().find_map(|reference| {
        let at = reference
            .authors
            .iter()
            .position(|a| is_name_of(&mention.name, a))?;
        (at > 0).then(|| {
            (
                at + 1 == reference.authors.len() && lists_all(reference),
                *reference,
            )
        })
    });
    let second_fits = mention.second.as_deref().is_some_and(|second| {
        references
            .iter()
            .any(|r| r.authors.iter().any(|author| is_name_of(second, author)))
    });
    let neighbour = others
        .iter()
        .find(|other| is_neighbour(&other.id, &cited.numbers));
    let whole = references.iter().all(|reference| lists_all(reference));
    let others_say = matches!(mention.role, Role::Either | Role::Leader) && !whole;
    let (certainty, guess) = if let Some(near) = near {
        (
            Certainty::Likely,
            Some(format!("`{}` may be a slip for {near}", mention.name)),
        )
    } else if let Some((last, reference)) = listed {
        let which = if last {
            "its last author: the group's leader"
        } else {
            "listed there, not first"
        };
        let first = first_author(reference).map(family).unwrap_or_default();
        (
            Certainty::Likely,
            Some(format!(
                "{} is {which}; the first author is {first}",
                mention.name
            )),
        )
    } else if let Some(other) = neighbour {
        (
            Certainty::Likely,
            Some(format!(
                "the first author of [{}] is {}",
                other.id, mention.name
            )),
        )
    } else if !others.is_empty() && others.len() <= 3 {
        let numbers: Vec<String> = others
            .iter()
            .map(|other| format!("[{}]", other.id))
            .collect();
        (
            if others_say {
                Certainty::WorthALook
            } else {
                Certainty::Likely
            },
            Some(format!(
                "{} is the first author of {}",
                mention.name,
                numbers.join(" and ")
            )),
        )
    } else if others_say {
        (
            Certainty::WorthALook,
            Some("the list leaves authors out; this may be the group's leader".to_owned()),
        )
    } else {
        (Certainty::Likely, None)
    };
    if mention.role == Role::Pair && near.is_none() && neighbour.is_none() && !second_fits {
        return None;
    }
    let certainty = match certainty {
        Certainty::Likely if cited.adjacent && whole && near.is_none() => Certainty::Certain,
        other => other,
    };
    let first_names: Vec<String> = references
        .iter()
        .filter_map(|reference| {
            Some(format!(
                "[{}] {}",
                reference.id,
                family(first_author(reference)?)
            ))
        })
        .collect();
    let mut finding = Finding::new(
        &code::AUTHOR_MISMATCH,
        certainty,
        text.place(mention.sentence, mention.stretch.clone()),
        format!(
            "the text credits {} and cites [{number}], whose first author is {}",
            mention.name,
            references[0]
                .authors
                .first()
                .map(|author| family(author))
                .unwrap_or("another")
        ),
    )
    .of(references.iter().map(|reference| reference.id.as_str()))
    .with(text.quote(mention.sentence, mention.stretch.clone()));
    if cited.sentence != mention.sentence {
        let sentence = &text.paper.sentences[cited.sentence];
        finding = finding.with(Evidence::at(
            text.at(&sentence.span),
            &sentence.id,
            format!("the next marker, [{number}], stands here"),
        ));
    }
    finding = finding.with(Evidence::said(format!(
        "first authors: {}",
        first_names.join(", ")
    )));
    if let Some(guess) = guess {
        finding = finding.with(Evidence::said(guess));
    }
    if finding.certainty == Certainty::WorthALook {
        finding = finding.into_note();
    }
    Some(finding)
}

/// Returns other references with that first author.
fn others_of<'a>(text: &Text<'a>, name: &str, numbers: &[&str]) -> Vec<&'a Reference> {
    let numbers: HashSet<&str> = numbers.iter().copied().collect();
    text.paper
        .references
        .iter()
        .filter(|reference| !numbers.contains(reference.id.as_str()))
        .filter(|reference| first_author(reference).is_some_and(|author| is_name_of(name, author)))
        .collect()
}

/// Says whether a number is one or two off, or has two digits swapped.
fn is_neighbour(number: &str, cited: &[&str]) -> bool {
    cited.iter().any(|other| {
        let near = matches!((number.parse::<u32>(), other.parse::<u32>()), (Ok(a), Ok(b)) if a.abs_diff(b) <= 2);
        near || (number.len() == other.len() && strsim::damerau_levenshtein(number, other) == 1)
    })
}

/// Finds a mention of others' work without a marker, up to the next one.
fn without_citation(text: &Text<'_>, mention: &Mention) -> Option<Finding> {
    let part = text.sentences[mention.sentence].part;
    if mention.role != Role::First && mention.role != Role::Either
        || matches!(part, Part::Abstract | Part::Caption)
        || fits_nearby(text, mention)
        || text.cited().is_empty()
        // Named again after it was cited: "As Doe et al. have shown".
        || !others_of(text, &mention.name, &[]).is_empty() && cited_before(text, mention)
    {
        return None;
    }
    let others = others_of(text, &mention.name, &[]);
    let mut finding = Finding::new(
        &code::NAME_WITHOUT_CITATION,
        Certainty::Likely,
        text.place(mention.sentence, mention.stretch.clone()),
        format!(
            "the work of {} is mentioned, and no marker follows",
            mention.name
        ),
    )
    .of(others.iter().take(3).map(|other| other.id.as_str()))
    .with(text.quote(mention.sentence, mention.stretch.clone()));
    for other in others.iter().take(3) {
        finding.evidence.extend(text.entry(&other.id));
    }
    Some(finding)
}

/// Says whether a reference of that first author is cited in an earlier sentence.
fn cited_before(text: &Text<'_>, mention: &Mention) -> bool {
    text.paper.sentences[..mention.sentence]
        .iter()
        .any(|sentence| {
            sentence.markers.iter().any(|marker| {
                marker
                    .references
                    .iter()
                    .filter_map(|number| text.reference(number))
                    .any(|reference| {
                        first_author(reference)
                            .is_some_and(|author| is_name_of(&mention.name, author))
                    })
            })
        })
}
