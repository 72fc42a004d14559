//! What an engine says of a dataset that was published to it.

use super::client::Client;
use super::error::EndpointError;
use super::form::Content;
use crate::lineage::Found;
use crate::vocabulary::published::{self, Layout};
use crate::vocabulary::{self, Prefixes};
use oxigraph::model::{NamedNode, NamedNodeRef, Term};
use std::collections::BTreeMap;

/// A published dataset, as it describes itself.
#[derive(Debug, Clone)]
pub struct Publication {
    /// Its graphs.
    pub layout: Layout,
    /// The digest of the store that was published.
    pub digest: String,
    /// Triples of the merged graph.
    pub statements: u64,
    /// How many of them the engine counts: one that keeps numbers as values takes some for one.
    pub held: u64,
    /// Claims.
    pub claims: u64,
    /// Whether anything is said of any claim.
    pub describes_claims: bool,
    /// Files of background triples.
    pub sources: u64,
    /// Derivations of inferred statements.
    pub derivations: u64,
    /// Short names for IRIs.
    pub prefixes: Prefixes,
}

/// The properties of a dataset, by their IRIs.
type Properties = BTreeMap<String, Term>;

impl Publication {
    /// Finds the published dataset of an engine, by its merged graph where there are several.
    pub(super) fn find(client: &Client, merged: Option<&NamedNode>) -> Result<Self, EndpointError> {
        let query = format!(
            "SELECT ?dataset ?property ?value WHERE {{ GRAPH ?graph {{ ?dataset a {} ; ?property ?value }} }}",
            published::DATASET
        );
        let datasets = by_dataset(&client.select(&query, &[], Content::Terms)?.found());
        let is_meant = |properties: &Properties| match merged {
            None => true,
            Some(wanted) => {
                properties.get(published::MERGED_GRAPH.as_str()) == Some(&wanted.clone().into())
            }
        };
        let mut meant = datasets
            .iter()
            .filter(|(_, properties)| is_meant(properties));
        let Some((base, properties)) = meant.next() else {
            let mut error = client.error(match merged {
                Some(wanted) => format!("has no published dataset with the merged graph {wanted}"),
                None => "has no dataset that synergraph published".to_owned(),
            });
            error.hint = Some(match merged_graphs(&datasets) {
                graphs if graphs.is_empty() => "`synergraph publish` puts one there".to_owned(),
                graphs => format!("there is {}", graphs.join(", ")),
            });
            return Err(error);
        };
        if meant.next().is_some() {
            let mut error = client.error("has several published datasets");
            let graphs = merged_graphs(&datasets).join(", ");
            error.hint = Some(format!(
                "name one by its merged graph with `--merged-graph`: {graphs}"
            ));
            return Err(error);
        }
        read(base, properties).map_err(|reason| client.error(reason))
    }
}

fn by_dataset(found: &Found) -> BTreeMap<String, Properties> {
    let mut datasets: BTreeMap<String, Properties> = BTreeMap::new();
    let column = |name: &str| found.variables.iter().position(|known| known == name);
    let columns = [column("dataset"), column("property"), column("value")];
    for row in &found.rows {
        let [dataset, property, value] =
            columns.map(|at| at.and_then(|at| row.get(at)).cloned().flatten());
        if let (Some(Term::NamedNode(dataset)), Some(Term::NamedNode(property)), Some(value)) =
            (dataset, property, value)
        {
            let properties = datasets.entry(dataset.into_string()).or_default();
            // Its type is the one property that may have several values.
            if property.as_ref() != vocabulary::TYPE {
                properties.insert(property.into_string(), value);
            }
        }
    }
    datasets
}

fn merged_graphs(datasets: &BTreeMap<String, Properties>) -> Vec<String> {
    datasets
        .values()
        .filter_map(|properties| properties.get(published::MERGED_GRAPH.as_str()))
        .map(ToString::to_string)
        .collect()
}

fn read(base: &str, properties: &Properties) -> Result<Publication, String> {
    let text = |property: NamedNodeRef<'_>| match properties.get(property.as_str()) {
        Some(Term::Literal(literal)) => Some(literal.value().to_owned()),
        Some(Term::NamedNode(node)) => Some(node.as_str().to_owned()),
        _ => None,
    };
    let number = |property: NamedNodeRef<'_>| -> Result<u64, String> {
        let number = text(property).and_then(|text| text.parse().ok());
        number.ok_or_else(|| format!("describes its dataset <{base}> without {property}"))
    };
    let version = number(published::FORMAT_VERSION)?;
    if version != u64::from(published::FORMAT_VERSION_NUMBER) {
        return Err(format!(
            "has a dataset in version {version} of the layout, and this program reads version {}",
            published::FORMAT_VERSION_NUMBER
        ));
    }
    if text(published::STATE).as_deref() != Some(published::COMPLETE.as_str()) {
        return Err(format!(
            "has the dataset <{base}> in part only: it is being published, or was not to the end"
        ));
    }
    let merged = text(published::MERGED_GRAPH).and_then(|iri| NamedNode::new(iri).ok());
    let mut prefixes = Prefixes::default();
    prefixes.learn(&text(published::PREFIXES).unwrap_or_default());
    Ok(Publication {
        layout: Layout::new(base, merged.as_ref()).map_err(|error| error.to_string())?,
        digest: text(published::DIGEST).unwrap_or_default(),
        statements: number(published::STATEMENTS)?,
        held: number(published::HELD).or_else(|_| number(published::STATEMENTS))?,
        claims: number(published::CLAIMS)?,
        // What an earlier program published does not tell.
        describes_claims: number(published::DESCRIBED) != Ok(0),
        sources: number(published::SOURCES)?,
        derivations: number(published::DERIVATIONS)?,
        prefixes,
    })
}
