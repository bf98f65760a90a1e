"""Whether games take the same course with another pygame: one digest a game, with each of two.

Run with ``python benchmarks/same_digests.py FOLDER``, where FOLDER holds the other one::

    python -m pip install --no-deps --target FOLDER pygame-ce

Each of the two records a session of all games by a simulated person, shows it again with every
frame drawn, and tells the digests of play and of what was shown. Exit code 1 where any differ, or
where both are the same library. Half a minute of processor.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 4.0
FPS = 5.0
SIZE = (640, 360)


def play_and_show() -> dict[str, object]:
    """Digests of all games, played and shown again, and the library that drew them."""
    import pygame

    from balance_arcade.app.replay_files import find_runs
    from balance_arcade.app.replay_view import ReplayView
    from balance_arcade.app.replaying import Replay
    from balance_arcade.app.session import Session
    from balance_arcade.games.kit import NIGHT
    from balance_arcade.games.registry import known_games
    from balance_arcade.games.setup import RunOptions
    from balance_arcade.window.display import open_display
    from balance_arcade.window.replay_picture import ReplayPicture

    with tempfile.TemporaryDirectory() as folder:
        with Session("sim:?seed=1&speed=0", folder=folder) as session:
            options = RunOptions(spotter_confirmed=True)
            played = session.play(*known_games(), seed=1, seconds=SECONDS, options=options)
        (recorded,) = find_runs(folder, Path(folder))
        view = ReplayView(Replay(recorded), is_film=True)
        display, picture = open_display(SIZE, headless=True), ReplayPicture(SIZE, NIGHT)
        try:
            while not view.replay.is_over:
                view.replay.go_to(view.replay.time_s + 1.0 / FPS)
                picture.draw(display.surface, view.screen(1.0))
        finally:
            picture.close()
            display.close()
        shown = view.replay.results()
    return {
        "pygame": ("pygame-ce " if getattr(pygame, "IS_CE", False) else "pygame ")
        + pygame.version.ver,
        "played": {one.game: one.digest for one in played},
        "shown": {one.game: one.digest for one in shown},
    }


def told_by(folder: str) -> dict[str, dict[str, str]]:
    """Ask a process whose pygame is that of a folder; the environment's own without one."""
    quiet = {"PYGAME_HIDE_SUPPORT_PROMPT": "1", "SDL_VIDEODRIVER": "dummy"}
    path = os.pathsep.join(filter(None, (folder, os.environ.get("PYTHONPATH", ""))))
    done = subprocess.run(
        [sys.executable, __file__, "--child"],
        env={**os.environ, **quiet, "SDL_AUDIODRIVER": "dummy", "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> int:
    """Compare the two; 1 where they differ."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", help="where the other pygame was installed")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(play_and_show()))
        return 0
    if args.folder is None:
        parser.error("name the folder with the other pygame")
    own, other = told_by(""), told_by(str(Path(args.folder).resolve()))
    print(f"{own['pygame']} | {other['pygame']}")
    differing = own["pygame"] == other["pygame"]
    for game, digest in own["played"].items():
        digests = {digest, own["shown"][game], other["played"][game], other["shown"][game]}
        print(f"{game}: {'equal ' + digest[:16] if len(digests) == 1 else 'DIFFERENT'}")
        differing = differing or len(digests) > 1
    return int(differing)


if __name__ == "__main__":
    sys.exit(main())
