#!/bin/sh
# Copies this folder to S3 and has Amazon Neptune load it from there.
#   S3=s3://bucket/published NEPTUNE=https://cluster:8182 ROLE=arn:aws:iam::…:role/… REGION=eu-central-1 ./load-neptune.sh
set -eu
folder="$(cd "$(dirname "$0")" && pwd)"
: "${S3:?name a place in S3}" "${NEPTUNE:?name the cluster}" "${ROLE:?name a role}" "${REGION:?name a region}"
aws s3 cp --recursive --exclude '*' --include '*.nq.gz' "$folder" "$S3/"
load() {
    curl --fail --silent --show-error --header 'Content-Type: application/json' "$NEPTUNE/loader" --data "{
        \"source\": \"$1\", \"format\": \"nquads\", \"iamRoleArn\": \"$ROLE\", \"region\": \"$REGION\",
        \"failOnError\": \"TRUE\", \"parallelism\": \"HIGH\", \"queueRequest\": \"TRUE\", \"dependencies\": [$2]
    }" | sed -n 's/.*"loadId" *: *"\([^"]*\)".*/\1/p'
}
# The description comes last, so that nobody takes a part for the whole.
data="$(load "$S3/data-" '')"
load "$S3/publication.nq.gz" "\"$data\""
