//! What begins like the caption of a figure or table.

use regex::Regex;
use std::sync::LazyLock;

/// The beginning of a caption: of what, and where its text begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// `Figure 3`, `Table 1`, `Scheme 2`.
    pub(super) name: String,
    /// Offset of the caption's text in the line.
    pub(super) text: usize,
    /// Whether bold letters go on into the text.
    pub(super) bold: bool,
}

static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^ (?:<[^<>]*>)* \s* (?P<bold>\*{1,3}|_{2}|<b>)? \s*
        (?P<kind> Figure|FIGURE|Fig\.?|FIG\.?|Table|TABLE|Tab\.|Scheme|SCHEME|Chart|CHART|Box|BOX)
        \s* (?P<number> [A-Z]?\d{1,3} | [IVX]{1,4}\b) \s*
        (?P<before>[.:|]|[–—]\s)? \s* (?P<unbold>\*{1,3}|_{2}|</b>)? \s* (?P<after>[.:|]|[–—]\s)? \s*",
    )
    .ok()
});

impl Label {
    /// Returns the label that a paragraph begins with: a name with a stop, colon or stroke, or in bold letters.
    pub(super) fn of(line: &str) -> Option<Self> {
        let found = LABEL.as_ref()?.captures(line)?;
        let set_off = found.name("before").is_some() || found.name("after").is_some();
        let bold = found.name("bold").is_some();
        let text = found.get(0)?.end();
        if !(set_off || bold || text == line.len()) {
            return None;
        }
        let kind = found.name("kind")?.as_str().to_lowercase();
        let kind = match kind.trim_end_matches('.') {
            "fig" | "figure" => "Figure",
            "tab" | "table" => "Table",
            "scheme" => "Scheme",
            "chart" => "Chart",
            _ => "Box",
        };
        Some(Self {
            name: format!("{kind} {}", found.name("number")?.as_str()),
            text,
            bold: bold && found.name("unbold").is_none(),
        })
    }

    /// Says whether it is that of a table.
    pub(super) fn is_table(&self) -> bool {
        self.name.starts_with("Table")
    }
}
