//! One thread that stops queries whose time is over.

use spareval::CancellationToken;
use std::collections::BTreeMap;
use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// When each running query has to stop, by the number that keeps those of one moment apart.
#[derive(Default)]
struct Deadlines {
    waiting: BTreeMap<(Instant, u64), CancellationToken>,
    next: u64,
    watched: bool,
}

static DEADLINES: LazyLock<(Mutex<Deadlines>, Condvar)> = LazyLock::new(Default::default);

/// A deadline that is forgotten when the query is done.
#[derive(Debug)]
pub(super) struct Guard(Instant, u64);

impl Drop for Guard {
    fn drop(&mut self) {
        lock().waiting.remove(&(self.0, self.1));
    }
}

/// Cancels after a time, unless the guard is dropped before.
pub(super) fn cancel_after(stop: CancellationToken, time: Duration) -> Guard {
    let at = Instant::now() + time.min(Duration::from_secs(86_400));
    let mut deadlines = lock();
    let number = deadlines.next;
    deadlines.next += 1;
    deadlines.waiting.insert((at, number), stop);
    if !deadlines.watched {
        deadlines.watched = true;
        std::thread::spawn(watch);
    }
    drop(deadlines);
    DEADLINES.1.notify_one();
    Guard(at, number)
}

fn lock() -> MutexGuard<'static, Deadlines> {
    DEADLINES.0.lock().unwrap_or_else(PoisonError::into_inner)
}

fn watch() {
    let mut deadlines = lock();
    loop {
        let now = Instant::now();
        let later = deadlines.waiting.split_off(&(now, u64::MAX));
        for stop in std::mem::replace(&mut deadlines.waiting, later).into_values() {
            stop.cancel();
        }
        let until = deadlines.waiting.keys().next().map(|(at, _)| *at - now);
        let wait = until.unwrap_or(Duration::from_secs(3600));
        deadlines = DEADLINES
            .1
            .wait_timeout(deadlines, wait)
            .unwrap_or_else(PoisonError::into_inner)
            .0;
    }
}
