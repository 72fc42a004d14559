//! Many questions of one kind: in batches, a few at once.

use super::{Endpoint, EndpointError};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Rows of VALUES that are sent with one request.
pub(super) const BATCH: usize = 200;
/// Requests that are under way at once.
const AT_ONCE: usize = 4;

/// Asks about a batch of items, the first of which has this place among all.
pub(super) type Ask<'a, T, R> = dyn Fn(&[T], usize) -> Result<Vec<R>, EndpointError> + Sync + 'a;

impl Endpoint {
    /// Asks about items in batches, which become smaller where the engine finds them too large.
    pub(super) fn in_batches<T: Sync, R: Send>(
        &self,
        items: &[T],
        ask: &Ask<'_, T, R>,
    ) -> Result<Vec<R>, EndpointError> {
        self.in_batches_of(BATCH, items, ask)
    }

    /// Asks about items in batches of so many at most.
    pub(super) fn in_batches_of<T: Sync, R: Send>(
        &self,
        size: usize,
        items: &[T],
        ask: &Ask<'_, T, R>,
    ) -> Result<Vec<R>, EndpointError> {
        fn split<T, R>(
            items: &[T],
            start: usize,
            ask: &Ask<'_, T, R>,
        ) -> Result<Vec<R>, EndpointError> {
            match ask(items, start) {
                Err(error) if error.too_much && items.len() > 1 => {
                    let (first, second) = items.split_at(items.len() / 2);
                    let mut found = split(first, start, ask)?;
                    found.extend(split(second, start + first.len(), ask)?);
                    Ok(found)
                }
                outcome => outcome,
            }
        }
        let batches: Vec<(usize, &[T])> = items
            .chunks(size)
            .enumerate()
            .map(|(number, batch)| (number * size, batch))
            .collect();
        let jobs: Vec<_> = batches
            .iter()
            .map(|(start, batch)| move || split(batch, *start, ask))
            .collect();
        Ok(at_once(&jobs)?.into_iter().flatten().collect())
    }
}

/// Runs jobs, a few at once, and returns what they return, in their order.
pub(super) fn at_once<R: Send>(
    jobs: &[impl Fn() -> Result<R, EndpointError> + Sync],
) -> Result<Vec<R>, EndpointError> {
    if let [job] = jobs {
        return Ok(vec![job()?]);
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<Result<R, EndpointError>>>> =
        Mutex::new(jobs.iter().map(|_| None).collect());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(jobs.len()) {
            scope.spawn(|| {
                while let Some((at, job)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    jobs.get(at).map(|job| (at, job))
                } {
                    let outcome = job();
                    if outcome.is_err() {
                        // The others are for nothing.
                        next.store(jobs.len(), Ordering::Relaxed);
                    }
                    done.lock().unwrap_or_else(PoisonError::into_inner)[at] = Some(outcome);
                }
            });
        }
    });
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut results = Vec::with_capacity(done.len());
    let mut failed = None;
    for outcome in done {
        match outcome {
            Some(Ok(result)) => results.push(result),
            Some(Err(error)) => failed = failed.or(Some(error)),
            None => {}
        }
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(results),
    }
}
