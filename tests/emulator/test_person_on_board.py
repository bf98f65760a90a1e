"""A simulated person's centre of pressure, through converters, firmware and line, and back."""

from __future__ import annotations

import avr_run as avr
import numpy as np
import pytest

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("firmware_size")]

SECONDS = 30.0
FEED_HZ = 500.0


def test_a_person_s_centre_of_pressure_comes_back(tmp_path, table):
    from avr_board import NEWTONS_PER_COUNT, ZERO_COUNTS, counts_of

    from balance_arcade.hw import open_board
    from balance_arcade.hw.arduino.calibration import NOMINAL_GEOMETRY

    corners_mm = np.array(NOMINAL_GEOMETRY.corners_mm())
    with open_board(f"sim:?seed=4&speed=0&rate={FEED_HZ:g}") as person:
        geometry = person.info.geometry
        feed = [person.read(0.0)[0] for _ in range(int(SECONDS * FEED_HZ))]
    counts = np.array([counts_of(sample, geometry) for sample in feed])
    t_s = np.array([sample.t_s for sample in feed])
    orders = [
        f"at {t:.4f} load {' '.join(f'{c:.1f}' for c in row)}"
        for t, row in zip(t_s, counts, strict=True)
    ]
    run = avr.run(tmp_path, orders, seconds=SECONDS - 0.1, start_s=1.0, options=["--noise=60"])

    def cop_mm(rows):
        forces_n = (np.asarray(rows) - ZERO_COUNTS) * NEWTONS_PER_COUNT
        return forces_n @ corners_mm / forces_n.sum(axis=1, keepdims=True)

    got_mm = cop_mm([s.counts for s in run.samples])
    sent_mm = cop_mm(counts)
    at_s = np.array([s.t_us for s in run.samples]) / 1e6
    wanted_mm = np.column_stack([np.interp(at_s, t_s, axis) for axis in sent_mm.T])
    rms_mm = np.sqrt(np.mean((got_mm - wanted_mm) ** 2, axis=0))
    assert not any(s.status & avr.ALARMS for s in run.samples)
    # What is left is the skew between the four words, and the noise: far below a millimetre.
    assert rms_mm.max() < 0.1
    assert np.ptp(sent_mm, axis=0).min() > 5.0
    table("a person's CoP back", f"rms error {rms_mm[0]:.3f} mm ml, {rms_mm[1]:.3f} mm ap")
