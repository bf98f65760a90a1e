import csv
import json
import math
from pathlib import Path

import pytest

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.tables import PlateOptions
from balance_arcade.records.analyze import analyze_file

BDS = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "bds"
TRIALS = ["00013", "00016", "00019", "00022", "00121", "00124", "00127", "00130"]


def published():
    with (BDS / "published.tsv").open(encoding="utf-8", newline="") as file:
        return {row["trial"]: row for row in csv.DictReader(file, delimiter="\t")}


@pytest.mark.skipif(
    not BDS.is_dir(), reason="the public balance data are not beside the repository"
)
@pytest.mark.parametrize("trial", TRIALS)
def test_published_area_and_velocity_come_out(trial):
    row = published()[f"BDS{trial}"]
    metrics = analyze_file(BDS / f"BDS{trial}.txt", "duarte_bds").metrics
    area_cm2 = metrics["ellipse_area_mm2"].value / 100.0
    velocity_cm_s = metrics["mean_velocity_mm_s"].value / 10.0
    assert area_cm2 == pytest.approx(float(row["cop_area_cm2"]), rel=1e-9)
    assert velocity_cm_s == pytest.approx(float(row["cop_velocity_cm_s"]), rel=1e-9)


@pytest.mark.skipif(
    not BDS.is_dir(), reason="the public balance data are not beside the repository"
)
def test_the_default_filter_shortens_a_plates_path_a_little():
    result = analyze_file(BDS / "BDS00013.txt")
    assert 1.0 < result.quality.path_ratio < 1.06
    reasons = set(result.quality.refused.values())
    assert all(reason.startswith("needs the ") for reason in reasons), reasons
    assert len(reasons) == 3
    assert result.duration_s == pytest.approx(60.0)


def circle_table(path, *, n=3000, header="t_s,cop_ml_mm,cop_ap_mm"):
    rows = [
        f"{i / 100:.2f},{5 * math.sin(i / 16):.9f},{5 * math.cos(i / 16):.9f}" for i in range(n)
    ]
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_the_json_has_the_agreed_shape(tmp_path):
    path = circle_table(tmp_path / "circle.csv")
    text = json.dumps(analyze_file(path).to_builtins(), allow_nan=False)
    result = json.loads(text)
    assert {"file", "rate_hz", "n_samples", "duration_s", "quality", "pipeline", "metrics"} <= set(
        result
    )
    assert result["file"] == str(path)
    assert (result["rate_hz"], result["n_samples"]) == (100.0, 3000)
    assert set(result["metrics"]["rms_ml_mm"]) == {"value", "unit", "definition"}
    assert result["metrics"]["rms_mm"]["value"] == pytest.approx(5.0, rel=1e-2)
    assert result["pipeline"].startswith("default/2 ")
    assert "balance_arcade " in result["pipeline"]


def test_what_is_refused_is_null_with_a_reason(tmp_path):
    result = analyze_file(circle_table(tmp_path / "short.csv", n=8)).to_builtins()
    assert result["metrics"]["rms_mm"]["value"] is None
    assert "too short" in result["quality"]["refused"]["rms_mm"]


def test_corner_forces_give_place_and_loads(tmp_path):
    path = tmp_path / "corners.csv"
    rows = [f"{i / 100:.2f},{100 + i % 5},200,100,200" for i in range(200)]
    path.write_text("\n".join(["t_s,tl_n,tr_n,bl_n,br_n", *rows]) + "\n", encoding="utf-8")
    result = analyze_file(path, geometry=Geometry(433.0, 238.0))
    assert result.metrics["right_load_frac"].value == pytest.approx(2.0 / 3.0, abs=5e-3)
    assert result.metrics["mean_ml_mm"].value == pytest.approx(433.0 / 6.0, abs=1.0)
    with pytest.raises(RecordingError, match="how far apart its cells"):
        analyze_file(path)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(RecordingError, match="No file at"):
        analyze_file(tmp_path / "none.csv")


def test_the_preset_is_checked_before_the_file(tmp_path):
    with pytest.raises(ConfigError, match="no preset 'fast'"):
        analyze_file(tmp_path / "none.csv", "fast")


def test_what_was_said_for_nothing_is_told(tmp_path):
    path = tmp_path / "three.csv"
    path.write_text("t_s,cop_ml_mm,cop_ap_mm\n0.0,0,0\n0.1,3,4\n0.2,0,0\n")
    told = " ".join(
        analyze_file(path, "raw", rate_hz=50.0, plate=PlateOptions(front="+x")).quality.notes
    )
    assert "50 Hz was given; the times of the file, which make 10 Hz, are not used" in told
    assert "said of the plate is not used" in told
    plain = " ".join(analyze_file(path, "raw", plate=PlateOptions()).quality.notes)
    assert "not used" not in plain
    path.write_text("cop_ml_mm,cop_ap_mm\n0,0\n3,4\n0,0\n")
    assert "not used" not in " ".join(analyze_file(path, "raw", rate_hz=50.0).quality.notes)
