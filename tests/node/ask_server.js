// Asks a server with Comunica, and prints what it got.
"use strict";
const { QueryEngine } = require("@comunica/query-sparql");

const main = async () => {
  const source = { type: "sparql", value: process.argv[2] };
  const engine = new QueryEngine();
  const ask = (query) => engine.queryBindings(query, { sources: [source] });
  const rows = await (await ask(`
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?s ?l WHERE { ?s rdfs:label ?l } ORDER BY ?s ?l LIMIT 5`)).toArray();
  const joined = await (await ask(`
    PREFIX sg: <https://w3id.org/synergraph/ns#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT DISTINCT ?system ?label WHERE { ?role sg:in ?system ; sg:action sg:Supplies . ?system rdfs:label ?label }`)).toArray();
  const quads = await (await engine.queryQuads(
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> CONSTRUCT WHERE { ?s rdfs:subClassOf ?c }",
    { sources: [source] })).toArray();
  const yes = await engine.queryBoolean("ASK { ?s ?p ?o }", { sources: [source] });
  console.log(`comunica ${rows.length} ${joined.length > 0} ${quads.length > 0} ${yes}`);
};
main().catch((error) => { console.error(error); process.exit(1); });
