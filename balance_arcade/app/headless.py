"""Plays a session without a window, in lock-step with the board."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from balance_arcade.app.frame_beat import Draw
from balance_arcade.app.host import Host
from balance_arcade.app.live_session import END_OF_DATA, LiveSession
from balance_arcade.app.mirroring import OffScreenMirror
from balance_arcade.app.waiting_words import WaitingWords
from balance_arcade.core.errors import BalanceArcadeError, ConfigError, RecordingError
from balance_arcade.core.events import Phase
from balance_arcade.core.samples import CopSample

_READ_S = 0.05

PORTION_S = 0.08
"""Samples of so much time are read at once in the middle of play, where no request waits for the
next one; far shorter than the reaction of a simulated person, who so sees every goal in time."""

STUCK_S = 180.0
"""Longest time in one phase, other than play and a pause by order, on the board's clock."""


def play_headless(
    host: Host,
    session: LiveSession,
    *,
    draw: Draw | None = None,
    say: Callable[[str], None] | None = None,
) -> None:
    """Pump, feed, and hand the goal back, until the session has ended.

    Parameters
    ----------
    host : Host
        Reads the board; ended by the caller.
    session : LiveSession
        Of the host, not begun.
    draw : callable, optional
        Takes every sample instead of the session and feeds it in the portions of a frame, as
        `balance_arcade.app.window_session.MemoryWindow` does; the result is the same.
    say : callable, optional
        Told in a line what the session waits for, when it waits by the wall's clock.

    Raises
    ------
    BalanceArcadeError
        The board or the recording failed; what was recorded is kept.
    """
    # Two threads that draw would get into each other's way.
    with OffScreenMirror(host) if draw is None else contextlib.nullcontext():
        _play(host, session, draw, say)


def _play(
    host: Host,
    session: LiveSession,
    draw: Draw | None,
    say: Callable[[str], None] | None,
) -> None:
    session.begin()
    source, patience = host.source, Patience(session)
    # A board that is read as fast as it goes waits for nobody.
    waits = say if say is not None and host.info.speed > 0.0 else None
    words = WaitingWords(session.run, waits) if waits is not None else None
    take = session.feed if draw is None else (lambda part: draw(part[0]))
    portion = Portion(host, session)
    while not session.run.finished:
        n_reads = portion.n_reads if draw is None else 1
        samples = source.pump(_READ_S, n_reads)
        # One at a time but in the middle of play: `Patience` looks at the phase that each led to.
        for part in [samples] if n_reads > 1 and samples else [(one,) for one in samples]:
            take(part)
            patience.check(part[-1].t_s)
        if words is not None:
            words.look()
        if source.failure is not None:
            tell_failure(session, source.failure)
            raise source.failure
        # First what no frame has taken yet, or the last samples would be lost with the picture.
        if source.ended:
            session.feed(source.since(session.fed_seq))
            session.finish(END_OF_DATA)
        else:
            session.tick(silence_s(host, samples))
            session.watch_board()


def tell_failure(session: LiveSession, failure: BalanceArcadeError) -> None:
    """End a session whose board or recording failed, so that every screen says so.

    The failure itself is raised by the caller, and nothing else: a recording that has failed fails
    once more at its end.
    """
    with contextlib.suppress(RecordingError):
        session.finish(str(failure), "fault")


def silence_s(host: Host, samples: Sequence[CopSample]) -> float:
    """How long the board has been silent, as far as a read can tell.

    Only a read that brought nothing tells of silence: samples that are old when they come tell of a
    computer that was held up, and the board must not be blamed for that.
    """
    return 0.0 if samples else host.source.age_s()


class Portion:
    """How many samples may be read before the first of them is played.

    A zero that is taken and a recording that begins are for the very next sample, so elsewhere it
    is one. In the middle of play there is neither, and what is asked of a simulated person takes
    effect after their reaction.

    Parameters
    ----------
    host : Host
        Whose board is read as fast as it goes; another board says itself how much it has.
    session : LiveSession
        Looked at before every read.
    """

    def __init__(self, host: Host, session: LiveSession) -> None:
        self._run = session.run
        info = host.info
        # A board whose person might do at once what is asked is read sample by sample, and so is a
        # real one, which can go away between two of them.
        hurries = info.speed == 0.0 and info.origin != "real"
        hurries = hurries and session.reaction_s > 2.0 * PORTION_S
        self._n_most = int(PORTION_S * info.nominal_rate_hz) if hurries else 1

    @property
    def n_reads(self) -> int:
        """How often the board may be read now; one where a request may be next."""
        run = self._run
        if self._n_most <= 1 or run.phase is not Phase.PLAY or run.course.may_end_early:
            return 1
        left_s = run.machine.time_left_s
        # Written so that a game without an end of its own time, which is NaN, counts as long.
        return 1 if left_s <= 2.0 * PORTION_S else self._n_most


class Patience:
    """Nobody is there to mend a session that waits for ever, so it is ended with the reason.

    A therapist who paused it is somebody: such a pause lasts as long as they like.

    Parameters
    ----------
    session : LiveSession
        Looked at after every sample.
    """

    def __init__(self, session: LiveSession) -> None:
        self._run = session.run
        self._phase: Phase | None = None
        self._since_s = 0.0

    def check(self, t_s: float) -> None:
        """Look at the session at a time of the board's clock.

        Raises
        ------
        ConfigError
            It has waited too long.
        """
        phase = self._run.phase
        if phase is not self._phase:
            self._phase, self._since_s = phase, t_s
        elif phase is not Phase.PLAY and t_s - self._since_s > STUCK_S:
            # Somebody paused it, and can let it go on.
            if self._run.machine.paused_by_order:
                return
            state = self._run.state()
            said = state.reason or state.prompt or str(phase)
            raise ConfigError(
                f"The session has waited {STUCK_S:g} s at '{phase}': {said}",
                hint="Without a screen nobody can help; look at the board with: watch.",
            )
