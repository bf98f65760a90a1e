"""Events of a C3D file, and what only those that we wrote say: where the samples come from."""

from __future__ import annotations

import math
from typing import cast, get_args

import msgspec

from balance_arcade.core.board import Origin
from balance_arcade.core.events import Event, Scalar
from balance_arcade.files.tables.c3d_file import C3dFile

_OURS = "BALANCE_ARCADE"


def origin_of(file: C3dFile) -> Origin:
    """Tell where the samples come from; a file of another program is taken for a person's."""
    said = "".join(file.parameters.texts(f"{_OURS}:ORIGIN")[:1])
    return cast(Origin, said) if said in get_args(Origin) else "real"


def n_samples_of(file: C3dFile, n_held: int) -> int:
    """Count the samples without those that only fill the last frame of a file of ours."""
    said = "".join(file.parameters.texts(f"{_OURS}:N_SAMPLES")[:1])
    n_filled = n_held - int(said) if said.isdecimal() else 0
    # Another program may have cut the trial and left our parameters as they were.
    return n_held - n_filled if 0 <= n_filled < file.layout.n_per_frame else n_held


def events_of(file: C3dFile, rate_hz: float) -> tuple[Event, ...]:
    """Events of the group EVENT, on the trial's clock, in the order of time.

    Their times count from the first frame of the raw trial (user guide, EVENT), also where the file
    begins with a later one.

    Parameters
    ----------
    file : C3dFile
        Any.
    rate_hz : float
        Analog samples a second.

    Returns
    -------
    tuple of Event
        ``c3d.event`` with its label and side as data; of a file of ours the events themselves.
        Those without a time are left out.
    """
    parameters = file.parameters
    times = parameters.numbers("EVENT:TIMES")
    labels, about = (parameters.texts(f"EVENT:{name}") for name in ("LABELS", "DESCRIPTIONS"))
    sides = parameters.texts("EVENT:CONTEXTS")
    ours = f"{_OURS}:N_SAMPLES" in parameters
    first_s = (file.first_frame - 1) * file.layout.n_per_frame / rate_hz
    events = []
    used = parameters.numbers("EVENT:USED", signed=False)
    n_held = min(times.size // 2, len(labels))
    # Not every list is as long as its count; what is no count is left aside.
    n_used = min(float(n_held), float(used[0])) if used.size and used[0] >= 0 else n_held
    for k in range(int(n_used)):
        t_s = 60.0 * float(times[2 * k]) + float(times[2 * k + 1]) - first_s
        if not math.isfinite(t_s):
            continue
        told = about[k] if k < len(about) else ""
        found = _own(t_s, labels[k], told) if ours else None
        side = sides[k] if k < len(sides) else ""
        events.append(found or Event(t_s, "c3d.event", {"text": labels[k], "side": side}))
    return tuple(sorted(events, key=lambda event: event.t_s))


def _own(t_s: float, kind: str, told: str) -> Event | None:
    try:
        return Event(t_s, kind, msgspec.json.decode(told or "{}", type=dict[str, Scalar]))
    except msgspec.MsgspecError:
        return None  # Added by another program, whose words stand as they are.
