"""A replayed file and its batch agree on who is nobody."""

from __future__ import annotations

import numpy as np
import pytest

from balance_arcade.cop.corners import cop_from_corners
from balance_arcade.hw import open_board
from balance_arcade.records.analyze import analyze_file

T_S = np.arange(1500) / 100.0
ON = T_S >= 5.0
FZ_N = np.where(ON, 650.0 + 3.0 * np.sin(T_S), 0.0)
ML_MM, AP_MM = 6.0 * np.sin(2.0 * T_S), 9.0 * np.cos(1.3 * T_S)


def corners(offset_n):
    x, y = ML_MM / 200.0, AP_MM / 150.0
    shares = (1 - x + y, 1 + x + y, 1 - x - y, 1 + x - y)
    return {
        f"{name}_n": FZ_N * share / 4.0 + offset_n / 4.0
        for name, share in zip(("tl", "tr", "bl", "br"), shares, strict=True)
    }


def moments(offset_n):
    return {"fz_n": FZ_N + offset_n, "mx_nmm": AP_MM * FZ_N + 90.0, "my_nmm": -ML_MM * FZ_N}


def places(offset_n):
    return {"cop_ml_mm": ML_MM * ON, "cop_ap_mm": AP_MM * ON, "fz_n": FZ_N + offset_n}


@pytest.mark.parametrize("columns", [corners, moments, places])
@pytest.mark.parametrize("offset_n", [0.0, 6.0, 32.0, -120.0])
def test_live_and_batch_agree(tmp_path, columns, offset_n):
    table = {"t_s": T_S} | columns(offset_n)
    rows = "\n".join(",".join(f"{v:.4f}" for v in row) for row in zip(*table.values(), strict=True))
    path = tmp_path / "a.csv"
    path.write_text(f"# width_mm = 400\n# length_mm = 300\n{','.join(table)}\n{rows}\n")
    board = open_board(f"replay:{path}?speed=0")
    samples = []
    while not board.ended:
        samples += board.read(0.0)
    forces_n = [(s.tl_n, s.tr_n, s.bl_n, s.br_n) for s in samples]
    nobody = np.isnan(cop_from_corners(forces_n, board.info.geometry).cop_mm[:, 0])
    assert nobody.tolist() == (~ON).tolist()
    quality = analyze_file(path, "raw").quality
    assert (quality.n_used, quality.n_outside) == (ON.sum(), (~ON).sum())
    assert len(set(board.health.warnings)) == len(board.health.warnings)
