"""A person of sums of sines who steps on a board, stands and steps off; and tables of it."""

from __future__ import annotations

import numpy as np

RATE_HZ = 100.0


def sway(t_s):
    """ml and ap in millimetres."""
    ml = 4.0 * np.sin(2 * np.pi * 0.31 * t_s) + 1.5 * np.sin(2 * np.pi * 0.83 * t_s + 1.0)
    ap = 6.0 * np.sin(2 * np.pi * 0.23 * t_s + 0.5) + 2.0 * np.sin(2 * np.pi * 0.67 * t_s)
    return np.column_stack((ml, ap))


def load(t_s, on_s=0.0, off_s=np.inf, weight_n=700.0, step_s=0.8):
    """Nothing before stepping on and after stepping off, a ramp at both."""
    up = np.clip((t_s - on_s) / step_s, 0.0, 1.0) if on_s > 0.0 else np.ones_like(t_s)
    down = np.clip((off_s - t_s) / step_s, 0.0, 1.0)
    breath = 1.0 + 0.004 * np.sin(2 * np.pi * 0.25 * t_s)
    return weight_n * up * down * breath


def times(seconds):
    return np.arange(round(seconds * RATE_HZ)) / RATE_HZ


def corner_forces(cop_mm, fz_n, width_mm=400.0, length_mm=300.0):
    """tl tr bl br of least norm."""
    x, y = 2.0 * cop_mm[:, 0] / width_mm, 2.0 * cop_mm[:, 1] / length_mm
    signs = np.array(((-1, 1), (1, 1), (-1, -1), (1, -1)))
    return fz_n[:, None] / 4.0 * (1.0 + x[:, None] * signs[:, 0] + y[:, None] * signs[:, 1])


def write_table(path, columns, head=()):
    """A CSV of named columns."""
    rows = np.column_stack(list(columns.values()))
    lines = [*head, ",".join(columns), *(",".join(f"{v:.4f}" for v in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def corner_table(path, t_s, fz_n, offset_n=(0.0, 0.0, 0.0, 0.0)):
    """Four corners of a board that reads `offset_n` while it is empty."""
    forces = corner_forces(sway(t_s), fz_n) + np.array(offset_n)
    names = ("tl_n", "tr_n", "bl_n", "br_n")
    columns = {"t_s": t_s} | dict(zip(names, forces.T, strict=True))
    return write_table(path, columns, ("# width_mm = 400", "# length_mm = 300"))


def cop_table(path, t_s, fz_n):
    cop_mm = sway(t_s)
    columns = {"t_s": t_s, "cop_ml_mm": cop_mm[:, 0], "cop_ap_mm": cop_mm[:, 1], "fz_n": fz_n}
    return write_table(path, columns)
