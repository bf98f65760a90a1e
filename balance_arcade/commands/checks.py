"""The checks of ``balance-arcade doctor`` that are not about a board; each is quick."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import platformdirs

from balance_arcade import __version__
from balance_arcade.app.folders import data_folder
from balance_arcade.commands.checks_keys import check_keys
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.core.session_log import MAX_BYTES, N_FILES, SUFFIX
from balance_arcade.hw.finding import Finding, Level
from balance_arcade.server.endpoints import DEFAULT_CTL, DEFAULT_LIVE, DEFAULT_STATION_PORT
from balance_arcade.window.voice import Speech, find_speech

LEAST_PYTHON = (3, 11)
FEW_BYTES, NO_BYTES = 2 * 10**9, 2 * 10**8
"""An hour at 100 Hz takes some 40 MB; below the second number a session may not end well."""

# Older than this program: such a clock was never set, or its battery is empty.
EARLIEST_YEAR = 2025
# Up to Python 3.12 the monotonic clock of Windows moves in steps of 15.6 ms.
COARSE_STEP_S = 0.002
_BLIND = ("dummy", "offscreen")


def machine_findings(out: str | None = None) -> list[Finding]:
    """Check Python, packages, compiler, disk, logs, screen, sound, voice, clock, ports and keys.

    Parameters
    ----------
    out : str, optional
        The folder that recordings would go to.
    """
    return [
        check_python(),
        check_packages(),
        check_compiler_cache(),
        *check_folder(out),
        check_logs(out),
        check_screen(),
        check_sound(),
        check_voice(),
        check_clock(),
        *check_ports(),
        check_keys(),
    ]


def check_python(found: Sequence[int] = sys.version_info[:3]) -> Finding:
    """Whether this Python is one that is supported."""
    text = ".".join(map(str, found))
    if tuple(found[:2]) < LEAST_PYTHON:
        return Finding("Python", "fail", f"Python {text} is too old.", "Install 3.11 to 3.14.")
    return Finding("Python", "ok", f"Python {text}, Balance Arcade {__version__}.")


def check_packages(find: Callable[[str], str] = version) -> Finding:
    """Whether every package that is needed is installed."""
    try:
        needed = [line for line in requires("balance-arcade") or () if "extra ==" not in line]
    except PackageNotFoundError:
        return Finding("packages", "ok", "Run from its source tree; packages were not checked.")
    names = {re.split(r"[ ;<>=!~\[]", line, maxsplit=1)[0] for line in needed}
    # As pyproject.toml asks for them; both install the one module `pygame`.
    if sys.version_info < (3, 14):
        names.discard("pygame-ce")
    else:
        names.discard("pygame")
    there, missing = [], []
    for name in sorted(names):
        try:
            there.append(f"{name} {find(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        hint = f"python -m pip install {' '.join(missing)}"
        return Finding("packages", "fail", f"Missing: {', '.join(missing)}.", hint)
    core = ", ".join(line for line in there if line.startswith(("numba ", "numpy ", "pygame")))
    return Finding("packages", "ok", f"All {len(there)} are installed: {core} and others.")


def check_compiler_cache() -> Finding:
    """Whether compiled kernels can be kept, where numba would keep them."""
    asked = os.environ.get("NUMBA_CACHE_DIR")
    beside = Path(__file__).resolve().parents[1] / "cop" / "__pycache__"
    user = Path(platformdirs.user_cache_dir("numba", appauthor=False))
    # In the order in which numba looks for a place, which is beside the kernels first.
    for folder in [Path(asked)] if asked else [beside, user]:
        if _can_write(folder):
            return Finding("compiler cache", "ok", f"Compiled kernels are kept in {folder}.")
    return Finding(
        "compiler cache",
        "warn",
        "Compiled kernels cannot be stored: every start compiles for twenty seconds.",
        "Set NUMBA_CACHE_DIR to a writable folder.",
    )


def check_folder(out: str | None = None) -> list[Finding]:
    """Whether recordings can be kept, and whether some wait to be recovered."""
    try:
        folder = data_folder(out)
        free = shutil.disk_usage(folder).free
    except (BalanceArcadeError, OSError) as error:
        hint = (
            error.hint
            if isinstance(error, BalanceArcadeError)
            else "Choose another folder with --out."
        )
        what = error.message if isinstance(error, BalanceArcadeError) else f"{error}."
        return [Finding("recordings", "fail", what, hint)]
    room = f"{free / 1e9:.1f} GB are free in {folder}."
    if free < FEW_BYTES:
        level: Level = "fail" if free < NO_BYTES else "warn"
        found = [
            Finding(
                "recordings", level, room, "Free some space, or choose another folder with --out."
            )
        ]
    else:
        found = [Finding("recordings", "ok", room)]
    n_cut = sum(1 for _ in folder.glob("**/*.mcap.part"))
    if n_cut:
        what = f"{n_cut} recordings were cut off, or are being written."
        hint = "They are completed at the next start, or by: balance-arcade recover"
        found.append(Finding("recovery", "warn", what, hint))
    else:
        found.append(Finding("recovery", "ok", "No recording was cut off."))
    return found


def check_logs(out: str | None = None) -> Finding:
    """Where the logs of the sessions are, and how many there are."""
    try:
        folder = data_folder(out)
        n_logs = sum(1 for _ in folder.glob(f"**/*{SUFFIX}"))
    except (BalanceArcadeError, OSError):
        what = "Sessions have no log, because the folder for recordings cannot be used."
        return Finding(
            "logs", "warn", what, "Name a folder with --out, or show the log with --log-level info."
        )
    size_mb = MAX_BYTES * N_FILES / 1e6
    what = (
        f"Each session writes its log into {folder}, beside its recordings: {n_logs} files"
        f" *{SUFFIX} are there. One session's log takes {size_mb:g} MB at most."
    )
    return Finding("logs", "ok", what)


def check_screen() -> Finding:
    """Whether there is a screen that games could be drawn on; no window is opened."""
    driver = os.environ.get("SDL_VIDEODRIVER", "")
    if driver in _BLIND:
        what = f"SDL_VIDEODRIVER={driver} shows nothing."
        return Finding("screen", "warn", what, "Unset it, or use --headless.")
    if not sys.platform.startswith("linux"):
        return Finding("screen", "ok", "The desktop's screen.")
    for name in ("WAYLAND_DISPLAY", "DISPLAY"):
        if os.environ.get(name):
            return Finding("screen", "ok", f"{name}={os.environ[name]}.")
    if any(Path("/dev/dri").glob("card*")):
        return Finding("screen", "ok", "No desktop; the graphics card can be used directly.")
    what = "No screen was found: games need --headless."
    return Finding("screen", "warn", what, "Start it from the desktop, not over ssh.")


def check_sound() -> Finding:
    """Whether there are loudspeakers; without them the captions say what would be heard."""
    try:
        from balance_arcade.window.sound.player import has_loudspeakers
    except ImportError as error:
        return Finding("sound", "fail", f"Games do not load ({error}).", "Install what is missing.")
    if has_loudspeakers():
        return Finding("sound", "ok", "A sound device is there, or the system provides one.")
    what = "No sound device was found: games play without sound."
    return Finding("sound", "warn", what, "Connect loudspeakers if you want sound.")


def check_voice(find: Callable[[], Speech | None] = find_speech) -> Finding:
    """Whether a program is there that says instructions aloud; they stand on the screen anyway."""
    speech = find()
    if speech is not None:
        return Finding("voice", "ok", f"Instructions are said aloud by {speech.name}.")
    what = "No program that speaks was found: instructions are read, and not heard."
    return Finding("voice", "ok", what, "Install espeak-ng if you want them said aloud.")


def check_clock(now: WallAnchor | None = None) -> Finding:
    """Whether the wall's clock is set, and how fine the monotonic one is."""
    year = int((now or WallAnchor.now()).iso()[:4])
    if year < EARLIEST_YEAR:
        what = f"The clock says {year}: sessions would have a wrong date."
        return Finding("clock", "fail", what, "Set the system's time.")
    step_s = time.get_clock_info("monotonic").resolution
    if step_s > COARSE_STEP_S:
        what = f"The monotonic clock moves in steps of {step_s * 1e3:.0f} ms."
        return Finding(
            "clock", "warn", what, "The age of a sample is as coarse; metrics are not affected."
        )
    return Finding("clock", "ok", f"Set to {year}, monotonic in steps of {step_s * 1e9:.0f} ns.")


def check_ports() -> list[Finding]:
    """Whether the stream's, the control port's and the station's port are free."""
    found = []
    for name, endpoint in (("stream", DEFAULT_LIVE), ("control", DEFAULT_CTL)):
        found.append(_check_port(name, int(endpoint.rpartition(":")[2]), "--live and --ctl"))
    found.append(_check_port("station", DEFAULT_STATION_PORT, "--port"))
    return found


def _check_port(name: str, port: int, option: str) -> Finding:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # A port that was just left is free; on Windows this would steal it.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            what = f"Port {port} ({name}) is in use, perhaps by a running session."
            hint = f"Stop the other program, or choose other ports with {option}."
            return Finding(f"port {port}", "fail", what, hint)
    return Finding(f"port {port}", "ok", f"Free for the {name}.")


def _can_write(folder: Path) -> bool:
    """Whether a file can be made there; the folder itself is made if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            return True
    except OSError:
        return False
