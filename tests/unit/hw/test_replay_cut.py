"""The words of ``analyze`` in a replay's address: zero, from, to, trim, rate, plate, up."""

from __future__ import annotations

import numpy as np
import pytest
from c3d_person import N_MM, person, plate, wrench
from c3d_writer import write_c3d

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Event
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording import RecordingHeader, RecordingWriter
from balance_arcade.files.tables import Cut, PlateOptions, plate_to_cop, read_trial
from balance_arcade.hw import parse_address
from balance_arcade.hw.replay import open_replay_board

T_S = np.arange(1200) / 100.0
ON_S = 4.0
OFFSET_N = np.array((-118.0, -28.0, -2.0, -59.0))
FORCES_N = np.clip(T_S - ON_S, 0.0, 1.0)[:, None] * np.array((150.0, 170.0, 180.0, 200.0))


def samples_of(path, query):
    board = open_replay_board(parse_address(f"replay:{path}?speed=0&{query}"))
    samples = []
    while not board.ended:
        samples += board.read(0.0)
    return samples, board


def forces(samples):
    return np.array([(s.tl_n, s.tr_n, s.bl_n, s.br_n) for s in samples])


def table(tmp_path, stamps=T_S):
    rows = np.column_stack((stamps, FORCES_N + OFFSET_N))
    text = "\n".join(",".join(f"{v:.4f}" for v in row) for row in rows)
    path = tmp_path / "a.csv"
    path.write_text(f"# width_mm = 400\n# length_mm = 300\nt_s,tl_n,tr_n,bl_n,br_n\n{text}\n")
    return path


def recording(tmp_path, events=()):
    info = BoardInfo("sim:", "sim-1", "A board", "", Geometry(400.0, 300.0), 100.0, "virtual")
    header = RecordingHeader(board=info, wall=WallAnchor(0, 0), trial_id="t1", label="trial")
    writer = RecordingWriter(tmp_path / "a.mcap", header)
    values = (FORCES_N + OFFSET_N).tolist()
    writer.write_samples([ForceSample(i, 0, i / 100.0, *f) for i, f in enumerate(values)])
    for event in events:
        writer.write_event(event)
    return writer.finish()


@pytest.mark.parametrize("make", [table, recording])
def test_zero_and_seconds(tmp_path, make):
    path = make(tmp_path)
    samples, board = samples_of(path, "zero=0,3&from=6&to=10")
    assert len(samples) == 400
    assert np.abs(forces(samples) - FORCES_N[600:1000]).max() < 1e-6
    assert any("taken off as the empty board" in note for note in board.health.warnings)
    trial = read_trial(path, cut=Cut((0.0, 3.0), 6.0, 10.0))
    assert np.abs(trial.corners_n - forces(samples)).max() < 1e-6
    assert trial.notes[-2:] == board.health.warnings[-2:]


def test_a_zero_that_is_an_event_is_taken_off_as_in_a_batch(tmp_path):
    path = recording(tmp_path, [Event(3.1, "session.zero", {"first_seq": 0, "last_seq": 300})])
    samples, board = samples_of(path, "")
    assert np.abs(forces(samples) - FORCES_N).max() < 1e-6
    assert np.abs(read_trial(path).corners_n - forces(samples)).max() < 1e-6
    assert board.info.pre_zeroed


@pytest.mark.parametrize("make", [table, recording])
def test_trim(tmp_path, make):
    path = make(tmp_path)
    samples, _ = samples_of(path, "zero=0,3&trim=1")
    trial = read_trial(path, cut=Cut((0.0, 3.0), trim=True))
    assert len(samples) == trial.n_samples
    assert np.abs(forces(samples)[0] - trial.corners_n[0]).max() < 1e-9
    assert 5.8 < trial.t_s[0] < 6.1


@pytest.mark.parametrize("make", [table, recording])
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("zero=5,9", "the board was not empty"),
        ("zero=40,50", "No sample lies between"),
        ("zero=7,0", "zero=7,0 is not valid"),
        ("from=50", "0 samples lie between"),
        ("from=9&to=3", "begins at 9 s and ends at 3 s"),
        ("to=0", "begins at 0 s and ends at 0 s"),
        ("trim=perhaps", "trim=perhaps is not valid"),
    ],
)
def test_seconds_that_do_not_fit(tmp_path, make, query, message):
    with pytest.raises(ConfigError, match=message):
        samples_of(make(tmp_path), query)


def test_a_rate_goes_before_times_and_makes_them_good(tmp_path):
    path = table(tmp_path, stamps=np.floor(T_S * 20.0) / 20.0)
    samples, board = samples_of(path, "rate=100")
    assert board.info.nominal_rate_hz == 100.0
    assert [s.t_s for s in samples[:3]] == [0.0, 0.01, 0.02]


@pytest.mark.parametrize(("query", "options"), [("", {}), ("&plate=2", {"plate": 2})])
def test_plates_are_those_of_analyze(tmp_path, query, options):
    feet = [person(1), person(2)]
    apart = [plate(), plate(corners=[1100.0, 0, 0, 500, 0, 0, 500, 400, 0, 1100, 400, 0])]
    apart[1]["channels"] = range(7, 13)
    rows = np.hstack([wrench(*foot) for foot in feet])
    path = write_c3d(tmp_path / "a.c3d", rows, units=N_MM * 2, plates=apart)
    samples, board = samples_of(path, f"front=-y{query}")
    trial = read_trial(path, plate=PlateOptions(front="-y", **options))
    corners = np.array(board.info.geometry.corners_mm())
    played = forces(samples) @ corners / forces(samples).sum(axis=1, keepdims=True)
    assert np.abs(played - trial.cop_mm).max() < 1e-6
    assert np.abs(plate_to_cop(trial.plate) - trial.cop_mm).max() < 1e-9
    assert len(trial.plates) == 2


def test_an_upright_axis(tmp_path):
    rows = "\n".join(f"{k / 100}\t0\t700\t3\t5\t0\t{k % 7}" for k in range(50))
    path = tmp_path / "a.txt"
    path.write_text(f"time\tFx\tFy\tFz\tCOPx\tCOPy\tCOPz\ns\tN\tN\tN\tmm\tmm\tmm\n{rows}\n")
    samples, _ = samples_of(path, "up=y")
    assert np.abs(forces(samples).sum(axis=1) - 700.0).max() < 1e-9
    with pytest.raises(ConfigError, match="is not valid"):
        samples_of(path, "up=down")
    with pytest.raises(ConfigError, match="is not valid"):
        samples_of(table(tmp_path), "up=y")
