//! "The X mentioned before" against what was mentioned.

use super::code;
use super::definitions::is_short;
use super::finding::{Certainty, Finding};
use super::pattern::{all, pattern};
use super::text::Text;

pattern!(
    MENTIONED,
    r"(?i)\b(?P<thing>[\p{L}\d][\p{L}\d\-]*)\s+(?:that (?:was|were)\s+)?mentioned\s+(?:before|above|earlier|previously)\b|\bafore-?mentioned\s+(?P<later>[\p{L}\d][\p{L}\d\-]*(?:\s+[\p{L}\d][\p{L}\d\-]*)?)"
);

/// Finds "the X mentioned before" where no X was.
pub(super) fn not_mentioned(text: &Text<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (sentence, prose) in text.sentences.iter().enumerate() {
        for found in all(&MENTIONED, &prose.text) {
            let Some(thing) = found.name("thing").or_else(|| found.name("later")) else {
                continue;
            };
            let words: Vec<&str> = thing.as_str().split(' ').collect();
            let stem = |word: &str| {
                let word = word.to_lowercase();
                let cut = word
                    .strip_suffix("ies")
                    .or_else(|| word.strip_suffix("es"))
                    .or_else(|| word.strip_suffix('s'));
                cut.unwrap_or(&word).to_owned()
            };
            let before = prose.text[..thing.start()].to_lowercase();
            let said = words.iter().any(|word| {
                let stem = stem(word);
                stem.len() < 2
                    || matches!(
                        stem.as_str(),
                        "a" | "wa"
                            | "were"
                            | "is"
                            | "are"
                            | "been"
                            | "be"
                            | "have"
                            | "ha"
                            | "the"
                            | "and"
                    )
                    || before.contains(&stem)
                    || text.sentences[..sentence]
                        .iter()
                        .any(|earlier| earlier.text.to_lowercase().contains(&stem))
            });
            if !said {
                let acronym = is_short(thing.as_str());
                findings.push(
                    Finding::new(
                        &code::MENTION_MISSING,
                        if acronym {
                            Certainty::Likely
                        } else {
                            Certainty::WorthALook
                        },
                        text.place(sentence, thing.range()),
                        format!(
                            "{} is said to have been mentioned before, and was not",
                            thing.as_str()
                        ),
                    )
                    .with(text.quote(
                        sentence,
                        found.get(0).map_or(thing.range(), |whole| whole.range()),
                    )),
                );
            }
        }
    }
    findings
}
