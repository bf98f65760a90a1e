"""Exports of motion capture programs and platforms, written again from sums of sines."""

from __future__ import annotations

import numpy as np
import pytest
from table_kit import AP_MM, COP_MM, LOAD_N, ML_MM, RATE_HZ, T_S, N, place, plate, rows

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables import PlateOptions, read_trial

NONE, FRAME = np.zeros(N), np.arange(1.0, N + 1)
FORCE, MOMENT, PLACE = ["Fx", "Fy", "Fz"], ["Mx", "My", "Mz"], ["Cx", "Cy", "Cz"]


def write(tmp_path, text, name="trial.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def assert_true(trial, kind):
    np.testing.assert_allclose(trial.cop_mm, COP_MM, atol=1e-3)
    np.testing.assert_allclose(trial.fz_n, LOAD_N, rtol=1e-5)
    assert trial.rate_hz == pytest.approx(RATE_HZ, rel=1e-5)
    assert trial.understood.kind == kind


# --- Vicon Nexus

NEXUS = "Vicon Nexus, block Devices"
PLATE_DOWN, PLACE_DOWN = plate(), place()
SIX = [NONE, NONE, -LOAD_N, -PLATE_DOWN[:, 3], -PLATE_DOWN[:, 4], NONE]
BY_PLACE = [NONE, NONE, -LOAD_N, *(PLACE_DOWN / 1000).T, NONE]
TRAJECTORIES = (
    "\nTrajectories\n100\n,,Subject:Marker,,\nFrame,Sub Frame,X,Y,Z\n,,mm,mm,mm\n"
    + "".join(f"{i},0,{i / 3:.3f},2,3\n" for i in range(1, 200))
)
STATISTICS = "\nMin,,1,1,1,1,1,1\nMax,,1,1,1,1,1,1\nMean,,2,2,2,2,2,2\n"
MODEL = "Model Outputs\n100\n,,Subject:Angle,,\nFrame,Sub Frame,X,Y,Z\n,,deg,deg,deg\n" + "".join(
    f"{i},0,1,2,3\n" for i in range(900)
)


def devices(name, *kinds):
    return [cell for kind in kinds for cell in (f"{name} - {kind}", "", "")]


def nexus(columns, names, units, above, *, sep=",", before="", behind="", rate=100):
    lines = [
        f"Devices\n{rate}",
        sep.join(["", "", *above]),
        sep.join(["Frame", "Sub Frame", *names]),
        sep.join(["", "", *units]),
    ]
    body = rows([FRAME, NONE, *columns], sep=sep, form=lambda v: f"{v:.9g}")
    return before + "\n".join(lines) + "\n" + body + behind


PLACE_ONLY = (BY_PLACE, FORCE + PLACE, ["N"] * 3 + ["m"] * 3, devices("Plate A", "Force", "CoP"))


@pytest.mark.parametrize(
    "how", [{}, {"sep": "\t"}, {"behind": STATISTICS}, {"before": MODEL + "\n"}]
)
def test_nexus_with_a_centre_of_pressure_alone(tmp_path, how):
    assert_true(read_trial(write(tmp_path, nexus(*PLACE_ONLY, **how))), NEXUS)


def test_nexus_with_several_blocks_stops_at_the_empty_line(tmp_path):
    text = nexus(
        [*SIX, *(100 + PLACE_DOWN).T, NONE],
        FORCE + MOMENT + PLACE,
        ["N"] * 3 + ["N.mm"] * 3 + ["mm"] * 3,
        devices("AMTI Plate #1", "Force", "Moment", "CoP"),
        behind=TRAJECTORIES,
    )
    trial = read_trial(write(tmp_path, text))
    # The moments count, not the place that was moved by 100 mm.
    assert_true(trial, NEXUS)
    assert any("what stands from line 307 on ('Trajectories')" in note for note in trial.notes)


def test_nexus_with_two_plates_between_other_devices(tmp_path):
    one = [NONE, NONE, -LOAD_N / 2, NONE, NONE, NONE]
    text = nexus(
        [NONE + 0.2, *one, *(np.array(SIX) / 1000.0)],
        ["EMG1", *FORCE, *MOMENT, *FORCE, *MOMENT],
        ["V", *["N", "N", "N", "N.mm", "N.mm", "N.mm"], *["kN"] * 3, *["N.m"] * 3],
        ["EMG - Voltage", *devices("P1", "Force", "Moment"), *devices("P2", "Force", "Moment")],
    )
    path = write(tmp_path, text)
    assert_true(read_trial(path, plate=PlateOptions(plate=2)), NEXUS)
    first = read_trial(path)
    np.testing.assert_allclose(first.cop_mm, 0.0, atol=1e-9)
    with pytest.raises(RecordingError, match="contains 2 plates, not 3"):
        read_trial(path, plate=PlateOptions(plate=3))


def test_another_loaded_plate_is_said(tmp_path):
    text = nexus(
        [*SIX, NONE, NONE, NONE - 300, NONE, NONE, NONE],
        [*FORCE, *MOMENT] * 2,
        [*["N"] * 3, *["N.mm"] * 3] * 2,
        [*devices("P1", "Force", "Moment"), *devices("P2", "Force", "Moment")],
    )
    notes = read_trial(write(tmp_path, text)).notes
    assert any("plate 2 300 N): measured is plate 1 alone" in note for note in notes)


def test_nexus_with_a_foot_on_each_of_two_plates(tmp_path):
    """Cx and Cy stand in the laboratory's frame, so that both feet have a common centre."""
    half = [NONE, NONE, -LOAD_N / 2]
    text = nexus(
        [*half, *(PLACE_DOWN + 150).T, NONE, *half, *(PLACE_DOWN - 150).T, NONE],
        [*FORCE, *PLACE] * 2,
        [*["N"] * 3, *["mm"] * 3] * 2,
        [*devices("P1", "Force", "CoP"), *devices("P2", "Force", "CoP")],
    )
    trial = read_trial(write(tmp_path, text))
    assert_true(trial, NEXUS)
    assert [plate.measured for plate in trial.plates] == [True, True]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TRAJECTORIES.lstrip(), "blocks Trajectories of Vicon Nexus, but not Devices"),
        (
            nexus([NONE] * 3, FORCE, ["N"] * 3, devices("P1", "Force")),
            "names no force plate with Fz and Mx My or Cx Cy; line 4 has 'Frame'",
        ),
    ],
)
def test_nexus_without_what_is_needed(tmp_path, text, message):
    with pytest.raises(RecordingError, match=message):
        read_trial(write(tmp_path, text))


# --- Qualisys

QTM = "Qualisys Track Manager, force data"
QTM_NAMES = "Force_X\tForce_Y\tForce_Z\tMoment_X\tMoment_Y\tMoment_Z\tCOP_X\tCOP_Y\tCOP_Z\n"


MIDDLE_MM = np.array((700.0, 1000.0))


def qualisys(description, place_mm, *, timed=True, names=True):
    corners = {
        "POSX_POSY": (900, 1300),
        "NEGX_POSY": (500, 1300),
        "NEGX_NEGY": (500, 700),
        "POSX_NEGY": (900, 700),
    }
    head = [
        f"NO_OF_SAMPLES\t{N}",
        "FREQUENCY\t100.000",
        f"DESCRIPTION\t{description}",
        "FORCE_PLATE_NAME\tPlate 1",
        *[
            f"FORCE_PLATE_CORNER_{corner}_{axis}\t{value:.3f}"
            for corner, (x, y) in corners.items()
            for axis, value in (("X", x), ("Y", y), ("Z", 0))
        ],
    ]
    columns = [NONE, NONE, LOAD_N, NONE + 7, NONE + 7, NONE, *place_mm.T, NONE]
    first, time = ("SAMPLE\tTIME\t", [FRAME, T_S]) if timed else ("", [])
    line = first + QTM_NAMES if names else ""
    return "\n".join(head) + "\n" + line + rows([*time, *columns], sep="\t")


@pytest.mark.parametrize("timed", [True, False])
def test_qualisys_in_the_laboratorys_axes(tmp_path, timed):
    text = qualisys("Force data in world coordinates", place(z_down=False) + MIDDLE_MM, timed=timed)
    trial = read_trial(write(tmp_path, text, "walk_f_1.tsv"))
    assert_true(trial, QTM)
    assert trial.geometry == Geometry(400.0, 600.0)


def test_qualisys_in_the_plates_axes(tmp_path):
    text = qualisys("Force data in local (force plate) coordinates", place())
    assert_true(read_trial(write(tmp_path, text)), QTM)


def test_qualisys_without_names_shows_the_way_out(tmp_path):
    with pytest.raises(RecordingError, match="Qualisys without a line of names") as caught:
        read_trial(write(tmp_path, qualisys("", place(), names=False)))
    assert "--columns fz=#5[n]" in caught.value.hint


# --- OpenSim

OPENSIM = "OpenSim storage, ground reaction forces"
HEAD = f"stand\nversion=1\nnRows={N}\nnColumns=7\ninDegrees=yes\nendheader\n"
PARTS = ("vx", "vy", "vz", "px", "py", "pz")


def opensim(groups, names, *, sep="\t", gap=""):
    header = "\t".join(["time", *[f"{name}_{part}" for name in names for part in PARTS]])
    columns = [
        column
        for load, ml, ap in groups
        for column in (NONE, load, NONE, ap / 1000, NONE, ml / 1000)
    ]
    return HEAD + gap + header + "\n" + rows([T_S, *columns], sep=sep)


@pytest.mark.parametrize("name", ["ground_force", "1_ground_force", "FP1"])
def test_opensim_one_plate(tmp_path, name):
    trial = read_trial(write(tmp_path, opensim([(LOAD_N, ML_MM, AP_MM)], [name]), "grf.mot"))
    assert_true(trial, OPENSIM)
    assert trial.understood.names_line == 7
    assert "+x axis is taken to point to the toes, its y axis up" in trial.notes[0]


def test_opensim_two_feet_have_a_common_centre(tmp_path):
    feet = [(0.4 * LOAD_N, ML_MM + 90, AP_MM + 60), (0.6 * LOAD_N, ML_MM - 60, AP_MM - 40)]
    text = opensim(feet, ["R_ground_force", "L_ground_force"], sep=" \t  ", gap="\n")
    trial = read_trial(write(tmp_path, text, "grf.sto"))
    assert_true(trial, OPENSIM)
    assert [plate.measured for plate in trial.plates] == [True, True]
    assert any("measured is their common centre" in note for note in trial.notes)
    alone = read_trial(tmp_path / "grf.sto", plate=PlateOptions(plate=2))
    np.testing.assert_allclose(alone.cop_mm, COP_MM - [60, 40], atol=1e-3)


def test_opensim_turned_around_and_an_unloaded_plate(tmp_path):
    groups = [(LOAD_N, -ML_MM, -AP_MM), (NONE, NONE, NONE)]
    path = write(tmp_path, opensim(groups, ["ground_force", "1_ground_force"]))
    trial = read_trial(path, plate=PlateOptions(front="-x"))
    assert_true(trial, OPENSIM)
    assert not any("common" in note for note in trial.notes)


def test_opensim_without_forces_shows_its_names(tmp_path):
    text = HEAD + "time\tpelvis_tilt\n" + rows([T_S, NONE], sep="\t")
    with pytest.raises(RecordingError, match="line 7 has 'time', 'pelvis_tilt'"):
        read_trial(write(tmp_path, text))


def test_text_of_a_laboratory_with_y_up(tmp_path):
    names = "Time\tFx\tFy\tFz\tCOPx\tCOPy\tCOPz\n"
    body = rows([T_S, NONE, LOAD_N, NONE + 12, AP_MM, NONE, ML_MM], sep="\t")
    options = PlateOptions(units="n,mm", up="y")
    trial = read_trial(write(tmp_path, names + body), plate=options)
    assert_true(trial, "force plate's export")
    path = write(tmp_path, names.replace("COPy", "other") + body)
    with pytest.raises(RecordingError, match="neither Mx and My nor Ax and Ay") as caught:
        read_trial(path, plate=PlateOptions(units="n,mm"))
    assert "--up y" in caught.value.hint


# --- Zebris, and a program on Bertec plates

ZEBRIS = '"type","name","time_units","begin_time","frequency","count","units"\n'


def test_zebris_signal_of_two_dimensions(tmp_path):
    text = f'\ufeff{ZEBRIS}"signal_2d","CdP","ms",0.0,100,{N},"cm"\n\n"time","x","y"\n'
    trial = read_trial(write(tmp_path, text + rows([T_S * 1000, ML_MM / 10, AP_MM / 10])))
    np.testing.assert_allclose(trial.cop_mm, COP_MM, atol=1e-6)
    assert (trial.rate_hz, trial.understood.names_line) == (RATE_HZ, 4)
    assert "ml=y[mm],ap=x[mm]" in trial.notes[0]


def test_zebris_signal_of_a_force_is_no_place(tmp_path):
    text = f'{ZEBRIS}"signal_1d","Force","s",0.0,100,{N},"N"\n\n"time","value"\n'
    with pytest.raises(RecordingError, match=r"'Force' \(signal_1d, N\) is no place"):
        read_trial(write(tmp_path, text + rows([T_S, LOAD_N])))


def test_two_plates_in_one_line_with_a_windows_clock(tmp_path):
    names = ["Timestamp", *[f"{name}{n}" for n in (1, 2) for name in FORCE + MOMENT]]
    columns = [NONE, NONE, LOAD_N, PLATE_DOWN[:, 3] / 1000, PLATE_DOWN[:, 4] / 1000, NONE]
    body = rows([*columns, NONE, NONE, NONE + 300, NONE, NONE, NONE], sep=";").split()
    ticks = [132748000578389538 + round(t * 1e7) for t in T_S]
    lines = [f"{tick};{line}" for tick, line in zip(ticks, body, strict=True)]
    path = write(tmp_path, ";".join(names) + "\n" + "\n".join(lines) + "\n")
    with pytest.raises(RecordingError, match="'Fx1' has no unit"):
        read_trial(path)
    trial = read_trial(path, plate=PlateOptions(units="n,nm"))
    np.testing.assert_allclose(trial.cop_mm, COP_MM, atol=1e-3)
    assert trial.rate_hz == pytest.approx(RATE_HZ, rel=1e-4)
