//! Retracted and corrected works on pages.

use super::running::Running;
use crate::withdrawal::retracted;

/// Returns the text of a page without its tags, a line for each that had any.
fn text_of(page: &str) -> String {
    let main = page.split_once("<main").unwrap().1;
    let main = main.split_once("</main>").unwrap().0;
    let mut text = String::new();
    for part in main.split('<').skip(1) {
        let (tag, shown) = part.split_once('>').unwrap();
        let inline = ["a", "/a", "span", "/span", "code", "/code", "b", "/b"];
        if !inline.contains(&tag.split(' ').next().unwrap()) && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(shown);
    }
    text.trim().to_owned()
}

#[test]
fn pages_say_which_rows_claims_and_works_are_retracted_and_what_stands() {
    let sealed = retracted();
    let running = Running::start(&sealed, &["--kb", "kb"]);
    let mut seen = String::new();
    for path in [
        "/questions/adsorbing",
        "/claim/roe-nickel.html",
        "/claim/both-zinc.html",
        "/claim/poe-cobalt.html",
        "/work/roe-2020.html",
        "/site/copper.html",
        "/falls?work=https://w3id.org/synergraph/work/roe-2020",
    ] {
        let got = running.get(path);
        assert_eq!(got.status, 200, "{path}");
        seen.push_str(&format!("{path}\n\n{}\n\n\n", text_of(got.text())));
    }
    insta::assert_snapshot!(seen);
    assert_eq!(running.get("/falls?work=nonsense").status, 404);
    let work = running.get("/work/roe-2020.html");
    let link = "/falls?work=https%3A%2F%2Fw3id.org%2Fsynergraph%2Fwork%2Froe-2020";
    assert!(work.text().contains(link));
}

#[test]
fn pages_say_to_search_engines_what_they_are_about() {
    let sealed = retracted();
    let running = Running::start(&sealed, &["--kb", "kb"]);
    let mut seen = String::new();
    for path in [
        "/",
        "/work/roe-2020.html",
        "/claim/both-zinc.html",
        "/site/zinc.html",
    ] {
        let got = running.get(path);
        let data = got
            .text()
            .split_once("<script type=\"application/ld+json\">")
            .unwrap()
            .1;
        let data = data.split_once("</script>").unwrap().0;
        let mut about: serde_json::Value = serde_json::from_str(data).unwrap();
        if about.get("identifier").is_some() {
            about["identifier"] = "[digest]".into();
        }
        seen.push_str(&format!("{path}\n{about:#}\n\n"));
    }
    insta::assert_snapshot!(seen);
}
