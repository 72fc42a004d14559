//! How fast a service may be asked: by the limits that it sends, and by what it asks for when there was too much.

use super::client::Reply;
use std::hash::{BuildHasher, Hasher};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// How long and how often a request is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// How often a request is made at most.
    pub attempts: u32,
    /// The wait before the second attempt; each further one is twice as long.
    pub first: Duration,
    /// The longest wait. A service that asks for more is not asked again in this run.
    pub longest: Duration,
    /// How long one request may take.
    pub request: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 5,
            first: Duration::from_secs(1),
            longest: Duration::from_secs(60),
            request: Duration::from_secs(30),
        }
    }
}

impl Patience {
    /// Returns the wait after so many attempts: half of it is certain, the other half is left to chance.
    pub fn wait(&self, attempts: u32) -> Duration {
        let doubled = 1u32
            .checked_shl(attempts.saturating_sub(1))
            .unwrap_or(u32::MAX);
        let whole = self.first.saturating_mul(doubled).min(self.longest);
        whole.mul_f64(0.5 + chance() / 2.0)
    }
}

/// Returns a number from 0 to 1 that nobody can foresee.
fn chance() -> f64 {
    let random = std::collections::hash_map::RandomState::new()
        .build_hasher()
        .finish();
    (random >> 11) as f64 / (1u64 << 53) as f64
}

/// Lets requests to one service through, no faster and no more at once than it allows.
#[derive(Debug)]
pub(super) struct Pacer {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    /// The least time between two requests.
    apart: Duration,
    /// When the next request may be made.
    next: Instant,
    /// How many requests may be under way at once.
    at_once: u32,
    under_way: u32,
}

/// Leave to make one request; it is given back when dropped.
pub(super) struct Leave<'a>(&'a Pacer);

/// The least time between two requests as long as a service has not said what it allows.
const UNTIL_TOLD: Duration = Duration::from_millis(200);
/// More requests than these are never under way at once, whatever a service allows.
const MOST_AT_ONCE: u32 = 4;

impl Pacer {
    /// Returns a pacer that lets one request through at a time until the service says what it allows.
    pub(super) fn new(first: Duration) -> Self {
        Self {
            state: Mutex::new(State {
                apart: UNTIL_TOLD.min(first),
                next: Instant::now(),
                at_once: 1,
                under_way: 0,
            }),
            changed: Condvar::new(),
        }
    }

    /// Waits until a request may be made.
    pub(super) fn leave(&self) -> Leave<'_> {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            if state.under_way >= state.at_once {
                state = self
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
            } else if state.next > now {
                let wait = state.next - now;
                let woken = self.changed.wait_timeout(state, wait);
                state = woken.unwrap_or_else(PoisonError::into_inner).0;
            } else {
                state.under_way += 1;
                state.next = now + state.apart;
                return Leave(self);
            }
        }
    }

    /// Takes note of the limits that a reply names.
    pub(super) fn learn(&self, reply: &Reply) {
        let header = |names: [&str; 2]| names.iter().find_map(|name| reply.header(name));
        let limit = header(["x-rate-limit-limit", "x-ratelimit-limit"])
            .and_then(|text| text.parse::<u32>().ok());
        let interval = header(["x-rate-limit-interval", "x-ratelimit-interval"]).and_then(interval);
        let at_once = reply
            .header("x-concurrency-limit")
            .and_then(|text| text.parse::<u32>().ok());
        let mut state = self.lock();
        if let (Some(limit), Some(interval)) = (limit, interval) {
            state.apart = interval / limit.max(1);
        }
        if let Some(at_once) = at_once {
            state.at_once = at_once.clamp(1, MOST_AT_ONCE);
        }
        self.changed.notify_all();
    }

    /// Lets nobody through for so long.
    pub(super) fn hold(&self, wait: Duration) {
        let mut state = self.lock();
        state.next = state.next.max(Instant::now() + wait);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.under_way = state.under_way.saturating_sub(1);
        self.0.changed.notify_all();
    }
}

/// Reads a stretch of time such as `1s`, `500ms` or `1m`; a bare number is of seconds. At most an hour.
fn interval(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let number: u64 = text[..digits].parse().ok()?;
    let interval = match text[digits..].trim() {
        "" | "s" => Duration::from_secs(number),
        "ms" => Duration::from_millis(number),
        "m" => Duration::from_secs(number.checked_mul(60)?),
        "h" => Duration::from_secs(number.checked_mul(3600)?),
        _ => return None,
    };
    Some(interval.min(Duration::from_secs(3600)))
}

/// Returns how long a reply asks to wait, given as seconds or as a date.
pub(super) fn retry_after(reply: &Reply) -> Option<Duration> {
    wait_asked(reply.header("retry-after")?, reply.header("date"))
}

/// Returns how long the value of a header `Retry-After` asks to wait, given as seconds or as a date.
///
/// A date is one of the clock over there, whose time the header `Date` tells, and which may be another than ours.
pub fn wait_asked(text: &str, there: Option<&str>) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let now = there.and_then(|there| httpdate::parse_http_date(there.trim()).ok());
    let now = now.unwrap_or_else(SystemTime::now);
    // A date that is past asks for nothing.
    Some(date.duration_since(now).unwrap_or_default())
}
