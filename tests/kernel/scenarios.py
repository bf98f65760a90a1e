"""Runs in the guest: opens emulated boards through the kernel's own driver, a scenario at a time.

Prints one line of JSON a scenario, after ``RESULT ``; `test_wii_on_linux` judges them.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from bench import FIRST, Peer, Result, take, told
from dead import DEAD
from late import LATE
from roads import ROADS
from rough import ROUGH

from balance_arcade import core
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.core.samples import ForceSample
from balance_arcade.hw import open_board, wii


def plain(transport: str) -> Result:
    with Peer() as peer, open_board(f"wii:?transport={transport}") as board:
        take(board, 0.5)
        result = told(board, take(board, 3.0))
        result["board"] = peer.quit()
        return result


def drops_and_jitter() -> Result:
    with Peer(FIRST, "--jitter-ms", "8") as peer, open_board("wii:") as board:
        peer.say("drop 0.05")
        return told(board, take(board, 4.0))


def statuses() -> Result:
    """A status report makes the board forget its mode, and so does the battery's file."""
    with Peer() as peer, open_board("wii:") as board:
        samples: list[ForceSample] = []
        for _ in range(4):
            peer.say("status")
            samples += take(board, 0.5)
        for path in Path("/sys/class/power_supply").glob("wiimote_battery_*/capacity"):
            path.read_text()
        samples += take(board, 1.0)
        return told(board, samples)


def muted() -> Result:
    """Silence without an error, as when the radio is gone and the node stays."""
    with Peer() as peer, open_board("wii:") as board:
        samples = take(board, 1.0)
        peer.say("mute")
        time.sleep(0.05)
        quiet = take(board, 1.5)
        peer.say("unmute")
        back = take(board, 2.0)
        result = told(board, samples + quiet + back)
        return {**result, "n_quiet": len(quiet), "n_back": len(back)}


def away(transport: str) -> Result:
    """The HID device goes and comes back under another number."""
    with Peer() as peer, open_board(f"wii:?transport={transport}") as board:
        before = take(board, 1.0)
        peer.say("away")
        gone = take(board, 1.0)
        peer.say("back")
        begun_s = time.monotonic()
        back: list[ForceSample] = []
        while not back and time.monotonic() < begun_s + 6.0:
            back += board.read(0.2)
        back_after_s = time.monotonic() - begun_s
        after = take(board, 1.0)
        result = told(board, before + gone + back + after)
        return {**result, "back_after_s": back_after_s, "n_after": len(after)}


def gone_for_good() -> Result:
    with Peer() as peer, open_board("wii:?silence=3") as board:
        take(board, 1.0)
        peer.say("away")
        begun_s = time.monotonic()
        try:
            take(board, 8.0)
        except BalanceArcadeError as error:
            kind, hint = type(error).__name__, error.hint
            return {"error": kind, "text": str(error), "hint": hint,
                    "after_s": time.monotonic() - begun_s}  # fmt: skip
        return {"error": "none"}


def stalled(transport: str) -> Result:
    """The reader sleeps 0.3 s while the load changes: nothing old may pass for new."""
    with Peer() as peer, open_board(f"wii:?transport={transport}") as board:
        take(board, 1.0)
        peer.say("load 4 4 4 4")
        time.sleep(0.3)
        late = take(board, 0.5)
        after = take(board, 1.0)
        return {**told(board, after), "late": told(board, late)}


SCENARIOS: dict[str, Callable[[], Result]] = {
    "plain hidraw": lambda: plain("hidraw"),
    "plain evdev": lambda: plain("evdev"),
    "drops and jitter": drops_and_jitter,
    "statuses": statuses,
    "muted": muted,
    "away hidraw": lambda: away("hidraw"),
    "away evdev": lambda: away("evdev"),
    "gone for good": gone_for_good,
    "stalled hidraw": lambda: stalled("hidraw"),
    "stalled evdev": lambda: stalled("evdev"),
    **ROUGH,
    **LATE,
    **ROADS,
    **DEAD,
}


def load_everything() -> None:
    """Import all that a board may need later.

    The guest's clock jumps on while it waits for files of the host, and a time-out would be over.
    """
    for room in (core, wii):
        for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
            importlib.import_module(module.name)


def main() -> None:
    load_everything()
    wanted = sys.argv[1:] or list(SCENARIOS)
    for name in wanted:
        try:
            result = SCENARIOS[name]()
        except Exception:  # noqa: BLE001 - the judge on the other side must see it
            result = {"traceback": traceback.format_exc()}
        print("RESULT " + json.dumps({"scenario": name, **result}), flush=True)


if __name__ == "__main__":
    main()
