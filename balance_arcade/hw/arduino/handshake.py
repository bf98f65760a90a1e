"""The handshake: find out which board is at the other end of a link."""

from __future__ import annotations

from typing import Protocol

from balance_arcade.core.clock import Clock
from balance_arcade.core.errors import (
    BoardProtocolError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.hw.arduino.decoder import FrameDecoder
from balance_arcade.hw.arduino.frames import encode_frame
from balance_arcade.hw.arduino.messages import (
    N_CELLS,
    PROTOCOL_VERSION,
    CommandFrame,
    FrameType,
    HelloFrame,
)

# An Uno is silent for about a second after a reset: its bootloader waits for an upload.
ASK_EVERY_S = 0.3
# Boards that are USB devices themselves (Leonardo, Pico) send nothing until DTR says that a
# terminal is open. An Uno would be reset by it, so it comes late.
RAISE_DTR_AFTER_S = 1.5
"""After this long without a byte, DTR is raised for boards that wait for it."""

_SHOWN_BYTES = 16


class Link(Protocol):
    """What the handshake needs of a link."""

    def read(self, timeout_s: float) -> bytes:
        """Return bytes that have come."""
        ...

    def write(self, data: bytes) -> None:
        """Send bytes."""
        ...

    def raise_dtr(self) -> None:
        """Raise DTR."""
        ...


def greet(
    link: Link, decoder: FrameDecoder, clock: Clock, *, address: str, wait_s: float
) -> HelloFrame:
    """Ask until a board answers with its hello.

    Asked again and again, because opening a port may reset the board, and a board that starts hears
    nothing for a second or two.

    Parameters
    ----------
    link : Link
        The open link.
    decoder : FrameDecoder
        Takes the bytes; goes on with the same stream afterwards.
    clock : Clock
        Says when to ask again and when to give up.
    address : str
        For messages.
    wait_s : float
        How long to try, in seconds.

    Returns
    -------
    HelloFrame

    Raises
    ------
    BoardUnavailableError
        Not one byte came (``SILENT``).
    BoardProtocolError
        Bytes came, but no hello; or the board speaks another major version, or has other than
        four cells.
    """
    start_ns = clock.now_ns()
    # Asked at once: a board that opening has not reset answers within milliseconds.
    asked_s, n_asked, dtr_raised = -ASK_EVERY_S, 0, False
    heard = b""
    while (elapsed_s := (clock.now_ns() - start_ns) / 1e9) < wait_s:
        if elapsed_s - asked_s >= ASK_EVERY_S:
            asked_s, n_asked = elapsed_s, n_asked + 1
            # The leading zero ends whatever the board has half received.
            link.write(b"\0" + encode_frame(CommandFrame(0, n_asked, FrameType.ASK_HELLO)))
        # A board that has sent anything does not wait for DTR, and raising it would reset an Uno.
        if not (heard or dtr_raised) and elapsed_s >= RAISE_DTR_AFTER_S:
            dtr_raised = True
            link.raise_dtr()
        data = link.read(min(ASK_EVERY_S, wait_s - elapsed_s))
        # Kept for the error: they show a wrong baud rate, or another program's text.
        heard = (heard + data)[:_SHOWN_BYTES]
        for frame in decoder.feed(data):
            if isinstance(frame, HelloFrame):
                return _checked(frame, address)
    raise _no_hello(heard, decoder, address, wait_s)


def _checked(hello: HelloFrame, address: str) -> HelloFrame:
    if hello.protocol[0] != PROTOCOL_VERSION[0]:
        raise BoardProtocolError(
            f"The board speaks protocol {hello.protocol[0]}.{hello.protocol[1]}, "
            f"this program speaks {PROTOCOL_VERSION[0]}.{PROTOCOL_VERSION[1]}.",
            address=address,
            hint="Load the firmware that belongs to this version of Balance Arcade.",
        )
    # The rate is divided by later on, and four cells are what the frames hold.
    if hello.n_cells != N_CELLS or hello.nominal_rate_mhz == 0:
        raise BoardProtocolError(
            f"The board has {hello.n_cells} cells at {hello.nominal_rate_hz:g} Hz; "
            "a balance board has four cells and a rate above 0.",
            address=address,
            hint="Check which firmware is on the board.",
        )
    return hello


def _no_hello(heard: bytes, decoder: FrameDecoder, address: str, wait_s: float) -> Exception:
    if not heard:
        return BoardUnavailableError(
            f"Nothing answered within {wait_s:g} s.",
            address=address,
            reason=UnavailableReason.SILENT,
            hint="Check that the board has power, our firmware, and that this is its port.",
        )
    what = "other frames" if decoder.n_frames else "bytes that are not frames of ours"
    said = " ".join(heard.decode("ascii", errors="replace").split())
    # Other firmware often prints text, which tells people at once what is on the board.
    prints = f'; it prints "{said}"' if said.isascii() and said.isprintable() and said else ""
    return BoardProtocolError(
        f"The device at this port sends {what}, but no hello"
        f" (first bytes {heard.hex(' ')}{prints}).",
        address=address,
        hint="Check that this is the right port, with our firmware, at the right baud rate.",
    )
