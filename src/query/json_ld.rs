//! Graphs as compact JSON-LD 1.1, <https://www.w3.org/TR/json-ld11/>: short names in a context, lists as arrays.
//!
//! Quads are read twice: once to learn which names, kinds of values and lists there are, once to be written, node by node.

mod context;
mod lists;

use crate::vocabulary::Prefixes;
use context::{Coercion, Context, Survey};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{
    GraphName, GraphNameRef, LiteralRef, NamedOrBlankNode, NamedOrBlankNodeRef, QuadRef, TermRef,
};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Values of one node that are held before it is written; a node with more is written in several parts.
const HELD: usize = 10_000;

/// Writes quads as JSON-LD; `quads` hands on the same ones each time.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_json_ld(
    out: &mut dyn Write,
    quads: impl Fn(&mut dyn FnMut(QuadRef<'_>) -> io::Result<()>) -> io::Result<()>,
    prefixes: &Prefixes,
) -> io::Result<()> {
    let mut survey = Survey::new(prefixes);
    quads(&mut |quad| {
        survey.see(quad);
        Ok(())
    })?;
    let context = survey.context();
    writeln!(out, "{{\n\"@context\": {:#},", context.json())?;
    write!(out, "\"@graph\": [")?;
    let mut writer = Writer {
        out,
        context: &context,
        graph: GraphName::DefaultGraph,
        subject: None,
        node: Map::new(),
        held: 0,
        first: true,
    };
    quads(&mut |quad| writer.put(quad))?;
    writer.end_node()?;
    writer.end_graph()?;
    writeln!(out, "\n]\n}}")
}

/// A document in the making: the node that is open, and the graph around it.
struct Writer<'a> {
    out: &'a mut dyn Write,
    context: &'a Context,
    graph: GraphName,
    subject: Option<NamedOrBlankNode>,
    node: Map<String, Value>,
    held: usize,
    /// Whether nothing stands yet in the array that is open.
    first: bool,
}

impl Writer<'_> {
    fn put(&mut self, quad: QuadRef<'_>) -> io::Result<()> {
        if self.context.lists.holds(quad.subject) {
            return Ok(());
        }
        if quad.graph_name != self.graph.as_ref() {
            self.end_node()?;
            self.end_graph()?;
            self.begin_graph(quad.graph_name)?;
        }
        let subject = self.subject.as_ref().map(NamedOrBlankNode::as_ref);
        if subject != Some(quad.subject) || self.held >= HELD {
            self.end_node()?;
            let name = self.context.node(quad.subject);
            self.node.insert("@id".to_owned(), Value::String(name));
            self.subject = Some(quad.subject.into_owned());
        }
        self.held += 1;
        let object = quad.object;
        let class = match object {
            TermRef::NamedNode(node) => Some(NamedOrBlankNodeRef::from(node)),
            TermRef::BlankNode(node) => Some(node.into()),
            TermRef::Literal(_) => None,
        };
        let (key, value) = match class {
            Some(class) if quad.predicate == rdf::TYPE => {
                ("@type".to_owned(), Value::String(self.context.word(class)))
            }
            _ => {
                let (key, coercion) = self.context.key(quad.predicate.as_str());
                (key, self.value(object, coercion))
            }
        };
        match self.node.get_mut(&key) {
            None => {
                self.node.insert(key, value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(one) => {
                let before = one.take();
                *one = Value::Array(vec![before, value]);
            }
        }
        Ok(())
    }

    fn value(&self, term: TermRef<'_>, coercion: &Coercion) -> Value {
        match term {
            TermRef::NamedNode(node) => self.named(node.into(), coercion),
            TermRef::BlankNode(node) => match self.context.lists.items(node) {
                Some(items) => {
                    let items: Vec<Value> = items
                        .iter()
                        .map(|item| self.value(item.as_ref(), coercion))
                        .collect();
                    json!({ "@list": items })
                }
                None => self.named(node.into(), coercion),
            },
            TermRef::Literal(literal) => self.literal(literal, coercion),
        }
    }

    fn named(&self, node: NamedOrBlankNodeRef<'_>, coercion: &Coercion) -> Value {
        let name = self.context.node(node);
        match coercion {
            Coercion::Node => Value::String(name),
            _ => json!({ "@id": name }),
        }
    }

    fn literal(&self, literal: LiteralRef<'_>, coercion: &Coercion) -> Value {
        let text = literal.value();
        if let Some(language) = literal.language() {
            return json!({ "@value": text, "@language": language });
        }
        let datatype = literal.datatype();
        match coercion {
            Coercion::Datatype(known) if known == datatype.as_str() => return json!(text),
            Coercion::None if datatype == xsd::STRING => return json!(text),
            Coercion::None | Coercion::Node => {
                if let Some(native) = native(literal) {
                    return native;
                }
            }
            Coercion::Datatype(_) => {}
        }
        if datatype == xsd::STRING {
            return json!({ "@value": text });
        }
        json!({ "@value": text, "@type": self.context.word(datatype.into()) })
    }

    fn begin_graph(&mut self, name: GraphNameRef<'_>) -> io::Result<()> {
        self.graph = name.into_owned();
        let name = match name {
            GraphNameRef::DefaultGraph => return Ok(()),
            GraphNameRef::NamedNode(node) => self.context.node(node.into()),
            GraphNameRef::BlankNode(node) => self.context.node(node.into()),
        };
        self.comma()?;
        write!(self.out, "{{\"@id\": {}, \"@graph\": [", json!(name))?;
        self.first = true;
        Ok(())
    }

    fn end_graph(&mut self) -> io::Result<()> {
        if self.graph != GraphName::DefaultGraph {
            write!(self.out, "\n]}}")?;
            self.first = false;
            self.graph = GraphName::DefaultGraph;
        }
        Ok(())
    }

    fn end_node(&mut self) -> io::Result<()> {
        self.held = 0;
        if self.subject.take().is_some() {
            self.comma()?;
            serde_json::to_writer(&mut *self.out, &self.node)?;
            self.node.clear();
        }
        Ok(())
    }

    fn comma(&mut self) -> io::Result<()> {
        let comma = if self.first { "" } else { "," };
        self.first = false;
        writeln!(self.out, "{comma}")
    }
}

/// Returns a literal as JSON's own kind of value, where that gives the same literal back.
fn native(literal: LiteralRef<'_>) -> Option<Value> {
    let text = literal.value();
    if literal.datatype() == xsd::BOOLEAN {
        return match text {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => None,
        };
    }
    // Beyond fifteen digits, readers that know only doubles would lose some.
    if literal.datatype() == xsd::INTEGER && text.len() <= 15 {
        let number: i64 = text.parse().ok()?;
        return (number.to_string() == text).then(|| json!(number));
    }
    None
}
