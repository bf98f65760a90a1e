"""The calibration file: round trip, refit, ownership, age, and a folder that cannot be written."""

import datetime

import msgspec
import numpy as np
import pytest
from calibration_kit import BOARD, board, readings
from hypothesis import given
from hypothesis import strategies as st

from balance_arcade.core.errors import BalanceArcadeError, CalibrationError
from balance_arcade.hw.calibration import (
    calibration_path,
    find_calibration,
    fit_readings,
    load_calibration,
    new_file,
    read_file,
    read_part,
    write_file,
    write_part,
)
from balance_arcade.hw.calibration.toml import toml_text

MADE = datetime.date(2026, 3, 2)


def content(**how):
    given_readings = readings(**how)
    return new_file(given_readings, fit_readings(given_readings), MADE)


def test_what_is_written_is_read_bit_for_bit(tmp_path):
    path, made = tmp_path / "new" / "board.toml", content(temperature_c=20.25)
    write_file(path, made)
    assert read_file(path) == made
    assert [entry.name for entry in path.parent.iterdir()] == ["board.toml"]


def test_the_raw_readings_fit_again_to_the_same_numbers(tmp_path):
    made = content()
    write_file(tmp_path / "board.toml", made)
    kept = read_file(tmp_path / "board.toml").readings
    assert new_file(kept, fit_readings(kept), MADE) == made


def test_a_loaded_calibration_finds_a_person(tmp_path):
    write_file(calibration_path(BOARD, tmp_path), content())
    calibration = find_calibration(BOARD, tmp_path)
    made = board()
    cells = made.cells(np.array([700.0]), np.array([[50.0, -30.0]]))[0] + made.zero
    forces_n = np.array(calibration.forces_n(*cells))
    x, y = np.array(calibration.geometry.corners_mm()).T
    assert forces_n.sum() == pytest.approx(700.0, rel=2e-3)
    assert forces_n @ x / forces_n.sum() == pytest.approx(50.0, abs=0.3)
    assert forces_n @ y / forces_n.sum() == pytest.approx(-30.0, abs=0.3)
    assert calibration.calibration_id.startswith("2026-03-02 ")
    assert calibration.accuracy.source == "calibration of 2026-03-02 with 10 to 20 kg"
    assert calibration.accuracy.noise_sd_n == pytest.approx(0.05, rel=0.1)


def test_other_readings_are_another_calibration():
    assert content().calibration_id != content(seed=4).calibration_id


@pytest.mark.parametrize(("days", "n_warnings"), [(365, 0), (366, 1)])
def test_an_old_calibration_is_used_with_a_warning(tmp_path, days, n_warnings):
    path = tmp_path / "board.toml"
    write_file(path, content())
    today = MADE + datetime.timedelta(days=days)
    calibration = load_calibration(path, BOARD, today=today)
    assert len(calibration.warnings) == n_warnings
    assert all("2026-03-02" in warning for warning in calibration.warnings)


def test_the_calibration_of_another_board_is_refused(tmp_path):
    path = tmp_path / "board.toml"
    write_file(path, content())
    with pytest.raises(CalibrationError, match="belongs to board 0011"):
        load_calibration(path, "0011223344556678")
    write_part(path, readings())
    with pytest.raises(CalibrationError, match="belongs to board 0011"):
        read_part(path, "0011223344556678")


def test_a_board_that_was_never_calibrated(tmp_path):
    assert find_calibration(BOARD, tmp_path) is None
    with pytest.raises(CalibrationError, match="no unfinished calibration"):
        read_part(tmp_path / "none", BOARD)


def test_what_was_read_so_far_is_taken_up(tmp_path):
    some = msgspec.structs.replace(readings(), points=readings().points[:4])
    write_part(tmp_path / "board.toml.part", some)
    assert read_part(tmp_path / "board.toml.part", BOARD.upper()) == some


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("matrix = [[", "matrix = [[nan, 0, 0, 0], ["),
        lambda text: text.replace("width_mm = 400.0", "width_mm = 0.0"),
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("[fit]", "[fat]"),
        lambda text: text + "\x00",
    ],
)
def test_a_damaged_file_is_refused_by_name(tmp_path, spoil):
    path = tmp_path / "board.toml"
    write_file(path, content())
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(CalibrationError, match=r"board\.toml"):
        load_calibration(path, BOARD)


def test_a_folder_that_cannot_be_made_or_written(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BalanceArcadeError, match="cannot be made"):
        write_file(tmp_path / "file" / "below" / "board.toml", content())
    (tmp_path / "board.toml").mkdir()
    with pytest.raises(BalanceArcadeError, match="cannot be written"):
        write_file(tmp_path / "board.toml", content())


@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,8}", fullmatch=True),
        st.one_of(
            st.text(alphabet=st.characters(exclude_categories=["Cs"])),
            st.booleans(),
            st.integers(-(2**53), 2**53),
            st.floats(allow_nan=False),
            st.dates(),
            st.lists(st.floats(allow_nan=False)),
        ),
    )
)
def test_every_value_comes_back_from_toml(table):
    nested = {**table, "inner": table, "rows": [table, {"more": [table]}]}
    assert msgspec.toml.decode(toml_text(nested)) == nested


def test_what_toml_does_not_hold_as_it_is_is_escaped():
    table = {"text": 'a"b\\c\x7f\x00\n\u2028'}
    assert msgspec.toml.decode(toml_text(table)) == table


def test_what_has_no_place_in_toml():
    with pytest.raises(TypeError, match="set cannot be written"):
        toml_text({"a": {1}})
