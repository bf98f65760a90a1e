"""Samples as Parquet and JSON: nulls, units, moments with their zone, and what is refused."""

from __future__ import annotations

import io
import json

import numpy as np
import pyarrow
import pyarrow.compute
import pyarrow.parquet
import pytest
from exchange_kit import EVENTS, recording

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables import read_trial
from balance_arcade.records.exchange.facts import dated
from balance_arcade.records.exchange.sample_files import json_of_trial, parquet_of_trial


@pytest.fixture(scope="module")
def stand(tmp_path_factory):
    path = recording(tmp_path_factory.mktemp("stand"))
    return read_trial(path), dated(path)


def test_parquet_has_nulls_units_and_moments_with_their_zone(stand):
    trial, dates = stand
    table = pyarrow.parquet.read_table(io.BytesIO(parquet_of_trial(trial, dates)))
    n_missing = int(np.isnan(trial.corners_n).any(axis=1).sum())
    assert table["tl_n"].null_count == n_missing == 1
    assert not pyarrow.compute.any(pyarrow.compute.is_nan(table["tl_n"])).as_py()
    units = {field.name: field.metadata.get(b"unit") for field in table.schema}
    assert (units["t_s"], units["tl_n"], units["cop_ml_mm"]) == (b"s", b"N", b"mm")
    assert table.schema.field("time_utc").type == pyarrow.timestamp("us", tz="UTC")
    moments = table["time_utc"].to_pylist()
    assert moments[0].isoformat() == "2026-05-28T20:26:42+00:00"
    assert (moments[-1] - moments[0]).total_seconds() == pytest.approx(trial.t_s[-1])
    facts = json.loads(table.schema.metadata[b"balance_arcade"])
    assert (facts["person"], facts["origin"]) == ("p-017", "simulated")
    assert len(json.loads(table.schema.metadata[b"events"])) == len(EVENTS)


def test_json_holds_no_nan(stand):
    text = json_of_trial(*stand).decode()
    told = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert told["columns"]["tl_n"].count(None) == 1
    assert told["units"]["cop_ap_mm"] == "mm"
    assert told["balance_arcade"]["second_0"] == "2026-05-28T20:26:42.000000Z"


def test_without_a_recording_nothing_is_dated(stand):
    trial, _ = stand
    assert (
        "time_utc"
        not in pyarrow.parquet.read_table(io.BytesIO(parquet_of_trial(trial))).column_names
    )
    assert "second_0" not in json.loads(json_of_trial(trial))["balance_arcade"]


def test_parquet_of_others_and_columns_that_do_not_fit_are_refused(stand, tmp_path):
    path = tmp_path / "theirs.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"a": [1.0, 2.0]}), path)
    with pytest.raises(RecordingError, match="no samples that we exported"):
        read_trial(path)
    told = json.loads(json_of_trial(*stand))
    for wrong in ({"columns": {"t_s": [0.0], "cop_ml_mm": [1.0, 2.0]}}, {"events": [{"t_s": "x"}]}):
        path = tmp_path / "odd.json"
        path.write_text(json.dumps(told | wrong, separators=(",", ":")))
        with pytest.raises(RecordingError, match="as we write them"):
            read_trial(path)
