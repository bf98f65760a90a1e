"""``balance-arcade replay``: a recorded session shown again, beside the therapist's numbers."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from balance_arcade.app.folders import data_folder
from balance_arcade.app.replay_files import RecordedRun, find_runs
from balance_arcade.app.replaying import Replay, Verdict
from balance_arcade.commands.output import note, notes, print_json, table
from balance_arcade.core.errors import RecordingError
from balance_arcade.games.activity import PlayResult
from balance_arcade.games.registry import game_spec
from balance_arcade.games.trial_rows import columns_of, head, rows


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "session", help="a recording, a folder with recordings, or the id of a session"
    )
    parser.add_argument(
        "--in",
        dest="folder",
        metavar="DIR",
        help="where sessions are looked for by their id; without it where they are recorded",
    )
    parser.add_argument("--headless", action="store_true", help="no window: numbers alone")
    parser.add_argument("--json", action="store_true", help="print each game as JSON")


def run(args: argparse.Namespace) -> int:
    """Play the session again and say whether it is the same."""
    folder = Path(args.folder) if args.folder else data_folder()
    different: list[str] = []
    for recorded in find_runs(args.session, folder):
        different += _play_through(recorded, as_json=args.json)
    if different:
        raise RecordingError(different[0], hint="What is shown is not quite what was played.")
    return 0


def _play_through(recorded: RecordedRun, *, as_json: bool) -> list[str]:
    """Play one session without a window; what differs, as sentences."""
    notes(recorded.notes)
    replay = Replay(recorded)
    try:
        replay.finish()
    finally:
        replay.close()
    verdicts = {verdict.index: verdict for verdict in replay.verdicts()}
    for activity, result in zip(replay.run.begun, replay.results(), strict=True):
        say(recorded, result, verdicts.pop(activity.index), as_json=as_json)
    for verdict in verdicts.values():
        note(verdict.words)
    return [one.words for one in replay.verdicts() if one.same is False]


def say(recorded: RecordedRun, result: PlayResult, verdict: Verdict, *, as_json: bool) -> None:
    """Say what came of one game, and whether it is what came of it in play."""
    header = recorded.header
    if as_json:
        print_json(
            {
                **msgspec.structs.asdict(result),
                "session": header.session_id,
                "person": header.person,
                "recorded_origin": header.board.origin,
                "recorded_digest": verdict.recorded_digest,
                "same": verdict.same,
                "verdict": verdict.words,
                "files": [str(file) for file in recorded.files],
            }
        )
        return
    mark = "REPLAY" if header.board.origin == "real" else f"REPLAY, {header.board.origin.upper()}"
    title = game_spec(result.game).title
    print(f"{title} [{mark}]: {result.successes} of {result.trials}, {result.stars} stars")
    columns = columns_of(result.trial_list)
    if result.trial_list:
        print(table(rows(result.trial_list, columns), header=head(columns)))
        if any(not one.graded for one in result.trial_list):
            print("* teaches the difficulty nothing: easy at the start, or the marker was hidden")
    print(verdict.words)
