"""The station as a child process that never outlives the one that started it."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence

import msgspec

from balance_arcade.app.switches import ANY_PORT
from balance_arcade.core.closing import Closing
from balance_arcade.core.errors import ConfigError
from balance_arcade.server.endpoints import reachable
from balance_arcade.server.keys.access import BoardAccess
from balance_arcade.server.keys.pairing import Pairing

START_S = 20.0
_END_S = 5.0


class StationProcess(Closing):
    """A running ``balance-arcade station``.

    It holds the reading end of a pipe from us and stops when the pipe closes, so that it ends
    with this process even if that is killed.

    Parameters
    ----------
    live : str or None
        Endpoint of the stream of the only board; None lets the control ports tell.
    ctl : str
        Control port of the first board.
    others : sequence of str
        Control ports of further boards.
    port : int
        Port of the page; 0 takes a free one.
    browse : bool
        Open the page in the browser.
    access : BoardAccess, optional
        Keys that the publishers demand, on this computer too.

    Raises
    ------
    ConfigError
        The station cannot start; its own words say why.
    """

    def __init__(
        self,
        live: str | None,
        ctl: str,
        *,
        port: int,
        browse: bool,
        others: Sequence[str] = (),
        access: BoardAccess | None = None,
    ) -> None:
        ctl, *others = (reachable(endpoint, ANY_PORT) for endpoint in (ctl, *others))
        words = [*others, "--ctl", ctl]
        words += ["--live", reachable(live, ANY_PORT)] if live else []
        if access is not None and ctl.startswith("tcp://"):
            words += ["--pairing", str(Pairing("board", access.pair.public))]
        words += ["--port", str(port), "--json", "--until-eof"]
        # Not a pipe: nobody reads on once the page stands, and a full pipe would stop the station.
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - see `close`
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [sys.executable, "-m", "balance_arcade", "station", *words]
            + (["--open"] if browse else []),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
            # A terminal sends Ctrl-C to its whole group: the page is to outlive the session by its
            # last words, and `close` ends it.
            start_new_session=True,
        )
        # A line cannot be read from a pipe with a time limit: a thread reads it, the queue has one.
        self._lines: queue.Queue[str] = queue.Queue(maxsize=1)
        self._reader = threading.Thread(target=self._read_line, name="station start", daemon=True)
        self._reader.start()
        try:
            self.url = self._wait_for_url()
        except BaseException:
            self.close()
            raise

    def _read_line(self) -> None:
        assert self._process.stdout is not None
        self._lines.put(self._process.stdout.readline())

    def _wait_for_url(self) -> str:
        try:
            line = self._lines.get(timeout=START_S)
        except queue.Empty:
            raise ConfigError(
                f"The station did not start within {START_S:g} s.",
                hint="Start it by hand with: balance-arcade station",
            ) from None
        # An empty line is the end of its output: it has ended, so all of its errors can be read.
        if not line:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_END_S)
            self._said.seek(0)
            said = self._said.read().strip() or "The station did not start."
            raise ConfigError(said.removeprefix("balance-arcade station: "))
        return msgspec.json.decode(line, type=dict[str, str])["station"]

    def close(self) -> None:
        """Ask it to end and wait; kill it if it does not."""
        process = self._process
        process.terminate()
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        # Only now: a pipe from which a thread still reads cannot be closed under it.
        self._reader.join(_END_S)
        read = None if self._reader.is_alive() else process.stdout
        for pipe in (process.stdin, read, self._said):
            if pipe is not None:
                pipe.close()
