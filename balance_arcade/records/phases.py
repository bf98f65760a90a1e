"""Parts of our own recordings by the phases of their session."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

import numpy as np

from balance_arcade.core.data_faults import DataFault
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Event, Phase
from balance_arcade.files.look.whole import name_faults
from balance_arcade.files.recording import RecordingReader
from balance_arcade.files.tables import TrialData

QUIET: Final = "quiet"
"""What people call the phase ``centre``: the person stands still while the centre is taken."""


_OF_A_MOMENT: Final = ("load_below_10_n", "steps_on_inside", "steps_off_inside")
"""Faults that happen at a time, unlike those of a cell or a clock."""


def phase_span(phase: Phase, events: list[Event]) -> tuple[float, float] | None:
    """From the last entry into a phase to its completion.

    Parameters
    ----------
    phase : Phase
        Which one.
    events : list of Event
        Of the recording, oldest first.

    Returns
    -------
    tuple of float or None
        Seconds on the board's clock, the same as the samples'; None where it was not completed.
    """
    begun_s: float | None = None
    span_s: tuple[float, float] | None = None
    for event in events:
        if event.kind != "session.phase":
            continue
        if event.data.get("to") == phase:
            # A phase that was left and entered again is measured from its last entry.
            begun_s = event.t_s
        elif event.data.get("from") == phase and begun_s is not None:
            span_s = (begun_s, event.t_s)
    return span_s


def only_phase(trial: TrialData, name: str) -> TrialData:
    """Leave out of a recording what lies outside of a phase.

    Parameters
    ----------
    trial : TrialData
        As it was read.
    name : str
        A phase, or ``quiet`` for the phase ``centre``.

    Returns
    -------
    TrialData
        With a note that says from when to when. Gaps and faults of cells and clock are still those
        of the whole file; stepping on and off and samples of nobody are those of the part.

    Raises
    ------
    ConfigError
        It is no recording of ours, or that phase was not completed in it.
    """
    if trial.format != "recording":
        raise ConfigError(
            f"{trial.path.name} is no recording of Balance Arcade, so it has no phases.",
            hint="Leave --phase out; --from and --to choose a part by its seconds.",
        )
    events = RecordingReader(trial.path).events()
    spans = {str(phase): span for phase in Phase if (span := phase_span(phase, events))}
    span_s = spans.get(str(Phase.CENTRE) if name == QUIET else name)
    if span_s is None:
        known = [QUIET] * (str(Phase.CENTRE) in spans) + list(spans)
        raise ConfigError(
            f"The recording {trial.path.name} holds no completed phase {name!r}.",
            hint=f"It holds: {', '.join(known)}." if known else "It holds no phase at all.",
        )
    chosen = (trial.t_s >= span_s[0]) & (trial.t_s <= span_s[1])
    if np.count_nonzero(chosen) < 2:
        raise ConfigError(
            f"The phase {name!r} of {trial.path.name} holds fewer than two samples.",
            hint="Choose another phase.",
        )
    parts: dict[str, Any] = {
        field.name: value[chosen]
        for field in dataclasses.fields(trial)
        if isinstance(value := getattr(trial, field.name), np.ndarray)
    }
    note = f"Only the phase {name}, {span_s[0]:.2f} to {span_s[1]:.2f} s, is measured."
    part = dataclasses.replace(trial, **parts, notes=(*trial.notes, note))
    return dataclasses.replace(part, faults=_faults_within(part))


def _faults_within(part: TrialData) -> tuple[DataFault, ...]:
    """Faults of a part that was looked at with the whole: what happens elsewhere is none."""
    again = name_faults(dataclasses.replace(part, faults=())).faults
    of_the_whole = (fault for fault in part.faults if fault.name not in _OF_A_MOMENT)
    return (*of_the_whole, *(fault for fault in again if fault.name in _OF_A_MOMENT))
