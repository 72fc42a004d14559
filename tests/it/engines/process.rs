//! An engine as a process of its own, for the time of a test.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running engine; it ends with this value, or with us.
pub(crate) struct Process(Child);

impl Process {
    /// Starts a program in a folder, where it may write down what it likes.
    pub(crate) fn spawn(command: &mut Command, folder: &Path) -> Self {
        let silent = command
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Self(silent.spawn().unwrap())
    }

    /// Starts a program that listens at a port of this machine, and waits until it does.
    pub(crate) fn listening(command: &mut Command, folder: &Path, port: u16) -> Self {
        let mut process = Self::spawn(command, folder);
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                !process.has_ended() && started.elapsed() < Duration::from_secs(90),
                "it does not start: {command:?}"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        process
    }

    /// Tells whether it is no longer there.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    /// Ends it at once, as a machine that fails does.
    pub(crate) fn die(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.die();
    }
}

/// Returns a command that ends with us, also where we are killed.
pub(crate) fn ending_with_us(program: impl AsRef<std::ffi::OsStr>) -> Command {
    match on_path("setpriv") {
        Some(setpriv) => {
            let mut command = Command::new(setpriv);
            command.args(["--pdeathsig", "KILL", "--"]).arg(program);
            command
        }
        None => Command::new(program),
    }
}

/// Returns two ports of this machine that nobody listens at.
pub(crate) fn free_ports() -> (u16, u16) {
    let held = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let [first, second] = held.each_ref().map(|one| one.local_addr().unwrap().port());
    (first, second)
}

/// Returns where a program is.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}
