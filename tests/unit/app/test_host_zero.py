"""The zero of a session reaches the stream: through the host, from empty board to weight."""

from __future__ import annotations

from pathlib import Path

import pytest
from host_kit import PLAY_S, WEIGHT_N, playlist, swaying, switches
from session_kit import Listener, ScriptBoard, portions

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.serving import Serving
from balance_arcade.core.events import Command
from balance_arcade.core.samples import CopSample, ForceSample
from balance_arcade.files.recording import RecordingReader

OFFSETS_N = (12.0, -5.0, 7.0, 3.0)
NOISE_N = 0.2
EMPTY_S = 2.0


def empty(seq: int) -> ForceSample:
    """The board as it is without anybody: an offset in each cell and a little noise."""
    noise = NOISE_N * ((seq * 7) % 11 - 5) / 5.0
    return ForceSample(seq, seq * 10_000_000, seq / 100.0, *(cell + noise for cell in OFFSETS_N))


def stepping_on(seconds: float = 12.0) -> ScriptBoard:
    """Empty for two seconds, then a person."""
    n_empty = round(EMPTY_S * 100.0)
    samples = [
        empty(seq) if seq < n_empty else swaying(seq, OFFSETS_N)
        for seq in range(round(seconds * 100.0))
    ]
    return ScriptBoard(portions(samples, 5))


def test_a_session_weighs_the_empty_board_and_everything_after_is_free_of_it(
    tmp_path: Path,
) -> None:
    listener = Listener()
    with Host(stepping_on(), switches(tmp_path), sinks=[listener]) as host:
        session = host.begin(playlist(zero=True, zero_skipped_because="", zero_s=0.5))
        play_headless(host, session)
        host.end_session()
        zero_n = host.source.zero_n
        assert zero_n == pytest.approx(OFFSETS_N, abs=NOISE_N)
        (result,) = host.results()
    assert result.seconds == pytest.approx(PLAY_S)
    (told,) = listener.events("board.zeroed")
    assert told.t_s < EMPTY_S

    before, after = (RecordingReader(file).header for file in host.recordings)
    assert (before.label, before.zero_n) == ("calibration", None)
    assert (after.label, after.zero_n) == ("1-orchard", zero_n)
    heard = [item for item in listener.heard if isinstance(item, CopSample)]
    loads_n = [sample.fz_n for sample in heard if sample.t_s >= EMPTY_S]
    assert loads_n == pytest.approx([WEIGHT_N] * len(loads_n), abs=4 * NOISE_N)
    # The files keep what the cells said, whatever is computed from it.
    raw = RecordingReader(host.recordings[1]).forces()[0]
    assert raw.fz_n == pytest.approx(WEIGHT_N + sum(OFFSETS_N))


def serve(board: ScriptBoard, listener: Listener, *orders: tuple[int, str]) -> Host:
    """Serve a board to its end, with orders given once so many samples have been heard."""
    waiting = list(orders)

    class Station(Listener):
        def on_samples(self, samples: object) -> None:
            while waiting and samples[-1].seq >= waiting[0][0]:  # type: ignore[index]
                seq, name = waiting.pop(0)
                assert host.orders.take(Command(str(seq), name)) == "accepted"  # type: ignore[arg-type]

    host = Host(board, switches(), sinks=[Station(), listener], serves=True)
    with host:
        Serving(host).run()
    assert waiting == []
    return host


def test_the_order_to_tare_weighs_the_board_and_later_samples_are_free_of_it() -> None:
    listener = Listener()
    host = serve(stepping_on(6.0), listener, (3, "tare"))
    assert host.source.zero_n == pytest.approx(OFFSETS_N, abs=NOISE_N)
    heard = [item for item in listener.heard if isinstance(item, CopSample)]
    assert heard[-1].fz_n == pytest.approx(WEIGHT_N, abs=4 * NOISE_N)
    assert listener.events("session.tare_failed") == []


def test_a_board_with_somebody_on_it_is_not_tared_and_that_is_told() -> None:
    listener = Listener()
    host = serve(stepping_on(20.0), listener, (300, "tare"))
    assert host.source.zero_n is None
    (told,) = listener.events("session.tare_failed")
    assert told.data == {"reason": "Somebody stands on the board."}


def test_a_board_with_a_faulty_cell_is_not_tared_and_that_is_told() -> None:
    listener = Listener()
    samples = [
        ForceSample(seq, seq * 10_000_000, seq / 100.0, float("nan"), 1.0, 1.0, 1.0)
        for seq in range(2000)
    ]
    host = serve(ScriptBoard(portions(samples, 5)), listener, (3, "tare"))
    assert host.source.zero_n is None
    (told,) = listener.events("session.tare_failed")
    assert told.data == {"reason": "The board did not hold still for 1.5 s."}
