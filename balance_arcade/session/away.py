"""A board that is away in a session: what both screens say, and what holds once it is back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from balance_arcade.core.away import CABLE, FRONT_BUTTON, SUPPLY, SYNC_BUTTON, Away
from balance_arcade.core.events import Phase
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.session import prompts
from balance_arcade.session.hindrance import Hindrance

if TYPE_CHECKING:
    from balance_arcade.session.flow import SessionFlow

REMEDIES: Final = {
    FRONT_BUTTON: "Press the button at its front.",
    SYNC_BUTTON: "Press the red SYNC button in its battery bay.",
    CABLE: "Plug its cable in again.",
    SUPPLY: "Look at its supply and its cable.",
}
"""What the therapist reads that can be done."""

OTHER_WEIGHT_FRAC: Final = 0.05
"""The load of the same person on the same zero differs by less: clothes, a hand on the rail."""

BACK: Final = "The board is back: the centre is measured once more."


def away_words(away: Away) -> str:
    """Say to the therapist what is known, what helps, and who has come instead.

    Examples
    --------
    >>> away_words(Away("The board is disconnected.", CABLE, 12.0, ("wii:AA",)))
    'The board is disconnected. Plug its cable in again. Another board is there, wii:AA: not used.'
    """
    others = [f"Another board is there, {who}: not used." for who in away.others]
    return " ".join(filter(None, (away.why, REMEDIES.get(away.remedy, ""), *others)))


def away_prompt(away: Away) -> str:
    """Say to the patient, in eight words, what brings the board back.

    Examples
    --------
    >>> away_prompt(Away("The board is disconnected.", CABLE, 12.0))
    'Hold the rail. Helper: plug in the cable.'
    """
    if away.others:
        return prompts.AWAY_OTHER
    return prompts.AWAY.get(away.remedy, prompts.PAUSED[prompts.SIGNAL])


class AwayWatch:
    """Follows a board that is away.

    While it is away nobody knows whether the person has stepped off: who presses the button or
    plugs the cable in has moved. So the centre is measured once more before play goes on, and the
    load is compared with the one before.

    Parameters
    ----------
    flow : SessionFlow
        The session.

    Attributes
    ----------
    notice : str
        What the therapist should know of the board since it is back; empty for nothing.
    n_changes : int
        Counts up whenever anything that is said of the board may have changed.
    is_over : bool
        Whether `come_back` has something to forget.
    """

    def __init__(self, flow: SessionFlow) -> None:
        self._flow = flow
        self._board: Away | None = None
        self.notice = ""
        self.n_changes = 0
        self.is_over = False
        self._words = ""
        # Of the person before the board went; NaN while there is nothing to be compared.
        self._weight_n = math.nan

    @property
    def board(self) -> Away | None:
        """What is known while the board is away; None otherwise, and once the session is over."""
        # Asked for after every sample, hence the cheap question first.
        if self._board is None or self._flow.phase is Phase.ENDED:
            return None
        return self._board

    @property
    def is_away(self) -> bool:
        """Whether the board is away, also once the session is over."""
        return self._board is not None

    @property
    def words(self) -> str:
        """What the therapist reads; empty while the board is there."""
        return self._words if self.board is not None else ""

    @property
    def why(self) -> str:
        """What is known; empty while the board is there."""
        return "" if self.board is None else self.board.why

    @property
    def prompt(self) -> str:
        """What the patient reads; empty while the board is there."""
        return "" if self.board is None else away_prompt(self.board)

    def update(self, board: Away | None) -> None:
        """Take what the board says of itself now."""
        flow, was = self._flow, self._board
        self.is_over = board is None and was is not None
        self.n_changes += 1
        if board is None:
            return
        self._board = board
        if flow.phase is Phase.ENDED:
            return
        words = away_words(board)
        if was is None:
            # A weight that was compared once is compared with the first one again.
            self._weight_n = flow.weight_n
        flow.watch.assume_left()
        if words == self._words:
            return
        # What is known is the reason of the pause; what helps is only said while it helps.
        self._words, flow.lost = words, board.why
        flow.guard()
        if flow.phase is Phase.PAUSED and not flow.pause.by_order:
            flow.pause.hinder(Hindrance(prompts.SIGNAL, board.why), flow.watch, flow.why)
            flow.why = board.why

    def come_back(self) -> None:
        """Forget a board's absence with the step that hears it again, and not before.

        In between nothing else could be said than that it does not answer.
        """
        if self.is_over and self._board is not None:
            if self._flow.lost == self._board.why:
                self._flow.lost = ""
            self._board, self._words, self.is_over = None, "", False
            self.n_changes += 1

    @property
    def is_back(self) -> bool:
        """Whether the board was away since the person's weight was measured."""
        return self._board is None and not math.isnan(self._weight_n)

    def compare(self, weight_n: float) -> None:
        """Compare the weight that was measured once more with the one before the board went."""
        before_n, self._weight_n = self._weight_n, math.nan
        more_n = weight_n - before_n
        if not abs(more_n) > OTHER_WEIGHT_FRAC * before_n:
            return
        kg = abs(more_n) / STANDARD_GRAVITY_M_S2
        side = "more" if more_n > 0.0 else "less"
        self.n_changes += 1
        self.notice = (
            f"Since the board is back it reads {kg:.1f} kg {side}: another person, or another zero."
        )
        self._flow.tell("session.weight_changed", {"before_n": before_n, "after_n": weight_n})
