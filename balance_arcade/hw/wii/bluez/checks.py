"""What ``doctor`` says of BlueZ: its version, the adapter, trust, its settings and its log."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from balance_arcade.core.errors import BoardUnavailableError
from balance_arcade.hw.finding import Finding
from balance_arcade.hw.wii.bluez.dbus import BusError, open_bus
from balance_arcade.hw.wii.bluez.facts import Version, as_text, facts_of
from balance_arcade.hw.wii.bluez.host import (
    Run,
    adapter_names,
    bluetoothd_log,
    installed_version,
    rfkill_block,
)
from balance_arcade.hw.wii.bluez.pair import known_boards
from balance_arcade.hw.wii.bluez.troubles import Trouble, find_trouble

_NAME = "Wii in BlueZ"
_ADDRESS = re.compile(r"(?:[0-9A-F]{2}[:_]){5}[0-9A-F]{2}", re.IGNORECASE)
# 94c4f445a of BlueZ: seconds since 5.74, minutes before.
_IDLE_IN_SECONDS: Version = (5, 74)


class Paired(msgspec.Struct, frozen=True):
    """A board that BlueZ knows: its address, whether a key was agreed on, whether it is trusted."""

    device: str
    bonded: bool
    trusted: bool = True


def paired_over_dbus() -> list[Paired] | None:
    """Ask bluetoothd which boards it knows; None where it cannot be asked."""
    try:
        with open_bus("wii:") as bus:
            return [Paired(*board) for board in known_boards(bus)]
    except (BoardUnavailableError, BusError):
        return None


def check_bluez(
    paired: Sequence[Paired], *, connected: bool, etc: Path, sys_root: Path, run: Run
) -> Iterator[Finding]:
    """Say what of BlueZ stands in the way, as far as there is something to say.

    Parameters
    ----------
    paired : sequence of Paired
        The boards that BlueZ knows.
    connected : bool
        A board is connected, so that the way to it works.
    etc, sys_root : Path
        ``/etc`` and ``/sys``.
    run : callable
        Runs a program, see `balance_arcade.hw.wii.bluez.host.Run`.

    Yields
    ------
    Finding
        Version and adapter, what this version is known for, trust, settings, log.
    """
    version = installed_version(run)
    settings = read_settings(etc / "bluetooth" / "input.conf")
    yield from _adapter(version, paired, connected, sys_root)
    yield from _facts(version, paired, settings, connected, sys_root)
    yield from _trust(paired)
    if paired or connected:
        yield from _settings(version, paired, settings, connected, etc / "bluetooth" / "input.conf")
    if paired and not connected:
        yield from _log({board.device for board in paired}, run)


def read_settings(path: Path) -> configparser.ConfigParser | None:
    """Read a file of BlueZ; None if it is missing, or cannot be read or parsed."""
    # Neither `%` in a name nor a repeated key may stop a diagnosis.
    content = configparser.ConfigParser(interpolation=None, strict=False)
    # BlueZ's keys have capitals, and configparser would lower them.
    content.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        with path.open(encoding="utf-8") as file:
            content.read_file(file)
    except (OSError, UnicodeDecodeError, configparser.Error):
        return None
    return content


def _adapter(
    version: Version | None, paired: Sequence[Paired], connected: bool, sys_root: Path
) -> Iterator[Finding]:
    name, adapters, block = "Bluetooth", adapter_names(sys_root), rfkill_block(sys_root)
    if version is None and not (adapters or paired):
        return
    # Without a board that is meant to be used, a computer without Bluetooth lacks nothing.
    expected = bool(paired) and not connected
    # A board that is connected came by one, whatever /sys shows of it.
    none = "an adapter" if connected else "no adapter"
    what = f"{as_text(version)}, {'adapter ' + ' and '.join(adapters) if adapters else none}."
    if block:
        trouble = _trouble("org.bluez.Error.Blocked")
        what = f"{what[:-1]}; blocked by rfkill ({block})."
        yield Finding(name, "fail" if expected else "ok", what, trouble.way_out)
    elif not adapters and not connected:
        hint = "Plug an adapter in. In a virtual machine, hand the computer's own to it."
        yield Finding(name, "fail" if expected else "ok", what, hint)
    else:
        yield Finding(name, "ok", what)


def _facts(
    version: Version | None,
    paired: Sequence[Paired],
    settings: configparser.ConfigParser | None,
    connected: bool,
    sys_root: Path,
) -> Iterator[Finding]:
    kernel_hidp = _value(settings, "UserspaceHID").lower() in ("false", "no", "off")
    bonded = any(board.bonded for board in paired)
    for fact in facts_of(version):
        if fact.name == "wrong_pin_first":
            # It matters until the first board is paired.
            matters = not (bonded or connected) and bool(adapter_names(sys_root))
        else:
            matters = (bonded or connected) and not kernel_hidp
        if matters:
            yield Finding(_NAME, "warn", f"{as_text(version)}: {fact.what}", fact.way_out)


def _trust(paired: Sequence[Paired]) -> Iterator[Finding]:
    bonded = [board for board in paired if board.bonded]
    strange = [board.device for board in bonded if not board.trusted]
    if strange:
        listed = ", ".join(strange)
        what = f"Not trusted, so the button at the front does not connect it: {listed}."
        hint = f"Run: balance-arcade pair; or in bluetoothctl: trust {strange[0]}."
        yield Finding("Wii trust", "warn", what, hint)
    elif bonded:
        listed = ", ".join(board.device for board in bonded)
        yield Finding("Wii trust", "ok", f"Trusted: {listed}.")


def _settings(
    version: Version | None,
    paired: Sequence[Paired],
    settings: configparser.ConfigParser | None,
    connected: bool,
    path: Path,
) -> Iterator[Finding]:
    if not path.exists():
        return
    if settings is None:
        yield Finding(_NAME, "warn", f"{path} cannot be read or understood.", "Correct the file.")
        return
    # True is the default since 5.71 (25a471a83), and of Debian 12's 5.66; a board without a key is
    # refused then.
    bonded_only = _value(settings, "ClassicBondedOnly", "true").lower() != "false"
    for board in paired:
        if bonded_only and not board.bonded and not connected:
            what = (
                f"{board.device} is known without a key, and ClassicBondedOnly refuses such boards."
            )
            hint = f"In bluetoothctl: remove {board.device}; then: balance-arcade pair."
            yield Finding(_NAME, "fail", what, hint)
    if (idle := _value(settings, "IdleTimeout", "0")) not in ("", "0"):
        unit = "" if version is None else " s" if version >= _IDLE_IN_SECONDS else " min"
        # A board at rest is cut off in a quiet test.
        what = f"IdleTimeout={idle}{unit} in {path} disconnects an idle board."
        yield Finding(_NAME, "warn", what, "Set it to 0, then restart the service bluetooth.")


def _log(devices: set[str], run: Run) -> Iterator[Finding]:
    """Say what the last line of each known kind in bluetoothd's log means."""
    found: dict[str, tuple[Trouble, str]] = {}
    for line in bluetoothd_log(run):
        trouble = find_trouble(line)
        named = {each.replace("_", ":").upper() for each in _ADDRESS.findall(line)}
        if trouble is not None and (not named or named & devices):
            found[trouble.what] = trouble, line.strip()
    for trouble, line in found.values():
        what = f"{trouble.what} It said: {line}"
        yield Finding("Wii in BlueZ's log", "warn", what, trouble.way_out)


def _trouble(text: str) -> Trouble:
    trouble = find_trouble(text)
    assert trouble is not None, text
    return trouble


def _value(settings: configparser.ConfigParser | None, key: str, default: str = "") -> str:
    if settings is None:
        return default
    return settings.get("General", key, fallback=default).strip()
