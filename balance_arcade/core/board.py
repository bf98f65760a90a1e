"""The contract of a board, and its description."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Final, Literal, Protocol, Self, TypeVar, runtime_checkable

import msgspec

from balance_arcade.core.samples import ForceSample
from balance_arcade.core.text import as_text

Origin = Literal["real", "simulated", "replayed"]
ClockKind = Literal["device", "host", "virtual"]
Stance = Literal[
    "both",
    "left",
    "right",
    "off",
    "land",
    "jump",
    "squat_jump",
    "hops",
    "drop_jump",
    "sit",
    "rise",
    "recover",
]
"""How a game wants the person on the board: on both feet, on the left or the right leg alone, off
the board, or coming down onto it out of a hop or a drop; or jumping from it: with a
countermovement, out of a squat, again and again, or after a drop onto it; on a chair with the feet
on the board, up and down from it; or wherever the feet have to be after a push."""
_T = TypeVar("_T")


class Geometry(msgspec.Struct, frozen=True):
    """Where the four load cells are.

    Attributes
    ----------
    width_mm : float
        Distance between the left and the right cells (medio-lateral).
    length_mm : float
        Distance between the rear and the front cells (antero-posterior).

    Examples
    --------
    >>> Geometry(433.0, 238.0).corners_mm()[1]
    (216.5, 119.0)
    """

    width_mm: float
    length_mm: float

    def corners_mm(self) -> tuple[tuple[float, float], ...]:
        """(ml, ap) of the cells in millimetres, in the order tl, tr, bl, br."""
        x, y = self.width_mm / 2.0, self.length_mm / 2.0
        return ((-x, y), (x, y), (-x, -y), (x, -y))


class CellAccuracy(msgspec.Struct, frozen=True):
    """How well one load cell of a board measures, all four alike.

    Attributes
    ----------
    noise_sd_n : float
        Standard deviation from sample to sample at rest, in newtons, at the rate in use.
    residual_n : float
        Standard uncertainty of one cell that stays through a trial, in newtons.
    source : str
        Where the numbers come from: ``calibration of 2026-03-02``, ``data sheet`` ...
    """

    noise_sd_n: float
    residual_n: float
    source: str


class BoardInfo(msgspec.Struct, frozen=True):
    """Description of a board.

    Attributes
    ----------
    address : str
        The address that opens it again.
    board_id : str
        Short name for the wire and for file names: letters, digits, ``-`` only.
    model : str
        For people: ``Simulated person (healthy)``, ``Arduino board``.
    serial : str
        The maker's or the firmware's unique number; empty where there is none.
    geometry : Geometry
        Spacing of the cells.
    nominal_rate_hz : float
        The rate the board claims; the measured one is counted elsewhere.
    clock : {"device", "host", "virtual"}
        What `ForceSample.t_s` is made from; virtual means not tied to the wall's clock.
    calibration_id : str
        Which calibration turned counts into newtons; empty where forces came ready.
    origin : {"real", "simulated", "replayed"}
        Where the data come from. Everything that is not real is marked wherever it is shown.
    pre_zeroed : bool
        The zero is part of the data (a force-plate file, a simulation that starts standing), so
        the session does not ask for an empty board.
    speed : float
        Speed of the board's clock against the wall's; 0 means as fast as it is read.
    accuracy : CellAccuracy or None
        How well its cells measure; None where nobody has found out.
    capacity_n : float or UNSET
        The most that it may carry and still measures, in newtons; unset, and left out wherever the
        description is written, where that is not known.
    firmware : str or UNSET
        Version of the program on the board, as the board tells it; unset, and left out wherever
        the description is written, where it tells none.
    """

    address: str
    board_id: str
    model: str
    serial: str
    geometry: Geometry
    nominal_rate_hz: float
    clock: ClockKind
    calibration_id: str = ""
    origin: Origin = "real"
    pre_zeroed: bool = False
    speed: float = 1.0
    accuracy: CellAccuracy | None = None
    capacity_n: float | msgspec.UnsetType = msgspec.UNSET
    firmware: str | msgspec.UnsetType = msgspec.UNSET

    def __post_init__(self) -> None:
        """Escape what is no text: a file's name may hold any bytes, stream and file only text."""
        # Both may come from a file's name or a device; the others are the house's own words.
        for name in ("address", "model"):
            told: str = getattr(self, name)
            written = as_text(told)
            if written != told:
                # The struct is frozen, but nobody has seen it yet.
                msgspec.structs.force_setattr(self, name, written)


def _always(default: _T) -> _T:
    """Give a default that is written too: only those that no factory makes are left out."""
    return msgspec.field(default_factory=lambda: default)


class BoardHealth(msgspec.Struct, frozen=True, omit_defaults=True):
    """Counters of one board since it was opened.

    Late, lost, held and doubled samples are four things, and each is counted by itself. What was
    late came and is placed where it was measured; what was lost never came; what was held came with
    nothing new in it; what was doubled came once more and is left out.

    Attributes
    ----------
    n_samples : int
        Samples delivered.
    n_gaps, n_lost : int
        Times that samples went missing, and how many; a number that was estimated from a pause goes
        down again where they come after all.
    n_bad_frames : int
        Frames that failed their check and were discarded.
    n_discarded_bytes : int
        Bytes that belonged to no good frame.
    measured_rate_hz : float
        Rate over the last seconds; NaN before it can be told.
    warnings : tuple of str
        Named faults in plain words, for example a cell that does not move.
    n_restarts : int
        Times the board itself started again: a reset, a dip of its supply.
    n_reconnects : int
        Times the board was lost, unplugged for example, and found again.
    clock_ppm : float
        How much faster the board's clock runs than this computer's, in parts per million; negative
        where it is slower, NaN before it can be told and where the board has no clock of its own.
    battery_bars : int or None
        Charge of its battery, 0 (empty) to 4 (full); None where there is no battery.
    n_late : int
        Samples delivered that arrived more than 20 ms after their time `ForceSample.t_s`
        (`SampleFlag.LATE`). Left out, as the two below, wherever health is written, while it is 0.
    n_held : int
        Samples delivered that repeat the loads before them, because whatever carries them had
        nothing new to tell (`SampleFlag.HELD`).
    n_doubled : int
        Samples that had come before, or bear no later time than the one before; they were left
        out, and the next one delivered says so (`SampleFlag.DOUBLE_BEFORE`).
    supply_mv : int or None
        Supply of its cells in millivolts, as the board measures it; None, and left out, where it
        does not.
    """

    n_samples: int = _always(0)
    n_gaps: int = _always(0)
    n_lost: int = _always(0)
    n_bad_frames: int = _always(0)
    n_discarded_bytes: int = _always(0)
    measured_rate_hz: float = _always(float("nan"))
    warnings: tuple[str, ...] = _always(())
    n_restarts: int = _always(0)
    n_reconnects: int = _always(0)
    clock_ppm: float = _always(float("nan"))
    battery_bars: int | None = _always(None)
    # These came later: left out while they tell nothing, so that what was written before reads the
    # same.
    n_late: int = 0
    n_held: int = 0
    n_doubled: int = 0
    supply_mv: int | None = None


@runtime_checkable
class Board(Protocol):
    """An open board. One thread reads it; `close` may come from any thread and is idempotent."""

    @property
    def info(self) -> BoardInfo:
        """Description of the board."""
        ...

    @property
    def health(self) -> BoardHealth:
        """Counters since the board was opened."""
        ...

    @property
    def ended(self) -> bool:
        """True once no further sample can come (the end of a recording); never for a live board."""
        ...

    def read(self, timeout_s: float) -> Sequence[ForceSample]:
        """Return the samples that have arrived, oldest first.

        Parameters
        ----------
        timeout_s : float
            How long to wait for the first one, in seconds of the wall's clock. A board at
            ``speed=0`` never waits and returns exactly one sample a call.

        Returns
        -------
        sequence of ForceSample
            Empty on time-out and once `ended`.

        Raises
        ------
        BoardDisconnectedError
            The board went away, and `close` is still to be called; or it was closed already. A
            read that is under way while another thread closes may also return nothing.
        """
        ...

    def close(self) -> None:
        """Close the port, file or thread behind the board."""
        ...

    def __enter__(self) -> Self:
        """Return the board itself."""
        ...

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the board."""
        ...


USUAL_JUMP: Final = (1.0, 0.0)
"""As high as can be, and without a beat."""

MOST_BEAT_S: Final = 5.0


class Goal(msgspec.Struct, frozen=True):
    """Where a game wants the player's centre of pressure to be, and on which feet.

    Attributes
    ----------
    t_s : float
        Time on the board's clock from which the goal is on the screen. A player that follows it
        reacts no sooner than its reaction time later, so that a goal which arrives a little late
        changes nothing.
    ml_mm, ap_mm : float
        Place relative to the board's centre; NaN means stand as you like.
    stance : str
        One of `Stance`: on both feet, on one leg, off the board, landing on it, or jumping.
    effort : float
        How high a jump is to be, as a share of the person's own highest.
    beat_s : float
        Time from one hop to the next; 0 for the person's own.
    """

    t_s: float
    ml_mm: float
    ap_mm: float
    stance: Stance = "both"
    effort: float = 1.0
    beat_s: float = 0.0


@runtime_checkable
class Thermometer(Protocol):
    """A board that knows how warm its cells are."""

    @property
    def temperature_c(self) -> float | None:
        """Degrees Celsius near the cells; None where it is not known (yet)."""
        ...


@runtime_checkable
class GoalFollower(Protocol):
    """A board whose person plays: it can be told where the game's goal is.

    It may say by ``least_reaction_s`` how long a goal takes to show in its samples at the least;
    who reads it without real time then reads some samples at once.
    """

    def follow(self, goal: Goal) -> None:
        """Receive a goal; callable from another thread than `Board.read`."""
        ...


class PointerPlace(msgspec.Struct, frozen=True):
    """Where a hand holds a pointer that plays a person.

    Attributes
    ----------
    x, y : float
        To the right and forward; 1 is as far as the simulated person leans.
    on_board : bool
        Whether the person is to stand on the board.
    """

    x: float
    y: float
    on_board: bool = True


@runtime_checkable
class PointerFollower(Protocol):
    """A board whose person leans where a mouse, a stick, keys or a finger show."""

    def point(self, place: PointerPlace) -> None:
        """Receive the pointer's place; callable from another thread than `Board.read`."""
        ...
