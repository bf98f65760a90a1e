"""``--lsl`` with any session: another process finds the stream on this computer and reads it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from patience import DEADLINE_S, until

from balance_arcade.core.errors import BoardError
from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw import open_board

pytestmark = pytest.mark.system


def opened(address):
    """Open the board, or give None where its stream is not there yet."""
    try:
        return open_board(address)
    except BoardError:
        return None


@pytest.mark.parametrize(
    "words",
    [("serve", "sim:?seed=4"), ("play", "orchard", "--headless", "--board", "sim:?seed=4&speed=1")],
    ids=["serve", "play"],
)
def test_the_stream_is_a_board_elsewhere(tmp_path, words):
    command = [sys.executable, "-m", "balance_arcade", *words, "--lsl", "--any-port"]
    with subprocess.Popen(
        [*command, "--out", str(tmp_path), "--seconds", "900"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as serve:
        try:
            # Until it is published: a first start compiles before that.
            with until(lambda: opened("lsl:BalanceArcade-sim-healthy-4?wait=60"), "it") as board:
                samples = []
                until(lambda: samples.extend(board.read(0.5)) or len(samples) >= 100, "reading")
                assert board.info.origin == "simulated"
                assert board.info.nominal_rate_hz == 100.0
                assert board.health.n_lost == 0
        finally:
            serve.terminate()
            serve.communicate(timeout=DEADLINE_S)
    assert len(samples) >= 100
    assert all(sample.flags & SampleFlag.SIMULATED for sample in samples)
    assert all(500.0 < sample.fz_n < 1000.0 for sample in samples)
