#!/usr/bin/env bash
# ezc3d 1.7.2 cuts ANALOG:RATE / POINT:RATE to a whole number: markers stand among the samples of 29.97 Hz video.
# Run by hand: bash findings/ezc3d_video_rate.sh; exit code 1 once the behaviour is another.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'ezc3d==1.7.2'
PYTHONPATH="$here" "$work/venv/bin/python" - "$work/trial.c3d" <<'PYTHON'
import sys
from importlib.metadata import version

import c3d_bytes
import ezc3d
import numpy as np

print("ezc3d", version("ezc3d"))
path, seen = sys.argv[1], []
for point_hz in (30.0, 29.97):
    c3d_bytes.write(path, [[700.0, -300.0]] * 300, point_hz=point_hz, per_frame=30)
    analogs = ezc3d.c3d(path)["data"]["analogs"][0]
    first = np.unique(analogs[0]).tolist()
    print(f"{point_hz} Hz x 30: 300 samples written, {analogs.shape[1]} read; 700 is read as {first}")
    seen.append((analogs.shape[1], 1.0 in first))
right = seen == [(300, False), (290, True)]
print("as described" if right else "NOT as described any more")
sys.exit(0 if right else 1)
PYTHON
