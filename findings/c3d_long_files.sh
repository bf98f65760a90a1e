#!/usr/bin/env bash
# A file of 65,535 frames: ezc3d 1.7.2 reads the padding of the last block as another, c3d 0.6.0 none.
# Run by hand: bash findings/c3d_long_files.sh; exit code 1 once the behaviour is another.
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
print("ezc3d", version("ezc3d"), "c3d", version("c3d"))
path, seen = sys.argv[1], []
for n_frames in (65_534, 65_535):
    c3d_bytes.write(path, [[700.0, -300.0]] * n_frames)
    analogs = ezc3d.c3d(path)["data"]["analogs"][0]
    with open(path, "rb") as file:
        n_package = sum(1 for _ in c3d.Reader(file).read_frames())
    last = analogs[:, -1].tolist()
    print(f"{n_frames} of 700, -300: ezc3d {analogs.shape[1]}, the last {last}; c3d {n_package}")
    seen.append((analogs.shape[1], last, n_package))
right = seen[0] == (65_534, [700.0, -300.0], 65_534) and seen[1] == (65_536, [0.0, 0.0], 0)
print("as described" if right else "NOT as described any more")
sys.exit(0 if right else 1)
PYTHON
