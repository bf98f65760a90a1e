"""Orders about games: ``easier``, ``harder``, ``feedback``, and ``set`` of anything that may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from balance_arcade.cop.limits import default_limits
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Command, Phase
from balance_arcade.games.settings import is_of_screen, set_options, setting

if TYPE_CHECKING:
    from balance_arcade.games.activity import Activity
    from balance_arcade.games.setup import RunOptions
    from balance_arcade.session.machine import SessionMachine


GAME_ORDERS: Final = frozenset({"easier", "harder", "feedback", "set"})


def order_game(
    options: RunOptions, command: Command, activity: Activity | None, machine: SessionMachine
) -> tuple[RunOptions, str]:
    """Carry out an order about the games.

    Parameters
    ----------
    options : RunOptions
        What holds now.
    command : Command
        One of `GAME_ORDERS`; ``set`` with ``name`` and ``value``.
    activity : Activity or None
        The game under way; it follows at once, its trial under way stays as it is.
    machine : SessionMachine
        The person's limits and weight.

    Returns
    -------
    RunOptions
        What holds from now on; the same object where the order was refused.
    str
        ``accepted``, or ``rejected: `` and why.
    """
    if command.name == "set":
        return _set(options, command, activity, machine)
    if activity is None or machine.phase is Phase.ENDED:
        return options, f"rejected: no game is under way to make {command.name}"
    if command.name == "feedback" and "mode" in command.args:
        # Through the table of settings: it knows the words, and who may not have which.
        try:
            asked = set_options({"feedback": command.args["mode"]}, options, live=True)
        except ConfigError as error:
            return options, f"rejected: {error}"
        command = msgspec.structs.replace(command, args={"mode": asked.feedback})
    return options, activity.order(command)


def _set(
    options: RunOptions, command: Command, activity: Activity | None, machine: SessionMachine
) -> tuple[RunOptions, str]:
    if machine.phase is Phase.ENDED:
        return options, "rejected: the session has ended"
    name, value = command.args.get("name"), command.args.get("value")
    if not isinstance(name, str):
        return options, "rejected: set takes the name of a setting, and its value"
    try:
        if not setting(name).live:
            return options, f"rejected: {name} is set before a session starts, not while it runs"
        changed = set_options({name: value}, options, live=True)
    except ConfigError as error:
        return options, f"rejected: {error}"
    if activity is not None and not is_of_screen(name):
        # As in `GameRun`: a game that needs no limits is played on the usual ones about this
        # centre.
        limits = machine.limits or default_limits(centre_mm=machine.centre_mm)
        mapping = changed.mapping(limits, machine.weight_n, activity.mapping.width_mm)
        activity.retune(changed, mapping, name, value)
    return changed, "accepted"
