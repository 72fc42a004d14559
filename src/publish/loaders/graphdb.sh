#!/bin/sh
# Loads this folder into a GraphDB repository, while GraphDB is stopped. What the repository held is replaced.
#   REPOSITORY=published ./load-graphdb.sh
set -eu
folder="$(cd "$(dirname "$0")" && pwd)"
importrdf preload --force --id "${REPOSITORY:?name the repository}" "$folder"/data-*.nq.gz "$folder"/publication.nq.gz
