#!/usr/bin/env bash
# Load on the server, with wrk on the same machine: pages of entities, named questions, the same while hostile queries fill every slot.
#
# benches/load/run.sh [PROGRAM [SECONDS [ARGUMENT...]]]; arguments say what is served, the built-in knowledge base if none is given.
# WATCH=600 in the environment watches memory instead, for so many seconds: the replies that are kept are filled up with answers first,
# then pages, questions, answers that nobody asked for before and hostile queries come all at once. Resident memory is printed every ten
# seconds, and in the end how much it grew in a minute, by the line that fits best.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
program="${1:-target/release/synergraph}"
seconds="${2:-20}"
shift $(($# < 2 ? $# : 2))
folder="$(mktemp -d)"
trap 'kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT

"$program" serve --port 0 --timeout 5 "$@" 2>"$folder/log" >/dev/null &
server=$!
until address="$(grep -o -m 1 'http://[0-9.:]*' "$folder/log")"; do sleep 0.1; done

memory() { awk '/VmRSS/ { printf "%.0f MB", $2 / 1024 }' "/proc/$server/status"; }
rows() { curl --silent --get --data-urlencode "query=$1" --data format=csv "$address/sparql" | tr -d '\r' | tail -n +2; }
ask() { printf '%-42s' "$1"; wrk --threads 1 --connections 16 --duration "${4:-$seconds}s" --script "$here/paths.lua" "$address" -- "$2" | tail -1; }

rows 'SELECT ?s { ?s a ?c FILTER(ISIRI(?s) && STRSTARTS(STR(?s), "https://w3id.org/synergraph/") && !CONTAINS(STR(?s), "#")) } LIMIT 2000' |
    sort -u | sed 's|^https://w3id.org/synergraph\(.*\)$|\1.html|' > "$folder/pages"
curl --silent "$address/openapi.json" | grep -o '"/api/[a-z-]*"' | tr -d '"' > "$folder/questions"
printf '%s pages, %s questions; %s at the start\n' "$(wc -l < "$folder/pages")" "$(wc -l < "$folder/questions")" "$(memory)"

first="$(date +%s%N)"
while read -r path; do curl --silent --output /dev/null "$address$path"; done < "$folder/pages"
printf '%-42s%s ms each, %s then\n' 'every page for the first time' "$((($(date +%s%N) - first) / 1000000 / $(wc -l < "$folder/pages")))" "$(memory)"

hostile='SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }'
be_hostile() {
    for slot in 1 2 3 4; do
        while :; do curl --silent --get --data-urlencode "query=$hostile #$slot-$RANDOM" --output /dev/null "$address/sparql"; done &
        clients="${clients:-} $!"
    done
}
# Answers of some 100 kB that are all different, so that none of them is kept already.
ask_anew() {
    curl --silent --get --data-urlencode "query=SELECT * { ?s ?p ?o } OFFSET $(($1 % 12000)) LIMIT 500 # $1" --output /dev/null "$address/sparql"
}

if [ -n "${WATCH:-}" ]; then
    for number in $(seq 2000); do ask_anew "$number"; done
    ask 'pages before memory is watched' "$folder/pages" - 20
    be_hostile
    number=2000
    while :; do ask_anew "$((number += 1))"; sleep 0.05; done &
    clients="$clients $!"
    cat "$folder/pages" "$folder/questions" > "$folder/both"
    wrk --threads 1 --connections 16 --duration "${WATCH}s" --script "$here/paths.lua" "$address" -- "$folder/both" > "$folder/wrk" &
    for second in $(seq 0 10 "$WATCH"); do
        printf '%s %s\n' "$second" "$(awk '/VmRSS/ { print $2 / 1024 }' "/proc/$server/status")" | tee -a "$folder/watched"
        sleep 10
    done
    # shellcheck disable=SC2086
    kill $clients
    tail -1 "$folder/wrk"
    awk '{ n++; x += $1; y += $2; xx += $1 * $1; xy += $1 * $2
           if (n == 1 || $2 < least) least = $2; if ($2 > most) most = $2 }
         END { printf "%.1f to %.1f MB, %+.3f MB a minute\n", least, most, 60 * (n * xy - x * y) / (n * xx - x * x) }' "$folder/watched"
    exit
fi

ask 'pages of entities' "$folder/pages"
printf '%-42s%s\n' 'memory' "$(memory)"
ask 'named questions' "$folder/questions"
printf '%-42s%s\n' 'memory' "$(memory)"

be_hostile
sleep 1
ask 'pages while hostile queries fill the slots' "$folder/pages"
ask 'questions while they do' "$folder/questions"
# shellcheck disable=SC2086
kill $clients
printf '%-42s%s\n' 'memory' "$(memory)"
