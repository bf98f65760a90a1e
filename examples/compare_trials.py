"""Sway of several files side by side: python compare_trials.py FILE..."""

import sys

import balance_arcade

if len(sys.argv) < 2:
    sys.exit(__doc__)
NAMES = ("mean_velocity_mm_s", "ellipse_area_mm2", "rms_ml_mm", "rms_ap_mm")
print(f"{'file':30}" + "".join(f"{name:>20}" for name in NAMES))
for file in sys.argv[1:]:
    metrics = balance_arcade.analyze(file).metrics
    values = (metrics[name].value for name in NAMES)
    print(f"{file[-30:]:30}" + "".join(f"{value:20.2f}" for value in values))
