"""The spectral descriptors against their slow twin, another library and published values."""

import csv
from pathlib import Path

import naive_spectrum as naive
import numpy as np
import pytest
from scipy import signal

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.spectrum import describe_spectrum, welch

BDS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "bds"


def sway(seed, n, rate_hz):
    rng = np.random.default_rng(seed)
    walk = np.cumsum(rng.normal(size=n)) / np.sqrt(rate_hz)
    return walk - 3.0 * np.sin(2 * np.pi * 0.4 * np.arange(n) / rate_hz) + rng.normal(size=n)


@pytest.mark.parametrize("detrend", ["linear", "constant"])
@pytest.mark.parametrize(("n_segment", "n_overlap"), [(120, 60), (121, 30), (400, 0)])
def test_welch_is_the_twins(detrend, n_segment, n_overlap):
    values = sway(1, 400, 20.0) + 50.0
    ours = welch(values, 20.0, n_segment=n_segment, n_overlap=n_overlap, detrend=detrend)
    twin = naive.welch(values.tolist(), 20.0, n_segment, n_overlap, detrend)
    np.testing.assert_allclose(ours.frequency_hz, [f for f, _ in twin], rtol=1e-12)
    density = [p for _, p in twin]
    np.testing.assert_allclose(ours.density_mm2_hz, density, rtol=1e-9, atol=1e-12 * max(density))


@pytest.mark.parametrize("seed", range(4))
def test_descriptors_are_the_twins(seed):
    values = sway(seed, 900, 25.0)
    spectrum = welch(values, 25.0, n_segment=500, n_overlap=250)
    ours = describe_spectrum(spectrum, (0.15, 5.0), "rectangles")
    pairs = list(zip(spectrum.frequency_hz.tolist(), spectrum.density_mm2_hz.tolist(), strict=True))
    twin = naive.describe(pairs, 0.15, 5.0)
    for name, value in twin.items():
        assert ours[name] == pytest.approx(value, rel=1e-9), name


@pytest.mark.parametrize("detrend", ["linear", "constant"])
def test_welch_is_scipys(detrend):
    values = sway(7, 6000, 100.0)
    ours = welch(values, 100.0, n_segment=2000, n_overlap=1000, detrend=detrend)
    f, p = signal.welch(values, 100.0, "hann", 2000, 1000, detrend=detrend)
    np.testing.assert_allclose(ours.frequency_hz, f, rtol=1e-12)
    np.testing.assert_allclose(ours.density_mm2_hz, p, rtol=1e-9, atol=1e-15)


@pytest.mark.skipif(not BDS.is_dir(), reason="the public balance data set is not here")
def test_published_mean_frequencies():
    with (BDS / "published.tsv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    assert len(rows) == 8
    for row in rows:
        record = np.loadtxt(BDS / f"{row['trial']}.txt", skiprows=1)
        cop_mm = 10.0 * record[:, [8, 7]]
        trial = analyze_trial(record[:, 0], cop_mm, rate_hz=100.0, preset="duarte_bds")
        published = float(row["cop_mean_frequency_hz"])
        ours = trial.metrics["spectral_mean_frequency_hz"].value
        assert ours == pytest.approx(published, rel=1e-9), row["trial"]
