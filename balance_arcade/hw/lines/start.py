"""The beginning of a stream of lines: find the form of a line and the rate, or say why not."""

from __future__ import annotations

from typing import NamedTuple

from balance_arcade.core.clock import Clock
from balance_arcade.core.errors import (
    BoardDisconnectedError,
    BoardError,
    BoardProtocolError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.hw.arduino.handshake import RAISE_DTR_AFTER_S
from balance_arcade.hw.arduino.ports import SerialLink
from balance_arcade.hw.lines.columns import Columns
from balance_arcade.hw.lines.decoder import LineDecoder, Row
from balance_arcade.hw.lines.links import ByteLink
from balance_arcade.hw.linetext import shown, why_not

MEASURE_S = 1.0
MEASURE_ROWS = 10
"""The rate is measured over so long and so many rows."""

MOST_UNREAD_LINES = 60
"""After so many unreadable lines nothing better is to be expected; a boot message has fewer."""

LEAST_RATE_HZ, MOST_RATE_HZ = 1.0, 10_000.0
_SLICE_S = 0.05


class Batch(NamedTuple):
    """Rows that were read together, and when."""

    rows: list[Row]
    now_ns: int


class Beginning(NamedTuple):
    """What came while the board was opened, and its rate."""

    batches: list[Batch]
    rate_hz: float


def begin(
    link: ByteLink,
    decoder: LineDecoder,
    columns: Columns,
    clock: Clock,
    *,
    address: str,
    wait_s: float,
    rate_hz: float,
) -> Beginning:
    """Read until the form of a line and the rate are known.

    Parameters
    ----------
    link : ByteLink
        The open link.
    decoder : LineDecoder
        Takes the bytes; goes on with the same stream afterwards.
    columns : Columns
        What a line should hold.
    clock : Clock
        Stamps what comes.
    address : str
        For messages.
    wait_s : float
        How long to wait for a first row, and again for a rate.
    rate_hz : float
        The rate, or 0 to measure it.

    Returns
    -------
    Beginning
        No row that came is lost.

    Raises
    ------
    BoardUnavailableError
        Nothing came (``SILENT``).
    BoardProtocolError
        What came cannot be read, or too few lines came to tell a rate.
    """
    start_ns, heard, dtr_raised = clock.now_ns(), False, False
    batches: list[Batch] = []
    while not _enough(batches, rate_hz):
        now_ns = clock.now_ns()
        elapsed_s = (now_ns - start_ns) / 1e9
        first_s = (batches[0].now_ns - start_ns) / 1e9 if batches else 0.0
        if elapsed_s - first_s >= wait_s or decoder.n_headings > MOST_UNREAD_LINES > len(batches):
            break
        # As for any board: USB devices themselves send nothing until DTR is up, and raising it
        # resets an Uno, so it comes late.
        if not (heard or dtr_raised) and elapsed_s >= RAISE_DTR_AFTER_S:
            dtr_raised = True
            if isinstance(link, SerialLink):
                link.raise_dtr()
        try:
            data = link.read(_SLICE_S)
        except BoardDisconnectedError:
            if not batches:
                raise
            break  # A pipe that has ended may have brought all there is to know.
        heard = heard or bool(data)
        rows = decoder.feed(data)
        if rows:
            batches.append(Batch(rows, clock.now_ns()))
    if not batches:
        raise _no_row(decoder, columns, address, wait_s, heard=heard)
    return Beginning(batches, rate_hz or _rate(batches, columns, address, wait_s))


def _enough(batches: list[Batch], rate_hz: float) -> bool:
    if not batches:
        return False
    if rate_hz:
        return True
    n_rows = sum(len(batch.rows) for batch in batches)
    span_s = (batches[-1].now_ns - batches[0].now_ns) / 1e9
    return n_rows >= MEASURE_ROWS and span_s >= MEASURE_S


def _rate(batches: list[Batch], columns: Columns, address: str, wait_s: float) -> float:
    rows = [row for batch in batches for row in batch.rows]
    if columns.ticks_a_second:
        n_steps, span_s = len(rows) - 1, (rows[-1].ticks - rows[0].ticks) / columns.ticks_a_second
    else:
        # The first batch had waited for its reader; what came after it came in the time since.
        n_steps = len(rows) - len(batches[0].rows)
        span_s = (batches[-1].now_ns - batches[0].now_ns) / 1e9
    rate_hz = n_steps / span_s if span_s > 0.0 and n_steps > 0 else 0.0
    if not LEAST_RATE_HZ <= rate_hz <= MOST_RATE_HZ:
        raise BoardProtocolError(
            f"The rate cannot be told: {len(rows)} lines came in the first {wait_s:g} s.",
            address=address,
            hint="Add rate=HZ, the number of lines a second, and check that the sketch prints all"
            " the time.",
        )
    return float(f"{rate_hz:.3g}")


def _no_row(
    decoder: LineDecoder, columns: Columns, address: str, wait_s: float, *, heard: bool
) -> BoardError:
    if not heard:
        return BoardUnavailableError(
            f"Nothing came within {wait_s:g} s.",
            address=address,
            reason=UnavailableReason.SILENT,
            hint="Check that the sender has power and sends to this place, and its baud rate.",
        )
    if not decoder.bad_line:
        return BoardProtocolError(
            f"Bytes came for {wait_s:g} s, but no whole line"
            + (f": '{shown(decoder.rest)}'." if decoder.rest else "."),
            address=address,
            hint="End each line with a new line (println), and check the baud rate (baud=).",
        )
    what, hint = why_not(decoder.bad_line, len(columns))
    return BoardProtocolError(what, address=address, hint=hint)
