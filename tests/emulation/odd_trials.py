"""Makes trials as people have them, with what is wrong in them, from sums of sines whose values
are known.

``python tests/emulation/odd_trials.py FOLDER`` writes one file of each kind.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from c3d_writer import write_c3d

HZ = np.array([0.11, 0.23, 0.37, 0.61, 0.93])
ML_MM, ML_RAD = np.array([4.035, 3.228, 2.018, 1.211, 0.605]), (-3.067, -0.311, 0.906, -0.323, 1.96)
AP_MM, AP_RAD = np.array([6.104, 4.883, 3.052, 1.831, 0.916]), (2.66, -1.083, 2.571, -2.83, 0.173)
PATH_MM, AREA_MM2 = 377.4, 358.8
"""Of 36 s at 100 Hz, reckoned with another program's definitions."""

WIDTH_MM, LENGTH_MM, LOAD_N = 433.0, 238.0, 700.0
WRAP_US = 2**32


def sway(n: int = 3600, rate_hz: float = 100.0) -> np.ndarray:
    """Centre of pressure of somebody who stands, ml and ap in millimetres."""
    t_s = np.arange(n)[:, None] / rate_hz
    ml = (ML_MM * np.sin(2 * np.pi * HZ * t_s + ML_RAD)).sum(axis=1)
    ap = (AP_MM * np.sin(2 * np.pi * HZ * t_s + AP_RAD)).sum(axis=1)
    return np.column_stack((ml, ap))


def corners(cop_mm: np.ndarray, load_n: np.ndarray | float = LOAD_N) -> np.ndarray:
    """Loads of four corners under a centre of pressure."""
    x, y = cop_mm[:, 0] / WIDTH_MM, cop_mm[:, 1] / LENGTH_MM
    shares = np.column_stack(
        (0.25 - x / 2 + y / 2, 0.25 + x / 2 + y / 2, 0.25 - x / 2 - y / 2, 0.25 + x / 2 - y / 2)
    )
    return shares * np.broadcast_to(load_n, len(cop_mm))[:, None]


def stepped_on(n: int, at: int, rise: int = 0) -> np.ndarray:
    """Load that begins at a sample, and takes some to be whole."""
    k = np.arange(n)
    return LOAD_N * np.clip((k - at + 1) / max(1, rise), 0.0, 1.0) * (k >= at)


def write_table(
    path: Path, names: str, *columns: np.ndarray, digits: int = 4, head: str = ""
) -> Path:
    """One CSV; a column of strings is written as it is."""
    rows = [
        ",".join(cell if isinstance(cell, str) else f"{cell:.{digits}f}" for cell in row)
        for row in zip(*(column.tolist() for column in columns), strict=True)
    ]
    path.write_text(head + "\n".join([names, *rows]) + "\n", encoding="utf-8")
    return path


def cop_table(
    path: Path, t_s: np.ndarray, cop_mm: np.ndarray, fz_n: np.ndarray | None = None
) -> Path:
    """Times in seconds, the centre of pressure, and the load if there is one."""
    times = np.array([f"{t:.7f}" for t in t_s])
    if fz_n is None:
        return write_table(path, "t_s,cop_ml_mm,cop_ap_mm", times, *cop_mm.T)
    return write_table(path, "t_s,cop_ml_mm,cop_ap_mm,fz_n", times, *cop_mm.T, fz_n)


def corner_table(path: Path, t_s: np.ndarray, corners_n: np.ndarray) -> Path:
    head = f"# width_mm = {WIDTH_MM:g}\n# length_mm = {LENGTH_MM:g}\n"
    times = np.array([f"{t:.7f}" for t in t_s])
    return write_table(path, "t_s,tl_n,tr_n,bl_n,br_n", times, *corners_n.T, head=head)


def plate_c3d(path: Path, cop_mm: np.ndarray, load_n: np.ndarray, *, times: float = 1.0) -> Path:
    """A plate of 400 x 600 mm at 200 Hz, its moments as many times too large as is said."""
    none = np.zeros(len(cop_mm))
    x, y = -cop_mm[:, 0] * times, cop_mm[:, 1] * times
    six = np.column_stack((none, none, -load_n, -y * load_n, x * load_n, none))
    plate = {"type": 2, "corners": [200.0, 300, 0, -200, 300, 0, -200, -300, 0, 200, -300, 0]}
    plate |= {"origin": (0, 0, 0), "channels": range(1, 7)}
    units = ["N", "N", "N", "Nmm", "Nmm", "Nmm"]
    return write_c3d(path, six, units=units, plates=[plate], rate_hz=200.0)


def clock_wraps(path: Path, at: int = 1800) -> Path:
    k, cop_mm = np.arange(3600), sway()
    ticks = np.array([str(int(t)) for t in (WRAP_US + (k - at) * 10_000) % WRAP_US])
    return write_table(path, "t_us,cop_ml_mm,cop_ap_mm", ticks, *cop_mm.T)


def millis_named_seconds(path: Path) -> Path:
    ticks = np.array([str(10 * k) for k in range(3600)])
    return write_table(path, "t_s,cop_ml_mm,cop_ap_mm", ticks, *sway().T)


def times_rounded(path: Path, rate_hz: float = 99.3, to_s: float = 0.01) -> Path:
    """Stamps on arrival, late by up to 8 ms, cut to hundredths of Unix time."""
    late_s = np.random.default_rng(3).uniform(0.0, 0.008, 3600)
    t_s = np.floor((1.7e9 + np.arange(3600) / rate_hz + late_s) / to_s) * to_s
    return corner_table(path, t_s, corners(sway(rate_hz=rate_hz)))


def bursts(path: Path, of: int = 2) -> Path:
    k = np.arange(3600)
    return cop_table(path, (k // of + 1) * of / 100 + (k % of) * 0.001, sway())


def cop_zero_when_load_is_zero(path: Path) -> Path:
    load_n = stepped_on(3600, 1099)
    cop_mm = np.where(load_n[:, None] > 0.0, sway(), 0.0)
    return cop_table(path, np.arange(3600) / 100, cop_mm, load_n)


def corner_wired_backwards(path: Path, corner: int = 2) -> Path:
    corners_n = corners(sway(), stepped_on(3600, 800))
    corners_n[:, corner] *= -1.0
    return corner_table(path, np.arange(3600) / 100, corners_n)


def empty_board_off(path: Path) -> Path:
    empty_n = np.array([-118.0, -28.0, -2.0, -59.0])
    corners_n = corners(sway(), stepped_on(3600, 800)) + empty_n
    return corner_table(path, np.arange(3600) / 100, corners_n)


def steps_on_inside(path: Path) -> Path:
    load_n = stepped_on(3600, 500, 80)
    return cop_table(path, np.arange(3600) / 100, sway(), load_n)


def cop_off_the_plate(path: Path) -> Path:
    return plate_c3d(path, sway(6000, 200.0), np.full(6000, LOAD_N), times=1000.0)


def short_of_the_filter(path: Path) -> Path:
    return plate_c3d(path, sway(20, 200.0), np.full(20, LOAD_N))


def y_up(path: Path) -> Path:
    k, cop_mm = np.arange(3600), sway()
    fx, fz = np.sin(k / 100.0), 12.0 * np.cos(k / 90.0)
    names = "Time\tFx\tFy\tFz\tCOPx\tCOPy\tCOPz"
    rows = zip(k / 100, fx, np.full(3600, LOAD_N), fz, *cop_mm.T, np.zeros(3600), strict=True)
    lines = ["\t".join(f"{value:.4f}" for value in row) for row in rows]
    path.write_text("\n".join([names, *lines]) + "\n", encoding="utf-8")
    return path


KINDS: dict[str, Callable[[Path], Path]] = {
    "clock_wraps.csv": clock_wraps,
    "millis_named_seconds.csv": millis_named_seconds,
    "times_rounded.csv": times_rounded,
    "bursts.csv": bursts,
    "cop_zero_when_load_is_zero.csv": cop_zero_when_load_is_zero,
    "corner_wired_backwards.csv": corner_wired_backwards,
    "empty_board_off.csv": empty_board_off,
    "steps_on_inside.csv": steps_on_inside,
    "cop_off_the_plate.c3d": cop_off_the_plate,
    "short_of_the_filter.c3d": short_of_the_filter,
    "y_up.txt": y_up,
}


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in KINDS.items():
        write(folder / name)


if __name__ == "__main__":
    main()
