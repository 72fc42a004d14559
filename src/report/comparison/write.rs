//! A comparison in the forms of tables.

use super::{Comparison, TableFormat, Value};
use crate::bibliography::latex;
use crate::report::html::cell_text;
use crate::report::marks::{escape_html, escape_markdown, html, markdown, typeset};
use crate::report::ranges;
use std::io::{self, Write};

impl Comparison {
    /// Returns the keys of the works that a value cites, as a bibliography has them.
    fn keys(&self, value: &Value) -> Vec<&str> {
        let works = value.works.iter();
        works
            .filter_map(|work| self.works.get(work - 1))
            .map(|(key, _)| key.as_str())
            .collect()
    }
}

impl Value {
    fn marks(&self) -> String {
        let marks = [
            (self.hedged, '†'),
            (self.tabulated, '‡'),
            (self.retracted, '✗'),
        ];
        marks
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, mark)| mark)
            .collect()
    }
}

/// What the marks mean.
const LEGEND: &str = "† hedged; ‡ from a table of the paper; ✗ rests on a retracted work alone";

/// Writes a comparison.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_comparison(
    out: &mut dyn Write,
    table: &Comparison,
    format: TableFormat,
) -> io::Result<()> {
    match format {
        TableFormat::Csv => csv(out, table),
        TableFormat::Markdown => write_markdown(out, table),
        TableFormat::Html => write_html(out, table),
        TableFormat::Latex => write_latex(out, table),
    }
}

/// Returns the heading of a column: quantity, what it is on, unit.
fn heading(
    column: &[String],
    unit: impl Fn(&str) -> String,
    escape: impl Fn(&str) -> String,
) -> String {
    let (last, names) = column
        .split_last()
        .map_or(("", &[][..]), |(last, names)| (last.as_str(), names));
    let names: Vec<String> = names
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| escape(name))
        .collect();
    let names = names.join(", ");
    if last.is_empty() {
        names
    } else {
        format!("{names} / {}", unit(last))
    }
}

fn csv(out: &mut dyn Write, table: &Comparison) -> io::Result<()> {
    // A value that begins like a formula would be one in a spreadsheet.
    let field = |text: &str| {
        let formula = text.starts_with(['=', '@', '\t'])
            || (text.starts_with(['+', '-']) && text.parse::<f64>().is_err());
        let text = if formula {
            format!("'{text}")
        } else {
            text.to_owned()
        };
        if text.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    let mut line = vec![field(&table.of)];
    for column in &table.columns {
        let name = heading(column, str::to_owned, str::to_owned);
        line.push(field(&name));
        line.push(field(&format!("{name}: citations")));
    }
    write!(out, "{}\r\n", line.join(","))?;
    for (name, cells) in &table.rows {
        let mut line = vec![field(name)];
        for values in cells {
            let texts: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
            line.push(field(&texts.join("; ")));
            let cited = values.iter().map(|value| {
                let keys = table.keys(value);
                let mut cited = keys.join(" ");
                for (is, word) in [
                    (value.hedged, " (hedged)"),
                    (value.tabulated, " (table)"),
                    (value.retracted, " (retracted)"),
                ] {
                    if is {
                        cited.push_str(word);
                    }
                }
                cited
            });
            line.push(field(&cited.collect::<Vec<_>>().join("; ")));
        }
        write!(out, "{}\r\n", line.join(","))?;
    }
    Ok(())
}

fn write_markdown(out: &mut dyn Write, table: &Comparison) -> io::Result<()> {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| heading(column, |unit| markdown(&typeset(unit)), escape_markdown))
        .collect();
    writeln!(
        out,
        "| {} | {} |",
        escape_markdown(&table.of),
        columns.join(" | ")
    )?;
    writeln!(out, "| --- |{}", " ---: |".repeat(columns.len()))?;
    for (name, cells) in &table.rows {
        let cells: Vec<String> = cells
            .iter()
            .map(|values| {
                let values = values.iter().map(|value| {
                    format!(
                        "{}{} \\[{}\\]",
                        escape_markdown(&value.text),
                        value.marks(),
                        ranges(&value.works)
                    )
                });
                let text = values.collect::<Vec<_>>().join("; ");
                if text.is_empty() {
                    "—".to_owned()
                } else {
                    text
                }
            })
            .collect();
        writeln!(out, "| {} | {} |", markdown(name), cells.join(" | "))?;
    }
    writeln!(out, "\n{LEGEND}\n")?;
    for (at, (_, entry)) in table.works.iter().enumerate() {
        writeln!(out, "{}. {}", at + 1, escape_markdown(entry))?;
    }
    Ok(())
}

fn write_html(out: &mut dyn Write, table: &Comparison) -> io::Result<()> {
    writeln!(
        out,
        "<table class=\"comparison\">\n<thead>\n<tr><th scope=\"col\">{}</th>",
        escape_html(&table.of)
    )?;
    for column in &table.columns {
        let name = heading(column, |unit| html(&cell_text("unit", unit)), escape_html);
        writeln!(out, "<th scope=\"col\">{name}</th>")?;
    }
    writeln!(out, "</tr>\n</thead>\n<tbody>")?;
    for (name, cells) in &table.rows {
        write!(out, "<tr><th scope=\"row\">{}</th>", html(name))?;
        for values in cells {
            let values = values.iter().map(|value| {
                let works: Vec<String> = value
                    .works
                    .iter()
                    .map(|work| format!("<a href=\"#work-{work}\">{work}</a>"))
                    .collect();
                format!(
                    "{}{} [{}]",
                    escape_html(&value.text),
                    value.marks(),
                    works.join(", ")
                )
            });
            write!(out, "<td>{}</td>", values.collect::<Vec<_>>().join("<br>"))?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(
        out,
        "</tbody>\n</table>\n<p>{}</p>\n<ol>",
        escape_html(LEGEND)
    )?;
    for (at, (_, entry)) in table.works.iter().enumerate() {
        writeln!(
            out,
            "<li id=\"work-{}\">{}</li>",
            at + 1,
            escape_html(entry)
        )?;
    }
    writeln!(out, "</ol>")
}

fn write_latex(out: &mut dyn Write, table: &Comparison) -> io::Result<()> {
    writeln!(
        out,
        "% Cites by the keys of `synergraph export --format bibtex`. Wide: turn it or set it small."
    )?;
    writeln!(
        out,
        "\\begin{{tabular}}{{l{}}}\n\\hline",
        "r".repeat(table.columns.len())
    )?;
    let part = |text: &str| latex(&text.replace('−', "-"));
    let lines = table.columns.iter().map(Vec::len).max().unwrap_or(0);
    for line in 0..lines {
        let first = if line == 0 {
            part(&table.of)
        } else {
            String::new()
        };
        let cells = table.columns.iter().map(|column| {
            let text = column.get(line).map_or("", String::as_str);
            if line + 1 == column.len() {
                part(&typeset(text))
            } else {
                part(text)
            }
        });
        let cells: Vec<String> = cells.collect();
        writeln!(out, "{} \\\\", [vec![first], cells].concat().join(" & "))?;
    }
    writeln!(out, "\\hline")?;
    for (name, cells) in &table.rows {
        let cells = cells.iter().map(|values| {
            let values = values.iter().map(|value| {
                let keys = table.keys(value);
                let mut marks = String::new();
                for (is, mark) in [
                    (value.hedged, "\\dag"),
                    (value.tabulated, "\\ddag"),
                    (value.retracted, "$\\times$"),
                ] {
                    if is {
                        marks.push_str(mark);
                    }
                }
                let marks = if marks.is_empty() {
                    marks
                } else {
                    format!("\\textsuperscript{{{marks}}}")
                };
                let number = value
                    .text
                    .replace("~ ", "≈ ")
                    .replace(">= ", "≥ ")
                    .replace("<= ", "≤ ");
                let cite = if keys.is_empty() {
                    String::new()
                } else {
                    format!("~\\cite{{{}}}", keys.join(","))
                };
                format!("{}{marks}{cite}", part(&number))
            });
            values.collect::<Vec<_>>().join("; ")
        });
        let cells: Vec<String> = cells.collect();
        // Behind the end of a row, LaTeX would take a bracket or star for its own.
        let guard = if name.starts_with(['[', '*']) {
            "{}"
        } else {
            ""
        };
        writeln!(out, "{guard}{} & {} \\\\", part(name), cells.join(" & "))?;
    }
    writeln!(
        out,
        "\\hline\n\\end{{tabular}}\n\n{}",
        latex("† hedged; ‡ from a table of the paper; × rests on a retracted work alone")
    )
}
