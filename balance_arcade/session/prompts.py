"""The one sentence on the patient's screen: plain, kind, at most eight words.

The words speak of the board, the light, the rail, not of hips and feet: attention outside of the
body helps balance (external focus, Front Psychol 2010, doi 10.3389/fpsyg.2010.00190).
"""

from __future__ import annotations

from balance_arcade.core.away import CABLE, FRONT_BUTTON, SYNC_BUTTON
from balance_arcade.core.events import Phase
from balance_arcade.core.words import msgid

STEP_OFF = "step-off"
SIGNAL = "signal"
MANUAL = "manual"
CROWD = "crowd"
HEAVY = "heavy"
CELLS = "cells"
FOOT = "foot"
STEADY = "steady"
"""Not a pause of its own: what any pause waits for in the end, as its event says."""

PHASES = {
    Phase.SELF_CHECK: msgid("One moment, the board is being checked."),
    Phase.ZERO: msgid("Please leave the board empty."),
    Phase.STEP_ON: msgid("Step on when you are ready."),
    Phase.SETTLE: msgid("Stand comfortably and look straight ahead."),
    Phase.CENTRE: msgid("Very good. Stay just like that."),
    Phase.COUNTDOWN: msgid("Get ready."),
    Phase.PLAY: "",
    Phase.RESULT: msgid("Well done!"),
    Phase.REST: msgid("Take a rest. Sit down if you like."),
    Phase.ENDED: msgid("Thank you. That was all for today."),
}
ZERO_OCCUPIED = msgid("Please step off the board.")
# Whoever stands on the board when it is over has yet to come down, whatever ended it.
ENDED_ON_BOARD = msgid("Thank you. Hold the rail and step off.")
SPOTTER = msgid("Please wait. Your helper comes beside you.")
CHOICE = msgid("Lean sideways to look, forward to choose.")
SCALE = msgid("Lean sideways to answer, forward to skip.")
CHOICE_BACK = msgid("Come back to the middle.")
CHOICE_EMPTY = msgid("Step on to choose.")
REST_GO_ON = msgid("Rest. Lean forward to go on.")
# The board has gone or cannot be trusted, and the person may still stand on it.
ENDED_FAULT = msgid("The board has stopped. Please step off gently.")
ENDED_PAIN = msgid("Thank you. Hold the rail. Your helper comes.")
# Nobody is praised for what was no success, and nobody is blamed.
RESULT_NO_STAR = msgid("Thank you for playing.")
RESULT_FAILED = msgid("{title} has stopped. You did well.")
LONG_PLAY_REST = msgid("Time for a rest. Please sit down.")
PAUSED = {
    STEP_OFF: msgid("Hold the rail and stand as before."),
    SIGNAL: msgid("One moment, the board is not answering."),
    MANUAL: msgid("We pause for a moment."),
    CROWD: msgid("One person on the board, please."),
    HEAVY: msgid("More than this board carries. Please step off."),
    CELLS: msgid("One moment, the board needs a look."),
    FOOT: msgid("Both feet on the board, please."),
}
# The person may stand on it, old and frail: the rail first. Button and plug are at the floor, and
# bending down to them is for somebody else.
AWAY = {
    FRONT_BUTTON: msgid("Hold the rail. Helper: press the front button."),
    SYNC_BUTTON: msgid("Step off. Helper: press the red SYNC button."),
    CABLE: msgid("Hold the rail. Helper: plug in the cable."),
}
AWAY_OTHER = msgid("That is another board. Use the first one.")
PAUSED_EMPTY = msgid("Hold the rail. Step on when ready.")
STAND_STILL = msgid("Stand still for a moment.")
TOO_LIGHT = msgid("The board feels {load} kg. It needs {least}.")
# Clockwise from forward, as the directions of a lean pass are numbered; likewise LEAN_FURTHER.
LEAN = (
    msgid("Reach for the light ahead and hold."),
    msgid("Reach ahead to the right and hold."),
    msgid("Reach to the right and hold."),
    msgid("Reach behind to the right and hold."),
    msgid("Lean gently back and hold."),
    msgid("Reach behind to the left and hold."),
    msgid("Reach to the left and hold."),
    msgid("Reach ahead to the left and hold."),
)
LEAN_FURTHER = (
    msgid("A little further ahead, and hold."),
    msgid("A little further ahead to the right."),
    msgid("A little further to the right."),
    msgid("A little further behind to the right."),
    msgid("A little further back, gently."),
    msgid("A little further behind to the left."),
    msgid("A little further to the left."),
    msgid("A little further ahead to the left."),
)
LEAN_BACK = msgid("Well done. Come back to the middle.")
LEAN_BACK_SHORT = msgid("Come back to the middle.")


def all_prompts() -> list[str]:
    """Every sentence there is, for tests and translators."""
    single = [ZERO_OCCUPIED, ENDED_ON_BOARD, LONG_PLAY_REST, PAUSED_EMPTY, LEAN_BACK]
    single += [RESULT_FAILED, RESULT_NO_STAR, ENDED_FAULT, STAND_STILL, TOO_LIGHT, LEAN_BACK_SHORT]
    single += [
        SPOTTER,
        ENDED_PAIN,
        AWAY_OTHER,
        *AWAY.values(),
        CHOICE,
        CHOICE_BACK,
        CHOICE_EMPTY,
        SCALE,
        REST_GO_ON,
    ]
    return [*PHASES.values(), *PAUSED.values(), *LEAN, *LEAN_FURTHER, *single]
