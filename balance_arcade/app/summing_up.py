"""The end of a session: what was played and measured, on one page and in words."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from balance_arcade import __version__
from balance_arcade.app.live_session import LiveSession
from balance_arcade.app.pauses import SessionNotes
from balance_arcade.assess.norms import NoNorm, NormPerson, NormPlace, norm_of
from balance_arcade.assess.quiet_protocols import QUIET_STANCE
from balance_arcade.core.board import BoardHealth
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import BalanceArcadeError, BoardDisconnectedError
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.games.activity import PlayResult
from balance_arcade.games.registry import game_spec
from balance_arcade.games.settings import settings_in_words
from balance_arcade.hw.latency import known_latency
from balance_arcade.records.accuracy import board_sentence
from balance_arcade.records.quiet import QuietStance, quiet_stance
from balance_arcade.reports.summary import (
    PlayedActivity,
    ProgrammeSummary,
    SessionSummary,
    SummaryNumber,
    render_text,
    thinned,
)
from balance_arcade.reports.summary_page import write_summary

NO_NOTES = SessionNotes()
COMPARED_S = round(QUIET_STANCE["trial_s"])
"""A quiet stance that is shorter than the test of that name is not compared with another day's."""

_log = logging.getLogger(__name__)

_NUMBERS = (
    ("Mean velocity, quiet stance", "mean_velocity_mm_s"),
    ("Sway path, quiet stance", "sway_path_mm"),
    ("95 % ellipse, quiet stance", "ellipse_area_mm2"),
    ("RMS left-right, quiet stance", "rms_ml_mm"),
    ("RMS front-rear, quiet stance", "rms_ap_mm"),
)


def is_summed_up(reason: str, failure: BaseException | None) -> bool:
    """Whether a session that ended so gets a page.

    Parameters
    ----------
    reason : str
        As of `LiveSession.close`.
    failure : BalanceArcadeError or None
        Of board or recording. A board that did not come back takes nothing with it that was
        measured; after any other fault there may be no disk, or no sense, for a page.
    """
    if isinstance(failure, BoardDisconnectedError):
        return reason != "interrupted"
    return reason not in {"interrupted", "fault"}


def summarise(
    session: LiveSession,
    title: str,
    started: WallAnchor,
    notes: SessionNotes = NO_NOTES,
    *,
    person: str = "",
    health: BoardHealth | None = None,
    programme: ProgrammeSummary | None = None,
) -> SessionSummary:
    """Collect what a session's page says.

    Parameters
    ----------
    session : LiveSession
        Ended.
    title : str
        Heading.
    started : WallAnchor
        When it began.
    notes : SessionNotes
        Pauses, adverse events and answers.
    person : str
        Pseudonym; empty for none.
    health : BoardHealth, optional
        The board's counters at the end; those of now where they are left out.
    programme : ProgrammeSummary, optional
        The training programme that it is a session of.

    Returns
    -------
    SessionSummary

    Raises
    ------
    RecordingError
        The session's own recording cannot be read back.
    """
    info, state = session.source.info, session.run.state()
    health = health or session.source.health
    # The first recording of a session holds the calibration, and with it the quiet stance.
    quiet = quiet_stance(session.recordings[0]) if session.recordings else None
    limits = session.run.machine.limits
    return SessionSummary(
        title=title,
        started=started.iso(),
        person=person,
        origin=info.origin,
        board=info.model,
        geometry=info.geometry,
        activities=tuple(_played(result) for result in session.run.results()),
        limits_mm=tuple(limits.limits_mm) if limits else (),
        limits_source=limits.source if limits else "",
        centre_mm=state.centre_mm,
        quiet_mm=_points(quiet),
        ellipse_mm=quiet.ellipse_mm if quiet else (math.nan,) * 5,
        left_share=quiet.left_share if quiet else math.nan,
        numbers=_numbers(quiet, state.weight_n),
        pauses=notes.pauses,
        adverse=notes.adverse,
        answers=notes.answers,
        first_trial=notes.first_trial,
        serial=info.serial,
        calibration_id=info.calibration_id,
        accuracy=board_sentence(info),
        rate_hz=health.measured_rate_hz,
        n_lost=health.n_lost,
        n_late=health.n_late,
        n_held=health.n_held,
        n_doubled=health.n_doubled,
        pipeline=quiet_words(quiet) if quiet else "",
        app_version=__version__,
        recordings=tuple(file.name for file in session.recordings),
        settings=settings_in_words(session.run.blocks.base),
        programme=programme,
    )


class SummaryWriter:
    """Writes pages in threads of their own, because whoever reads a board cannot wait for one."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []
        self._files: list[dict[str, str]] = []
        self._newest: SessionSummary | None = None
        self._fault: BalanceArcadeError | None = None

    def write(self, folder: Path | None, make: Callable[[], SessionSummary]) -> None:
        """Begin to work the page out, and to write it where there is a folder."""

        def work() -> None:
            summary = make()
            measured = known_latency(folder) if folder is not None else None
            if measured is not None:
                summary = msgspec.structs.replace(summary, latency=measured.sentence)
            self._newest = summary
            if folder is not None:
                self._files.append(write_summary(folder, summary))

        self.run(work, "The summary")

    def run(self, work: Callable[[], None], what: str) -> None:
        """Begin any work of a session's end; `wait` raises its fault.

        Parameters
        ----------
        work : callable
            Called in a thread of its own.
        what : str
            What people call that which is written, as the beginning of a sentence.
        """

        def guarded() -> None:
            try:
                work()
            except BalanceArcadeError as error:
                _log.error("%s was not written: %s", what, type(error).__name__)
                self._fault = self._fault or error
            except Exception as error:  # noqa: BLE001 - a thread hands every error to `wait`
                _log.exception("%s was not written.", what)
                self._fault = self._fault or BalanceArcadeError(
                    f"{what} was stopped by a fault of the program: {error!r}.",
                    hint="Please report it; the recordings are kept.",
                )

        # No daemon: the interpreter waits for a page that is being written.
        thread = threading.Thread(target=guarded, name="summary")
        self._threads.append(thread)
        thread.start()

    def text(self) -> str:
        """Wait for the newest page; return it in plain words, empty where there is none."""
        self.join()
        return "" if self._newest is None else render_text(self._newest)

    @property
    def pages(self) -> list[str]:
        """The pages that are written by now, oldest first."""
        return [files["html"] for files in self._files]

    def join(self) -> None:
        """Wait until nothing is being written."""
        while self._threads:
            self._threads.pop(0).join()

    def wait(self) -> list[dict[str, str]]:
        """Wait for the pages; return their files by kind, oldest first.

        Raises
        ------
        BalanceArcadeError
            A page could not be written; a second call does not raise it again.
        """
        self.join()
        fault, self._fault = self._fault, None
        if fault is not None:
            raise fault
        return list(self._files)


def _played(result: PlayResult) -> PlayedActivity:
    return PlayedActivity(
        game_spec(result.game).title,
        result.seconds,
        result.trials,
        result.successes,
        result.stars,
        result.difficulty,
    )


def quiet_words(quiet: QuietStance) -> str:
    """Say how long the stance lasted, how it was measured, and why there is no norm."""
    seconds = round(quiet.seconds)
    short = "" if seconds >= COMPARED_S else f", too short to be compared ({COMPARED_S} s are)"
    return f"quiet stance of {seconds} s{short}; {quiet.measured.pipeline}; {_norm_of(seconds)}"


def _norm_of(seconds: int) -> str:
    """Say what a test's report would of one stance of this length, by the same code."""
    protocol = QUIET_STANCE.changed(trial_s=float(seconds)).describe()
    found = norm_of("mean_velocity_mm_s_eo_firm", protocol, NormPerson(), NormPlace())
    return found.why if isinstance(found, NoNorm) else found.told()


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
