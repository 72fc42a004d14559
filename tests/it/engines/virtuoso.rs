//! A Virtuoso of a test's own: its folder, its ports, and its end with the test, whatever becomes of it.

use super::process::{Process, ending_with_us, free_ports, on_path};
use crate::sealed::say;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A running server.
pub(crate) struct Virtuoso {
    process: Process,
    folder: TempDir,
    http: u16,
    sql: u16,
}

impl Virtuoso {
    /// Starts a server that holds nothing, or says loudly that there is none on this machine.
    ///
    /// `rows` is how many rows it gives at most; it then ends an answer without a word in it.
    pub(crate) fn start(rows: usize) -> Option<Self> {
        if on_path("virtuoso-t").is_none() || isql().is_none() {
            say(
                "SKIPPED, NO ENGINE ASKED: there is no virtuoso-t and isql-vt; .ci/run installs virtuoso-opensource-7-bin",
            );
            return None;
        }
        // Between finding a free port and taking it, another may take it.
        (0..3)
            .find_map(|_| Self::attempt(rows))
            .or_else(|| panic!("Virtuoso does not start"))
    }

    fn attempt(rows: usize) -> Option<Self> {
        let folder = tempfile::Builder::new()
            .prefix("virtuoso-")
            .tempdir()
            .unwrap();
        let (http, sql) = free_ports();
        let path = folder.path().canonicalize().unwrap();
        std::fs::write(path.join("virtuoso.ini"), settings(&path, http, sql, rows)).unwrap();
        let mut command = ending_with_us("virtuoso-t");
        command.args(["+configfile", "virtuoso.ini", "+foreground"]);
        let process = Process::spawn(&mut command, &path);
        let mut server = Self {
            process,
            folder,
            http,
            sql,
        };
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(60) {
            if server.process.has_ended() {
                return None;
            }
            // Whoever asks over HTTP is `nobody`, and may change everything here.
            let granted = server.sql("DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 7);");
            if granted.is_ok() {
                let already = "GRANT SPARQL_UPDATE TO \"SPARQL\";";
                // It may have been granted when the database was made.
                let _ = server.sql(already);
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        None
    }

    /// The address of queries and updates.
    pub(crate) fn sparql(&self) -> String {
        format!("http://127.0.0.1:{}/sparql", self.http)
    }

    /// The address of the graph store.
    pub(crate) fn graph_store(&self) -> String {
        format!("http://127.0.0.1:{}/sparql-graph-crud", self.http)
    }

    /// The address of SQL.
    pub(crate) fn server(&self) -> String {
        format!("127.0.0.1:{}", self.sql)
    }

    /// Runs SQL, and returns what is printed.
    pub(crate) fn sql(&self, text: &str) -> Result<String, String> {
        let output = Command::new(isql().unwrap())
            .args([
                &self.server(),
                "dba",
                "dba",
                "VERBOSE=OFF",
                "BANNER=OFF",
                "PROMPT=OFF",
            ])
            .arg(format!("exec={text}"))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        match output.status.success() && !said.contains("*** Error") {
            true => Ok(said),
            false => Err(said),
        }
    }

    /// Ends the process at once, as a machine that fails does.
    pub(crate) fn die(&mut self) {
        self.process.die();
    }
}

impl Drop for Virtuoso {
    fn drop(&mut self) {
        self.die();
        let _ = std::fs::remove_dir_all(self.folder.path());
    }
}

fn settings(folder: &Path, http: u16, sql: u16, rows: usize) -> String {
    // Loaders may read the folders of tests.
    let temporary = std::env::temp_dir();
    let (folder, temporary) = (folder.display(), temporary.display());
    format!(
        "[Database]\n\
         DatabaseFile = virtuoso.db\nErrorLogFile = virtuoso.log\nLockFile = virtuoso.lck\n\
         TransactionFile = virtuoso.trx\nxa_persistent_file = virtuoso.pxa\n\
         [TempDatabase]\n\
         DatabaseFile = temporary.db\nTransactionFile = temporary.trx\n\
         [Parameters]\n\
         ServerPort = 127.0.0.1:{sql}\nDisableUnixSocket = 1\nServerThreads = 20\n\
         CheckpointInterval = 0\nNumberOfBuffers = 10000\nMaxDirtyBuffers = 6000\n\
         DirsAllowed = {folder}, {temporary}\nThreadsPerQuery = 1\nAsyncQueueMaxThreads = 1\n\
         [HTTPServer]\n\
         ServerPort = 127.0.0.1:{http}\nServerThreads = 10\nServerRoot = .\n\
         MaxClientConnections = 10\nKeepAliveTimeout = 10\n\
         [SPARQL]\n\
         ResultSetMaxRows = {rows}\n"
    )
}

fn isql() -> Option<PathBuf> {
    on_path("isql-vt").or_else(|| on_path("isql-v"))
}
