#!/bin/sh
# Loads this folder into an Oxigraph database, while no server has it open.
#   LOCATION=published.db ./load-oxigraph.sh && oxigraph serve --location published.db
set -eu
folder="$(cd "$(dirname "$0")" && pwd)"
for file in "$folder"/data-*.nq.gz "$folder"/publication.nq.gz; do
    oxigraph load --location "${LOCATION:?name the folder of the database}" --file "$file"
done
