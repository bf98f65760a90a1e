"""Limits of stability of an earlier day: from numbers, or from that day's recording."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import msgspec

from balance_arcade.cop.limits import LimitsSource, StabilityLimits
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.text import as_text
from balance_arcade.files.recording import RecordingReader
from balance_arcade.reports.petals import DIRECTIONS

MAX_LIMIT_MM: Final = 400.0
"""No centre of pressure goes further from quiet stance than a foot is long."""

_KEYS: Final = ("f_mm", "fr_mm", "r_mm", "br_mm", "b_mm", "bl_mm", "l_mm", "fl_mm")
_Limit = Annotated[float, msgspec.Meta(ge=0.0, le=MAX_LIMIT_MM)]
_Limits = tuple[_Limit, _Limit, _Limit, _Limit, _Limit, _Limit, _Limit, _Limit]


def limits_of(
    limits_mm: object, source: object = "lean pass", posture: object = None
) -> StabilityLimits:
    """Make limits of numbers that somebody wrote down.

    Parameters
    ----------
    limits_mm : object
        Eight numbers, in millimetres from the centre, clockwise from forward.
    source : object
        How they were measured: ``lean pass`` or ``partial lean pass``.
    posture : object
        ``seated``, or None for standing.

    Returns
    -------
    StabilityLimits
        Its centre is still that of the board; a session moves it to the person's own.

    Raises
    ------
    ConfigError
        They are not eight numbers from 0 to 400, or one is below the floor that games keep.

    Examples
    --------
    >>> limits_of([60, 55, 50, 35, 30, 35, 50, 55]).limits_mm[4]
    30.0
    """
    try:
        read = msgspec.convert(limits_mm, _Limits)
        how = msgspec.convert(source, LimitsSource)
    except msgspec.ValidationError as error:
        raise ConfigError(
            f"limits_mm must be eight numbers from 0 to {MAX_LIMIT_MM:g}, clockwise from forward,"
            " and source lean pass or partial lean pass.",
            hint="docs/plan_file.md shows them.",
        ) from error
    if posture not in {None, "seated"}:
        raise ConfigError('posture must be "seated", or left out for standing.')
    limits = StabilityLimits((0.0, 0.0), read, how, "seated" if posture else msgspec.UNSET)
    check_floor(limits)
    return limits


def check_floor(limits: StabilityLimits) -> None:
    """Refuse limits that no game may be played on.

    Raises
    ------
    ConfigError
        One is below the floor of 10 mm; the message names each.

    Examples
    --------
    >>> check_floor(StabilityLimits((0.0, 0.0), (50.0,) * 8, "lean pass"))
    """
    low = [
        f"{name} {limit:.1f} mm"
        for name, limit, is_low in zip(DIRECTIONS, limits.limits_mm, limits.floored, strict=True)
        if is_low
    ]
    if low:
        raise ConfigError(
            f"The limits {', '.join(low)} are below the floor of {limits.floor_mm:g} mm:"
            " no game is played on them.",
            hint="Measure them again: --limits measure.",
        )


def limits_of_recording(file: Path, board: str) -> StabilityLimits:
    """Read the limits that were measured in an earlier session.

    Parameters
    ----------
    file : Path
        A recording of that session that holds the lean pass.
    board : str
        Address of the board of the session to come: what a simulated person did, or a person on
        another kind of board, is not carried over.

    Raises
    ------
    ConfigError
        It is of another kind of board, it holds none that were measured by leaning, or they are
        below the floor.
    RecordingError
        It cannot be read.
    """
    found: StabilityLimits | None = None
    reader = RecordingReader(file)
    # The scheme alone: the same kind of board may hang on another port or have another seed today.
    was, now = (one.partition(":")[0] for one in (reader.header.board.address, board))
    if was != now:
        raise ConfigError(
            f"The limits in {as_text(file.name)} were measured on {was}: and this board is {now}:.",
            hint="Measure them on this board: --limits measure.",
        )
    for event in reader.events():
        # Both sources of a lean hold that word, those that were guessed do not. The last event
        # counts: with its limits the session went on.
        if event.kind == "session.limits" and "lean" in str(event.data.get("source")):
            around = [event.data.get(key) for key in _KEYS]
            found = limits_of(around, event.data["source"], event.data.get("posture"))
    if found is None:
        raise ConfigError(
            f"No limits were measured by leaning in {as_text(file.name)}.",
            hint="Name the recording that holds the lean pass, such as the first one of a session.",
        )
    return found
