//! What the documents show is what the program does.

use crate::sealed::say;
use crate::sealed::{Sealed, files_below, repository, review, run, same_as_file};
use std::path::PathBuf;
use std::process::Command;

/// A command in a fenced block, `$ synergraph …` or one that handles files, and what stands below it.
#[derive(Debug)]
struct Shown {
    /// File and line.
    place: String,
    command: String,
    /// Lines of output; one that is `…` stands for any number of lines.
    lines: Vec<String>,
}

fn documents() -> Vec<PathBuf> {
    let mut documents = vec![repository().join("README.md")];
    let folder = repository().join("docs");
    documents.extend(files_below(&folder).into_iter().map(|(path, _)| path));
    documents.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    documents
}

fn shown_commands() -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    for path in documents() {
        let name = path
            .strip_prefix(repository())
            .unwrap()
            .display()
            .to_string();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut inside = false;
        let mut running = false;
        for (number, line) in text.lines().enumerate() {
            if line.starts_with("```") {
                inside = !inside;
                running = false;
            } else if let Some(command) = line.strip_prefix("$ ").filter(|_| inside) {
                // What else stands there (`cargo install …`) is not for a test.
                let runs = ["synergraph", "cp", "mkdir", "sed"];
                running = runs.iter().any(|name| command.starts_with(name));
                if running {
                    all.push(Shown {
                        place: format!("{name}:{}", number + 1),
                        command: command.to_owned(),
                        lines: Vec::new(),
                    });
                }
            } else if running {
                all.last_mut()
                    .unwrap()
                    .lines
                    .push(line.trim_end().to_owned());
            }
        }
    }
    all
}

/// Says whether lines are as shown, where `…` stands for any number of them.
fn matches(shown: &[String], real: &[&str]) -> bool {
    match shown.split_first() {
        None => real.is_empty(),
        Some((first, rest)) if first.trim() == "…" => {
            (0..=real.len()).any(|skipped| matches(rest, &real[skipped..]))
        }
        Some((first, rest)) => real
            .split_first()
            .is_some_and(|(line, others)| line == first && matches(rest, others)),
    }
}

#[test]
fn commands_in_documents_answer_as_shown() {
    let sealed = Sealed::new();
    sealed
        .copy("claims")
        .copy("ontology")
        .copy("queries")
        .copy("tests/papers");
    let program = PathBuf::from(env!("CARGO_BIN_EXE_synergraph"));
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    if let Some(review) = review() {
        sealed.write("review.md", std::fs::read(review).unwrap());
    }
    for Shown {
        place,
        command,
        lines,
    } in shown_commands()
    {
        if command.contains("review.md") && !sealed.path().join("review.md").is_file() {
            say(&format!("SKIPPED: {place} needs the review"));
            continue;
        }
        let output = Command::new("sh")
            .args(["-c", &format!("{{ {command}; }} 2>&1")])
            .env_clear()
            .env("PATH", &path)
            .env("COLUMNS", "100")
            .env("NO_COLOR", "1")
            .current_dir(sealed.path())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let real: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
        let mut shown = lines;
        while shown.last().is_some_and(String::is_empty) {
            shown.pop();
        }
        assert!(
            matches(&shown, &real),
            "{place}: {command}\nanswers\n{text}\nand the document shows\n{}",
            shown.join("\n")
        );
        // Of a warning the command decides (`--fail-on`).
        let fails = shown.iter().any(|line| line.starts_with("error"));
        if !shown.iter().any(|line| line.contains(" warning[")) {
            assert_eq!(output.status.success(), !fails, "{place}: {command}");
        }
    }
}

#[test]
fn an_ellipsis_stands_for_any_number_of_lines_and_for_no_other_text() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(matches(&lines("a\n…\nd"), &["a", "b", "c", "d"]));
    assert!(matches(&lines("a\n…"), &["a"]));
    assert!(!matches(&lines("a\n…\nd"), &["a", "b"]));
    assert!(!matches(&lines("a"), &["a", "b"]));
    assert!(!matches(&lines("a\nb"), &["a"]));
}

#[test]
fn the_command_reference_is_the_help_of_every_command() {
    let help = run(&["--help"]);
    assert_eq!((help.stderr.as_str(), help.status), ("", 0));
    let mut text = format!(
        "# The commands\n\nThis is the help that the program prints.\n\n\
         Exit status: 0 all is well, 1 something was found, 2 it could not run.\n\n\
         ## `synergraph`\n\n```text\n{}\n```\n",
        trimmed(&help.stdout)
    );
    for command in commands(&help.stdout) {
        let help = run(&[&command, "--help"]);
        assert_eq!((help.stderr.as_str(), help.status), ("", 0), "{command}");
        assert_eq!(run(&["help", &command]), help);
        text.push_str(&format!(
            "\n## `synergraph {command}`\n\n```text\n{}\n```\n",
            trimmed(&help.stdout)
        ));
    }
    same_as_file("docs/cli.md", &text);
}

/// The commands that the help lists, without `help` itself.
fn commands(help: &str) -> Vec<String> {
    let list = help.split("Commands:\n").nth(1).unwrap();
    let list = list.split("\n\n").next().unwrap();
    list.lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .filter(|command| command != "help")
        .collect()
}

fn trimmed(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n")
}
