"""Several force plates: both feet's common centre of pressure, one of them, and what is said."""

from __future__ import annotations

import numpy as np
import pytest
from c3d_person import DEPTH_MM, N_MM, N, wrench
from c3d_writer import write_c3d

from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.tables import Cut, PlateOptions, read_trial

UP = np.array((0.0, 0.0, 1.0))


class Foot:
    """A foot at places of the laboratory, on a plate that lies there with axes of its own."""

    def __init__(self, middle, x_axis, y_axis, load_n, size=(400.0, 600.0), depth=DEPTH_MM):
        self.middle, self.x, self.y = (np.array(v, float) for v in (middle, x_axis, y_axis))
        self.size, self.depth = size, depth
        # Its own numbers, whatever ran before.
        rng = np.random.default_rng([int(load_n), *np.abs(self.middle).astype(int)])
        self.load_n = np.full(N, load_n) + (rng.uniform(-5, 5, N) if load_n else 0.0)
        self.place = self.middle[:2] + rng.uniform(-80, 80, (N, 2))
        self.push = rng.uniform(-8, 8, (N, 2)) if load_n else np.zeros((N, 2))

    @property
    def z_down(self):
        return bool(np.cross(self.x, self.y) @ UP < 0.0)

    def rows(self):
        """Channels of the plate, about its transducer."""
        away = self.place - self.middle[:2]
        x, y = away @ self.x[:2], away @ self.y[:2]
        fx, fy = self.push @ self.x[:2], self.push @ self.y[:2]
        return wrench(x, y, fx, fy, self.load_n, z_down=self.z_down, depth=self.depth)

    def described(self, first_channel):
        half_x, half_y = self.size[0] / 2 * self.x, self.size[1] / 2 * self.y
        corners = [self.middle + a * half_x + b * half_y for a, b in QUADRANTS]
        origin = (0.0, 0.0, -self.depth if self.z_down else self.depth)
        channels = range(first_channel, first_channel + 6)
        return {
            "type": 2,
            "corners": np.concatenate(corners).tolist(),
            "origin": origin,
            "channels": channels,
        }


QUADRANTS = ((1, 1), (-1, 1), (-1, -1), (1, -1))


def written(path, feet, offset_n=0.0, **parts):
    rows = np.hstack([foot.rows() for foot in feet])
    rows[:, 2::6] -= offset_n
    plates = [foot.described(1 + 6 * i) for i, foot in enumerate(feet)]
    return write_c3d(path, rows, units=N_MM * len(feet), plates=plates, **parts)


def common(feet):
    """Place in the laboratory from the mean of the plates' middles, weighted by the loads."""
    loads = np.array([foot.load_n for foot in feet])
    places = np.array([foot.place for foot in feet])
    middle = np.mean([foot.middle[:2] for foot in feet], axis=0)
    return (loads[:, :, None] * places).sum(axis=0) / loads.sum(axis=0)[:, None] - middle


# Plates with z down: x to the right and y to the rear of the laboratory, or turned.
PLAIN = ((1, 0, 0), (0, -1, 0))
REVERSED = ((-1, 0, 0), (0, 1, 0))
QUARTER = ((0, -1, 0), (-1, 0, 0))
Z_UP = ((1, 0, 0), (0, 1, 0))


@pytest.mark.parametrize("second", [PLAIN, REVERSED, QUARTER, Z_UP])
@pytest.mark.parametrize("front", ["-y", "+x"])
def test_two_feet_have_one_centre_of_pressure(tmp_path, second, front):
    feet = [Foot((0, 0, 0), *PLAIN, 400.0), Foot((450, 30, 0), *second, 300.0)]
    trial = read_trial(written(tmp_path / "a.c3d", feet), plate=PlateOptions(front=front))
    x, y = common(feet).T
    # The first plate's -y is the laboratory's y; its x the laboratory's.
    right = np.column_stack((x, y)) if front == "-y" else np.column_stack((-y, x))
    assert np.abs(trial.cop_mm - right).max() < 1e-2
    assert np.abs(trial.fz_n - (feet[0].load_n + feet[1].load_n)).max() < 1e-2
    push = feet[0].push + feet[1].push
    wanted = push if front == "-y" else np.column_stack((-push[:, 1], push[:, 0]))
    assert np.abs(np.abs(trial.horizontal_n) - np.abs(wanted)).max() < 1e-3
    assert [(p.number, p.measured) for p in trial.plates] == [(1, True), (2, True)]
    assert [fault.name for fault in trial.faults] == ["several_plates"]
    assert "2 of them bear load" in trial.faults[0].sentence
    assert "common centre of pressure" in " ".join(trial.notes)


@pytest.mark.parametrize(("up", "in_laboratory_axes"), [("auto", False), ("y", False), ("y", True)])
def test_two_feet_in_a_laboratory_with_y_up(tmp_path, up, in_laboratory_axes):
    """By the format a plate's z is upright all the same; some write the laboratory's axes."""
    axes = Z_UP if in_laboratory_axes else PLAIN
    feet = [Foot((0, 0, 0), *axes, 400.0), Foot((450, 30, 0), *axes, 300.0)]
    rows = np.hstack([foot.rows() for foot in feet])
    plates = [foot.described(1 + 6 * i) for i, foot in enumerate(feet)]
    # z x y of these feet are x y z of the laboratory: forwards is its x, to the right its z.
    turn = [1, 2, 0]
    for described in plates:
        described["corners"] = np.reshape(described["corners"], (4, 3))[:, turn].ravel().tolist()
        if in_laboratory_axes:
            described["origin"] = [described["origin"][i] for i in turn]
    if in_laboratory_axes:
        rows = rows.reshape(N, 4, 3)[:, :, turn].reshape(N, 12)
    path = write_c3d(tmp_path / "a.c3d", rows, units=N_MM * 2, plates=plates)
    # With a word of the laboratory its axes are meant, without one the plate's.
    front = "+x" if up == "y" else "-y"
    trial = read_trial(path, plate=PlateOptions(up=up, front=front))
    assert np.abs(trial.cop_mm - common(feet)).max() < 1e-2
    assert np.abs(trial.fz_n - feet[0].load_n - feet[1].load_n).max() < 1e-2


def test_a_step_on_one_of_two_plates_is_enough_where_nobody_stands(tmp_path):
    feet = [Foot((0, 0, 0), *PLAIN, 0.0), Foot((450, 0, 0), *PLAIN, 700.0)]
    rows = np.hstack([foot.rows() for foot in feet])
    rows = np.vstack((np.zeros_like(rows), rows[:15], np.zeros_like(rows)))
    plates = [foot.described(1 + 6 * i) for i, foot in enumerate(feet)]
    path = write_c3d(tmp_path / "a.c3d", rows, units=N_MM * 2, plates=plates)
    trial = read_trial(path, plate=PlateOptions(front="-y"))
    assert [plate.measured for plate in trial.plates] == [False, True]
    assert np.abs(trial.cop_mm[N : N + 15] - (feet[1].place[:15] - (450.0, 0.0))).max() < 1e-2


def test_size_is_that_of_both(tmp_path):
    feet = [Foot((0, 0, 0), *PLAIN, 400.0), Foot((450, 30, 0), *PLAIN, 300.0)]
    trial = read_trial(written(tmp_path / "a.c3d", feet))
    assert (trial.geometry.width_mm, trial.geometry.length_mm) == pytest.approx((850.0, 630.0))


@pytest.mark.parametrize("number", [1, 2])
def test_one_of_two_is_measured_when_asked(tmp_path, number):
    feet = [Foot((0, 0, 0), *PLAIN, 400.0), Foot((450, 0, 0), *REVERSED, 300.0)]
    path = written(tmp_path / "a.c3d", feet)
    trial = read_trial(path, plate=PlateOptions(plate=number, front="+y"))
    away = feet[number - 1].place - feet[number - 1].middle[:2]
    # Whoever looks along the laboratory's -y has its -x at the right; reversed, its x.
    assert np.abs(trial.cop_mm - away * (-1.0 if number == 1 else 1.0)).max() < 1e-2
    assert trial.fz_n.mean() == pytest.approx((400.0, 300.0)[number - 1], abs=2.0)
    assert f"measured is plate {number} alone" in " ".join(trial.notes)
    assert trial.faults[0].effect == "left out"


def test_three_plates_of_which_the_second_alone_bears_load(tmp_path):
    feet = [Foot((500 * i, 0, 0), *PLAIN, 650.0 * (i == 1)) for i in range(3)]
    trial = read_trial(
        written(tmp_path / "a.c3d", feet, offset_n=20.0), plate=PlateOptions(front="-y")
    )
    assert [plate.measured for plate in trial.plates] == [False, True, False]
    # 20 N of the empty plate in the middle of this one pull its place in by 3 %.
    assert np.abs(trial.cop_mm - (feet[1].place - (500.0, 0.0))).max() < 4.0
    said = " ".join(trial.notes)
    assert "3 plates, 1 of them bears load (plate 2 67" in said
    assert "N): measured is plate 2." in said
    assert trial.faults == ()


def test_zero_is_that_of_each_plate_while_nobody_is_on_any(tmp_path):
    feet = [Foot((0, 0, 0), *PLAIN, 400.0), Foot((450, 0, 0), *PLAIN, 300.0)]
    late = Foot((900, 0, 0), *PLAIN, 0.0)
    for foot in feet:
        foot.load_n[:20] = 1e-9
        foot.push[:20] = 0.0
    path = written(tmp_path / "a.c3d", [*feet, late], offset_n=np.array((30.0, -15.0, 22.0)))
    trial = read_trial(path, plate=PlateOptions(front="-y"), cut=Cut((0.0, 0.2)))
    assert np.abs(trial.cop_mm[20:] - common(feet)[20:]).max() < 1e-2
    assert np.isnan(trial.cop_mm[:20]).all()
    with pytest.raises(ConfigError, match="the board was not empty"):
        read_trial(path, cut=Cut((0.3, 0.5)))


@pytest.mark.parametrize(
    ("middle", "second", "why"),
    [
        ((0, 0, 0), PLAIN, "plates 1 and 2 are said to lie in the same place"),
        ((450, 0, 0), ((0.8, 0, -0.6), (0, -1, 0)), "plates 1 and 2 are not level"),
        ((450, 0, 0), None, "the corners of plate 2 do not tell where it lies"),
    ],
)
def test_plates_whose_place_is_not_told_stay_apart(tmp_path, middle, second, why):
    feet = [Foot((0, 0, 0), *PLAIN, 400.0), Foot(middle, *(second or PLAIN), 300.0)]
    if second is None:
        feet[1].size = (0.0, 0.0)
    trial = read_trial(written(tmp_path / "a.c3d", feet), plate=PlateOptions(front="-y"))
    assert np.abs(trial.cop_mm - feet[0].place).max() < 1e-2
    assert why in trial.faults[0].sentence
    assert trial.faults[0].effect == "left out"


def test_a_plate_of_an_unknown_type_leaves_the_others(tmp_path):
    feet = [Foot((0, 0, 0), *PLAIN, 400.0), Foot((450, 0, 0), *PLAIN, 300.0)]
    rows = np.hstack([foot.rows() for foot in feet])
    plates = [foot.described(1 + 6 * i) for i, foot in enumerate(feet)]
    plates[1]["type"] = 7
    path = write_c3d(tmp_path / "a.c3d", rows, units=N_MM * 2, plates=plates)
    trial = read_trial(path, plate=PlateOptions(front="-y"))
    assert np.abs(trial.cop_mm - feet[0].place).max() < 1e-2
    assert any("Plate 2 is not read" in note and "type 7" in note for note in trial.notes)
    with pytest.raises(RecordingError, match="plate 2 is of type 7"):
        read_trial(path, plate=PlateOptions(plate=2))


def test_a_text_measures_the_first_plate_with_load_and_says_so(tmp_path):
    t = np.arange(200) / 100.0
    place = np.column_stack((5.0 * np.sin(t), 3.0 * np.cos(t)))
    rows = ["time,Fz1,Mx1,My1,Fz2,Mx2,My2,Fz3,Mx3,My3", "s,N,Nmm,Nmm,N,Nmm,Nmm,N,Nmm,Nmm"]
    for second, (x, y) in zip(t, place, strict=True):
        cells = [second, 4.0, 0.0, 0.0, 500.0, 500.0 * y, -500.0 * x, 200.0, 0.0, 0.0]
        rows.append(",".join(f"{cell:.4f}" for cell in cells))
    path = tmp_path / "a.csv"
    path.write_text("\n".join(rows) + "\n")
    trial = read_trial(path, plate=PlateOptions(z="up"))
    assert np.abs(trial.cop_mm - place).max() < 1e-3
    assert [(p.number, round(p.load_n)) for p in trial.plates] == [(1, 4), (2, 500), (3, 200)]
    assert "measured is plate 2 alone" in trial.faults[0].sentence
    assert "does not say where the plates lie" in trial.faults[0].sentence
    assert read_trial(path, plate=PlateOptions(plate=3)).fz_n[0] == 200.0
