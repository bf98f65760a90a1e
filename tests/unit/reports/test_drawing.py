import math
from pathlib import Path

import pytest
from svg_look import check, corners, tag

from balance_arcade.games.kit.theme import NIGHT, Rgb, contrast_ratio
from balance_arcade.reports import look
from balance_arcade.reports.axis import Axis, nice_step, round_below
from balance_arcade.reports.drawing import Drawing, Paint, Type
from balance_arcade.reports.figures import limits_figure, load_figure, statokinesigram
from balance_arcade.reports.markup import html_text, node, plain

NAN = math.nan


ROOT = Path(__file__).resolve().parents[3]


def test_nothing_else_in_the_house_writes_svg():
    assert "svg" in (ROOT / "balance_arcade" / "reports" / "drawing.py").read_text("utf-8")
    folders = (ROOT / "balance_arcade", ROOT / "benchmarks", ROOT / "docs", ROOT / "examples")
    files = [file for folder in folders for file in folder.rglob("*.py")]
    assert len(files) > 200
    assert [file for file in files if "<svg" in file.read_text("utf-8")] == []


def rgb(colour: str) -> Rgb:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def shapes(drawing, kind):
    return [e for e in drawing.root.iter() if tag(e) == kind]


def test_colours_are_the_look_tokens_of_the_screens():
    tokens = (look.PAPER, look.YOU, look.GOAL, look.GOOD, look.CARE)
    assert [rgb(t) for t in tokens] == [NIGHT.paper, NIGHT.you, NIGHT.goal, NIGHT.good, NIGHT.care]
    assert tuple(rgb(t) for t in (look.AMBER, look.MAUVE, look.BLUE)) == NIGHT.second


def test_words_stand_out_from_the_page():
    for words in (look.INK, look.SOFT, look.BLUE):
        for ground in (look.PAPER, look.WHITE):
            assert contrast_ratio(rgb(words), rgb(ground)) >= 4.5
    assert contrast_ratio(rgb(look.INK), rgb(look.YOU)) >= 7.0


@pytest.mark.parametrize("bad", [NAN, math.inf, -math.inf])
def test_a_place_that_is_no_number_is_refused(bad):
    drawing = Drawing(10.0, 10.0, "x")
    for draw in (
        lambda: drawing.circle((1.0, bad), 1.0, Paint()),
        lambda: drawing.line([(1.0, 1.0), (bad, 1.0)], Paint()),
        lambda: drawing.text((bad, 1.0), "x", Type()),
        lambda: drawing.ellipse((1.0, 1.0), (1.0, 1.0), bad, Paint()),
        lambda: Drawing(bad, 1.0, "x"),
    ):
        with pytest.raises(ValueError, match="finite"):
            draw()
    assert len(drawing.root) == 1


def test_words_are_escaped_in_files_and_pages():
    drawing = Drawing(300.0, 20.0, 'a "b" <c> & \x07')
    with drawing.group("<script>"):
        drawing.text((0.0, 15.0), "</svg><script>", Type())
    root = check(drawing.file_text())
    assert root[0].text == 'a "b" <c> & �'
    assert root[1][1].text == "</svg><script>"
    assert "<script>" not in html_text(drawing.root)
    assert html_text(node("p", "<b>", "&", node("i", "x"), "<", class_='"')) == (
        '<p class="&quot;">&lt;b&gt;&amp;<i>x</i>&lt;</p>'
    )


def test_what_no_page_may_hold_is_replaced():
    assert plain("a\tb\nc é 你 😀") == "a\tb\nc é 你 😀"
    assert plain("\x00\x85\u2066\ufffe") == "\ufffd" * 4


def test_words_too_long_for_their_place_are_cut():
    style = Type(10.0, bold=True)
    assert style.fitted("short", 100.0) == "short"
    cut = style.fitted("x" * 99, 100.0)
    assert cut.endswith("…")
    assert style.width(cut) <= 100.0 < style.width(cut + "x")
    assert style.fitted("xx", 0.0) == "…"


@pytest.mark.parametrize("span", [0.3, 4.0, 37.0, 990.0])
def test_grid_steps_are_round_and_few(span):
    step = nice_step(span, 5)
    assert span / step <= 5.0 + 1e-9
    assert round(step / 10.0 ** math.floor(math.log10(step) + 1e-9)) in {1, 2, 5}
    below = round_below(span)
    assert below <= span * (1.0 + 1e-9) < 2.5 * below * (1.0 + 1e-9)


def test_axes_place_values_and_their_ends():
    axis = Axis(-3.0, 7.0, 10.0, 110.0)
    assert [axis.place(v) for v in (-3.0, 0.0, 7.0)] == [10.0, 40.0, 110.0]
    assert axis.ticks(5) == (-2.0, 0.0, 2.0, 4.0, 6.0)
    log = Axis(1e-5, 10.0, 450.0, 60.0, log=True)
    assert log.place(1e-2) == pytest.approx(255.0)
    assert log.ticks(1) == pytest.approx([10.0**k for k in range(-5, 2)])


def test_the_ellipse_and_the_path_have_one_scale_both_ways():
    path = [(0.0, 0.0), (10.0, 0.0), (10.0, 20.0)]
    drawing = statokinesigram(path, (5.0, 10.0, 15.0, 6.0, math.radians(30.0)), (340.0, 300.0))
    (line,) = [e for e in shapes(drawing, "polyline") if len(corners(e)) == 3]
    (x0, y0), (x1, y1), (x2, y2) = corners(line)
    assert (y1, x2) == (y0, x1)
    scale = (x1 - x0) / 10.0
    assert (y1 - y2) / 20.0 == pytest.approx(scale, rel=1e-3)  # forward is up
    (ellipse,) = shapes(drawing, "ellipse")
    assert float(ellipse.get("rx")) == pytest.approx(15.0 * scale, rel=1e-3)
    assert float(ellipse.get("ry")) == pytest.approx(6.0 * scale, rel=1e-3)
    # Anticlockwise to the eye is negative where y counts downwards.
    assert ellipse.get("transform").startswith("rotate(-30 ")


@pytest.mark.parametrize("size", [(340.0, 170.0), (340.0, 345.0), (706.0, 420.0)])
@pytest.mark.parametrize(
    ("path", "ellipse"),
    [
        ([(0.0, 0.0), (0.0, 0.0)], (NAN,) * 5),
        ([(-999.0, 4.0), (888.0, 5.0)], (0.0, 0.0, 1500.0, 0.0, 3.0)),
        ([(500.0, 500.0), (501.0, 500.5)], (500.0, 500.0, 1.0, 0.2, -1.5)),
    ],
    ids=["still", "wide", "far off"],
)
def test_any_path_fits_its_frame(path, ellipse, size):
    root = check(statokinesigram(path, ellipse, size, "SIMULATED").file_text())
    ticks = [e.text for e in root.iter() if tag(e) == "text"]
    assert len(ticks) >= 5


def test_petals_are_as_long_as_the_limits():
    limits = (100.0, 10.0, 50.0, 10.0, 25.0, 10.0, 75.0, 10.0)
    drawing = limits_figure(limits, (340.0, 300.0))
    check(drawing.file_text())
    (outline,) = [e for e in shapes(drawing, "polygon") if len(corners(e)) == 8]
    tips = corners(outline)
    reach = [math.hypot(x - 170.0, y - 150.0) for x, y in tips]
    assert [r / reach[0] for r in reach] == pytest.approx([v / 100.0 for v in limits], abs=1e-3)
    assert tips[0][1] < 150.0 < tips[4][1]
    assert tips[6][0] < 170.0 < tips[2][0]
    petals = [e for e in shapes(drawing, "polygon") if len(corners(e)) > 8]
    assert min(y for _, y in corners(petals[0])) == pytest.approx(tips[0][1], abs=0.02)


@pytest.mark.parametrize("limits", [(0.0,) * 8, (NAN, 3.0, *(NAN,) * 6), (1e6,) * 8])
def test_odd_limits_are_drawn(limits):
    check(limits_figure(limits, (340.0, 170.0), "REPLAY").file_text())


@pytest.mark.parametrize("share", [-0.05, 0.0, 0.004, 0.5, 1.0, 1.05])
def test_the_load_bar_stays_on_the_paper(share):
    drawing = load_figure(share, (650.0, 36.0))
    check(drawing.file_text())
    left, right = (float(e.get("width")) for e in shapes(drawing, "rect"))
    assert left + right == pytest.approx(430.0)
    assert left / 430.0 == pytest.approx(min(1.0, max(0.0, share)), abs=1e-4)
