//! Checks of the source tree itself: what a reviewer would otherwise have to say each time.

use crate::sealed::{files_below, repository};

/// Files longer than [`LONGEST`], and why.
const LONG: &[(&str, &str)] = &[
    ("lineage/plan.rs", "one case for each form of the algebra"),
    (
        "store/image.rs",
        "the sections, and the file that holds them, are one layout",
    ),
];

const LONGEST: usize = 400;

/// Rust files below a folder, by their path in it.
fn rust_files(folder: &str) -> Vec<(String, String)> {
    let folder = repository().join(folder);
    files_below(&folder)
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|(path, content)| {
            let path = path
                .strip_prefix(&folder)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            (path.replace('\\', "/"), String::from_utf8(content).unwrap())
        })
        .collect()
}

/// The lines of code, without comments and without tests.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(number, line)| (number + 1, line))
}

/// Data flows down `lib.rs`: a module uses only modules declared above its own.
#[test]
fn modules_use_only_what_lies_upstream() {
    let lib = std::fs::read_to_string(repository().join("src/lib.rs")).unwrap();
    let order: Vec<&str> = lib.lines().filter_map(declared_module).collect();
    assert!(order.len() > 1, "found no list of modules in src/lib.rs");
    let place = |name: &str| order.iter().position(|module| *module == name);

    for (path, text) in rust_files("src") {
        let module = leading_name(&path);
        let Some(here) = place(module) else { continue };
        for used in text.split("crate::").skip(1) {
            assert!(
                !used.starts_with('{'),
                "src/{path}: write one `use crate::…` a module, so that this test can read it"
            );
            let used = leading_name(used);
            assert!(
                place(used).is_none_or(|there| there <= here),
                "src/{path}: `{module}` uses `{used}`, which is downstream of it"
            );
        }
    }
}

/// A test file that `main.rs` forgets would pass for ever.
#[test]
fn no_test_file_is_forgotten() {
    let files = rust_files("tests/it");
    for (path, _) in &files {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let module = file.strip_suffix(".rs").unwrap();
        let declares = match folder {
            "" if module == "main" => continue,
            "" => vec!["main.rs".to_owned()],
            folder => vec![format!("{folder}.rs"), format!("{folder}/mod.rs")],
        };
        assert!(
            module == "mod"
                || files.iter().any(|(path, text)| declares.contains(path)
                    && text.contains(&format!("mod {module};"))),
            "{} lacks `mod {module};`",
            declares[0]
        );
    }
}

#[test]
fn only_the_command_line_speaks_to_the_terminal() {
    for (path, text) in rust_files("src") {
        for (number, line) in code(&text) {
            let prints = ["println!", "eprintln!", "print!", "eprint!", "dbg!"];
            assert!(
                !prints.iter().any(|print| line.contains(print)),
                "src/{path}:{number}: a closed pipe makes this panic; write through `cli/ui.rs`"
            );
            let streams = ["io::stdout", "io::stderr"];
            assert!(
                path == "cli/ui.rs" || !streams.iter().any(|stream| line.contains(stream)),
                "src/{path}:{number}: only `cli/ui.rs` prints"
            );
        }
    }
}

#[test]
fn nothing_in_the_program_unwraps() {
    for (path, text) in rust_files("src") {
        for (number, line) in code(&text) {
            for word in [
                ".unwrap()",
                ".expect(",
                "panic!(",
                "todo!(",
                "unimplemented!(",
            ] {
                assert!(!line.contains(word), "src/{path}:{number}: `{word}`");
            }
        }
    }
}

#[test]
fn no_file_of_the_program_is_too_long_to_read() {
    for (path, text) in rust_files("src") {
        let length = text.lines().count();
        let excused = LONG.iter().any(|(long, _)| *long == path);
        assert!(
            excused || length <= LONGEST,
            "src/{path} has {length} lines: split it, or say here why not"
        );
        assert!(
            !excused || length > LONGEST,
            "src/{path} has {length} lines and needs no exception any more"
        );
    }
    for (long, _) in LONG {
        assert!(
            repository().join("src").join(long).is_file(),
            "src/{long} is not there"
        );
    }
}

fn declared_module(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    line.strip_prefix("mod ")?.strip_suffix(';')
}

fn leading_name(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

#[test]
fn no_snapshot_is_without_its_test() {
    let tests = rust_files("tests/it");
    for (path, _) in files_below(&repository().join("tests/it/snapshots")) {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let test = stem.rsplit("__").next().unwrap();
        let test = format!("fn {}()", test.split('-').next().unwrap());
        assert!(
            tests.iter().any(|(_, text)| text.contains(&test)),
            "{} belongs to no test",
            path.display()
        );
    }
}
