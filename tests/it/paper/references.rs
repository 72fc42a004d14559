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
        // Given names in full, with initials between that have no stop, and families called as words are.
        (
            "Jane B Doe, Rob V Van Roe, and Poe He. 2020. Models of small things. Advances in Made-Up Systems 33 (2020), 1877–1901.",
            "Jane B Doe; Rob V Van Roe; Poe He | Models of small things | Advances in Made-Up Systems | 2020 33 - 1877–1901",
        ),
        (
            "Jane Doe, Richard Roe, and Poe Coe. Mixtures of things. *ArXiv*, abs/2401.04088, 2024.",
            "Jane Doe; Richard Roe; Poe Coe | Mixtures of things | ArXiv | 2024 - - -",
        ),
        (
            "MadeUpLib contributors. 2023. MadeUpLib: A library of things. https://www.example.org",
            "MadeUpLib contributors | MadeUpLib: A library of things | - | 2023 - - -",
        ),
        // A title in italics, and a journal that is not.
        (
            "D. W. Doe, _On the noise of clocks_, Proc. IEEE **54**, 221–230 (1966).",
            "D. W. Doe | On the noise of clocks | Proc. IEEE | 1966 54 - 221–230",
        ),
        (
            "Heub, C.; Schnei, M. *Parameters of insertion electrodes from StairCase – GITT.* **J. Electroanal. Chem.** 2016, 767, 18–23.",
            "Heub, C.; Schnei, M. | Parameters of insertion electrodes from StairCase – GITT | J. Electroanal. Chem. | 2016 767 - 18–23",
        ),
        (
            "J. Aal et al. (LZ Collaboration), *Results from years of exposure*, Phys. Rev. Lett. **135**, 011802 (2025).",
            "J. Aal | Results from years of exposure | Phys. Rev. Lett. | 2025 135 - 011802",
        ),
        // No title, whether or not a list knows the shortened words.
        (
            "Doe LA, et al. N Engl J Med. 2021;385:1737-1749.",
            "Doe LA | - | N Engl J Med | 2021 385 - 1737-1749",
        ),
        (
            "M.-H. Doe, J.-S. Roe, ACS Energy Lett. 2022, 7, 2987.",
            "M.-H. Doe; J.-S. Roe | - | ACS Energy Lett. | 2022 7 - 2987",
        ),
        // A part's number, and a unit before a stop.
        (
            "Doe, K. & Roe, H. Solar ammonia in Nowhere. 1. Resources. *Sol. Energy* **118**, 250–262 (2015).",
            "Doe, K.; Roe, H. | Solar ammonia in Nowhere. 1. Resources | Sol. Energy | 2015 118 - 250–262",
        ),
        (
            "Doe, K. Spectra of copper foams at −0.5 V. ACS Energy Lett. 7, 2987–2994 (2022).",
            "Doe, K. | Spectra of copper foams at −0.5 V | ACS Energy Lett. | 2022 7 - 2987–2994",
        ),
        // A chapter whose pages stand alone.
        (
            "Doe, M. 2010. “Spectra of anions.” In *Handbook of Things*, edited by H. Roe, 201–240. Amsterdam: Elsevier.",
            "Doe, M. | Spectra of anions | Handbook of Things | 2010 - - 201–240",
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
