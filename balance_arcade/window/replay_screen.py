"""What a replay's window shows, as one value: the patient's screen and the therapist's numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from balance_arcade.games.contract import TrialResult
from balance_arcade.games.trial_rows import TrialColumn

if TYPE_CHECKING:
    from balance_arcade.games.run import GameRun


@dataclass(frozen=True, slots=True)
class TrialMark:
    """A trial on the line of time.

    Attributes
    ----------
    start_s, end_s : float
        On the board's clock.
    success : bool
        Whether it was a net good hit.
    """

    start_s: float
    end_s: float
    success: bool


@dataclass(frozen=True, slots=True)
class GameSpan:
    """A game on the line of time.

    Attributes
    ----------
    title : str
        ``Star Reach``.
    start_s, end_s : float
        On the board's clock, from its first to its last step.
    """

    title: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class ReplayScreen:
    """One moment of a replay.

    Attributes
    ----------
    run : GameRun
        The session as it stands.
    title : str
        Whose session, when, on which board.
    time_s, start_s, end_s : float
        Where the replay stands, and from where to where it goes, on the board's clock.
    marks : tuple of TrialMark
        All trials of the session.
    spans : tuple of GameSpan
        All its games.
    trials : tuple of TrialResult
        Of the game under way or just over, as far as they are over.
    columns : tuple of TrialColumn
        Numbers that this game has.
    numbers : tuple of (str, str)
        What is said beside the picture, label and value.
    verdict : str
        How the digests compare, in words.
    same : bool or None
        Whether they are equal; None where that is not known.
    speed : float
        Against the clock's; 0 while it is paused.
    is_film : bool
        Nobody can press a key.
    """

    run: GameRun
    title: str
    time_s: float
    start_s: float
    end_s: float
    marks: tuple[TrialMark, ...] = ()
    spans: tuple[GameSpan, ...] = ()
    trials: tuple[TrialResult, ...] = ()
    columns: tuple[TrialColumn, ...] = ()
    numbers: tuple[tuple[str, str], ...] = field(default=())
    verdict: str = ""
    same: bool | None = None
    speed: float = 1.0
    is_film: bool = False


def minutes(seconds: float) -> str:
    """Write a time as minutes and seconds.

    Examples
    --------
    >>> minutes(61.24), minutes(-0.01)
    ('1:01.2', '0:00.0')
    """
    tenths = max(0, int(seconds * 10.0 + 1e-6))
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"
