//! The program in a folder of its own, with nothing of the machine around it.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// An empty folder to run the program in.
pub(crate) struct Sealed {
    folder: TempDir,
}

/// All that a user sees of one run.
#[must_use = "compare the output or look at the exit status"]
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) status: i32,
}

impl Sealed {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// Writes a file, and the folders that it lies in.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Copies a folder of this repository.
    pub(crate) fn copy(&self, name: &str) -> &Self {
        for (path, content) in files_below(&repository().join(name)) {
            self.write(
                path.strip_prefix(repository()).unwrap().to_str().unwrap(),
                content,
            );
        }
        self
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_synergraph"));
        command
            .env_clear()
            .env("COLUMNS", "100")
            .env("NO_COLOR", "1")
            .current_dir(self.path());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Seen {
        self.run_with_input(arguments, b"")
    }

    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Seen {
        let mut child = self
            .command()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that reads no input closes it, and that is its right.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).unwrap();
            text.replace(self.path().to_str().unwrap(), "[TMP]")
        };
        Seen {
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            status: output.status.code().unwrap_or(-1),
        }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.stdout)?;
        if !self.stderr.is_empty() {
            write!(f, "[stderr]\n{}", self.stderr)?;
        }
        write!(f, "[exit {}]", self.status)
    }
}

/// Runs the program in an empty folder.
pub(crate) fn run(arguments: &[&str]) -> Seen {
    Sealed::new().run(arguments)
}

/// Several runs in one text, each under its command line.
pub(crate) fn runs(sealed: &Sealed, commands: &[&[&str]]) -> String {
    let mut text = String::new();
    for arguments in commands {
        let shown: Vec<String> = arguments
            .iter()
            .map(
                |argument| match argument.contains([' ', '{', '?']) || argument.is_empty() {
                    true => format!("'{argument}'"),
                    false => (*argument).to_owned(),
                },
            )
            .collect();
        let seen = sealed.run(arguments);
        text.push_str(&format!("$ synergraph {}\n{seen}\n\n", shown.join(" ")));
    }
    text.trim_end().to_owned()
}

pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns all files below a folder, by path.
pub(crate) fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    files.sort();
    files
}

/// Returns the names of the folders below a folder that have files in them.
pub(crate) fn folders_with_files(folder: &Path) -> BTreeSet<String> {
    let files = files_below(folder).into_iter();
    files
        .map(|(path, _)| {
            let folder = path.parent().and_then(Path::file_name).unwrap();
            folder.to_str().unwrap().to_owned()
        })
        .collect()
}

/// Returns the review, or says loudly that it is not there.
pub(crate) fn review() -> Option<PathBuf> {
    let path = repository().join("../shared/paper/echem.2026.100004.md");
    if path.is_file() {
        return Some(path);
    }
    say(&format!(
        "SKIPPED, NOTHING TESTED: the review is not at {}",
        path.display()
    ));
    None
}

/// Returns a program of the Python environment that `.ci/run` makes, or says loudly that it is not there.
pub(crate) fn python_program(name: &str) -> Option<PathBuf> {
    let folder = cached("SYNERGRAPH_PYTHON", "python")?;
    let program = folder.join("bin").join(name);
    if !program.is_file() {
        say(&format!(
            "SKIPPED, NOTHING READ BACK: no Python at {}; .ci/run makes it",
            program.display()
        ));
        return None;
    }
    Some(program)
}

/// Runs a script of `tests/python` in the environment that `.ci/run` makes, or says loudly that there is none.
pub(crate) fn python(script: &str, arguments: &[&Path]) -> Option<String> {
    let interpreter = python_program("python")?;
    let script = repository().join("tests/python").join(script);
    Some(output_of(
        Command::new(interpreter).arg(script).args(arguments),
    ))
}

/// Runs a script of `tests/node` with the modules that `.ci/run` installs, or says loudly that there are none.
pub(crate) fn node(script: &str, arguments: &[&Path]) -> Option<String> {
    let modules = cached("SYNERGRAPH_NODE", "node")?.join("node_modules");
    let wanted = node_module("@comunica/query-sparql/package.json");
    if wanted.is_none() || Command::new("node").arg("--version").output().is_err() {
        say(&format!(
            "SKIPPED, NOT TRIED: no Node.js, or no modules at {}; .ci/run installs them",
            modules.display()
        ));
        return None;
    }
    let script = repository().join("tests/node").join(script);
    Some(output_of(
        Command::new("node")
            .env("NODE_PATH", modules)
            .arg(script)
            .args(arguments),
    ))
}

/// Returns a file of the modules that `.ci/run` installs, if it is there.
pub(crate) fn node_module(file: &str) -> Option<PathBuf> {
    let path = cached("SYNERGRAPH_NODE", "node")?
        .join("node_modules")
        .join(file);
    path.is_file().then_some(path)
}

/// Returns the folder that a variable names, or that of this name where `.ci/run` keeps such.
fn cached(variable: &str, name: &str) -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os(variable) {
        return Some(PathBuf::from(folder));
    }
    let home = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
    Some(home?.join("synergraph").join(name))
}

#[track_caller]
fn output_of(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{command:?}: {errors}{text}");
    text
}

/// Says whether expected files are to be written instead of compared.
pub(crate) fn rewriting() -> bool {
    std::env::var_os(REWRITE).is_some_and(|value| !value.is_empty())
}

pub(crate) const REWRITE: &str = "SYNERGRAPH_REWRITE";

/// Compares a text with a file of this repository, or writes that file.
#[track_caller]
pub(crate) fn same_as_file(name: &str, text: &str) {
    let path = repository().join(name);
    if rewriting() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        return;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let differs = kept
        .lines()
        .zip(text.lines())
        .position(|(old, new)| old != new)
        .unwrap_or(kept.lines().count().min(text.lines().count()));
    let line = |text: &str| text.lines().nth(differs).unwrap_or("(nothing)").to_owned();
    assert!(
        kept == text,
        "{name}:{} has\n  {}\nand should have\n  {}\nIf that is right, write it anew: {REWRITE}=1 cargo test",
        differs + 1,
        line(&kept),
        line(text)
    );
}

/// Writes a line to the terminal even where the test runner keeps what tests print to itself.
pub(crate) fn say(line: &str) {
    // Where nobody listens, nobody needs to know.
    let _ = writeln!(std::io::stderr(), "{line}");
}
