//! RDFLib's endpoint over a file, for the time of a test.

use super::process::{Process, ending_with_us, free_ports};
use crate::sealed::{python_program, say};
use std::path::Path;

/// A running endpoint.
pub(crate) struct Rdflib {
    _process: Process,
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
        let mut command = ending_with_us(program);
        command
            .arg("serve")
            .arg(file)
            .args(["--host", "127.0.0.1", "--port", &port.to_string()])
            // One order of its sets in every run.
            .env("PYTHONHASHSEED", "0");
        let endpoint = Self {
            _process: Process::listening(&mut command, file.parent().unwrap(), port),
            port,
        };
        Some(endpoint)
    }

    /// The address of queries.
    pub(crate) fn sparql(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}
