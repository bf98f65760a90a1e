"""What a session asks of whoever runs it: typed requests, apart from the events that only tell.

An event says what happened, and nobody has to act on it; a request says what should be done now.
The session holds no board, no file and no screen, so it hands requests out, and whoever joined it
with those carries them out (`balance_arcade.app.live_session`).
"""

from __future__ import annotations

import msgspec

from balance_arcade.core.board import Goal


class TakeZero(msgspec.Struct, frozen=True, tag=True):
    """Take the mean of these raw samples of the empty board as its zero.

    Attributes
    ----------
    first_seq, last_seq : int
        First and last sample, both included.
    """

    first_seq: int
    last_seq: int


class BeginRecording(msgspec.Struct, frozen=True, tag=True):
    """Begin the recording of a trial; one that is under way ends first.

    Attributes
    ----------
    label : str
        What the trial is: ``calibration``, ``1-orchard`` ...
    """

    label: str


class EndRecording(msgspec.Struct, frozen=True, tag=True):
    """End the recording: nothing more of this session is worth keeping."""


class ShowGoal(msgspec.Struct, frozen=True, tag=True):
    """Show the person where to be, for a simulated one who cannot see the screen.

    Attributes
    ----------
    goal : Goal
        Place on the board, and since when it is shown.
    """

    goal: Goal


Request = TakeZero | BeginRecording | EndRecording | ShowGoal

CALIBRATION_LABEL = "calibration"
"""Label of the recording that holds everything before the first game."""
