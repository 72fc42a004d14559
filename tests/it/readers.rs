//! What reads files from elsewhere never panics, whatever is in them.
//!
//! The same functions are targets of `cargo fuzz` (`fuzz/readers.rs`). Here they get mutations of sound inputs, always the
//! same ones. `SYNERGRAPH_MUTATIONS=N` tries N of each reader instead of a few.

#[path = "../../fuzz/readers.rs"]
mod bodies;

use crate::sealed::{files_below, repository};
use oxigraph::io::RdfFormat;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use synergraph::store::Builder;

/// Time after which a reader gets no further mutations, unless a number of them is asked for.
const PATIENCE: Duration = Duration::from_secs(4);

/// Words and numbers that are worth trying in the middle of anything.
const WORDS: &[&[u8]] = &[
    b"\0",
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xef\xbb\xbf",
    b"\xf0\x9f\xa7\xaa",
    b"\r\n",
    b"\\u",
    b"<",
    b">",
    b"[",
    b"](",
    b"{",
    b"}",
    b"\"\"\"",
    b"'''",
    b"^^",
    b"@prefix",
    b"_:",
    b"$$",
    b"\\mathrm{",
    b"|",
    b"#",
    b"&#x",
    b"<sup>",
    b"-->",
    b"10.1000/",
    b"\x80",
];

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..start + self.below((length - start).min(40) + 1)
    }

    /// Returns an input that differs from one of these in a few places.
    fn mutation(&mut self, inputs: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = inputs[self.below(inputs.len())].clone();
        for _ in 0..1 + self.below(4) {
            match self.below(6) {
                0 if !bytes.is_empty() => {
                    let at = self.below(bytes.len());
                    bytes[at] ^= 1 << self.below(8);
                }
                1 => {
                    let range = self.range(bytes.len());
                    bytes.drain(range);
                }
                2 => {
                    let range = self.range(bytes.len());
                    let again = bytes[range.clone()].to_vec();
                    bytes.splice(range.start..range.start, again);
                }
                3 => {
                    let word = WORDS[self.below(WORDS.len())];
                    // In the place of as many bytes, so that what lies behind stays where it was.
                    let at = self.below(bytes.len() + 1);
                    let end = (at + word.len()).min(bytes.len());
                    bytes.splice(at..end, word.iter().copied());
                }
                4 => {
                    let other = &inputs[self.below(inputs.len())];
                    let (here, there) = (self.below(bytes.len() + 1), self.below(other.len() + 1));
                    bytes.truncate(here);
                    bytes.extend_from_slice(&other[there..]);
                }
                _ => {
                    let word = WORDS[self.below(WORDS.len())];
                    let at = self.below(bytes.len() + 1);
                    bytes.splice(at..at, word.iter().copied());
                }
            }
        }
        bytes
    }
}

/// Returns inputs to begin with, besides those that stand with the reader.
fn more_inputs(reader: &str) -> Vec<Vec<u8>> {
    match reader {
        "store" => {
            let mut builder = Builder::default();
            let text =
                "<http://e/s> <http://e/p> 'x' <http://e/g> .\n_:b <http://e/p> <http://e/s> .\n"
                    .replace('\'', "\"");
            builder
                .load("x.nq", text.as_bytes(), RdfFormat::NQuads)
                .unwrap();
            builder.keep_prefixes("@prefix e: <http://e/> .\n");
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("x.store");
            builder.build().write(&path).unwrap();
            vec![std::fs::read(path).unwrap()]
        }
        "markdown" => papers("md"),
        "jats" => papers("xml"),
        "plain" => papers("txt"),
        _ => Vec::new(),
    }
}

/// Returns the made-up papers of a form.
fn papers(form: &str) -> Vec<Vec<u8>> {
    files_below(&repository().join("tests/papers"))
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|ending| ending == form))
        .map(|(_, content)| content)
        .collect()
}

#[test]
fn no_reader_panics_whatever_it_reads() {
    let asked: Option<usize> = std::env::var("SYNERGRAPH_MUTATIONS")
        .ok()
        .and_then(|text| text.parse().ok());
    for (name, reader, inputs) in bodies::ALL {
        let mut corpus: Vec<Vec<u8>> = inputs.iter().map(|text| text.as_bytes().to_vec()).collect();
        corpus.extend(more_inputs(name));
        corpus.push(Vec::new());
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        let begun = Instant::now();
        let mut tried = 0;
        while tried < asked.unwrap_or(3000) && (asked.is_some() || begun.elapsed() < PATIENCE) {
            let input = if tried < corpus.len() {
                corpus[tried].clone()
            } else {
                random.mutation(&corpus)
            };
            let ended = catch_unwind(AssertUnwindSafe(|| reader(&input)));
            assert!(
                ended.is_ok(),
                "{name}, mutation {tried}: {:?}",
                String::from_utf8_lossy(&input)
            );
            tried += 1;
        }
        assert!(tried > corpus.len(), "{name}: only {tried} tried");
    }
}
