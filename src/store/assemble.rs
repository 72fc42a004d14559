//! From sorted quads to the sections of an image.

use super::build::{INFERRED, SOURCE};
use super::derivation::Conclusions;
use super::image::Section;
use super::layout::Layout;
use super::scratch::{Row, Scratch, Spool};
use super::sort::{Sorted, Sorter};
use std::io::{self, Write};

/// What quads and terms alone do not tell.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    /// How many terms there are.
    pub(super) terms: u64,
    /// How many claims there are.
    pub(super) claims: u64,
    /// The names of the files.
    pub(super) sources: &'a [String],
    /// Short names for IRIs, as Turtle.
    pub(super) prefixes: &'a str,
    /// How many quads come, for whoever watches.
    pub(super) quads: u64,
}

/// Rows that are waiting for their orders.
struct Orders {
    by_predicate: Sorter<[u32; 3]>,
    by_object: Sorter<[u32; 3]>,
    by_claim: Sorter<[u32; 2]>,
}

/// Writes every section but those of terms and the names of claims.
///
/// Quads come sorted, each with the number of a claim or what stands for a source; `step` is told of every quad that is
/// through.
pub(super) fn assemble<W: Write>(
    out: &mut Layout<W>,
    frame: &Frame<'_>,
    quads: Sorted<[u32; 4]>,
    conclusions: Conclusions<'_>,
    scratch: &Scratch,
    step: &mut dyn FnMut(u64),
) -> io::Result<()> {
    let orders = by_subject(out, frame, quads, conclusions, scratch, step)?;
    let mut rows = orders.by_predicate.finish()?;
    by_predicate(out, &mut rows, scratch)?;
    drop(rows);
    step(frame.quads / 4);

    let mut rows = orders.by_object.finish()?;
    let mut starts = Starts::new(scratch);
    out.begin(Section::Ops)?;
    while let Some([o, p, s]) = rows.next()? {
        starts.row(o)?;
        out.put(bytemuck::cast_slice(&[p, s]))?;
    }
    drop(rows);
    starts.finish(out, Section::ObjectStarts, frame.terms)?;
    step(frame.quads / 4);

    let mut rows = orders.by_claim.finish()?;
    let mut starts = Starts::new(scratch);
    out.begin(Section::Statements)?;
    while let Some([claim, statement]) = rows.next()? {
        starts.row(claim)?;
        out.put(&statement.to_le_bytes())?;
    }
    starts.finish(out, Section::StatementStarts, frame.claims)?;
    step(frame.quads / 4);

    out.section(Section::SourceNames, lines(frame.sources).as_bytes())?;
    out.section(Section::Prefixes, frame.prefixes.as_bytes())
}

/// Numbers the statements, and writes what goes by their numbers.
fn by_subject<W: Write>(
    out: &mut Layout<W>,
    frame: &Frame<'_>,
    mut quads: Sorted<[u32; 4]>,
    mut conclusions: Conclusions<'_>,
    scratch: &Scratch,
    step: &mut dyn FnMut(u64),
) -> io::Result<Orders> {
    let mut orders = Orders {
        by_predicate: Sorter::new(scratch, 6),
        by_object: Sorter::new(scratch, 6),
        by_claim: Sorter::new(scratch, 6),
    };
    let mut subjects = Starts::new(scratch);
    let mut claims = Starts::new(scratch);
    let (mut claim_items, mut background) = (scratch.spool(), scratch.spool());
    let mut last = None;
    let mut statements = 0_u32;
    let mut through = 0;
    out.begin(Section::Spo)?;
    while let Some([s, p, o, holder]) = quads.next()? {
        if last != Some([s, p, o]) {
            last = Some([s, p, o]);
            statements = statements.checked_add(1).ok_or_else(full)?;
            subjects.row(s)?;
            out.put(bytemuck::cast_slice(&[p, o]))?;
            orders.by_predicate.push([p, o, s])?;
            orders.by_object.push([o, p, s])?;
            conclusions.statement([s, p, o], statements - 1);
        }
        let statement = statements - 1;
        if holder > INFERRED {
            [statement, holder - SOURCE - 1].put(&mut background)?;
        } else if holder < INFERRED {
            claims.row(statement)?;
            claim_items.write_all(&holder.to_le_bytes())?;
            orders.by_claim.push([holder, statement])?;
        }
        through += 1;
        if through == 1 << 16 {
            step(through);
            through = 0;
        }
    }
    step(through);
    subjects.finish(out, Section::SubjectStarts, frame.terms)?;
    claims.finish(out, Section::ClaimStarts, u64::from(statements))?;
    out.section(Section::Claims, claim_items.read()?)?;
    out.section(Section::Background, background.read()?)?;
    conclusions.write(out)?;
    Ok(orders)
}

fn by_predicate<W: Write>(
    out: &mut Layout<W>,
    rows: &mut Sorted<[u32; 3]>,
    scratch: &Scratch,
) -> io::Result<()> {
    let (mut predicates, mut starts) = (scratch.spool(), scratch.spool());
    let (mut last, mut at) = (None, 0_u32);
    out.begin(Section::Pos)?;
    while let Some([p, o, s]) = rows.next()? {
        if last != Some(p) {
            last = Some(p);
            [p].put(&mut predicates)?;
            [at].put(&mut starts)?;
        }
        out.put(bytemuck::cast_slice(&[o, s]))?;
        at += 1;
    }
    [at].put(&mut starts)?;
    out.section(Section::Predicates, predicates.read()?)?;
    out.section(Section::PredicateStarts, starts.read()?)
}

/// Where the sorted rows of each first number start.
struct Starts {
    starts: Spool,
    count: u64,
    rows: u32,
}

impl Starts {
    fn new(scratch: &Scratch) -> Self {
        Self {
            starts: scratch.spool(),
            count: 0,
            rows: 0,
        }
    }

    /// Notes the next row, by its first number.
    fn row(&mut self, first: u32) -> io::Result<()> {
        while self.count <= u64::from(first) {
            self.starts.write_all(&self.rows.to_le_bytes())?;
            self.count += 1;
        }
        self.rows = self.rows.checked_add(1).ok_or_else(full)?;
        Ok(())
    }

    /// Writes the starts of so many first numbers, and where the last one ends.
    fn finish<W: Write>(
        mut self,
        out: &mut Layout<W>,
        section: Section,
        firsts: u64,
    ) -> io::Result<()> {
        while self.count <= firsts {
            self.starts.write_all(&self.rows.to_le_bytes())?;
            self.count += 1;
        }
        out.section(section, self.starts.read()?)
    }
}

/// Returns names, each ended by a line feed.
pub(super) fn lines(names: &[String]) -> String {
    names
        .iter()
        .flat_map(|name| [name.as_str(), "\n"])
        .collect()
}

fn full() -> io::Error {
    io::Error::other("a store holds at most 4 billion terms, statements and quads")
}
