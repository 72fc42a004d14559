//! What reads files from elsewhere, each as a function that takes any bytes: none may panic.
//!
//! `cargo fuzz` runs them (`fuzz_targets/`), and so does the ordinary test suite, over mutations of a few inputs
//! (`tests/it/readers.rs`). A reader is added as a function here, a line of [`ALL`] and a file of `fuzz_targets/`.

use std::io::Write;
use std::path::Path;
use synergraph::claim::read_quads;
use synergraph::paper::{
    Paper, differences, digest, normal_form, read_jats, read_markdown, read_paper,
};
use synergraph::source::Source;
use synergraph::store::{Builder, Store, format_of_path};

/// A reader: it takes any bytes.
pub(crate) type Reader = fn(&[u8]);

/// All readers, each with a name and inputs to begin with.
pub(crate) const ALL: &[(&str, Reader, &[&str])] = &[
    ("store", store, &[]),
    (
        "rdf",
        rdf,
        &[
            "@prefix e: <http://e/> .\ne:claim { e:s e:p 'x'@en, [ e:q ( 1 2.5 true ) ] . }\n",
            "<http://e/s> <http://e/p> \"a\\u00e9\"^^<http://e/t> <http://e/g> .\n_:b <http://e/p> _:c .\n",
            "{\"@context\": {\"e\": \"http://e/\"}, \"@id\": \"e:s\", \"e:p\": [1, {\"@value\": \"x\", \"@language\": \"en\"}]}",
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://e/\">\
             <rdf:Description rdf:about=\"http://e/s\"><e:p>x</e:p></rdf:Description></rdf:RDF>",
        ],
    ),
    (
        "markdown",
        markdown,
        &[
            "# A paper\n\nNitrate is reduced to ammonia [1,2]. The *rate* is 2.5 $\\mathrm{mg\\,h^{-1}}$ [3–5].\n\n\
             | a | b |\n| --- | --- |\n| 1 | NO3^-^ |\n\n## References\n\n[1] A. Author, A title, J. Tests 1 (2020) 2–3.\n",
            "Sentence one. Sentence two (Fig. 1a), e.g. this.\n\n![](figure.png)\n\nTable 1\n\n<table><tr><td>x</td></tr></table>\n",
        ],
    ),
    (
        "jats",
        jats,
        &[
            "<?xml version=\"1.0\"?><article><front><article-meta><article-id pub-id-type=\"doi\">10.1000/x</article-id></article-meta></front>\
             <body><sec><title>1. Part</title><p>It runs [<xref ref-type=\"bibr\" rid=\"b1\">1</xref>&#x2013;<xref ref-type=\"bibr\" rid=\"b3\">3</xref>] \
             at 5&#xA0;mg h<sup>-1</sup> <inline-formula><tex-math>$x^2$</tex-math></inline-formula>.</p></sec></body>\
             <back><ref-list><ref id=\"b1\"><label>1</label><mixed-citation>Doe, J. Thing. J. Tests 2001, 1, 2.</mixed-citation></ref>\
             <ref id=\"b3\"><element-citation><year>2002</year></element-citation></ref></ref-list></back></article>",
            "<!DOCTYPE article [<!ENTITY a \"&b;&b;\"><!ENTITY b \"text\">]><article xmlns:m=\"x\"><body><p>&a; <![CDATA[<p>]]> <m:math><m:msubsup>\
             <m:mi>NO</m:mi><m:mn>3</m:mn><m:mo>-</m:mo></m:msubsup></m:math></p><fig><label>Figure 1</label><caption><p>Seen.</p></caption></fig>\
             <table-wrap><label>Table 1</label><table><tr><td rowspan=\"2\">a</td><td colspan=\"2\">b</td></tr><tr><td/></tr></table></table-wrap></body></article>",
        ],
    ),
    (
        "plain",
        plain,
        &[
            "Made-Up Journal 2020\n\n1. Introduction\nNitrate is re-\nduced to am-\nmonia.1,2 The rate is\n5 mg h−1 cm−2.3\n\n1 of 2\n\u{c}\
             Made-Up Journal 2020\n\nFigure 1. A thing. (a) One.\n\nReferences\n1. Doe, J. Thing. J. Tests 2001, 1, 2.\n2. Roe, R. Other. J. Tests 2002, 2, 3.\n\n2 of 2\n\u{c}",
            "Left column goes here and    right column goes there and\nhas lines of one width as    has lines of its own, also\n\
             a column of print has it.    of one width. They end.\nIt ends here, too. And it    More text comes below it.\n\
             goes on for some lines so    It goes on here as well so\nthat the gutter is seen by    that a page has two columns\n\
             the reader of the page it    that are read one by one,\nstands on, at last done.     and not line by line. So.\n\u{c}",
        ],
    ),
];

/// Opens a store file, as it is and with its checksums put right, and reads all of it.
pub(crate) fn store(bytes: &[u8]) {
    let mut repaired = bytes.to_vec();
    repair(&mut repaired);
    for content in [bytes, &repaired] {
        let Ok(mut file) = tempfile::NamedTempFile::new() else {
            return;
        };
        if file.write_all(content).is_err() {
            return;
        }
        if let Ok(store) = Store::open(file.path()) {
            walk(&store);
        }
    }
}

/// Reads a text as each format of RDF, and builds a store of what it gives.
pub(crate) fn rdf(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for ending in ["ttl", "trig", "nt", "nq", "rdf", "jsonld", "n3"] {
        let name = format!("x.{ending}");
        let (_, _) = read_quads(&Source::new(name.as_str(), text.as_ref()), None);
        let Ok(format) = format_of_path(Path::new(&name)) else {
            continue;
        };
        let mut builder = Builder::default();
        if builder.load(&name, bytes, format).is_ok() {
            walk(&builder.build());
        }
    }
}

/// Reads a paper as a converter's Markdown.
pub(crate) fn markdown(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (paper, _) = read_markdown(&Source::new("paper.md", text.as_ref()));
    inside(&paper, &text);
    let _ = digest(&normal_form(&text));
    let symbols: Vec<u8> = bytes.iter().take(400).map(|byte| byte & 3).collect();
    for difference in differences(&text, &symbols) {
        assert!(text.get(difference.span).is_some());
    }
}

/// Reads a paper as JATS.
pub(crate) fn jats(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (paper, _) = read_jats(&Source::new("paper.xml", text.as_ref()));
    inside(&paper, &text);
}

/// Reads a paper as the text of a PDF: pages that end in a form feed.
pub(crate) fn plain(bytes: &[u8]) {
    let text = format!("{}\u{c}", String::from_utf8_lossy(bytes));
    let (paper, _) = read_paper(&Source::new("paper.txt", text.as_str()));
    inside(&paper, &text);
}

/// Every place of a paper lies in the text that was read, in code points as in bytes.
fn inside(paper: &Paper, text: &str) {
    let points = text.chars().count();
    let spans = paper
        .sentences
        .iter()
        .map(|sentence| &sentence.span)
        .chain(
            paper
                .sentences
                .iter()
                .flat_map(|sentence| sentence.markers.iter().map(|marker| &marker.span)),
        )
        .chain(paper.references.iter().map(|reference| &reference.span))
        .chain(paper.quantities.iter().map(|quantity| &quantity.span))
        .chain(paper.tables.iter().map(|table| &table.caption.span))
        .chain(
            paper
                .tables
                .iter()
                .flat_map(|table| table.rows.iter().map(|row| &row.span)),
        );
    for span in spans {
        assert!(span.start <= span.end && span.end <= points, "{span:?}");
        assert!(text.get(span.bytes.clone()).is_some(), "{span:?}");
    }
    for place in paper.places() {
        assert!(text.get(place.span).is_some(), "{}", place.locator);
    }
}

/// Reads what a store has, in every way there is.
fn walk(store: &Store) {
    let statements = store.statement_count().min(300) as u32;
    for statement in 0..statements {
        let [s, p, o] = store.triple(statement);
        for pattern in [
            (Some(s), None, None),
            (None, Some(p), None),
            (None, None, Some(o)),
        ] {
            store
                .matching(pattern.0, pattern.1, pattern.2)
                .take(50)
                .for_each(drop);
        }
        let _ = store.id(store.term(o));
        let _ = store.claims_of(statement).len() + store.sources_of(statement).count();
        store.derivations_of(statement).take(50).for_each(drop);
    }
    for claim in 0..store.claim_count().min(300) as u32 {
        let _ = (store.graph_of(claim), store.statements_of(claim).len());
        let _ = store.claim(store.claim_term(claim));
    }
    store.quads().take(300).for_each(drop);
    let _ = (store.prefixes(), store.digest(), store.check_all());
}

/// Gives a store file the checksums that its content should have, so that what lies behind them is reached.
fn repair(bytes: &mut [u8]) {
    use xxhash_rust::xxh3::xxh3_64;
    const HEADER: usize = 64;
    let Some(tables) = bytes.get(24..32) else {
        return;
    };
    let tables = tables
        .iter()
        .rev()
        .fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
    // Sixteen bytes for each section stand before the checksums.
    let checksums = tables.saturating_add(21 * 16);
    if tables < HEADER || checksums > bytes.len() {
        return;
    }
    let length = bytes.len() as u64;
    bytes[16..24].copy_from_slice(&length.to_le_bytes());
    let sums: Vec<u8> = bytes[HEADER..tables]
        .chunks(1 << 16)
        .flat_map(|page| xxh3_64(page).to_le_bytes())
        .collect();
    if let Some(place) = bytes.get_mut(checksums..checksums + sums.len()) {
        place.copy_from_slice(&sums);
    }
    let sum = xxh3_64(&bytes[tables..]);
    bytes[32..40].copy_from_slice(&sum.to_le_bytes());
    let sum = xxh3_64(&bytes[..HEADER - 8]);
    bytes[HEADER - 8..HEADER].copy_from_slice(&sum.to_le_bytes());
}
