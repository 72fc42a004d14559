#!/bin/sh
# Builds a QLever index of this folder in the working directory; QLEVER_INDEX names it.
#   QLEVER_INDEX=published ./load-qlever.sh && qlever-server -i published -p 7001
set -eu
folder="$(cd "$(dirname "$0")" && pwd)"
builder="$(command -v qlever-index || command -v IndexBuilderMain)"
gzip --decompress --stdout "$folder"/data-*.nq.gz "$folder"/publication.nq.gz |
    "$builder" -i "${QLEVER_INDEX:-published}" -F nq -f -
