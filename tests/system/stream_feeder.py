"""A publisher with a made-up person, as a process of its own, for the tests of the stream.

Usage: python stream_feeder.py LIVE CTL [SECONDS [RATE_HZ [LEAN [BOARD]]]]

Prints one JSON line with the endpoints when it is ready, one for every command, and ends on
SIGTERM, after SECONDS, or when a "stop" came.
"""

from __future__ import annotations

import json
import math
import queue
import random
import signal
import sys
import time

from balance_arcade.core.board import BoardInfo, CellAccuracy, Geometry
from balance_arcade.core.events import Command, Event, Phase, Scalar, SessionState
from balance_arcade.core.samples import CopSample, LiveMetrics, SampleFlag
from balance_arcade.server.publisher import Publisher

LIMITS_MM = (88.0, 74.0, 81.0, 52.0, 46.0, 47.0, 70.0, 69.0)
CENTRE_MM = (4.0, -12.0)


class Person:
    """Slow wandering plus quick noise about a place that is leant to."""

    def __init__(self, rate_hz: float, lean: bool) -> None:
        self._random = random.Random(5)
        self._dt = 1.0 / rate_hz
        self._lean = lean
        self._place = [0.0, 0.0]
        self._speed = [0.0, 0.0]
        self.samples: list[CopSample] = []
        self.target = 0
        self.gone = False

    def goal(self) -> tuple[float, float]:
        angle = self.target * math.pi / 4
        reach = 0.6 * LIMITS_MM[self.target]
        return CENTRE_MM[0] + reach * math.sin(angle), CENTRE_MM[1] + reach * math.cos(angle)

    def step(self, seq: int) -> CopSample:
        t_s = seq * self._dt
        leaning = self._lean and (t_s % 6.0) < 3.5
        self.target = int(t_s / 6.0) * 3 % 8
        wanted = self.goal() if leaning else CENTRE_MM
        for i in (0, 1):
            pull = wanted[i] - self._place[i]
            noise = self._random.gauss(0.0, 900.0 if i else 620.0)
            self._speed[i] += (7.0 * pull - 5.0 * self._speed[i] + noise) * self._dt
            self._place[i] += self._speed[i] * self._dt
        ml, ap = self._place
        fz = 0.0 if self.gone else 712.0 + self._random.gauss(0.0, 2.0)
        left, front = 0.5 - ml / 433.0, 0.5 + ap / 238.0
        flags = int(SampleFlag.SIMULATED)
        now = time.monotonic_ns()
        sample = CopSample(seq, now, t_s, ml, ap, fz, left, front, ml, ap, flags)
        self.samples = [*self.samples[-999:], sample]
        return sample

    def metrics(self) -> LiveMetrics:
        ml = [s.ml_mm for s in self.samples]
        ap = [s.ap_mm for s in self.samples]
        n = len(ml)
        m, a = sum(ml) / n, sum(ap) / n
        vm = sum((x - m) ** 2 for x in ml) / n
        va = sum((y - a) ** 2 for y in ap) / n
        cov = sum((x - m) * (y - a) for x, y in zip(ml, ap, strict=True)) / n
        root = math.hypot((vm - va) / 2, cov)
        big, small = (vm + va) / 2 + root, max(0.0, (vm + va) / 2 - root)
        angle = 0.5 * math.atan2(2 * cov, vm - va)
        path = sum(
            math.hypot(x1 - x0, y1 - y0)
            for x0, x1, y0, y1 in zip(ml[:-1], ml[1:], ap[:-1], ap[1:], strict=True)
        )
        window_s = max(self._dt, (n - 1) * self._dt)
        values = {
            "mean_velocity_mm_s": path / window_s,
            "sway_path_mm": path,
            "ellipse_area_mm2": math.pi * 5.99 * math.sqrt(big * small),
            "rms_ml_mm": math.sqrt(vm),
            "rms_ap_mm": math.sqrt(va),
            "range_ml_mm": max(ml) - min(ml),
            "range_ap_mm": max(ap) - min(ap),
        }
        last = self.samples[-1]
        ellipse = (m, a, 2.45 * math.sqrt(big), 2.45 * math.sqrt(small), angle)
        return LiveMetrics(last.seq, last.t_s, window_s, n, values, ellipse, "feeder")


NOTICE = "What is kept of this person is damaged. It is left as it is."


class Session:
    """Answers commands and makes states."""

    def __init__(self) -> None:
        self.commands: queue.Queue[Command] = queue.Queue()
        self.phase = Phase.PLAY
        self.reason = ""
        self.rev = 0
        self.difficulty = 0.45
        self.notice = ""
        self.gone = False

    def handle(self, command: Command) -> str:
        if command.name == "next":
            return "rejected: there is no further game"
        self.commands.put(command)
        return "accepted"

    def obey(self, command: Command) -> None:
        match command.name:
            case "stop":
                self.phase, self.reason = Phase.ENDED, "Stopped by the therapist"
            case "pause":
                self.phase, self.reason = Phase.PAUSED, "Paused by the therapist"
            case "start" | "resume":
                self.phase, self.reason = Phase.PLAY, ""
            case "rest":
                self.phase, self.reason = Phase.REST, ""
            case "mark" if command.args.get("text") == "talked":
                self.notice = NOTICE
            case "mark" if command.args.get("text") == "steps off":
                self.gone = True
            case "mark" if command.args.get("text") == "steps on":
                self.gone, self.phase, self.reason = False, Phase.PLAY, ""
            case "easier":
                self.difficulty = max(0.0, self.difficulty - 0.1)
            case "harder":
                self.difficulty = min(1.0, self.difficulty + 0.1)

    def facts(self, command: Command) -> tuple[str, dict[str, Scalar]]:
        """Kind and details of the event that a command makes."""
        if command.name == "undo":
            return "session.mark_withdrawn", {**command.args, "by": command.by}
        text = {k: v for k, v in command.args.items() if k == "text"}
        named = {"mark": command.id} if command.name == "mark" else {}
        return f"session.{command.name}", {**text, **named}

    def state(self, t_s: float, person: Person) -> SessionState:
        self.rev += 1
        trials = int(t_s / 6.0)
        playing = self.phase == Phase.PLAY
        return SessionState(
            rev=self.rev,
            t_s=t_s,
            phase=self.phase,
            prompt="Reach the star" if playing else "",
            reason=self.reason,
            activity="star-reach",
            title="Star Reach",
            activity_index=1,
            n_activities=3,
            time_left_s=max(0.0, 90.0 - t_s),
            score=0.8 if trials else 0.0,
            stars=min(3, trials),
            trials=trials,
            successes=max(0, trials - 1),
            difficulty=self.difficulty,
            weight_n=712.0,
            centre_mm=CENTRE_MM,
            limits_mm=LIMITS_MM,
            limits_source="lean pass",
            target_mm=person.goal() if playing else (math.nan, math.nan),
            target_radius_mm=14.0,
            recording="feeder.mcap",
            notice=self.notice,
        )


def say(**words: object) -> None:
    print(json.dumps(words), flush=True)


def run(publisher: Publisher, session: Session, seconds: float, rate_hz: float, lean: bool) -> None:
    person = Person(rate_hz, lean)
    ending = [False]
    signal.signal(signal.SIGTERM, lambda *_: ending.__setitem__(0, True))
    signal.signal(signal.SIGINT, lambda *_: ending.__setitem__(0, True))
    begin = time.monotonic()
    seq, trials = 0, 0
    while not ending[0] and seq / rate_hz < seconds:
        person.gone = session.gone
        publisher.on_samples([person.step(seq)])
        t_s = seq / rate_hz
        if session.gone and session.phase is Phase.PLAY:
            session.phase, session.reason = Phase.PAUSED, "Nobody is on the board."
            publisher.on_state(session.state(t_s, person))
        if seq % max(1, round(rate_hz / 10)) == 0:
            publisher.on_metrics(person.metrics())
            publisher.on_state(session.state(t_s, person))
        if int((t_s + 3.0) / 6.0) != trials:
            trials = int((t_s + 3.0) / 6.0)
            publisher.on_event(
                Event(t_s, "game.star_held", {"game": "star-reach", "direction": person.target})
            )
        while not session.commands.empty():
            command = session.commands.get()
            session.obey(command)
            publisher.on_event(Event(t_s, *session.facts(command)))
            publisher.on_state(session.state(t_s, person))
            say(command=command.name, id=command.id, args=command.args)
        seq += 1
        # To the sample's time, never in a burst after a hold-up of the machine.
        time.sleep(max(0.0, begin + seq / rate_hz - time.monotonic()))


def main() -> None:
    live, ctl = sys.argv[1:3]
    options = [float(text) for text in sys.argv[3:6]]
    board = sys.argv[6] if len(sys.argv) > 6 else "sim-1"
    seconds, rate_hz, lean = (options + [1e9, 100.0, 1.0][len(options) :])[:3]
    session = Session()
    publisher = Publisher(board, live=live, ctl=ctl, handle_command=session.handle)
    publisher.start()
    publisher.on_info(
        BoardInfo(
            "sim:?seed=5",
            board,
            "Simulated person (healthy)",
            "",
            Geometry(433.0, 238.0),
            rate_hz,
            "virtual",
            origin="simulated",
            accuracy=CellAccuracy(0.3, 0.4, "example"),
        )
    )
    say(live=publisher.live_endpoint, ctl=publisher.ctl_endpoint, boot_id=publisher.boot_id)
    try:
        run(publisher, session, seconds, rate_hz, lean > 0)
    finally:
        publisher.stop()


if __name__ == "__main__":
    main()
