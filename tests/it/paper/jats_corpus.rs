//! Articles in JATS that are made up at random, in the many ways in which archives set links, with what they cite.

use super::corpus::{Chance, Score};
use std::collections::BTreeMap;
use std::fmt::Write;
use synergraph::paper::read_jats;
use synergraph::source::Source;

/// Fewest links that the project promises to read right.
const LINKS: f64 = 0.99;
/// Fewest sentences that it promises to cut right.
const SENTENCES: f64 = 0.985;

/// How an archive or a publisher sets a list of links.
#[derive(Clone, Copy)]
struct Setting {
    name: &'static str,
    /// What stands around the list.
    around: (&'static str, &'static str),
    /// What stands around each number in its link.
    inside: (&'static str, &'static str),
    separator: &'static str,
    dash: &'static str,
    range: Range,
    /// What comes before the number in an id.
    id: &'static str,
    /// Behind the stop of a sentence rather than before it.
    after: bool,
    references: References,
    /// Names of elements of tables and text with a namespace, entities for signs.
    odd: bool,
}

/// How a range is linked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Range {
    /// `<xref>1</xref>–<xref>5</xref>`
    Ends,
    /// One link, `1–5`, whose `rid` lists all.
    WholeList,
    /// One link, `1–5`, whose `rid` is the first.
    WholeFirst,
    /// One link, `1–5`, whose `rid` lists the two ends.
    WholeEnds,
    /// The ends, and links without text between them.
    Silent,
    /// The dash is within the first link.
    DashInFirst,
    /// The dash is within the second link.
    DashInSecond,
    /// The first is a link, the second is text.
    HalfLinked,
    /// Each number is written out.
    Spelt,
}

/// How the list of references is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum References {
    Mixed,
    Element,
    Alternatives,
    Unlabelled,
    /// Lists within a section of the list.
    Nested,
}

const fn setting(
    name: &'static str,
    around: (&'static str, &'static str),
    range: Range,
) -> Setting {
    Setting {
        name,
        around,
        inside: ("", ""),
        separator: ",",
        dash: "–",
        range,
        id: "b",
        after: false,
        references: References::Mixed,
        odd: false,
    }
}

const BRACKETS: (&str, &str) = ("[", "]");
const RAISED: (&str, &str) = ("<sup>", "</sup>");

const SETTINGS: &[Setting] = &[
    setting("brackets, linked ends", BRACKETS, Range::Ends),
    Setting {
        separator: ", ",
        dash: "&#x2013;",
        ..setting("brackets, entities", BRACKETS, Range::Ends)
    },
    Setting {
        dash: "-",
        references: References::Element,
        ..setting("brackets, hyphens", BRACKETS, Range::Ends)
    },
    setting("brackets, one link with all", BRACKETS, Range::WholeList),
    setting(
        "brackets, one link with the first",
        BRACKETS,
        Range::WholeFirst,
    ),
    setting(
        "brackets, one link with the ends",
        BRACKETS,
        Range::WholeEnds,
    ),
    setting("brackets, silent links", BRACKETS, Range::Silent),
    setting("brackets, half linked", BRACKETS, Range::HalfLinked),
    setting("brackets, spelt out", BRACKETS, Range::Spelt),
    Setting {
        inside: BRACKETS,
        separator: ", ",
        ..setting("a bracket each", ("", ""), Range::Ends)
    },
    Setting {
        inside: BRACKETS,
        separator: "",
        dash: " – ",
        references: References::Unlabelled,
        ..setting("a bracket each, spaced dash", ("", ""), Range::Ends)
    },
    Setting {
        after: true,
        ..setting("raised behind the stop", RAISED, Range::Ends)
    },
    Setting {
        after: true,
        dash: "−",
        odd: true,
        references: References::Nested,
        ..setting("raised, minus signs, odd names", RAISED, Range::Ends)
    },
    Setting {
        inside: RAISED,
        separator: "<sup>,</sup>",
        dash: "<sup>–</sup>",
        after: true,
        ..setting("each raised", ("", ""), Range::Ends)
    },
    Setting {
        inside: RAISED,
        separator: "<sup>, </sup>",
        dash: "<sup>&#x02013;</sup>",
        id: "B",
        references: References::Alternatives,
        ..setting("each raised within its link", ("", ""), Range::Ends)
    },
    Setting {
        after: true,
        ..setting("raised, dash in the first link", RAISED, Range::DashInFirst)
    },
    setting(
        "brackets, dash in the second link",
        BRACKETS,
        Range::DashInSecond,
    ),
    Setting {
        dash: " to ",
        separator: " and ",
        ..setting("round brackets, words", ("(", ")"), Range::Ends)
    },
    Setting {
        separator: "; ",
        id: "ref-",
        references: References::Element,
        ..setting("round brackets, semicolons", ("(", ")"), Range::Ends)
    },
    Setting {
        inside: ("<italic>", "</italic>"),
        dash: "&ndash;",
        odd: true,
        ..setting("round brackets, italics", ("(", ")"), Range::Ends)
    },
    Setting {
        separator: "\u{2009},\u{2009}",
        dash: "\u{2009}–\u{2009}",
        ..setting("brackets, thin spaces", BRACKETS, Range::Ends)
    },
    Setting {
        separator: "\n        ",
        dash: "\n        –\n        ",
        references: References::Alternatives,
        ..setting("brackets, indented lines", BRACKETS, Range::Ends)
    },
];

/// What a made-up article cites, sentence by sentence in order, and its text.
struct MadeUp {
    xml: String,
    /// Of each sentence, what it cites.
    cited: Vec<BTreeMap<u32, usize>>,
    /// Of each row and caption of tables, and of each caption of figures.
    beside: BTreeMap<String, BTreeMap<u32, usize>>,
}

struct Maker<'a> {
    setting: Setting,
    entries: u32,
    next: u32,
    chance: &'a mut Chance,
}

impl Maker<'_> {
    fn link(&self, targets: &[u32], shown: &str) -> String {
        let ids: Vec<String> = targets
            .iter()
            .map(|number| format!("{}{number}", self.setting.id))
            .collect();
        let shown = if shown.is_empty() {
            String::new()
        } else {
            format!("{}{shown}{}", self.setting.inside.0, self.setting.inside.1)
        };
        format!(
            "<xref ref-type=\"bibr\" rid=\"{}\">{shown}</xref>",
            ids.join(" ")
        )
    }

    fn numbers(&mut self) -> Vec<u32> {
        let mut numbers = std::collections::BTreeSet::new();
        for _ in 0..self.chance.pick(&[1, 1, 1, 2, 3, 4, 6]) {
            if self.next <= self.entries && self.chance.below(5) > 0 {
                numbers.insert(self.next);
                self.next += 1;
            } else {
                let known = self.next.min(self.entries) as usize;
                numbers.insert(1 + u32::try_from(self.chance.below(known)).unwrap());
            }
        }
        numbers.into_iter().collect()
    }

    /// Returns a list of links, and the numbers that it stands for.
    fn marker(&mut self) -> (String, Vec<u32>) {
        let numbers = self.numbers();
        let setting = self.setting;
        let mut parts: Vec<String> = Vec::new();
        let mut index = 0;
        while index < numbers.len() {
            let run = (index..numbers.len())
                .take_while(|at| numbers[*at] as usize == numbers[index] as usize + at - index)
                .count();
            let part = &numbers[index..index + run];
            if run < 3 || setting.range == Range::Spelt {
                parts.push(self.link(&part[..1], &part[0].to_string()));
                index += 1;
                continue;
            }
            let (first, last) = (part[0], part[run - 1]);
            let whole = format!("{first}{}{last}", setting.dash);
            parts.push(match setting.range {
                Range::Ends | Range::Spelt => {
                    let (low, high) = (first.to_string(), last.to_string());
                    format!(
                        "{}{}{}",
                        self.link(&[first], &low),
                        setting.dash,
                        self.link(&[last], &high)
                    )
                }
                Range::WholeList => self.link(part, &whole),
                Range::WholeFirst => self.link(&[first], &whole),
                Range::WholeEnds => self.link(&[first, last], &whole),
                Range::Silent => {
                    let between: String = part[1..run - 1]
                        .iter()
                        .map(|number| self.link(&[*number], ""))
                        .collect();
                    let (low, high) = (first.to_string(), last.to_string());
                    format!(
                        "{}{between}{}{}",
                        self.link(&[first], &low),
                        setting.dash,
                        self.link(&[last], &high)
                    )
                }
                Range::DashInFirst => format!(
                    "{}{}",
                    self.link(&[first], &format!("{first}{}", setting.dash)),
                    self.link(&[last], &last.to_string())
                ),
                Range::DashInSecond => format!(
                    "{}{}",
                    self.link(&[first], &first.to_string()),
                    self.link(&[last], &format!("{}{last}", setting.dash))
                ),
                Range::HalfLinked => format!(
                    "{}{}{last}",
                    self.link(&[first], &first.to_string()),
                    setting.dash
                ),
            });
            index += run;
        }
        let list = parts.join(setting.separator);
        (
            format!("{}{list}{}", setting.around.0, setting.around.1),
            numbers,
        )
    }

    /// Adds a sentence, and returns what it cites.
    fn sentence(&mut self, text: &mut String) -> BTreeMap<u32, usize> {
        const OTHERS: &[&str] = &[
            "It follows from Eqs. (<xref ref-type=\"disp-formula\" rid=\"e1\">1</xref>)–(<xref ref-type=\"disp-formula\" rid=\"e3\">3</xref>).",
            "See Figs. <xref ref-type=\"fig\" rid=\"f1\">1</xref>–<xref ref-type=\"fig\" rid=\"f3\">3</xref>, and Table <xref rid=\"t1\" ref-type=\"table\">1</xref>.",
            "The Co<sup>2+</sup> ions (ca. 5 mL) were kept at 10<sup>5</sup> Pa.",
            "The value<xref ref-type=\"fn\" rid=\"fn1\"><sup>1</sup></xref> of Doe et al. was lower.",
            "It rose from 3–5 % to 7–9 % &amp; more, i.e. by a third.",
            "The interval [0, 1] and the [111] direction are no citations.",
            "It is <inline-formula><mml:math><mml:mi>x</mml:mi><mml:mo>=</mml:mo><mml:mn>3</mml:mn></mml:math></inline-formula> at pH 7.",
        ];
        const STARTS: &[&str] = &[
            "Nitrate is reduced",
            "Doe et al. studied water",
            "The alloy was improved",
            "As shown in Fig. 2a, it was tuned",
            "In NO<sub>3</sub><sup>−</sup>, this was seen",
        ];
        let mut cited = BTreeMap::new();
        if self.chance.below(4) == 0 {
            text.push_str(self.chance.pick(OTHERS));
            return cited;
        }
        text.push_str(self.chance.pick(STARTS));
        let space = if self.setting.around == RAISED || self.setting.inside == RAISED {
            ""
        } else {
            " "
        };
        let mut cite = |maker: &mut Self, text: &mut String| {
            let (marker, numbers) = maker.marker();
            text.push_str(&marker);
            for number in numbers {
                *cited.entry(number).or_default() += 1;
            }
        };
        match self.chance.below(5) {
            0 => {
                text.push_str(space);
                cite(self, text);
                text.push_str(" by doping, and water was split");
                text.push_str(space);
                cite(self, text);
                text.push('.');
            }
            1 => text.push_str(" at scale."),
            _ if self.setting.after => {
                text.push_str(" at scale.");
                cite(self, text);
            }
            _ => {
                text.push_str(" at scale");
                text.push_str(space);
                cite(self, text);
                text.push('.');
            }
        }
        cited
    }

    fn entry(&self, number: u32) -> String {
        let id = format!("{}{number}", self.setting.id);
        let label = match self.setting.references {
            References::Unlabelled => String::new(),
            References::Nested => format!("<label>{number}.</label>"),
            _ => format!("<label>[{number}]</label>"),
        };
        let mixed = format!(
            "<mixed-citation publication-type=\"journal\"><person-group><name><surname>Doe</surname>, <given-names>J.</given-names></name></person-group> <article-title>A thing</article-title>. <source>J. Tests</source> <volume>{number}</volume>, <fpage>{number}1</fpage> (<year>2001</year>).</mixed-citation>"
        );
        let element = format!(
            "<element-citation publication-type=\"journal\"><person-group person-group-type=\"author\"><name><surname>Doe</surname><given-names>J</given-names></name></person-group><article-title>A thing</article-title><source>J Tests</source><year>2001</year><volume>{number}</volume><fpage>{number}1</fpage></element-citation>"
        );
        let citation = match self.setting.references {
            References::Element => element,
            References::Alternatives => {
                format!("<citation-alternatives>{element}{mixed}</citation-alternatives>")
            }
            _ => mixed,
        };
        format!("<ref id=\"{id}\">{label}{citation}</ref>\n")
    }
}

fn article(setting: Setting, chance: &mut Chance) -> MadeUp {
    let entries = chance.pick(&[25, 60, 110]);
    let mut maker = Maker {
        setting,
        entries,
        next: 1,
        chance,
    };
    let mut cited = Vec::new();
    let mut beside = BTreeMap::new();
    let mut body = String::new();
    for section in 1..=4 {
        let _ = writeln!(
            body,
            "<sec id=\"s{section}\"><label>{section}.</label><title>Part {section}</title>"
        );
        for _ in 0..3 {
            body.push_str("<p>");
            for place in 0..maker.chance.below(5) + 2 {
                if place > 0 {
                    body.push_str(maker.chance.pick(&[" ", "\n  "]));
                }
                cited.push(maker.sentence(&mut body));
            }
            body.push_str("</p>\n");
        }
        let mut caption = String::new();
        let numbers = maker.sentence(&mut caption);
        let _ = writeln!(
            body,
            "<fig id=\"f{section}\"><label>Figure {section}</label><caption><p>{caption}</p></caption><graphic xlink:href=\"f{section}.jpg\"/></fig>"
        );
        beside.insert(format!("Figure {section}/1"), numbers);
        let (mut rows, name) = (String::new(), format!("Table {section}"));
        for row in 1..=3 {
            let (marker, numbers) = maker.marker();
            let _ = write!(
                rows,
                "<tr><td>Cu{row}</td><td>9{row}</td><td>{marker}</td></tr>"
            );
            let cites = numbers.into_iter().map(|number| (number, 1)).collect();
            beside.insert(format!("{name}/{row}"), cites);
        }
        let _ = write!(
            body,
            "<table-wrap id=\"t{section}\"><label>{name}.</label><caption><title>Values.</title></caption><table><thead><tr><th>System</th><th>FE (%)</th><th>Ref.</th></tr></thead><tbody>{rows}</tbody></table><table-wrap-foot><fn id=\"fn{section}\"><p>See {}.</p></fn></table-wrap-foot></table-wrap>\n</sec>\n",
            maker.link(&[1], "1")
        );
    }
    let list: String = (1..=entries).map(|number| maker.entry(number)).collect();
    let list = match setting.references {
        References::Nested => format!(
            "<sec><title>Notes and references</title><ref-list><title>References</title><ref-list>{list}</ref-list></ref-list></sec>"
        ),
        _ => format!("<ref-list><title>References</title>{list}</ref-list>"),
    };
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE article PUBLIC \"-//NLM//DTD JATS (Z39.96) Journal Archiving DTD v1.2//EN\" \"JATS-archivearticle1.dtd\">\n\
         <article xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:mml=\"http://www.w3.org/1998/Math/MathML\"><front><article-meta><title-group><article-title>A Made-Up Article</article-title></title-group></article-meta></front>\
         <body>{body}</body><back><fn-group><fn id=\"fn1\"><p>A note.</p></fn></fn-group>{list}</back></article>"
    );
    let xml = match setting.odd {
        true => odd(&xml),
        false => xml,
    };
    MadeUp { xml, cited, beside }
}

/// The same article under a namespace with a prefix, as some archives deliver it.
fn odd(xml: &str) -> String {
    let (head, rest) = xml.split_at(xml.find("<article ").unwrap());
    // Names without a prefix get one.
    let mut prefixed = String::new();
    let mut characters = rest.chars().peekable();
    while let Some(character) = characters.next() {
        prefixed.push(character);
        if character != '<' {
            continue;
        }
        if characters.peek() == Some(&'/') {
            prefixed.push('/');
            characters.next();
        }
        let name: String = characters
            .clone()
            .take_while(|c| !matches!(c, '>' | ' ' | '/'))
            .collect();
        if !name.contains(':') && name.starts_with(char::is_alphabetic) {
            prefixed.push_str("j:");
        }
    }
    let prefixed = prefixed.replacen(
        "<j:article ",
        "<j:article xmlns:j=\"http://jats.nlm.nih.gov\" ",
        1,
    );
    head.replace("<!DOCTYPE article", "<!DOCTYPE j:article") + &prefixed
}

/// Counts what two rows of citations have in common.
fn compare(score: &mut Score, wanted: &BTreeMap<u32, usize>, found: &[String]) {
    let mut wanted = wanted.clone();
    for number in found {
        match number
            .parse()
            .ok()
            .and_then(|number: u32| wanted.get_mut(&number))
        {
            Some(count) if *count > 0 => {
                *count -= 1;
                score.right += 1;
            }
            _ => score.wrong += 1,
        }
    }
    score.missed += wanted.values().sum::<usize>();
}

#[test]
fn links_of_every_setting_are_read_with_those_that_a_dash_implies() {
    let mut failures = String::new();
    for setting in SETTINGS {
        let mut chance = Chance::new(23);
        let (mut links, mut cuts) = (Score::default(), Score::default());
        for _ in 0..4 {
            let made = article(*setting, &mut chance);
            let (paper, problems) = read_jats(&Source::new("made-up.xml", made.xml.as_str()));
            assert_eq!(problems, [], "{}", setting.name);
            let body: Vec<_> = paper
                .sentences
                .iter()
                .filter(|sentence| {
                    !sentence.section.starts_with("Figure") && sentence.section != "footnotes"
                })
                .collect();
            let right = made.cited.len().min(body.len());
            cuts.right += right;
            cuts.missed += made.cited.len() - right;
            cuts.wrong += body.len() - right;
            if body.len() != made.cited.len() {
                continue;
            }
            for (sentence, cited) in body.iter().zip(&made.cited) {
                let found: Vec<String> = sentence
                    .markers
                    .iter()
                    .flat_map(|marker| marker.references.clone())
                    .collect();
                compare(&mut links, cited, &found);
            }
            for (place, cited) in &made.beside {
                let found = paper.place(place).map(|place| place.references);
                let once = cited.keys().map(|number| (*number, 1)).collect();
                compare(&mut links, &once, &found.unwrap_or_default());
            }
        }
        if links.right < 300 || links.f1() < LINKS || cuts.f1() < SENTENCES {
            let _ = writeln!(failures, "{}: {links:?} {cuts:?}", setting.name);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
