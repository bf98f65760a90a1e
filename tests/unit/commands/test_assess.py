"""``assess``: list the tests, lead a simulated person through one, score it again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from balance_arcade.assess.guided_tests import known_tests
from balance_arcade.assess.norms import OTHER_TIMES
from balance_arcade.cli import main

OWN = 'name = "brief"\nbased_on = "quiet-stance"\n[settings]\ntrial_s = 5\n'


def test_a_test_ends_with_its_result_and_its_files_score_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "brief.toml"
    file.write_text(OWN, encoding="utf-8")
    words = ["assess", str(file), "--board", "sim:?seed=2&profile=older", "--headless", "--json"]
    words += ["--feet", "40,170,14", "--footwear", "socks", "--age", "72", "--sex", "female"]
    assert main([*words, "--out", str(tmp_path / "out"), "--person", "p7"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert (found["test"], found["origin"], found["person"]) == ("brief", "simulated", "p7")
    assert found["setup"]["heel_width_mm"] == 170.0
    assert found["setup"]["footwear"] == "socks"
    assert found["protocol"].startswith("quiet_stance+changed/1 trial_s=5")
    assert found["outcomes"]["mean_velocity_mm_s_eo_firm"]["value"] > 1.0
    assert (found["age_y"], found["sex"]) == (72, "female")
    # Five seconds are not the source's sixty, whatever age and feet are.
    assert found["norms"]["mean_velocity_mm_s_eo_firm"] == {"told": OTHER_TIMES}
    (kept,) = (tmp_path / "out").glob("*.assessment.json")
    assert json.loads(kept.read_text("utf-8")) == found
    files = [str(path) for path in (tmp_path / "out").glob("*.mcap")]
    assert main(["assess", str(file), "--recordings", *files, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == found
    # Nothing of a test is kept among the person's games.
    assert not any("brief" in path.read_text("utf-8") for path in _person_files(tmp_path / "out"))
    assert main(["assess", str(file), "--recordings", *files, "--age", "30"]) == 0
    text = capsys.readouterr().out
    assert f"mean_velocity_mm_s_eo_firm: {OTHER_TIMES}" in text
    assert "brief  [SIMULATED]: 1 trials, 0 stopped" in text
    assert "not a medical device" in text


def _person_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*p7*") if path.suffix in {".json", ".toml"}]


def test_the_list_names_every_test_with_its_class(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "--list", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {test.name for test in known_tests()} == {row["test"] for row in rows}
    assert next(row for row in rows if row["test"] == "mctsib")["classes"] == ["A", "C"]
    assert main(["assess", "--list"]) == 0
    assert "limits-of-stability" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "No test was named."),
        (["tug"], "No test is called 'tug'."),
        (["romberg"], "No board was named."),
        (["romberg", "--board", "sim:", "--no-record"], "nothing is recorded"),
        (["romberg", "--board", "sim:", "--height-cm", "17"], "50 to 250 cm"),
        (["romberg", "--board", "sim:", "--feet=1,2"], "--feet 1,2 is not three numbers"),
        (["romberg", "--board", "sim:", "--age", "200"], "0 to 120 whole years"),
        (["romberg", "--recordings", "none.mcap", "--age", "-1"], "0 to 120 whole years"),
        (["romberg", "--board", "sim:", "--feet=0,900,0"], "heel width must be 0 to 600"),
        (["weight-shift", "--board", "sim:", "--headless"], "without the person's stature"),
        (["romberg", "--board", "sim:", "--recordings", "a.mcap"], "Name one of the two"),
        (["romberg", "--recordings", "none.mcap"], "none.mcap"),
        (["none.toml", "--board", "sim:"], "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assess", *words]) == 1
    err = capsys.readouterr().err
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_on_a_real_board_a_test_of_class_c_waits_for_a_confirmed_spotter(
    capsys: pytest.CaptureFixture[str],
) -> None:
    # An address that is no simulation; the gate comes before the board is opened.
    assert main(["assess", "mctsib", "--board", "arduino:/dev/none", "--headless"]) == 1
    assert "safety class C" in capsys.readouterr().err
