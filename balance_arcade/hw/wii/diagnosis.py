"""What keeps a Wii Balance Board from working on this computer: the lines of ``doctor``."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.errors import BalanceArcadeError, BoardUnavailableError
from balance_arcade.hw.address import parse_address
from balance_arcade.hw.finding import Finding
from balance_arcade.hw.listening import LISTEN_S, listen
from balance_arcade.hw.wii.bluez.checks import (
    Paired,
    check_bluez,
    paired_over_dbus,
    read_settings,
)
from balance_arcade.hw.wii.bluez.host import Run, run_program
from balance_arcade.hw.wii.calibration import battery_bars
from balance_arcade.hw.wii.entry import open_wii_board
from balance_arcade.hw.wii.hidapi import find_hidapi_boards, load_hidapi, untried_here
from balance_arcade.hw.wii.hidraw import INSTALL_RULE, RULE
from balance_arcade.hw.wii.liveness import ask_board, ask_node
from balance_arcade.hw.wii.source import BATTERIES_EMPTY
from balance_arcade.hw.wii.sysfs import (
    BOARD_NAME,
    LinuxBoard,
    LinuxSystem,
    find_linux_boards,
)

_PAIR = "Pair it: balance-arcade pair, and press the red SYNC button inside its battery case."
_PAIR_ELSEWHERE = (
    "Pair it as hardware_docs/wii_balance_board says: windows.md or macos.md, by this system."
)

_GONE = "Press the button at its front; change its batteries if the light stays dark."


class SystemPlaces(msgspec.Struct, frozen=True):
    """Folders and programs that the checks use; tests pass their own.

    Attributes
    ----------
    system : LinuxSystem
        ``/sys`` and ``/dev``.
    etc, bluetooth, modules : Path
        Settings, what BlueZ knows of paired devices, and the kernel's modules.
    find_program, may_open : callable
        ``shutil.which`` and ``os.access``.
    run, ask_bluez : callable
        Run a program; ask bluetoothd which boards it knows.
    clock : Clock
        Times a board's answer.
    listen_s : float
        How long each board that answers is read, to hear what it warns of.
    """

    system: LinuxSystem = LinuxSystem()
    etc: Path = Path("/etc")
    bluetooth: Path = Path("/var/lib/bluetooth")
    modules: Path = Path("/lib/modules")
    find_program: Callable[[str], str | None] = shutil.which
    may_open: Callable[[Path, int], bool] = os.access
    run: Run = run_program
    ask_bluez: Callable[[], list[Paired] | None] = paired_over_dbus
    clock: Clock = MonotonicClock()
    listen_s: float = LISTEN_S


def diagnose(places: SystemPlaces | None = None) -> Sequence[Finding]:
    """Look at everything that has kept a Wii Balance Board from working.

    Returns
    -------
    list of Finding
        Connection, pairing, BlueZ's settings, the kernel's driver, permissions and batteries, as
        far as there is something to say. Looking at a battery asks the board for it.
    """
    if places is None and not sys.platform.startswith("linux"):
        return [_through_hidapi()]
    places = places or SystemPlaces()
    boards = find_linux_boards(places.system)
    certain = [board for board in boards if board.certain]
    paired, readable = paired_boards(places)
    findings = [_connection(boards, certain, paired, readable, places)]
    findings += check_bluez(
        paired,
        connected=bool(certain),
        etc=places.etc,
        sys_root=places.system.sys_root,
        run=places.run,
    )
    if certain:
        findings += _driver(certain, places)
        findings += [_permissions(board, places) for board in certain]
        for board in certain:
            answered = list(_battery(board, places))
            findings += answered
            # One that does not answer has said all that it can.
            if all(finding.hint != _GONE for finding in answered):
                findings += _listen(board, places)
    return findings


def paired_boards(places: SystemPlaces) -> tuple[list[Paired], bool]:
    """Boards that BlueZ knows, and whether that could be learned at all."""
    found: list[Paired] = []
    try:
        infos = sorted(places.bluetooth.glob("*/*/info"))
        # `glob` passes over a folder that it may not list, so an empty result alone does not tell
        # that nothing is paired.
        if not places.may_open(places.bluetooth, os.R_OK | os.X_OK):
            return _asked(places)
        for info in infos:
            content = read_settings(info)
            if content is not None and content.get("General", "Name", fallback="") == BOARD_NAME:
                trusted = content.get("General", "Trusted", fallback="false") == "true"
                found.append(Paired(info.parent.name, content.has_section("LinkKey"), trusted))
    except PermissionError:
        return _asked(places)
    return found, True


def _asked(places: SystemPlaces) -> tuple[list[Paired], bool]:
    """Ask bluetoothd for what lies in its folder, which is closed to all but root."""
    if not places.bluetooth.exists():
        return [], True
    asked = places.ask_bluez()
    return ([], False) if asked is None else (asked, True)


def _through_hidapi() -> Finding:
    try:
        boards = find_hidapi_boards(load_hidapi("wii:"))
    except BoardUnavailableError as error:
        return Finding("Wii boards", "ok", "Wii boards cannot be searched for.", error.hint)
    if not boards:
        return Finding("Wii boards", "ok", "No Wii Balance Board is connected.", _PAIR_ELSEWHERE)
    listed = ", ".join(board.uniq for board in boards)
    return Finding("Wii boards", "warn", f"Connected: {listed}. {untried_here()}")


def _connection(
    boards: list[LinuxBoard],
    certain: list[LinuxBoard],
    paired: list[Paired],
    readable: bool,
    places: SystemPlaces,
) -> Finding:
    name = "Wii pairing"
    if certain:
        listed = ", ".join(board.uniq or str(board.hidraw) for board in certain)
        return Finding(name, "ok", f"Connected: {listed}.")
    if boards:
        listed = ", ".join(board.uniq or str(board.hidraw) for board in boards)
        what = f"Connected, but the kernel cannot tell a board from a Wii Remote here: {listed}."
        return Finding(name, "warn", what, f"Load hid-wiimote, or write wii:{boards[0].uniq}.")
    if paired:
        listed = ", ".join(board.device for board in paired)
        what = f"Paired, but not connected: {listed}."
        return Finding(name, "warn", what, "Press the button at the board's front.")
    if places.find_program("bluetoothctl") is None:
        what = "No Wii Balance Board is connected, and there is no bluetoothctl to pair one with."
        return Finding(name, "ok", what, "To use one, install BlueZ (Debian: bluez).")
    if not readable:
        what = f"No Wii Balance Board is connected; {places.bluetooth} may not be read, so it is "
        what += "unknown whether one is paired."
        return Finding(name, "ok", what, f"Ask bluetoothctl devices Paired. {_PAIR}")
    return Finding(name, "ok", "No Wii Balance Board is paired or connected.", _PAIR)


def _driver(boards: list[LinuxBoard], places: SystemPlaces) -> Iterator[Finding]:
    name = "Wii driver"
    unbound = [board for board in boards if not board.devtype]
    if not unbound:
        for board in boards:
            if board.event is None:
                what = f"The kernel's driver has made no input node for {board.uniq}."
                yield Finding(name, "warn", what, "Switch the board off and connect it again.")
        return
    if (places.system.sys_root / "module" / "hid_wiimote").exists():
        what = f"hid-wiimote is loaded, but not bound to {unbound[0].uniq}."
        yield Finding(name, "warn", what, "Connect the board again; hidraw works without it.")
        return
    folder = places.modules / platform.release()
    there = any(folder.glob("kernel/drivers/hid/hid-wiimote.ko*"))
    what = "The module hid-wiimote is not loaded; hidraw works without it, evdev does not."
    hint = "sudo modprobe hid-wiimote" if there else "Install a kernel that has hid-wiimote."
    yield Finding(name, "warn", what, hint)


def _permissions(board: LinuxBoard, places: SystemPlaces) -> Finding:
    name = "Wii nodes"
    if board.hidraw is None and board.event is None:
        what = f"{board.uniq} has neither a hidraw nor an event node."
        return Finding(name, "fail", what, "Load the modules hidraw and hid-wiimote.")
    raw = board.hidraw is not None and places.may_open(board.hidraw, os.R_OK | os.W_OK)
    event = board.event is not None and places.may_open(board.event, os.R_OK)
    rule = f"Run: {INSTALL_RULE}; then connect the board again."
    if raw and (event or board.event is None):
        return Finding(name, "ok", f"The nodes of {board.uniq} may be opened.")
    if raw:
        what = f"You may not open {board.event}: a look at the battery will interrupt the samples."
        return Finding(name, "warn", what, rule)
    if event:
        what = f"You may not open {board.hidraw or 'a hidraw node'}, only the kernel's values."
        return Finding(name, "warn", what, rule)
    nodes = " and ".join(str(node) for node in (board.hidraw, board.event) if node is not None)
    missing = not any(node is not None and node.exists() for node in (board.hidraw, board.event))
    if missing:
        hint = "Is this a container? Give it the nodes, or run on the machine itself."
        return Finding(name, "fail", f"{nodes} should exist, but do not.", hint)
    installed = any(
        (root / "udev" / "rules.d" / RULE).exists()
        for root in (places.etc, Path("/usr/lib"), Path("/lib"))
    )
    if installed:
        rule = "The udev rule is installed: connect the board again, and log in again."
    return Finding(name, "fail", f"You may not open {nodes}.", rule)


def _listen(board: LinuxBoard, places: SystemPlaces) -> list[Finding]:
    """Read a board for a moment; one that cannot be opened is named elsewhere."""
    if places.listen_s <= 0.0 or not board.uniq:
        return []
    address = parse_address(f"wii:{board.uniq}")
    try:
        opened = open_wii_board(address, linux=places.system, clock=places.clock)
    except BalanceArcadeError:
        return []
    # Over which road it is read, and its charge, have lines of their own.
    known = [BATTERIES_EMPTY, *opened.opening_notes]
    return listen(opened, places.listen_s, places.clock, name="Wii cells", known=known)


def _battery(board: LinuxBoard, places: SystemPlaces) -> Iterator[Finding]:
    """Ask the board itself: a node may outlive its board, and look as sound as before."""
    name = "Wii battery"
    if board.battery is not None:
        answer = ask_board(board.battery, places.system, places.clock)
    elif board.hidraw is not None and places.may_open(board.hidraw, os.R_OK | os.W_OK):
        answer = ask_node(board.hidraw, places.system, places.clock)
    else:
        return
    if answer.level is None or not answer.is_life:
        what = f"{board.uniq} does not answer: its node may be left over from an old connection."
        yield Finding(name, "fail", what, _GONE)
        return
    bars = battery_bars(answer.level)
    what = f"The batteries of {board.uniq} show {bars} of 4 bars."
    if bars >= 2:
        yield Finding(name, "ok", what)
        return
    hint = "Change its four AA cells before a session."
    yield Finding(name, "fail" if bars == 0 else "warn", what, hint)
