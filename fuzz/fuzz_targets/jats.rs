#![no_main]

#[expect(dead_code, reason = "one target runs one reader")]
#[path = "../readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| readers::jats(bytes));
