//! Papers that nobody wrote, in several styles of lists and markers, and slips to plant in them.

use std::fmt::Write;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len())]
    }
}

const FAMILIES: &[&str] = &[
    "Abel",
    "Adler",
    "Alvarez",
    "Baum",
    "Becker",
    "Chen",
    "Clark",
    "Dahl",
    "Duval",
    "Ekman",
    "Engel",
    "Fabre",
    "Falk",
    "Gao",
    "Gold",
    "Graf",
    "Hahn",
    "Holt",
    "Huang",
    "Inman",
    "Jansen",
    "Jung",
    "Keller",
    "Kim",
    "Kowalski",
    "Lind",
    "Moser",
    "Müller",
    "Nagy",
    "O'Brien",
    "Olsen",
    "Pohl",
    "Quist",
    "Rossi",
    "Schmidt",
    "Stone",
    "Takahashi",
    "Ullman",
    "Varga",
    "Wang",
    "Wolf",
    "Yamamoto",
    "Young",
    "Zhao",
    "Zhou",
    "Zorn",
    "van der Berg",
    "de Jong",
    "García-López",
];
const INITIALS: &[&str] = &[
    "A.", "B.", "C.-D.", "J.M.", "K.L.", "X.", "Y.", "Z.", "H.", "M.P.",
];
const ADJECTIVES: &[&str] = &[
    "Selective",
    "Robust",
    "Porous",
    "Tandem",
    "Layered",
    "Twisted",
    "Doped",
    "Ordered",
    "Confined",
    "Rapid",
];
const METALS: &[&str] = &[
    "Copper",
    "Cobalt",
    "Nickel",
    "Iron",
    "Zinc",
    "Palladium",
    "Silver",
    "Bismuth",
    "Tin",
    "Indium",
];
const THINGS: &[&str] = &[
    "Sites",
    "Pairs",
    "Clusters",
    "Films",
    "Foams",
    "Particles",
    "Frameworks",
    "Alloys",
    "Oxides",
];
const AIMS: &[&str] = &[
    "Nitrate Reduction",
    "Urea Synthesis",
    "Ammonia Synthesis",
    "Oxygen Reduction",
    "Methane Activation",
];
const PLACES: &[&str] = &[
    "in Neutral Water",
    "under Mild Conditions",
    "at High Current",
    "in a Flow Cell",
    "from Waste Streams",
    "by a Relay",
    "at Low Overpotential",
];
/// Name, year before volume 1, publisher, form of pages.
const JOURNALS: &[(&str, u32, &str, char)] = &[
    ("J. Am. Chem. Soc.", 1878, "American Chemical Society", 'p'),
    ("Angew. Chem. Int. Ed.", 1961, "Wiley", 'e'),
    ("ACS Catal.", 2010, "American Chemical Society", 'p'),
    ("Adv. Mater.", 1988, "Wiley", 's'),
    ("Adv. Funct. Mater.", 1990, "Wiley", 's'),
    ("Nat. Commun.", 2009, "Springer Nature", 'n'),
    ("Nat. Catal.", 2017, "Springer Nature", 'p'),
    (
        "Energy Environ. Sci.",
        2007,
        "Royal Society of Chemistry",
        'p',
    ),
    ("J. Catal.", 0, "Elsevier", 'p'),
];

struct Entry {
    authors: Vec<(&'static str, &'static str)>,
    title: String,
    journal: &'static str,
    publisher: &'static str,
    year: u32,
    volume: u32,
    pages: String,
}

fn entry(dice: &mut Dice) -> Entry {
    let (journal, before, publisher, form) = JOURNALS[dice.roll(JOURNALS.len())];
    let year = 2019 + dice.roll(7) as u32;
    let year = if form == 'e' { year.max(2022) } else { year };
    let first = dice.roll(FAMILIES.len());
    let count = [1, 2, 3, 4, 6][dice.roll(5)];
    let authors = (0..count)
        .map(|n| {
            (
                FAMILIES[(first + 7 * n) % FAMILIES.len()],
                dice.pick(INITIALS),
            )
        })
        .collect();
    let start = 100 + dice.roll(9000);
    let given = year - dice.roll(2) as u32;
    Entry {
        authors,
        title: format!(
            "{} {} {} for {} {}",
            dice.pick(ADJECTIVES),
            dice.pick(METALS),
            dice.pick(THINGS),
            dice.pick(AIMS),
            dice.pick(PLACES)
        ),
        journal,
        publisher,
        year,
        volume: if before > 0 {
            year - before
        } else {
            360 + dice.roll(80) as u32
        },
        pages: match form {
            'e' => format!("e{given}{:05}", dice.roll(29_999)),
            's' => format!("{}{:05}", given % 100, dice.roll(19_999)),
            'n' => format!("{start}"),
            _ => format!("{start}–{}", start + 4 + dice.roll(9)),
        },
    }
}

impl Entry {
    fn printed(&self, style: usize, number: usize) -> String {
        let Self {
            title,
            journal,
            year,
            volume,
            pages,
            ..
        } = self;
        let inverted = |joint: &str| {
            let names: Vec<String> = self
                .authors
                .iter()
                .map(|(family, given)| format!("{family}, {given}"))
                .collect();
            names.join(joint)
        };
        let straight = || {
            let names: Vec<String> = self
                .authors
                .iter()
                .map(|(family, given)| format!("{given} {family}"))
                .collect();
            names.join(", ")
        };
        match style {
            0 if self.authors.len() > 3 => {
                let names: Vec<String> = self.authors[..3]
                    .iter()
                    .map(|(family, given)| format!("{family}, {given}"))
                    .collect();
                format!(
                    "{number}. {}; et al. {title}. *{journal}* **{year}**, *{volume}*, {pages}.",
                    names.join("; ")
                )
            }
            0 => format!(
                "{number}. {} {title}. *{journal}* **{year}**, *{volume}*, {pages}.",
                inverted("; ")
            ),
            1 => format!(
                "[{number}] {}, *{journal}* **{year}**, *{volume}*, {pages}.\n",
                straight()
            ),
            2 => format!(
                "{number}. {} {title}. *{journal}* **{volume}**, {pages} ({year}).",
                inverted(", ")
            ),
            3 => {
                let names: Vec<String> = self
                    .authors
                    .iter()
                    .map(|(family, given)| format!("{family} {}", given.replace(['.', '-'], "")))
                    .collect();
                format!(
                    "{number}. {}. {title}. {journal} {year};{volume}:{pages}.",
                    names.join(", ")
                )
            }
            _ => format!(
                "({number}) {} {title}. *{journal}* **{year}**, *{volume}*, {pages}.\n",
                inverted("; ")
            ),
        }
    }

    fn mention(&self, dice: &mut Dice) -> String {
        let first = self.authors[0].0;
        match self.authors.len() {
            1 => first.to_owned(),
            2 => format!("{first} and {}", self.authors[1].0),
            _ if dice.roll(3) == 0 => format!("{first} and co-workers"),
            _ => format!("{first} et al."),
        }
    }
}

fn marker(style: usize, numbers: &[usize]) -> String {
    let list = match numbers {
        [first, .., last] if numbers.len() > 2 => format!("{first}–{last}"),
        [first, second] => format!("{first},{second}"),
        _ => numbers[0].to_string(),
    };
    match style {
        0 => format!(" [{list}]"),
        1 => format!("<sup>[{list}]</sup>"),
        2 => format!(" $^{{[{list}]}}$"),
        _ => format!(" [\\[{list}\\]](#page-1-0)"),
    }
}

/// Returns a synthetic review; styles of list and markers follow from the seed.
pub(super) fn paper(seed: u64) -> String {
    let mut dice = Dice(seed.wrapping_mul(977).wrapping_add(5));
    let (style, marks) = (seed as usize % 5, (seed as usize / 5) % 4);
    let count = 12 + dice.roll(20);
    let mut entries: Vec<Entry> = Vec::new();
    while entries.len() < count {
        let new = entry(&mut dice);
        if entries.iter().all(|old| old.title != new.title) {
            entries.push(new);
        }
    }
    let mut text = String::from(
        "# A synthetic review of invented catalysts\n\n**Abstract:** Invented catalysts turn waste into products. \
         This text follows them from single atoms to particles.\n\n## 1. Introduction\n\n",
    );
    let sentence = |words: &str, numbers: &[usize]| match marks {
        1 => format!("{words}.{} ", marker(1, numbers)),
        _ => format!("{words}{}. ", marker(marks, numbers)),
    };
    text.push_str(&sentence(
        "Clean water is scarce in many invented regions",
        &[1, 2],
    ));
    text.push_str(&sentence(
        "The hydrogen evolution reaction (HER) competes with it",
        &[3],
    ));
    text.push_str(&sentence(
        "Density functional theory (DFT) has been used to explain why",
        &[4, 5, 6],
    ));
    text.push_str("In this review, we discuss what DFT says about the HER.\n\n");
    let mut rows = Vec::new();
    let (mut next, mut section, mut figure) = (7, 1, 0);
    while next <= count {
        section += 1;
        let _ = write!(
            text,
            "## {section}. {} of kind {section}\n\n",
            dice.pick(THINGS)
        );
        for _ in 0..1 + dice.roll(3) {
            if next > count {
                break;
            }
            let name = format!(
                "{}{section}-{}",
                dice.pick(&["Cu", "Co", "Ni", "Fe"]),
                dice.pick(&["NC", "TiO2", "CeO2"])
            );
            let who = entries[next - 1].mention(&mut dice);
            let efficiency = format!("{}.{}", 60 + dice.roll(39), dice.roll(10));
            match dice.roll(4) {
                0 => {
                    let _ = write!(
                        text,
                        "{who}{} reported {name} with a high efficiency. ",
                        marker(marks, &[next])
                    );
                }
                1 => {
                    text.push_str(&sentence(
                        &format!("{who} made {name} by a salt route"),
                        &[next],
                    ));
                    let _ = write!(
                        text,
                        "This catalyst reached a Faradaic efficiency of {efficiency}%. "
                    );
                    rows.push((name, efficiency, next));
                }
                2 => {
                    let _ = write!(text, "{who} studied {name} in a flow cell. ");
                    let words =
                        format!("Its Faradaic efficiency was {efficiency}% at −0.5 V vs. RHE");
                    text.push_str(&sentence(&words, &[next]));
                    rows.push((name, efficiency, next));
                }
                _ => {
                    let numbers: Vec<usize> = (next..=(next + dice.roll(3)).min(count)).collect();
                    next = numbers[numbers.len() - 1];
                    text.push_str(&sentence(
                        &format!("Several routes to {name} are known"),
                        &numbers,
                    ));
                }
            }
            next += 1;
            if dice.roll(2) == 0 {
                figure += 1;
                let cited = 1 + dice.roll(next - 1);
                let Entry {
                    year, publisher, ..
                } = &entries[cited - 1];
                let panel = dice.pick(&["", "a", "a,b", "a–c"]);
                let _ = write!(
                    text,
                    "The structure is shown in Figure {figure}{panel}.\n\n**Figure {figure}.** (a) Scheme of the synthesis, \
                     (b) image, and (c) diffraction. Reproduced with permission{}. Copyright {year}, {publisher}.\n\n",
                    marker(marks, &[cited])
                );
            }
        }
        text.push_str("\n\n");
    }
    if rows.len() > 1 {
        text.push_str("Table 1 lists them.\n\n**Table 1.** Catalysts of this text.\n\n| Catalyst | FE (%) | Ref. |\n| --- | --- | --- |\n");
        for (name, efficiency, number) in &rows {
            let _ = writeln!(
                text,
                "| {name} | {efficiency} |{} |",
                marker(marks, &[*number])
            );
        }
    }
    let last = section + 1;
    let _ = write!(
        text,
        "\n## {last}. Conclusions\n\nThe HER remains a rival. DFT will help to choose supports.\n\n## References\n\n"
    );
    for (index, entry) in entries.iter().enumerate() {
        text.push_str(&entry.printed(style, index + 1));
        text.push('\n');
    }
    text
}

/// A slip, and how it gets into a paper; nothing where the paper has no room for it.
pub(super) struct Slip {
    pub(super) code: &'static str,
    pub(super) plant: fn(&str) -> Option<String>,
}

fn replaced(text: &str, from: &str, to: &str) -> Option<String> {
    text.contains(from).then(|| text.replacen(from, to, 1))
}

/// Returns the text with the first match of a pattern replaced.
fn rewritten(text: &str, pattern: &str, to: &str) -> Option<String> {
    let pattern = regex::Regex::new(pattern).unwrap();
    pattern
        .is_match(text)
        .then(|| pattern.replace(text, to).into_owned())
}

pub(super) const SLIPS: &[Slip] = &[
    Slip {
        code: "citation-out-of-range",
        plant: |text| rewritten(text, r"\[3(\\?)\]", "[3,99$1]"),
    },
    Slip {
        code: "range-reversed",
        plant: |text| replaced(text, "4–6", "6–4"),
    },
    Slip {
        code: "reference-never-cited",
        plant: |text| {
            let (_, list) = text.split_once("## References")?;
            let count = list.lines().filter(|line| !line.is_empty()).count();
            let last = list.lines().rfind(|line| !line.is_empty())?;
            let more = last.replacen(&count.to_string(), &(count + 1).to_string(), 1);
            let more = more.replacen("20", "19", 1).replace("for ", "against ");
            Some(format!("{text}\n{}\n", more.replacen("19", "20", 1)))
        },
    },
    Slip {
        code: "citation-out-of-order",
        plant: |text| rewritten(text, r"\[3(\\?)\]", "[7$1]"),
    },
    Slip {
        code: "reference-duplicated",
        plant: |text| {
            let lines: Vec<&str> = text.lines().collect();
            let is_entry = |line: &str, number: &str| {
                line.trim_start_matches(['[', '('])
                    .strip_prefix(number)
                    .is_some_and(|rest| rest.starts_with(['.', ']', ')']))
            };
            let list = lines.iter().position(|line| *line == "## References")?;
            let at = |number: &str| (list..lines.len()).find(|line| is_entry(lines[*line], number));
            let (ninth, fourth) = (at("9")?, at("4")?);
            let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
            lines[ninth] = lines[fourth].replacen('4', "9", 1);
            Some(lines.join("\n"))
        },
    },
    Slip {
        code: "author-mismatch",
        plant: |text| rewritten(text, r"\p{Lu}[\p{L}'-]+ et al\.", "Nobody et al."),
    },
    Slip {
        code: "article-number-length",
        plant: |text| rewritten(text, r"(e20\d\d\d{3})\d\d\.?", "$1."),
    },
    Slip {
        code: "article-number-length",
        plant: |text| {
            rewritten(
                text,
                r"(Mater\.\*? \*\*[\d]{4}\*\*, \*\d\d\*, \d{5})\d\d\.",
                "$1.",
            )
        },
    },
    Slip {
        code: "year-contradicts-article-number",
        plant: |text| rewritten(text, r"e20(2\d)(\d{5})", "e2031$2"),
    },
    Slip {
        code: "volume-contradicts-year",
        plant: |text| rewritten(text, r"(ACS Catal\.\*? \*\*\d{4}\*\*, \*)1(\d)", "${1}3$2"),
    },
    Slip {
        code: "credit-contradicts-reference",
        plant: |text| rewritten(text, r"Copyright 20\d\d", "Copyright 2014"),
    },
    Slip {
        code: "credit-contradicts-reference",
        plant: |text| {
            rewritten(
                text,
                r"(Copyright 20\d\d), (?:Wiley|American Chemical Society)",
                "$1, MDPI",
            )
        },
    },
    Slip {
        code: "pages-reversed",
        plant: |text| {
            rewritten(
                text,
                r"(Chem\. Soc\.[^\n]*?)\b(\d{3,4})–(\d{3,4})",
                "$1$3–$2",
            )
        },
    },
    Slip {
        code: "caption-missing",
        plant: |text| {
            replaced(text, "what DFT says", "what DFT says (Figure 19)")
                .filter(|text| text.contains("**Figure 1.**"))
        },
    },
    Slip {
        code: "panel-missing",
        plant: |text| {
            rewritten(text, r"Figure 1(?:a|a,b|a–c)?\.", "Figure 1d.")
                .filter(|text| text.contains("**Figure 1.**") && text.contains("Figure 1d."))
        },
    },
    Slip {
        code: "figure-not-called-out",
        plant: |text| {
            rewritten(
                text,
                r"The structure is shown in Figure 1\w?\S*\.",
                "The structure is known.",
            )
        },
    },
    Slip {
        code: "abbreviation-redefined",
        plant: |text| {
            replaced(
                text,
                "The HER remains",
                "The hydrogen evolution reaction (HER) remains",
            )
        },
    },
    Slip {
        code: "abbreviation-ambiguous",
        plant: |text| {
            replaced(
                text,
                "The HER remains",
                "The heat exchange rate (HER) remains",
            )
        },
    },
    Slip {
        code: "abbreviation-unused",
        plant: |text| replaced(text, "The HER remains", "A quick drain valve (QDV) remains"),
    },
    Slip {
        code: "abbreviation-before-definition",
        plant: |text| {
            replaced(
                text,
                "Clean water is scarce",
                "The DFT is young. Clean water is scarce",
            )
        },
    },
    Slip {
        code: "abbreviation-undefined",
        plant: |text| {
            replaced(
                text,
                "The HER remains a rival.",
                "The HER remains a rival of the ZQT. The ZQT is slow.",
            )
        },
    },
    Slip {
        code: "mention-missing",
        plant: |text| {
            replaced(
                text,
                "The HER remains a rival.",
                "The HER and the ZQT mentioned above remain rivals.",
            )
        },
    },
    Slip {
        code: "name-without-citation",
        plant: |text| {
            replaced(
                text,
                "In this review, we",
                "Nobody et al. disagree.\n\nIn this review, we",
            )
        },
    },
    Slip {
        code: "general-claim-single-source",
        plant: |text| {
            rewritten(
                text,
                r"The hydrogen evolution reaction \(HER\) competes",
                "Numerous studies have shown that the hydrogen evolution reaction (HER) competes",
            )
        },
    },
    Slip {
        code: "text-contradicts-table",
        plant: |text| rewritten(text, r"\| (\d)\d\.(\d) \|", "| ${1}0.9${2} |"),
    },
    Slip {
        code: "comparator-lost",
        plant: |text| {
            rewritten(
                text,
                r"efficiency (of|was) (\d\d\.\d%)",
                "efficiency $1 more than $2",
            )
        },
    },
    Slip {
        code: "percentage-over-hundred",
        plant: |text| {
            rewritten(
                text,
                r"efficiency (of|was) (\d\d)\.\d%",
                "efficiency $1 1$2%",
            )
        },
    },
    Slip {
        code: "ratio-contradicted",
        plant: |text| {
            let said = "The HER remains a rival. The rate of one was 19 times that of the other, 1.9 and 0.5 mg h<sup>-1</sup> cm<sup>-2</sup>.";
            replaced(text, "The HER remains a rival.", said)
        },
    },
    Slip {
        code: "faraday-contradicted",
        plant: |text| {
            let said = "The HER remains a rival. From nitrate, 100 mA cm<sup>-2</sup> made NH<sub>3</sub> at 25 mg h<sup>-1</sup> cm<sup>-2</sup>.";
            replaced(text, "The HER remains a rival.", said)
        },
    },
    Slip {
        code: "units-not-comparable",
        plant: |text| {
            let table = "| Catalyst | Yield | Ref. |\n| --- | --- | --- |\n| A1-B | 2 mg h<sup>-1</sup> cm<sup>-2</sup> | [1] |\n| A2-B | 3 mg h<sup>-1</sup> g<sup>-1</sup> | [2] |\n";
            replaced(
                text,
                "| Catalyst | FE (%) | Ref. |\n| --- | --- | --- |\n",
                table,
            )
        },
    },
];
