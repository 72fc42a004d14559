//! Bibliographies in and out: what is read, what is written, and what others make of it.

mod import;
mod managers;
mod read_back;
mod reading;
mod round_trip;
