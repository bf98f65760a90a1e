#!/usr/bin/env bash
# c3d 0.6.0 refuses a file of 66.6667 Hz with 30 samples a frame: 2000 / 66.6667 is not 30 in 32-bit floats.
# Run by hand: bash findings/c3d_video_rate.sh; exit code 1 once the behaviour is another.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'c3d==0.6.0'
PYTHONPATH="$here" "$work/venv/bin/python" - "$work/trial.c3d" <<'PYTHON'
import sys
import warnings
from importlib.metadata import version

import c3d
import c3d_bytes

warnings.simplefilter("ignore")
print("c3d", version("c3d"))
path, seen = sys.argv[1], []
for point_hz in (29.97, 66.6667):
    c3d_bytes.write(path, [[700.0, -300.0]] * 300, point_hz=point_hz, per_frame=30)
    try:
        with open(path, "rb") as file:
            seen.append(sum(analog.shape[1] for *_, analog in c3d.Reader(file).read_frames()))
    except AssertionError as error:
        seen.append(str(error))
    print(f"{point_hz} Hz x 30: 300 samples written; {seen[-1]}")
right = seen[0] == 300 and "inconsistent analog rate" in str(seen[1])
print("as described" if right else "NOT as described any more")
sys.exit(0 if right else 1)
PYTHON
