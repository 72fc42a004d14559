//! Entries of reference lists that are easily misread, each in several styles. All of them are made up.

use super::reference;

/// Reads an entry as `first author | title | journal | year volume issue pages`, with `-` for what was left out.
fn read(raw: &str) -> String {
    let read = reference(raw);
    let or = |field: &Option<String>| field.clone().unwrap_or_else(|| "-".into());
    format!(
        "{} | {} | {} | {} {} {} {}",
        read.authors.join("; "),
        or(&read.title),
        or(&read.journal),
        or(&read.year),
        or(&read.volume),
        or(&read.issue),
        or(&read.pages)
    )
}

#[test]
fn entries_that_are_easily_misread_are_read() {
    let cases = [
        // A quotation that begins a title is not the whole of it.
        (
            "Moreau, P. “Cold” ammonia: a myth? *J. Irreprod. Results* **44**, 17 (1999).",
            "Moreau, P. | “Cold” ammonia: a myth? | J. Irreprod. Results | 1999 44 - 17",
        ),
        (
            "P. Moreau, “Cold ammonia,” J. Irreprod. Results 44, 17 (1999).",
            "P. Moreau | Cold ammonia | J. Irreprod. Results | 1999 44 - 17",
        ),
        // A part's number ends no title.
        (
            "Peters A, Sommer B. Oxide films by deposition: I. Precursors. Thin Solid Films. 1996;286(1-2):203-218.",
            "Peters A; Sommer B | Oxide films by deposition: I. Precursors | Thin Solid Films | 1996 286 1-2 203-218",
        ),
        // A group behind people, and one before a title in italics.
        (
            "Berg, A., Hansen, B., & ICON Collaboration. (2015). A thing in a detector. Physical Review D, 92(7), 072003.",
            "Berg, A.; Hansen, B.; ICON Collaboration | A thing in a detector | Physical Review D | 2015 92 7 072003",
        ),
        (
            "Berg A, Hansen B, ICON Collaboration. A thing in a detector. Phys Rev D. 2015;92:072003.",
            "Berg A; Hansen B; ICON Collaboration | A thing in a detector | Phys Rev D | 2015 92 - 072003",
        ),
        (
            "Intergovernmental Panel on Nitrogen *Nitrogen: The Imaginary Basis*; Cambridge University Press: Cambridge, 2021.",
            "Intergovernmental Panel on Nitrogen | Nitrogen: The Imaginary Basis | - | 2021 - - -",
        ),
        (
            "WORLD HEALTH ORGANIZATION. Guidelines for imaginary water[M]. Geneva: World Health Organization, 2017.",
            "WORLD HEALTH ORGANIZATION | Guidelines for imaginary water | - | 2017 - - -",
        ),
        // Words in full behind initials are a title.
        (
            "O. Ivanova, Two-dimensional MXenes, twenty years on. *Nano Today* **55**, 102187 (2024).",
            "O. Ivanova | Two-dimensional MXenes, twenty years on | Nano Today | 2024 55 - 102187",
        ),
        (
            "C. N. R. Doe, Transition Metal Oxides: Structure and Synthesis, 2nd ed. (Wiley-VCH, Weinheim, 1998).",
            "C. N. R. Doe | Transition Metal Oxides: Structure and Synthesis | - | 1998 - - -",
        ),
        // Shortened words that no list knows.
        (
            "I. V. Doe and R. Roe, Sov. Imag., 1985, 21, 1033–1041.",
            "I. V. Doe; R. Roe | - | Sov. Imag. | 1985 21 - 1033–1041",
        ),
        (
            "Harlow, J. A. and Okafor, C.: Reduction of nitrate on alloys, J. Imag. Catal., 14, 211–226, 2019.",
            "Harlow, J. A.; Okafor, C. | Reduction of nitrate on alloys | J. Imag. Catal. | 2019 14 - 211–226",
        ),
        // Strokes before a journal, as Russian lists have them.
        (
            "Doe J. A., Roe R. Reduction of nitrate on alloys // Surf. Sci. 2019. Vol. 14, № 3. P. 211–226.",
            "Doe J. A.; Roe R. | Reduction of nitrate on alloys | Surf. Sci. | 2019 14 3 211–226",
        ),
        // A title of one word.
        (
            "Smith, J.: Nitrogen, Nature, 411, 35–41, 2001.",
            "Smith, J. | Nitrogen | Nature | 2001 411 - 35–41",
        ),
        // Books, theses, preprints and patents.
        (
            "Ertman, G. Reactions at Solid Surfaces; Oxford University Press: Oxford, 2009.",
            "Ertman, G. | Reactions at Solid Surfaces | - | 2009 - - -",
        ),
        (
            "Stone, P., and Rivers, D. (2011). Nitrate in the rivers of Nowhere (Nowhere Geological Survey).",
            "Stone, P.; Rivers, D. | Nitrate in the rivers of Nowhere | - | 2011 - - -",
        ),
        (
            "L. Hoffmann, PhD thesis, University of Nowhere, 2020.",
            "L. Hoffmann | - | - | 2020 - - -",
        ),
        (
            "D. Klein, E. Gross, Large models of small molecules. arXiv arXiv:2301.01234 [Preprint] (2023).",
            "D. Klein; E. Gross | Large models of small molecules | - | 2023 - - -",
        ),
        (
            "C. Doe, F. Roe, Process for Making Ammonia from Nothing, 1910, US 971,501.",
            "C. Doe; F. Roe | Process for Making Ammonia from Nothing | - | 1910 - - -",
        ),
        // Not printed yet.
        (
            "J. Novak and P. Kowalski, J. Catal. (2025).",
            "J. Novak; P. Kowalski | - | J. Catal. | 2025 - - -",
        ),
    ];
    let mut failures = String::new();
    for (raw, expected) in cases {
        let read = read(raw);
        if read != expected {
            failures += &format!("{raw}\n  {read}\n  not {expected}\n");
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
