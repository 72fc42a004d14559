//! Faraday's law: current, efficiency and rate that are given together must hold together.

use super::background::{Background, Reaction};
use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::making::{flow, made, rates};
use super::reading::Reading;
use super::text::Text;
use std::collections::{BTreeMap, BTreeSet};

/// Coulombs in a mole of electrons.
const FARADAY: f64 = 96_485.332_12;

/// How far a rate may be from what current and efficiency imply: rounding, and means of several runs.
const TOLERANCE: f64 = 0.15;

pub(super) fn find(
    text: &Text<'_>,
    readings: &[Reading<'_>],
    background: &Background,
) -> Vec<Finding> {
    let mut groups: BTreeMap<(usize, usize, usize), Vec<&Reading<'_>>> = BTreeMap::new();
    for reading in readings {
        if let Some(cell) = reading.cell {
            groups
                .entry((1, cell.table, cell.row))
                .or_default()
                .push(reading);
        } else if let Some(sentence) = reading.sentence {
            groups.entry((0, sentence, 0)).or_default().push(reading);
        }
    }
    let mut findings = Vec::new();
    for (key, group) in &groups {
        if let Some(finding) = contradiction(text, group, background, *key) {
            findings.push(finding);
        } else if key.0 == 0
            && rates(group).next().is_some()
            && currents(group).next().is_none()
            && key.1 > 0
            && text.paragraph(key.1).contains(&(key.1 - 1))
            && let Some(before) = groups.get(&(0, key.1 - 1, 0))
            && rates(before).next().is_none()
            && goes_on(text, key.1)
        {
            // The current may stand in the sentence before, on the same system.
            let both: Vec<&Reading<'_>> = before.iter().chain(group).copied().collect();
            findings.extend(
                contradiction(text, &both, background, *key).map(|finding| Finding {
                    certainty: Certainty::WorthALook,
                    ..finding.into_note()
                }),
            );
        }
    }
    findings
}

/// Says whether a sentence cites nothing else than the one before it.
fn goes_on(text: &Text<'_>, sentence: usize) -> bool {
    let markers = |index: usize| &text.paper.sentences[index].markers;
    let (before, here) = (markers(sentence - 1), markers(sentence));
    before.is_empty()
        || here.is_empty()
        || before
            .iter()
            .flat_map(|marker| &marker.references)
            .eq(here.iter().flat_map(|marker| &marker.references))
}

fn currents<'a, 'b>(group: &'b [&'b Reading<'a>]) -> impl Iterator<Item = &'b &'b Reading<'a>> {
    group
        .iter()
        .filter(|reading| reading.is("current-density") || reading.is("current"))
}

fn contradiction(
    text: &Text<'_>,
    group: &[&Reading<'_>],
    background: &Background,
    key: (usize, usize, usize),
) -> Option<Finding> {
    let made = made(text, group)?;
    let rate = made.reading;
    let flow = flow(group, made.per_area)?;
    if rate.value <= 0.0 {
        return None;
    }
    let mut efficiencies = group
        .iter()
        .filter(|reading| reading.is("faradaic-efficiency"));
    let efficiency = match (efficiencies.next(), efficiencies.next()) {
        (Some(one), None) => Some(one),
        (None, _) => None,
        // Two efficiencies belong to two conditions or two systems.
        (Some(_), Some(_)) => return None,
    };
    let context = context(text, key);
    let title = text.paper.title.as_deref().unwrap_or_default();
    let near = up_to(&context, &rate.quantity.value);
    let reaction = background
        .reaction(near, title)
        .or_else(|| background.reaction(&context, title))?;
    if let Some(behind) = &made.behind
        && !reaction
            .products
            .iter()
            .any(|name| last_word(behind, name).is_some())
    {
        return None;
    }
    let moles = if made.by_mass {
        made.value / reaction.molar_mass
    } else {
        made.value
    };
    let most = flow.value / (f64::from(reaction.electrons) * FARADAY);
    let share = efficiency.map(|efficiency| efficiency.value / 100.0);
    let partial = context.contains("partial");
    let fits = |limit: f64| (moles / limit - 1.0).abs() <= TOLERANCE;
    // A current density may be that of the product alone.
    let holds = fits(most)
        || share.is_some_and(|share| fits(most * share))
        || share.is_none() && moles < most;
    let over = moles > most * (1.0 + TOLERANCE);
    let bounded = efficiency.is_some_and(|efficiency| efficiency.quantity.comparator != "=");
    if holds || (bounded || made.is_bound) && !over || rate.quantity.comparator != "=" {
        return None;
    }
    let unit = match rate.per {
        Some(time) => format!("{} per {time}", rate.quantity.unit),
        None => rate.quantity.unit.clone(),
    };
    let of_it = |limit: f64| shown(rate.value * limit / moles, &unit);
    let current = flow.printed();
    let message = if over {
        format!(
            "{} is more {} than {current} can make: {} at most",
            rate.printed(),
            reaction.product,
            of_it(most)
        )
    } else {
        format!(
            "{} does not follow from {current} and {}, which imply {}",
            rate.printed(),
            efficiency.map(|e| e.printed()).unwrap_or_default(),
            of_it(most * if partial { 1.0 } else { share.unwrap_or(1.0) })
        )
    };
    let implied_share = 100.0 * moles / most;
    let markers = match key {
        (0, sentence, _) => text.paper.sentences[sentence].markers.as_slice(),
        (_, table, row) => text.paper.tables[table].rows[row].markers.as_slice(),
    };
    let mut finding = Finding::new(
        &code::FARADAY_CONTRADICTED,
        if over && made.others.is_none() && flow.readings.len() == 1 {
            Certainty::Certain
        } else {
            Certainty::Likely
        },
        rate.place.clone(),
        message,
    )
    .of(markers
        .iter()
        .flat_map(|marker| &marker.references)
        .map(String::as_str));
    let shown = flow.readings.iter().copied().chain(efficiency.copied());
    for reading in shown.chain(made.others).chain([rate]) {
        finding = finding.with(Evidence::at(
            reading.place.clone(),
            &reading.quantity.sentence,
            reading.printed(),
        ));
    }
    Some(finding.with(Evidence::said(format!(
        "with {} electrons for each {}, this rate takes {implied_share:.1} % of the current",
        reaction.electrons, reaction.product
    ))))
}

fn shown(value: f64, unit: &str) -> String {
    let digits = if value >= 100.0 {
        0
    } else if value >= 1.0 {
        2
    } else {
        4
    };
    format!("{value:.digits$} {unit}")
}

/// Returns the context as far as the number of the rate and its unit: the product that is named last there is the one meant.
fn up_to<'a>(context: &'a str, number: &str) -> &'a str {
    let end = context
        .rfind(number)
        .map_or(context.len(), |at| at + number.len());
    &context[..end]
}

/// Returns the words by which the reaction is known: the sentence, or a table's caption and header.
fn context(text: &Text<'_>, key: (usize, usize, usize)) -> String {
    match key {
        (0, sentence, _) => {
            let before = text.paragraph(sentence).start;
            (before..=sentence)
                .map(|index| text.sentences[index].text.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        }
        (_, table, row) => {
            let table = &text.paper.tables[table];
            let cells = table
                .header
                .cells
                .iter()
                .chain(table.rows[row].cells.iter());
            let words: Vec<String> = std::iter::once(&table.caption.text)
                .chain(cells)
                .map(|cell| super::text::plain(cell))
                .collect();
            words.join(" ")
        }
    }
}

impl Background {
    /// Returns how many different substances that take part in reactions a text names, such as products of one electrode.
    pub(super) fn substances_in(&self, text: &str) -> usize {
        let named = |names: &[String]| names.iter().any(|name| last_word(text, name).is_some());
        let made = self
            .reactions
            .iter()
            .filter(|reaction| named(&reaction.products))
            .map(|reaction| reaction.product.as_str());
        // What one reaction leaves halfway is the reactant of another.
        let left = self
            .reactions
            .iter()
            .filter(|reaction| named(&reaction.reactants))
            .filter_map(|reaction| reaction.reactants.last().map(String::as_str));
        let substances: BTreeSet<&str> = made.chain(left).collect();
        substances.len()
    }

    /// Returns the reaction that a text is about: the product is named, and of its reactants the one named last.
    fn reaction(&self, context: &str, title: &str) -> Option<&Reaction> {
        let named = |names: &[String], text: &str| {
            names.iter().filter_map(|name| last_word(text, name)).max()
        };
        let best = |text: &str| {
            self.reactions
                .iter()
                .filter(|reaction| named(&reaction.products, context).is_some())
                .filter_map(|reaction| {
                    Some((
                        named(&reaction.reactants, text)?,
                        named(&reaction.products, context)?,
                        reaction,
                    ))
                })
                .max_by_key(|(reactant, product, _)| (*product, *reactant))
                .map(|(_, _, reaction)| reaction)
        };
        best(context).or_else(|| best(title))
    }
}

/// Returns where a name stands last in a text, as a word of its own or the beginning of a compound, or of a sentence.
fn last_word(text: &str, name: &str) -> Option<usize> {
    let mut letters = name.chars();
    let capital = match letters.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(letters).collect(),
        _ => String::new(),
    };
    let at_start = (!capital.is_empty()).then(|| last_spelt(text, &capital));
    last_spelt(text, name).max(at_start.flatten())
}

/// Returns where a name stands last as it is spelt.
fn last_spelt(text: &str, name: &str) -> Option<usize> {
    text.rmatch_indices(name)
        .find(|(at, _)| {
            let before = text[..*at].chars().next_back();
            let after = text[at + name.len()..].chars().next();
            before.is_none_or(|c| !c.is_alphanumeric() && c != '*')
                && after.is_none_or(|c| !c.is_lowercase() && !c.is_ascii_digit() && c != '(')
        })
        .map(|(at, _)| at)
}
