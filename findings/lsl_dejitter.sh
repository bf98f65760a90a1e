#!/usr/bin/env bash
# liblsl's proc_dejitter says that it smooths time stamps of a regular stream. It is one regression
# over all samples with a half-life of 90 s that knows no gap (time_postprocessor.cpp): of 3 s that a
# sender left out, the inlet sees a step of 0.02 s, and its times are up to 3 s wrong from there. With
# proc_monotonize beside it, stamps that fall back by 20 s become some 2,600 equal ones at 100 Hz.
# pylsl 1.18.6 with liblsl 1.18.0; needs no device and no network beyond this computer.
# Run by hand: bash findings/lsl_dejitter.sh; exit code 1 once the behaviour is another.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "pylsl==1.18.6" numpy
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import numpy as np
import pylsl

ALONE = "[multicast]\nResolveScope = machine\nAddressesOverride = {127.0.0.1}\n"
pylsl.set_config_content(ALONE + "[lab]\nKnownPeers = {127.0.0.1}\n[ports]\nIPv6 = disable\n[log]\nlevel = -3\n")


def through(name, stamps):
    """Stamps as an inlet with liblsl's own smoothing gives them."""
    outlet = pylsl.StreamOutlet(pylsl.StreamInfo(name, "Force", 1, 100.0, pylsl.cf_double64, name))
    (found,) = pylsl.resolve_byprop("name", name, 1, 10.0)
    inlet = pylsl.StreamInlet(found, processing_flags=pylsl.proc_dejitter | pylsl.proc_monotonize)
    inlet.open_stream(10.0)
    for stamp in stamps:
        outlet.push_sample([0.0], float(stamp))
    seen = []
    while len(seen) < len(stamps):
        seen += list(inlet.pull_chunk(5.0)[1])
    return np.array(seen)


true = 1000.0 + np.arange(6000) / 100.0
left = np.delete(true, slice(1500, 1800))
gap = through("gap", left)
print(f"3 s left out: a step of {gap[1500] - gap[1499]:.3f} s, times up to {abs(gap - left).max():.2f} s wrong")
back = true.copy()
back[1500:] -= 20.0
equal = int((np.diff(through("back", back)) == 0.0).sum())
print(f"20 s back: {equal} equal stamps")
sys.exit(0 if gap[1500] - gap[1499] < 0.1 and equal > 2000 else 1)
PYTHON
