"""``balance-arcade assess``: lead a person through a clinical test, and score it."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from balance_arcade.app.opening import as_fast_as_read, named_as_typed
from balance_arcade.app.protocol_file import read_protocol
from balance_arcade.app.records_feed import feed
from balance_arcade.assess.ages import check_age
from balance_arcade.assess.foot_place import FOOTWEAR, FootPlace, foot_place_words
from balance_arcade.assess.guidance import GuidedTest
from balance_arcade.assess.guided_tests import add_test, guided_part, guided_test, known_tests
from balance_arcade.assess.norms import NormPerson
from balance_arcade.assess.stature import height_mm_of
from balance_arcade.commands.board_off import BoardOffWords
from balance_arcade.commands.foot_grid_file import write_foot_grid
from balance_arcade.commands.host_flags import Defaults, add_host_arguments, switches_from
from balance_arcade.commands.output import note, print_json, table
from balance_arcade.commands.patient_window import add_window_arguments, patient_window
from balance_arcade.commands.protocol_flags import add_protocols_argument, own_tests_from
from balance_arcade.commands.setting_flags import add_setting_arguments, options_from
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Command
from balance_arcade.games.registry import game_spec
from balance_arcade.games.setup import RunOptions, check_safety, planned_activity
from balance_arcade.hw.address import parse_address
from balance_arcade.hw.calibration.quality import require_assessable

if TYPE_CHECKING:
    from balance_arcade.app.host import Host
    from balance_arcade.app.playlist import Playlist
    from balance_arcade.commands.patient_window import PatientWindow
    from balance_arcade.records.assessed import Assessment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "protocol", nargs="?", help="a test, see --list, or a clinic's own protocol file (TOML)"
    )
    add_protocols_argument(parser)
    parser.add_argument("--list", action="store_true", help="list the tests and what they ask for")
    parser.add_argument("--board", metavar="B", help="address of the board; see boards")
    parser.add_argument(
        "--recordings",
        nargs="+",
        metavar="FILE",
        help="score a test again from its recordings, without a board",
    )
    parser.add_argument(
        "--height-cm", type=float, metavar="CM", help="stature, for angles and expected limits"
    )
    parser.add_argument(
        "--feet",
        metavar="LINE,WIDTH,ANGLE",
        help="where they stand, mm, mm, degrees: the heels' line from the board's rear edge, "
        "between the heels, angle between the feet; --feet 40,170,14",
    )
    parser.add_argument("--footwear", choices=FOOTWEAR, default="", help="what is on the feet")
    parser.add_argument(
        "--grid",
        metavar="FILE",
        help="write the grid that they stand on, to true scale: .pdf (two sheets) or .svg; with"
        " --feet that stance stands out on it",
    )
    parser.add_argument("--paper", choices=("A4", "letter"), default="A4", help="of --grid")
    parser.add_argument("--headless", action="store_true", help="no window")
    add_window_arguments(parser, fullscreen=True)
    parser.add_argument("--mute", action="store_true", help="no sound")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_setting_arguments(parser)
    add_host_arguments(parser, Defaults(summary=False))
    parser.set_defaults(seconds=None, seed=1)


def run(args: argparse.Namespace) -> int:
    """Guide and score, or score again, or list."""
    own_tests_from(args)
    if args.list:
        return _list(as_json=args.json)
    if args.grid is not None:
        place = _place(args)
        foot_place_words(place)  # Refuses what no stance is, as for a test.
        write_foot_grid(args.grid, place, paper=args.paper, language=args.language)
        return 0
    if args.protocol is None:
        raise ConfigError("No test was named.", hint="balance-arcade assess --list names them.")
    test = _test(args.protocol)
    height_mm = height_mm_of(args.height_cm)
    # Here and not above: a list of tests must not wait for the compiler.
    from balance_arcade.records.scored_test import check_height, score_test

    check_height(test, height_mm)
    if args.recordings:
        if args.board:
            raise ConfigError("A board and recordings were named.", hint="Name one of the two.")
        files = [Path(name) for name in args.recordings]
        _say(score_test(files, test, height_mm=height_mm, who=_who(args)), as_json=args.json)
        return 0
    _guide(test, args, height_mm)
    return 0


def _who(args: argparse.Namespace) -> NormPerson | None:
    """Age and sex that were said now; None where the recordings are to tell them."""
    if args.age is None:
        return None
    check_age(args.age)
    return NormPerson((args.age, args.age), args.sex)


def _test(named: str) -> GuidedTest:
    if not named.endswith(".toml"):
        return guided_test(named)
    test = read_protocol(Path(named))
    add_test(test)
    return test


def _options(args: argparse.Namespace, test: GuidedTest) -> RunOptions:
    options = options_from(args)
    if test.protocol.name.startswith("seated"):
        options = msgspec.structs.replace(options, seated=True)
    # Nobody falls off a simulated board that no one watches.
    if args.headless and parse_address(args.board).scheme == "sim":
        options = msgspec.structs.replace(options, spotter_confirmed=True)
    return options


def _guide(test: GuidedTest, args: argparse.Namespace, height_mm: float | None) -> None:
    if not args.board:
        raise ConfigError(
            "No board was named.", hint="--board sim: needs no hardware; `boards` lists yours."
        )
    if args.record is False:
        raise ConfigError(
            "A test is scored from its recording, and nothing is recorded.",
            hint="Leave --no-record out.",
        )
    from balance_arcade.app.playlist import Playlist

    feet = _feet(args)
    options = _options(args, test)
    names = tuple(part.name for part in test.parts)
    check_safety(names, options)
    # A test ends by itself, so that no clock runs down beside it.
    planned = tuple(planned_activity(game_spec(name), math.nan) for name in names)
    playlist = Playlist(names, options=options, quick=args.headless, planned=planned)
    address = as_fast_as_read(args.board) if args.headless else args.board
    switches = switches_from(args, address=address, headless=args.headless)
    if switches.records is not None:
        # After the scoring: its outcomes go in with the recordings.
        switches = replace(switches, records=replace(switches.records, at_close=False))
    with (
        named_as_typed(args.board, address),
        patient_window(args, options.screen.language) as window,
    ):
        from balance_arcade.app.host import Host
        from balance_arcade.commands.first_start import first_start

        sinks = [BoardOffWords(), *([window.inbox] if window else [])]
        progress = first_start(window.wait if window else None)
        with Host.open(address, switches, sinks=sinks, progress=progress) as host:
            warning = require_assessable(host.info)
            if warning:
                note(warning)
            _run(host, playlist, args, window, feet)
            recordings, folder = list(host.recordings), switches.folder
    from balance_arcade.records.scored_test import keep_assessment, score_test

    found = score_test(recordings, test, height_mm=height_mm)
    for file in recordings:
        note(f"recording {file}")
    if folder is not None:
        note(f"result {keep_assessment(found, recordings[-1])}")
        if switches.records is not None:
            feed(switches.records, folder)
    _say(found, as_json=args.json)


def _feet(args: argparse.Namespace) -> str:
    """Words of the mark that notes the stance; empty where nothing was said of it."""
    return foot_place_words(_place(args))


def _place(args: argparse.Namespace) -> FootPlace:
    numbers = [math.nan] * 3
    if args.feet is not None:
        try:
            numbers = [float(part) for part in args.feet.split(",")]
        except ValueError:
            numbers = []
        if len(numbers) != 3 or not all(map(math.isfinite, numbers)):
            raise ConfigError(
                f"--feet {args.feet[:40]} is not three numbers.",
                hint="Line of the heels, width and angle: --feet 40,170,14.",
            )
    line_mm, width_mm, angle_deg = numbers
    return FootPlace(line_mm, width_mm, angle_deg, args.footwear)


def _run(
    host: Host,
    playlist: Playlist,
    args: argparse.Namespace,
    window: PatientWindow | None,
    feet: str,
) -> None:
    from balance_arcade.app.headless import play_headless
    from balance_arcade.app.simulated_helper import SimulatedHelper
    from balance_arcade.commands.play import player, say_where

    say_where(host)
    session = host.begin(playlist, follower=player(host.board, "auto"))
    if feet:
        # Told with the first sample, so that every recording of it can be scored again.
        session.order(Command(f"feet-{host.session_id}", "mark", {"text": feet}, by="assess"))
    if window is not None:
        window.play(host, session, mute=args.mute)
    else:
        # Nobody lets a simulated person go, and nobody falls: a simulated helper does.
        releases = host.info.origin == "simulated" and is_released(playlist.games)
        helper = SimulatedHelper(session) if releases else None
        play_headless(host, session, draw=helper, say=note)
    host.end_session()


def is_released(names: Sequence[str]) -> bool:
    """Whether somebody is let go in one of a test's parts.

    Examples
    --------
    >>> is_released(["assess-push-and-release"]), is_released(["assess-cmj"])
    (True, False)
    """
    trials = (trial for name in names for trial in guided_part(name).trials)
    return any(trial.kind == "release" for trial in trials)


def _list(*, as_json: bool) -> int:
    """Say which tests there are."""
    if as_json:
        for test in known_tests():
            print_json(
                {
                    "test": test.name,
                    "purpose": test.purpose,
                    "protocol": test.protocol.describe(),
                    "trials": test.n_trials,
                    "classes": [part.safety_class for part in test.parts],
                    "stop_rules": [rule.reason for rule in test.protocol.stop_rules],
                }
            )
        return 0
    rows = [
        (test.name, str(test.n_trials), "".join(p.safety_class for p in test.parts), test.purpose)
        for test in known_tests()
    ]
    print(table(rows, header=("test", "trials", "class", "what it tells")))
    return 0


def _say(found: Assessment, *, as_json: bool) -> None:
    """Print what came of the test."""
    if as_json:
        print_json(found)
        return
    mark = "" if found.origin == "real" else f"  [{found.origin.upper()}]"
    print(f"{found.test}{mark}: {len(found.trials)} trials, {len(found.stops)} stopped")
    for stop in found.stops:
        print(f"  stopped: {stop}")
    rows = [
        (name, f"{one.value:.4g}", one.unit)
        for name, one in found.outcomes.items()
        if one.value is not None
    ]
    if rows:
        print(table(rows, header=("outcome", "value", "unit")))
    for name, one in found.outcomes.items():
        if one.value is None:
            print(f"{name}: none, {one.refused}")
    for name, norm in found.norms.items():
        print(f"{name}: {'; '.join(filter(None, (norm.place, norm.told)))}")
    for told in dict.fromkeys((n.citation, n.how, n.read) for n in found.norms.values()):
        if told[0]:
            print("norm: {}. {}; {}.".format(*told))
    print(f"protocol: {found.protocol}")
    for text in found.notes:
        print(text)
    print("For training and research; not a medical device, and no diagnosis.")
