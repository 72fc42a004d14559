//! RDFLib's endpoint over a file, for the time of a test.

use super::virtuoso::{ending_with_us, free_ports};
use crate::sealed::{python_program, say};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// A running endpoint.
pub(crate) struct Rdflib {
    process: Child,
    port: u16,
}

impl Rdflib {
    /// Starts an endpoint over an RDF file, or says loudly that there is none on this machine.
    pub(crate) fn start(file: &Path) -> Option<Self> {
        let Some(program) = python_program("rdflib-endpoint") else {
            say(
                "SKIPPED, NO ENGINE ASKED: there is no rdflib-endpoint; .ci/run installs it where there is python3",
            );
            return None;
        };
        let (port, _) = free_ports();
        let process = ending_with_us(program.to_str().unwrap())
            .arg("serve")
            .arg(file)
            .args(["--host", "127.0.0.1", "--port", &port.to_string()])
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
                "RDFLib's endpoint does not start"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(endpoint)
    }

    /// The address of queries.
    pub(crate) fn sparql(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}

impl Drop for Rdflib {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
