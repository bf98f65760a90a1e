"""A record of a load made ready: trials cut, plate's zero found, weighed, flights looked at."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import msgspec
import numpy as np

from balance_arcade.assess.jump_empty import empty_level, judge_reading
from balance_arcade.assess.jump_record import Floats, JumpOptions, JumpRecord
from balance_arcade.assess.jump_signal import clipped_spans, hum_notes
from balance_arcade.assess.jump_unlanded import unlanded_flight
from balance_arcade.assess.jump_weighing import (
    DRIFT_FRAC,
    against_after,
    against_stated,
    usual_load_n,
    weigh,
    weigh_by_jump,
)
from balance_arcade.cop.jumps.detector import JumpEvent, check_rate, detect
from balance_arcade.cop.jumps.flights import Flight, empty_reading, look_at_flight
from balance_arcade.cop.jumps.machine import settings_array
from balance_arcade.cop.jumps.settings import JumpSettings
from balance_arcade.cop.jumps.trials import Trial, cut_trials
from balance_arcade.cop.jumps.weighing import Weighing, missing_words

_ZERO_FRAC: Final = 0.003
_EMPTY_S: Final = 0.25
_HIGHER_FRAC: Final = 0.15
_STEADY_FRAC, _LONG_S = 0.01, 0.15
_TOUCH_FRAC: Final = 0.3


@dataclass(slots=True, eq=False)
class Prepared:
    """One trial of a record, ready for its test.

    Attributes
    ----------
    record : JumpRecord
        The whole of it, the empty plate's reading taken off.
    options : JumpOptions
        What was said.
    trial : Trial
        Its samples and contacts.
    weighing : Weighing or str
        Or why there is none.
    weighed : str
        ``before``, ``after``, ``stated`` or nothing.
    flights : tuple of Flight
        In order.
    notes : list of str
        What was found on the way.
    clipped : tuple of (int, int)
        Stretches whose load stands at the plate's limit.
    flags : tuple of str
        What makes the trial a doubtful one, whatever its test.
    not_before : str
        Why nobody was weighed before the movement.
    """

    record: JumpRecord
    options: JumpOptions
    trial: Trial
    weighing: Weighing | str
    weighed: str
    flights: tuple[Flight, ...]
    notes: list[str] = field(default_factory=list)
    clipped: tuple[tuple[int, int], ...] = ()
    flags: tuple[str, ...] = ()
    not_before: str = ""

    @property
    def load_n(self) -> Floats:
        """The load of the whole record."""
        return self.record.load_n

    @property
    def rate_hz(self) -> float:
        """Sampling rate."""
        return self.record.rate_hz

    def clip_within(self, start: int, stop: int) -> str:
        """Say that the load is clipped between two samples; empty where it is not."""
        for first, last in self.clipped:
            if first < stop and last > start:
                return f"clipped: the load stands at {self.load_n[first]:.0f} N, the plate's limit"
        return ""

    def gap_within(self, start: int, stop: int) -> str:
        """Say that samples are missing between two; empty where none is."""
        n = int(np.count_nonzero(~np.isfinite(self.load_n[start:stop])))
        return missing_words(n, "in it") if n else ""

    def problem_within(self, start: int, stop: int) -> str:
        """Say what forbids to integrate between two samples."""
        return self.gap_within(start, stop) or self.clip_within(start, stop)

    def method(self) -> str:
        """Say all settings and what came of them, in one line."""
        parts = [self.options.settings.describe()]
        if isinstance(self.weighing, Weighing):
            w = self.weighing
            parts.append(
                f"weighed={self.weighed} weighing={w.start / self.rate_hz:.3f}-"
                f"{w.stop / self.rate_hz:.3f}s sd={w.sd_n:.2f}N"
            )
        if self.trial.threshold_n:
            parts.append(f"onset_threshold={self.trial.threshold_n:+.1f}N")
        parts += [
            f"flight{i}_threshold={f.threshold_n:.1f}N (empty {f.zero_n:.1f}N sd {f.sd_n:.2f}N)"
            for i, f in enumerate(self.flights, start=1)
        ]
        return " ".join(parts)


def prepare(record: JumpRecord, options: JumpOptions) -> tuple[Prepared, ...]:
    """Cut a record into trials and make each ready.

    Parameters
    ----------
    record : JumpRecord
        The load.
    options : JumpOptions
        What it does not say.

    Returns
    -------
    tuple of Prepared

    Raises
    ------
    ValueError
        The record is too slow.
    """
    check_rate(record.rate_hz)
    notes: list[str] = []
    record = _whole_record(record)
    settings = options.settings
    usual = float(np.nanpercentile(record.load_n, 75))
    raw, taken = record, empty_reading(record.load_n, record.rate_hz)
    if abs(taken) <= _ZERO_FRAC * max(usual, 1.0):
        taken = 0.0
    if taken:
        record = JumpRecord(raw.load_n - taken, raw.rate_hz, raw.sides_n)
    events, said = _again(record, settings, detect(record.load_n, record.rate_hz, settings))
    if taken and not _was_empty(events, record):
        record, taken = raw, 0.0
        events, said = _again(record, settings, detect(record.load_n, record.rate_hz, settings))
    notes += said
    n = settings_array(settings, record.rate_hz)
    trials = cut_trials(
        events,
        record.load_n.size,
        n_quiet=round(settings.least_quiet_s * record.rate_hz),
        n_hold=int(n[11]),
    )
    whole = _Whole(
        record,
        options,
        notes,
        clipped_spans(record.load_n, usual),
        taken,
        empty_level(record.load_n, events, record.rate_hz),
    )
    return tuple(_ready(whole, trial) for trial in trials)


class _Whole(NamedTuple):
    """What all trials of a record share.

    Attributes
    ----------
    record, options, notes, clipped
        As in `Prepared`.
    taken_n : float
        What was taken off the load as the empty plate's reading.
    empty_n : float or None
        What the plate reads after that while nobody is on it or above it.
    """

    record: JumpRecord
    options: JumpOptions
    notes: list[str]
    clipped: tuple[tuple[int, int], ...]
    taken_n: float
    empty_n: float | None

    @property
    def known_n(self) -> float:
        """What the empty plate reads outside of flights, or read when it was tared."""
        return -self.taken_n if self.empty_n is None else self.empty_n


def _whole_record(record: JumpRecord) -> JumpRecord:
    """Take an infinite load for a missing one; what is missing at the end was never recorded."""
    there = np.isfinite(record.load_n)
    if there.all():
        return record
    end = max(2, int(np.flatnonzero(there)[-1]) + 1)
    load = np.where(there, record.load_n, np.nan)[:end]
    sides = None if record.sides_n is None else record.sides_n[:end]
    return JumpRecord(load, record.rate_hz, sides)


def _again(
    record: JumpRecord, settings: JumpSettings, events: tuple[JumpEvent, ...]
) -> tuple[tuple[JumpEvent, ...], list[str]]:
    """Look for flights above a plate that reads something, as after a drift, or under a bag."""
    higher = msgspec.structs.replace(
        settings, least_contact_frac=_HIGHER_FRAC, most_contact_frac=_HIGHER_FRAC
    )
    again = detect(record.load_n, record.rate_hz, higher)
    known, found = _spans(events), _spans(again)
    more = [a for a in found if not any(a[0] < b[1] and b[0] < a[1] for b in known)]
    # A load that varies is somebody's: a deep dip, or a landing that unloads the plate.
    if not more or (known and not all(_is_steady(record, span) for span in more)):
        return events, []
    return again, [
        f"Flights were found with a threshold of {100.0 * _HIGHER_FRAC:g} % of body weight: the "
        "plate did not read zero."
    ]


def _was_empty(events: tuple[JumpEvent, ...], record: JumpRecord) -> bool:
    """Whether the plate was left, and the record does not just end with a light load."""
    last = record.load_n.size - round(_EMPTY_S * record.rate_hz)
    return any(
        event.kind in ("landing", "left_plate")
        or (event.kind == "stepped_on" and event.at > 0)
        or (event.kind == "take_off" and event.at <= last)
        for event in events
    )


def _spans(events: tuple[JumpEvent, ...]) -> list[tuple[int, int]]:
    """Give the samples of the flights that a landing ends."""
    pairs = itertools.pairwise(events)
    return [(a.at, b.at) for a, b in pairs if (a.kind, b.kind) == ("take_off", "landing")]


def _is_steady(record: JumpRecord, span: tuple[int, int]) -> bool:
    if span[1] - span[0] < _LONG_S * record.rate_hz:
        # A landing may unload the plate for a moment, as steadily.
        return False
    edge = (span[1] - span[0]) // 4
    middle = record.load_n[span[0] + edge : span[1] - edge]
    usual = usual_load_n(record.load_n)
    return middle.size > 0 and float(middle.std()) <= _STEADY_FRAC * usual


def _ready(whole: _Whole, trial: Trial) -> Prepared:
    record, options, settings = whole.record, whole.options, whole.options.settings
    trial = _without_touches(record, trial)
    weighing, weighed, not_before = weigh(record, options, trial)
    standing = weighing.load_n if isinstance(weighing, Weighing) else _rough_weight(record, trial)
    trial = _touched_down(record, trial, standing, settings)
    flights = _flights(record, trial, standing, settings)
    if not flights and isinstance(weighing, Weighing):
        flights = unlanded_flight(record.load_n, trial, weighing, record.rate_hz, settings)
    flights, flags = _judged(whole, trial, flights, standing)
    notes = list(whole.notes)
    leant = [f for f in flights if f.problem]
    if whole.taken_n and not leant:
        notes.append(f"The empty plate reads {whole.taken_n:.1f} N; that was taken off.")
    if isinstance(weighing, Weighing) and weighed != "stated":
        weighing, said = _less_zero(whole, weighing, flights)
        notes += said
    good = [f.zero_n for f in flights if not f.problem]
    if weighed == "stated" and (
        why := against_stated(record, options, trial, good[0] if good else 0.0)
    ):
        weighing, weighed = why, ""
    if isinstance(weighing, Weighing) and weighing.body_weight_n < settings.person_n:
        weighing = f"no body weight: the quiet load is {weighing.body_weight_n:.0f} N"
        weighed = ""
    if isinstance(weighing, Weighing):
        if weighed == "before" and flights:
            weighing, note, flag = against_after(
                record, trial, weighing, flights[0], whole.known_n, settings
            )
            notes += [note] if note else []
            flags += [flag] if flag else []
        notes += hum_notes(record, weighing)
        if weighed != "stated" and weighing.stop - weighing.start < 0.95 * record.rate_hz:
            length = (weighing.stop - weighing.start) / record.rate_hz
            notes.append(f"Weighed for {length:.2f} s; 1 s is usual.")
    return Prepared(
        record,
        options,
        trial,
        weighing,
        weighed,
        flights,
        notes,
        whole.clipped,
        tuple(flags),
        not_before,
    )


def _flights(
    record: JumpRecord, trial: Trial, standing_n: float, settings: JumpSettings
) -> tuple[Flight, ...]:
    """Look at all flights between two contacts."""
    return tuple(
        look_at_flight(
            record.load_n,
            before.stop,
            after.start,
            weight_n=standing_n,
            rate_hz=record.rate_hz,
            settings=settings,
        )
        for before, after in zip(trial.contacts[:-1], trial.contacts[1:], strict=True)
    )


def _judged(
    whole: _Whole, trial: Trial, flights: tuple[Flight, ...], standing_n: float
) -> tuple[tuple[Flight, ...], list[str]]:
    """Say of each flight whether what the plate read in it was its zero."""
    if not flights:
        return flights, []
    by = weigh_by_jump(whole.record, whole.options, trial, flights)
    made, flags = [], []
    for flight in flights:
        if not flight.problem:
            found = judge_reading(flight, standing_n, whole.known_n, whole.empty_n is not None, by)
            made.append(flight._replace(problem=found.problem))
            flags += [found.flag] if found.flag else []
        else:
            made.append(flight)
    return tuple(made), list(dict.fromkeys(flags))


def _less_zero(
    whole: _Whole, weighing: Weighing, flights: tuple[Flight, ...]
) -> tuple[Weighing, list[str]]:
    """Take what the empty plate reads off body weight."""
    good = [f.zero_n for f in flights if not f.problem]
    if good:
        said = f"The empty plate reads {good[0]:.1f} N in flight; body weight is less it."
        off = abs(good[0]) > DRIFT_FRAC * weighing.load_n
        return weighing._replace(zero_n=good[0]), [said] if off else []
    if flights:
        # It was not empty in flight.
        return weighing._replace(zero_n=whole.known_n), []
    return weighing, []


def _touched_down(
    record: JumpRecord, trial: Trial, weight_n: float, settings: JumpSettings
) -> Trial:
    """Find the touch-down by the noise of the empty plate before it, as a flight's end is found."""
    start = trial.contacts[0].start
    n = round(_EMPTY_S * record.rate_hz)
    if not trial.from_air or start < n:
        return trial
    # A little before it the foot may be near, and the plate ring.
    empty = record.load_n[start - n : start - n // 5]
    if not np.isfinite(empty).all():
        return trial
    above = max(settings.n_sds * float(empty.std()), settings.least_contact_frac * weight_n)
    threshold = float(empty.mean()) + above
    while start > 0 and record.load_n[start - 1] >= threshold:
        start -= 1
    return trial._replace(contacts=(trial.contacts[0]._replace(start=start), *trial.contacts[1:]))


def _without_touches(record: JumpRecord, trial: Trial) -> Trial:
    """Join flights that something lighter than a landing parts: the plate was not empty then."""
    most = usual_load_n(record.load_n[trial.contacts[0].start : trial.contacts[0].stop])
    kept = [trial.contacts[0]]
    for contact in trial.contacts[1:]:
        part = record.load_n[contact.start : contact.stop]
        if not contact.ended or np.any(part >= _TOUCH_FRAC * most):
            kept.append(contact)
    return trial._replace(contacts=tuple(kept))


def _rough_weight(record: JumpRecord, trial: Trial) -> float:
    """Give the usual load of the contact that bore the most: one may be a touch of the toes."""
    return max(1.0, *(usual_load_n(record.load_n[one.start : one.stop]) for one in trial.contacts))
