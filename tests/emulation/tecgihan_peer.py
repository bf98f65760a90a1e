"""An emulated Tec Gihan controller at the far end of a pseudo terminal.

Commands, answers and blocks are written out here from the facts in
``hardware_docs/tecgihan/README.md`` and share no code with the package.
"""

from __future__ import annotations

import contextlib
import math
import os
import pty
import select
import struct
import threading
import time
import tty
from collections.abc import Callable, Sequence

from patience import DEADLINE_S

FULL_SCALES = (
    (1500, 1500, 3000, 300, 300, 200),
    (3000, 3000, 6000, 600, 600, 400),
    (5000, 5000, 10000, 1000, 1000, 600),
)
RATES = {"120": (120, 12), "240": (240, 24), "1K": (1000, 100), "10K": (10000, 100)}
Load = Callable[[int, float], Sequence[float]]


def load_at(
    fz_n: float,
    x_mm: float,
    y_mm: float,
    *,
    fx_n: float = 0.0,
    fy_n: float = 0.0,
    a_mm: float = 0.0,
) -> tuple[float, ...]:
    """Fx Fy Fz Mx My Mz of a load at a place of the surface, ``a_mm`` above the transducers.

    Solved from the maker's x = -(My + Fx a)/Fz and y = (Mx - Fy a)/Fz.
    """
    mx_nm = (y_mm * fz_n + fy_n * a_mm) / 1000.0
    my_nm = -(x_mm * fz_n + fx_n * a_mm) / 1000.0
    return (fx_n, fy_n, fz_n, mx_nm, my_nm, 0.0)


def swaying(plate: int, t_s: float) -> tuple[float, ...]:
    return load_at(700.0, 3.0 * math.sin(t_s), 5.0 + 4.0 * math.cos(t_s))


class TecGihanPeer:
    """A controller with some plates.

    Parameters
    ----------
    load : callable
        Fx Fy Fz Mx My Mz of a plate (counted from 0) at a time.
    serials : sequence of int
        Of its plates.
    state : str
        What it does when it is switched on.
    answers : dict
        Other answers to some questions; None keeps silent.
    n_blocks : int or None
        How many blocks a measurement gives; None for no end.
    az0 : str
        Depth that its plates tell, in metres.
    link : path, optional
        Name of the port, as udev would make it.
    serial : int
        Its own number.
    """

    def __init__(
        self,
        load: Load = swaying,
        *,
        serials: Sequence[int] = (106,),
        state: str = "IDLE",
        answers: dict[str, str | None] | None = None,
        n_blocks: int | None = None,
        az0: str = "-0.040",
        link: str | os.PathLike[str] | None = None,
        serial: int = 4711,
    ) -> None:
        self.commands: list[str] = []
        self.cut_bytes = 0
        self.hold_s = 0.0
        self._load, self._serials, self._state = load, serials, state
        self._answers, self._n_blocks, self._az0 = answers or {}, n_blocks, az0
        self._serial, self._link = serial, link
        self._rate, self._range, self._sps = (1000, 100), "3kN", "1K"
        self._first_s, self._n_sent, self._wanted = 0.0, 0, False
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.port = os.ttyname(self._slave)
        if link is not None:
            os.symlink(self.port, link)
            self.port = str(link)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tecgihan-peer", daemon=True)
        self._thread.start()

    def send(self, data: bytes) -> None:
        while data and not self._stop.is_set():
            if select.select([], [self._master], [], 0.05)[1]:
                with contextlib.suppress(BlockingIOError):
                    data = data[os.write(self._master, data) :]

    def unplug(self) -> None:
        if self._stop.is_set():
            return
        self._stop.set()
        self._thread.join(DEADLINE_S)
        if self._link is not None:
            os.unlink(self._link)
        os.close(self._slave)
        os.close(self._master)

    def __enter__(self) -> TecGihanPeer:
        return self

    def __exit__(self, *exc: object) -> None:
        self.unplug()

    def _run(self) -> None:
        heard = b""
        while not self._stop.is_set():
            if select.select([self._master], [], [], 0.002)[0]:
                with contextlib.suppress(BlockingIOError, OSError):
                    heard += os.read(self._master, 4096)
            *words, heard = heard.split(b"\n")
            for word in words:
                self._obey(word.decode())
            self._measure()

    def _obey(self, word: str) -> None:
        self.commands.append(word)
        answer = self._answers[word] if word in self._answers else self._answer(word)
        if answer is not None:
            self.send(answer.encode() + b"\r\n")

    def _answer(self, word: str) -> str | None:
        if word == "STATE":
            return self._state
        if word == "WAKE" or word == "STOP":
            self._state = "SLEEP" if self._state == "SLEEP" and word == "STOP" else "IDLE"
        elif word == "START":
            self._state, self._wanted = "MEASURE", True
            self._first_s, self._n_sent = time.monotonic(), 0
        elif word == "DT":
            self._wanted = True
        elif word.startswith("SPS_"):
            self._sps = word[4:]
            self._rate = RATES[self._sps]
            return "SPS_OK"
        elif word.startswith("RANGE_"):
            self._range = word[6:]
        else:
            return self._told(word)
        return None

    def _told(self, word: str) -> str | None:
        plain = {
            "SERIAL": self._serial,
            "VER": "1.02",
            "SPS": self._sps,
            "RANGE": self._range,
            "FPCOUNT": len(self._serials),
            **{f"FPSERIAL_{i}": number for i, number in enumerate(self._serials)},
        }
        if word in plain:
            return f"{word}_{plain[word]}"
        if word.endswith("_GETFS"):
            return "FS_" + ",".join(str(x) for row in FULL_SCALES for x in row)
        if word.endswith("_GET_AZ0"):
            return f"AZ0_{self._az0}"
        return None

    def _measure(self) -> None:
        """Send the block that was asked for, once its last sample was taken."""
        rate_hz, n = self._rate
        if self._state != "MEASURE" or not self._wanted:
            return
        if self._n_blocks is not None and self._n_sent >= self._n_blocks:
            return
        if time.monotonic() - self._first_s < (self._n_sent + 1) * n / rate_hz:
            return
        scales = FULL_SCALES[("3kN", "6kN", "10kN").index(self._range)]
        block = b"".join(
            struct.pack(
                "<6h",
                *(
                    max(-32768, min(32767, round(value / full * 30000)))
                    for value, full in zip(self._load(plate, at / rate_hz), scales, strict=True)
                ),
            )
            for plate in range(len(self._serials))
            for at in range(self._n_sent * n, (self._n_sent + 1) * n)
        )
        self._n_sent += 1
        self._wanted = False
        hold_s, self.hold_s = self.hold_s, 0.0
        self._stop.wait(hold_s)
        cut, self.cut_bytes = self.cut_bytes, 0
        self.send(block[cut:])
