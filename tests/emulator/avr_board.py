"""The emulated Arduino board with a simulated person on it, in real time.

    python tests/emulator/avr_board.py [--person sim:?seed=1] [--step-on 6] [--pace 1]

Prints the port, then what to type. The person comes onto the board some seconds after the port is
opened, for the session weighs the empty board first, and follows the goals of
``balance-arcade play orchard --board arduino:PORT --player sim``.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import subprocess
import threading
import time

import avr_build
import numpy as np

from balance_arcade.core.board import Geometry, Goal
from balance_arcade.core.samples import ForceSample
from balance_arcade.hw import open_board, with_option
from balance_arcade.hw.arduino.calibration import NOMINAL_GEOMETRY, nominal_calibration
from balance_arcade.hw.arduino.messages import HelloFrame
from balance_arcade.hw.person import decode_goal, person_socket

ZERO_COUNTS = (12_000, -8_000, 150, 33_000)
"""What the empty cells read."""

FEED_HZ = 250.0
_HELLO = HelloFrame(0, 0, (1, 0), (1, 0, 0), 1, 128, 4, 1, 92_000, bytes(8))
NEWTONS_PER_COUNT = nominal_calibration(_HELLO, NOMINAL_GEOMETRY).forces_n(1, 0, 0, 0)[0]


def counts_of(
    sample: ForceSample, stood_on: Geometry, board: Geometry = NOMINAL_GEOMETRY
) -> list[float]:
    """Counts of the cells of one board under somebody who stands on another: same force and place.

    Parameters
    ----------
    sample : ForceSample
        Corner forces in newtons on the board that is stood on.
    stood_on, board : Geometry
        Spacing of the cells of both.

    Returns
    -------
    list of float
        tl tr bl br.
    """
    forces_n = np.array([sample.tl_n, sample.tr_n, sample.bl_n, sample.br_n])
    fz_n = forces_n.sum()
    ml_nmm, ap_nmm = forces_n @ np.array(stood_on.corners_mm())
    corners_n = [
        fz_n / 4.0 + ml_nmm / (4.0 * x_mm) + ap_nmm / (4.0 * y_mm)
        for x_mm, y_mm in board.corners_mm()
    ]
    return [
        zero + force_n / NEWTONS_PER_COUNT
        for zero, force_n in zip(ZERO_COUNTS, corners_n, strict=True)
    ]


class AvrBoard:
    """The emulator with somebody on its cells; `port` is where to open it.

    Parameters
    ----------
    person : str or None
        Address of a simulated person; None for nobody, and loads only by `order`.
    step_on_s : float
        How long after the port was opened the person comes, on the board's clock.
    pace : float
        Speed of the board's clock.
    options : sequence of str
        More options of the emulator.
    """

    def __init__(
        self,
        person: str | None = "sim:?seed=1",
        *,
        step_on_s: float = 6.0,
        pace: float = 1.0,
        options: tuple[str, ...] = ("--noise=60",),
    ) -> None:
        avr_build.build()
        self._address = _fed(person, step_on_s, pace) if person else None
        given = (f"--image={avr_build.IMAGE}", f"--pace={pace:g}", *options)
        self._process = subprocess.Popen(
            [avr_build.PROGRAM, "--pty", "--stdin", *given],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self.n_goals = 0
        self._is_open = self._stopped = False
        self.port = self._listen_for("port")
        self._path = person_socket(self.port)
        self._path.unlink(missing_ok=True)
        self._goals = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._goals.bind(str(self._path))
        self._goals.setblocking(False)
        self._threads = [threading.Thread(target=run) for run in (self._feed, self._listen)]
        for thread in self._threads:
            thread.start()
        self.order("load " + " ".join(map(str, ZERO_COUNTS)))

    def order(self, line: str) -> None:
        """Give the emulator an order, see README.md."""
        with contextlib.suppress(OSError):  # It has ended.
            self._process.stdin.write(line + "\n")

    def close(self) -> None:
        """End emulator and person."""
        self._stopped = True
        self._process.terminate()
        for thread in self._threads:
            thread.join()
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
        self._goals.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _listen_for(self, word: str) -> str:
        for line in self._process.stdout:
            first, *rest = line.split()
            if first == word:
                return rest[0]
        raise RuntimeError("The emulator ended before it began.")

    def _listen(self) -> None:
        for line in self._process.stdout:
            if line.strip() in ("opened", "closed"):
                self._is_open = line.strip() == "opened"

    def _feed(self) -> None:
        """Each time that the port is opened somebody comes, and goes when it is closed."""
        while not self._stopped:
            if not self._is_open or self._address is None:
                time.sleep(0.005)
                continue
            with open_board(self._address) as person:
                while self._is_open and not self._stopped:
                    samples = person.read(0.02)
                    if samples:
                        counts = counts_of(samples[-1], person.info.geometry)
                        self.order("load " + " ".join(f"{c:.1f}" for c in counts))
                        self._pass_goals(person, samples[-1].t_s)
            self.order("load " + " ".join(map(str, ZERO_COUNTS)))

    def _pass_goals(self, person, now_s: float) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                goal = decode_goal(self._goals.recv(256))
                self.n_goals += 1
                # The person has a clock of their own, and sees the goal when it comes.
                person.follow(Goal(now_s, goal.ml_mm, goal.ap_mm))


def _fed(person: str, step_on_s: float, pace: float) -> str:
    address = with_option(person, "rate", f"{FEED_HZ:g}")
    address = with_option(address, "step_on", f"{step_on_s:g}")
    return with_option(address, "speed", f"{pace:g}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--person", default="sim:?seed=1", help="address of a simulated person")
    parser.add_argument("--step-on", type=float, default=6.0, metavar="S")
    parser.add_argument("--pace", type=float, default=1.0, metavar="X")
    args = parser.parse_args()
    with AvrBoard(args.person, step_on_s=args.step_on, pace=args.pace) as board:
        print(f"port {board.port}", flush=True)
        print(f"Try: balance-arcade play orchard --board arduino:{board.port} --player sim")
        print(f"or:  BALANCE_ARCADE_PORTS={board.port} balance-arcade boards", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                time.sleep(1.0)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
