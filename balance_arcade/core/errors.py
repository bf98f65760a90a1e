"""The error tree: every message says what happened, every hint says what to do.

Bad arguments of a call stay ``ValueError`` and ``TypeError``; everything below is a fault of the
world outside (a board, a file, a message) that a person can correct.

::

    BalanceArcadeError(message, hint=...)
      ConfigError
        NewerStoreError
      RecordingError   DisplayError
      RecordsError
        RecordsAwayError
      CalibrationError
        CalibrationFitError(reason, points)
      BoardError(address)
        BoardNotFoundError   BoardUnavailableError(reason)
        BoardDisconnectedError   BoardProtocolError
      MessageError
        VersionMismatchError   MalformedMessageError
"""

from __future__ import annotations

import enum


class BalanceArcadeError(Exception):
    """Root of the tree.

    Parameters
    ----------
    message : str
        What happened, as one sentence.
    hint : str, optional
        What to do about it, as one sentence.

    Examples
    --------
    >>> print(BalanceArcadeError("No file at walk.mcap.", hint="Check the path."))
    No file at walk.mcap. Check the path.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ConfigError(BalanceArcadeError):
    """A setting, an address or an option is not valid."""


class NewerStoreError(ConfigError):
    """What is kept was written by a newer program: it stays as it is."""


class CalibrationError(BalanceArcadeError):
    """A calibration is missing, belongs to another board, or does not fit."""


class FitFault(enum.Enum):
    """Why a calibration cannot be computed from readings."""

    TOO_FEW = "too few points"
    ON_A_LINE = "points on a line"
    ONE_LOAD = "one load only"
    DEAD_CELL = "dead cell"
    REVERSED = "reversed cell"
    SATURATED = "saturated"
    UNSTEADY = "unsteady"
    DRIFT = "drift between tares"
    NO_SENSE = "numbers that make no sense"
    SWAPPED = "swapped points"
    WRONG_MASS = "wrong mass"
    WRONG_PLACE = "wrong place"
    NO_FIT = "no linear board"


class CalibrationFitError(CalibrationError):
    """Readings of a calibration that cannot be trusted.

    Parameters
    ----------
    message : str
        What is wrong, with the point.
    reason : FitFault
        The class of the fault, for programs.
    points : tuple of int, optional
        The suspicious points, counted from 1.
    hint : str, optional
        What to do.
    """

    def __init__(
        self, message: str, *, reason: FitFault, points: tuple[int, ...] = (), hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason
        self.points = points


class RecordingError(BalanceArcadeError):
    """A recording cannot be written, read or understood."""


class RecordsError(BalanceArcadeError):
    """The clinic's records cannot be opened, written or read, or do not fit together."""


class RecordsAwayError(RecordsError):
    """The database of the records is locked, gone, full or none; later it may take what it did not.

    Nothing of the step was kept.
    """


class DisplayError(BalanceArcadeError):
    """There is no screen to draw on, or nothing to draw letters with."""


class WindowClosedError(Exception):
    """Somebody closed the patient's window before there was a session; no fault of anything."""


class BoardError(BalanceArcadeError):
    """A fault of one board.

    Parameters
    ----------
    message : str
        What happened.
    address : str
        The board's address as it was asked for, for example ``arduino:/dev/ttyACM0``.
    hint : str, optional
        What to do.
    """

    def __init__(self, message: str, *, address: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.address = address


def board_raised(model: str, address: str, error: Exception) -> BoardError:
    """Fault of a board whose driver raised something that is not in this tree.

    Examples
    --------
    >>> print(board_raised("Slab", "slab:", KeyError("cell")).message)
    The board Slab raised KeyError when it was read: 'cell'.
    """
    fault = BoardError(
        f"The board {model} raised {type(error).__name__} when it was read: {error}.",
        address=address,
        hint="Report it to the makers of its driver.",
    )
    # The error is returned, not raised here, so `raise ... from` cannot note what caused it.
    fault.__cause__ = error
    return fault


class BoardNotFoundError(BoardError):
    """There is no such board: unknown scheme, missing port, missing file."""


class UnavailableReason(enum.Enum):
    """Why a board that exists cannot be used."""

    PERMISSION = "permission"
    BUSY = "busy"
    BLUETOOTH_OFF = "bluetooth off"
    NOT_PAIRED = "not paired"
    DRIVER_MISSING = "driver missing"
    SILENT = "silent"


class BoardUnavailableError(BoardError):
    """The board is there but cannot be used.

    Parameters
    ----------
    message : str
        What happened.
    address : str
        The board's address.
    reason : UnavailableReason
        The class of the fault, for programs.
    hint : str, optional
        What to do.
    """

    def __init__(
        self, message: str, *, address: str, reason: UnavailableReason, hint: str = ""
    ) -> None:
        super().__init__(message, address=address, hint=hint)
        self.reason = reason


class BoardDisconnectedError(BoardError):
    """The board went away while it was in use."""


class BoardProtocolError(BoardError):
    """The device at the address does not speak the board's protocol."""


class MessageError(BalanceArcadeError):
    """A message on the wire cannot be used."""


class VersionMismatchError(MessageError):
    """The peer speaks another major version."""


class MalformedMessageError(MessageError):
    """The bytes are not a message."""
