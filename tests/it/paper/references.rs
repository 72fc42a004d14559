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

#[test]
fn entries_as_real_lists_print_them_are_read() {
    let cases = [
        // A journal whose words are shortened as no list has it, in a style without titles.
        (
            "D. Oak et al. Fictopart. Phys. 7 (1997) 263.",
            "D. Oak | - | Fictopart. Phys. | 1997 7 - 263",
        ),
        (
            "P. Stone, D. Rivers, *Stem Cell Res.*, 2021, **53**, 102384.",
            "P. Stone; D. Rivers | - | Stem Cell Res. | 2021 53 - 102384",
        ),
        (
            "P. Stone, J. Engrgs. Math., 44, 277–295 (2002).",
            "P. Stone | - | J. Engrgs. Math. | 2002 44 - 277–295",
        ),
        // The last name has the journal behind it with nothing between.
        (
            "K. Oak, R. Ash and J. Elm Phys. Rev. D 63 (2001) 023003.",
            "K. Oak; R. Ash; J. Elm | - | Phys. Rev. D | 2001 63 - 023003",
        ),
        // Names in full before a title, one alone or the last.
        (
            "Rick Rowan. Title of the thing under discussion, 2020",
            "Rick Rowan | Title of the thing under discussion | - | 2020 - - -",
        ),
        (
            "Stephen H. Oakley, In the Wake of Nothing, Nowhere Press, 1993, p. 32.",
            "Stephen H. Oakley | In the Wake of Nothing | - | 1993 - - 32",
        ),
        (
            "D. Oak and Mark R. Ashby. Recovery after nothing. In Proc. of the 21st Conference on Things, Nowhere, Sept. 1995.",
            "D. Oak; Mark R. Ashby | Recovery after nothing | Proc. of the 21st Conference on Things | 1995 - - -",
        ),
        // A title that begins with a name.
        (
            "J. Doe, A. M. Oakley and the origins of spots, *Chaos* **12**, 1–9 (2012).",
            "J. Doe | A. M. Oakley and the origins of spots | Chaos | 2012 12 - 1–9",
        ),
        // Collaborations, with their people or without.
        (
            "ELM Collaboration, J. Oak et al., Flow of things at 2.76 TeV, Made-Up Lett. B 117 (2016) 182301.",
            "J. Oak; ELM Collaboration | Flow of things at 2.76 TeV | Made-Up Lett. B | 2016 117 - 182301",
        ),
        (
            "Elm Bay Collab. (F. P. Oak et al.), *Phys. Rev. Lett.* **108**, 171803 (2012).",
            "F. P. Oak; Elm Bay Collab. | - | Phys. Rev. Lett. | 2012 108 - 171803",
        ),
        (
            "ELM Collaboration, Reconstruction, Calibration, and Identification of Things in Run-2, ELM-PUB-2015-045, 2015.",
            "ELM Collaboration | Reconstruction, Calibration, and Identification of Things in Run-2 | - | 2015 - - -",
        ),
        // Names left out, and names that are none of any style's.
        (
            "Doe, J., Roe, R., . . . Oak, D. (1996). The forty-year project. *Bull. Made-Up Soc.*, *77*(3), 437–471.",
            "Doe, J.; Roe, R.; Oak, D. | The forty-year project | Bull. Made-Up Soc. | 1996 77 3 437–471",
        ),
        (
            "Oak, D., Elm, K., El-Ashby H., Stone, JA. (2004) The proteome: an analysis. *Made-Up Ther* 6: 161–168.",
            "Oak, D.; Elm, K. | The proteome: an analysis | Made-Up Ther | 2004 6 - 161–168",
        ),
        // A second work, a translation, an erratum.
        (
            "H. Oak and J. Elm, Phys. Rev. B 13, 5188 (1976); 16, 1748 (1977).",
            "H. Oak; J. Elm | - | Phys. Rev. B | 1976 13 - 5188",
        ),
        (
            "G. Oak, Usp. Fiz. Nauk 169, 625 (1999) [Phys. Usp. 42, 545 (1999)].",
            "G. Oak | - | Usp. Fiz. Nauk | 1999 169 - 625",
        ),
        // A title with a stop in it, and a dash raised as a charge.
        (
            "Oak, C.; Elm, E. Electrolysis of Nothing. A Critical Account. *Chem. Rev.* **2019**, *119*, 2105–2198.",
            "Oak, C.; Elm, E. | Electrolysis of Nothing. A Critical Account | Chem. Rev. | 2019 119 - 2105–2198",
        ),
        (
            "Oak, C.; Elm, E. Electrolysis of Nothing. A Critical Account. Chem. Rev. 2019, 119, 2105–2198.",
            "Oak, C.; Elm, E. | Electrolysis of Nothing. A Critical Account | Chem. Rev. | 2019 119 - 2105–2198",
        ),
        (
            "Zhao, Y.; Xu, Q. Interfaces for NO<sub>3</sub><sup>–</sup> Conversion. J. Am. Chem. Soc. 2020, 142, 7036–7046.",
            "Zhao, Y.; Xu, Q. | Interfaces for NO3– Conversion | J. Am. Chem. Soc. | 2020 142 - 7036–7046",
        ),
        // Quotations that a title goes on behind.
        (
            "Doe, J. (2021). “Host in Host” Core Systems Based on Giant Rings. Angew. Chem., 60(25), 141–146.",
            "Doe, J. | “Host in Host” Core Systems Based on Giant Rings | Angew. Chem. | 2021 60 25 141–146",
        ),
        // Books: a volume before the editors, one with a letter, a chapter's pages before the publisher.
        (
            "R. Oak, “Things,” in *Nonlinear Things*, vol. 4, P. Elm and B. Ash, Eds. Nowhere, CA, USA: Academic, 1977, pp. 47–160.",
            "R. Oak | Things | Nonlinear Things | 1977 4 - 47–160",
        ),
        (
            "S. Oak and G. Elm, in Electrodes of Nothing, ed. S. Ash, Elsevier, Amsterdam, 1980, vol. A, pp. 301–358.",
            "S. Oak; G. Elm | - | Electrodes of Nothing | 1980 A - 301–358",
        ),
        (
            "Oak, D. H. in Advances in Nothing Vol. 45 (eds Elm, B. & Ash, H.) 71–129 (Academic, 2000).",
            "Oak, D. H. | - | Advances in Nothing | 2000 45 - 71–129",
        ),
        (
            "Oak, Henry. 2016. “Walking.” In *The Making of Nothing*, edited by John Elm, 167–95. Nowhere: Wolf Press.",
            "Oak, Henry | Walking | The Making of Nothing | 2016 - - 167–95",
        ),
        (
            "W.-K. Oak, *Networks and Systems*. Nowhere, CA, USA: Wadsworth, 1993, pp. 123–135.",
            "W.-K. Oak | Networks and Systems | - | 1993 - - 123–135",
        ),
        (
            "Oak, V. Things in Soil: Now and Then (Imagined Press, 2001).",
            "Oak, V. | Things in Soil: Now and Then | - | 2001 - - -",
        ),
        // Days of a meeting are no volume, and a year in a title is none of the work.
        (
            "Oak, D.; Elm, A. Transfer at 77 K. In Proceedings of the Meeting on Salts, Nowhere, 3–7 June 2013; pp. 12–19.",
            "Oak, D.; Elm, A. | Transfer at 77 K | Proceedings of the Meeting on Salts | 2013 - - 12–19",
        ),
        (
            "Oak, A. (2019, August 8–11). An event on the power of nothing [Conference presentation]. Nowhere.",
            "Oak, A. | An event on the power of nothing | - | 2019 - - -",
        ),
        (
            "Liu Q, Oak Z and Elm M 2021 Iron oxides from a river *J. Nanosci. Things* **21** 1711–20",
            "Liu Q; Oak Z; Elm M | Iron oxides from a river | J. Nanosci. Things | 2021 21 - 1711–20",
        ),
        // Roman pages, an article's number with a letter inside, labels of one letter.
        (
            "Oak R, Elm U. The politics of finding. Bioethics. 2002;16(2):iii-v.",
            "Oak R; Elm U | The politics of finding | Bioethics | 2002 16 2 iii-v",
        ),
        (
            "Y. Oak, Adsorption on nothing, J. Appl. Phys. 101, 09G101 (2007).",
            "Y. Oak | Adsorption on nothing | J. Appl. Phys. | 2007 101 - 09G101",
        ),
        (
            "V. Oak et al. Acoust. Phys. 52 N 5 (2006) 495.",
            "V. Oak | - | Acoust. Phys. | 2006 52 5 495",
        ),
        // Not printed yet.
        (
            "H. Oak, Tubes, ten years on, Mater. Today (in press), 2022.",
            "H. Oak | Tubes, ten years on | Mater. Today | 2022 - - -",
        ),
        // What is no journal's.
        (
            "K. Oak and A. Elm, “Fuzzy component,” U.S. Patent 14 860 040, Dec. 14, 2006.",
            "K. Oak; A. Elm | Fuzzy component | - | 2006 - - -",
        ),
        (
            "Oak, Cynthia. 2013. “Folktale Analogues.” PhD diss., University of Nowhere.",
            "Oak, Cynthia | Folktale Analogues | - | 2013 - - -",
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
