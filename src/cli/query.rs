//! `synergraph query`

use super::endpoint::{EndpointArguments, ask_there};
use super::knowledge::{KnowledgeArguments, still_sound};
use super::ui::{Failure, Outcome, Ui};
use super::withdrawn::{without, without_there};
use crate::claim::KnowledgeBase;
use crate::diagnostic::Code;
use crate::lineage::{Endpoints, EvaluationError, Memory, Options, Results, Watch};
use crate::query::{
    AskError, Asked, Catalogue, DefaultChoice, Format, Http, ParameterError, Question, Request,
    Style, ask, write_explanation, write_graph, write_json, write_results, write_table,
    write_works,
};
use crate::source::{Source, reason};
use crate::store::Withheld;
use oxigraph::model::GraphName;
use oxigraph::sparql::results::QueryResultsFormat;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Answer a question, each row with the references it rests on
///
/// The question is the name of one (see `synergraph questions`), a file with SPARQL, `-` for standard input, or SPARQL
/// itself.
#[derive(Debug, clap::Args)]
pub(super) struct QueryArguments {
    /// Name of a question, file, `-`, or SPARQL text
    #[arg(value_name = "NAME|FILE|-|SPARQL")]
    question: String,
    /// Set a parameter of the question (can be repeated)
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Choose a form: table, json, csv, tsv, xml, markdown, html; for graphs also turtle, trig, nquads, ntriples,
    /// jsonld, rdfxml; for the works that the answer cites bibtex, ris, csl-json
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: String,
    /// Leave the citations out
    #[arg(long, conflicts_with = "explain")]
    no_cite: bool,
    /// Draw for each row the whole tree: alternative, statement, claim, reference, place
    #[arg(long)]
    explain: bool,
    /// Write out at most so many alternatives of a row, or `all`; the rest is counted
    #[arg(long, value_name = "N|all", default_value = "10", value_parser = alternatives)]
    alternatives: usize,
    /// Answer as if this work were withdrawn: a DOI, a number such as `[81]`, a first author (can be repeated)
    #[arg(long, value_name = "WORK")]
    without: Vec<String>,
    /// Choose what the default graph is: `merged` is every triple of every claim, each once
    #[arg(long, value_name = "GRAPH", default_value = "merged", value_parser = ["merged", "unnamed"])]
    default_graph: String,
    /// Stop after so many seconds, and give what was found by then
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    timeout: Option<u64>,
    /// Give up when the answer takes more memory than so many MB (by default half of what is free)
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u64).range(1..))]
    memory: Option<u64>,
    /// Let the query ask other endpoints on the network (SERVICE); their rows cite the endpoint
    #[arg(long)]
    allow_service: bool,
    /// Print on stderr how many milliseconds each part took
    #[arg(long)]
    timing: bool,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
    #[command(flatten)]
    endpoint: EndpointArguments,
}

pub(super) fn run(arguments: &QueryArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let format: Format = arguments.format.parse()?;
    if arguments.explain && format != Format::Table {
        return Err(Failure::coded(
            Code::UNKNOWN_FORMAT,
            "`--explain` draws a tree for people and has no other form",
        )
        .with_hint("`--format json` without it gives the same as data, under `evidence`"));
    }
    if arguments.no_cite && matches!(format, Format::Works(_)) {
        return Err(Failure::coded(
            Code::UNKNOWN_FORMAT,
            "a bibliography is made of citations, and `--no-cite` leaves them out",
        ));
    }
    let time = arguments.timeout.map(Duration::from_secs);
    let there = arguments.endpoint.load_within(&arguments.knowledge, time)?;
    if let Some((endpoint, catalogue)) = there {
        let question = question(&arguments.question, &catalogue)?;
        let request = request(arguments, &question, None)?;
        let _watch = watch(arguments, &request.options);
        if !arguments.without.is_empty() {
            let (knowledge, asked) = without_there(&arguments.without, &endpoint, &request, ui)?;
            return show(arguments, format, ui, &knowledge, &asked);
        }
        let (knowledge, mut asked) = ask_there(&endpoint, &[request], ui)?;
        return match asked.pop() {
            Some(asked) => show(arguments, format, ui, &knowledge, &asked),
            None => Ok(Outcome::Clean),
        };
    }
    let (knowledge, catalogue) = arguments.knowledge.load(ui)?;
    let question = question(&arguments.question, &catalogue)?;
    let mut withheld = None;
    if !arguments.without.is_empty() {
        let (all, note) = without(&arguments.without, &knowledge)?;
        ui.note(&note);
        withheld = Some(all);
    }
    let request = request(arguments, &question, withheld)?;
    let _watch = watch(arguments, &request.options);
    let asked = ask(&knowledge, &request).map_err(explained)?;
    still_sound(&knowledge, &arguments.knowledge)?;
    show(arguments, format, ui, &knowledge, &asked)
}

/// Returns what is asked, and how.
fn request<'a>(
    arguments: &'a QueryArguments,
    question: &'a Question,
    without: Option<Arc<Withheld>>,
) -> Result<Request<'a>, Failure> {
    Ok(Request {
        question,
        settings: &arguments.set,
        default: match arguments.default_graph.as_str() {
            "unnamed" => DefaultChoice::Unnamed,
            _ => DefaultChoice::Merged,
        },
        base: None,
        options: Options {
            cite: !arguments.no_cite,
            alternatives: arguments.alternatives,
            memory: match arguments.memory {
                Some(megabytes) => Memory::of(bytes(megabytes)),
                None => Memory::half_of_free(),
            },
            endpoints: endpoints(arguments)?,
            without,
            ..Options::default()
        },
    })
}

/// Stops the evaluation where it takes too much memory or too long.
fn watch(arguments: &QueryArguments, options: &Options) -> Watch {
    if let Some(seconds) = arguments.timeout {
        let stop = options.stop.clone();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(seconds));
            stop.cancel();
        });
    }
    options.memory.watch(&options.stop)
}

/// Writes an answer, and what is to be said beside it.
fn show(
    arguments: &QueryArguments,
    format: Format,
    ui: &Ui,
    knowledge: &KnowledgeBase,
    asked: &Asked,
) -> Result<Outcome, Failure> {
    let started = Instant::now();
    write(arguments, format, ui, knowledge, asked)?;
    // What is printed of a claim is read while it is printed.
    still_sound(knowledge, &arguments.knowledge)?;
    if arguments.timing {
        timing(ui, asked, started.elapsed());
    }
    if asked.answer.stopped {
        let seconds = arguments.timeout.unwrap_or_default();
        ui.note(&format!(
            "stopped after {seconds} s: rows may be missing, and citations with them"
        ));
        return Ok(Outcome::Found);
    }
    Ok(Outcome::Clean)
}

/// Returns the question that an argument means.
pub(super) fn question(argument: &str, catalogue: &Catalogue) -> Result<Question, Failure> {
    if let Some(question) = catalogue.get(argument) {
        return Ok(question.clone());
    }
    let source = if argument == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(|error| {
            Failure::coded(
                Code::UNREADABLE_FILE,
                format!("cannot read standard input: {}", reason(&error)),
            )
        })?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Failure::coded(Code::UNREADABLE_FILE, "standard input is not UTF-8"))?;
        Source::new("standard input", text)
    } else if is_sparql(argument) {
        Source::new("query", argument)
    } else if Path::new(argument).exists()
        || argument.contains('/')
        || argument.ends_with(".rq")
        || argument.ends_with(".sparql")
    {
        Source::read(Path::new(argument))?
    } else {
        let hint = match catalogue.nearest(argument) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "`synergraph questions` lists all {}",
                catalogue.iter().count()
            ),
        };
        return Err(Failure::coded(
            Code::UNKNOWN_QUESTION,
            format!("no question is called `{argument}`"),
        )
        .with_hint(hint));
    };
    let (question, problems) = Question::read(&source.name, &source);
    if problems.is_empty() {
        Ok(question)
    } else {
        Err(Failure::of(problems))
    }
}

/// Says whether an argument is rather SPARQL than a name.
fn is_sparql(argument: &str) -> bool {
    let mut words = argument.split_whitespace();
    let Some(first) = words.next() else {
        return true;
    };
    let starts = ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE"];
    argument.contains(['{', '}', '?', '$', '#'])
        || words.next().is_some() && starts.iter().any(|word| word.eq_ignore_ascii_case(first))
}

/// Returns what is wrong with a request, in words for the command line.
pub(super) fn explained(error: AskError) -> Failure {
    match error {
        AskError::Syntax(diagnostic) => Failure::of(vec![*diagnostic]),
        AskError::Parameter(error) => {
            let code = match error {
                ParameterError::Unknown { .. } => Code::UNKNOWN_PARAMETER,
                ParameterError::Wrong { .. } | ParameterError::Missing { .. } => {
                    Code::WRONG_PARAMETER_VALUE
                }
            };
            let failure = Failure::coded(code, error.to_string());
            match error {
                ParameterError::Unknown { hint, .. } => failure.with_hint(hint),
                ParameterError::Wrong { hint, .. } => match hint {
                    Some(hint) => failure.with_hint(hint),
                    None => failure,
                },
                ParameterError::Missing { name, .. } => {
                    failure.with_hint(format!("add `--set {name}=…`"))
                }
            }
        }
        AskError::Evaluation(error) => {
            let failure = Failure::new(error.to_string());
            match error {
                EvaluationError::Memory(_) => failure.with_hint(
                    "`--memory MB` allows more; patterns that share no variable multiply each other's rows",
                ),
                EvaluationError::Service => {
                    failure.with_hint("`--allow-service` lets it ask them")
                }
                _ => failure,
            }
        }
    }
}

fn write(
    arguments: &QueryArguments,
    format: Format,
    ui: &Ui,
    knowledge: &KnowledgeBase,
    asked: &Asked,
) -> Result<(), Failure> {
    let results = &asked.answer.results;
    let view = asked.graphs.view(&knowledge.store);
    if arguments.explain {
        return ui.answer(|out| write_explanation(out, knowledge, results, view, ui.width));
    }
    if let (Format::Graph(_), Results::Solutions(..) | Results::Boolean(..)) = (format, results) {
        return Err(Failure::coded(
            Code::UNKNOWN_FORMAT,
            "an RDF format is for CONSTRUCT and DESCRIBE, and this query gives no graph",
        )
        .with_hint("choose table, json, csv, tsv, xml, markdown or html"));
    }
    ui.answer(|out| match format {
        Format::Table => write_table(
            out,
            knowledge,
            results,
            view,
            Style::Terminal {
                width: ui.width,
                colour: ui.colour,
            },
        ),
        Format::Markdown => write_table(out, knowledge, results, view, Style::Markdown),
        Format::Html => write_table(out, knowledge, results, view, Style::Html),
        Format::Json => write_json(out, results, view),
        Format::Csv => write_results(out, knowledge, results, view, QueryResultsFormat::Csv),
        Format::Tsv => write_results(out, knowledge, results, view, QueryResultsFormat::Tsv),
        Format::Xml => write_results(out, knowledge, results, view, QueryResultsFormat::Xml),
        Format::Works(format) => write_works(out, knowledge, results, view, format),
        Format::Graph(format) => {
            let Results::Graph(triples) = results else {
                return Ok(());
            };
            let quads = triples
                .iter()
                .map(|(triple, _)| triple.clone().in_graph(GraphName::DefaultGraph));
            write_graph(out, quads, format, &knowledge.prefixes)
        }
    })
}

fn timing(ui: &Ui, asked: &Asked, writing: Duration) {
    let timings = asked.answer.timings;
    for (name, duration) in [
        ("parsing", asked.parsing),
        ("planning", timings.planning),
        ("evaluating", timings.evaluating),
        ("citing", timings.citing),
        ("writing", writing),
    ] {
        ui.note(&format!("{name}: {:.3}", duration.as_secs_f64() * 1000.0));
    }
}

/// Parses `name=value`.
pub(super) fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE, such as `activates=nitrite`".to_owned()),
    }
}

/// Returns what asks other endpoints, where the query may.
fn endpoints(arguments: &QueryArguments) -> Result<Option<Arc<dyn Endpoints>>, Failure> {
    if !arguments.allow_service {
        return Ok(None);
    }
    match Http::new() {
        Ok(http) => Ok(Some(Arc::new(http))),
        Err(reason) => Err(Failure::new(format!(
            "cannot ask other endpoints: {reason}"
        ))),
    }
}

fn bytes(megabytes: u64) -> usize {
    usize::try_from(megabytes.saturating_mul(1 << 20)).unwrap_or(usize::MAX)
}

fn alternatives(text: &str) -> Result<usize, String> {
    match text {
        "all" => Ok(usize::MAX),
        number => number
            .parse()
            .map_err(|_| "write a whole number or `all`".to_owned()),
    }
}
