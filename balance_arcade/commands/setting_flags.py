"""The flags of everything that may be set for a session, and the plan that holds the rest.

What stands on the command line counts more than what stands in the plan.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec

from balance_arcade.app.assigned_programme import assigned_programme
from balance_arcade.app.earlier_limits import limits_of_recording
from balance_arcade.app.plan_file import PlanFile, read_plan
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.programme_file import ProgrammeFile, read_programme
from balance_arcade.app.records_feed import RecordsSwitch
from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.text import as_text
from balance_arcade.core.words import language_of
from balance_arcade.games.settings import SETTINGS, Setting, is_of_screen, set_options
from balance_arcade.games.setup import RunOptions, check_mode, check_safety
from balance_arcade.session.programme import Programme

MEASURE, EARLIER = "measure", "earlier"

KEPT_QUIET_S = 30.0
"""First quiet stance of a patient whose sway is compared over weeks, where nothing else is set."""

_NOBODY = ("sim:", "replay:", "pointer:")
"""Beginnings of the addresses of boards on which nobody stands."""


def add_setting_arguments(
    parser: argparse.ArgumentParser, *, without: Collection[str] = ()
) -> None:
    """Declare a flag for each setting; `options_from` reads them.

    Parameters
    ----------
    parser : ArgumentParser
        Of the command.
    without : collection of str
        Settings that make no sense for it.
    """
    games = parser.add_argument_group("settings of the games")
    screen = parser.add_argument_group("the patient's screen")
    for one in SETTINGS:
        # None stands for a flag that was not given: then the plan counts, then what is usual.
        if one.name not in without:
            (screen if is_of_screen(one.name) else games).add_argument(
                one.flag, dest=one.name, default=None, **_kind(one)
            )


def _kind(one: Setting) -> dict[str, Any]:
    # argparse takes a single % for the beginning of a format.
    meaning = one.meaning.replace("%", "%%")
    if one.type is bool:
        return {"action": argparse.BooleanOptionalAction, "help": meaning}
    usual = "" if one.usual is None else f" ({one.usual})"
    if isinstance(one.usual, str) and get_origin(one.type) is not Literal:
        return {"metavar": one.name.upper(), "help": meaning + usual}
    if isinstance(one.usual, str):
        return {"choices": get_args(one.type), "help": meaning + usual}
    return {"type": float, "metavar": "X", "help": f"{meaning}; {one.takes}{usual}"}


def add_plan_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare ``--plan`` and ``--limits``; `playlist_from` reads them."""
    parser.add_argument(
        "--plan", metavar="FILE", help="games and settings from a TOML file; flags count more"
    )
    parser.add_argument(
        "--limits",
        metavar="L",
        help="limits of stability: measure (usual), earlier (kept of --person), or a file: a"
        " recording with a lean pass, or a plan with [limits]",
    )


def add_programme_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare ``--programme`` and ``--week``; `programme_from` reads them."""
    parser.add_argument(
        "--programme",
        metavar="FILE",
        help="a training programme (docs/programme.md): the next session of --person ID; without"
        " a file the one that --records assign to them",
    )
    parser.add_argument(
        "--week", type=int, metavar="N", help="week of the programme, instead of the calendar's"
    )


def programme_from(args: argparse.Namespace, *against: str) -> ProgrammeFile | None:
    """Read the programme that is named, if any.

    Parameters
    ----------
    args : argparse.Namespace
        Of a parser with `add_programme_arguments`.
    *against : str
        Arguments that say what is played too, such as ``plan``.

    Raises
    ------
    ConfigError
        It is wrong, has no such week, or stands beside what contradicts it.
    """
    if args.programme is None:
        # Where it may be one of the records, `with_assigned` says whether there is any.
        if args.week is not None and not args.person:
            raise ConfigError("--week is of a programme.", hint="Add --programme FILE.")
        return None
    for name in against:
        if getattr(args, name):
            said = "a game" if name == "game" else f"--{name}"
            raise ConfigError(
                f"A programme says itself what is played, and {said} stands beside it.",
                hint=f"Leave {said} or --programme out.",
            )
    found = read_programme(args.programme)
    _check_week(found.programme, args.week)
    return found


def _check_week(programme: Programme, week: int | None) -> None:
    if week is not None and not 1 <= week <= programme.weeks:
        raise ConfigError(
            f"There is no week {week} in {programme.name}.",
            hint=f"Name one from 1 to {programme.weeks}.",
        )


def with_assigned(
    playlist: Playlist,
    args: argparse.Namespace,
    records: RecordsSwitch | None,
    *against: str,
) -> Playlist:
    """Take the programme that the records assign to ``--person``, where nothing else is named.

    Parameters
    ----------
    playlist : Playlist
        Of the command line. One with games or a programme stays as it is.
    args : argparse.Namespace
        Of a parser with `add_programme_arguments` and `add_host_arguments`.
    records : RecordsSwitch or None
        Of the host.
    *against : str
        Arguments that say what is to be played too, such as ``plan``: given, they count.

    Raises
    ------
    ConfigError
        ``--week`` is given and nothing assigned, the programme has no such week, it cannot be
        played here, or contradicts the flags.
    """
    named = any(getattr(args, name) for name in against)
    found = None
    if not (named or playlist.games or playlist.programme is not None):
        found = assigned_programme(records, args.person)
    if found is None:
        if args.week is not None and playlist.programme is None:
            raise ConfigError(
                "--week is of a programme, and none is assigned to this person in the records.",
                hint="Add --programme FILE, or assign one: balance-arcade records programme.",
            )
        return playlist
    programme = found.programme
    _check_week(programme, args.week)
    return replace(
        playlist,
        seed=programme.seed if getattr(args, "seed", None) is None else args.seed,
        options=options_from(args, PlanFile(settings=found.settings)),
        programme=programme,
        week=args.week,
    )


def _is_measured(args: argparse.Namespace) -> bool:
    """Whether a patient's sway is measured: somebody who is named, on a board, at a screen."""
    named = getattr(args, "board", None) or ()
    # `serve` names several.
    boards = (named,) if isinstance(named, str) else named
    is_real = any(not one.startswith(_NOBODY) for one in boards)
    return bool(getattr(args, "person", "")) and is_real and not getattr(args, "headless", False)


def options_from(args: argparse.Namespace, plan: PlanFile | None = None) -> RunOptions:
    """Turn flags into settings; what no flag says is as in the plan, or as usual.

    The usual language is the computer's.

    Raises
    ------
    ConfigError
        A value that a setting does not take, or two that contradict each other.
    """
    plan = plan or PlanFile()
    flags = {one.name: getattr(args, one.name, None) for one in SETTINGS}
    given = {name: value for name, value in flags.items() if value is not None}
    usual: dict[str, Any] = {"language": language_of(os.environ)}
    if _is_measured(args):
        usual["quiet_s"] = KEPT_QUIET_S
    options = set_options(usual | plan.settings | given)
    return msgspec.structs.replace(options, last_difficulty=plan.last_difficulty)


def playlist_from(args: argparse.Namespace, games: tuple[str, ...] = ()) -> Playlist:
    """Make a playlist of the plan and of what the command line says beside it.

    Parameters
    ----------
    args : argparse.Namespace
        Of a parser with the three groups of flags, ``--seed``, ``--seconds`` and ``--board``.
    games : tuple of str
        Named on the command line; those of the plan otherwise. It may be that neither names any.

    Returns
    -------
    Playlist

    Raises
    ------
    ConfigError
        The plan or the programme is wrong, a value is, or a game needs a spotter and none is
        confirmed.
    """
    plan = read_plan(args.plan) if args.plan else PlanFile()
    found = programme_from(args, "game", "plan", "seconds", "ask")
    programme = None if found is None else found.programme
    if found is not None:
        plan = PlanFile(settings=found.settings, seed=found.programme.seed)
    options = options_from(args, plan)
    games = games or plan.games
    check_safety(games, options)
    check_mode(games, options.mode)
    seed = args.seed if args.seed is not None else plan.seed
    return Playlist(
        games,
        seed=1 if seed is None else seed,
        seconds=args.seconds if args.seconds is not None else plan.seconds,
        options=options,
        limits=_limits(args, plan),
        earlier=args.limits == EARLIER,
        programme=programme,
        week=args.week,
    )


def _limits(args: argparse.Namespace, plan: PlanFile) -> StabilityLimits | None:
    if args.limits is None:
        return plan.limits
    if args.limits == EARLIER and not args.person:
        raise ConfigError(
            "Earlier limits are a person's, and no person was named.",
            hint="Add --person ID, or name the recording that holds the lean pass: --limits FILE.",
        )
    # Earlier limits are read by the host, which knows the board that they must be of.
    if args.limits in {MEASURE, EARLIER}:
        return None
    file = Path(args.limits)
    if file.suffix == ".mcap":
        return limits_of_recording(file, args.board)
    limits = read_plan(file).limits
    if limits is None:
        raise ConfigError(
            f"There is no table [limits] in {as_text(file.name)}.",
            hint="docs/plan_file.md shows one.",
        )
    return limits
