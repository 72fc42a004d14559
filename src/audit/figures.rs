//! Figures, tables and schemes: what the text calls out against what is there.

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::pattern::{all, first, matches, pattern};
use super::text::{Part, Text};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

pattern!(
    CALL,
    r"\b(?P<kind>Figures?|FIGURES?|Figs?|FIGS?|figures?|figs?|Tables?|TABLES?|Tabs?|Schemes?|SCHEMES?|Charts?)\.?\s*(?P<list>\d{1,3}(?:\s*\(?[A-Za-z]\)?(?:\b|_))?(?:(?:\s*[,;&-]\s*(?:and\s+)?|\s+and\s+|\s+to\s+)\(?(?:\d{1,3}\s*(?:\(?[A-Za-z]\)?\b)?|[a-zA-Z]\b)\)?)*)"
);
pattern!(
    ITEM,
    r"(?P<sep>-|to\b)?\s*\(?(?:(?P<number>\d{1,3})\s*\(?(?P<panel>[A-Za-z]\b)?|\b(?P<alone>[A-Za-z])\b)\)?"
);
pattern!(
    ELSEWHERE,
    r"(?i)^\s*\)?\s*(?:(?:of|in|from)\s+(?:the\s+)?(?:ref|reference|supp|si\b|esi\b|appendix|their|his|her|that (?:paper|work)|\x{FFFC}))"
);
pattern!(
    PANELS,
    r"\(\s*(?P<list>[A-Za-z](?:\s*(?:[,;&-]|and|to)+\s*[A-Za-z])*)\s*\)"
);
pattern!(
    OPEN_PANEL,
    r"(?:^|[.;,:]\*?\s+)(?P<list>[A-Za-z](?:\s*[,-]\s*[A-Za-z])*)\s*[).,:|]\s"
);
// "of the site in a) copper and b) tin".
pattern!(INLINE_PANEL, r"\s(?P<list>[a-h](?:\s*[,-]\s*[a-h])*)\)\s");
pattern!(
    BOLD_PANEL,
    r"(?:\*\*|__|<b>|<bold>)\s*\(?(?P<list>[A-Za-z](?:\s*[,\x{2013}-]\s*[A-Za-z])*)\)?[,.:]?\s*(?:\*\*|__|</b>|</bold>)"
);
pattern!(
    DIRECTIONS,
    r"(?i)\b(?:left|right|top|bottom|upper|lower|inset|panels?)\b"
);
pattern!(
    MENTIONED,
    r"(?i)fig(?:ure|s|ures)?[^\p{L}\d]{0,6}(?P<number>\d{1,3})|(?:table|scheme|chart)s?[^\p{L}\d]{0,6}(?P<other>\d{1,3})"
);

/// A figure, table or scheme called out in a sentence.
struct Call {
    sentence: usize,
    stretch: Range<usize>,
    name: String,
    panels: BTreeSet<char>,
}

/// What stands below a figure.
#[derive(Default)]
struct Caption {
    sentences: Vec<usize>,
    panels: BTreeSet<char>,
    text: String,
}

pub(super) fn find(text: &Text<'_>) -> Vec<Finding> {
    let calls = calls(text);
    let captions = captions(text);
    let tables: HashSet<&str> = text
        .paper
        .tables
        .iter()
        .map(|table| table.id.as_str())
        .collect();
    let mut findings = Vec::new();
    let mut missing = HashSet::new();
    for call in &calls {
        let there = captions.contains_key(&call.name) || tables.contains(call.name.as_str());
        if !there {
            if has_kind(&call.name, &captions, &tables) && missing.insert(call.name.clone()) {
                findings.push(
                    Finding::new(
                        &code::CAPTION_MISSING,
                        Certainty::Likely,
                        text.place(call.sentence, call.stretch.clone()),
                        format!("{} is called out, and there is no caption of it", call.name),
                    )
                    .with(text.quote(call.sentence, call.stretch.clone())),
                );
            }
        } else if let Some(caption) = captions.get(&call.name) {
            findings.extend(panels(text, call, caption));
        }
    }
    let called: HashSet<&str> = calls.iter().map(|call| call.name.as_str()).collect();
    findings.extend(uncalled(text, &called, &captions));
    findings
}

/// Says whether the paper has captions of that kind at all, so that one can be missing.
fn has_kind(name: &str, captions: &BTreeMap<String, Caption>, tables: &HashSet<&str>) -> bool {
    let kind = name.split(' ').next().unwrap_or_default();
    captions.keys().any(|other| other.starts_with(kind))
        || tables.iter().any(|other| other.starts_with(kind))
}

fn captions(text: &Text<'_>) -> BTreeMap<String, Caption> {
    let mut captions: BTreeMap<String, Caption> = BTreeMap::new();
    for (index, prose) in text.sentences.iter().enumerate() {
        if prose.part != Part::Caption {
            continue;
        }
        let caption = captions
            .entry(text.paper.sentences[index].section.clone())
            .or_default();
        caption.sentences.push(index);
        caption.text.push(' ');
        caption.text.push_str(&prose.text);
        for found in all(&BOLD_PANEL, &text.paper.sentences[index].text) {
            caption
                .panels
                .extend(letters(&found["list"].replace('\u{2013}', "-")));
        }
    }
    for caption in captions.values_mut() {
        let body = caption.text.trim_start().to_owned();
        for found in all(&PANELS, &body)
            .chain(all(&OPEN_PANEL, &body))
            .chain(all(&INLINE_PANEL, &body))
        {
            caption.panels.extend(letters(&found["list"]));
        }
        // Panels are lettered from a on.
        if !caption.panels.contains(&'a') {
            caption.panels.clear();
        }
    }
    captions
}

/// Returns the panels that a list names, ranges expanded: `a,c-e`.
fn letters(list: &str) -> BTreeSet<char> {
    let list = list.replace("and", ",").replace("to", "-");
    let mut panels = BTreeSet::new();
    let mut before: Option<char> = None;
    let mut range = false;
    for character in list.chars() {
        if character == '-' {
            range = true;
        } else if character.is_ascii_alphabetic() {
            let letter = character.to_ascii_lowercase();
            if let (true, Some(low)) = (range, before) {
                panels.extend(low..=letter);
            }
            panels.insert(letter);
            before = Some(letter);
            range = false;
        }
    }
    panels
}

fn calls(text: &Text<'_>) -> Vec<Call> {
    let mut calls = Vec::new();
    for (sentence, prose) in text.sentences.iter().enumerate() {
        for found in all(&CALL, &prose.text) {
            let (Some(whole), Some(list)) = (found.get(0), found.name("list")) else {
                continue;
            };
            if first(&ELSEWHERE, &prose.text[whole.end()..]).is_some() {
                continue;
            }
            let kind = match found["kind"].to_lowercase().trim_end_matches('s') {
                "figure" | "fig" => "Figure",
                "table" | "tab" => "Table",
                "scheme" => "Scheme",
                _ => "Chart",
            };
            let plural = found["kind"].to_lowercase().ends_with('s');
            for (number, panels) in items(list.as_str(), plural) {
                calls.push(Call {
                    sentence,
                    stretch: whole.start()..whole.start() + whole.as_str().trim_end().len(),
                    name: format!("{kind} {number}"),
                    panels,
                });
            }
        }
    }
    calls
}

/// Returns the numbers of a list with their panels: `3a-c,e and 4` has `3` with four panels, and `4`.
fn items(list: &str, plural: bool) -> Vec<(u32, BTreeSet<char>)> {
    let mut items: Vec<(u32, BTreeSet<char>)> = Vec::new();
    let mut last_panel: Option<char> = None;
    for found in all(&ITEM, list) {
        let range = found.name("sep").is_some();
        let panel = found.name("panel").or_else(|| found.name("alone"));
        let panel = panel
            .and_then(|panel| panel.as_str().chars().next())
            .map(|p| p.to_ascii_lowercase());
        if let Some(number) = found.name("number") {
            let Ok(number) = number.as_str().parse::<u32>() else {
                continue;
            };
            if let (true, Some((low, _))) = (range, items.last()) {
                for between in low + 1..number.min(low + 50) {
                    items.push((between, BTreeSet::new()));
                }
            } else if !plural && !items.is_empty() && panel.is_none() {
                // "Figure 3, 5 mM": no second figure.
                break;
            }
            items.push((number, panel.into_iter().collect()));
        } else if let (Some(panel), Some((_, panels))) = (panel, items.last_mut()) {
            match (range, last_panel) {
                (true, Some(low)) if low < panel => panels.extend(low..=panel),
                // "Figure 3 a": an article, not a panel.
                _ if panels.is_empty() => break,
                _ => {
                    panels.insert(panel);
                }
            }
        }
        last_panel = panel.or(last_panel);
    }
    items
}

/// Finds panels that are called out and that the caption does not have.
fn panels(text: &Text<'_>, call: &Call, caption: &Caption) -> Option<Finding> {
    let lacking: Vec<String> = call
        .panels
        .difference(&caption.panels)
        .map(|panel| format!("({panel})"))
        .collect();
    if lacking.is_empty() {
        return None;
    }
    let none = caption.panels.is_empty();
    if none && matches(&DIRECTIONS, &caption.text) {
        return None;
    }
    let has = if none {
        "names no panels".to_owned()
    } else {
        format!(
            "names {}",
            caption
                .panels
                .iter()
                .map(|p| format!("({p})"))
                .collect::<Vec<_>>()
                .join(", ")
        )
    };
    let name = &call.name;
    let certainty = if none {
        Certainty::WorthALook
    } else {
        Certainty::Likely
    };
    let mut finding = Finding::new(
        &code::PANEL_MISSING,
        certainty,
        text.place(call.sentence, call.stretch.clone()),
        format!(
            "panel {} of {name} is called out, and its caption {has}",
            lacking.join(", ")
        ),
    )
    .with(text.quote(call.sentence, call.stretch.clone()));
    if let Some(index) = caption.sentences.first() {
        let sentence = &text.paper.sentences[*index];
        finding = finding.with(Evidence::at(
            text.at(&sentence.span),
            &sentence.id,
            format!("the caption {has}"),
        ));
    }
    Some(if none { finding.into_note() } else { finding })
}

/// Finds figures and tables that nothing calls out.
fn uncalled(
    text: &Text<'_>,
    called: &HashSet<&str>,
    captions: &BTreeMap<String, Caption>,
) -> Vec<Finding> {
    // A text that calls out nothing at all was cut, or has another way of doing it.
    if called.is_empty() {
        return Vec::new();
    }
    let mut places: Vec<(String, crate::source::Place)> = Vec::new();
    for (name, caption) in captions {
        if let Some(index) = caption.sentences.first() {
            places.push((name.clone(), text.at(&text.paper.sentences[*index].span)));
        }
    }
    for table in &text.paper.tables {
        if !table.caption.text.is_empty() && !captions.contains_key(&table.id) {
            places.push((table.id.clone(), text.at(&table.caption.span)));
        }
    }
    places
        .into_iter()
        .filter(|(name, _)| !called.contains(name.as_str()) && !name.starts_with("Box"))
        .filter(|(name, place)| !mentioned_elsewhere(text, name, place.span.clone()))
        .map(|(name, place)| {
            Finding::new(
                &code::FIGURE_NOT_CALLED_OUT,
                Certainty::Likely,
                place,
                format!("{name} is never called out in the text"),
            )
        })
        .collect()
}

/// Says whether a name stands anywhere but before its caption: in what was not read as text.
fn mentioned_elsewhere(text: &Text<'_>, name: &str, caption: Range<usize>) -> bool {
    let (kind, number) = name.split_once(' ').unwrap_or((name, ""));
    let figure = kind == "Figure";
    let mentions = all(&MENTIONED, &text.source.text)
        .filter_map(|found| {
            let group = if figure {
                found.name("number")
            } else {
                found.name("other")
            };
            let whole = found.get(0)?;
            let same_kind = figure
                || whole
                    .as_str()
                    .to_lowercase()
                    .starts_with(&kind.to_lowercase());
            (group?.as_str() == number && same_kind).then_some(whole.start())
        })
        .filter(|at| *at + 40 < caption.start || *at > caption.start)
        .take(1)
        .count();
    mentions > 0
}
