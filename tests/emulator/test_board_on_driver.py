"""This computer's side of the line, against the firmware itself."""

from __future__ import annotations

import itertools
import time

import pytest

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("firmware_size")]

LOADS = (100_000, 200_000, 300_000, 400_000)


@pytest.fixture
def emulated(monkeypatch, tmp_path):
    from avr_board import AvrBoard

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))  # No calibration of the user's.
    with AvrBoard(None, options=("--reset-on-open", "--id=0123456789abcdef")) as board:
        board.order("load " + " ".join(map(str, LOADS)))
        yield board


def opened(board, query: str = ""):
    from balance_arcade.hw import open_board

    return open_board(f"arduino:{board.port}?calibration=counts{query}")


def read_for(board, seconds: float):
    samples, end_s = [], time.monotonic() + seconds
    while time.monotonic() < end_s:
        samples.extend(board.read(0.05))
    return samples


def counts(sample) -> tuple[float, ...]:
    return (sample.tl_n, sample.tr_n, sample.bl_n, sample.br_n)


def test_what_the_firmware_says_arrives(emulated):
    from balance_arcade.core.samples import SampleFlag

    with opened(emulated) as board:
        # A load that does not move by one count is a stuck cell after a hundred samples, and a busy
        # computer reads on beyond the second.
        samples = read_for(board, 1.0)[:90]
        info, health = board.info, board.health
    assert (info.serial, info.origin) == ("0123456789abcdef", "simulated")
    assert "Emulated Arduino" in info.model
    assert {counts(s) for s in samples} == {LOADS}
    # Cells without noise hold their counts, and a busy computer reads late: neither is a fault.
    harmless = SampleFlag.HELD | SampleFlag.LATE
    assert {s.flags & ~harmless for s in samples} == {SampleFlag.SIMULATED}
    assert [s.seq for s in samples] == list(range(len(samples)))
    assert (health.n_gaps, health.n_bad_frames, health.n_restarts) == (0, 0, 0)
    # Of one second: where a faster chip's word is passed over, a stamp is up to 8 ms further on.
    assert health.measured_rate_hz == pytest.approx(91.3, abs=0.9)


def test_faults_become_flags_and_warnings(emulated):
    from balance_arcade.core.samples import SampleFlag

    with opened(emulated) as board:
        seen = {}
        for name, order in (
            ("TORN", "tear br"),
            ("SATURATED", "saturate tl"),
            ("CELL_FAULT", "dead bl"),
        ):
            emulated.order(order)
            seen[name] = read_for(board, 0.6)
        warnings = " ".join(board.health.warnings)
    for name, samples in seen.items():
        assert any(s.flags & SampleFlag[name] for s in samples), name
    whole = [s for s in seen["TORN"] if not s.flags & SampleFlag.TORN]
    assert {counts(s) for s in whole} == {LOADS}
    assert "did not answer" in warnings


def test_resets_amid_the_stream(emulated):
    with opened(emulated) as board:
        samples = read_for(board, 0.5)
        for n_resets in range(1, 5):
            emulated.order("reset")
            # A busy computer slows the emulated one: until it has begun anew, and sent on.
            n_before = None
            while n_before is None or len(samples) < n_before + 40:
                samples += read_for(board, 0.05)
                if n_before is None and board.health.n_restarts == n_resets:
                    n_before = len(samples)
        health = board.health
    assert health.n_restarts == 4
    assert {counts(s) for s in samples} == {LOADS}
    assert all(b.t_s > a.t_s and b.seq > a.seq for a, b in itertools.pairwise(samples))
    assert len(samples) > 150


def test_the_port_of_the_environment_is_listed(emulated, monkeypatch):
    from balance_arcade.hw import list_boards

    monkeypatch.setenv("BALANCE_ARCADE_PORTS", emulated.port)
    assert f"arduino:{emulated.port}" in [row.address for row in list_boards()]
