"""Four load cells under a stiff plate: from the centre of pressure to noisy corner forces."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from balance_arcade.core.board import Geometry

CELL_NOISE_N = 0.01
_OFFSET_N = 2.0
_BLOCK = 1024


class Cells:
    """The cells of one simulated board.

    Each cell has white noise of 0.01 N a sample, which is what an HX711 at 80 samples a second does
    with a 50 kg cell (hardware_docs/arduino_board); on a body of 700 N that is 0.005 mm.

    Parameters
    ----------
    geometry : Geometry
        Where the cells are.
    rng : numpy.random.Generator
        Source of the noise; drawn once a sample and cell.
    zeroed : bool
        Whether the empty board reads zero; otherwise each cell has an offset of a few newtons.
    """

    def __init__(self, geometry: Geometry, *, rng: np.random.Generator, zeroed: bool) -> None:
        self._width_mm = geometry.width_mm
        self._length_mm = geometry.length_mm
        self._rng = rng
        # Drawn in any case, so that a zeroed board has the same noise as one that is not.
        offsets = _OFFSET_N * rng.standard_normal(4)
        self._offsets_n = np.zeros(4) if zeroed else offsets
        self._noise = np.empty((0, 4))
        self._next = 0

    def read(self, ml_mm: float, ap_mm: float, load_n: float) -> tuple[float, float, float, float]:
        """Corner forces of one load.

        Four forces have four degrees of freedom, load and centre of pressure fix three: the fourth
        (a twist between the diagonals) is that of a load spread evenly over both feet.

        Parameters
        ----------
        ml_mm, ap_mm : float
            Centre of pressure.
        load_n : float
            Vertical force.

        Returns
        -------
        tuple of float
            Newtons in the order tl, tr, bl, br.
        """
        noise = self._next_noise(1)[0].tolist()
        offset = self._offsets_n.tolist()
        # The share of the load that the right cells bear; products of two shares give the forces of
        # an even spread.
        right = 0.5 + ml_mm / self._width_mm
        front = 0.5 + ap_mm / self._length_mm
        return (
            load_n * (1.0 - right) * front + offset[0] + noise[0],
            load_n * right * front + offset[1] + noise[1],
            load_n * (1.0 - right) * (1.0 - front) + offset[2] + noise[2],
            load_n * right * (1.0 - front) + offset[3] + noise[3],
        )

    def read_all(self, stances: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Corner forces of some loads, one after the other, as of `read`.

        Parameters
        ----------
        stances : ndarray
            Shape (n_samples, 3): ml_mm, ap_mm and load_n of each.

        Returns
        -------
        ndarray
            Shape (n_read, 4), newtons; of the first samples only where the noise that was drawn
            in one go ends.
        """
        noise = self._next_noise(len(stances))
        ml_mm, ap_mm, load_n = stances[: len(noise)].T
        # Written as in `read`, which gives the same to the last bit.
        right = 0.5 + ml_mm / self._width_mm
        front = 0.5 + ap_mm / self._length_mm
        on_left, on_right, rear = load_n * (1.0 - right), load_n * right, 1.0 - front
        loads = np.empty((len(noise), 4))
        loads[:, 0], loads[:, 1] = on_left * front, on_right * front
        loads[:, 2], loads[:, 3] = on_left * rear, on_right * rear
        loads += self._offsets_n
        loads += noise
        return loads

    def unread(self, n_samples: int) -> None:
        """Take back that so many samples of the last `read_all` were measured."""
        self._next -= n_samples

    def skip(self, n_samples: int) -> None:
        """Measure and drop the result, so that lost samples do not change later ones."""
        for _ in range(n_samples):
            self._next_noise(1)

    def _next_noise(self, n_samples: int) -> npt.NDArray[np.float64]:
        """Noise of the next samples, at most of so many."""
        if self._next == len(self._noise):
            self._noise, self._next = CELL_NOISE_N * self._rng.standard_normal((_BLOCK, 4)), 0
        noise = self._noise[self._next : self._next + n_samples]
        self._next += len(noise)
        return noise
