use synergraph::paper::{digest, is_digest, normal_form};

/// Every rendering of a line has the normal form that the line begins with.
fn same(expected: &str, renderings: &[&str]) {
    for rendering in renderings {
        assert_eq!(normal_form(rendering), expected, "of {rendering:?}");
    }
}

#[test]
fn formulas_read_the_same_in_every_markup() {
    same(
        "SO42-isreducedtoSO32-at5mAcm-2.",
        &[
            "SO<sub>4</sub><sup>2-</sup> is reduced to SO<sub>3</sub><sup>2−</sup> at 5 mA cm<sup>-2</sup>.",
            "SO₄²⁻ is reduced to SO₃²⁻ at 5 mA cm⁻².",
            r"$\text{SO}_4^{2-}$ is reduced to  $\mathrm{SO}_{3}^{2-}$  at $5 \text{ mA cm}^{-2}$ .",
            "SO42− is reduced to SO32− at 5 mA\ncm−2.",
            "SO~4~^2-^ is reduced to SO~3~^2-^ at 5&nbsp;mA cm^-2^.",
            r"SO\textsubscript{4}\textsuperscript{2-} is reduced to SO$^{2-}_3$ at 5 mA cm$^{-2}$.",
            "SO <sub>4</sub> <sup>2-</sup> is reduced to SO<sup>2-</sup><sub>3</sub> at 5 mA cm <sup>-2</sup>.",
        ],
    );
}

#[test]
fn stars_of_adsorbates_stay_and_emphasis_goes() {
    same(
        "(*OH→*O)",
        &[
            "(\\*OH → \\*O)",
            "(*OH → *O)",
            r"($^*\text{OH} \rightarrow {}^{*}\text{O}$)",
            "(∗OH→＊O)",
        ],
    );
    same(
        "*Hand*N",
        &[
            "\\*H and \\*N",
            "*H and *N",
            "<sup>*</sup>H and <sup>*</sup>N",
            r"$^\ast$H and $\ast$N",
        ],
    );
    same(
        "H*andOH*",
        &[
            "H* and OH*",
            "H\\* and OH\\*",
            "H<sup>*</sup> and OH<sup>*</sup>",
        ],
    );
    same(
        "J.Made-Up2001,7",
        &[
            "*J. Made-Up* **2001**, *7*",
            "***J. Made-Up*** 2001, 7",
            "_J. Made-Up_ 2001, 7",
        ],
    );
    same(
        "insituand*H",
        &["*in situ* and \\*H", "*in situ* and *H", "in situ and *H"],
    );
    same("cis-tBuOH", &["*cis*-*t*BuOH", "cis-tBuOH"]);
}

#[test]
fn citation_markers_go_however_they_are_set() {
    same(
        "Wateroxidises.",
        &[
            "Water oxidises [8–16].",
            "Water oxidises.[12,13]",
            "Water oxidises [1a,b].",
            "Water oxidises.<sup>[25]</sup>",
            "Water oxidises<sup>25</sup>.",
            "Water oxidises.<sup>2,3</sup>",
            "Water oxidises.²⁵",
            "Water oxidises $^{[43]}$.",
            "Water oxidises$^{43,44}$.",
            "Water oxidises [\\[10,12\\]](#page-9-0).",
            "Water oxidises [[12](#a), [13](#b)].",
            "Water oxidises [12](#page-9).",
            "Water oxidises [12], [14]–[16].",
            "Water oxidises^12^.",
            "Water oxidises.25",
            "Water oxidises25.",
            "Water oxidises.3–5",
        ],
    );
}

#[test]
fn brackets_and_numbers_that_cite_nothing_stay() {
    for (text, expected) in [
        (
            "[Fe<sub>3</sub>S](PF<sub>6</sub>)<sub>2</sub>",
            "[Fe3S](PF6)2",
        ),
        ("[Kr]4d<sup>10</sup>", "[Kr]4d10"),
        ("[Figure 2]", "[Figure2]"),
        (
            "[2]rotaxane and [3,3]-sigmatropic",
            "[2]rotaxaneand[3,3]-sigmatropic",
        ),
        ("the [001] axis", "the[001]axis"),
        ("in [2019]", "in[2019]"),
        (
            "cm<sup>2</sup> mol<sup>2</sup> 10<sup>5</sup>",
            "cm2mol2105",
        ),
        ("<sup>15</sup>N and Co<sup>2+</sup>", "15NandCo2+"),
        ("see Figure [3](#fig3).", "seeFigure3."),
        ("yields of 97 or 0.25", "yieldsof97or0.25"),
        ("UiO-66 is stable", "UiO-66isstable"),
        (
            "https://doi.org/10.1000/nchem.121 is",
            "https://doi.org/10.1000/nchem.121is",
        ),
        ("in step2 and table12.", "instep2andtable12."),
        ("NH<sub>3</sub> output", "NH3output"),
        ("It is 3.25", "Itis3.25"),
        ("see Fig.25", "seeFig.25"),
        ("with version.2", "withversion.2"),
        ("a phase2 part", "aphase2part"),
    ] {
        assert_eq!(normal_form(text), expected, "of {text:?}");
    }
}

#[test]
fn what_differs_in_chemistry_differs_in_normal_form() {
    for (one, other) in [
        ("NO3-", "NO3"),
        ("NO3-", "NO2-"),
        ("*H", "H"),
        ("Co", "CO"),
        ("97 %", "79 %"),
        ("Cu", "Co"),
        ("Cl- ions", "Cl ions"),
        ("> 90", "< 90"),
        ("a-b", "ab"),
        ("did", "did not"),
    ] {
        assert_ne!(normal_form(one), normal_form(other));
    }
}

#[test]
fn hyphens_of_a_line_end_are_as_if_they_were_not_there() {
    same(
        "synergisticnoblemetalCu-basedd-band",
        &[
            "synergistic noble-metal Cu-based d-band",
            "syner-\ngistic noble-\n  metal Cu-based d-band",
            "synergistic noble–metal Cu-based d-\nband",
            "syner\u{AD}\ngistic noblemetal Cu\u{2011}based d−band",
        ],
    );
}

#[test]
fn characters_that_look_the_same_are_the_same() {
    same(
        "\"a\"'b'-μμ·×ffi~5°",
        &["“a” ‘b’ – µ μ ⋅ × ﬃ ∼5 °", "\"a\" 'b' − μ µ · × ffi ~5 ∘"],
    );
    same(
        "μmol",
        &[
            "μmol",
            "µmol",
            r"$\mu\text{mol}$",
            "&micro;mol",
            "&#181;mol",
        ],
    );
    same("95%of5%", &[r"95\% of $5\%$", "95 % of 5%"]);
    same("a/b", &[r"$\frac{a}{b}$", "a/b"]);
    same("{111}", &["{111}", r"\{111\}", r"$\{111\}$"]);
    same("costs5and6", &["costs $5 and $6", "costs \\$5 and \\$6"]);
}

#[test]
fn comparisons_are_no_tags() {
    same(
        "a<bandc>d",
        &["a <b and c> d", "a &lt;b and c&gt; d", "a < b and c > d"],
    );
    same("x<3", &["x <3", "x<3"]);
}

#[test]
fn digests_are_recognised() {
    assert_eq!(digest("a b"), digest("ab"));
    assert!(is_digest(&digest("")));
    for text in [
        "n1:",
        "n1:0123",
        "n2:0123456789abcdef0123456789abcdef",
        "n1:0123456789ABCDEF0123456789abcdef",
    ] {
        assert!(!is_digest(text));
    }
}
