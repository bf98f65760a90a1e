"""What this computer tells of its Bluetooth without D-Bus: version, adapters, blocks, log."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from balance_arcade.hw.wii.bluez.facts import Version, parse_version

Run = Callable[[Sequence[str]], str | None]
"""Runs a program; its output, or None where it is missing, fails or takes too long."""

_PROGRAM_S = 5.0
_N_LINES = 2000
# bluetoothd lies in no PATH; Debian 12, Fedora and Arch, older Debian, Void and Alpine.
_DAEMONS = (
    "/usr/libexec/bluetooth/bluetoothd",
    "/usr/lib/bluetooth/bluetoothd",
    "/usr/sbin/bluetoothd",
)


def run_program(words: Sequence[str]) -> str | None:
    """Run a program for a few seconds at most; see `Run`."""
    try:
        done = subprocess.run(  # noqa: S603 - our own words, no shell
            list(words),
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PROGRAM_S,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None


def installed_version(run: Run = run_program) -> Version | None:
    """Return BlueZ's version, of bluetoothd where it is found, of bluetoothctl otherwise."""
    for words in (*((daemon, "--version") for daemon in _DAEMONS), ("bluetoothctl", "--version")):
        text = run(words)
        if text is not None and (version := parse_version(text)) is not None:
            return version
    return None


def adapter_names(sys_root: Path) -> list[str]:
    """Names of the adapters that the kernel has, for example ``hci0``."""
    # hci0:11 is a connection of hci0, and no adapter.
    found = (sys_root / "class" / "bluetooth").glob("hci*")
    return sorted(node.name for node in found if ":" not in node.name)


def rfkill_block(sys_root: Path) -> str:
    """Say how rfkill blocks Bluetooth: ``hard`` by a switch, ``soft`` by a program, or empty."""
    found = set()
    for node in (sys_root / "class" / "rfkill").glob("rfkill*"):
        if _text(node / "type") == "bluetooth":
            found |= {kind for kind in ("hard", "soft") if _text(node / kind) == "1"}
    return next((kind for kind in ("hard", "soft") if kind in found), "")


def bluetoothd_log(run: Run = run_program) -> list[str]:
    """Return what bluetoothd has said since the computer started, as far as it may be read."""
    words = ("journalctl", "-b", "-q", "-u", "bluetooth", "-o", "cat", "--no-pager")
    text = run((*words, "-n", str(_N_LINES)))
    return text.splitlines() if text else []


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
