"""Exported MCAP files: JSON messages that fit their schemas, at UTC, read with the mcap package."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from mcap.reader import NonSeekingReader, make_reader
from mcap.well_known import MessageEncoding, SchemaEncoding

from balance_arcade.cli import main
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.files.recording import RecordingHeader, RecordingWriter
from balance_arcade.files.tables import Cut, read_trial
from balance_arcade.records.exchange.facts import dated
from balance_arcade.records.export_mcap import mcap_of_trial

UNIX_NS, MONOTONIC_NS = 1_780_000_000_000_000_000, 5_000_000_000
N = 300
TYPES = {"number": (int, float), "string": str, "object": dict, "boolean": bool}


@pytest.fixture
def recording(tmp_path):
    """Three seconds of a simulated board that was started 2 s after the clocks were compared."""
    board = BoardInfo(
        "sim:", "sim-1", "Simulated", "", Geometry(400.0, 300.0), 100.0, "device",
        origin="simulated", pre_zeroed=True,
    )  # fmt: skip
    header = RecordingHeader(
        board=board, wall=WallAnchor(UNIX_NS, MONOTONIC_NS), trial_id="a1", label="stand"
    )
    writer = RecordingWriter(tmp_path / "stand.mcap", header)
    begun_ns, fault = MONOTONIC_NS + 2_000_000_000, int(SampleFlag.CELL_FAULT)
    writer.write_samples(
        [
            # Every third sample arrives 4 ms late.
            ForceSample(
                k, begun_ns + 10_000_000 * k + 4_000_000 * (k % 3 == 2), k / 100.0,
                *(200.0, 200.0, 150.0, 150.0), flags=fault if k == 7 else 0,
            )
            for k in range(N)
        ]
    )  # fmt: skip
    writer.write_event(Event(0.5, "session.mark", {"text": "rail", "nothing": None}))
    writer.write_event(Event(1.5, "game.target_reached"))
    return writer.finish()


def messages(data, topic=None):
    return [
        (schema, channel, message, json.loads(message.data))
        for schema, channel, message in make_reader(io.BytesIO(data)).iter_messages(topic)
    ]


def test_every_message_fits_its_schema_in_encodings_that_viewers_list(recording):
    data = mcap_of_trial(read_trial(recording), dated(recording))
    for schema, channel, _, body in messages(data):
        assert (schema.encoding, channel.message_encoding) == (
            SchemaEncoding.JSONSchema,
            MessageEncoding.JSON,
        )
        properties = json.loads(schema.data)["properties"]
        assert json.loads(schema.data)["type"] == "object"
        for name, value in body.items():
            assert isinstance(value, TYPES[properties[name]["type"]])
    in_file = NonSeekingReader(io.BytesIO(data), validate_crcs=True).iter_messages(
        log_time_order=False
    )
    times = [message.log_time for _, _, message in in_file]
    assert times == sorted(times)


def test_samples_and_events_stand_at_utc(recording):
    data = mcap_of_trial(read_trial(recording), dated(recording))
    forces = messages(data, "/force")
    begun_ns = UNIX_NS + 2_000_000_000
    assert [message.log_time for _, _, message, _ in forces][:3] == [
        begun_ns,
        begun_ns + 10_000_000,
        begun_ns + 20_000_000,
    ]
    assert forces[0][3] == {
        "t_s": 0.0, "fz_n": 700.0, "tl_n": 200.0, "tr_n": 200.0, "bl_n": 150.0, "br_n": 150.0,
        "simulated": True,
    }  # fmt: skip
    # A sample whose cells cannot be believed has no force and no place.
    assert len(forces) == len(messages(data, "/cop")) == N - 1
    place = messages(data, "/cop")[0][3]
    assert (place["cop_ml_mm"], place["cop_ap_mm"]) == pytest.approx((0.0, 150.0 / 7.0))
    events = [(m.log_time - begun_ns, body) for _, _, m, body in messages(data, "/event")]
    assert events == [
        (500_000_000, {"t_s": 0.5, "kind": "session.mark", "data": {"text": "rail"}}),
        (1_500_000_000, {"t_s": 1.5, "kind": "game.target_reached", "data": {}}),
    ]


def test_the_file_says_where_it_comes_from(recording):
    data = mcap_of_trial(read_trial(recording), dated(recording))
    (record,) = make_reader(io.BytesIO(data)).iter_metadata()
    assert (record.name, record.metadata["origin"], record.metadata["model"]) == (
        "balance_arcade",
        "simulated",
        "Simulated",
    )
    (told,) = messages(data, "/recording")
    assert told[3]["board_id"] == "sim-1"
    assert told[1].metadata == {"origin": "simulated"}


def test_a_part_holds_its_own_samples_and_events(recording):
    trial = read_trial(recording, cut=Cut(from_s=1.0, to_s=2.0))
    data = mcap_of_trial(trial, dated(recording))
    at_s = [body["t_s"] for *_, body in messages(data, "/force")]
    assert (min(at_s), max(at_s)) == pytest.approx((1.0, 2.0), abs=0.02)
    assert [body["kind"] for *_, body in messages(data, "/event")] == ["game.target_reached"]


def test_as_a_command_also_of_files_without_a_date(recording, tmp_path, capsys):
    out = tmp_path / "out.mcap"
    assert main(["export", str(recording), "--mcap", str(out)]) == 0
    assert "300 samples of stand.mcap, 2026-05-28" in capsys.readouterr().err
    assert len(messages(out.read_bytes(), "/force")) == N - 1
    table = tmp_path / "walk.csv"
    np.savetxt(table, [(0.0, 1.0, 2.0), (0.01, 2.0, 2.0)], delimiter=",", comments="",
               header="t_s,cop_ml_mm,cop_ap_mm")  # fmt: skip
    assert main(["export", str(table), "--mcap", str(out)]) == 0
    assert "no date" in capsys.readouterr().err
    assert [m.log_time for _, _, m, _ in messages(out.read_bytes(), "/cop")] == [0, 10_000_000]
    assert not messages(out.read_bytes(), "/force")
    assert main(["export", str(recording), "--mcap", str(recording)]) == 1


def test_an_export_is_called_so_where_a_recording_is_asked_for(recording, tmp_path):
    path = tmp_path / "out.mcap"
    path.write_bytes(mcap_of_trial(read_trial(recording), dated(recording)))
    with pytest.raises(RecordingError, match="exported, and is no recording"):
        read_trial(path)
