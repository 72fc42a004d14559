//! BibTeX, with the entry types and fields of BibLaTeX.
//!
//! Files are taken apart here rather than by the crate `biblatex`, which stops at the first slip of a file, drops what
//! commands it does not know apply to, and descends once for each brace.

mod convert;
mod date;
mod lines;
mod names;
mod scan;
mod write;

pub use convert::read_bibtex;
pub use write::write_bibtex;
