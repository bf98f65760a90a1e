"""Settings of one block of a training programme: they hold while its sets are played."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Command
from balance_arcade.games.game_orders import order_game
from balance_arcade.games.registry import game_spec
from balance_arcade.games.settings import set_options, setting
from balance_arcade.games.setup import RunOptions, check_mode, check_safety
from balance_arcade.session.programme import Programme

if TYPE_CHECKING:
    from balance_arcade.games.activity import Activity
    from balance_arcade.session.machine import SessionMachine

OF_BLOCK: Final = (
    *("mode", "leg", "feedback", "target_success", "min_difficulty", "max_difficulty", "frozen"),
    *("weak_side", "assist", "lean_cap"),
)
"""Settings that may differ from block to block: those of the game. Posture, screen, and what the
person is asked belong to a whole session."""


def block_setting(name: str) -> None:
    """Refuse a setting that no block has.

    Raises
    ------
    ConfigError
        There is no such setting, or it holds for a whole session.

    Examples
    --------
    >>> block_setting("mode")
    >>> block_setting("seated")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    balance_arcade.core.errors.ConfigError: seated holds for a whole session, not for one block...
    """
    setting(name)
    if name not in OF_BLOCK:
        raise ConfigError(
            f"{name} holds for a whole session, not for one block.",
            hint=f"A block may set: {', '.join(OF_BLOCK)}.",
        )


def check_block(game: str, settings: Mapping[str, object], base: RunOptions) -> RunOptions:
    """Refuse settings that a block cannot have; return what holds in it.

    Parameters
    ----------
    game : str
        Played in the block.
    settings : mapping of str to object
        Of the block.
    base : RunOptions
        What holds in the whole session.

    Raises
    ------
    ConfigError
        One that no block has or that does not take its value, a mode that the game has not or that
        is not done seated, a leg
        where it is played on both, or two that contradict each other, here or in the session.

    Examples
    --------
    >>> check_block("bubble-river", {"mode": "sideways"}, RunOptions()).mode
    'sideways'
    """
    for name in settings:
        block_setting(name)
    options = set_options(settings, base, live=True)
    if "mode" in settings:
        check_mode([game], options.mode)
        if options.seated:
            check_safety([game], msgspec.structs.replace(options, spotter_confirmed=True))
    spec = game_spec(game)
    if "leg" in settings and spec.movement != "one_leg":
        raise ConfigError(
            f"leg is for games on one leg; {spec.title} is played on both.",
            hint="Leave it out, or choose weak_side.",
        )
    return options


def check_blocks(programme: Programme, base: RunOptions) -> None:
    """Refuse settings of a session that a block of its programme contradicts.

    Raises
    ------
    ConfigError
        Named with the block's number.
    """
    for number, block in enumerate(programme.blocks, 1):
        try:
            check_block(block.game, block.settings, base)
        except ConfigError as error:
            title = game_spec(block.game).title
            raise ConfigError(
                f"Block {number} ({title}) and the session contradict each other: {error.message}",
                hint=error.hint,
            ) from error


def block_words(settings: Mapping[str, object]) -> list[str]:
    """Write out what is set for a block, one setting each.

    Examples
    --------
    >>> block_words({"max_difficulty": 0.4, "frozen": True})
    ['max difficulty 0.4', 'frozen true']
    """
    return [
        f"{name.replace('_', ' ')} {str(value).lower() if isinstance(value, bool) else value}"
        for name, value in settings.items()
    ]


class BlockSettings:
    """What holds in a run, from one activity to the next.

    Parameters
    ----------
    machine : SessionMachine
        Its plan says what is set for each activity.
    base : RunOptions
        What holds where a block says nothing.

    Attributes
    ----------
    base : RunOptions
        As given, and as orders have changed it since.
    now : RunOptions
        What holds in the activity under way.
    """

    def __init__(self, machine: SessionMachine, base: RunOptions) -> None:
        self.base = self.now = base
        self._machine = machine
        self._index = -1

    def _of(self, index: int) -> Mapping[str, object]:
        place = self._machine.plan.activities[index].place
        return {} if place is None else place.settings

    def at(self, index: int) -> RunOptions:
        """Begin an activity once, and return what holds in it."""
        if index != self._index:
            self._index = index
            self.now = set_options(self._of(index), self.base, live=True)
        return self.now

    def words(self, index: int) -> str:
        """Say what the block of an activity sets, for people to read; empty where nothing."""
        return ", ".join(block_words(self._of(index)))

    def order(self, command: Command, activity: Activity | None) -> tuple[RunOptions, str]:
        """Carry out an order about the games; one that a later block contradicts is refused.

        Returns
        -------
        RunOptions
            What holds from now on.
        str
            ``accepted``, or ``rejected: `` and why.
        """
        base = self.base
        if command.name == "set" and self.now is not base:
            try:
                base = self._changed(command)
            except ConfigError as error:
                return self.now, f"rejected: {error}"
        now, answer = order_game(self.now, command, activity, self._machine)
        if answer == "accepted":
            self.base = now if self.now is self.base else base
            self.now = now
        return self.now, answer

    def _changed(self, command: Command) -> RunOptions:
        """Change what holds where a block says nothing; one name and its value."""
        name, value = command.args.get("name"), command.args.get("value")
        if not isinstance(name, str):
            return self.base
        changed = set_options({name: value}, self.base, live=True)
        for index in range(self._index + 1, len(self._machine.plan.activities)):
            set_options(self._of(index), changed, live=True)
        return changed
