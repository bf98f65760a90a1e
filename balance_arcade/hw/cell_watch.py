"""Faults of load cells that their forces show while a board is read, named by their corner.

A dead cell, a noisy cell, a cell that reads below zero, and numbers that no load makes: counts that
are taken for newtons. Looked at in blocks of half a second; nobody has to stand on the board.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.data_faults import DataFault
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.hw.calibration.raw import RAW_COUNTS

# All thresholds are ours, to be tuned with real boards; none is from a paper.
BLOCK_S: Final = 0.5
MIN_BLOCK: Final = 40
"""Fewer samples tell neither noise nor that a cell stands still."""

DEAD_BLOCKS: Final = 2
"""A second: 100 samples alike of a board that sends a hundred, while another cell moves."""

DEAD_BLOCKS_ROUNDED: Final = 6
"""The same for values that somebody has rounded and filtered, which stand still for longer."""

MOVES_FRAC: Final = 0.5
"""A cell that moves does so at least at this share of the samples."""

NOISE_FACTOR: Final = 8.0
NOISE_LEAST_N: Final = 1.5
NOISE_UNKNOWN_N: Final = 5.0
"""A cell is noisy from so many times its known noise on, or from these."""

NOISE_BLOCKS: Final = 4
NOISE_OTHERS: Final = 4.0
"""One cell alone is noisy if it is so many times as noisy as the others are."""

WHITE_FRAC: Final = 0.5
"""Noise jumps from sample to sample; what a person does is much smoother than it is large."""

MIN_NOISE_RATE_HZ: Final = 40.0
"""Below this a person's own movement jumps from sample to sample, too."""

LOADED_N: Final = 20.0 * STANDARD_GRAVITY_M_S2
"""More than any offset of sound cells: somebody stands there."""

BELOW_N: Final = -3.0 * STANDARD_GRAVITY_M_S2
BELOW_BLOCKS: Final = 2
IMPOSSIBLE_N: Final = 5000.0
"""Half a ton on one corner for half a second; the landing of a jump is shorter and less."""

CORNERS: Final = ("front-left", "front-right", "rear-left", "rear-right")

_HELD, _GAP = int(SampleFlag.HELD), int(SampleFlag.GAP_BEFORE)
_SATURATED = int(SampleFlag.SATURATED)
Rows = NDArray[np.float64]
Marks = NDArray[np.bool_]


@runtime_checkable
class CellWatcher(Protocol):
    """A board that looks at its cells itself, so that whoever reads it need not."""

    watches_cells: bool


class CellWatch:
    """Looks at every sample of a board; one thread notes them, any other may ask.

    Parameters
    ----------
    info : BoardInfo
        Its rate, and how noisy its cells are known to be.
    remedy : str
        What to do about a broken cell of this board.
    rounded : bool
        The values were rounded, filtered and cut off below zero before they came here, as Linux's
        event nodes do.
    finds_dead : bool
        Whether cells that do not move are looked for; False where the board itself does.

    Attributes
    ----------
    has_dead : bool
        Whether a cell does not move now, and the forces are not to be used. One that stands still
        far below zero on an empty board may only lie below its converter's range.

    Examples
    --------
    >>> from balance_arcade.core.board import Geometry
    >>> board = BoardInfo("x:", "x", "X", "", Geometry(400.0, 240.0), 100.0, "host")
    >>> watch = CellWatch(board, remedy="check its wires")
    >>> watch.note([ForceSample(k, 0, k / 100, 50.0, k % 3, k % 5, k % 2) for k in range(100)])
    >>> watch.warnings()
    ['The front-left cell does not move: check its wires.']
    """

    def __init__(
        self, info: BoardInfo, *, remedy: str, rounded: bool = False, finds_dead: bool = True
    ) -> None:
        # A board that is being calibrated gives its counts, which is meant so.
        self._in_newtons = info.calibration_id != RAW_COUNTS
        self._remedy = remedy
        self._dead_blocks = DEAD_BLOCKS_ROUNDED if rounded else DEAD_BLOCKS
        self._finds_dead = finds_dead
        self._finds_noise = info.nominal_rate_hz >= MIN_NOISE_RATE_HZ
        known = info.accuracy is not None
        usual_n = info.accuracy.noise_sd_n if info.accuracy is not None else 0.0
        self._noise_n = max(NOISE_LEAST_N, NOISE_FACTOR * usual_n) if known else NOISE_UNKNOWN_N
        self._n_block = max(MIN_BLOCK, round(BLOCK_S * info.nominal_rate_hz))
        self._rows: list[tuple[float, float, float, float]] = []
        self._saturated = False
        self._rounded = rounded
        # For how many blocks in a row it has been so, a cell each.
        self._dead, self._noisy, self._calm, self._below = (np.zeros(4, np.int64) for _ in range(4))
        self._is_noisy, self._mute = np.zeros(4, np.bool_), np.zeros(4, np.bool_)
        self._sd_n, self._mean_n = np.zeros(4), np.zeros(4)
        self._impossible = np.zeros(4, np.bool_)
        self._found: tuple[DataFault, ...] = ()
        self.has_dead = False

    def note(self, samples: Sequence[ForceSample]) -> None:
        """Take the samples of one read."""
        for sample in samples if self._in_newtons else ():
            flags = sample.flags
            if flags & _HELD:
                continue  # Says nothing of noise, and stands still by itself.
            if flags & _GAP:
                self._rows.clear()
            self._saturated |= bool(flags & _SATURATED)
            self._rows.append((sample.tl_n, sample.tr_n, sample.bl_n, sample.br_n))
            if len(self._rows) >= self._n_block:
                self._look(np.array(self._rows, np.float64))
                self._rows.clear()
                self._saturated = False

    def warnings(self) -> list[str]:
        """Named faults in plain words; a fault that has passed is not among them."""
        return [fault.sentence for fault in self._found]

    def faults(self) -> tuple[DataFault, ...]:
        """Give the same by the names that a file's faults have, too."""
        return self._found

    def _look(self, rows: Rows) -> None:
        numbers = np.isfinite(rows)
        self._mute = numbers.mean(axis=0) < MOVES_FRAC
        rows = rows[numbers.all(axis=1)]
        if len(rows) < MIN_BLOCK // 2:
            self._found = tuple(self._mute_faults())
            return
        self._mean_n = np.median(rows, axis=0)
        self._impossible = np.abs(self._mean_n) > IMPOSSIBLE_N
        self._below = np.where(self._mean_n < BELOW_N, self._below + 1, 0)
        changes = np.diff(rows, axis=0) != 0.0
        moves = changes.mean(axis=0) >= MOVES_FRAC
        still = ~changes.any(axis=0)
        if self._rounded:
            still &= self._mean_n != 0.0  # Cut off, and not dead for that.
        # Where nothing at all moves it is the board that has stopped, or one without noise.
        self._dead = np.where(still & moves.any(), self._dead + 1, 0)
        self._look_for_noise(rows)
        self._found = tuple(self._name_faults())

    def _look_for_noise(self, rows: Rows) -> None:
        if not self._finds_noise:
            return
        # The second difference of white noise has six times its variance.
        jumps = np.diff(rows, n=2, axis=0)
        self._sd_n = np.sqrt((jumps**2).mean(axis=0) / 6.0)
        loud = (self._sd_n > self._noise_n) & (self._sd_n >= WHITE_FRAC * rows.std(axis=0))
        self._noisy = np.where(loud, self._noisy + 1, 0)
        self._calm = np.where(loud, 0, self._calm + 1)
        begun, over = self._noisy >= NOISE_BLOCKS, self._calm >= NOISE_BLOCKS
        self._is_noisy = (self._is_noisy | begun) & ~over

    def _name_faults(self) -> list[DataFault]:
        self.has_dead = False
        if self._impossible.any():
            worst = int(np.argmax(np.abs(self._mean_n)))
            # Nothing else can be told of such numbers.
            return [
                DataFault(
                    "counts_for_newtons",
                    f"The {CORNERS[worst]} corner reads {self._mean_n[worst]:.0f} N, which no load "
                    "makes: raw counts are taken for newtons. Calibrate the board.",
                    "kept",
                )
            ]
        dead = self._dead >= self._dead_blocks if self._finds_dead else np.zeros(4, np.bool_)
        self.has_dead = not self._saturated and bool((dead & self._is_broken()).any())
        kg = self._mean_n / STANDARD_GRAVITY_M_S2
        found = self._mute_faults()
        name = "cell_saturates" if self._saturated else "cell_does_not_move"
        for i in np.flatnonzero(dead):
            end = "is at the end of its range" if self._saturated else "does not move"
            where = f" and reads {kg[i]:.0f} kg" if self._mean_n[i] < BELOW_N else ""
            said = f"The {CORNERS[i]} cell {end}{where}: {self._remedy}."
            found.append(DataFault(name, said, "kept"))
        found += self._noise_faults()
        found += [
            DataFault(
                "cell_below_zero",
                f"The {CORNERS[i]} cell reads {kg[i]:.0f} kg, far below zero. A session takes that "
                "off when it weighs the empty board.",
                "kept",
            )
            for i in np.flatnonzero((self._below >= BELOW_BLOCKS) & ~dead)
        ]
        return found

    def _mute_faults(self) -> list[DataFault]:
        return [
            DataFault(
                "cell_gives_no_numbers",
                f"The {CORNERS[i]} cell gives no numbers: {self._remedy}.",
                "left out",
            )
            for i in np.flatnonzero(self._mute)
        ]

    def _is_broken(self) -> Marks:
        others_n = self._mean_n.sum() - self._mean_n
        broken: Marks = (self._mean_n >= BELOW_N) | (others_n > LOADED_N)
        return broken

    def _noise_faults(self) -> list[DataFault]:
        noisy = np.flatnonzero(self._is_noisy)
        if len(noisy) >= 3:
            said = [
                f"{len(noisy)} cells are noisy ({self._sd_n.max():.0f} N from sample to sample): "
                "check the board's supply, its earth, and that it stands on firm ground."
            ]
        else:
            said = [
                f"The {CORNERS[i]} cell is noisy ({self._sd_n[i]:.0f} N from sample to sample): "
                f"{self._remedy}."
                for i in noisy
                if self._sd_n[i] > NOISE_OTHERS * np.median(np.delete(self._sd_n, i))
            ]
        return [DataFault("cell_is_noisy", sentence, "kept") for sentence in said]
