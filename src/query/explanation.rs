//! The whole tree behind each row: alternative, statement, claim, reference, place.

use super::table::{printable, wrap};
use crate::claim::KnowledgeBase;
use crate::lineage::{Evidence, Proofs, Results, StatementRef, proofs_of};
use crate::store::{ClaimId, TermId, View};
use crate::vocabulary;
use crate::work::{Citations, Flags, claims_of_statement};
use rustc_hash::FxHashSet;
use std::cell::RefCell;
use std::io::{self, Write};

/// Claims of one statement that are drawn; further ones are counted.
const CLAIMS: usize = 6;
/// Derivations of one statement that are drawn; further ones are counted.
const DERIVATIONS: usize = 3;

/// Draws for each row of an answer the tree of what it rests on.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_explanation(
    out: &mut dyn Write,
    knowledge: &KnowledgeBase,
    results: &Results,
    view: View<'_>,
    width: u16,
) -> io::Result<()> {
    let drawing = Drawing {
        knowledge,
        view,
        citations: Citations::new(view.store),
        width,
        flags: RefCell::new(Flags::new(view)),
    };
    match results {
        Results::Solutions(variables, rows) => {
            for (number, row) in rows.iter().enumerate() {
                let values: Vec<String> = variables
                    .iter()
                    .zip(&row.values)
                    .filter_map(|(name, value)| {
                        let term = value.as_ref()?.term(view.store);
                        let shown = printable(&knowledge.prefixes.show(term));
                        Some(format!("{} = {shown}", name.as_str()))
                    })
                    .collect();
                let headline = format!("row {}: {}", number + 1, values.join(", "));
                drawing.row(out, &headline, row.evidence.as_ref(), number)?;
            }
            if rows.is_empty() {
                writeln!(out, "No rows.")?;
            }
            Ok(())
        }
        Results::Boolean(value, evidence) => {
            drawing.row(out, &value.to_string(), evidence.as_ref(), 0)
        }
        Results::Graph(triples) => {
            for (number, (triple, evidence)) in triples.iter().enumerate() {
                let headline = printable(&triple.to_string());
                drawing.row(out, &headline, evidence.as_ref(), number)?;
            }
            Ok(())
        }
    }
}

struct Drawing<'a> {
    knowledge: &'a KnowledgeBase,
    view: View<'a>,
    citations: Citations<'a>,
    width: u16,
    flags: RefCell<Flags<'a>>,
}

impl Drawing<'_> {
    /// Returns the numbers of a work in reference lists, or its name.
    fn name_of(&self, work: TermId) -> String {
        let references = self.citations.subjects(vocabulary::REFERENCES, work);
        let mut numbers: Vec<String> = references
            .into_iter()
            .filter_map(|reference| self.citations.reference(reference).number)
            .map(|number| format!("[{number}]"))
            .collect();
        numbers.sort();
        match numbers.first() {
            Some(number) => number.clone(),
            None => self.knowledge.prefixes.show(self.view.store.term(work)),
        }
    }

    fn row(
        &self,
        out: &mut dyn Write,
        headline: &str,
        evidence: Option<&Evidence>,
        number: usize,
    ) -> io::Result<()> {
        if number > 0 {
            writeln!(out)?;
        }
        self.line(out, "", "", headline)?;
        let Some(evidence) = evidence else {
            return Ok(());
        };
        for reason in &evidence.incomplete {
            self.line(out, "", "! ", &format!("citations incomplete: {reason}"))?;
        }
        for flag in self.flags.borrow_mut().of(evidence) {
            let names: Vec<String> = flag.works.iter().map(|work| self.name_of(*work)).collect();
            self.line(out, "", "! ", &flag.in_words(&names))?;
        }
        let count = evidence.alternatives.len();
        let mut told = FxHashSet::default();
        for (at, alternative) in evidence.alternatives.iter().enumerate() {
            let last = at + 1 == count && evidence.more_alternatives == 0;
            let (branch, stem) = branches(last);
            self.line(out, "", branch, &format!("alternative {}", at + 1))?;
            let notes: Vec<String> = alternative
                .absent()
                .iter()
                .map(|pattern| {
                    let pattern = pattern.text(self.view.store);
                    let claims = self.view.claim_count();
                    format!("and nothing among {claims} claims matches {pattern}")
                })
                .chain(
                    alternative
                        .one_of_several()
                        .iter()
                        .map(|path| format!("one of several paths by {path}")),
                )
                .chain(
                    alternative
                        .endpoints()
                        .iter()
                        .map(|endpoint| format!("as answered by {endpoint}")),
                )
                .collect();
            let parts = alternative.statements.len() + notes.len();
            for (part, statement) in alternative.statements.iter().enumerate() {
                self.statement(out, stem, part + 1 == parts, *statement, &mut told)?;
            }
            for (part, note) in notes.iter().enumerate() {
                let last = alternative.statements.len() + part + 1 == parts;
                self.line(out, stem, branches(last).0, note)?;
            }
        }
        if evidence.more_alternatives > 0 {
            let more = format!(
                "{} more alternatives (`--alternatives all` shows them)",
                evidence.more_alternatives
            );
            self.line(out, "", "└─ ", &more)?;
        }
        Ok(())
    }

    fn statement(
        &self,
        out: &mut dyn Write,
        stem: &str,
        last: bool,
        statement: StatementRef,
        told: &mut FxHashSet<ClaimId>,
    ) -> io::Result<()> {
        let store = self.view.store;
        if !self.view.is_stated(statement.statement) {
            let found = proofs_of(self.view, statement, DERIVATIONS);
            return self.inferred(out, stem, last, statement, &found, told);
        }
        let stem = self.head(out, stem, last, statement)?;
        let claims = claims_of_statement(self.view, statement);
        if claims.is_empty() {
            let files: Vec<&str> = store.sources_of(statement.statement).collect();
            return self.line(
                out,
                &stem,
                "└─ ",
                &format!("background: {}", files.join(", ")),
            );
        }
        let shown = claims.len().min(CLAIMS);
        for (at, claim) in claims.iter().take(CLAIMS).enumerate() {
            let record = self.citations.claim(*claim);
            let last = at + 1 == shown && shown == claims.len();
            let (branch, below) = branches(last);
            let mut text = self.knowledge.prefixes.show(store.term(record.name));
            if let Some(locator) = &record.locator {
                text.push_str(&format!("  at {locator}"));
            }
            if !told.insert(*claim) {
                text.push_str(", as above");
                self.line(out, &stem, branch, &text)?;
                continue;
            }
            self.line(out, &stem, branch, &text)?;
            let deeper = format!("{stem}{below}");
            if let Some(said) = &record.statement {
                self.line(out, &deeper, "", said)?;
            }
            for reference in &record.references {
                let reference = self.citations.reference(*reference);
                let work = self.citations.work(reference.work);
                let number = reference
                    .number
                    .map_or_else(String::new, |number| format!("[{number}] "));
                let text = format!("{number}{}", work.full_entry());
                self.line(out, &deeper, "", &text)?;
            }
            if record.own {
                self.line(out, &deeper, "", "the paper's own statement")?;
            }
        }
        if claims.len() > shown {
            let more = match claims.len() - shown {
                1 => "and 1 more claim".to_owned(),
                more => format!("and {more} more claims"),
            };
            self.line(out, &stem, "└─ ", &more)?;
        }
        Ok(())
    }

    /// Writes the triple of a statement, and returns the lines of the tree below it.
    fn head(
        &self,
        out: &mut dyn Write,
        stem: &str,
        last: bool,
        statement: StatementRef,
    ) -> io::Result<String> {
        let store = self.view.store;
        let triple = store
            .triple(statement.statement)
            .map(|id| self.knowledge.prefixes.show(store.term(id)));
        let (branch, below) = branches(last);
        self.line(out, stem, branch, &triple.join(" "))?;
        Ok(format!("{stem}{below}"))
    }

    /// Draws a statement that nobody states, by the rules that give it.
    fn inferred(
        &self,
        out: &mut dyn Write,
        stem: &str,
        last: bool,
        statement: StatementRef,
        found: &Proofs,
        told: &mut FxHashSet<ClaimId>,
    ) -> io::Result<()> {
        let stem = self.head(out, stem, last, statement)?;
        for (at, proof) in found.proofs.iter().enumerate() {
            let last = at + 1 == found.proofs.len() && found.more == 0;
            let (branch, below) = branches(last);
            let lead = if at == 0 { "inferred" } else { "also" };
            self.line(
                out,
                &stem,
                branch,
                &format!("{lead} by the rule {}", proof.rule),
            )?;
            let stem = format!("{stem}{below}");
            for (part, premise) in proof.premises.iter().enumerate() {
                let last = part + 1 == proof.premises.len();
                let statement = StatementRef {
                    statement: premise.statement,
                    claim: None,
                };
                match &premise.proof {
                    Some(proof) => {
                        let found = Proofs {
                            proofs: vec![proof.clone()],
                            more: 0,
                        };
                        self.inferred(out, &stem, last, statement, &found, told)?;
                    }
                    None => self.statement(out, &stem, last, statement, told)?,
                }
            }
        }
        if found.more > 0 {
            let more = format!("and {} more derivations", found.more);
            self.line(out, &stem, "└─ ", &more)?;
        }
        Ok(())
    }

    /// Writes a text behind the lines of the tree, set in where it goes on.
    fn line(&self, out: &mut dyn Write, stem: &str, branch: &str, text: &str) -> io::Result<()> {
        let used = stem.chars().count() + branch.chars().count();
        let room = self
            .width
            .saturating_sub(u16::try_from(used).unwrap_or(u16::MAX))
            .max(40);
        let below = match branch {
            "├─ " => "│  ",
            "└─ " => "   ",
            _ => "",
        };
        for (at, line) in wrap(text, room).iter().enumerate() {
            let lead = if at == 0 { branch } else { below };
            writeln!(out, "{}", format!("{stem}{lead}{line}").trim_end())?;
        }
        Ok(())
    }
}

/// Returns the mark of a branch, and what stands below it.
fn branches(last: bool) -> (&'static str, &'static str) {
    if last {
        ("└─ ", "   ")
    } else {
        ("├─ ", "│  ")
    }
}
