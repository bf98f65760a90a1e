"""Starts a publisher or a station as a process of its own, for the tests of the stream."""

from __future__ import annotations

import contextlib
import json
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from patience import DEADLINE_S, until
from program import environment

HERE = Path(__file__).resolve().parent
STATION = (
    "import sys\n"
    "from balance_arcade.server.station import run_station\n"
    "run_station(sys.argv[1], sys.argv[2], port=int(sys.argv[3]))\n"
)


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Process:
    """A child whose lines can be waited for."""

    def __init__(self, *args: str, env: Mapping[str, str] | None = None) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, *args],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=env,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._stderr: list[str] = []
        self._threads = [
            threading.Thread(target=self._read, args=(self.popen.stdout, self._lines.put)),
            threading.Thread(target=self._read, args=(self.popen.stderr, self._stderr.append)),
        ]
        for thread in self._threads:
            thread.start()

    @staticmethod
    def _read(stream: Any, put: Callable[[str], None]) -> None:
        with stream:
            for line in stream:
                put(line)

    def line(self) -> str:
        """The next line of output."""
        try:
            return self._lines.get(timeout=DEADLINE_S)
        except queue.Empty:
            raise AssertionError(f"no line came; stderr: {self.stderr}") from None

    def json(self) -> dict[str, Any]:
        """The next line of output as JSON."""
        found: dict[str, Any] = json.loads(self.line())
        return found

    def rest(self) -> list[str]:
        """Lines that nobody has taken yet."""
        return [self._lines.get_nowait() for _ in range(self._lines.qsize())]

    @property
    def stderr(self) -> str:
        return "".join(self._stderr)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, wait, give the exit code."""
        if self.popen.poll() is None:
            self.popen.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait until it ends by itself, give the exit code."""
        code = self.popen.wait(DEADLINE_S)
        for thread in self._threads:
            thread.join(DEADLINE_S)
        return code

    def clean_up(self) -> None:
        """Whatever happened, leave nothing behind."""
        if self.popen.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.popen.send_signal(signal.SIGCONT)
            self.end(signal.SIGKILL)
        for thread in self._threads:
            thread.join(DEADLINE_S)


class Feeder(Process):
    """The made-up person of `stream_feeder.py`."""

    def __init__(
        self,
        live: str = "tcp://127.0.0.1:0",
        ctl: str = "tcp://127.0.0.1:0",
        *,
        rate_hz: float = 100.0,
        board: str = "sim-1",
    ) -> None:
        script = str(HERE / "stream_feeder.py")
        super().__init__(script, live, ctl, "3600", str(rate_hz), "1", board)
        hello = self.json()
        self.live: str = hello["live"]
        self.ctl: str = hello["ctl"]
        self.boot_id: int = hello["boot_id"]


class Station(Process):
    """The station; knows its own address."""

    def __init__(self, live: str, ctl: str, port: int = 0) -> None:
        super().__init__("-c", STATION, live, ctl, str(port))
        self.url = self.line().split()[-1].rstrip("/")
        self.host = self.url.removeprefix("http://")


LAN_STATION = (
    "import sys, pathlib\n"
    "from balance_arcade.core.logs import log_to_stderr\n"
    "from balance_arcade.server.station import run_station\n"
    "from balance_arcade.server.station.access.plan import LanPlan\n"
    "live, ctl, folder, idle_s = sys.argv[1:]\n"
    "plan = LanPlan(pathlib.Path(folder), '127.0.0.1', 0, idle_s=float(idle_s),\n"
    "               ready=lambda at: print('lan', at.url, flush=True))\n"
    "here = lambda url: print('here', url, flush=True)\n"
    "with log_to_stderr('info'):\n"
    "    run_station(live, ctl, port=0, lan=plan, ready=here)\n"
)


class LanStation(Process):
    """The station with TLS and login, on loopback; knows both of its addresses."""

    def __init__(self, live: str, ctl: str, folder: Path, *, idle_s: float = 900.0) -> None:
        super().__init__("-c", LAN_STATION, live, ctl, str(folder), str(idle_s))
        said = dict(self.line().split() for _ in range(2))
        self.url: str = said["here"].rstrip("/")
        self.far: str = said["lan"].rstrip("/")


class Program(Process):
    """Our command line, as `program.run` starts it, but left to run."""

    def __init__(self, *words: str) -> None:
        super().__init__("-m", "balance_arcade", *words, env=environment())

    def says(self, pattern: str) -> re.Match[str]:
        """Wait until something was said on stderr."""

        def look() -> re.Match[str] | None:
            said = re.search(pattern, self.stderr)
            assert said or self.popen.poll() is None, f"it has ended: {self.stderr}"
            return said

        return until(look, f"the word {pattern!r}")


@contextlib.contextmanager
def running(*processes: Process) -> Iterator[None]:
    """End all of them, come what may."""
    try:
        yield
    finally:
        for process in processes:
            process.clean_up()
