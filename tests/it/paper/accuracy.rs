//! How much of made-up papers is read right, form by form and style by style.

use super::corpus::{Chance, FORMS, Score, paper};
use super::{read, reference};

/// Fewest that the project promises, of markers linked, sentences cut and fields read.
const MARKERS: f64 = 0.995;
const SENTENCES: f64 = 0.985;
const FIELDS: f64 = 0.95;

#[test]
fn markers_and_sentences_of_every_form_are_found() {
    for form in FORMS {
        let mut chance = Chance::new(7);
        let (mut links, mut cuts) = (Score::default(), Score::default());
        for _ in 0..6 {
            let made = paper(*form, &mut chance);
            let read = read(&made.text);
            let mut wanted: Vec<(usize, usize, String)> = made
                .markers
                .iter()
                .flat_map(|(place, numbers)| {
                    numbers
                        .iter()
                        .map(|n| (place.start, place.end, n.to_string()))
                })
                .collect();
            for marker in read.sentences.iter().flat_map(|sentence| &sentence.markers) {
                for number in &marker.references {
                    let hit = wanted.iter().position(|(start, end, n)| {
                        n == number
                            && *start < marker.span.bytes.end
                            && marker.span.bytes.start < *end
                    });
                    match hit {
                        Some(hit) => {
                            wanted.swap_remove(hit);
                            links.right += 1;
                        }
                        None => links.wrong += 1,
                    }
                }
            }
            links.missed += wanted.len();
            let body = made.text.find("## 1.").unwrap();
            let ends: Vec<usize> = read
                .sentences
                .iter()
                .map(|sentence| sentence.span.bytes.end)
                .filter(|end| *end > body)
                .collect();
            let right = ends.iter().filter(|end| made.ends.contains(end)).count();
            cuts.right += right;
            cuts.wrong += ends.len() - right;
            cuts.missed += made.ends.len() - right;
        }
        assert!(links.right > 200, "{}: {links:?}", form.name);
        assert!(links.f1() >= MARKERS, "{}: {links:?}", form.name);
        assert!(cuts.f1() >= SENTENCES, "{}: {cuts:?}", form.name);
    }
}

#[test]
fn a_paper_that_names_authors_and_years_has_no_numeric_markers() {
    let list: String = (1..40)
        .map(|n| {
            format!(
                "Doe, J. (20{:02}). A thing of note. *Made-Up J.*, *{n}*, 10–19.\n\n",
                n % 24
            )
        })
        .collect();
    let text = "## 1. Part\n\nIt runs (Doe, 2001). The list x = [1, 2] and water12 differ (Roe & Doe, 2003; Poe, 2010a). \
        It was 10<sup>5</sup> m<sup>2</sup> in Eq. (1).\n\n## 2. Part\n\nEnd.\n\n## References\n\n";
    let paper = read(&format!("{text}{list}"));
    assert_eq!(paper.references.len(), 39);
    assert!(
        paper
            .sentences
            .iter()
            .all(|sentence| sentence.markers.is_empty())
    );
}

/// A work that is made up.
struct Work {
    /// Family name and initials.
    authors: Vec<(&'static str, &'static str)>,
    title: String,
    journal: &'static str,
    year: usize,
    volume: usize,
    issue: usize,
    first: usize,
    last: usize,
}

const FAMILIES: &[&str] = &[
    "Doe",
    "Roe",
    "van der Moe",
    "O’Noe",
    "Zhang",
    "Müller",
    "Poe-Coe",
    "Li",
    "Kim",
    "de la Foe",
];
const INITIALS: &[&str] = &["J.", "A. B.", "X.-Y.", "M.", "K. L."];
const JOURNALS: &[&str] = &[
    "J. Am. Made Up Soc.",
    "Nat. Catal.",
    "Made-Up Lett.",
    "Science",
    "Chem. Rev.",
    "ACS Catal.",
    "Int. J. Chem. Eng.",
];
const BEGINNINGS: &[&str] = &[
    "Towards a made-up",
    "On the",
    "The role of copper in the",
    "Fast and selective",
    "A review of the",
];
const MIDDLES: &[&str] = &[
    "reduction of nitrate",
    "synthesis of things",
    "oxidation of CO on Pt(111)",
    "design of 2D materials",
    "growth of α-phases",
];
const ENDINGS: &[&str] = &[
    "at scale",
    "under mild conditions: a review",
    "in water",
    "with 95% yield",
    "between 300 and 500 K",
];

fn work(chance: &mut Chance) -> Work {
    let first = 1 + chance.below(9000);
    Work {
        authors: (0..chance.below(5) + 1)
            .map(|_| (chance.pick(FAMILIES), chance.pick(INITIALS)))
            .collect(),
        title: format!(
            "{} {} {}",
            chance.pick(BEGINNINGS),
            chance.pick(MIDDLES),
            chance.pick(ENDINGS)
        ),
        journal: chance.pick(JOURNALS),
        year: 1990 + chance.below(36),
        volume: 1 + chance.below(400),
        issue: 1 + chance.below(12),
        first,
        last: first + 1 + chance.below(20),
    }
}

/// Names one after another, made by `name` and joined by commas (or another mark) and a last word.
fn names(work: &Work, name: impl Fn(&str, &str) -> String, mark: &str, last: &str) -> String {
    let names: Vec<String> = work
        .authors
        .iter()
        .map(|(family, initials)| name(family, initials))
        .collect();
    match names.as_slice() {
        [only] => only.clone(),
        [before @ .., end] => format!("{}{last}{end}", before.join(mark)),
        [] => String::new(),
    }
}

/// The same work as journals print it; the names are of families of styles.
fn styles(w: &Work) -> Vec<(&'static str, String)> {
    let comma = |family: &str, initials: &str| format!("{family}, {initials}");
    let behind = |family: &str, initials: &str| {
        format!("{family} {}", initials.replace(['.', ' ', '-'], ""))
    };
    let before = |family: &str, initials: &str| format!("{initials} {family}");
    let Work {
        title,
        journal,
        year,
        volume,
        issue,
        first,
        last,
        ..
    } = w;
    let dry = journal.replace('.', "");
    vec![
        (
            "acs",
            format!(
                "{}. {title}. *{journal}* **{year}**, *{volume}* ({issue}), {first}–{last}.",
                names(w, comma, "; ", "; ")
            ),
        ),
        (
            "acs without markup",
            format!(
                "{}. {title}. {journal} {year}, {volume}, {first}–{last}.",
                names(w, comma, "; ", "; ")
            ),
        ),
        (
            "nature",
            format!(
                "{}. {title}. *{journal}* **{volume}**, {first}–{last} ({year}).",
                names(w, comma, ", ", " & ")
            ),
        ),
        (
            "vancouver",
            format!(
                "{}. {title}. {dry}. {year};{volume}({issue}):{first}-{last}. doi:10.1000/x{first}",
                names(w, behind, ", ", ", ")
            ),
        ),
        (
            "apa",
            format!(
                "{} ({year}). {title}. *{journal}*, *{volume}*({issue}), {first}–{last}. https://doi.org/10.1000/x{first}",
                names(w, comma, ", ", ", & ")
            ),
        ),
        (
            "ieee",
            format!(
                "{}, “{title},” *{journal}*, vol. {volume}, no. {issue}, pp. {first}–{last}, Mar. {year}.",
                names(w, before, ", ", " and ")
            ),
        ),
        (
            "elsevier",
            format!(
                "{}, {title}, {journal} {volume} ({year}) {first}–{last}. https://doi.org/10.1000/x{first}.",
                names(w, before, ", ", ", ")
            ),
        ),
        (
            "harvard",
            format!(
                "{}, {year}. {title}. {journal} {volume}, {first}–{last}.",
                names(w, comma, ", ", ", ")
            ),
        ),
        (
            "springer",
            format!(
                "{} ({year}) {title}. {dry} {volume}:{first}–{last}. https://doi.org/10.1000/x{first}",
                names(w, behind, ", ", ", ")
            ),
        ),
        (
            "wiley",
            format!(
                "{}, *{journal}* **{year}**, *{volume}*, {first}–{last}.",
                names(w, before, ", ", ", ")
            ),
        ),
        (
            "rsc",
            format!(
                "{}, {journal}, {year}, {volume}, {first}–{last}.",
                names(w, before, ", ", " and ")
            ),
        ),
        (
            "aps",
            format!(
                "{}, {title}, {journal} **{volume}**, {first} ({year}).",
                names(w, before, ", ", ", and ")
            ),
        ),
        (
            "chicago",
            format!(
                "{}. “{title}.” *{journal}* {volume}, no. {issue} ({year}): {first}–{last}.",
                names(w, comma, ", ", ", and ")
            ),
        ),
        (
            "mla",
            format!(
                "{}. “{title}.” {journal}, vol. {volume}, no. {issue}, {year}, pp. {first}–{last}.",
                names(w, comma, ", ", ", and ")
            ),
        ),
        (
            "cell",
            format!(
                "{} ({year}). {title}. {journal} *{volume}*, {first}–{last}.",
                names(w, comma, ", ", ", and ")
            ),
        ),
        (
            "gb/t",
            format!(
                "{}. {title}[J]. {journal}, {year}, {volume}({issue}): {first}-{last}.",
                names(w, behind, ", ", ", ")
            ),
        ),
        (
            "iso",
            format!(
                "{}. {title}. *{journal}*. {year}. Vol. {volume}, no. {issue}, p. {first}–{last}.",
                names(w, comma, ", ", " and ")
            ),
        ),
        (
            "copernicus",
            format!(
                "{}: {title}, {journal}, {volume}, {first}–{last}, https://doi.org/10.1000/x{first}, {year}.",
                names(w, comma, ", ", ", and ")
            ),
        ),
    ]
}

#[test]
fn fields_of_every_style_are_read() {
    let mut chance = Chance::new(11);
    let mut scores: std::collections::BTreeMap<&str, (Score, Vec<String>)> =
        std::collections::BTreeMap::new();
    for _ in 0..60 {
        let work = work(&mut chance);
        for (style, raw) in styles(&work) {
            let read = reference(&raw);
            let letters =
                |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
            let printed = raw.contains(&work.title);
            let first = read
                .pages
                .as_deref()
                .map(|pages| letters(pages.split(['–', '-']).next().unwrap_or("")));
            let fields = [
                (
                    read.authors
                        .first()
                        .map(|name| name.contains(work.authors[0].0)),
                    true,
                ),
                (
                    read.title
                        .as_ref()
                        .map(|title| letters(title) == letters(&work.title)),
                    printed,
                ),
                (
                    read.year
                        .as_ref()
                        .map(|year| *year == work.year.to_string()),
                    true,
                ),
                (
                    read.volume
                        .as_ref()
                        .map(|volume| *volume == work.volume.to_string()),
                    true,
                ),
                (first.map(|first| first == work.first.to_string()), true),
            ];
            let (score, wrong) = scores.entry(style).or_default();
            for (index, (found, there)) in fields.into_iter().enumerate() {
                score.right += usize::from(found == Some(true) && there);
                score.wrong += usize::from(found == Some(false) || found.is_some() && !there);
                score.missed += usize::from(there && found != Some(true));
                if found != Some(true) && there {
                    wrong.push(format!("{index}: {raw}"));
                }
            }
        }
    }
    for (style, (score, wrong)) in scores {
        assert!(
            score.f1() >= FIELDS,
            "{style}: {} {:#?}",
            score.f1(),
            &wrong[..wrong.len().min(5)]
        );
    }
}
