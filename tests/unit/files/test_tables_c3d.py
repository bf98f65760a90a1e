"""Force plates in C3D files: the centre of pressure comes back, of every type and way to stand."""

from __future__ import annotations

import ezc3d
import numpy as np
import pytest
from c3d_person import CORNERS_DOWN, CORNERS_UP, DEPTH_MM, N_MM, N, person, plate, wrench
from c3d_writer import write_c3d

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.tables import Cut, PlateOptions, read_trial

# (ml, ap) of the plate's (x, y), for a person whose toes point along an axis of it.
TURNED = {
    ("+x", True): lambda x, y: (y, x),
    ("-x", True): lambda x, y: (-y, -x),
    ("+y", True): lambda x, y: (-x, y),
    ("-y", True): lambda x, y: (x, -y),
    ("+x", False): lambda x, y: (-y, x),
    ("-x", False): lambda x, y: (y, -x),
    ("+y", False): lambda x, y: (x, y),
    ("-y", False): lambda x, y: (-x, -y),
}


def assert_cop(trial, ml, ap):
    assert np.abs(trial.cop_mm[:, 0] - ml).max() < 1e-6
    assert np.abs(trial.cop_mm[:, 1] - ap).max() < 1e-6


@pytest.mark.parametrize(("front", "z_down"), TURNED)
def test_type_2_in_every_direction(tmp_path, front, z_down):
    reaction = front in ("+x", "-y")
    x, y, fx, fy, load = person()
    corners = CORNERS_DOWN if z_down else CORNERS_UP
    origin = (0.0, 0.0, -DEPTH_MM if z_down else DEPTH_MM)
    rows = wrench(x, y, fx, fy, load, z_down=z_down, reaction=reaction)
    path = write_c3d(
        tmp_path / "a.c3d", rows, units=N_MM, plates=[plate(corners=corners, origin=origin)]
    )
    trial = read_trial(path, plate=PlateOptions(front=front))
    assert_cop(trial, *TURNED[front, z_down](x, y))
    np.testing.assert_array_equal(trial.fz_n, load)
    assert trial.geometry == (Geometry(400, 600) if "x" in front else Geometry(600, 400))
    assert (trial.format, trial.rate_hz, trial.n_samples) == ("c3d", 100.0, N)
    assert any("inverted" in note for note in trial.notes) == (reaction == z_down)


def test_type_1_holds_the_centre_itself(tmp_path):
    x, y, fx, fy, load = person()
    rows = np.column_stack((-fx, -fy, -load, x, y, 0 * x))
    units = ["N", "N", "N", "mm", "mm", "Nmm"]
    path = write_c3d(tmp_path / "a.c3d", rows, units=units, plates=[plate(1)])
    assert_cop(read_trial(path, plate=PlateOptions(front="+x")), y, x)


@pytest.mark.parametrize("z_sign", [1.0, -1.0])
def test_type_3_is_kistlers_eight_channels(tmp_path, z_sign):
    x, y, fx, fy, load = person()
    a, b, depth = 128.0, 256.0, 32.0
    rows = -wrench(x, y, fx, fy, load, depth=depth)
    force, moment = rows[:, :3], rows[:, 3:]
    # Four verticals that give Fz, Mx and My; the fourth freedom is set to nothing.
    front, side = moment[:, 0] / b, moment[:, 1] / a
    fz = np.column_stack((force[:, 2] + front - side, force[:, 2] + front + side)) / 4.0
    fz = np.column_stack(
        (fz, (force[:, 2] - front + side) / 4.0, (force[:, 2] - front - side) / 4.0)
    )
    eight = np.column_stack(
        (force[:, 0] * 0.25, force[:, 0] * 0.75, force[:, 1] * 0.5, force[:, 1] * 0.5, fz)
    )
    path = write_c3d(
        tmp_path / "a.c3d",
        eight,
        units=["N"] * 8,
        plates=[plate(3, origin=(a, b, z_sign * depth))],
    )
    trial = read_trial(path, plate=PlateOptions(front="+x"))
    assert np.abs(trial.cop_mm - np.column_stack((y, x))).max() < 1e-4
    exact = ezc3d_cop(path)
    if z_sign < 0:
        assert np.abs(trial.cop_mm[:, ::-1] - exact).max() < 1e-6


def test_type_4_has_a_matrix(tmp_path):
    x, y, fx, fy, load = person()
    rows = wrench(x, y, fx, fy, load)
    matrix = np.diag([4.0, 4.0, 8.0, 1024.0, 1024.0, 512.0])
    matrix[0, 3], matrix[3, 2] = 0.5, 16.0
    signals = np.linalg.solve(matrix, rows.T).T
    path = write_c3d(
        tmp_path / "a.c3d",
        signals,
        units=["V"] * 6,
        plates=[plate(4, matrix=matrix.ravel(order="F"))],
    )
    assert_cop(read_trial(path, plate=PlateOptions(front="+x")), y, x)


def ezc3d_cop(path):
    """The centre as ezc3d itself makes it, in the plate's axes."""
    found = ezc3d.c3d(str(path), extract_forceplat_data=True)["data"]["platform"][0]
    corners, cop = found["corners"], found["center_of_pressure"]
    along_x = corners[:, 0] - corners[:, 1]
    along_y = corners[:, 0] - corners[:, 3]
    apart = (cop - corners.mean(axis=1)[:, None]).T
    return np.column_stack([apart @ (axis / np.linalg.norm(axis)) for axis in (along_x, along_y)])


def test_ezc3d_agrees_on_where_the_centre_is(tmp_path):
    rows = wrench(*person(7))
    for kind, more in ((2, {}), (4, {"matrix": np.eye(6).ravel()})):
        path = write_c3d(tmp_path / "a.c3d", rows, units=N_MM, plates=[plate(kind, **more)])
        trial = read_trial(path, plate=PlateOptions(front="+x"))
        assert np.abs(trial.cop_mm[:, ::-1] - ezc3d_cop(path)).max() < 1e-6


def written_by_ezc3d(path, rows, *, rate_hz=1000.0):
    content = ezc3d.c3d()
    point, analog = content["parameters"]["POINT"], content["parameters"]["ANALOG"]
    point["RATE"]["value"], point["UNITS"]["value"] = [100.0], ["mm"]
    analog["RATE"]["value"] = [rate_hz]
    analog["LABELS"]["value"] = ["Fx", "Fy", "Fz", "Mx", "My", "Mz"]
    analog["UNITS"]["value"] = N_MM
    analog["SCALE"]["value"], analog["OFFSET"]["value"] = [1.0] * 6, [0] * 6
    content["data"]["points"] = np.zeros((4, 0, len(rows) // 10))
    content["data"]["analogs"] = rows.T[None]
    plates = content["parameters"]["FORCE_PLATFORM"]
    plates["USED"]["value"], plates["TYPE"]["value"] = [1], [2]
    plates["CORNERS"]["value"] = np.reshape(CORNERS_DOWN, (4, 3)).T[:, :, None]
    plates["ORIGIN"]["value"] = np.array([0.0, 0.0, -DEPTH_MM])[:, None]
    plates["CHANNEL"]["value"] = np.arange(1, 7)[:, None]
    content.write(str(path))
    return path


def test_file_that_ezc3d_wrote_itself(tmp_path):
    x, y, fx, fy, load = person()
    path = written_by_ezc3d(tmp_path / "a.c3d", wrench(x, y, fx, fy, load))
    trial = read_trial(path, plate=PlateOptions(front="-y"))
    assert_cop(trial, *TURNED["-y", True](x, y))
    assert (trial.rate_hz, trial.n_samples) == (1000.0, N)


def test_metres_kilonewtons_and_the_wrong_sign_of_the_origin(tmp_path):
    x, y, fx, fy, load = person()
    rows = wrench(x, y, fx, fy, load) * [1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3]
    path = write_c3d(
        tmp_path / "a.c3d",
        rows,
        units=["kN", "kN", "kN", "Nm", "Nm", "Nm"],
        plates=[plate(corners=[c / 1000 for c in CORNERS_DOWN], origin=(0, 0, DEPTH_MM / 1000))],
        point_units="m",
    )
    trial = read_trial(path, plate=PlateOptions(front="+x"))
    assert np.abs(trial.cop_mm - np.column_stack((y, x))).max() < 1e-4
    assert trial.geometry.width_mm == pytest.approx(400.0)


def test_several_plates_and_which_one(tmp_path):
    first, second = person(1), person(2)
    rows = np.hstack((wrench(*first), wrench(*second)))
    plates = [plate(channels=range(1, 7)), plate(channels=range(7, 13))]
    path = write_c3d(tmp_path / "a.c3d", rows, units=N_MM * 2, plates=plates)
    for number, (x, y, *_) in ((1, first), (2, second)):
        assert_cop(read_trial(path, plate=PlateOptions(front="+x", plate=number)), y, x)
    with pytest.raises(RecordingError, match="holds 2 plates, not 3"):
        read_trial(path, plate=PlateOptions(plate=3))


@pytest.mark.parametrize(
    ("zero", "cut", "said"),
    [
        ((1, 10), None, "frames 1 to 10 as the empty plate; their mean was taken off"),
        ((0, 10), None, "frames 0 to 10 as the empty plate; their mean was taken off"),
        ((20, 40), Cut((0.0, 0.1)), "mean of 0 to 0.1 s was taken off"),
    ],
)
def test_empty_plate_is_taken_off(tmp_path, zero, cut, said):
    x, y, fx, fy, load = person()
    rows = wrench(x, y, fx, fy, load)
    rows[:10] = 0.0
    bias = np.array([4.0, -2.0, 16.0, 512.0, -256.0, 8.0])
    path = write_c3d(tmp_path / "a.c3d", rows + bias, units=N_MM, plates=[plate()], zero=zero)
    trial = read_trial(path, plate=PlateOptions(front="+x"), cut=cut)
    assert any(said in note for note in trial.notes)
    assert np.isnan(trial.cop_mm[:10]).all()
    assert np.abs(trial.cop_mm[10:] - np.column_stack((y, x))[10:]).max() < 1e-6


def test_frames_in_which_somebody_stands_are_not_taken_off(tmp_path):
    x, y, fx, fy, load = person()
    path = write_c3d(
        tmp_path / "a.c3d", wrench(x, y, fx, fy, load), units=N_MM, plates=[plate()], zero=(1, 10)
    )
    trial = read_trial(path, plate=PlateOptions(front="+x"))
    assert any("frames 1 to 10" in n and "nothing was taken off" in n for n in trial.notes)
    assert_cop(trial, y, x)
    with pytest.raises(ConfigError, match="No sample lies between"):
        read_trial(path, cut=Cut((5.0, 6.0)))


def test_unit_that_is_not_written_is_asked_for(tmp_path):
    x, y, fx, fy, load = person()
    rows = wrench(x, y, fx, fy, load)
    path = write_c3d(tmp_path / "a.c3d", rows, units=[""] * 6, plates=[plate()])
    with pytest.raises(RecordingError, match="has no unit") as caught:
        read_trial(path)
    assert "units=n,nmm" in caught.value.hint
    assert_cop(read_trial(path, plate=PlateOptions(front="+x", units="N,Nmm")), y, x)


def test_newtons_of_the_first_laboratories(tmp_path):
    """AMASS of 1989 wrote ``nt`` and ``ntmm`` (c3d.org, Sample01)."""
    x, y, fx, fy, load = person()
    rows = wrench(x, y, fx, fy, load)
    units = ["nt", "nt", "nt", "ntmm", "ntmm", "ntmm"]
    path = write_c3d(tmp_path / "a.c3d", rows, units=units, plates=[plate()])
    assert_cop(read_trial(path, plate=PlateOptions(front="+x")), y, x)


def test_channels_of_a_plate_that_is_not_described_are_named(tmp_path):
    rows = wrench(*person())
    labels = ["Force.Fx1", "Force.Fy1", "Force.Fz1", "Moment.Mx1", "Moment.My1", "Moment.Mz1"]
    path = tmp_path / "a.c3d"
    for parts in ({"plates": []}, {"plates": [plate()], "leave_out": ["FORCE_PLATFORM:USED"]}):
        write_c3d(path, rows, units=N_MM, labels=labels, **parts)
        with pytest.raises(RecordingError, match="describes no force plate, but has") as caught:
            read_trial(path)
        assert "'Force.Fx1 Force.Fy1 Force.Fz1 Moment.Mx1" in caught.value.message
        assert "export the trial as text" in caught.value.hint
    sensor = [f"Hips_{kind}{axis}" for kind in "am" for axis in "xyz"]
    for labels in (None, sensor):
        write_c3d(path, rows, units=N_MM, labels=labels, plates=[])
        with pytest.raises(RecordingError, match="holds no force plate"):
            read_trial(path)
    kistler = ["F1x12", "F1x34", "F1y14", "F1y23", "F1z1", "F1z2"]
    write_c3d(path, rows, units=N_MM, labels=kistler, plates=[])
    with pytest.raises(RecordingError, match="'F1x12 F1x34 F1y14"):
        read_trial(path)
