#!/bin/sh
# Builds a new Apache Jena TDB2 database of this folder; it must not be there yet.
#   TDB=/srv/tdb2/published ./load-jena.sh && fuseki-server --loc=/srv/tdb2/published /published
set -eu
folder="$(cd "$(dirname "$0")" && pwd)"
tdb2.xloader --loc "${TDB:?name the folder of the database}" "$folder"/data-*.nq.gz "$folder"/publication.nq.gz
