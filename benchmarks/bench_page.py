"""How many frames a second the therapist's page draws in a headless Chromium, board at 1 kHz.

Run: python benchmarks/bench_page.py [SECONDS]

A publisher, a station and the browser are processes of their own; the page is the real one at
1280x800, drawn without a graphics card. Counted is each time the page has drawn. Limit: 30 a
second, which is as many as the station sends, less one in a hundred, over SECONDS (30).
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from bench_browsers import SETTLE_S, processor_s
from bench_publisher_memory import publishing
from common import machine

from balance_arcade.server.station.hub import FRAME_RATE_HZ

ROOT = Path(__file__).resolve().parents[1]
LEAST_HZ = 0.99 * FRAME_RATE_HZ
WARM_UP_S = 5.0
COUNT = """
const ask = window.requestAnimationFrame.bind(window);
window.drawnAt = [];
window.requestAnimationFrame = (draw) => ask((t) => {
  const begin = performance.now();
  draw(t);
  window.drawnAt.push([begin, performance.now() - begin]);
});
"""


async def draw(url: str, seconds: float) -> list[list[float]]:
    """Let a browser draw the page; return when, and for how long, in milliseconds."""
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "system")]
    from browser import browser_page, find_browser

    browser = find_browser()
    if browser is None:
        raise SystemExit("There is no Chromium here: install one to run this.")
    async with browser_page(browser) as page:
        await page.call("Page.enable")
        await page.call("Page.addScriptToEvaluateOnNewDocument", source=COUNT)
        await page.open(url, width=1280, height=800)
        await page.until("window.drawnAt.length > 3")
        await asyncio.sleep(WARM_UP_S)
        await page.look("window.drawnAt.length = 0")
        await asyncio.sleep(seconds)
        drawn: list[list[float]] = await page.look("window.drawnAt")
        if page.trouble:
            print("\n".join(page.trouble))
    return drawn


def main(seconds: float = 30.0) -> list[tuple[str, float, float]]:
    """Print the line; return what is limited, the limit and what was seen."""
    print(f"The page for {seconds:.0f} s, board at 1 kHz; {machine()}")
    with publishing() as (_, live, ctl):
        command = [sys.executable, str(ROOT / "benchmarks" / "bench_browsers.py"), "--serve"]
        station = subprocess.Popen([*command, live, ctl], stdout=subprocess.PIPE, text=True)
        try:
            assert station.stdout is not None
            url = station.stdout.readline().strip()
            time.sleep(SETTLE_S)
            before_s = processor_s(station.pid)
            at_ms, took_ms = np.array(asyncio.run(draw(url, seconds))).T
            share = (processor_s(station.pid) - before_s) / (seconds + WARM_UP_S)
        finally:
            station.terminate()
            station.communicate()
    gaps_ms = np.diff(at_ms)
    rate_hz = len(gaps_ms) / (at_ms[-1] - at_ms[0]) * 1e3
    print(
        f"{rate_hz:.1f} frames a second, from one to the next p50 {np.median(gaps_ms):.0f} p99 "
        f"{np.percentile(gaps_ms, 99):.0f} most {gaps_ms.max():.0f} ms; a frame's script p50 "
        f"{np.median(took_ms):.1f} p99 {np.percentile(took_ms, 99):.1f} ms; station {share:.1%}",
        flush=True,
    )
    return [("the page's frames a second, at least", LEAST_HZ, rate_hz)]


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
