"""Reads nanopublications with the network's own library: prints one line for each, with what that says of it."""

import sys

import rdflib
from nanopub import Nanopub, NanopubConf
from nanopub.trustyuri.rdf import RdfHasher, RdfUtils
from nanopub.trustyuri import TrustyUriUtils
from rdflib import Dataset, ConjunctiveGraph, RDF, URIRef

# A digest is of numbers as they are written.
rdflib.NORMALIZE_LITERALS = False
KIND = URIRef("http://www.nanopub.org/nschema#Nanopublication")

everything = Dataset()
everything.parse(sys.argv[1], format="nquads")
heads = [(s, g) for s, _, _, g in everything.quads((None, RDF.type, KIND, None))]
for name, _ in sorted(heads):
    one = ConjunctiveGraph()
    for s, p, o, g in everything.quads((None, None, None, None)):
        if str(g).startswith(str(name) + "#"):
            one.get_context(URIRef(str(g))).add((s, p, o))
    publication = Nanopub(rdf=one, conf=NanopubConf(use_test_server=True))
    code = TrustyUriUtils.get_trustyuri_tail(str(name))
    quads = RdfUtils.get_quads(one)
    digest = RdfHasher.make_hash(quads, code)
    print(name, "valid" if publication.is_valid else "not valid", "trusty" if digest == code else f"not trusty: {digest}")
