"""Asks a server with clients that others wrote, and prints what they got."""

import io
import json
import sys
import urllib.request

import pyoxigraph
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, SPARQLWrapper, TSV, TURTLE, XML

address = sys.argv[1].rstrip("/") + "/"
ROWS = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT ?s ?l WHERE { ?s rdfs:label ?l } ORDER BY ?s ?l LIMIT 5"
GRAPH = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> CONSTRUCT WHERE { ?s rdfs:subClassOf ?c }"
DESCRIBE = "DESCRIBE <https://w3id.org/synergraph/species/nitrate>"

seen = set()
for path in ["sparql", "query"]:
    for method in [GET, POST]:
        for direct in [False, True]:
            client = SPARQLWrapper(address + path)
            client.setMethod(method)
            if direct and method == POST:
                client.setRequestMethod(POSTDIRECTLY)
            client.setQuery(ROWS)
            for form in [JSON, XML, CSV, TSV]:
                client.setReturnFormat(form)
                reply = client.query().convert()
                if form == JSON:
                    rows = [(row["s"]["value"], row["l"]["value"]) for row in reply["results"]["bindings"]]
                elif form == XML:
                    rows = [[v.firstChild.data for v in row.getElementsByTagName("uri") + row.getElementsByTagName("literal")]
                            for row in reply.getElementsByTagName("result")]
                    rows = [tuple(row) for row in rows]
                else:
                    rows = [len(reply.decode().strip().splitlines()) - 1]
                    assert rows == [5], rows
                    continue
                seen.add(tuple(rows))
            client.setQuery("ASK { ?s ?p ?o }")
            client.setReturnFormat(JSON)
            assert client.query().convert()["boolean"] is True
            client.setQuery(GRAPH)
            client.setReturnFormat(TURTLE)
            triples = rdflib.Graph().parse(data=client.query().convert(), format="turtle")
            client.setQuery(DESCRIBE)
            client.setReturnFormat("json-ld")
            described = client.query().convert()
assert len(seen) == 1, seen
print("SPARQLWrapper", len(next(iter(seen))), len(triples), len(described) > 0)

store = SPARQLStore(address + "sparql", returnFormat="xml")
graph = rdflib.Graph(store)
labels = list(graph.query(ROWS))
nitrate = rdflib.URIRef("https://w3id.org/synergraph/species/nitrate")
print("rdflib", len(labels), [str(label) for label in graph.objects(nitrate, rdflib.RDFS.label)], (nitrate, None, None) in graph)
with_json = list(rdflib.Graph(SPARQLStore(address + "sparql", returnFormat="json")).query(ROWS))
assert [tuple(row) for row in with_json] == [tuple(row) for row in labels]

FORMS = {
    "application/sparql-results+json": pyoxigraph.QueryResultsFormat.JSON,
    "application/sparql-results+xml": pyoxigraph.QueryResultsFormat.XML,
    "text/tab-separated-values": pyoxigraph.QueryResultsFormat.TSV,
}
got = []
for accept, form in FORMS.items():
    request = urllib.request.Request(
        address + "sparql", data=ROWS.encode(), headers={"accept": accept, "content-type": "application/sparql-query"}
    )
    with urllib.request.urlopen(request) as reply:
        assert reply.headers.get_content_type() == accept
        results = pyoxigraph.parse_query_results(io.BytesIO(reply.read()), format=form)
        got.append([(str(row[0]), str(row[1])) for row in results])
assert got[0] == got[1] == got[2], got
print("pyoxigraph", len(got[0]))

with urllib.request.urlopen(urllib.request.Request(address + ".well-known/sparql-examples", headers={"accept": "text/turtle"})) as reply:
    examples = rdflib.Graph().parse(data=reply.read(), format="turtle")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
asked = 0
for example, text in examples.subject_objects(SH.select):
    assert (example, rdflib.RDF.type, SH.SPARQLSelectExecutable) in examples
    prefixes = examples.value(example, SH.prefixes)
    assert (prefixes, SH.declare, None) in examples
    rdflib.plugins.sparql.prepareQuery(str(text))
    client = SPARQLWrapper(address + "sparql")
    client.setQuery(str(text))
    client.setReturnFormat(JSON)
    rows = client.query().convert()["results"]["bindings"]
    name = str(example).rsplit("/", 1)[1]
    with urllib.request.urlopen(address + "api/" + name) as reply:
        assert json.load(reply)["results"]["bindings"] == rows, name
    asked += 1
print("sparql-examples", asked)

with urllib.request.urlopen(urllib.request.Request(address + ".well-known/void", headers={"accept": "text/turtle"})) as reply:
    void = rdflib.Graph().parse(data=reply.read(), format="turtle")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
dataset = void.value(predicate=rdflib.RDF.type, object=VOID.Dataset)
print("void", dataset, void.value(dataset, VOID.sparqlEndpoint), int(void.value(dataset, VOID.triples)) > 0)
