//! Chemical formulas, told from other words in capitals by the symbols of the elements.

const ELEMENTS: &[&str] = &[
    "H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si", "P", "S", "Cl",
    "Ar", "K", "Ca", "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Ge", "As",
    "Se", "Br", "Kr", "Rb", "Sr", "Y", "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag", "Cd", "In",
    "Sn", "Sb", "Te", "I", "Xe", "Cs", "Ba", "La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb",
    "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Hf", "Ta", "W", "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl",
    "Pb", "Bi", "Po", "At", "Rn", "Fr", "Ra", "Ac", "Th", "Pa", "U", "Np", "Pu",
];

/// Says whether a word is a chain of elements with numbers: `CuCo`, `NO3`, `H2O`, and by chance `PVP`.
pub(super) fn is_formula(word: &str) -> bool {
    elements(word).is_some()
}

/// Returns how many symbols a chain of elements has; nothing of other words.
pub(super) fn elements(word: &str) -> Option<usize> {
    let bytes = word.as_bytes();
    let mut at = 0;
    let mut count = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_digit() || matches!(bytes[at], b'.' | b'x') && at > 0 {
            at += 1;
            continue;
        }
        let two = word.get(at..at + 2).filter(|two| ELEMENTS.contains(two));
        let one = word.get(at..at + 1).filter(|one| ELEMENTS.contains(one));
        at += two.or(one)?.len();
        count += 1;
    }
    (count > 0).then_some(count)
}
