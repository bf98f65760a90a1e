#!/usr/bin/env bash
# pyentrp 2.2.0: `sample_entropy(x, 2)` is no sample entropy of m = 2. `sample_length` is m + 1, so the
# last of the two numbers that come back is that of m = 1, and the tolerance without a word is 0.1 SD,
# not the usual 0.2 SD. Of the sway below that is 0.96 where m = 2 and 0.2 SD give 0.40.
# Run by hand: bash findings/pyentrp_sample_entropy.sh; exit code 1 once the behaviour is another.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: 'pyentrp==2.2.0' 'numpy<3'
"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import numpy as np
from pyentrp.entropy import sample_entropy


def by_definition(x, m, tolerance):
    """Richman and Moorman 2000: -ln A/B over the same N - m templates, without self-matches."""
    templates = np.lib.stride_tricks.sliding_window_view(x, m + 1)
    apart = np.abs(templates[:, None, :] - templates[None, :, :])
    above = np.triu_indices(len(templates), 1)
    matches = [int((apart[..., :k].max(axis=-1)[above] <= tolerance).sum()) for k in (m, m + 1)]
    return float(-np.log(matches[1] / matches[0]))


rng = np.random.default_rng(1)
k = np.arange(800)
# Sway in millimetres at 50 Hz: slow drift, a second's sway, a little noise.
x = 6 * np.sin(k / 40.0) + 2 * np.sin(k / 7.0) + 0.4 * rng.standard_normal(k.size)
tolerance = 0.2 * float(x.std())
theirs = sample_entropy(x, 2, tolerance)
one, two = (by_definition(x, m, tolerance) for m in (1, 2))
unsaid, tenth = sample_entropy(x, 2), sample_entropy(x, 2, 0.1 * float(x.std()))
print(f"pyentrp {version('pyentrp')}: sample_entropy(x, 2, r) = {np.round(theirs, 4).tolist()}")
print(f"by definition: m = 1 {one:.4f}, m = 2 {two:.4f}; m = 2 in sample_entropy(x, 3, r): ", end="")
print(f"{sample_entropy(x, 3, tolerance)[-1]:.4f}; without r {unsaid[-1]:.4f}, 0.1 SD {tenth[-1]:.4f}")
seen = abs(theirs[-1] - one) < 0.01 < abs(one - two) and len(theirs) == 2
seen &= abs(sample_entropy(x, 3, tolerance)[-1] - two) < 0.01 and np.allclose(unsaid, tenth)
print("as described" if seen else "NOT as described any more")
sys.exit(0 if seen else 1)
PYTHON
