//! What has happened, in the text format of Prometheus.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Upper bounds of the classes of durations, in seconds.
const BOUNDS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0,
];

/// Counters since the start.
#[derive(Debug)]
pub(super) struct Metrics {
    started: Instant,
    by_class: [AtomicU64; 6],
    durations: [AtomicU64; BOUNDS.len() + 1],
    microseconds: AtomicU64,
    bytes: AtomicU64,
    /// Replies that were kept from before.
    pub(super) kept: AtomicU64,
    /// Requests that found no free place.
    pub(super) turned_away: AtomicU64,
    /// Connections that are open.
    pub(super) connections: AtomicU64,
    /// Queries that run.
    pub(super) running: AtomicU64,
    /// Times that the data were loaded again.
    pub(super) reloads: AtomicU64,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            by_class: Default::default(),
            durations: Default::default(),
            microseconds: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            kept: AtomicU64::new(0),
            turned_away: AtomicU64::new(0),
            connections: AtomicU64::new(0),
            running: AtomicU64::new(0),
            reloads: AtomicU64::new(0),
        }
    }
}

impl Metrics {
    /// Counts a reply.
    pub(super) fn count(&self, status: u16, bytes: usize, duration: Duration) {
        let class = usize::from(status / 100).min(5);
        self.by_class[class].fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        self.microseconds.fetch_add(micros, Ordering::Relaxed);
        let seconds = duration.as_secs_f64();
        let at = BOUNDS.iter().position(|bound| seconds <= *bound);
        self.durations[at.unwrap_or(BOUNDS.len())].fetch_add(1, Ordering::Relaxed);
    }

    /// Returns all counters as text.
    pub(super) fn text(&self, claims: usize, statements: usize) -> String {
        let mut out = String::new();
        let mut put = |name: &str, kind: &str, help: &str, lines: &[(String, String)]| {
            let _ = writeln!(out, "# HELP synergraph_{name} {help}");
            let _ = writeln!(out, "# TYPE synergraph_{name} {kind}");
            for (labels, value) in lines {
                let _ = writeln!(out, "synergraph_{name}{labels} {value}");
            }
        };
        let one = |value: String| vec![(String::new(), value)];
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed).to_string();
        let classes: Vec<(String, String)> = (1..=5)
            .map(|class| {
                (
                    format!("{{class=\"{class}xx\"}}"),
                    read(&self.by_class[class]),
                )
            })
            .collect();
        put(
            "requests_total",
            "counter",
            "Replies by class of status.",
            &classes,
        );
        let mut sum = 0;
        let mut buckets = Vec::new();
        let mut count = 0;
        for (at, counter) in self.durations.iter().enumerate() {
            sum += counter.load(Ordering::Relaxed);
            count = sum;
            let bound = BOUNDS
                .get(at)
                .map_or_else(|| "+Inf".to_owned(), ToString::to_string);
            buckets.push((format!("_bucket{{le=\"{bound}\"}}"), sum.to_string()));
        }
        let seconds = self.microseconds.load(Ordering::Relaxed) as f64 / 1e6;
        buckets.push(("_sum".to_owned(), seconds.to_string()));
        buckets.push(("_count".to_owned(), count.to_string()));
        put(
            "request_duration_seconds",
            "histogram",
            "From a request to its reply.",
            &buckets,
        );
        put(
            "reply_bytes_total",
            "counter",
            "Bytes of bodies.",
            &one(read(&self.bytes)),
        );
        put(
            "kept_replies_total",
            "counter",
            "Replies that had been made before.",
            &one(read(&self.kept)),
        );
        put(
            "turned_away_total",
            "counter",
            "Requests that found no free place.",
            &one(read(&self.turned_away)),
        );
        put(
            "connections",
            "gauge",
            "Open connections.",
            &one(read(&self.connections)),
        );
        put(
            "running",
            "gauge",
            "Requests being answered.",
            &one(read(&self.running)),
        );
        put(
            "reloads_total",
            "counter",
            "Times the data were replaced.",
            &one(read(&self.reloads)),
        );
        put(
            "claims",
            "gauge",
            "Claims served.",
            &one(claims.to_string()),
        );
        put(
            "statements",
            "gauge",
            "Distinct triples served.",
            &one(statements.to_string()),
        );
        let up = self.started.elapsed().as_secs();
        put(
            "uptime_seconds",
            "gauge",
            "Seconds since the start.",
            &one(up.to_string()),
        );
        out
    }
}
