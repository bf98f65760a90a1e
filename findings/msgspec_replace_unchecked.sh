#!/usr/bin/env bash
# msgspec before 0.21: `structs.replace` makes a struct without asking its __post_init__, so a value
# that the constructor refuses stands in the copy. From 0.21 on it is asked.
# Run by hand: bash findings/msgspec_replace_unchecked.sh; exit code 1 once the behaviour is another.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for version in 0.20.0 0.21.0; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install --quiet --disable-pip-version-check "msgspec==$version"
  "$folder/$version/bin/python" - <<'PYTHON'
import sys

import msgspec


class Share(msgspec.Struct, frozen=True):
    percent: float

    def __post_init__(self):
        if not 0.0 <= self.percent <= 100.0:
            raise ValueError("A share must be 0 to 100 %.")


def refuses(make):
    try:
        made = make()
    except ValueError as error:
        return f"refused: {error}"
    return f"taken: {made}"


built = refuses(lambda: Share(250.0))
replaced = refuses(lambda: msgspec.structs.replace(Share(25.0), percent=250.0))
print(f"msgspec {msgspec.__version__}: constructor {built} | replace {replaced}")
asked = msgspec.__version__ >= "0.21"
sys.exit(not (built.startswith("refused") and replaced.startswith("refused") == asked))
PYTHON
done
