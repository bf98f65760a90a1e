import datetime
import math
from pathlib import Path

import msgspec
import pytest
from svg_look import check, corners, tag

from balance_arcade.hw.calibration import Point, Reading, Readings
from balance_arcade.hw.calibration.file import FileV2
from balance_arcade.hw.calibration.fit import CalibrationFit, PointError
from balance_arcade.reports.residuals import residual_picture

ROOT = Path(__file__).resolve().parents[3]
ERRORS = (
    PointError(-160.0, -120.0, 10.0, 0.12, -0.05, held_back=False),
    PointError(0.0, 0.0, 20.0, -0.30, 0.40, held_back=False),
    PointError(110.0, 85.0, 20.0, 0.0, 0.0, held_back=True),
)


def content(errors=ERRORS, **fit_changes):
    reading = {"t_s": 0.0, "mean": (1.0,) * 4, "sd": (0.1,) * 4, "n_samples": 450}
    points = tuple(
        Point(**reading, mass_kg=e.mass_kg, ml_mm=e.ml_mm, ap_mm=e.ap_mm, held_back=e.held_back)
        for e in errors
    )
    readings = Readings(
        board_id="0011223344556677", unit="counts", width_mm=400.0, length_mm=300.0,
        gravity_m_s2=9.81, placement_mm=0.2, rate_hz=90.0, tares=(Reading(**reading),),
        points=points,
    )  # fmt: skip
    fit = CalibrationFit(
        zero=(0.0,) * 4, matrix=((1.0,) * 4,) * 3, rms_fz_n=0.1, rms_mx_nmm=1.0, rms_my_nmm=1.0,
        condition=1.5, twist_frac=0.1, left_out_rms_mm=0.321, left_out_max_mm=0.5,
        check_rms_mm=0.25, check_max_mm=0.26, temperature_c=None, temperature_range_c=None,
        noise_sd_n=0.05, residual_n=0.3, n_points=2, n_checks=1, errors=errors,
    )  # fmt: skip
    fit = msgspec.structs.replace(fit, **fit_changes)
    made = datetime.date(2026, 3, 2)
    return FileV2(2, "0011223344556677", "2026-03-02 abc", made, "test", fit, readings)


def test_every_error_has_its_arrow_at_its_place_and_its_figures():
    picture = residual_picture(content())
    assert picture == residual_picture(content())
    root = check(picture)
    groups = [e for e in root.iter() if tag(e) == "g"]
    assert [g[0].text for g in groups] == [
        "1: 10 kg at -160, -120 mm; error +0.12, -0.05 mm",
        "2: 20 kg at 0, 0 mm; error -0.30, +0.40 mm",
        "3: 20 kg at 110, 85 mm; error +0.00, +0.00 mm",
    ]
    first, second, third = groups
    (x0, y0), (x1, y1) = corners(second[2])
    # 0.5 mm at a factor of 50: the greatest round one below 16 % of the board's smaller side.
    assert (x1 - x0, y1 - y0) == pytest.approx((-0.30 * 50, -0.40 * 50), abs=0.02)
    (x, y), _ = corners(first[2])
    assert (x - x0, y - y0) == pytest.approx((-160.0, 120.0))  # forward is up
    assert [tag(e) for e in third[1:]] == ["rect"]
    assert first[1].get("fill") != third[1].get("fill")
    for words in ("0.32 mm rms", "0.25 mm rms", "drawn 50 times as large", "10, 20 kg"):
        assert words in picture


@pytest.mark.parametrize("scale", [0.0, 1e-9, 30.0])
def test_any_size_of_error_stays_on_the_paper(scale):
    errors = tuple(
        msgspec.structs.replace(
            e, error_ml_mm=scale * e.error_ml_mm, error_ap_mm=scale * e.error_ap_mm
        )
        for e in ERRORS
    )
    check(residual_picture(content(errors)))


@pytest.mark.parametrize(("width", "length"), [(60.0, 40.0), (433.0, 238.0), (1200.0, 900.0)])
def test_boards_of_any_size_are_drawn(width, length):
    given = content(())
    readings = msgspec.structs.replace(given.readings, width_mm=width, length_mm=length)
    check(residual_picture(msgspec.structs.replace(given, readings=readings)))


def test_names_are_escaped_and_fit():
    given = msgspec.structs.replace(
        content(check_rms_mm=None), board_id="<script>" * 20, calibration_id="a&\x00b" * 50
    )
    picture = residual_picture(given)
    assert "<script" not in picture
    root = check(picture)
    assert next(e for e in root.iter() if tag(e) == "text").text.endswith("…")
    assert "held-back points" not in picture


def test_an_error_that_is_no_number_is_refused():
    bad = (msgspec.structs.replace(ERRORS[0], ml_mm=math.nan),)
    with pytest.raises(ValueError, match="finite"):
        residual_picture(content(bad))


@pytest.mark.parametrize("path", ["hardware_docs/arduino_board/residuals.svg", "docs/cost.svg"])
def test_pictures_of_the_documents_are_of_this_model(path):
    check((ROOT / path).read_text(encoding="utf-8"))
