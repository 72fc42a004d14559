//! Sentences with a slip, each beside its near twin without one.

use super::{codes, short};
use synergraph::source::Source;

const PLAIN: &str = "A made-up figure.";

/// A code, a sentence with the slip, what is replaced to mend it, and by what.
const SLIPS: &[(&str, &str, &str, &str)] = &[
    // Words for ratios.
    (
        "ratio-contradicted",
        "The current density doubled from 12 to 41 mA cm<sup>-2</sup> in thin films [1].",
        "41",
        "24",
    ),
    (
        "ratio-contradicted",
        "A doubling of the yield rate, from 1.5 to 6.2 mg h<sup>-1</sup> cm<sup>-2</sup>, followed [1].",
        "6.2",
        "3.4",
    ),
    (
        "ratio-contradicted",
        "Doping halved the resistance from 8.4 to 6.9 Ω [1].",
        "6.9",
        "4.3",
    ),
    (
        "ratio-contradicted",
        "The yield rate tripled, from 0.8 to 4.9 mg h<sup>-1</sup> cm<sup>-2</sup> [1].",
        "4.9",
        "2.5",
    ),
    (
        "ratio-contradicted",
        "The yield rate fell by an order of magnitude, from 0.9 to 0.3 mg h<sup>-1</sup> cm<sup>-2</sup> [1].",
        "0.3",
        "0.08",
    ),
    (
        "ratio-contradicted",
        "The film needed 3.0 h, half of the 9.5 h that foam took [1].",
        "3.0",
        "4.8",
    ),
    (
        "ratio-contradicted",
        "The yield rate increased by 80% from 2.0 to 2.4 mg h<sup>-1</sup> cm<sup>-2</sup> [1].",
        "80%",
        "20%",
    ),
    // Shares of one whole.
    (
        "percentage-over-hundred",
        "At −0.8 V vs. RHE, silver made CO with a Faradaic efficiency of 88% and hydrogen with a Faradaic efficiency of 31% [1].",
        "31%",
        "11%",
    ),
    (
        "percentage-over-hundred",
        "The Faradaic efficiencies for ammonia, nitrite and hydrogen were 82%, 21% and 14% at −0.5 V vs. RHE, respectively [1].",
        "82%",
        "62%",
    ),
    (
        "percentage-over-hundred",
        "At −1.0 V vs. RHE the Faradaic efficiency for formate was 93% and that for CO was 26% [1].",
        "for CO was",
        "for CO was, at −0.6 V vs. RHE,",
    ),
    // Currents.
    (
        "faraday-contradicted",
        "At a total current density of 300 mA cm<sup>-2</sup> and a Faradaic efficiency of 90% for ammonia, the partial current density was 210 mA cm<sup>-2</sup> [1].",
        "210",
        "270",
    ),
    (
        "faraday-contradicted",
        "The partial current density for CO reached 320 mA cm<sup>-2</sup> at a total current density of 250 mA cm<sup>-2</sup> [1].",
        "320",
        "220",
    ),
    (
        "faraday-contradicted",
        "An electrode of 4 cm<sup>2</sup> ran at 250 mA cm<sup>-2</sup> for 24 h and made 17.5 g of ammonia from nitrate with a Faradaic efficiency of 92% [1].",
        "17.5 g",
        "1.75 g",
    ),
    (
        "faraday-contradicted",
        "In a cell with an area of 100 cm<sup>2</sup>, nitrate was reduced at 500 mA cm<sup>-2</sup>, and 900 g of NH<sub>3</sub> were collected per day [1].",
        "900 g",
        "85 g",
    ),
    (
        "faraday-contradicted",
        "With a loading of 0.5 mg cm<sup>-2</sup> the catalyst made ammonia from nitrate at 48 mg h<sup>-1</sup> mg<sub>cat</sub><sup>-1</sup> at 100 mA cm<sup>-2</sup> [1].",
        "at 48 mg",
        "at 14.2 mg",
    ),
    // Names.
    (
        "system-name-shared",
        "Copper on carbon (Cat-A) was tested first [1]. Nickel on ceria (Cat-A) was tested in the same way [2].",
        "ceria (Cat-A)",
        "ceria (Cat-B)",
    ),
    (
        "system-name-shared",
        "Iron atoms on carbon (denoted as M-1) were made by heating [1]. Leaves of bismuth (denoted as M-1) were made by etching [2].",
        "bismuth (denoted as M-1)",
        "bismuth (denoted as M-2)",
    ),
    (
        "author-mismatch",
        "Roe and Silva [2] split it.",
        "Silva",
        "Lund",
    ),
    (
        "author-mismatch",
        "Recently, Stone et al. [2] split it.",
        "Stone",
        "Roe",
    ),
];

#[test]
fn a_slip_is_found_and_its_twin_is_left_alone() {
    for (code, sentence, slip, mended) in SLIPS {
        assert!(sentence.contains(slip), "{sentence}");
        let found = short(sentence, PLAIN);
        assert_eq!(found, [*code], "{sentence}");
        let twin = sentence.replacen(slip, mended, 1);
        assert_eq!(short(&twin, PLAIN), [""; 0], "{twin}");
    }
}

#[test]
fn words_for_ratios_that_are_of_something_else_are_left_alone() {
    for sentence in [
        "Doubling the load raised the current density from 12 to 14 mA cm<sup>-2</sup> [1].",
        "When the load was doubled, the current density rose from 12 to 14 mA cm<sup>-2</sup> [1].",
        "The yield rate more than doubled from 1.5 to 6.2 mg h<sup>-1</sup> cm<sup>-2</sup> [1].",
        "The Faradaic efficiency rose by 10% from 80% to 90% [1].",
        "Half of the films lasted 3.0 h, and the others 9.5 h [1].",
        "From 0.4 to 0.9 mg h<sup>-1</sup> cm<sup>-2</sup> were made, and the load was doubled later [1].",
    ] {
        assert_eq!(short(sentence, PLAIN), [""; 0], "{sentence}");
    }
}

#[test]
fn shares_under_several_conditions_are_not_added_up() {
    for sentence in [
        "The Faradaic efficiency was 93% for formate on bismuth, while tin gave CO with a Faradaic efficiency of 26% [1].",
        "The Faradaic efficiency for ammonia rose from 60% to 82% as that of hydrogen fell to 14% [1].",
        "Paired cells gave Faradaic efficiencies of 91% for hydrogen at the cathode and 88% for formate at the anode [1].",
    ] {
        assert_eq!(short(sentence, PLAIN), [""; 0], "{sentence}");
    }
}

#[test]
fn panels_are_read_however_a_caption_letters_them() {
    let calls = "The first is in Figure 1a, the others in Figure 1b–d [1].";
    for caption in [
        "Made-up images: a) copper; b) tin; c) iron; d) nickel.",
        "Made-up spectra of (a) Cu 2p, (b) O 1s, and (c) Co 2*p.* d) Edges of the metals.",
        "Made-up structures of **A**, copper, **B**, tin, **C**, iron and **D**, nickel.",
    ] {
        assert_eq!(short(calls, caption), [""; 0], "{caption}");
    }
    assert_eq!(
        short(calls, "Made-up images: a) copper; b) tin; c) iron."),
        ["panel-missing"]
    );
}

#[test]
fn what_defines_an_abbreviation_is_told_from_what_names_a_sample() {
    for sentence in [
        "Ni-CK was heated. The one with the most nickel load (Ni-CK) was not [1]. Ni-CK lasted.",
        "Thermogravimetric and differential thermal analyses (TGA/DTA) were made [1]. The TGA curve fell.",
        "A film of NiFeCo (OH)<sub>2</sub> lasted [1]. NiFeCo(OH)<sub>2</sub> was then dried, and NiFeCo(OH)<sub>2</sub> kept.",
    ] {
        assert_eq!(short(sentence, PLAIN), [""; 0], "{sentence}");
    }
}

#[test]
fn a_margin_of_a_page_is_no_part_of_an_entry() {
    let margin = "15213757, 2024, 28, Downloaded from https://library.example/doi/10.1002/ange.2024 by A University (see the terms on the page";
    let paper = |margin: &str| {
        codes(&format!(
            "# A synthetic paper\n\n## 1. Part\n\nNothing is known [1,2].\n\n## References\n\n\
             1. Doe, J. Nickel That Splits. *J. Catal.* **2021**, *400*, 12–19.\n\n{margin}\n\n\
             2. Roe, R. Copper That Holds. *ACS Catal.* **2022**, *12*, 101–109.\n"
        ))
    };
    assert_eq!(paper(margin), [""; 0]);
}

#[test]
fn a_caption_drawn_as_a_table_is_a_caption() {
    let paper = |called: &str| {
        codes(&format!(
            "# A synthetic paper\n\n## 1. Part\n\nNothing is known [1]. {called} [2].\n\n**Table 1.** Films.\n\n\
             | Film | Load |\n| --- | --- |\n| A | 1 |\n\n| Table 2. Foams of this |\n| --- |\n| text. |\n\n\
             | Foam | Load | Time |\n| --- | --- | --- |\n| B | 2 | 3 |\n\n## References\n\n\
             1. Doe, J. Nickel That Splits. *J. Catal.* **2021**, *400*, 12–19.\n2. Roe, R. Copper That Holds. *ACS Catal.* **2022**, *12*, 101–109.\n"
        ))
    };
    assert_eq!(paper("Films are in Table 1 and foams in Table 2"), [""; 0]);
    assert_eq!(
        paper("Films are in Table 1 and foams in Table 3"),
        ["caption-missing", "figure-not-called-out"]
    );
}

#[test]
fn a_potential_is_compared_where_the_number_beside_it_is_the_rows() {
    let paper = |potential: &str| {
        codes(&format!(
            "# A synthetic paper\n\n## 1. Part\n\nNothing is known [1]. DAC-7 gave a Faradaic efficiency of 95.2% at {potential} V vs. RHE (Table 1) [2].\n\n\
             **Table 1.** Catalysts.\n\n| Catalyst | Faradaic efficiency (%) | Potential (V vs. RHE) | Ref. |\n| --- | --- | --- | --- |\n\
             | DAC-6 | 88.1 | −0.6 | [1] |\n| DAC-7 | 95.2 | −0.4 | [2] |\n\n## References\n\n\
             1. Doe, J. Nickel That Splits. *J. Catal.* **2021**, *400*, 12–19.\n2. Roe, R. Copper That Holds. *ACS Catal.* **2022**, *12*, 101–109.\n"
        ))
    };
    assert_eq!(paper("−0.4"), [""; 0]);
    assert_eq!(paper("−0.8"), ["text-contradicts-table"]);
}

#[test]
fn a_place_in_a_long_text_has_the_line_and_column_that_counting_gives() {
    let line = "µ is a letter, and so is 表; this line is as long as its number says";
    let text: String = (0..400)
        .map(|number| format!("{}\n", line.repeat(number % 5)))
        .chain(["one line without an end ".repeat(2000)])
        .collect();
    let source = Source::new("long.md", text.clone());
    let (mut lines, mut columns) = (1, 1);
    for (offset, character) in text.char_indices() {
        if offset % 7 == 0 {
            assert_eq!(source.line_and_column(offset), (lines, columns), "{offset}");
        }
        if character == '\n' {
            (lines, columns) = (lines + 1, 1);
        } else {
            columns += 1;
        }
    }
    assert_eq!(source.line_and_column(usize::MAX), (lines, columns));
}
