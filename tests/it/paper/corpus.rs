//! Papers and references that are made up at random, with what should be read of them.

/// Chance that is the same on every run.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Returns a number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    pub(super) fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }
}

/// How well something was found: right ones, wrong ones, missed ones.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Score {
    pub(super) right: usize,
    pub(super) wrong: usize,
    pub(super) missed: usize,
}

impl Score {
    pub(super) fn f1(self) -> f64 {
        let twice = 2.0 * f64::from(u32::try_from(self.right).unwrap());
        let errors = f64::from(u32::try_from(self.wrong + self.missed).unwrap());
        if twice + errors == 0.0 {
            1.0
        } else {
            twice / (twice + errors)
        }
    }
}

/// A way to set a marker.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) name: &'static str,
    /// What stands around the list of numbers.
    pub(super) around: (&'static str, &'static str),
    pub(super) separator: &'static str,
    pub(super) dash: &'static str,
    /// A space before it.
    pub(super) spaced: bool,
    /// Behind the stop of a sentence rather than before it.
    pub(super) after: bool,
    /// Digits as Unicode's raised ones.
    pub(super) unicode: bool,
}

const fn form(
    name: &'static str,
    around: (&'static str, &'static str),
    spaced: bool,
    after: bool,
) -> Form {
    Form {
        name,
        around,
        separator: ",",
        dash: "–",
        spaced,
        after,
        unicode: false,
    }
}

pub(super) const FORMS: &[Form] = &[
    form("brackets", ("[", "]"), true, false),
    Form {
        separator: ", ",
        dash: "-",
        ..form("brackets with spaces", ("[", "]"), true, false)
    },
    form("brackets behind the stop", ("[", "]"), false, true),
    form("escaped brackets", ("\\[", "\\]"), true, false),
    form("linked brackets", ("[\\[", "\\]](#page-9-0)"), true, false),
    form("brackets in a link", ("[[", "]](#bib12)"), true, false),
    form("raised tags", ("<sup>", "</sup>"), false, false),
    form(
        "raised tags behind the stop",
        ("<sup>", "</sup>"),
        false,
        true,
    ),
    form("raised brackets", ("<sup>[", "]</sup>"), false, false),
    form("carets", ("^", "^"), false, true),
    form("formulas", ("$^{", "}$"), false, true),
    form("formulas with an empty base", ("${}^{", "}$"), false, false),
    form("formulas with brackets", ("$^{[", "]}$"), false, false),
    Form {
        unicode: true,
        ..form("raised digits", ("", ""), false, true)
    },
    form("flat digits behind the stop", ("", ""), false, true),
    form("flat digits", ("", ""), false, false),
    form("round brackets", ("(", ")"), true, false),
    Form {
        separator: ", ",
        ..form("round brackets in italics", ("(*", "*)"), true, false)
    },
];

const THINGS: &[&str] = &[
    "nitrate",
    "the catalyst",
    "water",
    "the alloy",
    "palladium",
    "stability",
    "the electrode",
    "this pathway",
];
const ACTS: &[&str] = &[
    "is reduced",
    "was improved",
    "has been studied",
    "remains unclear",
    "can be tuned",
    "was reported",
];
const WAYS: &[&str] = &[
    "by doping",
    "under mild conditions",
    "in alkaline media",
    "over time",
    "on the surface",
    "at scale",
];
const STARTS: &[&str] = &[
    "However, ",
    "Recently, ",
    "As shown in Fig. 3, ",
    "In contrast, ",
    "",
    "",
    "",
    "",
];
const NAMES: &[&str] = &["Doe", "Roe", "Poe", "van der Moe", "O’Noe"];

/// Sentences that cite nothing and look as if they did.
const OTHERS: &[&str] = &[
    "Here the interval [0, 1] was divided into five parts.",
    "The [100] and [111] directions of the crystal differ.",
    "The Pt(111) and Cu(100) facets were compared at pH 7.",
    "The current follows Eq. (1) and Eqs. (2) and (3).",
    "There are three steps: (1) mixing, (2) heating, and (3) washing.",
    "The survey began in 2019 (2021 elsewhere) and ended in Section 3.2.",
    "The 95% CI [0.5, 1.2] excludes zero (p < 0.05).",
    "The list x = [1, 2, 3] was used, i.e. three values.",
    "It was kept at −0.5 V, whereas No. 5 was kept at 0.3 V.",
    "The rate was 5 mg h<sup>−1</sup> cm<sup>−2</sup> for <sup>15</sup>N (Table 1).",
    "A fit gave R<sup>2</sup> = 0.99 for 1.5 × 10<sup>5</sup> points.",
    "The Co<sup>2+</sup> ions were removed (see Fig. 2a), cf. Ref. values of ca. 5 mL.",
    "The pH of the cell (a) before and (b) after use was 7 vs. 9.",
];

/// A made-up paper, where its markers lie with the numbers they cite, and where its sentences end.
#[derive(Default)]
pub(super) struct MadeUp {
    pub(super) text: String,
    pub(super) markers: Vec<(std::ops::Range<usize>, Vec<u32>)>,
    pub(super) ends: Vec<usize>,
}

/// Makes a paper of a form.
pub(super) fn paper(form: Form, chance: &mut Chance) -> MadeUp {
    let mut made = MadeUp {
        text: "# A Made-Up Paper\n\n## Abstract\n\nWe made it up.\n\n".into(),
        ..MadeUp::default()
    };
    let entries = chance.pick(&[30, 60, 120]);
    let mut next = 1;
    for section in 1..4 {
        made.text += &format!("## {section}. Part\n\n");
        for _ in 0..3 {
            for place in 0..chance.below(5) + 2 {
                if place > 0 {
                    made.text.push(' ');
                }
                sentence(&mut made, form, entries, &mut next, chance);
                made.ends.push(made.text.len());
            }
            made.text += "\n\n";
        }
    }
    made.text += "## References\n\n";
    for entry in 1..=entries {
        made.text += &format!(
            "{entry}. Doe, J.; Roe, R. A Thing. *Made-Up J.* **2001**, *{entry}*, {entry}1.\n"
        );
    }
    made
}

fn sentence(made: &mut MadeUp, form: Form, entries: u32, next: &mut u32, chance: &mut Chance) {
    if chance.below(3) == 0 {
        made.text += chance.pick(OTHERS);
        return;
    }
    if chance.below(6) == 0 {
        let name = chance.pick(NAMES);
        made.text += &format!("{name} et al.");
        cite(made, form, entries, next, chance);
        made.text += &format!(" found that {} {}.", chance.pick(THINGS), chance.pick(ACTS));
        return;
    }
    let text = format!(
        "{}{} {} {}",
        chance.pick(STARTS),
        chance.pick(THINGS),
        chance.pick(ACTS),
        chance.pick(WAYS)
    );
    made.text += &text[..1].to_uppercase();
    made.text += &text[1..];
    match chance.below(4) {
        0 if form.after => {
            made.text.push(',');
            cite(made, form, entries, next, chance);
            made.text += &format!(" and {} {}.", chance.pick(THINGS), chance.pick(ACTS));
        }
        0 => {
            cite(made, form, entries, next, chance);
            made.text += &format!(", and {} {}.", chance.pick(THINGS), chance.pick(ACTS));
        }
        1 => made.text.push('.'),
        _ if form.after => {
            made.text.push('.');
            cite(made, form, entries, next, chance);
        }
        _ => {
            cite(made, form, entries, next, chance);
            made.text.push('.');
        }
    }
}

fn cite(made: &mut MadeUp, form: Form, entries: u32, next: &mut u32, chance: &mut Chance) {
    let mut numbers = std::collections::BTreeSet::new();
    for _ in 0..chance.pick(&[1, 1, 1, 2, 3, 5]) {
        if *next <= entries && chance.below(4) > 0 {
            numbers.insert(*next);
            *next += 1;
        } else {
            numbers.insert(1 + u32::try_from(chance.below((*next).min(entries) as usize)).unwrap());
        }
    }
    let numbers: Vec<u32> = numbers.into_iter().collect();
    let mut parts: Vec<String> = Vec::new();
    let mut index = 0;
    while index < numbers.len() {
        let run = (index..numbers.len())
            .take_while(|at| numbers[*at] as usize == numbers[index] as usize + at - index)
            .count();
        match run {
            1 | 2 => parts.push(numbers[index].to_string()),
            _ => parts.push(format!(
                "{}{}{}",
                numbers[index],
                form.dash,
                numbers[index + run - 1]
            )),
        }
        index += if run > 2 { run } else { 1 };
    }
    let mut list = parts.join(form.separator);
    if form.unicode {
        list = list
            .chars()
            .map(|c| {
                c.to_digit(10).map_or(c, |digit| {
                    ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize]
                })
            })
            .collect();
    }
    if form.spaced {
        made.text.push(' ');
    }
    let start = made.text.len();
    made.text += &format!("{}{list}{}", form.around.0, form.around.1);
    made.markers.push((start..made.text.len(), numbers));
}
