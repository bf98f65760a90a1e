"""Find and open Tec Gihan force plates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from serial.tools import list_ports

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.errors import BoardNotFoundError, ConfigError
from balance_arcade.core.text import as_text
from balance_arcade.files.tables import BDS_GEOMETRY, FRONTS
from balance_arcade.hw.address import BoardAddress
from balance_arcade.hw.arduino.portnames import (
    PLATE_CONTROLLER,
    other_names,
    plain_port,
)
from balance_arcade.hw.arduino.ports import SerialLink
from balance_arcade.hw.away import GONE_AFTER_S
from balance_arcade.hw.options import Options
from balance_arcade.hw.registry import BoardRow
from balance_arcade.hw.tecgihan.board import AnotherControllerError, TecGihanBoard
from balance_arcade.hw.tecgihan.controller import Controller
from balance_arcade.hw.tecgihan.messages import BAUD, RANGES, RATES, Plate, Setting

SUM = "sum"
DEFAULT_WAIT_S = 5.0


class _Asked(NamedTuple):
    """Options of an address."""

    port: str
    rate_hz: int
    range_word: str
    plate: str
    centres_mm: tuple[float, ...]
    front: str
    mat_mm: float
    geometry: Geometry | None
    wait_s: float
    silence_s: float


def open_tecgihan_board(address: BoardAddress) -> TecGihanBoard:
    """Open a Tec Gihan force plate behind its controller.

    Parameters
    ----------
    address : BoardAddress
        ``tecgihan:PORT``, with the options

        ``rate``
            120, 240, 250, 500, 1000, 2500, 5000 or 10000 samples a second; 1000 without it.
        ``range``
            Range of Fz: ``3kN``, ``6kN`` or ``10kN``; 3kN without it.
        ``plate``
            Which plate, from 1, or ``sum`` for all; needed where there are several.
        ``at``
            For ``sum``: x and y of each plate's centre in millimetres, in the plates' axes, as
            seen from the common centre, ``at=-250,0,250,0``.
        ``front``
            Axis of the plate that points to the toes; ``+y`` without it.
        ``mat``
            Thickness of what lies on the plate, in millimetres.
        ``width``, ``length``
            Spacing of the corners that the load is resolved onto; 600 x 400 without it.
        ``wait``, ``silence``
            How long to wait for the controller, 5 s; after how long without a sample it counts as
            gone, 30 s: so long somebody has to put its cable back.

    Returns
    -------
    TecGihanBoard

    Raises
    ------
    ConfigError
        An option is unknown or does not fit, or several plates are there and none is chosen.
    BoardNotFoundError, BoardUnavailableError, BoardProtocolError
        The port, or what is behind it.
    """
    asked, clock, text = _asked(address), MonotonicClock(), address.text
    port = plain_port(asked.port)
    link = _open_port(port, text)
    try:
        found = _set_up(link, asked, clock, text)
        setting = _setting(found.plates, asked, text)
        return TecGihanBoard(
            link,
            setting,
            _describe(found, setting, asked, text),
            clock=clock,
            silence_s=asked.silence_s,
            reopen=_reopener(port, found.serial, asked, clock, text),
        )
    except BaseException:
        link.close()
        raise


class _Found(NamedTuple):
    """What a controller says of itself."""

    serial: str
    version: str
    plates: tuple[Plate, ...]


def _reopener(
    port: str, serial: str, asked: _Asked, clock: Clock, text: str
) -> Callable[[], SerialLink]:
    # By the chip's own name where it has one: another device may have the port's name by then.
    lasting = next(iter(other_names(port)), port)

    def reopen() -> SerialLink:
        link = _open_port(lasting, text)
        try:
            other = _set_up(link, asked, clock, text).serial
            _refuse_another(other, serial, text)
        except BaseException:
            link.close()
            raise
        return link

    return reopen


def _refuse_another(answers: str, expected: str, text: str) -> None:
    if answers != expected:
        raise AnotherControllerError(answers, expected, address=text)


def find_boards() -> Sequence[BoardRow]:
    """List ports of controllers, by what their USB chip says; none of them is opened."""
    note = "Not asked. With several plates add plate=N, or plate=sum."
    return [
        BoardRow(f"tecgihan:{port.device}", "Tec Gihan force-plate controller", "real", note)
        for port in list_ports.comports()
        if PLATE_CONTROLLER in (port.product or "")
    ]


def _asked(address: BoardAddress) -> _Asked:
    options = address.reader()
    rate = options.take_choice("rate", [str(rate) for rate in RATES], default="1000")
    range_word = options.take_choice("range", list(RANGES), default="3kN")
    asked = _Asked(
        port=address.path,
        rate_hz=int(rate),
        range_word=range_word,
        plate=options.take_text("plate", default=""),
        centres_mm=_centres(options),
        front=options.take_choice("front", FRONTS, default="+y"),
        mat_mm=options.take_float("mat", default=0.0, minimum=0.0, maximum=200.0),
        geometry=options.take_spacing(),
        wait_s=options.take_float("wait", default=DEFAULT_WAIT_S, minimum=0.1, maximum=60.0),
        silence_s=options.take_float("silence", default=GONE_AFTER_S, minimum=0.5, maximum=60.0),
    )
    options.refuse_unknown()
    if asked.centres_mm and asked.plate != SUM:
        raise options.fault("at", "Only plate=sum has several centres.")
    if not asked.port:
        ports = ", ".join(row.address for row in find_boards()) or "none is connected"
        raise BoardNotFoundError(
            "The address does not name a port.",
            address=address.text,
            hint=f"Write tecgihan:PORT ({ports}).",
        )
    return asked


def _centres(options: Options) -> tuple[float, ...]:
    text = options.take_text("at", default="")
    if not text:
        return ()
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if len(numbers) % 2 or not numbers or not all(-10_000.0 < x < 10_000.0 for x in numbers):
        raise options.fault("at", "Write x,y of each plate in millimetres, like -250,0,250,0.")
    return numbers


def _open_port(port: str, text: str) -> SerialLink:
    return SerialLink(port, address=text, baud=BAUD, hardware_flow=True)


def _set_up(link: SerialLink, asked: _Asked, clock: Clock, text: str) -> _Found:
    controller = Controller(link, clock, address=text)
    controller.make_idle(asked.wait_s)
    serial, version = controller.serial(), controller.version()
    controller.set_up(asked.rate_hz, asked.range_word)
    return _Found(serial, version, controller.plates(RANGES[asked.range_word]))


def _setting(plates: tuple[Plate, ...], asked: _Asked, text: str) -> Setting:
    numbers = [str(number) for number in range(1, len(plates) + 1)]
    there = ", ".join(f"{n} (serial {p.serial})" for n, p in zip(numbers, plates, strict=True))
    plate = asked.plate or ("1" if len(plates) == 1 else "")
    centres = asked.centres_mm
    if plate == SUM and len(centres) != 2 * len(plates):
        raise ConfigError(
            f"'{text}' must say where the centres of {len(plates)} plates are.",
            hint="Add at= with x,y of each in millimetres, like at=-250,0,250,0.",
        )
    if plate != SUM and plate not in numbers:
        what = f"There is no plate {plate}" if plate else "Several plates are connected"
        # Never one of several at random: the person stands on one of them.
        raise ConfigError(f"{what}: {there}.", hint="Add plate= with one of them, or plate=sum.")
    chosen = tuple(range(len(plates))) if plate == SUM else (int(plate) - 1,)
    pairs = tuple(zip(centres[::2], centres[1::2], strict=True)) if centres else ((0.0, 0.0),)
    return Setting(
        plates,
        chosen,
        pairs,
        RATES[asked.rate_hz][1],
        asked.front,
        asked.mat_mm,
        asked.geometry or BDS_GEOMETRY,
    )


def _describe(found: _Found, setting: Setting, asked: _Asked, text: str) -> BoardInfo:
    plates = [setting.plates[i] for i in setting.chosen]
    numbers = "+".join(str(plate.serial) for plate in plates)
    assumed = "" if asked.geometry else ", 600 x 400 mm assumed"
    traits = f"controller {found.version}, {asked.range_word}{assumed}"
    return BoardInfo(
        address=text,
        board_id=f"tecgihan-{found.serial}-{numbers.replace('+', '-')}"[:64],
        model=f"Tec Gihan force plate {numbers} ({traits})",
        serial=f"{found.serial}-{numbers}",
        geometry=setting.geometry,
        nominal_rate_hz=float(asked.rate_hz),
        clock="device",
        # All together can carry what one of them can.
        capacity_n=min(plate.full_scale[2] for plate in plates),
        firmware=as_text(found.version),
    )
