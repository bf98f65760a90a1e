"""Trials cut out of a record by its events: what lies between two quiet phases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from balance_arcade.cop.jumps.detector import JumpEvent


class Contact(NamedTuple):
    """A time on the plate.

    Attributes
    ----------
    start : int
        First sample with contact.
    stop : int
        First sample without; the number of samples where the record ends before.
    ended : bool
        Whether a take-off ends it.
    """

    start: int
    stop: int
    ended: bool


class Trial(NamedTuple):
    """A stretch of a record from one quiet phase to the next.

    Attributes
    ----------
    start, stop : int
        Its samples; ``stop`` is not among them.
    contacts : tuple of Contact
        In order; between two of them lies a flight.
    quiet : tuple of (int, int) or None
        From where the person is known to have been quiet, and where the movement was seen first;
        None where there was no quiet phase before.
    threshold_n : float
        Of the onset, with its sign; 0 without one.
    from_air : bool
        The first contact began with nobody on the plate before: a drop, a hop, or a step.
    quiet_after : int or None
        Sample at which the person was known to be quiet again.
    """

    start: int
    stop: int
    contacts: tuple[Contact, ...]
    quiet: tuple[int, int] | None
    threshold_n: float
    from_air: bool
    quiet_after: int | None

    @property
    def n_flights(self) -> int:
        """Flights between the contacts."""
        return len(self.contacts) - 1


def cut_trials(
    events: Sequence[JumpEvent], n_samples: int, *, n_quiet: int, n_hold: int
) -> tuple[Trial, ...]:
    """Cut a record into trials.

    Parameters
    ----------
    events : sequence of JumpEvent
        As `balance_arcade.cop.jumps.detector.detect` gives them.
    n_samples : int
        Of the record.
    n_quiet : int
        Samples that a weighing takes at least.
    n_hold : int
        Samples between the onset's place and the crossing.

    Returns
    -------
    tuple of Trial
        Those with a movement or a step onto the plate, in order.

    Examples
    --------
    >>> events = [JumpEvent("stepped_on", 0, 0, 0.0), JumpEvent("weighed", 25, 25, 700.0),
    ...           JumpEvent("onset", 94, 99, -20.0), JumpEvent("take_off", 160, 160, 0.0),
    ...           JumpEvent("landing", 210, 210, 0.0), JumpEvent("weighed", 300, 300, 700.0)]
    >>> [trial.n_flights for trial in cut_trials(events, 400, n_quiet=25, n_hold=3)]
    [1]
    """
    cutter = _Cutter(n_samples, n_quiet, n_hold)
    for event in events:
        cutter.take(event)
    cutter.close(n_samples)
    return tuple(cutter.trials)


class _Cutter:
    """Collects contacts until a quiet phase ends the trial."""

    def __init__(self, n_samples: int, n_quiet: int, n_hold: int) -> None:
        self.trials: list[Trial] = []
        self._n_samples = n_samples
        self._n_quiet = n_quiet
        self._n_hold = n_hold
        self._begin(0, from_air=False)

    def _begin(self, start: int, *, from_air: bool) -> None:
        self._start = start
        self._from_air = from_air
        self._contacts: list[Contact] = []
        self._on: int | None = None
        self._quiet_from: int | None = None
        self._quiet: tuple[int, int] | None = None
        self._threshold_n = 0.0
        self._quiet_after: int | None = None

    def take(self, event: JumpEvent) -> None:
        """Take the next event."""
        getattr(self, f"_{event.kind}")(event)

    def _stepped_on(self, event: JumpEvent) -> None:
        start, n_before = self._start, len(self.trials)
        self.close(event.at)
        # So that the empty plate before a drop belongs to it.
        start = start if len(self.trials) == n_before else event.at
        self._begin(start, from_air=event.at > 0)
        self._on = event.at

    def _weighed(self, event: JumpEvent) -> None:
        moved = self._contacts or self._quiet is not None or self._from_air
        if moved:
            self._quiet_after = event.at
            on = self._on
            self.close(self._n_samples, keep_open=True)
            self._begin(event.at - self._n_quiet, from_air=False)
            self._on = on
        self._quiet_from = max(event.at - self._n_quiet + 1, self._on or 0)

    def _onset(self, event: JumpEvent) -> None:
        if self.trials and self.trials[-1].stop > event.at and not self._contacts:
            self.trials[-1] = self.trials[-1]._replace(stop=event.at)
        crossing = event.known_at - self._n_hold + 1
        self._quiet = (self._quiet_from if self._quiet_from is not None else 0, crossing)
        self._threshold_n = event.value_n

    def _take_off(self, event: JumpEvent) -> None:
        if self._quiet is None and self._quiet_from is not None:
            # Off the plate without a movement that was long enough to be one.
            self._quiet = (self._quiet_from, event.at)
        self._contacts.append(Contact(self._on or 0, event.at, ended=True))
        self._on = None

    def _landing(self, event: JumpEvent) -> None:
        self._on = event.at

    def _withdrawn(self, event: JumpEvent) -> None:
        self._on = self._contacts.pop().start

    def _left_plate(self, event: JumpEvent) -> None:
        self.close(event.at)
        self._begin(event.at, from_air=False)

    def close(self, stop: int, *, keep_open: bool = False) -> None:
        """End the trial in hand."""
        contacts = list(self._contacts)
        if self._on is not None:
            contacts.append(Contact(self._on, stop, ended=False))
        if contacts and (len(contacts) > 1 or self._quiet is not None or self._from_air):
            self.trials.append(
                Trial(
                    self._start,
                    stop,
                    tuple(contacts),
                    self._quiet,
                    self._threshold_n,
                    self._from_air,
                    self._quiet_after,
                )
            )
        if not keep_open:
            self._begin(stop, from_air=False)
