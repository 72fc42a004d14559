"""Reads JSON-LD with rdflib and with pyoxigraph, and says whether it is the graph of an N-Quads file; prints its number of quads."""

import sys

import pyoxigraph
import rdflib
from rdflib.compare import isomorphic

rdflib.NORMALIZE_LITERALS = False
json_ld, nquads = sys.argv[1:3]


def graphs(path, form):
    dataset = rdflib.Dataset()
    dataset.parse(path, format=form)
    found = {}
    for s, p, o, g in dataset.quads():
        # pyoxigraph compares what blank nodes connect.
        name = "_" if isinstance(g, rdflib.BNode) else str(g or "")
        found.setdefault(name, rdflib.Graph()).add((s, p, o))
    return found


ours, theirs = graphs(json_ld, "json-ld"), graphs(nquads, "nquads")
assert sorted(ours) == sorted(theirs), (sorted(ours), sorted(theirs))
for name in theirs:
    assert isomorphic(ours[name], theirs[name]), (name, list((ours[name] - theirs[name]))[:5], list((theirs[name] - ours[name]))[:5])


def dataset(path, form):
    quads = pyoxigraph.Dataset(pyoxigraph.parse(path=path, format=form))
    quads.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return quads


assert dataset(json_ld, pyoxigraph.RdfFormat.JSON_LD) == dataset(nquads, pyoxigraph.RdfFormat.N_QUADS)
print(sum(len(graph) for graph in theirs.values()))
