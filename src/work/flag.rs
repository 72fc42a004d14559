//! Which rows rest on works that were retracted, put in doubt or corrected, and whether they stand without them.

use super::{Citations, Standing};
use crate::lineage::Evidence;
use crate::store::{ClaimId, TermId, View, Withheld};
use rustc_hash::{FxHashMap, FxHashSet};

/// That a row cites works of one standing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// Where the works stand.
    pub standing: Standing,
    /// The works, in the order of their names.
    pub works: Vec<TermId>,
    /// Whether the row stands without all works of this standing; `None` where not all its alternatives are known.
    pub stands: Option<bool>,
}

/// The works of a store that notices are about, ready to look at rows.
#[derive(Debug)]
pub struct Flags<'a> {
    view: View<'a>,
    citations: Citations<'a>,
    groups: Vec<Group>,
    /// For each claim the works with notices that it rests on.
    known: FxHashMap<ClaimId, Vec<TermId>>,
}

#[derive(Debug)]
struct Group {
    standing: Standing,
    works: FxHashSet<TermId>,
    /// What goes with all of them, and with what the view leaves out already.
    withheld: Withheld,
}

impl<'a> Flags<'a> {
    /// Looks for works with notices.
    pub fn new(view: View<'a>) -> Self {
        let citations = Citations::new(view.store);
        let mut works: FxHashMap<Standing, FxHashSet<TermId>> = FxHashMap::default();
        for (work, standing) in citations.works_with_notices() {
            works.entry(standing).or_default().insert(work);
        }
        let mut groups: Vec<Group> = works
            .into_iter()
            .map(|(standing, works)| {
                let mut claims: FxHashSet<ClaimId> =
                    citations.withdrawal(&works).falling.into_iter().collect();
                claims.extend(
                    view.without
                        .iter()
                        .flat_map(|without| without.claims())
                        .copied(),
                );
                Group {
                    standing,
                    works,
                    withheld: Withheld::of(view.store, claims),
                }
            })
            .collect();
        groups.sort_by_key(|group| group.standing);
        Self {
            view,
            citations,
            groups,
            known: FxHashMap::default(),
        }
    }

    /// Returns the flags of a row, the gravest first.
    pub fn of(&mut self, evidence: &Evidence) -> Vec<Flag> {
        if self.groups.is_empty() {
            return Vec::new();
        }
        let mut cited: Vec<TermId> = Vec::new();
        for claim in self.citations.claims_of(self.view, evidence) {
            let (citations, groups) = (self.citations, &self.groups);
            let works = self.known.entry(claim).or_insert_with(|| {
                let mut works = citations.sources_of(claim);
                works.retain(|work| groups.iter().any(|group| group.works.contains(work)));
                works
            });
            cited.extend(works.iter());
        }
        cited.sort_unstable();
        cited.dedup();
        self.groups
            .iter()
            .filter_map(|group| {
                let works: Vec<TermId> = cited
                    .iter()
                    .copied()
                    .filter(|work| group.works.contains(work))
                    .collect();
                (!works.is_empty()).then(|| Flag {
                    standing: group.standing,
                    works,
                    stands: self.stands(evidence, &group.withheld),
                })
            })
            .collect()
    }

    fn stands(&self, evidence: &Evidence, withheld: &Withheld) -> Option<bool> {
        let view = View {
            without: Some(withheld),
            ..self.view
        };
        let stands = evidence.alternatives.iter().any(|alternative| {
            alternative.statements.iter().all(|one| match one.claim {
                Some(claim) => view.counts(claim),
                None => view.has_by_default(one.statement),
            })
        });
        let all_known = evidence.more_alternatives == 0 && evidence.is_complete();
        if stands {
            Some(true)
        } else {
            all_known.then_some(false)
        }
    }
}

impl Flag {
    /// Returns it in words; `names` are what the works are called.
    pub fn in_words(&self, names: &[String]) -> String {
        let works = match names.len() {
            1 => "a work that is",
            _ => "works that are",
        };
        let end = match self.stands {
            Some(true) => "and stands without",
            Some(false) => "and falls without",
            None => "and no alternative that is shown stands without",
        };
        let it = if names.len() == 1 { "it" } else { "them" };
        format!(
            "rests on {works} {}, {}, {end} {it}",
            self.standing.name(),
            names.join(", ")
        )
    }
}
