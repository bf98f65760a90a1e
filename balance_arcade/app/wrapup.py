"""The end of a session: what was played and measured, on one page and in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from balance_arcade import __version__
from balance_arcade.app.stage import Stage
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.files.whole import write_whole
from balance_arcade.games.activity import PlayResult
from balance_arcade.games.registry import game_spec
from balance_arcade.records.accuracy import board_sentence
from balance_arcade.records.quiet import QuietStance, quiet_stance
from balance_arcade.reports.summary import (
    PauseNote,
    PlayedActivity,
    SessionSummary,
    SummaryNumber,
    render_text,
    thinned,
)

_NUMBERS = (
    ("Mean sway velocity, quiet stance", "mean_velocity_mm_s"),
    ("Sway path, quiet stance", "sway_path_mm"),
    ("95 % ellipse, quiet stance", "ellipse_area_mm2"),
    ("RMS left-right, quiet stance", "rms_ml_mm"),
    ("RMS front-rear, quiet stance", "rms_ap_mm"),
)


def summarise(
    stage: Stage, title: str, started: WallAnchor, pauses: Sequence[PauseNote] = ()
) -> SessionSummary:
    """Collect what a session's page says.

    Parameters
    ----------
    stage : Stage
        Ended.
    title : str
        Heading.
    started : WallAnchor
        When it began.
    pauses : sequence of PauseNote
        In order.

    Returns
    -------
    SessionSummary

    Raises
    ------
    RecordingError
        The session's own recording cannot be read back.
    """
    info, health, state = stage.acquisition.info, stage.acquisition.health, stage.run.state()
    quiet = quiet_stance(stage.recordings[0]) if stage.recordings else None
    limits = stage.run.machine.limits
    return SessionSummary(
        title=title,
        started=started.iso(),
        origin=info.origin,
        board=info.model,
        geometry=info.geometry,
        activities=tuple(_played(result) for result in stage.run.results()),
        limits_mm=tuple(limits.limits_mm) if limits else (),
        limits_source=limits.source if limits else "",
        centre_mm=state.centre_mm,
        quiet_mm=_points(quiet),
        ellipse_mm=quiet.ellipse_mm if quiet else (math.nan,) * 5,
        left_share=quiet.left_share if quiet else math.nan,
        numbers=_numbers(quiet, state.weight_n),
        pauses=tuple(pauses),
        serial=info.serial,
        calibration_id=info.calibration_id,
        accuracy=board_sentence(info),
        rate_hz=health.measured_rate_hz,
        n_lost=health.n_lost,
        pipeline=quiet.measured.pipeline if quiet else "",
        app_version=__version__,
        recordings=tuple(file.name for file in stage.recordings),
    )


def write_summary(folder: Path, summary: SessionSummary) -> dict[str, str]:
    """Write the page as PNG and as text.

    Returns
    -------
    dict of str to str
        Paths by ``png`` and ``text``.

    Raises
    ------
    RecordingError
        A file cannot be written.
    """
    from balance_arcade.window.summary import save_summary

    stem = "summary-" + summary.started.replace(":", "").replace("-", "").replace("+0000", "Z")
    text, png = folder / f"{stem}.txt", folder / f"{stem}.png"
    write_whole(text, render_text(summary).encode(), "The summary")
    save_summary(png, summary)
    return {"png": str(png), "text": str(text)}


def _played(result: PlayResult) -> PlayedActivity:
    return PlayedActivity(
        game_spec(result.game).title,
        result.seconds,
        result.trials,
        result.successes,
        result.stars,
        result.difficulty,
    )


def _points(quiet: QuietStance | None) -> tuple[tuple[float, float], ...]:
    if quiet is None:
        return ()
    return thinned([(float(ml), float(ap)) for ml, ap in quiet.cop_mm])


def _numbers(quiet: QuietStance | None, weight_n: float) -> tuple[SummaryNumber, ...]:
    numbers = []
    if quiet is not None:
        for label, name in _NUMBERS:
            unit = quiet.measured.metrics[name].unit.replace("mm2", "mm²")
            numbers.append(SummaryNumber(label, quiet.value(name), unit))
    if math.isfinite(weight_n):
        numbers.append(SummaryNumber("Weight on the board", weight_n / STANDARD_GRAVITY_M_S2, "kg"))
    return tuple(numbers)
