"""Outcomes as Parquet: null is null with its reason, a time has its zone, on both databases."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from clinic_kit import Make, outcome

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic import outcome_table
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.outcome_table import write_outcomes


def test_a_missing_value_stays_null_with_its_reason_and_a_time_is_utc(
    records: Records, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcome_table, "ROWS_AT_ONCE", 2)
    east = dt.timezone(dt.timedelta(hours=9))
    at = dt.datetime(1899, 12, 31, 23, 59, 0, 123456, tzinfo=east)
    later = dt.datetime(2101, 1, 1, tzinfo=dt.UTC)
    two = (outcome(10.5), outcome(None, name="rms_mm"))
    records.add_recording(make("a", began=at, outcomes=two))
    records.add_recording(
        make("b", session_id="s2", person="", began=later, outcomes=(outcome(1e-300),))
    )
    file = tmp_path / "outcomes.parquet"
    assert write_outcomes(records.database, file) == 3
    table = pyarrow.parquet.read_table(file)
    assert table["value"].to_pylist() == [10.5, None, 1e-300]
    assert table["value"].null_count == 1
    assert table["refused"].to_pylist() == ["", "stopped: stepped", ""]
    assert table["person"].to_pylist() == ["p-017", "p-017", None]
    assert table.schema.field("trial_began").type == pyarrow.timestamp("us", tz="UTC")
    assert table["trial_began"].to_pylist() == [at, at, later]
    with pytest.raises(RecordsError, match="is there already"):
        write_outcomes(records.database, file)


def test_a_table_that_cannot_be_written_leaves_nothing(records: Records, tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="cannot be written"):
        write_outcomes(records.database, tmp_path / "none" / "outcomes.parquet")
    file = tmp_path / "empty.parquet"
    assert write_outcomes(records.database, file) == 0
    assert pyarrow.parquet.read_table(file).num_rows == 0
    assert [one.name for one in tmp_path.glob("*.part")] == []
