"""Holds what synergraph infers from axioms against what another reasoner does.

Arguments: two files of N-Triples, what is stated and what is stated or inferred, and `reasonable` or `owlrl`. Blank nodes
have the same names in both files.
Prints as JSON what only one of the two infers, and how many triples both do.
"""

import json
import re
import sys

import rdflib

SKOLEM = "http://example.org/blank/"


def triples(path):
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"(^|(?<=> ))_:(\S+)", rf"<{SKOLEM}\2>", file.read(), flags=re.MULTILINE)
    graph = rdflib.Graph()
    graph.parse(data=text, format="nt")
    return graph


def plain(triple):
    string = rdflib.XSD.string
    return " ".join(
        rdflib.Literal(str(term)).n3()
        if isinstance(term, rdflib.Literal) and term.datatype == string
        else term.n3()
        for term in triple
    )


def closure(graph, reasoner):
    if reasoner == "owlrl":
        import owlrl

        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
        # It also says things of literals, which no RDF can.
        return [triple for triple in graph if not isinstance(triple[0], rdflib.Literal)]
    import reasonable

    engine = reasonable.PyReasoner()
    engine.from_graph(list(graph))
    return engine.reason()


stated_graph = triples(sys.argv[1])
stated = {plain(triple) for triple in stated_graph}
ours = {plain(triple) for triple in triples(sys.argv[2])} - stated
theirs = {plain(triple) for triple in closure(stated_graph, sys.argv[3])} - stated
json.dump(
    {
        "both": len(ours & theirs),
        "only ours": sorted(ours - theirs),
        "only theirs": sorted(theirs - ours),
    },
    sys.stdout,
)
