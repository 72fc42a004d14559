//! Comunica's HTTP endpoint over a file, for the time of a test.

use super::virtuoso::{ending_with_us, free_ports, on_path};
use crate::sealed::{node_module, say};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// A running endpoint.
pub(crate) struct Comunica {
    process: Child,
    port: u16,
}

impl Comunica {
    /// Starts an endpoint over an RDF file, or says loudly that there is none on this machine.
    pub(crate) fn start(file: &Path) -> Option<Self> {
        let program = node_module("@comunica/query-sparql-file/bin/http.js");
        let Some(program) = program.filter(|_| on_path("node").is_some()) else {
            say(
                "SKIPPED, NO ENGINE ASKED: there is no Comunica; .ci/run installs it where there are node and npm",
            );
            return None;
        };
        let (port, _) = free_ports();
        let process = ending_with_us("node")
            .arg(program)
            .arg(file)
            .args(["-p", &port.to_string(), "-w", "1", "-t", "120"])
            // It writes down here what went wrong.
            .current_dir(file.parent().unwrap())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let endpoint = Self { process, port };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                started.elapsed() < Duration::from_secs(90),
                "Comunica does not start"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(endpoint)
    }

    /// The address of queries.
    pub(crate) fn sparql(&self) -> String {
        format!("http://127.0.0.1:{}/sparql", self.port)
    }
}

impl Drop for Comunica {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
