//! A reference manager's export becomes a knowledge base.

use crate::sealed::{Sealed, files_below, runs};

const RIS: &str = "TY  - JOUR\nAU  - van der Berg, Jan\nAU  - Synthetic Consortium\nTI  - Made-up reduction of NO<sub>3</sub><sup>-</sup>\nT2  - J. Invented Chem.\nPY  - 2021\nVL  - 4\nSP  - 10\nEP  - 19\nDO  - 10.99999/Made-Up.1\nAB  - Some NO<sub>3</sub><sup>-</sup> went; 5 % stayed.\nER  - \n";

#[test]
fn an_export_becomes_a_knowledge_base_that_checks_and_exports() {
    let sealed = Sealed::new();
    sealed.write("refs.ris", RIS);
    insta::assert_snapshot!(runs(
        &sealed,
        &[
            &["import", "refs.ris", "--output", "kb"],
            &["check", "--kb", "kb"],
            &["export", "--kb", "kb", "--format", "ris"],
            &["export", "--kb", "kb", "--format", "bibtex"],
            &["export", "--kb", "kb", "--format", "csl-json"],
        ]
    ));
    let text = std::fs::read_to_string(sealed.path().join("kb/claims/bibliography.ttl")).unwrap();
    insta::assert_snapshot!(
        "an_export_becomes_a_knowledge_base_that_checks_and_exports-turtle",
        text
    );
}

#[test]
fn import_refuses_what_is_there_and_leaves_nothing_half_made() {
    let sealed = Sealed::new();
    sealed
        .write("refs.ris", RIS)
        .write("kb/note.txt", "mine")
        .write("empty.bib", "% nothing\n")
        .write("refs.txt", "what is this");
    std::fs::create_dir(sealed.path().join("free")).unwrap();
    insta::assert_snapshot!(runs(
        &sealed,
        &[
            &["import", "refs.ris", "--output", "kb"],
            &["import", "refs.ris", "--output", "refs.ris"],
            &["import", "refs.ris", "--output", "no/such/folder"],
            &["import", "empty.bib", "--output", "new"],
            &["import", "refs.txt", "--output", "new"],
            &["import", "refs.ris", "--format", "bibtx", "--output", "new"],
            &["import", "refs.ris", "--output", "free"],
        ]
    ));
    let left = std::fs::read_dir(sealed.path()).unwrap();
    let mut left: Vec<String> = left
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["empty.bib", "free", "kb", "refs.ris", "refs.txt"]);
    assert_eq!(files_below(&sealed.path().join("kb")).len(), 1);
}

/// What is exported of the knowledge base that comes with the program, imported and exported again, is the same.
#[test]
fn export_import_export_is_a_circle() {
    let sealed = Sealed::new();
    for (format, file) in [
        ("bibtex", "all.bib"),
        ("ris", "all.ris"),
        ("csl-json", "all.json"),
    ] {
        let first = sealed.run(&["export", "--format", format]);
        assert_eq!((first.stderr.as_str(), first.status), ("", 0));
        sealed.write(file, &first.stdout);
        let made = sealed.run(&["import", file, "--output", format]);
        assert_eq!((made.stderr.as_str(), made.status), ("", 0), "{format}");
        let again = sealed.run(&["export", "--kb", format, "--format", format]);
        // Works that no list numbers stand in the order of their names.
        let sorted = |text: &str| {
            let mark = if format == "csl-json" {
                "\n{\n"
            } else {
                "\n\n"
            };
            let mut parts: Vec<String> = text
                .split(mark)
                .map(|part| part.trim_matches(['\n', ',', ']', '[', ' ']).to_owned())
                .collect();
            parts.sort();
            parts
        };
        assert_eq!(sorted(&again.stdout), sorted(&first.stdout), "{format}");
    }
}
