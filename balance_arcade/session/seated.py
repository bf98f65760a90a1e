"""Seated on a stool that stands on the board: other words, and another share of the weight.

Part of a seated person's weight rests on the feet, which stand on the floor, and the more of it the
further they lean forward. Standing up is the step-off. The thresholds are ours, to be tuned with
patients.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.core.away import CABLE, FRONT_BUTTON, SYNC_BUTTON
from balance_arcade.core.events import Phase
from balance_arcade.core.words import msgid
from balance_arcade.session import calming, hindrance, prompts

UNLOADED_FRAC: Final = 0.35
"""Less of the seated load than this for 150 ms is standing up. A far lean forward leaves more."""

CROWD_FRAC: Final = 1.6
"""Who takes the feet off the floor loads the stool with a third more, and is still one person."""

WORDS: Final = {
    prompts.PHASES[Phase.ZERO]: msgid("Please leave the stool empty."),
    prompts.PHASES[Phase.STEP_ON]: msgid("Sit down when you are ready."),
    prompts.PHASES[Phase.SETTLE]: msgid("Sit comfortably and look straight ahead."),
    prompts.PHASES[Phase.REST]: msgid("Take a rest. Lean back if you can."),
    prompts.ZERO_OCCUPIED: msgid("Please get up from the stool."),
    prompts.ENDED_ON_BOARD: msgid("Thank you. Stay seated until help comes."),
    prompts.ENDED_PAIN: msgid("Thank you. Stay seated. Your helper comes."),
    prompts.ENDED_FAULT: msgid("The board has stopped. Please stay seated."),
    prompts.CHOICE_EMPTY: msgid("Sit down to choose."),
    prompts.LONG_PLAY_REST: msgid("Time for a rest. Breathe slowly."),
    prompts.PAUSED[prompts.STEP_OFF]: msgid("Please sit as before."),
    prompts.PAUSED[prompts.HEAVY]: msgid("More than this board carries. Please get up."),
    prompts.PAUSED_EMPTY: msgid("Sit down again when you are ready."),
    prompts.STAND_STILL: msgid("Sit still for a moment."),
    prompts.AWAY[FRONT_BUTTON]: msgid("Stay seated. Helper: press the front button."),
    prompts.AWAY[SYNC_BUTTON]: msgid("Stay seated. Helper: press the SYNC button."),
    prompts.AWAY[CABLE]: msgid("Stay seated. Helper: plug in the cable."),
    hindrance.NOBODY: msgid("Nobody sits on the board."),
    hindrance.HALF_OFF: msgid("Most of the weight has left the stool."),
    calming.WAITS: msgid("The board waits for steady sitting."),
}
"""What is said to a seated person instead of what a standing one reads; all else is the same."""


def said_seated(words: str) -> str:
    """Return a sentence as a seated person reads it.

    Examples
    --------
    >>> said_seated("Stand still for a moment."), said_seated("Get ready.")
    ('Sit still for a moment.', 'Get ready.')
    """
    return WORDS.get(words, words)
