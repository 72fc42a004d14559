//! A report as Markdown.

use super::html::cell_text;
use super::marks::{escape_markdown, markdown, markdown_of_runs};
use super::table::{caveats, citations, legend, marks, rests_on};
use super::{Report, Section};
use std::io::{self, Write};

/// Writes a report as Markdown; `figure` returns what stands for a drawing, by the number of section and drawing.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_markdown(
    out: &mut dyn Write,
    report: &Report,
    figure: &dyn Fn(usize, usize) -> String,
) -> io::Result<()> {
    let alone = report.sections.len() == 1;
    if !alone {
        writeln!(
            out,
            "# {} questions and their answers\n",
            report.sections.len()
        )?;
    }
    for (number, section) in report.sections.iter().enumerate() {
        let level = if alone { "#" } else { "##" };
        writeln!(
            out,
            "{level} {}\n",
            escape_markdown(section.summary.trim_end_matches('.'))
        )?;
        write_section(out, section)?;
        for (at, one) in section.figures.iter().enumerate() {
            writeln!(
                out,
                "{}\n\n*{}*\n",
                figure(number, at),
                markdown(&one.title)
            )?;
        }
        for (what, text) in caveats(section) {
            writeln!(out, "- **{what}**: {}", escape_markdown(&text))?;
        }
        writeln!(out)?;
    }
    if !report.claims.is_empty() {
        writeln!(out, "## Claims that the rows rest on\n")?;
    }
    for (at, claim) in report.claims.iter().enumerate() {
        let wording = claim
            .wording
            .as_ref()
            .map_or_else(String::new, |wording| format!(", {wording}"));
        let statement = if claim.statement.is_empty() {
            &claim.name
        } else {
            &claim.statement
        };
        writeln!(
            out,
            "- **C{}** {} ({}{}) {}",
            at + 1,
            escape_markdown(statement),
            escape_markdown(&claim.place),
            escape_markdown(&wording),
            escape_markdown(&citations(&claim.works))
        )?;
    }
    if !report.bibliography.is_empty() {
        writeln!(out, "\n## References\n")?;
    }
    for (at, entry) in report.bibliography.iter().enumerate() {
        let mut text = markdown_of_runs(&entry.runs);
        match report.links.get(at) {
            Some(Ok(link)) if !text.contains(link.as_str()) => text.push_str(&format!(" <{link}>")),
            Some(Err(why)) => text.push_str(&format!(" ({})", escape_markdown(why))),
            _ => {}
        }
        for (_, what) in report.notices.iter().filter(|(work, _)| *work == at + 1) {
            text.push_str(&format!(" **{}**", escape_markdown(what)));
        }
        writeln!(out, "{}. {text}", at + 1)?;
    }
    if !report.bibliography.is_empty() {
        writeln!(
            out,
            "\nFormatted by the style “{}”.",
            escape_markdown(&report.style)
        )?;
    }
    writeln!(
        out,
        "\n## How this was made\n\nKnowledge base with the digest `{}`; made again by\n\n```sh\n{}\n```",
        report.digest, report.command
    )
}

fn write_section(out: &mut dyn Write, section: &Section) -> io::Result<()> {
    if !section.description.is_empty() {
        writeln!(out, "{}\n", escape_markdown(&section.description))?;
    }
    if !section.settings.is_empty() {
        let settings: Vec<String> = section
            .settings
            .iter()
            .map(|(name, value)| format!("{name} = {value}"))
            .collect();
        writeln!(out, "With {}.\n", escape_markdown(&settings.join(", ")))?;
    }
    if section.rows.is_empty() {
        return writeln!(out, "No rows.\n");
    }
    let names: Vec<String> = section
        .columns
        .iter()
        .map(|name| escape_markdown(name))
        .collect();
    writeln!(out, "| # | {} | references | rests on |", names.join(" | "))?;
    writeln!(out, "| --- |{} --- | --- |", " --- |".repeat(names.len()))?;
    for (at, row) in section.rows.iter().enumerate() {
        let cells: Vec<String> = row
            .cells
            .iter()
            .zip(&section.columns)
            .map(|(cell, name)| {
                if cell.is_empty() {
                    "—".to_owned()
                } else {
                    markdown(&cell_text(name, cell))
                }
            })
            .collect();
        writeln!(
            out,
            "| {}{} | {} | {} | {} |",
            at + 1,
            escape_markdown(&marks(row)),
            cells.join(" | "),
            escape_markdown(&citations(&row.works)),
            rests_on(row)
        )?;
    }
    writeln!(out)?;
    for line in legend(&section.rows) {
        writeln!(out, "{}\n", escape_markdown(&line))?;
    }
    Ok(())
}
