"""``balance-arcade replay``: a recorded session shown again, beside the therapist's numbers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from balance_arcade.app.film import find_ffmpeg
from balance_arcade.app.folders import data_folder
from balance_arcade.app.replay_files import RecordedRun, find_runs
from balance_arcade.app.replaying import Replay, Verdict
from balance_arcade.commands.numbers import check_film_fps, check_speed, frame_size
from balance_arcade.commands.out_file import out_file
from balance_arcade.commands.output import note, notes, print_json, table
from balance_arcade.commands.patient_window import add_window_arguments
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.games.activity import PlayResult
from balance_arcade.games.registry import game_spec
from balance_arcade.games.trial_rows import columns_of, head, rows

if TYPE_CHECKING:
    from balance_arcade.app.replay_view import ReplayView


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
    parser.add_argument(
        "--speed", type=float, default=1.0, metavar="X", help="times as fast as in play (1)"
    )
    parser.add_argument("--trial", type=int, metavar="N", help="begin at the N-th trial, paused")
    parser.add_argument("--video", metavar="FILE", help="write an MP4 instead of showing a window")
    parser.add_argument("--fps", type=float, default=30.0, help="frames a second of it, 24-60 (30)")
    parser.add_argument("--size", default="1280x720", metavar="WxH", help="pixels of it (1280x720)")
    add_window_arguments(parser, fullscreen=False)
    parser.add_argument("--json", action="store_true", help="print each game as JSON")


def run(args: argparse.Namespace) -> int:
    """Play the session again and say whether it is the same."""
    check_speed(args.speed)
    check_film_fps(args.fps)
    frame_size(args.size)
    folder = Path(args.folder) if args.folder else data_folder()
    different: list[str] = []
    runs = find_runs(args.session, folder)
    if args.video:
        if len(runs) > 1:
            raise ConfigError(
                f"{args.session} holds {len(runs)} sessions, and a film is of one.",
                hint=f"Name a recording of it, such as {runs[0].files[0]}.",
            )
        out_file(args.video, "--video", inputs=runs[0].files)
        find_ffmpeg()
    for recorded in runs:
        different += _say_all(recorded, args)
    if different:
        raise RecordingError(different[0], hint="What is shown is not quite what was played.")
    return 0


def _say_all(recorded: RecordedRun, args: argparse.Namespace) -> list[str]:
    """Play one session, in a window or without; what differs, as sentences."""
    notes(recorded.notes)
    replay = Replay(recorded)
    try:
        if args.video:
            results, verdicts = _film(replay, args)
        elif args.headless:
            replay.finish()
            results, verdicts = replay.results(), replay.verdicts()
        else:
            results, verdicts = _show(replay, args)
    finally:
        replay.close()
    if not results:
        note(f"No game was begun in {recorded.files[0].name}.")
    for result, verdict in zip(results, verdicts, strict=False):
        say(recorded, result, verdict, as_json=args.json)
    return [one.words for one in verdicts if one.same is False]


def _show(replay: Replay, args: argparse.Namespace) -> tuple[list[PlayResult], list[Verdict]]:
    """Show one session in a window until it is closed."""
    # Here and not above: only a window needs pygame.
    from balance_arcade.app.replay_view import ReplayView
    from balance_arcade.app.replay_window import ReplayWindow
    from balance_arcade.window.display import open_display

    view = ReplayView(replay)
    display = open_display(fullscreen=args.fullscreen, monitor=args.monitor)
    try:
        _go_to_trial(view, args.trial)
        window = ReplayWindow(view, display, speed=args.speed, paused=args.trial is not None)
        window.play()
    finally:
        display.close()
    return view.results, view.verdicts


def _film(replay: Replay, args: argparse.Namespace) -> tuple[list[PlayResult], list[Verdict]]:
    """Write one session into a film."""
    from balance_arcade.app.replay_film import film_replay
    from balance_arcade.app.replay_view import ReplayView

    view = ReplayView(replay, is_film=True)
    _go_to_trial(view, args.trial)
    size = frame_size(args.size)
    n_frames = film_replay(view, Path(args.video), fps=args.fps, size=size, speed=args.speed)
    note(f"film {args.video}, {n_frames} frames at {args.fps:g} a second")
    # Once more, after every frame of it was drawn.
    return replay.results(), replay.verdicts()


def _go_to_trial(view: ReplayView, number: int | None) -> None:
    """Begin at a trial, counted from 1.

    Raises
    ------
    ConfigError
        There is no such trial.
    """
    if number is None:
        return
    start_s = view.trial(number)
    if start_s is None:
        raise ConfigError(f"There is no trial {number}.", hint=f"There are {len(view.marks)}.")
    view.replay.go_to(start_s)


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
