"""Copies of the public data set's files at other rates and lengths, spelled in many ways."""

from pathlib import Path

import naive_bds
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples

from balance_arcade.records.analyze import analyze_file

NAMES = ["Time[s]", "Fx[N]", "Fy[N]", "Fz[N]", "Mx[Nm]", "My[Nm]", "Mz[Nm]", "COPx[cm]", "COPy[cm]"]
SPELLINGS = ("as published", "crlf", "bom", "blanks", "upper", "trailing", "comma", "decimal comma")
COLUMNS = {"all": NAMES, "few": ["COPy[cm]", "Time[s]", "COPx[cm]"], "many": [*NAMES, "EMG[mV]"]}


def sway(rate_hz, duration_s, seed, size_cm):
    """Times and columns as the data set has them: COPx is ap, COPy is ml."""
    rng = np.random.default_rng(seed)
    n = round(rate_hz * duration_s)
    t = np.arange(1, n + 1) / rate_hz
    table = {name: rng.normal(size=n) for name in COLUMNS["many"]}
    table["Time[s]"] = t
    table["Fz[N]"] = 600.0 + rng.normal(size=n)
    for name, place in (("COPx[cm]", -4.0), ("COPy[cm]", 1.0)):
        slow = sum(np.sin(2 * np.pi * f * t + rng.uniform(0, 6)) / f for f in (0.1, 0.23, 0.7, 1.9))
        table[name] = place + size_cm * (0.1 * slow + 0.002 * rng.normal(size=n))
    return table


def spelled(table, names, spelling):
    """The text of a file, and what its numbers are once they are written."""
    cells = np.column_stack([table[name] for name in names])
    formats = ["%.3f" if name == "Time[s]" else "%.6f" for name in names]
    between = {"comma": ",", "blanks": "   "}.get(spelling, "\t")
    header = [name.upper() if spelling == "upper" else name for name in names]
    if spelling == "blanks":
        header = [name.replace("[", "  [ ").replace("]", " ]") for name in header]
    rows = [between.join(f % v for f, v in zip(formats, row, strict=True)) for row in cells]
    if spelling == "decimal comma":
        rows = [row.replace(".", ",") for row in rows]
    if spelling == "trailing":
        rows = [row + between for row in rows]
    end = "\r\n" if spelling == "crlf" else "\n"
    text = end.join([between.join(header), *rows]) + end
    return ("\ufeff" if spelling == "bom" else "") + text


def check(path, table):
    ml, ap = np.round(table["COPy[cm]"], 6), np.round(table["COPx[cm]"], 6)
    rate_hz = 1.0 / (table["Time[s]"][1] - table["Time[s]"][0])
    result = analyze_file(path, "duarte_bds")
    assert result.rate_hz == pytest.approx(rate_hz, rel=1e-12)
    expected = {
        "ellipse_area_mm2": 100.0 * naive_bds.area(ml, ap),
        "mean_velocity_mm_s": 10.0 * naive_bds.velocity(ml, ap, round(rate_hz)),
        "spectral_mean_frequency_hz": naive_bds.mean_frequency(ml, ap, round(rate_hz)),
    }
    for name, value in expected.items():
        assert result.metrics[name].value == pytest.approx(value, rel=1e-9), name


@n_examples(40)
@given(
    st.sampled_from([50.0, 100.0, 120.0, 128.0, 200.0]),
    st.floats(10.0, 40.0),
    st.sampled_from(SPELLINGS),
    st.sampled_from(sorted(COLUMNS)),
    st.sampled_from([0.2, 1.0, 6.0]),
    st.sampled_from([0, 1, 40, 300]),
    st.integers(0, 2**32 - 1),
)
def test_the_published_numbers_come_out_of_every_spelling(
    tmp_path_factory, rate_hz, duration_s, spelling, columns, size_cm, n_hole, seed
):
    table = sway(rate_hz, duration_s, seed, size_cm)
    n = table["Time[s]"].size
    hole = slice(n // 3, n // 3 + min(n_hole, n // 12))
    for name in ("COPx[cm]", "COPy[cm]"):
        table[name][hole] = np.nan
    path = tmp_path_factory.mktemp("copies") / "BDS00001.txt"
    path.write_text(spelled(table, COLUMNS[columns], spelling), "utf-8", newline="")
    check(path, table)


@pytest.mark.parametrize(("rate_hz", "duration_s"), [(1000.0, 60.0), (120.0, 120.0), (100.0, 10.0)])
def test_a_fast_plate_and_a_long_trial(tmp_path, rate_hz, duration_s):
    table = sway(rate_hz, duration_s, 5, 1.0)
    path = Path(tmp_path) / "plate.txt"
    path.write_text(spelled(table, NAMES, "as published"), "utf-8", newline="")
    check(path, table)


def test_numbers_with_as_many_digits_as_they_have(tmp_path):
    """Written by a program that drops zeros, the last number may be shorter than the first."""
    table = sway(100.0, 12.0, 3, 1.0)
    for name in NAMES[1:]:
        table[name] = np.round(table[name], 3)
    table["COPy[cm]"][-1] = 0.5
    rows = [
        "\t".join(repr(float(v)) for v in row)
        for row in zip(*[table[name] for name in NAMES], strict=True)
    ]
    path = tmp_path / "short.txt"
    path.write_text("\n".join(["\t".join(NAMES), *rows]) + "\n")
    check(path, table)
