//! Notices about works: retractions, corrections, expressions of concern.

use super::Citations;
use crate::store::TermId;
use crate::vocabulary::{self, sg};
use oxigraph::model::{NamedNodeRef, TermRef};

/// A notice that a work was retracted, put in doubt or corrected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notice {
    /// What it says of the work.
    pub kind: NoticeKind,
    /// Its date, `2025-03-01`, as far as it is known.
    pub date: Option<String>,
    /// The DOI of the notice itself.
    pub doi: Option<String>,
    /// Who reports it, such as `publisher` or `retraction-watch`.
    pub reported_by: Vec<String>,
}

/// What a notice says of a work, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// The work is withdrawn.
    Retraction,
    /// Its publisher or editors doubt it.
    ExpressionOfConcern,
    /// Something in it was put right.
    Correction,
    /// A retraction was taken back.
    Reinstatement,
}

/// Where a work stands after all notices about it, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Retracted, and not reinstated since.
    Retracted,
    /// Under an expression of concern.
    Doubted,
    /// Corrected.
    Corrected,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::Retraction,
        Self::ExpressionOfConcern,
        Self::Correction,
        Self::Reinstatement,
    ];

    /// Returns the class of such notices.
    pub fn class(self) -> NamedNodeRef<'static> {
        match self {
            Self::Retraction => sg::RETRACTION,
            Self::ExpressionOfConcern => sg::EXPRESSION_OF_CONCERN,
            Self::Correction => sg::CORRECTION,
            Self::Reinstatement => sg::REINSTATEMENT,
        }
    }

    /// Returns what it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Retraction => "retraction",
            Self::ExpressionOfConcern => "expression of concern",
            Self::Correction => "correction",
            Self::Reinstatement => "reinstatement",
        }
    }
}

impl Standing {
    /// Every standing, the gravest first.
    pub const ALL: [Self; 3] = [Self::Retracted, Self::Doubted, Self::Corrected];

    /// Returns the word for a work that stands so.
    pub fn name(self) -> &'static str {
        match self {
            Self::Retracted => "retracted",
            Self::Doubted => "under an expression of concern",
            Self::Corrected => "corrected",
        }
    }

    /// Returns where a work stands after these notices; `None` where there is nothing to say.
    pub fn after(notices: &[Notice]) -> Option<Self> {
        let last = |kind| {
            notices
                .iter()
                .filter(|notice| notice.kind == kind)
                .map(|notice| notice.date.as_deref().unwrap_or_default())
                .max()
        };
        let has = |kind| notices.iter().any(|notice| notice.kind == kind);
        // A reinstatement counts where it is dated, and not before the retraction.
        let reinstated = last(NoticeKind::Reinstatement).unwrap_or_default();
        if let Some(retracted) = last(NoticeKind::Retraction)
            && (reinstated.is_empty() || reinstated < retracted)
        {
            return Some(Self::Retracted);
        }
        if has(NoticeKind::ExpressionOfConcern) {
            return Some(Self::Doubted);
        }
        has(NoticeKind::Correction).then_some(Self::Corrected)
    }
}

impl Notice {
    /// Returns it in words: `retraction of 2025-03-01, https://doi.org/10.5555/notice`.
    pub fn in_words(&self) -> String {
        let mut words = self.kind.name().to_owned();
        if let Some(date) = &self.date {
            words.push_str(&format!(" of {date}"));
        }
        if let Some(doi) = &self.doi {
            words.push_str(&format!(", https://doi.org/{doi}"));
        }
        words
    }
}

impl Citations<'_> {
    /// Returns the notices about a work, the gravest first.
    pub fn notices(&self, work: TermId) -> Vec<Notice> {
        let mut notices: Vec<Notice> = self
            .subjects(sg::UPDATES, work)
            .into_iter()
            .flat_map(|notice| {
                let classes = self.objects(notice, vocabulary::TYPE);
                NoticeKind::ALL
                    .into_iter()
                    .filter(move |kind| {
                        let class = self.store.id(kind.class());
                        class.is_some_and(|class| classes.contains(&class))
                    })
                    .map(move |kind| self.notice(notice, kind))
            })
            .collect();
        notices.sort();
        notices.dedup();
        notices
    }

    fn notice(&self, notice: TermId, kind: NoticeKind) -> Notice {
        let mut reported_by: Vec<String> = self
            .objects(notice, sg::REPORTED_BY)
            .into_iter()
            .filter_map(|reporter| match self.store.term(reporter) {
                TermRef::Literal(literal) => Some(literal.value().to_owned()),
                _ => None,
            })
            .collect();
        reported_by.sort();
        Notice {
            kind,
            date: self.text(notice, vocabulary::ISSUED),
            doi: self.text(notice, sg::RECORD_DOI),
            reported_by,
        }
    }

    /// Returns every work that a notice is about, with where it stands, by name.
    pub fn works_with_notices(&self) -> Vec<(TermId, Standing)> {
        let Some(updates) = self.store.id(sg::UPDATES) else {
            return Vec::new();
        };
        let mut works: Vec<TermId> = self
            .store
            .triples(None, Some(updates), None)
            .map(|[_, _, work]| work)
            .collect();
        works.sort_unstable();
        works.dedup();
        works
            .into_iter()
            .filter_map(|work| Some((work, Standing::after(&self.notices(work))?)))
            .collect()
    }
}
