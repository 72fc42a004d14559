//! Why something could not be published.

use super::trouble::Trouble;
use oxigraph::model::NamedNode;

/// Why a knowledge base could not be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The engine cannot be spoken to.
    #[error("{0}")]
    Trouble(#[from] Trouble),
    /// Something is there that was not published.
    #[error("the graph {0} holds something that nothing there says was published")]
    Foreign(NamedNode),
    /// A later version of this program published there.
    #[error("{0} was published in a newer form than this program knows")]
    Newer(NamedNode),
    /// The merged graph has another name there.
    #[error("the merged graph is {0} there")]
    OtherMerged(NamedNode),
    /// Pieces are cut differently there.
    #[error("what is there was published by the other protocol")]
    OtherProtocol,
    /// What was written cannot be read.
    #[error("the engine takes what is sent, but its answers do not show it")]
    Unseen,
    /// Another run published to the same place.
    #[error("another run publishes to the same place")]
    Overtaken,
    /// A graph has not as many triples as were sent.
    #[error("the engine counts {held} triples in {graph}, of {expected} that were sent")]
    Incomplete {
        /// The graph.
        graph: NamedNode,
        /// What the engine counts.
        held: u64,
        /// What was sent.
        expected: u64,
    },
}

impl PublishError {
    /// Returns what to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Trouble(trouble) => return trouble.hint(),
            Self::Foreign(_) => {
                "choose another `--base`, or let `--overwrite` remove what is there"
            }
            Self::Newer(_) => "publish with that version, or choose another `--base`",
            Self::OtherMerged(_) => "give that name with `--merged`, or choose another `--base`",
            Self::OtherProtocol => {
                "go on with the protocol that was used, or begin anew with `--overwrite`"
            }
            Self::Unseen => {
                "name the address that takes updates with `--update`; it may be of another dataset than the one for queries"
            }
            Self::Overtaken => "wait until it has ended, and publish again",
            Self::Incomplete { .. } => {
                "publish again with `--overwrite`, while nothing else writes there"
            }
        })
    }
}

impl Trouble {
    /// Returns what to do about it.
    fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Refused { status: 401, .. } => {
                "give your credentials with `--header 'Authorization: …'`, in the variable SYNERGRAPH_HEADER, or in a netrc file"
            }
            Self::Refused { .. } => "whoever runs the engine has to allow updates",
            Self::Redirect { .. } => {
                "give the address that it sends to, or, where that is a page to log in at, credentials with `--header`"
            }
            Self::Status {
                status: 400 | 404 | 405 | 406 | 415 | 501,
                ..
            } => {
                "name the address that takes updates with `--update`, or that of a graph store with `--protocol graph-store`"
            }
            Self::Unwelcome { .. } => {
                "some engines do not take literals that their types do not allow, or numbers that are too large for them; correct the data, or load them with `--to-folder`"
            }
            Self::Slow { .. } => "give it longer with `--timeout`, or less at once with `--batch`",
            Self::Status { status: 413, .. } => "send less at once with `--batch`",
            Self::Nonsense { .. } => {
                "give the address of a SPARQL endpoint, and credentials where it wants any"
            }
            _ => return None,
        })
    }
}
