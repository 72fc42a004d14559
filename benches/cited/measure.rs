//! Times and memory.

use std::time::{Duration, Instant};

/// Rounds of runs of a query, at least and at most; the fastest counts.
const ROUNDS: (usize, usize) = (3, 50);
/// Runs of one kind behind each other, so that caches hold what that kind needs.
const IN_A_ROW: usize = 3;
/// Time after which a query is not run again, once it was run often enough; a slower one is run once a round.
const PATIENCE: Duration = Duration::from_millis(200);
/// A query that takes longer than this is run once.
const LONG: Duration = Duration::from_secs(1);

/// Something to be timed, which says how many rows it gave, or that it did not end.
pub(crate) struct Run<'a>(Box<dyn FnMut() -> Option<usize> + 'a>);

impl<'a> Run<'a> {
    pub(crate) fn new(run: impl FnMut() -> Option<usize> + 'a) -> Self {
        Self(Box::new(run))
    }
}

/// Returns the rows and the shortest time of each, run in turn, so that a busy moment spoils all alike.
pub(crate) fn best(runs: &mut [Run<'_>]) -> (Vec<Option<usize>>, Vec<Option<Duration>>) {
    let mut rows = vec![None; runs.len()];
    let mut times: Vec<Option<Duration>> = vec![None; runs.len()];
    let begun = Instant::now();
    for round in 0..ROUNDS.1 {
        if round >= ROUNDS.0 && begun.elapsed() > PATIENCE * runs.len() as u32 {
            break;
        }
        for (at, run) in runs.iter_mut().enumerate() {
            if round > 0 && times[at].is_none_or(|time| time > LONG) {
                continue;
            }
            for _ in 0..IN_A_ROW {
                let started = Instant::now();
                let found = run.0();
                let took = started.elapsed();
                rows[at] = found;
                if found.is_some() {
                    times[at] = Some(times[at].map_or(took, |time| time.min(took)));
                }
                if took > PATIENCE {
                    break;
                }
            }
        }
    }
    (rows, times)
}

/// Returns how many times longer one is.
pub(crate) fn ratio(time: Duration, base: Duration) -> f64 {
    time.as_secs_f64() / base.as_secs_f64().max(1e-9)
}

/// Returns mean, median and upper end of a column.
pub(crate) fn summary(name: &str, list: &mut [f64]) -> String {
    if list.is_empty() {
        return format!("{name}: nothing measured");
    }
    list.sort_by(f64::total_cmp);
    let mean = (list.iter().map(|value| value.ln()).sum::<f64>() / list.len() as f64).exp();
    let at = |share: f64| list[((list.len() - 1) as f64 * share).round() as usize];
    format!(
        "{name}: geometric mean {mean:.2}, median {:.2}, p90 {:.2}, most {:.2} ({} queries)",
        at(0.5),
        at(0.9),
        at(1.0),
        list.len()
    )
}

/// Returns the most memory that this process had resident, mapped pages of files counted.
pub(crate) fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    line.map_or_else(
        || "unknown memory".to_owned(),
        |kilobytes| format!("{} MB resident", kilobytes / 1000),
    )
}
