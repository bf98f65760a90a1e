#!/usr/bin/env bash
# bids-validator 3.0.2 ends with an uncaught TypeError, and reports nothing at all, where the sidecar
# of a table describes one of its columns with a "Format" that the schema does not name ("json").
# A name that the schema has ("number") passes. One word in one column hides every error of the
# dataset: with --format json the output is empty.
# Run by hand: bash findings/bids_validator_format.sh; exit code 1 once the behaviour is another.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'bids-validator-deno==3.0.2'
beh="$work/ds/sub-1/beh"
mkdir -p "$beh"
echo '{"Name": "x", "BIDSVersion": "1.11.1"}' >"$work/ds/dataset_description.json"
echo 'Read me.' >"$work/ds/README"
printf 'onset\tduration\tdata\n1.0\tn/a\tx\n' >"$beh/sub-1_task-rest_events.tsv"

validated() {
  printf '{"TaskName": "rest", "data": {"Description": "d", "Format": "%s"}}\n' "$1" \
    >"$beh/sub-1_task-rest_events.json"
  "$work/venv/bin/bids-validator-deno" --format json "$work/ds" >"$work/out" 2>"$work/err" && code=0 || code=$?
  echo "Format $1: exit code $code, $(wc -c <"$work/out") bytes of report, $(grep -o 'TypeError[^(]*' "$work/err" | head -1)"
}

validated number
[ "$(wc -c <"$work/out")" -gt 100 ] || { echo "NOT as described any more"; exit 1; }
validated json
if [ "$(wc -c <"$work/out")" -eq 0 ] && grep -q TypeError "$work/err"; then echo "as described"; else
  echo "NOT as described any more"; exit 1
fi
