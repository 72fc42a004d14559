//! Oxigraph's server, as it is packaged, for the time of a test.

use super::process::{Process, ending_with_us, free_ports};
use crate::sealed::{python_program, say};
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// A running server.
pub(crate) struct Oxigraph {
    _process: Process,
    port: u16,
    _folder: TempDir,
}

impl Oxigraph {
    /// Starts a server that holds nothing, or says loudly that there is none on this machine.
    pub(crate) fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// Starts a server that holds these files of quads.
    pub(crate) fn start_with(files: &[PathBuf]) -> Option<Self> {
        let Some(program) = python_program("oxigraph") else {
            say(
                "SKIPPED, NO ENGINE ASKED: there is no Oxigraph server; .ci/run installs it where there is python3",
            );
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        if !files.is_empty() {
            let loaded = Command::new(&program)
                .args(["load", "--location"])
                .arg(folder.path())
                .arg("--file")
                .args(files)
                .output()
                .unwrap();
            assert!(loaded.status.success(), "{loaded:?}");
        }
        let (port, _) = free_ports();
        let mut command = ending_with_us(program);
        command
            .args(["serve", "--location"])
            .arg(folder.path())
            .args(["--bind", &format!("127.0.0.1:{port}")]);
        let server = Self {
            _process: Process::listening(&mut command, folder.path(), port),
            port,
            _folder: folder,
        };
        Some(server)
    }

    /// The address of queries; updates go beside it.
    pub(crate) fn sparql(&self) -> String {
        format!("http://127.0.0.1:{}/query", self.port)
    }
}
