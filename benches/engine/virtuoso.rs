//! A Virtuoso with a folder and ports of its own, which ends with the benchmark.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A server that runs.
pub(crate) struct Virtuoso {
    server: Child,
    http: u16,
    sql: u16,
}

impl Virtuoso {
    /// Starts a server over the database of a folder, which is made where there is none.
    pub(crate) fn start(folder: &Path) -> Self {
        let held = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a port"));
        let [http, sql] = held
            .each_ref()
            .map(|one| one.local_addr().expect("an address").port());
        drop(held);
        let _ = std::fs::remove_file(folder.join("virtuoso.lck"));
        let settings = folder.join("virtuoso.ini");
        std::fs::write(&settings, text(folder, http, sql)).expect("room on the disk");
        let log = std::fs::File::create(folder.join("server.log")).expect("a file");
        let server = Command::new("virtuoso-t")
            .arg("+configfile")
            .arg(&settings)
            .arg("+foreground")
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file"))
            .stderr(log)
            .spawn()
            .expect("virtuoso-t (Debian: virtuoso-opensource-7-bin)");
        let virtuoso = Self { server, http, sql };
        for _ in 0..1200 {
            if virtuoso.try_sql("SELECT 1;").is_ok() {
                return virtuoso;
            }
            std::thread::sleep(Duration::from_millis(500));
        }
        panic!(
            "Virtuoso did not start: see {}",
            folder.join("virtuoso.log").display()
        );
    }

    /// Returns the address that answers queries.
    pub(crate) fn sparql(&self) -> String {
        format!("http://127.0.0.1:{}/sparql", self.http)
    }

    /// Loads a published folder with so many loaders at once.
    pub(crate) fn load(&self, folder: &Path, loaders: usize) {
        let graph = "https://w3id.org/synergraph/published/publication";
        for (files, loaders) in [("data-%.nq.gz", loaders), ("publication.nq.gz", 1)] {
            self.sql(&format!(
                "ld_dir('{}', '{files}', '{graph}');",
                folder.display()
            ));
            std::thread::scope(|scope| {
                for _ in 0..loaders {
                    scope.spawn(|| self.sql("rdf_loader_run();"));
                }
            });
        }
        self.sql("checkpoint;");
        let failed = "SELECT ll_file, ll_error FROM DB.DBA.LOAD_LIST WHERE ll_error IS NOT NULL OR ll_state <> 2;";
        let said = self.sql(failed);
        assert!(!said.contains(".nq.gz"), "not loaded: {said}");
    }

    /// Returns how long processors worked for the server until now.
    pub(crate) fn spent(&self) -> Duration {
        spent_by(self.server.id())
    }

    fn sql(&self, text: &str) -> String {
        self.try_sql(text)
            .unwrap_or_else(|said| panic!("{text}: {said}"))
    }

    fn try_sql(&self, text: &str) -> Result<String, String> {
        let program = ["isql-vt", "isql-v"].into_iter().find(|name| on_path(name));
        let output = Command::new(program.unwrap_or("isql-vt"))
            .arg(format!("127.0.0.1:{}", self.sql))
            .args(["dba", "dba", "VERBOSE=OFF", "BANNER=OFF", "PROMPT=OFF"])
            .arg(format!("exec={text}"))
            .output()
            .map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        match said.contains("Error") {
            true => Err(said),
            false => Ok(said),
        }
    }
}

impl Drop for Virtuoso {
    fn drop(&mut self) {
        // Nothing was written since the checkpoint behind the loading.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Returns how long processors worked for a process until now.
pub(crate) fn spent_by(process: u32) -> Duration {
    let path = format!("/proc/{process}/stat");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    // Behind the name, which may hold anything: the 12th and 13th field, in hundredths of a second.
    let fields = text.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks.filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder: PathBuf| folder.join(program).is_file())
}

/// Returns the settings: a third of the memory for pages, and no limits on answers.
fn text(folder: &Path, http: u16, sql: u16) -> String {
    let buffers = std::env::var("BUFFERS").ok();
    let buffers = buffers
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| memory() / 3 / 8700);
    let folder = folder.display();
    format!(
        "[Database]\n\
         DatabaseFile = virtuoso.db\nErrorLogFile = virtuoso.log\nLockFile = virtuoso.lck\n\
         TransactionFile = virtuoso.trx\nxa_persistent_file = virtuoso.pxa\n\
         [TempDatabase]\n\
         DatabaseFile = temporary.db\nTransactionFile = temporary.trx\n\
         [Parameters]\n\
         ServerPort = 127.0.0.1:{sql}\nDisableUnixSocket = 1\nServerThreads = 20\n\
         CheckpointInterval = 0\nNumberOfBuffers = {buffers}\nMaxDirtyBuffers = {}\n\
         DirsAllowed = {folder}\nThreadsPerQuery = 2\nAsyncQueueMaxThreads = 4\n\
         [HTTPServer]\n\
         ServerPort = 127.0.0.1:{http}\nServerThreads = 12\nServerRoot = .\n\
         MaxClientConnections = 12\nMaxKeepAlives = 12\nKeepAliveTimeout = 15\n\
         [SPARQL]\n\
         ResultSetMaxRows = 20000000\n",
        buffers / 4 * 3
    )
}

/// Returns how many bytes of memory the machine has.
fn memory() -> usize {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kilobytes = line.and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse().ok());
    kilobytes.unwrap_or(4_000_000) * 1000
}
