"""Pictures of a trial: on the paper, to scale, marked, with their values; PNG of each."""

import re

import numpy as np
import pytest
from svg_look import check, corners, tag

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.curves import trial_curves
from balance_arcade.core.errors import ConfigError
from balance_arcade.reports.axis import Axis
from balance_arcade.reports.drawing import Drawing, Paint, Type
from balance_arcade.reports.plot_frame import Frame, ticks
from balance_arcade.reports.png import png_of
from balance_arcade.reports.trial_figures import runs, trial_figures

RATE_HZ = 100.0
EVERY = ["statokinesigram", "stabilogram", "spectrum", "diffusion", "dfa"]


def drawn(t_s, cop_mm, *, mark="", preset="default"):
    trial = analyze_trial(t_s, cop_mm, rate_hz=RATE_HZ, preset=preset)
    values = {name: metric.value for name, metric in trial.metrics.items()}
    curves = trial_curves(t_s, cop_mm, rate_hz=RATE_HZ, preset=preset)
    return trial_figures(curves, values, of="trial.csv, default/1", mark=mark), values


def sway(n=3000, size=(4.0, 9.0)):
    rng = np.random.default_rng(3)
    t_s = np.arange(n) / RATE_HZ
    waves = sum(a * np.sin(f * t_s[:, None] + [0.0, 1.0]) for f, a in ((1.0, 1.0), (3.7, 0.4)))
    return t_s, waves * size + 0.1 * np.cumsum(rng.normal(size=(n, 2)), axis=0)


@pytest.fixture(scope="module")
def figures():
    return drawn(*sway(), mark="SIMULATED")


def words(drawing):
    return [each.text for each in drawing.root.iter() if tag(each) == "text"]


def test_every_figure_is_there_on_the_paper_and_marked(figures):
    drawings, _ = figures
    assert list(drawings) == EVERY
    for drawing in drawings.values():
        root = check(drawing.file_text())
        assert "SIMULATED" in words(drawing)
        assert "trial.csv, default/1" in words(drawing)
        sizes = [float(each.get("font-size")) for each in root.iter() if tag(each) == "text"]
        assert min(sizes) >= 13.0


def test_values_stand_in_the_pictures(figures):
    drawings, values = figures
    for name, value in (
        ("statokinesigram", values["ellipse_area_mm2"]),
        ("statokinesigram", values["hull_area_mm2"]),
        ("spectrum", values["f95_ap_hz"]),
        ("diffusion", values["sda_diffusion_short_mm2_s"]),
        ("dfa", values["dfa_alpha_ml"]),
    ):
        said = " ".join(words(drawings[name])).replace("−", "-")
        assert f"{float(f'{value:.4g}'):g}" in said, (name, value)


def test_words_do_not_lie_over_each_other_or_in_the_plot(figures):
    for drawing in figures[0].values():
        boxes = [corners(each) for each in drawing.root.iter() if tag(each) == "text" and each.text]
        for k, (a, b) in enumerate(boxes):
            for c, d in boxes[k + 1 :]:
                apart = b[0] <= c[0] or d[0] <= a[0] or b[1] <= c[1] or d[1] <= a[1]
                assert apart, (a, b, c, d)


def test_hull_ellipse_and_path_share_one_scale(figures):
    drawing, values = figures[0]["statokinesigram"], figures[1]
    (ellipse,) = (each for each in drawing.root.iter() if tag(each) == "ellipse")
    scale = float(ellipse.get("rx")) / values["ellipse_major_mm"]
    assert float(ellipse.get("ry")) / values["ellipse_minor_mm"] == pytest.approx(scale, rel=1e-3)
    hull = max(
        (each for each in drawing.root.iter() if each.get("stroke-dasharray")),
        key=lambda each: len(corners(each)),
    )
    x, y = np.array(corners(hull)).T
    area = 0.5 * abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / scale**2
    assert area == pytest.approx(values["hull_area_mm2"], rel=1e-3)


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (lambda cop: cop[:200], ["statokinesigram", "stabilogram"]),
        (np.zeros_like, ["statokinesigram", "stabilogram"]),
        (lambda cop: np.full_like(cop, np.nan), []),
        (lambda cop: cop * [0.0, 1.0], ["statokinesigram", "stabilogram", "diffusion"]),
        (lambda cop: cop * 1e-5, EVERY),
        (lambda cop: 300.0 + 100.0 * cop, EVERY),
    ],
    ids=["short", "still", "nobody", "one axis", "tiny", "huge"],
)
def test_odd_trials_are_drawn_as_far_as_they_were_measured(change, left):
    t_s, cop_mm = sway()
    cop_mm = change(cop_mm)
    drawings, _ = drawn(t_s[: len(cop_mm)], cop_mm, preset="raw")
    assert list(drawings) == left
    for drawing in drawings.values():
        check(drawing.file_text())


def test_a_gap_is_no_line_and_no_peak_is_thinned_away():
    t_s, cop_mm = sway(40_000)
    cop_mm[20_000:20_050] = np.nan
    cop_mm[31_234, 1] = 77.0
    t_s = np.where(np.arange(40_000) >= 35_000, t_s + 1.0, t_s)
    parts = runs(t_s, cop_mm, 1.5 / RATE_HZ)
    assert [round(float(part[0, 0]), 2) for part in parts] == [0.0, 200.5, 351.0]
    assert sum(map(len, parts)) < 13_000
    assert max(part[:, 2].max() for part in parts) == 77.0


def test_what_leaves_the_plot_is_cut_at_its_edge():
    drawing = Drawing(100.0, 100.0, "x")
    frame = Frame(drawing, Axis(0.0, 10.0, 10.0, 90.0), Axis(0.0, 10.0, 90.0, 10.0))
    frame.curve([(5.0, 5.0), (5.0, 25.0), (6.0, 25.0), (6.0, 5.0)], Paint())
    lines = [corners(each) for each in drawing.root.iter() if tag(each) == "polyline"]
    assert lines == [[(50.0, 50.0), (50.0, 10.0)], [(58.0, 10.0), (58.0, 50.0)]]


def test_ticks_of_few_decades_are_1_2_5():
    assert ticks(Axis(0.15, 5.0, 0.0, 1.0, log=True), 9.0) == (0.2, 0.5, 1.0, 2.0, 5.0)
    assert len(ticks(Axis(1e-5, 10.0, 0.0, 1.0, log=True), 9.0)) == 7


def test_png_is_twice_the_size_and_has_letters():
    blank, lettered = Drawing(40.0, 20.0, "x"), Drawing(40.0, 20.0, "x")
    lettered.text((2.0, 15.0), "Sway", Type(14.0))
    pictures = [png_of(drawing) for drawing in (blank, lettered)]
    assert all(picture.startswith(b"\x89PNG\r\n\x1a\n") for picture in pictures)
    width, height = (int.from_bytes(pictures[0][at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (80, 40)
    assert len(pictures[1]) > len(pictures[0]) + 100


def test_without_resvg_it_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    with pytest.raises(ConfigError, match=re.escape("pip install 'balance-arcade[plot]'")):
        png_of(Drawing(1.0, 1.0, "x"))
