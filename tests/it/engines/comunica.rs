//! Comunica's HTTP endpoint over a file, for the time of a test.

use super::process::{Process, ending_with_us, free_ports, on_path};
use crate::sealed::{node_module, say};
use std::path::Path;

/// A running endpoint.
pub(crate) struct Comunica {
    _process: Process,
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
        let mut command = ending_with_us("node");
        command
            .arg(program)
            .arg(file)
            .args(["-p", &port.to_string(), "-w", "1", "-t", "120"]);
        let endpoint = Self {
            _process: Process::listening(&mut command, file.parent().unwrap(), port),
            port,
        };
        Some(endpoint)
    }

    /// The address of queries.
    pub(crate) fn sparql(&self) -> String {
        format!("http://127.0.0.1:{}/sparql", self.port)
    }
}
