#!/bin/sh
# Loads this folder into Virtuoso. The server must be allowed to read it: name it under DirsAllowed in virtuoso.ini.
#   VIRTUOSO=localhost:1111 VIRTUOSO_USER=dba VIRTUOSO_PASSWORD=dba ./load-virtuoso.sh
set -eu
folder="$(cd "$(dirname "$0")" && pwd)"
isql="$(command -v isql-vt || command -v isql-v || command -v isql)"
server="${VIRTUOSO:-localhost:1111}"
run() {
    said="$("$isql" "$server" "${VIRTUOSO_USER:-dba}" "${VIRTUOSO_PASSWORD:-dba}" VERBOSE=OFF BANNER=OFF PROMPT=OFF "exec=$1" 2>&1)"
    case "$said" in *'*** Error'*) printf '%s\n' "$said" >&2; exit 1 ;; esac
    printf '%s\n' "$said"
}
# What was loaded from here before would be passed over.
run "DELETE FROM DB.DBA.LOAD_LIST WHERE ll_file LIKE '$folder/%';"
load() {
    run "ld_dir('$folder', '$1', '@BASE@publication'); rdf_loader_run(); checkpoint;" > /dev/null
    failed="$(run "SELECT ll_file, ll_error FROM DB.DBA.LOAD_LIST WHERE ll_file LIKE '$folder/%' AND (ll_error IS NOT NULL OR ll_state <> 2);")"
    case "$failed" in *"$folder"*) printf 'not loaded:\n%s\n' "$failed" >&2; exit 1 ;; esac
}
load 'data-%.nq.gz'
load 'publication.nq.gz'
