"""Body weight of a trial: before the movement, else after the landing, else as it was stated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from balance_arcade.assess.jump_empty import ByImpulse, weight_by_impulse
from balance_arcade.assess.jump_record import Floats, JumpOptions, JumpRecord
from balance_arcade.cop.jumps.flights import Flight
from balance_arcade.cop.jumps.settings import JumpSettings
from balance_arcade.cop.jumps.trials import Trial
from balance_arcade.cop.jumps.weighing import Weighing, weigh_at, weigh_before

DRIFT_FRAC: Final = 0.01
"""A change of the quiet load, as a share of it, that is said."""
NO_DRIFT_FRAC: Final = 0.05
"""A greater change within a trial is held against the zero in flight before it is a drift. Ours."""
NOT_STATED_FRAC: Final = 0.03
"""A stated body weight that differs by more from the one weighed is not believed. Ours."""
STATED_FRAC: Final = 0.002
"""Standard uncertainty of a stated body weight, as a share of it. Ours."""


def usual_load_n(load_n: Floats) -> float:
    """Give the median of the samples that are there; 0 where none is."""
    there = load_n[np.isfinite(load_n)]
    return float(np.median(there)) if there.size else 0.0


class Weighed(NamedTuple):
    """How a person was weighed.

    Attributes
    ----------
    weighing : Weighing or str
        Or why there is none.
    how : str
        ``before``, ``after``, ``stated`` or nothing.
    not_before : str
        Why nobody was weighed before the movement; empty where somebody was.
    """

    weighing: Weighing | str
    how: str
    not_before: str = ""


def weigh(record: JumpRecord, options: JumpOptions, trial: Trial) -> Weighed:
    """Weigh the person before the movement, or else after the landing; or take what was stated.

    Parameters
    ----------
    record : JumpRecord
        The load.
    options : JumpOptions
        Stated body weight.
    trial : Trial
        Of the record.

    Returns
    -------
    Weighed
    """
    before = _weigh_before(record, trial, options.settings)
    if options.body_weight_n is not None:
        at = before.stop if isinstance(before, Weighing) else trial.contacts[0].start
        sway = before.sway_m_s if isinstance(before, Weighing) else 0.0
        sd = before.sd_n if isinstance(before, Weighing) else 0.0
        stated = options.body_weight_n
        return Weighed(Weighing(stated, 0.0, sd, at, at, STATED_FRAC * stated, sway), "stated")
    if isinstance(before, Weighing):
        return Weighed(before, "before")
    after = weigh_after(record, trial, options.settings)
    # A jump from standing begins at rest only where the person stood still before.
    if isinstance(after, Weighing):
        return Weighed(after, "after", before)
    return Weighed(before, "", before)


def _weigh_before(record: JumpRecord, trial: Trial, settings: JumpSettings) -> Weighing | str:
    if trial.quiet is not None:
        return weigh_before(record.load_n, trial.quiet, record.rate_hz, settings)
    if trial.contacts[0].start == 0:
        return (
            f"no quiet phase: the record begins within the movement, {settings.least_quiet_s:g} s "
            "of standing still are needed before it"
        )
    return "no quiet phase before the movement"


def weigh_by_jump(
    record: JumpRecord, options: JumpOptions, trial: Trial, flights: Sequence[Flight]
) -> ByImpulse | str:
    """Weigh the person by the impulse of the jump, or by what was stated, whatever the zero is.

    Parameters
    ----------
    record, options, trial
        As for `weigh`.
    flights : sequence of Flight
        All of the trial.

    Returns
    -------
    ByImpulse or str
        Or why it cannot be done.
    """
    before = _weigh_before(record, trial, options.settings)
    if isinstance(before, str):
        return before
    stated = options.body_weight_n
    if stated is not None:
        u = math.hypot(before.u_n, STATED_FRAC * stated)
        return ByImpulse(stated, u, before.load_n - stated)
    after = weigh_after(record, trial, options.settings)
    if isinstance(after, str):
        return after
    if any(f.problem or f.no_landing for f in flights):
        return "a flight is not whole"
    return weight_by_impulse(record.load_n, (before, after), flights, record.rate_hz)


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


def against_after(
    record: JumpRecord,
    trial: Trial,
    weighing: Weighing,
    flight: Flight,
    known_n: float,
    settings: JumpSettings,
) -> tuple[Weighing, str, str]:
    """Hold body weight against that after the landing: a drift makes it less certain.

    Parameters
    ----------
    record, trial
        As for `weigh`.
    weighing : Weighing
        Before the movement, its zero known.
    flight : Flight
        The first one.
    known_n : float
        What the empty plate reads outside of flights, or read when it was tared.
    settings : JumpSettings
        Lengths.

    Returns
    -------
    Weighing, str, str
        With a wider uncertainty where the zero drifts; a note; a flag.
    """
    after = weigh_after(record, trial, settings)
    if isinstance(after, str):
        return weighing, "", ""
    change = after.load_n - weighing.load_n
    if abs(change) <= DRIFT_FRAC * weighing.load_n:
        return weighing, "", ""
    said = f"The load while quiet is {change:+.1f} N after the landing: "
    if abs(change) > NO_DRIFT_FRAC * weighing.load_n and not flight.problem:
        middle = (flight.start + flight.stop) / 2.0
        share = (middle - weighing.stop) / max(after.start - weighing.stop, 1.0)
        # A zero that drifts so far would have gone some of the way in flight.
        if abs(flight.zero_n - known_n) < 0.5 * abs(change) * share:
            return (
                weighing,
                "",
                (
                    f"{said.lower()[0]}{said[1:]}a foot beside the plate, a hand on something, or "
                    "something put down or picked up"
                ),
            )
    # It may have been anywhere in between.
    wider = float(np.hypot(weighing.u_n, change / 12.0**0.5))
    said += (
        "the plate's zero drifts, or something was picked up or put down. Uncertainties are wider "
        "for it."
    )
    return weighing._replace(u_n=wider), said, ""


def against_stated(record: JumpRecord, options: JumpOptions, trial: Trial, zero_n: float) -> str:
    """Say that a stated body weight is not what the plate weighs; empty where they agree.

    Parameters
    ----------
    record, options, trial
        As for `weigh`.
    zero_n : float
        What the empty plate reads.
    """
    before = _weigh_before(record, trial, options.settings)
    stated = options.body_weight_n
    if stated is None or isinstance(before, str):
        return ""
    weighed = before.load_n - zero_n
    if abs(weighed - stated) <= NOT_STATED_FRAC * stated:
        return ""
    return (
        f"the stated body weight is {stated:.0f} N, and the plate weighs {weighed:.0f} N while "
        "quiet: whatever is carried counts"
    )
