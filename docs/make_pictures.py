"""Draws the pictures of the product again: python docs/make_pictures.py FOLDER [--chromium PATH].

A simulated person plays all games in lock-step and every screen is saved from the frames as the
patient would see them, and twenty seconds of each game as an animated picture (ffmpeg writes it);
then a demo runs in real time. A headless Chromium looks at the summary and at the station; without
one their pictures are left as they are. `--games` plays and films some games only.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pygame
from make_films import Filmer
from make_places import draw_places
from station_pictures import photograph_all

from balance_arcade.app.host import Host
from balance_arcade.app.live_session import LiveSession
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.summing_up import summarise
from balance_arcade.app.switches import Switches
from balance_arcade.app.window_session import MemoryWindow
from balance_arcade.assess.jump_record import JumpRecord
from balance_arcade.assess.jumps import measure_jumps
from balance_arcade.core.clock import ManualClock, WallAnchor
from balance_arcade.core.events import Command, Phase
from balance_arcade.games.registry import known_games
from balance_arcade.games.setup import RunOptions
from balance_arcade.reports.jump_figure import jump_figure
from balance_arcade.reports.png import png_of
from balance_arcade.reports.summary import SessionSummary
from balance_arcade.reports.summary_page import write_summary
from balance_arcade.testing.jump_models import countermovement_jump
from balance_arcade.window.choose import choose_game
from balance_arcade.window.display import open_display

ROOT = Path(__file__).resolve().parents[1]
SIZE = (1280, 720)
SHEET = (850, 1176)
"""The summary's sheet with a little of what lies around it."""
FPS = 30.0
PLAYER = "sim:?seed=4&profile=healthy&step_on=4&speed=0"
PLAY_S = 45.0
SHOT_S = {
    "calm-lantern": 40.0,
    "even-keel": 21.0,
    "orchard": 25.6,
    "ferry-crossing": 33.0,
    "star-reach": 41.0,
    "marble-maze": 30.0,
    "bubble-river": 24.0,
    "star-reach-react": 20.5,
    "echo": 32.0,
    "slalom": 19.0,
    "flamingo-ladder": 25.0,
    "stick-the-landing": 21.2,
    "sky-hop": 26.0,
}
"""Game time at which a game's picture is taken."""

AFTER_S = {
    Phase.SELF_CHECK: 0.5,
    Phase.ZERO: 0.7,
    Phase.STEP_ON: 0.6,
    Phase.SETTLE: 1.8,
    Phase.CENTRE: 3.0,
    Phase.LIMITS: 13.5,
    Phase.INSTRUCT: 3.0,
    Phase.COUNTDOWN: 1.5,
    Phase.PAUSED: 1.2,
    Phase.RESULT: 3.0,
    Phase.REST: 3.0,
    Phase.ENDED: 1.5,
}
"""Time in a phase at which its picture is taken."""

NEXT_S = 8.0
"""Time in the last result at which the question what is next is taken: its stars go before it."""


class Photographer:
    """Saves each screen once, as the session passes it."""

    def __init__(self, folder: Path, host: Host, session: LiveSession) -> None:
        self.folder, self.session = folder, session
        self.window = MemoryWindow(host.source, session, FPS, SIZE)
        self.taken: set[str] = set()
        self.filmer = Filmer(folder)
        self._phase, self._since_s = Phase.SELF_CHECK, 0.0

    def look(self, t_s: float) -> None:
        """Take what is due now."""
        run = self.session.run
        if run.phase is not self._phase:
            self._phase, self._since_s = run.phase, t_s
        state = run.state()
        if state.asks == "spotter":
            self.session.order(Command(f"confirmed-{state.activity}", "confirm"))
        if run.phase is Phase.PLAY and run.activity is not None:
            played_s = run.activity.model.n_steps / 120.0
            self.filmer.look(state.activity, played_s, self.window.window.display.surface)
            if played_s >= SHOT_S[state.activity]:
                self._take(state.activity)
                if state.activity == "star-reach" and "paused" not in self.taken:
                    self.session.order(Command("rest", "pause"))
        elif run.machine.question is not None:
            if t_s - self._since_s >= NEXT_S and "asked" not in self.taken:
                self._take("asked")
                self.session.order(Command("skip-pain", "next"))
                self.session.order(Command("skip-exertion", "next"))
                self._since_s = t_s - NEXT_S + 2.0  # The cards come up before they are taken.
        elif run.machine.choice is not None:
            if t_s - self._since_s >= NEXT_S:
                self._take("next")
                self.session.order(Command("enough", "stop"))
        elif run.phase in AFTER_S and t_s - self._since_s >= AFTER_S[run.phase]:
            self._take(str(run.phase))
            if run.phase is Phase.PAUSED:
                self.session.order(Command("on", "resume"))

    def _take(self, name: str) -> None:
        if name not in self.taken:
            self.taken.add(name)
            surface = self.window.window.display.surface
            pygame.image.save(surface, str(self.folder / f"{name.replace('_', '-')}.png"))


def photograph_session(folder: Path, recordings: Path, games: Sequence[str]) -> SessionSummary:
    """Play once, save every screen, and return what is to be summed up."""
    host = Host.open(PLAYER, Switches(publish=False, folder=recordings, summary=False))
    options = RunOptions(spotter_confirmed=True)
    playlist = Playlist(games, seed=4, seconds=PLAY_S, offers=games, options=options)
    session, started = host.begin(playlist, follower=host.follower), WallAnchor.now()
    run = session.run
    camera = Photographer(folder, host, session)
    session.begin()
    ended_s = None
    while ended_s is None or run.time_s < ended_s:
        for sample in host.source.pump():
            camera.window.beat(sample)
            camera.look(sample.t_s)
            if run.finished and ended_s is None:
                ended_s = sample.t_s + 2.0
            if ended_s is not None and sample.t_s >= ended_s:
                break
        else:
            continue
        break
    host.close()
    camera.window.close()
    print(f"screens: {', '.join(sorted(camera.taken))}")
    return summarise(session, "Demo session", started)


def photograph_menu(folder: Path) -> None:
    """Save the menu while a person stands on the board."""
    host = Host.open("sim:?seed=4&speed=0", Switches(publish=False))
    for _ in range(300):
        host.source.pump()
    display = open_display(SIZE, headless=True)
    clock = ManualClock()
    choose_game(
        host.source,
        display,
        known_games(),
        clock=clock,
        fps=0.0,
        max_frames=40,
        each_frame=lambda: clock.sleep(1.0 / FPS),
    )
    pygame.image.save(display.surface, str(folder / "menu.png"))
    display.close()
    host.close()
    print("screens: menu")


async def photograph_summary(folder: Path, browser: str, summary: SessionSummary) -> None:
    """Save the session's page as a screen shows it."""
    from browser import browser_page

    with tempfile.TemporaryDirectory() as out:
        page_file = Path(write_summary(Path(out), summary)["html"])
        async with browser_page(browser) as page:
            await page.open(page_file.as_uri(), width=SHEET[0], height=SHEET[1])
            await page.until("!!document.querySelector('footer')")
            await page.picture(folder / "summary.png")
    print("screens: summary")


def draw_jump(folder: Path) -> None:
    """Draw a simulated jump on two plates, as ``jump --plot`` does."""
    jump = countermovement_jump(7)
    share = 0.5 + 0.03 * np.sin(2.0 * np.arange(jump.load_n.size) / jump.rate_hz)
    sides = np.column_stack((share * jump.load_n, (1.0 - share) * jump.load_n))
    [measured] = measure_jumps(JumpRecord(jump.load_n, jump.rate_hz, sides))
    drawing = jump_figure(measured.result, measured.curves, of="a model", mark="SIMULATED")
    (folder / "jump-cmj.png").write_bytes(png_of(drawing, scale=1.33))


def main() -> None:
    """Make all pictures."""
    sys.path[:0] = [str(ROOT / "tests" / "system"), str(ROOT / "tests")]
    from browser import find_browser

    parser = argparse.ArgumentParser(description="Draw the pictures in docs/ again.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chromium", default=find_browser(), help="the browser to look with")
    parser.add_argument("--games", nargs="+", help="play these only, and leave the other screens")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    if args.games:
        with tempfile.TemporaryDirectory() as recordings:
            photograph_session(args.folder, Path(recordings), args.games)
        return
    photograph_menu(args.folder)
    pygame.image.save(draw_places(), str(args.folder / "places.png"))
    draw_jump(args.folder)
    with tempfile.TemporaryDirectory() as recordings:
        summary = photograph_session(args.folder, Path(recordings), known_games())
    if args.chromium is None:
        print(
            "No Chromium was found: the pictures of the summary and the station stay as they are."
        )
        return
    asyncio.run(photograph_summary(args.folder, args.chromium, summary))
    photograph_all(args.folder, args.chromium)


if __name__ == "__main__":
    main()
