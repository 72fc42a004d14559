//! Sketches: a text is found again though it has changed, and what is marked in it has.

use proptest::prelude::*;
use synergraph::paper::{
    Outline, SKETCH_PREFIX, differences, digest, normal_form, read_sketch, repair, sketch,
};

const WORDS: &[&str] = &[
    "nitrate",
    "is",
    "reduced",
    "on",
    "the",
    "surface",
    "of",
    "copper",
    "where",
    "hydrogen",
    "was",
    "not",
    "adsorbed",
    "and",
    "water",
    "splits",
    "slowly",
    "at",
    "low",
    "potential",
    "though",
    "97%",
    "efficiency",
    "NO<sub>3</sub><sup>−</sup>",
    "by",
    "doping",
    "with",
    "iron",
    "sites",
    "that",
    "stand",
    "in",
    "pairs",
    "as",
    "Figure",
    "shows",
    "for",
    "hours",
    "120",
    "h",
];

/// Texts of so many of these words, always the same ones.
fn texts(count: usize, words: usize) -> Vec<String> {
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        WORDS[usize::try_from(state >> 33).unwrap() % WORDS.len()]
    };
    (0..count)
        .map(|_| (0..words).map(|_| next()).collect::<Vec<_>>().join(" ") + ".")
        .collect()
}

fn symbols(text: &str) -> Vec<u8> {
    read_sketch(&sketch(text).unwrap()).unwrap()
}

#[test]
fn a_changed_text_is_the_nearest_of_a_thousand() {
    let texts = texts(1000, 32);
    let outlines: Vec<Outline> = texts.iter().map(|text| Outline::of_text(text)).collect();
    for (index, text) in texts.iter().enumerate().step_by(20) {
        let changed = text
            .replacen(" is ", " is not ", 1)
            .replacen("the", "a", 1)
            .replacen("97%", "79%", 1);
        let sketch = symbols(&changed);
        let near: Vec<usize> = (0..texts.len())
            .filter(|at| outlines[*at].distance(&sketch, sketch.len() / 4).is_some())
            .collect();
        assert_eq!(near, [index], "{changed}");
    }
}

#[test]
fn what_is_marked_holds_what_changed() {
    let (mut marked, mut missed, mut characters, mut all) = (0, 0, 0, 0);
    for text in texts(300, 48) {
        let anchor = symbols(&text);
        let changed = text.replacen(" of ", " ex ", 1);
        if changed == text {
            continue;
        }
        let at = changed.find(" ex ").unwrap() + 1;
        let found = differences(&changed, &anchor);
        let hit = found
            .iter()
            .any(|one| one.span.start <= at && at < one.span.end);
        marked += usize::from(hit);
        missed += usize::from(!hit);
        characters += found.iter().map(|one| one.span.len()).sum::<usize>();
        all += changed.len();
    }
    assert!(marked + missed > 100);
    assert!(missed * 8 < marked, "{missed} of {marked} are missed");
    assert!(characters * 6 < all, "{characters} of {all} are marked");
}

#[test]
fn texts_that_read_the_same_have_one_sketch() {
    let text = "Oxide SO<sub>4</sub><sup>2-</sup> is reduced on the made-up surface of a copper alloy that nobody has ever seen or \
        held, in water of which there is plenty, and for as long as it takes to count to a hundred or so [8–11].";
    let other = text
        .replace("SO<sub>4</sub><sup>2-</sup>", "SO₄²⁻")
        .replace(" [8–11]", "")
        .replace("surface", "sur-\nface");
    assert_eq!(normal_form(text), normal_form(&other));
    assert_eq!(sketch(text), sketch(&other));
    // The one of the specification: another implementation should have the same.
    assert_eq!(sketch(text).unwrap(), "s1:2131133131010121101112002200020");
}

#[test]
fn short_texts_have_none_and_what_is_no_sketch_is_refused() {
    assert_eq!(sketch("Nickel is common [1]."), None);
    assert_eq!(read_sketch("n1:0123"), None);
    assert_eq!(read_sketch(&format!("{SKETCH_PREFIX}0124")), None);
    assert_eq!(
        read_sketch(&format!("{SKETCH_PREFIX}0123")),
        Some(vec![0, 1, 2, 3])
    );
}

#[test]
fn one_character_is_put_right() {
    let text = "Nitrate, NO<sub>3</sub><sup>−</sup>, is reduced.";
    for (copy, here, there) in [
        ("Nitrate, NO<sub>3</sub>, is reduced.", "NO3,", "NO3-,"),
        (
            "Nitrate, NO<sub>2</sub><sup>−</sup>, is reduced.",
            "NO2-,",
            "NO3-,",
        ),
        (
            "Nitrate, \\*NO<sub>3</sub><sup>−</sup>, is reduced.",
            "*NO3-,",
            "NO3-,",
        ),
        (
            "Nitrate, NO<sub>3</sub><sup>−</sup>, is reduced",
            "reduced",
            "reduced.",
        ),
    ] {
        let found = repair(copy, &digest(text), &[]).unwrap();
        assert_eq!((found.here.as_str(), found.there.as_str()), (here, there));
        assert!(
            copy[found.span.clone()].starts_with(&here[..1]) || copy[found.span].starts_with('\\')
        );
    }
    assert_eq!(repair(text, &digest(text), &[]), None);
    assert_eq!(repair("Nitrate is not reduced.", &digest(text), &[]), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// The table is filled within a band only; all of it gives the same.
    #[test]
    fn a_distance_is_that_of_the_whole_table(
        here in "[a-dé*−]{0,120}",
        there in proptest::collection::vec(0_u8..4, 0..40),
        limit in 0_usize..40,
    ) {
        let outline = Outline::of_text(&here);
        let whole = outline.distance(&there, usize::MAX / 4);
        prop_assert_eq!(outline.distance(&there, limit), whole.filter(|distance| *distance <= limit));
    }

    #[test]
    fn differences_lie_in_the_text(text in "(?s).{0,300}", there in proptest::collection::vec(0_u8..4, 0..60)) {
        for one in differences(&text, &there) {
            prop_assert!(text.get(one.span).is_some());
        }
    }

    #[test]
    fn a_text_does_not_differ_from_its_own_sketch(text in "(?s).{0,600}") {
        if let Some(sketch) = sketch(&text) {
            let symbols = read_sketch(&sketch).unwrap();
            prop_assert_eq!(Outline::of_text(&text).distance(&symbols, 0), Some(0));
            prop_assert_eq!(differences(&text, &symbols), vec![]);
        }
    }
}
