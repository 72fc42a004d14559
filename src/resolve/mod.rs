//! From a reference to a confirmed DOI: asks Crossref, DataCite and doi.org, and keeps what they say.
//!
//! [`wanted`] lists the works of a knowledge base, [`Resolved`] is the file with what is known already,
//! [`resolve`] asks about the rest. Nothing here is on the network unless it is called.

mod client;
mod date;
mod pace;
mod record;
mod resolved;
mod search;
mod service;
mod turtle;
mod wanted;

pub use client::{LARGEST, Trouble, is_here};
pub use date::{days_between, today};
pub use pace::{Patience, wait_asked};
pub use record::{Record, lower_doi, without_markup};
pub use resolved::{Known, Resolution, Resolved, Seen, WriteError};
pub use search::{Checked, Match, Outcome, Refuted, Wanted};
pub use service::{AddressError, Addresses, Given, Service, Services, address};
pub use wanted::wanted;

use search::check;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// Works that are asked about at once; the services' own limits hold within that.
const WORKERS: usize = 4;

/// Asks the services about works, and hands over what came of each as soon as it is known, in no certain order.
///
/// A `Break` ends it; what is under way then is still awaited.
pub fn resolve(
    services: &Services,
    works: &[Wanted],
    mut each: impl FnMut(&Wanted, Checked) -> ControlFlow<()>,
) {
    let next = &AtomicUsize::new(0);
    let (send, receive) = mpsc::channel();
    let ask = move |send: &mpsc::Sender<_>| {
        let Some(wanted) = works.get(next.fetch_add(1, Ordering::Relaxed)) else {
            return false;
        };
        // Nobody listens any more once it was ended.
        send.send((wanted, check(services, wanted))).is_ok()
    };
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // The first is asked about alone: what the services allow is known with its answer.
            if ask(&send) {
                for _ in 0..WORKERS.min(works.len()) {
                    let send = send.clone();
                    scope.spawn(move || while ask(&send) {});
                }
            }
        });
        for (wanted, checked) in receive {
            if each(wanted, checked).is_break() {
                next.store(works.len(), Ordering::Relaxed);
                break;
            }
        }
    });
}
