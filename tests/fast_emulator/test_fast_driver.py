"""This computer's side of the line, as it is for every Arduino board, against the fast firmware."""

from __future__ import annotations

import itertools
import time

import fast_image
import pytest
from fast_rig import ToolMissingError

pytestmark = pytest.mark.system

LOADS = (100_000, 200_000, 300_000, 400_000)


@pytest.fixture
def live(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))  # No calibration of the user's.
    try:
        board = fast_image.LiveBoard("--load=" + ",".join(map(str, LOADS)))
    except ToolMissingError as missing:
        pytest.skip(str(missing))
    with board:
        yield board


def read(board, n_samples: int):
    samples, end_s = [], time.monotonic() + 60.0
    while len(samples) < n_samples and time.monotonic() < end_s:
        samples.extend(board.read(0.05))
    return samples


def test_arduino_reads_it_unchanged(live):
    from balance_arcade.core.samples import SampleFlag
    from balance_arcade.hw import open_board

    with open_board(f"arduino:{live.port}?calibration=counts&wait=30") as board:
        samples = read(board, 1500)
        info, health = board.info, board.health
        live.order("corrupt 1")
        later = read(board, 400)
    assert "Emulated Arduino board (ADS131M04, firmware 1.0.0" in info.model
    assert (info.serial, info.nominal_rate_hz) == ("1122334455667788", 1000.0)
    assert len(samples) >= 1500
    assert [s.seq for s in samples] == list(range(len(samples)))
    steps = {round((b.t_s - a.t_s) * 1e6) for a, b in itertools.pairwise(samples)}
    assert steps == {1000}
    harmless = SampleFlag.HELD | SampleFlag.LATE  # A busy computer reads late.
    assert {s.flags & ~harmless for s in samples} == {SampleFlag.SIMULATED}
    means = [
        sum(getattr(s, name) for s in samples) / len(samples)
        for name in ("tl_n", "tr_n", "bl_n", "br_n")
    ]
    assert means == pytest.approx(LOADS, abs=100)
    assert (health.n_gaps, health.n_bad_frames) == (0, 0)
    assert health.measured_rate_hz == pytest.approx(1000.0, abs=0.5)
    bad = [s for s in later if s.flags & SampleFlag.CELL_FAULT]
    assert len(bad) == 1
    assert health.n_restarts == 0
