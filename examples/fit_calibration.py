"""Fit a calibration from a table of mass_kg, ml_mm, ap_mm, tl, tr, bl, br: fit_calibration.py CSV.

The first row is the empty board (mass 0); cells in counts, spaced 400 x 300 mm.
"""

import sys

import numpy as np

from balance_arcade.hw.calibration import Point, Reading, Readings, fit_readings

if len(sys.argv) < 2:
    sys.exit(__doc__)
tare, *points = [
    Point(t_s=k, mass_kg=m, ml_mm=ml, ap_mm=ap, mean=tuple(cells), sd=(9.0,) * 4, n_samples=400)
    for k, (m, ml, ap, *cells) in enumerate(np.loadtxt(sys.argv[1], delimiter=",", skiprows=1))
]
tares = (Reading(t_s=tare.t_s, mean=tare.mean, sd=tare.sd, n_samples=tare.n_samples),)
spacing = {"width_mm": 400.0, "length_mm": 300.0, "gravity_m_s2": 9.80665}
how = {"board_id": "bench", "unit": "counts", "placement_mm": 0.2, "rate_hz": 93.4}
fit = fit_readings(Readings(**spacing, **how, tares=tares, points=tuple(points)))
for name, row in zip(("fz", "mx", "my"), fit.matrix, strict=True):
    print(f"{name}  " + "".join(f"{value:14.6g}" for value in row))
print(f"each left out in turn: {fit.left_out_rms_mm:.2f} mm rms; condition {fit.condition:.2f}")
