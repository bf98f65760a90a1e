"""The grid to stand on: what is drawn as 100 mm is 100 mm, on both kinds of paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from balance_arcade.assess.foot_place import FootPlace
from balance_arcade.cli import main
from balance_arcade.core.errors import ConfigError
from balance_arcade.reports.drawing import Drawing
from balance_arcade.reports.foot_grid import PAPERS, USUAL, foot_grid, foot_grid_pdf, foot_grid_svg

NAN = float("nan")


def lines(drawing: Drawing) -> list[list[tuple[float, float]]]:
    return [
        [tuple(map(float, pair.split(","))) for pair in str(shape.get("points")).split()]  # type: ignore[misc]
        for shape in drawing.root.iter("polyline")
    ]


def heels(drawing: Drawing) -> list[tuple[float, float]]:
    dots = drawing.root.iter("circle")
    return sorted((float(str(dot.get("cx"))), float(str(dot.get("cy")))) for dot in dots)


def test_a_unit_is_a_millimetre_and_the_stance_is_where_its_numbers_say() -> None:
    drawing = foot_grid(FootPlace(30.0, 200.0, 20.0))
    assert drawing.root.get("width") == f"{drawing.width:g}mm"
    assert str(drawing.root.get("viewBox")) == f"0 0 {drawing.width:g} {drawing.height:g}"
    left, right = heels(drawing)
    assert right[0] - left[0] == pytest.approx(200.0)
    # The rear edge is the lowest long line; the heels' line lies 30 mm before it.
    rear = max(y for line in lines(drawing) for _, y in line)
    assert rear - left[1] == rear - right[1] == pytest.approx(30.0)
    # The feet's axes start at the heels and open by 20 degrees: 2 tan 10 a unit of length.
    (ahead,) = [line[1] for line in lines(drawing) if line[0] == right and line[1][1] < right[1]]
    assert (ahead[0] - right[0]) / (right[1] - ahead[1]) == pytest.approx(0.17633, abs=1e-3)
    lengths = [abs(b[0] - a[0]) + abs(b[1] - a[1]) for a, b in (one[:2] for one in lines(drawing))]
    assert lengths.count(100.0) == 4


@pytest.mark.parametrize(("paper", "size"), PAPERS.items())
def test_the_pdf_has_two_pages_of_true_size_and_asks_for_no_scaling(
    paper: str, size: tuple[float, float]
) -> None:
    data = foot_grid_pdf(paper=paper)  # type: ignore[arg-type]
    assert data == foot_grid_pdf(paper=paper)  # type: ignore[arg-type]
    assert data.count(b"/Type /Page\n") == 2
    assert b"/PrintScaling /None" in data
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert box is not None
    points = [float(part) / 72.0 * 25.4 for part in box.groups()]
    assert points == pytest.approx(size, abs=0.01)


def test_numbers_that_are_missing_are_the_usual_ones_and_a_wide_stance_is_refused() -> None:
    assert foot_grid_svg(FootPlace(NAN, NAN, NAN)) == foot_grid_svg(USUAL)
    assert "Fußraster" in foot_grid_svg(language="de")
    with pytest.raises(ConfigError, match="does not fit") as error:
        foot_grid(FootPlace(40.0, 400.0, 14.0))
    assert "Heels up to 324 mm apart" in error.value.hint


def test_the_command_writes_both_forms_and_refuses_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("grid.pdf", "grid.SVG"):
        assert main(["assess", "--grid", str(tmp_path / name), "--feet", "20,120,0"]) == 0
        assert "measure the line of 100 mm" in capsys.readouterr().err
    assert "--feet 20,120,0" in (tmp_path / "grid.SVG").read_text("utf-8")
    for words in (["--grid", str(tmp_path / "grid.png")], ["--grid", "x.pdf", "--feet", "9,9,999"]):
        assert main(["assess", *words]) == 1
    assert {file.name for file in tmp_path.iterdir()} == {"grid.pdf", "grid.SVG"}
