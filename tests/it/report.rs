//! Reports and comparisons: whole, escaped, and read by others.

use crate::sealed::{Sealed, run, runs};

/// A small knowledge base, all of it made up, with what a report has to show: hedging, tables, a retraction, markup.
fn small() -> Sealed {
    let sealed = Sealed::new();
    sealed
        .write("kb/claims/a.trig", CLAIMS)
        .write("kb/queries/questions/numbers.rq", QUESTION);
    sealed
}

const CLAIMS: &str = r#"@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix biro: <http://purl.org/spar/biro/> .
@prefix cito: <http://purl.org/spar/cito/> .
@prefix claim: <https://example.org/claim/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
@prefix fabio: <http://purl.org/spar/fabio/> .
@prefix prism: <http://prismstandard.org/namespaces/basic/2.0/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ref: <https://example.org/ref/> .
@prefix sg: <https://w3id.org/synergraph/ns#> .
@prefix work: <https://example.org/work/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

claim:one { claim:one a sg:Claim ; sg:statement "A & B <reaches> 22 units."@en ; sg:locator "1/1/1" ; cito:citesAsEvidence ref:1 ; sg:wording sg:Asserted .
  ex:m1 ex:of "A & B <x>" ; ex:quantity "rate" ; ex:basis "per_area" ; ex:value 22 ; ex:unit "mg h-1 cm-2" . }
claim:two { claim:two a sg:Claim ; sg:statement "C may reach 90 %."@en ; sg:locator "1/1/2" ; cito:citesAsEvidence ref:2 ; sg:wording sg:Suggested .
  ex:m2 ex:of "C" ; ex:quantity "share" ; ex:value 90 ; ex:unit "%" . }
claim:three { claim:three a sg:Claim ; sg:statement "C has a rate of 4."@en ; sg:locator "Table 1/2" ; cito:citesAsEvidence ref:2 ; sg:wording sg:Asserted ; sg:evidence sg:Tabulated .
  ex:m3 ex:of "C" ; ex:quantity "rate" ; ex:basis "per_area" ; ex:value 4 ; ex:unit "mg h-1 cm-2" . }
claim:four { claim:four a sg:Claim ; sg:statement "A & B has a share of 80 %."@en ; sg:locator "1/1/3" ; cito:citesAsEvidence ref:1 ; sg:wording sg:Asserted .
  ex:m4 ex:of "A & B <x>" ; ex:quantity "share" ; ex:value 80 ; ex:unit "%" . }
sg:Suggested rdfs:label "suggested" .
ref:1 sg:number 1 ; biro:references work:berg-2020 .
ref:2 sg:number 2 ; biro:references work:doe-2021 .
work:berg-2020 a fabio:JournalArticle ; dcterms:title "Made-up NO3 & <more>" ; sg:authors ( "van der Berg, J.A." "Doe, R." ) ; sg:moreAuthors true ; sg:firstAuthor "van der Berg, J.A." ;
  sg:journal "J. Inv. Chem." ; fabio:hasPublicationYear "2020"^^xsd:gYear ; bibo:volume "4" ; bibo:pages "10-19" ; prism:doi "10.99999/made.up" ;
  sg:cslJson "{\"title\":\"Made-up NO<sub>3</sub> & <more>\"}" .
work:doe-2021 a fabio:JournalArticle ; dcterms:title "Another" ; sg:authors ( "Doe, R." ) ; sg:firstAuthor "Doe, R." ; sg:journal "Inv. Sci." ;
  fabio:hasPublicationYear "2021"^^xsd:gYear ; bibo:volume "7" ; bibo:locator "e12" ; sg:candidateDoi "10.99999/guess" ; sg:candidateReason "guessed"@en .
ex:notice a sg:Retraction ; sg:updates work:doe-2021 .
sg:Retraction rdfs:label "retraction" .
"#;

const QUESTION: &str = r#"#+ summary: Numbers of things.
#+ description: One row per number.
#+ plots:
#+   - kind: scatter
#+     title: Share against rate.
#+     of: thing
#+     kind_column: quantity
#+     x: rate
#+     y: share
#+     value: value
#+     unit: unit
#+     panel: basis
#+   - kind: matrix
#+     title: Things by quantity and basis.
#+     of: thing
#+     x: quantity
#+     y: basis
#+   - kind: bars
#+     title: Things by quantity.
#+     of: thing
#+     x: quantity
#+ comparison:
#+   of: thing
#+   columns:
#+     - quantity
#+     - basis
#+   value: value
#+   unit: unit
PREFIX ex: <https://example.org/>
SELECT ?thing ?quantity ?basis ?value ?unit WHERE {
  ?m ex:of ?thing ; ex:quantity ?quantity ; ex:value ?value ; ex:unit ?unit . OPTIONAL { ?m ex:basis ?basis }
} ORDER BY ?thing ?quantity
"#;

#[test]
fn a_report_says_all_that_a_reviewer_asks() {
    insta::assert_snapshot!(small().run(&["report", "numbers", "--kb", "kb"]));
}

#[test]
fn a_report_as_a_page_escapes_everything_and_loads_nothing() {
    let seen = small().run(&["report", "numbers", "--kb", "kb", "--format", "html"]);
    insta::assert_snapshot!(seen);
    assert!(!seen.stdout.contains("<more>") && !seen.stdout.contains("<x>"));
    for loads in ["<script", "<link", "@import", "url(", "src="] {
        assert!(!seen.stdout.contains(loads), "{loads}");
    }
}

#[test]
fn a_comparison_in_every_form() {
    let sealed = small();
    let forms = ["csv", "markdown", "html", "latex"];
    let commands: Vec<Vec<&str>> = forms
        .iter()
        .map(|form| vec!["compare", "numbers", "--kb", "kb", "--format", form])
        .collect();
    let commands: Vec<&[&str]> = commands.iter().map(Vec::as_slice).collect();
    insta::assert_snapshot!(runs(&sealed, &commands));
}

#[test]
fn a_report_is_written_whole_with_its_drawings_beside_it() {
    let sealed = small();
    let seen = sealed.run(&["report", "numbers", "--kb", "kb", "--output", "report.md"]);
    assert_eq!(
        (seen.stdout.as_str(), seen.stderr.as_str(), seen.status),
        ("", "", 0)
    );
    let mut files: Vec<String> = std::fs::read_dir(sealed.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(
        files,
        [
            "kb",
            "report-numbers-1.svg",
            "report-numbers-2.svg",
            "report-numbers-3.svg",
            "report.md"
        ]
    );
    for file in &files[1..4] {
        let svg = std::fs::read_to_string(sealed.path().join(file)).unwrap();
        assert!(
            svg.contains("<title") && svg.contains("<desc") && svg.contains("<text"),
            "{file}"
        );
    }
}

/// A program that renames a new file into the place of a device takes the device away.
#[cfg(unix)]
#[test]
fn a_report_follows_a_link_and_writes_into_what_is_no_file() {
    let sealed = small();
    sealed.write("real.md", "before");
    std::os::unix::fs::symlink("real.md", sealed.path().join("link.md")).unwrap();
    let mut ways = Vec::new();
    for output in ["link.md", "/dev/stdout"] {
        ways.push(vec![
            "report", "numbers", "--kb", "kb", "--format", "html", "--output", output,
        ]);
    }
    let linked = sealed.run(&ways[0]);
    assert_eq!(
        (
            linked.stdout.as_str(),
            linked.stderr.as_str(),
            linked.status
        ),
        ("", "", 0)
    );
    assert!(sealed.path().join("link.md").is_symlink());
    let written = std::fs::read_to_string(sealed.path().join("real.md")).unwrap();
    assert!(written.starts_with("<!DOCTYPE html>"), "{written}");
    let printed = sealed.run(&ways[1]);
    assert_eq!((printed.stderr.as_str(), printed.status), ("", 0));
    assert!(printed.stdout.starts_with("<!DOCTYPE html>"));
}

#[test]
fn a_style_that_is_none_is_said_plainly() {
    let sealed = small();
    let style = |body: &str| {
        format!(
            "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\"><info><title>T</title><id>t</id><updated>2020-01-01T00:00:00+00:00</updated></info>{body}</style>"
        )
    };
    sealed
        .write("text.csl", "no style")
        .write("circle.csl", style("<macro name=\"a\"><text macro=\"a\"/></macro><citation><layout><text macro=\"a\"/></layout></citation><bibliography><layout><text macro=\"a\"/></layout></bibliography>"))
        .write("citations.csl", style("<citation><layout><text variable=\"title\"/></layout></citation>"));
    let with = |name: &'static str| ["report", "numbers", "--kb", "kb", "--style", name];
    insta::assert_snapshot!(runs(
        &sealed,
        &[
            &with("text.csl"),
            &with("circle.csl"),
            &with("citations.csl"),
            &with("natur"),
            &with("missing.csl")
        ]
    ));
}

/// Every style that comes with the program formats every work without giving up.
#[test]
fn every_style_formats_the_bibliography() {
    use synergraph::bibliography::{Name, Record, Style};
    let mut records = Vec::new();
    for (at, kind) in [
        "article-journal",
        "book",
        "chapter",
        "thesis",
        "webpage",
        "dataset",
        "paper-conference",
    ]
    .iter()
    .enumerate()
    {
        let text = format!(
            "[{{\"id\": \"r{at}\", \"type\": \"{kind}\", \"title\": \"Made-up <i>in situ</i> NO<sub>3</sub>\", \"container-title\": \"J\", \"page\": \"1-2\",\
            \"issued\": {{\"date-parts\": [[2020, 6], [2020, 7]]}}, \"URL\": \"https://example.org\", \"edition\": \"2\", \"publisher\": \"P\"}}]"
        );
        let (mut read, problems) =
            synergraph::bibliography::read_csl_json(&synergraph::source::Source::new("x", text));
        assert_eq!(problems, []);
        records.append(&mut read);
    }
    records.iter_mut().for_each(|record: &mut Record| {
        drop(record.names.insert(
            "author".to_owned(),
            vec![
                Name::read("van der Berg, J.A."),
                Name::whole("Society"),
                Name::others(),
            ],
        ))
    });
    let mut without = Vec::new();
    for name in Style::names() {
        match Style::named(name).and_then(|style| style.bibliography(&records)) {
            Ok(entries) => assert_eq!(entries.len(), records.len(), "{name}"),
            Err(error) => without.push(error.to_string()),
        }
    }
    insta::assert_snapshot!(without.join("\n"));
}

#[test]
fn every_question_of_the_knowledge_base_can_be_reported() {
    let list = run(&["questions", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&list.stdout).unwrap();
    let names: Vec<&str> = list["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    let mut arguments = vec!["report", "--format", "html"];
    arguments.extend(names.iter().filter(|name| **name != "claims-citing"));
    let seen = run(&arguments);
    assert_eq!((seen.stderr.as_str(), seen.status), ("", 0));
    assert_eq!(seen.stdout.matches("<svg").count(), 3);
}

#[test]
fn a_report_marks_rows_that_rest_on_retracted_and_corrected_works() {
    insta::assert_snapshot!(runs(
        &crate::withdrawal::retracted(),
        &[
            &["report", "adsorbing", "--kb", "kb"],
            &["report", "adsorbing", "--kb", "kb", "--format", "html"],
        ],
    ));
}

/// The table in a document of its own, through LaTeX where there is one, else through a reader of LaTeX.
#[test]
fn tables_of_latex_compile() {
    let table = run(&["compare", "performance", "--format", "latex"]);
    assert_eq!(table.status, 0, "{}", table.stderr);
    let document = format!(
        "\\documentclass{{article}}\n\\usepackage[T1]{{fontenc}}\n\\usepackage{{textcomp}}\n\\begin{{document}}\n{}\
         \\bibliographystyle{{plain}}\n\\bibliography{{works}}\n\\end{{document}}\n",
        table.stdout
    );
    let sealed = Sealed::new();
    sealed.write("table.tex", &document);
    sealed.write("works.bib", run(&["export", "--format", "bibtex"]).stdout);
    let step = |program: &str, arguments: &[&str]| {
        let output = std::process::Command::new(program)
            .args(arguments)
            .current_dir(sealed.path())
            .output();
        output.map(|output| {
            let log = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{program}: {log}");
            log
        })
    };
    let latex = || {
        step(
            "pdflatex",
            &["-interaction=nonstopmode", "-halt-on-error", "table.tex"],
        )
    };
    if latex().is_err() {
        crate::sealed::say("NOT COMPILED: there is no pdflatex; LaTeX tables are only parsed");
        let parsed = crate::sealed::python("read_latex.py", &[&sealed.path().join("table.tex")]);
        assert!(parsed.is_none_or(|said| said.contains("tabular")));
        return;
    }
    step("bibtex", &["table"]).unwrap();
    latex().unwrap();
    let log = latex().unwrap();
    assert!(!log.contains("undefined"), "{log}");
    assert!(sealed.path().join("table.pdf").is_file());
}
