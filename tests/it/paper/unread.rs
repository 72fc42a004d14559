//! What the reader says that it could not read.

use super::read_markdown;
use synergraph::source::Source;

fn codes(text: &str) -> Vec<String> {
    read_markdown(&Source::new("made-up.md", text))
        .1
        .iter()
        .map(|diagnostic| format!("{}: {}", diagnostic.code.name, diagnostic.headline))
        .collect()
}

const LIST: &str = "## References\n\n1. Doe, J. A Thing. *Made-Up J.* **2001**, *7*, 1.\n";

#[test]
fn a_paper_that_was_read_whole_has_nothing_amiss() {
    assert_eq!(
        codes(&format!("## 1. Part\n\nIt runs [1].\n\n{LIST}")),
        [] as [&str; 0]
    );
}

#[test]
fn gaps_in_the_list_and_markers_beyond_it_are_named() {
    let text = format!(
        "## 1. Part\n\nIt runs [1,2]. It stops [3–5].\n\n{LIST}4. Roe, R. Another. *Made-Up J.* **2002**, *8*, 2.\n"
    );
    assert_eq!(
        codes(&text),
        [
            "reference-list-gap: entries 2 to 3 of the reference list were not found",
            "marker-not-listed: the reference list has no entry 2",
            "marker-not-listed: the reference list has no entry 3, 5",
        ]
    );
}
