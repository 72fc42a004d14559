//! How a published dataset is laid out: its graphs, its terms, its names for what has none.
//!
//! `docs/publish.md` specifies it, for those who write it and those who read it.

use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Term, TermRef};
use sha2::{Digest, Sha256};

macro_rules! terms {
    ($($name:ident $local:literal)*) => {
        $(
            #[doc = concat!("`pub:", $local, "`")]
            pub const $name: NamedNodeRef<'_> = NamedNodeRef::new_unchecked(
                concat!("https://w3id.org/synergraph/published#", $local)
            );
        )*
    };
}
terms! {
    DATASET "Dataset"
    CLAIM "Claim"
    SOURCE "Source"
    DERIVATION "Derivation"
    LOADING "Loading"
    COMPLETE "Complete"
    HOLDS "holds"
    DIGEST "digest"
    SOURCE_NAME "sourceName"
    POSITION "position"
    RULE "rule"
    CONCLUSION "conclusion"
    FORMAT_VERSION "formatVersion"
    STATE "state"
    MERGED_GRAPH "mergedGraph"
    STATEMENTS "statements"
    CLAIMS "claims"
    SOURCES "sources"
    DERIVATIONS "derivations"
    DESCRIBED "described"
    LISTED "listed"
    PREFIXES "prefixes"
    HELD "held"
    RUN "run"
    ENTRIES "entries"
    TOUCHED "touched"
    LEDGERS "ledgers"
    PIECES "pieces"
}

/// The base of a dataset for which none is chosen.
pub const DEFAULT_BASE: &str = "https://w3id.org/synergraph/published/";
/// The version of the layout.
pub const FORMAT_VERSION_NUMBER: u32 = 1;

/// The names of the graphs of a published dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    base: String,
    merged: String,
}

/// A base that no dataset can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no base: it must be an IRI that ends with `/` or `#`")]
pub struct BadBase(pub String);

impl Layout {
    /// Returns the layout below a base; the merged graph is `BASE` + `merged` unless it has a name of its own.
    ///
    /// # Errors
    /// Where the base is no IRI, or does not end with `/` or `#`.
    pub fn new(base: &str, merged: Option<&NamedNode>) -> Result<Self, BadBase> {
        if NamedNode::new(base).is_err() || !base.ends_with(['/', '#']) {
            return Err(BadBase(base.to_owned()));
        }
        Ok(Self {
            base: base.to_owned(),
            merged: merged.map_or_else(|| format!("{base}merged"), |iri| iri.as_str().to_owned()),
        })
    }

    /// Returns the base, which is the name of the dataset itself.
    pub fn base(&self) -> NamedNode {
        NamedNode::new_unchecked(self.base.clone())
    }

    /// Returns the graph with every statement once.
    pub fn merged(&self) -> NamedNode {
        NamedNode::new_unchecked(self.merged.clone())
    }

    /// Returns the graph that lists claims and sources.
    pub fn graphs(&self) -> NamedNode {
        self.below("graphs")
    }

    /// Returns the graph that says how inferred statements follow.
    pub fn derivations(&self) -> NamedNode {
        self.below("derivations")
    }

    /// Returns the graph that says what the dataset is.
    pub fn publication(&self) -> NamedNode {
        self.below("publication")
    }

    /// Returns the graph with the background triples of a file.
    pub fn source(&self, name: &str) -> NamedNode {
        let mut graph = format!("{}source/", self.base);
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
                graph.push(char::from(byte));
            } else {
                graph.push_str(&format!("%{byte:02X}"));
            }
        }
        NamedNode::new_unchecked(graph)
    }

    /// Returns the graph with what a part of the dataset held when it was published last.
    pub fn ledger(&self, number: u32) -> NamedNode {
        self.below(&format!("ledger/{number}"))
    }

    /// Returns the node of a statement, by its N-Triples line without the line feed.
    pub fn statement(&self, line: &str) -> NamedNode {
        self.below(&format!("statement/{}", hash(line.as_bytes())))
    }

    /// Returns the node of a derivation: its rule, and the nodes of what it concludes and of its premises.
    pub fn derivation(&self, rule: &str, statements: &[NamedNode]) -> NamedNode {
        let mut lines = format!("{rule}\n");
        for statement in statements {
            // The part behind the base is `statement/` and the hash.
            let name = statement.as_str();
            lines.push_str(&name[name.len().saturating_sub(DIGITS)..]);
            lines.push('\n');
        }
        self.below(&format!("derivation/{}", hash(lines.as_bytes())))
    }

    /// Returns a term as it is published: blank nodes have names.
    pub fn named(&self, term: TermRef<'_>) -> Term {
        match term {
            TermRef::BlankNode(node) => self.below(&format!("genid/{}", node.as_str())).into(),
            TermRef::NamedNode(node) => node.into_owned().into(),
            TermRef::Literal(literal) => literal.into_owned().into(),
        }
    }

    /// Returns a subject as it is published.
    pub fn named_subject(&self, node: NamedOrBlankNodeRef<'_>) -> NamedNode {
        match node {
            NamedOrBlankNodeRef::BlankNode(node) => self.below(&format!("genid/{}", node.as_str())),
            NamedOrBlankNodeRef::NamedNode(node) => node.into_owned(),
        }
    }

    /// Returns the label of the blank node that an IRI stands for, if it stands for one.
    pub fn blank_label<'i>(&self, iri: &'i str) -> Option<&'i str> {
        iri.strip_prefix(&self.base)?.strip_prefix("genid/")
    }

    fn below(&self, name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{name}", self.base))
    }
}

/// Digits of a hash.
const DIGITS: usize = 32;

/// Returns the first 128 bits of SHA-256, as hexadecimal digits.
pub fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest[..DIGITS / 2]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
