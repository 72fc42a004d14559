//! The answers that the suites expect, in the many forms that they come in.

use super::manifest::{graph_of, object, objects, subject};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Graph, NamedNodeRef, Term, TermRef, Variable};
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput,
};
use std::path::Path;

const RS: &str = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#";

/// Values of one row, by the position of the variable.
pub(crate) type Values = Vec<Option<Term>>;

/// An answer, expected or found.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Of a SELECT.
    Rows(Vec<Variable>, Vec<Values>),
    /// Of a SELECT as CSV, which keeps no types: names and rows of text.
    Text(Vec<String>),
    /// Of a CONSTRUCT.
    Graph(Vec<Values>),
    /// Of an ASK.
    Boolean(bool),
}

/// Reads the expected answer of a test.
pub(crate) fn read(path: &Path) -> Outcome {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let format = match ending.unwrap_or_default() {
        "srx" => QueryResultsFormat::Xml,
        "srj" => QueryResultsFormat::Json,
        "tsv" => QueryResultsFormat::Tsv,
        "csv" => {
            let text = std::fs::read_to_string(path).unwrap();
            return Outcome::Text(text.lines().map(str::to_owned).collect());
        }
        _ => return of_graph(&graph_of(path)),
    };
    let text = std::fs::read(path).unwrap();
    parse(&text, format).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Reads an answer in one of the formats for results.
pub(crate) fn parse(text: &[u8], format: QueryResultsFormat) -> Result<Outcome, String> {
    let output = QueryResultsParser::from_format(format)
        .for_slice(text)
        .map_err(|error| error.to_string())?;
    Ok(match output {
        SliceQueryResultsParserOutput::Boolean(value) => Outcome::Boolean(value),
        SliceQueryResultsParserOutput::Solutions(solutions) => {
            let variables = solutions.variables().to_vec();
            let rows = solutions
                .map(|solution| Ok(solution.map_err(|e| e.to_string())?.values().to_vec()))
                .collect::<Result<_, String>>()?;
            Outcome::Rows(variables, rows)
        }
    })
}

/// Reads an answer that is a graph: of a CONSTRUCT, or rows described in the vocabulary for result sets.
fn of_graph(graph: &Graph) -> Outcome {
    let result_set = NamedNodeRef::new_unchecked(
        "http://www.w3.org/2001/sw/DataAccess/tests/result-set#ResultSet",
    );
    let Some(set) = graph.subject_for_predicate_object(rdf::TYPE, result_set) else {
        return Outcome::Graph(
            graph
                .iter()
                .map(|triple| row(&triple.into_owned()))
                .collect(),
        );
    };
    if let Some(TermRef::Literal(value)) = object(graph, set, &format!("{RS}boolean")) {
        return Outcome::Boolean(value.value() == "true");
    }
    let text = |term: TermRef<'_>| match term {
        TermRef::Literal(literal) => literal.value().to_owned(),
        other => panic!("{other} is no name of a variable"),
    };
    let variables: Vec<Variable> = objects(graph, set, &format!("{RS}resultVariable"))
        .into_iter()
        .map(|name| Variable::new(text(name)).unwrap())
        .collect();
    let mut rows: Vec<(usize, Values)> = objects(graph, set, &format!("{RS}solution"))
        .into_iter()
        .map(|solution| {
            let solution = subject(solution);
            let index = object(graph, solution, &format!("{RS}index"));
            let mut values: Values = vec![None; variables.len()];
            for binding in objects(graph, solution, &format!("{RS}binding")) {
                let binding = subject(binding);
                let name = text(object(graph, binding, &format!("{RS}variable")).unwrap());
                let at = variables.iter().position(|known| known.as_str() == name);
                let value = object(graph, binding, &format!("{RS}value")).unwrap();
                values[at.unwrap()] = Some(value.into_owned());
            }
            (
                index.map_or(0, |index| text(index).parse().unwrap()),
                values,
            )
        })
        .collect();
    rows.sort_by_key(|(index, _)| *index);
    Outcome::Rows(variables, rows.into_iter().map(|(_, row)| row).collect())
}

/// Returns a triple as a row of three.
pub(crate) fn row(triple: &oxigraph::model::Triple) -> Values {
    vec![
        Some(triple.subject.clone().into()),
        Some(triple.predicate.clone().into()),
        Some(triple.object.clone()),
    ]
}
