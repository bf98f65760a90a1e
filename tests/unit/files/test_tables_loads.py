"""Loads of every plate: names that programs write, units, signs, sides, gaps."""

import numpy as np
import pytest
from c3d_writer import write_c3d

from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.tables.loads import LoadOptions, read_loads

T_S = np.arange(400) / 200.0
LEFT_N = 340.0 + 60.0 * np.sin(3.0 * T_S)
RIGHT_N = 360.0 - 20.0 * np.sin(3.0 * T_S)


def written(path, header, *columns, separator=",", form="%.3f"):
    rows = np.column_stack(columns)
    np.savetxt(path, rows, fmt=form, delimiter=separator, header=header, comments="")
    return path


def two_plates(path, plates):
    """A C3D file of plates side by side, at 200 Hz."""
    described = [
        {
            "type": 2,
            "corners": _corners(600.0 * k),
            "origin": (0.0, 0.0, -40.0),
            "channels": range(1 + 6 * k, 7 + 6 * k),
        }
        for k in range(len(plates))
    ]
    units = ["N", "N", "N", "Nmm", "Nmm", "Nmm"] * len(plates)
    return write_c3d(path, np.hstack(plates), units=units, plates=described, rate_hz=200.0)


def _corners(right_mm):
    return [
        right_mm + 500.0, 0, 0, right_mm, 0, 0, right_mm, 400, 0, right_mm + 500.0, 400, 0,
    ]  # fmt: skip


def same(loads, left=LEFT_N, right=RIGHT_N):
    np.testing.assert_allclose(loads.load_n, left + right, atol=0.01)
    np.testing.assert_allclose(loads.sides_n, np.column_stack((left, right)), atol=0.01)


@pytest.mark.parametrize(
    "header",
    [
        "Time (s),LeftForce (N),RightForce (N),CombinedForce (N),Velocity (m/s)",
        "time_s,force_left_n,force_right_n,force_combined_n,velocity_m_s",
        "Time,Left Force [N],Right Force [N],Total Force [N],Power",
        "t_s,left_foot_n,right_foot_n,fz_n,cop_ml_mm",
        "Zeit (s),Kraft links (N),Kraft rechts (N),Gesamtkraft (N),Leistung",
        "Tiempo (s),Fuerza izquierda (N),Fuerza derecha (N),Fuerza total (N),Potencia",
        "time,GRFz L (N),GRFz R (N),GRFz total (N),power",
    ],
)
def test_left_and_right_by_their_names(tmp_path, header):
    path = written(tmp_path / "a.csv", header, T_S, LEFT_N, RIGHT_N, LEFT_N + RIGHT_N, 0 * T_S)
    loads = read_loads(path)
    same(loads)
    assert loads.rate_hz == 200.0


@pytest.mark.parametrize(
    "header",
    [
        "Time (s),FP1,FP2",
        "Time (s),Fz1 (N),Fz2 (N)",
        "Time (s),FP1_Fz (N),FP2_Fz (N)",
        "Time (s),Normal Force (N),Normal Force (N)",
        "Time (s),Plate 1: Fz (N),Plate 2: Fz (N)",
        "Time (s),FZ1,FZ2",
        "时间 (秒 s),垂直力 (牛顿 N),垂直力 (牛顿 N)",
    ],
)
def test_two_plates_are_summed_and_sides_are_said(tmp_path, header):
    path = written(tmp_path / "a.csv", header, T_S, LEFT_N, RIGHT_N)
    units = "" if "(N)" in header.split(",")[1] else "n"
    loads = read_loads(path, LoadOptions(units=units))
    assert loads.sides_n is None
    np.testing.assert_allclose(loads.load_n, LEFT_N + RIGHT_N, atol=0.01)
    assert any("2 plates are summed" in note for note in loads.notes)
    same(read_loads(path, LoadOptions(sides=(1, 2), units=units)))
    same(read_loads(path, LoadOptions(sides=(2, 1), units=units)), RIGHT_N, LEFT_N)
    one = read_loads(path, LoadOptions(plate=2, units=units))
    np.testing.assert_allclose(one.load_n, RIGHT_N, atol=0.01)


def test_a_plate_export_with_moments_gives_its_fz(tmp_path):
    header = "abs time (s)\tFx\tFy\tFz\tMx\tMy\tMz\ns\tN\tN\tN\tN.m\tN.m\tN.m"
    zero = 0.0 * T_S
    path = written(
        tmp_path / "kistler.txt", header, T_S, zero, zero, 700.0 + T_S, zero, zero, zero,
        separator="\t",
    )  # fmt: skip
    np.testing.assert_allclose(read_loads(path).load_n, 700.0 + T_S, atol=0.01)


def test_forces_as_opensim_names_them_have_y_upright(tmp_path):
    names = [f"{plate}_v{axis}" for plate in ("ground_force1", "ground_force2") for axis in "xyz"]
    head = ["Squat Jump,,,,,,", "version=1,,,,,,", "endheader,,,,,,", ",".join(["time", *names])]
    side = 0.0 * T_S + 30.0
    columns = (T_S, side, LEFT_N, side, side, RIGHT_N, side)
    path = written(tmp_path / "grf.csv", "\n".join(head), *columns)
    same(read_loads(path, LoadOptions(sides=(1, 2))))
    feet = head[-1].replace("ground_force1", "L_ground_force").replace("ground_force2", "R_grf")
    same(read_loads(written(tmp_path / "feet.mot", f"endheader\n{feet}", *columns)))


def test_the_raw_export_of_forcedecks_in_german(tmp_path):
    head = (
        'ForceDecks Raw Data Export,1.0\nWeight,"71,35"\nFrequency,200\n'
        "AthleteId,0\n\nTime,Left,Right,,Acceleration,Velocity,Height,Power,Impulse\n"
    )
    rows = (f'"{t:.3f}","{a:.6f}","{b:.6f}"' for t, a, b in zip(T_S, LEFT_N, RIGHT_N, strict=True))
    path = tmp_path / "fd.csv"
    path.write_text(
        head + "".join(f"{row.replace('.', ',')},,0,0,0,0,0\n" for row in rows),
        encoding="utf-8-sig",
    )
    loads = read_loads(path)
    same(loads)
    assert loads.rate_hz == 200.0


def test_a_plate_cut_out_of_two_keeps_the_names_of_both(tmp_path):
    head = "BioWare Version 5.3 Export\nRate (Hz):\t200.0\nabs time (s)\tFz\tFz\t\n\tN\tN\t\n"
    path = tmp_path / "one_of_two.txt"
    path.write_text(
        head + "".join(f"{t:.6f}    {f:.6f}\n" for t, f in zip(T_S, LEFT_N, strict=True))
    )
    loads = read_loads(path)
    np.testing.assert_allclose(loads.load_n, LEFT_N, atol=0.01)
    assert loads.n_plates == 1


@pytest.mark.parametrize("name", ["Left Force X (N)", "Fx (N)", "Resultant Force (N)", "z", "ML"])
def test_other_axes_are_no_loads(tmp_path, name):
    with pytest.raises(RecordingError, match="names no vertical load"):
        read_loads(written(tmp_path / "a.csv", f"Time (s),{name}", T_S, LEFT_N))


def test_no_names_are_one_load_two_or_netforce(tmp_path):
    one = tmp_path / "one.txt"
    np.savetxt(one, LEFT_N + RIGHT_N, fmt="%.3f")
    with pytest.raises(RecordingError, match="neither times nor a rate"):
        read_loads(one)
    loads = read_loads(one, LoadOptions(rate_hz=200.0))
    np.testing.assert_allclose(loads.load_n, LEFT_N + RIGHT_N, atol=0.01)
    columns = np.zeros((400, 12))
    columns[:, 2], columns[:, 8] = -LEFT_N, -RIGHT_N
    twelve = tmp_path / "netforce.txt"
    np.savetxt(twelve, columns, fmt="%.3f", delimiter=",")
    same(read_loads(twelve, LoadOptions(rate_hz=200.0, sides=(1, 2))))


def test_a_load_that_is_negative_is_turned_and_said(tmp_path):
    path = written(tmp_path / "a.csv", "t_s,fz_n", T_S, -LEFT_N)
    loads = read_loads(path)
    np.testing.assert_allclose(loads.load_n, LEFT_N, atol=0.01)
    assert any("negative under load" in note for note in loads.notes)


def test_a_plate_of_the_other_sign_is_turned_and_said(tmp_path):
    push = LEFT_N + 400.0 * np.exp(-(((T_S - 1.0) / 0.1) ** 2))
    path = written(tmp_path / "a.csv", "t_s,Fz1 (N),Fz2 (N)", T_S, push, -0.9 * push)
    loads = read_loads(path)
    np.testing.assert_allclose(loads.load_n, 1.9 * push, atol=0.01)
    assert any("Plate 2 is negative under load" in note for note in loads.notes)


def test_plates_that_were_tared_with_the_person_on_them_are_not_turned(tmp_path):
    # Nobody is in the air but for 0.4 s; both plates fall by half a body weight then.
    flight = np.where((T_S > 1.0) & (T_S < 1.4), -350.0, 0.0)
    push = 500.0 * np.exp(-(((T_S - 0.9) / 0.05) ** 2)) + 700.0 * np.exp(
        -(((T_S - 1.45) / 0.04) ** 2)
    )
    path = written(
        tmp_path / "a.csv", "t_s,Fz1 (N),Fz2 (N)", T_S, flight + push - 60.0, flight + push + 60.0
    )
    loads = read_loads(path)
    np.testing.assert_allclose(loads.load_n, 2.0 * (flight + push), atol=0.01)
    assert not any("inverted" in note for note in loads.notes)


def test_kilograms_and_body_weights(tmp_path):
    kilograms = written(tmp_path / "kg.csv", "t_s,fz_kg", T_S, LEFT_N / 9.80665, form="%.6f")
    loads = read_loads(kilograms)
    np.testing.assert_allclose(loads.load_n, LEFT_N, atol=0.01)
    assert any("kilograms" in note for note in loads.notes)
    shares = written(tmp_path / "bw.csv", "t_s,Force (BW)", T_S, LEFT_N / 700.0, form="%.6f")
    with pytest.raises(RecordingError, match="is in body weights"):
        read_loads(shares)
    loads = read_loads(shares, LoadOptions(body_weight_n=700.0))
    np.testing.assert_allclose(loads.load_n, LEFT_N, atol=0.01)


@pytest.mark.parametrize(("scale", "like"), [(9.80665, "kilograms"), (350.0, "body weights")])
def test_a_unit_that_is_not_written_is_asked_for_by_name(tmp_path, scale, like):
    path = written(tmp_path / "a.csv", "t_s,Fz1", T_S, LEFT_N / scale)
    with pytest.raises(RecordingError, match=f"looks like {like}"):
        read_loads(path)


def test_eight_columns_of_one_name_are_no_plates(tmp_path):
    header = ",".join(["Normal Force (N)"] * 8)
    path = written(tmp_path / "wide.csv", header, *[LEFT_N + k for k in range(8)])
    with pytest.raises(RecordingError, match="8 columns called 'Normal Force"):
        read_loads(path, LoadOptions(rate_hz=200.0))
    loads = read_loads(path, LoadOptions(rate_hz=200.0, plate=3))
    np.testing.assert_allclose(loads.load_n, LEFT_N + 2.0, atol=0.01)


def test_rows_that_are_missing_stay_missing(tmp_path):
    keep = (T_S < 0.5) | (T_S >= 0.55)
    path = written(tmp_path / "a.csv", "t_s,fz_n", T_S[keep], LEFT_N[keep])
    loads = read_loads(path)
    assert loads.load_n.size == 400
    assert np.isnan(loads.load_n[100:110]).all()
    assert np.isfinite(np.delete(loads.load_n, np.arange(100, 110))).all()


def test_plates_that_are_not_there(tmp_path):
    path = written(tmp_path / "a.csv", "t_s,fz_n", T_S, LEFT_N)
    for options in (LoadOptions(plate=2), LoadOptions(sides=(1, 2))):
        with pytest.raises(ConfigError, match="holds 1 plate, not 2"):
            read_loads(path, options)


def test_no_load_at_all(tmp_path):
    path = written(tmp_path / "a.csv", "t_s,cop_ml_mm,cop_ap_mm", T_S, LEFT_N, LEFT_N)
    with pytest.raises(RecordingError, match="names no vertical load"):
        read_loads(path)
    with pytest.raises(RecordingError, match="No file at"):
        read_loads(tmp_path / "nowhere.csv")


def test_two_plates_of_a_c3d_file(tmp_path):
    zero = 0.0 * T_S
    plates = [np.column_stack((zero, zero, -f, zero, zero, zero)) for f in (LEFT_N, RIGHT_N)]
    path = two_plates(tmp_path / "two.c3d", plates)
    loads = read_loads(path)
    assert loads.n_plates == 2
    np.testing.assert_allclose(loads.load_n, LEFT_N + RIGHT_N, atol=0.05)
    loads = read_loads(path, LoadOptions(sides=(1, 2)))
    np.testing.assert_allclose(loads.sides_n[:, 0], LEFT_N, atol=0.05)
