"""Boards that die while their nodes stay, and boards whose empty cells read below zero."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from bench import FIRST, Peer, Result, take, told

from balance_arcade.core.board import Board
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.core.samples import CopSample, ForceSample, SampleFlag
from balance_arcade.hw import open_board
from balance_arcade.hw.wii.diagnosis import diagnose
from balance_arcade.session.machine import SessionMachine
from balance_arcade.session.plan import PlannedActivity, SessionPlan

STEP_S = 1.0 / 120.0


def dies() -> Result:
    """One board, dead for good: evdev and hidraw are read at once, then doctor looks."""
    result: Result = {}
    with Peer() as peer:
        roads = {road: open_board(f"wii:?transport={road}") for road in ("evdev", "hidraw")}
        for board in roads.values():
            take(board, 0.5)
        peer.say("mute")
        begun_s = time.monotonic()
        while len(result) < len(roads) and time.monotonic() < begun_s + 12.0:
            for road, board in roads.items():
                try:
                    if road not in result:
                        board.read(0.05)
                except BalanceArcadeError as error:
                    result[road] = {"after_s": time.monotonic() - begun_s, "text": str(error)}
        for board in roads.values():
            board.close()
        found = [f for f in diagnose() if f.name == "Wii battery"]
        result["doctor"] = [found[0].level, found[0].what]
        for road in ("evdev", "hidraw"):
            begun_s = time.monotonic()
            try:
                open_board(f"wii:?transport={road}").close()
                result[f"open {road}"] = {"error": "none"}
            except BalanceArcadeError as error:
                after_s = time.monotonic() - begun_s
                result[f"open {road}"] = {"error": type(error).__name__, "after_s": after_s}
    return result


def silent_for_two_seconds(transport: str) -> Result:
    with Peer() as peer, open_board(f"wii:?transport={transport}") as board:
        samples = take(board, 1.0)
        peer.say("mute")
        samples += take(board, 2.0)
        peer.say("unmute")
        samples += take(board, 1.5)
        return told(board, samples)


def weighed(transport: str, *kg: float) -> Result:
    """The session's first phases on an empty board whose cells read so (TR BR TL BL)."""
    with Peer(FIRST) as peer:
        peer.say("load " + " ".join(str(one) for one in kg))
        time.sleep(0.1)
        with open_board(f"wii:?transport={transport}") as board:
            machine, samples = _weigh(board, 12.0)
            events = [(e.kind, e.data) for e in machine.drain_events()]
            zeros = [data for kind, data in events if kind == "session.zero"]
            checks = [data["fault"] for kind, data in events if kind == "session.self_check"]
            return {
                **told(board, samples),
                "phase": str(machine.phase),
                "reason": machine.reason,
                "zero": zeros[0] if zeros else {},
                "checks": checks,
            }


def _weigh(board: Board, seconds: float) -> tuple[SessionMachine, list[ForceSample]]:
    """Step a session along the samples, as a run does, until the zero is taken."""
    game = PlannedActivity("orchard", "Orchard", "Catch the apples.", seconds=60.0)
    machine = SessionMachine(SessionPlan.for_board(board.info, (game,)))
    samples: list[ForceSample] = []
    t_s = math.nan
    end_s = time.monotonic() + seconds
    while machine.phase in ("self_check", "zero") and time.monotonic() < end_s:
        for sample in board.read(0.05):
            samples.append(sample)
            t_s = sample.t_s if math.isnan(t_s) or sample.t_s - t_s > 0.2 else t_s
            nan, flags = math.nan, sample.flags
            cop = CopSample(
                sample.seq, 0, sample.t_s, nan, nan, sample.fz_n, nan, nan, nan, nan, flags
            )
            while t_s <= sample.t_s:
                machine.step(STEP_S, cop, t_s)
                t_s += STEP_S
    return machine, samples


def cells() -> Result:
    """A cell that stands still under a person, over both roads at once."""
    with Peer() as peer:
        peer.say("dead tl 9000")
        roads = {road: open_board(f"wii:?transport={road}") for road in ("evdev", "hidraw")}
        samples: dict[str, list[ForceSample]] = {road: [] for road in roads}
        end_s = time.monotonic() + 5.0
        while time.monotonic() < end_s:
            for road, board in roads.items():
                samples[road] += board.read(0.02)
        result: Result = {road: told(board, samples[road]) for road, board in roads.items()}
        fault = SampleFlag.CELL_FAULT
        result["marked"] = sum(bool(sample.flags & fault) for sample in samples["hidraw"])
        for board in roads.values():
            board.close()
        return result


DEAD: dict[str, Callable[[], Result]] = {
    "dies": dies,
    "two seconds evdev": lambda: silent_for_two_seconds("evdev"),
    "two seconds hidraw": lambda: silent_for_two_seconds("hidraw"),
    "dead cell": cells,
    "all below zero evdev": lambda: weighed("evdev", -1.0, -2.0, -12.0, -0.5),
    "one below zero evdev": lambda: weighed("evdev", 0.1, 0.0, -12.0, 0.0),
    "one below zero hidraw": lambda: weighed("hidraw", 0.1, 0.0, -12.0, 0.0),
}
