//! Oxigraph's server, as it is packaged, for the time of a test.

use super::virtuoso::{ending_with_us, free_ports};
use crate::sealed::{python_program, say};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A running server.
pub(crate) struct Oxigraph {
    process: Child,
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
        let process = ending_with_us(program.to_str().unwrap())
            .args(["serve", "--location"])
            .arg(folder.path())
            .args(["--bind", &format!("127.0.0.1:{port}")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self {
            process,
            port,
            _folder: folder,
        };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                started.elapsed() < Duration::from_secs(60),
                "the Oxigraph server does not start"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(server)
    }

    /// The address of queries; updates go beside it.
    pub(crate) fn sparql(&self) -> String {
        format!("http://127.0.0.1:{}/query", self.port)
    }
}

impl Drop for Oxigraph {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
