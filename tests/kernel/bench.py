"""The emulated board as the scenarios in the guest hold it, and what they tell of a stretch."""

from __future__ import annotations

import contextlib
import itertools
import json
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from balance_arcade.core.board import Board  # noqa: E402
from balance_arcade.core.samples import ForceSample, SampleFlag  # noqa: E402

FIRST, SECOND = "00:1f:32:aa:bb:cc", "00:1f:32:aa:bb:dd"
LOADS_KG = {"tr": 18.0, "br": 16.0, "tl": 15.0, "bl": 14.0}
NEWTON_PER_KG = 9.80665
Result = dict[str, object]


LONGEST_S = 180.0
"""How long the kernel may take to know a board or to let it go, on a busy computer too."""


class Peer:
    """An emulated board in a process of its own."""

    program = "uhid_board.py"

    def __init__(self, address: str = FIRST, *options: str, scale: float = 1.0) -> None:
        self._address = address
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / self.program), "--address", address, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.say("load " + " ".join(str(scale * kg) for kg in LOADS_KG.values()))

    def say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def __enter__(self) -> Peer:
        end_s = time.monotonic() + LONGEST_S
        while not self._is_known():
            if time.monotonic() > end_s:
                raise RuntimeError(f"The kernel did not come to know the board {self._address}.")
            time.sleep(0.1)
        time.sleep(0.5)
        return self

    def _is_known(self) -> bool:
        """Whether the kernel has asked the board what it is."""
        for device in Path("/sys/bus/hid/devices").glob("*/uevent"):
            kind = device.with_name("devtype")
            with contextlib.suppress(OSError):  # It may go away while it is looked at.
                if self._address in device.read_text() and kind.exists():
                    return kind.read_text().strip() == "balanceboard"
        return False

    def take_away(self) -> None:
        """Destroy the device, and wait until the kernel has noticed."""
        self.say("away")
        self._wait_until_unknown()

    def _wait_until_unknown(self) -> None:
        # A board that is still there would be taken for the next one, which has its address.
        end_s = time.monotonic() + LONGEST_S
        while self._is_known():
            if time.monotonic() > end_s:
                raise RuntimeError(f"The kernel did not let the board {self._address} go.")
            time.sleep(0.02)

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        # The next board has the same address: it must not be taken for this one.
        self._wait_until_unknown()
        time.sleep(0.3)

    def n_sent(self) -> int:
        """How many samples it has sent so far."""
        self.say("count")
        assert self._process.stdout is not None
        return int(json.loads(self._process.stdout.readline())["n_sent"])

    def quit(self) -> Result:
        self.say("quit")
        assert self._process.stdout is not None
        answer: Result = json.loads(self._process.stdout.readline())
        return answer


def take(board: Board, seconds: float) -> list[ForceSample]:
    """All samples of a stretch of time."""
    samples: list[ForceSample] = []
    end_s = time.monotonic() + seconds
    while (left_s := end_s - time.monotonic()) > 0.0:
        samples += board.read(min(left_s, 0.2))
    return samples


def told(board: Board, samples: list[ForceSample]) -> Result:
    """What the judge needs to know of a stretch."""
    health = board.health
    times = [sample.t_s for sample in samples]
    means: dict[str, float] = {}
    if samples:
        for name in ("tl", "tr", "bl", "br"):
            total = sum(getattr(sample, f"{name}_n") for sample in samples)
            means[name] = total / len(samples) / NEWTON_PER_KG
    steps = [b - a for a, b in itertools.pairwise(times)]
    return {
        "model": board.info.model,
        "origin": board.info.origin,
        "n_samples": len(samples),
        "n_read": health.n_samples,
        # By the samples' own times: a busy computer reads on beyond the stretch, and what had
        # waited in the queue before it comes at once.
        "rate_hz": (len(samples) - 1) / (times[-1] - times[0]) if len(samples) > 1 else 0.0,
        "means_kg": means,
        "longest_step_s": max(steps, default=0.0),
        "backwards": sum(step <= 0.0 for step in steps),
        "held": sum(bool(sample.flags & SampleFlag.HELD) for sample in samples),
        "flagged": sum(bool(sample.flags & SampleFlag.GAP_BEFORE) for sample in samples),
        "n_gaps": health.n_gaps,
        "n_lost": health.n_lost,
        "n_reconnects": health.n_reconnects,
        "battery_bars": health.battery_bars,
        "calibration_id": board.info.calibration_id,
        "warnings": list(health.warnings),
    }
