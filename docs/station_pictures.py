"""Draws the pictures of the therapist's station: the page, the overview of boards, the login.

Called by make_pictures.py; alone it draws only these: python docs/station_pictures.py FOLDER
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from balance_arcade.server.station.access.accounts import Accounts
from balance_arcade.server.station.access.roles import Role

ROOT = Path(__file__).resolve().parents[1]
SIZE = (1280, 800)
SMALL = (900, 640)
PLAYED_S = 75.0
"""So long after its start the demo is in play."""


async def photograph_station(folder: Path, browser: str) -> None:
    """Save the station's page, in both themes, while a demo runs in real time."""
    from browser import browser_page

    with tempfile.TemporaryDirectory() as out:
        words = ["demo", "--headless", "--any-port", "--speed", "1", "--seconds", "120"]
        demo = subprocess.Popen(
            [sys.executable, "-m", "balance_arcade", *words, "--seed", "4", "--out", out],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert demo.stderr is not None
            url = next(line for line in demo.stderr if "http" in line).split()[-1]
            time.sleep(PLAYED_S)
            for theme in ("dark", "light"):
                async with browser_page(browser) as page:
                    await page.open(f"{url}?theme={theme}", width=SIZE[0], height=SIZE[1])
                    await asyncio.sleep(6.0)
                    await page.picture(folder / f"station-{theme}.png")
        finally:
            demo.terminate()
            demo.wait(20)
    print("screens: station-dark, station-light")


async def photograph_boards(folder: Path, browser: str) -> None:
    """Save the overview of two boards, and the login of the network, with simulated people."""
    from browser import browser_page
    from stream_processes import Feeder, LanStation, Process, running

    feeders = [Feeder(board=name) for name in ("room-2", "room-3")]
    words = ("station", "--port", "0", "--json", *(one.ctl for one in feeders))
    overview = Process("-m", "balance_arcade", *words)
    with running(overview, *feeders), tempfile.TemporaryDirectory() as keys:
        url = overview.json()["station"]
        Accounts(Path(keys)).add("anna", Role.CONTROLLER, "nine green bottles hang")
        lan = LanStation(feeders[0].live, feeders[0].ctl, Path(keys))
        with running(lan):
            async with browser_page(browser, "--ignore-certificate-errors") as page:
                for name, address in (("boards", url), ("login", f"{lan.far}/login")):
                    await page.open(f"{address}?theme=light", width=SMALL[0], height=SMALL[1])
                    await asyncio.sleep(4.0)
                    await page.picture(folder / f"station-{name}.png")
    print("screens: station-boards, station-login")


def photograph_all(folder: Path, browser: str) -> None:
    """Save all pictures of the station."""
    asyncio.run(photograph_station(folder, browser))
    asyncio.run(photograph_boards(folder, browser))


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "tests" / "system"), str(ROOT / "tests")]
    from browser import find_browser

    found = find_browser()
    assert found is not None, "Chromium has to be installed."
    photograph_all(Path(sys.argv[1]), found)
