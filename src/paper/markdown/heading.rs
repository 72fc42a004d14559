//! Headings: their numbers, and which part of the paper they begin.

use super::super::block::Block;
use super::super::caption::Label;
use super::super::markup;
use super::part::{Part, named_part};
use regex::Regex;
use std::sync::LazyLock;

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) number: Option<String>,
    pub(super) title: String,
    pub(super) level: usize,
    /// It names the kind of text, such as "Review", and is no title.
    pub(super) is_kind: bool,
}

/// What a paper's headings have in common.
pub(super) struct Outline {
    /// Whether any heading begins the body.
    pub(super) has_body: bool,
    /// Whether a heading begins the reference list.
    pub(super) has_references: bool,
    /// Whether sections have numbers.
    numbered: bool,
    /// Whether headings are marked, so that plain lines are none.
    marked: bool,
    /// Whether a section called "Introduction" begins the body.
    introduced: bool,
}

impl Outline {
    pub(super) fn of(text: &str, blocks: &[Block]) -> Self {
        let mut outline = Self {
            has_body: false,
            has_references: false,
            numbered: false,
            marked: false,
            introduced: false,
        };
        outline.marked = blocks
            .iter()
            .any(|block| matches!(block, Block::Heading { .. }));
        let headings: Vec<Heading> = blocks
            .iter()
            .filter_map(|block| match block {
                Block::Heading { level, text: line } => {
                    Some(outline.heading(&text[line.clone()], Some(*level)))
                }
                Block::Paragraph { lines, .. } => {
                    outline.plain_heading(&text[lines[0].whole.clone()], lines.len() == 1)
                }
                Block::Table { .. } => None,
            })
            .collect();
        outline.has_references = headings
            .iter()
            .any(|heading| named_part(&heading.title) == Some(Part::References));
        let ordinary =
            |heading: &&Heading| !heading.is_kind && named_part(&heading.title).is_none();
        // One number may be a title's own, as in "3 Ways to Go", unless it is the first section's.
        let numbers: Vec<&str> = headings
            .iter()
            .filter_map(|heading| heading.number.as_deref())
            .take(2)
            .collect();
        outline.numbered = numbers.len() == 2 || numbers == ["1"];
        outline.introduced = headings
            .iter()
            .any(|heading| heading.title.eq_ignore_ascii_case("introduction"));
        outline.has_body = outline.numbered
            || outline.introduced
            || headings.iter().filter(ordinary).take(2).count() == 2;
        outline
    }

    /// Reads a heading's line.
    pub(super) fn heading(&self, line: &str, level: Option<usize>) -> Heading {
        static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
            Regex::new(r"^(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(.*)$|^([IVX]{1,5}|[A-H])\.\s+(.*)$").ok()
        });
        let plain = markup::plain(line);
        let plain = plain.trim();
        let numbered = NUMBER
            .as_ref()
            .and_then(|number| number.captures(plain))
            .and_then(|found| {
                let number = found.get(1).or_else(|| found.get(3))?.as_str();
                let title = found.get(2).or_else(|| found.get(4))?.as_str();
                Some((number.to_owned(), title.trim().to_owned()))
            });
        let (number, title) = match numbered {
            Some((number, title)) => (Some(number), title),
            None => (None, plain.to_owned()),
        };
        let level = match &number {
            Some(number) => number.matches('.').count() + 1,
            None => level.unwrap_or(1),
        };
        let lower = title.to_lowercase();
        let is_kind = number.is_none()
            && matches!(
                lower.as_str(),
                "" | "review"
                    | "article"
                    | "communication"
                    | "letter"
                    | "perspective"
                    | "research article"
                    | "review article"
                    | "full paper"
                    | "open access"
                    | "original article"
                    | "research"
                    | "minireview"
                    | "original paper"
                    | "paper"
                    | "highlights"
                    | "graphical abstract"
                    | "toc"
            );
        Heading {
            number,
            title,
            level,
            is_kind,
        }
    }

    /// Reads a line that is a heading without being marked as one: bold, or a known name, or a number and a name.
    ///
    /// A line that does not stand alone needs more than bold letters.
    pub(super) fn plain_heading(&self, line: &str, alone: bool) -> Option<Heading> {
        if line.len() > 160 || Label::of(line).is_some() {
            return None;
        }
        let bold = line
            .strip_prefix("**")
            .and_then(|rest| rest.strip_suffix("**"))
            .filter(|inside| {
                !inside.contains("**") && !inside.ends_with(['.', ':', ',']) && !inside.is_empty()
            });
        let heading = self.heading(bold.unwrap_or(line), None);
        let known = heading.title.len() < 60
            && is_bare(&heading.title)
            && named_part(&heading.title).is_some();
        let introduction = heading.title.eq_ignore_ascii_case("introduction");
        let numbered = !self.marked
            && heading.number.is_some()
            && heading.title.starts_with(char::is_uppercase)
            && heading.title.len() < 100
            && !heading.title.ends_with(['.', ',', ';', ':'])
            // An item of a list that goes on in the next line is no heading.
            && (alone || heading.title.split_whitespace().take(9).count() < 9 && !heading.title.contains(','));
        (known || introduction || numbered || (alone && bold.is_some() && self.has_body))
            .then_some(heading)
    }

    /// Returns the part that a heading begins.
    pub(super) fn part(&self, heading: &Heading, now: Part) -> Part {
        if heading.number.is_none() || now == Part::Front {
            if let Some(part) = named_part(&heading.title) {
                return part;
            }
        } else if named_part(&heading.title) == Some(Part::References) {
            return Part::References;
        }
        let introduction = heading.title.eq_ignore_ascii_case("introduction");
        let begins_body = match (self.numbered, self.introduced) {
            _ if heading.is_kind => false,
            (true, _) => heading.number.is_some() || introduction,
            (false, true) => introduction,
            (false, false) => self.has_body && (now != Part::Front || heading.level > 1),
        };
        match now {
            Part::Body | Part::Back | Part::References => Part::Body,
            Part::Front | Part::Abstract if begins_body => Part::Body,
            Part::Abstract if is_abstract_part(&heading.title) || is_summary(&heading.title) => {
                Part::Abstract
            }
            Part::Front | Part::Abstract => Part::Front,
        }
    }
}

/// Says whether a heading is one of those under which a structured abstract stands.
pub(super) fn is_abstract_part(title: &str) -> bool {
    let lower = title.trim_end_matches([':', '.']).to_lowercase();
    let first = lower.split(['/', '&']).next().unwrap_or("").trim();
    matches!(
        first,
        "background"
            | "background and aims"
            | "aim"
            | "aims"
            | "objective"
            | "objectives"
            | "purpose"
            | "context"
            | "design"
            | "study design"
            | "setting"
            | "participants"
            | "interventions"
            | "main outcome measures"
            | "method"
            | "methods"
            | "methods and results"
            | "methods and findings"
            | "methodology"
            | "materials and methods"
            | "material and methods"
            | "patients and methods"
            | "result"
            | "results"
            | "findings"
            | "principal findings"
            | "discussion"
            | "conclusion"
            | "conclusions"
            | "interpretation"
            | "significance"
            | "rationale"
            | "hypothesis"
            | "measurements"
    )
}

/// Says whether a heading begins a second abstract, for other readers.
pub(super) fn is_summary(title: &str) -> bool {
    matches!(
        title.to_lowercase().as_str(),
        "author summary"
            | "authors' summary"
            | "significance statement"
            | "plain language summary"
            | "lay summary"
    )
}

/// Says whether a line is a name alone, no sentence.
fn is_bare(title: &str) -> bool {
    !title.ends_with('.') && title.split_whitespace().count() <= 6
}

/// Returns where the abstract begins in a paragraph that says that it is one.
pub(super) fn abstract_label(line: &str) -> Option<usize> {
    static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:\*\*|__|\*|_)?\s*(?i:abstract|summary)\s*(?:[:.—–-]\s*(?:\*\*|__|\*|_)?|(?:\*\*|__|\*|_)\s*[:.—–-]?)\s*").ok()
    });
    LABEL.as_ref()?.find(line).map(|found| found.end())
}

/// Says whether a paragraph begins with a label of the front, such as "Keywords:".
pub(super) fn is_label(line: &str) -> bool {
    let plain = line.trim_start_matches(['*', '_', ' ']).to_lowercase();
    [
        "keywords",
        "key words",
        "how to cite",
        "received",
        "accepted",
        "published",
        "correspondence",
        "citation:",
    ]
    .iter()
    .any(|label| plain.starts_with(label))
}

/// Returns a title as a name in locators: lower case, hyphens for everything else.
pub(in crate::paper) fn slug(title: &str) -> String {
    let mut slug = String::new();
    for character in title.to_lowercase().chars().take(80) {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if slug.is_empty() {
        "section".into()
    } else {
        slug
    }
}
