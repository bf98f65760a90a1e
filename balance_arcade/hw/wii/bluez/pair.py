"""From the wish for a board to a paired one: bus, bluetoothd and adapter, then `Pairing`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.errors import BoardUnavailableError, UnavailableReason
from balance_arcade.hw.wii.bluez.bluetoothd import ADAPTER, Adapter, Bluez
from balance_arcade.hw.wii.bluez.dbus import Bus, BusError, open_bus
from balance_arcade.hw.wii.bluez.host import Run, installed_version, rfkill_block, run_program
from balance_arcade.hw.wii.bluez.pairing import PairedBoard, Pairing, Wishes, board_fault
from balance_arcade.hw.wii.sysfs import LinuxSystem, find_linux_boards

_POWER_S = 5.0


def pair_board(
    wishes: Wishes,
    *,
    adapter: str = "",
    say: Callable[[str], None],
    bus: str = "SYSTEM",
    system: LinuxSystem | None = None,
    run: Run = run_program,
    clock: Clock | None = None,
) -> PairedBoard:
    """Pair a Wii Balance Board with this computer; its SYNC button has to be pressed meanwhile.

    Parameters
    ----------
    wishes : Wishes
        Which board, and the deadline in seconds.
    adapter : str
        ``hci1`` for instance; empty for the first, one that is switched on before others.
    say : callable
        Is given each sentence for the person at the board.
    bus : str
        ``SYSTEM``, or a bus's own address.
    system : LinuxSystem, optional
        Where nodes and blocks are looked for.
    run : callable
        Runs a program, see `balance_arcade.hw.wii.bluez.host.Run`.
    clock : Clock, optional
        Measures the deadline.

    Returns
    -------
    PairedBoard
        It is paired, trusted and connected.

    Raises
    ------
    BoardNotFoundError
        No board was there until the deadline.
    BoardUnavailableError
        What stands in the way, and the way out.
    """
    if not sys.platform.startswith("linux"):
        raise BoardUnavailableError(
            "Boards are paired by this command on Linux only.",
            address=wishes.address,
            reason=UnavailableReason.DRIVER_MISSING,
            hint="See the pages on Windows and macOS in hardware_docs/wii_balance_board.",
        )
    system, clock = system or LinuxSystem(), clock or MonotonicClock()
    with open_bus(wishes.address, bus=bus) as opened:
        bluez = Bluez(opened)
        try:
            bluez.load()
            chosen = _choose(bluez, adapter, wishes, system)
            _switch_on(bluez, chosen, wishes, system, clock)
        except BusError as error:
            raise board_fault(error, wishes.address) from error
        return Pairing(
            bluez,
            chosen,
            wishes,
            version=installed_version(run),
            say=say,
            find_node=lambda address: _node_of(address, system),
            clock=clock,
        ).run()


def known_boards(bus: Bus) -> list[tuple[str, bool, bool]]:
    """Boards that BlueZ knows: address, whether a key was agreed on, whether it is trusted.

    Raises
    ------
    BusError
        There is no bluetoothd, or it may not be asked.
    """
    bluez = Bluez(bus)
    bluez.load()
    return [(board.address, board.paired, board.trusted) for board in bluez.boards()]


def _choose(bluez: Bluez, name: str, wishes: Wishes, system: LinuxSystem) -> Adapter:
    adapters = bluez.adapters()
    named = [each for each in adapters if not name or each.name == name]
    if named:
        return min(named, key=lambda each: not each.powered)
    if adapters:
        there = ", ".join(each.name for each in adapters)
        what, hint = f"There is no Bluetooth adapter {name}.", f"There is: {there}."
    elif rfkill_block(system.sys_root) == "hard":
        # Some laptops take the adapter off their bus.
        raise _blocked(wishes)
    else:
        what = "This computer has no Bluetooth adapter."
        hint = "Plug one in. In a virtual machine or a container, hand the computer's to it."
    raise BoardUnavailableError(
        what, address=wishes.address, reason=UnavailableReason.BLUETOOTH_OFF, hint=hint
    )


def _switch_on(
    bluez: Bluez, adapter: Adapter, wishes: Wishes, system: LinuxSystem, clock: Clock
) -> None:
    if adapter.powered:
        return
    try:
        bluez.set(adapter.path, ADAPTER, "Powered", "b", True)
    except BusError as error:
        # Some versions say no more than that it failed.
        if rfkill_block(system.sys_root):
            raise _blocked(wishes) from error
        raise
    end_ns = clock.now_ns() + round(_POWER_S * 1e9)
    while not any(each.powered for each in bluez.adapters() if each.path == adapter.path):
        if clock.now_ns() >= end_ns:
            raise BusError("org.bluez.Error.NotReady")
        bluez.bus.step(0.2)


def _blocked(wishes: Wishes) -> BoardUnavailableError:
    return board_fault(BusError("org.bluez.Error.Blocked"), wishes.address)


def _node_of(address: str, system: LinuxSystem) -> Path | None:
    for board in find_linux_boards(system):
        if board.uniq == address and (board.hidraw or board.event):
            return board.hidraw or board.event
    return None
