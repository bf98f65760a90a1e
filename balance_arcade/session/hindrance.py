"""What keeps a session from going on, the worst first, with the reason in words."""

from __future__ import annotations

from typing import NamedTuple

from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.core.words import msgid
from balance_arcade.session import prompts
from balance_arcade.session.loads import LoadWatch
from balance_arcade.session.safety import ON_BOARD_N, StanceWatch

NOBODY = msgid("Nobody is on the board.")
HALF_OFF = msgid("More than half of the weight is off the board.")
SATURATED = msgid("A load cell is at the end of its range: too much load, or a loose wire.")
STALE = msgid("No good sample for more than 200 ms.")
FAULTY = msgid("A load cell is dead or gives no numbers: the board's warnings say which.")
CROWDED = msgid("The board carries more than one person.")
CAPACITY = msgid("The board can carry at most {most} kg.")

RESTLESS_EMPTY = "The empty board's load does not come to rest: the board's warnings may say why."

UNWEIGHED_S = 5.0
"""An empty board that is left alone is weighed within two seconds. Ours."""


class Hindrance(NamedTuple):
    """Why it cannot go on now.

    Attributes
    ----------
    kind : str
        Which kind of pause, as in `balance_arcade.session.prompts`.
    why : str
        In words, for both screens; a person's weight is not among them.
    """

    kind: str
    why: str


def absence(watch: StanceWatch) -> Hindrance | None:
    """Whether the person is missing, wholly or by more than half, and no game has sent them off."""
    if watch.is_excused:
        return None
    if not watch.present:
        return Hindrance(prompts.STEP_OFF, NOBODY)
    if watch.unloaded:
        return Hindrance(prompts.STEP_OFF, HALF_OFF)
    return None


def misload(loads: LoadWatch) -> Hindrance | None:
    """Whether the board carries what it cannot measure."""
    if loads.saturated:
        return Hindrance(prompts.CELLS, SATURATED)
    if loads.heavy:
        most_kg = loads.capacity_n / STANDARD_GRAVITY_M_S2
        return Hindrance(prompts.HEAVY, CAPACITY.format(most=round(most_kg)))
    return None


def hindrance(watch: StanceWatch, loads: LoadWatch, silent: str) -> Hindrance | None:
    """Return what hinders play now; None while nothing does.

    Parameters
    ----------
    watch, loads
        As of the newest step.
    silent : str
        Why there is no signal; empty while there is one.
    """
    # The board speaks, and says itself that a cell is not to be trusted.
    if silent == STALE and loads.faulty:
        return Hindrance(prompts.CELLS, FAULTY)
    # First, because nothing else can be told while the board is silent.
    if silent:
        return Hindrance(prompts.SIGNAL, silent)
    found = absence(watch)
    # A second person is told apart before the board's own limit: both may hold at once.
    if found is None and loads.crowded:
        found = Hindrance(prompts.CROWD, CROWDED)
    return found or misload(loads)


def unweighed(loads: LoadWatch, silent: str, waited_s: float) -> str:
    """Say why an empty board has not been weighed; empty while it may still come.

    Parameters
    ----------
    loads : LoadWatch
        As of the newest step.
    silent : str
        Why there is no signal; empty while there is one.
    waited_s : float
        How long it has been waited for, in seconds.
    """
    if waited_s < UNWEIGHED_S:
        return ""
    if silent:
        return FAULTY if silent == STALE and loads.faulty else silent
    return RESTLESS_EMPTY


def too_light(load_kg: int) -> str:
    """Say that something is on the board that is too light for a person.

    Examples
    --------
    >>> too_light(11)
    'The board feels 11 kg. It needs at least 15 kg.'
    """
    least_kg = ON_BOARD_N / STANDARD_GRAVITY_M_S2
    return f"The board feels {load_kg} kg. It needs at least {least_kg:.0f} kg."


def too_light_prompt(load_kg: int) -> str:
    """Say the same in eight words.

    Examples
    --------
    >>> too_light_prompt(11)
    'The board feels 11 kg. It needs 15.'
    """
    least_kg = ON_BOARD_N / STANDARD_GRAVITY_M_S2
    return prompts.TOO_LIGHT.format(load=load_kg, least=round(least_kg))
