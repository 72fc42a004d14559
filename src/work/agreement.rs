//! Whether two descriptions are of one work: title, first author, year, volume and first page, each compared by itself.

use super::Work;
use crate::paper::normal_form;
use std::fmt;
use strsim::normalized_levenshtein;
use unicode_normalization::UnicodeNormalization;

/// What identifies a work; what is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description {
    /// Ways to write its title: without and with the subtitle.
    pub titles: Vec<String>,
    /// Its authors, family name first: `Roe, J.`
    pub authors: Vec<String>,
    /// Years of publication: of print, of the first appearance.
    pub years: Vec<i32>,
    /// Volume.
    pub volume: Option<String>,
    /// Pages, or an article number; some works have both.
    pub pages: Vec<String>,
}

/// How far two descriptions agree, part by part; a part that one of them lacks is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Agreement {
    /// Likeness of the titles, from 0 to 1.
    pub title: Option<f64>,
    /// 1 where the first authors agree, 0.5 where that author is another one of the list, 0 otherwise.
    pub author: Option<f64>,
    /// 1 for the same year, 0.5 for the year before or after, 0 otherwise.
    pub year: Option<f64>,
    /// 1 or 0.
    pub volume: Option<f64>,
    /// 1 or 0.
    pub page: Option<f64>,
    /// Whether one of the two is a note about the other: a correction, a retraction, a comment.
    pub is_note: bool,
}

/// What an agreement amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// One work.
    Same,
    /// Perhaps one work.
    Doubtful,
    /// Two works.
    Different,
}

/// Likeness from which titles are the same but for slips of print.
const SAME_TITLE: f64 = 0.85;
/// Likeness of titles from which a work may be meant.
const NEAR_TITLE: f64 = 0.7;

/// Compares two descriptions.
pub fn agreement(one: &Description, other: &Description) -> Agreement {
    Agreement {
        title: titles(&one.titles, &other.titles),
        author: authors(&one.authors, &other.authors),
        year: years(&one.years, &other.years),
        volume: match (&one.volume, &other.volume) {
            (Some(a), Some(b)) => Some(as_number(plain(a) == plain(b))),
            _ => None,
        },
        page: pages(&one.pages, &other.pages),
        is_note: one.is_note() != other.is_note(),
    }
}

impl Agreement {
    /// Returns the parts with their names and weights.
    pub fn parts(&self) -> [(&'static str, f64, Option<f64>); 5] {
        [
            ("title", 0.5, self.title),
            ("first author", 0.2, self.author),
            ("year", 0.1, self.year),
            ("volume", 0.1, self.volume),
            ("first page", 0.1, self.page),
        ]
    }

    /// Returns the weighted mean of the parts that both descriptions have, from 0 to 1.
    pub fn score(&self) -> f64 {
        let known = self
            .parts()
            .into_iter()
            .filter_map(|(_, weight, part)| Some((weight, part?)));
        let (mut sum, mut weights) = (0.0, 0.0);
        for (weight, part) in known {
            sum += weight * part;
            weights += weight;
        }
        if weights == 0.0 { 0.0 } else { sum / weights }
    }

    /// Returns what the parts amount to.
    ///
    /// One work needs a title that is the same but for slips, its author, and a year at most one off; volume and page must
    /// not both differ, and where only the page differs the title has to be the same to the letter. Without a title,
    /// everything else has to agree.
    pub fn verdict(&self) -> Verdict {
        if self.is_note {
            return Verdict::Different;
        }
        let fits = |part: Option<f64>| part.is_none_or(|part| part > 0.0);
        let sure = |part: Option<f64>| part == Some(1.0);
        let same = match self.title {
            Some(title) => {
                let volume_or_page = fits(self.volume) || fits(self.page);
                let page = fits(self.page) || title == 1.0;
                let is_known = self.author.is_some() || self.year.is_some();
                title >= SAME_TITLE
                    && is_known
                    && fits(self.author)
                    && fits(self.year)
                    && volume_or_page
                    && page
            }
            None => sure(self.author) && fits(self.year) && sure(self.volume) && sure(self.page),
        };
        let near = match self.title {
            Some(title) => title >= NEAR_TITLE,
            None => sure(self.author) && (sure(self.volume) || sure(self.page)),
        };
        match (same, near) {
            (true, _) => Verdict::Same,
            (false, true) => Verdict::Doubtful,
            (false, false) => Verdict::Different,
        }
    }

    /// Says whether volume and first page are known and agree, which tells an article from its preprint.
    pub fn is_placed(&self) -> bool {
        self.volume == Some(1.0) && self.page == Some(1.0)
    }
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}:", self.score())?;
        for (number, (name, _, part)) in self.parts().into_iter().enumerate() {
            let comma = if number == 0 { "" } else { "," };
            match part {
                Some(part) => write!(f, "{comma} {name} {part:.2}")?,
                None => write!(f, "{comma} {name} -")?,
            }
        }
        if self.is_note {
            write!(f, ", a note about it")?;
        }
        Ok(())
    }
}

impl Description {
    /// Returns what the bibliography says of a work.
    pub fn of(work: &Work) -> Self {
        let year = work.year.as_deref();
        Self {
            titles: work.title.iter().cloned().collect(),
            authors: work.authors.clone(),
            years: year
                .and_then(|year| year.get(..4)?.parse().ok())
                .into_iter()
                .collect(),
            volume: work.volume.clone(),
            pages: work.pages.iter().cloned().collect(),
        }
    }

    /// Says whether its title is that of a note about another work.
    fn is_note(&self) -> bool {
        const STARTS: [&str; 16] = [
            "correctionto",
            "correctionof",
            "correction:",
            "authorcorrection",
            "publishercorrection",
            "corrigendum",
            "erratum",
            "addendum",
            "retractionto",
            "retractionof",
            "retractionnote",
            "retraction:",
            "expressionofconcern",
            "commenton",
            "replyto",
            "responseto",
        ];
        self.titles.iter().any(|title| {
            let letters: String = title
                .chars()
                .filter(|c| c.is_alphanumeric() || *c == ':')
                .flat_map(char::to_lowercase)
                .collect();
            STARTS.iter().any(|start| letters.starts_with(start))
        })
    }
}

fn as_number(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

/// Returns the likeness of the two titles that are most alike.
fn titles(one: &[String], other: &[String]) -> Option<f64> {
    let mut best: Option<f64> = None;
    for one in one
        .iter()
        .map(|title| title_letters(title))
        .filter(|title| !title.is_empty())
    {
        for other in other
            .iter()
            .map(|title| title_letters(title))
            .filter(|title| !title.is_empty())
        {
            let likeness = normalized_levenshtein(&one, &other);
            best = Some(best.map_or(likeness, |best| best.max(likeness)));
        }
    }
    best
}

/// Longest title that is compared, in characters: the comparison takes the square of it.
const LONGEST_TITLE: usize = 600;

/// Returns letters and digits of a title, in lower case, without markup and without a mark of retraction before it.
fn title_letters(title: &str) -> String {
    let letters: String = folded(&normal_form(title)).take(LONGEST_TITLE).collect();
    ["retractedarticle", "retracted", "withdrawn"]
        .iter()
        .find_map(|mark| letters.strip_prefix(mark))
        .filter(|rest| rest.chars().count() > 10)
        .map_or(letters.clone(), str::to_owned)
}

/// Returns letters and digits without accents, in lower case.
fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.nfkd()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
}

fn plain(text: &str) -> String {
    let letters: String = folded(text).collect();
    letters.trim_start_matches('0').to_owned()
}

/// Compares the first author of one list with the other list.
fn authors(one: &[String], other: &[String]) -> Option<f64> {
    let is_name = |name: &&String| folded(name).next().is_some();
    let first = one.first().filter(is_name)?;
    let other_first = other.first().filter(is_name)?;
    if is_same_person(first, other_first) {
        return Some(1.0);
    }
    let listed = other.iter().any(|name| is_same_person(first, name))
        || one.iter().any(|name| is_same_person(other_first, name));
    Some(if listed { 0.5 } else { 0.0 })
}

/// Says whether two names may be of one person: family names agree, or one holds the other's last word.
fn is_same_person(one: &str, other: &str) -> bool {
    let family = |name: &str| -> Vec<String> {
        let family = name.split(',').next().unwrap_or_default();
        let words = family.split([' ', '-', '.', '\u{2010}', '\u{2011}']);
        words
            .map(|word| folded(word).collect::<String>())
            .filter(|word| !word.is_empty())
            .collect()
    };
    let (one, other) = (family(one), family(other));
    let (Some(last), Some(other_last)) = (one.last(), other.last()) else {
        return false;
    };
    one.concat() == other.concat()
        // Particles are left out, or counted to the given names: `van Deelen`, `Deelen`.
        || (one.len() != other.len() && last == other_last)
}

fn years(one: &[i32], other: &[i32]) -> Option<f64> {
    let apart = one
        .iter()
        .flat_map(|one| other.iter().map(move |other| one.abs_diff(*other)))
        .min()?;
    Some(match apart {
        0 => 1.0,
        1 => 0.5,
        _ => 0.0,
    })
}

/// Compares first pages and article numbers: any that agree will do.
fn pages(one: &[String], other: &[String]) -> Option<f64> {
    let first = |pages: &String| {
        let start = pages.split([
            '-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', ',', ' ',
        ]);
        start.map(plain).find(|page| !page.is_empty())
    };
    let one: Vec<String> = one.iter().filter_map(first).collect();
    let other: Vec<String> = other.iter().filter_map(first).collect();
    if one.is_empty() || other.is_empty() {
        return None;
    }
    Some(as_number(one.iter().any(|page| other.contains(page))))
}
