"""A record of a load made ready: trials cut, plate's zero found, weighed, flights looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from balance_arcade.assess.jump_record import Floats, JumpOptions, JumpRecord
from balance_arcade.cop.jumps.detector import JumpEvent, check_rate, detect
from balance_arcade.cop.jumps.flights import Flight, empty_reading, look_at_flight
from balance_arcade.cop.jumps.machine import settings_array
from balance_arcade.cop.jumps.settings import JumpSettings
from balance_arcade.cop.jumps.trials import Trial, cut_trials
from balance_arcade.cop.jumps.weighing import Weighing, weigh_at, weigh_before

_ZERO_FRAC: Final = 0.003
_DRIFT_FRAC: Final = 0.01
_HUM_FRAC: Final = 0.004
_EMPTY_S: Final = 0.25
_HIGHER_FRAC: Final = 0.15
_TOUCH_FRAC: Final = 0.3
_FEW_REPEATS: Final = 0.05
_MAINS_HZ: Final = (50.0, 60.0)


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
    """

    record: JumpRecord
    options: JumpOptions
    trial: Trial
    weighing: Weighing | str
    weighed: str
    flights: tuple[Flight, ...]
    notes: list[str] = field(default_factory=list)
    clipped: tuple[tuple[int, int], ...] = ()

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
        return f"{n} samples are missing in it" if n else ""

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
    if not np.isfinite(record.load_n).all():
        # An infinite load is a missing one.
        load = np.where(np.isfinite(record.load_n), record.load_n, np.nan)
        record = JumpRecord(load, record.rate_hz, record.sides_n)
    zero = empty_reading(record.load_n, record.rate_hz)
    usual = float(np.nanpercentile(record.load_n, 75))
    if abs(zero) > _ZERO_FRAC * max(usual, 1.0):
        sides = record.sides_n
        record = JumpRecord(record.load_n - zero, record.rate_hz, sides)
        notes.append(f"The empty plate reads {zero:.1f} N; that was taken off.")
    settings = options.settings
    events = detect(record.load_n, record.rate_hz, settings)
    if not any(event.kind == "landing" for event in events):
        events, said = _again(record, settings, events)
        notes += said
    n = settings_array(settings, record.rate_hz)
    trials = cut_trials(
        events,
        record.load_n.size,
        n_quiet=round(settings.least_quiet_s * record.rate_hz),
        n_hold=int(n[11]),
    )
    clipped = _clipped(record.load_n, usual)
    return tuple(_ready(record, options, trial, notes, clipped) for trial in trials)


def _again(
    record: JumpRecord, settings: JumpSettings, events: tuple[JumpEvent, ...]
) -> tuple[tuple[JumpEvent, ...], list[str]]:
    """Look for flights above a plate that reads something, as after a drift."""
    import msgspec

    higher = msgspec.structs.replace(
        settings, least_contact_frac=_HIGHER_FRAC, most_contact_frac=_HIGHER_FRAC
    )
    found = detect(record.load_n, record.rate_hz, higher)
    if not any(event.kind == "landing" for event in found):
        return events, []
    return found, [
        f"Flights were found with a threshold of {100.0 * _HIGHER_FRAC:g} % of body weight: the "
        "plate did not read zero."
    ]


def _ready(
    record: JumpRecord,
    options: JumpOptions,
    trial: Trial,
    notes: list[str],
    clipped: tuple[tuple[int, int], ...],
) -> Prepared:
    notes = list(notes)
    trial = _without_touches(record, trial)
    weighing, weighed = _weigh(record, options, trial)
    known = weighing.load_n if isinstance(weighing, Weighing) else _rough_weight(record, trial)
    trial = _touched_down(record, trial, known, options.settings)
    flights = tuple(
        look_at_flight(
            record.load_n,
            before.stop,
            after.start,
            weight_n=known,
            rate_hz=record.rate_hz,
            settings=options.settings,
        )
        for before, after in zip(trial.contacts[:-1], trial.contacts[1:], strict=True)
    )
    good = [f for f in flights if not f.problem]
    if good and isinstance(weighing, Weighing) and weighed != "stated":
        weighing = weighing._replace(zero_n=good[0].zero_n)
        if abs(good[0].zero_n) > _DRIFT_FRAC * known:
            notes.append(
                f"The empty plate reads {good[0].zero_n:.1f} N in flight; body weight is less it."
            )
    if isinstance(weighing, Weighing) and weighing.body_weight_n < options.settings.person_n:
        weighing = f"no body weight: the quiet load is {weighing.body_weight_n:.0f} N"
        weighed = ""
    if isinstance(weighing, Weighing):
        if weighed == "before":
            weighing, said = _against_after(record, trial, weighing, options.settings)
            notes += said
        notes += _hum(record, weighing)
        if weighed != "stated" and weighing.stop - weighing.start < 0.95 * record.rate_hz:
            length = (weighing.stop - weighing.start) / record.rate_hz
            notes.append(f"Weighed for {length:.2f} s; 1 s is usual.")
    return Prepared(record, options, trial, weighing, weighed, flights, notes, clipped)


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


def _against_after(
    record: JumpRecord, trial: Trial, weighing: Weighing, settings: JumpSettings
) -> tuple[Weighing, list[str]]:
    """Hold body weight against that after the landing: a drift makes it less certain."""
    after = weigh_after(record, trial, settings)
    if isinstance(after, str):
        return weighing, []
    change = after.load_n - weighing.load_n
    if abs(change) <= _DRIFT_FRAC * weighing.load_n:
        return weighing, []
    # It may have been anywhere in between.
    wider = float(np.hypot(weighing.u_n, change / 12.0**0.5))
    return weighing._replace(u_n=wider), [
        f"The load while quiet is {change:+.1f} N after the landing: the plate's zero drifts, or "
        "something was picked up or put down. Uncertainties are wider for it."
    ]


def _rough_weight(record: JumpRecord, trial: Trial) -> float:
    part = record.load_n[trial.contacts[-1].start : trial.contacts[-1].stop]
    return max(usual_load_n(part), 1.0)


def usual_load_n(load_n: Floats) -> float:
    """Give the median of the samples that are there; 0 where none is."""
    there = load_n[np.isfinite(load_n)]
    return float(np.median(there)) if there.size else 0.0


def _weigh(record: JumpRecord, options: JumpOptions, trial: Trial) -> tuple[Weighing | str, str]:
    settings, rate = options.settings, record.rate_hz
    before: Weighing | str = "no quiet phase before the movement"
    if trial.quiet is not None:
        before = weigh_before(record.load_n, trial.quiet, rate, settings)
    elif trial.contacts[0].start == 0:
        before = (
            f"no quiet phase: the record begins within the movement, {settings.least_quiet_s:g} s "
            "of standing still are needed before it"
        )
    if options.body_weight_n is not None:
        at = before.stop if isinstance(before, Weighing) else trial.contacts[0].start
        sway = before.sway_m_s if isinstance(before, Weighing) else 0.0
        sd = before.sd_n if isinstance(before, Weighing) else 0.0
        stated = options.body_weight_n
        return Weighing(stated, 0.0, sd, at, at, 0.002 * stated, sway), "stated"
    if isinstance(before, Weighing):
        return before, "before"
    after = weigh_after(record, trial, settings)
    # A jump from standing begins at rest only where the person stood still before.
    if isinstance(after, Weighing):
        return after, "after"
    return before, ""


def weigh_after(record: JumpRecord, trial: Trial, settings: JumpSettings) -> Weighing | str:
    """Weigh in the quiet phase after a landing.

    Parameters
    ----------
    record : JumpRecord
        The load.
    trial : Trial
        Of it.
    settings : JumpSettings
        Lengths.

    Returns
    -------
    Weighing or str
        Or why there is none.
    """
    if trial.quiet_after is None:
        return "no quiet phase after the landing"
    rate = record.rate_hz
    # The longest quiet part lies at the end, before the next movement.
    stop = trial.stop - (round(0.1 * rate) if trial.stop < record.load_n.size else 0)
    start = max(trial.quiet_after - round(settings.least_quiet_s * rate), stop - round(rate))
    if stop - start < round(settings.least_quiet_s * rate) - 1:
        return "no quiet phase after the landing"
    after = weigh_at(record.load_n, start, stop, rate, settings)
    if isinstance(after, Weighing) and after.load_n < settings.person_n:
        return "no quiet phase after the landing"
    return after


def _clipped(load_n: Floats, usual_n: float) -> tuple[tuple[int, int], ...]:
    """Find runs of three or more equal greatest loads that the load jumps into or out of."""
    top = float(np.nanmax(load_n))
    at = np.flatnonzero(load_n == top)
    if at.size < 3 or top < 1.2 * usual_n:
        return ()
    runs = np.split(at, np.flatnonzero(np.diff(at) > 1) + 1)
    steps = np.abs(np.diff(load_n))
    # A smooth peak of coarse numbers is flat too, but its neighbours are one step away, and coarse
    # numbers repeat elsewhere.
    repeats = float(np.mean(steps[np.isfinite(steps)] == 0.0))
    finest = float(steps[steps > 0.0].min()) if (steps > 0.0).any() else 0.0
    found = []
    for run in runs:
        first, last = int(run[0]), int(run[-1]) + 1
        edges = [steps[first - 1]] if first else []
        edges += [steps[last - 1]] if last < load_n.size else []
        leaps = bool(edges) and max(edges) > max(4.0 * finest, 0.01 * usual_n)
        if run.size >= 3 and (leaps or repeats < _FEW_REPEATS):
            found.append((first, last))
    return tuple(found)


def _hum(record: JumpRecord, weighing: Weighing) -> list[str]:
    """Tell the mains in the quiet load: it widens every threshold."""
    part = record.load_n[weighing.start : weighing.stop] - weighing.load_n
    said: list[str] = []
    if record.rate_hz < 200.0 or part.size < 0.25 * record.rate_hz or not np.isfinite(part).all():
        return said
    t_s = np.arange(part.size) / record.rate_hz
    for hz in _MAINS_HZ:
        wave = np.exp(-2j * np.pi * hz * t_s)
        amplitude = 2.0 * abs(complex(part @ wave)) / part.size
        if amplitude > _HUM_FRAC * weighing.load_n and amplitude > 0.5 * weighing.sd_n:
            said.append(
                f"Hum of {hz:g} Hz with an amplitude of {amplitude:.1f} N widens the thresholds."
            )
    return said
