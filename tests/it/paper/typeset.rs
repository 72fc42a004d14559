//! The review as PDFs, typeset by LaTeX and printed by a browser, read by `pdftotext` in its three ways.

use crate::sealed::{review, say};
use std::path::Path;
use std::process::Command;
use synergraph::anchor::Verdict;
use synergraph::check::verify;
use synergraph::claim::{Files, KnowledgeBase, compile};
use synergraph::paper::{Paper, digest, read_paper, read_sketch, sketch};
use synergraph::source::Source;

use super::rendering::{captions, sections, written};

/// A sentence in LaTeX.
fn latex(markdown: &str) -> String {
    let text = |shown: &str| {
        let mut out = String::new();
        for character in shown.chars() {
            match character {
                '&' | '%' | '#' | '_' | '{' | '}' => out.extend(['\\', character]),
                '$' | '\\' | '^' => {}
                '~' | '∼' => out.push_str("\\ensuremath{\\sim}"),
                '−' => out.push_str("\\ensuremath{-}"),
                '→' => out.push_str("\\ensuremath{\\rightarrow}"),
                '×' => out.push_str("\\ensuremath{\\times}"),
                '·' => out.push_str("\\ensuremath{\\cdot}"),
                '≈' => out.push_str("\\ensuremath{\\approx}"),
                '≥' => out.push_str("\\ensuremath{\\ge}"),
                'μ' | 'µ' => out.push_str("\\ensuremath{\\mu}"),
                'Δ' => out.push_str("\\ensuremath{\\Delta}"),
                'α' => out.push_str("\\ensuremath{\\alpha}"),
                'β' => out.push_str("\\ensuremath{\\beta}"),
                'π' => out.push_str("\\ensuremath{\\pi}"),
                'σ' => out.push_str("\\ensuremath{\\sigma}"),
                '<' => out.push_str("\\ensuremath{<}"),
                '>' => out.push_str("\\ensuremath{>}"),
                '°' => out.push_str("\\ensuremath{^\\circ}"),
                '–' => out.push_str("--"),
                '’' => out.push('\''),
                '‘' => out.push('`'),
                '“' => out.push_str("``"),
                '”' => out.push_str("''"),
                _ => out.push(character),
            }
        }
        out
    };
    written(
        markdown,
        &text,
        ["\\textsuperscript{", "}"],
        ["\\textsubscript{", "}"],
    )
}

/// The paper's text, captions and references in LaTeX, with a running head and page numbers.
fn typeset(paper: &Paper, columns: &str, tables: bool) -> String {
    let mut tex = format!(
        "\\documentclass[10pt,{columns}]{{article}}\\usepackage[utf8]{{inputenc}}\\usepackage{{array}}\\setcounter{{secnumdepth}}{{0}}\
         \\pagestyle{{myheadings}}\\markright{{Nobody et al. Made-Up Letters 2026}}\\begin{{document}}\\sloppy\n"
    );
    for (number, title, paragraphs) in sections(paper) {
        tex += &format!("\\section{{{number}. {}}}\n", latex(&title));
        for sentences in paragraphs.values() {
            tex += &format!("{}\n\n", latex(&sentences.join(" ")));
        }
    }
    for (name, sentences) in captions(paper) {
        tex += &format!("{name}. {}\n\n", latex(&sentences.join(" ")));
    }
    for table in paper.tables.iter().filter(|_| tables) {
        let rows: Vec<_> = [&table.header].into_iter().chain(&table.rows).collect();
        // Wide columns for long cells, and all of them wider than the text.
        let weights: Vec<f64> = (0..table.header.cells.len())
            .map(|column| {
                let cells = rows.iter().filter_map(|row| row.cells.get(column));
                let longest = cells.map(|cell| cell.len()).max().unwrap_or(0);
                (longest.max(6) as f64).sqrt()
            })
            .collect();
        let total: f64 = weights.iter().sum();
        let columns = weights.iter().map(|weight| {
            let width = 1.3 * weight / total;
            format!(">{{\\raggedright}}p{{{width:.3}\\textwidth}}")
        });
        let rows = rows.iter().map(|row| {
            let cells = row.cells.iter();
            let cells: Vec<String> = cells
                .map(|cell| latex(&cell.replace(" <s", "<s")))
                .collect();
            cells.join(" & ")
        });
        tex += &format!(
            "\\begin{{table*}}[p]\\footnotesize\\hspace*{{-3cm}}\\begin{{tabular}}{{{}}}{}\\end{{tabular}}\\end{{table*}}\n",
            columns.collect::<String>(),
            rows.collect::<Vec<_>>().join("\\tabularnewline ")
        );
    }
    tex += "\\section{References}\n";
    for reference in &paper.references {
        tex += &format!("{}. {}\n\n", reference.id, latex(&reference.raw));
    }
    tex + "\\end{document}\n"
}

/// Some of the paper's sentences, each made to say something else.
fn other_claims(paper: &Paper) -> Vec<String> {
    /// One of so many is looked for: looking for what is not there takes longest.
    const SHARE: usize = 40;
    let swaps = [
        ("\\text{NO}_3^-", "\\text{NO}_2^-"),
        ("\\text{NO}_2^-", "\\text{NO}_2"),
        ("\\text{NH}_3", "\\text{NH}_4"),
        ("<sup>-1</sup>", "<sup>-2</sup>"),
        ("<sub>3</sub>", "<sub>2</sub>"),
        ("Cu", "Co"),
        ("97", "79"),
        (" is ", " is not "),
    ];
    let whole: Vec<String> = paper.places().map(|place| digest(&place.text)).collect();
    let others = paper.sentences.iter().flat_map(|sentence| {
        let text = &sentence.text;
        let swapped = swaps.iter().filter(|(from, _)| text.contains(from));
        swapped.map(|(from, to)| text.replacen(from, to, 1))
    });
    let others = others.filter(|other| !whole.contains(&digest(other)));
    others.step_by(SHARE).collect()
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments);
    command.output().is_ok_and(|output| output.status.success())
}

/// The paper as a page that a browser prints.
fn page(paper: &Paper, columns: usize) -> String {
    let text = |shown: &str| {
        let shown = shown.replace(['\\', '$'], "");
        shown
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    let html = |markdown: &str| written(markdown, &text, ["<sup>", "</sup>"], ["<sub>", "</sub>"]);
    let mut page = format!(
        "<!doctype html><html lang='en'><meta charset='utf-8'><style>@page {{ size: A4; margin: 22mm 18mm }}\n\
         body {{ font: 10pt/1.4 'DejaVu Serif'; column-count: {columns}; text-align: justify; hyphens: auto }}\n\
         table {{ font-size: 7pt; column-span: all }} td {{ text-align: left; hyphens: manual }}\n\
         p {{ margin: 0; text-indent: 1em }}</style>\n"
    );
    for (number, title, paragraphs) in sections(paper) {
        page += &format!("<h2>{number}. {}</h2>\n", html(&title));
        for sentences in paragraphs.values() {
            page += &format!("<p>{}</p>\n", html(&sentences.join(" ")));
        }
    }
    for (name, sentences) in captions(paper) {
        page += &format!("<p>{name}. {}</p>\n", html(&sentences.join(" ")));
    }
    for table in &paper.tables {
        let rows = [&table.header].into_iter().chain(&table.rows);
        let cell = |cell: &String| format!("<td>{}</td>", html(&cell.replace(" <s", "<s")));
        let rows = rows.map(|row| row.cells.iter().map(cell).collect::<String>());
        let rows: Vec<String> = rows.map(|cells| format!("<tr>{cells}</tr>\n")).collect();
        let caption = html(&table.caption.text);
        page += &format!(
            "<p>{}. {caption}</p>\n<table border='1'>\n{}</table>\n",
            table.id,
            rows.concat()
        );
    }
    page += "<h2>References</h2>\n";
    for reference in &paper.references {
        page += &format!("<p>{}. {}</p>\n", reference.id, html(&reference.raw));
    }
    page
}

/// The review, the claims about it, and what it does not say.
struct Review {
    paper: Paper,
    files: Files,
    knowledge: KnowledgeBase,
    others: Vec<String>,
}

impl Review {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let paper = read_paper(&Source::new("review.md", text)).0;
        let files = Files::built_in();
        Self {
            others: other_claims(&paper),
            knowledge: compile(&files).0,
            paper,
            files,
        }
    }

    /// Fails where more claims are lost in `page.pdf`, those of tables or without them, than so many percent, with `-layout`, `-raw` and neither, or one is found that it
    /// does not state.
    fn check(&self, folder: &Path, tables: bool, percents: [usize; 3]) {
        for (mode, percent) in ["-layout", "-raw", "-q"].into_iter().zip(percents) {
            assert!(run(folder, "pdftotext", &[mode, "page.pdf", "page.txt"]));
            let text = std::fs::read_to_string(folder.join("page.txt")).unwrap();
            let copy = read_paper(&Source::new("page.txt", text)).0;
            let mut claims = verify(&self.knowledge, &self.files, &copy).claims;
            claims.retain(|one| tables || !one.locator.starts_with("Table"));
            let lost: Vec<&str> = claims
                .iter()
                .filter(|one| !matches!(one.in_copy.verdict, Verdict::Found | Verdict::Moved))
                .map(|one| one.locator.as_str())
                .collect();
            assert!(
                lost.len() * 100 <= claims.len() * percent,
                "{mode}: {} of {} are lost: {lost:?}",
                lost.len(),
                claims.len()
            );
            let printed = copy.printed(Vec::new()).expect("a text without markup");
            for other in &self.others {
                let sketch = sketch(other).and_then(|sketch| read_sketch(&sketch));
                let found = printed.find(&digest(other), sketch.as_deref());
                assert!(found.is_none(), "{mode}: {other}");
            }
        }
    }
}

/// Says whether programs are there, and loudly which is not.
fn are_there(folder: &Path, tools: &[(&str, &str)]) -> bool {
    let missing = tools.iter().find(|(tool, ask)| !run(folder, tool, &[ask]));
    if let Some((missing, _)) = missing {
        say(&format!("SKIPPED, NOTHING TESTED: there is no {missing}"));
    }
    missing.is_none()
}

#[test]
fn claims_are_found_in_what_pdftotext_makes_of_a_typeset_page() {
    let Some(path) = review() else { return };
    let folder = tempfile::tempdir().unwrap();
    if !are_there(
        folder.path(),
        &[("pdflatex", "--version"), ("pdftotext", "-v")],
    ) {
        return;
    }
    let review = Review::read(&path);
    // Without `-layout` or `-raw`, a hyphen at a line's end goes, and here signs are hyphens. The class `article` leaves a space or none
    // between two columns, which are torn apart and drawn together.
    for (columns, tables, percents) in [
        ("onecolumn", true, [1, 1, 3]),
        ("twocolumn", false, [11, 1, 12]),
    ] {
        let tex = typeset(&review.paper, columns, tables);
        std::fs::write(folder.path().join("page.tex"), tex).unwrap();
        run(
            folder.path(),
            "pdflatex",
            &["-interaction=nonstopmode", "page.tex"],
        );
        review.check(folder.path(), tables, percents);
    }
}

#[test]
fn claims_are_found_in_what_pdftotext_makes_of_a_printed_page() {
    let Some(path) = review() else { return };
    let folder = tempfile::tempdir().unwrap();
    if !are_there(
        folder.path(),
        &[("chromium", "--version"), ("pdftotext", "-v")],
    ) {
        return;
    }
    let review = Review::read(&path);
    std::fs::write(folder.path().join("page.html"), page(&review.paper, 1)).unwrap();
    let printed = run(
        folder.path(),
        "chromium",
        &[
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--user-data-dir=profile",
            "--no-pdf-header-footer",
            "--print-to-pdf=page.pdf",
            "page.html",
        ],
    );
    assert!(printed, "no page was printed");
    // Cells on several lines, their raised numbers on lines of their own, come in an order from which not all rows are told.
    review.check(folder.path(), true, [3, 1, 8]);
}
