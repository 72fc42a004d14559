//! A report as one HTML page, without anything from elsewhere.

use super::marks::{escape_html, html, html_of_runs, typeset};
use super::table::{caveats, citations, legend, marks, rests_on};
use super::{Report, Section};
use std::io::{self, Write};

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --line: #c9c9c9; --faint: #f3f3f1; --link: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e3; --paper: #17181a; --line: #484b50; --faint: #212327; --link: #8ab8f0; } }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 Georgia, 'Times New Roman', serif; }
h1, h2, h3, table, figcaption, nav, .note { font-family: system-ui, sans-serif; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin-bottom: .3rem; }
a { color: var(--link); } .scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .85rem; width: 100%; }
caption { text-align: left; padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--ink); } td.n { text-align: right; font-variant-numeric: tabular-nums; }
.none { color: inherit; opacity: .55; } .note { font-size: .85rem; } dt { font-weight: bold; } dd { margin: 0 0 .4rem 1rem; }
ol.works li, ul.claims li { margin-bottom: .3rem; } ul.claims { list-style: none; padding-left: 0; font-size: .9rem; }
figure { margin: 1.5rem 0; } figure svg { max-width: 100%; height: auto; color: var(--ink); } code { overflow-wrap: anywhere; }
@media print { :root { --ink: #000; --paper: #fff; --line: #999; --link: #000; } body { margin: 0; max-width: none; font-size: 10pt; }
  .scroll { overflow: visible; } table { font-size: 8pt; } tr, figure, li { break-inside: avoid; } thead { display: table-header-group; } a { text-decoration: none; } }
";

/// Writes a report as an HTML page.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_html(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let title = match report.sections.as_slice() {
        [one] => one.summary.trim_end_matches('.').to_owned(),
        all => format!("{} questions and their answers", all.len()),
    };
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{0}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{0}</h1>",
        escape_html(&title)
    )?;
    for section in &report.sections {
        write_section(out, section)?;
    }
    claims(out, report)?;
    if !report.bibliography.is_empty() {
        writeln!(out, "<h2>References</h2>\n<ol class=\"works\">")?;
        for (at, entry) in report.bibliography.iter().enumerate() {
            let mut text = html_of_runs(&entry.runs);
            match report.links.get(at) {
                Some(Ok(link)) if !text.contains(&escape_html(link)) => {
                    let link = escape_html(link);
                    text.push_str(&format!(" <a href=\"{link}\">{link}</a>"));
                }
                Some(Err(why)) => text.push_str(&format!(
                    " <span class=\"note\">({})</span>",
                    escape_html(why)
                )),
                _ => {}
            }
            for (_, what) in report.notices.iter().filter(|(work, _)| *work == at + 1) {
                text.push_str(&format!(" <strong>{}</strong>", escape_html(what)));
            }
            writeln!(out, "<li id=\"ref-{}\">{text}</li>", at + 1)?;
        }
        writeln!(
            out,
            "</ol>\n<p class=\"note\">Formatted by the style “{}”.</p>",
            escape_html(&report.style)
        )?;
    }
    writeln!(
        out,
        "<h2>How this was made</h2>\n<p>Knowledge base with the digest <code>{}</code>; made again by</p>\n<pre><code>{}</code></pre>\n</body>\n</html>",
        escape_html(&report.digest),
        escape_html(&report.command)
    )
}

fn write_section(out: &mut dyn Write, section: &Section) -> io::Result<()> {
    writeln!(
        out,
        "<section>\n<h2>{}</h2>\n<p>{}</p>",
        escape_html(&section.summary),
        escape_html(&section.description)
    )?;
    if !section.settings.is_empty() {
        let settings: Vec<String> = section
            .settings
            .iter()
            .map(|(name, value)| format!("{} = {}", escape_html(name), escape_html(value)))
            .collect();
        writeln!(out, "<p class=\"note\">With {}.</p>", settings.join(", "))?;
    }
    if section.rows.is_empty() {
        writeln!(out, "<p>No rows.</p>")?;
    } else {
        table(out, section)?;
    }
    for figure in &section.figures {
        writeln!(
            out,
            "<figure>\n{}\n<figcaption>{}</figcaption>\n</figure>",
            figure.svg,
            html(&figure.title)
        )?;
    }
    writeln!(out, "<dl class=\"note\">")?;
    for (what, text) in caveats(section) {
        writeln!(out, "<dt>{what}</dt><dd>{}</dd>", escape_html(&text))?;
    }
    writeln!(out, "</dl>\n</section>")
}

fn table(out: &mut dyn Write, section: &Section) -> io::Result<()> {
    writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\">\n<table>\n<thead>\n<tr><th scope=\"col\">#</th>"
    )?;
    for name in &section.columns {
        writeln!(out, "<th scope=\"col\">{}</th>", escape_html(name))?;
    }
    writeln!(
        out,
        "<th scope=\"col\">references</th><th scope=\"col\">rests on</th></tr>\n</thead>\n<tbody>"
    )?;
    for (at, row) in section.rows.iter().enumerate() {
        write!(out, "<tr><td class=\"n\">{}{}</td>", at + 1, marks(row))?;
        for (cell, name) in row.cells.iter().zip(&section.columns) {
            let class = if cell.parse::<f64>().is_ok() {
                " class=\"n\""
            } else {
                ""
            };
            if cell.is_empty() {
                write!(out, "<td><span class=\"none\">not given</span></td>")?;
            } else {
                write!(out, "<td{class}>{}</td>", html(&cell_text(name, cell)))?;
            }
        }
        let works: Vec<String> = row
            .works
            .iter()
            .map(|work| format!("<a href=\"#ref-{work}\">{work}</a>"))
            .collect();
        let works = if works.is_empty() {
            String::new()
        } else {
            format!("[{}]", works.join(", "))
        };
        writeln!(
            out,
            "<td>{works}</td><td>{}</td></tr>",
            linked(&rests_on(row))
        )?;
    }
    writeln!(out, "</tbody>\n</table>\n</div>")?;
    for line in legend(&section.rows) {
        writeln!(out, "<p class=\"note\">{}</p>", escape_html(&line))?;
    }
    Ok(())
}

/// Returns a cell with the exponents of units marked up.
pub(super) fn cell_text(column: &str, cell: &str) -> String {
    if column.ends_with("unit") {
        typeset(cell)
    } else {
        cell.to_owned()
    }
}

/// Returns `C1, C2` with each name a link.
fn linked(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in text.split('C').enumerate() {
        let digits = part
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(part.len());
        let (number, rest) = part.split_at(digits);
        if at > 0 && !number.is_empty() {
            out.push_str(&format!("<a href=\"#claim-{number}\">C{number}</a>"));
        } else if at > 0 {
            out.push('C');
        }
        out.push_str(&escape_html(rest));
    }
    out
}

fn claims(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    if report.claims.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<h2>Claims that the rows rest on</h2>\n<ul class=\"claims\">"
    )?;
    for (at, claim) in report.claims.iter().enumerate() {
        let wording = claim
            .wording
            .as_ref()
            .map_or_else(String::new, |wording| format!(", {}", escape_html(wording)));
        writeln!(
            out,
            "<li id=\"claim-{0}\"><b>C{0}</b> {1} <span class=\"note\">{2}{wording} {3}</span></li>",
            at + 1,
            escape_html(if claim.statement.is_empty() {
                &claim.name
            } else {
                &claim.statement
            }),
            escape_html(&claim.place),
            escape_html(&citations(&claim.works)),
        )?;
    }
    writeln!(out, "</ul>")
}
