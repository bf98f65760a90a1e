"""Texts of balance trials as programs write them, from sums of sines: the truth is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

N = 300
RATE_HZ = 100.0
T_S = np.arange(N) / RATE_HZ
ML_MM = 8.0 * np.sin(0.9 * T_S) + 1.5 * np.sin(7.0 * T_S) + 1.0
AP_MM = 11.0 * np.cos(0.7 * T_S) + 2.0 * np.sin(5.0 * T_S) - 2.0
LOAD_N = 700.0 + 5.0 * np.sin(3.0 * T_S)
COP_MM = np.column_stack((ML_MM, AP_MM))
WIDTH_MM, LENGTH_MM = 433.0, 238.0
KG_N, LB_N = 9.80665, 4.4482216152605


def corners() -> np.ndarray:
    """Loads tl tr bl br in newtons that give the centre of pressure back."""
    x, y = ML_MM / WIDTH_MM, AP_MM / LENGTH_MM
    signs = ((-1, 1), (1, 1), (-1, -1), (1, -1))
    return np.column_stack([LOAD_N * (0.25 + 0.5 * (a * x + b * y)) for a, b in signs])


def rows(
    columns: Sequence[np.ndarray],
    *,
    sep: str = ",",
    comma: bool = False,
    quote: bool = False,
    form: Callable[[float], str] = lambda value: f"{value:.9f}",
    end: str = "\n",
) -> str:
    """Rows of numbers as text."""
    lines = []
    for row in np.column_stack(columns):
        cells = [form(float(value)) for value in row]
        cells = [cell.replace(".", ",") for cell in cells] if comma else cells
        lines.append(sep.join(f'"{cell}"' for cell in cells) if quote else sep.join(cells))
    return end.join(lines) + end


def plate(*, front: str = "+y", z_down: bool = True, sign: float = 1.0) -> np.ndarray:
    """Fx Fy Fz Mx My (N, N mm) of a plate in the axes that its options say, z down by default."""
    # Right of the person is z x front with z down, front x z with z up.
    ahead = {"+x": (1, 0), "-x": (-1, 0), "+y": (0, 1), "-y": (0, -1)}[front]
    turn = 1.0 if z_down else -1.0
    right = (-ahead[1] * turn, ahead[0] * turn)
    x = ML_MM * right[0] + AP_MM * ahead[0]
    y = ML_MM * right[1] + AP_MM * ahead[1]
    none = np.zeros(N)
    return sign * np.column_stack((none, none, LOAD_N, y * LOAD_N, -x * LOAD_N))


def place(**how: object) -> np.ndarray:
    """Place of the centre of pressure in a plate's axes, millimetres."""
    signals = plate(**how)  # type: ignore[arg-type]
    return np.column_stack((-signals[:, 4], signals[:, 3])) / signals[:, 2:3]
