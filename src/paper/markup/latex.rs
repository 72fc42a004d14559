//! What LaTeX's commands stand for.

/// What becomes of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// It is a character.
    Symbol(char),
    /// Its argument is raised, as `\textsuperscript`.
    Raise,
    /// Its argument is lowered, as `\textsubscript`.
    Lower,
    /// It has two arguments, with a stroke between them.
    Fraction,
    /// It and its argument are no text, as `\label`.
    Skip,
    /// It goes and its argument stays, as `\text`, or it has none, as `\left`.
    Transparent,
}

/// Returns what becomes of the command of that name (without its backslash).
pub(super) fn command(name: &str) -> Command {
    match name {
        "textsuperscript" => return Command::Raise,
        "textsubscript" => return Command::Lower,
        "frac" | "dfrac" | "tfrac" | "cfrac" => return Command::Fraction,
        "label" | "tag" | "hspace" | "vspace" | "begin" | "end" | "cite" | "citep" | "citet"
        | "color" => {
            return Command::Skip;
        }
        _ => {}
    }
    match SYMBOLS.binary_search_by(|(symbol, _)| (*symbol).cmp(name)) {
        Ok(index) => Command::Symbol(SYMBOLS[index].1),
        Err(_) => Command::Transparent,
    }
}

/// Commands that are characters, in order of their names.
const SYMBOLS: &[(&str, char)] = &[
    ("AA", 'Å'),
    ("AE", 'Æ'),
    ("Delta", 'Δ'),
    ("Gamma", 'Γ'),
    ("Lambda", 'Λ'),
    ("Leftrightarrow", '⇔'),
    ("O", 'Ø'),
    ("Omega", 'Ω'),
    ("Phi", 'Φ'),
    ("Pi", 'Π'),
    ("Psi", 'Ψ'),
    ("Rightarrow", '⇒'),
    ("Sigma", 'Σ'),
    ("Theta", 'Θ'),
    ("Upsilon", 'Υ'),
    ("Xi", 'Ξ'),
    ("aa", 'å'),
    ("ae", 'æ'),
    ("alpha", 'α'),
    ("angstrom", 'Å'),
    ("approx", '≈'),
    ("ast", '*'),
    ("asymp", '≍'),
    ("backslash", '\\'),
    ("beta", 'β'),
    ("bullet", '·'),
    ("cdot", '·'),
    ("cdots", '…'),
    ("celsius", '℃'),
    ("chi", 'χ'),
    ("circ", '°'),
    ("cong", '≅'),
    ("dagger", '†'),
    ("ddagger", '‡'),
    ("degree", '°'),
    ("degreeCelsius", '℃'),
    ("delta", 'δ'),
    ("dots", '…'),
    ("downarrow", '↓'),
    ("ell", 'ℓ'),
    ("epsilon", 'ε'),
    ("equiv", '≡'),
    ("eta", 'η'),
    ("gamma", 'γ'),
    ("ge", '≥'),
    ("geq", '≥'),
    ("geqslant", '≥'),
    ("gg", '≫'),
    ("gt", '>'),
    ("gtrsim", '≳'),
    ("hbar", 'ℏ'),
    ("in", '∈'),
    ("infty", '∞'),
    ("int", '∫'),
    ("iota", 'ι'),
    ("kappa", 'κ'),
    ("lambda", 'λ'),
    ("langle", '⟨'),
    ("ldots", '…'),
    ("le", '≤'),
    ("leftarrow", '←'),
    ("leftrightarrow", '↔'),
    ("leftrightarrows", '⇆'),
    ("leq", '≤'),
    ("leqslant", '≤'),
    ("lesssim", '≲'),
    ("ll", '≪'),
    ("longrightarrow", '→'),
    ("lt", '<'),
    ("mid", '|'),
    ("mu", 'μ'),
    ("nabla", '∇'),
    ("ne", '≠'),
    ("neq", '≠'),
    ("nu", 'ν'),
    ("o", 'ø'),
    ("omega", 'ω'),
    ("parallel", '∥'),
    ("partial", '∂'),
    ("perp", '⊥'),
    ("phi", 'φ'),
    ("pi", 'π'),
    ("pm", '±'),
    ("prime", '\''),
    ("prod", '∏'),
    ("propto", '∝'),
    ("psi", 'ψ'),
    ("rangle", '⟩'),
    ("rho", 'ρ'),
    ("rightarrow", '→'),
    ("rightleftarrows", '⇄'),
    ("rightleftharpoons", '⇌'),
    ("sigma", 'σ'),
    ("sim", '~'),
    ("simeq", '≃'),
    ("sqrt", '√'),
    ("ss", 'ß'),
    ("star", '*'),
    ("sum", '∑'),
    ("tau", 'τ'),
    ("textasciitilde", '~'),
    ("textbackslash", '\\'),
    ("textdegree", '°'),
    ("textmu", 'μ'),
    ("theta", 'θ'),
    ("times", '×'),
    ("to", '→'),
    ("uparrow", '↑'),
    ("upmu", 'μ'),
    ("upsilon", 'υ'),
    ("varepsilon", 'ε'),
    ("varphi", 'φ'),
    ("vartheta", 'θ'),
    ("vert", '|'),
    ("xi", 'ξ'),
    ("xrightarrow", '→'),
    ("zeta", 'ζ'),
];

// The search above relies on the order.
const _: () = {
    let mut index = 1;
    while index < SYMBOLS.len() {
        assert!(
            precedes(SYMBOLS[index - 1].0.as_bytes(), SYMBOLS[index].0.as_bytes()),
            "symbols are in order"
        );
        index += 1;
    }
};

const fn precedes(left: &[u8], right: &[u8]) -> bool {
    let mut index = 0;
    while index < left.len() && index < right.len() {
        if left[index] != right[index] {
            return left[index] < right[index];
        }
        index += 1;
    }
    left.len() < right.len()
}
