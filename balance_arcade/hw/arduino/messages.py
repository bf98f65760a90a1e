"""Messages between a board and this computer, protocol 1.0.

The bytes of each message stand in ``hardware_docs/arduino_board/protocol.md``. What 1.1 adds to a
sample, the ages of its counts, is passed over.
"""

from __future__ import annotations

import enum

import msgspec

PROTOCOL_VERSION = (1, 0)
N_CELLS = 4
# The range of a 24-bit converter in two's complement; both ends also mean that it is saturated
# (protocol.md 4).
COUNTS_MIN, COUNTS_MAX = -0x800000, 0x7FFFFF
# Of the int16 on the wire the one value that no thermometer gives: -327.68 degrees.
NO_TEMPERATURE = -32768


class FrameType(enum.IntEnum):
    """First byte of a raw frame; the upper bit says that it goes to the board."""

    SAMPLE = 0x01
    HELLO = 0x02
    STATUS = 0x03
    HEARTBEAT = 0x04
    PONG = 0x05
    REFUSAL = 0x06
    ASK_HELLO = 0x81
    START = 0x82
    STOP = 0x83
    ASK_STATUS = 0x84
    PING = 0x85


class AdcKind(enum.IntEnum):
    """Analogue-to-digital converter behind the counts."""

    OTHER = 0
    HX711 = 1
    HX717 = 2
    NAU7802 = 3
    ADS131M04 = 4


class HelloFlag(enum.IntFlag):
    """Flags of a board's hello."""

    EMULATED = 1
    BOOT = 2
    STREAMING = 4


class SampleStatus(enum.IntFlag):
    """Status bits of one sample; four bits a kind, in the order tl tr bl br."""

    # A group of four bits a fault, so that a mask asks whether any cell has it.
    TORN = 0x000F
    SATURATED = 0x00F0
    CELL_FAULT = 0x0F00
    OVERRUN = 0x1000
    SYNC = 0x2000


class RefusalReason(enum.IntEnum):
    """Why a board did not carry out a command."""

    UNKNOWN_COMMAND = 1
    BAD_LENGTH = 2
    NOT_READY = 3


class SampleFrame(msgspec.Struct, frozen=True, gc=False):
    """Four counts at one instant.

    Attributes
    ----------
    device : int
        Number of the board on the line, 0 to 255.
    seq : int
        Counts up by one a sample since the board started, modulo 65536.
    t_us : int
        The board's microseconds when it read the cells, modulo 2**32; the mean of the four times
        from firmware 1.1 on, that of the newest before.
    status : int
        Sum of `SampleStatus` bits.
    tl_counts, tr_counts, bl_counts, br_counts : int
        Signed 24-bit counts.
    """

    device: int
    seq: int
    t_us: int
    status: int
    tl_counts: int
    tr_counts: int
    bl_counts: int
    br_counts: int


class HelloFrame(msgspec.Struct, frozen=True):
    """Identity of a board; sent when it starts and when it is asked.

    Attributes
    ----------
    device, seq : int
        Number on the line; number of the question, 0 when it was not asked.
    protocol : tuple of int
        Major and minor version.
    firmware : tuple of int
        Major, minor and patch version.
    adc : int
        `AdcKind`, or a number that is not known yet.
    adc_gain : int
        Gain of the amplifier before the converter.
    n_cells : int
        Load cells; 4 for a balance board.
    flags : int
        Sum of `HelloFlag`.
    nominal_rate_mhz : int
        Samples a second, in thousandths of a hertz.
    unique_id : bytes
        Eight bytes that no other board has.
    """

    device: int
    seq: int
    protocol: tuple[int, int]
    firmware: tuple[int, int, int]
    adc: int
    adc_gain: int
    n_cells: int
    flags: int
    nominal_rate_mhz: int
    unique_id: bytes

    @property
    def nominal_rate_hz(self) -> float:
        """Samples a second."""
        return self.nominal_rate_mhz / 1000.0


class StatusFrame(msgspec.Struct, frozen=True):
    """Counters of a board; as a heartbeat once a second, or when asked.

    Attributes
    ----------
    device, seq : int
        Number on the line; number of the question, or of the heartbeat.
    heartbeat : bool
        Whether it came by itself.
    streaming : bool
        Whether samples are being sent.
    t_us : int
        The board's microseconds, modulo 2**32.
    n_sent, n_torn, n_overrun : int
        Since it started: samples sent, samples with a torn cell, samples that found no room in its
        buffer and were lost.
    n_bad_commands : int
        Frames to the board that failed their check.
    supply_mv : int
        Supply of the cells in millivolts; 0 where it is not measured.
    temperature_cdeg : int
        Hundredths of a degree Celsius near the cells; -32768 where it is not measured.
    """

    device: int
    seq: int
    heartbeat: bool
    streaming: bool
    t_us: int
    n_sent: int
    n_torn: int
    n_overrun: int
    n_bad_commands: int
    supply_mv: int
    temperature_cdeg: int


class PongFrame(msgspec.Struct, frozen=True):
    """Answer to a ping: its token, and the board's microseconds when it came."""

    device: int
    seq: int
    token: int
    t_us: int


class RefusalFrame(msgspec.Struct, frozen=True):
    """A command that was not carried out: its type and the `RefusalReason`."""

    device: int
    seq: int
    command: int
    reason: int


class CommandFrame(msgspec.Struct, frozen=True):
    """An order to a board: ``ASK_HELLO``, ``START``, ``STOP`` or ``ASK_STATUS``."""

    device: int
    seq: int
    type: FrameType


class PingFrame(msgspec.Struct, frozen=True):
    """Ask for the board's time; the token comes back."""

    device: int
    seq: int
    token: int


class UnknownFrame(msgspec.Struct, frozen=True):
    """A whole frame of a type that this version does not know."""

    device: int
    seq: int
    type: int
    body: bytes


Frame = (
    SampleFrame
    | HelloFrame
    | StatusFrame
    | PongFrame
    | RefusalFrame
    | CommandFrame
    | PingFrame
    | UnknownFrame
)
