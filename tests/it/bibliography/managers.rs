//! What reference managers export, in their own manner: nothing of it is lost. All works are made up.

use crate::sealed::{Sealed, python, repository};
use std::fs;
use std::path::Path;
use synergraph::bibliography::{BibliographyFormat, Record};
use synergraph::source::Source;

const FORMATS: [(BibliographyFormat, &str); 3] = [
    (BibliographyFormat::Bibtex, "bib"),
    (BibliographyFormat::Ris, "ris"),
    (BibliographyFormat::CslJson, "json"),
];

/// Names and texts of all files.
fn files() -> Vec<(String, String)> {
    let folder = repository().join("tests/bibliographies");
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, String)> = entries
        .filter(|path| path.extension().is_some_and(|ending| ending != "md"))
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    assert!(files.len() >= 8);
    files
}

fn read(format: BibliographyFormat, text: &str) -> Vec<Record> {
    let (records, problems) = format.read(&Source::new("refs", text));
    let problems: Vec<&str> = problems.iter().map(|one| one.headline.as_str()).collect();
    assert_eq!(problems, [""; 0], "{text}");
    records
}

/// Fields that RIS has no tag for; it keeps them as lines of a note.
const NOTED: [&str; 15] = [
    "license",
    "PMID",
    "comment-jane",
    "copyright",
    "eprint",
    "eprinttype",
    "file",
    "groups",
    "mendeley-groups",
    "mendeley-tags",
    "owner",
    "priority",
    "ranking",
    "readstatus",
    "timestamp",
];

/// The records as far as a format can hold them: fixed case has no markup in RIS.
fn held(format: BibliographyFormat, records: &[Record]) -> Vec<Record> {
    let mut records = records.to_vec();
    if format == BibliographyFormat::Ris {
        for value in records
            .iter_mut()
            .flat_map(|record| record.fields.values_mut())
        {
            *value = value
                .replace("<span class=\"nocase\">", "")
                .replace("</span>", "");
        }
    }
    records
}

/// The records with what their notes say of fields that their format lacks.
fn unfolded(mut records: Vec<Record>) -> Vec<Record> {
    for record in &mut records {
        let Some(note) = record.fields.remove("note") else {
            continue;
        };
        let (mut rest, mut fields) = (Vec::new(), Vec::new());
        for line in note.lines() {
            match line.split_once(": ") {
                Some((name, value)) if NOTED.contains(&name) => fields.push((name, value)),
                _ => rest.push(line),
            }
        }
        record.set("note", rest.join("\n"));
        for (name, value) in fields {
            record.set(name, value);
        }
    }
    records
}

fn written(format: BibliographyFormat, records: &[Record]) -> String {
    let mut out = Vec::new();
    format.write(&mut out, records).unwrap();
    String::from_utf8(out).unwrap()
}

/// The words of the values of a file, without markup.
fn words(name: &str, text: &str) -> Vec<String> {
    let command =
        regex::Regex::new(r"\\[a-zA-Z]+|\{?\\[^a-zA-Z]\{?\w?\}?\}?|</?\w+[^>]*>").unwrap();
    // Values stand between what begins a field and what begins the next, or ends the entry.
    let between = match name.rsplit('.').next().unwrap() {
        "ris" => r"(?m)^[A-Z][A-Z0-9]  - ",
        "bib" => r"(?m)^\s*[\w-]+\s*=\s*\{|^\}|^@\w+\{[^,]*,|^\s*month = \w+,",
        _ => r#""[\w-]+": |^\[|[{}]"#,
    };
    let between = regex::Regex::new(between).unwrap();
    let word = regex::Regex::new(r"[A-Za-z0-9]{3,}").unwrap();
    let is_comment = |value: &&str| {
        value.contains("Mendeley Desktop")
            || value.contains("jabref-meta")
            || value.contains("Encoding")
    };
    let mut words = Vec::new();
    for value in between.split(text).filter(|value| !is_comment(value)) {
        let plain = command.replace_all(value, " ");
        words.extend(word.find_iter(&plain).map(|one| one.as_str().to_owned()));
    }
    words
}

#[test]
fn every_word_of_an_export_is_kept() {
    for (name, text) in files() {
        let format = BibliographyFormat::of(Path::new(&name), &text).unwrap();
        let kept = written(BibliographyFormat::CslJson, &read(format, &text));
        let words = words(&name, &text);
        assert!(words.len() > 20, "{name}: {words:?}");
        let lost: Vec<String> = words
            .into_iter()
            // Types of works and months are said in other words.
            .filter(|word| {
                !["JOUR", "CHAP", "THES", "mar", "Mar", "MAR", "jan", "and"]
                    .contains(&word.as_str())
            })
            .filter(|word| !kept.contains(word.as_str()))
            .collect();
        assert!(lost.is_empty(), "{name}: {lost:?} of {kept}");
    }
}

#[test]
fn an_export_goes_through_every_format_and_back() {
    for (name, text) in files() {
        let format = BibliographyFormat::of(Path::new(&name), &text).unwrap();
        let records = read(format, &text);
        for (other, ending) in FORMATS {
            let again = unfolded(read(other, &written(other, &records)));
            let records = held(other, &records);
            let settled = |records: &[Record]| -> Vec<String> {
                let json = written(BibliographyFormat::CslJson, records);
                json.lines().map(str::to_owned).collect()
            };
            assert_eq!(settled(&again), settled(&records), "{name} as {ending}");
        }
    }
}

#[test]
fn a_knowledge_base_made_of_an_export_gives_it_back() {
    for (name, text) in files() {
        let sealed = Sealed::new();
        sealed.write(&name, &text);
        let made = sealed.run(&["import", &name, "--output", "kb"]);
        assert_eq!(
            (made.status, made.stderr.as_str()),
            (0, ""),
            "{name}: {made}"
        );
        let format = BibliographyFormat::of(Path::new(&name), &text).unwrap();
        let records = read(format, &text);
        for (other, ending) in FORMATS {
            let form = ["bibtex", "ris", "csl-json"]
                [FORMATS.iter().position(|one| one.1 == ending).unwrap()];
            let seen = sealed.run(&["export", "--kb", "kb", "--format", form]);
            assert_eq!(seen.status, 0, "{seen}");
            let mut back = unfolded(read(other, &seen.stdout));
            let mut records = held(other, &records);
            assert_eq!(back.len(), records.len(), "{name} as {ending}");
            let by_title = |one: &Record| {
                one.title()
                    .unwrap_or_default()
                    .replace(|c: char| !c.is_ascii_lowercase(), "")
            };
            back.sort_by_key(by_title);
            records.sort_by_key(by_title);
            for (one, before) in back.iter().zip(&records) {
                assert_eq!(
                    one.fields.len(),
                    before.fields.len(),
                    "{name} as {ending}: {one:?} {before:?}"
                );
                assert_eq!(one.names, before.names, "{name} as {ending}");
                assert_eq!(one.keywords, before.keywords, "{name} as {ending}");
            }
            // And others read it.
            let file = format!("again.{ending}");
            sealed.write(&file, &seen.stdout);
            if let Some(said) = python("read_bibliography.py", &[&sealed.path().join(&file)]) {
                let said: Vec<serde_json::Value> = serde_json::from_str(&said).unwrap();
                assert_eq!(said.len(), records.len(), "{name} as {ending}");
            }
        }
    }
}
