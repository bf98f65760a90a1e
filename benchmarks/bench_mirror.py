"""How old what the therapist sees of the patient's screen is, and what it costs the game.

Run: python benchmarks/bench_mirror.py [SECONDS]

A window in memory shows sixty frames a second, each with the time of its model step painted into
it as black and white squares. A station serves the page, a headless Chromium shows it, and a script
in the page reads the squares from the canvas when it shows a new picture: the age is that of the
pixels, from the model's step, on one clock. Beside it what the frame thread spends on the mirror.
Limit: 150 ms at the 95th percentile, on a computer that has nothing else to do.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "system")]

import pygame  # noqa: E402
from browser import Page, browser_page, find_browser  # noqa: E402

from balance_arcade.app.mirroring import let_go, mirror_window  # noqa: E402
from balance_arcade.core.clock import WallAnchor  # noqa: E402
from balance_arcade.server.publisher import Publisher  # noqa: E402
from balance_arcade.window.display import Display, open_display  # noqa: E402

SECONDS = 20.0
FPS = 60.0
N_BITS = 16
SIZES = ((1280, 720), (1920, 1080))
STATION = (
    "import sys\n"
    "from balance_arcade.server.station import run_station\n"
    "run_station(sys.argv[1], sys.argv[2], port=0)\n"
)

# The age of the pixels at the first chance to draw that shows a new picture, and of those that
# stood there until then.
READER = """
(() => {
  const canvas = document.getElementById("mirror-picture");
  const seen = { code: -1, first: [], last: [], said: [] };
  window.seen = seen;
  const look = () => {
    const { width, height } = canvas;
    const row = canvas.getContext("2d").getImageData(0, height / 2, width, 1).data;
    let code = 0;
    for (let bit = 0; bit < 16; bit += 1) {
      if (row[4 * Math.round((bit + 0.5) * width / 16)] > 127) code += 2 ** bit;
    }
    const now = (performance.timeOrigin + performance.now()) % 65536;
    const age = (then) => (now - then + 65536) % 65536;
    if (seen.code >= 0) {
      seen.last.push(age(seen.code));
      seen.first.push(age(code));
      seen.said.push(parseFloat(document.getElementById("mirror-age").textContent));
    }
    seen.code = code;
  };
  new MutationObserver(() => requestAnimationFrame(look)).observe(canvas, { attributes: true });
})()
"""


class Player:
    """Shows frames with the time in them, and measures what each costs beside its picture."""

    def __init__(self, display: Display, scene: pygame.Surface) -> None:
        self.display, self._scene = display, scene
        self._anchor = WallAnchor.now()
        self.looks_ms: list[float] = []
        self.n_late = 0
        self.is_ending = False

    def play(self) -> None:
        """Show sixty frames a second until told to end."""
        due_s = time.monotonic()
        while not self.is_ending:
            self._frame()
            due_s += 1.0 / FPS
            left_s = due_s - time.monotonic()
            self.n_late += left_s < -2.0 / FPS
            due_s = max(due_s, time.monotonic() - 2.0 / FPS)
            time.sleep(max(0.0, left_s))

    def _frame(self) -> None:
        taken_ns = time.monotonic_ns()
        anchor, display = self._anchor, self.display
        code = (anchor.unix_ns + taken_ns - anchor.monotonic_ns) // 1_000_000 % 2**N_BITS
        display.taken_ns = taken_ns
        display.surface.blit(self._scene, (0, 0))
        width, height = display.size
        for bit in range(N_BITS):
            colour = (255, 255, 255) if code >> bit & 1 else (0, 0, 0)
            box = (bit * width // N_BITS, height * 2 // 5, width // N_BITS + 1, height // 5)
            display.surface.fill(colour, box)
        watcher, display.watcher = display.watcher, None
        display.flip()
        display.watcher = watcher
        # The processor's time: what other programs hold up is not the mirror's cost.
        begun_ns = time.thread_time_ns()
        if watcher is not None:
            watcher(display)
        self.looks_ms.append((time.thread_time_ns() - begun_ns) / 1e6)


def scenery(size: tuple[int, int]) -> pygame.Surface:
    """Paint a picture with about as much in it as a game's."""
    drawn, draw = pygame.Surface(size), random.Random(1)
    for _ in range(60):
        colour = [draw.randrange(256) for _ in range(3)]
        at = draw.randrange(size[0]), draw.randrange(size[1])
        pygame.draw.circle(drawn, colour, at, draw.randrange(10, 90))
    return drawn


def share(values: list[float], percent: float) -> float:
    """Return a percentile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * percent / 100.0))]


async def watch(url: str, seconds: float) -> dict[str, list[float]]:
    """Look at the page for a while; return the ages that were seen."""
    browser = find_browser()
    if browser is None:
        raise SystemExit("There is no Chromium on this computer.")
    async with browser_page(browser) as page:
        await page.open(url, width=1024, height=768)
        await page.until("document.getElementById('mirror-picture')?.dataset.n > 5")
        await page.look(READER)
        await asyncio.sleep(seconds)
        seen = await page.look("window.seen")
        await closed(page)
        return dict(seen)


async def closed(page: Page) -> None:
    """Close the panel, and let the last question run out."""
    await page.look("document.getElementById('mirror-door').click()")
    await asyncio.sleep(2.5)


def run(size: tuple[int, int], seconds: float) -> None:
    """Print the rows of one size of the window."""
    display = open_display(size, headless=True)
    publisher = Publisher(
        "bench",
        live="tcp://127.0.0.1:0",
        ctl="tcp://127.0.0.1:0",
        handle_command=lambda command: "accepted",
    )
    publisher.start()
    mirror = mirror_window(display, publisher.pictures)
    player = Player(display, scenery(size))
    thread = threading.Thread(target=player.play)
    thread.start()
    words = [sys.executable, "-c", STATION, publisher.live_endpoint, publisher.ctl_endpoint]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as station:
        try:
            assert station.stdout is not None
            url = station.stdout.readline().split()[-1]
            time.sleep(3.0)
            unseen, late = player.looks_ms[:], player.n_late
            n_before = mirror.n_copied
            seen = asyncio.run(watch(url, seconds))
            looked = player.looks_ms[len(unseen) :]
            n_copied, late_seen = mirror.n_copied - n_before, player.n_late - late
            time.sleep(1.0)
            n_after = mirror.n_copied - n_before - n_copied
        finally:
            station.terminate()
            player.is_ending = True
            thread.join()
            let_go(display, publisher.pictures, mirror)
            publisher.stop()
            display.close()
    first, every = seen["first"], seen["last"]
    copies = sorted(looked)[-n_copied:]
    name = f"{size[0]} x {size[1]}"
    print(
        f"| {name} | {len(first) / seconds:.1f} | {share(first, 50):.0f}, {share(first, 95):.0f}"
        f" | {share(every, 50):.0f}, {share(every, 95):.0f} | {statistics.median(seen['said']):.0f}"
        f" | {1e3 * statistics.median(unseen):.1f} us | {statistics.median(copies):.2f},"
        f" {share(copies, 99):.2f} ms | {late_seen} of {len(looked)} | {n_after} |",
        flush=True,
    )


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    print(f"load {os.getloadavg()[0]:.0f}, {os.cpu_count()} cores; ages in ms, p50 and p95")
    print(
        "| window | pictures/s | when a picture appears | before the next one | the page says"
        " | a frame, nobody looks | one that is copied, p50 and p99 | late frames | after closing |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in SIZES:
        run(size, seconds)


if __name__ == "__main__":
    main()
