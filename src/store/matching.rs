//! Finds statements by pattern.

use super::image::Section;
use super::{StatementId, Store, TermId, partition};
use std::ops::Range;

/// A stretch up to so many rows is taken in one piece, so that all of it is checked at once.
const SHORT: usize = 4096;

/// The triples that match a pattern: a stretch of one of the orders.
#[derive(Debug, Clone)]
pub struct Matches<'a> {
    store: &'a Store,
    rows: Range<usize>,
    order: Order,
}

#[derive(Debug, Clone)]
enum Order {
    /// Rows are predicate and object of this subject.
    Subject(TermId),
    /// Rows are predicate and object of this subject, and only those with the object count.
    SubjectWithObject(TermId, TermId),
    /// Rows are object and subject of this predicate.
    Predicate(TermId),
    /// Rows are predicate and subject of this object.
    Object(TermId),
    /// All rows, from this subject on.
    All(TermId),
}

impl Store {
    /// Returns the statement that is this triple.
    pub fn statement(
        &self,
        subject: TermId,
        predicate: TermId,
        object: TermId,
    ) -> Option<StatementId> {
        let rows = self.of_subject(subject);
        if rows.len() <= SHORT {
            let piece = self.image.rows::<[u32; 2]>(Section::Spo, rows.clone());
            let found = piece.binary_search(&[predicate, object]).ok()?;
            return Some((rows.start + found) as StatementId);
        }
        let at = partition(rows.clone(), |at| {
            self.image.row::<[u32; 2]>(Section::Spo, at) < [predicate, object]
        });
        let found =
            at < rows.end && self.image.row::<[u32; 2]>(Section::Spo, at) == [predicate, object];
        found.then_some(at as StatementId)
    }

    /// Returns subject, predicate and object of a statement.
    pub fn triple(&self, statement: StatementId) -> [TermId; 3] {
        let at = statement as usize;
        let [predicate, object] = self.image.row(Section::Spo, at);
        let starts = self.image.count::<u32>(Section::SubjectStarts);
        // The subject is the last whose statements start here or before.
        let after = partition(0..starts, |subject| {
            self.image.row::<u32>(Section::SubjectStarts, subject) as usize <= at
        });
        [after.saturating_sub(1) as TermId, predicate, object]
    }

    /// Returns the statements that match a pattern; `None` matches everything.
    pub fn matching(
        &self,
        subject: Option<TermId>,
        predicate: Option<TermId>,
        object: Option<TermId>,
    ) -> impl Iterator<Item = StatementId> + '_ {
        let matches = self.triples(subject, predicate, object);
        matches.numbered().map(|(_, statement)| statement)
    }

    /// Returns the triples that match a pattern; `None` matches everything.
    pub fn triples(
        &self,
        subject: Option<TermId>,
        predicate: Option<TermId>,
        object: Option<TermId>,
    ) -> Matches<'_> {
        let (rows, order) = match (subject, predicate, object) {
            (Some(s), Some(p), Some(o)) => {
                let rows = match self.statement(s, p, o) {
                    Some(at) => at as usize..at as usize + 1,
                    None => 0..0,
                };
                (rows, Order::Subject(s))
            }
            (Some(s), Some(p), None) => (
                self.below(Section::Spo, self.of_subject(s), p),
                Order::Subject(s),
            ),
            (Some(s), None, None) => (self.of_subject(s), Order::Subject(s)),
            (Some(s), None, Some(o)) => (self.of_subject(s), Order::SubjectWithObject(s, o)),
            (None, Some(p), Some(o)) => (
                self.below(Section::Ops, self.of_object(o), p),
                Order::Object(o),
            ),
            (None, Some(p), None) => (self.of_predicate(p), Order::Predicate(p)),
            (None, None, Some(o)) => (self.of_object(o), Order::Object(o)),
            (None, None, None) => (0..self.statement_count(), Order::All(0)),
        };
        Matches {
            store: self,
            rows,
            order,
        }
    }

    /// Returns the rows of a stretch whose first number is this one.
    fn below(&self, section: Section, rows: Range<usize>, first: u32) -> Range<usize> {
        if rows.len() <= SHORT {
            let piece = self.image.rows::<[u32; 2]>(section, rows.clone());
            let from = piece.partition_point(|row| row[0] < first);
            let here = piece[from..].partition_point(|row| row[0] <= first);
            return rows.start + from..rows.start + from + here;
        }
        let from = partition(rows.clone(), |at| {
            self.image.row::<[u32; 2]>(section, at)[0] < first
        });
        let to = partition(from..rows.end, |at| {
            self.image.row::<[u32; 2]>(section, at)[0] <= first
        });
        from..to
    }

    /// Returns the statements of a subject.
    pub(super) fn statements_with(&self, subject: TermId) -> Range<StatementId> {
        let rows = self.of_subject(subject);
        rows.start as StatementId..rows.end as StatementId
    }

    fn of_subject(&self, subject: TermId) -> Range<usize> {
        self.starts(Section::SubjectStarts, subject as usize)
    }

    fn of_object(&self, object: TermId) -> Range<usize> {
        self.starts(Section::ObjectStarts, object as usize)
    }

    fn of_predicate(&self, predicate: TermId) -> Range<usize> {
        let count = self.image.count::<u32>(Section::Predicates);
        let at = partition(0..count, |at| {
            self.image.row::<u32>(Section::Predicates, at) < predicate
        });
        if at < count && self.image.row::<u32>(Section::Predicates, at) == predicate {
            self.starts(Section::PredicateStarts, at)
        } else {
            0..0
        }
    }

    fn starts(&self, section: Section, at: usize) -> Range<usize> {
        if at + 1 >= self.image.count::<u32>(section) {
            return 0..0;
        }
        match self.image.rows::<u32>(section, at..at + 2) {
            [start, end] => *start as usize..*end as usize,
            _ => 0..0,
        }
    }
}

impl<'a> Matches<'a> {
    /// Returns how many rows it looks at: no fewer than there are triples left.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Returns the triples with the statements that they are.
    pub(crate) fn numbered(mut self) -> impl Iterator<Item = ([TermId; 3], StatementId)> + 'a {
        let by_subject = matches!(
            self.order,
            Order::Subject(_) | Order::SubjectWithObject(..) | Order::All(_)
        );
        std::iter::from_fn(move || {
            loop {
                let triple = self.next()?;
                if by_subject {
                    return Some((triple, self.rows.start as StatementId - 1));
                }
                let [subject, predicate, object] = triple;
                if let Some(statement) = self.store.statement(subject, predicate, object) {
                    return Some((triple, statement));
                }
            }
        })
    }

    /// Takes the next rows, in one piece, where each of them is a triple; see [`Matches::triple`].
    ///
    /// Empty at the end, and where triples have to be sought one by one, as an iterator does.
    pub(crate) fn piece(&mut self, most: usize) -> &'a [[TermId; 2]] {
        let section = match self.order {
            Order::Subject(_) => Section::Spo,
            Order::Predicate(_) => Section::Pos,
            Order::Object(_) => Section::Ops,
            Order::SubjectWithObject(..) | Order::All(_) => return &[],
        };
        let end = self.rows.end.min(self.rows.start + most);
        let piece = self.store.image.rows(section, self.rows.start..end);
        self.rows.start = end;
        piece
    }

    /// Returns the triple of a row of a piece.
    #[inline]
    pub(crate) fn triple(&self, [first, second]: [TermId; 2]) -> [TermId; 3] {
        match self.order {
            Order::Predicate(p) => [second, p, first],
            Order::Object(o) => [second, first, o],
            Order::Subject(s) | Order::SubjectWithObject(s, _) | Order::All(s) => {
                [s, first, second]
            }
        }
    }
}

impl Iterator for Matches<'_> {
    type Item = [TermId; 3];

    fn next(&mut self) -> Option<[TermId; 3]> {
        loop {
            let at = self.rows.next()?;
            let image = &self.store.image;
            match &mut self.order {
                Order::Subject(s) => {
                    let [p, o] = image.row(Section::Spo, at);
                    return Some([*s, p, o]);
                }
                Order::SubjectWithObject(s, wanted) => {
                    let [p, o] = image.row::<[u32; 2]>(Section::Spo, at);
                    if o == *wanted {
                        return Some([*s, p, o]);
                    }
                }
                Order::Predicate(p) => {
                    let [o, s] = image.row(Section::Pos, at);
                    return Some([s, *p, o]);
                }
                Order::Object(o) => {
                    let [p, s] = image.row(Section::Ops, at);
                    return Some([s, p, *o]);
                }
                Order::All(subject) => {
                    // Subjects without statements are passed over.
                    while image.row::<u32>(Section::SubjectStarts, *subject as usize + 1) as usize
                        <= at
                    {
                        *subject += 1;
                        if *subject as usize >= self.store.term_count() {
                            return None;
                        }
                    }
                    let [p, o] = image.row(Section::Spo, at);
                    return Some([*subject, p, o]);
                }
            }
        }
    }
}
