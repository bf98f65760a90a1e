"""A sender on the Lab Streaming Layer: a real outlet of liblsl, kept to this computer."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence

from balance_arcade.hw.lsl.library import load_lsl

_number = itertools.count(1)


class LslPeer:
    """Sends rows at a rate once somebody listens.

    Parameters
    ----------
    row_at : callable
        Values of one sample from its time in seconds.
    labels, units : sequence of str
        Of the channels; none are written where they are empty.
    n_samples : int or None
        How many are sent; None for no end.
    skip : sequence of int
        Numbers of samples that are not sent.
    burst : int
        So many are sent at once, stamped as they are sent; 1 sends each with its own even stamp.
    set_back : tuple of (int, float)
        From which sample on the stamps are so many seconds earlier.
    """

    def __init__(
        self,
        row_at: Callable[[float], Sequence[float]],
        *,
        labels: Sequence[str] = ("tl", "tr", "bl", "br"),
        units: Sequence[str] = ("N", "N", "N", "N"),
        rate_hz: float = 200.0,
        n_samples: int | None = None,
        skip: Sequence[int] = (),
        kind: str = "Force",
        described: dict[str, str] | None = None,
        stated_rate_hz: float | None = None,
        burst: int = 1,
        set_back: tuple[int, float] = (0, 0.0),
    ) -> None:
        lsl = load_lsl("lsl:", "machine")
        self.name = f"peer-{next(_number)}-{id(self):x}"
        n_channels = len(row_at(0.0))
        stated = rate_hz if stated_rate_hz is None else stated_rate_hz
        info = lsl.StreamInfo(self.name, kind, n_channels, stated, lsl.cf_double64, self.name)
        if labels:
            info.set_channel_labels(list(labels))
        if units:
            info.set_channel_units(list(units))
        if described:
            said = info.desc().append_child("balance_arcade")
            for key, value in described.items():
                said.append_child_value(key, value)
        self._lsl = lsl
        self._outlet = lsl.StreamOutlet(info)
        self._row_at, self._rate_hz = row_at, rate_hz
        self._n_samples, self._skip = n_samples, frozenset(skip)
        self._burst, self._set_back = burst, set_back
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lsl-peer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take the stream away."""
        self._stopped.set()
        self._thread.join(5.0)
        self._outlet = None

    def __enter__(self) -> LslPeer:
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def _run(self) -> None:
        while not self._outlet.wait_for_consumers(0.05):
            if self._stopped.is_set():
                return
        start_s = self._lsl.local_clock()
        for number in itertools.count():
            due_s = number / self._rate_hz
            if self._burst > 1:
                due_s = (number // self._burst + 1) * self._burst / self._rate_hz
            if self._stopped.wait(max(0.0, start_s + due_s - self._lsl.local_clock())):
                return
            if self._n_samples is not None and number >= self._n_samples:
                continue
            if number in self._skip:
                continue
            stamp_s = start_s + due_s if self._burst == 1 else self._lsl.local_clock()
            from_number, by_s = self._set_back
            stamp_s -= by_s if number >= from_number else 0.0
            self._outlet.push_sample(list(self._row_at(number / self._rate_hz)), stamp_s)
