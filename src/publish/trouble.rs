//! What goes wrong between us and an engine.

/// Bytes of an answer that are read, after decompression.
pub(super) const LARGEST: u64 = 256 << 20;

/// Why a request has no answer that could be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The address is none that can be asked.
    #[error("`{0}` is no address of the web (http or https)")]
    Address(String),
    /// Credentials would be sent in the open.
    #[error("{url} {reason}")]
    Open {
        /// Who would be asked.
        url: String,
        /// Why not.
        reason: String,
    },
    /// Nobody there, or no secure connection.
    #[error("{url} cannot be reached: {reason}")]
    Unreachable {
        /// Who was asked.
        url: String,
        /// What the operating system or the other side said.
        reason: String,
    },
    /// It cannot show that it is who it should be.
    #[error("{url} cannot be reached: {reason}")]
    Untrusted {
        /// Who was asked.
        url: String,
        /// What is wrong with its certificate.
        reason: String,
    },
    /// No answer in time.
    #[error("{url} did not answer within {seconds} s")]
    Slow {
        /// Who was asked.
        url: String,
        /// How long it had.
        seconds: u64,
    },
    /// The connection ended before the answer did.
    #[error("{url} broke the connection off")]
    CutOff {
        /// Who was asked.
        url: String,
    },
    /// An answer that came to its end, and is not whole.
    #[error("the answer of {url} is no whole result of a query")]
    Half {
        /// Who was asked.
        url: String,
    },
    /// More than we read.
    #[error("the answer of {url} is longer than {} MB", LARGEST >> 20)]
    TooLong {
        /// Who was asked.
        url: String,
    },
    /// It sends elsewhere, as to a page to log in at.
    #[error("{url} sends elsewhere, to {to}")]
    Redirect {
        /// Who was asked.
        url: String,
        /// Where it sends to, without what may be secret of it.
        to: String,
    },
    /// It wants to know who asks, or knows and refuses.
    #[error("{url} refuses (status {status}){said}")]
    Refused {
        /// Who was asked.
        url: String,
        /// The status.
        status: u16,
        /// What it says, behind a colon.
        said: String,
    },
    /// A status that is no success.
    #[error("{url} answered with the status {status}{said}")]
    Status {
        /// Who was asked.
        url: String,
        /// The status.
        status: u16,
        /// What it says, behind a colon.
        said: String,
    },
    /// It takes changes, and not this one.
    #[error("{url} refuses a change (status 400){said}")]
    Unwelcome {
        /// Who was asked.
        url: String,
        /// What it says, behind a colon.
        said: String,
    },
    /// It asks for more time than we have.
    #[error("{url} asks to wait {seconds} s before it is asked again")]
    Wait {
        /// Who was asked.
        url: String,
        /// How long.
        seconds: u64,
    },
    /// An answer that is not what the protocol says.
    #[error("the answer of {url} is {what}")]
    Nonsense {
        /// Who was asked.
        url: String,
        /// What it is.
        what: String,
    },
}

impl Trouble {
    /// Says whether the same request may do better after a while.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Status { status, .. } => {
                matches!(status, 408 | 409 | 425 | 429 | 500 | 502 | 503 | 504)
            }
            Self::Slow { .. }
            | Self::CutOff { .. }
            | Self::Half { .. }
            | Self::Unreachable { .. } => true,
            _ => false,
        }
    }

    /// Returns it as trouble with what was sent, where the engine understands requests of this kind.
    pub(super) fn of_what_was_sent(self) -> Self {
        match self {
            Self::Status {
                url,
                status: 400,
                said,
            } => Self::Unwelcome { url, said },
            other => other,
        }
    }

    /// Says whether the address may be right for something else, and not for this.
    pub(super) fn is_elsewhere(&self) -> bool {
        matches!(self, Self::Status { status, .. } if matches!(status, 400 | 404 | 405 | 406 | 415 | 501))
    }
}
