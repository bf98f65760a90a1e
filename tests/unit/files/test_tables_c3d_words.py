"""How C3D files store their numbers: processors, signs, scales, counts of frames, rates."""

from __future__ import annotations

import io
import warnings

import c3d as c3d_package
import ezc3d
import numpy as np
import pytest
from c3d_person import DEPTH_MM, N_MM, N, person, plate, wrench
from c3d_writer import C3d, write_c3d

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables import PlateOptions, c3d_samples, read_trial
from balance_arcade.files.tables.c3d_file import C3dFile

MID_SCALE = 32768
ROWS = np.round(wrench(*person()) / 8.0) * 8.0
SIX = np.arange(1, 7)


def cop_of(rows):
    """ml and ap of a force on the plate, toes along +x, z down."""
    fx, fy, fz, mx, my = rows.T[:5]
    x = (-my - DEPTH_MM * fx) / fz
    y = (mx - DEPTH_MM * fy) / fz
    return np.column_stack((y, x))


def written(tmp_path, rows=ROWS, **parts):
    parts = {"units": N_MM, "plates": [plate()], **parts}
    return write_c3d(tmp_path / "a.c3d", rows, **parts)


def assert_rows(path, rows=ROWS, *, note=""):
    """The samples come back, those of the file alone and those of the plate."""
    assert np.abs(C3dFile(path).samples(SIX) - rows).max() < 1e-3
    trial = read_trial(path, plate=PlateOptions(front="+x"))
    assert np.abs(trial.cop_mm - cop_of(rows)).max() < 1e-6
    assert any(note in one for one in trial.notes)
    return trial


def ezc3d_rows(path):
    return ezc3d.c3d(str(path))["data"]["analogs"][0, :6].T


def package_rows(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = c3d_package.Reader(io.BytesIO(path.read_bytes()))
        return np.hstack([analog for _, _, analog in reader.read_frames()])[:6].T


@pytest.mark.parametrize("processor", ["PC", "DEC", "MIPS"])
@pytest.mark.parametrize("as_integers", [False, True])
@pytest.mark.parametrize("data_format", [None, "SIGNED", "UNSIGNED", "unsigned "])
def test_processors_and_signs(tmp_path, processor, as_integers, data_format):
    offset = MID_SCALE + 5 if data_format in ("UNSIGNED", "unsigned ") else 100
    path = written(
        tmp_path,
        processor=processor,
        as_integers=as_integers,
        data_format=data_format,
        offset=offset,
        scale=8.0,
        gen_scale=0.5,
    )
    assert_rows(path, ROWS)


@pytest.mark.parametrize("as_integers", [False, True])
def test_negative_offsets_keep_their_sign(tmp_path, as_integers):
    small = np.round(ROWS / 64.0) * 64.0
    offset = [-7, -1000, 0, 12, -20000, 5]
    path = written(tmp_path, small, as_integers=as_integers, offset=offset, scale=64.0)
    assert_rows(path, small)


def test_format_that_is_not_said_is_known_by_its_offsets(tmp_path):
    note = "does not say whether its values are signed"
    path = written(tmp_path, as_integers=True, offset=MID_SCALE, scale=8.0)
    assert_rows(path, note=note)
    path = written(tmp_path, as_integers=True, offset=MID_SCALE - 20, scale=8.0)
    assert_rows(path, note=note)
    path = written(tmp_path, as_integers=True, offset=2048, scale=8.0)
    assert not any(note in one for one in assert_rows(path).notes)
    # One channel that is not at the middle: signed, as the guide has it.
    path = written(tmp_path, as_integers=True, offset=[MID_SCALE] * 5 + [0], scale=8.0)
    assert C3dFile(path).samples(SIX)[0, 5] == pytest.approx(ROWS[0, 5])


@pytest.mark.parametrize("n_points", [0, 3, 39])
@pytest.mark.parametrize(
    ("point_hz", "per_frame"),
    [
        (29.97, 30),
        (59.94, 30),
        (23.976, 10),
        (23.976, 20),
        (33.3333, 3),
        (66.6667, 30),
        (16.67, 7),
        (100.0, 10),
    ],
)
def test_rates_that_are_no_whole_numbers(tmp_path, n_points, point_hz, per_frame):
    rows = np.resize(ROWS, (per_frame * 12, 6))
    path = written(
        tmp_path,
        rows,
        rate_hz=point_hz * per_frame,
        point_rate_hz=point_hz,
        per_frame=per_frame,
        n_points=n_points,
    )
    trial = assert_rows(path, rows)
    assert trial.rate_hz == float(np.float32(point_hz * per_frame))
    assert trial.n_samples == per_frame * 12
    if point_hz == 66.6667:
        with pytest.raises(AssertionError, match="inconsistent analog rate"):
            package_rows(path)
    else:
        assert np.abs(package_rows(path) - rows).max() < 1e-3
    if point_hz == 100.0:
        assert np.abs(ezc3d_rows(path) - rows).max() < 1e-3


def test_rate_that_is_only_in_the_frames(tmp_path):
    rows = np.resize(ROWS, (400, 6))
    parts = {"rate_hz": 899.1, "point_rate_hz": 29.97, "per_frame": 10}
    path = written(tmp_path, rows, **parts, leave_out=["ANALOG:RATE"])
    assert read_trial(path).rate_hz == pytest.approx(299.7)
    path = written(tmp_path, rows, **parts, leave_out=["ANALOG:RATE", "POINT:RATE"])
    assert read_trial(path).rate_hz == pytest.approx(299.7)
    path = written(tmp_path, rows, **parts, analog_rate_hz=300.0)
    trial = read_trial(path)
    assert trial.rate_hz == 300.0
    assert any("by its frames it is 299.7 Hz" in note for note in trial.notes)
    path = written(tmp_path, rows, **parts)
    with pytest.raises(RecordingError, match=r"10 samples in each of 29\.97 frames"):
        read_trial(path)


def long_rows(n):
    rows = np.zeros((n, 6))
    rows[:, 2] = 700.0
    rows[:, 0] = np.arange(n) % 1000
    return rows


@pytest.mark.parametrize(
    "counts",
    [
        {"long_frames": 70_000.0},
        {"trial": (1, 70_000)},
        {"trial": (4_000_001, 4_070_000), "header_frames": (65_535, 65_535)},
        {"frames": 70_000.0},
        {"trial": (1, 70_000), "frames": 70_000 & 0xFFFF, "header_frames": (1, 70_000 & 0xFFFF)},
        {"long_frames": 70_000.0, "frames": 70_000 & 0xFFFF, "header_frames": (1, 4_464)},
        {"long_frames": 70_000.0, "trial": (1, 70_000)},
    ],
)
def test_more_frames_than_65535(tmp_path, counts):
    path = written(tmp_path, long_rows(70_000), **counts)
    file = C3dFile(path)
    assert file.layout.n_frames == 70_000
    samples = file.samples(SIX)
    assert samples[:, 0].tolist() == long_rows(70_000)[:, 0].tolist()
    path.write_bytes(path.read_bytes()[: -30 * 512])
    with pytest.raises(RecordingError, match="cut off: it claims 70000 frames"):
        C3dFile(path)


def test_frames_that_no_count_tells_are_read_and_said(tmp_path):
    path = written(tmp_path, long_rows(70_001), leave_out=["POINT:LONG_FRAMES"])
    file = C3dFile(path)
    # The last block may be filled up: 511 bytes, 21 frames, are left.
    assert 70_001 - 21 <= file.layout.n_frames <= 70_001
    assert "the most that it can" in file.notes[0]
    assert (file.samples(SIX)[:, 2] == 700.0).all()
    exact = written(tmp_path, long_rows(65_535))
    file = C3dFile(exact)
    assert (file.layout.n_frames, file.notes) == (65_535, [])


def test_frames_of_a_trial_that_was_cut(tmp_path):
    """Programs that cut a trial leave the raw one's counts behind: POINT:FRAMES is the one."""
    cut = {"frames": N, "header_frames": (1, 5000), "trial": (1, 5000), "long_frames": 5000.0}
    trial = assert_rows(written(tmp_path, **cut))
    assert trial.n_samples == N
    assert sum(f"says 5000 frames and POINT:FRAMES {N}" in note for note in trial.notes) == 2
    later = assert_rows(written(tmp_path, header_frames=(1166, 1165 + N)))
    assert not any("frames" in note for note in later.notes)
    only_header = assert_rows(written(tmp_path, leave_out=["POINT:FRAMES"]))
    assert only_header.n_samples == N
    zero_of_bioware = assert_rows(written(tmp_path, frames=0))
    assert zero_of_bioware.n_samples == N


@pytest.mark.parametrize("parts", [{"chain_end": b"\0"}, {"chain_end": b""}, {}])
def test_chain_that_ends_with_its_block(tmp_path, parts):
    """BioWare leaves one zero, as the last byte before the samples."""
    path = written(tmp_path, fill_block=True, **parts)
    at = 512 * (path.read_bytes()[16] - 1)
    zeros = len(parts.get("chain_end", b"\0\0"))
    assert path.read_bytes()[at - 1 - zeros : at] == b"x" + bytes(zeros)
    assert_rows(path)


def test_pointer_in_another_order_of_bytes(tmp_path):
    """One pointer of c3d.org's Sample02 in SGI order stands in the order of a PC."""
    path = written(tmp_path, processor="MIPS")
    data = bytearray(path.read_bytes())
    at = data.index(b"LABELS") + 6
    data[at : at + 2] = data[at : at + 2][::-1]
    path.write_bytes(data)
    assert_rows(path, note="A pointer of its parameters leads nowhere")


def test_more_than_255_channels(tmp_path):
    rows = np.zeros((N, 300))
    rows[:, 290:296] = ROWS
    units = ["V"] * 290 + N_MM + ["V"] * 4
    offset = [0] * 290 + [-3, 5, 70, 1, 2, -9] + [0] * 4
    path = written(
        tmp_path, rows, units=units, offset=offset, plates=[plate(channels=range(291, 297))]
    )
    trial = read_trial(path, plate=PlateOptions(front="+x"))
    assert np.abs(trial.cop_mm - cop_of(ROWS)).max() < 1e-6


def test_pieces_of_a_file_join(tmp_path, monkeypatch):
    path = written(tmp_path, n_points=5)
    monkeypatch.setattr(c3d_samples, "PIECE_BYTES", 7 * (20 + 6) * 4)
    assert_rows(path)


def test_file_that_shrinks_while_it_is_read(tmp_path):
    path = written(tmp_path)
    file = C3dFile(path)
    path.write_bytes(path.read_bytes()[:-1024])
    with pytest.raises(RecordingError, match="cut off: it ended after"):
        file.samples(SIX)


def test_parts_of_single_bytes_and_of_floats(tmp_path):
    """Counts as single bytes (FP_Type1 of ezc3d's files) or as floats."""
    made = C3d(ROWS, units=N_MM, plates=[plate()])
    extra = {
        "FORCE_PLATFORM:USED": (1, [], b"\x01"),
        "FORCE_PLATFORM:TYPE": made.real([2.0]),
        "ANALOG:USED": made.real([6.0], []),
        "FORCE_PLATFORM:CHANNEL": made.real([1, 2, 3, 4, 5, 6], [6]),
        "ANALOG:OFFSET": made.real([0.0] * 6),
    }
    assert_rows(written(tmp_path, extra=extra))


@pytest.mark.parametrize("as_integers", [False, True])
@pytest.mark.parametrize("n_points", [0, 4])
def test_both_packages_agree_where_they_are_right(tmp_path, as_integers, n_points):
    path = written(
        tmp_path,
        np.resize(ROWS, (200, 6)),
        rate_hz=1000.0,
        per_frame=10,
        as_integers=as_integers,
        n_points=n_points,
        scale=8.0,
        offset=40,
    )
    ours = C3dFile(path).samples(SIX)
    np.testing.assert_allclose(ours, ezc3d_rows(path), rtol=1e-6, atol=1e-3)
    np.testing.assert_allclose(ours, package_rows(path), rtol=1e-6, atol=1e-3)


def test_dec_floats_as_both_packages_read_them(tmp_path):
    path = written(tmp_path, processor="DEC")
    ours = C3dFile(path).samples(SIX)
    np.testing.assert_array_equal(ours, ROWS)
    np.testing.assert_allclose(ezc3d_rows(path), ours, rtol=1e-6)
    np.testing.assert_allclose(package_rows(path), ours, rtol=1e-6)


def test_unsigned_words_are_what_the_package_reads_and_ezc3d_does_not(tmp_path):
    path = written(tmp_path, as_integers=True, data_format="UNSIGNED", offset=MID_SCALE, scale=8.0)
    assert_rows(path)
    np.testing.assert_allclose(package_rows(path), ROWS, atol=1e-3)
    assert np.abs(ezc3d_rows(path) - ROWS).max() == 65536 * 8.0


def test_negative_offset_is_what_the_package_reads_and_ezc3d_does_not(tmp_path):
    path = written(tmp_path, offset=-100)
    np.testing.assert_allclose(package_rows(path), ROWS, atol=1e-3)
    np.testing.assert_allclose(ezc3d_rows(path), ROWS - 200.0, atol=1e-3)


def test_video_rate_is_where_ezc3d_loses_samples(tmp_path):
    rows = np.resize(ROWS, (300, 6))
    path = written(tmp_path, rows, rate_hz=899.1, point_rate_hz=29.97, per_frame=30, n_points=2)
    assert_rows(path, rows)
    assert len(ezc3d_rows(path)) == 290


def test_long_file_is_where_ezc3d_finds_too_many_frames(tmp_path):
    path = written(tmp_path, long_rows(70_000), long_frames=70_000.0, n_points=1)
    assert len(C3dFile(path).samples(SIX)) == 70_000
    theirs = ezc3d_rows(path)
    # The last block is filled up with zeros: three frames of an empty plate.
    assert len(theirs) == 70_003
    assert theirs[-3:].tolist() == np.zeros((3, 6)).tolist()
