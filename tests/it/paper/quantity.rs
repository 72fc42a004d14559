//! Numbers with units. All sentences are made up.

use crate::sealed::repository;
use std::collections::BTreeSet;
use std::fmt::Write;
use synergraph::paper::{Paper, Quantity, read_markdown};
use synergraph::source::Source;

fn read(text: &str) -> Paper {
    read_markdown(&Source::new("made-up", text)).0
}

fn quantities(sentence: &str) -> Vec<Quantity> {
    let text = format!("## 1. Part\n\n{sentence}\n\n## 2. Part\n\nIt ends [1].\n");
    let paper = read(&text);
    for quantity in &paper.quantities {
        let inside = &text[quantity.span.bytes.clone()];
        assert_eq!(
            inside.chars().count(),
            quantity.span.end - quantity.span.start
        );
        assert!(paper.place(&quantity.sentence).is_some());
    }
    paper.quantities
}

fn shown(quantity: &Quantity) -> String {
    let mut shown = format!(
        "{} {} {}",
        quantity.comparator, quantity.value, quantity.unit
    );
    if let Some(uncertainty) = &quantity.uncertainty {
        let _ = write!(shown, " ±{uncertainty}");
    }
    if let (Some(low), Some(high)) = (&quantity.low, &quantity.high) {
        let _ = write!(shown, " [{low},{high}]");
    }
    format!(
        "{shown} | {} | {}",
        quantity.ucum.as_deref().unwrap_or("-"),
        quantity.kind.unwrap_or("-")
    )
}

#[track_caller]
fn holds(sentence: &str, expected: &[&str]) {
    let found: Vec<String> = quantities(sentence).iter().map(shown).collect();
    assert_eq!(found, expected, "{sentence}");
}

#[test]
fn what_is_made_may_stand_within_its_rate() {
    holds(
        "It made 14 g NH<sub>3</sub>/day, 15 g NH3 per day, 5 mg NH3 h<sup>−1</sup> cm<sup>−2</sup> and 7 mmol H2O2 h−1.",
        &[
            "= 14 g day-1 | g.d-1 | yield-rate",
            "= 15 g day-1 | g.d-1 | yield-rate",
            "= 5 mg h-1 cm-2 | mg.h-1.cm-2 | yield-rate",
            "= 7 mmol h-1 | mmol.h-1 | yield-rate",
        ],
    );
    holds(
        "It held 5 g Pd/C, 3 g Fe2O3 d-band and 4 g CuSO4 in 5 h.",
        &[
            "= 5 g | g | mass",
            "= 3 g | g | mass",
            "= 4 g | g | mass",
            "= 5 h | h | duration",
        ],
    );
}

#[test]
fn efficiencies_rates_and_currents_are_read() {
    holds(
        "The film reached a Faradaic efficiency of 97.7% and a yield rate of 0.5 mg h<sup>-1</sup> cm<sup>-2</sup>.",
        &[
            "= 97.7 % | % | faradaic-efficiency",
            "= 0.5 mg h-1 cm-2 | mg.h-1.cm-2 | yield-rate",
        ],
    );
    holds(
        "The FE of 91.7%, a selectivity of 98.5%, and 95% conversion came with 80% retention and 35% energy efficiency.",
        &[
            "= 91.7 % | % | faradaic-efficiency",
            "= 98.5 % | % | selectivity",
            "= 95 % | % | conversion",
            "= 80 % | % | retention",
            "= 35 % | % | energy-efficiency",
        ],
    );
    holds(
        "A rate of 5.2 mmol g<sub>cat</sub><sup>-1</sup> h<sup>-1</sup>, or 6 mmol gcat−1 h−1, or 7 mmol g <sub>cat</sub> <sup>−1</sup> h <sup>−1</sup>.",
        &[
            "= 5.2 mmol gcat-1 h-1 | mmol.g-1.h-1 | yield-rate",
            "= 6 mmol gcat-1 h-1 | mmol.g-1.h-1 | yield-rate",
            "= 7 mmol gcat-1 h-1 | mmol.g-1.h-1 | yield-rate",
        ],
    );
    holds(
        "It passed −100 mA cm<sup>−2</sup>, then 1.2 A/cm2, then 2.3 A mg<sub>Pd</sub><sup>−1</sup>.",
        &[
            "= -100 mA cm-2 | mA.cm-2 | current-density",
            "= 1.2 A cm-2 | A.cm-2 | current-density",
            "= 2.3 A mgPd-1 | A.mg-1 | mass-activity",
        ],
    );
    assert_eq!(
        quantities("It was 3 mg h−1 mg−1cat.")[0].basis.as_deref(),
        Some("cat")
    );
}

#[test]
fn potentials_keep_their_reference_electrode() {
    for (printed, electrode) in [
        ("−0.4 V vs. RHE", "RHE"),
        ("−0.4 V (vs. RHE)", "RHE"),
        ("-0.4 V vs the RHE", "RHE"),
        ("–0.4 V<sub>RHE</sub>", "RHE"),
        ("$-0.4\\ \\text{V}_{\\text{RHE}}$", "RHE"),
        ("−0.4 VRHE", "RHE"),
        ("−0.4 V versus the reversible hydrogen electrode", "RHE"),
        ("−0.4 V vs. Ag/AgCl", "Ag/AgCl"),
        ("−0.4 V vs. SCE", "SCE"),
        ("−0.4 V versus Hg/HgO", "Hg/HgO"),
        ("−0.4 V (SHE)", "SHE"),
    ] {
        let found = quantities(&format!("It began at {printed}, and went on."));
        assert_eq!(found.len(), 1, "{printed}");
        assert_eq!(found[0].value, "-0.4", "{printed}");
        assert_eq!(found[0].unit, format!("V vs. {electrode}"), "{printed}");
        assert_eq!(found[0].ucum.as_deref(), Some("V"));
        assert_eq!(found[0].kind, Some("potential"));
        assert_eq!(found[0].reference_electrode, Some(electrode));
    }
    holds(
        "Overpotentials of 300 mV, a cell voltage of 1.8 V, a Tafel slope of 95 mV dec−1 and a scan rate of 5 mV s−1.",
        &[
            "= 300 mV | mV | overpotential",
            "= 1.8 V | V | cell-voltage",
            "= 95 mV dec-1 | mV/{decade} | tafel-slope",
            "= 5 mV s-1 | mV.s-1 | scan-rate",
        ],
    );
}

#[test]
fn ranges_lists_and_uncertainties_are_read() {
    holds(
        "It held from −0.2 to −0.6 V vs. RHE, at 5–10 °C, between 3 and 4 nm, and from 5 h to 10 h.",
        &[
            "= -0.2 to -0.6 V vs. RHE [-0.6,-0.2] | V | potential",
            "= 5-10 °C [5,10] | Cel | temperature",
            "= 3-4 nm [3,4] | nm | length",
            "= 5-10 h [5,10] | h | duration",
        ],
    );
    holds(
        "Selectivities of 94 and 97 % came after 1, 2, and 3 h.",
        &[
            "= 94 % | % | selectivity",
            "= 97 % | % | selectivity",
            "= 1 h | h | duration",
            "= 2 h | h | duration",
            "= 3 h | h | duration",
        ],
    );
    holds(
        "An FE and a selectivity of 94% and 97%, respectively, were seen.",
        &[
            "= 94 % | % | faradaic-efficiency",
            "= 97 % | % | selectivity",
        ],
    );
    holds(
        "The two made 97 % and 0.5 mg h−1 cm−2, respectively.",
        &[
            "= 97 % | % | percentage",
            "= 0.5 mg h-1 cm-2 | mg.h-1.cm-2 | yield-rate",
        ],
    );
    holds(
        "FEs of 97.3 ± 0.5%, (96.3 ± 0.4)% and 95.3% ± 0.3% were seen.",
        &[
            "= 97.3 % ±0.5 | % | faradaic-efficiency",
            "= 96.3 % ±0.4 | % | faradaic-efficiency",
            "= 95.3 % ±0.3 | % | faradaic-efficiency",
        ],
    );
    // What something was before and after is no range.
    holds(
        "The FE rose from 50% to 90%.",
        &[
            "= 50 % | % | faradaic-efficiency",
            "= 90 % | % | faradaic-efficiency",
        ],
    );
}

#[test]
fn numbers_are_read_however_they_are_printed() {
    for (printed, value, unit) in [
        ("20,695 h<sup>-1</sup>", "20695", "h-1"),
        ("$20,695 \\text{ h}^{-1}$", "20695", "h-1"),
        ("20\u{2009}695 h−1", "20695", "h-1"),
        ("20 000 s", "20000", "s"),
        ("1.2 × 10<sup>-3</sup> M", "1.2e-3", "M"),
        ("1.2×10⁻³ M", "1.2e-3", "M"),
        ("$1.2 \\times 10^{-3}\\ \\text{M}$", "1.2e-3", "M"),
        ("1.2·10^-3 M", "1.2e-3", "M"),
        ("1.2e-3 M", "1.2e-3", "M"),
        ("1.2 × 10−3 M", "1.2e-3", "M"),
        ("10<sup>5</sup> s", "1e5", "s"),
        ("10−3 M", "1e-3", "M"),
        (".5 M", "0.5", "M"),
        ("0,5 g", "0.5", "g"),
        ("0.1M", "0.1", "M"),
        ("10-hour", "10", "hour"),
        ("5-h", "5", "h"),
    ] {
        let found = quantities(&format!("They took {printed} of it."));
        assert_eq!(found.len(), 1, "{printed}");
        assert_eq!(
            (found[0].value.as_str(), found[0].unit.as_str()),
            (value, unit),
            "{printed}"
        );
        assert!(found[0].value.parse::<f64>().is_ok());
    }
}

#[test]
fn units_are_read_however_they_are_printed() {
    for (printed, ucum) in [
        ("mg h<sup>-1</sup> cm<sup>-2</sup>", "mg.h-1.cm-2"),
        ("mg h <sup>-1</sup> cm <sup>-2</sup>", "mg.h-1.cm-2"),
        ("mg h⁻¹ cm⁻²", "mg.h-1.cm-2"),
        ("mg·h−1·cm−2", "mg.h-1.cm-2"),
        ("mg h-1 cm-2", "mg.h-1.cm-2"),
        ("mg h −1 cm −2", "mg.h-1.cm-2"),
        ("mg/h/cm2", "mg.h-1.cm-2"),
        ("mg/(h cm2)", "mg.h-1.cm-2"),
        ("mg per hour per cm2", "mg.h-1.cm-2"),
        ("mgh−1cm−2", "mg.h-1.cm-2"),
        ("mg h^-1 cm^-2", "mg.h-1.cm-2"),
        ("$\\text{mg}~\\text{h}^{-1}~\\text{cm}^{-2}$", "mg.h-1.cm-2"),
        ("µmol h−1 cm−2", "umol.h-1.cm-2"),
        ("$\\mu\\text{mol h}^{-1}\\text{ cm}^{-2}$", "umol.h-1.cm-2"),
        ("mg N L−1", "mg.L-1"),
        ("mg-N/L", "mg.L-1"),
        ("kJ mol−1", "kJ.mol-1"),
        ("W m−2", "W.m-2"),
        ("S cm<sup>−1</sup>", "S.cm-1"),
        ("25<sup>o</sup>C", "Cel"),
        ("$^{\\circ}\\mathrm{C}$", "Cel"),
        ("℃", "Cel"),
        ("wt. %", "%"),
        ("at.%", "%"),
        ("A\u{30a}", "Ao"),
        ("\u{212b}", "Ao"),
        ("K min−1", "K.min-1"),
        ("°C min−1", "K.min-1"),
    ] {
        let found = quantities(&format!(
            "They made 5 {} of it.",
            printed.trim_start_matches("25")
        ));
        assert_eq!(found.len(), 1, "{printed}");
        assert_eq!(found[0].ucum.as_deref(), Some(ucum), "{printed}");
    }
}

#[test]
fn comparators_are_words_or_signs() {
    for (printed, comparator) in [
        ("> 95", ">"),
        (">95", ">"),
        ("≥ 95", ">="),
        (">=95", ">="),
        ("$\\geq 95$", ">="),
        ("&lt; 95", "<"),
        ("≤95", "<="),
        ("~95", "~"),
        ("∼ 95", "~"),
        ("≈ 95", "~"),
        ("ca. 95", "~"),
        ("about 95", "~"),
        ("nearly 95", "~"),
        ("close to 95", "~"),
        ("approximately 95", "~"),
        ("more than 95", ">"),
        ("over 95", ">"),
        ("exceeding 95", ">"),
        ("above 95", ">"),
        ("at least 95", ">="),
        ("no less than 95", ">="),
        ("less than 95", "<"),
        ("below 95", "<"),
        ("up to 95", "<="),
        ("at most 95", "<="),
        ("as high as 95", "="),
        ("exactly 95", "="),
    ] {
        let found = quantities(&format!("It gave {printed}% of it."));
        assert_eq!(found.len(), 1, "{printed}");
        assert_eq!(found[0].comparator, comparator, "{printed}");
    }
    holds(
        "It ran over 24 h under 1 atm.",
        &["= 24 h | h | duration", "= 1 atm | atm | pressure"],
    );
    holds("It ran for over 24 h.", &["> 24 h | h | duration"]);
    holds(
        "It ran for 5 h or more, then 100+ h.",
        &[">= 5 h | h | duration", ">= 100 h | h | duration"],
    );
}

#[test]
fn ratios_turnovers_and_acidity_are_read() {
    holds(
        "It is 19 times higher, 2.3-fold that of it, 10× better, twice as fast, and two orders of magnitude more; a factor of 3.5.",
        &[
            "= 19 times | 1 | ratio",
            "= 2.3 fold | 1 | ratio",
            "= 10 × | 1 | ratio",
            "= 2 times | 1 | ratio",
            "= 2 orders of magnitude | - | ratio",
            "= 3.5  | 1 | ratio",
        ],
    );
    holds("It was washed 3 times.", &[]);
    holds(
        "The TOF was 1.5 s−1, with a TON of 5,000 or a turnover number of 1.2 × 10<sup>4</sup> at pH 7.",
        &[
            "= 1.5 s-1 | s-1 | turnover-frequency",
            "= 5000  | 1 | turnover-number",
            "= 1.2e4  | 1 | turnover-number",
            "= 7 pH | [pH] | ph",
        ],
    );
}

#[test]
fn numbers_that_are_no_quantities_are_left_alone() {
    for sentence in [
        "Sample IPN-5 in Figure 3 of 2019 with Cu97Co3 and Fe2O3 shows (111) planes.",
        "It is seen in Figure 3 h, Table 2 K and Scheme 1 C.",
        "The 3d orbitals, 2p states, 1T phase and 2H-MoS2 matter.",
        "On 18 June 2026 the 5th of 12 groups (n = 3) saw 5 papers.",
        "It needs 12 e<sup>−</sup> and 2 H<sup>+</sup> in 4 steps.",
        "Ag<sub>30</sub>Pd<sub>4</sub>(C<sub>6</sub>H<sub>9</sub>)<sub>26</sub> holds 34 atoms.",
        "It follows Doe et al. [8–16] and others.<sup>12</sup>",
        "Section 3.2.1 K is long, as is 1,2,3-triazole.",
        "A Cu-20-M sample and 3D carbon were used.",
    ] {
        holds(sentence, &[]);
    }
    // The sulfate is no temperature.
    holds(
        "In 0.5 M K<sub>2</sub>SO<sub>4</sub> it lasts.",
        &["= 0.5 M | mol.L-1 | concentration"],
    );
    holds("In 2020, 97% of it went.", &["= 97 % | % | percentage"]);
}

#[test]
fn tables_have_their_units_in_the_header() {
    let paper = read(
        "## 1. Part\n\nIt is so.\n\n**Table 1.** Made-up things at 25 °C.\n\n\
        | System | FE (%) | Yield rate (mg h<sup>−1</sup> cm<sup>−2</sup>) | E (V vs. RHE) | Time / h | Ref. |\n|-|-|-|-|-|-|\n\
        | Cu97 | 95.5 ± 0.5 | ~1.2 | −0.4 | 20 | [1] |\n\
        | Co3 | >90 | 3–4 | −0.2 to −0.6 | 10<sup>2</sup> | [2] |\n\
        | Ni | 85% | 2 mmol h<sup>-1</sup> cm<sup>-2</sup> | n.a. | — | 3 |\n",
    );
    let found: Vec<String> = paper
        .quantities
        .iter()
        .map(|quantity| format!("{}: {}", quantity.sentence, shown(quantity)))
        .collect();
    assert_eq!(
        found,
        [
            "Table 1/caption: = 25 °C | Cel | temperature",
            "Table 1/1: = 95.5 % ±0.5 | % | faradaic-efficiency",
            "Table 1/1: ~ 1.2 mg h-1 cm-2 | mg.h-1.cm-2 | yield-rate",
            "Table 1/1: = -0.4 V vs. RHE | V | potential",
            "Table 1/1: = 20 h | h | duration",
            "Table 1/2: > 90 % | % | faradaic-efficiency",
            "Table 1/2: = 3-4 mg h-1 cm-2 [3,4] | mg.h-1.cm-2 | yield-rate",
            "Table 1/2: = -0.2 to -0.6 V vs. RHE [-0.6,-0.2] | V | potential",
            "Table 1/2: = 1e2 h | h | duration",
            "Table 1/3: = 85 % | % | faradaic-efficiency",
            "Table 1/3: = 2 mmol h-1 cm-2 | mmol.h-1.cm-2 | yield-rate",
        ]
    );
    let turned = read(
        "## 1. Part\n\nIt is so.\n\nTable 1. Made-up things.\n\n| | A | B |\n|-|-|-|\n| FE (%) | 95 | 93 |\n| j (mA cm−2) | 5 | 6 |\n",
    );
    let found: Vec<String> = turned.quantities.iter().map(shown).collect();
    assert_eq!(
        found,
        [
            "= 95 % | % | faradaic-efficiency",
            "= 93 % | % | faradaic-efficiency",
            "= 5 mA cm-2 | mA.cm-2 | current-density",
            "= 6 mA cm-2 | mA.cm-2 | current-density",
        ]
    );
}

/// Every code of a list of units is in a list of codes that ucumvert, a parser of the UCUM grammar, has accepted.
#[test]
fn codes_are_ucum() {
    let folder = repository().join("tests/papers");
    let sentences = std::fs::read_to_string(folder.join("units.txt")).unwrap();
    let accepted = std::fs::read_to_string(folder.join("units.ucum.txt")).unwrap();
    let accepted: BTreeSet<&str> = accepted
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    let mut codes = BTreeSet::new();
    for line in sentences.lines().filter(|line| !line.starts_with('#')) {
        codes.extend(
            quantities(line)
                .into_iter()
                .filter_map(|quantity| quantity.ucum),
        );
    }
    let codes: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
    assert!(codes.len() > 120);
    assert_eq!(codes, accepted);
}

#[test]
fn long_texts_of_numbers_take_linear_time() {
    for bit in [
        "1, ",
        "1 and ",
        "5 to ",
        "1–",
        "10",
        "1,000",
        "1 ± ",
        "5 mg h−1 ",
        "−",
        "5 V vs. ",
        "97% ",
        "FE ",
        "times 1 ",
        "e-1",
        "1 ×",
        "per 1 ",
        "μ",
        "5mg/(",
        "<sup>-1</sup>",
        "h ",
        "5 g cat ",
        "from 5 ",
        "twice ",
    ] {
        super::takes_linear_time(bit, |bytes| {
            drop(read(&format!(
                "## 1. A\n\n{}",
                bit.repeat(bytes / bit.len())
            )));
        });
    }
}
