#!/usr/bin/env bash
# ezc3d 1.7.2 takes unsigned 16-bit samples as signed, and the size of ANALOG:OFFSET without its sign.
# Run by hand: bash findings/ezc3d_signs.sh; exit code 1 once the behaviour is another.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'ezc3d==1.7.2' 'c3d==0.6.0'
PYTHONPATH="$here" "$work/venv/bin/python" - "$work/trial.c3d" <<'PYTHON'
import sys
import warnings
from importlib.metadata import version

import c3d
import c3d_bytes
import ezc3d

warnings.simplefilter("ignore")
path, rows = sys.argv[1], [[700, -300]] * 10


def both(**how):
    c3d_bytes.write(path, rows, **how)
    theirs = ezc3d.c3d(path)["data"]["analogs"][0, :, 0].tolist()
    with open(path, "rb") as file:
        other = next(iter(c3d.Reader(file).read_frames()))[2][:, 0].tolist()
    print(f"{how}: written {rows[0]}, ezc3d {theirs}, c3d {other}")
    return theirs, other


print("ezc3d", version("ezc3d"), "c3d", version("c3d"))
unsigned = both(integers=True, form="UNSIGNED", offset=32768)
negative = both(integers=True, form="SIGNED", offset=-100)
seen = unsigned == ([700 - 65536, -300], [700, -300])
seen &= negative == ([500, -500], [700, -300])
print("as described" if seen else "NOT as described any more")
sys.exit(0 if seen else 1)
PYTHON
