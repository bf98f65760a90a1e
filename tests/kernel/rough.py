"""Rougher scenarios: two boards at full rate, low batteries, shut nodes, quiet cells."""

from __future__ import annotations

import json
import os
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import FIRST, SECOND, Peer, Result, take, told

from balance_arcade.core.board import Board
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw import list_boards, open_board
from balance_arcade.hw.wii.diagnosis import SystemPlaces, diagnose

_NOBODY = 65534


def both_at_once() -> Result:
    """Two boards for five seconds, each with a reader of its own; then both vanish."""
    result: Result = {}
    with (
        Peer(FIRST) as one,
        Peer(SECOND, "--seed", "5", scale=0.5) as two,
        open_board(f"wii:{FIRST}") as first,
        open_board(f"wii:{SECOND}") as second,
        ThreadPoolExecutor(2) as readers,
    ):
        result["rows"] = [row.address for row in list_boards() if row.address.startswith("wii:")]
        try:
            open_board("wii:").close()
            result["unnamed"] = "opened"
        except BalanceArcadeError as error:
            result["unnamed"] = str(error)
        first.read(0.0), second.read(0.0)
        before = [one.n_sent(), two.n_sent()]
        streamed = list(readers.map(lambda board: take(board, 5.0), (first, second)))
        result["sent"] = [one.n_sent() - before[0], two.n_sent() - before[1]]
        result["first"] = told(first, streamed[0])
        result["second"] = told(second, streamed[1])
        back = list(readers.map(_read_until_back, (one, two), (first, second)))
        result["first back"] = told(first, back[0])
        result["second back"] = told(second, back[1])
        return result


def _read_until_back(peer: Peer, board: Board) -> list[ForceSample]:
    """Take the board away and give it back; a second of what comes then."""
    peer.take_away()
    take(board, 0.5)
    peer.say("back")
    end_s = time.monotonic() + 6.0
    samples: list[ForceSample] = []
    while not samples and time.monotonic() < end_s:
        samples = list(board.read(0.2))
    return samples + take(board, 1.0)


def short_mute() -> Result:
    with Peer() as peer, open_board("wii:") as board:
        samples = take(board, 1.0)
        peer.say("mute")
        samples += take(board, 0.3)
        peer.say("unmute")
        samples += take(board, 1.0)
        return told(board, samples)


def battery_and_button(transport: str) -> Result:
    """Nearly empty cells as the board and ``doctor`` tell them, and the front button."""
    result: Result = {}
    with Peer() as peer, open_board(f"wii:?transport={transport}") as board:
        take(board, 0.5)
        for level in ("0x7b", "0x60"):
            peer.say(f"battery {level}")
            take(board, 0.2)
            found = [f for f in diagnose(SystemPlaces(listen_s=0.0)) if f.name == "Wii battery"]
            result[level] = {
                "health": told(board, take(board, 0.3)),
                "doctor": [found[0].level, found[0].what] if found else [],
            }
        for down in (1, 0, 1, 0):
            peer.say(f"button {down}")
            take(board, 0.2)
        result["presses"] = getattr(board, "n_button_presses", None)
    return result


def hard_wired() -> Result:
    with Peer(FIRST, "--wired"), open_board("wii:") as board:
        take(board, 0.3)
        return told(board, take(board, 1.5))


def hardly_any_noise() -> Result:
    """The kernel tells only what changed: half of the reports make no frame, and that is no gap."""
    with Peer(FIRST, "--noise-counts", "0.5"), open_board("wii:?transport=evdev") as board:
        take(board, 0.5)
        return told(board, take(board, 3.0))


def seen_once(look: Callable[[], Result], is_seen: Callable[[Result], bool]) -> Result:
    """Look again, twice at most: an emulated board on a busy computer sends too little, or late."""
    result = look()
    for _ in range(2):
        if is_seen(result):
            break
        result = look()
    return result


def no_noise() -> Result:
    """What `still_board` tells, of a board whose answers came in time."""
    return seen_once(still_board, lambda result: result["n_gaps"] == 0)


def still_board() -> Result:
    """Nothing changes, nothing comes; the board answers all the same, and the next load shows."""
    address = "wii:?transport=evdev&silence=2"
    with Peer(FIRST, "--noise-counts", "0") as peer, open_board(address) as board:
        still = take(board, 2.5)
        peer.say("load 4 4 4 4")
        after = take(board, 0.5)
        still_held = sum(bool(sample.flags & SampleFlag.HELD) for sample in still)
        newest_kg = after[-1].tl_n / 9.80665
        return {
            **told(board, after),
            "n_still": len(still),
            "n_still_held": still_held,
            "newest_kg": newest_kg,
        }


def long_stall() -> Result:
    """What `full_queue` tells, of a board that sent on while nobody read."""
    return seen_once(full_queue, lambda result: result["n_lost"] >= 20)


def full_queue() -> Result:
    """A reader that sleeps for a second loses what the queue of 63 cannot hold, and says so."""
    with Peer() as peer, open_board("wii:?transport=hidraw") as board:
        before = take(board, 1.0)
        peer.say("load 4 4 4 4")
        time.sleep(1.0)
        late = list(board.read(0.5))
        after = take(board, 1.0)
        every = before + late + after
        # When the samples were made: the load changed as the reader fell asleep.
        return {
            **told(board, every),
            "n_at_once": len(late),
            "late_from_s": late[0].t_s - before[-1].t_s,
            "late_to_s": late[-1].t_s - before[-1].t_s,
            "gap_after_s": after[0].t_s - late[-1].t_s,
            "gap_flagged": bool(after[0].flags & SampleFlag.GAP_BEFORE),
            "newest_kg": after[-1].tl_n / 9.80665,
        }


def shut_nodes() -> Result:
    """Nodes that only root may open, and somebody else who tries."""
    with Peer():
        look_and_open()  # Nobody may not read what Python has yet to load.
        nodes = [*Path("/dev").glob("hidraw*"), *Path("/dev/input").glob("event*")]
        for node in nodes:
            node.chmod(0)
        shut = _as_nobody()
        for node in Path("/dev/input").glob("event*"):
            node.chmod(0o444)
        half = _as_nobody()
    return {"shut": shut, "half": half}


def _as_nobody() -> Result:
    """Look and open as somebody without rights, in a process of its own."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
        try:
            answer = look_and_open()
        except Exception:  # noqa: BLE001 - the parent must see it
            answer = {"traceback": traceback.format_exc()}
        os.write(writing, json.dumps(answer).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        told_us: Result = json.load(file)
    os.wait()
    return told_us


def look_and_open() -> Result:
    """What somebody sees and gets: the rows, the doctor's word, the board or the error."""
    result: Result = {
        "notes": [row.note for row in list_boards() if row.address.startswith("wii:")],
        "doctor": [
            [f.level, f.what, f.hint]
            for f in diagnose(SystemPlaces(listen_s=0.0))
            if f.name == "Wii nodes"
        ],
    }
    try:
        with open_board("wii:") as board:
            result |= {"board": told(board, take(board, 1.0))}
    except BalanceArcadeError as error:
        result |= {"error": type(error).__name__, "text": str(error), "hint": error.hint}
    return result


def warmer() -> Result:
    """Ten degrees above the board's reference."""
    with Peer() as peer:
        peer.say("temperature 0x24")
        with open_board("wii:?temperature=on") as board:
            return told(board, take(board, 1.0))


ROUGH: dict[str, Callable[[], Result]] = {
    "both at once": both_at_once,
    "short mute": short_mute,
    "battery hidraw": lambda: battery_and_button("hidraw"),
    "battery evdev": lambda: battery_and_button("evdev"),
    "hard-wired": hard_wired,
    "hardly any noise": hardly_any_noise,
    "no noise": no_noise,
    "long stall": long_stall,
    "shut nodes": shut_nodes,
    "warmer": warmer,
}
