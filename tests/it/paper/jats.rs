//! Papers in JATS. All of them are made up.

use crate::sealed::repository;
use proptest::prelude::*;
use std::fmt::Write;
use synergraph::diagnostic::Diagnostic;
use synergraph::paper::{Paper, read_jats, read_paper};
use synergraph::source::Source;

fn read(text: &str) -> (Paper, Vec<Diagnostic>) {
    read_jats(&Source::new("made-up.xml", text))
}

/// An article of one paragraph and a list of twelve references.
fn article(paragraph: &str) -> String {
    let list: String = (1..=12).map(|n| format!("<ref id=\"b{n}\"><label>{n}</label><mixed-citation>Doe, J. Thing {n}.</mixed-citation></ref>")).collect();
    format!(
        "<article><body><sec><label>1</label><title>Part</title><p>{paragraph}</p></sec></body><back><ref-list>{list}</ref-list></back></article>"
    )
}

fn x(number: u32) -> String {
    format!("<xref ref-type=\"bibr\" rid=\"b{number}\">{number}</xref>")
}

#[track_caller]
fn cites(paragraph: &str, expected: &[(&str, &str)]) {
    let text = article(paragraph);
    let (paper, problems) = read(&text);
    assert_eq!(problems, []);
    let found: Vec<(String, String)> = paper
        .sentences
        .iter()
        .flat_map(|sentence| &sentence.markers)
        .map(|marker| (marker.text.clone(), marker.references.join(" ")))
        .collect();
    let expected: Vec<(String, String)> = expected
        .iter()
        .map(|(text, ids)| ((*text).into(), (*ids).into()))
        .collect();
    assert_eq!(found, expected, "{paragraph}");
}

#[test]
fn links_are_read_with_those_that_a_dash_implies() {
    cites(&format!("It runs [{}].", x(3)), &[("[3]", "3")]);
    cites(
        &format!("It runs [{}–{}].", x(3), x(6)),
        &[("[3–6]", "3 4 5 6")],
    );
    cites(
        &format!("It runs [{}&#x2013;{},{}].", x(3), x(5), x(9)),
        &[("[3–5,9]", "3 4 5 9")],
    );
    cites(
        &format!("It runs ({}-{}).", x(3), x(5)),
        &[("3-5", "3 4 5")],
    );
    cites(
        &format!("It runs [{}]–[{}].", x(3), x(5)),
        &[("[3]–[5]", "3 4 5")],
    );
    cites(
        &format!("It runs.<sup>{},{}−{}</sup> So.", x(1), x(3), x(5)),
        &[("<sup>1,3−5</sup>", "1 3 4 5")],
    );
    cites(
        &format!(
            "It runs.<sup>{}</sup><sup>–</sup><sup>{}</sup> So.",
            x(3),
            x(5)
        ),
        &[("<sup>3</sup><sup>–</sup><sup>5</sup>", "3 4 5")],
    );
    cites(
        "It runs.<xref ref-type=\"bibr\" rid=\"b3\"><sup>3</sup></xref><sup>–</sup><xref ref-type=\"bibr\" rid=\"b5\"><sup>5</sup></xref> So.",
        &[("<sup>3</sup><sup>–</sup><sup>5</sup>", "3 4 5")],
    );
    // A range that is written out, with links that show nothing.
    cites(
        &format!(
            "It runs [{}<xref ref-type=\"bibr\" rid=\"b4\"/>–{}].",
            x(3),
            x(5)
        ),
        &[("[3–5]", "3 4 5")],
    );
    cites(
        "It runs [<xref ref-type=\"bibr\" rid=\"b3 b4 b5\">3–5</xref>].",
        &[("[3–5]", "3 4 5")],
    );
    cites(
        "It runs [<xref ref-type=\"bibr\" rid=\"b3\">3–5</xref>].",
        &[("[3–5]", "3 4 5")],
    );
    cites(&format!("It runs [{}–5].", x(3)), &[("[3–5]", "3 4 5")]);
    cites(&format!("It runs [3–{}].", x(5)), &[("[3–5]", "3 4 5")]);
    cites(
        &format!("It runs [{} through {}].", x(3), x(5)),
        &[("[3 through 5]", "3 4 5")],
    );
    cites(
        "It runs <xref rid=\"b3 b4 b5\" ref-type=\"bibr\">[[3], [4], [5]]</xref>.",
        &[("[[3], [4], [5]]", "3 4 5")],
    );
    cites(
        "It runs <xref rid=\"b3\" ref-type=\"ref\">3</xref>－<xref rid=\"b5\" ref-type=\"ref\">5</xref>.",
        &[("3－5", "3 4 5")],
    );
    cites(
        &format!("It runs [{}, {}]. It ends [{}].", x(1), x(2), x(4)),
        &[("[1, 2]", "1 2"), ("[4]", "4")],
    );
    cites(
        &format!("It runs [{}] and [{}].", x(1), x(2)),
        &[("[1]", "1"), ("[2]", "2")],
    );
}

#[test]
fn links_to_other_things_imply_nothing() {
    cites(
        "See Figs. <xref ref-type=\"fig\" rid=\"f1\">1</xref>–<xref ref-type=\"fig\" rid=\"f3\">3</xref> and Eq. <xref ref-type=\"disp-formula\" rid=\"e1\">2</xref>.",
        &[],
    );
    cites(
        "As Doe (<xref ref-type=\"bibr\" rid=\"b2\">2001</xref>–<xref ref-type=\"bibr\" rid=\"b5\">2004</xref>) has it (<xref ref-type=\"bibr\" rid=\"b7\">Roe et al., 2003</xref>; <xref ref-type=\"bibr\" rid=\"b9\">Poe, 2005</xref>).",
        &[("2001–2004", "2 5"), ("Roe et al., 2003; Poe, 2005", "7 9")],
    );
}

#[test]
fn numbers_count_where_nothing_is_linked() {
    cites(
        "It runs [3–5] on [001] [7].",
        &[("[3–5]", "3 4 5"), ("[7]", "7")],
    );
}

#[test]
fn text_is_read_with_its_indices_and_formulas() {
    let text = article(
        "The *OH path of NO<sub>3</sub><sup>&#8722;</sup>\n  costs <inline-formula><alternatives><tex-math>\\documentclass{x}\\begin{document}$$\\Delta G = 0.5~\\text{eV}$$\\end{document}</tex-math>\
        <mml:math><mml:mi>x</mml:mi></mml:math></alternatives></inline-formula>. With <mml:math><mml:msubsup><mml:mi>NO</mml:mi><mml:mn>3</mml:mn><mml:mo>−</mml:mo></mml:msubsup></mml:math> a &lt; b &amp; c.",
    );
    let (paper, _) = read(&text);
    let texts: Vec<&str> = paper
        .sentences
        .iter()
        .map(|sentence| sentence.text.as_str())
        .collect();
    assert_eq!(
        texts,
        [
            "The \\*OH path of NO<sub>3</sub><sup>−</sup> costs $\\Delta G = 0.5~\\text{eV}$.",
            "With NO<sub>3</sub><sup>−</sup> a &lt; b &amp; c.",
        ]
    );
    let forms: Vec<String> = texts
        .iter()
        .map(|text| synergraph::paper::normal_form(text))
        .collect();
    assert_eq!(forms, ["The*OHpathofNO3-costsΔG=0.5eV.", "WithNO3-a<b&c."]);
    assert_eq!(paper.quantities[0].ucum.as_deref(), Some("eV"));
    let span = &paper.sentences[0].span;
    assert!(
        text[span.bytes.clone()].starts_with("The *OH") && text[span.bytes.clone()].ends_with('.')
    );
}

#[test]
fn a_whole_article_is_read() {
    let text = std::fs::read_to_string(repository().join("tests/papers/made-up.xml")).unwrap();
    let (paper, problems) = read_paper(&Source::new("made-up.xml", text.as_str()));
    assert_eq!(problems, []);
    assert_eq!(paper.title.as_deref(), Some("A Made-Up Study of NO3−"));
    assert_eq!(paper.doi.as_deref(), Some("10.1000/made.up"));
    let mut seen = String::new();
    for place in paper.places() {
        let _ = writeln!(
            seen,
            "{} | {} | {}",
            place.locator,
            place.text,
            place.references.join(" ")
        );
    }
    let expected = "\
abstract/1/1 | It is about nitrate. |
abstract/1/2 | It reached 97 % &amp; more. |
abstract/2/1 | It ends. |
1/1/1 | Nitrate is known [1–4,6]. | 1 2 3 4 6
1/1/2 | Others differ.<sup>2,5</sup> | 2 5
1/1/3 | The \\*OH path costs $\\Delta G = 0.5~\\text{eV}$ in Figure 1. |
1/2/1 | It has NO<sub>3</sub><sup>−</sup> and a &lt; b (1-3; Doe et al., 2001). | 1 2 3 4
1/3/1 | One thing. |
1/4/1 | Two things [3]. | 3
Figure 1/1 | A made-up figure. |
Figure 1/2 | (a) It shows 5 nm. |
1.1/1/1 | Deep text is here (refs 2 to 5). | 2 3 4 5
Table 1/caption | Made-up values. |
Table 1/header | System Performance FE (%) Performance Rate (mg h<sup>−1</sup> cm<sup>−2</sup>) |
Table 1/1 | Cu 95 1.2 |
Table 1/2 |  93 1.5 [6] | 6
";
    let seen: String = seen
        .lines()
        .filter(|line| !line.starts_with("References"))
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    assert_eq!(seen, expected);
    let fields: Vec<String> = paper
        .references
        .iter()
        .map(|r| {
            let or = |field: &Option<String>| field.clone().unwrap_or_else(|| "-".into());
            format!(
                "{}: {} | {} | {} | {} {} {} {} {}",
                r.id,
                r.authors.join("; "),
                or(&r.title),
                or(&r.journal),
                or(&r.year),
                or(&r.volume),
                or(&r.issue),
                or(&r.pages),
                or(&r.doi)
            )
        })
        .collect();
    assert_eq!(
        fields[..4],
        [
            "1: Doe, J; Roe, R | A thing of note | Made-Up J | 2001 7 3 11–19 10.1000/x.1",
            "2: Poe, E. | Another thing | Made-Up J | 2002 8 - e12 -",
            "3: Doe, J. A.; Roe, R. | A Thing of Note | Made-Up J. Sci. | 2001 7 - 11–19 -",
            "4: The Made-Up Group | - | A Book | 2001 - - - -",
        ]
    );
    assert_eq!(paper.references[4].year.as_deref(), Some("2003"));
    assert_eq!(paper.references[5].year.as_deref(), Some("2005"));
}

#[test]
fn what_carries_claims_is_read_wherever_it_stands() {
    let article = |back: &str| {
        let list: String = (1..=12).map(|n| format!("<ref id=\"b{n}\"><label>{n}</label><mixed-citation>Doe, J. Thing {n}.</mixed-citation></ref>")).collect();
        format!(
            "<article><front><article-meta><abstract><p>Short.</p></abstract><author-notes><fn><p>Both are first [{c}].</p></fn></author-notes></article-meta></front>\
             <body><sec><title>1. Part</title><p>It runs [{a}]<xref ref-type=\"fn\" rid=\"fn1\">a</xref>.<fn id=\"fn1\"><p>Others doubt it [{b}].</p></fn></p>\
             <boxed-text><label>Box 1</label><caption><title>What is known</title></caption><p>Boxed words.</p></boxed-text>\
             <disp-quote><p>Quoted words.</p><attrib>Jane Doe</attrib></disp-quote>\
             <list><list-item><label>•</label><p>One thing [{c}].</p></list-item><list-item><p>Two things.</p></list-item></list>\
             <def-list><def-item><term><italic>k</italic></term><def><p>the rate, see [{d}].</p></def></def-item></def-list>\
             <statement><label>Theorem 1</label><p>Stated words.</p></statement>\
             <fig-group><caption><title>Two pictures.</title></caption><fig><label>Figure 1</label><caption><p>The one.</p></caption></fig></fig-group>\
             <table-wrap><label>Table 1</label><caption><p>Values.</p></caption><table><tr><th>A</th></tr><tr><td>1</td></tr></table>\
             <table-wrap-foot><fn><p>Taken from [{a}].</p></fn><fn><p>No source.</p></fn><p>Ranked as in [{a}].</p><p>Means.</p></table-wrap-foot></table-wrap></sec></body>\
             <back><ack><p>Thanks to [{a}].</p></ack>{back}<ref-list>{list}</ref-list></back>\
             <floats-group><fig><label>Figure 2</label><caption><p>It floats [{d}].</p></caption></fig></floats-group>\
             <sub-article><body><p>A reviewer said this [{a}].</p></body></sub-article><response><body><p>An answer.</p></body></response></article>",
            a = x(1),
            b = x(2),
            c = x(3),
            d = x(4),
        )
    };
    let back = format!(
        "<app-group><app id=\"a1\"><label>Appendix A</label><title>Derivation</title><p>It follows [{}].</p><sec><label>A.1</label><title>Step</title><p>Deeper words.</p></sec></app>\
         <app><title>Appendix B</title><boxed-text><sec><title>Animals</title><p>In a box.</p></sec></boxed-text></app></app-group>\
         <sec><title>Outlook</title><p>It goes on [{}].</p></sec>\
         <sec sec-type=\"data-availability\"><title>Data</title><p>On request.</p></sec><sec><title>Funding</title><p>None.</p></sec>\
         <glossary><def-list><def-item><term>FE</term><def><p>Faradaic efficiency</p></def></def-item></def-list></glossary>\
         <notes><title>Note added in proof</title><p>It was seen since [{}].</p></notes><notes notes-type=\"funding-information\"><p>None.</p></notes>\
         <fn-group><fn><p><bold>Publisher’s Note</bold> Neutral.</p></fn><fn fn-type=\"conflict\"><p>None.</p></fn><fn><label>2</label><p>See also [{}].</p></fn></fn-group>",
        x(5),
        x(6),
        x(7),
        x(8)
    );
    let (paper, problems) = read(&article(&back));
    assert_eq!(problems, []);
    let seen: Vec<String> = paper
        .places()
        .filter(|place| !place.locator.starts_with("References"))
        .map(|place| {
            let references = place.references.join(" ");
            let line = format!("{} | {} | {references}", place.locator, place.text);
            line.trim_end_matches([' ', '|']).to_owned()
        })
        .collect();
    let expected = "\
abstract/1/1 | Short.
1/1/1 | It runs [1]a. | 1
1/2/1 | What is known
1/3/1 | Boxed words.
1/4/1 | Quoted words.
1/5/1 | One thing [3]. | 3
1/6/1 | Two things.
1/7/1 | <i>k</i>: the rate, see [4]. | 4
1/8/1 | Stated words.
1/9/1 | Two pictures.
Figure 1/1 | The one.
appendix-a-derivation/1/1 | It follows [5]. | 5
A.1/1/1 | Deeper words.
animals/1/1 | In a box.
outlook/1/1 | It goes on [6]. | 6
note-added-in-proof/1/1 | It was seen since [7]. | 7
Figure 2/1 | It floats [4]. | 4
footnotes/1/1 | Others doubt it [2]. | 2
footnotes/2/1 | Taken from [1]. | 1
footnotes/3/1 | Ranked as in [1]. | 1
footnotes/4/1 | See also [8]. | 8
Table 1/caption | Values.
Table 1/header | A
Table 1/1 | 1";
    assert_eq!(seen.join("\n"), expected);
}

#[test]
fn a_citation_with_few_tags_is_read_from_its_text_too() {
    let text = article("It runs [1].").replace(
        "<mixed-citation>Doe, J. Thing 1.</mixed-citation>",
        "<mixed-citation><label>(a)</label> Doe, J.; Roe, A. A thing of note. <source>Made-Up J.</source> <year>2003</year>, <italic>7</italic>, 11–19.</mixed-citation>",
    );
    let reference = read(&text).0.references.remove(0);
    assert_eq!(reference.authors, ["Doe, J.", "Roe, A."]);
    assert_eq!(reference.title.as_deref(), Some("A thing of note"));
    assert_eq!(reference.journal.as_deref(), Some("Made-Up J"));
    assert_eq!(reference.volume.as_deref(), Some("7"));
    assert_eq!(reference.pages.as_deref(), Some("11–19"));
}

#[test]
fn damaged_texts_are_read_as_far_as_they_go() {
    let text = std::fs::read_to_string(repository().join("tests/papers/made-up.xml")).unwrap();
    let cut = text.find("Others").unwrap() + 20;
    let (paper, problems) = read(&text[..cut]);
    assert!(paper.place("1/1/1").is_some() && paper.place("1/2/1").is_none());
    assert!(
        problems
            .iter()
            .any(|problem| problem.code.name == "xml-damaged" && problem.place.is_some()),
        "{problems:?}"
    );
    let (paper, problems) =
        read("<article><body><p>It is <b>so.</p><p>It ends.</p></body></article>");
    assert_eq!(paper.sentences.len(), 2);
    assert!(
        problems
            .iter()
            .any(|problem| problem.code.name == "xml-damaged")
    );
}

#[test]
fn entities_are_never_expanded() {
    let mut bomb = "<!DOCTYPE a [<!ENTITY a0 \"ha\">".to_owned();
    for n in 1..30 {
        let _ = write!(bomb, "<!ENTITY a{n} \"&a{};&a{};\">", n - 1, n - 1);
    }
    let (paper, problems) = read(&format!(
        "{bomb}]><article><body><p>It is &a29; and &eacute;.</p></body></article>"
    ));
    assert_eq!(paper.sentences[0].text, "It is &a29; and é.");
    assert!(
        problems
            .iter()
            .filter(|problem| problem.code.name == "entity-unknown")
            .count()
            == 2
    );
}

#[test]
fn depth_and_width_are_no_trouble() {
    for (open, close) in [
        ("<sec>", "</sec>"),
        ("<sec><title>a", ""),
        ("<app><label>a", ""),
        ("<notes><title>proof", ""),
        ("<fn><p>", ""),
        ("<def-item><term>a</term><def><p>b", ""),
        ("<list><list-item><p>a", "</p></list-item></list>"),
        ("<italic>", "</italic>"),
        ("<mml:msub>", "</mml:msub>"),
        ("<sup>", "</sup>"),
        ("<fig>", "</fig>"),
        ("<b>", ""),
        ("", "</b>"),
        ("<table-wrap><table><tr><td>", ""),
        ("<xref ref-type=\"bibr\" rid=\"b\">1</xref>–", ""),
        ("&amp;", ""),
        ("&", ""),
        ("<ref><mixed-citation>", ""),
        ("<td rowspan=\"9999999\" colspan=\"9999999\"/>", ""),
    ] {
        super::takes_linear_time(open, |bytes| {
            let count = bytes / (open.len() + close.len()).max(1);
            let text = format!(
                "<article><body><p>{}x{}</p></body></article>",
                open.repeat(count),
                close.repeat(count)
            );
            drop(read(&text));
        });
    }
}

/// Bits of XML, good and bad.
fn nasty() -> impl Strategy<Value = String> {
    let bits = [
        "<sec>",
        "</sec>",
        "<title>1. A</title>",
        "<p>",
        "</p>",
        "<sup>",
        "</sup>",
        "<sub>",
        "</sub>",
        "<italic>",
        "</italic>",
        "<xref ref-type=\"bibr\" rid=\"b1\">1</xref>",
        "<xref ref-type=\"bibr\" rid=\"b1 b3\">1–3</xref>",
        "–",
        ",",
        "[",
        "]",
        "<ref id=\"b1\"><label>1</label>",
        "</ref>",
        "<ref-list>",
        "</ref-list>",
        "<mixed-citation>",
        "</mixed-citation>",
        "<name><surname>Doe</surname>",
        "</name>",
        "<year>2001</year>",
        "<table-wrap>",
        "</table-wrap>",
        "<table><tr><td rowspan=\"2\">",
        "</td></tr>",
        "</table>",
        "<fig><label>Fig. 1</label><caption>",
        "</caption></fig>",
        "<inline-formula><tex-math>$x^2$</tex-math>",
        "</inline-formula>",
        "<mml:msup><mml:mi>a</mml:mi>",
        "</mml:msup>",
        "&amp;",
        "&#8722;",
        "&nope;",
        "&",
        "<",
        ">",
        "<![CDATA[a<b]]>",
        "<!-- x -->",
        "<?pi?>",
        "Text is here. ",
        "97% of 5 mg h−1. ",
        "é",
        "𝑥",
        "\n",
        "*",
        "$",
        "\\",
        "<break/>",
        "<list><list-item>",
        "</list-item></list>",
        "<sub-article>",
        "<abstract>",
        "</abstract>",
        "<body>",
        "</body>",
        "\u{0}",
    ];
    proptest::collection::vec(proptest::sample::select(bits.to_vec()), 0..60)
        .prop_map(|bits| bits.concat())
}

fn is_sound(text: &str) {
    let (paper, problems) = read(text);
    let points = text.chars().count();
    for place in paper.places() {
        assert!(
            text.get(place.span.clone()).is_some(),
            "{:?} of {text:?}",
            place.span
        );
    }
    for sentence in &paper.sentences {
        assert!(sentence.span.start <= sentence.span.end && sentence.span.end <= points);
        for marker in &sentence.markers {
            assert!(
                sentence.span.bytes.start <= marker.span.bytes.start,
                "{text:?}"
            );
            assert!(marker.span.bytes.end <= sentence.span.bytes.end, "{text:?}");
        }
    }
    for quantity in &paper.quantities {
        assert!(text.get(quantity.span.bytes.clone()).is_some(), "{text:?}");
    }
    for problem in problems {
        if let Some(place) = problem.place {
            assert!(text.get(place.span).is_some());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nasty_articles_are_read_soundly(text in nasty()) {
        is_sound(&text);
        is_sound(&format!("<article><body><sec><p>{text}</p></sec></body><back><ref-list>{text}</ref-list></back></article>"));
    }

    #[test]
    fn any_text_is_read_soundly_as_xml(text in any::<String>()) {
        is_sound(&text);
        is_sound(&format!("<article><body><p>{text}"));
    }
}
