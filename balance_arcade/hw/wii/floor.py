"""Cells that read exactly zero over evdev: what lies below that, the kernel does not tell.

``wiimod_bboard_in_ext`` sets a count at or below that of 0 kg to zero (Linux 6.1,
drivers/hid/hid-wiimote-modules.c). An empty board whose cell reads -12 kg shows 0 there, and 12 kg
too little under a person; no zero of ours can mend that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from balance_arcade.core.samples import ForceSample
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.hw.cell_watch import CORNERS, LOADED_N

# Both are ours. A foot that is put down or a lean unloads a cell for a shorter time.
EMPTY_SAMPLES: Final = 100
LOADED_SAMPLES: Final = 300
EMPTY_N: Final = 10.0 * STANDARD_GRAVITY_M_S2

_WAY_OUT = "Read the board over hidraw instead (transport=hidraw; doctor says what that needs)."


class FloorWatch:
    """Looks for cells that stay at exactly zero, held samples among them.

    Examples
    --------
    >>> watch = FloorWatch()
    >>> watch.note([ForceSample(k, 0, k / 100, 0.0, 1.0, 0.0, 2.0) for k in range(100)])
    >>> watch.warnings()[0].partition(":")[0]
    "Of the empty board's cells front-left, rear-left read 0, as all below zero does over evdev"
    """

    def __init__(self) -> None:
        self._n_empty, self._n_loaded = [0] * 4, [0] * 4
        self._unweighed = [False] * 4
        self._load_n = 0.0

    def note(self, samples: Sequence[ForceSample]) -> None:
        """Take the samples of one read."""
        for sample in samples:
            self._load_n = load_n = sample.fz_n
            forces_n = (sample.tl_n, sample.tr_n, sample.bl_n, sample.br_n)
            for i, force_n in enumerate(forces_n):
                at_floor = force_n == 0.0
                self._n_empty[i] = self._n_empty[i] + 1 if at_floor and load_n < EMPTY_N else 0
                self._n_loaded[i] = self._n_loaded[i] + 1 if at_floor and load_n > LOADED_N else 0
                # Once it is known of the empty board it stays: no later zero weighs it either.
                self._unweighed[i] |= self._n_empty[i] >= EMPTY_SAMPLES

    def warnings(self) -> list[str]:
        """Say which cells cannot be weighed, and the way out."""
        names = [name for name, is_so in zip(CORNERS, self._unweighed, strict=True) if is_so]
        found = []
        if names:
            listed = ", ".join(names)
            found.append(
                f"Of the empty board's cells {listed} read 0, as all below zero does over "
                f"evdev: an offset there cannot be weighed and taken off. {_WAY_OUT}"
            )
        kg = self._load_n / STANDARD_GRAVITY_M_S2
        found += [
            f"The {name} cell reads 0 while the board carries {kg:.0f} kg: it is dead, or below "
            f"what evdev tells. {_WAY_OUT}"
            for name, n in zip(CORNERS, self._n_loaded, strict=True)
            if n >= LOADED_SAMPLES
        ]
        return found
