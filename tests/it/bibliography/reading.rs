//! What is read of files as people and programs write them, slips included. All records are made up.

use synergraph::bibliography::BibliographyFormat;
use synergraph::diagnostic::render;
use synergraph::source::Source;

/// What was read, as CSL-JSON, and what was wrong.
fn seen(name: &str, text: &str) -> String {
    let source = Source::new(name, text);
    let format = BibliographyFormat::of(std::path::Path::new(name), text).unwrap();
    let (records, problems) = format.read(&source);
    let mut out = Vec::new();
    BibliographyFormat::CslJson
        .write(&mut out, &records)
        .unwrap();
    let problems: Vec<String> = problems
        .iter()
        .map(|problem| render(problem, false, 100))
        .collect();
    format!(
        "{}\n{}",
        String::from_utf8(out).unwrap(),
        problems.join("\n\n")
    )
}

#[test]
fn bibtex_with_all_that_latex_can_do() {
    insta::assert_snapshot!(seen("latex.bib", BIBTEX));
}

#[test]
fn bibtex_with_slips() {
    insta::assert_snapshot!(seen("slips.bib", SLIPS));
}

#[test]
fn ris_with_slips() {
    insta::assert_snapshot!(seen("slips.ris", RIS));
}

#[test]
fn csl_json_as_registries_write_it_and_with_slips() {
    insta::assert_snapshot!(seen("slips.json", JSON));
}

const BIBTEX: &str = r#"
% Synthetic.
@string{jic = "J. Invented Chem."}
@string(more = {Suppl.})
@comment{ @article{aside, title = {Not there}} }
@preamble{"\newcommand{\x}{y}"}
Text between entries is a comment, me@example.org too.

@Article{mueller2020,
  author   = {M{\"u}ller, J{\"o}rg and van der Berg, Jan and {The Nitrate and Nitrite Consortium} and Humboldt, Alexander von
              and Smith, Jr., John and Erd{\H{o}}s, P. and others},
  title    = {Reduction of {NO$_3^-$} over {Cu--Co} with $\alpha$-\ce{Fe2O3}, \ce{SO4^2-} and $\sqrt{2}$: \emph{in situ} and \ours{x}},
  journal  = jic # " " # more,
  year     = 2020, month = jun # "~12",
  volume   = 142, number = {3}, pages = {101--112},
  doi      = {https://doi.org/10.99999/AB_c},
  keywords = {nitrate, ammonia},
  abstract = {First.

              Second \& last, 50\,\% of H\textsubscript{2}O at 25~\textdegree C; a ``quote'' --- done.},
  file     = {:C$\backslash$:/x.pdf:PDF},
}
@inproceedings{part, crossref = {whole}, author = "de la Torre, Ana Mar{\'\i}a", title = "A part", pages = "1-2"}
@proceedings{whole, title = {Proceedings of Nothing}, year = 2019, editor = {A. Ditor}, publisher = {Pub \& Co}}
@mastersthesis{thesis, author = {Plato}, school = {Academy}, date = {2001-05/2001-06~}, title = {{All Protected}}}
@online{page, author = {family=Berg, given=Jan, prefix=van den}, url = {https://example.org/a_b%20c}, urldate = {2024-02-29}, title = {P}}
"#;

const SLIPS: &str = r#"@article{comma,
  title = {No comma behind}
  year = {2001},
}
@article{brace,
  title = {Never closed,
  year = {2002},
}
@article{quote, title = "never closed,
  year = {2003},
}
@article{undefined, journal = jx, year = 2004}
@article{comma, title = {Same key}}
@article{crossed, crossref = {nowhere}}
@article{, title = {No key}}
@article{nonsense, = {x}, title = {Yes}, and so on, year = {2005}}
@article{twice, year = {2006}, year = {2007}}
@strange{kind, title = {Odd}}
@article{cut, title = {Cut off
"#;

const RIS: &str = "\u{feff}stray line\nTY  - JOUR\nA1  - Berg, Jan van\nA1  - Synthetic Society\nT1  - A title that\n  goes on\nJO  - J. Inv. Chem.\nJF  - Journal of Invented Chemistry\nY1  - 2020/06/12/\nSP  - 1\nEP  - 9\nSN  - 1234-5678\nKW  - one\nKW  - two\nN1  - first\nN1  - second\nZZ  - kept\nTY  - NOPE\nTI  - Never ended before\nPY  - in press\nC7  - e77\nER  - \nER  - \nTY  - BOOK\nTI  - Cut off\nSN  - 978-3-16-148410-0";

const JSON: &str = r#"[
  {"id": "made/up", "type": "journal-article", "title": ["Made up <i>in situ</i>"], "container-title": ["J. Inv. Chem."],
   "author": [{"family": "Berg", "given": "Jan", "non-dropping-particle": "van"}, {"name": "Society"}, {"affiliation": []}],
   "issued": {"date-parts": [["2020", 6]]}, "accessed": {"date-parts": [[null]]}, "volume": 12, "ISSN": ["1234-5678", "8765-4321"],
   "DOI": "10.99999/X", "reference-count": 7, "link": [{"URL": "https://example.org"}], "number": "e5"},
  {"id": "slip", "type": "book", "title": "No comma" "volume": 2},
  {"id": 3, "type": "tome", "title": {"not": "a text"}, "issued": "2021-05", "author": "Berg"},
  {"type": "book", "title": "No id", "issued": {"raw": "2019/2020"}, "custom": {"a": "b", "n": [1, 2]}}
]
"#;
