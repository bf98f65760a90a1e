"""Scenarios of samples that come late: the board sends in bursts what it measured in a pause."""

from __future__ import annotations

from collections.abc import Callable

from bench import Peer, Result, take, told

from balance_arcade.core.samples import ForceSample
from balance_arcade.hw import open_board

LATE_S = 0.2
N_BURSTS = 2


def bursts(transport: str) -> Result:
    """Twice the samples of 0.2 s come together."""
    with Peer() as peer, open_board(f"wii:?transport={transport}") as board:
        take(board, 0.5)
        n_lost, samples = board.health.n_lost, list[ForceSample]()
        for _ in range(N_BURSTS):
            peer.say(f"late {LATE_S}")
            samples += take(board, 0.7)
        result = told(board, samples)
        # A computer that is busy starves the emulated board, which then loses samples in truth.
        span_s = samples[-1].t_s - samples[0].t_s if samples else 0.0
        result["n_missing"] = max(0, round(100.0 * span_s) + 1 - len(samples))
        result["n_lost"] = board.health.n_lost - n_lost
        result["n_late"] = board.health.n_late
        return result


LATE: dict[str, Callable[[], Result]] = {
    "late hidraw": lambda: bursts("hidraw"),
    "late evdev": lambda: bursts("evdev"),
}
