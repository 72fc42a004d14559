//! Bibliographic records, and the files in which reference managers keep them: BibTeX, RIS and CSL-JSON.
//!
//! All three are read into a [`Record`], whose fields have the names of CSL's variables. What a format says that CSL has
//! no word for is kept under its own name, so that writing the same format again loses nothing.

mod bibtex;
mod csl_json;
mod field;
mod key;
mod kind;
mod latex;
mod name;
mod record;
mod ris;
mod style;
mod text;
mod turtle;

pub use bibtex::{read_bibtex, write_bibtex};
pub use csl_json::{csl_json, read_csl_json, write_csl_json};
pub use key::{readable_key, unique_keys};
pub use kind::Kind;
pub use name::Name;
pub use record::{Date, Day, Record};
pub use ris::{read_ris, write_ris};
pub use style::{FormattedEntry, Run, Style, StyleError};
pub use text::{Markup, plain, render};
pub use turtle::bibliography_turtle;

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

/// A form in which bibliographies are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BibliographyFormat {
    /// BibTeX, read with the extensions of BibLaTeX.
    Bibtex,
    /// RIS, as reference managers and publishers write it.
    Ris,
    /// CSL-JSON, the input of citation processors.
    CslJson,
}

impl BibliographyFormat {
    /// The names of all forms.
    pub const NAMES: [&'static str; 3] = ["bibtex", "ris", "csl-json"];

    /// Returns the form that the ending of a file's name, or else the beginning of its text, tells.
    pub fn of(path: &Path, text: &str) -> Option<Self> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.unwrap_or_default().to_lowercase().as_str() {
            "bib" | "bibtex" => return Some(Self::Bibtex),
            "ris" => return Some(Self::Ris),
            "json" => return Some(Self::CslJson),
            _ => {}
        }
        let text = text.trim_start();
        match text.chars().next()? {
            '@' | '%' => Some(Self::Bibtex),
            '[' | '{' => Some(Self::CslJson),
            _ if text.starts_with("TY  -") => Some(Self::Ris),
            _ => None,
        }
    }

    /// Reads records; what cannot be read is reported, and reading goes on behind it.
    pub fn read(self, source: &Arc<Source>) -> (Vec<Record>, Vec<Diagnostic>) {
        match self {
            Self::Bibtex => read_bibtex(source),
            Self::Ris => read_ris(source),
            Self::CslJson => read_csl_json(source),
        }
    }

    /// Writes records.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn write(self, out: &mut dyn Write, records: &[Record]) -> io::Result<()> {
        match self {
            Self::Bibtex => write_bibtex(out, records),
            Self::Ris => write_ris(out, records),
            Self::CslJson => write_csl_json(out, records),
        }
    }
}

/// Returns a text with markup as LaTeX, in ASCII as far as LaTeX has commands for what is not.
pub fn latex(text: &str) -> String {
    latex::encode(text)
}

impl FromStr for BibliographyFormat {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        match name.to_lowercase().as_str() {
            "bibtex" | "bib" | "biblatex" => Ok(Self::Bibtex),
            "ris" => Ok(Self::Ris),
            "csl-json" | "csljson" | "csl" => Ok(Self::CslJson),
            _ => Err(()),
        }
    }
}
