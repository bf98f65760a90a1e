"""How a person is led through a clinical test: trial after trial, with the words for each.

A test is a table (`balance_arcade.assess.guided_tests`). What is measured, for how long and why it
ends before its time stands in its `balance_arcade.assess.protocols.Protocol`; here stands in which
order, with which words, and what the person may see. Whoever guides
(`balance_arcade.games.guided`) and whoever scores (`balance_arcade.records.assessed`) read the same
table.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from balance_arcade.assess.protocols import Protocol

Kind = Literal["stance", "lean", "shift", "one_leg", "jump", "drop", "rise", "release"]
"""Stand still; lean to a place; swing to a pace; stand on one leg; jump; drop onto the board; rise
from a chair; be let go."""

Side = Literal["", "left", "right"]
Axis = Literal["", "ml", "ap"]


class GuidedTrial(msgspec.Struct, frozen=True):
    """One trial of a test.

    Attributes
    ----------
    kind : str
        One of `Kind`: what the person does.
    words : str
        What they read before it, at most eight words.
    seconds : float
        How long it lasts; of a trial that ends by itself the longest.
    condition : str
        For the record: ``ec_foam``, ``FR``, ``left``, ``ml 3 s``; of a jump its test, ``cmj``.
    direction : int
        Of a lean, 0 to 7 clockwise from forward; -1 otherwise.
    side, axis : str
        Leg that stands; axis of a swing.
    pace_s : float
        Of a swing: time from one side to the other.
    practice : bool
        It counts for nothing.
    lead_s, after_s : float
        Of a jump: how much before the tone belongs to it, and for how long the load is followed
        after the landing (0: until the person stands still), or after a release.
    n_rises : int
        Rises that end the trial; 0 where its time does.
    """

    kind: Kind
    words: str
    seconds: float
    condition: str
    direction: int = -1
    side: Side = ""
    axis: Axis = ""
    pace_s: float = 0.0
    practice: bool = False
    lead_s: float = 0.0
    after_s: float = 0.0
    n_rises: int = 0

    @property
    def leaves_board(self) -> bool:
        """Whether the feet may leave the board, or do not bear the weight all the time."""
        return self.kind in {"jump", "drop", "rise", "release"}

    @property
    def is_jump(self) -> bool:
        """Whether it is measured as a jump or a landing."""
        return self.kind in {"jump", "drop"}


class GuidedPart(msgspec.Struct, frozen=True):
    """Trials that are made one after the other without leaving the board.

    Attributes
    ----------
    name : str
        As the activity is called in the session and its recording.
    title, instruction : str
        On the patient's screen.
    safety_class : {"A", "B", "C"}
        As of a game, see docs/safety.md. C waits for somebody who stands beside the person.
    needs_limits : bool
        Whether a lean pass comes first.
    trials : tuple of GuidedTrial
        In their order.
    seated : bool
        Whether it may be done sitting.
    """

    name: str
    title: str
    instruction: str
    safety_class: Literal["A", "B", "C"]
    needs_limits: bool
    trials: tuple[GuidedTrial, ...]
    seated: bool = False


class GuidedTest(msgspec.Struct, frozen=True):
    """A clinical test as it is guided.

    Attributes
    ----------
    name : str
        On the command line.
    purpose : str
        For the therapist.
    protocol : Protocol
        Every number, with its source.
    parts : tuple of GuidedPart
        Between two of them the person rests, and something may be changed.
    """

    name: str
    purpose: str
    protocol: Protocol
    parts: tuple[GuidedPart, ...]

    @property
    def n_trials(self) -> int:
        """Trials of all parts that count."""
        return sum(not trial.practice for part in self.parts for trial in part.trials)


PREFIX: Final = "assess-"
"""Every activity that is a part of a test has a name that begins so, and no game has."""
