"""Boards that die while their nodes stay, and boards whose empty cells read below zero."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from bench import FIRST, Peer, Result, told

from balance_arcade.core.board import Board
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.core.samples import CopSample, ForceSample, SampleFlag
from balance_arcade.hw import open_board
from balance_arcade.hw.wii.diagnosis import SystemPlaces, diagnose
from balance_arcade.session.machine import SessionMachine
from balance_arcade.session.plan import PlannedActivity, SessionPlan

STEP_S = 1.0 / 120.0


def _read_all(roads: dict[str, Board], seconds: float) -> dict[str, list[ForceSample]]:
    """Read one board over several roads at once."""
    samples: dict[str, list[ForceSample]] = {road: [] for road in roads}
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        for road, board in roads.items():
            samples[road] += board.read(0.02)
    return samples


def _open_all(options: str = "") -> dict[str, Board]:
    return {road: open_board(f"wii:?transport={road}{options}") for road in ("evdev", "hidraw")}


def dies() -> Result:
    """Silent for two seconds, and again for good; then doctor looks, and it is opened once more."""
    result: Result = {}
    with Peer() as peer:
        roads = _open_all("&silence=3")
        samples = _read_all(roads, 1.0)
        peer.say("mute")
        silent = _read_all(roads, 2.0)
        peer.say("unmute")
        after = _read_all(roads, 1.0)
        for road, board in roads.items():
            result[f"back {road}"] = told(board, samples[road] + silent[road] + after[road])
        peer.say("mute")
        result |= _errors(roads)
        for board in roads.values():
            board.close()
        found = [f for f in diagnose(SystemPlaces(listen_s=0.0)) if f.name == "Wii battery"]
        result["doctor"] = [found[0].level, found[0].what]
        try:
            open_board("wii:?transport=evdev").close()
            result["opened"] = "opened"
        except BalanceArcadeError as error:
            result["opened"] = f"{type(error).__name__}: {error}"
    return result


def _errors(roads: dict[str, Board]) -> Result:
    """How long it takes over each road until the board is given up, and in which words."""
    result: Result = {}
    begun_s = time.monotonic()
    while len(result) < len(roads) and time.monotonic() < begun_s + 15.0:
        for road, board in roads.items():
            try:
                if road not in result:
                    board.read(0.05)
            except BalanceArcadeError as error:
                result[road] = {"after_s": time.monotonic() - begun_s, "text": str(error)}
    return result


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


def dead_cell() -> Result:
    """A cell that stands still under a person, over both roads at once."""
    with Peer() as peer:
        peer.say("dead tl 9000")
        roads = _open_all()
        samples = _read_all(roads, 4.5)
        result: Result = {road: told(board, samples[road]) for road, board in roads.items()}
        fault = SampleFlag.CELL_FAULT
        result["marked"] = sum(bool(sample.flags & fault) for sample in samples["hidraw"])
        for board in roads.values():
            board.close()
        return result


DEAD: dict[str, Callable[[], Result]] = {
    "dies": dies,
    "dead cell": dead_cell,
    "all below zero evdev": lambda: weighed("evdev", -1.0, -2.0, -12.0, -0.5),
    # TR, whose counts leave room for as much below zero.
    "one below zero hidraw": lambda: weighed("hidraw", -12.0, 0.0, 0.1, 0.0),
}
