//! How much memory an answer may take.
//!
//! Tables of solutions are counted as they grow. What the evaluator holds besides, to join, sort and group, cannot be
//! counted from outside, so that the memory of the whole process is watched, where the system tells it (Linux).

use spareval::CancellationToken;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A bound on the memory of an answer, in bytes; by default there is none.
#[derive(Debug, Clone)]
pub struct Memory {
    bytes: usize,
    exceeded: Arc<AtomicBool>,
}

/// Watches the memory of the process until it is dropped.
#[derive(Debug)]
pub struct Watch(Arc<AtomicBool>);

/// Bytes that a value of a solution takes by the time its row is shown.
const VALUE: usize = 24;
/// How often the process is looked at.
const EVERY: Duration = Duration::from_millis(10);
/// The bound where the system does not tell how much memory there is.
const UNKNOWN: usize = 4 << 30;

impl Default for Memory {
    fn default() -> Self {
        Self::of(usize::MAX)
    }
}

impl Memory {
    /// Returns a bound of so many bytes.
    pub fn of(bytes: usize) -> Self {
        Self {
            bytes,
            exceeded: Arc::default(),
        }
    }

    /// Returns a bound of half of what is free: of the machine, or of the group of processes that this one is in.
    pub fn half_of_free() -> Self {
        let read = |path: &str| std::fs::read_to_string(path).ok();
        let of_machine = read("/proc/meminfo").and_then(|text| kilobytes(&text, "MemAvailable:"));
        let of_group = read("/sys/fs/cgroup/memory.max").and_then(|text| text.trim().parse().ok());
        let free = of_machine.into_iter().chain(of_group).min();
        Self::of(free.map_or(UNKNOWN, |bytes: usize| bytes / 2))
    }

    /// Watches the process, and stops an evaluation when it has grown by more than the bound.
    pub fn watch(&self, stop: &CancellationToken) -> Watch {
        let done = Arc::new(AtomicBool::new(false));
        if let Some(before) = taken().filter(|_| self.bytes != usize::MAX) {
            let (watch, memory, stop) = (Arc::clone(&done), self.clone(), stop.clone());
            std::thread::spawn(move || {
                while !watch.load(Ordering::Relaxed) {
                    if taken().is_some_and(|now| now.saturating_sub(before) > memory.bytes) {
                        memory.exceeded.store(true, Ordering::Relaxed);
                        stop.cancel();
                        return;
                    }
                    std::thread::sleep(EVERY);
                }
            });
        }
        Watch(done)
    }

    /// Returns the bound in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Says whether an evaluation was stopped because it took more.
    pub(super) fn is_exceeded(&self) -> bool {
        self.exceeded.load(Ordering::Relaxed)
    }

    /// Says whether a table of so many values is within the bound.
    pub(super) fn allows(&self, values: usize) -> bool {
        values.saturating_mul(VALUE) <= self.bytes
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Returns how many bytes the process holds that are not those of files.
fn taken() -> Option<usize> {
    kilobytes(
        &std::fs::read_to_string("/proc/self/status").ok()?,
        "RssAnon:",
    )
}

/// Returns the bytes of a line such as `RssAnon:  1234 kB`.
fn kilobytes(text: &str, name: &str) -> Option<usize> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let number: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    number.checked_mul(1024)
}
