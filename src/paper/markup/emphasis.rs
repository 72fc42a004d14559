//! Which stars are Markdown's emphasis and which are the author's.

/// A run of unescaped stars.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// Index of its first star.
    pub(super) start: usize,
    /// Number of its stars.
    pub(super) length: usize,
    /// Whether it may begin emphasis.
    pub(super) opens: bool,
    /// Whether it may end emphasis.
    pub(super) closes: bool,
}

impl Run {
    /// Returns a run of stars that stands between these two characters.
    ///
    /// As in `CommonMark`, with two differences. A star inside a word never begins emphasis, and a star that is all
    /// that a tag holds (`<sup>*</sup>`) is none: both are the stars of adsorbates.
    pub(super) fn new(
        start: usize,
        length: usize,
        before: Option<char>,
        after: Option<char>,
    ) -> Self {
        let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let mark = |c: Option<char>| !space(c) && !word(c);
        let in_tag = before == Some('>') && after == Some('<');
        Self {
            start,
            length,
            opens: !in_tag
                && !space(after)
                && !word(before)
                && (!mark(after) || space(before) || mark(before)),
            closes: !in_tag && !space(before) && (!mark(before) || space(after) || mark(after)),
        }
    }
}

/// Returns the indices of the stars that are emphasis.
///
/// A run that may end emphasis is paired with the nearest unpaired one that may begin it. Each step uses up a run or
/// a star, so time is linear.
pub(super) fn delimiters(mut runs: Vec<Run>) -> Vec<usize> {
    let mut delimiters = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for index in 0..runs.len() {
        if runs[index].closes {
            while runs[index].length > 0 {
                let Some(opener) = open.last().copied() else {
                    break;
                };
                let paired = runs[opener].length.min(runs[index].length);
                let inner = runs[opener].start + runs[opener].length - paired;
                delimiters.extend(inner..inner + paired);
                delimiters.extend(runs[index].start..runs[index].start + paired);
                runs[opener].length -= paired;
                runs[index].start += paired;
                runs[index].length -= paired;
                if runs[opener].length == 0 {
                    open.pop();
                }
            }
        }
        if runs[index].opens && runs[index].length > 0 {
            open.push(index);
        }
    }
    delimiters
}
