"""Open a stream of the Lab Streaming Layer by its address."""

from __future__ import annotations

from types import ModuleType
from typing import Any, cast, get_args

import msgspec

from balance_arcade.core.board import BoardInfo, Geometry, Origin
from balance_arcade.core.errors import (
    BoardNotFoundError,
    BoardUnavailableError,
    ConfigError,
    UnavailableReason,
)
from balance_arcade.files.tables import BDS_GEOMETRY, FRONTS
from balance_arcade.files.tables.stream_channels import (
    COUNTS,
    ChannelLayout,
    PlateAxes,
    find_layout,
)
from balance_arcade.hw.address import BoardAddress
from balance_arcade.hw.calibration import Calibration, owner_of
from balance_arcade.hw.calibration.raw import RAW_COUNTS, counts_calibration
from balance_arcade.hw.lsl.board import BUFFER_S, LslBoard
from balance_arcade.hw.lsl.library import SCOPES, load_lsl
from balance_arcade.hw.options import Options

DESCRIPTION = "balance_arcade"
"""Element of a stream's description in which our outlet says origin and geometry."""

RAW_CALIBRATION = RAW_UNIT = RAW_COUNTS
"""Opens a stream of counts as they are, to be calibrated."""

_UNKNOWN = Geometry(0.0, 0.0)
_OTHERS_S = 1.0
"""How long to look for a second stream that fits; senders of one computer answer within 0.5 s."""


def open_lsl_board(address: BoardAddress) -> LslBoard:
    """Open a stream of the Lab Streaming Layer.

    Parameters
    ----------
    address : BoardAddress
        ``lsl:NAME``, with the options

        ``type``, ``source``
            The stream's type and source id; enough without a name.
        ``wait``
            How long to look for it, 5 s.
        ``silence``
            After how long without a sample it counts as gone, 5 s.
        ``channels``, ``units``
            Labels and units, where the stream does not say them: ``channels=tl,tr,bl,br``,
            ``units=n``.
        ``calibration``
            For corner channels in counts: a calibration file, or ``counts`` to pass them through;
            without it the stream's own file in the user's settings, by its source id.
        ``width``, ``length``
            Spacing of the corners in millimetres, where the stream does not say it; needed for
            corner forces, 600 x 400 for a plate.
        ``front``, ``z``, ``depth``, ``sign``
            How a plate stands (``fz mx my``), as for files; ``sign=-`` where Fz is negative under
            load.
        ``rate``
            Samples a second, for a stream of irregular rate.
        ``scope``
            How far to look: ``machine`` (this computer, the default), ``link``, ``site``, ``own``.

    Returns
    -------
    LslBoard

    Raises
    ------
    ConfigError
        An option is unknown or does not fit, a unit is missing, or several streams fit.
    BoardNotFoundError
        No such stream within the time.
    BoardUnavailableError
        pylsl is not installed, or the stream does not open.
    CalibrationError
        Counts without a calibration, or one that does not fit.
    """
    options = address.reader()
    predicate = _predicate(address, options)
    wait_s = options.take_float("wait", default=5.0, minimum=0.1, maximum=60.0)
    silence_s = options.take_float("silence", default=5.0, minimum=0.2, maximum=60.0)
    scope = options.take_choice("scope", SCOPES, default=SCOPES[0])
    asked = _LslOptions(options)
    options.refuse_unknown()
    lsl = load_lsl(address.text, scope)
    inlet = _open(lsl, address.text, predicate, wait_s, scope, alone=options.has("source"))
    try:
        stream = inlet.info(wait_s)
        labels, units = asked.channels(stream)
        layout = find_layout(labels, units, asked.units)
        raw = _is_raw(layout, units, asked, address.text)
        info = _describe(stream, address.text, asked, corners=layout.kind == "corners", raw=raw)
        calibration = _calibration(info, asked.calibration) if raw else None
        if calibration is not None:
            info = _calibrated(info, calibration)
        # The first correction takes longest; asked for here, it does not hold up the first read.
        inlet.time_correction(wait_s)
        return LslBoard(
            lsl,
            inlet,
            info,
            layout,
            asked.axes,
            silence_s=silence_s,
            calibration=calibration,
            regular=stream.nominal_srate() > 0.0,
        )
    except (lsl.util.LostError, lsl.util.TimeoutError) as error:
        inlet.close_stream()
        raise _silent(address.text) from error
    except BaseException:
        inlet.close_stream()
        raise


class _LslOptions:
    """What the address says of the stream's channels."""

    def __init__(self, options: Options) -> None:
        self.labels = [
            part for part in options.take_text("channels", default="").split(",") if part
        ]
        self.calibration = options.take_text("calibration", default="")
        # What is to be calibrated and has no unit is counts.
        self.units = options.take_text("units", default=RAW_COUNTS if self.calibration else "")
        self.rate_hz = options.take_float("rate", default=0.0, minimum=1.0, maximum=10_000.0)
        self.geometry = options.take_spacing()
        self.axes = PlateAxes(
            front=options.take_choice("front", FRONTS, default="+y"),
            z_down=options.take_choice("z", ("down", "up"), default="down") == "down",
            depth_mm=options.take_float("depth", default=0.0, minimum=0.0, maximum=500.0),
            sense=1.0 if options.take_choice("sign", ("+", "-"), default="+") == "+" else -1.0,
        )

    def channels(self, stream: Any) -> tuple[list[str], list[str]]:
        """Labels and units of the stream's channels."""
        count = stream.channel_count()
        labels = self.labels or [text or "" for text in stream.get_channel_labels() or []]
        units = [text or "" for text in stream.get_channel_units() or []]
        if self.labels and len(self.labels) != count:
            raise ConfigError(
                f"The stream has {count} channels, but channels= names {len(self.labels)}.",
                hint="Name each channel in its order. Write - for a channel that is not a force.",
            )
        # A stream may state fewer units than channels.
        return labels, (units + [""] * count)[: len(labels)]


def _predicate(address: BoardAddress, options: Options) -> str:
    wanted = {
        "name": address.path,
        "type": options.take_text("type", default=""),
        "source_id": options.take_text("source", default=""),
    }
    parts = []
    for key, value in wanted.items():
        # The predicate is XPath 1.0, which knows no escape for a quotation mark.
        if "'" in value and '"' in value:
            raise ConfigError(
                f"'{address.text}' has both kinds of quotation marks in one name.",
                hint="Name the stream by source= or type= instead.",
            )
        quote = '"' if "'" in value else "'"
        parts += [f"{key}={quote}{value}{quote}"] if value else []
    if not parts:
        raise ConfigError(
            "The address does not name a stream.",
            hint="Write lsl:NAME, lsl:?type=Force or lsl:?source=ID.",
        )
    return " and ".join(parts)


def _open(
    lsl: ModuleType, text: str, predicate: str, wait_s: float, scope: str, *, alone: bool
) -> Any:
    found = lsl.resolve_bypred(predicate, 1, wait_s)
    if not found:
        raise BoardNotFoundError(
            f"No LSL stream with {predicate} within {wait_s:g} s.",
            address=text,
            hint="Check that its sender runs. If it runs on another computer, add scope=link."
            if scope == "machine"
            else "Check that its sender runs, and that no firewall blocks it.",
        )
    # A source id is one sender's alone, so nobody else need be looked for.
    all_found = found if alone else lsl.resolve_bypred(predicate, 2, _OTHERS_S)
    others = {stream.uid(): stream for stream in all_found}
    # Never one of two at random: the person stands on one of them.
    if len(others) > 1:
        names = ", ".join(f"{s.name()} (source={s.source_id()})" for s in others.values())
        raise ConfigError(f"{len(others)} LSL streams fit: {names}.", hint="Add source=ID.")
    # Without recovery, or liblsl would wait for a lost sender for ever and nobody would be told.
    inlet = lsl.StreamInlet(found[0], max_buflen=BUFFER_S, recover=False)
    try:
        inlet.open_stream(wait_s)
    except (lsl.util.LostError, lsl.util.TimeoutError) as error:
        raise _silent(text) from error
    return inlet


def _silent(text: str) -> BoardUnavailableError:
    return BoardUnavailableError(
        "The LSL stream was found, but it cannot be opened.",
        address=text,
        reason=UnavailableReason.SILENT,
        hint="Start its sender again. A firewall may also block it.",
    )


def _calibration(info: BoardInfo, wanted: str) -> Calibration:
    spacing = info.geometry if info.geometry != _UNKNOWN else None
    return counts_calibration(owner_of(info), wanted, spacing, address=info.address)


def _calibrated(info: BoardInfo, calibration: Calibration) -> BoardInfo:
    return msgspec.structs.replace(
        info,
        geometry=calibration.geometry,
        calibration_id=calibration.calibration_id,
        accuracy=calibration.accuracy,
    )


def _is_raw(layout: ChannelLayout, units: list[str], asked: _LslOptions, text: str) -> bool:
    """Whether the channels are counts of four cells, which a calibration turns into newtons."""
    said = [(units[i] or asked.units).strip().lower() for i in layout.index]
    counts = [unit in COUNTS for unit in said]
    if layout.kind == "corners" and all(counts):
        return True
    if asked.calibration or any(counts):
        raise ConfigError(
            f"In '{text}' the channels are {', '.join(layout.names)} in {', '.join(said)};"
            " only four corners in counts are calibrated.",
            hint="Leave calibration= out, or name the counts with channels=tl,tr,bl,br and"
            " units=counts.",
        )
    return False


def _describe(stream: Any, text: str, asked: _LslOptions, *, corners: bool, raw: bool) -> BoardInfo:
    rate_hz = asked.rate_hz or float(stream.nominal_srate())
    if rate_hz <= 0.0:
        raise ConfigError(
            "The stream does not state its sampling rate.",
            hint="Add rate=HZ, its nominal number of samples a second.",
        )
    said = stream.desc().child(DESCRIPTION)
    geometry = asked.geometry or _geometry(
        said.child_value("width_mm"), said.child_value("length_mm")
    )
    assumed = ""
    if geometry is None and raw:
        geometry = _UNKNOWN  # A calibration has its own.
    if geometry is None and corners:
        raise ConfigError(
            "The stream does not state the spacing of its corners.",
            hint="Add width=MM&length=MM, the spacing of its cells.",
        )
    if geometry is None:
        geometry = BDS_GEOMETRY
        assumed = f", {geometry.width_mm:g} x {geometry.length_mm:g} mm assumed"
    origin = said.child_value("origin")
    short = "".join(c if c.isalnum() and c.isascii() else "-" for c in stream.name()).strip("-")
    return BoardInfo(
        address=text,
        board_id=f"lsl-{short[:40].strip('-') or 'stream'}",
        model=f"LSL stream {stream.name()} ({stream.type()}){assumed}",
        serial=stream.source_id(),
        geometry=geometry,
        nominal_rate_hz=rate_hz,
        clock="host",
        # Another sender may write anything there; what is not known to be simulated is taken for
        # real.
        origin=cast(Origin, origin) if origin in get_args(Origin) else "real",
        pre_zeroed=said.child_value("pre_zeroed") == "yes",
    )


def _geometry(width: str, length: str) -> Geometry | None:
    try:
        width_mm, length_mm = float(width), float(length)
    except ValueError:
        return None
    return Geometry(width_mm, length_mm) if min(width_mm, length_mm) > 0.0 else None
