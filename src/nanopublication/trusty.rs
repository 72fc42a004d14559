//! Trusty URIs: the name of some RDF is a digest of it.
//!
//! Module RA of <https://trustyuri.net/>, as `nanopub-java` and PyPI's `nanopub` compute it: quads with the artefact code replaced by a
//! space, sorted by graph, subject, predicate and object, each term on a line, hashed with SHA-256.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oxigraph::model::{GraphNameRef, NamedOrBlankNodeRef, Quad, QuadRef, TermRef};
use sha2::{Digest, Sha256};
use std::cmp::Ordering;

/// Characters of an artefact code: two for the module, forty-three for the digest.
const LENGTH: usize = 45;
const MODULE: &str = "RA";

/// Returns the artefact code of quads in whose IRIs `code` stands for it.
pub fn artefact_code(quads: &[Quad], code: &str) -> String {
    let mut lines: Vec<[Line; 4]> = quads
        .iter()
        .map(|quad| lines_of(quad.as_ref(), code))
        .collect();
    lines.sort();
    lines.dedup();
    let mut hash = Sha256::new();
    for line in lines.iter().flatten() {
        hash.update(line.text.as_bytes());
        hash.update(b"\n");
    }
    format!("{MODULE}{}", URL_SAFE_NO_PAD.encode(hash.finalize()))
}

/// Returns the artefact code in which an IRI ends, if it ends in one.
pub fn code_of(iri: &str) -> Option<&str> {
    let start = iri.len().checked_sub(LENGTH)?;
    let code = iri.get(start..)?;
    let digits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let before = iri[..start].chars().next_back();
    (code.starts_with(MODULE) && code.chars().all(digits) && before.is_some_and(|c| !digits(c)))
        .then_some(code)
}

/// A term as it is hashed, with what it is sorted by.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    /// Literals stand behind everything else.
    literal: bool,
    value: String,
    datatype: Option<String>,
    language: Option<String>,
    text: String,
}

impl Ord for Line {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |line: &Self| {
            (
                line.literal,
                line.value.clone(),
                line.datatype.clone(),
                line.language.clone(),
            )
        };
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Line {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn lines_of(quad: QuadRef<'_>, code: &str) -> [Line; 4] {
    let graph = match quad.graph_name {
        GraphNameRef::NamedNode(node) => node_line(node.as_str(), code),
        GraphNameRef::BlankNode(node) => node_line(node.as_str(), code),
        GraphNameRef::DefaultGraph => node_line("", code),
    };
    let subject = match quad.subject {
        NamedOrBlankNodeRef::NamedNode(node) => node_line(node.as_str(), code),
        NamedOrBlankNodeRef::BlankNode(node) => node_line(node.as_str(), code),
    };
    let predicate = node_line(quad.predicate.as_str(), code);
    let object = match quad.object {
        TermRef::NamedNode(node) => node_line(node.as_str(), code),
        TermRef::BlankNode(node) => node_line(node.as_str(), code),
        TermRef::Literal(literal) => {
            let escaped = literal.value().replace('\\', "\\\\").replace('\n', "\\n");
            let language = literal.language().map(str::to_lowercase);
            let datatype = literal.datatype().as_str().to_owned();
            let text = match &language {
                Some(language) => format!("@{language} {escaped}"),
                None => format!("^{datatype} {escaped}"),
            };
            Line {
                literal: true,
                value: literal.value().to_owned(),
                datatype: language.is_none().then_some(datatype),
                language,
                text,
            }
        }
    };
    [graph, subject, predicate, object]
}

fn node_line(name: &str, code: &str) -> Line {
    let text = if code.is_empty() {
        name.to_owned()
    } else {
        name.replace(code, " ")
    };
    Line {
        literal: false,
        value: text.clone(),
        datatype: None,
        language: None,
        text,
    }
}
