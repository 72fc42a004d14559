//! Gathers what a report says.

use super::plot::figures;
use super::{Figure, Report, ReportedClaim, ReportedFlag, ReportedRow, Section};
use crate::bibliography::{Record, Style, StyleError};
use crate::claim::KnowledgeBase;
use crate::lineage::{Alternative, Evidence, Results, Row};
use crate::query::{Asked, Question};
use crate::store::{Cell, ClaimId, TermId, View};
use crate::vocabulary::sg;
use crate::work::{Citations, Flags, claims_behind};
use oxigraph::model::{TermRef, Variable};
use rustc_hash::FxHashMap;

/// A question with its answer.
#[derive(Debug)]
pub struct Answered<'a> {
    /// The question.
    pub question: &'a Question,
    /// Its answer, with citations.
    pub asked: Asked,
}

/// Gathers a report on questions and their answers; `command` is what makes it again.
///
/// # Errors
/// Where the style cannot format the bibliography.
pub fn report(
    knowledge: &KnowledgeBase,
    answers: &[Answered<'_>],
    style: &Style,
    command: String,
) -> Result<Report, StyleError> {
    let mut gatherer = Gatherer::new(knowledge);
    let mut sections: Vec<Section> = answers.iter().map(|one| gatherer.section(one)).collect();
    let records = gatherer.citations.records(&gatherer.works);
    let bibliography = style.bibliography(&records)?;
    // Works are numbered as the style orders them.
    let places: FxHashMap<&str, usize> = bibliography
        .iter()
        .enumerate()
        .map(|(at, entry)| (entry.key.as_str(), at + 1))
        .collect();
    let number = |work: &usize| {
        places
            .get(records[*work].key.as_str())
            .copied()
            .unwrap_or(work + 1)
    };
    let renumber = |works: &mut Vec<usize>| {
        *works = works.iter().map(number).collect();
        works.sort_unstable();
    };
    let mut claims = gatherer.claims;
    claims
        .iter_mut()
        .for_each(|claim| renumber(&mut claim.works));
    for row in sections.iter_mut().flat_map(|section| &mut section.rows) {
        renumber(&mut row.works);
        row.flags
            .iter_mut()
            .for_each(|flag| renumber(&mut flag.works));
    }
    let mut links = vec![Err(String::new()); bibliography.len()];
    for (at, record) in records.iter().enumerate() {
        if let Some(link) = links.get_mut(number(&at) - 1) {
            *link = link_of(record);
        }
    }
    let mut notices: Vec<(usize, String)> = gatherer
        .notices
        .iter()
        .map(|(work, text)| (number(work), text.clone()))
        .collect();
    notices.sort();
    Ok(Report {
        sections,
        claims,
        bibliography,
        style: style.title.clone(),
        links,
        notices,
        digest: knowledge.store.digest(),
        command,
    })
}

fn link_of(record: &Record) -> Result<String, String> {
    let doubtful = |note: &&str| note.starts_with("DOI not confirmed");
    match record.doi() {
        Some(doi) => Ok(format!("https://doi.org/{doi}")),
        None => Err(record
            .get("note")
            .into_iter()
            .flat_map(str::lines)
            .find(doubtful)
            .map_or_else(|| "DOI not known".to_owned(), str::to_owned)),
    }
}

/// Returns the drawings that the header of a question asks for; only rows can be drawn.
pub fn draw(knowledge: &KnowledgeBase, question: &Question, asked: &Asked) -> Vec<Figure> {
    let Results::Solutions(variables, rows) = &asked.answer.results else {
        return Vec::new();
    };
    let (columns, cells) = columns_and_cells(knowledge, variables, rows);
    let rows = cells.into_iter().map(|cells| ReportedRow {
        cells,
        ..ReportedRow::default()
    });
    let section = Section {
        name: question.name.clone(),
        columns,
        rows: rows.collect(),
        ..Section::default()
    };
    figures(&question.header.plots, &section)
}

/// Returns the names of columns as people read them, and the values of rows as text.
fn columns_and_cells(
    knowledge: &KnowledgeBase,
    variables: &[Variable],
    rows: &[Row],
) -> (Vec<String>, Vec<Vec<String>>) {
    let columns = variables
        .iter()
        .map(|variable| variable.as_str().replace('_', " "));
    let show = |cell: &Option<Cell>| {
        cell.as_ref().map_or_else(String::new, |cell| {
            knowledge.prefixes.show(cell.term(&knowledge.store))
        })
    };
    let cells = rows.iter().map(|row| row.values.iter().map(show).collect());
    (columns.collect(), cells.collect())
}

/// Numbers claims and works as rows need them.
pub(super) struct Gatherer<'a> {
    pub(super) knowledge: &'a KnowledgeBase,
    pub(super) citations: Citations<'a>,
    numbers: FxHashMap<ClaimId, usize>,
    claims: Vec<ReportedClaim>,
    /// Works by number, from 0.
    pub(super) works: Vec<TermId>,
    notices: Vec<(usize, String)>,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(knowledge: &'a KnowledgeBase) -> Self {
        Self {
            knowledge,
            citations: Citations::new(&knowledge.store),
            numbers: FxHashMap::default(),
            claims: Vec::new(),
            works: Vec::new(),
            notices: Vec::new(),
        }
    }

    fn section(&mut self, answered: &Answered<'_>) -> Section {
        let header = &answered.question.header;
        let asked = &answered.asked;
        let view = asked.graphs.view(&self.knowledge.store);
        let mut flags = Flags::new(view);
        let mut section = Section {
            name: answered.question.name.clone(),
            summary: header.summary.clone(),
            description: header.description.clone(),
            settings: asked.settings.clone(),
            ..Section::default()
        };
        let show = |term: TermRef<'_>| self.knowledge.prefixes.show(term);
        match &asked.answer.results {
            Results::Solutions(variables, rows) => {
                let (columns, cells) = columns_and_cells(self.knowledge, variables, rows);
                section.columns = columns;
                for (cells, row) in cells.into_iter().zip(rows) {
                    let row = self.row(cells, row.evidence.as_ref(), view, &mut flags);
                    section.rows.push(row);
                }
            }
            Results::Boolean(value, evidence) => {
                section.columns = vec!["answer".to_owned()];
                let answer = if *value { "yes" } else { "no" };
                let cells = vec![answer.to_owned()];
                let row = self.row(cells, evidence.as_ref(), view, &mut flags);
                section.rows.push(row);
            }
            Results::Graph(triples) => {
                section.columns = ["subject", "predicate", "object"]
                    .map(str::to_owned)
                    .to_vec();
                for (triple, evidence) in triples {
                    let subject: oxigraph::model::Term = triple.subject.clone().into();
                    let cells = vec![
                        show(subject.as_ref()),
                        show(triple.predicate.as_ref().into()),
                        show(triple.object.as_ref()),
                    ];
                    let row = self.row(cells, evidence.as_ref(), view, &mut flags);
                    section.rows.push(row);
                }
            }
        }
        section.figures = figures(&header.plots, &section);
        section
    }

    pub(super) fn row(
        &mut self,
        cells: Vec<String>,
        evidence: Option<&Evidence>,
        view: View<'_>,
        flags: &mut Flags<'_>,
    ) -> ReportedRow {
        let mut row = ReportedRow {
            cells,
            ..ReportedRow::default()
        };
        let Some(evidence) = evidence else {
            return row;
        };
        row.more_alternatives = evidence.more_alternatives;
        row.incomplete.clone_from(&evidence.incomplete);
        let (mut firm, mut tabulated, mut any) = (false, true, false);
        for alternative in &evidence.alternatives {
            for pattern in alternative.absent() {
                let pattern = pattern.text(view.store);
                if !row.absent.contains(&pattern) {
                    row.absent.push(pattern);
                }
            }
            let (claims, is_firm) = self.alternative(alternative, view);
            firm |= is_firm;
            for (claim, from_table) in &claims {
                any = true;
                tabulated &= from_table;
                for work in &self.claims[*claim - 1].works {
                    if !row.works.contains(work) {
                        row.works.push(*work);
                    }
                }
            }
            let claims: Vec<usize> = claims.into_iter().map(|(claim, _)| claim).collect();
            if !row.alternatives.contains(&claims) {
                row.alternatives.push(claims);
            }
        }
        row.hedged = any && !firm;
        row.tabulated = any && tabulated;
        row.flags = flags
            .of(evidence)
            .into_iter()
            .map(|flag| ReportedFlag {
                standing: flag.standing,
                works: flag.works.into_iter().map(|work| self.work(work)).collect(),
                stands: flag.stands,
            })
            .collect();
        row
    }

    /// Returns the claims of an alternative, and whether it rests on flat statements.
    fn alternative(
        &mut self,
        alternative: &Alternative,
        view: View<'_>,
    ) -> (Vec<(usize, bool)>, bool) {
        let mut claims: Vec<(usize, bool)> = Vec::new();
        let mut firm = true;
        for statement in &alternative.statements {
            let behind = claims_behind(view, *statement);
            let mut one_firm = behind.is_empty();
            for claim in behind {
                let (number, tabulated) = self.claim(claim);
                one_firm |= self.claims[number - 1].wording.is_none();
                if !claims.iter().any(|(known, _)| *known == number) {
                    claims.push((number, tabulated));
                }
            }
            firm &= one_firm;
        }
        (claims, firm)
    }

    /// Returns the number of a claim, and whether it is a cell of a table.
    fn claim(&mut self, claim: ClaimId) -> (usize, bool) {
        let record = self.citations.claim(claim);
        let tabulated = record
            .evidence
            .is_some_and(|evidence| Some(evidence) == self.knowledge.store.id(sg::TABULATED));
        if let Some(number) = self.numbers.get(&claim) {
            return (*number, tabulated);
        }
        let asserted = self.knowledge.store.id(sg::ASSERTED);
        let wording = record.wording.filter(|wording| Some(*wording) != asserted);
        let wording = wording.map(|wording| {
            self.citations
                .label(wording)
                .unwrap_or_else(|| self.show(wording))
        });
        let mut works: Vec<TermId> = record
            .references
            .iter()
            .map(|one| self.citations.reference(*one).work)
            .collect();
        if works.is_empty() && record.own {
            works.extend(record.paper);
        }
        let works = works.into_iter().map(|work| self.work(work)).collect();
        self.claims.push(ReportedClaim {
            name: self.show(record.name),
            statement: record.statement.unwrap_or_default(),
            place: record.locator.unwrap_or_default(),
            wording,
            works,
        });
        self.numbers.insert(claim, self.claims.len());
        (self.claims.len(), tabulated)
    }

    fn show(&self, term: TermId) -> String {
        self.knowledge
            .prefixes
            .show(self.knowledge.store.term(term))
    }

    fn work(&mut self, work: TermId) -> usize {
        if let Some(at) = self.works.iter().position(|known| *known == work) {
            return at;
        }
        let at = self.works.len();
        self.works.push(work);
        if let Some(standing) = self.citations.work(work).standing_in_words() {
            self.notices.push((at, standing));
        }
        at
    }
}
