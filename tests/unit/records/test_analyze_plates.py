"""The same trial as a C3D file, a plate's text and our own CSV: the same numbers, and all play."""

from __future__ import annotations

import json

import numpy as np
import pytest
from c3d_writer import write_c3d

from balance_arcade.cli import main
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.feet import foot_loads_n
from balance_arcade.files.tables import PlateOptions
from balance_arcade.hw import open_board
from balance_arcade.records.analyze import analyze_file

N, RATE_HZ = 2000, 100.0
WITH_HORIZONTAL = ("rambling", "trembling", "equilibrium_rate")
CORNERS = [600.0, 0, 0, 0, 0, 0, 0, 400, 0, 600, 400, 0]


def sway():
    """A slow walk of the centre in steps that 32-bit floats hold exactly: x, y, load."""
    rng = np.random.default_rng(4)
    x, y = np.cumsum(rng.integers(-32, 33, (2, N)), axis=1) / 64.0
    return x, y, np.full(N, 640.0)


@pytest.fixture
def files(tmp_path):
    x, y, load = sway()
    mx, my, none = y * load, -x * load, np.zeros(N)
    t_s = np.arange(N) / RATE_HZ
    six = np.column_stack((none, none, -load, -mx, -my, none))
    plate = {"type": 2, "corners": CORNERS, "origin": (0, 0, 0)}
    write_c3d(
        tmp_path / "trial.c3d",
        np.hstack((six, six)),
        units=["N", "N", "N", "Nmm", "Nmm", "Nmm"] * 2,
        plates=[{**plate, "channels": range(1, 7)}, {**plate, "channels": range(7, 13)}],
    )
    head = "abs time (s)\tFx\tFy\tFz\tMx\tMy\tMz\ns\tN\tN\tN\tN.m\tN.m\tN.m\n"
    rows = "\n".join(
        f"{t!r}\t0\t0\t{f!r}\t{a / 1000!r}\t{b / 1000!r}\t0"
        for t, f, a, b in zip(*(v.tolist() for v in (t_s, load, mx, my)), strict=True)
    )
    (tmp_path / "kistler.txt").write_text(head + rows, encoding="utf-8")
    # Toes along +x with z down: ml = y, ap = x.
    own = "\n".join(
        f"{t!r},{f!r},{a / 1000!r},{b / 1000!r}"
        for t, f, a, b in zip(*(v.tolist() for v in (t_s, load, x * load, -y * load)), strict=True)
    )
    (tmp_path / "own.csv").write_text("t_s,fz_n,mx_nm,my_nm\n" + own, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["trial.c3d", "kistler.txt"])
def test_same_metrics_as_our_own_csv(files, name):
    ours = analyze_file(files / "own.csv")
    theirs = analyze_file(files / name, plate=PlateOptions(front="+x"))
    assert len(ours.metrics) > 100
    assert theirs.metrics.keys() == ours.metrics.keys()
    for key, metric in ours.metrics.items():
        if key.startswith(WITH_HORIZONTAL):
            continue  # Our own table has no columns for horizontal forces.
        value = theirs.metrics[key].value
        assert (value is None) == (metric.value is None), key
        if metric.value is not None:
            assert value == pytest.approx(metric.value, rel=1e-6, abs=1e-9), key
    assert (theirs.n_samples, theirs.rate_hz) == (ours.n_samples, ours.rate_hz)


def test_command_takes_the_plates_direction(files, capsys):
    code = main(
        ["analyze", str(files / "trial.c3d"), str(files / "own.csv"), "--front", "+x", "--json"]
    )
    theirs, ours = map(json.loads, capsys.readouterr().out.splitlines())
    assert code == 0
    assert theirs["format"] == "c3d"
    assert theirs["quality"]["notes"][0].startswith("The plate's +x axis is taken to point to")
    for name in ("sway_path_mm", "rms_ml_mm", "rms_ap_mm"):
        assert theirs["metrics"][name]["value"] == pytest.approx(ours["metrics"][name]["value"])


def played(address):
    samples = []
    with open_board(address) as board:
        info = board.info
        while not board.ended:
            samples += board.read(0.0)
    return info, samples


@pytest.mark.parametrize("name", ["trial.c3d", "kistler.txt"])
def test_replay_plays_them(files, name):
    x, y, load = sway()
    info, samples = played(f"replay:{files / name}?front=+x&width=400&length=600&speed=0")
    corners = np.array([(s.tl_n, s.tr_n, s.bl_n, s.br_n) for s in samples])
    right = (corners[:, 1] + corners[:, 3] - corners[:, 0] - corners[:, 2]) / load
    front = (corners[:, 0] + corners[:, 1] - corners[:, 2] - corners[:, 3]) / load
    assert np.abs(200.0 * right - y).max() < 1e-6
    assert np.abs(300.0 * front - x).max() < 1e-6
    assert info.origin == "replayed"
    assert info.model.startswith("Replay of a force plate")


def test_two_plates_of_one_file_are_two_feet(files):
    path = files / "trial.c3d"
    pair = f"dual:replay:{path}?front=+x+replay:{path}?plate=2&front=+x+?distance=500&speed=0"
    info, samples = played(pair)
    assert len(samples) == N
    assert foot_loads_n([[s.tl_n, s.tr_n, s.bl_n, s.br_n] for s in samples]) == pytest.approx(640.0)
    assert info.nominal_rate_hz == RATE_HZ


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("own.csv?front=+x", "front=+x is not valid"),
        ("own.csv?plate=2", "plate=2 is not valid"),
        ("trial.c3d?front=x", "front=x is not valid"),
        ("trial.c3d?z=left", "z=left is not valid"),
        ("trial.c3d?zero=3", "zero=3 is not valid"),
    ],
)
def test_options_that_do_not_fit_are_refused(files, address, part):
    with pytest.raises(ConfigError) as caught:
        open_board(f"replay:{files / address}")
    assert part in caught.value.message
