"""Bytes in, frames out: no port, no clock, and no bytes that could make it fail."""

from __future__ import annotations

from balance_arcade.hw.arduino.frames import DELIMITER, MAX_ENCODED_BYTES, FrameError, decode_frame
from balance_arcade.hw.arduino.messages import Frame


class FrameDecoder:
    """Cut a stream of bytes into frames.

    Any chunking of the same bytes gives the same frames. What is no frame is counted and left
    behind; the next zero byte starts afresh, so garbage costs at most the one frame it touches.
    Memory is bounded: of bytes without a zero no more than one frame's worth is kept.

    Attributes
    ----------
    n_frames : int
        Good frames so far.
    n_bad_frames : int
        Pieces between two zero bytes that failed their check. The piece before the first zero does
        not count: a listener that comes late always cuts one.
    n_discarded_bytes : int
        Bytes that belonged to no good frame, zero bytes left out.

    Examples
    --------
    >>> decoder = FrameDecoder()
    >>> decoder.feed(bytes.fromhex("ff ff 00 02 82 02 01"))
    []
    >>> decoder.feed(bytes.fromhex("03 e1 0e 00"))
    [CommandFrame(device=0, seq=1, type=<FrameType.START: 130>)]
    >>> decoder.n_bad_frames, decoder.n_discarded_bytes
    (0, 2)
    """

    def __init__(self) -> None:
        self.n_frames = 0
        self.n_bad_frames = 0
        self.n_discarded_bytes = 0
        self._pending = b""
        self._overlong = False
        self._synchronised = False

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes in the order they came and return the frames they complete.

        Parameters
        ----------
        data : bytes
            Any number of bytes.

        Returns
        -------
        list of Frame
            Oldest first; empty while a frame is incomplete.
        """
        # What stands behind the last zero is the beginning of a frame that is still on its way.
        *pieces, rest = (self._pending + data).split(DELIMITER)
        frames: list[Frame] = []
        for piece in pieces:
            frame = self._piece(piece)
            if frame is not None:
                frames.append(frame)
        self._keep(rest)
        return frames

    def _piece(self, piece: bytes) -> Frame | None:
        # The tail of a piece that was given up may look like a frame of its own; it is not taken
        # for one.
        overlong, self._overlong = self._overlong, False
        synchronised, self._synchronised = self._synchronised, True
        # Two zeros in a row: a sender puts one before its frames, which is no fault.
        if not piece and not overlong:
            return None
        if not overlong and len(piece) <= MAX_ENCODED_BYTES:
            try:
                frame = decode_frame(piece)
            except FrameError:
                pass  # Counted below, with the pieces that are too long.
            else:
                self.n_frames += 1
                return frame
        # Before the first zero nobody knows where the frame began.
        self.n_bad_frames += int(synchronised)
        self.n_discarded_bytes += len(piece)
        return None

    def _keep(self, rest: bytes) -> None:
        # No frame is this long, so the bytes are let go at once and the rest of the piece with
        # them.
        if self._overlong or len(rest) > MAX_ENCODED_BYTES:
            self.n_discarded_bytes += len(rest)
            self._overlong = True
            rest = b""
        self._pending = rest
