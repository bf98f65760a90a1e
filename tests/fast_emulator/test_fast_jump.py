"""A jump of known height, through cells, converter, firmware and line, to the values of a jump."""

from __future__ import annotations

import fast_rig as fast
import numpy as np
import pytest

SHARES = (0.31, 0.24, 0.26, 0.19)
ZERO_COUNTS = (12_000.0, -8_000.0, 150.0, 33_000.0)
EMPTY_S = 0.5
# Of four cells of 500 kg (hardware_docs/fast_board/noise.md).
NOISE_N = 1.510


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_jump_of_known_height_comes_back(rig_library, seed):
    from balance_arcade.assess.jump_record import JumpRecord
    from balance_arcade.assess.jumps import measure_jumps
    from balance_arcade.hw.arduino import FrameDecoder
    from balance_arcade.hw.arduino.calibration import NOMINAL_GEOMETRY, nominal_calibration
    from balance_arcade.hw.arduino.messages import HelloFrame, SampleFrame
    from balance_arcade.testing.jump_models import Person, countermovement_jump

    jump = countermovement_jump(seed, person=Person(noise_n=0.0), quiet_s=1.2, after_s=1.5)
    hello = HelloFrame(0, 1, (1, 1), (1, 0, 0), 4, 128, 4, 1, 1_000_000, bytes(8))
    gain = nominal_calibration(hello, NOMINAL_GEOMETRY).forces_n(1, 0, 0, 0)[0]
    rig = fast.Rig(rig_library, seed=seed)
    rig.load(ZERO_COUNTS)
    rig.started()
    decoder = FrameDecoder()

    def forces_n(loads_n):
        data = b""
        for load_n in loads_n:
            pairs = zip(SHARES, ZERO_COUNTS, strict=True)
            rig.load(share * load_n / gain + zero for share, zero in pairs)
            data += rig.run_raw(0.001)
        samples = [f for f in decoder.feed(data) if isinstance(f, SampleFrame)]
        counts = [(s.tl_counts, s.tr_counts, s.bl_counts, s.br_counts) for s in samples]
        return np.array(counts) * gain

    zeros_n = forces_n(np.zeros(round(EMPTY_S * 1000))).mean(axis=0)
    load_n = (forces_n(jump.load_n) - zeros_n).sum(axis=1)
    assert load_n.size == len(jump.load_n)
    assert np.std(load_n - jump.load_n) == pytest.approx(NOISE_N, rel=0.05)
    ((result, _),) = measure_jumps(JumpRecord(load_n, 1000.0), "cmj")
    known = {
        "jump_height_impulse_m": jump.height_m,
        "jump_height_flight_m": jump.height_m,
        "flight_time_s": jump.flight_s,
    }
    for name, due in known.items():
        # Twice the uncertainty that is stated with the value.
        assert result.value(name) == pytest.approx(due, abs=2 * result.uncertainty[name]), name
    assert result.uncertainty["jump_height_impulse_m"] < 0.01
