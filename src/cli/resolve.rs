//! `synergraph resolve`

mod show;

use super::knowledge::FolderArguments;
use super::ui::{Failure, Outcome, Ui};
use crate::claim::{KnowledgeBase, compile};
use crate::resolve::{
    Addresses, Checked, Patience, Resolution, Resolved, Services, Wanted, WriteError, address,
    days_between, resolve, today, wanted,
};
use crate::source::Source;
use crate::work::Standing;
use show::{Line, Summary, show_json, show_table};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Look works up: confirm their DOIs, and learn of retractions
///
/// Crossref is asked first, then DataCite, then doi.org. What they say goes into `claims/resolved.ttl` of the knowledge
/// base, with the date; the bibliography stays as it is. A second run asks only for what is new, changed or stale.
#[derive(Debug, clap::Args)]
pub(super) struct ResolveArguments {
    /// Works to look up, by number, DOI, name or first author; without any, all of them
    #[arg(value_name = "WORK")]
    works: Vec<String>,
    /// Write what is found to this file instead of `claims/resolved.ttl` of the folder
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Ask again for what was asked so many days ago or more
    #[arg(long, value_name = "DAYS", default_value = "30")]
    stale: i64,
    /// Ask nobody: show what is known, and what would be asked
    #[arg(long)]
    offline: bool,
    /// Tell the services whom to write to if something goes wrong; they serve those who do so better
    #[arg(long, value_name = "ADDRESS", env = "SYNERGRAPH_MAILTO", hide_env_values = true, value_parser = mailto)]
    mailto: Option<String>,
    /// Ask another address, such as a mirror: `URL` for Crossref's, or `crossref=URL`, `datacite=URL`, `doi=URL`
    #[arg(long, value_name = "[SERVICE=]URL")]
    service: Vec<String>,
    /// Give each request so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// Choose a form: table or json
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = ["table", "json"])]
    format: String,
    /// The wait before a request is repeated, in milliseconds
    #[arg(long, value_name = "MILLISECONDS", default_value = "1000", hide = true)]
    back_off: u64,
    /// The day that counts as today
    #[arg(long, value_name = "DATE", hide = true)]
    today: Option<String>,
    #[command(flatten)]
    knowledge: FolderArguments,
}

/// The file of a knowledge base that holds what was found.
const USUAL: &str = "claims/resolved.ttl";
/// A token of Crossref's for those who pay; it is shown and written nowhere.
const TOKEN: &str = "CROSSREF_PLUS_API_TOKEN";

pub(super) fn run(arguments: &ResolveArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let today = arguments.today.clone().unwrap_or_else(today);
    let path = output(arguments)?;
    let (knowledge, mut resolved) = read(arguments, path.as_deref())?;
    let all = wanted(&knowledge.store);
    let chosen = chosen(arguments, &knowledge, &all)?;
    let is_known = |work: &Wanted| {
        resolved.get(&work.work).is_some_and(|known| {
            let age = days_between(&known.on, &today);
            known.asked_with == work.digest && age.is_some_and(|age| age < arguments.stale)
        })
    };
    let (known, open): (Vec<&Wanted>, Vec<&Wanted>) =
        chosen.iter().partition(|work| is_known(work));
    let mut lines: Vec<Line> = known
        .iter()
        .filter_map(|work| Some(Line::known(work, resolved.get(&work.work)?)))
        .collect();
    let open: Vec<Wanted> = open.into_iter().cloned().collect();
    if arguments.offline {
        lines.extend(
            open.iter()
                .map(|work| Line::open(work, resolved.get(&work.work))),
        );
    } else if !open.is_empty() {
        let Some(path) = &path else {
            return Err(Failure::new("the built-in knowledge base cannot be written to").with_hint(
                "copy `ontology/`, `claims/` and `queries/` to a folder and name it with `--kb`, or name a file with `--output`",
            ));
        };
        resolved.retain(|work| all.iter().any(|known| known.work == work));
        let services = services(arguments)?;
        lines.extend(ask(ui, &services, &open, &mut resolved, path, &today)?);
    }
    lines.sort_by(|a, b| a.work.cmp(&b.work));
    let summary = Summary {
        asked: if arguments.offline { 0 } else { open.len() },
        offline: arguments.offline,
        path: path.as_deref().map(|path| path.display().to_string()),
    };
    let prefixes = &knowledge.prefixes;
    if arguments.format == "json" {
        ui.answer(|out| show_json(out, &lines, &summary))?;
    } else {
        ui.answer(|out| show_table(out, &lines, &summary, prefixes, ui.width))?;
    }
    let well = lines.iter().all(|line| {
        let expected = line.is_confirmed() || (arguments.offline && line.is_open);
        let sound = !matches!(
            line.standing(),
            Some(Standing::Retracted | Standing::Doubted)
        );
        expected && sound && line.refuted.is_empty()
    });
    Ok(if well { Outcome::Clean } else { Outcome::Found })
}

/// Asks about works, and writes what comes of each at once, so that nothing is lost where it is interrupted.
fn ask(
    ui: &Ui,
    services: &Services,
    works: &[Wanted],
    resolved: &mut Resolved,
    path: &Path,
    today: &str,
) -> Result<Vec<Line>, Failure> {
    let progress = ui.progress("asking", works.len() as u64);
    let mut lines = Vec::new();
    let mut failed: Option<WriteError> = None;
    resolve(services, works, |wanted: &Wanted, checked: Checked| {
        progress.inc(1);
        lines.push(Line::asked(wanted, &checked));
        if let Some(resolution) = Resolution::of(wanted, &checked, today) {
            resolved.put(resolution);
            if let Err(error) = resolved.write(path, false) {
                failed = Some(error);
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    });
    progress.finish_and_clear();
    if failed.is_none() && lines.iter().any(|line| !line.is_unchecked()) {
        failed = resolved.write(path, true).err();
    }
    match failed {
        Some(error) => Err(Failure::new(error.to_string())),
        None => Ok(lines),
    }
}

/// Returns the file to be written, where there is one.
fn output(arguments: &ResolveArguments) -> Result<Option<PathBuf>, Failure> {
    let path = match (&arguments.output, &arguments.knowledge.kb) {
        (Some(path), _) => path.clone(),
        (None, Some(folder)) => folder.join(USUAL),
        (None, None) => return Ok(None),
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if path.is_dir() {
        return Err(Failure::new(format!(
            "cannot write {}: it is a directory",
            path.display()
        )));
    }
    if let Some(folder) = folder
        && arguments.output.is_some()
        && !folder.is_dir()
    {
        let reason = format!("there is no folder {}", folder.display());
        return Err(Failure::new(format!(
            "cannot write {}: {reason}",
            path.display()
        )));
    }
    Ok(Some(path))
}

/// Returns the knowledge base without what an earlier run found, and what it found.
fn read(
    arguments: &ResolveArguments,
    path: Option<&Path>,
) -> Result<(KnowledgeBase, Resolved), Failure> {
    let files = arguments.knowledge.files()?;
    let usual = arguments
        .knowledge
        .kb
        .as_ref()
        .map(|folder| folder.join(USUAL));
    // What an earlier run found is no part of what is looked up, whatever its file is called here.
    let own: Vec<PathBuf> = path
        .into_iter()
        .chain(usual.as_deref())
        .filter_map(|path| path.canonicalize().ok())
        .collect();
    let names: Vec<String> = files.rdf().map(|source| source.name.clone()).collect();
    let files = names.iter().fold(files, |files, name| {
        let is_own = Path::new(name)
            .canonicalize()
            .is_ok_and(|path| own.contains(&path));
        if is_own { files.without(name) } else { files }
    });
    let (knowledge, mut problems) = compile(&files);
    let mut resolved = Resolved::new(&knowledge.prefixes);
    if let Some(path) = path.filter(|path| path.exists()) {
        let (read, more) = Resolved::read(&Source::read(path)?, &knowledge.prefixes);
        resolved = read;
        problems.extend(more);
    }
    if problems.is_empty() {
        Ok((knowledge, resolved))
    } else {
        Err(Failure::of(problems))
    }
}

/// Returns the works that were asked for.
fn chosen(
    arguments: &ResolveArguments,
    knowledge: &KnowledgeBase,
    all: &[Wanted],
) -> Result<Vec<Wanted>, Failure> {
    if arguments.works.is_empty() {
        return Ok(all.to_vec());
    }
    let mut chosen: Vec<Wanted> = Vec::new();
    for text in &arguments.works {
        let names = super::knowledge::works(knowledge, text)?;
        let names: Vec<String> = names
            .into_iter()
            .map(|work| knowledge.store.term(work).to_string())
            .collect();
        let found = all
            .iter()
            .filter(|work| names.contains(&format!("<{}>", work.work)));
        for work in found {
            if !chosen.contains(work) {
                chosen.push(work.clone());
            }
        }
    }
    Ok(chosen)
}

fn services(arguments: &ResolveArguments) -> Result<Services, Failure> {
    let wrong = |error: crate::resolve::AddressError| Failure::new(error.to_string());
    let mut addresses = Addresses::standard().map_err(wrong)?;
    for given in &arguments.service {
        match given.split_once('=') {
            Some(("crossref", url)) => addresses.crossref = address(url).map_err(wrong)?,
            Some(("datacite", url)) => addresses.datacite = address(url).map_err(wrong)?,
            Some(("doi", url)) => addresses.doi = address(url).map_err(wrong)?,
            _ => addresses.crossref = address(given).map_err(wrong)?,
        }
    }
    let patience = Patience {
        first: Duration::from_millis(arguments.back_off),
        request: Duration::from_secs(arguments.timeout),
        ..Patience::default()
    };
    let token = std::env::var(TOKEN).ok().filter(|token| !token.is_empty());
    Services::new(
        addresses,
        arguments.mailto.as_deref(),
        token.as_deref(),
        patience,
    )
    .map_err(|trouble| Failure::new(trouble.to_string()))
}

/// Reads an address of electronic mail, as far as it must not break the request.
fn mailto(text: &str) -> Result<String, String> {
    let sound = text.contains('@')
        && text
            .chars()
            .all(|c| c.is_ascii_graphic() && !matches!(c, ';' | '(' | ')' | ','));
    if sound {
        Ok(text.to_owned())
    } else {
        Err("it is no address of electronic mail".to_owned())
    }
}
